"""Where a state stands by other indices, and given its income.

Other indices cover fewer states and measure other things. Some are made in part of the same
figures as the EGDI, and so agree with it for a bad reason (:data:`SHARES`). Figures, sources and
licences stand in ``other_indices.csv``, ``gtmi.csv`` and ``sources.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from egdi import lookup, ranks
from egdi.panel import Group, latest_edition, load, require
from egdi.words import phrase

NAMES = {
    "egdi": "UN E-Government Development Index",
    "epi": "UN E-Participation Index",
    "gtmi": "World Bank GovTech Maturity Index",
    "gci": "ITU Global Cybersecurity Index",
    "idi": "ITU ICT Development Index",
    "gairi": "Oxford Insights Government AI Readiness Index",
    "gii": "WIPO Global Innovation Index",
    "nri": "Portulans Network Readiness Index",
    "odin": "Open Data Inventory",
    "ogdi": "UN Open Government Data Index",
}
"""Names of the indices, as their publishers call them."""

_SHORT = {
    "egdi": "EGDI",
    "epi": "E-Participation",
    "gtmi": "GovTech Maturity",
    "gci": "Cybersecurity",
    "idi": "ICT Development",
    "gairi": "AI Readiness",
    "gii": "Global Innovation",
    "nri": "Network Readiness",
    "odin": "Open Data Inventory",
    "ogdi": "Open Government Data",
}

SHARES: dict[str, tuple[str, ...] | None] = {
    "egdi": ("all",),
    "epi": ("questionnaire",),
    "ogdi": ("questionnaire",),
    "gtmi": ("osi",),
    "idi": ("tii_inputs",),
    "gairi": None,
    "gii": None,
    "nri": None,
    "gci": None,
    "odin": None,
}
"""What an index has in common with the EGDI: the UN's ``questionnaire`` on portals, its ``osi``
among the indicators, or the same figures that TII is made of (``tii_inputs``). None where that
could not be verified.

Sources: UN E-Government Survey, methodology annex (EPI and OGDI are scored from the questionnaire
of OSI); World Bank, Guidance Note on the 2022 GovTech Maturity Index Online Survey (its index of
service delivery uses existing data from OSI); ITU, Measuring digital development: The ICT
Development Index 2024 (internet users, mobile broadband and prices of broadband).
"""

SOURCES = {
    "panel": "UN DESA",
    "gtmi": "World Bank, CC BY 4.0",
    "gci_d360": "ITU, by way of the World Bank’s Data360",
    "idi2024": "ITU, CC BY-NC-SA 3.0 IGO: single figures quoted",
    "gairi2025": "Oxford Insights, one copy",
    "odin": "Open Data Watch, CC BY 4.0",
    "odin_page": "Open Data Watch, CC BY 4.0",
    "press_ai": "Oxford Insights, as printed in the press",
    "databoks_ai24": "Oxford Insights, as printed in the press",
    "press_gii": "WIPO, as printed in the press",
    "philstar_nri22": "Portulans Institute, as printed in the press",
    "mic_2020": "UN DESA, as told by the ministry",
}
"""Whose figures they are, and on what terms; the address of each copy is in ``sources.csv``."""

LADDER = ["Low income", "Lower middle income", "Upper middle income", "High income"]
"""The World Bank's income groups, the poorest first."""

_BEST_FIRST = {"score": False, "points": False, "rank": True}
_COUNTS = ("place", "tied", "world_rank", "egdi_place")
_COLUMNS = ["index", "edition", "iso3", "measure", "value", "unit", "source_id"]


