"""The nowcast: a projection's joint draws, moved and narrowed by what has become known since.

A draw of a part of a state is the projection's mean m and an error e. With what is known, u above
that mean, it becomes

    m + b u + r e,

where b (how much of it comes) and r (how much of the error is left) are learnt from the editions
before, out of sample: at each of them the same model was run from the edition before it, with
what was known on the eve of its time. Both are learnt apart for what is common to all states and
for what is a state's own. States stay as joint as the projection drew them, and what is not known
stays as wide as the past.

If the figures known reproduced every edition exactly, b would be 1 and r 0; if nothing is known,
the draws are those of the projection.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from egdi.cache import Keyed
from egdi.nowcast.evidence import Evidence, gather
from egdi.panel import PARTS
from egdi.projection import MODELS, Draws
from egdi.projection.history import History, after

SINCE = 2012
"""First edition learnt from: since then each part is stretched to 0 to 1, as TII is here."""

HINT = 2
"""Editions by which the slope on a mere hint is shrunken: of n editions it keeps n / (n + 2)."""

PAST_DRAWS = 400
"""Draws for the mean of a projection at an earlier origin."""


@dataclass(frozen=True)
class Effect:
    """What past editions say of one part's evidence.

    Attributes:
        editions: past editions at which there was such evidence.
        own, common: share b of it that came, for a state beside the others, and for all together.
        own_left, common_left: share r of the projection's error that was left.
    """

    editions: tuple[int, ...] = ()
    own: float = 0.0
    common: float = 0.0
    own_left: float = 1.0
    common_left: float = 1.0


def surprise(evidence: Evidence, mean: np.ndarray) -> np.ndarray:
    """Return what is known beyond the mean of a projection, S x 3, NaN where nothing is.

    For TII that is the TII that follows from its components, less the projected one. The rise of
    schooling and the GovTech gap are hints beside it; what they say of all states together is
    left out, since their scale is not HCI's or OSI's.
    """
    hints = {
        "osi": evidence.govtech - _mean(evidence.govtech),
        "tii": evidence.tii - mean[:, PARTS.index("tii")],
        "hci": evidence.schooling - _mean(evidence.schooling),
    }
    return np.stack([hints[part] for part in PARTS], axis=1)


def _mean(values: np.ndarray) -> float:
    return float(np.nanmean(values)) if np.isfinite(values).any() else np.nan


@dataclass(frozen=True)
class _Past:
    """One past edition: what was known beyond the projection, and the projection's error."""

    edition: int
    known: np.ndarray
    error: np.ndarray


def past(
    data: pd.DataFrame, origin: int, name: str, behind: int = 0, folder: Path | None = None
) -> list[_Past]:
    """Return the past editions up to an origin, each projected from the one before it.

    Args:
        data: panel; rows after the origin are not used.
        origin: the last edition known.
        name: model.
        behind: as in :func:`egdi.nowcast.evidence.gather`.
        folder: folder of the tables.
    """
    editions = [int(e) for e in sorted(data.loc[data["status"].eq("ranked"), "edition"].unique())]
    starts = [e for e in editions if SINCE <= after(e, 1)[0] <= origin]
    known = data[data["edition"].le(origin)]
    return [_one(Keyed(known[known["edition"].le(after(e, 1)[0])], folder), e, name, behind)
            for e in starts]  # fmt: skip


@lru_cache(maxsize=64)
def _one(table: Keyed, origin: int, name: str, behind: int) -> _Past:
    """Project one past edition and compare it with what came; once for each panel and model."""
    history = History.until(table.data, origin, table.folder)
    edition = after(origin, 1)[0]
    rng = np.random.default_rng([0, origin])
    mean = MODELS[name].simulate(history, 1, PAST_DRAWS, rng)[:, :, 0].mean(axis=0)
    rows = table.data[table.data["edition"].eq(edition) & table.data["status"].eq("ranked")]
    came = rows.set_index("iso3")[list(PARTS)].reindex(list(history.iso3)).to_numpy(float)
    known = surprise(gather(history, behind=behind), mean)
    return _Past(edition, known, came.clip(0, 1) - mean)


def effects(editions: Sequence[_Past]) -> dict[str, Effect]:
    """Return what past editions say of each part's evidence.

    Slopes are those of least squares within editions (own) and over their means (common), kept
    between 0 and 1; that of a hint, OSI's, is shrunken besides and only not negative.
    """
    return {part: _effect(editions, k, part) for k, part in enumerate(PARTS)}


