"""What lies beneath a state's TII and HCI: the tables of one question, and records for sentences.

Asked for as ``ask.beneath``; every table is made once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from egdi import lookup, panel
from egdi.inputs import rebuild, supply, vintages
from egdi.inputs.names import Component, figure, labelled
from egdi.inputs.supply import CLOSE, PUBLISHED
from egdi.panel import Group
from egdi.words import Term, phrase

TELLING = 0.001
"""Index points from which on a revision is told of in a sentence."""


@dataclass(frozen=True)
class Beneath:
    """What lies beneath a state's TII and HCI up to an edition.

    Attributes:
        focus: ISO code of the state.
        group: the group of its place.
        place: target place.
        edition: the last edition that is known; no later one is looked at.
    """

    focus: str
    group: Group
    place: int
    edition: int

    @cached_property
    def editions(self) -> list[int]:
        """Editions up to the last one known whose components are described."""
        return [e for e in rebuild.editions() if e <= self.edition]

    @property
    def last(self) -> int:
        """The last of them."""
        return self.editions[-1]

    @property
    def first_described(self) -> int:
        """The first edition of all whose components are described."""
        return rebuild.editions()[0]

    @cached_property
    def check(self) -> pd.DataFrame:
        """The data-supply check, as :func:`egdi.inputs.check` returns it; no rows where none."""
        return supply.check(self.focus, self.group, self.editions)

    @cached_property
    def latest(self) -> pd.DataFrame:
        """The rows of the last edition described."""
        return self.check[self.check["edition"].eq(self.last)].reset_index(drop=True)

    @cached_property
    def revised(self) -> pd.DataFrame:
        """What the figures as revised since would have changed: :func:`egdi.inputs.revised`."""
        return supply.revised(self.focus, self.group, self.editions, table=self.check)

    @cached_property
    def fresher(self) -> pd.DataFrame:
        """What figures of one year later would have changed: :func:`egdi.inputs.fresher`."""
        return supply.fresher(self.focus, self.group, self.editions)

    @cached_property
    def rebuilt(self) -> pd.DataFrame:
        """Every state's TII and HCI rebuilt, as :func:`egdi.inputs.all_rebuilt` returns them."""
        table = rebuild.all_rebuilt()
        return table[table["edition"].le(self.edition)].reset_index(drop=True)

    @cached_property
    def errors(self) -> pd.DataFrame:
        """How near they come, as :func:`egdi.inputs.errors` tells, and the state's own.

        Columns edition, index, states, median (figures as known on the day), today (median with
        today's figures), times (the second over the first) and own (rebuilt less published of the
        state, figures as known; blank where it cannot be rebuilt).
        """
        table = rebuild.errors(self.rebuilt).set_index(["edition", "index"])
        then = table[table["method"].eq(rebuild.AS_KNOWN)]
        now = table[table["method"].eq(rebuild.TODAY)]
        own = self.rebuilt[self.rebuilt["iso3"].eq(self.focus)]
        own = own[own["method"].eq(rebuild.AS_KNOWN)].set_index(["edition", "index"])
        out = then[["states", "median"]].assign(
            today=now["median"], times=now["times"], own=own["difference"]
        )
        order = {"tii": 0, "hci": 1}
        return out.reset_index().sort_values(
            ["index", "edition"], key=lambda c: c.map(order) if c.name == "index" else c,
            ignore_index=True,
        )  # fmt: skip

    @cached_property
    def standings(self) -> pd.DataFrame:
        """Figures and places of the members and the state, as :func:`egdi.inputs.standings`."""
        return pd.concat(
            [
                supply.standings(sorted({*lookup.members(self.group, e), self.focus}), e)
                for e in self.editions
            ],
            ignore_index=True,
        )

    @cached_property
    def worth(self) -> pd.DataFrame:
        """What one more of each component was worth: :func:`egdi.inputs.worth`."""
        return supply.worth(self.focus, self.group, self.last, self.place)

    @cached_property
    def due(self) -> pd.DataFrame:
        """What of the next edition's figures is published, as :func:`egdi.inputs.due` returns it.

        No rows where the question's edition is not the latest: what was due then is no question.
        """
        table = supply.due(self.focus, self.edition + 2)
        return table if self.edition == panel.latest_edition() else table.head(0)

    @property
    def newest_copy(self) -> str:
        """Day of the newest dated copy, ISO."""
        return str(vintages.copies()["as_of"].max())

    @cached_property
    def own(self) -> pd.DataFrame:
        """The state's rows of :attr:`standings` at the last edition described."""
        rows = self.standings
        return rows[rows["iso3"].eq(self.focus) & rows["edition"].eq(self.last)]

    @cached_property
    def components(self) -> list[str]:
        """Components of which anybody compared has a figure, by part, as they are described."""
        listed = pd.concat([rebuild.components(e) for e in reversed(self.editions)])
        listed = listed.sort_values("part", ascending=False, kind="stable")
        there = set(self.standings["component"])
        return [c for c in listed["component"].drop_duplicates() if c in there]

    @cached_property
    def placings(self) -> pd.DataFrame:
        """Where the state stands in each component: one row each, a column an edition.

        Columns component, part, the editions (``5 of 10``; a dash where the state has no figure),
        value and year (at the last edition described).
        """
        rows = self.standings[self.standings["iso3"].eq(self.focus)]
        said = {
            (r.component, r.edition): phrase("{p} of {n}", p=r.place, n=r.n)
            for r in rows.itertuples()
        }
        parts = self.standings.groupby("component")["part"].first()
        own = self.own.set_index("component")
        return pd.DataFrame(
            [
                {
                    "component": c,
                    "part": parts[c],
                    **{str(e): said.get((c, e), "–") for e in self.editions},
                    "value": own["value"].get(c),
                    "year": own["year"].get(c, pd.NA),
                }
                for c in self.components
            ]
        )

    def worst_and_best(self) -> tuple[pd.Series, pd.Series] | None:
        """Return the rows of the components in which the state is placed worst and best."""
        rows = self.own[self.own["n"].gt(1)]
        if rows.empty:
            return None
        share = (rows["place"].astype(float) - 1) / (rows["n"] - 1)
        return rows.loc[share.idxmax()], rows.loc[share.idxmin()]

    @cached_property
    def findings(self) -> Findings:
        """What all this says, for sentences."""
        return findings(self)


