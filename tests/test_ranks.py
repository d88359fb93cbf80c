"""Ranks, places, lines and gaps mean what they say."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egdi import lookup, panel, ranks

SCORES = st.lists(st.integers(0, 30).map(lambda i: i / 30), min_size=1, max_size=40)


@given(SCORES)
def test_a_rank_counts_who_is_better(scores):
    series = pd.Series(scores)
    expected = [1 + sum(other > own for other in scores) for own in scores]
    assert ranks.rank(series).tolist() == expected


def test_blank_scores_get_no_rank():
    assert ranks.rank(pd.Series([0.5, None, 0.7])).tolist() == [2, pd.NA, 1]


def test_published_ranks_follow_from_scores_but_for_ties(data):
    places = ranks.places(data).merge(data, on=["iso3", "edition"])
    odd = places[places["place"] != places["rank"]]
    twins = places.duplicated(["edition", "score"], keep=False)
    assert twins[odd.index].all()
    assert len(odd) == 4


def test_places_follow_a_changed_score(data):
    changed = data.copy()
    changed.loc[changed["iso3"].eq("VNM") & changed["edition"].eq(2024), "egdi"] = 0.8
    asean = lookup.members("ASEAN", 2024)
    before = ranks.places(data, asean).query("iso3 == 'VNM' and edition == 2024")["place"].item()
    after = ranks.places(changed, asean).query("iso3 == 'VNM' and edition == 2024")["place"].item()
    assert (before, after) == (5, 4)


def test_percentile_is_100_for_the_best_and_0_for_the_last(data):
    world = ranks.places(data)
    for _, rows in world.groupby("edition"):
        assert rows["percentile"].iloc[0] == 100
        assert rows["percentile"].iloc[-1] == 0


def test_unranked_states_hold_no_place(data):
    table = ranks.places(data, measure="osi")
    not_ranked = data[data["status"] != "ranked"].set_index(["iso3", "edition"]).index
    assert not table.set_index(["iso3", "edition"]).index.intersection(not_ranked).size


@pytest.mark.parametrize("k", [1, 4, 7])
def test_the_gap_tells_who_is_among_the_best(data, k):
    table = ranks.places(data, lookup.members("ASEAN", 2024))
    for iso in table["iso3"].unique():
        gaps = ranks.gaps(table, iso, k)
        assert (gaps["points"].ge(0) == gaps["place"].le(k)).all()


def test_the_gap_to_oneself_never_counts(data):
    """The line is held by another state, so a holder of the place sees what it has to spare."""
    table = ranks.places(data, lookup.members("ASEAN", 2024))
    row = ranks.gaps(table, "SGP", 1).loc[2024]
    assert row["points"] > 0
    assert row["line"] == table.query("edition == 2024 and place == 2")["score"].item()


def test_overtakes_explain_every_change_of_place(data):
    table = ranks.places(data, lookup.members("ASEAN", 2024))
    own = table[table["iso3"] == "VNM"].set_index("edition")["place"].astype(int)
    events = ranks.overtakes(table, "VNM")
    signs = events["direction"].map({"passed": -1, "passed by": 1})
    net = signs.groupby(events["edition"]).sum().reindex(own.index[1:], fill_value=0)
    assert (net == own.diff().iloc[1:]).all()


def test_moves_are_differences_of_places(data):
    moves = ranks.moves(ranks.places(data))
    row = moves.query("iso3 == 'VNM' and edition == 2024").iloc[0]
    assert row["gain"] == row["from_place"] - row["to_place"] == 15


def test_a_neighbourhood_keeps_the_focus_and_the_line(data):
    table = ranks.places(data)
    near = ranks.neighbourhood(table, "VNM", 4, most=12)
    kept = near[near["edition"] == 2024]
    assert "VNM" in set(kept["iso3"])
    assert 4 in set(kept["place"])
    assert kept["iso3"].nunique() <= 13


def test_a_table_without_scores_has_no_line(data):
    table = ranks.places(data, "ASEAN").drop(columns="score")
    for ask in (lambda: ranks.line(table, 4), lambda: ranks.gaps(table, "VNM", 4)):
        with pytest.raises(panel.DataError, match="no column score"):
            ask()
