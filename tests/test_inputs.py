"""What was known when, and TII and HCI rebuilt: held to a check that shares no code."""

import csv
import statistics
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import egdi
from egdi import inputs, panel
from egdi.inputs import rebuild, vintages

DATA = Path(__file__).resolve().parents[1] / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# What the check takes to be documented: copy of the telecommunication figures, fixed telephone
# or not, cap.
TRIALS = {
    2018: ("2018-04-29", True, None),
    2020: ("2020-03-21", False, 120),
    2022: ("2022-05-01", False, 120),
}
BAR = {2018: 0.0025, 2020: 0.003, 2022: 0.003}


def by_hand(edition, instead=None):
    """TII by the standard library alone: {iso3: rebuilt}.

    ``instead`` puts other figures in: {(iso3, indicator): value}.
    """
    copy, telephone, cap = TRIALS[edition]
    names = ["internet_users_pct", "fixed_broadband_per100", "mobile_cellular_per100"]
    names += ["fixed_telephone_per100"] if telephone else []
    newest = {}

    def keep(name, row, value):
        age = edition - 2 - int(row["year"])
        if value and 0 <= age <= 3:
            value = float(value)
            value = min(value, cap) if cap and name != "internet_users_pct" else value
            held = newest.setdefault(name, {}).get(row["iso3"])
            if held is None or age < held[0]:
                newest[name][row["iso3"]] = (age, value)

    for row in rows("vintages.csv"):
        if row["indicator"] in names:
            keep(row["indicator"], row, row[copy])
    for row in rows("indicators.csv"):
        if row["indicator"] == "mobile_broadband_per100":
            keep("mobile_broadband_per100", row, row["value"])
    for (state, name), value in (instead or {}).items():
        newest[name][state] = (0, min(value, cap) if cap and "users" not in name else value)
    states = sorted(set.intersection(*(set(values) for values in newest.values())))
    mean = dict.fromkeys(states, 0.0)
    for values in newest.values():
        column = [values[s][1] for s in states]
        centre, spread = statistics.fmean(column), statistics.pstdev(column)
        for state, value in zip(states, column, strict=True):
            mean[state] += (value - centre) / spread / len(newest)
    low, high = min(mean.values()), max(mean.values())
    return {state: (value - low) / (high - low) for state, value in mean.items()}


@pytest.mark.parametrize("edition", TRIALS)
def test_tii_is_rebuilt_within_the_bar_and_as_by_hand(edition):
    published = {
        row["iso3"]: float(row["tii"])
        for row in rows("panel.csv")
        if row["edition"] == str(edition) and row["tii"]
    }
    hand = by_hand(edition)
    away = {s: abs(hand[s] - published[s]) for s in hand if s in published}
    assert len(away) >= 180
    assert statistics.median(away.values()) <= BAR[edition]
    assert away["VNM"] <= 0.003
    table = inputs.rebuilt(edition).set_index("iso3")["rebuilt"].dropna()
    assert set(table.index) == set(away)
    for state in away:
        assert table[state] == pytest.approx(hand[state], abs=1e-9)


@pytest.mark.parametrize("edition", [2016, 2018, 2020, 2022])
def test_figures_as_they_stood_fit_far_better_than_todays(edition):
    told = inputs.errors(
        pd.concat([inputs.rebuilt(edition, method=m) for m in (inputs.AS_KNOWN, inputs.TODAY)])
    ).set_index("method")
    assert told.at["today", "median"] > 4 * told.at["as_known", "median"]
    assert told.at["today", "times"] == pytest.approx(
        told.at["today", "median"] / told.at["as_known", "median"]
    )


def test_every_state_has_a_row_and_one_without_a_component_says_so():
    table = inputs.all_rebuilt()
    assert len(table) == 193 * 2 * 2 * len(rebuild.editions())
    gone = table[table["rebuilt"].isna()]
    assert len(gone) and gone["missing"].ne("").all()
    assert table.loc[table["rebuilt"].notna(), "missing"].eq("").all()
    korea = table.query("iso3 == 'PRK' and edition == 2024 and index == 'tii'")
    assert korea["missing"].str.contains("internet_users").all()


def test_2024_is_rebuilt_without_affordability_and_says_so():
    table = inputs.rebuilt(2024)
    assert table["left_out"].eq("affordability").all()


def test_rebuilt_sub_indices_span_zero_to_one():
    table = inputs.all_rebuilt().groupby(["edition", "index", "method"])["rebuilt"]
    assert table.min().ge(0).all() and table.max().le(1).all()


