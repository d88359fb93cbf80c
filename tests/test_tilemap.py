"""The map of squares: every state once, the UN's levels, names that fit."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from egdi import figures, lookup, panel, tilemap


def scores(edition):
    rows = panel.load()
    return rows[rows["edition"].eq(edition) & rows["status"].eq("ranked")].set_index("iso3")["egdi"]


def test_every_state_has_a_square_of_its_own():
    table = panel.load("tiles")
    assert set(table["iso3"]) == set(panel.load("countries")["iso3"])
    assert not table.duplicated(["row", "column"]).any()


# As the surveys' summaries print them.
@pytest.mark.parametrize(("edition", "states"), [(2018, 40), (2020, 57), (2022, 60), (2024, 76)])
def test_as_many_states_are_at_the_highest_level_as_the_un_counts(edition, states):
    assert tilemap.tiles(scores(edition))["level"].eq("very high").sum() == states


@pytest.mark.parametrize(
    ("score", "level"),
    [(0, "low"), (0.2499, "low"), (0.25, "middle"), (0.5, "high"), (0.75, "very high"),
     (1, "very high")],
)  # fmt: skip
def test_a_level_begins_at_its_least_score(score, level):
    assert tilemap.level(score) == level


def test_a_score_out_of_range_is_told():
    with pytest.raises(panel.DataError, match="expected a number from 0 to 1"):
        tilemap.level(77.09)


def test_a_state_without_an_index_has_no_level_and_no_rank():
    table = tilemap.tiles(scores(2024).drop("VNM")).set_index("iso3")
    assert table.at["VNM", "level"] == "" and table["rank"].isna().sum() == 1
    assert table.at["DNK", "rank"] == 1


@pytest.mark.parametrize("group", ["ASEAN", "Oceania", "Central Asia"])
def test_names_stay_inside_their_squares(group):
    figures.theme()
    members = lookup.members(group, 2024)
    fig = tilemap.draw(tilemap.tiles(scores(2024)), members, members[0])
    fig.draw_without_rendering()
    large = fig.axes[0]
    assert len(large.texts) == len(members)
    tall, wide = (abs(d) for d in (large.transData.transform((0, 0)) -
                                   large.transData.transform((1, 1)))[::-1])  # fmt: skip
    for text in large.texts:
        box = text.get_window_extent()
        assert box.width <= wide and box.height <= tall, text.get_text()
    plt.close(fig)


def test_a_focus_without_a_square_is_told():
    with pytest.raises(panel.DataError, match="no square"):
        tilemap.draw(tilemap.tiles(scores(2024)), ["VNM"], "XXX")
