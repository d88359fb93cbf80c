"""Known answers for draws, ranks and places, and the promise that nothing later is looked at."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from egdi import panel, projection, ranks
from egdi.panel import DataError
from egdi.projection import models, series
from egdi.projection.history import History, standing, supply_gaps, tii_indicators

FAST = dict(draws=200)
JOINT = [n for n, m in projection.MODELS.items() if not m.trend]


@pytest.fixture(scope="module")
def drawn(data):
    return projection.project(data, 2022, [2024, 2026], model="reversion_indicators", **FAST)


@given(arrays(float, (3, 12), elements=st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9])))
def test_ranks_of_arrays_follow_the_rule_of_the_library(scores):
    """The array version may not drift from ``ranks.rank``, ties included."""
    expected = np.array([ranks.rank(pd.Series(row)) for row in scores])
    assert (projection.competition_ranks(scores) == expected).all()


def test_ranks_in_every_draw_are_a_permutation(drawn):
    """Ties apart, each rank is taken once in each draw."""
    for h in range(2):
        for scores, taken in zip(drawn.scores[:, :, h], drawn.ranks[:, :, h], strict=True):
            if len(np.unique(scores)) == len(scores):
                assert sorted(taken) == list(range(1, len(taken) + 1))
            else:
                assert taken.min() == 1 and taken.max() <= len(taken)


@pytest.mark.parametrize("name", projection.MODELS)
def test_every_model_draws_bounded_parts_for_all_states(data, name):
    """Shape and bounds of the interface, at the first origin and the last."""
    for origin in (2010, panel.latest_edition()):
        drawn = projection.project(data, origin, projection.after(origin, 3), model=name, draws=20)
        assert drawn.parts.shape == (20, len(drawn.iso3), 3, 3)
        assert np.isfinite(drawn.parts).all()
        assert drawn.parts.min() >= 0 and drawn.parts.max() <= 1


@pytest.mark.parametrize("name", projection.MODELS)
def test_a_model_sees_nothing_after_its_origin(data, name):
    """Draws from the whole panel equal draws from the panel cut at the origin."""
    cut = data[data["edition"] <= 2018]
    whole = projection.project(data, 2018, [2020], model=name, draws=30)
    alone = projection.project(cut, 2018, [2020], model=name, draws=30)
    assert np.array_equal(whole.parts, alone.parts)


@pytest.mark.parametrize("name", projection.MODELS)
def test_one_changed_score_changes_the_draws_and_the_seed_repeats_them(data, name):
    """The result hangs on the data, and on nothing else."""
    first = projection.project(data, 2022, [2024], model=name, draws=30)
    again = projection.project(data, 2022, [2024], model=name, draws=30)
    changed = data.copy()
    row = changed.index[changed["iso3"].eq("VNM") & changed["edition"].eq(2022)]
    changed.loc[row, "osi"] -= 0.01
    other = projection.project(changed, 2022, [2024], model=name, draws=30)
    assert np.array_equal(first.parts, again.parts)
    assert not np.array_equal(first.parts, other.parts)


def test_without_residuals_the_simulation_is_the_point_path(data):
    """Changes of zero leave the parts where they are; a shift alone gives its own path."""
    history = History.until(data, 2022)
    rng = np.random.default_rng(1)
    still = models.resample(history, 2, 5, rng, [np.zeros((4, 3))])
    assert np.array_equal(still, np.broadcast_to(history.present[:, None], still.shape))
    moved = models.resample(
        history, 2, 5, rng, [np.zeros((4, 3))], shift=lambda path, step: 0.01 * step
    )
    assert np.allclose(moved[:, :, 1], np.clip(np.clip(history.present + 0.01, 0, 1) + 0.02, 0, 1))


def steady(data, step=0.02):
    """A panel in which every state gains the same in every part at every edition."""
    editions = [2010, 2012, 2014, 2016, 2018, 2020]
    states = data.loc[data["edition"].eq(2010) & data["status"].eq("ranked"), "iso3"].head(40)
    frames = []
    for t, edition in enumerate(editions):
        level = np.linspace(0.1, 0.6, len(states)) + step * t
        frames.append(
            pd.DataFrame({"iso3": list(states), "edition": edition, "status": "ranked"}).assign(
                osi=level, tii=level, hci=level, egdi=level
            )
        )
    return pd.concat(frames, ignore_index=True)


@pytest.mark.parametrize(
    "name", ["common_drift", "level_drift", "own_drift", "mean_reversion", "linear_trend", "arima"]
)
def test_where_every_state_moves_alike_the_models_continue_exactly(data, name):
    """With a common drift and no noise, the known path comes out of every draw."""
    data = steady(data)
    drawn = projection.project(data, 2020, [2022, 2024], model=name, draws=10)
    now = drawn.parts.mean(axis=0)
    last = History.until(data, 2020).present
    assert np.allclose(now[:, 0], last + 0.02, atol=1e-9)
    assert np.allclose(now[:, 1], last + 0.04, atol=1e-9)
    assert np.ptp(drawn.parts, axis=0).max() < 1e-9


def test_exchangeable_states_have_equal_chances(data):
    """Where nothing tells states apart, each place is equally likely for each."""
    equal = data[data["edition"].ge(2012) & data["status"].eq("ranked")].copy()
    for part in panel.PARTS:
        now = equal["edition"].eq(2022)
        equal.loc[now, part] = 0.5
    drawn = projection.project(equal, 2022, [2024], model="common_drift", draws=4000)
    table = projection.place_probabilities(drawn, "VNM,THA,IDN,MYS,PHL", 2024)
    assert np.abs(table.to_numpy() - 0.2).max() < 4 * np.sqrt(0.2 * 0.8 / 4000)


def test_place_probabilities_add_up_and_agree_with_each_other(drawn):
    """A table of places, its cumulative sums and the line to beat tell the same story."""
    table = projection.place_probabilities(drawn, "ASEAN", 2024)
    assert np.allclose(table.sum(axis=1), 1)
    best = drawn.chance("VNM", "ASEAN", 4, 2024)
    assert np.isclose(best, table.loc["VNM", [1, 2, 3, 4]].sum())
    line = projection.kth_line(drawn, "VNM", "ASEAN", 4, 2024)
    own = drawn.scores[:, drawn.rows(["VNM"])[0], drawn.at(2024)]
    assert np.isclose((own >= line).mean(), best)
    assert len(table) == 10
    assert len(projection.place_probabilities(drawn, "ASEAN", 2026)) == 11


def test_a_summary_holds_quantiles_in_order(drawn):
    """Quantiles rise, for each state and edition once."""
    table = drawn.summary()
    assert len(table) == len(drawn.iso3) * 2
    assert (table["score_q10"] <= table["score_q50"]).all()
    assert (table["rank_q50"] <= table["rank_q90"]).all()


def test_horizons_count_editions_not_years():
    """Early editions were unequally spaced; two years are one step only from 2008 on."""
    assert [projection.horizon(2003, e) for e in (2004, 2005, 2008, 2010, 2012)] == [1, 2, 3, 4, 5]
    assert projection.after(2005, 3) == [2008, 2010, 2012]
    assert projection.after(2024, 2) == [2026, 2028]
    for origin in (2003, 2008, 2016, 2024):
        after = projection.after(origin, 4)
        assert [projection.horizon(origin, e) for e in after] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (dict(origin=2022, editions=[2025]), "2025 is no edition"),
        (dict(origin=2022, editions=[2022]), "not after the origin"),
        (dict(origin=2022, editions=[]), "at least one"),
        (dict(origin=2021, editions=[2022]), "2021"),
        (dict(origin=2022, editions=[2024], model="oracle"), "No model 'oracle'"),
    ],
)
def test_bad_questions_get_one_clear_sentence(data, arguments, sentence):
    """What cannot be projected is said so before anything is drawn."""
    arguments = {"model": "common_drift"} | arguments
    with pytest.raises(DataError, match=sentence):
        projection.project(data, **arguments)


def test_states_and_groups_not_drawn_are_refused(drawn):
    """A focus outside the group, an edition not drawn and a place beyond the group."""
    with pytest.raises(DataError, match="VNM is not among"):
        drawn.chance("VNM", "Africa", 4, 2024)
    with pytest.raises(DataError, match="was not projected"):
        drawn.chance("VNM", "ASEAN", 4, 2030)
    with pytest.raises(DataError, match="no line"):
        projection.kth_line(drawn, "VNM", "VNM,THA,IDN", 4, 2024)


def test_a_history_holds_parts_within_their_bounds_and_names_its_origin(data):
    """In 2003 the UN printed schooling above 1."""
    assert data.loc[data["edition"].eq(2003), "hci"].max() > 1
    history = History.until(data, 2008)
    assert history.origin == 2008 and history.editions == (2003, 2004, 2005, 2008)
    assert np.nanmax(history.parts) == 1 and np.nanmin(history.parts) >= 0


def test_several_figures_stand_together_as_the_mean_of_those_a_state_has():
    """Scores are -1 and 1 by the first, -1.22, 0 and 1.22 by the second, then spread to one."""
    one, two = np.array([1.0, 3.0, np.nan]), np.array([10.0, 20.0, 30.0])
    step = np.sqrt(1.5)
    mean = np.array([(-1 - step) / 2, (1 + 0) / 2, step])
    assert standing([one, two]) == pytest.approx((mean - mean.mean()) / mean.std())
    assert standing([one, two, np.ones(3)]) == pytest.approx(standing([one, two]))
    assert np.isnan(standing([np.ones(3)])).all()


@pytest.mark.parametrize(("origin", "weights"), [(2010, [0.34, 0.33, 0.33]), (2012, [1 / 3] * 3)])
def test_scores_drawn_have_the_weights_of_the_last_edition_known(data, origin, weights):
    history = History.until(data, origin)
    assert history.weights == pytest.approx(weights)
    assert history.supply.shape == history.parts.shape
    drawn = projection.project(data, origin, [origin + 2], model="no_change", draws=5)
    assert drawn.scores == pytest.approx(drawn.parts @ np.array(weights))


# ------------------------------------------------------------------ the models' arithmetic


def away_from_bounds(data, origin):
    """The real history, drawn together around one half so that no draw is cut at 0 or 1."""
    history = History.until(data, origin)
    return replace(history, parts=0.45 + 0.1 * history.parts)


@pytest.mark.parametrize("last", [None, 5])
def test_the_own_trend_has_the_prediction_interval_of_ordinary_least_squares(data, last):
    """Score quantiles of the trend line equal statsmodels' prediction interval of the score."""
    import statsmodels.api as sm

    history = away_from_bounds(data, 2016)
    if last:
        history = replace(history, parts=history.parts[:, -last:])
    out = series.line(history, 1, 20_000, np.random.default_rng(3))
    i = history.iso3.index("MEX")
    drawn = out[:, i, 0] @ history.weights
    y = history.parts[i] @ history.weights
    x = sm.add_constant(np.arange(len(y), dtype=float))
    frame = sm.OLS(y, x).fit().get_prediction([[1.0, len(y)]]).summary_frame(alpha=0.2)
    lower, upper = np.quantile(drawn, [0.1, 0.9])
    width = frame["obs_ci_upper"].iloc[0] - frame["obs_ci_lower"].iloc[0]
    assert abs(lower - frame["obs_ci_lower"].iloc[0]) < 0.03 * width
    assert abs(upper - frame["obs_ci_upper"].iloc[0]) < 0.03 * width


