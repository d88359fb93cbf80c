"""What is known of an edition on its eve: figures beneath its parts, as they stood on a day.

Three things hint at an edition before it is published. Most figures that its TII is made of are in
ITU's tables; the newest Human Development Report has the schooling that may enter its HCI; and the
World Bank's GovTech Maturity Index looks at what OSI looks at. Nothing first seen after the day
is read. Where a series has no copy by the day, today's figures of the years that count stand in,
and are marked so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from egdi import panel
from egdi.inputs import survey_day, vintages
from egdi.inputs.rebuild import BACK
from egdi.panel import PARTS
from egdi.projection.history import History, after, standardised, standing, tii_indicators

LAG = 2
"""Years from the reference year of an edition's figures to the edition."""

SCHOOLING = {"expected_years_schooling": 2 / 9, "mean_years_schooling": 2 / 9}
"""Schooling in HCI, with its weights of 2014 to 2022; those of 2024 are not known."""

SCHOOLED_SINCE = 2014
"""First edition whose HCI is documented to hold schooling."""

GOVTECH = {2020: "2020-12-31", 2022: "2022-10-31", 2025: "2025-12-31"}
"""Last day of the month of each GovTech dataset (World Bank: December 2020, October 2022,
December 2025): from then on it counts as known."""

DATED, TODAY = "dated", "today"
"""A figure as it stood in a copy made by the day; or today's figure of the same year."""

_FIGURES = ["part", "indicator", "iso3", "year", "value", "as_of", "dated"]


@dataclass(frozen=True)
class Evidence:
    """What is known of an edition on a day, for the states of an origin.

    Attributes:
        edition: the edition to come.
        day: ISO date; nothing first seen after it is in here.
        iso3: the S states.
        tii: TII that follows from the figures known by the documented normalisation, 0 to 1.
        schooling: by how much HCI would rise with schooling since the day of the last edition, at
            its documented weights, in points of HCI.
        govtech: how far a state's standing in the GovTech index is above that in OSI, in standard
            deviations over states.
        figures: the figures behind, columns part, indicator, iso3, year, value, as_of (blank for
            today's figures) and dated (``dated`` or ``today``).

    In the three arrays NaN stands for a state of which nothing is known.
    """

    edition: int
    day: str
    iso3: tuple[str, ...]
    tii: np.ndarray
    schooling: np.ndarray
    govtech: np.ndarray
    figures: pd.DataFrame

    @property
    def reference_year(self) -> int:
        """The year whose figures enter the edition's TII."""
        return self.edition - LAG

    @cached_property
    def known(self) -> np.ndarray:
        """Whether something is known of a state's part, S x 3, in the order of the parts."""
        by_part = {"osi": self.govtech, "tii": self.tii, "hci": self.schooling}
        return np.isfinite(np.stack([by_part[part] for part in PARTS], axis=1))

    @property
    def as_of(self) -> str | None:
        """Day of the newest copy read; None where nothing is known or all figures are today's."""
        days = self.figures["as_of"].dropna()
        return str(days.max()) if len(days) else None

    def kind(self, part: str) -> str | None:
        """Return ``dated``, ``today`` or ``mixed`` for a part's figures; None if there are none."""
        kinds = set(self.figures.loc[self.figures["part"].eq(part), "dated"])
        return None if not kinds else kinds.pop() if len(kinds) == 1 else "mixed"

    @property
    def share(self) -> float:
        """Share of TII's figures that are of the reference year already; 0 where none is known."""
        years = self.figures.loc[self.figures["part"].eq("tii"), "year"]
        return float(years.eq(self.reference_year).mean()) if len(years) else 0.0

    @property
    def behind(self) -> int:
        """How many years TII's figures are behind the reference year, as most of them are."""
        years = self.figures.loc[self.figures["part"].eq("tii"), "year"]
        return self.reference_year - int(years.mode().max()) if len(years) else 0


def gather(history: History, day: str | None = None, behind: int = 0) -> Evidence:
    """Return what is known of the edition after an origin.

    Args:
        history: what was known at the origin.
        day: ISO date; default the eve, 1 July of the edition's year.
        behind: leave out that many of the newest years of TII's figures, as one who looked that
            much earlier had to.

    Raises:
        DataError: if the day is no date.

    Example:
        >>> from egdi import panel
        >>> evidence = gather(History.until(panel.load(), 2020))
        >>> evidence.edition, evidence.day, evidence.as_of
        (2022, '2022-07-01', '2022-05-01')
    """
    edition = after(history.origin, 1)[0]
    day = survey_day(edition) if day is None else vintages.check_day(day)
    tii, beneath_tii = _tii(history, edition - LAG - behind, day)
    schooling, beneath_hci = _schooling(history, edition, day)
    govtech, beneath_osi = _govtech(history, day)
    figures = pd.concat([beneath_tii, beneath_hci, beneath_osi], ignore_index=True)
    return Evidence(edition, day, history.iso3, tii, schooling, govtech, figures)


