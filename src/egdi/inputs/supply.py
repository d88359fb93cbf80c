"""The data-supply check: what was used, what newer figures would have changed, what is due.

What a figure is worth is read off the rebuilt sub-index: the state's figure is replaced, the
sub-index rebuilt over all states, and the difference added to the published score; the other
states keep theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from egdi import lookup, panel, ranks
from egdi.inputs import rebuild, vintages
from egdi.inputs.names import unit
from egdi.panel import DataError, Group

PUBLISHED, IMPLIED, NOT_KNOWN = "published", "implied", "not_known"
"""How the value used is known: its source had published it by the day of the survey; it is the
value that gives back the published sub-index, the others known; neither."""

CLOSE = 0.003
"""Points of a sub-index within which a rebuilt one confirms the figures it is made of."""

NEAR = 0.01
"""Points within which it speaks for them."""

PUBLISHERS = {
    "internet_users": ("ITU", "statistics_office"),
    "mobile_broadband": ("ITU", "telecommunication_regulator"),
    "fixed_broadband": ("ITU", "telecommunication_regulator"),
    "mobile_cellular": ("ITU", "telecommunication_regulator"),
    "fixed_telephone": ("ITU", "telecommunication_regulator"),
    "affordability": ("ITU", "telecommunication_regulator"),
    "adult_literacy": ("UNESCO", "statistics_office"),
    "gross_enrolment": ("UNESCO", "education_ministry"),
    "expected_schooling": ("UNDP", "education_ministry"),
    "mean_schooling": ("UNDP", "statistics_office"),
    "egov_literacy": ("UN DESA", "not_known"),
}
"""Who publishes a component, and who at home supplies it as a rule."""

CEILING = {"internet_users": 100.0, "adult_literacy": 100.0}
"""Largest possible value of components that are shares in percent."""

_NO_FIGURE = pd.Series({"value": np.nan, "year": pd.NA, "as_of": None, "dated": None})
_EFFECT = ["sub_index", "egdi", "ranks", "places"]
_CHECK = [
    "iso3", "edition", "part", "component", "publisher", "reference_year", "basis", "value_used",
    "year_used", "as_of_used", "stand_in", "stand_in_year", "stand_in_is", "newest_value",
    "newest_year", "newest_as_of", "newer", "value_today",
    *(f"{which}_{name}" for which in ("newest", "today") for name in _EFFECT),
    "rebuilt_error", "trust",
]  # fmt: skip


@dataclass(frozen=True)
class Base:
    """An edition's rebuilt sub-index, ready for "what if".

    Attributes:
        edition: survey year.
        part: tii or hci.
        figures: as :func:`egdi.inputs.rebuild.inputs` returns them.
        values: figures in use, a row a state and a column a component.
        weights: of the components.
        rebuilt: the sub-index of each state.
        scores: published EGDI of the ranked states.
        published: published sub-index by state.
        caps: largest value that counts, by component; blank where none.
    """

    edition: int
    part: str
    figures: pd.DataFrame
    values: pd.DataFrame
    weights: pd.Series
    rebuilt: pd.Series
    scores: pd.Series
    published: pd.Series
    caps: pd.Series

    @property
    def median_error(self) -> float:
        """Median absolute error of the rebuilt sub-index over all states, in its points."""
        return float((self.rebuilt - self.published.reindex(self.rebuilt.index)).abs().median())

    def capped(self, component: str, value: float) -> float:
        """Return a figure under the edition's cap."""
        cap = self.caps[component]
        return value if pd.isna(cap) else min(value, float(cap))

    def part_change(self, focus: str, changed: Mapping[str, float]) -> float:
        """Return what other figures would change in a state's sub-index, in its points."""
        if focus not in self.values.index or not set(changed) <= set(self.values):
            return np.nan
        if any(np.isnan(value) for value in changed.values()):
            return np.nan
        other = self.values.copy()
        for component, value in changed.items():
            other.loc[focus, component] = self.capped(component, value)
        again = rebuild.normalise(other, self.weights)
        return float(again[focus] - self.rebuilt[focus])

    def effect(self, focus: str, members: Sequence[str], changed: Mapping[str, float]) -> pd.Series:
        """Return what other figures of a state would have changed.

        Args:
            focus: ISO code.
            members: the group.
            changed: figures by component.

        Returns:
            Index sub_index (its points), egdi (index points), ranks (world ranks gained)
            and places (places gained in the group); blank if the state cannot be rebuilt, ranks
            and places also if it was not ranked.
        """
        part = self.part_change(focus, changed)
        egdi = float(panel.weights(self.edition)[self.part]) * part
        return pd.Series([part, egdi, *self.gains(focus, members, egdi)], index=_EFFECT)

    def gains(self, focus: str, members: Sequence[str], egdi: float) -> tuple[float, float]:
        """Return the world ranks and the places in the group that index points would gain."""
        if focus not in self.scores.index or np.isnan(egdi):
            return np.nan, np.nan
        own, others = self.scores[focus], self.scores.drop(focus)
        within = others[others.index.isin(members)]
        # Published digits end at 1e-5: less than half of one is no difference.
        return tuple(
            float((s > own + 5e-6).sum() - (s > own + egdi + 5e-6).sum()) for s in (others, within)
        )  # type: ignore[return-value]


