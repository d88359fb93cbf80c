"""Official targets on the index: which edition settles each, and whether it was met.

A target is settled by the last edition published before its deadline. Who reads it otherwise and
waits for the first edition after the deadline finds that reading beside it. A target on two
measures is judged on each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from egdi import panel as panel_room
from egdi import ranks
from egdi.panel import DataError

MET, MISSED, OPEN = "met", "missed", "open"
STATUSES = (MET, MISSED, OPEN)

SCORES = ("egdi", "osi", "tii", "hci", "epi")

COLUMNS = [
    "id", "instrument", "issued", "measure", "group", "target", "target_kind", "deadline",
    "settled_by", "why", "status", "best_allowed", "edition", "place", "n", "places", "points",
    "between", "if_waiting", "if_waiting_status", "if_waiting_place", "source", "evidence",
]  # fmt: skip


def measures(words: str) -> list[str]:
    """Return the scores that the words of a target name: ``EGDI and OSI rank`` -> egdi, osi."""
    return [score for score in SCORES if re.search(rf"\b{score}\b", words, re.I)]


def publications(folder: Path | None = None) -> dict[int, str]:
    """Return when each edition was published, as far as it is known.

    Returns:
        Edition -> ISO date or month; the end of its year where the editions table has none.
    """
    table = panel_room.load("editions", folder).set_index("edition")["published"]
    return {int(e): p if isinstance(p, str) else f"{e}-12-31" for e, p in table.items()}


def calendar(editions: Sequence[int], last: int) -> list[int]:
    """Return the editions known and those to expect, at the distance of the latest two.

    Args:
        editions: survey years.
        last: the calendar reaches at least this year.
    """
    known = sorted({int(e) for e in editions})
    step = known[-1] - known[-2] if len(known) > 1 else 2
    while known[-1] < last:
        known.append(known[-1] + step)
    return known


def settling(deadline: str, editions: Sequence[int], published: dict[int, str]) -> int | None:
    """Return the last edition published by a deadline, known or to be expected; None before all.

    Args:
        deadline: ISO date.
        editions: survey years in the panel.
        published: as :func:`publications` returns it; others are expected within their year.
    """
    year = int(deadline[:4])
    fit = [e for e in calendar(editions, year) if published.get(e, f"{e}-12-31") <= deadline]
    return max(fit, default=None)


def following(deadline: str, editions: Sequence[int]) -> int:
    """Return the first edition of the deadline's year or after it, known or to be expected."""
    year = int(deadline[:4])
    return min(e for e in calendar(editions, year) if e >= year)


def judge(
    panel: pd.DataFrame,
    focus: str,
    targets: pd.DataFrame | None = None,
    folder: Path | None = None,
) -> pd.DataFrame:
    """Judge every target as if ``focus`` had had it.

    Args:
        panel: the panel up to the edition to judge with.
        focus: ISO code.
        targets: rows like those of ``targets.csv``; default all of them.
        folder: of the tables.

    Returns:
        A row a target and measure, with the columns of ``targets.csv`` it repeats and:
        settled_by (edition, known or expected), status (met, missed, open), best_allowed (place
        or rank to reach; for a gain, from the last edition before the instrument), edition (the
        one looked at: the settling one, or the latest while open), place, n, places (beyond the
        best allowed; negative is to spare), points (to the line of the best allowed; negative is
        missing), between (place at each edition from issue to the settling one), if_waiting (the
        first edition of the deadline's year or after) with its status and place. Blank where the
        panel cannot tell.
    """
    panel_room.find_country(focus, folder)
    table = panel_room.load("targets", folder) if targets is None else targets
    rows = [
        _judged(panel, focus, row, measure, folder)
        for row in table.to_dict("records")
        for measure in measures(row["measure"])
    ]
    whole = ["settled_by", "best_allowed", "edition", "place", "n", "places", "if_waiting"]
    return pd.DataFrame(rows, columns=COLUMNS).astype(
        dict.fromkeys([*whole, "if_waiting_place"], "Int64")
    )


def _judged(
    panel: pd.DataFrame, focus: str, row: dict, measure: str, folder: Path | None
) -> dict[str, Any]:
    """Return one row of :func:`judge`."""
    known, published = sorted(panel["edition"].unique()), publications(folder)
    settled = settling(row["deadline"], known, published)
    waiting = following(row["deadline"], known)
    edition = settled if settled is not None and settled in known else int(known[-1])
    allowed = best_allowed(panel, focus, row, measure, folder)
    now = standing(panel, focus, row["group"], measure, edition, allowed, folder)
    then = standing(panel, focus, row["group"], measure, waiting, allowed, folder)
    held = [
        (e, standing(panel, focus, row["group"], measure, e, None, folder)["place"])
        for e in known
        if _issued(row) < published.get(int(e), f"{e}-12-31") and e <= (settled or 0)
    ]
    return {
        **row,
        **now,
        "measure": measure.upper(),
        "settled_by": settled,
        "why": why(settled, waiting, published),
        "status": _status(now) if settled in known else OPEN,
        "best_allowed": allowed,
        "edition": edition,
        "between": "; ".join(f"{e}: {place}" for e, place in held if place is not pd.NA),
        "if_waiting": waiting,
        "if_waiting_status": _status(then) if waiting in known else OPEN,
        "if_waiting_place": then["place"],
    }


