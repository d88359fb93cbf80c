"""Was a target met: on each of its measures, at the edition that settles it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from egdi import lookup, ranks
from egdi import panel as panel_room
from egdi.panel import DataError
from egdi.targets.deadlines import calendar, following, publications, settling, why

MET, MISSED, OPEN = "met", "missed", "open"
STATUSES = (MET, MISSED, OPEN)
"""What has become of a target, as tables hold it."""

OWNER = "VNM"
"""ISO code of the state whose targets are on record."""

SCORES = ("egdi", "osi", "tii", "hci", "epi")

COLUMNS = [
    "id", "instrument", "issued", "measure", "group", "target", "target_kind", "deadline",
    "settled_by", "why", "status", "best_allowed", "edition", "place", "n", "places", "points",
    "rival", "between", "if_waiting", "if_waiting_status", "if_waiting_place", "source", "evidence",
]  # fmt: skip


def measures(words: str) -> list[str]:
    """Return the scores that the words of a target name: ``EGDI and OSI rank`` -> egdi, osi."""
    return [score for score in SCORES if re.search(rf"\b{score}\b", words, re.I)]


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
        missing), rival (ISO code of who holds that line), between (place at each edition from
        issue to the settling one), if_waiting (the first edition of the deadline's year or after)
        with its status and place. Blank where the
        panel cannot tell.
    """
    panel_room.require(panel, ["iso3", "edition", "status", "egdi"], panel_room.PANEL)
    focus = lookup.find_country(focus, folder)
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
    issued = last_day(str(row["issued"]))
    edition = settled if settled is not None and settled in known else int(known[-1])
    allowed = best_allowed(panel, focus, row, measure, folder)
    now = standing(panel, focus, row["group"], measure, edition, allowed, folder)
    then = standing(panel, focus, row["group"], measure, waiting, allowed, folder)
    held = [
        (e, standing(panel, focus, row["group"], measure, e, None, folder)["place"])
        for e in known
        if issued < published.get(int(e), f"{e}-12-31") and e <= (settled or 0)
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
    before = [e for e, day in published.items() if day <= last_day(str(row["issued"]))]
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
    """Return where a state stood in a group at one edition: place, n, places, points and rival.

    ``places`` and ``points`` are distances to the best place allowed, ``rival`` is the other member
    that holds it; blank without one. All are blank where the panel has no such edition or the state
    was not ranked.
    """
    panel_room.require(panel, ["iso3", "edition", "status", "egdi"], panel_room.PANEL)
    focus, edition = lookup.code_in(panel, focus), panel_room.whole(edition, "The edition")
    rows = panel[panel["edition"].eq(edition)]
    if not rows.loc[rows["iso3"].eq(focus), "status"].eq("ranked").any():
        return {"place": pd.NA, "n": pd.NA, "places": pd.NA, "points": float("nan"), "rival": ""}
    table = ranks.places(rows, [*lookup.members(group, edition, folder), focus], measure)
    own = table[table["iso3"].eq(focus)]
    place, n = int(own["place"].iat[0]), int(own["n"].iat[0])
    points, places, rival = float("nan"), pd.NA, ""
    if allowed is not None:
        places = place - allowed
        if allowed < n:
            points = float(ranks.gaps(table, focus, allowed)["points"].iat[0])
            others = table[table["iso3"].ne(focus)].sort_values(
                "score", ascending=False, kind="stable"
            )
            rival = str(others["iso3"].iat[allowed - 1])
    return {"place": place, "n": n, "places": places, "points": points, "rival": rival}


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

    Raises:
        DataError: if one of them is unknown, or no score is asked for.
    """
    panel_room.require(panel, ["iso3", "edition", "status", "egdi"], panel_room.PANEL)
    scores = [] if scores is None or isinstance(scores, str) else list(scores)
    if not scores:
        raise DataError("No scores are asked for; expected a list such as ['egdi', 'osi'].")
    focus = lookup.code_in(panel, focus)
    rows = panel[panel["edition"].ge(panel_room.whole(since, "The first edition"))]
    members = [*lookup.members(group, int(panel["edition"].max()), folder), focus]
    group = group if isinstance(group, str) else ",".join(members[:-1])
    tables = [ranks.places(rows, members, score).assign(measure=score) for score in scores]
    out = pd.concat(tables).assign(group=group)
    out = out[out["iso3"].eq(focus)].reset_index(drop=True)
    return out[["group", "measure", "edition", "place", "n"]]


def _status(standing: dict[str, Any]) -> str:
    """Return met or missed; open where the place is not known."""
    if standing["places"] is pd.NA:
        return OPEN
    return MET if standing["places"] <= 0 else MISSED


def last_day(date: str) -> str:
    """Return the last day that a date may mean, where only its month or year is known."""
    return (date + "-12-31"[len(date) - 4 :])[:10]


def known_at(
    edition: int, editions: Sequence[int], table: pd.DataFrame, folder: Path | None = None
) -> pd.DataFrame:
    """Return the targets that were issued before the edition after one came out.

    Args:
        edition: survey year.
        editions: survey years of the panel.
        table: rows like those of ``targets.csv``.
        folder: of the tables.
    """
    after = next(e for e in calendar(editions, edition + 9) if e > edition)
    until = publications(folder).get(after, f"{after}-12-31")
    return table[table["issued"].astype(str).map(last_day).le(until)]


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