def base(edition: int, part: str, method: str = rebuild.AS_KNOWN) -> Base:
    """Return an edition's rebuilt sub-index, ready for "what if".

    Raises:
        DataError: if the edition, the part or the method is unknown.
    """
    figures = rebuild.inputs(edition, part, method)
    values = rebuild.matrix(figures)
    weights = rebuild.weights(edition, part, list(values))
    data = panel.load()
    rows = data[data["edition"].eq(edition)]
    return Base(
        edition=edition,
        part=part,
        figures=figures,
        values=values,
        weights=weights,
        rebuilt=rebuild.normalise(values, weights),
        scores=ranks.ranked(rows).set_index("iso3")["egdi"],
        published=rows.set_index("iso3")[part],
        caps=rebuild.components(edition, part).set_index("component")["cap"],
    )


def check(
    focus: str, group: Group = "ASEAN", editions: Sequence[int] | int | None = None
) -> pd.DataFrame:
    """Return the data-supply check: a row a component and edition.

    Args:
        focus: ISO code of the state.
        group: as :func:`egdi.lookup.members` takes it.
        editions: survey years; default all whose components are described.

    Returns:
        Columns iso3, edition, part, component, publisher (who publishes it), reference_year,

        - basis (``published``, ``implied`` or ``not_known``), value_used, year_used and
          as_of_used (day of the copy) of the figure used; value_used is blank where it is not
          known, and an implied one has no day;
        - stand_in, stand_in_year and stand_in_is: what the rebuilding uses in place of a figure
          that is not known or implied: ``late`` (a later copy), ``undated`` (today's figure) or
          ``assumed``; blank otherwise;
        - newest_value, newest_year, newest_as_of: the newest figure known on the day, whichever
          its year; newer: a year after the one used was known;
        - value_today: today's figure of the year used;
        - newest_sub_index, newest_egdi, newest_ranks, newest_places: what the newest figure known
          would have changed (zero where it is the one used);
        - today_sub_index, today_egdi, today_ranks, today_places: what today's figure of the same
          year would have changed;
        - rebuilt_error: rebuilt less published sub-index of the state;
        - trust: ``high`` (published, and both the state's rebuilt sub-index and the median over all
          states are within :data:`CLOSE` of the published), ``medium`` (within :data:`NEAR`, or
          implied while the median is within :data:`CLOSE`), ``low``, or ``none`` (not known).

    Raises:
        DataError: if the state, the group or an edition is unknown.
    """
    focus = lookup.find_country(focus)
    now = vintages.today().set_index(vintages.KEY)["value"]
    out = []
    for edition in _editions(editions):
        members = lookup.members(group, edition)
        newest = vintages.newest(vintages.survey_day(edition)).loc[focus:focus]  # type: ignore[misc]
        for part in ("tii", "hci"):
            out += _check_part(base(edition, part), focus, members, newest, now)
    return pd.DataFrame(out, columns=_CHECK).astype(
        {c: "Int64" for c in ("reference_year", "year_used", "stand_in_year", "newest_year")}
    )


