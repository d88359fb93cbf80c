"""The scoreboard of 2020: what the documents say of home figures, beside the goals they name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from egdi.claims.backing import UNITS, agree
from egdi.claims.readings import Statement, digits

LABELS = {
    "LGSP_share": "Bodies with a service platform (LGSP)",
    "LGSP_ministries": "Ministries with a service platform",
    "LGSP_provinces": "Provinces with a service platform",
    "e_documents_share": "Documents exchanged electronically",
    "OPS_level4_share": "Online services at level 4, average",
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
            "label": LABELS[indicator],
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


def sentence(board: pd.DataFrame) -> str:
    """Say what the scoreboard shows: the nearest goal, the furthest, and a goal named twice."""
    rows = board.dropna(subset=["target", "distance"]).sort_values("distance")
    if rows.empty:
        return "No figure stands beside a goal."
    far, near = rows.iloc[0], rows.iloc[-1]
    out = (
        f"Nearest to its goal was: {near['label'].lower()}, at {near['value']:.4g} % of "
        f"{near['target']:.0f} %. Furthest: {far['label'].lower()}, at {far['value']:.4g} % of "
        f"{far['target']:.0f} %."
    )
    for label, several in rows.groupby("label", sort=False):
        if len(several) > 1:
            goals = " % or ".join(f"{t:.0f}" for t in sorted(several["target"]))
            out += f" The documents name {goals} % as the goal for: {label.lower()}."
    return out


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
        words = "" if fits is None else ("yes" if fits else "no")
        rows.append({"what": what, "stated": stated, "again": again, "fits": words})

    def get(*names: str) -> list[Statement] | None:
        found = [value.get(name) for name in names]
        return None if None in found else found  # type: ignore[return-value]

    if lgsp := get("LGSP_ministries", "LGSP_provinces", "LGSP_share"):
        have = lgsp[0].number + lgsp[1].number
        whole = round(100 * have / lgsp[2].number)
        again = round(100 * have / whole, digits(lgsp[2].stated_value))
        add(
            f"{lgsp[0].stated_value} ministries and {lgsp[1].stated_value} provinces have a "
            "service platform",
            f"{lgsp[2].stated_value} %",
            f"{have:.0f} of {whole} bodies are {again} %",
            again == lgsp[2].number,
        )
        shares = [s for s in statements if s.indicator == "LGSP_share" and s.kind != "target"]
        for s in shares:
            if s.document != lgsp[2].document:
                add(
                    f"the same share in {s.document}",
                    f"nearly {s.stated_value} %",
                    f"{lgsp[2].stated_value} % at the digits stated",
                    agree(s, lgsp[2]),
                )
        if times := get("LGSP_share_ratio"):
            most = lgsp[2].number / times[0].number
            add(
                "the share of 2020 is more than "
                f"{times[0].stated_value} times that of {times[0].years[0]}",
                "no share for the earlier year",
                f"it must have been below {most:.1f} %",
                None,
            )
        if quota := get("ministries_ge30pct_L4", "provinces_ge30pct_L4"):
            met = quota[0].number + quota[1].number
            add(
                f"{quota[0].stated_value} ministries and {quota[1].stated_value} provinces "
                "reached the quota of level 4",
                "no share",
                f"{met:.0f} of {whole} bodies are {100 * met / whole:.1f} %",
                None,
            )
        if (full := get("OPS_level4_MOH_MIC", "OPS_level4_share")) and quota:
            least = (2 * full[0].number + (met - 2) * quota_share(statements)) / whole
            add(
                "of those, two are at "
                f"{full[0].stated_value} %; the average is {full[1].stated_value} %",
                f"{full[1].stated_value} %",
                f"over {whole} bodies it cannot be below {least:.1f} %",
                full[1].number >= least,
            )
    if tasks := get("res17_tasks_done", "res17_tasks_total"):
        done, total = tasks[0].number, tasks[1].number
        add(
            f"{done:.0f} of {total:.0f} dated tasks of Resolution 17 are done",
            "no share",
            f"{100 * done / total:.1f} %, {total - done:.0f} left",
            None,
        )
    return pd.DataFrame(rows, columns=["what", "stated", "again", "fits"])


def quota_share(statements: Sequence[Statement]) -> float:
    """Return the least share of services at level 4 that documents name as a goal, in percent."""
    goals = [
        s.number for s in statements if (s.kind, s.indicator) == ("target", "OPS_level4_share")
    ]
    return min(goals, default=0.0)
