"""How firm a place is: places over weightings, exact, and under other defensible choices."""

import numpy as np
import pandas as pd
import panels
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egdi import figures, firmness, panel, ranks
from egdi.firmness import choices, simplex

DATA = panel.load()
THIRDS = np.full(3, 1 / 3)


def made(states, focus="VNM", edition=2024):
    """A league of states with these parts."""
    data = panels.of({iso: {edition: parts} for iso, parts in states.items()})
    return firmness.league(data, focus, sorted(states), edition)


# --- worked out by hand


def test_two_states_share_the_triangle_as_its_height_says():
    """Viet Nam leads by 0.3 in OSI and trails by 0.1 in TII and HCI: it is ahead where OSI counts
    for more than a quarter, a triangle of three quarters of the height, 9/16 of the area."""
    found = firmness.weightings(made({"VNM": (0.6, 0.3, 0.3), "THA": (0.3, 0.4, 0.4)}), 1)
    assert found.shares.to_dict() == pytest.approx({1: 9 / 16, 2: 7 / 16})
    assert (found.place, found.best, found.worst, found.held) == (1, 1, 2, True)
    assert found.reached == pytest.approx(9 / 16)
    # From equal weights, a third less a quarter has to leave OSI before the place is lost.
    assert found.turn.moved == pytest.approx(1 / 3 - 1 / 4)
    assert found.turn.weights["osi"] == pytest.approx(1 / 4)
    assert found.turn.place == 2


def test_three_states_cut_the_triangle_into_quarters():
    """Each rival is ahead where one part counts for more than half: a corner triangle of half the
    height, a quarter of the area. The two corners do not meet."""
    found = firmness.weightings(
        made({"VNM": (0.5, 0.5, 0.5), "THA": (0.7, 0.3, 0.3), "IDN": (0.3, 0.7, 0.3)}), 1
    )
    assert found.shares.to_dict() == pytest.approx({1: 1 / 2, 2: 1 / 2})
    # A third of a half: one sixth of the weight has to move to OSI, or to TII.
    assert found.turn.moved == pytest.approx(1 / 2 - 1 / 3)


def test_crossing_lines_make_a_third_place():
    """Both rivals are ahead where OSI counts for less than a half, or less than a quarter."""
    league = made({"VNM": (0.6, 0.4, 0.4), "THA": (0.5, 0.5, 0.5), "IDN": (0.3, 0.5, 0.5)})
    found = firmness.weightings(league, 2)
    # OSI above 1/2: 1/4 of the area; above 1/4: 9/16.
    assert found.shares.to_dict() == pytest.approx({1: 1 / 4, 2: 9 / 16 - 1 / 4, 3: 7 / 16})
    assert found.examples.index.tolist() == [1, 2, 3]
    for place, weights in found.examples.iterrows():
        assert league.place(weights) == place
        assert weights.sum() == pytest.approx(1, abs=1e-12)


def test_a_state_that_leads_in_every_part_is_ahead_under_every_weighting():
    league = made({"VNM": (0.6, 0.5, 0.4), "THA": (0.5, 0.4, 0.3), "IDN": (0.7, 0.1, 0.4)})
    pairs = firmness.pairs(league).set_index(["ahead", "behind"])
    assert bool(pairs.at[("VNM", "THA"), "everywhere"])
    assert not pairs.at[("VNM", "IDN"), "everywhere"]
    found = firmness.weightings(made({"VNM": (0.6, 0.5, 0.4), "THA": (0.5, 0.4, 0.3)}), 1)
    assert found.shares.to_dict() == {1: 1.0}
    assert found.turn is None


def test_level_in_every_part_shares_the_better_place_everywhere():
    league = made({"VNM": (0.6, 0.5, 0.4), "THA": (0.6, 0.5, 0.4), "IDN": (0.1, 0.1, 0.1)})
    assert firmness.weightings(league, 1).shares.to_dict() == {1: 1.0}
    pair = firmness.pairs(league).set_index(["ahead", "behind"]).loc[("THA", "VNM")]
    assert not pair["everywhere"] and not pair["plausible"]