def figures() -> pd.DataFrame:
    """Return every index's figures by state, one measure an index and edition.

    The measure is the one that most states have: the score, where it is known as widely.

    Returns:
        Columns index (a key of :data:`NAMES`), edition, iso3, measure (``score``, ``points`` or
        ``rank``), value, unit and source_id (``panel`` for the UN's own).
    """
    own = load("panel")
    own = own[own["status"].eq("ranked")].melt(
        ["iso3", "edition"], ["egdi", "epi"], var_name="index"
    )
    own = own.assign(source_id="panel")
    bank = load("gtmi")[["iso3", "edition", "gtmi"]].rename(columns={"gtmi": "value"})
    bank = bank.assign(index="gtmi", source_id="gtmi")
    ours = pd.concat([own, bank], ignore_index=True).assign(measure="score", unit="0-1")
    others = load("other_indices")
    others = others[others["measure"].isin(list(_BEST_FIRST))]
    counts = others.groupby(["index", "edition", "measure"], as_index=False).size()
    counts["order"] = counts["measure"].map({m: n for n, m in enumerate(_BEST_FIRST)})
    counts = counts.sort_values(["size", "order"], ascending=[False, True])
    widest = counts.drop_duplicates(["index", "edition"])[["index", "edition", "measure"]]
    others = others.merge(widest, on=["index", "edition", "measure"])
    return pd.concat([ours, others], ignore_index=True)[_COLUMNS].dropna(subset="value")


def world_ranks() -> pd.DataFrame:
    """Return the world ranks that are known, printed where they are, else computed.

    Returns:
        Index (index, edition, iso3); columns world_rank and world_rank_is (``printed`` or
        ``computed``, the latter over all economies of the copy).
    """
    ours = figures().query("source_id in ('panel', 'gtmi')")
    scores = ours.groupby(["index", "edition"])["value"]
    ours = ours.assign(
        value=scores.rank(method="min", ascending=False), world_rank_is="computed", order=1
    )
    others = load("other_indices")
    others = others[others["measure"].isin(["rank", "rank_computed"])]
    printed = others["measure"].eq("rank")
    others = others.assign(
        world_rank_is=printed.map({True: "printed", False: "computed"}),
        order=(~printed).astype(int),
    )
    both = pd.concat([ours, others], ignore_index=True).sort_values("order", kind="stable")
    both = both.drop_duplicates(["index", "edition", "iso3"])
    both = both.assign(world_rank=both["value"].astype("Int64"))
    return both.set_index(["index", "edition", "iso3"])[
        ["world_rank", "world_rank_is"]
    ].sort_index()


def compare(focus: str, group: Group = "ASEAN", edition: int | None = None) -> pd.DataFrame:
    """Return a state's place in a group by each index, edition by edition.

    Args:
        focus: ISO code.
        group: as :func:`egdi.lookup.members` takes it, with its members at the edition.
        edition: nothing later is looked at; default the last in the panel and everything later.

    Returns:
        Columns index, name, edition, measure, value and place (of the state, among the members
        that have a figure, itself included; ties share the better place; blank where it has none
        or nobody else has), n (members with a figure), members (of the group), covered (at least
        half of the members have a figure), egdi_place (its place by the EGDI of the last edition
        looked at among the same members, as far as ranked), tied (others with the same figure),
        world_rank and world_rank_is (see :func:`world_ranks`), shares (a tuple of :data:`SHARES`,
        or None), source_id and latest (the index's newest edition that gives the state a place).
        By index and edition; an index that has no figure for the state has rows without a place.

    Raises:
        DataError: if the state or the group is unknown.
    """
    focus = lookup.find_country(focus)
    last = latest_edition() if edition is None else lookup.find_edition(edition)
    states = sorted({*lookup.members(group, last), focus})
    table = figures()
    if edition is not None:
        table = table[table["edition"] <= last]
    table = table[table["iso3"].isin(states)]
    world = world_ranks()
    now = load("panel")
    scores = ranks.ranked(now[now["edition"].eq(last)]).set_index("iso3")["egdi"]
    rows = []
    for (index, year), same in table.groupby(["index", "edition"]):
        own = same[same["iso3"].eq(focus)]
        measure = same["measure"].iat[0]
        value = own["value"].iat[0] if len(own) else float("nan")
        better = same["value"] < value if _BEST_FIRST[measure] else same["value"] > value
        placed = len(own) and len(same) > 1
        ranked = (index, year, focus) in world.index
        alike = scores.reindex(same["iso3"]).dropna()
        rows.append(
            {
                "index": index,
                "name": NAMES[str(index)],
                "edition": year,
                "measure": measure,
                "value": value,
                "place": int(better.sum()) + 1 if placed else pd.NA,
                "n": len(same),
                "members": len(states),
                "covered": 2 * len(same) >= len(states),
                "egdi_place": int((alike > scores[focus]).sum()) + 1
                if placed and focus in scores.index
                else pd.NA,
                "tied": int(same["value"].eq(value).sum()) - 1 if placed else pd.NA,
                **(dict(world.loc[(index, year, focus)]) if ranked else {}),
                "shares": SHARES[str(index)],
                "source_id": same["source_id"].iat[0],
            }
        )
    out = pd.DataFrame(rows).astype(dict.fromkeys(_COUNTS, "Int64"))
    newest = out[out["place"].notna()].groupby("index")["edition"].max()
    out["latest"] = out["edition"].eq(out["index"].map(newest)) & out["place"].notna()
    order = {index: n for n, index in enumerate(NAMES)}
    out = out.assign(order=out["index"].map(order)).sort_values(["order", "edition"])
    return out.drop(columns="order").reset_index(drop=True)