# --- nothing from the future


def given_by(day):
    """{(iso3, indicator, year): value} of the newest copy by a day that reaches the year."""
    return {
        (row["iso3"], row["indicator"], int(row["year"])): max(
            (name, float(value))
            for name, value in row.items()
            if name[0] == "2" and value and name <= day
        )
        for row in VINTAGES
        if any(name[0] == "2" and value and name <= day for name, value in row.items())
    }


VINTAGES = rows("vintages.csv")
DAYS = st.dates(date(2015, 1, 1), date(2026, 12, 31))


@settings(max_examples=25, deadline=None)
@given(DAYS)
def test_no_value_first_seen_after_the_day_can_enter(day):
    known = inputs.known(day)
    first = inputs.first_seen()["seen"]
    keys = pd.MultiIndex.from_frame(known[vintages.KEY])
    assert (known["as_of"] <= day.isoformat()).all()
    assert (first.reindex(keys) <= day.isoformat()).all()


@settings(max_examples=8, deadline=None)
@given(DAYS)
def test_what_was_known_is_what_the_files_give(day):
    known = inputs.known(day).set_index(vintages.KEY)
    truth = given_by(day.isoformat())
    # A value withdrawn by a later copy that reaches its year is not known any more.
    assert set(known.index) <= set(truth)
    for key, as_of, value in zip(known.index, known["as_of"], known["value"], strict=True):
        assert truth[key] == (as_of, value)


def test_a_value_added_to_a_later_copy_changes_nothing_before(record):
    day = "2020-07-01"
    before, used = inputs.known(day), inputs.inputs(2020)
    path = record / "vintages.csv"
    table = pd.read_csv(path, keep_default_na=False, na_values=[""])
    later = [c for c in table if c[0] == "2" and c > day]
    table[later] = table[later].fillna(0) + 7
    path.write_text(panel.to_csv(table), encoding="utf-8")
    pd.testing.assert_frame_equal(inputs.known(day), before)
    pd.testing.assert_frame_equal(inputs.inputs(2020), used)


@pytest.mark.parametrize("edition", rebuild.editions())
@pytest.mark.parametrize("part", ["tii", "hci"])
def test_an_edition_marks_every_figure_that_is_not_of_its_day(edition, part):
    table = inputs.inputs(edition, part)
    day = inputs.survey_day(edition)
    assert (table.loc[table["dated"].eq("dated"), "as_of"] <= day).all()
    assert (table.loc[table["dated"].eq("late"), "as_of"] > day).all()
    assert table.loc[table["dated"].isin(["undated", "assumed"]), "as_of"].isna().all()
    assert table["year"].dropna().le(edition - 2).all()


def test_a_withdrawn_value_is_not_known():
    before, after = "2018-04-29", "2020-03-21"
    reached = {(r["indicator"], r["year"]) for r in VINTAGES if r[after]}
    gone = [
        row
        for row in VINTAGES
        if row[before] and not row[after] and (row["indicator"], row["year"]) in reached
    ]
    assert gone
    for row in gone:
        key = row["iso3"], row["indicator"], int(row["year"])
        assert inputs.value_on(*key, before) is not None
        assert inputs.value_on(*key, after) is None


# --- the data-supply check


def published(edition, column):
    return {
        row["iso3"]: float(row[column])
        for row in rows("panel.csv")
        if row["edition"] == str(edition) and row["status"] == "ranked"
    }


@pytest.mark.parametrize(
    ("edition", "component", "indicator"),
    [
        (2018, "internet_users", "internet_users_pct"),
        (2018, "fixed_telephone", "fixed_telephone_per100"),
        (2020, "internet_users", "internet_users_pct"),
        (2020, "mobile_cellular", "mobile_cellular_per100"),
        (2022, "fixed_broadband", "fixed_broadband_per100"),
    ],
)
@pytest.mark.parametrize("focus", ["VNM", "THA", "KEN"])
def test_what_todays_figure_would_have_changed_is_as_by_hand(edition, component, indicator, focus):
    row = inputs.check(focus, "ASEAN", edition).set_index("component").loc[component]
    change = by_hand(edition, {(focus, indicator): row["value_today"]})[focus]
    change -= by_hand(edition)[focus]
    assert row["today_sub_index"] == pytest.approx(change, abs=1e-9)
    assert row["today_egdi"] == pytest.approx(change / 3, abs=1e-9)
    scores = published(edition, "egdi")
    own = scores.pop(focus)
    ahead = [sum(s > x + 5e-6 for s in scores.values()) for x in (own, own + change / 3)]
    assert row["today_ranks"] == ahead[0] - ahead[1]


