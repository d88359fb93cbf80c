"""What it would take: the points a state needs in its parts to hold a place at a later edition.

The answer comes from joint draws of that edition, a projection or a nowcast. In each draw the state
needs what it is short of the line (the k-th best other member), divided by the weight of the part
that is to give it, and cannot give more than what is left to the part's ceiling of one. The points
that hold the place with a probability of 80 % are the 80 % quantile of these needs: exact for the
draws, with nothing searched for.

Two meanings:

- :data:`SHIFT`, the book's: the part comes out higher by so many points than it does in each draw.
  Its surprises stay, and with them the shock of the edition that it shares with the rivals' parts.
- :data:`FIX`: the part comes out at so many points over its present value, whatever the edition
  brings. That takes its surprises away, those it shares with the rivals too, and so gives another
  answer.

And two readings of the rivals: :data:`MOVING`, as they usually do (in the draws), and
:data:`FROZEN`, each as far from the mean of all states as now. The difference between the two
answers is what the rivals' own moves do to it, for better or for worse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from egdi import figures, lookup, ranks
from egdi.panel import PARTS, DataError, Group, require, whole
from egdi.projection.draws import Draws, composite, kth_line
from egdi.words import Term, phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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
    order = np.argsort(caps, axis=1)
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


_STATUS = {0.0: HELD, np.inf: OUT_OF_REACH}


def points_needed(
    race: Race, levels: Sequence[float] = LEVELS, meanings: Sequence[str] = (SHIFT, FIX),
    rivals: Sequence[str] = (MOVING, FROZEN),
) -> pd.DataFrame:  # fmt: skip
    """Return the points needed, part by part and together (``needed.csv``).

    Args:
        race: as :func:`race` returns it.
        levels: probabilities at which the place is to be held.
        meanings: :data:`SHIFT`, the book's, and :data:`FIX`.
        rivals: readings of the rivals.

    Returns:
        Columns iso3, country, origin, edition, model, place, n, meaning, rivals, part (osi, tii,
        hci, all), level, points (blank where out of reach), status (``held``, ``reachable``,
        ``out_of_reach``), index_points (what they give the index on average; less than the weight
        says where draws meet the ceiling), at_ceiling (share of the draws in which a part that
        gains ends there), present, room (to the ceiling; of all three the least), chance (without
        the points), still (points if nobody moved at all; blank where out of reach), cases (past
        changes of states at that level), gained (share of them at least as large) and above (share
        larger by so many points than the mean of those states at that edition); the last two are
        blank where no points are needed or none suffice.

    Raises:
        DataError: if a level, a meaning or a reading is none.
    """
    rows: list[dict[str, Any]] = []
    past = {part: past_gains(race, part) for part in directions()}
    for meaning in meanings:
        for reading in rivals:
            chance = race.chance(rivals=reading)
            for part, along in directions().items():
                all_needs = race.needs(along, meaning, reading)
                own = race.own(along, meaning)
                for level in levels:
                    points = at_level(all_needs, level)
                    status = _STATUS.get(points, REACHABLE)
                    told = points if np.isfinite(points) else np.nan
                    reach = own + along * told
                    gain = (np.minimum(reach, 1) - own) @ race.weights
                    full = ((reach >= 1) & (along > 0)).any(axis=1)
                    some = status == REACHABLE
                    rows.append(
                        {
                            "meaning": meaning,
                            "rivals": reading,
                            "part": part,
                            "level": level,
                            "points": told,
                            "status": status,
                            "index_points": float(gain.mean()),
                            "at_ceiling": float(full.mean()) if np.isfinite(told) else np.nan,
                            "present": _present(race, part),
                            "room": float((1 - race.present)[along > 0].min()),
                            "chance": chance,
                            "still": _still(race, along),
                            "cases": len(past[part]),
                            "gained": _share(past[part]["gain"], points) if some else np.nan,
                            "above": _share(past[part]["above"], points) if some else np.nan,
                        }
                    )
    out = pd.DataFrame(rows)
    front = {
        "iso3": race.focus,
        "country": lookup.name(race.focus),
        "origin": race.origin,
        "edition": race.edition,
        "model": race.model,
        "place": race.place,
        "n": race.n,
    }
    for i, (column, value) in enumerate(front.items()):
        out.insert(i, column, value)
    return out


def _present(race: Race, part: str) -> float:
    return float(race.present @ race.weights if part == ALL else race.present[PARTS.index(part)])


def _still(race: Race, along: np.ndarray) -> float:
    """Return the points that would close today's gap, were nobody to move."""
    found = float(needs(race.present[None], race.weights, np.array([race.gap]), along)[0])
    return found if np.isfinite(found) else np.nan


