"""Names inside sentences: states with their article, groups, targets, parts of the index.

Each is made once from what was asked and knows its forms; a template chooses one after the colon.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import ClassVar

from babel import Locale

from egdi import lookup, panel
from egdi.words import numbers
from egdi.words.language import LANGUAGES, language, translate

_WITH_ARTICLE = {
    "ARE", "BHS", "CAF", "COD", "COG", "COM", "CZE", "DOM", "GBR", "GMB", "KOR", "MDV", "MHL",
    "NLD", "PHL", "SLB", "USA",
}  # fmt: skip


_USAGE = {
    "vi": {
        "ARE": "Các Tiểu vương quốc Ả Rập Thống nhất",
        "COD": "Cộng hòa Dân chủ Congo",
        "COG": "Cộng hòa Congo",
        "CPV": "Cabo Verde",
        "DOM": "Cộng hòa Dominicana",
        "GBR": "Anh",
        "LBN": "Liban",
        "MMR": "Myanmar",
        "PRK": "CHDCND Triều Tiên",
    }
}
"""Names that official documents use where the Unicode CLDR has another one."""


@cache
def state_name(iso3: str, code: str) -> str:
    """Return a state's name in a language: that of the record, or that of the Unicode CLDR.

    Args:
        iso3: ISO code.
        code: ``en`` or another language of the book.

    Raises:
        DataError: if no state has the code.

    Example:
        >>> state_name("THA", "vi")
        'Thái Lan'
    """
    name = lookup.name(iso3)
    if code == "en":
        return name
    countries = panel.load("countries").set_index("iso3")
    iso3 = lookup.find_country(iso3)
    known = Locale.parse(LANGUAGES[code]).territories
    return _USAGE.get(code, {}).get(iso3) or known[str(countries.at[iso3, "iso2"])]


@dataclass(frozen=True)
class State:
    """A state by its ISO code.

    Forms: none (inside a sentence: ``the Netherlands``), ``start`` (of a sentence), ``name``
    (without article, for labels and tables), ``s`` (``the Netherlands'``, ``Viet Nam's``).

    Raises:
        DataError: when said, if no state has the code.
    """

    iso3: str

    def said(self, form: str = "") -> str:
        """Return the name in one of its forms."""
        name = state_name(self.iso3, language())
        if form == "name":
            return name
        if language() != "en":
            if form not in ("", "start", "s", "start-s"):
                raise ValueError(f"a state cannot be said as {form!r}")
            return name
        if self.iso3 in _WITH_ARTICLE:
            name = f"{'The' if form in ('start', 'start-s') else 'the'} {name}"
        if form in ("s", "start-s"):
            return f"{name}’" if name.endswith("s") else f"{name}’s"
        if form not in ("", "start"):
            raise ValueError(f"a state cannot be said as {form!r}")
        return name

    def __str__(self) -> str:
        return self.said()


_COLLECTIVE = {
    "World": "the world",
    "LDC": "the least developed countries",
    "LLDC": "the landlocked developing countries",
    "SIDS": "the small island developing states",
    "Americas": "the Americas",
    "Caribbean": "the Caribbean",
    "South-eastern Asia": "South-East Asia",
}
"""Groups whose name inside a sentence is not the name of the record."""
_PEOPLE = ("LDC", "LLDC", "SIDS")
"""Groups of states that one is among, not in."""


@dataclass(frozen=True)
class Group:
    """A group as it was asked for: a name of the record, or ISO codes.

    Forms: none (inside a sentence: ``ASEAN``, ``the world``, ``the low income states``, ``the
    three chosen states``), ``start`` (of a sentence), ``in`` (``in ASEAN``, ``among the low income
    states``), ``name`` (for labels: ``World``, ``Low income``), ``member`` and ``members``
    (``state`` where a group has no members to speak of, such as the world).
    """

    group: panel.Group

    CHOSEN: ClassVar[dict[str, tuple[str, str]]] = {
        "": ("the chosen state", "the {n:word} chosen states"),
        "in": ("among the chosen state", "among the {n:word} chosen states"),
        "name": ("chosen states", "chosen states"),
    }
    """English by form of a group that was given by codes: of one state, and of more."""

    @cached_property
    def codes(self) -> list[str]:
        """The ISO codes of a group that was given by codes; empty for one with a name."""
        return lookup.group_codes(self.group)

    @cached_property
    def key(self) -> str:
        """The name the record gives the group; empty for one given by codes."""
        return "" if self.codes else lookup.group_key(str(self.group))

    def said(self, form: str = "") -> str:
        """Return the group's name in one of its forms."""
        if form in ("member", "members"):
            plural = form == "members"
            if self.codes or self.key == "World" or self.key.endswith("income"):
                return translate("states" if plural else "state")
            return translate("members" if plural else "member")
        if form not in ("", "start", "in", "name"):
            raise ValueError(f"a group cannot be said as {form!r}")
        if self.codes:
            n = len(self.codes)
            one, more = self.CHOSEN.get(form, self.CHOSEN[""])
            text = _filled(translate(one if n == 1 else more), n)
        else:
            text = translate(self._english(form))
        return text[:1].upper() + text[1:] if form in ("start", "name") else text

    def _english(self, form: str) -> str:
        key = self.key
        if form == "name":
            return "South-East Asia" if key == "South-eastern Asia" else key
        income = key.endswith("income")
        inside = f"the {key.lower()} states" if income else _COLLECTIVE.get(key, key)
        if form == "in":
            return f"{'among' if income or key in _PEOPLE else 'in'} {inside}"
        return inside

    def __str__(self) -> str:
        return self.said()


