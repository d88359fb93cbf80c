"""Measures that the panel decides: ranks, places, changes, means, classes, orders."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from egdi import lookup
from egdi.claims.evidence import Evidence, NotHere
from egdi.claims.reading import Reading, merged
from egdi.claims.registry import measure
from egdi.claims.statement import Statement
from egdi.panel import PARTS
from egdi.words import Group, State, numbers, phrase, translate

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


def world_ranks(statement: Statement, evidence: Evidence, edition: int) -> dict[str, int]:
    """Return a state's world rank at an edition by reading.

    The index has a printed rank beside the one that its printed scores give; they can differ
    where scores tie. The parts have the latter only, among the states ranked.
    """
    score = score_of(statement.indicator)
    own = evidence.own(score, "World", edition, statement.country)
    out = {phrase("from the printed scores"): int(own["place"])}
    if score == "egdi":
        rows = evidence.panel[evidence.panel["edition"].eq(edition)].set_index("iso3")
        out = {phrase("as printed"): int(rows.at[own.name, "rank"]), **out}
    return out


@measure("world rank", kind="egdi_rank|subindex_rank", unit="rank", indicator=_PART)
def world_rank(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Compare a stated world rank."""
    edition = statement.edition
    return merged(
        [
            Reading(f"{rank}", statement.says(rank), name)
            for name, rank in world_ranks(statement, evidence, edition).items()
        ]
    )


