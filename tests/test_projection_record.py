"""Scores against closed forms, the rule that chooses, and the cache that must never be stale."""

import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import egdi
from egdi import cache, panel, projection
from egdi.projection import rolling as track_record
from egdi.projection import scores

SMALL = dict(horizons=1, draws=100)


@pytest.fixture
def cold(tmp_path, monkeypatch):
    """An empty cache folder."""
    monkeypatch.setenv("EGDI_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def track(data, tmp_path_factory):
    """A small real track record: three models, one edition ahead."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EGDI_CACHE", str(tmp_path_factory.mktemp("cache")))
        names = [
            "common_drift",
            "mean_reversion",
            "reversion_indicators",
            "linear_trend",
            "no_change",
        ]
        return projection.backtest(data, names, horizons=1, draws=300)


# ------------------------------------------------------------------ scores


@given(st.floats(0, 1), st.floats(0, 1))
def test_crps_of_a_point_mass_is_the_absolute_error(said, came):
    """The score of a forecast without spread is how far it was off."""
    value = scores.crps(np.array([came]), np.full((1, 50), said))
    assert np.isclose(value[0], abs(said - came))


def test_crps_of_a_uniform_forecast_has_its_closed_form():
    """For a uniform distribution on 0 to 1 and an outcome y: 1/3 - y + y squared."""
    ordered = (np.arange(20000) + 0.5)[None] / 20000
    for came in (0.0, 0.3, 0.5):
        value = scores.crps(np.array([came]), ordered)[0]
        assert np.isclose(value, 1 / 3 - came + came**2, atol=1e-4)


@given(st.integers(2, 9), st.integers(0, 10**6))
def test_ranked_probability_score_is_the_sum_over_thresholds(n, seed):
    """Known form: squared differences of cumulative probabilities, divided by n - 1."""
    rng = np.random.default_rng(seed)
    table = rng.dirichlet(np.ones(n), size=n)
    taken = rng.integers(1, n + 1, size=n)
    steps = (taken[:, None] <= np.arange(1, n + 1)).astype(float)
    expected = ((table.cumsum(axis=1) - steps) ** 2).sum(axis=1) / (n - 1)
    assert np.allclose(scores.rps(taken, table), expected)


def test_the_log_score_of_an_unseen_place_is_finite_and_of_a_sure_one_near_zero():
    """No draw is not no chance; being sure and right costs next to nothing."""
    table = np.array([[1.0, 0.0], [1.0, 0.0]])
    sure, unseen = scores.log_score(np.array([1, 2]), table, 1000)
    assert 0 < sure < 0.001
    assert np.isclose(unseen, -np.log(0.5 / 1001))


def test_a_table_of_places_counts_draws():
    """Rows are members, columns are places."""
    places = np.array([[1, 2, 3], [1, 3, 2], [2, 1, 3], [1, 2, 3]])
    table = scores.place_shares(places)
    assert np.allclose(table, [[0.75, 0.25, 0], [0.25, 0.5, 0.25], [0, 0.25, 0.75]])


def test_a_calibrated_forecast_is_scored_as_one():
    """Outcomes drawn like the forecast: coverage at its level, PIT flat, said equals came."""
    rng = np.random.default_rng(11)
    states, groups = 400, 100
    centre = np.repeat(rng.uniform(0.3, 0.6, groups), states // groups)
    drawn = centre + rng.normal(0, 0.05, (1000, states))
    came = centre + rng.normal(0, 0.05, states)
    where = {str(g): list(range(4 * g, 4 * g + 4)) for g in range(groups)}
    table = scores.evaluate(drawn, came, where).set_index(["score", "bin"])["value"]
    for level in scores.LEVELS:
        assert abs(table[f"cover{level}_score", -1] - level / 100) < 0.08
    pit = table["pit_score"]
    assert np.isclose(pit.sum(), 1) and pit.max() < 0.17
    assert abs(table["crps_score", -1] - 0.05 * 0.5642) < 0.004  # sigma / sqrt(pi)
    assert abs(table["brier_top1", -1] - 0.75 * 0.25) < 0.02


# ------------------------------------------------------------------ rule and track record


def test_the_track_record_scores_every_state_ranked_at_both_editions(track, data):
    """Nobody is left out, nobody is counted twice."""
    rows = track[track["score"].eq("crps_rank") & track["model"].eq("common_drift")]
    wide = data[data["status"].eq("ranked")].pivot_table(
        index="iso3", columns="edition", values="egdi"
    )
    for row in rows.itertuples():
        assert row.n == wide[[row.origin, row.edition]].notna().all(axis=1).sum()
    assert list(rows["origin"]) == projection.origins(data)


def test_trend_lines_cost_at_least_fifteen_per_cent(track):
    """The finding the chapters rest on; if new data overturn it, the prose must change."""
    rows = track[track["score"].eq("crps_rank") & track["origin"].ge(2012)]
    mean = rows.groupby("model")["value"].mean()
    assert mean["reversion_indicators"] < 0.85 * mean["linear_trend"]
    assert mean["no_change"] < mean["linear_trend"]


def test_the_rule_never_looks_at_what_came_after(track):
    """Making any later outcome absurd does not change the choice."""
    for origin in (2016, 2018, 2020, 2022):
        later = track["edition"].gt(origin) & track["model"].eq("common_drift")
        spoilt = track.assign(value=track["value"].mask(later, -1e6))
        assert projection.choose(track, origin) == projection.choose(spoilt, origin)
    known = track["edition"].le(2022) & track["model"].eq("common_drift")
    favoured = track.assign(value=track["value"].mask(known, -1e6))
    assert projection.choose(favoured, 2022) == "common_drift"


def test_the_rule_waits_for_three_origins_and_takes_no_trend_line(track):
    """With too short a record the default is used; trend lines are no candidates."""
    assert projection.choose(track, 2014) == projection.DEFAULT
    lucky = track["model"].eq("linear_trend")
    assert projection.choose(track.assign(value=track["value"].mask(lucky, 0)), 2024) != (
        "linear_trend"
    )


def test_the_chosen_rows_are_those_of_the_model_chosen_at_each_origin(track):
    """The record of the rule is made of real records."""
    full = projection.with_chosen(track)
    chosen = full[full["model"].eq("chosen") & full["score"].eq("crps_rank")]
    for row in chosen.itertuples():
        model = projection.choose(track, row.origin)
        same = track[
            track["model"].eq(model)
            & track["origin"].eq(row.origin)
            & track["score"].eq("crps_rank")
        ]
        assert row.value == same["value"].iloc[0]


def test_skill_is_zero_against_oneself_and_its_interval_holds_it(track):
    """Known answers of the bootstrap."""
    table = projection.skill(track, reference="no_change")
    assert table.loc["no_change", ["skill", "lower", "upper"]].eq(0).all()
    assert ((table["lower"] <= table["skill"]) & (table["skill"] <= table["upper"])).all()
    assert np.isclose(projection.choice_shares(track).sum(), 1)


def test_leagues_have_at_least_four_states_and_none_that_is_not_scored(data):
    """Places are only scored where there is a league."""
    iso3 = sorted(data.loc[data["edition"].eq(2012) & data["status"].eq("ranked"), "iso3"])
    found = projection.leagues(iso3)
    assert "subregion: South-eastern Asia" in found
    assert min(len(v) for v in found.values()) >= 4
    assert max(max(v) for v in found.values()) < len(iso3)


# ------------------------------------------------------------------ cache


def test_a_second_call_reads_what_the_first_one_wrote(cold, data, monkeypatch):
    """The same inputs are computed once, and read back to the last digit."""
    first = projection.backtest(data, ["common_drift"], **SMALL)
    monkeypatch.setattr(track_record, "_score_model", lambda *a: pytest.fail("computed again"))
    pd.testing.assert_frame_equal(first, projection.backtest(data, ["common_drift"], **SMALL))
    assert [p.suffix for p in cold.iterdir()] == [".csv"]


def test_one_changed_score_is_a_new_entry_and_a_new_result(cold, data):
    """The cache cannot hide a change of the panel."""
    first = projection.backtest(data, ["common_drift"], **SMALL)
    changed = data.copy()
    row = changed.index[changed["iso3"].eq("VNM") & changed["edition"].eq(2022)]
    changed.loc[row, "egdi"] -= 0.05
    second = projection.backtest(changed, ["common_drift"], **SMALL)
    assert not first["value"].equals(second["value"])
    assert len(list(cold.iterdir())) == 2


def test_a_damaged_file_is_computed_again(cold):
    """Half a file is never believed."""
    table = pd.DataFrame({"value": [0.1, 0.2]})
    calls = []

    def compute():
        calls.append(1)
        return table

    cache.cached("t", {"a": 1}, compute)
    cache.cached("t", {"a": 1}, compute)
    assert len(calls) == 1
    next(cold.iterdir()).write_bytes(b"")
    assert cache.cached("t", {"a": 1}, compute).equals(table)
    assert len(calls) == 2


@pytest.fixture
def library(tmp_path):
    """A copy of the library that may be changed."""
    folder = tmp_path / "src" / "egdi"
    left_out = shutil.ignore_patterns("__pycache__", "fonts")
    return Path(shutil.copytree(Path(egdi.__file__).parent, folder, ignore=left_out))


def scored(library, kept):
    """The record of one model, computed by a process of its own on a copy of the library."""
    script = (
        "from egdi import panel, projection;"
        "t = projection.backtest(panel.load(), ['no_change'], horizons=1, draws=50);"
        "print(t[t['score'] == 'crps_score']['value'].tolist())"
    )
    environment = {
        **os.environ, "PYTHONPATH": str(library.parent), "EGDI_CACHE": str(kept),
        "EGDI_DATA": str(panel.data_folder()),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_function_changed_elsewhere_gives_the_result_that_a_cold_run_gives(library, tmp_path):
    """A warm cache may not keep what another version of the code has made."""
    warm = tmp_path / "warm"
    before = scored(library, warm)
    file = library / "panel.py"
    head, rest = file.read_text(encoding="utf-8").split("def weights(")
    signature, docstring, body = rest.split('"""', 2)
    fault = '\n    return pd.Series({"osi": 0.8, "tii": 0.1, "hci": 0.1})\n'
    file.write_text(f'{head}def weights({signature}"""{docstring}"""{fault}{body}', "utf-8")
    after = scored(library, warm)
    assert after != before
    assert after == scored(library, tmp_path / "cold")


def test_the_key_covers_every_module_of_the_library_and_every_table(library, record):
    """Whatever a result may reach; a table mended again is the same table again."""

    def touched(path, key):
        kept, before = path.read_bytes(), key()
        path.write_bytes(kept + b"\n")
        after = key()
        path.write_bytes(kept)
        assert key() == before
        return after != before

    assert cache.code(library) == cache.code()
    for path in library.rglob("*.py"):
        assert touched(path, lambda: cache.code(library)), path.name
    for table in panel.tables():
        assert touched(panel.table_path(table), cache.record), table
    first = library / "panel.py"
    first.rename(library / "panels.py")
    assert cache.code(library) != cache.code()


def test_two_who_ask_at_once_compute_once(cold):
    """The second waits for the first: two chapters do not do the same work side by side."""
    calls, ready = [], threading.Barrier(2)

    def compute():
        calls.append(1)
        time.sleep(0.2)
        return pd.DataFrame({"value": [1.0]})

    def ask(_):
        ready.wait()
        return cache.cached("t", {}, compute)

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(ask, range(2))
    assert one.equals(two) and len(calls) == 1
    assert [p.suffix for p in cold.iterdir()] == [".csv"]


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path, monkeypatch):
    """A read-only checkout still works."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EGDI_CACHE", str(tmp_path / "file"))
    table = pd.DataFrame({"value": [1.5]})
    assert cache.cached("t", {}, lambda: table).equals(table)


def test_chosen_model_is_the_rule_on_the_record_of_the_candidates(data):
    """What :func:`project` uses by default is what the chapter shows."""
    name = projection.chosen_model(data, before=2014)
    assert name == projection.DEFAULT
    latest = panel.latest_edition()
    record = projection.backtest(data, track_record.candidates())
    assert projection.chosen_model(data, before=latest) == projection.choose(record, latest)
