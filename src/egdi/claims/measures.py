"""Measures that the panel decides: ranks, places, changes, means, classes, orders."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from egdi import panel as panel_room
from egdi.claims.readings import NotHere, Reading, Record, Statement, measure, merged
from egdi.panel import PARTS

GROUPS = {
    "ASEAN": ("ASEAN", "South-East Asia"),
    "SEA": ("South-East Asia",),
    "Asia": ("Asia",),
    "regional": ("Asia", "South-East Asia", "ASEAN"),
    "world": ("World",),
}
"""Word of a document -> groups that it may mean. ASEAN had ten members when the documents were
written; documents also call the eleven states of South-East Asia so."""

CLASSES = ("Low", "Middle", "High", "Very high")
"""The UN's groups of the index, by quarters of its range; 0.75 itself is High."""

THIRDS = {"High": "first", "Middle": "middle", "Low": "last"}

_STATE = r"(?!World$|ASEAN$).+"
_PART = r"(?:EGDI|OSI|TII|HCI|EPI)"


def score_of(indicator: str) -> str:
    """Return the column of an indicator: ``EGDI_ASEAN`` -> egdi."""
    return indicator.partition("_")[0].lower()


def groups_of(statement: Statement) -> tuple[str, ...]:
    """Return the groups that a statement on a place may mean; without a word, ASEAN's."""
    word = statement.indicator.partition("_")[2] or "ASEAN"
    if word not in GROUPS:
        wanted = f"a group after the index: {', '.join(GROUPS)}"
        raise statement.fault("indicator", statement.indicator, wanted)
    return GROUPS[word]


def world_ranks(statement: Statement, record: Record, edition: int) -> dict[str, int]:
    """Return a state's world rank at an edition by reading.

    The index has a printed rank beside the one that its printed scores give; they can differ
    where scores tie. The parts have the latter only, among the states ranked.
    """
    score = score_of(statement.indicator)
    own = record.own(score, "World", edition, statement.country)
    out = {"from the printed scores": int(own["place"])}
    if score == "egdi":
        rows = record.panel[record.panel["edition"].eq(edition)].set_index("iso3")
        out = {"as printed": int(rows.at[own.name, "rank"]), **out}
    return out


@measure("world rank", kind="egdi_rank|subindex_rank", unit="rank", indicator=_PART)
def world_rank(statement: Statement, record: Record) -> list[Reading]:
    """Compare a stated world rank."""
    edition = statement.edition
    return merged(
        [
            Reading(f"{rank}", statement.says(rank), name)
            for name, rank in world_ranks(statement, record, edition).items()
        ]
    )


@measure("number ranked", unit="countries", indicator=f"n_countries(_{_PART})?")
def number_ranked(statement: Statement, record: Record) -> list[Reading]:
    """Compare how many states were ranked, in the index or in a part."""
    edition = statement.edition
    score = (statement.indicator.split("_")[2:] or ["egdi"])[0].lower()
    n = len(record.places(score, "World", edition))
    return [Reading(f"{n}", statement.says(n))]


@measure("number of members", unit="countries", indicator="n_members")
def number_of_members(statement: Statement, record: Record) -> list[Reading]:
    """Compare how many states a group had."""
    edition = statement.edition
    readings = []
    for group in GROUPS[statement.country]:
        n = len(panel_room.members(group, edition, record.folder))
        readings.append(Reading(f"{n}", statement.says(n), group))
    return merged(readings)


@measure("place in a group", kind="region_rank", unit="rank", country=_STATE)
def place_in_a_group(statement: Statement, record: Record) -> list[Reading]:
    """Compare a place in a group, and of how many if that is stated."""
    edition = statement.edition
    readings = []
    for group in groups_of(statement):
        own = record.own(score_of(statement.indicator), group, edition, statement.country)
        holds = statement.says(int(own["place"]))
        if pd.notna(statement.of):
            holds &= int(statement.of) == int(own["n"])
        readings.append(Reading(f"{own['place']} of {own['n']}", holds, group))
    return merged(readings) if len(readings) == 1 else readings


@measure("change in world rank", kind="rank_change", unit="places_up", indicator=_PART)
def change_in_rank(statement: Statement, record: Record) -> list[Reading]:
    """Compare how many ranks were gained between two editions."""
    since, edition = statement.span
    before = world_ranks(statement, record, since)
    after = world_ranks(statement, record, edition)
    return merged(
        [
            Reading(
                f"{before[name] - after[name]:+d} ({before[name]} to {after[name]})",
                statement.says(before[name] - after[name]),
                name,
            )
            for name in after
        ]
    )


@measure(
    "change of place in a group", kind="rank_change", unit="places_up", indicator=f"{_PART}_.+"
)
def change_of_place(statement: Statement, record: Record) -> list[Reading]:
    """Compare how many places in a group were gained between two editions."""
    readings = []
    for group in groups_of(statement):
        before, after = (
            int(record.own(score_of(statement.indicator), group, e, statement.country)["place"])
            for e in statement.span
        )
        gain = before - after
        told = f"{gain:+d} ({before} to {after})"
        readings.append(Reading(told, statement.says(gain), group))
    return readings


def steps(statement: Statement, record: Record) -> Iterator[tuple[str, pd.Series]]:
    """Yield a state's course over the period by reading, higher meaning better.

    ``monotone`` statements also name the first survey as one that moved: then the course since
    the survey before it is a reading of its own.
    """
    known = sorted(int(e) for e in record.panel["edition"].unique())
    first, last = statement.span
    if last > known[-1]:
        raise NotHere(f"the panel, up to {known[-1]}, has no edition {last}")
    spans = {"": [e for e in known if first <= e <= last]}
    earlier = [e for e in known if e < first]
    if statement.stated_value.startswith("monotone") and earlier:
        spans = {
            f", {first} to {last}": spans[""],
            f", each from {first} on against the survey before": [earlier[-1], *spans[""]],
        }
    score = score_of(statement.indicator)
    for span, editions in spans.items():
        rows = pd.DataFrame(
            {e: record.own(score, "World", e, statement.country) for e in editions}
        ).T
        yield f"in rank{span}", -rows["place"].astype(int)
        yield f"in score{span}", rows["score"].astype(float)