@measure("number ranked", unit="countries", indicator=f"n_countries(_{_PART})?")
def number_ranked(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Compare how many states were ranked, in the index or in a part."""
    edition = statement.edition
    score = (statement.indicator.split("_")[2:] or ["egdi"])[0].lower()
    n = len(evidence.places(score, "World", edition))
    return [Reading(f"{n}", statement.says(n))]


@measure("number of members", unit="countries", indicator="n_members")
def number_of_members(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Compare how many states a group had."""
    edition = statement.edition
    readings = []
    for group in GROUPS[statement.country]:
        n = len(lookup.members(group, edition, evidence.folder))
        readings.append(Reading(f"{n}", statement.says(n), _name(group)))
    return merged(readings)


@measure("place in a group", kind="region_rank", unit="rank", country=_STATE)
def place_in_a_group(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Compare a place in a group, and of how many if that is stated."""
    edition = statement.edition
    readings = []
    for group in groups_of(statement):
        own = evidence.own(score_of(statement.indicator), group, edition, statement.country)
        holds = statement.says(int(own["place"]))
        if pd.notna(statement.of):
            holds &= int(statement.of) == int(own["n"])
        told = phrase("{place} of {n}", place=int(own["place"]), n=int(own["n"]))
        readings.append(Reading(told, holds, _name(group)))
    return merged(readings) if len(readings) == 1 else readings


@measure("change in world rank", kind="rank_change", unit="places_up", indicator=_PART)
def change_in_rank(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Compare how many ranks were gained between two editions."""
    since, edition = statement.span
    before = world_ranks(statement, evidence, since)
    after = world_ranks(statement, evidence, edition)
    return merged(
        [
            Reading(
                _moved(before[name], after[name]),
                statement.says(before[name] - after[name]),
                name,
            )
            for name in after
        ]
    )


@measure(
    "change of place in a group", kind="rank_change", unit="places_up", indicator=f"{_PART}_.+"
)
def change_of_place(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Compare how many places in a group were gained between two editions."""
    readings = []
    for group in groups_of(statement):
        before, after = (
            int(evidence.own(score_of(statement.indicator), group, e, statement.country)["place"])
            for e in statement.span
        )
        gain = before - after
        told = _moved(before, after)
        readings.append(Reading(told, statement.says(gain), _name(group)))
    return readings


def _name(group: str) -> str:
    """Return a group's name as a reading."""
    return Group(group).said("name")


def _moved(before: int, after: int) -> str:
    """Say a gain of places with the places: ``+2 (88 to 86)``."""
    gain = f"{before - after:+d}"
    return phrase("{gain} ({before} to {after})", gain=gain, before=before, after=after)


def steps(statement: Statement, evidence: Evidence) -> Iterator[tuple[str, bool, pd.Series]]:
    """Yield a state's course over the period by reading: its name, if in ranks, higher the better.

    ``monotone`` statements also name the first survey as one that moved: then the course since
    the survey before it is a reading of its own.
    """
    known = sorted(int(e) for e in evidence.panel["edition"].unique())
    first, last = statement.span
    if last > known[-1]:
        told = "the panel, up to {known}, has no edition {edition}"
        raise NotHere(phrase(told, known=known[-1], edition=last))
    spans = {"": [e for e in known if first <= e <= last]}
    earlier = [e for e in known if e < first]
    if statement.stated_value.startswith("monotone") and earlier:
        spans = {"span": spans[""], "steps": [earlier[-1], *spans[""]]}
    score = score_of(statement.indicator)
    for span, editions in spans.items():
        rows = pd.DataFrame(
            {e: evidence.own(score, "World", e, statement.country) for e in editions}
        ).T
        courses = {True: -rows["place"].astype(int), False: rows["score"].astype(float)}
        for ranks, course in courses.items():
            name = phrase(
                {
                    ("", True): "in rank",
                    ("", False): "in score",
                    ("span", True): "in rank, {first} to {last}",
                    ("span", False): "in score, {first} to {last}",
                    ("steps", True): "in rank, each from {first} on against the survey before",
                    ("steps", False): "in score, each from {first} on against the survey before",
                },
                case=(span, ranks),
                first=first,
                last=last,
            )
            yield name, ranks, course


@measure("direction", kind="rank_change", unit="direction", indicator=_PART)
def direction(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Compare whether a rank or a score rose or fell, over a period or at each of its steps."""
    if statement.stated_value not in ("up", "down", "monotone_up", "monotone_down"):
        wanted = "up, down, monotone_up or monotone_down"
        raise statement.fault("stated_value", statement.stated_value, wanted)
    up = statement.stated_value.endswith("up")
    readings = []
    for name, whole, course in steps(statement, evidence):
        moves = course.diff().dropna()
        if not statement.stated_value.startswith("monotone"):
            moves = pd.Series([course.iloc[-1] - course.iloc[0]])
        told = ", ".join(f"{-v}" if whole else numbers.score(v) for v in course)
        readings.append(Reading(told, bool((moves > 0).all() if up else (moves < 0).all()), name))
    return readings


@measure("comparison with a mean", unit="comparison", indicator=_PART)
def comparison(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Compare a score with the unweighted mean of the states of a group."""
    edition = statement.edition
    told = re.fullmatch(r"(above|below)_(world|regional|asia|asean)_mean", statement.stated_value)
    if told is None:
        wanted = "above or below a mean, such as above_world_mean"
        raise statement.fault("stated_value", statement.stated_value, wanted)
    side, word = told.groups()
    score = score_of(statement.indicator)
    own = float(evidence.own(score, "World", edition, statement.country)["score"])
    groups = GROUPS.get(word) or GROUPS[{"asia": "Asia", "asean": "ASEAN"}[word]]
    readings = []
    for group in groups:
        mean = float(evidence.places(score, group, edition)["score"].astype(float).mean())
        holds = own > mean if side == "above" else own < mean
        readings.append(
            Reading(
                phrase("{own:score} against a mean of {mean:score}", own=own, mean=mean),
                holds,
                phrase("mean of {group}", group=_name(group)),
            )
        )
    return merged(readings) if len(readings) == 1 else readings


@measure("score", kind="score", unit="index_0_1", indicator=_PART)
def score(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Compare a score at the digits stated."""
    edition = statement.edition
    own = evidence.own(score_of(statement.indicator), "World", edition, statement.country)
    value = float(own["score"])
    return [Reading(numbers.decimal(value, 5).rstrip("0"), statement.says(value))]


@measure("score group", kind="score", unit="class")
def score_group(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Compare the UN's group of the index; a plain word may also mean a third of the ranks."""
    edition = statement.edition
    own = evidence.own("egdi", "World", edition, statement.country)
    score = float(own["score"])
    group = CLASSES[3 if score > 0.75 else min(2, int(score / 0.25))]
    holds = group.casefold() == statement.stated_value.casefold()
    named = f"{translate(group, 'class')} ({numbers.score(score)})"
    readings = [Reading(named, holds, phrase("the UN's group"))]
    if "third of the ranks" in statement.readings:
        at = (int(own["place"]) - 1) * 3 // int(own["n"])
        third = list(THIRDS.values())[at]
        told = phrase(
            {
                "first": "first third (rank {place} of {n})",
                "middle": "middle third (rank {place} of {n})",
                "last": "last third (rank {place} of {n})",
            },
            case=third,
            place=int(own["place"]),
            n=int(own["n"]),
        )
        holds = third == THIRDS.get(statement.stated_value)
        readings.append(Reading(told, holds, phrase("third of the ranks")))
    return merged(readings) if len(readings) == 1 else readings


@measure("order in a group", kind="ordering", indicator=f"{_PART}_order", unit="list")
def order_in_a_group(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Compare the order of the best states of a group."""
    edition = statement.edition
    stated = [evidence.state(name) for name in statement.stated_value.split("|")]
    readings = []
    for group in GROUPS[statement.country]:
        best = list(evidence.places(score_of(statement.indicator), group, edition).index)
        told = ", ".join(State(iso3).said("name") for iso3 in best[: len(stated)])
        readings.append(Reading(told, best[: len(stated)] == stated, _name(group)))
    return readings


@measure("order of the parts", kind="ordering", indicator="component_rank_order", unit="list")
def order_of_the_parts(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Compare which part is best and which are weak: in rank, against the mean, in score."""
    edition = statement.edition
    best, weak = statement.stated_value.split(" best; ")
    weak_parts = re.findall(r"[A-Z]{3}", weak)
    rows = {part.upper(): evidence.own(part, "World", edition, statement.country) for part in PARTS}
    means = {
        p: evidence.places(p.lower(), "World", edition)["score"].astype(float).mean() for p in rows
    }
    courses = {
        phrase("in world rank"): ({p: -float(r["place"]) for p, r in rows.items()}, "", -1),
        phrase("against the world mean"): (
            {p: float(r["score"]) - means[p] for p, r in rows.items()},
            "+.4",
            1,
        ),
        phrase("in score"): ({p: float(r["score"]) for p, r in rows.items()}, "score", 1),
    }
    readings = []
    for name, (values, form, sign) in courses.items():
        holds = all(values[best] > values[part] for part in weak_parts)
        told = ", ".join(f"{p} {numbers.said(sign * values[p], form)}" for p in rows)
        readings.append(Reading(told, bool(np.all(holds)), name))
    return readings
