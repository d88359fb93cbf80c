"""A statement of a document, in our words and as a value."""

from __future__ import annotations

import re
from dataclasses import dataclass

from egdi.panel import DataError


@dataclass(frozen=True)
class Statement:
    """A row of ``claims.csv``: what a document states, in our words and as a value."""

    id: str
    document: str
    claim: str
    kind: str
    country: str
    indicator: str
    period: str
    stated_value: str
    unit: str
    of: float = float("nan")
    readings: str = ""

    @property
    def years(self) -> list[int]:
        """The years that the period names."""
        return [int(year) for year in re.findall(r"\d{4}", self.period)]

    @property
    def edition(self) -> int:
        """The one edition that the period names.

        Raises:
            DataError: if it names none or several.
        """
        if len(self.years) != 1:
            raise self.fault("period", self.period, "one year, such as 2018")
        return self.years[0]

    @property
    def span(self) -> tuple[int, int]:
        """The two editions that the period names.

        Raises:
            DataError: if it does not name two, the earlier first.
        """
        if len(self.years) != 2 or self.years[0] >= self.years[1]:
            raise self.fault("period", self.period, "two years, such as 2016-2018")
        return self.years[0], self.years[1]

    @property
    def number(self) -> float:
        """The stated value as a number.

        Raises:
            DataError: if it is not one.
        """
        try:
            return float(self.stated_value)
        except ValueError:
            wanted = f"a number, as the unit {self.unit} says"
            raise self.fault("stated_value", self.stated_value, wanted) from None

    def says(self, computed: float) -> bool:
        """Tell whether the stated number is a computed one, at the digits stated.

        Raises:
            DataError: if the stated value is not a number.
        """
        _ = self.number
        return same(self.stated_value, computed)

    def fault(self, column: str, found: str, wanted: str) -> DataError:
        """Return the error of a cell, in one sentence."""
        return DataError(
            f"claims.csv, {self.id}, column {column}: found {found!r}, expected {wanted}; "
            "correct it."
        )


def digits(text: str) -> int:
    """Return how many decimals a stated number has."""
    return len(text.partition(".")[2])


def same(stated: str, computed: float) -> bool:
    """Tell whether a stated number is a computed one, rounded to the digits stated."""
    return abs(float(stated) - computed) <= 0.5 * 10.0 ** -digits(stated) + 1e-9
