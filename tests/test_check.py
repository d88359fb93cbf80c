"""``egdi check`` finds what is wrong with the tables and between them, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egdi import check, panel
from egdi.__main__ import main

RECORD = panel.data_folder()
TABLES = panel.tables(RECORD)
LATEST = panel.latest_edition(RECORD)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the record for the test that breaks it in very many ways."""
    return shutil.copytree(RECORD, tmp_path_factory.mktemp("fuzz") / "data")


def edit(file: str, old: str, new: str, count: int = 1) -> Callable[[Path], None]:
    """Return a change of one text in one file; the text must be there."""

    def change(folder: Path) -> None:
        text = (folder / file).read_bytes().decode()
        assert re.search(old, text)
        (folder / file).write_bytes(re.sub(old, new, text, count=count).encode())

    return change


def drop(file: str, line: str) -> Callable[[Path], None]:
    return edit(file, rf"(?m)^{line}.*\n", "")


def decomposed(folder: Path) -> None:
    path = folder / "countries.csv"
    path.write_text(unicodedata.normalize("NFD", path.read_text("utf-8")), "utf-8")


def swapped(folder: Path) -> None:
    path = folder / "panel.csv"
    lines = path.read_text("utf-8").splitlines()
    lines[1], lines[2] = lines[2], lines[1]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def exchanged(one: str, other: str) -> Callable[[Path], None]:
    """Return a change that gives two states each other's figures."""

    def change(folder: Path) -> None:
        path = folder / "panel.csv"
        text = path.read_text("utf-8")
        rest = {key: re.search(rf"(?m)^{key},(.*)$", text)[1] for key in (one, other)}
        text = text.replace(f"{one},{rest[one]}", f"{one},{rest[other]}")
        path.write_text(text.replace(f"{other},{rest[other]}", f"{other},{rest[one]}"), "utf-8")

    return change


FIRST = "AFG,2003,"
VNM = f"VNM,{LATEST},"
ROW = rf"({VNM}\d+,)([\d.]+),([\d.]+),"

FAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "text in a number": (
        edit("panel.csv", r"(AFG,2003,\d+),[\d.]+", r"\1,abc"),
        r"panel\.csv, row 2 \(AFG\), column egdi: found 'abc', expected a number from 0 to 1",
    ),
    "score above one": (
        edit("panel.csv", ROW, r"\1\2,1.2,"),
        r"panel\.csv, row \d+ \(VNM\), column osi: found 1\.2, expected a number from 0 to 1",
    ),
    "half a rank": (
        edit("panel.csv", rf"{FIRST}\d+", f"{FIRST}1.5"),
        r"panel\.csv, row 2 \(AFG\), column rank: found 1\.5, expected a whole number",
    ),
    "row twice": (
        edit("panel.csv", r"(?m)^(AFG,2003,.*\n)", r"\1\1"),
        r"panel\.csv, row 2 \(AFG\): iso3 AFG, edition 2003 stands twice",
    ),
    "unknown state": (
        edit("panel.csv", FIRST, "AFQ,2003,"),
        r"panel\.csv, row 2 \(AFQ\), column iso3: 'AFQ' is unknown; did you mean .*AFG",
    ),
    "state without a row": (
        drop("panel.csv", FIRST),
        r"panel\.csv, edition 2003: no row of AFG; add it",
    ),
    "rank against score": (
        edit("panel.csv", ROW, r"\g<1>0.99999,\3,"),
        rf"panel\.csv, edition {LATEST}: .* is ranked ahead of VNM \(rank \d+, index 0\.99999\) ",
    ),
    "index against parts": (
        edit("panel.csv", ROW, r"\1\2,0.01,"),
        rf"panel\.csv, edition {LATEST}: VNM has index [\d.]+ where its parts give",
    ),
    "hole in the ranks": (
        edit("panel.csv", rf"({VNM})\d+,", r"\g<1>193,"),
        rf"panel\.csv, edition {LATEST}: rank \d+ is missing",
    ),
    "shared rank, other score": (
        edit("panel.csv", r"(KOR,2024,)4,", r"\g<1>3,"),
        r"panel\.csv, edition 2024: SGP and KOR share rank 3 but not the index",
    ),
    "wrong weights": (
        edit("editions.csv", "2008,,0.34,0.33,0.33", "2008,,0.4,0.3,0.3"),
        r"panel\.csv, edition 2008: weights 0\.4/0\.3/0\.3 .* give back the index of only \d+ of",
    ),
    "weights not one": (
        edit("editions.csv", "2008,,0.34,", "2008,,0.36,"),
        r"editions\.csv, row 5: expected that the three weights add up to one",
    ),
    "edition without figures": (
        edit("editions.csv", r"\Z", "2040,,0.3333,0.3333,0.3333,,,,,,,,,\n"),
        r"editions\.csv: edition 2040 has no rows in panel\.csv, .* `egdi remove-edition 2040`",
    ),
    "two states exchanged": (
        exchanged(f"IDN,{LATEST}", f"MYS,{LATEST}"),
        rf"panel\.csv, edition {LATEST}: its figures are not those that were entered .*add-edition",
    ),
    "a digit changed in a printed edition": (
        edit("panel.csv", r"(VNM,2018,88,0\.5931,0\.7361,0\.389,0\.6543,0\.69)1", r"\g<1>2"),
        r"panel\.csv, edition 2018: its figures are not those that were entered",
    ),
    "a deadline before its instrument": (
        edit(
            "targets.csv",
            r"2015-10-14,EGDI and OSI rank,ASEAN,4,rank_at_most,2016-12-31",
            "2017-10-14,EGDI and OSI rank,ASEAN,4,rank_at_most,2016-12-31",
        ),
        r"targets\.csv, row 2: the deadline 2016-12-31 lies before 2017-10-14",
    ),
    "edition without a row": (
        drop("editions.csv", "2008,"),
        r"panel\.csv: edition 2008 has no row in editions\.csv; add the row",
    ),
    "figures of a non-member": (
        edit("panel.csv", "SSD,2003,,,,,,,not_member", "SSD,2003,,,0.5,,,,not_member"),
        r"panel\.csv, row \d+ \(SSD\): has figures though not_member in 2003",
    ),
    "member that leaves": (
        edit("panel.csv", r"(AFG,2004),.*", r"\1,,,,,,,not_member"),
        r"panel\.csv: AFG is not_member in 2004 but was a member before",
    ),
    "rank without index": (
        edit("panel.csv", r"(AFG,2003,\d+),[\d.]+", r"\1,"),
        r"panel\.csv, row 2 \(AFG\): expected that a rank stands with a score",
    ),
    "blank part": (
        edit("panel.csv", ROW, r"\1\2,,"),
        r"panel\.csv, row \d+ \(VNM\): expected that a ranked state has all three parts",
    ),
    "blank EPI": (
        edit("panel.csv", rf"(?m)^({VNM}.*),[\d.]+,ranked", r"\1,,ranked"),
        r"panel\.csv, row \d+ \(VNM\), column epi: blank",
    ),
    "membership backwards": (
        edit("groups.csv", "(VNM,1995-07-28),", r"\1,1994-01-01"),
        r"groups\.csv, row \d+: VNM leaves ASEAN on 1994-01-01, not after joining on 1995-07-28",
    ),
    "membership overlapping": (
        edit("groups.csv", r"\Z", "ASEAN,VNM,2001-01-01,\n"),
        r"groups\.csv, row \d+: VNM joins ASEAN on 2001-01-01 while still a member",
    ),
    "no such day": (
        edit("groups.csv", "1995-07-28", "1995-02-30"),
        r"groups\.csv, row \d+ \(VNM\), column since: found '1995-02-30', expected a date like",
    ),
    "unknown group": (
        edit("targets.csv", "ASEAN", "AESAN"),
        r"targets\.csv, row \d+, column group: Group 'AESAN' is unknown",
    ),
    "unknown document": (
        edit("documents.csv", "report-2018", "report-1918"),
        r"claims\.csv, row 2, column document: 'report-2018' is unknown; did you mean report-1918",
    ),
    "decomposed letters": (decomposed, r"countries\.csv, row \d+: has letters in decomposed form"),
    "rows out of order": (swapped, r"panel\.csv: rows are not in the order of iso3, edition"),
    "other digits": (
        edit("panel.csv", r"0\.268,", "0.26800,"),
        r"panel\.csv, row 2: right, but not written as the library writes it",
    ),
    "blank at an end": (
        edit("documents.csv", "(?m),press,", ",press ,"),
        r"documents\.csv, row \d+, column issuer: blanks at an end",
    ),
    "byte order mark": (edit("groups.csv", r"\A", "\ufeff"), r"groups\.csv: begins with a byte"),
    "Windows line ends": (edit("groups.csv", "\n", "\r\n", 0), r"groups\.csv: has Windows line en"),
    "no last line end": (edit("groups.csv", r"\n\Z", ""), r"groups\.csv: the last row has no line"),
    "surplus commas": (
        lambda folder: edit("groups.csv", r"(?m)(?<=\d\d),$", ",,", 0)(folder),
        r"groups\.csv, row 2: more cells than the 4 columns of the header",
    ),
    "table missing": (lambda f: (f / "events.csv").unlink(), r"events\.csv: the file is missing"),
    "table a folder": (
        lambda f: ((f / "events.csv").unlink(), (f / "events.csv").mkdir()),
        r"events\.csv: cannot be read \(Is a directory\)",
    ),
    "table empty": (lambda f: (f / "events.csv").write_text(""), r"events\.csv: the file is empty"),
    "not UTF-8": (
        lambda f: (f / "countries.csv").write_bytes(b"\xff\xfe" + b"a\0" * 9),
        r"countries\.csv: byte 1 is not UTF-8",
    ),
    "stray table": (
        lambda f: (f / "extra.csv").write_text("a,b\n"),
        r"extra\.csv: not described; describe it in datapackage\.json or remove it",
    ),
    "no description": (
        lambda f: (f / "datapackage.json").unlink(),
        r"datapackage\.json: cannot be read \(No such file or directory\)",
    ),
    "broken description": (
        lambda f: (f / "datapackage.json").write_text("{"),
        r"datapackage\.json: not a data package in JSON",
    ),
}


