"""The figures of record load as described, and bad input is told in one clear sentence."""

import json
import re

import pandas as pd
import pytest

from egdi import lookup, panel

TABLES = [
    r["name"]
    for r in json.loads((panel.data_folder() / "datapackage.json").read_text())["resources"]
]


@pytest.mark.parametrize("table", TABLES)
def test_every_described_table_loads(table):
    frame = panel.load(table)
    assert len(frame) > 0
    assert list(frame) == [f["name"] for f in panel.describe(table)["schema"]["fields"]]


def test_every_file_in_data_is_described():
    paths = {panel.describe(t)["path"] for t in TABLES}
    assert paths == {p.name for p in panel.data_folder().glob("*.csv")}


@pytest.mark.parametrize("table", TABLES)
def test_descriptions_are_complete(table):
    resource = panel.describe(table)
    for key in ("title", "description", "sources", "licenses", "vintage", "way", "knownGaps"):
        assert key in resource, key
    assert resource["sources"] and resource["licenses"]
    assert all(f.get("title") and f.get("type") for f in resource["schema"]["fields"])


def test_the_panel_is_whole(data):
    assert data.groupby("edition").size().eq(193).all()
    assert data["iso3"].nunique() == 193


def test_country_codes_that_look_like_blanks_survive():
    countries = panel.load("countries").set_index("iso3")
    assert countries.loc["NAM", "iso2"] == "NA"


def edit(folder, change, name="panel.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(change(path.read_text(encoding="utf-8")).encode(encoding))
    return path


def replaced(row, column, value):
    """Return an edit that puts ``value`` into one cell; the row is counted as in the file."""

    def change(text):
        lines = text.splitlines()
        cells = lines[row - 1].split(",")
        cells[lines[0].split(",").index(column)] = value
        lines[row - 1] = ",".join(cells)
        return "\n".join(lines) + "\n"

    return change


def repeat(text):
    lines = text.splitlines()
    return "\n".join([*lines, lines[5]]) + "\n"


FAULTS = {
    "missing column": (lambda t: t.replace("egdi,", "", 1), ["row 1", "column egdi is missing"]),
    "unknown column": (lambda t: t.replace("epi", "epj", 1), ["row 1", "column epi is missing"]),
    "text for a number": (
        replaced(10, "osi", "high"),
        ["row 10", "column osi", "'high'", "a number from 0 to 1"],
    ),
    "score above 1": (replaced(12, "egdi", "1.2"), ["row 12", "column egdi", "1.2", "from 0 to 1"]),
    "negative score": (replaced(12, "tii", "-0.1"), ["row 12", "column tii", "-0.1"]),
    "duplicate country and edition": (repeat, ["AFG", "2010", "twice"]),
    "unknown ISO code": (replaced(20, "iso3", "VNN"), ["row 20", "column iso3", "'VNN'", "VNM"]),
    "rank with no score": (replaced(11, "egdi", ""), ["row 11", "rank stands with a score"]),
    "score with no rank": (replaced(11, "rank", ""), ["row 11", "rank stands with a score"]),
    "ranked without a part": (replaced(11, "hci", ""), ["row 11", "all three parts"]),
    "HCI above 1 after 2012": (replaced(12, "hci", "1.2"), ["row 12", "HCI is at most 1"]),
    "half a rank": (replaced(11, "rank", "12.5"), ["row 11", "column rank", "whole number"]),
    "unknown status": (
        replaced(11, "status", "rank"),
        ["row 11", "column status", "one of ranked"],
    ),
    "empty file": (lambda t: "", ["the file is empty"]),
    "header alone": (lambda t: t.splitlines()[0] + "\n", ["no rows"]),
    "wrong delimiter": (lambda t: t.replace(",", ";"), ["row 1", "one column only", "commas"]),
    "a comma too many": (replaced(30, "osi", "0,5"), ["comma-separated", "30"]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_bad_input_is_told_in_one_sentence(record, fault):
    change, words = FAULTS[fault]
    edit(record, change)
    with pytest.raises(panel.DataError) as error:
        panel.load()
    message = str(error.value)
    assert message.startswith("panel.csv")
    assert "\n" not in message
    for word in words:
        assert word in message, message


def test_a_wrong_encoding_is_told(record):
    edit(record, lambda t: t, "countries.csv", "utf-16")
    with pytest.raises(panel.DataError, match=r"countries\.csv: byte 1 is not UTF-8"):
        panel.load("countries")


def test_a_missing_file_is_told(record):
    (record / "editions.csv").unlink()
    with pytest.raises(panel.DataError, match=r"editions\.csv: the file is missing"):
        panel.load("editions")


def test_a_changed_file_is_read_again(record):
    assert panel.load().iloc[8]["osi"] != 0.123
    edit(record, replaced(10, "osi", "0.123"))
    assert panel.load().iloc[8]["osi"] == 0.123


def test_loading_returns_a_copy():
    frame = panel.load()
    frame["egdi"] = 0.0
    assert panel.load()["egdi"].max() > 0.9


def test_asean_has_eleven_members_after_october_2025():
    assert len(lookup.members("ASEAN", 2024)) == 10
    assert set(lookup.members("ASEAN", 2026)) - set(lookup.members("ASEAN", 2024)) == {"TLS"}


def test_who_is_a_member_is_decided_on_the_first_of_july(record):
    """Timor-Leste joined on 26 October 2025; one that leaves counts until it has left."""
    assert "TLS" not in lookup.members("ASEAN", 2025)
    edit(
        record,
        lambda text: re.sub(r"(ASEAN,MMR,[^,\n]*),[^,\n]*", r"\1,2023-07-01", text),
        "groups.csv",
    )
    assert "MMR" in lookup.members("ASEAN", 2023)
    assert "MMR" not in lookup.members("ASEAN", 2024)
    assert "TLS" in lookup.members("ASEAN", 2026)


@pytest.mark.parametrize(
    ("group", "count"),
    [("World", 193), ("South-East Asia", 11), ("Asia", 47), ("LLDC", 32), ("VNM, tha ,IDN", 3)],
)
def test_groups(group, count):
    assert len(lookup.members(group, 2024)) == count


def test_regions_split_the_world():
    countries = panel.load("countries")
    parts = [lookup.members(r, 2024) for r in countries["region"].unique()]
    assert sorted(iso for part in parts for iso in part) == lookup.members("World", 2024)


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (lambda: lookup.members("Asiean", 2024), "ASEAN"),
        (lambda: lookup.find_country("Vietnam"), r"VNM \(Viet Nam\)"),
        (lambda: lookup.members("VNM,THX", 2024), "THA"),
        (lambda: panel.weights(2025), "2024"),
        (lambda: panel.load("pannel"), "panel"),
        (lambda: lookup.edition_before(2003), "2003"),
    ],
)
def test_unknown_names_get_near_matches(call, hint):
    with pytest.raises(panel.DataError) as error:
        call()
    assert re.search(hint, str(error.value)), error.value


def test_weights_are_whole():
    for edition in panel.load("editions")["edition"]:
        assert panel.weights(edition).sum() == pytest.approx(1, abs=1e-15)
    assert panel.weights(2010)["osi"] == pytest.approx(0.34)


def test_no_table_holds_text_that_is_not_normalised():
    import unicodedata

    for table in TABLES:
        for column in panel.load(table).select_dtypes("str"):
            for value in panel.load(table)[column].dropna().unique():
                assert unicodedata.is_normalized("NFC", value), (table, value)


def test_short_names_are_unique_and_fit_a_chart():
    names = pd.Series(lookup.short_names())
    assert names.is_unique
    assert names.str.len().max() <= 24


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (("VNN", "ASEAN", 4, 2024), "'VNN' is not the ISO alpha-3 code.*did you mean VNM"),
        (("VNM", "Asean+", 4, 2024), "Group 'Asean\\+' is unknown; did you mean ASEAN"),
        (("VNM", "ASEAN", 4, 2025), "panel.csv has no edition 2025; it has 2003, "),
        (("VNM", "ASEAN", 4, 2005), "EDITION 2005 has too few editions before it.*choose 2012"),
        (("VNM", "ASEAN", 10, 2024), "Target place 10 says nothing in 'ASEAN': 9 other members"),
        (("VNM", "ASEAN", 0, 2024), "choose 1 to 9"),
        (("VNM", "VNM,THA", 4, 2024), "1 other member was ranked in 2024; choose 1\\."),
        (("VNM", "VNM", 1, 2024), "0 other members were ranked in 2024; add one"),
        (("LBY", "Africa", 4, 2012), "Libya has no index in the edition of 2012"),
    ],
    ids=str,
)
def test_a_question_without_an_answer_is_told_in_a_sentence(question, sentence):
    with pytest.raises(panel.DataError, match=sentence) as raised:
        lookup.check_question(*question)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("group", ["ASEAN", "South-East Asia", "World", "VNM,THA,IDN,SGP,MYS"])
