"""Panels in which one thing differs: what differs is what is found, and nothing else."""

import pandas as pd
import panels
import pytest

from egdi import contributions as c
from egdi import panel, ranks, reconcile

LEVEL = (0.5, 0.5, 0.5)
PARTS = pytest.mark.parametrize("part", panel.PARTS)
EDITIONS = pytest.mark.parametrize("edition", [2008, 2010, 2012, 2024])


def but(part, step, level=LEVEL):
    """Parts of which one alone is a step away."""
    return tuple(v + step * (p == part) for v, p in zip(level, panel.PARTS, strict=True))


def weight(part, edition):
    return panels.WEIGHTS.get(edition, (1 / 3,) * 3)[panel.PARTS.index(part)]


def only(part, value):
    """What is expected where one part alone does something."""
    return {term: pytest.approx(value if term == part else 0, abs=1e-12) for term in c.TERMS}


# --- parts


@PARTS
@EDITIONS
def test_a_weighted_part_is_the_score_of_that_part_times_its_own_weight(part, edition):
    scores = {"VNM": {edition: but(part, 0.25)}, "THA": {edition: LEVEL}}
    parts = c.weighted_parts(panels.of(scores)).loc[("VNM", edition)]
    for name in panel.PARTS:
        assert parts[name] == pytest.approx((0.75 if name == part else 0.5) * weight(name, edition))
    assert parts["unexplained"] == pytest.approx(0, abs=1e-12)


@PARTS
@EDITIONS
def test_a_rival_that_differs_in_one_part_has_a_gap_in_that_part_alone(part, edition):
    scores = {"VNM": {edition: LEVEL}, "THA": {edition: but(part, 0.2)}, "LAO": {edition: LEVEL}}
    frame = panels.of(scores)
    expected = only(part, -0.2 * weight(part, edition))
    assert c.gap(frame, "VNM", "THA", edition).to_dict() == expected
    record = c.gap_record(frame, "VNM", "THA", edition)
    assert record.parts == {p: expected[p] for p in panel.PARTS}
    assert record.weakest.key == part and record.rival.iso3 == "THA" and record.edition == edition
    assert [term.key for term in record.behind] == [part]
    line = c.gap_to_line(frame, "VNM", ["THA", "LAO"], 1)
    assert line["rival"].tolist() == ["THA"] and line.iloc[0][c.TERMS].to_dict() == expected
    table = c.gaps_in_group(frame, "VNM", ["VNM", "THA", "LAO"], edition)
    assert table.index.tolist() == ["THA", "LAO"]
    assert table.loc["THA"].to_dict() == expected
    assert table.loc["LAO"].abs().max() < 1e-12


@PARTS
def test_a_change_in_one_part_is_told_of_that_part_alone(part):
    scores = {
        "VNM": {2022: LEVEL, 2024: but(part, 0.3)},
        "THA": {2022: LEVEL, 2024: LEVEL},
        "LAO": {2022: LEVEL, 2024: LEVEL},
    }
    steps = c.changes(panels.of(scores))
    by = steps.set_index(["iso3", "term"])
    assert by.loc["VNM", "absolute"].to_dict() == only(part, 0.1)
    assert by.loc["THA", "absolute"].to_dict() == only(part, 0)
    assert by.loc["VNM", "world"].to_dict() == only(part, 0.1 / 3)
    assert by.loc["VNM", "relative"].to_dict() == only(part, 0.2 / 3)
    assert by.loc["LAO", "relative"].to_dict() == only(part, -0.1 / 3)
    assert set(steps["since"]) == {2022} and set(steps["edition"]) == {2024}
    record = c.change_record(steps, "VNM", 2024)
    assert record.absolute == only(part, 0.1) and record.world == only(part, 0.1 / 3)
    assert record.most.key == part and record.most_points == pytest.approx(0.1)
    assert record.drive.key == part and record.drive_points == pytest.approx(0.2 / 3)
    assert (record.since, record.edition) == (2022, 2024)


def test_a_change_of_weights_alone_is_told_of_the_parts_whose_weight_changed():
    scores = {iso: {2010: (0.9, 0.3, 0.6), 2012: (0.9, 0.3, 0.6)} for iso in ("VNM", "THA")}
    by = c.changes(panels.of(scores)).set_index(["iso3", "term"])["absolute"]["VNM"]
    assert by["osi"] == pytest.approx(0.9 * (1 / 3 - 0.34))
    assert by["tii"] == pytest.approx(0.3 * (1 / 3 - 0.33))
    assert by["hci"] == pytest.approx(0.6 * (1 / 3 - 0.33))


