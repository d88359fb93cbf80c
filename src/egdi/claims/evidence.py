"""What statements are checked against: the panel and the other tables, as they stood."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from egdi import lookup, ranks
from egdi import panel as panel_room
from egdi.claims.statement import Statement
from egdi.words import phrase


class NotHere(Exception):
    """The tables cannot decide a statement; the message says why."""


@dataclass
class Evidence:
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
            told = "the panel, up to {known}, has no edition {edition}"
            raise NotHere(phrase(told, known=last, edition=edition))
        key = measure, group, edition
        if key not in self._places:
            rows = self.panel[self.panel["edition"].eq(edition)]
            members = lookup.members(group, edition, self.folder)
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
        raise NotHere(phrase("{country} is not one state", country=country))

    def own(self, measure: str, group: str, edition: int, country: str) -> pd.Series:
        """Return a state's row of :meth:`places`.

        Raises:
            NotHere: if it was not ranked then.
        """
        table, iso3 = self.places(measure, group, edition), self.state(country)
        if iso3 not in table.index:
            told = "{country} was not ranked in {group} in {edition}"
            raise NotHere(phrase(told, country=country, group=group, edition=edition))
        return table.loc[iso3]
