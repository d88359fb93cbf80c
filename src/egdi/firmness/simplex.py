"""Places over all weightings of OSI, TII and HCI: exact, not sampled.

A weighting is a point of the simplex: three weights of at least zero that add up to one. A state
is ahead of a rival where the weighted sum of its leads in the parts is positive: one side of a
straight line across the triangle. The lines of all rivals cut the triangle into cells, and inside
a cell the place does not change. So places over all weightings are known once the borders of the
cells are. Each line is cut where the others cross it, and the place on both sides of every piece
follows by counting: n lines with n crossings each, sorted, O(n² log n), with no cell ever built.
The area at each place is then the sum over the pieces round it (Gauss's area formula), exact but
for rounding in the sixteenth digit; best and worst place are those beside some piece; and the
weighting nearest to the published one lies on a piece.

On a line two states are level and share the better place. Places that a state has on a line or at
a crossing only, with no area beside it, do not count here.

Source of the plain idea: weights as the first assumption to test, OECD and JRC, *Handbook on
Constructing Composite Indicators* (2008), step 7; Saisana, Saltelli and Tarantola, *Journal of the
Royal Statistical Society A* 168 (2005), 307-323.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from egdi.firmness.states import League
from egdi.panel import PARTS, DataError

EVERY = 1.0
"""Spread of the weights that is the whole simplex."""

PLAUSIBLE = 0.25
"""Spread of the weights that is plausible: each up to a quarter more or less than published, and
the three made to add up to one again. It is the spread that the JRC's package for composite
indicators shows (COINr, ``get_noisy_weights`` with ``NoiseFactor = 0.25``). From equal weights, no
part then counts more than five thirds of another, and each between 0.23 and 0.45. It holds the
weights that the UN has used (0.34, 0.33, 0.33)."""

_ZERO = 1e-12
_SHORT = 1e-9
"""Pieces of a line shorter than this are crossings at one point, apart by rounding."""


class Pieces(NamedTuple):
    """The borders of the cells, E pieces.

    Attributes:
        start: weights at one end, E x 3.
        end: weights at the other end.
        left: the place to the left of it, seen from start to end, OSI to the right and TII up.
        right: the place to the right; 0 outside the weightings asked about.
    """

    start: np.ndarray
    end: np.ndarray
    left: np.ndarray
    right: np.ndarray


def corners(weights: np.ndarray, spread: float = EVERY) -> np.ndarray:
    """Return the corners of the weightings within a spread of the published one.

    All weightings that come from multiplying each published weight by something between
    ``1 - spread`` and ``1 + spread`` and dividing by the sum. With equal published weights no part
    then counts more than (1 + spread) / (1 - spread) of another; a spread of one is the simplex.

    Args:
        weights: published weights.
        spread: above 0, at most 1.

    Returns:
        Corners of a convex polygon, m x 3, counter-clockwise with OSI to the right and TII up.

    Raises:
        DataError: if the spread is no such number.

    Example:
        >>> corners(np.full(3, 1 / 3), 0.25).round(2).min(axis=0).tolist()
        [0.23, 0.23, 0.23]
    """
    try:
        fine = 0 < float(spread) <= 1
    except (TypeError, ValueError):
        fine = False
    if not fine:
        raise DataError(f"A spread of weights is {spread!r}; expected a number above 0, at most 1.")
    if spread == 1:
        return np.eye(3)
    signs = np.array([[1, -1, -1], [1, 1, -1], [-1, 1, -1], [-1, 1, 1], [-1, -1, 1], [1, -1, 1]])
    reach = weights * (1 + spread * signs)
    return reach / reach.sum(axis=1, keepdims=True)


def pieces(leads: np.ndarray, polygon: np.ndarray) -> Pieces:
    """Return the borders of the cells on which a state's place is constant.

    Args:
        leads: what it leads each rival by in OSI, TII and HCI, r x 3.
        polygon: as :func:`corners` returns it.
    """
    leads = leads[(np.abs(leads) > _ZERO).any(axis=1)]  # who is level in all parts is never ahead
    scaled = leads / np.abs(leads).max(axis=1, keepdims=True)
    first = np.argmax(np.abs(scaled) > _ZERO, axis=1)
    side = np.sign(scaled[np.arange(len(scaled)), first])
    # Rivals with one line between them are one line; each is ahead on one side of it.
    normals, at, line = np.unique(
        (scaled * side[:, None]).round(10) + 0.0, axis=0, return_index=True, return_inverse=True
    )
    normals = (scaled * side[:, None])[at]
    below = np.bincount(line.ravel()[side > 0], minlength=len(normals))
    above = np.bincount(line.ravel()[side < 0], minlength=len(normals))

    start, end, crossing = _across(normals, polygon)
    start = np.vstack([start, polygon])
    end = np.vstack([end, np.roll(polygon, -1, axis=0)])
    a, b = _tidy(start @ normals.T), _tidy(end @ normals.T)
    on = (a == 0) & (b == 0)
    negative, positive = (a < 0) | (a == 0) & (b < 0), (a > 0) | (a == 0) & (b > 0)
    count = negative @ below + positive @ above
    # On the border of the polygon, who is level there is ahead inside or is not.
    inside = polygon.mean(axis=0) @ normals.T > 0
    border = np.arange(len(start)) >= len(crossing)
    count = count + np.where(border, on @ np.where(inside, above, below), 0)

    crosses = a * b < 0
    t = np.where(crosses, a / np.where(crosses, a - b, 1), 1.0)
    jump = np.where(crosses, np.where(a < 0, above - below, below - above), 0)
    order = np.argsort(t, axis=1, kind="stable")
    t = np.take_along_axis(t, order, axis=1)
    steps = np.take_along_axis(jump, order, axis=1)
    one = np.ones((len(t), 1))
    low, high = np.hstack([0 * one, t]), np.hstack([t, one])
    ahead = np.hstack([count[:, None], count[:, None] + np.cumsum(steps, axis=1)])
    own_above = np.concatenate([above[crossing], np.zeros(len(polygon), int)])
    own_below = np.concatenate([below[crossing], np.zeros(len(polygon), int)])
    left = 1 + ahead + own_above[:, None]
    right = np.where(border[:, None], 0, 1 + ahead + own_below[:, None])
    s, k = np.nonzero(high > low)
    run = end[s] - start[s]
    return Pieces(
        start[s] + low[s, k, None] * run, start[s] + high[s, k, None] * run, left[s, k], right[s, k]
    )


def _tidy(values: np.ndarray) -> np.ndarray:
    return np.where(np.abs(values) < _ZERO, 0.0, values)


def _across(normals: np.ndarray, polygon: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return where lines enter and leave a polygon, and which do; positive to their left."""
    values = _tidy(normals @ polygon.T)
    crossing = np.flatnonzero((values > 0).any(axis=1) & (values < 0).any(axis=1))
    here = values[crossing]
    then = np.roll(here, -1, axis=1)
    following = np.roll(polygon, -1, axis=0)
    # Going round, a line is met twice: once where its values leave the positive, once where they
    # come back.
    ends = []
    for change in ((here > 0) & (then <= 0), (here <= 0) & (then > 0)):
        edge = change.argmax(axis=1)
        f, g = (v[np.arange(len(v)), edge] for v in (here, then))
        t = (f / (f - g))[:, None]
        ends.append(polygon[edge] + t * (following[edge] - polygon[edge]))
    # Counter-clockwise, the positive stretch runs from the second point to the first: it is to the
    # left of the way from the first to the second.
    return ends[0], ends[1], crossing


