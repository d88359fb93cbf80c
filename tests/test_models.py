"""What makes each model the model it is, on panels small enough to know the answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from egdi import projection
from egdi.projection import models, variants
from egdi.projection.history import History

THIRDS = np.full(3, 1 / 3)


def history(parts, last=2024):
    """A history from an array states x editions x 3, the last edition at ``last``."""
    parts = np.asarray(parts, float)
    states, editions, _ = parts.shape
    codes = tuple(f"A{i:02d}" for i in range(states))
    return History(codes, tuple(range(last - 2 * (editions - 1), last + 1, 2)), parts, THIRDS)


def grown(start, steps):
    """A history from where states start (S x 3) and how they move (list of S x 3)."""
    return history(np.stack([start, *(start + np.cumsum(steps, axis=0))], axis=1))


def simulate(name, known, horizons=1, draws=200, seed=1):
    return projection.MODELS[name].simulate(known, horizons, draws, np.random.default_rng(seed))


def moves(name, known, **settings):
    """What each state gains at the first edition drawn: draws x states x 3."""
    return simulate(name, known, **settings)[:, :, 0] - known.present


def zero_mean(rng, states, size=0.05):
    step = rng.uniform(-size, size, (states, 3))
    return step - step.mean(axis=0)


PLAIN = pytest.mark.parametrize("name", ["no_change", "common_drift", "level_drift"])


# ------------------------------------------------------------------ resampling whole editions


@pytest.mark.parametrize("name", ["no_change", "common_drift"])
def test_a_state_borrows_all_three_parts_from_one_donor_state_of_one_edition(name):
    """No draw mixes the OSI of one donor with the TII of another."""
    rng = np.random.default_rng(5)
    steps = [zero_mean(rng, 6) for _ in range(3)]
    found = moves(name, grown(np.full((6, 3), 0.5), steps))
    donors = np.concatenate(steps)
    same = np.isclose(found[:, :, None], donors).all(axis=-1)
    assert (same.sum(axis=-1) == 1).all()
    assert same.any(axis=(0, 1)).all(), "every donor is borrowed from"
    edition = same.argmax(axis=-1) // 6
    assert (edition == edition[:, :1]).all(), "all states of a draw borrow from one edition"
    donor = same.argmax(axis=-1) % 6
    assert (donor != donor[:, :1]).any(), "each state has a donor of its own"


@PLAIN
def test_what_an_edition_does_to_all_it_does_to_all_in_a_draw(name):
    """Three editions, three shocks: each draw has one of them, for all states, in equal shares."""
    shocks = np.array([0.03, 0.0, -0.03])
    found = moves(
        name, grown(np.full((5, 3), 0.5), [np.full((5, 3), s) for s in shocks]), draws=900
    )
    assert np.ptp(found, axis=1).max() < 1e-12
    spread = shocks * np.sqrt(4 / 2)  # from a sample of three to a prediction
    which = np.isclose(found[:, 0, 0][:, None], spread)
    assert (which.sum(axis=1) == 1).all()
    assert np.abs(which.mean(axis=0) - 1 / 3).max() < 4 * np.sqrt(2 / 9 / 900)


def test_each_edition_drawn_has_shocks_and_donors_of_its_own():
    rng = np.random.default_rng(6)
    steps = [zero_mean(rng, 4, 0.01) + shock for shock in (0.03, 0, -0.03)]
    drawn = simulate("common_drift", grown(np.full((4, 3), 0.5), steps), horizons=2, draws=400)
    first, second = drawn[:, :, 0] - 0.5 - np.sum(steps, axis=0), drawn[:, :, 1] - drawn[:, :, 0]
    shared = np.stack([first.mean(axis=(1, 2)).round(2), second.mean(axis=(1, 2)).round(2)])
    pairs = {tuple(pair) for pair in np.sign(shared).T}
    assert len(pairs) == 9, "after each shock any other may come"


@pytest.mark.parametrize("size", [0.02, -0.02])
def test_no_change_expects_none_whatever_the_past_was(size):
    known = grown(np.full((5, 3), 0.5), [np.full((5, 3), size)] * 4)
    assert np.allclose(moves("no_change", known), 0)
    assert np.allclose(moves("common_drift", known), size)
    wild = grown(np.full((5, 3), 0.5), [np.full((5, 3), s) for s in (0.02, 0.05, -0.01)])
    assert moves("no_change", wild, draws=3000).mean() == pytest.approx(0, abs=0.003)
    assert moves("common_drift", wild, draws=3000).mean() == pytest.approx(0.02, abs=0.003)


def test_donors_are_states_of_a_similar_level_where_the_model_says_so():
    """40 states in a ladder, each with a change that tells who it is."""
    states = 40
    ladder = np.repeat(np.linspace(0.1, 0.9, states)[:, None], 3, axis=1)
    mark = np.repeat(np.linspace(-0.002, 0.002, states)[:, None], 3, axis=1)
    known = grown(ladder, [mark] * 3)

    def distance(name):
        found = moves(name, known, draws=400)[..., 0]
        donor = np.abs(found[..., None] - mark[:, 0]).argmin(axis=-1)
        return np.abs(donor - np.arange(states))

    assert distance("level_drift").max() <= 0.15 * states + 1
    assert distance("level_drift").max() > 0.1 * states
    assert distance("common_drift").max() == states - 1


def test_the_level_of_a_donor_is_that_before_its_change():
    """Ten leap over the others and fall back: whoever was lower then gained on the higher."""
    start = np.repeat([0.2, 0.5], 10)[:, None] * np.ones(3) + np.arange(20)[:, None] * 1e-6
    leap = np.repeat([0.4, 0.0], 10)[:, None] * np.ones(3)
    known = grown(start, [leap, -leap, leap, -leap])
    found = moves("level_drift", known)[..., 0]
    assert found[:, :7].mean(axis=1) - found[:, 13:].mean(axis=1) == pytest.approx(0.4)


@pytest.mark.parametrize("first", [2003, 2004])
def test_changes_from_2008_on_are_resampled_and_older_ones_only_to_reach_three(first):
    editions = [e for e in (2003, 2004, 2005, 2008, 2010, 2012, 2014, 2016) if e >= first]

    def kept(last):
        known = [e for e in editions if e <= last]
        parts = np.zeros((2, len(known), 3))
        chosen = models.recent(History(("A", "B"), tuple(known), parts, THIRDS))
        return [known[t] for t in sorted(chosen)]

    assert kept(2016) == [2008, 2010, 2012, 2014]
    assert kept(2014) == [2008, 2010, 2012]
    assert kept(2012) == [2005, 2008, 2010]
    assert kept(2010) == [2004, 2005, 2008]


def test_what_happened_before_2008_is_not_drawn_where_enough_came_after():
    """The early editions leapt; the later ones did not."""
    editions = (2003, 2004, 2005, 2008, 2010, 2012, 2014)
    leap = np.array([0.3, -0.2, 0.25, 0.01, -0.01, 0.0])
    path = 0.3 + np.concatenate([[0], np.cumsum(leap)])
    parts = np.repeat(path[None, :, None], 4, axis=0) * np.ones(3)
    known = History(tuple("ABCD"), editions, parts, THIRDS)
    for name in ("common_drift", "no_change", "level_drift", "own_drift"):
        assert np.abs(moves(name, known)).max() < 0.02


def test_a_state_not_ranked_at_both_editions_is_no_donor():
    rng = np.random.default_rng(8)
    known = grown(np.full((5, 3), 0.5), [zero_mean(rng, 5) for _ in range(3)])
    known.parts[0, 0] = np.nan
    found = {t: (rows.tolist(), change) for t, rows, change in models.changes(known)}
    assert found[0][0] == [1, 2, 3, 4] and found[1][0] == [0, 1, 2, 3, 4]
    assert np.allclose(found[2][1], known.parts[:, 3] - known.parts[:, 2])
    assert np.isfinite(simulate("common_drift", known)).all()


def test_draws_are_cut_at_nought_and_one():
    known = grown(np.array([[0.02] * 3, [0.5] * 3, [0.98] * 3]), [np.zeros((3, 3))] * 3)
    out = models.resample(
        known, 1, 300, np.random.default_rng(1), [np.array([[0.1] * 3, [-0.1] * 3])]
    )[:, :, 0]
    assert set(np.unique(out[:, 0].round(6))) == {0.0, 0.12}
    assert set(np.unique(out[:, 1].round(6))) == {0.4, 0.6}
    assert set(np.unique(out[:, 2].round(6))) == {0.88, 1.0}


def test_a_scale_multiplies_what_is_borrowed_beyond_what_is_common():
    known = grown(np.full((2, 3), 0.5), [np.zeros((2, 3))] * 3)
    pool = np.array([[0.06] * 3, [-0.02] * 3])  # 0.02 for all, and 0.04 up or down
    scale = np.array([[1.0] * 3, [3.0] * 3])
    out = models.resample(known, 1, 200, np.random.default_rng(1), [pool], scale=scale)[:, :, 0]
    assert set(np.unique(out[:, 0].round(6))) == {0.48, 0.56}
    assert set(np.unique(out[:, 1].round(6))) == {0.4, 0.64}


# ------------------------------------------------------------------ drift of a state's own


def test_own_drift_goes_on_where_each_state_has_a_pace_of_its_own():
    """Where nothing but the pace tells states apart, all of it is kept."""
    pace = np.array([[0.0] * 3, [0.01, 0.02, 0.0], [0.03, 0.0, 0.01], [0.02] * 3])
    known = grown(np.full((4, 3), 0.3), [pace] * 4)
    assert np.allclose(moves("own_drift", known), pace)
    assert not np.allclose(moves("common_drift", known), pace)


def test_own_drift_forgets_a_pace_that_chance_explains():
    """States that rose once and fell as much once have no drift; noise alone is shrunken away."""
    rng = np.random.default_rng(9)
    wave = zero_mean(rng, 8)
    known = grown(np.full((8, 3), 0.5), [wave, -wave, wave, -wave])
    assert np.allclose(moves("own_drift", known, draws=4000).mean(axis=0), 0, atol=0.004)


def test_own_drift_keeps_two_thirds_where_chance_explains_a_third():
    """Means differ by 0.01 about nought; steps vary by 0.01 within states, four of each."""
    wave = np.repeat(np.array([0.01, -0.01, 0.01, -0.01])[:, None], 3, axis=1)
    pace = np.repeat(np.array([0.01, 0.01, -0.01, -0.01])[:, None], 3, axis=1)
    known = grown(np.full((4, 3), 0.5), [pace + wave, pace - wave, pace + wave, pace - wave])
    # within: 4 states x 4 steps x 0.01^2 / (4 x 3); of a mean of four: a quarter, 0.01^2 / 3
    mean = moves("own_drift", known, draws=20000).mean(axis=(0, 2))
    assert mean == pytest.approx(2 / 3 * pace[:, 0], abs=0.0004)


# ------------------------------------------------------------------ what stands above falls back


def swinging(states=12, editions=7, size=0.04):
    """Each state swings about a level of its own, up at one edition and down at the next."""
    rng = np.random.default_rng(10)
    level = rng.uniform(0.35, 0.65, (states, 1, 3))
    turn = np.where(np.arange(states)[:, None] % 2, 1, -1) * (-1) ** np.arange(editions)
    return history(level + size * turn[:, :, None])


@pytest.mark.parametrize("name", ["mean_reversion", "reversion_indicators"])
def test_what_stands_above_its_own_recent_mean_falls_back(name, monkeypatch):
    monkeypatch.setattr(models, "supplied", lambda h, path, step: np.zeros_like(path[-1][..., 1:]))
    known = swinging()
    above = known.present > known.parts.mean(axis=1)
    found = moves(name, known, draws=500).mean(axis=0)
    assert (found[above] < -0.03).all() and (found[~above] > 0.03).all()
    common = moves("common_drift", known, draws=4000).mean(axis=0)
    assert np.abs(common).max() < 0.005


def test_where_risers_go_on_rising_the_slope_learnt_is_no_reversion():
    """The sign is learnt from the past, not put in."""
    pace = np.linspace(-0.02, 0.02, 9)[:, None] * np.ones(3)
    known = grown(np.full((9, 3), 0.5), [pace] * 5)
    found = moves("mean_reversion", known, draws=2000).mean(axis=0)
    assert (np.sign(found) == np.sign(pace)).all() or np.allclose(found[4], 0, atol=2e-3)
    assert found[-1, 0] > 0.005 and found[0, 0] < -0.005


def test_mean_reversion_is_the_distance_from_the_mean_of_three_editions():
    path = [np.array([[0.3] * 3, [0.5] * 3]), np.array([[0.4] * 3, [0.6] * 3])]
    path += [np.array([[0.5] * 3, [0.5] * 3]), np.array([[0.8] * 3, [0.4] * 3])]
    # less the mean of both: -0.1, 0.0, 0.2 for the first; its mean is 1/30
    found = models.mean_reversion(path)
    assert found[0] == pytest.approx(0.2 - 0.1 / 3)
    assert found[1] == pytest.approx(-0.2 + 0.1 / 3)
    path[2][1] = np.nan
    path[3] = np.array([[0.8] * 3, [0.4] * 3])
    known = models.mean_reversion(path)
    assert known[1] == pytest.approx(-0.2 - (0.1 - 0.2) / 2), "editions missed do not count"


def test_a_state_with_one_edition_has_nothing_to_revert_to():
    path = [np.full((3, 3), np.nan), np.array([[0.3] * 3, [0.5] * 3, [0.7] * 3])]
    assert np.allclose(models.mean_reversion(path), 0)


def test_slopes_are_those_of_least_squares_shrunken_by_the_ridge():
    """Without a penalty the slope; with one of 0.3 it is 1 / 1.3 of it; editions are centred."""
    x = [np.array([[0.0], [1.0], [2.0]]), np.array([[5.0], [7.0], [9.0]])]
    y = [0.5 * x[0] + 3, 0.5 * x[1] - 8]
    assert models.slopes(x, y, 0)[0, 0] == pytest.approx(0.5)
    assert models.slopes(x, y, 0.3)[0, 0] == pytest.approx(0.5 / 1.3)


# ------------------------------------------------------------------ newer figures


def newer(record, factor, iso="VNM"):
    """Multiply a state's newest figures that an origin of 2022 may know."""
    file = record / "indicators.csv"
    table = pd.read_csv(file, dtype=str)
    rows = table["iso3"].eq(iso) & table["year"].eq("2021")
    rows &= table["indicator"].isin(["internet_users_pct"])
    assert rows.any()
    table.loc[rows, "value"] = (table.loc[rows, "value"].astype(float) * factor).map(str)
    table.to_csv(file, index=False, lineterminator="\n")