def given_income(
    group: Group = "World", edition: int | None = None, measure: str = "egdi"
) -> pd.DataFrame:
    """Return where each member stands for its income, by the World Bank's income groups.

    The groups are those of 2021 or 2025, whichever is nearer to the edition.

    Args:
        group: whose members to tell.
        edition: survey year; default the latest.
        measure: egdi, osi, tii, hci or epi.

    Returns:
        Columns iso3, income_group (blank where the Bank gives none), score, place and n (among
        the ranked states of the income group, in the whole world), mean (of the income group),
        over_mean (points over it), richer and richer_behind (ranked states in higher income
        groups, and those of them with a lower score), poorer and poorer_ahead (in lower groups,
        with a higher score); best score first.

    Raises:
        DataError: if the group, the edition or the measure is unknown.
    """
    edition = latest_edition() if edition is None else lookup.find_edition(edition)
    measure, data = lookup.find_measure(measure), load("panel")
    now = ranks.ranked(data[data["edition"].eq(edition)], measure)
    column = "income_group_2021" if edition <= 2022 else "income_group_2025"
    groups = load("countries").set_index("iso3")[column]
    ladder = LADDER
    table = pd.DataFrame(
        {"iso3": now["iso3"], "score": now[measure], "income_group": now["iso3"].map(groups)}
    )
    table["step"] = table["income_group"].map({name: n for n, name in enumerate(ladder)})
    by = table.groupby("income_group")["score"]
    table["place"] = by.rank(method="min", ascending=False).astype("Int64")
    table["n"] = by.transform("size").astype("Int64")
    table["mean"] = by.transform("mean")
    table["over_mean"] = table["score"] - table["mean"]
    known = table.dropna(subset="step")
    counts = {
        row.iso3: (
            int((known["step"] > row.step).sum()),
            int(((known["step"] > row.step) & (known["score"] < row.score)).sum()),
            int((known["step"] < row.step).sum()),
            int(((known["step"] < row.step) & (known["score"] > row.score)).sum()),
        )
        for row in known[known["iso3"].isin(lookup.members(group, edition))].itertuples()
    }
    wide = pd.DataFrame.from_dict(
        counts, orient="index", columns=["richer", "richer_behind", "poorer", "poorer_ahead"]
    )
    out = table[table["iso3"].isin(lookup.members(group, edition))].join(wide, on="iso3")
    out = out.astype(dict.fromkeys(wide.columns, "Int64")).drop(columns="step")
    first = ["iso3", "income_group"]
    out = out[[*first, *(c for c in out if c not in first)]]
    return out.sort_values("score", ascending=False, kind="stable", ignore_index=True)


def short_name(index: str) -> str:
    """Return an index's short name, for pictures and tables."""
    return phrase(_SHORT[index])


def source_name(source: str) -> str:
    """Return whose figures a source's are, and on what terms, for pictures and tables."""
    return phrase(SOURCES[source])


def publishers(rows: pd.DataFrame) -> list[str]:
    """Return whose figures rows of :func:`compare` are, each once, for the foot of a picture."""
    return list(dict.fromkeys(source_name(s).split(",")[0] for s in rows["source_id"]))


def income_name(group: str) -> str:
    """Return the name of an income group, for pictures and tables."""
    return phrase(group)


# --- records that sentences are filled from


