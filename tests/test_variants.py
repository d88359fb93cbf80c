"""What people may hand in as the UN's file of an edition, and what becomes of each."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest
import synthetic

from egdi import doubts, editions, panel, uncsv
from egdi.panel import DataError

RECORD = panel.data_folder()
LATEST = panel.latest_edition(RECORD)
NEXT = LATEST + 2
ROWS = list(csv.reader(io.StringIO(uncsv.layout(synthetic.rows(), RECORD))))
HEAD = ROWS[0]
AT = {title: i for i, title in enumerate(HEAD)}


def text(rows) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def headed(**titles):
    """The file with some headings written otherwise; ``_`` stands for a blank or a hyphen."""
    words = {uncsv.HEADER[title]: title for title in HEAD}
    return text([[titles.get(uncsv.HEADER[t], words[uncsv.HEADER[t]]) for t in HEAD], *ROWS[1:]])


def each(change):
    return text([HEAD, *(change(list(row)) for row in ROWS[1:])])


def cell(state, title, value):
    def change(row):
        if row[1].strip() == state:
            row[AT[title]] = value
        return row

    return each(change)


def off(*states):
    """The file with the online services of some states a hundredth too low."""

    def change(row):
        if row[1].strip() in states:
            row[AT[OSI]] = f"{float(row[AT[OSI]]) - 0.01:.5f}"
        return row

    return each(change)


def exchanged(one, other, state=None):
    """The file with two columns under each other's heading, of all states or of one."""

    def change(row):
        if state in (None, row[1].strip()):
            row[AT[one]], row[AT[other]] = row[AT[other]], row[AT[one]]
        return row

    return each(change)


def of_year(year):
    return each(lambda row: [str(year), *row[1:]])


def added(*columns):
    return text(
        [[*HEAD, *(c[0] for c in columns)], *([*r, *(c[1] for c in columns)] for r in ROWS[1:])]
    )


def workbook(rows, title="Sheet1", second=False):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append([float(c) if re.fullmatch(r"\d+(\.\d+)?", c) else c for c in row])
    if second:
        book.create_sheet("notes")["A1"] = "read me"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def noise(row):
    """Numbers as they come out of a spreadsheet: 0.83051 as 0.8305100000000001."""
    return [*row[:3], *(repr(float(x) + 1.1e-16) for x in row[3:])]


def unranked(mark):
    def change(row):
        if row[1].strip() == "Viet Nam":
            return [*row[:2], *[mark] * 6]
        return row

    ranks = {row[1]: int(row[2]) for row in ROWS[1:]}
    own = ranks["Viet Nam "]
    rows = [change(list(row)) for row in ROWS[1:]]
    for row in rows:
        if row[2] != mark and int(row[2]) > own:
            row[2] = str(int(row[2]) - 1)
    return text([HEAD, *rows])


OSI, TII, HCI = ("Online Service Index", "Telecommunication Infrastructure Index",
                 "Human Capital Index")  # fmt: skip
EGDI = "E-Government Index"
ACCEPTED, WORD, REFUSED = "accepted", "with a word", "refused"

