"""The quarter or the year that a report is about."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from egdi import panel
from egdi.panel import DataError
from egdi.words import phrase


@dataclass(frozen=True)
class Period:
    """A quarter of a year, or a year where ``quarter`` is 0."""

    year: int
    quarter: int = 0

    @property
    def end(self) -> str:
        """The last day of it (ISO)."""
        month = 3 * self.quarter or 12
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1]).isoformat()

    @property
    def before(self) -> Period:
        """The period before it, as long."""
        if not self.quarter:
            return Period(self.year - 1)
        return Period(self.year, self.quarter - 1) if self.quarter > 1 else Period(self.year - 1, 4)

    @property
    def edition(self) -> int:
        """The last edition published by its end.

        Raises:
            DataError: if none was.
        """
        published = panel.load("editions").set_index("edition")["published"].dropna().astype(str)
        known = [int(e) for e, day in published.items() if day <= self.end]
        if not known:
            first = published.min()
            raise DataError(
                f"No edition of the survey is known to have been out by {self.end}; the days of "
                f"publication on record begin with {first}. Choose a later period."
            )
        return max(known)

    def said(self, form: str = "") -> str:
        """Return it in words: ``the fourth quarter of 2026``; ``name``: for a title."""
        inside = {
            0: "the year {year}",
            1: "the first quarter of {year}",
            2: "the second quarter of {year}",
            3: "the third quarter of {year}",
            4: "the fourth quarter of {year}",
        }
        named = {
            0: "year {year}",
            1: "first quarter of {year}",
            2: "second quarter of {year}",
            3: "third quarter of {year}",
            4: "fourth quarter of {year}",
        }
        if form == "name":
            return phrase(named, case=self.quarter, year=self.year)
        return phrase(inside, case=self.quarter, year=self.year)

    def __str__(self) -> str:
        return f"{self.year}Q{self.quarter}" if self.quarter else f"{self.year}"


def period(text: str | int) -> Period:
    """Return the period that a text names: ``2026Q4``, or ``2026`` for the year.

    Raises:
        DataError: if it names none, or one before the first edition whose day of publication is
            known.

    Example:
        >>> str(period("2026q4").before), period("2026Q1").end
        ('2026Q3', '2026-03-31')
    """
    found = re.fullmatch(r"(\d{4})(?:[Qq]([1-4]))?", str(text).strip())
    if not found:
        raise DataError(f"Expected a quarter such as 2026Q4 or a year such as 2026, not {text!r}.")
    asked = Period(int(found[1]), int(found[2] or 0))
    asked.edition  # noqa: B018 - says in a sentence that the period is too early
    return asked