def test_the_autoregression_is_that_of_statsmodels(data):
    """The closed form gives AutoReg's forecast of the change."""
    from statsmodels.tsa.ar_model import AutoReg

    history = away_from_bounds(data, 2020)
    drawn = series.arima(history, 1, 4000, np.random.default_rng(5))
    i = history.iso3.index("MEX")
    y = history.parts[i, :, 0]
    ahead = y[-1] + float(AutoReg(np.diff(y), 1).fit().forecast(1)[0])
    spread = drawn[:, i, 0, 0].std()
    assert abs(drawn[:, i, 0, 0].mean() - ahead) < 4 * spread / np.sqrt(4000)


@pytest.mark.parametrize("kind", ["damped", "local"])
def test_filter_weights_forecast_as_the_filter_itself_does(data, kind):
    """Filtering unit vectors once gives what statsmodels gives for a real series."""
    build, grid = series._FILTERS[kind]
    history = History.until(data, 2020)
    y = history.parts[history.iso3.index("VNM"), :, 1]
    *_, forecast, variance = series._weights(kind, grid[1], len(y), 2)
    built, parameters = build(y, grid[1])
    ahead = built.filter(parameters).get_forecast(2)
    assert np.allclose(forecast @ y, ahead.predicted_mean, atol=1e-6)
    assert np.allclose(variance / variance[0], ahead.var_pred_mean / ahead.var_pred_mean[0])