@pytest.mark.parametrize("name", ["leading_indicators", "reversion_indicators"])
def test_a_newer_figure_hints_at_the_next_edition_and_at_none_after(data, record, name):
    """What differs by the figure at the next edition still differs by as much at the one after."""
    before = History.until(data, 2022)
    settings = dict(horizons=2, draws=100)
    first = simulate(name, before, **settings)
    newer(record, 0.6)
    second = simulate(name, History.until(data, 2022), **settings)
    i = before.iso3.index("VNM")
    tii = second[:, i, :, 1] - first[:, i, :, 1]
    assert (tii[:, 0] < -0.005).all(), "fewer internet users, a lower TII"
    uncut = (first[:, i, :, 1] < 1).all(axis=1)
    tolerance = 1e-9 if name == "leading_indicators" else 0.1  # part of a lead reverts
    assert uncut.mean() > 0.7
    assert tii[uncut, 1] == pytest.approx(tii[uncut, 0], rel=tolerance)


# ------------------------------------------------------------------ lines through the own past


def lines(slopes, editions=8, start=0.3):
    t = np.arange(editions)[None, :, None]
    return start + np.asarray(slopes)[:, None, None] * t * np.ones(3)


def test_a_straight_line_goes_on_at_the_pace_of_each_state():
    known = history(lines([0.0, 0.02, -0.01, 0.05]))
    drawn = simulate("linear_trend", known, horizons=3)
    ahead = lines([0.0, 0.02, -0.01, 0.05], editions=11)[:, 8:]
    assert np.allclose(drawn, ahead)


