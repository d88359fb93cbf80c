"""TII and HCI rebuilt from their components by the UN's documented method, nothing fitted.

Each component is standardised over the states (z-score, population standard deviation), the
z-scores are averaged with the weights inside the sub-index, and the average is stretched to 0..1
over the states (min-max). Which components, which year and which cap stand in ``components.csv``.

Source: UN E-Government Survey, methodology annex ("Telecommunication Infrastructure Index",
"Human Capital Index").
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from egdi.inputs import vintages
from egdi.panel import DataError, data_folder, load, stamp, whole

BACK = 3
"""How many years before the reference year a state's newest figure may be."""

BACK_LITERACY = 10
"""The same for adult literacy, which few states measure every year."""

LITERATE = 99.0
"""Adult literacy in percent of states that report none, as UNDP assumed; they are mostly rich."""

COMMON = 0.8
"""Share of the states that must have a component for it to be used."""

AS_KNOWN, TODAY = "as_known", "today"
"""The two methods: figures as they stood on the day of the survey, and today's revised ones."""

_COLUMNS = ["iso3", "component", "indicator", "value", "used", "year", "as_of", "dated"]


def components(edition: int, part: str | None = None, folder: Path | None = None) -> pd.DataFrame:
    """Return the components of an edition's TII and HCI.

    Returns:
        Columns part, component, indicator (blank where no figures could be had), weight (blank
        where not known), year (reference year) and cap (blank where none).

    Raises:
        DataError: if they are not described for that edition, or the part is neither.
    """
    table, edition = load("components", folder), whole(edition, "The edition")
    known = sorted(table["edition"].unique())
    if edition not in known:
        raise DataError(
            f"components.csv has no edition {edition}; it has {', '.join(map(str, known))}."
        )
    rows = table[table["edition"].eq(edition)]
    if part is not None:
        if not isinstance(part, str) or part not in set(table["part"]):
            raise DataError(f"{part!r} is not rebuilt from figures; choose tii or hci.")
        rows = rows[rows["part"].eq(part)]
    return rows[["part", "component", "indicator", "weight", "year", "cap"]].reset_index(drop=True)


def editions(folder: Path | None = None) -> list[int]:
    """Return the editions whose components are described."""
    return [int(e) for e in sorted(load("components", folder)["edition"].unique())]


def inputs(
    edition: int, part: str = "tii", method: str = AS_KNOWN, folder: Path | None = None
) -> pd.DataFrame:
    """Return the figures that an edition's sub-index is rebuilt from.

    Each state's figure is that of the reference year or the newest of the years just before.

    Args:
        edition: survey year.
        part: tii or hci.
        method: ``as_known`` (on the day of the survey) or ``today``.
        folder: where the tables are.

    Returns:
        Columns iso3, component, indicator, value, used (value under the cap), year, as_of and
        dated: ``dated`` (a copy made by the day of the survey), ``late`` (there is no such copy;
        the first one after it stands in), ``undated`` (there are no dated copies; today's figure
        stands in) or ``assumed`` (literacy of states that report none).

    Raises:
        DataError: if the edition, the part or the method is unknown.
    """
    if method not in (AS_KNOWN, TODAY):
        raise DataError(f"Method {method!r} is unknown; choose {AS_KNOWN} or {TODAY}.")
    components(edition, str(part), folder)
    edition, folder = whole(edition, "The edition"), Path(folder or data_folder())
    stamps = tuple(stamp(t, folder) for t in ("components", "vintages", "indicators", "countries"))
    return _inputs(edition, part, method, folder, stamps).copy()


@cache
def _inputs(
    edition: int, part: str, method: str, folder: Path, stamps: tuple[tuple[int, ...], ...]
) -> pd.DataFrame:
    """Gather the figures once for each state of the tables' files."""
    day = vintages.survey_day(edition)
    seen = vintages.known(day, folder) if method == AS_KNOWN else None
    now, later = vintages.today(folder), vintages.copies(folder)
    tables = []
    for row in components(edition, part, folder).dropna(subset="indicator").itertuples():
        literacy = row.component == "adult_literacy"
        years = (int(row.year) - (BACK_LITERACY if literacy else BACK), int(row.year))
        found, dated = _within(now, row.indicator, years), "undated"
        if seen is not None:
            copied = _within(later, row.indicator, years)
            by_day = _within(seen, row.indicator, years)
            if len(by_day):
                found, dated = by_day, "dated"
            elif len(copied):
                found, dated = copied[copied["as_of"].eq(copied["as_of"].min())], "late"
        last = found.sort_values("year", kind="stable").groupby("iso3", as_index=False).last()
        last = last.assign(component=row.component, dated=dated)
        if literacy:
            last = pd.concat([last, _assumed(last, row.indicator, folder)], ignore_index=True)
        cap = np.inf if pd.isna(row.cap) else float(row.cap)
        tables.append(last.assign(used=last["value"].clip(upper=cap)))
    out = pd.concat(tables, ignore_index=True)
    return out.astype({"year": "Int64"})[_COLUMNS]


def _within(table: pd.DataFrame, indicator: str, years: tuple[int, int]) -> pd.DataFrame:
    return table[table["indicator"].eq(indicator) & table["year"].between(*years)]


