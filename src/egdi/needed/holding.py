"""A state and the line of a place in every draw, and what the state needs to hold the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from egdi import lookup, ranks
from egdi.panel import PARTS, DataError, Group, whole
from egdi.projection.draws import Draws, composite, kth_line

SHIFT, FIX = "shift", "fix"
MOVING, FROZEN = "moving", "frozen"
ALL = "all"
"""The three parts together, by the same points each; then also the points of the index."""
LEVELS = (0.5, 0.8)
"""Probabilities at which the place is to be held."""
NEAR = 0.1
"""How far from the state's present value another stood to be at its level."""
SINCE = 2008
"""First edition whose changes count: from then on editions are two years apart."""
HELD, REACHABLE, OUT_OF_REACH = "held", "reachable", "out_of_reach"
"""What a need is: none; some; more than the parts can give in enough draws."""


def directions() -> dict[str, np.ndarray]:
    """Return the ways to gain that the tables tell: each part alone, and all three together."""
    return {**{part: np.eye(3)[i] for i, part in enumerate(PARTS)}, ALL: np.ones(3)}


def needs(parts: np.ndarray, weights: np.ndarray, gap: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Return the smallest shift along a direction that closes a gap, exactly, in every draw.

    Args:
        parts: the state's parts, D x 3; each stops at one.
        weights: of the parts.
        gap: index points that are missing, D; none needed where it is not above zero.
        along: what one point of shift gives each part, at least zero.

    Returns:
        Points, D; infinite where the parts reach their ceiling first.

    Example:
        >>> parts = np.array([[0.5, 0.5, 0.5], [0.9, 0.5, 0.5]])
        >>> needs(parts, np.full(3, 1 / 3), np.array([0.1, 0.1]), np.array([1, 0, 0])).round(9)
        array([0.3, inf])
    """
    slopes = np.broadcast_to(weights * along, parts.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        caps = np.where(along > 0, (1 - parts) / along, np.inf)
    order = np.argsort(caps, axis=1, kind="stable")
    caps, slopes = (np.take_along_axis(v, order, axis=1) for v in (caps, slopes))
    out = np.where(gap > 0, np.inf, 0.0)
    at, left, slope = np.zeros(len(gap)), np.array(gap, float), slopes.sum(axis=1)
    for i in range(parts.shape[1]):
        with np.errstate(divide="ignore", invalid="ignore"):
            step = left / slope
        # A hair of room: what closes the gap exactly at the ceiling is reached.
        here = np.isinf(out) & (slope > 1e-12) & (at + step <= caps[:, i] + 1e-12)
        out[here] = (at + step)[here]
        run = np.where(np.isfinite(caps[:, i]), caps[:, i] - at, 0.0)
        left, at, slope = left - slope * run, at + run, slope - slopes[:, i]
    return out


def at_level(needed: np.ndarray, level: float) -> float:
    """Return the smallest points with which enough draws have what they need.

    Args:
        needed: as :func:`needs` returns it.
        level: share of the draws, above 0 and at most 1.

    Raises:
        DataError: if the level is no such share.
    """
    if isinstance(level, bool) or not isinstance(level, (int, float)) or not 0 < level <= 1:
        raise DataError(f"A probability is {level!r}; expected a share above 0 and at most 1.")
    return float(np.sort(needed)[int(np.ceil(level * len(needed) - 1e-9)) - 1])


@dataclass(frozen=True)
class Race:
    """A state and the line of a place, in every draw of an edition. Made by :func:`race`.

    Attributes:
        focus: ISO code.
        place: target place.
        n: how many states are compared.
        edition: the edition asked about.
        origin: the last edition known.
        model: name of the model that made the draws.
        weights: of the three parts.
        parts: the state's OSI, TII and HCI, D x 3.
        lines: the score of the ``place``-th best other state, D, by reading of the rivals.
        present: the state's parts at the origin.
        present_line: the score of the ``place``-th best other state at the origin.
        past: the panel up to the origin.
    """

    focus: str
    place: int
    n: int
    edition: int
    origin: int
    model: str
    weights: np.ndarray
    parts: np.ndarray
    lines: dict[str, np.ndarray]
    present: np.ndarray
    present_line: float
    past: pd.DataFrame

    @cached_property
    def scores(self) -> np.ndarray:
        """The state's index in every draw."""
        return composite(self.parts, self.weights)

    @property
    def gap(self) -> float:
        """Index points that the state is short of the line at the origin; negative: to spare."""
        return self.present_line - float(self.present @ self.weights)

    @property
    def room(self) -> pd.Series:
        """Points left to each part's ceiling at the origin."""
        return pd.Series(1 - self.present, index=PARTS)

    @property
    def nearest_ceiling(self) -> str:
        """The part with the least room."""
        return str(self.room.idxmin())

    def chance(
        self, points: Sequence[float] = (0, 0, 0), meaning: str = SHIFT, rivals: str = MOVING
    ) -> float:
        """Return the probability of the place once the parts have gained.

        Args:
            points: of OSI, TII and HCI. Fixed, a part without points stays as drawn.
            meaning: :data:`SHIFT` or :data:`FIX`.
            rivals: :data:`MOVING` or :data:`FROZEN`.

        Raises:
            DataError: if the meaning or the reading is none of these.
        """
        more = np.asarray(points, float)
        own = self.own(more, meaning)
        gained = np.minimum(own + more, 1) - own
        score = composite(own + gained, self.weights)
        return float((score >= self.line(rivals) - 1e-9).mean())

    def own(self, along: np.ndarray, meaning: str = SHIFT) -> np.ndarray:
        """Return the parts from which the points are gained, D x 3.

        Raises:
            DataError: if the meaning is unknown.
        """
        if meaning not in (SHIFT, FIX):
            raise DataError(f"Meaning {meaning!r} is unknown; choose {SHIFT} or {FIX}.")
        fixed = (along > 0) & (meaning == FIX)
        return np.where(fixed, self.present, self.parts)

    def line(self, rivals: str = MOVING) -> np.ndarray:
        """Return the line in every draw.

        Raises:
            DataError: if the reading of the rivals is unknown.
        """
        if rivals not in self.lines:
            raise DataError(f"Rivals {rivals!r} are unknown; choose {MOVING} or {FROZEN}.")
        return self.lines[rivals]

    def needs(
        self, along: np.ndarray | str, meaning: str = SHIFT, rivals: str = MOVING
    ) -> np.ndarray:
        """Return the points needed in every draw.

        Args:
            along: what one point gives OSI, TII and HCI, or a name of :func:`directions`.
            meaning: :data:`SHIFT` or :data:`FIX`.
            rivals: :data:`MOVING` or :data:`FROZEN`.

        Raises:
            DataError: if one of them is unknown.
        """
        if isinstance(along, str):
            if along not in directions():
                raise DataError(f"{along!r} is no part; choose {', '.join(directions())}.")
            along = directions()[along]
        own = self.own(along, meaning)
        return needs(own, self.weights, self.line(rivals) - own @ self.weights, along)

    def points(self, part: str, level: float, meaning: str = SHIFT, rivals: str = MOVING) -> float:
        """Return the points that hold the place at a probability; infinite if nothing does.

        Raises:
            DataError: if one of the arguments is unknown.
        """
        return at_level(self.needs(part, meaning, rivals), level)


def race(
    draws: Draws, data: pd.DataFrame, focus: str, group: Group, place: int,
    edition: int | None = None,
) -> Race:  # fmt: skip
    """Return a state and the line of a place in every draw.

    Args:
        draws: joint draws, a projection or a nowcast.
        data: a panel with the draws' origin; later rows are not used.
        focus: ISO code, counted among the group, member or not.
        group: the group, by name or ISO codes, with its members at the edition.
        place: target place.
        edition: one of the editions drawn; default the first.

    Raises:
        DataError: if one of them is unknown, the state was not ranked at the origin, or the place
            says nothing.
    """
    if not isinstance(draws, Draws):
        raise DataError(f"Expected draws as project() returns them, not {type(draws).__name__}.")
    edition = whole(draws.editions[0] if edition is None else edition, "The edition")
    at, focus = draws.at(edition), lookup.find_country(focus)
    if focus not in draws.iso3:
        raise DataError(f"{lookup.name(focus)} was not ranked in {draws.origin}; name another.")
    states = [s for s in sorted({*lookup.members(group, edition), focus}) if s in set(draws.iso3)]
    lookup.check_place(place, group, draws.origin, len(states) - 1)
    place = int(place)
    now = ranks.ranked(data)
    now = now[now["edition"].eq(draws.origin)].set_index("iso3")[PARTS].reindex(list(draws.iso3))
    if now.isna().any(axis=None):
        raise DataError(f"The panel has not the edition of {draws.origin} that was drawn from.")
    present = now.to_numpy(float).clip(0, 1)
    score = present @ draws.weights
    others = draws.rows([iso for iso in states if iso != focus])
    held = float(np.sort(score[others])[-place])
    common = (draws.scores[:, :, at] - score).mean(axis=1)
    own = draws.iso3.index(focus)
    return Race(
        focus=focus,
        place=place,
        n=len(states),
        edition=edition,
        origin=draws.origin,
        model=draws.model,
        weights=np.asarray(draws.weights, float),
        parts=draws.parts[:, own, at],
        lines={MOVING: kth_line(draws, focus, states, place, edition), FROZEN: held + common},
        present=present[own],
        present_line=held,
        past=data[data["edition"].le(draws.origin)],
    )