def test_basis_is_one_of_three_words_and_never_mixed_up():
    table = pd.concat([inputs.check(iso) for iso in ("VNM", "SGP", "TLS", "PRK", "TUV")])
    days = table["edition"].map(inputs.survey_day)
    assert set(table["basis"]) == {"published", "implied", "not_known"}
    known = table["basis"].eq("published")
    assert (table.loc[known, "as_of_used"] <= days[known]).all()
    assert table.loc[~known, "as_of_used"].isna().all()
    unknown = table["basis"].eq("not_known")
    assert table.loc[unknown, ["value_used", "today_egdi", "today_ranks"]].isna().all(axis=None)
    assert table["trust"].eq("none").equals(unknown)
    assert table.loc[~unknown, "value_used"].notna().all()
    assert not (table["part"].eq("hci") & table["trust"].isin(["high", "medium"])).any()


@pytest.mark.parametrize("edition", [2018, 2020, 2022])
@pytest.mark.parametrize("focus", ["VNM", "IDN", "PHL"])
def test_an_implied_value_gives_back_the_published_index(edition, focus):
    row = inputs.check(focus, "ASEAN", edition).set_index("component").loc["mobile_broadband"]
    assert row["basis"] == "implied"
    again = by_hand(edition, {(focus, "mobile_broadband_per100"): row["value_used"]})[focus]
    assert again == pytest.approx(published(edition, "tii")[focus], abs=2e-4)


def test_a_newer_figure_that_was_there_is_told_and_weighed(record):
    def row():
        return inputs.check("VNM", "ASEAN", 2022).set_index("component").loc["internet_users"]

    assert not row()["newer"]
    path = record / "vintages.csv"
    table = pd.read_csv(path, keep_default_na=False, na_values=[""])
    there = table["iso3"].eq("VNM") & table["indicator"].eq("internet_users_pct")
    table.loc[there & table["year"].eq(2021), "2022-05-01"] = 90.0
    path.write_text(panel.to_csv(table), encoding="utf-8")
    found = row()
    assert found["newer"] and found["newest_year"] == 2021 and found["newest_value"] == 90
    change = by_hand(2022, {("VNM", "internet_users_pct"): 90.0})["VNM"] - by_hand(2022)["VNM"]
    assert found["newest_sub_index"] == pytest.approx(change, abs=1e-9)
    assert found["newest_ranks"] > 0


@pytest.mark.parametrize(
    ("focus", "group"),
    [("prk", "World"), ("TLS", "South-East Asia"), ("LIE", "VNM,THA"), ("SSD", "ldc")],
)
def test_any_state_and_group_gets_a_row_a_component(focus, group):
    table = inputs.check(focus, group)
    count = len(panel.load("components"))
    assert len(table) == count
    assert table["iso3"].eq(focus.upper()).all()
    assert len(inputs.worth(focus, group, 2022, place=1)) == 8


def test_a_state_without_a_component_gets_a_row_that_says_so():
    table = inputs.check("PRK", "World", 2022).set_index("component")
    row = table.loc["internet_users"]
    assert row["basis"] == "not_known" and pd.isna(row["value_used"]) and pd.isna(row["stand_in"])
    assert table["today_egdi"].isna().all()
    assert inputs.revised("PRK", "World", 2022)[["egdi", "ranks"]].isna().all(axis=None)
    assert inputs.worth("PRK", "World", 2022).set_index("component")["egdi"].isna().all()


def test_a_capped_component_is_worth_nothing():
    table = inputs.worth("VNM", edition=2022).set_index("component")
    row = table.loc["mobile_cellular"]
    assert row["capped"] and row["room"] == 0 and row["egdi"] == 0
    free = table.loc["internet_users"]
    change = by_hand(2022, {("VNM", "internet_users_pct"): free["value"] + 1})["VNM"]
    assert free["sub_index"] == pytest.approx(change - by_hand(2022)["VNM"], abs=1e-9)