def test_the_short_line_knows_the_last_four_editions_alone():
    bent = np.concatenate([lines([0.0, 0.0], 5), 0.3 + lines([0.03, 0.01], 4, start=0.0)], axis=1)
    known = history(bent)
    assert np.allclose(moves("linear_trend_4", known), np.array([0.03, 0.01])[None, :, None])
    assert not np.allclose(moves("linear_trend", known).mean(axis=0)[0], 0.03, atol=0.005)


def test_the_s_curve_goes_on_along_its_curve_and_below_one():
    t = np.arange(14)
    curve = np.stack([expit(-1 + 0.4 * t), expit(0.5 - 0.2 * t)])[..., None] * np.ones(3)
    drawn = simulate("s_curve", history(curve[:, :11]), horizons=3)
    assert np.allclose(drawn, curve[:, 11:])
    assert drawn.max() < 1


def test_the_autoregression_carries_a_share_of_the_last_change_on():
    """Changes halve at each edition: the next is half of the last, and so on."""
    change = 0.16 * 0.5 ** np.arange(9)
    path = 0.3 + np.concatenate([[0], np.cumsum(change)])
    parts = np.stack([path, 1 - path])[..., None] * np.ones(3)
    drawn = simulate("arima", history(parts[:, :7]), horizons=3)
    assert np.allclose(drawn, parts[:, 7:], atol=1e-6)


