"""What the track record says, on a record small enough to work out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from egdi import projection
from egdi.projection import evaluation

ORIGINS = (2010, 2012, 2014, 2016, 2018)
CRPS = {
    "chosen": [4, 5, 6, 5, 5], "no_change": [5, 6, 5, 6, 8], "common_drift": [4, 6, 6, 6, 6],
    "linear_trend": [6, 9, 9, 8, 8], "arima": [5, 5, 5, 5, 5], "own_spread": [1, 1, 1, 1, 1],
}  # fmt: skip
"""CRPS of rank by model and origin; own_spread was thought of late."""


def row(model, origin, score, value, horizon=1, place=-1, n=100):
    return dict(
        model=model, origin=origin, edition=origin + 2 * horizon, horizon=horizon, score=score,
        bin=place, value=float(value), n=n,
    )  # fmt: skip


@pytest.fixture(scope="module")
def track():
    rows = []
    for model, values in CRPS.items():
        for origin, value in zip(ORIGINS, values, strict=True):
            rows.append(row(model, origin, "crps_rank", value))
            rows.append(row(model, origin, "error_rank", 2 * value))
            for level in (50, 80, 95):
                for measure, lower in (("rank", 0.0), ("score", 0.1)):
                    share = level / 100 - lower - (0.2 if model == "linear_trend" else 0)
                    rows.append(row(model, origin, f"cover{level}_{measure}", share))
            for horizon in (2, 3):
                if origin + 2 * horizon <= 2020:
                    rows.append(row(model, origin, "crps_rank", value * horizon, horizon))
                    share = 0.7 - 0.1 * horizon
                    rows.append(row(model, origin, "cover80_score", share, horizon))
            for b in range(10):
                rows.append(row(model, origin, "pit_rank", 0.05 if b < 5 else 0.15, place=b))
                rows.append(row(model, origin, "pit_score", 0.08 if b < 5 else 0.12, place=b))
            # said, came and how often: the first and the last lie beyond 10 and 90 %
            over = 2 if model == "linear_trend" else 1
            for b, (said, came, n) in enumerate(
                ((0.05, 0.5, 900), (0.12, 0.10, 10), (0.5, 0.4, 30), (0.93, 0.1, 900))
            ):
                rows.append(row(model, origin, "said_top4", said, place=b, n=n))
                share = said - over * (said - came) if 0.1 < said < 0.9 else came
                rows.append(row(model, origin, "came_top4", share, place=b, n=n))
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def summary(track):
    return projection.track_summary(track, 4)


def test_the_summary_counts_origins_models_and_those_no_better_than_no_change(summary):
    """Of four beside no change, none thought of late: the trend line alone is worse."""
    assert (summary.n, summary.k, summary.models) == (5, 4, 4)
    assert (summary.beaten, summary.trends, summary.trends_worse) == (1, 2, 1)


def test_a_model_as_good_as_no_change_is_not_beaten_by_it(track):
    same = track["model"].eq("common_drift") & track["score"].eq("crps_rank")
    level = track.copy()
    level.loc[same, "value"] = track.loc[
        track["model"].eq("no_change") & track["score"].eq("crps_rank"), "value"
    ].to_numpy()
    assert projection.track_summary(level, 4).beaten == 1


def test_the_summary_tells_gain_cost_wins_and_means(summary):
    assert summary.gain == pytest.approx(1 - 5 / 6)
    assert summary.gain_low < summary.gain < summary.gain_high
    assert summary.line_gain == pytest.approx(1 - 8 / 6)
    assert summary.line_cost == pytest.approx(8 / 5 - 1)
    assert summary.line_wins == 5
    assert summary.hard == pytest.approx(1 - 5 / 5.6)
    assert (summary.crps, summary.error) == (5, 10)
    assert (summary.line_crps, summary.line_error) == (8, 16)


def test_the_summary_tells_how_often_intervals_held_and_how_even_the_pit_is(summary):
    assert (summary.cover, summary.cover_score) == pytest.approx((0.8, 0.7))
    assert (summary.line_cover, summary.line_cover_score) == pytest.approx((0.6, 0.5))
    assert summary.cover_far == pytest.approx(0.4), "at the longest horizon"
    assert summary.above == pytest.approx(5 * 0.12)
    assert (summary.pit_low, summary.pit_high) == pytest.approx((0.05, 0.15))


def test_how_far_chances_were_off_counts_those_neither_small_nor_large(summary):
    """0.02 of ten and 0.1 of thirty; what was said with near certainty is left out."""
    assert summary.off == pytest.approx((10 * 0.02 + 30 * 0.1) / 40)
    assert summary.line_off == pytest.approx(2 * (10 * 0.02 + 30 * 0.1) / 40)


@pytest.mark.parametrize(
    ("n", "low", "high", "sign"),
    [
        (2, 0.1, 0.2, "few"),
        (3, 0.1, 0.2, "better"),
        (7, -0.2, -0.1, "worse"),
        (7, -0.1, 0.1, "open"),
    ],
)
def test_the_sign_of_a_gain_is_told_where_its_interval_tells_it(summary, n, low, high, sign):
    assert replace(summary, n=n, gain_low=low, gain_high=high).sign == sign


def test_averages_are_of_one_horizon_and_from_the_first_origin_asked(track):
    means = evaluation.averages(track)
    assert means.at["no_change", "crps_rank"] == 6
    assert "pit_rank" not in means, "bins are no averages"
    assert evaluation.averages(track, first=2016).at["no_change", "crps_rank"] == 7
    assert evaluation.averages(track, horizon=2).at["chosen", "crps_rank"] == 2 * 5


def test_coverage_is_told_by_measure_level_and_horizon(track):
    table = evaluation.coverage(track, ["chosen"]).set_index(["measure", "level", "horizon"])
    assert table.at[("rank", 95, 1), "covered"] == pytest.approx(0.95)
    assert table.at[("score", 80, 1), "covered"] == pytest.approx(0.7)
    assert table.at[("score", 80, 3), "covered"] == pytest.approx(0.4)
    assert set(table["model"]) == {"chosen"}


def test_the_record_by_edition_has_a_row_an_origin(track):
    table = evaluation.by_edition(track, ["no_change"]).set_index("origin")
    assert table["edition"].tolist() == [2012, 2014, 2016, 2018, 2020]
    assert table["no_change"].tolist() == CRPS["no_change"]
    assert table["chosen"].tolist() == CRPS["chosen"]
    assert table["rank"].tolist() == pytest.approx([0.8] * 5)
    assert table["score"].tolist() == pytest.approx([0.7] * 5)
    # three outcomes are known at 2016: 15/3 against 16/3 and 16/3
    assert table["choice"].tolist() == ["common_drift"] * 5


def test_skill_is_told_for_each_horizon_and_reference(track):
    table = evaluation.skill_by_horizon(track, ["no_change", "linear_trend"])
    rows = table.set_index(["horizon", "reference"])
    assert rows.index.tolist() == [(h, r) for h in (1, 2, 3) for r in ("no_change", "linear_trend")]
    assert rows.at[(1, "linear_trend"), "skill"] == pytest.approx(1 - 5 / 8)
    assert rows.at[(2, "no_change"), "other"] == pytest.approx(2 * (5 + 6 + 5 + 6) / 4)
    assert rows.at[(2, "no_change"), "value"] == pytest.approx(2 * (4 + 5 + 6 + 5) / 4)
    assert rows.at[(3, "no_change"), "origins"] == 3


def test_breaks_sort_editions_by_how_many_parts_were_redefined(track):
    words = evaluation.redefinitions([2012, 2014, 2016, 2018, 2020])
    parts = {e: len(w.split(", ")) if w else 0 for e, w in words.items()}
    table = evaluation.by_breaks(track, ["chosen"]).set_index("editions")["chosen"]
    came = dict(zip((2012, 2014, 2016, 2018, 2020), CRPS["chosen"], strict=True))
    few = [came[e] for e, n in parts.items() if n <= 1]
    assert table["all"] == 5
    assert table["at most one part redefined"] == pytest.approx(np.mean(few))
    none = [came[e] for e, n in parts.items() if n == 0]
    assert ("no part known to be redefined" in table.index) == bool(none)


@pytest.fixture(scope="module")
def peers():
    """A tool on parts and on the score, two models of the book and a nowcast."""
    values = {
        ("Tool", "parts"): [9, 9, 6, 6, 6], ("Tool", "score"): [1, 9, 9, 9, 9],
        ("chosen", "parts"): [9, 5, 5, 5, 5], ("no_change", "parts"): [6, 6, 6, 6, 6],
        ("nowcast", "parts"): [3, 3, 3, 3, 3],
    }  # fmt: skip
    rows = [
        row(model, origin, score, value * scale, horizon) | {"series": series}
        for (model, series), came in values.items()
        for origin, value in zip(ORIGINS, came, strict=True)
        for horizon in (1, 2)
        for score, scale in (("crps_rank", horizon), ("cover80_rank", 0.1), ("rps_place", 0.01))
    ] + [
        row(model, origin, "seconds", second) | {"series": series}
        for model, series in values
        for origin, second in zip(ORIGINS, (1, 1, 2, 9, 9), strict=True)
    ]
    return pd.DataFrame(rows).drop(columns="bin")


def test_a_tool_stands_with_its_better_series_one_edition_ahead(peers):
    table = evaluation.peer_table(peers)
    assert table.index.tolist() == ["chosen", "no_change", "Tool"]
    assert table.at["Tool", "series"] == "parts", "7.2 on average against 7.4"
    assert table.at["Tool", "crps_rank"] == pytest.approx(7.2)
    assert table.at["chosen", "crps_rank"] == pytest.approx(5.8)
    assert table.at["no_change", "rps_place"] == pytest.approx(0.06)
    assert table["seconds"].eq(2).all(), "the median"
    assert evaluation.peer_table(peers, nowcasts=True).index[0] == "nowcast"


def test_goals_count_origins_from_2012_on(track, peers):
    """From 2012 on: 5.25 against 6.75 on parts and 9 on the score, whose mean is better of five."""
    table = evaluation.goals(track, peers, ["Tool"])
    below = 1 - np.mean(CRPS["chosen"][1:]) / np.mean([9, 6, 6, 6])
    assert f"{100 * below:.1f}" in table["found"].iloc[0].replace("\u00a0", " ")
    assert bool(table["holds"].iloc[0]) == (below >= evaluation.BEAT)
    worse = track.copy()
    worse.loc[worse["origin"].eq(2010) & worse["model"].eq("chosen"), "value"] = 99
    again = evaluation.goals(worse, peers, ["Tool"])
    assert again["found"].iloc[0] == table["found"].iloc[0], "2010 counts for nothing here"


def test_a_league_lists_models_in_the_order_asked(data):
    early = data[data["edition"].le(2012)]
    for models in (["no_change", "common_drift"], ["common_drift", "no_change"]):
        table = projection.in_league(early, "VNM", "ASEAN", models=models, draws=20)
        assert table.index.tolist() == models


@pytest.mark.parametrize("target", [1, 4, 50, 100, 192])
def test_classes_of_places_break_after_the_target_and_fill_the_picture(target):
    """193 places, of which forty in the middle matter."""
    shares = pd.Series(0.0, index=range(1, 194))
    shares.loc[81:120] = 1 / 40
    edges = projection.class_edges(shares, target)
    assert target + 1 in edges or target == 1
    assert edges[0] == 1 and edges[-1] == 194 and edges == sorted(set(edges))
    assert 5 <= len(edges) - 1 <= 13
    widths = np.diff(edges[1:-1])
    assert len(set(widths)) == 1, "classes between the ends are alike"
    assert edges[1] <= min(81, target + 1) and edges[-2] >= max(120, target)
    assert edges[1] > min(81, target) - widths[0], "no class below what matters"
