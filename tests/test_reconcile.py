"""The reconciliation finds what does not fit, and only that."""

import pandas as pd
import pytest

from egdi import reconcile


def test_the_two_rows_of_2008_are_found(data):
    odd = reconcile.misfits(data)
    large = odd[odd["difference"].abs() > 1e-3]
    assert sorted(zip(large["iso3"], large["edition"], strict=True)) == [
        ("CMR", 2008),
        ("KHM", 2008),
    ]


def test_a_row_that_is_made_wrong_is_found(data):
    changed = data.copy()
    row = changed.index[changed["iso3"].eq("VNM") & changed["edition"].eq(2016)]
    changed.loc[row, "egdi"] += 0.0005
    before, after = reconcile.misfits(data), reconcile.misfits(changed)
    assert len(after) == len(before) + 1
    found = after[after["iso3"].eq("VNM") & after["edition"].eq(2016)]
    assert found["difference"].item() == pytest.approx(0.0005, abs=2e-5)


def test_weights_are_found_from_the_data(data):
    fitted = reconcile.fitted_weights(data)
    assert fitted.loc[2010, "osi"] == pytest.approx(0.34, abs=1e-4)
    assert fitted.drop([2008, 2010])[["osi", "tii", "hci"]].sub(1 / 3).abs().max(axis=None) < 1e-4


def test_ranks_that_scores_do_not_give_are_ties(data):
    odd = reconcile.rank_differences(data)
    assert set(odd["iso3"]) == {"HUN", "MKD", "AND", "TLS"}
    assert odd["tied"].eq(2).all()


def test_a_wrong_rank_is_found(data):
    changed = data.copy()
    row = changed.index[changed["iso3"].eq("VNM") & changed["edition"].eq(2024)]
    changed.loc[row, "rank"] = 70
    assert len(reconcile.rank_differences(changed)) == len(reconcile.rank_differences(data)) + 1


def test_coverage_counts_every_state(data):
    table = reconcile.states_by_status(data)
    assert table.sum(axis=1).eq(193).all()
    assert table.loc[2003, "ranked"] == 173


def test_decimals_are_counted_as_printed():
    assert reconcile.decimals(pd.Series([0.1, 0.1234, 1.0])) == 4
