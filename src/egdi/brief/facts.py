"""What a brief has to say, as numbers: everything here is computed from the tables of record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from egdi import contributions, lookup, panel, projection, ranks
from egdi.cache import record
from egdi.inputs import check as supply_check
from egdi.inputs import revised
from egdi.inputs.rebuild import editions as described
from egdi.panel import PARTS, DataError
from egdi.projection import rolling

if TYPE_CHECKING:
    from egdi.nowcast import Nowcast

TARGET = 4
"""Target place where none is asked for and the group is large enough."""
MOST = 12
"""Rows of the league table."""
NEIGHBOURS = 25
"""World ranks within which other states' moves are compared with the focus's."""


@dataclass(frozen=True)
class Common:
    """What all briefs of an edition share.

    Attributes:
        edition: the edition of the briefs.
        data: the panel up to it.
        world: world ranks, as :func:`egdi.ranks.places` returns them.
        changes: contributions to all changes up to it.
        draws: joint draws of the next edition; None where too few editions are known.
        coverage: share of world ranks that lay in the 80 % interval given one edition before.
        origins: at how many past editions.
    """

    edition: int
    data: pd.DataFrame
    world: pd.DataFrame
    changes: pd.DataFrame | None
    draws: projection.Draws | None
    coverage: float
    origins: int

    @property
    def before(self) -> int | None:
        """The edition before, if there is one."""
        earlier = [int(e) for e in self.data["edition"].unique() if e < self.edition]
        return max(earlier, default=None)

    @property
    def next(self) -> int:
        """The edition to come."""
        return projection.after(self.edition, 1)[0]


def common(edition: int) -> Common:
    """Return what all briefs of an edition share; computed once for each state of the record.

    Raises:
        DataError: if the panel has no such edition.
    """
    edition = lookup.find_edition(edition)
    return _common(edition, record(), str(panel.data_folder()))


@lru_cache(maxsize=4)
def _common(edition: int, state: str, folder: str) -> Common:
    full, data = panel.load(), panel.until(edition)
    editions = data["edition"].nunique()
    draws, coverage, origins = None, float("nan"), 0
    if editions >= 3:
        ahead = projection.after(edition, 1)
        draws = projection.project(
            full, edition, ahead, model=projection.chosen_model(full, before=edition)
        )
    if len(projection.origins(data)) >= rolling.FEWEST:
        track = projection.backtest(full, rolling.candidates())
        track = projection.with_chosen(track[track["edition"].le(edition)])
        rows = track[
            track["model"].eq("chosen") & track["score"].eq("cover80_rank") & track["horizon"].eq(1)
        ]
        coverage, origins = float(np.average(rows["value"], weights=rows["n"])), len(rows)
    return Common(
        edition,
        data,
        ranks.places(data),
        contributions.changes(data) if editions > 1 else None,
        draws,
        coverage,
        origins,
    )


@dataclass(frozen=True)
class Facts:
    """The numbers of one brief.

    Attributes:
        focus: ISO code.
        group: as given.
        k: target place.
        common: what all briefs of the edition share.
        members: ISO codes of the group at the edition, with the focus.
        outsider: the focus is no member of the group at the edition.
    """

    focus: str
    group: panel.Group
    k: int
    common: Common
    members: list[str]
    outsider: bool

    @property
    def edition(self) -> int:
        """The edition of the brief."""
        return self.common.edition

    @cached_property
    def table(self) -> pd.DataFrame:
        """Places inside the group, as :func:`egdi.ranks.places` returns them."""
        return ranks.places(self.common.data, self.members)

    @cached_property
    def now(self) -> pd.DataFrame:
        """Places at the edition, index iso3, best first."""
        return self.table[self.table["edition"].eq(self.edition)].set_index("iso3")

    @property
    def ranked(self) -> bool:
        """The focus was ranked at the edition."""
        return self.focus in self.now.index

    @property
    def status(self) -> str:
        """Whether the focus was ranked at the edition, as the panel says it."""
        rows = self.common.data.set_index(["edition", "iso3"])["status"]
        return str(rows.get((self.edition, self.focus), "not_member"))

    @cached_property
    def own(self) -> pd.DataFrame:
        """World ranks of the focus, index edition."""
        world = self.common.world
        return world[world["iso3"].eq(self.focus)].set_index("edition")

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """Place and distance to the line by edition, as :func:`egdi.ranks.gaps` returns them."""
        return ranks.gaps(self.table, self.focus, self.k)

    @cached_property
    def line(self) -> pd.Series:
        """Score of the k-th best other member, by edition."""
        return ranks.line(self.table[self.table["iso3"].ne(self.focus)], self.k)

    @cached_property
    def holder(self) -> str:
        """The k-th best other member at the edition."""
        return str(self.now.drop(index=self.focus, errors="ignore").index[self.k - 1])

    @cached_property
    def missing(self) -> list[str]:
        """Members of the group that were not ranked at the edition."""
        return [iso for iso in self.members if iso not in self.now.index]

    @cached_property
    def tied(self) -> list[str]:
        """Other members with the score of the focus."""
        if not self.ranked:
            return []
        same = self.now["score"].eq(self.now["score"][self.focus])
        return [iso for iso in self.now.index[same] if iso != self.focus]

    @cached_property
    def change(self) -> pd.DataFrame | None:
        """Contributions to the last change, index term; None if not ranked at both editions."""
        if self.common.changes is None:
            return None
        rows = self.common.changes
        rows = rows[rows["iso3"].eq(self.focus) & rows["edition"].eq(self.edition)]
        return None if rows.empty else rows.set_index("term")

    @cached_property
    def redefined(self) -> list[str]:
        """Parts whose definition changed at the edition."""
        return panel.redefined()[self.edition]

    @cached_property
    def league(self) -> pd.DataFrame:
        """Members near the focus or the line at the edition, best first.

        Columns iso3, place, rank, score, lead (of the focus, index points), osi, tii, hci (what
        each part adds to it) and chance (of being among the best k at the next edition).
        """
        rows = ranks.neighbourhood(
            self.table[self.table["edition"].eq(self.edition)], self.focus, self.k, MOST
        )
        rows = rows.sort_values(["place", "iso3"]).head(MOST)
        out = rows[["iso3", "place", "score"]].reset_index(drop=True)
        world = self.common.world.set_index(["edition", "iso3"])["place"]
        out.insert(2, "rank", [int(world[self.edition, iso]) for iso in out["iso3"]])
        parts = contributions.weighted_parts(
            self.common.data[self.common.data["edition"].eq(self.edition)]
        ).droplevel("edition")
        if self.ranked:
            lead = (parts.loc[self.focus] - parts).reindex(out["iso3"]).reset_index(drop=True)
            lead.loc[out["iso3"].eq(self.focus)] = np.nan
            out["lead"] = (
                out["score"].rsub(self.now["score"][self.focus]).mask(out["iso3"].eq(self.focus))
            )
            out[PARTS] = lead[PARTS]
        else:
            out[["lead", *PARTS]] = np.nan
        out["chance"] = out["iso3"].map(self.chances_of_target).astype(float)
        return out

    # --- the next edition

    @cached_property
    def members_next(self) -> list[str]:
        """Members at the next edition that were ranked at this one, with the focus."""
        group = lookup.members(self.group, self.common.next)
        return [iso for iso in sorted({*group, self.focus}) if iso in self._drawn]

    @cached_property
    def _drawn(self) -> set[str]:
        return set(self.common.draws.iso3) if self.common.draws else set()

    @property
    def projected(self) -> bool:
        """The next edition can be projected for the focus."""
        return self.focus in self._drawn and len(self.members_next) > self.k

    @cached_property
    def chances(self) -> pd.Series:
        """Probability of each place of the focus at the next edition, index 1 to n."""
        if not self.projected or self.common.draws is None:
            return pd.Series(dtype=float)
        places = self.common.draws.places(self.members_next, self.common.next)[self.focus]
        counts = places.value_counts(normalize=True)
        return counts.reindex(range(1, len(self.members_next) + 1), fill_value=0.0)

    @property
    def chance(self) -> float:
        """Probability that the focus is among the best k at the next edition."""
        return float(self.chances.loc[: self.k].sum())

    @cached_property
    def chances_of_target(self) -> pd.Series:
        """Probability of each member to be among the best k at the next edition."""
        if self.common.draws is None or len(self.members_next) <= self.k:
            return pd.Series(dtype=float)
        places = self.common.draws.places(self.members_next, self.common.next)
        return places.le(self.k).mean()

    @cached_property
    def line_next(self) -> dict[float, float]:
        """Score that suffices in 50 % and in 80 % of the draws of the next edition."""
        if not self.projected or self.common.draws is None:
            return {}
        drawn = projection.kth_line(
            self.common.draws, self.focus, self.members_next, self.k, self.common.next
        )
        return {level: float(np.quantile(drawn, level)) for level in (0.5, 0.8)}

    @cached_property
    def rank_next(self) -> tuple[int, int]:
        """Bounds of the 80 % interval of the world rank at the next edition, best first."""
        if not self.projected or self.common.draws is None:
            raise DataError(f"{self.focus} is not projected from {self.edition}.")
        draws = self.common.draws
        ranks_drawn = draws.ranks[:, draws.iso3.index(self.focus), 0]
        low, high = np.quantile(ranks_drawn, (0.1, 0.9), method="nearest")
        return int(low), int(high)

    @cached_property
    def nowcast(self) -> Nowcast | None:
        """What is known of the edition after the latest one; None for others, or if nothing is."""
        if self.edition != panel.latest_edition() or not self.projected:
            return None
        from egdi import question

        try:
            found = question.ask(self.focus, self.group, place=self.k, edition=self.edition).nowcast
        except DataError:
            return None
        return None if found.basis == "none" else found

    @cached_property
    def median_next(self) -> float:
        """Median of the drawn scores of the focus at the next edition."""
        if not self.projected or self.common.draws is None:
            return float("nan")
        draws = self.common.draws
        return float(np.median(draws.scores[:, draws.iso3.index(self.focus), 0]))

    @cached_property
    def needed(self) -> pd.DataFrame:
        """What would have to be true: levels needed in the index and in each part alone.

        Columns measure, rank (in the world), now, then ``line``, ``even`` and ``likely``: the
        level that reaches the line of the edition, and the one that suffices at the next edition
        in 50 % and 80 % of the draws, with the other two parts unchanged.
        """
        row = self.common.data.set_index(["edition", "iso3"]).loc[(self.edition, self.focus)]
        weights = panel.weights(self.edition)
        goals = {"line": float(self.line.get(self.edition, np.nan))}
        goals |= {
            name: self.line_next.get(level, float("nan"))
            for name, level in (("even", 0.5), ("likely", 0.8))
        }
        now = self.common.data[self.common.data["edition"].eq(self.edition)]
        places = ranks.by_measure(now, self.focus).set_index("measure")["place"]
        rows = [{"measure": "egdi", "rank": places["egdi"], "now": row["egdi"], **goals}]
        for part in PARTS:
            reach = {
                name: row[part] + (goal - row["egdi"]) / weights[part]
                for name, goal in goals.items()
            }
            rows.append({"measure": part, "rank": places[part], "now": row[part], **reach})
        return pd.DataFrame(rows).astype({"rank": "Int64"})

    @cached_property
    def usual(self) -> float:
        """Share of moves that were enough to make up the distance to the line.

        Of states within :data:`NEIGHBOURS` world ranks of the focus, from one edition to the next
        since 2010, relative to the world mean; NaN where nothing is missing or known.
        """
        points = float(self.gaps["points"].get(self.edition, np.nan)) if self.ranked else np.nan
        changes = self.common.changes
        if not points < 0 or changes is None:
            return float("nan")
        recent = changes[changes["since"].ge(2010)]
        moved = recent.groupby(["iso3", "since"])["relative"].sum().reset_index()
        start = self.common.world.rename(columns={"edition": "since"})[["iso3", "since", "place"]]
        moved = moved.merge(start, on=["iso3", "since"])
        near = moved["place"].sub(int(self.own["place"][self.edition])).abs().le(NEIGHBOURS)
        return float(moved.loc[near, "relative"].ge(-points).mean()) if near.any() else float("nan")

    # --- the figures under TII and HCI

    @cached_property
    def check(self) -> pd.DataFrame:
        """The data-supply check, as :func:`egdi.inputs.check` returns it.

        No rows for an edition whose components are not described; :attr:`supply` stands in there.
        """
        editions = [self.edition] if self.edition in described() else []
        return supply_check(self.focus, self.group, editions)

    @cached_property
    def revised(self) -> pd.Series:
        """What its published figures as revised since would have changed, all at once.

        Index figures (how many), egdi, ranks and places (gained); blank where it cannot be told.
        """
        table = revised(self.focus, self.group, self.edition, table=self.check)
        return table.set_index("part").loc["both", ["figures", "egdi", "ranks", "places"]]

    @cached_property
    def supply(self) -> pd.DataFrame:
        """Inputs of TII and HCI at the edition and the newest figure the record has of each.

        Columns part, input, unit, year and value (the newest before the edition's year; blank
        where there is none), age (edition less year) and newer (year of the newest since then).
        """
        table = panel.load("indicators")
        table = table[table["iso3"].eq(self.focus)].sort_values("year", kind="stable")
        rows = []
        for part, label, unit, indicator in inputs(self.edition):
            have = table[table["indicator"].eq(indicator)]
            then = have[have["year"].lt(self.edition)]
            later = have[have["year"].ge(self.edition)]
            rows.append(
                {
                    "part": part,
                    "input": label,
                    "unit": unit,
                    "year": then["year"].iloc[-1] if len(then) else pd.NA,
                    "value": then["value"].iloc[-1] if len(then) else np.nan,
                    "newer": later["year"].iloc[-1] if len(later) else pd.NA,
                    "recorded": indicator is not None,
                }
            )
        out = pd.DataFrame(
            rows, columns=["part", "input", "unit", "year", "value", "newer", "recorded"]
        ).astype({"year": "Int64", "newer": "Int64"})
        out.insert(5, "age", self.edition - out["year"])
        return out


_INPUTS: list[tuple[str, str, str, str, str | None]] = [
    # part, words of the components column, label, unit, indicator in the record
    ("tii", "internet users", "Internet users", "%", "internet_users_pct"),
    ("tii", "mobile broadband|wireless broadband", "Mobile broadband", "per 100",
     "mobile_broadband_per100"),
    ("tii", "mobile cellular", "Mobile cellular", "per 100", "mobile_cellular_per100"),
    ("tii", "fixed broadband", "Fixed broadband", "per 100", "fixed_broadband_per100"),
    ("tii", "fixed telephone|telephone lines", "Fixed telephone", "per 100",
     "fixed_telephone_per100"),
    ("tii", "affordability", "Affordability of broadband", "", None),
    ("tii", "PCs", "Personal computers", "", None),
    ("hci", "adult literacy", "Adult literacy", "%", "adult_literacy_pct"),
    ("hci", "gross enrolment", "Gross enrolment ratio", "%", "ger_primary_to_tertiary_pct"),
    ("hci", "expected schooling", "Expected schooling", "years", "expected_years_schooling"),
    ("hci", "mean schooling", "Mean schooling", "years", "mean_years_schooling"),
    ("hci", "literacy added|e-government literacy", "E-government literacy", "", None),
]  # fmt: skip


def inputs(edition: int) -> list[tuple[str, str, str, str | None]]:
    """Return the inputs of TII and HCI at an edition, as the editions table names them.

    An edition whose components are not known yet has those of the latest one that are.

    Returns:
        Part, label, unit and the indicator in the record (None where it has none).
    """
    table = panel.load("editions").set_index("edition")
    found: list[tuple[str, str, str, str | None]] = []
    for part in ("tii", "hci"):
        known = table.loc[:edition, f"{part}_components"].dropna()
        text = _resolved(known, int(known.index[-1])) if len(known) else ""
        found += [
            (part, label, unit, indicator)
            for of, words, label, unit, indicator in _INPUTS
            if of == part and re.search(words, text)
        ]
    return found


def _resolved(components: pd.Series, edition: int) -> str:
    """Return an edition's components with a reference such as ``as 2014`` written out."""
    text = str(components[edition])
    earlier = re.search(r"\b(?:as|of) (\d{4})\b", text)
    if earlier and int(earlier[1]) in components.index and int(earlier[1]) < edition:
        return f"{text}; {_resolved(components, int(earlier[1]))}"
    return text


def gather(focus: str, group: panel.Group, target_place: int | None, edition: int | None) -> Facts:
    """Return the numbers of one brief.

    Args:
        focus: ISO code.
        group: group's name or ISO codes.
        target_place: default 4, less in a group of fewer than five.
        edition: default the latest.

    Raises:
        DataError: if the country, the group or the edition is unknown, or the group is too small
            for the target place.
    """
    focus = lookup.find_country(focus)
    shared = common(panel.latest_edition() if edition is None else edition)
    members: Sequence[str] = lookup.members(group, shared.edition)
    others = lookup.others_ranked(focus, group, shared.edition)
    if not others:
        raise DataError(
            f"Group {group!r} has no other member ranked in {shared.edition}; add one to compare "
            f"{focus} with."
        )
    k = min(TARGET, others)
    if target_place is not None:
        k = panel.whole(target_place, "The target place")
    lookup.check_place(k, group, shared.edition, others)
    return Facts(focus, group, k, shared, sorted({*members, focus}), focus not in set(members))