def test_rivals_with_one_line_between_them_are_both_counted():
    """Two rivals whose leads are in proportion turn at the same weightings."""
    found = firmness.weightings(
        made({"VNM": (0.5, 0.5, 0.5), "THA": (0.7, 0.3, 0.3), "IDN": (0.6, 0.4, 0.4)}), 1
    )
    assert found.shares.to_dict() == pytest.approx({1: 3 / 4, 3: 1 / 4})
    opposed = firmness.weightings(
        made({"VNM": (0.5, 0.5, 0.5), "THA": (0.7, 0.3, 0.3), "IDN": (0.3, 0.7, 0.7)}), 1
    )
    assert opposed.shares.to_dict() == {2: pytest.approx(1)}


def test_lines_through_one_point_leave_no_cell_of_no_size():
    states = {"VNM": (0.5, 0.5, 0.5), "THA": (0.7, 0.3, 0.5), "IDN": (0.5, 0.7, 0.3),
              "MYS": (0.3, 0.5, 0.7)}  # fmt: skip
    found = firmness.weightings(made(states), 1)
    assert found.shares.sum() == pytest.approx(1)
    assert (found.best, found.worst) == (2, 3)
    # Three lines through the middle: at equal weights all four are level, and share the first.
    assert found.place == 1


def test_a_line_along_the_border_counts_inside():
    """Level in OSI and TII: who has more HCI is ahead wherever HCI counts at all."""
    found = firmness.weightings(made({"VNM": (0.5, 0.5, 0.3), "THA": (0.5, 0.5, 0.4)}), 1)
    assert found.shares.to_dict() == {2: 1.0}
    found = firmness.weightings(made({"VNM": (0.5, 0.5, 0.5), "THA": (0.5, 0.5, 0.4)}), 1)
    assert found.shares.to_dict() == {1: 1.0}


def test_plausible_weights_are_those_a_quarter_more_or_less_then_rescaled():
    polygon = simplex.corners(THIRDS, 0.25)
    ratio = polygon.max(axis=1) / polygon.min(axis=1)
    assert polygon.sum(axis=1) == pytest.approx(1)
    assert ratio == pytest.approx(5 / 3)
    assert (polygon.min(), polygon.max()) == pytest.approx((3 / 13, 5 / 11))
    # Any three multipliers stay inside: no weight above 5/3 of another.
    drawn = np.random.default_rng(1).uniform(0.75, 1.25, (500, 3))
    inside = drawn / drawn.sum(axis=1, keepdims=True)
    sides = np.cross(polygon, np.roll(polygon, -1, axis=0))
    assert (inside @ sides.T >= -1e-12).all()


# --- properties


part = st.integers(0, 20).map(lambda n: n / 20)
state = st.tuples(part, part, part)


@settings(max_examples=60, deadline=None)
@given(st.lists(state, min_size=2, max_size=7), st.sampled_from([1.0, 0.6, 0.25]))
def test_areas_add_up_to_one_and_agree_with_sampled_weightings(states, spread):
    """Coarse parts make many ties, shared lines and lines through corners."""
    leads = np.array(states[0]) - np.array(states[1:])
    polygon = simplex.corners(THIRDS, spread)
    borders = simplex.pieces(leads, polygon)
    shares = simplex._areas(borders)
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    assert (shares > 0).all()
    rng = np.random.default_rng(3)
    u = rng.dirichlet(np.ones(3), 4000)
    inside = (u @ np.cross(polygon, np.roll(polygon, -1, axis=0)).T >= 0).all(axis=1)
    u = u[inside]
    sampled = pd.Series(1 + (u @ leads.T < 0).sum(axis=1)).value_counts(normalize=True)
    assert set(sampled.index) <= set(shares.index)
    for place, share in shares.items():
        error = np.sqrt(share * (1 - share) / len(u))
        assert abs(sampled.get(place, 0.0) - share) < 5 * error + 2 / len(u)


@settings(max_examples=60, deadline=None)
@given(st.lists(state, min_size=3, max_size=7), st.integers(1, 3))
def test_no_weighting_nearer_than_the_turn_changes_the_answer(states, target):
    named = dict(zip(("VNM", "THA", "IDN", "MYS", "PHL", "LAO", "KHM"), states, strict=False))
    league = made({k: v for k, v in named.items()})
    target = min(target, league.n - 1)
    found = firmness.weightings(league, target)
    rng = np.random.default_rng(5)
    u = rng.dirichlet(np.ones(3), 3000)
    held = 1 + (u @ league.leads().T < -1e-9).sum(axis=1) <= target
    moved = np.abs(u - THIRDS).sum(axis=1) / 2
    other = moved[held != found.held]
    if found.turn is None:
        assert len(other) == 0 or found.place not in found.shares.index
    elif len(other) and found.place in found.shares.index:
        assert other.min() >= found.turn.moved - 1e-9