def _share(gains: pd.Series, points: float) -> float:
    return float((gains >= points).mean()) if len(gains) else np.nan


def past_gains(race: Race, part: str, near: float = NEAR, since: int = SINCE) -> pd.DataFrame:
    """Return how much states at the focus's level gained between two editions, up to the origin.

    Args:
        race: as :func:`race` returns it.
        part: osi, tii, hci, or ``all`` for the index.
        near: how far from the focus's present value a state started at most.
        since: first edition whose changes count.

    Returns:
        Columns iso3, since, edition, start, gain and above (the gain less the mean of the states at
        that level at that edition: what is common to them, a change of method say, is no gain of
        one). The focus itself counts like any other.

    Raises:
        DataError: if there is no such part.
    """
    if not isinstance(part, str) or part not in directions():
        raise DataError(f"{part!r} is no part; choose {', '.join(directions())}.")
    since = whole(since, "The first edition")
    measure = "egdi" if part == ALL else part
    level = _present(race, part)
    rows = ranks.ranked(race.past, measure)
    wide = rows.pivot(index="iso3", columns="edition", values=measure)
    wide = wide[[e for e in wide if e >= since]]
    out = []
    for before, after in zip(wide.columns[:-1], wide.columns[1:], strict=True):
        pair = wide[[before, after]].dropna()
        pair = pair[(pair[before] - level).abs() <= near]
        gain = pair[after] - pair[before]
        out.append(
            pd.DataFrame(
                {"iso3": pair.index, "since": before, "edition": after, "start": pair[before],
                 "gain": gain, "above": gain - gain.mean()}
            )
        )  # fmt: skip
    columns = ["iso3", "since", "edition", "start", "gain", "above"]
    return pd.concat(out, ignore_index=True) if out else pd.DataFrame(columns=columns)


def frontier(
    race: Race, first: str, second: str, level: float, steps: int = 41, rivals: str = MOVING
) -> pd.DataFrame:
    """Return the combinations of two parts that hold the place at a probability, none wasted.

    Args:
        race: as :func:`race` returns it.
        first: the part whose points are given: osi, tii or hci.
        second: the part whose points follow.
        level: probability.
        steps: how many combinations.
        rivals: :data:`MOVING` or :data:`FROZEN`.

    Returns:
        Columns first, second, level, first_points and second_points (shifted), from nothing in the
        first to nothing in the second, or to what is left of the first now; combinations that no
        shift of the second completes are left out, and the table has no rows if none does.

    Raises:
        DataError: if the parts are not two of the three, or the level or the reading is none.
    """
    for part in (first, second):
        if part not in PARTS:
            raise DataError(f"{part!r} is no part; choose {', '.join(PARTS)}.")
    steps = whole(steps, "The number of combinations")
    if first == second or steps < 2:
        raise DataError("A frontier has two different parts and two combinations at least.")
    i, along = PARTS.index(first), directions()[second]
    alone = race.points(first, level, rivals=rivals)
    most = alone if np.isfinite(alone) else float(race.room[first])
    line, rows = race.line(rivals), []
    for points in np.linspace(0, most, steps):
        shifted = race.parts.copy()
        shifted[:, i] = np.minimum(shifted[:, i] + points, 1)
        # What is closed to the last digit is closed.
        short = line - shifted @ race.weights
        short = np.where(short < 1e-12, 0, short)
        rest = at_level(needs(shifted, race.weights, short, along), level)
        if np.isfinite(rest):
            rows.append((first, second, level, float(points), rest))
    columns = ["first", "second", "level", "first_points", "second_points"]
    return pd.DataFrame(rows, columns=columns)


