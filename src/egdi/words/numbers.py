"""Numbers, signs, percent, ordinals, lists and dates as a language writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from numbers import Real
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from egdi.words.language import language, locale, translate

MINUS = "\N{MINUS SIGN}"
NBSP = "\N{NO-BREAK SPACE}"

_ORDINALS = {
    "en": {"one": "{}st", "two": "{}nd", "few": "{}rd", "other": "{}th"},
    "vi": {"one": "thứ {}", "other": "thứ {}"},
}
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def decimal(value: float, digits: int, sign: bool = False) -> str:
    """Return a number with so many decimals, a true minus and, if asked for, a plus.

    A value that rounds to zero has no sign.
    """
    value = round(float(value), digits) + 0.0
    text = format_decimal(abs(value), format=f"#,##0.{'0' * digits}".rstrip("."), locale=locale())
    if value < 0:
        return f"{MINUS}{text}"
    return f"+{text}" if sign and value > 0 else text


def points(value: float, sign: bool = False) -> str:
    """Return index points, three decimals: a distance, or with its sign."""
    return decimal(value if sign else abs(value), 3, sign)


def score(value: float) -> str:
    """Return a score of the index or of a part, four decimals."""
    return decimal(value, 4)


def signed(value: float) -> str:
    """Return a whole number with its sign; zero has none."""
    return decimal(value, 0, sign=True)


def ordinal(number: int) -> str:
    """Return a whole number as an ordinal: 1st, 2nd, 11th; thứ 5."""
    number = int(number)
    forms = _ORDINALS[language()]
    return forms.get(locale().ordinal_form(number), forms["other"]).format(number)


def word(number: int) -> str:
    """Return a whole number in words up to ten, in digits beyond."""
    number = int(number)
    return translate(_WORDS[number - 1], "number") if 1 <= number <= 10 else decimal(number, 0)


def with_sign(number: str) -> str:
    """Return a number with the sign of percent: 33 %; 33%."""
    return f"{number}%" if language() == "vi" else f"{number}{NBSP}%"


def percent(share: float, digits: int = 0, unit: bool = True) -> str:
    """Return a share in percent, whole by default.

    Only none is 0 % and only all is 100 %: what would round to them is "under 1 %", "over 99 %".

    Args:
        share: 0 to 1.
        digits: decimals.
        unit: write the sign; without it the ends read ``<1`` and ``>99``, for tables.
    """
    return _percent(float(share), digits, unit, exact=(0.0, 1.0))


def chance(probability: float, digits: int = 0, unit: bool = True) -> str:
    """Return a probability in percent, as :func:`percent`; its ends are always open.

    A probability counted in draws that none or all of them share is not 0 or 1.
    """
    return _percent(float(probability), digits, unit, exact=())


def _percent(share: float, digits: int, unit: bool, exact: tuple[float, ...]) -> str:
    smallest = 10.0**-digits
    value = round(100 * share, digits)
    if share not in exact and value < smallest:
        return _open(translate("under {}"), "<", smallest, digits, unit)
    if share not in exact and value > 100 - smallest:
        return _open(translate("over {}"), ">", 100 - smallest, digits, unit)
    return with_sign(decimal(value, digits)) if unit else decimal(value, digits)


def _open(words: str, mark: str, value: float, digits: int, unit: bool) -> str:
    number = decimal(value, digits)
    return words.format(with_sign(number)) if unit else f"{mark}{number}"


def listed(items: Sequence[str], style: str = "standard") -> str:
    """Return texts as an enumeration: a; a and b; a, b and c (``style="or"``: a, b or c)."""
    return format_list(list(items), style=style, locale=locale())  # type: ignore[arg-type]


def day(date: str | dt.date) -> str:
    """Return a date as a sentence writes it: 6 October 2025; ngày 06 tháng 10 năm 2025.

    Vietnamese documents put a zero before days to 9 and before months 1 and 2, so that no digit
    can be added (Decree 30/2020/NĐ-CP, Appendix I).
    """
    date = dt.date.fromisoformat(date[:10]) if isinstance(date, str) else date
    pattern = f"'ngày' dd {_month(date)}" if language() == "vi" else "d MMMM y"
    return format_date(date, pattern, locale=locale())


def month(date: str | dt.date) -> str:
    """Return the month of a date: July 2025; tháng 7 năm 2025."""
    date = dt.date.fromisoformat(f"{date[:7]}-01") if isinstance(date, str) else date
    return format_date(date, _month(date) if language() == "vi" else "MMMM y", locale=locale())


def _month(date: dt.date) -> str:
    return f"'tháng' {'MM' if date.month < 3 else 'M'} 'năm' y"


_SAID: dict[str, Callable[[Any], str]] = {
    "": lambda v: str(int(v)) if float(v).is_integer() else decimal(v, 2).rstrip("0"),
    "ordinal": ordinal,
    "word": word,
    "number": lambda v: decimal(v, 0),
    "points": points,
    "+points": lambda v: points(v, sign=True),
    "score": score,
    "+": signed,
    "percent": percent,
    "percent.1": lambda v: percent(v, 1),
    "chance": chance,
    "chance.table": lambda v: chance(v, unit=False),
    "+percent.1": lambda v: with_sign(decimal(100 * float(v), 1, sign=True)),
    "pp": lambda v: decimal(100 * abs(float(v)), 0),
    "+percent": lambda v: with_sign(signed(100 * float(v))),
    "abs": lambda v: decimal(abs(v), 0),
}


def said(value: Real | float, how: str = "") -> str:
    """Return a number as a template's field asks for it.

    Args:
        value: the number.
        how: empty (a year, a count), ``ordinal``, ``word``, ``number``, ``abs``, ``points``,
            ``+points``, ``score``, ``+``, ``percent``, ``percent.1``, ``chance``, ``chance.table``
            (without its sign), ``+percent``, ``+percent.1``, ``pp`` (percentage points); ``.2`` and
            ``+.2`` (so many decimals); ``place|places`` (the word for this number, by the plural
            rules of the language).

    Raises:
        ValueError: if it asks for something else.
    """
    if "|" in how:
        forms, amount = how.split("|"), abs(float(value))
        amount = round(amount) if abs(amount - round(amount)) < 1e-9 else amount
        return forms[0 if locale().plural_form(amount) == "one" else -1]
    if how in _SAID:
        return _SAID[how](value)
    sign, digits = how.startswith("+"), how.lstrip("+")
    if digits.startswith(".") and digits[1:].isdigit():
        return decimal(float(value), int(digits[1:]), sign)
    raise ValueError(f"a number cannot be said as {how!r}")