@pytest.mark.parametrize(
    ("focus", "group", "edition", "place"),
    [("VNM", "ASEAN", 2024, 4), ("VNM", "World", 2024, 70), ("KIR", "World", 2014, 170),
     ("DNK", "World", 2024, 1), ("VNM", ["VNM", "THA"], 2024, 1), ("VNM", "ASEAN", 2010, 4)],
)  # fmt: skip
def test_on_the_record_areas_agree_with_sampled_weightings(focus, group, edition, place):
    league = firmness.league(DATA, focus, group, edition)
    found = firmness.weightings(league, place)
    assert found.shares.sum() == pytest.approx(1)
    u = np.random.default_rng(11).dirichlet(np.ones(3), 20000)
    places = 1 + (u @ league.leads().T < -1e-12).sum(axis=1)
    assert found.reached == pytest.approx((places <= place).mean(), abs=0.015)
    assert found.best <= places.min() and places.max() <= found.worst
    for p, weights in found.examples.iterrows():
        assert league.place(weights) == p


@pytest.mark.parametrize("edition", [2010, 2014, 2020, 2024])
def test_at_the_published_weights_the_places_are_those_of_the_ranks(edition):
    league = firmness.league(DATA, "VNM", "ASEAN", edition)
    table = ranks.places(DATA[DATA["edition"].eq(edition)], "ASEAN").set_index("iso3")["place"]
    for iso in league.iso3:
        assert league.place(league.weights, iso) == table[iso]


def test_every_member_of_the_world_is_placed_as_one_by_one():
    league = firmness.league(DATA, "VNM", "World", 2024)
    table = firmness.members(league, 4).set_index("iso3")
    alone = firmness.weightings(firmness.league(DATA, "QAT", "World", 2024), 4)
    assert (table.at["QAT", "best"], table.at["QAT", "worst"]) == (alone.best, alone.worst)
    assert table.at["QAT", "share"] == pytest.approx(alone.reached)
    # On OSI alone Saudi Arabia, on HCI alone another: each is first somewhere or dominated.
    dominated = [
        (np.delete(league.parts, i, 0) >= row).all(axis=1).any()
        for i, row in enumerate(league.parts)
    ]
    assert not any(table.loc[np.array(league.iso3)[dominated], "best"].eq(1))


# --- other choices


def test_a_part_of_zero_leaves_the_other_means_defined():
    world = np.array([[0.0, 1, 1], [0.5, 0.5, 0.5], [0.0, 0.0, 0.0], [1, 1, 1]])
    for normalisation in choices.NORMALISATIONS:
        for aggregation in choices.AGGREGATIONS:
            scores = choices.composite(world, THIRDS, normalisation, aggregation)
            assert np.isfinite(scores).all()
            assert scores.argmax() == 3 and scores.argmin() == 2


def test_means_by_hand():
    world = np.array([[0.0, 1, 1], [1, 1, 1]])
    assert choices.composite(world, THIRDS)[0] == pytest.approx(67)
    assert choices.composite(world, THIRDS, "min_max", "geometric")[0] == pytest.approx(
        100 ** (2 / 3)
    )
    assert choices.composite(world, THIRDS, "min_max", "harmonic")[0] == pytest.approx(3 / 1.02)
    # Borda: last in one part, level at the top in two.
    assert choices.composite(world, THIRDS, "ranks")[0] == pytest.approx((1 + 1.5 + 1.5) / 3)


def test_an_uneven_state_falls_under_the_geometric_mean():
    states = {"VNM": (0.1, 0.8, 0.8), "THA": (0.5, 0.5, 0.5), "IDN": (0.0, 0.0, 0.0),
              "SGP": (1.0, 1.0, 1.0)}  # fmt: skip
    own = firmness.places(made(states), 2).query("iso3 == 'VNM'").set_index(["choice", "variant"])
    assert own.at[("published", "egdi"), "best"] == 2
    assert own.at[("aggregation", "geometric"), "best"] == 3
    assert own.at[("left_out", "osi"), "best"] == 2
    assert own.at[("left_out", "hci"), "best"] == 3
    assert own["best"].le(own["worst"]).all()


