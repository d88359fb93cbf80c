"""The models: each takes what was known at an origin and draws all states jointly.

A model is one function ``(history, horizons, draws, rng) -> array`` of shape draws x states x
horizons x 3, entered in :data:`MODELS` by the decorator :func:`model`. To add one, write such a
function, in this file or in one of its own that ``__init__`` imports.

The resampling models live here. They share one idea: a draw picks past editions at random, with
replacement, and within the edition every state borrows the change of a random donor state, all
three parts together. So the shock common to an edition, and the way the parts move together, are
kept, and nothing is assumed about their distribution (Efron & Tibshirani, *An Introduction to the
Bootstrap*, 1993, ch. 8: resampling of blocks).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from egdi.projection.history import History

Simulate = Callable[[History, int, int, np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class Model:
    """A model: its name, the words for charts, its family and the function that simulates."""

    name: str
    label: str
    simulate: Simulate
    trend: bool = False
    """True for a line through the state's own past."""
    late: bool = False
    """True for one thought of after the track record was seen: shown, never chosen."""


MODELS: dict[str, Model] = {}
"""All models by name, simplest first."""


def model(
    name: str, label: str, trend: bool = False, late: bool = False
) -> Callable[[Simulate], Simulate]:
    """Enter a function in :data:`MODELS`."""

    def enter(simulate: Simulate) -> Simulate:
        MODELS[name] = Model(name, label, simulate, trend, late)
        return simulate

    return enter


# ------------------------------------------------------------------ resampling whole editions

_FIRST = 2008
"""Changes from this edition on are over two years, as those to come are."""
_AT_LEAST = 3
"""Fewest editions of changes to resample from; older ones are used to reach it."""


def changes(history: History) -> list[tuple[int, np.ndarray, np.ndarray]]:
    """Return every change between neighbouring editions up to the origin.

    Returns:
        A tuple for each pair of editions: position t of the earlier one, the rows of states
        ranked at both, and their changes in the three parts (n x 3).
    """
    steps = np.diff(history.parts, axis=1)
    out = []
    for t in range(steps.shape[1]):
        rows = np.flatnonzero(np.isfinite(steps[:, t]).all(axis=1))
        out.append((t, rows, steps[rows, t]))
    return out


def recent(history: History) -> set[int]:
    """Return the positions t of the changes to resample: two-yearly ones, but at least three."""
    last = len(history.editions) - 1
    enough = max(0, last - _AT_LEAST)
    return {t for t in range(last) if history.editions[t] >= _FIRST or t >= enough}


def resample(
    history: History,
    horizons: int,
    draws: int,
    rng: np.random.Generator,
    pools: list[np.ndarray],
    shift: Callable[[list[np.ndarray], int], np.ndarray] | None = None,
    window: float | None = None,
    scale: np.ndarray | None = None,
) -> np.ndarray:
    """Draw joint paths by resampling whole editions of changes.

    What an edition brings to all states alike is known from few editions only. Its spread is
    widened from that of the sample to that of a prediction, by the square root of (n + 1) / (n - 1)
    for n editions: the spread a new draw has about a mean that is itself estimated.

    Args:
        history: what was known.
        horizons: number of editions ahead, H.
        draws: number of draws, D.
        rng: random numbers.
        pools: for each edition, the changes (n x 3) that states may borrow. With ``window``,
            sorted by the donors' level.
        shift: what is expected beyond the borrowed change, given the path so far (a list of
            D x S x 3 or S x 3 arrays, oldest first) and the step (1 to H).
        window: donors are taken within this share of the states above and below in level;
            default from all states.
        scale: S x 3, by which a state multiplies what it borrows beyond the edition's mean;
            default 1.

    Returns:
        Array D x S x H x 3, within 0 and 1.
    """
    states = len(history.iso3)
    means = np.stack([pool.mean(axis=0) for pool in pools])
    pools = [pool - mean for pool, mean in zip(pools, means, strict=True)]
    if len(means) > 1:
        widen = np.sqrt((len(means) + 1) / (len(means) - 1))
        means = means.mean(axis=0) + widen * (means - means.mean(axis=0))
    path = [history.parts[:, t] for t in range(history.parts.shape[1])]
    out = np.empty((draws, states, horizons, 3))
    for step in range(1, horizons + 1):
        now = path[-1]
        if shift is not None:
            now = now + shift(path, step)
        value = np.broadcast_to(now, (draws, states, 3)).copy()
        position = np.empty(0)
        if window is not None:
            level = np.broadcast_to(path[-1], value.shape).mean(axis=2)
            position = (
                level.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable") + 0.5
            ) / states
        edition = rng.integers(len(pools), size=draws)
        for i, pool in enumerate(pools):
            which = np.flatnonzero(edition == i)
            size = (len(which), states)
            if window is None:
                donor = rng.integers(len(pool), size=size)
            else:
                spot = np.abs(position[which] + rng.uniform(-window, window, size=size))
                spot = np.where(spot >= 1, 2 - spot, spot)
                donor = np.minimum((spot * len(pool)).astype(int), len(pool) - 1)
            borrowed = pool[donor] if scale is None else pool[donor] * scale
            value[which] += borrowed + means[i]
        np.clip(value, 0, 1, out=value)
        out[:, :, step - 1] = value
        path.append(value)
    return out


