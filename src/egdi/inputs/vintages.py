"""What was known when: the inputs of TII and HCI as dated copies of their sources gave them.

A copy tells what could be seen on its day. What a copy no longer gives is not known from then on;
years that a copy does not reach are known as the copy before gave them.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

from egdi.lookup import find_country
from egdi.panel import DataError, data_folder, load, stamp, whole

KEY = ["iso3", "indicator", "year"]


def copies(folder: Path | None = None) -> pd.DataFrame:
    """Return every value of every dated copy.

    Returns:
        Columns iso3, indicator, year, as_of (ISO date of the copy) and value; oldest copy first.
    """
    folder = Path(folder or data_folder())
    return _copies(folder, stamp("vintages", folder)).copy()


@cache
def _copies(folder: Path, stamp: tuple[int, ...]) -> pd.DataFrame:
    """Put the copies one below the other, once for each state of the file."""
    wide = load("vintages", folder)
    dates = sorted(column for column in wide if column not in KEY)
    long = wide.astype({"year": int}).melt(KEY, dates, var_name="as_of")
    return long.dropna(subset="value").reset_index(drop=True)


def today(folder: Path | None = None) -> pd.DataFrame:
    """Return today's figures, revised since each survey; their copies are not dated.

    Returns:
        Columns iso3, indicator, year, as_of (blank) and value.
    """
    out = load("indicators", folder).astype({"year": int}).assign(as_of=None)
    return out[[*KEY, "as_of", "value"]]


def known(day: str | date, folder: Path | None = None) -> pd.DataFrame:
    """Return what was known on a day: nothing that was first seen after it is in here.

    Args:
        day: ISO date, ``"2022-07-01"``, or a date.
        folder: where the tables are.

    Returns:
        Columns iso3, indicator, year, as_of (the newest copy by that day that reaches the year)
        and value. Indicators without dated copies are not in it.

    Raises:
        DataError: if the day is no date.
    """
    folder = Path(folder or data_folder())
    return _known(check_day(day), folder, stamp("vintages", folder)).copy()


@cache
def _known(day: str, folder: Path, stamp: tuple[int, ...]) -> pd.DataFrame:
    """Pick the copies of a day, once for each state of the file."""
    past = copies(folder)
    past = past[past["as_of"] <= day]
    newest = past.groupby(["indicator", "year"])["as_of"].transform("max")
    return past[past["as_of"].eq(newest)].reset_index(drop=True)


def value_on(
    iso3: str, indicator: str, year: int, day: str | date, folder: Path | None = None
) -> float | None:
    """Return a state's value of a year as known on a day; None if none was.

    Raises:
        DataError: if the state, the indicator or the day is unknown.

    Example:
        >>> value_on("VNM", "internet_users_pct", 2014, "2016-07-01")
        48.31
        >>> value_on("VNM", "internet_users_pct", 2014, "2018-07-01")
        41.0
    """
    iso3, indicator = find_country(iso3, folder), check_indicator(indicator, folder)
    seen = known(day, folder).set_index(KEY)["value"]
    found = seen.get((iso3, indicator, whole(year, "The year")))
    return None if found is None else float(found)


def newest(day: str | date, folder: Path | None = None) -> pd.DataFrame:
    """Return each state's value of the newest year known on a day.

    Returns:
        Index (iso3, indicator); columns year, as_of, value.

    Raises:
        DataError: if the day is no date.
    """
    seen = known(day, folder).sort_values("year", kind="stable")
    return seen.groupby(["iso3", "indicator"])[["year", "as_of", "value"]].last()


def first_seen(folder: Path | None = None) -> pd.DataFrame:
    """Return when each value was first seen: it was published between two copies.

    Returns:
        Index (iso3, indicator, year); columns seen (first copy that gives a value), not_before
        (the copy of the indicator before that one, which did not give it; blank if there is none)
        and value (as first seen).
    """
    rows = copies(folder)
    first = rows.groupby(KEY)[["as_of", "value"]].first().rename(columns={"as_of": "seen"})
    dates = rows.groupby("indicator")["as_of"].unique().map(sorted)
    before = {
        (indicator, day): earlier
        for indicator, days in dates.items()
        for day, earlier in zip(days, [None, *days[:-1]], strict=True)
    }
    keys = zip(first.index.get_level_values("indicator"), first["seen"], strict=True)
    first.insert(1, "not_before", [before[key] for key in keys])
    return first


def revisions(
    iso3: str, indicator: str, year: int | None = None, folder: Path | None = None
) -> pd.DataFrame:
    """Return how a state's values were revised, copy by copy, with today's figure at the end.

    Args:
        iso3: ISO code.
        indicator: name in ``indicators.csv``.
        year: one year; default all.
        folder: where the tables are.

    Returns:
        Columns year, as_of (blank for today's figure), value and change (since the copy before
        that gave one), by year and date.

    Raises:
        DataError: if the state or the indicator is unknown.
    """
    iso3, indicator = find_country(iso3, folder), check_indicator(indicator, folder)
    rows = pd.concat([copies(folder), today(folder)], ignore_index=True)
    rows = rows[rows["iso3"].eq(iso3) & rows["indicator"].eq(indicator)]
    if year is not None:
        rows = rows[rows["year"].eq(whole(year, "The year"))]
    rows = rows.sort_values(["year", "as_of"], kind="stable", na_position="last")
    rows["change"] = rows.groupby("year")["value"].diff()
    return rows[["year", "as_of", "value", "change"]].reset_index(drop=True)


def survey_day(edition: int) -> str:
    """Return the day up to which figures count as known to an edition: 1 July of its year.

    The UN does not say when it closes its tables. Surveys come out between July and September; on
    the same day membership of dated groups is read (:func:`egdi.lookup.members`).
    """
    return f"{edition}-07-01"


def check_indicator(indicator: str, folder: Path | None = None) -> str:
    """Return the indicator.

    Raises:
        DataError: if there is none of that name.
    """
    names = sorted(load("indicators", folder)["indicator"].unique())
    if indicator not in names:
        raise DataError(f"Indicator {indicator!r} is unknown; it is one of {', '.join(names)}.")
    return indicator


def check_day(day: str | date) -> str:
    """Return the day as an ISO date.

    Raises:
        DataError: if it is no date.
    """
    text = day.isoformat()[:10] if isinstance(day, date) else str(day)
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise DataError(f"{day!r} is not a day; write it like 2024-07-01.") from None