def test_what_the_formula_does_not_explain_is_told_as_unexplained_alone():
    frame = panels.of({"VNM": {2022: LEVEL, 2024: LEVEL}, "THA": {2022: LEVEL, 2024: LEVEL}})
    frame.loc[frame["iso3"].eq("VNM") & frame["edition"].eq(2024), "egdi"] += 0.02
    assert c.gap(frame, "VNM", "THA", 2024).to_dict() == only("unexplained", 0.02)
    assert c.gap(frame, "VNM", "THA", 2022).to_dict() == only("unexplained", 0)
    steps = c.changes(frame).set_index(["iso3", "term"])["absolute"]
    assert steps["VNM"].to_dict() == only("unexplained", 0.02)


def test_a_state_without_an_index_at_one_of_two_editions_counts_in_no_mean_of_changes():
    scores = {
        "VNM": {2022: LEVEL, 2024: but("tii", 0.3)},
        "THA": {2022: LEVEL, 2024: LEVEL},
        "LBY": {2022: None, 2024: LEVEL},
    }
    steps = c.changes(panels.of(scores))
    assert set(steps["iso3"]) == {"VNM", "THA"}
    assert steps.query("term == 'tii'")["world"].unique() == pytest.approx([0.05])
    assert c.change_record(steps, "LBY", 2024) is None


def test_each_change_is_between_neighbouring_editions():
    levels = {2018: LEVEL, 2020: but("osi", 0.03), 2022: but("osi", 0.09), 2024: but("osi", 0.06)}
    steps = c.changes(panels.of({"VNM": levels, "THA": dict.fromkeys(levels, LEVEL)}))
    own = steps.query("iso3 == 'VNM' and term == 'osi'")
    assert own["since"].tolist() == [2018, 2020, 2022]
    assert own["edition"].tolist() == [2020, 2022, 2024]
    assert own["absolute"].tolist() == pytest.approx([0.01, 0.02, -0.01])


# --- the line, over editions


def test_the_line_is_held_by_the_kth_best_other_and_each_edition_has_its_own_holder():
    frame = panels.of(
        {
            "VNM": {2022: LEVEL, 2024: LEVEL},
            "THA": {2022: but("osi", 0.3), 2024: but("osi", 0.1)},
            "IDN": {2022: but("tii", 0.2), 2024: but("tii", 0.2)},
            "LAO": {2022: but("hci", -0.1), 2024: but("hci", 0.3)},
        }
    )
    group = ["VNM", "THA", "IDN", "LAO"]
    holders = {k: c.gap_to_line(frame, "VNM", group, k)["rival"].tolist() for k in (1, 2, 3)}
    assert holders == {1: ["THA", "LAO"], 2: ["IDN", "IDN"], 3: ["LAO", "THA"]}
    named = c.gap_to_line(frame, "VNM", group, 1, rival="IDN")
    assert named["rival"].tolist() == ["IDN", "IDN"]
    assert named["tii"].tolist() == pytest.approx([-0.2 / 3] * 2)
    gaps = ranks.gaps(ranks.places(frame, group), "VNM", 2)
    assert gaps["line"].tolist() == pytest.approx([0.5 + 0.2 / 3] * 2)
    assert gaps["points"].tolist() == pytest.approx([-0.2 / 3] * 2)
    assert gaps["place"].tolist() == [3, 4] and gaps["places"].tolist() == [1, 2]
    assert gaps["behind"].iloc[0] == pytest.approx(0.1 / 3) and pd.isna(gaps["behind"].iloc[1])


def test_a_line_at_an_edition_of_one_that_was_not_ranked_is_left_out():
    frame = panels.of(
        {"VNM": {2022: LEVEL, 2024: LEVEL}, "THA": {2022: None, 2024: but("osi", 0.3)}}
    )
    assert c.gap_to_line(frame, "VNM", ["THA"], 1)["edition"].tolist() == [2024]
    assert c.gap_to_line(frame, "THA", ["VNM"], 1)["edition"].tolist() == [2024]