def test_a_damped_trend_flattens_and_a_local_one_goes_straight_on():
    known = history(lines([0.02, 0.03, -0.01]))
    steps = {
        name: np.diff(simulate(name, known, horizons=4, draws=4000).mean(axis=0), axis=1)
        for name in ("damped_holt", "local_trend")
    }
    damped, local = steps["damped_holt"][..., 0], steps["local_trend"][..., 0]
    shrunk = damped[:, 1:] / damped[:, :-1]
    assert (shrunk < 0.99).all() and (shrunk > 0.7).all()
    assert local == pytest.approx(np.repeat([[0.02], [0.03], [-0.01]], 3, axis=1), abs=0.004)


@pytest.mark.parametrize("name", [n for n, m in projection.MODELS.items() if m.trend])
def test_a_state_with_fewer_than_four_editions_of_its_own_stays_where_it_is(name):
    parts = lines([0.02, 0.03, 0.01, 0.015])
    parts[2, :5], parts[3, :4] = np.nan, np.nan
    known = history(parts)
    drawn = simulate(name, known)[:, :, 0]
    assert np.allclose(drawn[:, 2], known.present[2])
    assert not np.allclose(drawn[:, 0], known.present[0])
    assert not np.allclose(drawn[:, 3], known.present[3]), "four are enough"


