"""What it would take: points needed in the parts, exact for the draws."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egdi import figures, lookup, needed, panel, projection, ranks
from egdi.needed import ALL, FIX, FROZEN, HELD, MOVING, OUT_OF_REACH, REACHABLE, SHIFT

DATA = panel.load()
THIRDS = np.full(3, 1 / 3)
QUESTIONS = [
    ("VNM", "ASEAN", 4, 2024), ("VNM", "World", 50, 2024), ("DNK", "World", 1, 2024),
    ("KIR", "World", 120, 2014), ("VNM", ["VNM", "THA"], 1, 2024), ("THA", "ASEAN", 2, 2012),
    ("VNM", "Lower middle income", 3, 2020), ("FRA", "ASEAN", 1, 2024),
]  # fmt: skip


def drawn(focus="VNM", group="ASEAN", place=4, origin=2024):
    draws = projection.project(DATA, origin, projection.after(origin, 1))
    return draws, needed.race(draws, DATA, focus, group, place)


def small(own, rivals, present=None):
    """A race of one state and others in draws made by hand: parts D x 3 each."""
    codes = ["VNM", "THA", "IDN"][: 1 + len(rivals)]
    iso3 = tuple(sorted(codes))
    cubes = dict(zip(codes, map(np.array, [own, *rivals]), strict=True))
    parts = np.stack([cubes[iso] for iso in iso3], axis=1)[:, :, None, :]
    draws = projection.Draws(iso3, 2024, (2026,), parts, THIRDS, "plain")
    start = present or {iso: tuple(cubes[iso][0]) for iso in iso3}
    rows = [
        {"iso3": iso, "edition": 2024, "status": "ranked", "egdi": sum(p) / 3,
         **dict(zip(panel.PARTS, p, strict=True))}
        for iso, p in start.items()
    ]  # fmt: skip
    return draws, pd.DataFrame(rows), codes


# --- by hand


def test_points_by_hand():
    """Four draws: short of the line by 0, 0.1, 0.2 and 0.3 index points; a third of each part."""
    own = np.full((4, 3), 0.4)
    rival = np.array([[0.4] * 3, [0.5] * 3, [0.6] * 3, [0.7] * 3])
    race = needed.race(*small(own, [rival])[:2], "VNM", ["VNM", "THA"], 1)
    assert race.chance() == pytest.approx(1 / 4)  # level shares the place
    assert race.points("osi", 0.25) == 0
    assert race.points("osi", 0.5) == pytest.approx(0.3)
    assert race.points("osi", 0.75) == pytest.approx(0.6)
    assert race.points("osi", 1.0) == np.inf  # 0.9 more than 0.4 is above one
    assert race.points(ALL, 1.0) == pytest.approx(0.3)
    # 0.51 needs a third draw of four: no interpolation.
    assert race.points("osi", 0.51) == pytest.approx(0.6)


def test_a_part_at_its_ceiling_leaves_the_rest_to_the_others():
    """All three gain alike until TII is full; then OSI and HCI give the rest."""
    parts = np.array([[0.4, 0.9, 0.4]])
    found = needed.needs(parts, THIRDS, np.array([0.3]), np.ones(3))
    # 0.1 each gives 0.1; the missing 0.2 come from two thirds of 0.3 more.
    assert found == pytest.approx([0.1 + 0.3])
    assert needed.needs(parts, THIRDS, np.array([0.44]), np.ones(3))[0] == np.inf
    assert needed.needs(np.ones((1, 3)), THIRDS, np.array([0.01]), np.ones(3))[0] == np.inf
    assert needed.needs(np.ones((1, 3)), THIRDS, np.array([-0.01]), np.ones(3))[0] == 0


def test_shifting_keeps_the_shared_shock_and_fixing_takes_it_away():
    """An edition lifts or lowers OSI of both by 0.2: a shift of 0.1 holds both times, but fixed at
    its present value plus 0.1 the state misses the good edition by 0.1."""
    own = np.array([[0.3, 0.5, 0.5], [0.7, 0.5, 0.5]])
    rival = own + np.array([0.1, 0, 0])
    start = {"THA": (0.6, 0.5, 0.5), "VNM": (0.5, 0.5, 0.5)}
    race = needed.race(*small(own, [rival], start)[:2], "VNM", ["VNM", "THA"], 1)
    assert race.points("osi", 1.0, SHIFT) == pytest.approx(0.1)
    assert race.points("osi", 1.0, FIX) == pytest.approx(0.3)
    assert race.points("osi", 0.5, FIX) == 0  # at its present 0.5 it beats 0.4
    assert race.gap == pytest.approx(0.1 / 3)


def test_frozen_rivals_keep_their_distance_from_the_mean():
    """The rival moves by more than the mean; frozen, it moves with the mean."""
    own = np.array([[0.5, 0.5, 0.5], [0.5, 0.5, 0.5]])
    rival = np.array([[0.9, 0.9, 0.9], [0.6, 0.6, 0.6]])
    start = {"THA": (0.6, 0.6, 0.6), "VNM": (0.5, 0.5, 0.5)}
    race = needed.race(*small(own, [rival], start)[:2], "VNM", ["VNM", "THA"], 1)
    # The mean of the two moves by 0.15 in the first draw, by nothing in the second.
    assert race.line(FROZEN) == pytest.approx([0.75, 0.6])
    assert race.line(MOVING) == pytest.approx([0.9, 0.6])


# --- properties


share = st.floats(0, 1)
triple = st.tuples(share, share, share)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(triple, min_size=1, max_size=5),
    st.floats(-0.2, 1.0),
    st.tuples(*[st.sampled_from([0.0, 0.5, 1.0, 2.0])] * 3).filter(any),
)
def test_the_shift_closes_the_gap_exactly_and_less_does_not(parts, gap, along):
    parts, along = np.array(parts), np.array(along)
    gaps = np.full(len(parts), gap)
    found = needed.needs(parts, THIRDS, gaps, along)

    def gain(shift):
        return (np.minimum(parts + shift[:, None] * along, 1) - parts) @ THIRDS

    ok = np.isfinite(found)
    assert (gain(np.where(ok, found, 0))[ok] >= gaps[ok] - 1e-9).all()
    real = ok & (found > 1e-6)
    assert (gain(np.where(real, found - 1e-6, 0))[real] < gaps[real]).all()
    assert (gain(np.full(len(parts), 1e6))[~ok] < gaps[~ok]).all()


# --- on the real draws


@pytest.mark.parametrize(("focus", "group", "place", "origin"), QUESTIONS)
@pytest.mark.parametrize("meaning", [SHIFT, FIX])
def test_adding_the_answer_gives_the_probability_asked_for(focus, group, place, origin, meaning):
    _, race = drawn(focus, group, place, origin)
    for part, along in needed.directions().items():
        for level in needed.LEVELS:
            points = race.points(part, level, meaning)
            if points == np.inf:
                assert race.chance(along * 2, meaning) < level
            elif points > 0:
                assert race.chance(along * points, meaning) >= level
                assert race.chance(along * (points - 1e-6), meaning) < level
            else:
                assert race.chance(along * 1e-12, meaning) >= level


@pytest.mark.parametrize(("focus", "group", "place", "origin"), QUESTIONS)
def test_the_chance_without_points_is_that_of_the_draws(focus, group, place, origin):
    draws, race = drawn(focus, group, place, origin)
    states = sorted({*lookup.members(group, race.edition), focus})
    assert race.chance() == pytest.approx(draws.chance(focus, states, place, race.edition))
    now = ranks.gaps(ranks.places(DATA[DATA["edition"].eq(origin)], states), race.focus, place).loc[
        origin
    ]
    assert race.gap == pytest.approx(-now["points"], abs=2e-4)


def test_the_table_tells_what_is_held_and_what_is_out_of_reach():
    _, race = drawn("DNK", "World", 1)
    table = needed.points_needed(race).set_index(["meaning", "rivals", "part", "level"])
    row = table.loc[(SHIFT, MOVING, "osi", 0.8)]
    assert row["status"] == OUT_OF_REACH and pd.isna(row["points"]) and pd.isna(row["gained"])
    _, race = drawn("SGP", "ASEAN", 4)
    table = needed.points_needed(race)
    assert table["status"].eq(HELD).all() and table["points"].eq(0).all()
    _, race = drawn()
    table = needed.points_needed(race).set_index(["meaning", "rivals", "part", "level"])
    row = table.loc[(SHIFT, MOVING, "osi", 0.8)]
    assert row["status"] == REACHABLE
    assert 0 < row["index_points"] < row["points"] / 3 + 1e-12
    assert row["still"] == pytest.approx(3 * race.gap)
    assert table["points"].xs(0.5, level="level").lt(table["points"].xs(0.8, level="level")).sum()


def test_more_probability_never_asks_for_less_and_together_never_for_more():
    _, race = drawn()
    for part in needed.directions():
        points = [race.points(part, level) for level in (0.3, 0.5, 0.7, 0.8, 0.9)]
        assert points == sorted(points)
    for part in panel.PARTS:
        assert race.points(ALL, 0.5) <= race.points(part, 0.5)


def test_the_frontier_runs_from_one_part_alone_to_the_other():
    _, race = drawn()
    line = needed.frontier(race, "osi", "hci", 0.5)
    assert line["second_points"].iloc[0] == pytest.approx(race.points("hci", 0.5))
    assert line["second_points"].iloc[-1] == pytest.approx(0, abs=1e-9)
    assert line["first_points"].iloc[-1] == pytest.approx(race.points("osi", 0.5))
    assert line["second_points"].is_monotonic_decreasing
    for row in line.iloc[::10].itertuples():
        assert race.chance([row.first_points, 0, row.second_points]) >= 0.5


def test_past_gains_look_only_at_states_of_that_level_up_to_the_origin():
    _, race = drawn(origin=2020)
    cases = needed.past_gains(race, "osi")
    level = race.present[0]
    assert cases["edition"].max() == 2020 and cases["since"].min() == 2008
    assert (cases["start"] - level).abs().max() <= needed.NEAR
    assert cases.groupby("edition")["above"].mean().abs().max() < 1e-12
    one = cases.iloc[0]
    rows = DATA.set_index(["iso3", "edition"])["osi"]
    assert one["gain"] == pytest.approx(
        rows[one["iso3"], one["edition"]] - rows[one["iso3"], one["since"]]
    )


def test_components_are_raised_to_their_ceilings():
    table = needed.components_left("VNM", "ASEAN", 2022, 4).set_index("component")
    assert table.at["mobile_cellular", "capped"] and table.at["mobile_cellular", "egdi"] == 0
    assert table.at["internet_users", "ceiling"] == 100
    assert table.at["mobile_broadband", "bound"] == "cap"
    assert table.at[ALL, "egdi"] >= table.drop(ALL)["egdi"].max() - 1e-12
    # All figures at their ceilings are the best there can be: what is left of the sub-index.
    rebuilt = table.at[ALL, "sub_index"]
    assert rebuilt == pytest.approx(table.at[ALL, "room"], abs=0.02)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda d: needed.race(None, DATA, "VNM", "ASEAN", 4), "Expected draws"),
        (lambda d: needed.race(d, DATA, "XXX", "ASEAN", 4), "not the ISO alpha-3 code"),
        (lambda d: needed.race(d, DATA, "VNM", "Asiean", 4), "did you mean ASEAN"),
        (lambda d: needed.race(d, DATA, "VNM", "ASEAN", 11), "choose 1 to 10"),
        (lambda d: needed.race(d, DATA, "VNM", "ASEAN", 2.5), "expected a whole number"),
        (lambda d: needed.race(d, DATA, "VNM", "ASEAN", 4, 2030), "2030 was not projected"),
        (lambda d: needed.race(d, DATA[DATA["edition"] < 2024], "VNM", "ASEAN", 4),
         "has not the edition of 2024"),
        (lambda d: race_of(d).points("epi", 0.5), "'epi' is no part"),
        (lambda d: race_of(d).points("osi", 80), "expected a share"),
        (lambda d: race_of(d).points("osi", 0.5, "both"), "choose shift or fix"),
        (lambda d: race_of(d).points("osi", 0.5, SHIFT, "still"), "choose moving or frozen"),
        (lambda d: needed.frontier(race_of(d), "osi", "osi", 0.5), "two different parts"),
        (lambda d: needed.components_left("VNM", "ASEAN", 2012, 4), "has no edition 2012"),
        (lambda d: needed.components_left("VNM", "ASEAN", 2022, 4, "osi"), "choose tii or hci"),
    ],
)  # fmt: skip
def test_what_has_no_answer_is_refused_in_a_sentence(call, sentence):
    draws = projection.project(DATA, 2024, [2026])
    with pytest.raises(panel.DataError, match=sentence) as raised:
        call(draws)
    assert "\n" not in str(raised.value)


def race_of(draws):
    return needed.race(draws, DATA, "VNM", "ASEAN", 4)


def test_a_state_that_was_not_ranked_is_told():
    draws = projection.project(DATA, 2012, [2014])
    with pytest.raises(panel.DataError, match="Libya was not ranked in 2012"):
        needed.race(draws, DATA, "LBY", "Africa", 4)


def test_the_frontier_is_drawn_with_the_words_given():
    _, race = drawn()
    table = needed.frontiers(race).query("first == 'osi' and second == 'hci'")
    _, ax = figures.new()
    needed.frontier_lines(ax, table, ["one in two", "four in five"], (0.1, 0.1))
    assert {t.get_text() for t in ax.texts} == {"one in two", "four in five"}
    with pytest.raises(panel.DataError, match="2 labels"):
        needed.frontier_lines(ax, table, ["one"])


# --- what a page tells


@given(st.floats(0, 1))
@settings(deadline=None)
def test_told_points_are_thousandths_that_are_enough_and_no_more_than_that(points):
    told = needed.in_thousandths(points)
    assert told >= points - 1e-8
    assert told - points < 0.001
    assert round(told * 1000) == pytest.approx(told * 1000)
    assert needed.in_thousandths(np.inf) == np.inf


@pytest.mark.parametrize(("focus", "group", "place", "origin"), QUESTIONS)
def test_answers_say_what_the_draws_give(focus, group, place, origin):
    """Points told alone or together reach the chance; what is called beyond does not, even all."""
    race = drawn(focus, group, place, origin)[1]
    for answer in needed.answers(race):
        held = race.chance() >= answer.level
        assert (answer.case == "held") == held
        if held:
            assert answer.alone == []
            continue
        assert race.chance([answer.together.points] * 3) >= answer.level
        for need in answer.alone:
            along = needed.directions()[need.part]
            assert race.chance(need.points * along) >= answer.level
            assert race.chance((need.points - 0.001) * along) < answer.level
        for term in answer.beyond:
            assert race.chance(needed.directions()[term.key]) < answer.level
        assert len(answer.alone) + len(answer.beyond) == 3


def test_a_short_table_has_a_row_a_part_and_both_readings():
    race = drawn()[1]
    table = needed.short_table(race).set_index("part")
    assert list(table.index) == [*panel.PARTS, ALL]
    for part in panel.PARTS:
        told = needed.in_thousandths(race.points(part, 0.5, rivals=FROZEN))
        assert table.loc[part, "frozen_50"] == pytest.approx(told, nan_ok=True) or np.isinf(told)
        assert table.loc[part, "room"] == pytest.approx(race.room[part])


def test_the_title_of_the_frontier_names_what_can_be_had():
    easy = needed.frontier_title(drawn()[1], "osi", "tii", 0.5)
    assert "or some of both" in easy
    hard = needed.frontier_title(drawn("DNK", "World", 1)[1], "osi", "tii", 0.8)
    assert "both OSI and TII" in hard
    assert needed.frontiers_open(drawn("SGP", "ASEAN", 1)[1], "osi", "tii") == []


def test_what_is_told_names_each_part_once_and_what_cannot_give_it():
    first, second = needed.told(needed.answers(drawn()[1]))
    for sentence, level in ((first, "50"), (second, "80")):
        assert sentence.startswith(f"A chance of {level}")
        assert sum(sentence.count(name) for name in ("OSI", "TII", "HCI")) == 3
    assert "alone cannot give it" in second
    (held,) = needed.told(needed.answers(drawn("SGP", "ASEAN", 1)[1]))
    assert held.endswith("takes nothing more.")