def test_the_nearest_members_are_kept_the_best_first():
    frame = panels.of(
        {
            "VNM": {2024: LEVEL},
            "THA": {2024: but("osi", 0.3)},
            "IDN": {2024: but("osi", 0.1)},
            "LAO": {2024: but("osi", -0.2)},
            "KHM": {2024: but("osi", -0.4)},
        }
    )
    group = ["KHM", "LAO", "IDN", "THA"]
    kept = {n: c.gaps_in_group(frame, "VNM", group, 2024, most=n).index.tolist() for n in (1, 2, 3)}
    assert kept == {1: ["IDN"], 2: ["IDN", "LAO"], 3: ["THA", "IDN", "LAO"]}


@PARTS
def test_a_lag_begins_at_the_first_edition_of_its_unbroken_spell(part):
    path = {2016: -0.1, 2018: 0.1, 2020: 0.0, 2022: -0.03, 2024: -0.06}
    rival = {edition: but(part, -lead) for edition, lead in path.items()}
    frame = panels.of({"VNM": dict.fromkeys(path, LEVEL), "THA": rival})
    gaps = c.gap_to_line(frame, "VNM", ["THA"], 1, "THA")
    table = c.spells(gaps).set_index("part")
    assert table["since"].dropna().to_dict() == {part: 2022}
    assert table.at[part, "lead"] == pytest.approx(-0.02)
    (lag,) = c.lags(gaps)
    assert (lag.part.key, lag.rival.iso3, lag.since) == (part, "THA", 2022)
    assert lag.before == pytest.approx(-0.01) and lag.now == pytest.approx(-0.02)
    assert lag.course == "widening"


@pytest.mark.parametrize(
    ("before", "now", "course"),
    [
        (-0.09, -0.06, "narrowing"),
        (-0.06, -0.09, "widening"),
        (-0.06, -0.0603, "steady"),
        (0.06, -0.06, "new"),
        (0.0, -0.06, "new"),
    ],
)
def test_the_course_of_a_lag_is_told_by_its_last_step(before, now, course):
    scores = {
        "VNM": {2022: LEVEL, 2024: LEVEL},
        "THA": {2022: but("tii", -before), 2024: but("tii", -now)},
    }
    (lag,) = c.lags(c.gap_to_line(panels.of(scores), "VNM", ["THA"], 1, "THA"))
    assert lag.course == course


def test_a_lag_with_one_edition_is_new_and_lags_come_with_the_largest_first():
    frame = panels.of({"VNM": {2024: LEVEL}, "THA": {2024: (0.6, 0.9, 0.4)}})
    found = c.lags(c.gap_to_line(frame, "VNM", ["THA"], 1, "THA"))
    assert [(lag.part.key, lag.course) for lag in found] == [("tii", "new"), ("osi", "new")]
    assert found[0].before is None


# --- what records tell


@pytest.mark.parametrize(
    ("parts", "side", "weakest", "behind"),
    [
        ((0.6, 0.7, 0.8), "clear", "osi", []),
        ((0.4, 0.9, 0.9), "ahead", "osi", ["osi"]),
        ((0.3, 0.4, 0.6), "behind", "osi", ["osi", "tii"]),
        ((0.6, 0.7, 0.0), "outweighed", "hci", ["hci"]),
        (LEVEL, "clear", "osi", []),
    ],
)
def test_the_side_of_a_gap_is_told_by_the_index_and_the_weakest_part(parts, side, weakest, behind):
    frame = panels.of({"VNM": {2024: parts}, "THA": {2024: LEVEL}})
    gap = c.gap_record(frame, "VNM", "THA", 2024)
    assert (gap.side, gap.weakest.key) == (side, weakest)
    assert [term.key for term in gap.behind] == behind
    assert gap.least == pytest.approx((min(parts) - 0.5) / 3)
    assert gap.total == pytest.approx((sum(parts) - 1.5) / 3)


@pytest.mark.parametrize(
    ("own", "others", "story"),
    [
        (0.3, 0.0, "gained"),
        (0.3, 0.6, "overtaken"),
        (-0.3, -0.6, "spared"),
        (-0.3, 0.0, "lost"),
        (0.0, 0.0, "gained"),
    ],
)
def test_the_story_of_a_change_sets_the_own_move_against_the_worlds(own, others, story):
    level = (0.3, 0.3, 0.3) if others > 0 else (0.7, 0.7, 0.7) if others < 0 else LEVEL
    low = {2022: level, 2024: but("osi", others, level)}
    frame = panels.of(
        {"VNM": {2022: level, 2024: but("osi", own, level)}, "THA": low, "LAO": dict(low)}
    )
    change = c.change_record(c.changes(frame), "VNM", 2024)
    assert change.story == story
    assert change.total == pytest.approx(own / 3)
    assert change.world_total == pytest.approx((own + 2 * others) / 9)
    assert change.relative_total == pytest.approx((own - others) * 2 / 9)