@dataclass(frozen=True)
class Revision:
    """A figure in use at an edition, and another one for it.

    Attributes:
        edition: survey year.
        part: the sub-index.
        component: which figure.
        year: of the figure used.
        used: the figure used.
        other_year: of the other one.
        other: the other one: as revised since, or newer.
        egdi: what it would have added to the index.
        ranks: world ranks gained with it.
        places: places gained in the group.
    """

    edition: int
    part: Term
    component: Component
    year: int
    used: float
    other_year: int
    other: float
    egdi: float
    ranks: int
    places: int

    @property
    def way(self) -> str:
        """``flattered`` (the other one would have cost), ``cost`` or ``same``."""
        if abs(self.egdi) < 5e-4:
            return "same"
        return "flattered" if self.egdi < 0 else "cost"

    @property
    def said(self) -> tuple[str, bool]:
        """Its way, and whether it would have moved the world rank."""
        return self.way, self.ranks != 0

    @property
    def old(self) -> str:
        """The figure used, with its unit."""
        return figure(self.component.key, self.used)

    @property
    def new(self) -> str:
        """The other one, with its unit."""
        return figure(self.component.key, self.other)


@dataclass(frozen=True)
class Fresh:
    """All figures of TII one year later than those used.

    Attributes:
        edition: survey year.
        figures: how many there are.
        known: how many of them could be seen on the day of the survey.
        egdi: what they would have added to the index.
        ranks: world ranks gained with them.
        places: places gained in the group.
    """

    edition: int
    figures: int
    known: int
    egdi: float
    ranks: int
    places: int