def test_record_is_without_fault(capsys):
    assert check.faults(RECORD) == []
    assert main(["check"]) == 0
    assert capsys.readouterr().out.startswith("No fault in panel, ")


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_told_in_a_sentence(fault: str, record: Path, capsys):
    """Each fault is found, told in one line with its place, and makes the exit code 1."""
    change, sentence = FAULTS[fault]
    change(record)
    assert main(["check"]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    assert any(re.match(f"(.*/)?{sentence}", line) for line in out.splitlines()), out
    assert re.fullmatch(r"\d+ faults?\.", out.splitlines()[-1])


def test_faults_of_several_tables_are_told_together(record: Path):
    for fault in ("score above one", "unknown group", "weights not one", "half a rank"):
        FAULTS[fault][0](record)
    found = check.faults()
    assert len([line for line in found if line.startswith("panel.csv")]) == 2
    assert any(line.startswith("editions.csv") for line in found)
    assert not any(line.startswith("countries.csv") for line in found)


def test_a_table_at_fault_throughout_does_not_drown_the_rest(record: Path):
    edit("panel.csv", r"(?m),ranked$", ",rnaked", 0)(record)
    found = check.faults()
    assert len(found) < 25
    assert any(re.search(r"panel: \d{3,} more faults of this table", line) for line in found)


def test_ties_are_no_fault():
    """States with one score may share a rank (2022) or be parted by hidden digits (2020)."""
    whole = panel.load("panel", RECORD)
    for edition in (2008, 2018, 2020, 2022):
        rows = whole[whole["edition"].eq(edition)]
        assert rows["egdi"].dropna().duplicated().any()
        assert check.rank_faults(rows, "x") == []
    tied = whole[whole["edition"].eq(2020)].sort_values("rank")
    parted = tied["egdi"].duplicated(keep=False)
    assert parted.any()
    shared = tied.assign(rank=tied["egdi"].rank(method="min", ascending=False).astype("Int64"))
    assert check.rank_faults(shared, "x") == []


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_any_two_ranks_swapped_across_a_gap_are_found(data: st.DataObject):
    """Two states of clearly different scores cannot trade ranks unseen."""
    record = panel.load("panel", RECORD)
    rows = record[record["edition"].eq(LATEST)].set_index("iso3")
    first, second = data.draw(
        st.lists(st.sampled_from(sorted(rows.index)), min_size=2, max_size=2, unique=True)
    )
    apart = abs(rows.at[first, "egdi"] - rows.at[second, "egdi"]) > 2e-5
    rows.loc[[first, second], "rank"] = rows.loc[[second, first], "rank"].to_numpy()
    assert bool(check.rank_faults(rows.reset_index(), "x")) == apart


@settings(max_examples=15, deadline=None)
@given(
    table=st.sampled_from([t for t in TABLES if t not in ("indicators", "countries")]),
    at=st.floats(0, 1),
    length=st.integers(0, 30),
    patch=st.one_of(st.text(max_size=8), st.sampled_from(["\n", ",", '"', "0", "1e9", "nan"])),
)
def test_no_file_makes_it_crash(table: str, at: float, length: int, patch: str, fuzzed: Path):
    """Whatever is overwritten, the answer is a list of one-line sentences."""
    path = panel.table_path(table, fuzzed)
    whole = path.read_bytes()
    start = int(at * len(whole))
    try:
        path.write_bytes(
            whole[:start] + patch.encode("utf-8", "surrogatepass") + whole[start + length :]
        )
        found = check.faults(fuzzed)
    finally:
        path.write_bytes(whole)
    assert all("\n" not in sentence for sentence in found)


def test_description_sets_no_last_edition():
    """A new edition needs no edit of the description: nothing in it bounds the year."""
    package = json.loads((RECORD / panel.PACKAGE).read_text("utf-8"))
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            if field["name"] == "edition":
                assert "maximum" not in field["constraints"]
                assert "enum" not in field["constraints"]
    assert str(LATEST) not in package["title"]


def test_loading_says_the_first_fault_and_how_many_more(record: Path):
    """``panel.load`` and ``check`` judge by the same description."""
    edit("panel.csv", r"(?m),ranked$", ",rnaked", 0)(record)
    with pytest.raises(panel.DataError, match=r"row 2 \(AFG\).* \(\d+ more rows at fault\.\)"):
        panel.load("panel")
    frame = panel.read_csv(record / "panel.csv", panel.describe("panel"))
    rows = len(pd.unique(frame.index[frame["status"].eq("rnaked")]))
    assert len(panel.faults(frame, panel.describe("panel"))) >= rows