def test_the_part_that_moved_most_and_the_part_that_drove_are_not_the_same():
    """TII rose most, everywhere; HCI rose less, here alone."""
    frame = panels.of(
        {
            "VNM": {2022: LEVEL, 2024: (0.4, 0.8, 0.7)},
            "THA": {2022: LEVEL, 2024: (0.5, 0.8, 0.5)},
            "LAO": {2022: LEVEL, 2024: (0.5, 0.8, 0.5)},
        }
    )
    change = c.change_record(c.changes(frame), "VNM", 2024)
    assert change.most.key == "tii" and change.most_points == pytest.approx(0.1)
    assert change.drive.key == "hci" and change.drive_points == pytest.approx(0.2 * 2 / 9)
    down = c.change_record(c.changes(frame), "THA", 2024)
    assert down.story == "overtaken" and down.drive.key == "hci"
    assert down.drive_points == pytest.approx(-0.2 / 9)


def test_the_part_that_fell_most_moved_most():
    frame = panels.of(
        {"VNM": {2022: LEVEL, 2024: (0.7, 0.2, 0.5)}, "THA": {2022: LEVEL, 2024: LEVEL}}
    )
    change = c.change_record(c.changes(frame), "VNM", 2024)
    assert change.most.key == "tii" and change.most_points == pytest.approx(-0.1)


# --- changes of place


@PARTS
@pytest.mark.parametrize("who", ["own", "rivals"])
def test_a_place_moved_by_one_part_of_one_side_is_told_of_that_move_alone(part, who):
    """Two rivals are passed, by the own rise or by their fall, in one part alone."""
    own = but(part, 0.3) if who == "own" else LEVEL
    rival = but(part, 0.1) if who == "own" else but(part, -0.1)
    frame = panels.of(
        {
            "VNM": {2022: LEVEL, 2024: own},
            "THA": {2022: but(part, 0.1), 2024: rival},
            "LAO": {2022: but(part, 0.1), 2024: rival},
        }
    )
    values = c.place_change(frame, "VNM", ["THA", "LAO"], 2022, 2024)
    assert values[who, part] == pytest.approx(2)
    assert values.drop((who, part)).abs().max() < 1e-12


def test_two_moves_that_each_suffice_share_the_place_gained():
    """A rise in OSI or in TII would each have passed the rival: half a place each."""
    frame = panels.of({"VNM": {2022: LEVEL, 2024: (0.8, 0.8, 0.5)}, "THA": {2022: (0.6, 0.5, 0.5)}})
    frame = pd.concat([frame, panels.of({"THA": {2024: (0.6, 0.5, 0.5)}})], ignore_index=True)
    values = c.place_change(frame, "VNM", ["VNM", "THA"], 2022, 2024)
    assert values["own", "osi"] == values["own", "tii"] == pytest.approx(0.5)
    assert values.sum() == pytest.approx(1)


def test_a_rise_of_everybody_moves_no_place_and_shares_cancel():
    frame = panels.of(
        {
            "VNM": {2022: LEVEL, 2024: but("tii", 0.3)},
            "THA": {2022: but("osi", 0.1), 2024: (0.6, 0.8, 0.5)},
        }
    )
    values = c.place_change(frame, "VNM", ["THA"], 2022, 2024)
    assert values["own", "tii"] == pytest.approx(0.5)
    assert values["rivals", "tii"] == pytest.approx(-0.5)
    assert values.sum() == pytest.approx(0, abs=1e-12)


def test_a_member_that_was_not_ranked_at_both_editions_moves_no_place():
    frame = panels.of(
        {
            "VNM": {2022: LEVEL, 2024: LEVEL},
            "THA": {2022: but("osi", 0.1), 2024: but("osi", 0.1)},
            "LAO": {2022: None, 2024: but("osi", 0.2)},
            "KHM": {2022: but("osi", 0.2), 2024: None},
        }
    )
    assert c.place_change(frame, "VNM", ["THA", "LAO", "KHM"], 2022, 2024).eq(0).all()