def test_what_is_needed_closes_the_gap_and_less_does_not():
    table = inputs.worth("VNM", edition=2022, place=5).set_index("component")
    scores = published(2022, "egdi")
    asean = ["BRN", "KHM", "IDN", "LAO", "MYS", "MMR", "PHL", "SGP", "THA"]
    line = sorted((scores[s] for s in asean), reverse=True)[4]
    row = table.loc["fixed_broadband"]
    assert row["gap"] == pytest.approx(scores["VNM"] - line)
    for more, enough in ((row["needed"], True), (row["needed"] - 0.02, False)):
        key = {("VNM", "fixed_broadband_per100"): row["value"] + more}
        gained = (by_hand(2022, key)["VNM"] - by_hand(2022)["VNM"]) / 3
        assert (gained + row["gap"] >= 0) == enough


def test_todays_figures_all_at_once_are_as_by_hand():
    names = {
        "internet_users": "internet_users_pct",
        "fixed_broadband": "fixed_broadband_per100",
        "mobile_cellular": "mobile_cellular_per100",
    }
    told = inputs.check("VNM", "ASEAN", 2020).set_index("component")["value_today"]
    key = {("VNM", name): told[component] for component, name in names.items()}
    change = by_hand(2020, key)["VNM"] - by_hand(2020)["VNM"]
    table = inputs.revised("VNM", "ASEAN", 2020).set_index("part")
    assert table.at["tii", "figures"] == 3
    assert table.at["tii", "sub_index"] == pytest.approx(change, abs=1e-9)
    both = table.loc[["tii", "hci"], "egdi"].sum()
    assert table.at["both", "egdi"] == pytest.approx(both)
    scores = published(2020, "egdi")
    own = scores.pop("VNM")
    ahead = [sum(s > x + 5e-6 for s in scores.values()) for x in (own, own + both)]
    assert table.at["both", "ranks"] == ahead[0] - ahead[1]


def test_one_year_fresher_is_as_by_hand_all_together():
    table = inputs.fresher("VNM", editions=2022).set_index("component")
    names = {"internet_users": "internet_users_pct"} | {
        c: f"{c}_per100" for c in ("mobile_broadband", "fixed_broadband", "mobile_cellular")
    }
    key = {("VNM", names[c]): table.at[c, "value"] for c in names}
    change = by_hand(2022, key)["VNM"] - by_hand(2022)["VNM"]
    assert table.at["all", "sub_index"] == pytest.approx(change, abs=1e-9)
    assert table["year"].dropna().eq(2021).all()
    assert not table["known"].any()


def test_what_is_due_depends_on_the_day():
    late, early = inputs.due("VNM"), inputs.due("VNM", day="2025-11-01")
    assert set(late["edition"]) == {2026} and set(late["reference_year"]) == {2024}
    assert set(late["state"]) <= {"published", "not_yet", "no_series"}
    late, early = late.set_index("component"), early.set_index("component")
    assert late.at["internet_users", "state"] == "published"
    assert early.at["internet_users", "state"] == "not_yet"
    assert late.at["affordability", "state"] == "no_series"


def test_places_by_component_are_those_of_the_figures():
    table = inputs.standings("ASEAN", 2022).query("component == 'internet_users'")
    assert len(table) == 10 and table["n"].eq(10).all()
    values = table.set_index("iso3")["value"]
    for iso, place in zip(table["iso3"], table["place"], strict=True):
        assert place == 1 + (values > values[iso]).sum()


# --- single figures, read off the World Bank's copies


@pytest.mark.parametrize(
    ("year", "day", "value"),
    [
        (2014, "2016-04-24", None),
        (2014, "2016-04-25", 48.31),
        (2014, "2018-07-01", 41.0),
        (2016, "2018-07-01", 46.5),
        (2016, "2020-07-01", 53.0),
        (2021, "2022-07-01", None),
    ],
)
def test_internet_users_of_viet_nam_as_known(year, day, value):
    assert inputs.value_on("VNM", "internet_users_pct", year, day) == value


def test_revisions_tell_each_step():
    table = inputs.revisions("vnm", "internet_users_pct", 2016)
    assert table["value"].tolist()[:2] == [46.5, 53.0]
    assert table["change"].tolist()[1] == 6.5
    first = inputs.first_seen().loc[("VNM", "internet_users_pct", 2016)]
    assert first.tolist() == ["2018-04-29", "2016-04-25", 46.5]