@dataclass(frozen=True)
class Findings:
    """What the figures beneath TII and HCI say of a state.

    Attributes:
        editions: described ones.
        first_described: the first edition that is described at all.
        lacking: components of TII at the last edition of which the state has no figure, though
            the rebuilding uses them.
        dated: figures that a copy from before the survey holds.
        newer: those of a newer year that a copy held by then.
        newer_states: states of which any copy held one at any of the editions.
        confirmed: editions whose TII is rebuilt within :data:`egdi.inputs.supply.CLOSE`, for the
            state and in the median of all.
        within: largest distance of the state's rebuilt TII at those editions.
        off: its distance at the last edition; None where it cannot be rebuilt.
        hci_off: largest distance of its rebuilt HCI; None where it cannot be rebuilt.
        revisions: revisions of TII's figures worth at least :data:`TELLING`, one an edition, the
            largest.
        schooling: the revision of HCI's figures that is worth most at the last edition.
        fresh: one an edition.
        moved: editions at which other figures would have moved the place in the group: keyed
            ``tii`` (as revised since), ``fresh`` (one year later), ``hci`` and ``both`` (as
            revised since).
        fits: editions whose TII is rebuilt so near in the median of all states.
        times: smallest and largest of how many times larger the median is with today's figures at
            those editions; None if there are none.
        lifted: by how much today's figures of all states lift the rebuilt HCI of the last
            edition; None where it cannot be rebuilt.
    """

    editions: list[int]
    first_described: int
    lacking: list[Component]
    dated: int
    newer: list[Revision]
    newer_states: int
    confirmed: list[int]
    within: float | None
    off: float | None
    hci_off: float | None
    revisions: list[Revision]
    schooling: Revision | None
    fresh: list[Fresh]
    moved: dict[str, list[int]]
    fits: list[int]
    times: tuple[float, float] | None
    lifted: float | None

    @property
    def answer(self) -> str:
        """How the question is answered.

        ``undescribed`` (no edition), ``undated`` (no figure has a copy from before its survey),
        ``lacking`` (TII cannot be rebuilt at the last edition), ``confirmed`` (at some edition)
        or ``loose`` (at none).
        """
        if not self.editions:
            return "undescribed"
        if not self.dated:
            return "undated"
        if self.confirmed:
            return "confirmed"
        return "lacking" if self.lacking else "loose"

    @property
    def largest(self) -> Revision | None:
        """The revision since, of whichever part, that is worth most at the last edition."""
        there = [
            r for r in (*self.revisions, self.schooling) if r and r.edition == self.editions[-1]
        ]
        return max(there, key=lambda r: abs(r.egdi), default=None)

    @property
    def freshest(self) -> Fresh | None:
        """The edition at which one year later would have been worth most."""
        return max(self.fresh, key=lambda one: one.egdi) if self.fresh else None

    @property
    def moved_ever(self) -> list[int]:
        """Editions at which any of it would have moved the place."""
        return sorted({e for editions in self.moved.values() for e in editions})


def findings(this: Beneath) -> Findings:
    """Return what the tables of a question say."""
    if not this.editions:
        none: dict[str, list[int]] = {}
        return Findings([], this.first_described, [], 0, [], 0, [], None, None, None, [], None, [],
                        none, [], None, None)  # fmt: skip
    table = this.check
    dated = table[table["basis"].eq(PUBLISHED)]
    told = this.errors[this.errors["index"].eq("tii")].set_index("edition")
    worst = pd.concat([told["own"].abs(), told["median"]], axis=1).max(axis=1, skipna=False)
    near = told[told["median"].le(CLOSE)]
    confirmed = [int(e) for e in worst.index[worst <= CLOSE]]
    hci = this.errors.loc[this.errors["index"].eq("hci"), "own"].abs().max()
    off = abs(told["own"].get(this.last))
    own = this.rebuilt[this.rebuilt["iso3"].eq(this.focus) & this.rebuilt["edition"].eq(this.last)]
    missing = own[own["index"].eq("tii") & own["method"].eq(rebuild.AS_KNOWN)]["missing"]
    lacking = [c for text in missing for c in text.split("; ") if c]
    by_method = own[own["index"].eq("hci")].set_index("method")["rebuilt"]
    lifted = by_method.get(rebuild.TODAY) - by_method.get(rebuild.AS_KNOWN)
    revised = dated[dated["today_egdi"].notna()]
    largest = revised[revised["part"].eq("tii") & revised["today_egdi"].abs().ge(TELLING)]
    largest = largest.loc[largest["today_egdi"].abs().groupby(largest["edition"]).idxmax()]
    schooling = revised[revised["part"].eq("hci") & revised["edition"].eq(this.last)]
    schooling = schooling.loc[schooling["today_egdi"].abs().nlargest(1).index]
    return Findings(
        editions=this.editions,
        first_described=this.first_described,
        lacking=[Component(c) for c in lacking],
        dated=len(dated),
        newer=[_newer(row) for row in dated[dated["newer"]].to_dict("records")],
        newer_states=_newer_states(this.editions),
        confirmed=confirmed,
        within=float(told.loc[confirmed, "own"].abs().max()) if confirmed else None,
        off=None if pd.isna(off) else float(off),
        hci_off=None if pd.isna(hci) else float(hci),
        revisions=[_revision(row) for row in largest.to_dict("records")],
        schooling=next(map(_revision, schooling.to_dict("records")), None),
        fresh=_fresh(this.fresher),
        moved=_moved(this),
        fits=[int(e) for e in near.index],
        times=(float(near["times"].min()), float(near["times"].max())) if len(near) else None,
        lifted=None if pd.isna(lifted) else float(lifted),
    )