def frontiers(race: Race, levels: Sequence[float] = LEVELS, steps: int = 41) -> pd.DataFrame:
    """Return :func:`frontier` for each pair of parts and each probability."""
    pairs = [("osi", "tii"), ("osi", "hci"), ("tii", "hci")]
    found = [frontier(race, *pair, level, steps) for pair in pairs for level in levels]
    return pd.concat(found, ignore_index=True)


def frontiers_open(
    race: Race, first: str, second: str, levels: Sequence[float] = LEVELS
) -> list[pd.DataFrame]:
    """Return :func:`frontier` for each probability not held yet that two parts can give.

    Args:
        race: as :func:`race` returns it.
        first: the part whose points are given.
        second: the part whose points follow.
        levels: probabilities.
    """
    asked = [level for level in levels if race.points(ALL, level) > 0]
    found = [frontier(race, first, second, level) for level in asked]
    return [rows for rows in found if len(rows)]


def in_thousandths(points: float) -> float:
    """Return the smallest whole number of thousandths that is enough, in points.

    What a page tells with three digits: rounded to the nearest, every other figure would fall
    short. The explorer's sliders move in these steps.

    Example:
        >>> in_thousandths(0.05542), in_thousandths(0.055), in_thousandths(0.0)
        (0.056, 0.055, 0.0)
    """
    if not np.isfinite(points):
        return points
    return float(np.ceil(points * 1000 - 1e-6)) / 1000 + 0.0  # no minus zero


@dataclass(frozen=True)
class Need:
    """What holds the place at a probability, given by one part or by all three alike.

    Attributes:
        part: osi, tii, hci or ``all``.
        level: probability.
        status: ``held``, ``reachable`` or ``out_of_reach``.
        points: whole thousandths, enough; not a number where out of reach.
        cases: past changes of states at that level of the part.
        gained: share of them at least as large; not a number where none or not enough is needed.
        above: share larger by so many points than the mean of those states at that edition.
    """

    part: str
    level: float
    status: str
    points: float
    cases: int
    gained: float
    above: float

    @property
    def term(self) -> Term:
        """The part's name; of all three together the index."""
        return Term("egdi" if self.part == ALL else self.part)

    @property
    def told(self) -> bool:
        """Points can be told: some are needed and suffice."""
        return self.status == REACHABLE


@dataclass(frozen=True)
class Answer:
    """What holds the place at one probability.

    Attributes:
        level: probability.
        alone: what each part alone has to give, where it can.
        beyond: parts that cannot give it alone.
        together: what each of the three has to give.
    """

    level: float
    alone: list[Need]
    beyond: list[Term]
    together: Need

    @property
    def case(self) -> str:
        """``held``; ``any``, ``some`` or ``no`` part alone can give it."""
        if self.together.status == HELD:
            return "held"
        return ("any" if not self.beyond else "some") if self.alone else "no"


def answers(race: Race, levels: Sequence[float] = LEVELS, rivals: str = MOVING) -> list[Answer]:
    """Return what holds the place at each probability, for sentences and short tables.

    Args:
        race: as :func:`race` returns it.
        levels: probabilities.
        rivals: reading of the rivals.
    """
    table = points_needed(race, levels, (SHIFT,), (rivals,))
    out = []
    for level, rows in table.groupby("level", sort=False):
        found = {
            r.part: Need(r.part, float(level), r.status, in_thousandths(r.points), r.cases,
                         r.gained, r.above)
            for r in rows.itertuples()
        }  # fmt: skip
        alone = [found[part] for part in PARTS if found[part].told]
        beyond = [found[part].term for part in PARTS if found[part].status == OUT_OF_REACH]
        out.append(Answer(float(level), alone, beyond, found[ALL]))  # type: ignore[arg-type]
    return out