def test_a_tie_costs_no_place():
    frame = panels.of(
        {"VNM": {2022: LEVEL, 2024: but("tii", 0.2)}, "THA": {2022: but("osi", 0.2), 2024: LEVEL}}
    )
    frame.loc[frame["iso3"].eq("THA") & frame["edition"].eq(2024), ["osi", "egdi"]] += [
        0.2,
        0.2 / 3,
    ]
    assert c.place_change(frame, "VNM", ["THA"], 2022, 2024)["own", "tii"] == pytest.approx(1)


# --- variance


@PARTS
def test_the_part_that_alone_varies_holds_the_whole_variance(part):
    scores = {
        iso: {2024: but(part, step)}
        for iso, step in zip(("VNM", "THA", "LAO"), (0, 0.1, 0.4), strict=True)
    }
    assert c.covariance_shares(panels.of(scores)).loc[2024].to_dict() == {
        p: pytest.approx(float(p == part)) for p in panel.PARTS
    }


def test_a_part_that_varies_twice_as_much_holds_two_thirds_where_both_go_together():
    scores = {
        iso: {2024: (0.5 + step, 0.5 + 2 * step, 0.5)}
        for iso, step in zip(("VNM", "THA", "LAO"), (0, 0.1, 0.2), strict=True)
    }
    shares = c.covariance_shares(panels.of(scores)).loc[2024]
    assert shares.tolist() == pytest.approx([1 / 3, 2 / 3, 0])


# --- ranks


def test_ties_share_the_better_place_and_the_next_is_left_out():
    frame = panels.of(
        {
            "VNM": {2024: LEVEL},
            "THA": {2024: LEVEL},
            "IDN": {2024: but("osi", 0.1)},
            "LAO": {2024: but("osi", -0.1)},
        }
    )
    table = ranks.places(frame).set_index("iso3")
    assert table["place"].to_dict() == {"IDN": 1, "THA": 2, "VNM": 2, "LAO": 4}
    assert table["n"].eq(4).all()
    assert table["percentile"].to_dict() == pytest.approx(
        {"IDN": 100, "THA": 100 / 3, "VNM": 100 / 3, "LAO": 0}
    )
    gaps = ranks.gaps(table.reset_index(), "VNM", 2).loc[2024]
    assert gaps["points"] == 0 and gaps["places"] == 0
    assert gaps["behind"] == pytest.approx(0.1 / 3)


def test_of_two_ranked_the_better_has_all_others_behind_it_and_one_alone_has_no_others():
    frame = panels.of({"VNM": {2022: LEVEL, 2024: LEVEL}, "THA": {2024: but("osi", -0.1)}})
    table = ranks.places(frame).set_index(["iso3", "edition"])["percentile"]
    assert (table["VNM", 2024], table["THA", 2024]) == (100, 0)
    assert pd.isna(table["VNM", 2022])


def test_one_ahead_of_the_line_misses_no_place_and_has_the_nearest_behind_it():
    steps = {"VNM": 0.0, "THA": -0.1, "IDN": -0.2, "LAO": -0.4}
    frame = panels.of({iso: {2024: but("osi", step)} for iso, step in steps.items()})
    row = ranks.gaps(ranks.places(frame), "VNM", 3).loc[2024]
    assert (row["place"], row["places"]) == (1, 0)
    assert row["points"] == pytest.approx(0.4 / 3)
    assert row["behind"] == pytest.approx(0.1 / 3)


@PARTS
def test_a_rank_in_a_part_looks_at_that_part_alone(part):
    frame = panels.of({"VNM": {2024: but(part, 0.1)}, "THA": {2024: (0.55, 0.55, 0.55)}})
    table = ranks.by_measure(frame, "VNM").set_index("measure")
    expected = {m: 2 for m in ("egdi", *panel.PARTS)} | {part: 1}
    assert table["place"].to_dict() == expected
    assert table["score"][part] == pytest.approx(0.6)


def test_a_group_counts_its_members_alone():
    frame = panels.of(
        {iso: {2024: but("osi", s)} for iso, s in {"VNM": 0, "THA": 0.1, "USA": 0.3}.items()}
    )
    table = ranks.places(frame, ["VNM", "THA"]).set_index("iso3")
    assert table["place"].to_dict() == {"THA": 1, "VNM": 2} and table["n"].eq(2).all()