VARIANTS: dict[str, tuple[str | bytes, str, str]] = {
    "as downloaded": (text(ROWS), ACCEPTED, ""),
    "named as the index": (headed(egdi="E-Government Development Index"), ACCEPTED,
                           "E-Government Development Index = E-Government Index"),
    "abbreviations": (headed(egdi="EGDI", osi="OSI", tii="TII", hci="HCI", epi="EPI"), ACCEPTED,
                      "OSI = Online Service Index"),
    "abbreviations in brackets": (headed(osi="Online Service Index (OSI)"), ACCEPTED, ""),
    "the plural of the survey": (headed(tii="Telecommunications Infrastructure Index"), ACCEPTED,
                                 "Telecommunications Infrastructure Index = "),
    "year and country": (headed(edition="Year", country="Country"), ACCEPTED, "Year = Survey Year"),
    "economy, as banks say": (headed(country="Economy"), ACCEPTED, "Economy = Country Name"),
    "the rank by its index": (headed(rank="EGDI Rank"), ACCEPTED, "EGDI Rank = E-Government Rank"),
    "capitals": (text([[t.upper() for t in HEAD], *ROWS[1:]]), ACCEPTED, ""),
    "a column of regions": (added(("Region", "Asia")), ACCEPTED, "Columns not read: Region"),
    "two columns more": (added(("Region", "Asia"), ("Income group", "low")), ACCEPTED,
                         "Columns not read: Region, Income group"),
    "a column of other ranks": (added(("E-Participation Rank", "7")), ACCEPTED,
                                "Columns not read: E-Participation Rank"),
    "a column without a heading": (added(("", "")), ACCEPTED, "without a heading"),
    "a title above": ("UN E-Government Survey\n" + text(ROWS), ACCEPTED, "Lines not read .*: 1"),
    "a title and a blank line": ("UN E-Government Survey\n\n" + text(ROWS), ACCEPTED,
                                 "Lines not read .*: 1"),
    "a source below": (text(ROWS) + "Source: UN DESA\n", ACCEPTED, "Lines not read .*: 195"),
    "a source with commas": (text(ROWS) + "Source: UN DESA, New York, 2026\n", ACCEPTED, "195"),
    "notes in Vietnamese": (text(ROWS) + "\nNguồn: UN DESA\nGhi chú: sơ bộ\n", ACCEPTED,
                            "196, 197"),
    "years of a spreadsheet": (of_year(f"{NEXT}.0"), ACCEPTED, f"edition {NEXT}"),
    "ranks of a spreadsheet": (each(lambda r: [*r[:2], f"{r[2]}.0", *r[3:]]), ACCEPTED, ""),
    "digits of a spreadsheet": (text([HEAD, *map(noise, ROWS[1:])]), ACCEPTED, ""),
    "an Excel workbook": (workbook(ROWS), ACCEPTED, ""),
    "a workbook with a title": (workbook([["EGDI"], *ROWS]), ACCEPTED, "Lines not read"),
    "a workbook of two sheets": (workbook(ROWS, "data", second=True), ACCEPTED, ""),
    "a hyphen for no index": (unranked("-"), WORD, "VNM has no index, and had one in"),
    "N/A for no index": (unranked("N/A"), WORD, "VNM has no index.*--accept unranked"),
    "dots for no index": (unranked(".."), WORD, "VNM has no index"),
    "blanks for no index": (unranked(""), WORD, "VNM has no index"),
    "a part a little off": (cell("Viet Nam", OSI, "0.7"), WORD,
                            "VNM has index .* where its parts give .*--accept outliers:VNM.$"),
    "two states' parts a little off": (off("Viet Nam", "Malta"), WORD,
                                       "--accept outliers:MLT,outliers:VNM. .1 more doubt..$"),
    "two columns exchanged": (exchanged(OSI, TII), WORD,
                              "the column of OSI is more like TII of .*--accept columns"),
    "three columns in turn": (each(lambda r: [*r[:5], r[6], r[7], r[5]]), WORD, "the column of"),
    "one state's parts exchanged": (exchanged(OSI, HCI, "Cuba"), WORD,
                                    r"OSI \(.*\) and HCI \(.*\) of CUB look exchanged: in"),
    "one state's parts exchanged that are alike": (exchanged(TII, HCI, "Singapore"), ACCEPTED, ""),
    "a year too early": (of_year(NEXT - 1), WORD, f"edition {NEXT - 1} does not follow {LATEST}"),
    "two years too late": (of_year(NEXT + 2), WORD, f"expected {NEXT}"),
    "an index of another edition": (cell("Viet Nam", EGDI, "0.99999"), REFUSED, "VNM"),
    "figures in per cent": (each(lambda r: [*r[:3], *(f"{100 * float(x):.3f}" for x in r[3:])]),
                            REFUSED, "expected a number from 0 to 1"),
    "percent signs": (each(lambda r: [*r[:3], *(f"{100 * float(x):.3f}%" for x in r[3:])]),
                      REFUSED, "expected a number"),
    "decimal commas and semicolons": (text(ROWS).translate(str.maketrans(",.", ";,")), REFUSED,
                                      "semicolons"),
    "ranks as words": (each(lambda r: [*r[:2], f"{r[2]}th", *r[3:]]), REFUSED, "expected a number"),
    "the states of a region alone": (text(ROWS[:60]), REFUSED, "59 of 193 member states"),
    "a total below": (text([*ROWS, [str(NEXT), "World", "", *ROWS[5][3:]]]), REFUSED,
                      "'World' is not one of the 193"),
    "the index twice": (added(("EGDI", "0.5")), REFUSED, "E-Government Index stands twice"),
    "no participation": (text([[c for i, c in enumerate(r) if i != AT["E-Participation Index"]]
                               for r in ROWS]), REFUSED, "E-Participation Index is missing"),
    "values in rows": (text([["REF_AREA", "TIME_PERIOD", "OBS_VALUE"], ["VNM", "2026", "0.8"]]),
                       REFUSED, "column Survey Year is missing"),
}  # fmt: skip


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_variant_comes_out_as_it_should(variant, tmp_path):
    content, outcome, told = VARIANTS[variant]
    file = tmp_path / ("book.xlsx" if isinstance(content, bytes) else "EGOV.csv")
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    if outcome == ACCEPTED:
        proposal = editions.propose(file)
        assert re.search(told, editions.summary(proposal)), editions.summary(proposal)
        return
    with pytest.raises(DataError, match=told) as refused:
        editions.propose(file)
    assert "\n" not in str(refused.value)
    words = re.findall(r"--accept ([a-zA-Z:,]+)", str(refused.value))
    assert bool(words) == (outcome == WORD)
    if words:
        proposal = editions.propose(file, accept=words[0].split(","))
        for key in words[0].split(","):
            assert f"Accepted ({key}): " in editions.summary(proposal)
        assert proposal.editions.iloc[-1]["accepted"] == words[0]