def told(found: Sequence[Answer]) -> list[str]:
    """Return what holds the place, a sentence a probability; the last alone if that is held.

    Args:
        found: as :func:`answers` returns it.
    """
    kept = found[-1:] if found[-1].case == "held" else found
    return [
        phrase(
            {
                "held": "A chance of {a.level:percent} takes nothing more.",
                "any": "A chance of {a.level:percent} takes {alone:or} beyond what is expected, or "
                "{a.together.points:points} of each.",
                "some": "A chance of {a.level:percent} takes {alone:or} beyond what is expected, "
                "or {a.together.points:points} of each; {a.beyond:or} alone cannot give it.",
                "no": "A chance of {a.level:percent} takes {a.together.points:points} points of "
                "each part beyond what is expected; no part alone can give it.",
            },
            case=answer.case,
            a=answer,
            alone=[
                phrase(
                    {
                        True: "{n.points:points} points of {n.term:label}",
                        False: "{n.points:points} of {n.term:label}",
                    },
                    case=need is answer.alone[0],
                    n=need,
                )
                for need in answer.alone
            ],
        )
        for answer in kept
    ]


def short_table(race: Race, levels: Sequence[float] = LEVELS) -> pd.DataFrame:
    """Return the points needed, a row a part and one for all three, by reading of the rivals.

    Args:
        race: as :func:`race` returns it.
        levels: probabilities.

    Returns:
        Columns part, room, and for each level and reading ``moving_50`` and so on (points in whole
        thousandths; blank where out of reach), ``gained_50`` and ``above_50`` (shares of past
        changes), and cases.
    """
    table = points_needed(race, levels, (SHIFT,))
    table["points"] = table["points"].map(in_thousandths)
    out = table.drop_duplicates("part")[["part", "room", "cases"]].set_index("part")
    for (reading, level), rows in table.groupby(["rivals", "level"], sort=False):
        rows, at = rows.set_index("part"), f"{100 * level:.0f}"
        out[f"{reading}_{at}"] = rows["points"]
        if reading == MOVING:
            out[f"gained_{at}"], out[f"above_{at}"] = rows["gained"], rows["above"]
    return out.reset_index()


def components_left(
    focus: str, group: Group, edition: int, place: int, part: str = "tii"
) -> pd.DataFrame:
    """Return what the components of a part could still give, at an edition as it was.

    Each component is raised to its ceiling: its cap, a hundred percent, or, where it has neither,
    the highest figure of any state; the other states keep theirs. The sub-index is the rebuilt one
    (:mod:`egdi.inputs`), so a part that is rebuilt without a component shows the others too high.

    Args:
        focus: ISO code.
        group: the group of the places.
        edition: survey year.
        place: target place, for the gap.
        part: tii or hci.

    Returns:
        Columns component, unit, value, ceiling, bound (``cap``, ``percent`` or ``highest``), capped
        (nothing left), and what the ceiling would give: sub_index and egdi (points), ranks (in the
        world) and places (in the group); then gap (index points to the line; negative is missing),
        closes (it would give as much), room (what the published part has left: no more can come of
        it) and left_out. The last row, ``all``, raises all together; blank where the state has no
        figure.

    Raises:
        DataError: if one of them is unknown, or the edition's components are not described.
    """
    from egdi import inputs

    focus, members = lookup.find_country(focus), lookup.members(group, edition)
    table = inputs.worth(focus, group, edition, place)
    if not isinstance(part, str) or part not in set(table["part"]):
        raise DataError(f"{part!r} has no components here; choose tii or hci.")
    table, this = table[table["part"].eq(part)], inputs.base(edition, part)
    caps = inputs.components(edition, part).set_index("component")["cap"]
    rows, raised = [], {}
    for row in table.to_dict("records"):
        name, ceiling = row["component"], row["ceiling"]
        bound = "cap" if pd.notna(caps[name]) else "percent"
        if pd.isna(ceiling):
            bound = "highest"
            ceiling = float(this.values[name].max()) if name in this.values else np.nan
        if not pd.isna(row["value"]) and name in this.values:
            raised[name] = max(ceiling, row["value"])
        rows.append(
            {
                **{k: row[k] for k in ("component", "unit", "value")},
                **{"ceiling": ceiling, "bound": bound, "capped": row["capped"]},
                **this.effect(focus, members, {name: raised.get(name, np.nan)}),
            }
        )
    together = this.effect(focus, members, raised) if raised else {}
    rows.append({"component": ALL, "capped": False, **dict(together)})
    out = pd.DataFrame(rows)
    gap = float(table["gap"].iloc[0])
    out["gap"] = gap
    out["closes"] = out["egdi"] + 5e-6 >= -gap
    out["room"] = 1 - float(this.published.get(focus, np.nan))
    out["left_out"] = table["left_out"].iloc[0]
    return out