def _assumed(last: pd.DataFrame, indicator: str, folder: Path | None) -> pd.DataFrame:
    """Return rows of assumed literacy for the states that have none."""
    states = load("countries", folder)["iso3"]
    rest = sorted(set(states) - set(last["iso3"]))
    return pd.DataFrame(
        {
            "iso3": rest,
            "component": "adult_literacy",
            "indicator": indicator,
            "value": LITERATE,
            "dated": "assumed",
        }
    )


def matrix(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures in use, a row a state and a column a component.

    Only states that have every component. A component whose figures are left for fewer than
    :data:`COMMON` of the states (enrolment) is left out for all.

    Args:
        figures: as :func:`inputs` returns them.
    """
    wide = figures.pivot(index="iso3", columns="component", values="used")
    return wide.dropna(axis=1, thresh=int(COMMON * len(wide)) + 1).dropna()


def weights(edition: int, part: str, names: list[str], folder: Path | None = None) -> pd.Series:
    """Return the weights of components inside a sub-index, adding up to one.

    Where an edition's weights are not known, those of the last edition before stand in.
    """
    for earlier in [e for e in reversed(editions(folder)) if e <= edition]:
        rows = components(earlier, part, folder).set_index("component")["weight"].reindex(names)
        if rows.notna().all():
            return rows.astype(float) / rows.sum()
    raise DataError(f"components.csv has no weights for {', '.join(names)} at {edition}.")


def normalise(values: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Return the sub-index of each state: z-scores, weighted mean, min-max.

    Args:
        values: a row a state, a column a component, no blanks.
        weights: of the components.

    Example:
        >>> table = pd.DataFrame({"a": [0.0, 50, 100], "b": [10.0, 20, 30]}, index=list("xyz"))
        >>> normalise(table, pd.Series({"a": 0.5, "b": 0.5})).tolist()
        [0.0, 0.5, 1.0]
    """
    names = list(values)
    x = values.to_numpy(float)
    mean = ((x - x.mean(axis=0)) / x.std(axis=0)) @ weights[names].to_numpy(float)
    return pd.Series((mean - mean.min()) / (mean.max() - mean.min()), index=values.index)


def rebuilt(
    edition: int, part: str = "tii", method: str = AS_KNOWN, folder: Path | None = None
) -> pd.DataFrame:
    """Return a sub-index rebuilt beside the published one, for every state that has one.

    Args:
        edition: survey year.
        part: tii or hci.
        method: ``as_known`` or ``today``.
        folder: where the tables are.

    Returns:
        Columns iso3, edition, index (tii or hci), published, rebuilt (blank where a component is
        missing), method, difference (rebuilt less published), missing (components in use that
        the state lacks, separated by semicolons) and left_out (components that nobody's figures
        could be had for).

    Raises:
        DataError: if the edition, the part or the method is unknown.
    """
    figures = inputs(edition, part, method, folder)
    values = matrix(figures)
    again = normalise(values, weights(edition, part, list(values), folder))
    listed = components(edition, part, folder)["component"]
    have = figures[figures["component"].isin(values.columns)].groupby("iso3")["component"].agg(set)
    data = load("panel", folder)
    rows = data[data["edition"].eq(edition) & data[part].notna()]
    out = rows[["iso3", "edition"]].assign(index=part, published=rows[part]).reset_index(drop=True)
    out["rebuilt"] = out["iso3"].map(again)
    out["method"] = method
    out["difference"] = out["rebuilt"] - out["published"]
    out["missing"] = [
        "; ".join(c for c in listed if c in values and c not in have.get(iso, set()))
        for iso in out["iso3"]
    ]
    out["left_out"] = "; ".join(c for c in listed if c not in values)
    return out


def all_rebuilt(folder: Path | None = None) -> pd.DataFrame:
    """Return every edition's TII and HCI rebuilt by both methods, as :func:`rebuilt` does."""
    return pd.concat(
        [
            rebuilt(edition, part, method, folder)
            for edition in editions(folder)
            for part in ("tii", "hci")
            for method in (AS_KNOWN, TODAY)
        ],
        ignore_index=True,
    )


def errors(table: pd.DataFrame) -> pd.DataFrame:
    """Return how near the rebuilt sub-indices come to the published ones.

    Args:
        table: as :func:`rebuilt` or :func:`all_rebuilt` returns it.

    Returns:
        Columns edition, index, method, states (rebuilt), median and largest absolute difference
        (points of the sub-index), correlation, and times (median over that of ``as_known``).
    """
    whole = table.dropna(subset="rebuilt")
    groups = whole.assign(size=whole["difference"].abs()).groupby(["edition", "index", "method"])
    out = groups["size"].agg(states="size", median="median", largest="max")
    out["correlation"] = groups.apply(lambda g: g["rebuilt"].corr(g["published"]))
    out = out.reset_index()
    base = out[out["method"].eq(AS_KNOWN)].set_index(["edition", "index"])["median"]
    keys = pd.MultiIndex.from_frame(out[["edition", "index"]])
    return out.assign(times=out["median"].to_numpy() / base.reindex(keys).to_numpy())