def test_there_are_forty_variants():
    assert len(VARIANTS) >= 40


def test_what_a_spreadsheet_adds_behind_the_digits_is_not_read(tmp_path):
    file = tmp_path / "EGOV.csv"
    file.write_text(VARIANTS["digits of a spreadsheet"][0])
    noisy = editions.propose(file).upload.rows
    file.write_text(text(ROWS))
    assert noisy.equals(editions.propose(file).upload.rows)


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("all", "'all' cannot be accepted; there are outliers"),
        ("outliers", "'outliers' needs a state, such as outliers:VNM"),
        ("year:VNM", "'year:VNM' cannot be accepted"),
    ],
)
def test_a_word_that_is_none_is_told(word, told, tmp_path):
    file = tmp_path / "EGOV.csv"
    file.write_text(text(ROWS))
    with pytest.raises(DataError, match=told):
        editions.propose(file, accept=[word])


def test_a_state_that_is_named_lets_no_other_in(tmp_path):
    file = tmp_path / "EGOV.csv"
    file.write_text(VARIANTS["two states' parts a little off"][0])
    with pytest.raises(DataError, match=r"VNM has index .*--accept outliers:VNM\.$"):
        editions.propose(file, accept=["outliers:MLT"])


def test_what_let_an_edition_in_lets_no_correction_in(tmp_path):
    """Two states of 2008 are on record as they are; a third, or one of them changed, is not."""
    for state in ("Cameroon", "Viet Nam"):
        rows = list(csv.reader(io.StringIO(editions.export(2008, RECORD))))
        (row,) = [row for row in rows if row[1].strip() == state]
        row[AT[OSI]] = f"{float(row[AT[OSI]]) + 0.02:.5f}"
        file = tmp_path / "EGOV_2008.csv"
        file.write_text(text(rows))
        iso3 = {"Cameroon": "CMR", "Viet Nam": "VNM"}[state]
        with pytest.raises(DataError, match=f"--accept outliers:{iso3}"):
            editions.propose(file)
        accepted = editions.propose(file, accept=[f"outliers:{iso3}"]).editions
        on_record = accepted.set_index("edition").at[2008, "accepted"]
        assert on_record.split(",") == [
            f"outliers:{i}" for i in sorted({"CMR", "KHM", iso3})
        ] + ["unranked"]  # fmt: skip


def test_a_correction_takes_out_what_is_no_longer_doubtful(tmp_path):
    rows = list(csv.reader(io.StringIO(editions.export(2008, RECORD))))
    (row,) = [row for row in rows if row[1].strip() == "Cambodia"]
    deviation = 0.34 * float(row[AT[OSI]]) + 0.33 * (float(row[AT[TII]]) + float(row[AT[HCI]]))
    row[AT[OSI]] = f"{float(row[AT[OSI]]) - (deviation - float(row[AT[EGDI]])) / 0.34:.5f}"
    file = tmp_path / "EGOV_2008.csv"
    file.write_text(text(rows))
    table = editions.propose(file).editions.set_index("edition")
    assert table.at[2008, "accepted"] == "outliers:CMR,unranked"


def test_the_record_says_what_of_it_is_doubtful():
    """Each edition, seen with those before it, has the doubts that its row names and no others."""
    record, table = panel.load(), panel.load("editions").set_index("edition")
    for edition in table.index[1:]:
        rows = record[record["edition"].eq(edition)]
        found = doubts.doubts(
            rows, record[record["edition"].lt(edition)], panel.weights(edition), set(table.index)
        )
        named = table["accepted"].fillna("")[edition].split(",")
        assert {doubt.key for doubt in found} == set(filter(None, named)), edition