def _areas(borders: Pieces) -> pd.Series:
    """Return the share of the area at each place; index place, adding up to one."""
    (x0, y0), (x1, y1) = borders.start[:, :2].T, borders.end[:, :2].T
    twice = x0 * y1 - x1 * y0
    most = int(max(borders.left.max(), borders.right.max())) + 1
    area = np.bincount(borders.left, twice, most)
    area -= np.bincount(borders.right, twice, most)
    area[0] = 0
    there = _reached(borders)
    return pd.Series(area[there] / area[there].sum(), index=pd.Index(there, name="place"))


def _reached(borders: Pieces) -> list[int]:
    """Return the places that have an area, best first."""
    long = np.abs(borders.end - borders.start).max(axis=1) > _SHORT
    both = np.concatenate([borders.left[long], borders.right[long]])
    return [int(p) for p in np.unique(both) if p > 0]


@dataclass(frozen=True)
class Turn:
    """The weighting nearest to the published one at which the target is reached, or is lost.

    Attributes:
        weights: of OSI, TII and HCI; index osi, tii, hci. There a rival is level.
        moved: the weight that has to move from some parts to others, 0 to 1.
        place: the place beyond it.
    """

    weights: pd.Series
    moved: float
    place: int


@dataclass(frozen=True)
class Weightings:
    """A state's places over all weightings within a spread of the published one.

    Attributes:
        iso3: the state.
        edition: survey year.
        n: how many states are compared.
        target: target place.
        spread: as of :func:`corners`; 1 is every weighting.
        published: published weights; index osi, tii, hci.
        place: its place under them, from the parts as published.
        shares: share of the weightings at each place; index place, adding up to one.
        examples: weights inside the places' cells, in as few digits as can be; index place,
            columns osi, tii, hci.
        turn: where the target is reached (or lost, if it is held) with the least weight moved;
            None if nowhere within the spread.
    """

    iso3: str
    edition: int
    n: int
    target: int
    spread: float
    published: pd.Series
    place: int
    shares: pd.Series
    examples: pd.DataFrame
    turn: Turn | None

    @property
    def best(self) -> int:
        """The best place under any of the weightings."""
        return int(self.shares.index[0])

    @property
    def worst(self) -> int:
        """The worst place under any of the weightings."""
        return int(self.shares.index[-1])

    @property
    def reached(self) -> float:
        """Share of the weightings at which the target is reached, 0 to 1."""
        return float(self.shares[self.shares.index <= self.target].sum())

    @property
    def held(self) -> bool:
        """The target is reached under the published weights."""
        return self.place <= self.target


