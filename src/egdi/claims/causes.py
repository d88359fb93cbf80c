"""Why a contradicted statement may be wrong: likely reasons, found by rule."""

from __future__ import annotations

import re

from egdi.claims.evidence import Evidence, NotHere
from egdi.claims.measures import world_ranks
from egdi.claims.papers import country_in_words
from egdi.claims.registry import find
from egdi.claims.repetition import subject
from egdi.claims.statement import Statement
from egdi.panel import PARTS
from egdi.words import phrase


def likely(statement: Statement, computed: str, evidence: Evidence) -> str:
    """Return the likely reason of a contradicted statement, by the first rule that fits.

    A slip in one digit; the figure of another edition; another measure of the same edition; a
    date right to the month. What no rule explains is said to be so.
    """
    digits = re.findall(r"\d+", computed)
    rules = (_slip, _other_edition, _other_measure, _same_month)
    found = [told for rule in rules for told in rule(statement, digits, evidence)]
    return found[0] if found else _untraced(statement, evidence)


def _slip(statement: Statement, digits: list[str], evidence: Evidence) -> list[str]:
    """Say that one digit was mistaken, and who has it right."""
    stated = statement.stated_value
    if len(digits) != 1 or not stated.isdigit() or len(stated) != len(digits[0]):
        return []
    if sum(a != b for a, b in zip(stated, digits[0], strict=True)) != 1:
        return []
    right = any(
        s.document == statement.document
        and subject(s) == subject(statement)
        and s.stated_value == digits[0]
        for s in evidence.statements
    )
    return [
        phrase(
            {
                True: "a slip in one digit, {stated} for {right}; the same document has it right "
                "elsewhere.",
                False: "a slip in one digit, {stated} for {right}.",
            },
            case=right,
            stated=stated,
            right=digits[0],
        )
    ]


def _other_edition(statement: Statement, digits: list[str], evidence: Evidence) -> list[str]:
    """Say that the figure is that of another edition."""
    if statement.unit != "rank" or find(statement) is None or "_" in statement.indicator:
        return []
    hits = []
    for edition in sorted(evidence.panel["edition"].unique()):
        try:
            found = world_ranks(statement, evidence, int(edition)).values()
        except NotHere:
            continue
        if statement.number in found:
            hits.append(str(edition))
    return [phrase("the figure of another edition, {hits:or}.", hits=hits)] if hits else []


def _other_measure(statement: Statement, digits: list[str], evidence: Evidence) -> list[str]:
    """Say of which other measures of the same edition the statement is true."""
    found = find(statement)
    scores = ["EGDI", *(p.upper() for p in PARTS)]
    if found is None or statement.indicator not in scores or len(statement.years) != 1:
        return []
    fits = []
    for score in scores:
        swapped = Statement(**{**statement.__dict__, "indicator": score})
        try:
            if score != statement.indicator and any(r.holds for r in found[1](swapped, evidence)):
                fits.append(score)
        except NotHere:
            continue
    return [phrase("another measure was meant: it is true of {fits}.", fits=fits)] if fits else []


def _same_month(statement: Statement, digits: list[str], evidence: Evidence) -> list[str]:
    """Say that a date is right to the month."""
    if statement.unit != "date" or digits[:2] != re.findall(r"\d+", statement.stated_value)[:2]:
        return []
    return [
        phrase("the month is right; the document may mean the days when the news was taken up.")
    ]


def _untraced(statement: Statement, evidence: Evidence) -> str:
    """Say that nothing in the panel explains the statement."""
    at = []
    if statement.unit == "rank" and len(statement.years) == 1:
        year, country = statement.years[0], statement.country
        at = [
            f"{p.upper()} {evidence.own(p, 'World', year, country)['place']}"
            for p in ("egdi", *PARTS)
        ]
    return phrase(
        {
            True: "a slip, or a figure from another source: no edition gives {country} "
            "{s.stated_value} in {s.indicator} (ranks of {year}: {at}).",
            False: "a slip, or a figure from another source: no edition gives {country} "
            "{s.stated_value} in {s.indicator}.",
        },
        case=bool(at),
        s=statement,
        country=country_in_words(statement.country),
        year=statement.years[0] if at else 0,
        at=at,
    )