@measure("direction", kind="rank_change", unit="direction", indicator=_PART)
def direction(statement: Statement, record: Record) -> list[Reading]:
    """Compare whether a rank or a score rose or fell, over a period or at each of its steps."""
    if statement.stated_value not in ("up", "down", "monotone_up", "monotone_down"):
        wanted = "up, down, monotone_up or monotone_down"
        raise statement.fault("stated_value", statement.stated_value, wanted)
    up = statement.stated_value.endswith("up")
    readings = []
    for name, course in steps(statement, record):
        moves = course.diff().dropna()
        if not statement.stated_value.startswith("monotone"):
            moves = pd.Series([course.iloc[-1] - course.iloc[0]])
        whole = name.startswith("in rank")
        told = ", ".join(f"{-v}" if whole else f"{v:.4f}" for v in course)
        readings.append(Reading(told, bool((moves > 0).all() if up else (moves < 0).all()), name))
    return readings


@measure("comparison with a mean", unit="comparison", indicator=_PART)
def comparison(statement: Statement, record: Record) -> list[Reading]:
    """Compare a score with the unweighted mean of the states of a group."""
    edition = statement.edition
    told = re.fullmatch(r"(above|below)_(world|regional|asia|asean)_mean", statement.stated_value)
    if told is None:
        wanted = "above or below a mean, such as above_world_mean"
        raise statement.fault("stated_value", statement.stated_value, wanted)
    side, word = told.groups()
    score = score_of(statement.indicator)
    own = float(record.own(score, "World", edition, statement.country)["score"])
    groups = GROUPS.get(word) or GROUPS[{"asia": "Asia", "asean": "ASEAN"}[word]]
    readings = []
    for group in groups:
        mean = float(record.places(score, group, edition)["score"].astype(float).mean())
        holds = own > mean if side == "above" else own < mean
        readings.append(
            Reading(f"{own:.4f} against a mean of {mean:.4f}", holds, f"mean of {group}")
        )
    return merged(readings) if len(readings) == 1 else readings


@measure("score", kind="score", unit="index_0_1", indicator=_PART)
def score(statement: Statement, record: Record) -> list[Reading]:
    """Compare a score at the digits stated."""
    edition = statement.edition
    own = record.own(score_of(statement.indicator), "World", edition, statement.country)
    value = float(own["score"])
    return [Reading(f"{value:.5f}".rstrip("0"), statement.says(value))]


@measure("score group", kind="score", unit="class")
def score_group(statement: Statement, record: Record) -> list[Reading]:
    """Compare the UN's group of the index; a plain word may also mean a third of the ranks."""
    edition = statement.edition
    own = record.own("egdi", "World", edition, statement.country)
    score = float(own["score"])
    group = CLASSES[3 if score > 0.75 else min(2, int(score / 0.25))]
    holds = group.casefold() == statement.stated_value.casefold()
    readings = [Reading(f"{group} ({score:.4f})", holds, "the UN's group")]
    if "third of the ranks" in statement.readings:
        at = (int(own["place"]) - 1) * 3 // int(own["n"])
        third = list(THIRDS.values())[at]
        told = f"{third} third (rank {own['place']} of {own['n']})"
        readings.append(
            Reading(told, third == THIRDS.get(statement.stated_value), "third of the ranks")
        )
    return merged(readings) if len(readings) == 1 else readings


@measure("order in a group", kind="ordering", indicator=f"{_PART}_order", unit="list")
def order_in_a_group(statement: Statement, record: Record) -> list[Reading]:
    """Compare the order of the best states of a group."""
    edition = statement.edition
    stated = [record.state(name) for name in statement.stated_value.split("|")]
    names = panel_room.short_names(record.folder)
    readings = []
    for group in GROUPS[statement.country]:
        best = list(record.places(score_of(statement.indicator), group, edition).index)
        told = ", ".join(names[iso3] for iso3 in best[: len(stated)])
        readings.append(Reading(told, best[: len(stated)] == stated, group))
    return readings


@measure("order of the parts", kind="ordering", indicator="component_rank_order", unit="list")
def order_of_the_parts(statement: Statement, record: Record) -> list[Reading]:
    """Compare which part is best and which are weak: in rank, against the mean, in score."""
    edition = statement.edition
    best, weak = statement.stated_value.split(" best; ")
    weak_parts = re.findall(r"[A-Z]{3}", weak)
    rows = {part.upper(): record.own(part, "World", edition, statement.country) for part in PARTS}
    means = {
        p: record.places(p.lower(), "World", edition)["score"].astype(float).mean() for p in rows
    }
    courses = {
        "in world rank": ({p: -float(r["place"]) for p, r in rows.items()}, "{:.0f}", -1),
        "against the world mean": (
            {p: float(r["score"]) - means[p] for p, r in rows.items()},
            "{:+.4f}",
            1,
        ),
        "in score": ({p: float(r["score"]) for p, r in rows.items()}, "{:.4f}", 1),
    }
    readings = []
    for name, (values, form, sign) in courses.items():
        holds = all(values[best] > values[part] for part in weak_parts)
        told = ", ".join(f"{p} {form.format(sign * values[p])}" for p in rows)
        readings.append(Reading(told, bool(np.all(holds)), name))
    return readings