def test_a_question_with_an_answer_passes(group):
    lookup.check_question("VNM", group, 4, panel.latest_edition())


def test_the_line_of_sources_says_of_when_the_figures_are():
    assert panel.source_line().endswith("Data Center; as downloaded in July 2025")


def test_no_table_claims_a_day_of_retrieval_that_is_not_known():
    days = {t: panel.describe(t).get("retrieved") for t in TABLES}
    assert {t: d for t, d in days.items() if d} == {"panel": "2025-07-16", "peers": "2026-11-25"}


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "words"),
    [
        ("vintages", 9, "2020-03-21", "-1", ["row 9 (AFG)", "column 2020-03-21", "at least 0"]),
        ("vintages", 9, "iso3", "AFX", ["row 9", "column iso3", "'AFX' is unknown"]),
        ("vintages", 9, "indicator", "ger_tertiary_pct", ["column indicator", "one of"]),
        ("components", 2, "edition", "2015", ["row 2", "column edition", "2015 is unknown"]),
        ("components", 2, "weight", "20", ["row 2", "column weight", "from 0 to 1"]),
        ("gtmi", 4, "psdi", "57.1", ["row 4 (AFG)", "column psdi", "from 0 to 1"]),
        ("other_indices", 3, "source_id", "gapmindr", ["column source_id", "gapminder"]),
        ("targets_more", 5, "target", "high", ["row 5", "column target", "a whole number"]),
        ("scoreboard_later", 11, "date", "July 2020", ["row 11", "column date", "'July 2020'"]),
    ],
)
def test_a_broken_row_of_any_table_is_told_in_one_sentence(
    record, table, row, column, value, words
):
    edit(record, replaced(row, column, value), f"{table}.csv")
    with pytest.raises(panel.DataError) as error:
        panel.load(table)
    message = str(error.value)
    assert message.startswith(f"{table}.csv, row {row}")
    assert "\n" not in message
    for word in words:
        assert word in message, message


def test_components_agree_with_the_editions_told_in_words():
    told = panel.load("editions").set_index("edition")["tii_components"]
    counts = panel.load("components").query("part == 'tii'").groupby("edition").size()
    for edition, count in counts.items():
        words = told[edition]
        while words.startswith("as "):
            words = told[int(words.split()[1])]
        assert len(words.split(";")) == count, edition
