"""What official documents said about the index, checked against the record.

:func:`check` gives every statement of ``claims.csv`` a verdict: it *holds*, is *contradicted*, is
*true in one reading*, or is *not checkable here*.

- ``statement``, ``reading``, ``evidence``: what is stated, the ways to read it, what it is checked
  against; the verdict follows from the readings.
- ``measures``: named measures of the panel, found in the ``registry`` by what a statement is about.
- ``corroboration``: other tables, other documents, arithmetic.
- ``repetition``, ``omissions``, ``causes``: what is said twice, what is left out, why a statement
  may be wrong.
- ``scoreboard``: domestic figures beside the goals for them.
- ``sentences``, ``charts``: how that is told and drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pandas as pd

from egdi import panel as panel_room
from egdi.cache import Keyed
from egdi.claims import measures as _measures  # noqa: F401  registers the measures
from egdi.claims import repetition
from egdi.claims.corroboration import NAMES, corroborate, value_in_words, why_not
from egdi.claims.evidence import Evidence, NotHere
from egdi.claims.reading import (
    CONTRADICTED,
    HOLDS,
    NOT_CHECKABLE,
    ONE_READING,
    VERDICTS,
    Reading,
    verdict,
)
from egdi.claims.registry import find
from egdi.claims.statement import Statement
from egdi.words import language, phrase, translate

__all__ = [
    "CONTRADICTED",
    "HOLDS",
    "NOT_CHECKABLE",
    "ONE_READING",
    "SUBJECTS",
    "VERDICTS",
    "Evidence",
    "Reading",
    "Statement",
    "check",
    "examine",
    "gather",
    "statements",
    "verdict",
]

COLUMNS = [
    "id", "document", "measure", "country", "period", "stated", "computed", "reading", "verdict",
    "basis", "statement", "subject", "note", "also",
]  # fmt: skip

SUBJECTS = ("index", "target", "domestic_indicator", "event")
"""What statements are about; every kind but the last three is about the index."""


def statements(folder: Path | None = None) -> list[Statement]:
    """Return the statements of ``claims.csv``, in its order.

    Raises:
        DataError: if the table is not as described.
    """
    table = panel_room.load("claims", folder)
    table["readings"] = table["readings"].fillna("")
    return [Statement(**row) for row in table.to_dict("records")]  # type: ignore[misc]


def gather(
    panel: pd.DataFrame | None = None,
    rows: Sequence[Statement] | None = None,
    folder: Path | None = None,
) -> Evidence:
    """Return the tables to check statements against.

    Args:
        panel: default the panel of record; one up to an edition tells what could be checked then.
        rows: default the statements of ``claims.csv``.
        folder: of the tables.
    """
    panel = panel_room.load("panel", folder) if panel is None else panel
    return Evidence(panel, list(statements(folder) if rows is None else rows), folder)


def examine(statement: Statement, evidence: Evidence) -> tuple[str, list[Reading], str]:
    """Return the measure that fits a statement, its readings, and why there are none."""
    found = find(statement)
    if found is not None:
        name, measure = found
        try:
            return name, list(measure(statement, evidence)), ""
        except NotHere as reason:
            return name, [], str(reason)
    readings = corroborate(statement, evidence)
    if readings:
        return NAMES[readings[0].basis], readings, ""
    return "none", [], why_not(statement, evidence)


def check(
    panel: pd.DataFrame | None = None,
    rows: Sequence[Statement] | None = None,
    folder: Path | None = None,
) -> pd.DataFrame:
    """Check statements and return a row for each, in their order.

    Args:
        panel: as for :func:`gather`.
        rows: as for :func:`gather`.
        folder: of the tables.

    Returns:
        Columns id, document, measure, country, period, stated, computed (by reading, where they
        differ), reading (those that bear the statement out), verdict, basis (what decides it),
        statement (in our words), subject (one of :data:`SUBJECTS`), note (why it is not
        checkable) and also (other statements on the same subject, and whether they agree).

    Raises:
        DataError: if a stated value does not fit its unit.
    """
    panel = panel_room.load("panel", folder) if panel is None else panel
    if rows is None:
        return _record_checked(Keyed(panel, folder), language()).copy()
    return _checked(gather(panel, rows, folder))


@lru_cache(maxsize=8)
def _record_checked(panel: Keyed, spoken: str) -> pd.DataFrame:
    """Check the statements of record once; every table of a chapter asks for them."""
    return _checked(gather(panel.data, folder=panel.folder))


def _checked(tables: Evidence) -> pd.DataFrame:
    """Return a row for each statement."""
    out = pd.DataFrame([_row(s, tables) for s in tables.statements], columns=COLUMNS[:-1])
    return out.assign(also=repetition.also(tables.statements))


def _row(statement: Statement, tables: Evidence) -> dict[str, str]:
    """Return one row of :func:`check`."""
    name, readings, note = examine(statement, tables)
    result = verdict(readings)
    if result == NOT_CHECKABLE and not note:
        note = why_not(statement, tables)
    held = [r.name for r in readings if r.holds and r.name]
    told = dict.fromkeys(f"{r.name}: {r.computed}" if r.name else r.computed for r in readings)
    bases = dict.fromkeys(r.basis for r in readings if r.holds is not None)
    stated = value_in_words(statement)
    if pd.notna(statement.of):
        stated = phrase("{place} of {n}", place=stated, n=statement.of)
    return {
        "id": statement.id,
        "document": statement.document,
        "measure": name,
        "country": statement.country,
        "period": statement.period,
        "stated": stated,
        "computed": "; ".join(told),
        "reading": "; ".join(dict.fromkeys(held)),
        "verdict": result,
        "basis": ", ".join(bases),
        "statement": translate(statement.claim, "statement"),
        "subject": statement.kind if statement.kind in SUBJECTS else _subject(statement),
        "note": note,
    }


def _subject(statement: Statement) -> str:
    """Return the subject of a statement whose kind is not one: the index, or home figures."""
    return "index" if find(statement) else "domestic_indicator"
