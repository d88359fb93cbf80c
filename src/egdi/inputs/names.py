"""Names of the components of TII and HCI, and their figures with the unit."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from egdi.words import phrase
from egdi.words.language import translate

_NAMES = {
    "internet_users": ("internet use", "Internet users"),
    "mobile_broadband": ("mobile broadband", "Mobile broadband"),
    "fixed_broadband": ("fixed broadband", "Fixed broadband"),
    "mobile_cellular": ("mobile telephony", "Mobile cellular"),
    "fixed_telephone": ("fixed telephony", "Fixed telephone"),
    "affordability": ("affordability of broadband", "Affordability"),
    "adult_literacy": ("adult literacy", "Adult literacy"),
    "gross_enrolment": ("gross enrolment", "Gross enrolment"),
    "expected_schooling": ("expected schooling", "Expected schooling"),
    "mean_schooling": ("mean schooling", "Mean schooling"),
    "egov_literacy": ("e-government literacy", "E-government literacy"),
}

_UNITS = {
    "percent": ("{v:.1} %", "percent", "{c:label}, %"),
    "per_100": ("{v:.1} per 100", "per 100 people", "{c:label}, per 100"),
    "years": ("{v:.1} years", "years", "{c:label}, years"),
    "score": ("{v:.1}", "score", "{c:label}"),
}


@dataclass(frozen=True)
class Component:
    """A component of TII or HCI by its key in ``components.csv``.

    Forms: none (inside a sentence: ``internet use``), ``start`` (of a sentence), ``label`` (for
    pictures and tables: ``Internet users``).

    Raises:
        KeyError: when said, if there is none of that key.
    """

    key: str

    def said(self, form: str = "") -> str:
        """Return the name in one of its forms."""
        if form not in ("", "start", "label"):
            raise ValueError(f"a component cannot be said as {form!r}")
        inside, label = _NAMES[self.key]
        text = translate(label if form == "label" else inside, "component")
        return text[:1].upper() + text[1:] if form == "start" else text

    def __str__(self) -> str:
        return self.said()


def unit(component: str) -> str:
    """Return a component's unit: ``percent``, ``per_100``, ``years`` or ``score``."""
    if component in ("expected_schooling", "mean_schooling"):
        return "years"
    if component in ("affordability", "egov_literacy"):
        return "score"
    shares = ("internet_users", "adult_literacy", "gross_enrolment")
    return "percent" if component in shares else "per_100"


def unit_name(component: str) -> str:
    """Return a component's unit in words, for pictures and tables."""
    return phrase(_UNITS[unit(component)][1])


def labelled(component: str) -> str:
    """Return a component's label with its unit, for tables of bare numbers.

    Example:
        >>> labelled("internet_users")
        'Internet users, %'
    """
    return phrase(_UNITS[unit(component)][2], c=Component(component))


def figure(component: str, value: float | None) -> str:
    """Return a component's figure with its unit; a dash where there is none.

    Example:
        >>> figure("fixed_broadband", 17.1558)
        '17.2 per 100'
    """
    return "–" if value is None or pd.isna(value) else phrase(_UNITS[unit(component)][0], v=value)


def amount(component: str, value: float) -> str:
    """Return a difference between two figures of a component with its unit.

    Example:
        >>> amount("internet_users", 3.21)
        '3.2 percentage points'
    """
    if unit(component) == "percent":
        return phrase("{v:.1} percentage {v:point|points}", v=round(value, 1))
    return figure(component, value)
