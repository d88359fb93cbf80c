"""The library gives the answers that another program gives.

``known_answers.csv`` holds places, ranks, lines, gaps, contributions, Shapley values, covariance
shares and overtakes for six questions and all editions. They were computed from the tables in
``data/`` with the Python standard library alone, by code that shares nothing with this one, and
are written with ten decimals. Its columns:

- ``kind``: the quantity; ``focus``, ``group``: the question;
- ``since``: the edition before, for a change; ``edition``;
- ``other``: the rival;
- ``term``: the part, or the target place of a line;
- ``value``.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from egdi import contributions, lookup, panel, question, ranks, standing

ROWS = pd.read_csv(
    Path(__file__).with_name("known_answers.csv"),
    dtype={"since": "Int64", "other": "str", "term": "str"},
    keep_default_na=False,
    na_values={"since": [""]},
)
LINES = ROWS[ROWS["kind"].eq("line")].drop_duplicates(["focus", "group"])
K = {(row.focus, row.group): int(row.term) for row in LINES.itertuples()}
"""The target place of each question."""


@cache
def data() -> pd.DataFrame:
    return panel.load()


@cache
def places(group: str, measure: str = "egdi") -> pd.DataFrame:
    return ranks.places(data(), None if group == "World" else group, measure)


@cache
def at(group: str, measure: str = "egdi") -> pd.DataFrame:
    return places(group, measure).set_index(["iso3", "edition"])


@cache
def gaps(focus: str, group: str) -> pd.DataFrame:
    return ranks.gaps(places(group), focus, K[focus, group])


@cache
def others_line(focus: str, group: str) -> pd.Series:
    table = places(group)
    return ranks.line(table[table["iso3"].ne(focus)], K[focus, group])


@cache
def changes() -> pd.DataFrame:
    return contributions.changes(data())


@cache
def steps() -> pd.DataFrame:
    return changes().set_index(["iso3", "since", "edition", "term"])


@cache
def lead(focus: str, rival: str, edition: int) -> pd.Series:
    return contributions.gap(data(), focus, rival, edition)


@cache
def lead_over(focus: str, group: str, rival: str) -> pd.DataFrame:
    table = contributions.gap_to_line(data(), focus, group, K[focus, group], rival)
    assert table["rival"].eq(rival).all()
    return table.set_index("edition")


@cache
def leads(focus: str, group: str, edition: int) -> pd.DataFrame:
    return contributions.gaps_in_group(data(), focus, group, edition)


@cache
def to_line(focus: str, group: str) -> pd.Series:
    table = contributions.gap_to_line(data(), focus, group, K[focus, group]).set_index("edition")
    return table[contributions.TERMS].sum(axis=1)


@cache
def by_measure(focus: str) -> pd.Series:
    return ranks.by_measure(data(), focus).set_index(["measure", "edition"])["place"]


@cache
def shapley(focus: str, group: str, since: int, edition: int) -> pd.Series:
    return contributions.place_change(data(), focus, group, since, edition)


@cache
def shares() -> pd.DataFrame:
    return contributions.covariance_shares(data())


@cache
def asked(focus: str, group: str, edition: int) -> question.Question:
    return question.Question(focus, group, K[focus, group], edition)


@cache
def stands(focus: str, group: str, edition: int) -> standing.Standing:
    return standing.standing(
        places(group), places("World"), focus, K.get((focus, group), 1), edition
    )


@cache
def change(focus: str, edition: int) -> contributions.Change | None:
    return contributions.change_record(changes(), focus, edition)


@cache
def moved(group: str) -> pd.DataFrame:
    return ranks.moves(places(group)).set_index(["iso3", "edition"])


@cache
def overtakes(focus: str, group: str) -> pd.DataFrame:
    return ranks.overtakes(places(group), focus)


def happened(row, direction: str) -> int:
    events = overtakes(row.focus, row.group)
    rows = events["edition"].eq(row.edition) & events["since"].eq(row.since)
    return int((rows & events["iso3"].eq(row.other) & events["direction"].eq(direction)).sum())


def ranked_members(row) -> int:
    now = ranks.ranked(data()).query("edition == @row.edition")
    return len(set(now["iso3"]) & set(lookup.members(row.group, row.edition)))


# For each kind of known answer, the functions that must give it.
DOORS: dict[str, dict[str, Callable]] = {
    "place": {
        "ranks.places": lambda r: at(r.group).at[(r.focus, r.edition), "place"],
        "ranks.gaps": lambda r: gaps(r.focus, r.group).at[r.edition, "place"],
        "ranks.rank": lambda r: ranks.rank(
            places(r.group).query("edition == @r.edition").set_index("iso3")["score"]
        )[r.focus],
        "ranks.moves": lambda r: (
            moved(r.group).at[(r.focus, r.edition), "to_place"] if r.edition > 2003 else r.value
        ),
        "standing": lambda r: stands(r.focus, r.group, r.edition).place,
    },
    "members_ranked": {
        "ranks.places": lambda r: at(r.group).at[(r.focus, r.edition), "n"],
        "ranks.ranked": ranked_members,
        "lookup.others_ranked": lambda r: 1 + lookup.others_ranked(r.focus, r.group, r.edition),
        "standing": lambda r: stands(r.focus, r.group, r.edition).n,
    },
    "world_rank": {
        "ranks.places": lambda r: at("World").at[(r.focus, r.edition), "place"],
        "ranks.by_measure": lambda r: by_measure(r.focus)["egdi", r.edition],
        "standing": lambda r: stands(r.focus, r.group, r.edition).rank,
    },
    "world_rank_part": {
        "ranks.places": lambda r: at("World", r.term).at[(r.focus, r.edition), "place"],
        "ranks.by_measure": lambda r: by_measure(r.focus)[r.term, r.edition],
    },
    "line": {
        "ranks.line": lambda r: others_line(r.focus, r.group)[r.edition],
        "ranks.gaps": lambda r: gaps(r.focus, r.group).at[r.edition, "line"],
    },
    "points_to_line": {
        "ranks.gaps": lambda r: gaps(r.focus, r.group).at[r.edition, "points"],
        "contributions.gap_to_line": lambda r: to_line(r.focus, r.group)[r.edition],
        "standing": lambda r: stands(r.focus, r.group, r.edition).points,
    },
    "gap_part": {
        "contributions.gap": lambda r: lead(r.focus, r.other, r.edition)[r.term],
        "contributions.gap_to_line": lambda r: lead_over(r.focus, r.group, r.other).at[
            r.edition, r.term
        ],
        "contributions.gaps_in_group": lambda r: leads(r.focus, r.group, r.edition).at[
            r.other, r.term
        ],
        "contributions.gap_record": lambda r: contributions.gap_record(
            data(), r.focus, r.other, r.edition
        ).parts[r.term],
    },
    "change_absolute": {
        "contributions.changes": lambda r: steps().at[
            (r.focus, r.since, r.edition, r.term), "absolute"
        ],
        "contributions.change_record": lambda r: change(r.focus, r.edition).absolute[r.term],
    },
    "change_relative": {
        "contributions.changes": lambda r: steps().at[
            (r.focus, r.since, r.edition, r.term), "relative"
        ],
        "contributions.change_record": lambda r: change(r.focus, r.edition).relative[r.term],
    },
    "place_change_shapley": {
        "contributions.place_change": lambda r: shapley(r.focus, r.group, r.since, r.edition)[
            tuple(r.term.split(":"))
        ],
        "Question.place_change": lambda r: asked(r.focus, r.group, r.edition).place_change()[
            tuple(r.term.split(":"))
        ],
    },
    "covariance_share": {
        "contributions.covariance_shares": lambda r: shares().at[r.edition, r.term],
    },
    "passed": {"ranks.overtakes": lambda r: happened(r, "passed")},
    "passed_by": {"ranks.overtakes": lambda r: happened(r, "passed by")},
}
CASES = [(kind, door) for kind, doors in DOORS.items() for door in doors]


@pytest.mark.parametrize(("kind", "door"), CASES, ids=[f"{d}-{k}" for k, d in CASES])
def test_a_door_gives_the_known_answers(kind, door):
    answer, wrong = DOORS[kind][door], []
    for row in ROWS[ROWS["kind"].eq(kind)].itertuples(index=False):
        found = float(answer(row))
        if not abs(found - row.value) < 1e-9:
            what = " ".join(filter(None, [kind, row.other, row.term]))
            wrong.append(
                f"{row.focus} in {row.group}, {row.edition}: {what} is {found}, not {row.value}"
            )
    assert not wrong, f"{door}: {len(wrong)} wrong answers, first {wrong[0]}"


def test_no_known_answer_is_left_unchecked():
    assert set(ROWS["kind"]) == set(DOORS)
    assert len(ROWS) == 1156


def test_every_door_of_ranks_and_contributions_is_held_to_known_answers_or_named_here():
    """A new public function is given known answers, or a test of its own and a line here."""
    elsewhere = {
        "ranks": {"neighbourhood", "two_editions"},
        "contributions": {"weighted_parts", "spells", "lags", "shapley", "correlation_ratios"},
    }
    for room in (ranks, contributions):
        name = room.__name__.rpartition(".")[2]
        public = {
            key
            for key, value in vars(room).items()
            if callable(value)
            and not isinstance(value, type)
            and getattr(value, "__module__", "") == room.__name__
            and not key.startswith("_")
        }
        held = {d.partition(".")[2] for doors in DOORS.values() for d in doors if name in d}
        assert public == held | elsewhere[name]


@pytest.mark.parametrize(("focus", "group"), [("VNM", "ASEAN"), ("EST", "Northern Europe")])
def test_who_passed_whom_is_told_whole(focus, group):
    """Every overtake is in the file: none is invented, none left out."""
    known = ROWS[ROWS["focus"].eq(focus) & ROWS["kind"].isin(["passed", "passed_by"])]
    told = {(r.edition, r.since, r.other, r.kind.replace("_", " ")) for r in known.itertuples()}
    events = overtakes(focus, group)
    assert set(events.itertuples(index=False, name=None)) == told
    assert len(events) == len(known)


def test_moves_are_differences_of_known_places():
    known = ROWS[ROWS["kind"].eq("place")].set_index(["focus", "group", "edition"])["value"]
    for (focus, group), held in known.groupby(level=[0, 1]):
        held = held.droplevel([0, 1]).sort_index()
        table = moved(group).loc[focus]
        assert table["gain"].astype(float).tolist() == (-held.diff().dropna()).tolist(), group
        assert table["from_place"].astype(float).tolist() == held.iloc[:-1].tolist(), group
