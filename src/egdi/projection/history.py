"""What was known at an origin: the parts of every state, edition by edition, and nothing later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from egdi import cache, panel
from egdi.panel import PARTS, DataError

_IRREGULAR = (2003, 2004, 2005, 2008)
"""Editions before the survey became two-yearly (2010)."""

_SCHOOLING = ("mean_years_schooling", "expected_years_schooling")
"""Indicators of :func:`supply_gaps` that feed HCI."""

_TELECOMMUNICATION = {
    2003: ("internet_users_pct", "fixed_telephone_per100", "mobile_cellular_per100"),
    2008: (
        "internet_users_pct",
        "fixed_telephone_per100",
        "mobile_cellular_per100",
        "fixed_broadband_per100",
    ),
}
"""Documented components of TII from an edition on, as far as figures could be had: those of the
editions that ``components.csv`` does not describe. PCs, television sets and fixed internet
subscriptions are without figures. Source: ``editions.csv``."""


def tii_indicators(edition: int, folder: Path | None = None) -> dict[str, float]:
    """Return the indicators that TII is documented to be made of, with their caps.

    Args:
        edition: survey year; one that is not described yet is taken as the last that is.
        folder: folder of the tables; default the repository's.

    Returns:
        Indicator to cap, infinite where there is none. Components without figures are left out.

    Example:
        >>> tii_indicators(2022)["fixed_broadband_per100"]
        120.0
    """
    table = panel.load("components", folder)
    table = table[table["part"].eq("tii") & table["edition"].le(edition)].dropna(subset="indicator")
    if table.empty:
        since = max((e for e in _TELECOMMUNICATION if e <= edition), default=2003)
        return dict.fromkeys(_TELECOMMUNICATION[since], np.inf)
    rows = table[table["edition"].eq(table["edition"].max())]
    caps = rows["cap"].astype(float).fillna(np.inf)
    return {str(name): float(cap) for name, cap in zip(rows["indicator"], caps, strict=True)}


def _number(year: int) -> int:
    """Return which edition a year's is, the first one 0.

    Raises:
        DataError: if the survey did not come, or does not come, in that year.
    """
    if year in _IRREGULAR:
        return _IRREGULAR.index(year)
    if year < 2010 or year % 2:
        raise DataError(
            f"{year} is no edition; the survey came in 2003, 2004, 2005, 2008 and in even "
            "years from 2010 on."
        )
    return len(_IRREGULAR) + (year - 2010) // 2


def _year(number: int) -> int:
    """Return the year of an edition, the inverse of :func:`_number`."""
    two_yearly = number - len(_IRREGULAR)
    return _IRREGULAR[number] if two_yearly < 0 else 2010 + 2 * two_yearly


def horizon(origin: int, edition: int) -> int:
    """Return how many editions after ``origin`` an ``edition`` comes (1 is the next one).

    Editions came in 2003, 2004, 2005 and 2008 and every second year from 2010 on.

    Raises:
        DataError: if ``edition`` is no edition after ``origin``.
    """
    edition, origin = panel.whole(edition, "The edition"), panel.whole(origin, "The origin")
    steps = _number(edition) - _number(origin)
    if steps < 1:
        raise DataError(f"Edition {edition} is not after the origin {origin}; ask for a later one.")
    return steps


def after(origin: int, count: int) -> list[int]:
    """Return the ``count`` editions that follow ``origin``.

    Raises:
        DataError: if ``origin`` is no edition.
    """
    first = _number(panel.whole(origin, "The origin")) + 1
    return [_year(number) for number in range(first, first + count)]


@dataclass(frozen=True)
class History:
    """Parts of the states ranked at the origin, at all editions up to it.

    Attributes:
        iso3: the S states ranked at the origin, sorted.
        editions: the T editions up to and including the origin.
        parts: array S x T x 3 of OSI, TII and HCI (0 to 1); NaN where a state was not ranked.
        weights: the three weights of the origin's edition, adding up to one.
        folder: folder of the tables, for models that read indicators too.
    """

    iso3: tuple[str, ...]
    editions: tuple[int, ...]
    parts: np.ndarray
    weights: np.ndarray
    folder: Path | None = None

    @classmethod
    def until(cls, data: pd.DataFrame, origin: int, folder: Path | None = None) -> History:
        """Cut a panel at an origin.

        Args:
            data: panel with columns iso3, edition, status, osi, tii and hci.
            origin: the last edition that may be used.
            folder: folder of the other tables; default the repository's.

        Raises:
            DataError: if the panel has no ranked states at the origin or fewer than three
                editions up to it.
        """
        panel.require(data, ["iso3", "edition", "status", *PARTS], panel.PANEL)
        origin = panel.whole(origin, "The origin")
        rows = data[data["edition"].le(origin) & data["status"].eq("ranked")]
        editions = sorted(int(e) for e in rows["edition"].unique())
        if origin not in editions or len(editions) < 3:
            raise DataError(
                f"Origin {origin} needs ranked states in the panel and two editions before it; "
                f"the panel has {sorted(int(e) for e in data['edition'].unique())}."
            )
        iso3 = sorted(rows.loc[rows["edition"].eq(origin), "iso3"])
        parts = [
            rows.pivot(index="iso3", columns="edition", values=p).reindex(
                index=iso3, columns=editions
            )
            for p in PARTS
        ]
        cube = np.stack([p.to_numpy(float) for p in parts], axis=-1).clip(0, 1)
        weights = panel.weights(origin, folder).to_numpy()
        return cls(tuple(iso3), tuple(editions), cube, weights, folder)

    @property
    def origin(self) -> int:
        """The last edition known."""
        return self.editions[-1]

    @property
    def present(self) -> np.ndarray:
        """Parts at the origin, S x 3, none missing."""
        return self.parts[:, -1]

    @cached_property
    def lengths(self) -> np.ndarray:
        """Number of editions, up to the origin and without a gap, that each state has (S)."""
        known = np.isfinite(self.parts).all(axis=2)[:, ::-1]
        return np.where(known.all(axis=1), known.shape[1], known.argmin(axis=1))

    @cached_property
    def supply(self) -> np.ndarray:
        """Supply gaps of each edition, S x T x 3 (see :func:`supply_gaps`), NaN set to 0."""
        tables = cache.record(self.folder)
        gaps = [
            _supply_gaps(self.iso3, e, self.parts[:, t].tobytes(), self.folder, tables)
            for t, e in enumerate(self.editions)
        ]
        return np.nan_to_num(np.stack(gaps, axis=1))


@lru_cache(maxsize=256)
def _supply_gaps(
    iso3: tuple[str, ...], edition: int, parts: bytes, folder: Path | None, tables: str
) -> np.ndarray:
    """Return :func:`supply_gaps` of one edition, once: every model and origin asks for the same.

    Args:
        iso3: as there.
        edition: as there.
        parts: the bytes of the states' parts.
        folder: as there.
        tables: hash of the tables of record, so that nothing stale is returned.
    """
    indicators = panel.load("indicators", folder)
    gaps = supply_gaps(
        indicators, iso3, edition, np.frombuffer(parts).reshape(len(iso3), 3), folder
    )
    gaps.flags.writeable = False
    return gaps


def standardised(values: np.ndarray) -> np.ndarray:
    """Return values with mean 0 and standard deviation 1 over states (axis 0), NaN kept."""
    return (values - np.nanmean(values, axis=0)) / np.nanstd(values, axis=0)


def supply_gaps(
    indicators: pd.DataFrame,
    iso3: Sequence[str],
    edition: int,
    parts: np.ndarray,
    folder: Path | None = None,
) -> np.ndarray:
    """Return how far newer indicators stand above the sub-indices they feed.

    The survey takes its telecommunication and schooling figures from one to three years before
    the edition. What is newer but already published hints at the next edition. For TII (all its
    documented components of the edition, under their caps) and HCI (mean and expected years of
    schooling) the gap is the standardised mean of the standardised indicators less the standardised
    part; of each indicator the latest figure up to the year before the edition, at most six years
    older. OSI has none. The indicator tables are today's, with later revisions; what a forecaster
    had on the desk then may have differed.

    Args:
        indicators: columns iso3, year, indicator, value.
        iso3: S states.
        edition: edition at which the forecast is made.
        parts: their parts at that edition, S x 3.
        folder: folder of the table of components; default the repository's.

    Returns:
        S x 3 in standard deviations over states; NaN where nothing is known.
    """
    known = indicators[indicators["year"].between(edition - 7, edition - 1)]
    latest = known.sort_values("year", kind="stable").groupby(["indicator", "iso3"])["value"].last()
    feeds = {
        "tii": tii_indicators(edition, folder),
        "hci": dict.fromkeys(_SCHOOLING, np.inf),
    }
    out = np.zeros((len(iso3), 3))
    scores = standardised(parts)
    for part, caps in feeds.items():
        have = [
            latest[n].reindex(list(iso3)).clip(upper=cap).to_numpy(float)
            for n, cap in caps.items()
            if n in latest.index
        ]
        k = PARTS.index(part)
        out[:, k] = standing(have) - scores[:, k] if have else np.nan
    return out


def standing(figures: Sequence[np.ndarray]) -> np.ndarray:
    """Return where states stand in several figures together, as a sub-index is normalised.

    Each figure is standardised over the states, the scores are averaged over those a state has,
    and the average is standardised again.

    Args:
        figures: one array a figure, a value a state, NaN where a state has none.

    Returns:
        S values with mean 0 and standard deviation 1; NaN for a state without any figure.
    """
    # A figure that is the same everywhere says nothing.
    telling = [np.asarray(v, dtype=float) for v in figures if np.nanstd(v) > 0]
    if not telling:
        return np.full(len(figures[0]), np.nan)
    scores = np.stack([standardised(values) for values in telling])
    count = np.isfinite(scores).sum(axis=0)
    mean = np.where(count > 0, np.nansum(scores, axis=0) / np.maximum(count, 1), np.nan)
    return standardised(mean)
