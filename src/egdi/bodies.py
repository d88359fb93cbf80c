"""Which body of Viet Nam has which task about the index, and by which instrument.

Facts of ``bodies.csv``: the lead of the index, and who answers for a part's figures or services.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from egdi import panel
from egdi.inputs.vintages import check_day
from egdi.panel import DataError
from egdi.words.language import language, translate

LEAD = "lead"
TASKS = (LEAD, *panel.PARTS)


@dataclass(frozen=True)
class Body:
    """A body with a task.

    Forms: none (inside a sentence: ``the Ministry of Education and Training``), ``name`` (alone).

    Attributes:
        key: its short name.
        task: ``lead``, or a part of the index.
        name_en: its name in English.
        name_vi: its name in Vietnamese.
        since: day or month from which it has the task, ISO.
        source: the instrument, or the report of it.
    """

    key: str
    task: str
    name_en: str
    name_vi: str
    since: str
    source: str

    def said(self, form: str = "") -> str:
        """Return the name in one of its forms."""
        if form not in ("", "name"):
            raise ValueError(f"a body cannot be said as {form!r}")
        if language() == "vi":
            return self.name_vi
        if form == "name":
            return self.name_en
        one = self.name_en.startswith("Ministry")
        return f"the {self.name_en}" if one else self.name_en[:1].lower() + self.name_en[1:]

    def __str__(self) -> str:
        return self.said()


def body(task: str, day: str | None = None) -> Body | None:
    """Return the body that had a task on a day; None where none is known.

    Args:
        task: ``lead``, or a part of the index.
        day: ISO date; default the body that has it now.

    Raises:
        DataError: if there is no such task.

    Example:
        >>> body("lead", "2018-12-31").name_en
        'Ministry of Information and Communications'
    """
    if task not in TASKS:
        raise DataError(f"There is no task {task!r}; choose {', '.join(TASKS)}.")
    day = None if day is None else check_day(day)
    rows = panel.load("bodies")
    rows = rows[rows["task"].eq(task)].sort_values("since", kind="stable")
    until = rows["until"]
    if day is not None:
        rows = rows[rows["since"].le(day) & (until.isna() | until.ge(day))]
    else:
        rows = rows[until.isna()]
    return None if rows.empty else _made(rows.iloc[-1])


def first(task: str) -> Body:
    """Return the body that was given a task first."""
    rows = panel.load("bodies")
    return _made(rows[rows["task"].eq(task)].sort_values("since", kind="stable").iloc[0])


def _made(row: pd.Series) -> Body:
    return Body(
        key=row["body"],
        task=row["task"],
        name_en=row["name_en"],
        name_vi=row["name_vi"],
        since=row["since"],
        source=translate(row["source"], "source"),
    )