def test_an_edition_with_fewer_members_than_the_place_has_no_line():
    frame = panels.of(
        {
            "VNM": {2022: LEVEL, 2024: LEVEL},
            "THA": {2022: but("osi", 0.1), 2024: but("osi", 0.1)},
            "LAO": {2022: None, 2024: but("osi", -0.1)},
        }
    )
    table = ranks.places(frame)
    assert ranks.line(table, 3).to_dict() == {2024: pytest.approx(0.5 - 0.1 / 3)}
    assert ranks.line(table, 1).index.tolist() == [2022, 2024]
    assert ranks.line(table, 1).to_dict() == {e: pytest.approx(0.5 + 0.1 / 3) for e in (2022, 2024)}
    gaps = ranks.gaps(table, "VNM", 2)
    assert pd.isna(gaps.loc[2022, "line"]) and gaps.loc[2024, "points"] > 0


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (-0.1, 0.1, "passed"),
        (0.1, -0.1, "passed by"),
        (0.0, 0.1, "passed"),
        (0.0, -0.1, "passed by"),
        (0.1, 0.0, None),
        (-0.1, 0.0, None),
        (0.1, 0.2, None),
        (-0.2, -0.1, None),
    ],
)
def test_who_passed_whom_is_told_by_the_lead_before_and_after(before, after, direction):
    frame = panels.of(
        {
            "VNM": {2020: LEVEL, 2022: but("osi", before), 2024: but("osi", after)},
            "THA": dict.fromkeys((2022, 2024), LEVEL),
        }
    )
    events = ranks.overtakes(ranks.places(frame), "VNM")
    expected = [(2024, 2022, "THA", direction)] if direction else []
    assert list(events.itertuples(index=False, name=None)) == expected


def test_a_move_counts_places_gained_as_positive_and_needs_both_editions():
    frame = panels.of(
        {
            "VNM": {2020: LEVEL, 2022: but("osi", -0.1), 2024: but("osi", 0.1)},
            "THA": {2020: but("osi", -0.2), 2022: LEVEL, 2024: LEVEL},
            "LAO": {2020: None, 2022: but("osi", 0.2), 2024: None},
        }
    )
    moves = ranks.moves(ranks.places(frame))
    rows = moves[["iso3", "since", "edition", "from_place", "to_place", "gain"]]
    assert sorted(rows.itertuples(index=False, name=None)) == [
        ("THA", 2020, 2022, 2, 2, 0),
        ("THA", 2022, 2024, 2, 2, 0),
        ("VNM", 2020, 2022, 1, 3, -2),
        ("VNM", 2022, 2024, 3, 1, 2),
    ]


def test_a_neighbourhood_keeps_those_nearest_to_the_focus_and_to_the_line_at_the_last_edition():
    codes = ["SGP", "THA", "MYS", "IDN", "VNM", "PHL", "BRN", "KHM", "MMR", "LAO"]
    ladder = {iso: 0.9 - 0.05 * i for i, iso in enumerate(codes)}
    back = dict(zip(codes, reversed(ladder.values()), strict=True))
    frame = panels.of({iso: {2022: (back[iso],) * 3, 2024: (ladder[iso],) * 3} for iso in codes})
    table = ranks.places(frame)

    def kept(focus, k, most):
        return sorted(set(ranks.neighbourhood(table, focus, k, most)["iso3"]), key=codes.index)

    assert kept("LAO", 1, 2) == ["SGP", "LAO"]
    assert kept("LAO", 1, 4) == ["SGP", "THA", "MMR", "LAO"]
    assert kept("MMR", 9, 3) == ["KHM", "MMR", "LAO"]
    assert kept("VNM", 4, 4) == ["MYS", "IDN", "VNM", "PHL"]
    # One that is not in the table: who is near the line, and near the last place.
    assert kept("TLS", 1, 2) == ["SGP", "LAO"]
    assert len(ranks.neighbourhood(table, "LAO", 1, 2)) == 4


# --- reconciliation


def printed(frame, digits=4):
    """The panel as the UN prints it."""
    return frame.round(dict.fromkeys([*panel.PARTS, "egdi"], digits))


STATES = ["VNM", "THA", "LAO", "KHM", "IDN", "MYS", "SGP", "PHL"]


