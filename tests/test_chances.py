"""Chances, places and scores on panels so small that the answer can be counted."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import panels
import pytest

from egdi import projection
from egdi.projection import evaluation, rolling, scores
from egdi.projection.draws import Draws

THIRDS = np.full(3, 1 / 3)
GROUP = "VNM,THA,IDN"


def of(table, edition=2026, origin=2024, weights=THIRDS):
    """Draws of one edition from the score of each state in each draw, parts alike."""
    iso3 = tuple(sorted(table))
    values = np.array([table[iso] for iso in iso3], float).T
    parts = np.repeat(values[:, :, None, None], 3, axis=3)
    return Draws(iso3, origin, (edition,), parts, np.asarray(weights), "by hand")


FOUR = of(
    {
        "IDN": [0.5, 0.6, 0.7, 0.8],
        "THA": [0.6, 0.6, 0.6, 0.6],
        "VNM": [0.7, 0.5, 0.6, 0.9],
    }
)
"""Four draws. In the second THA and IDN tie for the first place, in the third VNM and THA for the
second."""


def test_places_in_each_draw_share_the_better_place_in_a_tie():
    table = FOUR.places(["VNM", "THA", "IDN"], 2026)
    assert table["VNM"].tolist() == [1, 3, 2, 1]
    assert table["THA"].tolist() == [2, 1, 2, 3]
    assert table["IDN"].tolist() == [3, 1, 1, 2]


def test_sums_equal_on_paper_are_tied_whatever_their_last_bits():
    """0.1 + 0.2 + 0.3 and 0.3 + 0.2 + 0.1 differ in binary; the machine must not rank them."""
    parts = np.array([[[[0.1, 0.2, 0.3]], [[0.3, 0.2, 0.1]]]])
    assert len({sum(row) for row in parts[0, :, 0].tolist()}) == 2
    drawn = Draws(("THA", "VNM"), 2024, (2026,), parts, np.ones(3), "by hand")
    assert drawn.ranks.ravel().tolist() == [1, 1]
    assert drawn.places(["THA", "VNM"], 2026).iloc[0].tolist() == [1, 1]


@pytest.mark.parametrize(("place", "chance"), [(1, 2 / 4), (2, 3 / 4), (3, 1)])
def test_a_chance_is_the_share_of_draws_with_fewer_ahead(place, chance):
    assert FOUR.chance("VNM", GROUP, place, 2026) == chance
    assert FOUR.chance("VNM", "VNM,THA", place, 2026) == (3 / 4 if place == 1 else 1)


def test_the_table_of_places_holds_the_share_of_draws_at_each():
    table = projection.place_probabilities(FOUR, GROUP, 2026)
    assert table.loc["VNM"].tolist() == [2 / 4, 1 / 4, 1 / 4]
    assert table.loc["THA"].tolist() == [1 / 4, 2 / 4, 1 / 4]
    assert table.loc["IDN"].tolist() == [2 / 4, 1 / 4, 1 / 4]
    assert table.columns.tolist() == [1, 2, 3]
    assert table.index.tolist()[-1] == "THA", "the best expected place first"


@pytest.mark.parametrize(
    ("focus", "place", "line"),
    [
        ("VNM", 1, [0.6, 0.6, 0.7, 0.8]),
        ("VNM", 2, [0.5, 0.6, 0.6, 0.6]),
        ("THA", 1, [0.7, 0.6, 0.7, 0.9]),
    ],
)
def test_the_line_to_beat_is_the_kth_best_other(focus, place, line):
    assert projection.kth_line(FOUR, focus, GROUP, place, 2026) == pytest.approx(line)


@pytest.mark.parametrize("place", range(1, 11))
def test_the_line_to_beat_in_a_large_group_is_found_by_sorting(place):
    rng = np.random.default_rng(1)
    codes = ("BRN", "IDN", "KHM", "LAO", "MMR", "MYS", "PHL", "SGP", "THA", "TLS", "VNM")
    drawn = of({iso: rng.uniform(0, 1, 50) for iso in codes})
    others = np.sort(np.delete(drawn.scores[:, :, 0], codes.index("VNM"), axis=1), axis=1)
    line = projection.kth_line(drawn, "VNM", codes, place, 2026)
    assert line.tolist() == others[:, -place].tolist()


def test_an_outlook_tells_chance_likeliest_place_rank_score_and_line():
    found = projection.outlook(replace(FOUR, model="arima"), "VNM", GROUP, 2, 2026)
    assert (found.origin, found.edition, found.goal.place, found.n) == (2024, 2026, 2, 3)
    assert found.trend and found.model == projection.MODELS["arima"].label
    assert (found.chance, found.mode, found.mode_chance) == (3 / 4, 1, 2 / 4)
    assert (found.rank["q50"], found.rank["q90"]) == (1.5, pytest.approx(2.7))
    assert found.score["q50"] == pytest.approx(0.65)
    assert found.line["q10"] == pytest.approx(0.53) and found.line["q50"] == pytest.approx(0.6)
    # medians: VNM 0.65, IDN 0.65, THA 0.6
    assert found.pointed == 1
    other = projection.outlook(replace(FOUR, model="no_change"), "THA", "VNM,IDN", 1, 2026)
    assert other.n == 3 and other.chance == 1 / 4 and other.pointed == 3 and not other.trend


def test_world_ranks_and_their_quantiles_are_those_of_the_draws():
    assert FOUR.ranks[:, FOUR.iso3.index("VNM"), 0].tolist() == [1, 3, 2, 1]
    table = FOUR.summary([0.25, 0.5]).set_index("iso3")
    assert table.loc["VNM", "rank_mean"] == 7 / 4
    assert table.loc["VNM", "score_mean"] == pytest.approx(2.7 / 4)
    assert table.loc["VNM", "rank_q50"] == 1.5 and table.loc["VNM", "rank_q25"] == 1
    assert table.loc["VNM", "score_q50"] == pytest.approx(0.65)


def test_a_score_weighs_the_parts_and_a_chance_of_a_part_looks_at_it_alone():
    parts = np.zeros((2, 2, 1, 3))
    parts[:, 0] = [[[0.9, 0.2, 0.3]], [[0.2, 0.9, 0.3]]]
    parts[:, 1] = [[[0.5, 0.5, 0.5]], [[0.5, 0.5, 0.5]]]
    drawn = Draws(("THA", "VNM"), 2024, (2026,), parts, np.array([0.6, 0.3, 0.1]), "")
    assert drawn.scores[:, 0, 0] == pytest.approx([0.63, 0.42])
    assert drawn.chance("VNM", "VNM,THA", 1, 2026) == 0.5
    chances = {m: drawn.chance("THA", "VNM,THA", 1, 2026, m) for m in ("osi", "tii", "hci")}
    assert chances == {"osi": 0.5, "tii": 0.5, "hci": 0.0}
    only = Draws(("THA", "VNM"), 2024, (2026,), parts[:1], THIRDS, "")
    assert [only.chance("THA", "VNM,THA", 1, 2026, m) for m in ("osi", "tii")] == [1, 0]


# ------------------------------------------------------------------ drawn, and counted


LEVELS = {"IDN": 0.545, "THA": 0.45, "VNM": 0.52}
STEPS = {
    2020: {"IDN": -0.031, "THA": 0.013, "VNM": 0.018},
    2022: {"IDN": 0.022, "THA": 0.017, "VNM": -0.039},
    2024: {"IDN": -0.029, "THA": 0.028, "VNM": 0.001},
}


def tiny():
    """Three states whose changes add up to nought in each of three editions."""
    path = {iso: {2018: (level,) * 3} for iso, level in LEVELS.items()}
    for edition, steps in STEPS.items():
        for iso, step in steps.items():
            level = path[iso][max(path[iso])][0] + step
            path[iso][edition] = (level,) * 3
    return panels.of(path)


@pytest.fixture(scope="module")
def counted():
    """Place of each state in each of the 3 x 27 equally likely futures, counted one by one."""
    now = {iso: LEVELS[iso] + sum(steps[iso] for steps in STEPS.values()) for iso in LEVELS}
    futures = []
    for steps in STEPS.values():
        for donors in product(steps.values(), repeat=3):
            ahead = {iso: now[iso] + step for iso, step in zip(now, donors, strict=True)}
            futures.append(
                {iso: 1 + sum(o > own + 1e-9 for o in ahead.values()) for iso, own in ahead.items()}
            )
    assert len(futures) == 81
    return pd.DataFrame(futures)


def test_chances_drawn_are_those_counted(counted):
    """Of 81 equally likely futures; within four standard errors of 40,000 draws."""
    drawn = projection.project(tiny(), 2024, [2026], model="common_drift", draws=40_000)
    assert drawn.model == "common_drift"
    table = projection.place_probabilities(drawn, GROUP, 2026)
    for iso in LEVELS:
        for place in (1, 2, 3):
            share = counted[iso].eq(place).mean()
            error = 4 * np.sqrt(share * (1 - share) / 40_000) + 1e-12
            assert table.at[iso, place] == pytest.approx(share, abs=error)
            best = counted[iso].le(place).mean()
            assert drawn.chance(iso, GROUP, place, 2026) == pytest.approx(best, abs=0.01)
    assert 0.05 < counted["VNM"].eq(1).mean() < 0.95


# ------------------------------------------------------------------ scores by hand


@pytest.fixture(scope="module")
def scored():
    """Two draws of four states in one league, against what came."""
    drawn = np.array([[0.8, 0.6, 0.4, 0.2], [0.6, 0.8, 0.5, 0.1]])
    came = np.array([0.7, 0.5, 0.6, 0.1])
    table = scores.evaluate(drawn, came, {"one": [0, 1, 2, 3]})
    return table.set_index(["score", "bin"])["value"]


def crps_of_two(one, two, came):
    """The mean distance of the draws less half their mean distance from each other (fair: all)."""
    return (abs(one - came) + abs(two - came)) / 2 - abs(one - two) / 2


def test_the_crps_of_two_draws_is_worked_out_by_hand(scored):
    rows = [(0.8, 0.6, 0.7), (0.6, 0.8, 0.5), (0.4, 0.5, 0.6), (0.2, 0.1, 0.1)]
    expected = np.mean([crps_of_two(*row) for row in rows])
    assert scored["crps_score", -1] == pytest.approx(expected)
    ranks = [(1, 2, 1), (2, 1, 3), (3, 3, 2), (4, 4, 4)]
    assert scored["crps_rank", -1] == pytest.approx(np.mean([crps_of_two(*row) for row in ranks]))
    # medians 1.5, 1.5, 3, 4 against 1, 3, 2, 4
    assert scored["error_rank", -1] == pytest.approx((0.5 + 1.5 + 1 + 0) / 4)
    assert scored["error_score", -1] == pytest.approx((0 + 0.2 + 0.15 + 0.05) / 4)


def test_places_are_scored_by_hand(scored):
    """RPS divided by three; half a draw for each of four places in the logarithm."""
    cumulative = np.array([[0.5, 1, 1], [0.5, 1, 1], [0, 0, 1], [0, 0, 0]])
    came = np.array([[1, 1, 1], [0, 0, 1], [0, 1, 1], [0, 0, 0]])
    assert scored["rps_place", -1] == pytest.approx(((cumulative - came) ** 2).sum() / 3 / 4)
    given = [(1 + 0.5) / 4, 0.5 / 4, 0.5 / 4, (2 + 0.5) / 4]
    assert scored["log_place", -1] == pytest.approx(-np.log(given).mean())
    for k in (1, 2, 3):
        assert scored[f"brier_top{k}", -1] == pytest.approx(
            ((cumulative - came) ** 2)[:, k - 1].mean()
        )
    assert ("brier_top4", -1) not in scored, "all four are among the best four"


def test_said_and_came_are_kept_by_the_tenth_that_was_said(scored):
    assert scored["said_top1", 5] == 0.5 and scored["came_top1", 5] == 0.5
    assert scored["said_top1", 0] == 0 and scored["came_top1", 0] == 0
    assert scored["said_top2", 9] == 1 and scored["came_top2", 9] == 0.5
    assert scored["came_top2", 0] == 0.5


def test_coverage_and_width_are_those_of_the_quantiles(scored):
    """Of two draws the interval of 50 % runs from a quarter to three quarters of the way."""
    spread = np.array([0.2, 0.2, 0.1, 0.1])
    for level in (50, 80, 95):
        assert scored[f"width{level}_score", -1] == pytest.approx((spread * level / 100).mean())
    assert scored["cover50_score", -1] == 0.25
    assert scored["cover95_rank", -1] == 0.25


def test_the_pit_is_the_share_of_draws_below_and_half_of_those_equal(scored):
    came = np.array([0.5, 0.2, 0.9])
    drawn = np.array([[0.4, 0.2, 0.1], [0.6, 0.2, 0.2], [0.5, 0.2, 0.3], [0.7, 0.2, 0.4]])
    assert scores.pit(came, drawn).tolist() == [(1 + 0.5) / 4, 0.5, 1]
    # scores: 0.5, 0, 1, 0.25; ranks: 0.25, 1, 0, 0.5
    assert [scored["pit_score", b] for b in (0, 2, 5, 9)] == [0.25] * 4
    assert [scored["pit_rank", b] for b in (0, 2, 5, 9)] == [0.25] * 4


# ------------------------------------------------------------------ the record, by hand


def record(values, score="crps_rank", horizon=1):
    """A track record from model -> mean score at the origins 2016, 2018, 2020 ..."""
    rows = [
        dict(model=model, origin=2016 + 2 * i, edition=2016 + 2 * (i + horizon), horizon=horizon,
             score=score, bin=-1, value=float(value), n=193)
        for model, row in values.items()
        for i, value in enumerate(row)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_skill_is_one_less_the_ratio_of_means_and_wins_are_counted():
    track = record({"no_change": [10, 20, 30], "common_drift": [12, 9, 9], "pool": [20, 40, 60]})
    table = projection.skill(track)
    assert table.index.tolist() == ["common_drift", "no_change", "pool"]
    assert table["value"].tolist() == [10, 20, 40]
    assert table["skill"].tolist() == [0.5, 0, -1]
    assert table["wins"].tolist() == [2, 0, 0] and table["origins"].eq(3).all()
    assert table.loc["pool", ["lower", "upper"]].tolist() == [-1, -1], "twice as bad throughout"
    low, high = table.loc["common_drift", ["lower", "upper"]]
    assert -0.2 <= low < 0.5 < high <= 0.7


def test_the_interval_of_a_skill_is_that_of_origins_drawn_again():
    """Two origins: twice the first, twice the second, or one of each in half of the resamples."""
    track = record({"no_change": [10, 10], "common_drift": [5, 15]})
    table = projection.skill(track, level=0.9).loc["common_drift"]
    assert (table["lower"], table["skill"], table["upper"]) == (-0.5, 0, 0.5)
    table = projection.skill(track, level=0.4).loc["common_drift"]
    assert (table["lower"], table["upper"]) == (0, 0)


def test_the_rule_takes_the_lowest_mean_over_what_was_known():
    track = record(
        {"no_change": [5, 5, 5, 5, 1], "common_drift": [4, 4, 8, 5, 9], "pool": [1, 1, 1, 1, 1]}
    )
    assert rolling.choose(track, 2020) == "common_drift", "two origins are too few: the default"
    assert rolling.choose(track, 2022) == "no_change"
    assert rolling.choose(record({"no_change": [5, 5, 5], "own_drift": [4, 4, 4]}), 2022) == (
        "own_drift"
    )
    other = record({"no_change": [1, 1, 1]}, horizon=2)
    other = pd.concat([other, record({"no_change": [1, 1, 1]}, score="crps_score")])
    assert rolling.choose(other, 2030) == "common_drift", "another score or horizon is no ground"


def test_the_chosen_record_takes_each_origin_from_the_model_of_its_time():
    track = record({"no_change": [5, 6, 7, 8, 9], "common_drift": [1, 9, 9, 2, 3]})
    chosen = rolling.with_chosen(track).query("model == 'chosen'").set_index("origin")["value"]
    # the default until three outcomes are known (2022): 6, 7 and 5 are best then
    assert chosen.to_dict() == {2016: 1, 2018: 9, 2020: 9, 2022: 8, 2024: 3}


def test_shares_of_choices_count_the_resamples_each_would_win():
    """Two origins, one won by each: drawn twice alike in half the cases, then by who won more."""
    shares = rolling.choice_shares(record({"no_change": [1, 5], "common_drift": [3, 4]}))
    # both first: no_change; both second: common_drift; one of each: 3.0 against 3.5
    assert shares["no_change"] == pytest.approx(3 / 4, abs=0.04)
    assert shares.sum() == 1 and shares.index[0] == "no_change"


def test_origins_run_from_2010_to_the_last_but_one():
    levels = dict.fromkeys((2008, 2010, 2012, 2014), (0.5, 0.5, 0.5))
    frame = panels.of({"VNM": levels, "THA": levels})
    assert rolling.origins(frame) == [2010, 2012]


def test_each_horizon_is_scored_by_the_edition_that_many_steps_on(tmp_path, monkeypatch):
    """All gain the same at every edition but the last, which stood still: only it is missed."""
    monkeypatch.setenv("EGDI_CACHE", str(tmp_path))
    levels = {2006 + 2 * t: (0.2 + 0.03 * min(t, 5),) * 3 for t in range(7)}
    frame = panels.of({iso: {e: (p[0] + i / 50,) * 3 for e, p in levels.items()}
                       for i, iso in enumerate(("IDN", "KHM", "LAO", "THA", "VNM"))})  # fmt: skip
    track = rolling.backtest(frame, ["common_drift"], horizons=3, draws=10)
    missed = track[track["score"].eq("error_score")].set_index(["origin", "horizon"])
    assert (missed["edition"] == missed.index.map(lambda key: key[0] + 2 * key[1])).all()
    off = missed["value"].round(6)
    assert off.to_dict() == {
        (2010, 1): 0, (2010, 2): 0, (2010, 3): 0, (2012, 1): 0, (2012, 2): 0, (2012, 3): 0.03,
        (2014, 1): 0, (2014, 2): 0.03, (2016, 1): 0.03,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("score", "reference", "word"),
    [(9, 10, "better"), (10, 10, "level"), (9.95, 10, "level"), (10.2, 10, "worse")],
)
def test_a_verdict_needs_more_than_one_per_cent(score, reference, word):
    assert evaluation.verdict(score, reference) == word


def test_bins_are_pooled_by_their_counts():
    rows = [
        dict(model="chosen", origin=o, edition=o + 2, horizon=1, score=s, bin=3, value=v, n=n)
        for o, n, said, came in ((2016, 10, 0.30, 0.2), (2018, 30, 0.38, 0.4))
        for s, v in (("said_top4", said), ("came_top4", came))
    ]
    track = pd.DataFrame(rows)
    pooled = evaluation.pooled(track, "said_top4", "chosen")
    assert pooled.loc[3, "value"] == pytest.approx((10 * 0.30 + 30 * 0.38) / 40)
    table = evaluation.reliability(track, "chosen", 4)
    assert table["said"].item() == pytest.approx(0.36)
    assert table["came"].item() == pytest.approx((10 * 0.2 + 30 * 0.4) / 40)
    assert table["n"].item() == 40


@pytest.mark.parametrize("place", [1, 2, 5, 9])
def test_the_line_is_the_kth_best_other_in_every_draw(place):
    rng = np.random.default_rng(5)
    names = ["VNM", "THA", "IDN", "MYS", "SGP", "PHL", "BRN", "KHM", "LAO", "MMR", "TLS", "IND"]
    many = of({iso: rng.uniform(size=200) for iso in names})
    line = projection.kth_line(many, "VNM", names, place, 2026)
    others = np.delete(many.scores[:, :, 0], many.iso3.index("VNM"), axis=1)
    assert line.tolist() == [sorted(row, reverse=True)[place - 1] for row in others.tolist()]


def test_scores_that_differ_in_the_ninth_digit_are_no_tie():
    drawn = of({"VNM": [0.5], "THA": [0.500000001]})
    assert drawn.ranks.ravel().tolist() == [1, 2]
    drawn = of({"VNM": [0.5], "THA": [0.5000000001]})
    assert drawn.ranks.ravel().tolist() == [1, 1]


def test_a_table_of_places_keeps_who_is_near_the_target_on_either_side():
    """Twelve states that are sure of places 1 to 12; the last asks, the target is the fourth."""
    names = ["SGP", "THA", "MYS", "IDN", "VNM", "PHL", "BRN", "KHM", "TLS", "MMR", "IND", "LAO"]
    sure = of({iso: [1 - 0.05 * i] for i, iso in enumerate(names)})
    wide = projection.place_probabilities(sure, names, 2026)
    near = projection.place_table(wide, "LAO", 4, most=5).index.tolist()
    assert near == ["MYS", "IDN", "VNM", "IND", "LAO"]


def test_too_few_classes_for_the_places_are_refused_in_a_sentence():
    names = ["SGP", "THA", "MYS", "IDN", "VNM"]
    wide = projection.place_probabilities(of({iso: [0.5] for iso in names}), names, 2026)
    with pytest.raises(ValueError, match="most=3: 5 places need at least 4 classes"):
        projection.place_table(wide, "VNM", 4, most=3)