def _filled(template: str, n: int) -> str:
    return template.replace("{n:word}", numbers.word(n))


@dataclass(frozen=True)
class Best:
    """A target: to be among the best ``place`` of a group.

    Forms: none (``a place among the best four``, ``the first place``), ``start`` (the same at the
    start of a sentence), ``be`` (``among the best four``, ``first``), ``label`` (``Top 4``,
    ``First place``), ``place`` (``the 4th place``, ``the first place``: the last that counts).
    """

    place: int

    FORMS: ClassVar[dict[str, tuple[str, str]]] = {
        "": ("the first place", "a place among the best {n:word}"),
        "start": ("The first place", "A place among the best {n:word}"),
        "be": ("first", "among the best {n:word}"),
        "label": ("First place", "Top {n}"),
        "place": ("the first place", "the {n:ordinal} place"),
    }
    """English by form: of the first place, and of any other."""

    def said(self, form: str = "") -> str:
        """Return the target in one of its forms."""
        first, more = self.FORMS[form]
        text = translate(first if self.place == 1 else more)
        text = _filled(text, self.place).replace("{n:ordinal}", numbers.ordinal(self.place))
        return text.replace("{n}", str(self.place))

    def __str__(self) -> str:
        return self.said()


TERMS = {
    "egdi": "EGDI",
    "osi": "OSI",
    "tii": "TII",
    "hci": "HCI",
    "epi": "EPI",
    "egdi_long": "E-Government Development Index",
    "osi_long": "Online services (OSI)",
    "tii_long": "Telecommunication (TII)",
    "hci_long": "Human capital (HCI)",
    "epi_long": "E-participation (EPI)",
    "unexplained": "Not explained by the formula",
    "sum": "Sum",
    "edition": "Edition",
    "score": "Score",
    "points": "Index points",
    "rank": "World rank",
    "place": "Place",
    "country": "Country",
    "target": "Target",
    "probability": "Probability",
    "world": "World",
    "own": "Own moves",
    "rivals": "Rivals' moves",
    "method": "new method",
    "source": "Source",
    "holds": "holds",
    "true in one reading": "true in one reading",
    "contradicted": "contradicted",
    "not checkable here": "not checkable here",
    "about_index": "The index: ranks, places, scores",
    "about_target": "Goals",
    "about_domestic_indicator": "Domestic figures",
    "about_event": "Dates and events",
    "met": "target met",
    "missed": "target missed",
    "open": "target open",
}
"""Words that stand alone in pictures and tables."""


def source(table: str = "panel") -> str:
    """Return the line that names a table's source and of when its figures are."""
    return translate(panel.source_line(table), "source")


def term(key: str) -> str:
    """Return the word for ``key`` that stands alone in a picture or a table.

    Raises:
        KeyError: if the word is not in :data:`TERMS`.
    """
    return translate(TERMS[key], "term")


_INSIDE = {
    "egdi": "the index",
    "osi": "online services (OSI)",
    "tii": "telecommunication infrastructure (TII)",
    "hci": "human capital (HCI)",
    "epi": "e-participation (EPI)",
}


@dataclass(frozen=True)
class Term:
    """A measure: ``egdi``, one of its parts, or ``epi``.

    Forms: none (inside a sentence: ``online services (OSI)``), ``start`` (of a sentence),
    ``label`` (``OSI``), ``long`` (a label in words).
    """

    key: str

    def said(self, form: str = "") -> str:
        """Return the measure's name in one of its forms."""
        if form in ("label", "long"):
            return term(self.key if form == "label" else f"{self.key}_long")
        text = translate(_INSIDE[self.key])
        if form == "start":
            return text[:1].upper() + text[1:]
        if form:
            raise ValueError(f"a measure cannot be said as {form!r}")
        return text

    def __str__(self) -> str:
        return self.said()