def invented(edition):
    """Eight states with parts that have nothing to do with one another."""
    parts = [
        (0.1234, 0.9871, 0.4512), (0.7721, 0.3319, 0.6653), (0.2219, 0.1187, 0.9127),
        (0.8813, 0.6671, 0.1129), (0.4431, 0.5517, 0.7733), (0.9127, 0.8123, 0.8819),
        (0.3347, 0.2291, 0.3457), (0.6173, 0.4421, 0.2211),
    ]  # fmt: skip
    return panels.of({iso: {edition: p} for iso, p in zip(STATES, parts, strict=True)})


@EDITIONS
def test_rounding_is_no_misfit_and_the_weights_are_found(edition):
    frame = printed(invented(edition))
    assert reconcile.misfits(frame).empty
    fitted = reconcile.fitted_weights(frame).loc[edition]
    for part in panel.PARTS:
        assert fitted[part] == pytest.approx(weight(part, edition), abs=3e-4)
    assert 0 < fitted["largest"] < 1e-4


def test_the_tolerance_is_half_a_unit_of_the_index_and_of_each_part_by_its_weight():
    frame = printed(invented(2024))
    weights = pd.Series({"osi": 0.5, "tii": 0.3, "hci": 0.2})
    assert reconcile.tolerance(frame, weights) == pytest.approx(1e-4)
    coarse = frame.assign(egdi=frame["egdi"].round(3), tii=frame["tii"].round(2))
    assert reconcile.tolerance(coarse, weights) == pytest.approx(
        0.5e-3 + 0.5 * 0.5e-4 + 0.3 * 0.5e-2 + 0.2 * 0.5e-4
    )
    assert reconcile.rounding(frame).to_dict() == {2024: pytest.approx(1e-4)}


@pytest.mark.parametrize("error", [0.003, -0.003])
def test_one_wrong_index_is_one_misfit_with_its_size_and_sign(error):
    frame = printed(invented(2024))
    wrong = frame["iso3"].eq("KHM")
    frame.loc[wrong, "egdi"] += error
    odd = reconcile.misfits(frame)
    assert odd["iso3"].tolist() == ["KHM"]
    assert odd["difference"].item() == pytest.approx(error, abs=1e-4)
    assert odd["published"].item() == frame.loc[wrong, "egdi"].item()
    assert odd["recomputed"].item() == pytest.approx(odd["published"].item() - error, abs=1e-4)
    assert odd["tolerance"].item() == pytest.approx(1e-4)
    summary = reconcile.consequences(frame)
    assert summary["edition"].tolist() == [2024] and summary["rows"].item() == 1
    assert summary["largest"].item() == pytest.approx(0.003, abs=1e-4)
    assert summary["ranks"].item() == 0
    # A row this wrong is left out of the fit.
    assert reconcile.fitted_weights(frame).loc[2024, "largest"] < 1e-4


def test_a_row_wrong_by_little_stays_in_the_fit_and_is_its_largest_residual():
    frame = printed(invented(2024))
    frame.loc[frame["iso3"].eq("KHM"), "egdi"] += 0.0009
    assert 0.0003 < reconcile.fitted_weights(frame).loc[2024, "largest"] < 0.0009


def test_a_row_is_left_out_of_the_fit_from_a_thousandth_on():
    frame = printed(invented(2024))
    frame.loc[frame["iso3"].eq("KHM"), "egdi"] += 0.0013
    assert reconcile.fitted_weights(frame).loc[2024, "largest"] < 1e-4
    assert len(reconcile.reconciled(frame).large) == 1


def test_tables_of_reconciliation_have_the_columns_they_promise():
    frame = printed(invented(2024))
    frame.loc[frame["iso3"].eq("KHM"), "egdi"] += 0.004
    frame.loc[frame["iso3"].eq("KHM"), "rank"] += 1
    told = ["iso3", "edition", "published", "recomputed", "difference", "tolerance"]
    assert list(reconcile.misfits(frame).columns) == told
    told = ["iso3", "edition", "score", "rank", "recomputed", "tied"]
    assert list(reconcile.rank_differences(frame).columns) == told
    assert list(reconcile.consequences(frame).columns) == ["edition", "rows", "largest", "ranks"]


def test_misfits_come_with_the_largest_first():
    frame = printed(invented(2024))
    for iso, error in {"KHM": 0.002, "LAO": -0.005, "VNM": 0.003}.items():
        frame.loc[frame["iso3"].eq(iso), "egdi"] += error
    assert reconcile.misfits(frame)["iso3"].tolist() == ["LAO", "VNM", "KHM"]