def _editions(wanted: Sequence[int] | int | None) -> list[int]:
    """Return the editions asked for; all that are described where none is named."""
    if wanted is None:
        return rebuild.editions()
    several = wanted if isinstance(wanted, Iterable) and not isinstance(wanted, str) else [wanted]
    return [panel.whole(edition, "The edition") for edition in several]


def _check_part(
    this: Base, focus: str, members: Sequence[str], newest: pd.DataFrame, now: pd.Series
) -> list[dict[str, object]]:
    """Return the rows of one sub-index of one edition."""
    own = this.figures[this.figures["iso3"].eq(focus)].set_index("component")
    listed = rebuild.components(this.edition, this.part)
    error = float(this.rebuilt.get(focus, np.nan) - this.published.get(focus, np.nan))
    guess = _implied(this, focus, own, listed)
    rows = []
    for row in listed.itertuples():
        figure = own.loc[row.component] if row.component in own.index else _NO_FIGURE
        dated = figure["dated"] == "dated"
        basis = PUBLISHED if dated else IMPLIED if row.component in guess else NOT_KNOWN
        used = float(figure["value"]) if dated else guess.get(row.component, np.nan)
        year = figure["year"]
        seen = (
            newest.loc[(focus, row.indicator)] if (focus, row.indicator) in newest.index else None
        )
        newer = dated and seen is not None and seen["year"] > year
        today = np.nan if pd.isna(year) else now.get((focus, row.indicator, int(year)), np.nan)
        rebuilds = dated and focus in this.values.index
        newest_effect = pd.Series(0.0 if rebuilds else np.nan, _EFFECT)
        today_effect = pd.Series(np.nan, _EFFECT)
        if newer and seen is not None:
            newest_effect = this.effect(focus, members, {row.component: float(seen["value"])})
        if dated:
            today_effect = this.effect(focus, members, {row.component: float(today)})
        elif basis == IMPLIED:
            # The rebuilding stands on today's figure already: the way back from the implied one.
            away = this.effect(focus, members, {row.component: used})
            gains = this.gains(focus, members, -away["egdi"])
            today_effect = pd.Series([-away["sub_index"], -away["egdi"], *gains], _EFFECT)
        rows.append(
            {
                "iso3": focus,
                "edition": this.edition,
                "part": this.part,
                "component": row.component,
                "publisher": PUBLISHERS[row.component][0],
                "reference_year": row.year,
                "basis": basis,
                "value_used": used,
                "year_used": {PUBLISHED: year, IMPLIED: row.year}.get(basis, pd.NA),
                "as_of_used": figure["as_of"] if dated else None,
                "stand_in": np.nan if dated else figure["value"],
                "stand_in_year": pd.NA if dated else year,
                "stand_in_is": None if dated else figure["dated"],
                "newest_value": np.nan if seen is None else seen["value"],
                "newest_year": pd.NA if seen is None else seen["year"],
                "newest_as_of": None if seen is None else seen["as_of"],
                "newer": newer,
                "value_today": today,
                **{f"newest_{name}": newest_effect[name] for name in _EFFECT},
                **{f"today_{name}": today_effect[name] for name in _EFFECT},
                "rebuilt_error": error,
                "trust": _trust(basis, abs(error), this.median_error),
            }
        )
    return rows


def _implied(this: Base, focus: str, own: pd.DataFrame, listed: pd.DataFrame) -> dict[str, float]:
    """Return the one undated component's value that gives back the published TII.

    The normalisation is held as rebuilt. Nothing is implied where more than one component has no
    dated figure, where the sub-index is HCI (too loosely rebuilt), or where the value would be
    impossible; a value that would lie above the cap is told as the cap.
    """
    undated = [
        c for c in listed["component"] if c not in own.index or own.at[c, "dated"] != "dated"
    ]
    if this.part != "tii" or len(undated) != 1 or undated[0] not in this.values:
        return {}
    published = this.published.get(focus, np.nan)
    if focus not in this.values.index or np.isnan(published):
        return {}
    component = undated[0]
    x = this.values
    z = (x - x.mean()) / x.std(ddof=0)
    mean = (z * this.weights).sum(axis=1)
    wanted = mean.min() + published * (mean.max() - mean.min())
    rest = float((z.loc[focus] * this.weights).drop(component).sum())
    value = (
        x[component].mean() + x[component].std(ddof=0) * (wanted - rest) / this.weights[component]
    )
    return {component: this.capped(component, float(value))} if value >= 0 else {}