def _newer_states(editions: list[int]) -> int:
    """Count the states of which a copy of the day held a year after the reference year."""
    found: set[str] = set()
    for edition in editions:
        newest = vintages.newest(vintages.survey_day(edition)).reset_index()
        listed = rebuild.components(edition).dropna(subset="indicator")
        year = newest["indicator"].map(listed.set_index("indicator")["year"])
        found |= set(newest.loc[newest["year"] > year, "iso3"])
    return len(found)


def _revision(row: dict[str, object]) -> Revision:
    return _record(row, "today", row["year_used"], row["value_today"])


def _newer(row: dict[str, object]) -> Revision:
    return _record(row, "newest", row["newest_year"], row["newest_value"])


def _record(row: dict, effect: str, year: object, value: object) -> Revision:
    gained = {name: row[f"{effect}_{name}"] for name in ("egdi", "ranks", "places")}
    gained = {name: 0 if pd.isna(x) else x for name, x in gained.items()}
    return Revision(
        edition=int(row["edition"]),
        part=Term(row["part"]),
        component=Component(row["component"]),
        year=int(row["year_used"]),
        used=float(row["value_used"]),
        other_year=int(year),  # type: ignore[call-overload]
        other=float(value),  # type: ignore[arg-type]
        egdi=float(gained["egdi"]),
        ranks=int(gained["ranks"]),
        places=int(gained["places"]),
    )


def _fresh(table: pd.DataFrame) -> list[Fresh]:
    out = []
    for edition, rows in table.groupby("edition"):
        together = rows[rows["component"].eq("all")].iloc[0]
        if not pd.isna(together["egdi"]) and not pd.isna(together["ranks"]):
            single = rows[rows["component"].ne("all")]
            out.append(
                Fresh(int(str(edition)), len(single), int(single["known"].sum()),
                      float(together["egdi"]), int(together["ranks"]), int(together["places"]))
            )  # fmt: skip
    return out


def _moved(this: Beneath) -> dict[str, list[int]]:
    fresh = this.fresher[this.fresher["component"].eq("all")]
    tables: Iterable[tuple[str, pd.DataFrame]] = [
        *((part, this.revised[this.revised["part"].eq(part)]) for part in ("tii", "hci", "both")),
        ("fresh", fresh),
    ]
    return {
        name: [int(e) for e in table.loc[table["places"].fillna(0).ne(0), "edition"]]
        for name, table in tables
    }


def said(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of the data-supply check with their words, for tables that are read.

    Args:
        rows: as :func:`egdi.inputs.check` returns them.

    Returns:
        The same with the columns figure (the component's name), labelled (with its unit), index
        (TII, HCI), used, known (the basis: published, implied, not known), newest (with its year),
        used_of (the value used, bare, with its year), moved (world ranks and places gained with the
        figure as revised since), than_used (the newest where it is another than the one used, else
        that it is the same), since (as revised since) and trusted.
    """
    basis = {
        "published": "published", "implied": "implied", "not_known": "not known",
        "high": "high", "medium": "medium", "low": "low", "none": "none",
    }  # fmt: skip
    return rows.assign(
        figure=[phrase("{c:label}", c=Component(c)) for c in rows["component"]],
        labelled=[labelled(c) for c in rows["component"]],
        used_of=[
            "–" if pd.isna(r.value_used) else phrase("{v:.1} ({y})", v=r.value_used, y=r.year_used)
            for r in rows.itertuples()
        ],
        moved=[
            "–"
            if pd.isna(r.today_ranks)
            else phrase("{ranks:+}, {places:+}", ranks=r.today_ranks, places=r.today_places)
            for r in rows.itertuples()
        ],
        than_used=[
            "–"
            if pd.isna(r.newest_value)
            else phrase(
                {True: "same", False: "{v:.1} ({y})"},
                case=not r.newer and r.newest_year == r.year_used,
                v=r.newest_value,
                y=r.newest_year,
            )
            for r in rows.assign(year_used=rows["year_used"].fillna(0)).itertuples()
        ],
        index=[phrase("{t:label}", t=Term(part)) for part in rows["part"]],
        used=[figure(r.component, r.value_used) for r in rows.itertuples()],
        known=[phrase(basis, case=word) for word in rows["basis"]],
        newest=[
            "–"
            if pd.isna(r.newest_value)
            else phrase("{v} ({y})", v=figure(r.component, r.newest_value), y=r.newest_year)
            for r in rows.itertuples()
        ],
        since=[figure(r.component, r.value_today) for r in rows.itertuples()],
        trusted=[phrase(basis, case=word) for word in rows["trust"]],
    )