def autoregressive(states=30, editions=10):
    rng = np.random.default_rng(15)
    change = rng.normal(0, 0.01, (states, editions, 3))
    for t in range(1, editions):
        change[:, t] += 0.4 * change[:, t - 1]
    return history(0.5 + np.cumsum(change, axis=1))


def test_the_spread_of_the_autoregression_is_that_of_its_errors_and_grows_with_the_horizon():
    """Errors of a series are pooled with the mean of all as four more; variances add up."""
    known = autoregressive()
    drawn = simulate("arima", known, horizons=3, draws=8000)
    change = np.diff(known.parts, axis=1)
    x, y = change[:, :-1], change[:, 1:]
    dx = x - x.mean(axis=1, keepdims=True)
    slope = (dx * y).sum(axis=1) / (dx**2).sum(axis=1)
    error = y - y.mean(axis=1, keepdims=True) - slope[:, None] * dx
    n = error.shape[1] - 2
    squares = (error**2).sum(axis=1)
    sigma = np.sqrt((squares + 4 * squares.mean(axis=0) / n) / (n + 4))
    weights = np.stack([np.ones_like(slope), 1 + slope, 1 + slope + slope**2])
    expected = sigma[:, None] * np.sqrt(np.cumsum(weights**2, axis=0)).transpose(1, 0, 2)
    assert drawn.std(axis=0) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("sign", [1, -1])