def _trust(basis: str, error: float, median: float) -> str:
    if basis == NOT_KNOWN:
        return "none"
    if basis == IMPLIED:
        return "medium" if median <= CLOSE else "low"
    if np.isnan(error):
        return "low"
    worst = max(error, median)
    return "high" if worst <= CLOSE else "medium" if worst <= NEAR else "low"


def revised(
    focus: str, group: Group = "ASEAN", editions: Sequence[int] | int | None = None,
    table: pd.DataFrame | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return what today's figures of the years used would have changed, all at once.

    Only figures that were published by the day of the survey are replaced.

    Args:
        focus: ISO code of the state.
        group: the group of the places.
        editions: survey years; default all whose components are described.
        table: what :func:`check` returned for the same, where it is at hand.

    Returns:
        Columns iso3, edition, part (``tii``, ``hci`` and ``both``), figures (replaced), sub_index
        (blank for both), egdi, ranks and places (gained); blank where the state cannot be rebuilt
        or has no such figure.

    Raises:
        DataError: if the state, the group or an edition is unknown.
    """
    table = check(focus, group, editions) if table is None else table
    table = table[table["basis"].eq(PUBLISHED) & table["value_today"].notna()]
    focus, rows = lookup.find_country(focus), []
    for edition in _editions(editions):
        members, parts, count = lookup.members(group, edition), [], 0
        for part in ("tii", "hci"):
            this = base(edition, part)
            own = table[table["edition"].eq(edition) & table["part"].eq(part)]
            own = own[own["component"].isin(this.values.columns)]
            changed = dict(zip(own["component"], own["value_today"], strict=True))
            effect = this.effect(focus, members, changed) if changed else pd.Series(np.nan, _EFFECT)
            rows.append({"edition": edition, "part": part, "figures": len(changed), **effect})
            parts.append(effect["egdi"])
            count += len(changed)
        total = pd.Series(parts).sum(min_count=1)
        gains = this.gains(focus, members, total)
        both = dict(zip(_EFFECT, [np.nan, total, *gains], strict=True))
        rows.append({"edition": edition, "part": "both", "figures": count, **both})
    return pd.DataFrame(rows).assign(iso3=focus)[["iso3", "edition", "part", "figures", *_EFFECT]]


def fresher(focus: str, group: Group = "ASEAN", editions: Sequence[int] | int | None = None,
            years: int = 1) -> pd.DataFrame:  # fmt: skip
    """Return what a state's figures of later years would have been worth, had they been there.

    Every component of TII that has a figure so many years after the one used, as first seen, one
    by one and all together (component ``all``); the other states keep theirs.

    Returns:
        Columns iso3, edition, component, year_used, value_used, year, value, seen (first copy
        that gives it; blank where the series has no dated copies), known (on the day of the
        survey), sub_index, egdi, ranks and places (gained), as :meth:`Base.effect` returns them.

    Raises:
        DataError: if the state, the group or an edition is unknown.
    """
    focus = lookup.find_country(focus)
    first = vintages.first_seen()
    now = vintages.today().set_index(vintages.KEY)["value"]
    rows = []
    for edition in _editions(editions):
        this, members = base(edition, "tii"), lookup.members(group, edition)
        own = this.figures[this.figures["iso3"].eq(focus)]
        found = []
        for figure in own.itertuples():
            key = (focus, figure.indicator, int(figure.year) + years)
            value, seen = now.get(key, np.nan), None
            if key in first.index:
                value, seen = first.at[key, "value"], first.at[key, "seen"]
            if not pd.isna(value):
                found.append((figure, key[2], float(value), seen))
        day = vintages.survey_day(edition)
        for figure, year, value, seen in found:
            rows.append(
                {
                    "iso3": focus,
                    "edition": edition,
                    "component": figure.component,
                    "year_used": figure.year,
                    "value_used": figure.value,
                    "year": year,
                    "value": value,
                    "seen": seen,
                    "known": seen is not None and seen <= day,
                    **this.effect(focus, members, {figure.component: value}),
                }
            )
        if found:
            together = {figure.component: value for figure, _, value, _ in found}
            rows.append(
                {"iso3": focus, "edition": edition, "component": "all", "known": False}
                | dict(this.effect(focus, members, together))
            )
    columns = ["iso3", "edition", "component", "year_used", "value_used", "year", "value", "seen",
               "known", *_EFFECT]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).astype({"year_used": "Int64", "year": "Int64"})


def worth(
    focus: str, group: Group = "ASEAN", edition: int | None = None, place: int = 4,
    points: float = 1,
) -> pd.DataFrame:  # fmt: skip
    """Return what more of each component would have been worth at an edition.

    Args:
        focus: ISO code of the state.
        group: the group of the place.
        edition: survey year; default the last whose components are described.
        place: target place in the group.
        points: how much more, in the component's unit (percent, per 100, years of schooling).

    Returns:
        Columns part, component, unit (``percent``, ``per_100`` or ``years``), value (as rebuilt),
        ceiling (cap or largest possible value; blank where none), room (up to it), capped (none
        left), effect of the points: sub_index, egdi, ranks, places; gap (index points to the line
        of the target place; negative is missing) and needed (units of this component alone that
        would close it; blank where there is no gap or where the ceiling comes first), median_error
        (of the rebuilding, over all states) and left_out (components that the rebuilding is
        without: what a point of the others is worth is then too high). A component that cannot be
        rebuilt has a row without figures.

    Raises:
        DataError: if the state, the group or the edition is unknown, or the place says nothing.
    """
    focus = lookup.find_country(focus)
    edition = rebuild.editions()[-1] if edition is None else panel.whole(edition, "The edition")
    members = lookup.members(group, edition)
    others = lookup.others_ranked(focus, group, edition)
    lookup.check_place(place, group, edition, others)
    gap = _gap(focus, members, edition, place)
    rows = []
    for part in ("tii", "hci"):
        this = base(edition, part)
        caps = this.caps
        for component in caps.index:
            value = _raw(this, focus, component)
            ceiling = (
                CEILING.get(component, np.nan) if pd.isna(caps[component]) else caps[component]
            )
            ceiling = float(ceiling)
            room = max(ceiling - value, 0.0)
            reach = value + (points if np.isnan(room) else min(points, room))
            effect = this.effect(focus, members, {component: reach})
            rows.append(
                {
                    "part": part,
                    "component": component,
                    "unit": unit(component),
                    "value": value,
                    "ceiling": ceiling,
                    "room": room,
                    "capped": bool(room == 0),
                    **effect,
                    "gap": gap,
                    "needed": _needed(this, focus, component, gap, value, room),
                    "median_error": this.median_error,
                    "left_out": "; ".join(c for c in caps.index if c not in this.values),
                }
            )
    return pd.DataFrame(rows)


def _raw(this: Base, focus: str, component: str) -> float:
    """Return a state's figure; blank where it has none or one is assumed."""
    own = this.figures[this.figures["iso3"].eq(focus) & this.figures["component"].eq(component)]
    own = own[own["dated"].ne("assumed")]
    return float(own["value"].iat[0]) if len(own) else np.nan


def _gap(focus: str, members: Sequence[str], edition: int, place: int) -> float:
    """Return the points over the line of a place; blank if the state was not ranked."""
    data = panel.load()
    table = ranks.places(data[data["edition"].eq(edition)], [*members, focus])
    return float(ranks.gaps(table, focus, place)["points"].get(edition, np.nan))


def _needed(this: Base, focus: str, component: str, gap: float, value: float, room: float) -> float:
    """Return how much of one component alone closes a gap, by halving; blank if it cannot."""
    if not gap < 0 or np.isnan(this.part_change(focus, {component: value})):
        return np.nan
    weight = float(panel.weights(this.edition)[this.part])

    def short(more: float) -> bool:
        return gap + weight * this.part_change(focus, {component: value + more}) < 0

    high = 1000.0 if np.isnan(room) else room
    if short(high):
        return np.nan
    low = 0.0
    while high - low > 0.005:
        middle = (low + high) / 2
        low, high = (middle, high) if short(middle) else (low, middle)
    return high


def due(focus: str, edition: int | None = None, day: str | date | None = None) -> pd.DataFrame:
    """Return which figures of the next edition's reference year are there, and which are not.

    Args:
        focus: ISO code of the state.
        edition: the edition; default the next one. Where its components are not described yet,
            those of the last described edition stand in, their years moved along.
        day: of which day; default the newest copy of all.

    Returns:
        Columns edition, part, component, publisher, home (who at home supplies it as a rule),
        reference_year, state (``published``; ``not_yet``: not in the newest copy by that day;
        ``no_series``: no figures could be had), value and as_of (of the reference year; as_of is
        blank where the series has no dated copies), newest_year and newest_value.

    Raises:
        DataError: if the state is unknown, the day is no date, or the edition is before all that
            are described.
    """
    focus = lookup.find_country(focus)
    described = rebuild.editions()
    edition = described[-1] + 2 if edition is None else panel.whole(edition, "The edition")
    if edition < described[0]:
        raise DataError(f"components.csv has no edition {edition}; it begins with {described[0]}.")
    pattern = max(e for e in described if e <= edition)
    day = vintages.copies()["as_of"].max() if day is None else vintages.check_day(day)
    known = vintages.known(day)
    # Series without dated copies: today's figures.
    rest = vintages.today()
    rest = rest[~rest["indicator"].isin(vintages.copies()["indicator"].unique())]
    figures = pd.concat([known, rest], ignore_index=True)
    own = figures[figures["iso3"].eq(focus)].sort_values("year", kind="stable")
    rows = []
    for row in rebuild.components(pattern).itertuples():
        year = edition - 2
        series = own[own["indicator"].eq(row.indicator)]
        there = series[series["year"].eq(year)]
        last = series.iloc[-1] if len(series) else None
        publisher, home = PUBLISHERS[row.component]
        rows.append(
            {
                "edition": edition,
                "part": row.part,
                "component": row.component,
                "publisher": publisher,
                "home": home,
                "reference_year": year,
                "state": "no_series"
                if pd.isna(row.indicator)
                else "published"
                if len(there)
                else "not_yet",
                "value": there["value"].iat[0] if len(there) else np.nan,
                "as_of": there["as_of"].iat[0] if len(there) else None,
                "newest_year": pd.NA if last is None else last["year"],
                "newest_value": np.nan if last is None else last["value"],
            }
        )
    return pd.DataFrame(rows).astype({"newest_year": "Int64"})


def standings(group: Group = "ASEAN", editions: Sequence[int] | int | None = None) -> pd.DataFrame:
    """Return each member's figure in each component, and its place in the group.

    Returns:
        Columns iso3, edition, part, component, value, year, dated, place (1 for the highest,
        ties share the better one) and n (members that have a figure).
        Assumed figures are left out.

    Raises:
        DataError: if the group or an edition is unknown.
    """
    tables = []
    for edition in _editions(editions):
        members = lookup.members(group, edition)
        for part in ("tii", "hci"):
            figures = rebuild.inputs(edition, part)
            figures = figures[figures["iso3"].isin(members) & figures["dated"].ne("assumed")]
            figures = figures.assign(edition=edition, part=part)
            by = figures.groupby("component")["value"]
            figures["place"] = by.rank(method="min", ascending=False).astype("Int64")
            figures["n"] = by.transform("size")
            tables.append(figures)
    out = pd.concat(tables, ignore_index=True)
    columns = ["iso3", "edition", "part", "component", "value", "year", "dated", "place", "n"]
    return out[columns].sort_values(["edition", "part", "component", "place"], ignore_index=True)
