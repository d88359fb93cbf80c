"""Decompositions add up, and Shapley values keep Shapley's axioms."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egdi import contributions as c
from egdi import lookup, panel, ranks

UNIT = st.floats(0, 1, allow_nan=False)


@st.composite
def panels(draw):
    """Any panel of a few states and editions, whose index need not follow the formula."""
    states = ["AAA", "BBB", "CCC", "DDD"][: draw(st.integers(2, 4))]
    editions = draw(st.sampled_from([[2008, 2012], [2010, 2012, 2014], [2022, 2024]]))
    rows = [
        {
            "iso3": s,
            "edition": e,
            "status": "ranked",
            **{m: draw(UNIT) for m in ("egdi", *panel.PARTS)},
        }
        for s in states
        for e in editions
    ]
    return pd.DataFrame(rows)


@given(panels())
@settings(deadline=None, max_examples=40)
def test_contributions_to_changes_add_up_for_any_panel(frame):
    total = c.changes(frame).groupby(["iso3", "edition"])["absolute"].sum()
    published = frame.set_index(["iso3", "edition"])["egdi"].groupby("iso3").diff().dropna()
    pd.testing.assert_series_equal(total, published.sort_index(), check_names=False, atol=1e-12)


@given(panels())
@settings(deadline=None, max_examples=40)
def test_relative_contributions_add_up_to_zero_over_the_world(frame):
    total = c.changes(frame).groupby(["edition", "term"])["relative"].sum()
    np.testing.assert_allclose(total, 0, atol=1e-12)


@given(panels())
@settings(deadline=None, max_examples=40)
def test_gaps_add_up_and_change_sign_with_the_side(frame):
    edition = int(frame["edition"].max())
    one, two = c.gap(frame, "AAA", "BBB", edition), c.gap(frame, "BBB", "AAA", edition)
    scores = frame.set_index(["iso3", "edition"])["egdi"]
    assert one.sum() == pytest.approx(scores["AAA", edition] - scores["BBB", edition], abs=1e-12)
    np.testing.assert_allclose(one, -two)
    assert c.gap(frame, "AAA", "AAA", edition).eq(0).all()


@given(panels())
@settings(deadline=None, max_examples=25)
def test_changes_of_place_add_up_for_any_panel(frame):
    editions = sorted(frame["edition"].unique())
    since, edition = int(editions[-2]), int(editions[-1])
    states = sorted(frame["iso3"].unique())
    # Scores nearer than 1e-9 count as ties there, so keep to panels without such pairs.
    for _, rows in frame.groupby("edition"):
        gaps = np.diff(np.sort(rows["egdi"]))
        if (gaps < 1e-6).any():
            return
    place = ranks.places(frame, states).set_index(["iso3", "edition"])["place"]
    values = c.place_change(frame, "AAA", states, since, edition)
    assert values.sum() == pytest.approx(place["AAA", since] - place["AAA", edition], abs=1e-9)


GAMES = st.lists(st.floats(-5, 5), min_size=16, max_size=16)


def game(worths):
    players = list("abcd")

    def value(coalition):
        return worths[sum(2 ** players.index(p) for p in coalition)]

    return value, players


@given(GAMES)
def test_shapley_is_efficient(worths):
    value, players = game(worths)
    shares = c.shapley(value, players)
    assert sum(shares.values()) == pytest.approx(worths[15] - worths[0], abs=1e-9)


@given(GAMES)
def test_shapley_gives_nothing_to_who_does_not_matter(worths):
    value, players = game(worths)
    shares = c.shapley(lambda s: value(s - {"d"}), players)
    assert shares["d"] == pytest.approx(0, abs=1e-12)


@given(GAMES)
def test_shapley_treats_equals_alike(worths):
    value, players = game(worths)
    swap = {"a": "b", "b": "a"}

    def symmetric(coalition):
        return value(coalition) + value(frozenset(swap.get(p, p) for p in coalition))

    shares = c.shapley(symmetric, players)
    assert shares["a"] == pytest.approx(shares["b"], abs=1e-9)


def test_shapley_of_a_known_game():
    """The glove game: one left glove (a), two right ones (b, c); a pair is worth 1."""
    shares = c.shapley(lambda s: float("a" in s and len(s) > 1), list("abc"))
    assert shares == pytest.approx({"a": 2 / 3, "b": 1 / 6, "c": 1 / 6})


def test_the_record_adds_up(data):
    steps = c.changes(data)
    total = steps[steps["iso3"] == "VNM"].groupby("edition")["absolute"].sum()
    published = data[data["iso3"] == "VNM"].set_index("edition")["egdi"].diff().dropna()
    np.testing.assert_allclose(total, published, atol=1e-12)
    # The weighting changed between 2010 and 2012; the parts still explain the change.
    assert (
        abs(
            steps.query("iso3 == 'VNM' and edition == 2012 and term == 'unexplained'")[
                "absolute"
            ].item()
        )
        < 1e-4
    )


@pytest.mark.parametrize("group", ["ASEAN", "World"])
def test_places_gained_in_the_record(data, group):
    members = lookup.members(group, 2024)
    place = ranks.places(data, members).set_index(["iso3", "edition"])["place"]
    values = c.place_change(data, "VNM", members, 2022, 2024)
    assert values.sum() == pytest.approx(place["VNM", 2022] - place["VNM", 2024])


def test_a_rival_that_stands_still_has_no_part_in_a_change_of_place(data):
    still = data.copy()
    columns = ["egdi", *panel.PARTS]
    for iso in lookup.members("ASEAN", 2024):
        if iso != "VNM":
            then = still.loc[still["iso3"].eq(iso) & still["edition"].eq(2022), columns].to_numpy()
            still.loc[still["iso3"].eq(iso) & still["edition"].eq(2024), columns] = then
    values = c.place_change(still, "VNM", lookup.members("ASEAN", 2024), 2022, 2024)
    assert values["rivals"].eq(0).all()
    assert values["own"].sum() > 0


def test_covariance_shares_add_up(data):
    np.testing.assert_allclose(c.covariance_shares(data).sum(axis=1), 1)


def test_gap_to_line_is_the_gap_of_the_ranks_room(data):
    members = lookup.members("ASEAN", 2024)
    gaps = c.gap_to_line(data, "VNM", members, 4).set_index("edition")
    points = ranks.gaps(ranks.places(data, members), "VNM", 4)["points"]
    np.testing.assert_allclose(gaps[c.TERMS].sum(axis=1), points, atol=1e-12)


def test_spells_start_where_the_lag_started():
    frame = pd.DataFrame(
        {"edition": [1, 2, 3, 4], "rival": "X", "osi": [-1, 1, -1, -1], "tii": 1.0, "hci": -1.0}
    )
    since = c.spells(frame).set_index("part")["since"]
    assert since["osi"] == 3
    assert pd.isna(since["tii"])
    assert since["hci"] == 1


def test_a_correlation_ratio_is_one_for_a_part_that_is_the_index_and_none_for_noise():
    """Parts that do not go together: what one alone accounts for is its share of the variance."""
    noise = np.random.default_rng(1)
    n = 150
    frame = pd.DataFrame(
        {"iso3": [f"S{i:02}" for i in range(n)], "edition": 2024, "status": "ranked"}
    )
    frame["osi"], frame["tii"], frame["hci"] = noise.random(n), 0.5, 0.5
    frame["egdi"] = frame[panel.PARTS].mean(axis=1)
    assert c.correlation_ratios(frame).loc[2024, "osi"] == pytest.approx(1, abs=0.02)
    frame["tii"] = noise.random(n)
    frame["egdi"] = frame[panel.PARTS].mean(axis=1)
    ratios = c.correlation_ratios(frame).loc[2024]
    assert ratios["osi"] == pytest.approx(0.5, abs=0.12)
    assert ratios["tii"] == pytest.approx(0.5, abs=0.12)


def test_a_correlation_ratio_sees_a_bend_that_a_line_misses():
    """The index falls and rises with the part: no correlation, yet the part tells it whole."""
    n = 200
    part = np.linspace(0, 1, n)
    frame = pd.DataFrame(
        {"iso3": [f"S{i:03}" for i in range(n)], "edition": 2024, "status": "ranked"}
    )
    frame["osi"], frame["tii"], frame["hci"] = part, 4 * (part - 0.5) ** 2, 0.5
    frame["egdi"] = frame["tii"]
    assert abs(frame["osi"].corr(frame["egdi"])) < 1e-9
    assert c.correlation_ratios(frame).loc[2024, "osi"] > 0.6


def test_a_correlation_ratio_is_blank_where_states_are_too_few():
    frame = pd.DataFrame({"iso3": ["VNM", "THA"], "edition": 2024, "status": "ranked"})
    frame[["egdi", *panel.PARTS]] = [[0.5] * 4, [0.6] * 4]
    assert c.correlation_ratios(frame).isna().all(axis=None)
