"""The scoreboard of 2020: what the documents say of home figures, beside the goals they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from egdi import panel as panel_room
from egdi.claims.corroboration import UNITS, agree, value_in_words
from egdi.claims.statement import Statement, digits
from egdi.words import numbers, phrase, translate

LABELS = {
    "LGSP_share": "Bodies with a service platform (LGSP)",
    "LGSP_ministries": "Ministries with a service platform",
    "LGSP_provinces": "Provinces with a service platform",
    "e_documents_share": "Documents exchanged electronically",
    "OPS_level4_share": "Online services at level 4",
    "OPS_level4_MOH_MIC": "Level 4 at the ministries MOH and MIC",
    "ministries_ge30pct_L4": "Ministries with 30 % at level 4",
    "provinces_ge30pct_L4": "Provinces with 30 % at level 4",
    "res17_tasks": "Dated tasks of Resolution 17 done",
    "network_ministries_provinces": "Ministries and provinces on the data network",
    "network_districts": "Districts on the data network",
    "SOC_share": "Bodies with a security operations centre",
    "four_layer_share": "Bodies with four layers of protection",
    "satisfaction_disclosure_share": "Bodies that publish user satisfaction",
    "steering_committees": "Bodies with a steering committee",
    "data_centres_share": "Bodies with a data centre",
    "ICT_index_ministries_top_score": "ICT index, the three leading ministries",
    "ICT_index_provinces_over_0.9": "Provinces above 0.9 in the ICT index",
}
"""Indicator -> what it measures, in words; these are on the scoreboard, in this order."""

COLUMNS = [
    "indicator", "label", "value", "unit", "target", "distance", "period", "document", "ids",
    "target_document", "target_ids", "agree",
]  # fmt: skip


def scoreboard(statements: Sequence[Statement]) -> pd.DataFrame:
    """Return each home figure with each goal that the documents name for it.

    Of several statements of a figure the one with most digits counts; whether the others agree
    with it is told. ``X_done`` and ``X_total`` make a share of their own.

    Args:
        statements: all statements.

    Returns:
        Columns indicator, label, value, unit, target, distance (value less target, in the unit),
        period, document and ids (of the value), target_document and target_ids, agree. A goal
        without a value has none; a figure without a goal has no target.
    """
    figures = _grouped(statements, "domestic_indicator")
    goals = _grouped(statements, "target")
    rows = []
    for indicator in LABELS:
        told = figures.get(indicator, [])
        best = max(told, key=lambda s: digits(s.stated_value), default=None)
        value = float(best.stated_value) if best else float("nan")
        base: dict[str, Any] = {
            "indicator": indicator,
            "label": translate(LABELS[indicator], "figure"),
            "value": value,
            "unit": UNITS.get(best.unit, best.unit) if best else "percent",
            "period": best.period if best else "",
            "document": _documents(told),
            "ids": ", ".join(s.id for s in told),
            "agree": all(agree(best, s) for s in told) if best else True,
        }
        if indicator == "res17_tasks":
            base |= _share_done(indicator, figures)
        wanted: dict[float, list[Statement]] = {}
        for goal in goals.get(indicator, []):
            wanted.setdefault(float(goal.stated_value), []).append(goal)
        for target, named in sorted(wanted.items()) or [(float("nan"), [])]:
            rows.append(
                {
                    **base,
                    "target": base.get("target", target),
                    "distance": base["value"] - base.get("target", target),
                    "period": base["period"] or named[0].period,
                    "target_document": base.get("target_document", _documents(named)),
                    "target_ids": base.get("target_ids", ", ".join(s.id for s in named)),
                }
            )
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table[table["value"].notna() | table["target"].notna()].reset_index(drop=True)


def shares(board: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of 2020 for a chart: with a goal first, nearest on top, then the rest."""
    rows = board[board["unit"].eq("percent") & board["period"].eq("2020")]
    far = rows.groupby("label")["distance"].transform("max")
    order = rows.assign(far=far, goal=rows["target"].notna(), has=rows["value"].notna())
    order = order.sort_values(["has", "goal", "far"], ascending=False, kind="stable")
    return order[["label", "value", "target", "distance"]].reset_index(drop=True)


