"""The documents whose statements are checked: what they are, and how they are called."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from egdi import lookup, panel
from egdi.words import Group, State, numbers, phrase, translate

OFFICIAL, NEWS = "official notice", "news"


@dataclass(frozen=True)
class Paper:
    """A document.

    Attributes:
        document: its identifier in the tables.
        title: its title in English, with what it is in brackets.
        issuer: who published it; ``press`` where that is not recorded.
        date: ISO date or month.
        kind: ``official notice`` or ``news``.
    """

    document: str
    title: str
    issuer: str
    date: str
    kind: str

    @property
    def name(self) -> str:
        """The title alone: without what stands in brackets or after a colon."""
        return translate(short(self.title), "document")

    @property
    def publisher(self) -> str:
        """Who published it, in the language spoken."""
        return translate(self.issuer, "issuer")

    @property
    def when(self) -> str:
        """The day, or the month where only that is known, in words."""
        return numbers.day(self.date) if len(self.date) > 7 else numbers.month(self.date)

    @property
    def label(self) -> str:
        """How tables call it: ``news of August 2018``, ``Notice 82/TB-VPCP``."""
        if self.kind == OFFICIAL:
            return self.name
        return phrase(
            {True: "news of {month}", False: "{p.publisher}, {month}"},
            case=self.issuer == "press",
            p=self,
            month=numbers.month(self.date),
        )

    @property
    def cited(self) -> str:
        """The title with what it is, for a sentence, in Markdown."""
        return phrase(
            {True: "*{p.name}* of {p.when}", False: "*{p.name}* ({p.label})"},
            case=self.kind == OFFICIAL,
            p=self,
        )

    @property
    def what(self) -> str:
        """What it is and who published it."""
        return phrase(
            {
                (OFFICIAL, False): "official notice, {p.publisher}",
                (NEWS, True): "news, outlet not recorded",
                (NEWS, False): "news, {p.publisher}",
            },
            case=(self.kind, self.issuer == "press"),
            p=self,
        )


def short(title: str) -> str:
    """Return a title alone: without what stands in brackets or after a colon."""
    return title.partition(" (")[0].partition(":")[0]


def country_in_words(country: str) -> str:
    """Return whom a statement is about: a state or a group by its name."""
    codes = {name: iso for iso, name in lookup.short_names().items()}
    found = codes.get(country)
    return State(found).said("name") if found else Group(country).said("name")


def papers(folder: Path | None = None) -> dict[str, Paper]:
    """Return the documents by identifier, oldest first."""
    table = panel.load("documents", folder).sort_values("date", kind="stable")
    return {row["document"]: Paper(**row) for row in table.to_dict("records")}  # type: ignore[misc]