def frontier_lines(
    ax: Axes, table: pd.DataFrame, labels: Sequence[str], rooms: tuple[float, float] | None = None
) -> None:
    """Draw the combinations of two parts, one line a probability, named at its upper end.

    Args:
        ax: axes to draw on; the first part to the right, the second up, in points.
        table: as :func:`frontier` returns it, one pair of parts, one or more probabilities.
        labels: words for each probability, in the order of the table.
        rooms: what is left to the ceilings of the two parts now; what lies beyond is shaded.

    Raises:
        DataError: if the table holds no combinations, several pairs, or other than so many lines.
    """
    require(table, ["first", "second", "level", "first_points"], "combinations of two parts")
    groups = list(table.groupby("level", sort=False))
    if len(table[["first", "second"]].drop_duplicates()) > 1 or len(groups) != len(labels):
        raise DataError(f"Expected one pair of parts and {len(groups)} labels; got {len(labels)}.")
    styles = [("-", "o"), ("--", "s"), (":", "^")]
    for i, ((_, rows), text) in enumerate(zip(groups, labels, strict=True)):
        line, marker = styles[i % 3]
        ax.plot(rows["first_points"], rows["second_points"], linestyle=line, linewidth=2.2,
                color=figures.FOCUS_COLOUR, marker=marker, markevery=[0, -1], zorder=3)  # fmt: skip
        ax.annotate(text, (rows["first_points"].iloc[0], rows["second_points"].iloc[0]),
                    xytext=(8, 4), textcoords="offset points", fontsize=figures.SMALL,
                    color=figures.INK)  # fmt: skip
    ax.set_xlim(left=0)
    ax.set_ylim(bottom=0)
    if rooms is not None:
        (_, right), (_, top) = ax.get_xlim(), ax.get_ylim()
        shade = {"color": "#e9ebee", "zorder": 0, "linewidth": 0}
        if rooms[0] < right:
            ax.axvspan(rooms[0], right, **shade)  # type: ignore[arg-type]
        if rooms[1] < top:
            ax.axhspan(rooms[1], top, **shade)  # type: ignore[arg-type]
        ax.set_xlim(0, right)
        ax.set_ylim(0, top)


def frontier_title(race: Race, first: str, second: str, level: float) -> str:
    """Return what a picture of two parts' gains shows, as a sentence.

    Args:
        race: as :func:`race` returns it.
        first: the one part.
        second: the other.
        level: probability of the line that is told.
    """
    one, two = (race.points(part, level) for part in (first, second))
    return phrase(
        {
            (True, True): "{x:percent} instead of {now:chance} takes {one:points} of {a:label}, "
            "{two:points} of {b:label}, or some of both",
            (True, False): "{x:percent} instead of {now:chance} takes {one:points} of {a:label}; "
            "{b:label} can give a part of it",
            (False, True): "{x:percent} instead of {now:chance} takes {two:points} of {b:label}; "
            "{a:label} can give a part of it",
            (False, False): "{x:percent} instead of {now:chance} takes gains in both {a:label} "
            "and {b:label}",
        },
        case=(bool(np.isfinite(one)), bool(np.isfinite(two))),
        x=level,
        now=race.chance(),
        one=in_thousandths(one),
        two=in_thousandths(two),
        a=Term(first),
        b=Term(second),
    )
