"""What else can decide a statement: other tables, other documents, arithmetic.

A date, a goal or a domestic figure holds only where something independent of its document says
the same: another table of record, another document, or arithmetic on other statements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pandas as pd
from babel.numbers import get_decimal_symbol

from egdi import panel as panel_room
from egdi import targets
from egdi.claims.evidence import Evidence, NotHere
from egdi.claims.measures import score_of
from egdi.claims.reading import Reading
from egdi.claims.registry import measure
from egdi.claims.statement import Statement, digits, same
from egdi.words import locale, numbers, phrase, translate

INSTRUMENT = re.compile(r"\b(?:Resolution|Decision|Notice) [\dA-Za-z/-]*\d[\dA-Za-z/-]*")

UNITS = {"percent_gt": "percent", "provinces": "bodies"}
"""Units that measure the same; the rest of a statement still tells them apart."""


def target_rows(statement: Statement, evidence: Evidence) -> pd.DataFrame:
    """Return the targets of the group, kind of deadline and measure that a statement names."""
    word = statement.indicator.partition("_")[2]
    group = {"SEA": "South-East Asia", "": "World"}.get(word, word)
    table = panel_room.load("targets", evidence.folder)
    named = (
        table["measure"]
        .map(targets.measures)
        .map(lambda found: score_of(statement.indicator) in found)
    )
    due = table["deadline"].str[:4].astype(int).eq(statement.years[-1])
    return table[named & due & table["group"].eq(group) & table["target_kind"].eq("rank_at_most")]


@measure("target as issued", kind="target", unit="rank_le")
def target_as_issued(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Look for the same target in a source other than the document."""
    rows = target_rows(statement, evidence)
    rows = rows[rows["source"].ne(statement.document)]
    if rows.empty:
        raise NotHere(phrase("no other source gives a target of that group and year"))
    readings = []
    for row in rows.to_dict("records"):
        told = phrase(
            "at most {row[target]} by {row[deadline]} ({row[id]}, {text})",
            row=row,
            text=translate(row["instrument"], "instrument"),
        )
        readings.append(Reading(told, statement.says(float(row["target"])), basis="targets"))
    return [r for r in readings if r.holds] or readings