def weightings(league: League, place: int, spread: float = EVERY) -> Weightings:
    """Return the focus's places over all weightings within a spread.

    Args:
        league: as :func:`egdi.firmness.league` returns it.
        place: target place.
        spread: as of :func:`corners`; default every weighting.

    Raises:
        DataError: if the place says nothing, or the spread is no such number.
    """
    place = league.check_place(place)
    polygon = corners(league.weights, spread)
    borders = pieces(league.leads(), polygon)
    shares = _areas(borders)
    return Weightings(
        iso3=league.focus,
        edition=league.edition,
        n=league.n,
        target=place,
        spread=float(spread),
        published=pd.Series(league.weights, index=PARTS),
        place=league.place(league.weights),
        shares=shares,
        examples=pd.DataFrame(
            [_example(league, borders, polygon, int(p)) for p in shares.index],
            index=shares.index,
            columns=PARTS,
        ),
        turn=_turn(league, borders, place),
    )


def _turn(league: League, borders: Pieces, place: int) -> Turn | None:
    """Return the point of the border between reached and missed with the least weight moved.

    Along a piece the weight moved is convex and bends only where one weight is the published one:
    the least is at an end or at such a bend.
    """
    here = (borders.right > 0) & ((borders.left <= place) != (borders.right <= place))
    if not here.any():
        return None
    a, b = borders.start[here], borders.end[here]
    run, centre = b - a, league.weights
    with np.errstate(divide="ignore", invalid="ignore"):
        bend = np.nan_to_num((centre - a) / run, nan=0, posinf=0, neginf=0).clip(0, 1)
    t = np.hstack([bend, np.zeros((len(a), 1)), np.ones((len(a), 1))])
    points = a[:, None] + t[..., None] * run[:, None]
    off = np.abs(points - centre)
    # Of equally little weight moved, the nearer one as the crow flies.
    moved, apart = off.sum(axis=2) / 2, (off**2).sum(axis=2)
    i, j = np.unravel_index(np.argmin(moved.round(12) + 1e-9 * apart), moved.shape)
    sides = borders.left[here][i], borders.right[here][i]
    held = league.place(centre) <= place
    beyond = max(sides) if held else min(sides)
    return Turn(pd.Series(points[i, j], index=PARTS), float(moved[i, j]), int(beyond))


