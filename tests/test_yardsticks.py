"""Places by other indices and standing given income, counted again from the files."""

import csv
from pathlib import Path

import pytest

from egdi import panel, yardsticks

DATA = Path(__file__).resolve().parents[1] / "data"
ASEAN = ["BRN", "KHM", "IDN", "LAO", "MYS", "MMR", "PHL", "SGP", "THA", "VNM"]


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("index", "edition", "measure"),
    [("gci", 2024, "score"), ("idi", 2024, "score"), ("gii", 2022, "rank"), ("nri", 2022, "score")],
)
@pytest.mark.parametrize("focus", ["VNM", "THA"])
def test_places_are_counted_among_the_members_that_have_a_figure(index, edition, measure, focus):
    figures = {
        row["iso3"]: float(row["value"])
        for row in rows("other_indices.csv")
        if (row["index"], row["edition"], row["measure"]) == (index, str(edition), measure)
        and row["iso3"] in ASEAN
    }
    sign = -1 if measure == "rank" else 1
    place = 1 + sum(sign * x > sign * figures[focus] for x in figures.values())
    table = yardsticks.compare(focus, "ASEAN").set_index(["index", "edition"])
    found = table.loc[(index, edition)]
    assert (found["place"], found["n"]) == (place, len(figures))
    assert found["measure"] == measure


def test_govtech_places_and_ranks_are_those_of_its_table():
    scores = {r["iso3"]: float(r["gtmi"]) for r in rows("gtmi.csv") if r["edition"] == "2025"}
    found = yardsticks.compare("VNM").set_index(["index", "edition"]).loc[("gtmi", 2025)]
    assert found["place"] == 1 + sum(scores[s] > scores["VNM"] for s in ASEAN if s in scores)
    assert found["world_rank"] == 1 + sum(x > scores["VNM"] for x in scores.values())


def test_the_egdi_itself_is_the_first_yardstick():
    table = yardsticks.compare("VNM")
    first = table[table["latest"]].iloc[0]
    assert (first["index"], first["place"], first["n"]) == ("egdi", 5, 10)
    assert table.groupby("index")["latest"].sum().le(1).all()


def test_a_printed_rank_goes_before_a_computed_one():
    table = yardsticks.world_ranks()
    assert tuple(table.loc[("odin", 2022, "VNM")]) == (80, "printed")
    assert tuple(table.loc[("gci", 2024, "VNM")]) == (16, "computed")


def test_nobody_is_placed_alone_or_without_a_figure():
    for focus, group in (("VNM", "ASEAN"), ("DNK", "World"), ("TLS", "ASEAN"), ("MMR", "VNM,MMR")):
        table = yardsticks.compare(focus, group)
        placed = table[table["place"].notna()]
        assert placed["n"].ge(2).all() and placed["place"].le(placed["n"]).all()
        assert table.loc[table["value"].isna(), "place"].isna().all()


def test_nothing_later_than_the_edition_is_looked_at():
    assert yardsticks.compare("VNM", edition=2022)["edition"].max() == 2022


def test_every_index_says_what_it_shares_and_where_it_was_read():
    table = yardsticks.compare("VNM")
    assert set(table["index"]) == set(yardsticks.NAMES) == set(yardsticks.SHARES)
    known = {row["source_id"] for row in rows("sources.csv")} | {"panel"}
    assert set(table["source_id"]) <= known


def test_given_income_counts_richer_states_behind():
    income = {r["iso3"]: r["income_group_2025"] for r in rows("countries.csv")}
    scores = {
        r["iso3"]: float(r["egdi"])
        for r in rows("panel.csv")
        if r["edition"] == "2024" and r["egdi"]
    }
    own = scores["VNM"]
    alike = [s for i, s in scores.items() if income[i] == "Lower middle income"]
    richer = [s for i, s in scores.items() if income[i] in ("Upper middle income", "High income")]
    row = yardsticks.given_income("ASEAN", 2024).set_index("iso3").loc["VNM"]
    assert row["place"] == 1 + sum(s > own for s in alike)
    assert row["n"] == len(alike)
    assert (row["richer"], row["richer_behind"]) == (len(richer), sum(s < own for s in richer))
    assert row["over_mean"] == pytest.approx(own - sum(alike) / len(alike))


def test_the_egdi_is_compared_among_the_same_states():
    """Six states have a rank of 2025 in the innovation index here; their EGDI counts, no other."""
    there = {
        r["iso3"]
        for r in rows("other_indices.csv")
        if (r["index"], r["edition"]) == ("gii", "2025")
    }
    scores = {
        r["iso3"]: float(r["egdi"])
        for r in rows("panel.csv")
        if r["edition"] == "2024" and r["iso3"] in there & set(ASEAN)
    }
    found = yardsticks.compare("VNM").set_index(["index", "edition"]).loc[("gii", 2025)]
    assert found["n"] == len(scores) == 6
    assert found["egdi_place"] == 1 + sum(s > scores["VNM"] for s in scores.values())


def test_an_index_of_few_members_is_left_out_of_the_count_and_named():
    found = yardsticks.comparison(yardsticks.compare("VNM", "Lower middle income"))
    assert {one.key for one in found.others} == {"epi", "gtmi"}
    assert yardsticks.NAMES["gci"] in found.thin
    sides = [len(found.of(side)) for side in ("better", "same", "worse")]
    assert sum(sides) == len(found.others)


def test_what_is_not_verified_counts_as_neither_akin_nor_independent():
    found = yardsticks.comparison(yardsticks.compare("VNM"))
    assert {one.key for one in found.akin} == {"epi", "gtmi", "idi"}
    assert {one.key for one in found.akin}.isdisjoint(one.key for one in found.unverified)
    assert len(found.akin) + len(found.unverified) == len(found.others)


def test_every_source_says_whose_figures_they_are():
    assert set(yardsticks.compare("VNM")["source_id"]) <= set(yardsticks.SOURCES)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: yardsticks.compare("VNN"), "VNM"),
        (lambda: yardsticks.compare("VNM", "Asiean"), "ASEAN"),
        (lambda: yardsticks.compare("VNM", edition=2023), "no edition 2023"),
        (lambda: yardsticks.given_income("ASEAN", 2023), "no edition 2023"),
    ],
)
def test_a_wrong_question_is_told_in_one_sentence(call, words):
    with pytest.raises(panel.DataError) as error:
        call()
    assert words in str(error.value)
