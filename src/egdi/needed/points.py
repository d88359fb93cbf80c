"""The points needed as tables: part by part, two together, what others gained, what is left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from egdi import lookup, ranks
from egdi.needed.holding import (
    ALL,
    FIX,
    FROZEN,
    HELD,
    LEVELS,
    MOVING,
    NEAR,
    OUT_OF_REACH,
    REACHABLE,
    SHIFT,
    SINCE,
    Race,
    at_level,
    directions,
    needs,
)
from egdi.panel import PARTS, DataError, Group, whole

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