def test_rounding_opens_only_the_places_that_the_digits_leave_open():
    """To four digits, two level scores may stand in either order, and one far off may not."""
    league = made({"VNM": (0.6, 0.6, 0.6), "THA": (0.6, 0.6, 0.6), "IDN": (0.7001, 0.7001, 0.7001)})
    assert league.half[3] == pytest.approx(0.5e-4)
    table = firmness.places(league, 2).query("choice == 'rounding'").set_index("iso3")
    assert table.loc["VNM", ["best", "worst"]].tolist() == [2, 3]
    assert table.loc["IDN", ["best", "worst"]].tolist() == [1, 1]
    assert pd.isna(table.at["VNM", "share"]) and table.at["IDN", "share"] == 1


def test_no_revisions_leave_the_published_places():
    league = firmness.league(DATA, "VNM", "ASEAN", 2024)
    none = pd.DataFrame({"osi": [0.0], "tii": [0.0], "hci": [0.0]})
    table = firmness.places(league, 4, none)
    wide = table.query("choice == 'revisions'").set_index("iso3")
    published = table.query("choice == 'published'").set_index("iso3")["best"]
    assert wide["best"].equals(published) and wide["worst"].equals(published)
    larger = firmness.places(league, 4, pd.DataFrame({"osi": [0.1, -0.1], "tii": 0.0, "hci": 0.0}))
    wide = larger.query("choice == 'revisions'").set_index("iso3")
    assert wide.at["VNM", "best"] < published["VNM"] < wide.at["VNM", "worst"]


def test_the_same_seed_gives_the_same_table_and_another_one_nearly():
    league = firmness.league(DATA, "VNM", "ASEAN", 2024)
    one, same = firmness.places(league, 4), firmness.places(league, 4)
    pd.testing.assert_frame_equal(one, same)
    pd.testing.assert_frame_equal(firmness.effects(league, 4), firmness.effects(league, 4))
    other = firmness.places(league, 4, seed=1)
    share = "iso3 == 'VNM' and choice == 'together'"
    assert other.query(share)["share"].item() == pytest.approx(
        one.query(share)["share"].item(), abs=0.04
    )


def test_usual_revisions_are_of_the_figures_that_were_revised():
    table = firmness.usual_revisions()
    assert list(table) == ["osi", "tii", "hci"]
    assert table["osi"].eq(0).all()
    assert table[["tii", "hci"]].median().abs().max() < 1e-9
    assert table["tii"].std() > 0.005 and table["hci"].std() > 0.005


def test_indices_of_ishigami_are_those_known():
    """Ishigami and Homma (1990) with a = 7, b = 0.1: indices known in closed form."""

    def ishigami(u):
        x = np.pi * (2 * u - 1)
        return (np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0]))[None]

    found = choices.indices(ishigami, 3, samples=4096)
    assert found["first"][0] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.03)
    assert found["total"][0] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.03)
    assert (found["first_low"] <= found["first"]).all()
    assert (found["total"] <= found["total_high"]).all()


def test_what_never_moves_has_no_effects_and_what_alone_moves_has_them_all():
    firm = made({"VNM": (0.9, 0.9, 0.9), "THA": (0.5, 0.5, 0.5), "IDN": (0.1, 0.1, 0.1)})
    none = pd.DataFrame({"osi": [0.0], "tii": [0.0], "hci": [0.0]})
    table = firmness.effects(firm, 1, none).set_index(["output", "factor"])
    assert table.loc["place", "deviation"].eq(0).all()
    assert table.loc["place", "first"].isna().all()
    table = firmness.effects(firmness.league(DATA, "VNM", "ASEAN", 2024), 4, none)
    lead = table.query("output == 'lead'").set_index("factor")
    assert lead.at["revisions", "total"] == pytest.approx(0, abs=1e-9)
    assert lead["total"].sum() >= 1 - 0.1