@dataclass(frozen=True)
class Yardstick:
    """A state's newest place by one other index, beside its place by the EGDI.

    Attributes:
        key: of the index, as in :data:`NAMES`.
        edition: of the index.
        place: among the members compared that have a figure.
        n: how many they are.
        egdi_place: place by the EGDI among the same members.
        shares: what it has in common with the EGDI; None where not verified.
    """

    key: str
    edition: int
    place: int
    n: int
    egdi_place: int
    shares: tuple[str, ...] | None

    @property
    def name(self) -> str:
        """The index as its publisher calls it."""
        return phrase(NAMES[self.key])

    @property
    def short(self) -> str:
        """Its short name."""
        return short_name(self.key)

    @property
    def side(self) -> str:
        """``better``, ``worse`` or ``same``: how it places the state against the EGDI."""
        gain = self.egdi_place - self.place
        return "better" if gain > 0 else "worse" if gain < 0 else "same"


@dataclass(frozen=True)
class Comparison:
    """What the other indices say beside the EGDI.

    Attributes:
        place: place by the EGDI in the group.
        n: members ranked by it.
        others: the newest place by each other index that covers at least half of the members.
        thin: indices that have a figure for the state, but for fewer members.
        none: indices that have none for the state.
    """

    place: int
    n: int
    others: list[Yardstick]
    thin: list[str]
    none: list[str]

    def of(self, side: str) -> list[Yardstick]:
        """Return the other indices of one side."""
        return [one for one in self.others if one.side == side]

    @property
    def first(self) -> Yardstick:
        """The first of the others."""
        return self.others[0]

    @property
    def akin(self) -> list[Yardstick]:
        """Those known to share figures with the EGDI."""
        return [one for one in self.others if one.shares]

    @property
    def unverified(self) -> list[Yardstick]:
        """Those of which that is not verified."""
        return [one for one in self.others if one.shares is None]

    @property
    def verdict(self) -> str:
        """``same``, ``better`` or ``worse`` if more than half say so, else ``mixed``; ``none``."""
        if not self.others:
            return "none"
        for side in ("same", "better", "worse"):
            if 2 * len(self.of(side)) > len(self.others):
                return side
        return "mixed"


def comparison(table: pd.DataFrame) -> Comparison:
    """Return what a table of :func:`compare` says.

    Raises:
        DataError: if it is no such table.
    """
    require(table, ["index", "edition", "place", "n", "egdi_place", "covered", "shares", "latest"],
            "a table of compare()")  # fmt: skip
    newest = table[table["latest"]].set_index("index")
    egdi = newest.loc["egdi"]
    rows = newest[newest["egdi_place"].notna()].drop(index="egdi")
    there = rows[rows["covered"]]
    others = [
        Yardstick(str(key), int(row["edition"]), int(row["place"]), int(row["n"]),
                  int(row["egdi_place"]), row["shares"])
        for key, row in there.iterrows()
    ]  # fmt: skip
    held = set(newest.index)
    return Comparison(
        int(egdi["place"]),
        int(egdi["n"]),
        others,
        [NAMES[str(key)] for key in rows.index[~rows["covered"].astype(bool)]],
        [NAMES[key] for key in dict.fromkeys(table["index"]) if key not in held],
    )


@dataclass(frozen=True)
class ForIncome:
    """Where a state stands for its income.

    Attributes:
        group: the World Bank's income group, ``Lower middle income``.
        place: in that group, in the whole world.
        n: ranked states in it.
        over_mean: points over the mean of the group.
        richer: ranked states in higher groups.
        richer_behind: those of them with a lower score.
        poorer: ranked states in lower groups.
        poorer_ahead: those of them with a higher score.
    """

    group: str
    place: int
    n: int
    over_mean: float
    richer: int
    richer_behind: int
    poorer: int
    poorer_ahead: int


def for_income(table: pd.DataFrame, focus: str) -> ForIncome | None:
    """Return a state's row of :func:`given_income`; None if it has no income group or no rank."""
    require(table, ["iso3", "income_group", "place", "richer_behind"], "a table of given_income()")
    rows = table[table["iso3"].eq(focus) & table["income_group"].notna()]
    if rows.empty:
        return None
    row = rows.iloc[0]
    counts = ("place", "n", "richer", "richer_behind", "poorer", "poorer_ahead")
    return ForIncome(
        group=str(row["income_group"]),
        over_mean=float(row["over_mean"]),
        **{name: int(row[name]) for name in counts},
    )