def best_allowed(
    panel: pd.DataFrame, focus: str, row: dict, measure: str, folder: Path | None = None
) -> int | None:
    """Return the place that meets a target: its own number, or that of the start less the gain.

    A gain counts from the last edition published before the instrument was issued; of a range
    (``10 to 15``) the least is asked. None where the panel lacks that edition.

    Raises:
        DataError: if the target names no number.
    """
    numbers = re.findall(r"\d+", str(row["target"]))
    if not numbers or int(numbers[0]) < 1:
        raise DataError(
            f"targets.csv, {row['id']}, column target: found {row['target']!r}, expected a place "
            "such as 4, or places to gain such as 10 to 15; correct it."
        )
    asked = int(numbers[0])
    if row["target_kind"] == "rank_at_most":
        return asked
    start = base(panel, row, folder)
    if start is None:
        return None
    place = standing(panel, focus, row["group"], measure, start, None, folder)["place"]
    return None if place is pd.NA else max(1, int(place) - asked)


def base(panel: pd.DataFrame, row: dict, folder: Path | None = None) -> int | None:
    """Return the edition that a gain counts from; None if the panel lacks it."""
    published = publications(folder)
    before = [e for e, day in published.items() if day <= _issued(row)]
    start = max(before, default=None)
    return start if start in set(panel["edition"]) else None


def standing(
    panel: pd.DataFrame,
    focus: str,
    group: str,
    measure: str,
    edition: int,
    allowed: int | None = None,
    folder: Path | None = None,
) -> dict[str, Any]:
    """Return where a state stood in a group at one edition: place, n, places and points.

    ``places`` and ``points`` are distances to the best place allowed, blank without one; all are
    blank where the panel has no such edition or the state was not ranked.
    """
    rows = panel[panel["edition"].eq(edition)]
    table = ranks.places(rows, [*panel_room.members(group, edition, folder), focus], measure)
    own = table[table["iso3"].eq(focus)]
    if own.empty:
        return {"place": pd.NA, "n": pd.NA, "places": pd.NA, "points": float("nan")}
    place, n = int(own["place"].iat[0]), int(own["n"].iat[0])
    points, places = float("nan"), pd.NA
    if allowed is not None:
        places = place - allowed
        points = float(ranks.gaps(table, focus, allowed)["points"].iat[0])
    return {"place": place, "n": n, "places": places, "points": points}


def held(
    panel: pd.DataFrame,
    focus: str,
    group: str,
    scores: Sequence[str],
    since: int,
    folder: Path | None = None,
) -> pd.DataFrame:
    """Return the places a state held in a group, by measure and edition.

    Args:
        panel: the panel.
        focus: ISO code.
        group: whose members count, as they were at the panel's last edition, the state with them.
        scores: egdi, osi and so on.
        since: first edition.
        folder: of the tables.

    Returns:
        Columns group, measure, edition, place, n.
    """
    rows = panel[panel["edition"].ge(since)]
    members = [*panel_room.members(group, int(panel["edition"].max()), folder), focus]
    tables = [ranks.places(rows, members, score).assign(measure=score) for score in scores]
    out = pd.concat(tables).assign(group=group)
    out = out[out["iso3"].eq(focus)].reset_index(drop=True)
    return out[["group", "measure", "edition", "place", "n"]]


def _status(standing: dict[str, Any]) -> str:
    """Return met or missed; open where the place is not known."""
    if standing["places"] is pd.NA:
        return OPEN
    return MET if standing["places"] <= 0 else MISSED


def _issued(row: dict) -> str:
    """Return the day of issue, the last that fits where only month or year is known."""
    return (str(row["issued"]) + "-12-31"[len(str(row["issued"])) - 4 :])[:10]


def overall(judged: pd.DataFrame) -> pd.Series:
    """Return one status a target: met on all its measures, missed on any, open otherwise.

    Returns:
        Index id, in the order of ``judged``.
    """

    def one(statuses: pd.Series) -> str:
        if statuses.eq(MISSED).any():
            return MISSED
        return MET if statuses.eq(MET).all() else OPEN

    return judged.groupby("id", sort=False)["status"].agg(one)


def why(settled: int | None, after: int, published: dict[int, str]) -> str:
    """Say why an edition settles a target; ``after`` is the first at or past its deadline."""
    if settled is None:
        return "no edition comes before the deadline"
    if settled == after:
        return f"the edition of {settled} comes out within the year of the deadline"
    known = "is the last published" if settled in published else "is the last to be expected"
    return f"the edition of {settled} {known} before the deadline; the next comes in {after}"