def test_who_may_and_who_must_be_among_the_best_follow_from_the_table():
    league = firmness.league(DATA, "VNM", "ASEAN", 2024)
    table = firmness.places(league, 4)
    found = firmness.among_best(table, 4).set_index("iso3")
    assert not (found["must"] & ~found["may"]).any()
    assert found["must"].sum() <= 4 <= found["may"].sum()
    # A weighting that nobody would defend puts Viet Nam fourth; it does not count here.
    every = table.query("variant == 'every'").set_index("iso3")
    assert every.at["VNM", "best"] == 4
    no_revision = firmness.places(league, 4, pd.DataFrame({"osi": [0.0], "tii": 0.0, "hci": 0.0}))
    kept = no_revision[no_revision["choice"].isin(["published", "weights"])]
    assert not firmness.among_best(kept, 4).set_index("iso3").at["VNM", "may"]


def test_who_dominates_is_ahead_under_every_other_choice_too():
    league = firmness.league(DATA, "VNM", "World", 2022)
    pairs = firmness.order(league)
    apart = pairs[pairs["everywhere"]]
    strict = (pairs["lead"] > 1e-9) & pairs["everywhere"]
    assert len(apart) > 1000
    assert pairs.loc[strict, "means"].all()
    assert not (pairs["separated"] & ~pairs["plausible"]).any()


# --- doors


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: firmness.league(DATA, "LBY", "Africa", 2012), "has no index in the edition"),
        (lambda: firmness.league(DATA, "XXX", "ASEAN", 2024), "not the ISO alpha-3 code"),
        (lambda: firmness.league(DATA, "VNM", "Asiean", 2024), "did you mean ASEAN"),
        (lambda: firmness.league(DATA, "VNM", "ASEAN", 2023), "has no edition 2023"),
        (lambda: firmness.league(DATA, "VNM", ["VNM"], 2024), "No other state"),
        (lambda: firmness.league(None, "VNM", "ASEAN", 2024), "Expected a panel"),
        (lambda: firmness.weightings(LEAGUE, 10), "choose 1 to 9"),
        (lambda: firmness.weightings(LEAGUE, 2.5), "expected a whole number"),
        (lambda: firmness.weightings(LEAGUE, 4, 0), "expected a number above 0"),
        (lambda: firmness.weightings(LEAGUE, 4, "wide"), "expected a number above 0"),
        (lambda: firmness.places(LEAGUE, 4, pd.DataFrame({"tii": [0.1]})), "no column osi"),
        (lambda: choices.composite(LEAGUE.world, THIRDS, "z"), "Normalisation 'z' is unknown"),
        (lambda: firmness.among_best(DATA, 4), "expected a table as firmness.places"),
    ],
)
def test_what_has_no_answer_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(panel.DataError, match=sentence) as raised:
        call()
    assert "\n" not in str(raised.value)


LEAGUE = firmness.league(DATA, "VNM", "ASEAN", 2024)


# --- the picture


def test_the_picture_shows_the_target_in_tones_that_differ_in_grey():
    from matplotlib.colors import to_rgb

    def grey(colour):
        return np.dot(to_rgb(colour), [0.299, 0.587, 0.114])

    assert max(map(grey, firmness.charts.REACHED)) < min(map(grey, firmness.charts.MISSED)) - 0.25


@pytest.mark.parametrize(
    ("focus", "group", "edition", "place"),
    [("VNM", "ASEAN", 2024, 4), ("VNM", "World", 2024, 70), ("VNM", ["VNM", "THA"], 2024, 1)],
)
def test_the_picture_names_its_classes_and_corners_with_the_words_given(
    focus, group, edition, place
):
    league = firmness.league(DATA, focus, group, edition)
    found = firmness.weightings(league, place)
    names = [f"class {i}" for i in range(len(firmness.classes(found)))]
    fig, ax = figures.new()
    ends = {"osi": "all OSI", "tii": "all TII", "hci": "all HCI"}
    firmness.triangle(ax, league, found, names, ends, "published", "plausible")
    fig.canvas.draw()
    written = {text.get_text() for text in ax.texts}
    assert written >= {*names, *ends.values(), "published", "plausible"}
    with pytest.raises(panel.DataError, match="classes of places"):
        firmness.triangle(ax, league, found, [*names, "one more"], ends)