@settings(max_examples=25)
@given(st.floats(-0.3, 0.3))
def test_what_is_common_to_an_edition_is_not_given_back(shift):
    """A shock to all states alike leaves the reversion as it was."""
    rng = np.random.default_rng(7)
    path = [rng.uniform(0.3, 0.6, (20, 3)) for _ in range(3)]
    moved = [*path[:-1], path[-1] + shift]
    assert np.allclose(models.mean_reversion(path), models.mean_reversion(moved))
    assert np.allclose(models.mean_reversion(path).mean(axis=0), 0)


def test_supply_gaps_use_only_figures_older_than_the_edition():
    """Figures of the edition's own year and later are not known before the survey."""
    table = panel.load("indicators")
    history = History.until(panel.load(), 2020)
    known = supply_gaps(table, history.iso3, 2020, history.present)
    later = table["year"].ge(2020)
    spoilt = table.assign(value=table["value"].mask(later, table["value"] ** 2))
    assert np.array_equal(
        known, supply_gaps(spoilt, history.iso3, 2020, history.present), equal_nan=True
    )
    earlier = table.assign(value=table["value"].mask(table["year"].eq(2019), table["value"] ** 2))
    assert not np.array_equal(
        known, supply_gaps(earlier, history.iso3, 2020, history.present), equal_nan=True
    )