def inside(label: str) -> str:
    """Return a label as it stands inside a sentence: an abbreviation keeps its capitals."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


@dataclass(frozen=True)
class Aim:
    """A figure of the scoreboard beside a goal for it, in percent.

    Attributes:
        label: what it measures.
        value: the figure.
        target: the goal.
    """

    label: str
    value: float
    target: float

    @property
    def inside(self) -> str:
        """The label inside a sentence."""
        return inside(self.label)

    @property
    def short(self) -> float:
        """Percentage points short of the goal; negative is beyond it."""
        return self.target - self.value


@dataclass(frozen=True)
class Summary:
    """What the scoreboard shows.

    Attributes:
        aims: figures beside their goals, the nearest to its goal first.
        twice: figures for which the documents name several goals, with these goals.
    """

    aims: list[Aim]
    twice: dict[str, list[float]]

    @property
    def reached(self) -> int:
        """Goals reached."""
        return sum(aim.short <= 0 for aim in self.aims)


def summary(board: pd.DataFrame) -> Summary:
    """Return what :func:`scoreboard` shows: distances to goals, and goals named twice."""
    rows = board.dropna(subset=["target", "distance"]).sort_values(
        "distance", ascending=False, kind="stable"
    )
    aims = [Aim(r.label, float(r.value), float(r.target)) for r in rows.itertuples()]
    twice = {
        inside(str(label)): sorted(map(float, own["target"]))
        for label, own in rows.groupby("label", sort=False)
        if len(own) > 1
    }
    return Summary(aims, twice)


LATER = {
    "LGSP_share": ("bodies with an LGSP",),
    "LGSP_ministries": ("ministries with an LGSP",),
    "e_documents_share": ("documents exchanged electronically",),
    "OPS_level4_share": (
        "online services at level 4, share of all services",
        "online services at level 4",
    ),
    "SOC_share": ("bodies with a security operations centre (SOC)",),
    "four_layer_share": ("bodies with four-layer protection",),
}
"""Indicator of the scoreboard -> the names under which ``scoreboard_later.csv`` goes on with it."""

SINCE = "2020-09"
"""First month after the documents of August 2020."""

NEXT = "dossiers handled fully online (toan trinh), share of all dossiers"
"""The measure that took the place of services at level 4."""


def later(board: pd.DataFrame) -> pd.DataFrame:
    """Return what became of the scoreboard: values after the documents, with what they count.

    Values are not compared across other denominators; a row says what it counts.

    Args:
        board: as :func:`scoreboard` returns it.

    Returns:
        Columns label, then (value of August 2020), date, value, scope, target, reached (yes, no,
        or blank where the goal is for another count or there is none), told_by (outlet and month)
        and source; by figure, then by date. A figure without a later value has a row without one.
    """
    table = panel_room.load("scoreboard_later")
    rows: list[dict[str, Any]] = []
    for indicator, names in LATER.items():
        own = board[board["indicator"].eq(indicator)].iloc[0]
        base = {
            "label": own["label"],
            "then": own["value"] if own["unit"] == "percent" else float("nan"),
        }
        found = table[
            table["indicator"].isin(names)
            & table["date"].map(_end).ge(SINCE)
            & table["grade"].ne("A")
        ]
        rows += [{**base, **_later_row(row)} for row in found.to_dict("records")] or [base]
    new = table[table["indicator"].eq(NEXT)]
    for row in new[new["date"].eq(new["date"].max())].to_dict("records"):
        rows.append({"label": phrase("Dossiers handled wholly online"), **_later_row(row)})
    columns = ["label", "then", "date", "value", "scope", "target", "reached", "told_by",
               "source"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _end(date: str) -> str:
    """Return the last month that a date may mean."""
    return date if len(date) > 4 else f"{date}-12"


def outlet(source: str) -> str:
    """Return who told a later value, and when, without the address."""
    return re.sub(r"/\S+|\s?…\S+", "", source)


def _later_row(row: dict[str, Any]) -> dict[str, Any]:
    comparable = row["grade"] != "C" and pd.notna(row["target"])
    reached = {True: phrase("yes"), False: phrase("no")}[bool(row["value"] >= row["target"])]
    return {
        **{key: row[key] for key in ("date", "value", "target", "source")},
        "scope": translate(row["scope"], "scope"),
        "told_by": translate(outlet(row["source"]), "outlet"),
        "reached": reached if comparable else "",
    }


def _grouped(statements: Sequence[Statement], kind: str) -> dict[str, list[Statement]]:
    """Return the statements of a kind whose value is a number, by indicator."""
    out: dict[str, list[Statement]] = {}
    for s in statements:
        try:
            float(s.stated_value)
        except ValueError:
            continue
        if s.kind == kind:
            out.setdefault(s.indicator, []).append(s)
    return out


def _documents(statements: Sequence[Statement]) -> str:
    return ", ".join(dict.fromkeys(s.document for s in statements))


def _share_done(stem: str, figures: dict[str, list[Statement]]) -> dict[str, object]:
    """Return the share of what was to be done, where both numbers are stated."""
    done, total = figures.get(f"{stem}_done"), figures.get(f"{stem}_total")
    if not done or not total:
        return {}
    return {
        "value": 100 * done[0].number / total[0].number,
        "unit": "percent",
        "target": 100.0,
        "period": done[0].period,
        "document": _documents(done),
        "ids": f"{done[0].id}, {total[0].id}",
        "target_document": _documents(total),
        "target_ids": total[0].id,
    }


def arithmetic(statements: Sequence[Statement]) -> pd.DataFrame:
    """Redo the sums that the documents give the parts of.

    Returns:
        Columns what, stated, again (in words) and fits (yes, no, or blank where nothing is stated
        to compare with).
    """
    value: dict[str, Statement] = {}
    for s in statements:
        if s.kind == "domestic_indicator" and s.unit != "text":
            best = value.get(s.indicator)
            if best is None or digits(s.stated_value) > digits(best.stated_value):
                value[s.indicator] = s
    rows: list[dict[str, str]] = []

    def add(what: str, stated: str, again: str, fits: bool | None) -> None:
        words = "" if fits is None else phrase({True: "yes", False: "no"}, case=fits)
        rows.append({"what": what, "stated": stated, "again": again, "fits": words})

    def get(*names: str) -> list[Statement] | None:
        found = [value.get(name) for name in names]
        return None if None in found else found  # type: ignore[return-value]

    if lgsp := get("LGSP_ministries", "LGSP_provinces", "LGSP_share"):
        have = lgsp[0].number + lgsp[1].number
        whole = round(100 * have / lgsp[2].number)
        fine = digits(lgsp[2].stated_value)
        again = round(100 * have / whole, fine)
        share = phrase("{share} %", share=value_in_words(lgsp[2]))
        add(
            phrase(
                "{ministries} ministries and {provinces} provinces have a service platform",
                ministries=lgsp[0].number,
                provinces=lgsp[1].number,
            ),
            share,
            phrase(
                "{have} of {whole} bodies are {again} %",
                have=have,
                whole=whole,
                again=numbers.decimal(again, fine),
            ),
            again == lgsp[2].number,
        )
        shares = [s for s in statements if s.indicator == "LGSP_share" and s.kind != "target"]
        for s in shares:
            if s.document != lgsp[2].document:
                add(
                    phrase("the same share in the other document"),
                    phrase("nearly {share} %", share=value_in_words(s)),
                    phrase("{share} at the digits stated", share=share),
                    agree(s, lgsp[2]),
                )
        if times := get("LGSP_share_ratio"):
            most = lgsp[2].number / times[0].number
            add(
                phrase(
                    "the share of 2020 is more than {times} times that of {year}",
                    times=times[0].number,
                    year=times[0].years[0],
                ),
                phrase("no share for the earlier year"),
                phrase("it must have been below {most:.1} %", most=most),
                None,
            )
        if quota := get("ministries_ge30pct_L4", "provinces_ge30pct_L4"):
            met = quota[0].number + quota[1].number
            add(
                phrase(
                    "{ministries} ministries and {provinces} provinces reached the quota of "
                    "level 4",
                    ministries=quota[0].number,
                    provinces=quota[1].number,
                ),
                phrase("no share"),
                phrase(
                    "{have} of {whole} bodies are {again} %",
                    have=met,
                    whole=whole,
                    again=numbers.decimal(100 * met / whole, 1),
                ),
                None,
            )
        if (full := get("OPS_level4_MOH_MIC", "OPS_level4_share")) and quota:
            least = (2 * full[0].number + (met - 2) * quota_share(statements)) / whole
            add(
                phrase(
                    "of those, two are at {full} %; the average is {mean} %",
                    full=value_in_words(full[0]),
                    mean=value_in_words(full[1]),
                ),
                phrase("{share} %", share=value_in_words(full[1])),
                phrase(
                    "over {whole} bodies it cannot be below {least:.1} %", whole=whole, least=least
                ),
                full[1].number >= least,
            )
    if tasks := get("res17_tasks_done", "res17_tasks_total"):
        done, total = tasks[0].number, tasks[1].number
        add(
            phrase(
                "{done} of {total} dated tasks of Resolution 17 are done", done=done, total=total
            ),
            phrase("no share"),
            phrase("{share:.1} %, {left} left", share=100 * done / total, left=total - done),
            None,
        )
    return pd.DataFrame(rows, columns=["what", "stated", "again", "fits"])


def quota_share(statements: Sequence[Statement]) -> float:
    """Return the least share of services at level 4 that documents name as a goal, in percent."""
    goals = [
        s.number for s in statements if (s.kind, s.indicator) == ("target", "OPS_level4_share")
    ]
    return min(goals, default=0.0)