def test_an_explosive_past_is_not_carried_on(sign):
    """Changes double at each edition; no more than 95 % of the last one is carried on."""
    change = 0.004 * (2.0 * sign) ** np.arange(6)
    path = 0.4 + np.concatenate([[0], np.cumsum(change)])
    parts = np.stack([path, 1 - path])[..., None] * np.ones(3)
    x, y = change[:-1], change[1:]
    constant = y.mean() - sign * 0.95 * x.mean()
    ahead = path[-1] + constant + sign * 0.95 * change[-1]
    drawn = simulate("arima", history(parts), draws=4000)[:, 0, 0].mean()
    assert drawn == pytest.approx(min(ahead, 1), abs=0.01)


def test_a_filter_is_as_slow_as_the_past_of_all_states_asks_for():
    """Noise about a level: near the level. A random walk: near the last value."""
    rng = np.random.default_rng(16)
    noise = rng.normal(0, 0.02, (60, 10, 3))
    shares = {}
    for kind, parts in (("level", 0.5 + noise), ("walk", 0.5 + np.cumsum(noise, axis=1))):
        known = history(parts)
        for name in ("damped_holt", "local_trend"):
            ahead = simulate(name, known, draws=500).mean(axis=0)[:, 0]
            last, mean = known.present, known.parts.mean(axis=1)
            shares[name, kind] = np.polyfit((last - mean).ravel(), (ahead - mean).ravel(), 1)[0]
    for name in ("damped_holt", "local_trend"):
        assert shares[name, "level"] < 0.6 < 0.8 < shares[name, "walk"]


@pytest.mark.parametrize("name", [n for n, m in projection.MODELS.items() if m.trend])
def test_states_drawn_by_their_own_past_share_no_shock(name):
    """Their draws are independent: what is common is taken for each state's own noise."""
    rng = np.random.default_rng(11)
    shock = rng.normal(0, 0.03, (1, 9, 1))
    known = history(0.5 + shock + rng.normal(0, 0.005, (30, 9, 3)))
    drawn = simulate(name, known, draws=600)[:, :, 0, 0]
    pairs = np.corrcoef(drawn.T)[np.triu_indices(30, 1)]
    assert np.abs(pairs).mean() < 0.06
    joint = simulate("common_drift", known, draws=600)[:, :, 0, 0]
    assert np.corrcoef(joint.T)[np.triu_indices(30, 1)].mean() > 0.5


# ------------------------------------------------------------------ partial pooling and variants


def test_partial_pooling_learns_that_those_behind_catch_up():
    """Three tenths of the distance to the world are made up at each edition, part by part."""
    rng = np.random.default_rng(12)
    level = rng.uniform(0.2, 0.8, (20, 3))
    path = [level]
    for _ in range(6):
        path.append(path[-1] - 0.3 * (path[-1] - path[-1].mean(axis=0)))
    known = history(np.stack(path, axis=1))
    drawn = simulate("partial_pooling", known, horizons=2, draws=20)
    one = path[-1] - 0.3 * (path[-1] - path[-1].mean(axis=0))
    two = one - 0.3 * (one - one.mean(axis=0))
    assert np.allclose(drawn[:, :, 0], one, atol=1e-6)
    assert np.allclose(drawn[:, :, 1], two, atol=1e-6)