@measure("target met or missed", kind="target", unit="boolean")
def target_outcome(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Judge a target of record that a statement says was met or missed."""
    if statement.stated_value not in (targets.MET, targets.MISSED):
        raise statement.fault("stated_value", statement.stated_value, "met or missed")
    rows = target_rows(statement, evidence)
    judged = targets.judge(evidence.panel, evidence.state(statement.country), rows, evidence.folder)
    judged = judged[judged["measure"].str.lower().eq(score_of(statement.indicator))]
    judged = judged[judged["status"].ne(targets.OPEN)]
    if judged.empty:
        raise NotHere(phrase("no target of record is settled by the panel"))
    return [
        Reading(
            phrase(
                {
                    targets.MET: "met: place {row.place} of {row.n} where {row.best_allowed} was "
                    "asked ({row.id})",
                    targets.MISSED: "missed: place {row.place} of {row.n} where {row.best_allowed} "
                    "was asked ({row.id})",
                },
                case=row.status,
                row=row,
            ),
            row.status == statement.stated_value,
        )
        for row in judged.itertuples()
    ]


def dated(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Compare a date with those of instruments, editions and official papers themselves."""
    if statement.unit != "date":
        return []
    found: list[tuple[str, str]] = []
    for name in INSTRUMENT.findall(statement.claim):
        table = panel_room.load("targets", evidence.folder)
        rows = table[
            table["instrument"].str.startswith(name) & table["source"].ne(statement.document)
        ]
        found += [(day, "targets") for day in rows["issued"].unique()]
        papers = panel_room.load("documents", evidence.folder)
        rows = papers[papers["title"].str.startswith(name) & papers["kind"].eq("official notice")]
        found += [(day, "the paper itself") for day in rows["date"]]
    if statement.indicator == "un_survey_release":
        table = panel_room.load("editions", evidence.folder).set_index("edition")["published"]
        day = table.get(statement.years[0])
        found += [(day, "editions")] if isinstance(day, str) else []
    return [
        Reading(told, holds, name, basis)
        for day, basis in found
        for told, holds, name in _days(statement.stated_value, day)
    ]


def _days(stated: str, day: str) -> list[tuple[str, bool | None, str]]:
    """Compare a stated date, ``2020-07-10`` or ``2020-07 (end)``, with one of record."""
    date, _, part = stated.partition(" (")
    length = min(len(date), len(day))
    holds = date[:length] == day[:length]
    if part != "end)":
        return [(day, holds, "")]
    if len(day) < 10:
        return [(day, holds, phrase("in that month")), (day, None, phrase("at its end"))]
    return [(day, holds and int(day[8:]) > 20, "")]


def period_ends(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Compare the ends of a period with the deadlines of an instrument's targets.

    The instrument is the one that the statement names; for a plan that is only asked for, any
    that was issued within a year after the document.
    """
    if statement.unit != "period":
        return []
    stated = sorted({span[-4:] for span in statement.stated_value.split(";")})
    table = panel_room.load("targets", evidence.folder)
    table = table[table["source"].ne(statement.document)]
    named = INSTRUMENT.findall(statement.claim)
    papers = panel_room.load("documents", evidence.folder).set_index("document")["date"]
    readings = []
    for instrument, rows in table.groupby("instrument", sort=False):
        ends = sorted(rows["deadline"].str[:4].unique())
        name = translate(str(instrument), "instrument")
        told = phrase("{name} has targets for {ends}", name=name, ends=ends)
        if any(str(instrument).startswith(name) for name in named):
            readings.append(Reading(told, ends == stated, basis="targets"))
        elif statement.kind == "target" and not named and ends == stated:
            asked, issued = papers[statement.document], str(rows["issued"].iat[0])
            if asked < issued <= f"{int(asked[:4]) + 1}{asked[4:]}":
                told = phrase("followed in {issued}: {told}", issued=issued, told=told)
                readings.append(Reading(told, True, basis="targets"))
    return readings


def first_theme(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Look whether a survey is the first whose title has a quoted phrase."""
    quoted = re.search(r"first .*'(.+)'", statement.claim)
    if statement.indicator != "survey_theme" or quoted is None:
        return []
    themes = panel_room.load("themes", evidence.folder).set_index("edition")["theme"]
    have = themes.index[themes.str.contains(quoted[1], case=False, regex=False, na=False)]
    if have.empty:
        return []
    first = int(have.min())
    return [Reading(f"{first}: {themes[first]}", first == statement.years[0], basis="themes")]


def counterparts(statement: Statement, evidence: Evidence) -> list[Statement]:
    """Return the statements of other documents on the same subject, unit and period."""
    return [
        other
        for other in evidence.statements
        if other.document != statement.document
        and (other.kind, other.country, other.indicator, other.period)
        == (statement.kind, statement.country, statement.indicator, statement.period)
        and UNITS.get(other.unit, other.unit) == UNITS.get(statement.unit, statement.unit)
    ]


def agree(one: Statement, other: Statement) -> bool:
    """Tell whether two statements give the same value, at the digits of the coarser."""
    try:
        coarse, fine = sorted((one, other), key=lambda s: digits(s.stated_value))
        return same(coarse.stated_value, float(fine.stated_value))
    except ValueError:
        return one.stated_value.casefold() == other.stated_value.casefold()


def bare_value(statement: Statement) -> str:
    """Return a stated value without the marks of codes and lists."""
    return statement.stated_value.replace("|", ", ").replace("_", " ")


def value_in_words(statement: Statement) -> str:
    """Return a stated value as tables print it: digits as they are, codes as words."""
    value = statement.stated_value
    if re.fullmatch(r"[-+\d.]+", value):
        return re.sub(r"(?<=\d)\.(?=\d)", get_decimal_symbol(locale()), value)
    return translate(bare_value(statement), "stated") if re.search(r"[^\W\d_]", value) else value


def stated_in(statement: Statement) -> str:
    """Say what another document states: ``82.61 in hanam-2020 (C093)``."""
    return phrase("{value} in {s.document} ({s.id})", value=value_in_words(statement), s=statement)


def other_documents(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Compare with what other documents state; where none agrees, nobody can tell who is right."""
    found = counterparts(statement, evidence)
    same_value = [other for other in found if agree(statement, other)]
    return [
        Reading(
            stated_in(other),
            True if same_value else None,
            basis="another document",
        )
        for other in same_value or found
    ]


def share_of_bodies(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Redo a share of bodies from the counts of its parts, where one document gives all.

    Some whole number of bodies must give the stated share, at its digits. Three statements stand
    or fall together: the two counts and the share.
    """
    stem = statement.indicator.rpartition("_")[0]
    family = {
        other.indicator: other
        for other in evidence.statements
        if other.document == statement.document
        and other.period == statement.period
        and other.kind == "domestic_indicator"
        and other.indicator.rpartition("_")[0] == stem
    }
    share = family.get(f"{stem}_share")
    parts = [family.get(f"{stem}_ministries"), family.get(f"{stem}_provinces")]
    if share is None or None in parts or statement not in family.values():
        return []
    have = sum(part.number for part in parts if part is not None)
    if have <= 0 or share.number <= 0:
        return []
    whole = round(have / share.number * 100)
    again = 100 * have / whole
    others = ", ".join(s.id for s in [*parts, share] if s is not None and s.id != statement.id)
    told = phrase(
        "{have} bodies are {again} % of {whole} (with {others})",
        have=have,
        again=numbers.decimal(again, digits(share.stated_value)),
        whole=whole,
        others=others,
    )
    return [Reading(told, same(share.stated_value, again), basis="arithmetic")]


CORROBORATIONS: tuple[Callable[[Statement, Evidence], Sequence[Reading]], ...] = (
    dated,
    first_theme,
    period_ends,
    share_of_bodies,
    other_documents,
)

NAMES = {
    "targets": "date or period of an instrument",
    "the paper itself": "date of a paper",
    "editions": "date of an edition",
    "themes": "theme of an edition",
    "arithmetic": "arithmetic on other statements",
    "another document": "agreement between documents",
}
"""Basis -> the name of the measure that it amounts to."""


def corroborate(statement: Statement, evidence: Evidence) -> list[Reading]:
    """Return what tables, documents and arithmetic say to a statement, the best basis first."""
    if statement.kind not in {"domestic_indicator", "event", "target"}:
        return []
    readings = [r for find in CORROBORATIONS for r in find(statement, evidence)]
    return [r for r in readings if r.holds is not None] or readings


def why_not(statement: Statement, evidence: Evidence) -> str:
    """Say why nothing here decides a statement."""
    found = counterparts(statement, evidence)
    if found:
        return phrase(
            {
                True: "in other words elsewhere: {told}; nothing here says whether both mean the "
                "same",
                False: "the documents differ: {told}; nothing here says whether both can be right",
            },
            case=statement.unit == "text",
            told=", ".join(map(stated_in, found)),
        )
    if statement.unit == "times_gt":
        base = statement.indicator.removesuffix("_ratio")
        now = [
            s
            for s in evidence.statements
            if s.kind == "domestic_indicator"
            and (s.indicator, s.years) == (base, statement.years[1:])
        ]
        if now:
            most = max(now, key=lambda s: digits(s.stated_value)).number / statement.number
            return phrase(
                "no share of {year} is stated; the statement means that it was below {most:.1} %",
                year=statement.years[0],
                most=most,
            )
    if statement.unit == "date":
        events = panel_room.load("events", evidence.folder)
        own = events["document"].eq(statement.document)
        if (own & events["date"].eq(statement.stated_value)).any():
            return phrase("the table of events has this date from the same document alone")
    reasons = {
        "domestic_indicator": "a domestic figure that this document alone gives",
        "ordering": "a domestic ranking that this document alone gives",
        "event": "an event for which the record has no source but the document",
        "target": "a domestic goal that this document alone gives",
    }
    return phrase(reasons, case=statement.kind) or phrase("no measure for such a statement")