def test_the_hint_at_tii_takes_every_documented_component_under_its_cap():
    assert set(tii_indicators(2024)) == {
        "internet_users_pct",
        "mobile_broadband_per100",
        "mobile_cellular_per100",
    }
    assert tii_indicators(2018)["mobile_cellular_per100"] == np.inf
    assert tii_indicators(2020)["mobile_cellular_per100"] == 120
    assert "fixed_telephone_per100" not in tii_indicators(2020)
    assert set(tii_indicators(2010)) - set(tii_indicators(2005)) == {"fixed_broadband_per100"}
    assert tii_indicators(2026) == tii_indicators(2024), "the last described stands in"


@pytest.mark.parametrize("indicator", sorted(tii_indicators(2022)))
def test_each_component_moves_the_hint_and_none_beyond_its_cap(indicator):
    table = panel.load("indicators")
    history = History.until(panel.load(), 2022)
    i = history.iso3.index("VNM")
    rows = table["iso3"].eq("VNM") & table["indicator"].eq(indicator) & table["year"].eq(2021)
    assert rows.sum() == 1

    def hint(value):
        changed = table.assign(value=table["value"].mask(rows, value))
        return supply_gaps(changed, history.iso3, 2022, history.present)[i, 1]

    assert hint(50.0) > hint(20.0)
    if tii_indicators(2022)[indicator] == 120:
        assert hint(121.0) == hint(200.0) > hint(110.0)


def test_a_standing_is_the_standardised_mean_of_standardised_figures():
    a, b = np.array([1.0, 2.0, 3.0, np.nan]), np.array([10.0, 30.0, 20.0, np.nan])
    z = np.array([-np.sqrt(1.5), 0, np.sqrt(1.5)]), np.array([-np.sqrt(1.5), np.sqrt(1.5), 0])
    mean = (z[0] + z[1]) / 2
    found = standing([a, b])
    assert found[:3] == pytest.approx((mean - mean.mean()) / mean.std())
    assert np.isnan(found[3])
    assert standing([a])[:3] == pytest.approx(z[0])