@model("no_change", "No change")
def no_change(history: History, horizons: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Parts stay as they are; the spread is that of past changes, less their overall mean."""
    keep = recent(history)
    pools = [c for t, _, c in changes(history) if t in keep]
    drift = np.mean([pool.mean(axis=0) for pool in pools], axis=0)
    return resample(history, horizons, draws, rng, [pool - drift for pool in pools])


@model("common_drift", "Common drift")
def common_drift(
    history: History, horizons: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Every state moves as some state did in some past edition; no state has a trend of its own."""
    keep = recent(history)
    return resample(history, horizons, draws, rng, [c for t, _, c in changes(history) if t in keep])


@model("level_drift", "Drift of states alike")
def level_drift(
    history: History, horizons: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """As common drift, but donors are states of a similar level (15 % of states up and down)."""
    keep = recent(history)
    pools = [
        change[history.parts[rows, t].mean(axis=1).argsort(kind="stable")]
        for t, rows, change in changes(history)
        if t in keep
    ]
    return resample(history, horizons, draws, rng, pools, window=0.15)


@model("own_drift", "Own drift, shrunken")
def own_drift(history: History, horizons: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Each state's own mean change, shrunken toward the common drift by empirical Bayes.

    The share kept is the variance between states' mean changes beyond what the changes within
    states explain (method of moments; Morris, JASA 78, 1983, 47-55), never below 0.
    """
    keep = recent(history)
    steps = np.diff(history.parts, axis=1)[:, sorted(keep)]
    relative = steps - np.nanmean(steps, axis=0)
    n = np.isfinite(relative).all(axis=2).sum(axis=1)[:, None]
    mean = np.nanmean(np.where(n[:, None] > 0, relative, 0), axis=1)
    within = np.nansum((relative - mean[:, None]) ** 2, axis=(0, 1)) / np.maximum(n - 1, 0).sum()
    between = np.maximum((mean**2).mean(axis=0) - (within / np.maximum(n, 1)).mean(axis=0), 0)
    # where nothing varies there is nothing to keep
    kept = between / np.maximum(between + within / np.maximum(n, 1), 1e-300)
    own = mean * kept
    pools = [c - own[rows] for t, rows, c in changes(history) if t in keep]
    return resample(history, horizons, draws, rng, pools, shift=lambda path, step: own)


# ------------------------------------------------------- mean reversion and leading indicators

_MEMORY = 3
"""Editions over which a state's recent standing is averaged."""
_RIDGE = 0.3
"""Shrinkage of the slopes toward zero: penalty as a share of each input's sum of squares."""


def centred(values: np.ndarray) -> np.ndarray:
    """Return values less their mean over states (the axis before the last)."""
    mean = values.mean(axis=-2, keepdims=True)
    if np.isnan(mean).any():
        mean = np.nanmean(values, axis=-2, keepdims=True)
    return values - mean


def mean_reversion(path: list[np.ndarray]) -> np.ndarray:
    """Return how far each part stands above its own recent mean, relative to the world.

    A survey that rates a state unusually high tends to take some of it back at the next edition.

    Args:
        path: parts by edition, oldest first, each (D x) S x 3.

    Returns:
        (D x) S x 3, 0 where a state has no past.
    """
    lately = [centred(values) for values in path[-_MEMORY:]]
    total, count = np.zeros_like(path[0]), np.zeros_like(path[0])
    for values in lately:
        # where none is missing, as in all draws, the sum says so in one pass
        missing = np.isnan(values.sum())
        total = total + (np.nan_to_num(values) if missing else values)
        count = count + (np.isfinite(values) if missing else 1)
    now = lately[-1] - total / np.maximum(count, 1)
    return np.nan_to_num(now) if np.isnan(now.sum()) else now


def slopes(inputs: list[np.ndarray], targets: list[np.ndarray], ridge: float) -> np.ndarray:
    """Return ridge slopes of changes on inputs, within editions (p x 3).

    Inputs and targets are centred in each edition, so that what is common to an edition, a
    change of method above all, does not enter. The penalty is ``ridge`` times each input's sum
    of squares (Hoerl & Kennard, Technometrics 12, 1970, 55-67).
    """
    x = np.concatenate([centred(v) for v in inputs])
    y = np.concatenate([centred(v) for v in targets])
    cross = x.T @ x
    penalty = np.diag(ridge * np.diag(cross) + 1e-9)
    return np.linalg.solve(cross + penalty, x.T @ y)


Input = Callable[[History, list[np.ndarray], int], np.ndarray]
"""Hints at the next change, given the history, the path so far and the step: (D x) S x p."""


def remembered(history: History, path: list[np.ndarray], step: int) -> np.ndarray:
    """Return :func:`mean_reversion` as an input."""
    return mean_reversion(path)


def supplied(history: History, path: list[np.ndarray], step: int) -> np.ndarray:
    """Return the supply gaps of TII and HCI as inputs.

    Beyond the next edition nothing newer is known than what that edition uses: the gaps are 0.
    """
    gaps = history.supply[:, :, 1:]
    return gaps[:, len(path) - 1] if step == 1 else np.zeros_like(gaps[:, 0])


def regressed(
    history: History,
    horizons: int,
    draws: int,
    rng: np.random.Generator,
    inputs: Sequence[Input],
    window: float | None = None,
    own_spread: float | None = None,
) -> np.ndarray:
    """Resample around slopes on inputs, learnt from all past editions.

    Args:
        history: what was known.
        horizons: number of editions ahead.
        draws: number of draws.
        rng: random numbers.
        inputs: functions that give the inputs.
        window: as in :func:`resample`.
        own_spread: give each state a spread of its own, drawn toward the common one with this
            weight, in observations; default one spread for all.
    """
    past = [history.parts[:, t] for t in range(history.parts.shape[1])]

    def hints(path: list[np.ndarray], step: int) -> list[np.ndarray]:
        return [centred(hint(history, path, step)) for hint in inputs]

    def expected(path: list[np.ndarray], step: int) -> np.ndarray:
        found = hints(path, step)
        shares = np.split(slope, np.cumsum([x.shape[-1] for x in found])[:-1])
        total = np.zeros(3)
        for x, share in zip(found, shares, strict=True):
            total = total + x @ share
        return total

    known = {t: np.concatenate(hints(past[: t + 1], 1), axis=-1) for t in range(1, len(past) - 1)}
    usable = [(t, rows, change) for t, rows, change in changes(history) if t in known]
    slope = slopes([known[t][rows] for t, rows, _ in usable], [c for _, _, c in usable], _RIDGE)
    keep = recent(history)
    rests = [(t, rows, c - known[t][rows] @ slope) for t, rows, c in usable if t in keep]
    scale = np.ones_like(history.present)
    if own_spread is not None:
        squares, count = np.zeros_like(scale), np.zeros((len(scale), 1))
        for _, rows, rest in rests:
            squares[rows] += (centred(rest) / rest.std(axis=0)) ** 2
            count[rows] += 1
        scale = np.sqrt((squares + own_spread) / (count + own_spread))
    pools = []
    for t, rows, rest in rests:
        rest = rest.mean(axis=0) + centred(rest) / scale[rows]
        pools.append(rest[history.parts[rows, t].mean(axis=1).argsort(kind="stable")])
    return resample(
        history,
        horizons,
        draws,
        rng,
        pools,
        shift=expected,
        window=window,
        scale=None if own_spread is None else scale,
    )


@model("mean_reversion", "Mean reversion")
def mean_reversion_model(
    history: History, horizons: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Draw with common drift, less a part of what stands above a state's own recent mean."""
    return regressed(history, horizons, draws, rng, [remembered])


@model("leading_indicators", "Leading indicators")
def leading_indicators(
    history: History, horizons: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Draw with common drift, plus a part of the gap to newer published indicators."""
    return regressed(history, horizons, draws, rng, [supplied])


@model("reversion_indicators", "Mean reversion and indicators")
def reversion_indicators(
    history: History, horizons: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Draw with common drift, mean reversion and leading indicators together."""
    return regressed(history, horizons, draws, rng, [remembered, supplied])
