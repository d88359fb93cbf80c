"""Statements, the readings of each, and the verdict that follows from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from egdi import panel as panel_room
from egdi import ranks
from egdi.panel import DataError

HOLDS = "holds"
CONTRADICTED = "contradicted"
ONE_READING = "true in one reading"
NOT_CHECKABLE = "not checkable here"
VERDICTS = (HOLDS, ONE_READING, CONTRADICTED, NOT_CHECKABLE)


class NotHere(Exception):
    """The tables cannot decide a statement; the message says why."""


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


@dataclass(frozen=True)
class Reading:
    """One way to read a statement, and what the data say to it.

    Attributes:
        computed: what the data give, in words or digits.
        holds: whether that bears the statement out; None where the data cannot tell.
        name: of the reading; blank where the words leave no choice.
        basis: what the answer rests on.
    """

    computed: str
    holds: bool | None
    name: str = ""
    basis: str = "panel"


@dataclass
class Record:
    """The tables that statements are checked against, as they stood with the panel given.

    Attributes:
        panel: the panel, up to the edition to check with.
        statements: all statements, for agreement and arithmetic.
        folder: of the other tables.
    """

    panel: pd.DataFrame
    statements: list[Statement]
    folder: Path | None = None
    _places: dict[tuple[str, str, int], pd.DataFrame] = field(default_factory=dict)

    def places(self, measure: str, group: str, edition: int) -> pd.DataFrame:
        """Return the places in a group at one edition, as :func:`egdi.ranks.places` does.

        Raises:
            NotHere: if the panel has no such edition.
        """
        if edition not in set(self.panel["edition"]):
            last = int(self.panel["edition"].max())
            raise NotHere(f"the panel, up to {last}, has no edition {edition}")
        key = measure, group, edition
        if key not in self._places:
            rows = self.panel[self.panel["edition"].eq(edition)]
            members = panel_room.members(group, edition, self.folder)
            table = ranks.places(rows, members, measure)
            self._places[key] = table.set_index("iso3").astype(object)
        return self._places[key]

    def state(self, country: str) -> str:
        """Return the ISO code of a state named by code or in words.

        Raises:
            NotHere: if no state has that name.
        """
        names = panel_room.load("countries", self.folder)
        for column in ("iso3", "short_name", "country"):
            found = names.loc[names[column].str.casefold().eq(country.strip().casefold()), "iso3"]
            if len(found):
                return str(found.iat[0])
        starts = names.loc[names["short_name"].str.startswith(country.strip()), "iso3"]
        if len(starts) == 1:
            return str(starts.iat[0])
        raise NotHere(f"{country} is not one state")

    def own(self, measure: str, group: str, edition: int, country: str) -> pd.Series:
        """Return a state's row of :meth:`places`.

        Raises:
            NotHere: if it was not ranked then.
        """
        table, iso3 = self.places(measure, group, edition), self.state(country)
        if iso3 not in table.index:
            raise NotHere(f"{country} was not ranked in {group} in {edition}")
        return table.loc[iso3]


Check = Callable[[Statement, Record], Sequence[Reading]]

REGISTRY: list[tuple[str, dict[str, re.Pattern[str]], Check]] = []
"""Named measures: the name, what the fields of a statement must match, and the check."""


def measure(name: str, **fields: str) -> Callable[[Check], Check]:
    """Register a check for the statements whose fields match regular expressions, whole."""

    def register(check: Check) -> Check:
        REGISTRY.append((name, {key: re.compile(p) for key, p in fields.items()}, check))
        return check

    return register


def find(statement: Statement) -> tuple[str, Check] | None:
    """Return the first measure that fits a statement, with its name; None if there is none."""
    for name, fields, check in REGISTRY:
        if all(pattern.fullmatch(getattr(statement, key)) for key, pattern in fields.items()):
            return name, check
    return None


def verdict(readings: Iterable[Reading]) -> str:
    """Return the verdict on a statement from its readings.

    It holds if every reading that the data can decide bears it out, and is contradicted if none
    does; otherwise it is true in one reading. Readings that nothing decides do not count.
    """
    decided = [reading.holds for reading in readings if reading.holds is not None]
    if not decided:
        return NOT_CHECKABLE
    if all(decided):
        return HOLDS
    return ONE_READING if any(decided) else CONTRADICTED


def merged(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings as one, without a name, where all say the same."""
    if len({(r.computed, r.holds, r.basis) for r in readings}) == 1:
        return [Reading(readings[0].computed, readings[0].holds, "", readings[0].basis)]
    return list(readings)


def digits(text: str) -> int:
    """Return how many decimals a stated number has."""
    return len(text.partition(".")[2])


def same(stated: str, computed: float) -> bool:
    """Tell whether a stated number is a computed one, rounded to the digits stated."""
    return abs(float(stated) - computed) <= 0.5 * 10.0 ** -digits(stated) + 1e-9