def figures_on(
    indicator: str, last: int, day: str, folder: Path | None = None, back: int = BACK
) -> pd.DataFrame:
    """Return each state's newest figure of the years that count, as it stood on a day.

    Args:
        indicator: name in ``indicators.csv``.
        last: last year that counts.
        day: ISO date.
        folder: folder of the tables.
        back: how many years before the last one a figure may be.

    Returns:
        Columns indicator, iso3, year, value, as_of and dated.
    """
    known = vintages.known(day, folder)
    known, dated = known[known["indicator"].eq(indicator)], DATED
    if known.empty:
        known, dated = vintages.today(folder), TODAY
        known = known[known["indicator"].eq(indicator)]
    known = known[known["year"].between(last - back, last)].sort_values("year", kind="stable")
    newest = known.groupby("iso3", as_index=False).last()
    newest["dated"] = dated
    return newest[["indicator", "iso3", "year", "value", "as_of", "dated"]]


def _columns(table: pd.DataFrame, iso3: Sequence[str], cap: float = np.inf) -> np.ndarray:
    """Return a table's values by state, under a cap."""
    values = table.set_index("iso3")["value"].clip(upper=cap)
    return values.reindex(list(iso3)).to_numpy(float)


def _nothing(states: int) -> tuple[np.ndarray, pd.DataFrame]:
    return np.full(states, np.nan), pd.DataFrame(columns=_FIGURES)


def _tii(history: History, last: int, day: str) -> tuple[np.ndarray, pd.DataFrame]:
    """Return the TII that follows from its components, by the method of the last edition.

    Each figure under its cap is standardised, the mean over a state's figures is stretched to the
    range of the last edition's TII (0 to 1 since 2012). What the new edition will redefine is
    not known on its eve.
    """
    caps = tii_indicators(history.origin, history.folder)
    tables = {n: figures_on(n, last, day, history.folder) for n in caps}
    have = [_columns(table, history.iso3, caps[n]) for n, table in tables.items() if len(table)]
    have = [values for values in have if np.isfinite(values).any()]
    if not have:
        return _nothing(len(history.iso3))
    stands = standing(have)
    low, high = np.nanmin(stands), np.nanmax(stands)
    now = history.present[:, PARTS.index("tii")]
    tii = now.min() + (now.max() - now.min()) * (stands - low) / (high - low)
    rows = pd.concat(tables.values(), ignore_index=True)
    return tii, rows[rows["iso3"].isin(history.iso3)].assign(part="tii")[_FIGURES]


def _schooling(history: History, edition: int, day: str) -> tuple[np.ndarray, pd.DataFrame]:
    """Return what the rise of schooling since the last edition's day adds to HCI.

    A state's rise, in standard deviations over states, counts with the weight of the indicator and
    the standard deviation of HCI. An indicator counts only if a newer copy has come since.
    """
    if history.origin < SCHOOLED_SINCE:
        return _nothing(len(history.iso3))
    rises, tables = [], []
    for name, weight in SCHOOLING.items():
        before = _report(name, history.origin, survey_day(history.origin), history.folder)
        now = _report(name, edition, day, history.folder)
        if now.empty or before.empty or (_copy(now) is not None and _copy(now) == _copy(before)):
            continue
        pair = [standardised(_columns(table, history.iso3)) for table in (before, now)]
        rises.append(weight * (pair[1] - pair[0]))
        tables.append(now)
    if not rises:
        return _nothing(len(history.iso3))
    rise = np.sum(rises, axis=0) * history.present[:, PARTS.index("hci")].std()
    rows = pd.concat(tables, ignore_index=True)
    return rise, rows[rows["iso3"].isin(history.iso3)].assign(part="hci")[_FIGURES]


def _report(name: str, edition: int, day: str, folder: Path | None) -> pd.DataFrame:
    """Return schooling of the newest Human Development Report by a day."""
    return figures_on(name, edition - 1, day, folder, back=BACK + 2)


def _copy(table: pd.DataFrame) -> str | None:
    days = table["as_of"].dropna()
    return str(days.max()) if len(days) else None


def _govtech(history: History, day: str) -> tuple[np.ndarray, pd.DataFrame]:
    """Return how far the newest GovTech index by a day stands above OSI."""
    table = panel.load("gtmi", history.folder)
    table = table[table["edition"].isin([e for e, known in GOVTECH.items() if known <= day])]
    table = table[table["edition"].eq(table["edition"].max())].dropna(subset="gtmi")
    if table.empty:
        return _nothing(len(history.iso3))
    rows = table.assign(
        part="osi",
        indicator="gtmi",
        year=table["edition"],
        value=table["gtmi"],
        as_of=table["edition"].map(GOVTECH),
        dated=DATED,
    )
    rows = rows[rows["iso3"].isin(history.iso3)]
    osi = history.present[:, PARTS.index("osi")]
    return standardised(_columns(rows, history.iso3)) - standardised(osi), rows[_FIGURES]