def test_partial_pooling_gives_a_state_a_drift_of_its_own_drawn_toward_none():
    rng = np.random.default_rng(13)
    pace = np.where(np.arange(20) < 10, 0.02, -0.02)[:, None] * np.ones(3)
    steps = [pace + rng.normal(0, 0.01, (20, 3)) for _ in range(8)]
    start = rng.uniform(0.45, 0.55, (20, 3))
    found = moves("partial_pooling", grown(start, steps), draws=500).mean(axis=(0, 2))
    assert (found[:10] > 0.004).all() and (found[10:] < -0.004).all()
    assert found[:10].mean() < 0.024


def test_uneven_parts_are_told_by_how_far_each_stands_above_the_others():
    world = np.array([[0.5, 0.5, 0.5], [0.5, 0.5, 0.5], [0.8, 0.5, 0.2]])
    found = variants.uneven(history(world[:, None]), [world], 1)
    # less the mean: (0.2, 0, -0.2) for the third: 0.2 - (0 - 0.2) / 2 and 0 - -0.2
    assert found[2] == pytest.approx([0.3, 0.2])
    assert found[:2] == pytest.approx(np.array([[-0.15, -0.1]] * 2))


def test_a_pool_takes_equal_shares_of_all_candidates_and_of_no_other(monkeypatch):
    def fixed(value):
        return lambda h, horizons, draws, rng: np.full((draws, 2, horizons, 3), value)

    entries = {
        "one": models.Model("one", "", fixed(0.1)),
        "two": models.Model("two", "", fixed(0.2)),
        "line": models.Model("line", "", fixed(0.8), trend=True),
        "afterthought": models.Model("afterthought", "", fixed(0.9), late=True),
    }
    for name in list(models.MODELS):
        monkeypatch.delitem(models.MODELS, name)
    for name, entry in entries.items():
        monkeypatch.setitem(models.MODELS, name, entry)
    drawn = variants.pool(history(np.full((2, 3, 3), 0.5)), 1, 10, np.random.default_rng(1))
    assert drawn.shape == (10, 2, 1, 3)
    assert sorted(drawn[:, 0, 0, 0]) == [0.1] * 5 + [0.2] * 5


@pytest.mark.parametrize(
    ("name", "near"), [("level_spread", True), ("reversion_indicators", False)]
)
def test_the_spread_of_states_alike_is_borrowed_from_states_alike(name, near, monkeypatch):
    """Below, nothing happens; above, much: who is below draws nothing where likes are asked."""
    monkeypatch.setattr(variants, "supplied", lambda h, p, s: np.zeros_like(p[-1][..., 1:]))
    monkeypatch.setattr(models, "supplied", lambda h, p, s: np.zeros_like(p[-1][..., 1:]))
    rng = np.random.default_rng(14)
    ladder = rng.permutation(40)  # states do not stand in the order of their levels
    start = 0.2 + 0.6 / 39 * ladder[:, None] * np.ones(3)
    calm = np.where(ladder < 20, 0.0, 1.0)[:, None]
    steps = [calm * zero_mean(rng, 40, 0.03) for _ in range(6)]
    drawn = simulate(name, grown(start, steps), draws=300)[:, ladder < 10, 0]
    assert bool(drawn.std(axis=0).mean() < 0.006) is near


def test_a_spread_of_its_own_is_drawn_toward_the_common_one_as_by_eight_observations(monkeypatch):
    """Half of the states move four times as much as the others, in each of ten editions."""
    monkeypatch.setattr(variants, "supplied", lambda h, p, s: np.zeros_like(p[-1][..., 1:]))
    rng = np.random.default_rng(17)
    size = np.where(np.arange(60) < 30, 0.004, 0.016)[:, None]
    known = grown(rng.uniform(0.4, 0.6, (60, 3)), [
        size * rng.normal(0, 1, (60, 3)) for _ in range(10)
    ])  # fmt: skip
    spread = simulate("own_spread", known, draws=1500)[:, :, 0].std(axis=0).mean(axis=1)
    # squares relative to the common variance: 2/17 and 32/17 for each of nine editions used
    share = [np.sqrt((9 * v + 8) / (9 + 8)) for v in (2 / 17, 32 / 17)]
    assert spread[30:].mean() / spread[:30].mean() == pytest.approx(share[1] / share[0], rel=0.15)