def _example(league: League, borders: Pieces, polygon: np.ndarray, place: int) -> np.ndarray:
    """Return weights inside a cell of a place: beside the longest of its borders."""
    length = np.sqrt(((borders.end - borders.start) ** 2).sum(axis=1))
    length = np.where((borders.left == place) | (borders.right == place), length, -1)
    i = int(np.argmax(length))
    middle, run = (borders.start[i] + borders.end[i]) / 2, borders.end[i] - borders.start[i]
    inward = np.array([-run[1], run[0], run[1] - run[0]])  # to the left, in OSI and TII
    inward = inward / np.abs(inward).max() * (1 if borders.left[i] == place else -1)
    # Half the way to the next line or to the border of the polygon.
    sides = np.cross(polygon, np.roll(polygon, -1, axis=0))
    lines = np.vstack([league.leads(), sides])
    slope = lines @ inward
    with np.errstate(divide="ignore", invalid="ignore"):
        way = -(lines @ middle) / slope
    way = way[np.isfinite(way) & (way > _SHORT)]
    found = middle + inward * (way.min() / 2 if len(way) else 0)
    for digits in range(2, 9):
        plain = found.round(digits)
        plain[2] = round(1 - plain[0] - plain[1], digits)
        if (sides @ plain >= -_ZERO).all() and league.place(plain) == place:
            return plain
    return found


def members(league: League, place: int, spread: float = EVERY) -> pd.DataFrame:
    """Return every member's best and worst place over all weightings within a spread.

    Args:
        league: as :func:`egdi.firmness.league` returns it.
        place: target place.
        spread: as of :func:`corners`.

    Returns:
        Columns iso3, place (under the published weights), best, worst and share (of the
        weightings at which the member is among the best ``place``), by place and code.

    Raises:
        DataError: if the place says nothing, or the spread is no such number.
    """
    place = league.check_place(place)
    polygon = corners(league.weights, spread)
    rows = []
    for iso in league.iso3:
        shares = _areas(pieces(league.leads(iso), polygon))
        share = float(shares[shares.index <= place].sum())
        now = league.place(league.weights, iso)
        rows.append((iso, now, int(shares.index[0]), int(shares.index[-1]), share))
    out = pd.DataFrame(rows, columns=["iso3", "place", "best", "worst", "share"])
    return out.sort_values(["place", "iso3"], ignore_index=True)


def pairs(league: League, spread: float = PLAUSIBLE) -> pd.DataFrame:
    """Return which of two members is ahead, and under which weightings that holds.

    Args:
        league: as :func:`egdi.firmness.league` returns it.
        spread: of the plausible weightings, as of :func:`corners`.

    Returns:
        A row a pair: ahead and behind (under the published weights; by code if level), everywhere
        (behind in no part and ahead in one: it *dominates*, so no weighting turns the two, and no
        other mean of the parts or of their ranks does), plausible (ahead within the spread) and
        lead (points of the index under the published weights).

    Raises:
        DataError: if the spread is no such number.
    """
    polygon = corners(league.weights, spread)
    parts, codes = league.parts, np.array(league.iso3)
    score = parts @ league.weights
    first, second = np.triu_indices(league.n, 1)
    turned = score[first] < score[second] - _ZERO
    ahead, behind = np.where(turned, second, first), np.where(turned, first, second)
    leads = parts[ahead] - parts[behind]
    return pd.DataFrame(
        {
            "ahead": codes[ahead],
            "behind": codes[behind],
            "everywhere": (leads >= -_ZERO).all(axis=1) & (leads > _ZERO).any(axis=1),
            "plausible": (leads @ polygon.T > _ZERO).all(axis=1),
            "lead": leads @ league.weights,
        }
    )