def _effect(editions: Sequence[_Past], k: int, part: str) -> Effect:
    pairs = []
    for one in editions:
        both = np.isfinite(one.known[:, k]) & np.isfinite(one.error[:, k])
        if both.sum() > 1:
            pairs.append((one.edition, one.known[both, k], one.error[both, k]))
    if not pairs:
        return Effect()
    own_known = np.concatenate([u - u.mean() for _, u, _ in pairs])
    own_error = np.concatenate([e - e.mean() for *_, e in pairs])
    all_known = np.array([u.mean() for _, u, _ in pairs])
    all_error = np.array([e.mean() for *_, e in pairs])
    hint, n = part == "osi", len(pairs)
    own = _slope(own_known, own_error, np.inf if hint else 1.0)
    if hint:
        own *= n / (n + HINT)
    own_left = _left(own_error, own_error - own * own_known)
    common, common_left = 0.0, 1.0
    if part == "tii" and n > 1:
        # A handful of editions tells little of what is common to an edition: it is trusted as far
        # as the states beside each other are reproduced, fully where they are exactly.
        trust = 1 - own_left**2
        slope = _slope(all_known, all_error)
        left = _left(all_error, all_error - slope * all_known, n / (n - 1))
        common, common_left = trust * slope, np.sqrt(1 - trust * (1 - left**2))
    return Effect(
        editions=tuple(edition for edition, *_ in pairs),
        own=own,
        common=common,
        own_left=own_left,
        common_left=float(common_left),
    )


def _slope(x: np.ndarray, y: np.ndarray, most: float = 1.0) -> float:
    square = float((x**2).sum())
    return float(np.clip((x * y).sum() / square, 0, most)) if square > 0 else 0.0


def _left(before: np.ndarray, after: np.ndarray, inflate: float = 1) -> float:
    """Return the share of an error that is left, 0 to 1.

    Args:
        before: errors.
        after: errors that are left.
        inflate: by which their squares are too small, a slope having been fitted to few.
    """
    square = float((before**2).sum())
    left = inflate * float((after**2).sum())
    return float(np.sqrt(np.clip(left / square, 0, 1))) if square > 0 else 1.0


def combine(
    drawn: Draws, evidence: Evidence, found: Mapping[str, Effect], schooling: bool | None = None
) -> Draws:
    """Return a projection's draws moved and narrowed by what is known of the edition.

    That the UN takes schooling from the newest Human Development Report is not proven. With the
    share of it that came in the past as its probability, it moves HCI in full in that share of
    the draws, in all states alike, and not at all in the others.

    Args:
        drawn: draws of a projection, the next edition first.
        evidence: what is known, of the same states.
        found: effects by part, as :func:`effects` returns them.
        schooling: True or False: schooling enters in all draws, or in none.
    """
    parts = drawn.parts[:, :, :1].copy()
    mean = parts[:, :, 0].mean(axis=0)
    known = surprise(evidence, mean)
    for k, part in enumerate(PARTS):
        rows, effect = np.flatnonzero(np.isfinite(known[:, k])), found[part]
        if not len(rows) or not effect.editions:
            continue
        if part == "hci":
            taken = _taken(len(parts), effect.own if schooling is None else float(schooling))
            parts[:, rows, 0, k] += taken[:, None] * known[rows, k]
            continue
        middle, level = float(known[rows, k].mean()), mean[rows, k]
        error = parts[:, rows, 0, k] - level
        common = error.mean(axis=1, keepdims=True)
        parts[:, rows, 0, k] = (
            level
            + effect.common * middle
            + effect.own * (known[rows, k] - middle)
            + effect.common_left * common
            + effect.own_left * (error - common)
        )
    np.clip(parts, 0, 1, out=parts)
    parts.flags.writeable = False
    return Draws(drawn.iso3, drawn.origin, drawn.editions[:1], parts, drawn.weights, drawn.model)


def _taken(draws: int, share: float) -> np.ndarray:
    """Return in which draws schooling enters: that share of them, evenly spread.

    Draws are in no order, so every so-manieth is as good as any and needs no random number.
    """
    return np.diff(np.floor(share * np.arange(draws + 1) + 1e-9)).astype(bool)