def test_the_picture_is_dark_where_the_target_is_reached():
    from matplotlib.colors import to_rgb

    league = firmness.league(DATA, "VNM", "World", 2024)
    found = firmness.weightings(league, 70)
    fig, ax = figures.new()
    firmness.triangle(ax, league, found, ["", ""], {})
    fig.canvas.draw()
    pixels = np.asarray(fig.canvas.buffer_rgba())[..., :3] / 255
    weights = np.random.default_rng(2).dirichlet(np.ones(3), 1000)
    held = 1 + (weights @ league.leads().T < 0).sum(axis=1) <= 70
    x, y = ax.transData.transform(weights @ firmness.charts._AT).T.astype(int)
    dark = np.abs(pixels[len(pixels) - 1 - y, x] - to_rgb(firmness.charts.REACHED[0])).max(axis=1)
    assert ((dark < 0.05) == held).mean() > 0.95  # the rest are lines and their neighbours


def test_intervals_and_effects_are_drawn_with_the_words_given():
    table = firmness.places(LEAGUE, 4).query("iso3 == 'VNM'")
    names = [f"choice {i}" for i in range(len(table))]
    _, ax = figures.new()
    firmness.place_intervals(ax, table, names, 4, "best four")
    assert [t.get_text() for t in ax.get_yticklabels()] == names
    right, left = ax.get_xlim()
    assert right > left  # the best place is to the right
    effects = firmness.effects(LEAGUE, 4).query("output == 'lead'")
    _, ax = figures.new()
    firmness.effect_bars(ax, effects, list(effects["factor"]), ["alone", "in all"])
    first = ax.get_yticklabels()[0].get_text()
    assert first == effects.loc[effects["total"].idxmax(), "factor"]
    with pytest.raises(panel.DataError, match="labels"):
        firmness.place_intervals(ax, table, names[1:], 4)


# --- the record of one question


def record(states, place=1):
    return firmness.Firmness(made(states), place)


def test_a_record_tells_always_sometimes_and_never_apart():
    """A state that leads everywhere, one that trails everywhere, and one that leads in OSI only."""
    thirds = {"THA": (0.5, 0.5, 0.5), "IDN": (0.2, 0.3, 0.1)}
    always = record({"VNM": (0.6, 0.6, 0.6), **thirds}).reached
    never = record({"VNM": (0.3, 0.4, 0.4), **thirds}).reached
    far = record({"VNM": (0.9, 0.1, 0.1), **thirds}).reached
    assert always == (firmness.ALWAYS, firmness.ALWAYS)
    assert never == (firmness.NEVER, firmness.NEVER)
    # It leads where OSI counts for more than a half: beyond a quarter more than a third.
    assert far == (firmness.SOMETIMES, firmness.NEVER)


def test_own_pairs_are_seen_from_the_state():
    found = record({"VNM": (0.5, 0.5, 0.5), "THA": (0.7, 0.6, 0.7), "IDN": (0.3, 0.45, 0.3)})
    rows = found.own_pairs.set_index("iso3")
    assert rows["lead"].to_dict() == pytest.approx({"IDN": 0.15, "THA": -0.5 / 3})
    assert rows.loc["IDN", "chance"] > 0.5 > rows.loc["THA", "chance"]
    assert [s.iso3 for s in found.others(True, leads=True)] == ["IDN"]
    assert [s.iso3 for s in found.others(True, leads=False)] == ["THA"]
    assert found.others(False) == []


def test_a_page_shows_the_state_and_those_for_whom_it_depends_on_the_choice():
    found = firmness.Firmness(firmness.league(DATA, "SSD", "World", 2024), 70)
    shown = found.near(12)
    assert len(shown) == 12
    assert "SSD" in set(shown["iso3"])
    rest = shown[shown["iso3"].ne("SSD")]
    assert (rest["may"] & ~rest["must"]).all()


def test_every_choice_and_factor_has_its_words():
    found = firmness.Firmness(LEAGUE, 4)
    assert found.mine["label"].is_unique
    assert [f.total for f in found.factors] == sorted(f.total for f in found.factors)[::-1]
    for factor in found.factors:
        assert factor.said("start")[0].isupper()
        assert factor.said("label") != factor.key