def test_the_newest_year_is_the_newest():
    table = inputs.newest("2022-07-01")
    assert table.loc[("VNM", "internet_users_pct"), "year"] == 2020
    day = date(2022, 7, 1) - timedelta(days=1000)
    assert inputs.newest(day).loc[("VNM", "internet_users_pct"), "year"] < 2020


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: inputs.known("2020-7-1"), "'2020-7-1' is not a day; write it like 2024-07-01"),
        (lambda: inputs.known("2020-02-30"), "is not a day"),
        (lambda: inputs.value_on("VNN", "internet_users_pct", 2014, "2020-01-01"), "VNM"),
        (lambda: inputs.value_on("VNM", "internet_users", 2014, "2020-01-01"), "is unknown"),
        (lambda: inputs.rebuilt(2012), "components.csv has no edition 2012; it has 2014"),
        (lambda: inputs.rebuilt(2020, "osi"), "'osi' is not rebuilt from figures"),
        (lambda: inputs.rebuilt(2020, "tii", "now"), "choose as_known or today"),
        (lambda: inputs.check("VNN"), "VNM"),
        (lambda: inputs.check("VNM", "Asiean"), "ASEAN"),
        (lambda: inputs.check("VNM", "ASEAN", "2022"), "expected a whole number"),
        (lambda: inputs.rebuilt(2020.5), "expected a whole number"),
        (lambda: inputs.check("VNM", "ASEAN", 2012), "has no edition 2012"),
        (lambda: inputs.worth("VNM", "ASEAN", 2022, place=11), "Target place 11 says nothing"),
        (lambda: inputs.due("VNM", day="soon"), "'soon' is not a day"),
        (lambda: inputs.due("VNM", 2012), "begins with 2014"),
    ],
)
def test_a_wrong_question_is_told_in_one_sentence(call, words):
    with pytest.raises(panel.DataError) as error:
        call()
    assert words in str(error.value) and "\n" not in str(error.value)


# --- what lies beneath a question


def test_findings_for_viet_nam_are_those_of_the_world_banks_copies():
    """46.5 % of 2016 became 53.0 in 2019; 48.3 of 2014 is 41.0 now; a year fresher in 2022."""
    found = egdi.ask("VNM").beneath.findings
    told = {r.edition: r for r in found.revisions}
    assert (told[2016].used, told[2016].other, told[2016].way) == (48.31, 41.0, "flattered")
    assert (told[2018].used, told[2018].other, told[2018].way) == (46.5, 53.0, "cost")
    assert found.answer == "confirmed" and found.confirmed == [2018, 2020, 2022]
    assert not found.newer and not found.moved["tii"] and not found.moved["fresh"]
    fresh = {one.edition: one for one in found.fresh}[2022]
    assert fresh.egdi == pytest.approx(0.012, abs=0.001) and fresh.ranks == 2


def test_todays_figures_are_told_as_many_times_worse_as_they_are():
    low, high = egdi.ask("VNM").beneath.findings.times
    table = inputs.errors(inputs.all_rebuilt())
    rows = table.query("index == 'tii' and method == 'today' and edition in (2018, 2020, 2022)")
    assert (low, high) == pytest.approx((rows["times"].min(), rows["times"].max()))


def test_no_edition_after_the_questions_is_looked_at():
    beneath = egdi.ask("VNM", edition=2018).beneath
    for table in (beneath.check, beneath.rebuilt, beneath.errors, beneath.standings):
        assert table["edition"].max() == 2018
    assert beneath.last == 2018 and beneath.due.empty


def test_an_edition_that_is_not_described_has_no_findings():
    beneath = egdi.ask("VNM", edition=2012).beneath
    assert beneath.editions == [] and beneath.findings.answer == "undescribed"


def test_a_state_without_a_component_is_told_so():
    beneath = egdi.ask("PRK", "World").beneath
    assert beneath.findings.answer == "lacking"
    assert [c.key for c in beneath.findings.lacking] == ["internet_users"]
    row = beneath.placings.set_index("component").loc["internet_users"]
    assert row["2024"] == "–" and pd.isna(row["value"])


def test_every_component_has_a_name_and_a_unit():
    for key in panel.load("components")["component"].unique():
        assert inputs.Component(key).said("label") and inputs.unit_name(key)
    assert inputs.figure("internet_users", 46.54) == "46.5\N{NO-BREAK SPACE}%"
    assert inputs.figure("internet_users", float("nan")) == "–"


def test_words_of_the_check_are_those_of_its_basis():
    table = inputs.said(egdi.ask("VNM", edition=2022).beneath.check)
    pairs = set(zip(table["basis"], table["known"], strict=True))
    assert pairs == {("published", "published"), ("implied", "implied"), ("not_known", "not known")}
    assert table.loc[table["basis"].eq("not_known"), "used"].eq("–").all()