def test_a_wrong_index_that_passes_a_neighbour_changes_two_ranks():
    level = (0.5123, 0.5123, 0.5123)
    frame = printed(
        panels.of(
            {
                "VNM": {2024: level},
                "THA": {2024: but("osi", 0.03, level)},
                "LAO": {2024: (0.0, 0.0, 0.0)},
            }
        )
    )
    frame.loc[frame["iso3"].eq("VNM"), "egdi"] += 0.02
    assert reconcile.consequences(frame)["ranks"].tolist() == [2]


def test_a_published_rank_that_breaks_a_tie_is_told_with_the_tie():
    frame = printed(
        panels.of({"VNM": {2024: LEVEL}, "THA": {2024: LEVEL}, "LAO": {2024: (0, 0, 0)}})
    )
    assert reconcile.rank_differences(frame).empty
    frame.loc[frame["iso3"].eq("THA"), "rank"] = 2
    odd = reconcile.rank_differences(frame)
    assert odd[["iso3", "rank", "recomputed", "tied"]].values.tolist() == [["THA", 2, 1, 2]]


def test_the_same_score_at_another_edition_is_no_tie():
    frame = printed(panels.of({iso: {2022: LEVEL, 2024: LEVEL} for iso in ("VNM", "THA")}))
    other = frame["iso3"].eq("THA")
    frame.loc[other, ["egdi", *panel.PARTS]] = [0.4] * 4
    frame.loc[other, "rank"] = 2
    frame.loc[other & frame["edition"].eq(2024), "rank"] = 3
    odd = reconcile.rank_differences(frame)
    assert odd[["iso3", "edition", "tied"]].values.tolist() == [["THA", 2024, 1]]


def test_coverage_counts_states_by_status():
    frame = panels.of(
        {
            "VNM": {2022: LEVEL, 2024: LEVEL},
            "LBY": {2022: None, 2024: LEVEL},
            "SSD": {2022: None, 2024: None},
        }
    )
    frame.loc[frame["iso3"].eq("SSD") & frame["edition"].eq(2022), "status"] = "not_member"
    assert reconcile.states_by_status(frame).loc[2022].to_dict() == {
        "ranked": 1, "not_ranked": 1, "not_member": 1,
    }  # fmt: skip
    assert reconcile.states_by_status(frame).loc[2024].to_dict() == {
        "ranked": 2, "not_ranked": 1, "not_member": 0,
    }  # fmt: skip


def test_what_was_found_is_counted_in_the_record():
    """In 2010 six states, two misfits, a rank merely wrong; in 2024 eight, two, a broken tie."""
    early = invented(2010).query("iso3 not in ['MYS', 'SGP']")
    early["rank"] = ranks.rank(early["egdi"])
    late = invented(2024)
    late.loc[late["iso3"].eq("PHL"), ["egdi", *panel.PARTS]] = late.loc[
        late["iso3"].eq("LAO"), ["egdi", *panel.PARTS]
    ].to_numpy()
    late["rank"] = ranks.rank(late["egdi"])
    frame = printed(pd.concat([early, late], ignore_index=True))

    def at(iso, edition):
        return frame["iso3"].eq(iso) & frame["edition"].eq(edition)

    for iso, edition, error in [
        ("KHM", 2010, 0.0004), ("VNM", 2010, 0.0005), ("KHM", 2024, 0.004), ("VNM", 2024, 0.0004),
    ]:  # fmt: skip
        frame.loc[at(iso, edition), "egdi"] += error
    frame.loc[at("VNM", 2010), "rank"] += 1
    frame.loc[at("PHL", 2024), "rank"] += 1
    found = reconcile.reconciled(frame)
    assert (found.rows, found.first, found.last) == (14, 2010, 2024)
    assert (found.ranked_first, found.ranked_last) == (6, 8)
    assert found.unequal == [2010]
    assert found.misfits == 4
    assert [(state.iso3, e) for state, e in found.large] == [("KHM", 2024)]
    assert (found.worst, found.worst_share) == (2010, 2 / 6)
    assert (found.odd_ranks, found.odd_editions) == (2, [2010, 2024])
    assert found.odd_states == ["PHL", "VNM"]
    assert found.untied == 1


def test_a_panel_that_fits_has_no_worst_edition():
    found = reconcile.reconciled(printed(invented(2024)))
    assert (found.misfits, found.worst, found.worst_share, found.large) == (0, None, 0.0, [])
    assert found.unequal == []
