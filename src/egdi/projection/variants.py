"""Variants tried after the track record had been seen: shown beside it, never chosen by its rule.

Whoever picks the best of many on the same few origins is flattered by them. These stand here so
that what did not help is on record too.
"""

from __future__ import annotations

import numpy as np

from egdi.projection.history import History
from egdi.projection.models import (
    MODELS,
    centred,
    model,
    regressed,
    remembered,
    supplied,
)


@model("level_spread", "Spread of states alike", late=True)
def level_spread(
    history: History, horizons: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Borrow what the inputs do not explain from states of a similar level only."""
    return regressed(history, horizons, draws, rng, [remembered, supplied], window=0.2)


@model("own_spread", "Spread of its own", late=True)
def own_spread(history: History, horizons: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Give each state a spread of its own, drawn toward the common one."""
    return regressed(history, horizons, draws, rng, [remembered, supplied], own_spread=8)


def uneven(history: History, path: list[np.ndarray], step: int) -> np.ndarray:
    """Return how far OSI stands above the mean of the other two parts, and TII above HCI."""
    osi, tii, hci = np.moveaxis(centred(path[-1]), -1, 0)
    return np.nan_to_num(np.stack([osi - (tii + hci) / 2, tii - hci], axis=-1))


@model("uneven_parts", "Uneven parts as input", late=True)
def uneven_parts(
    history: History, horizons: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Add :func:`uneven` to the inputs: a part that lags behind the others may catch up."""
    return regressed(history, horizons, draws, rng, [remembered, supplied, uneven])


@model("pool", "Pool of all joint models", late=True)
def pool(history: History, horizons: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Mix the draws of all candidates in equal shares (linear opinion pool).

    Stone, Annals of Mathematical Statistics 32, 1961, 1339-1342.
    """
    members = [entry for entry in MODELS.values() if not (entry.trend or entry.late)]
    shares = [len(part) for part in np.array_split(np.arange(draws), len(members))]
    drawn = [
        entry.simulate(history, horizons, share, rng)
        for entry, share in zip(members, shares, strict=True)
        if share
    ]
    return np.concatenate(drawn)
