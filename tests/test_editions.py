"""A new edition enters whole or not at all, and no file can damage the record."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import zipfile
from pathlib import Path

import fuzz
import pandas as pd
import pytest
import synthetic
from hypothesis import given, settings
from hypothesis import strategies as st

from egdi import check, editions, lookup, panel, uncsv
from egdi.__main__ import main
from egdi.panel import DataError

RECORD = panel.data_folder()
EDITIONS = sorted(panel.load("panel", RECORD)["edition"].unique().tolist())
LATEST = EDITIONS[-1]
TEXT = editions.export(LATEST, RECORD)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def upload(record: Path, tmp_path: Path) -> Path:
    """Return the file of a synthetic next edition."""
    return synthetic.write(tmp_path)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the record for the tests that try very many files on it."""
    return shutil.copytree(RECORD, tmp_path_factory.mktemp("fuzz") / "data")


def rewritten(text: str, change) -> str:
    """Return a UN file with its rows changed by ``change``, which gets lists of cells."""
    rows = list(csv.reader(io.StringIO(text)))
    out = io.StringIO()
    csv.writer(out).writerows(change(rows))
    return out.getvalue()


def cell(text: str, country: str, title: str, value: str) -> str:
    """Return a UN file with one cell replaced."""

    def change(rows):
        column = rows[0].index(title)
        (row,) = [r for r in rows if r[1].strip() == country]
        row[column] = value
        return rows

    return rewritten(text, change)


# --- The way round


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_comes_back_to_the_same_bytes(edition: int, record: Path, tmp_path: Path):
    """The UN's layout and the record hold the same; taken out and put in, not a byte differs."""
    file = tmp_path / f"EGOV_DATA_{edition}.csv"
    file.write_bytes(editions.export(edition).encode())
    before = contents(record)
    without = panel.load("panel").query("edition != @edition")
    (record / "panel.csv").write_text(panel.to_csv(without), encoding="utf-8")
    proposal = editions.propose(file)
    assert proposal.is_new
    assert [p.name for p in editions.write(proposal)] == ["panel.csv"]
    assert contents(record) == before
    again = editions.propose(file)
    assert again.changes_nothing
    assert editions.write(again) == []


def test_a_synthetic_edition_goes_in_and_out_byte_for_byte(record: Path, upload: Path, capsys):
    before = contents(record)
    assert main(["add-edition", str(upload)]) == 0
    out = capsys.readouterr().out
    year = panel.latest_edition()
    assert year > LATEST
    assert "Written: editions.csv, panel.csv." in out
    assert check.faults() == []
    row = panel.load("editions").set_index("edition").loc[year]
    assert row[["break_osi", "break_tii", "break_hci", "published"]].isna().all()
    assert upload.name in row["evidence"]
    assert panel.weights(year).sum() == 1
    others = {k: v for k, v in contents(record).items() if k not in ("editions.csv", "panel.csv")}
    assert others.items() <= before.items()
    assert main(["remove-edition", str(year)]) == 0
    assert contents(record) == before


def test_dry_run_shows_all_and_writes_nothing(record: Path, upload: Path, capsys):
    before = contents(record)
    assert main(["add-edition", str(upload), "--dry-run"]) == 0
    dry = capsys.readouterr().out
    assert contents(record) == before
    assert main(["add-edition", str(upload)]) == 0
    wet = capsys.readouterr().out
    assert dry.splitlines()[:-1] == wet.splitlines()[:-2]


def test_summary_tells_what_the_edition_brings(record: Path, upload: Path):
    text = editions.summary(editions.propose(upload))
    rows = synthetic.rows().set_index("iso3")
    score = rows.at["VNM", "egdi"]
    assert f"{len(EDITIONS) + 1} editions, {EDITIONS[0]} to {LATEST + 2}" in text
    assert f"{len(rows)} of {len(rows)} states within rounding" in text
    assert f"index {score:g}, rank {rows.at['VNM', 'rank']} of {len(rows)}" in text
    place = int((rows.loc[lookup.members("ASEAN", LATEST + 2), "egdi"] > score).sum()) + 1
    assert f"place {place} of 11 in ASEAN" in text
    assert f"{place} Viet Nam {score:g}" in text


def test_summary_tells_which_targets_an_edition_settles(record: Path, tmp_path: Path):
    """2020 settles what was due by 2021, 2024 what was due by 2025; nothing settles 2030 yet."""
    targets = panel.load("targets")
    years = targets["deadline"].str[:4].astype(int)
    for edition in (2020, 2024):
        file = tmp_path / f"{edition}.csv"
        file.write_text(editions.export(edition))
        text = editions.summary(editions.propose(file))
        settled = text.partition("Targets it settles")[2].partition("Deadlines passed")[0]
        due = set(targets.loc[years.isin([edition, edition + 1]), "id"])
        assert set(re.findall(r"\bT\d\d\b", settled)) == due
        assert due


def test_editions_table_may_know_the_weights_beforehand(record: Path, upload: Path):
    """A row prepared by hand is used as it is, and its weights must give the index back."""
    path = record / "editions.csv"
    table = path.read_text(encoding="utf-8")
    path.write_text(table + f"{LATEST + 2},,0.5,0.3,0.2,,,,,,,by hand,,\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"weights 0\.5/0\.3/0\.2 .* editions\.csv"):
        editions.propose(upload)
    prepared = table + f"{LATEST + 2},,0.3333,0.3333,0.3333,,,,,,,by hand,,\n"
    path.write_text(prepared, encoding="utf-8")
    editions.write(editions.propose(upload))
    sealed = f"{uncsv.checksum(editions.propose(upload).upload.rows)}\n"
    assert path.read_text(encoding="utf-8") == prepared.removesuffix("\n") + sealed
    with pytest.raises(DataError, match="version control"):
        editions.remove(LATEST + 2)


def test_other_weights_are_found_in_the_file(record: Path, tmp_path: Path):
    rows = synthetic.rows()
    rows["egdi"] = (0.4 * rows["osi"] + 0.35 * rows["tii"] + 0.25 * rows["hci"]).round(5)
    rows["rank"] = rows["egdi"].rank(method="min", ascending=False).astype("Int64")
    file = tmp_path / "other.csv"
    file.write_text(uncsv.layout(rows))
    editions.write(editions.propose(file))
    assert panel.weights(LATEST + 2).round(9).tolist() == [0.4, 0.35, 0.25]


# --- What is accepted besides the plain file


@pytest.mark.parametrize(
    "same",
    [
        lambda t: t.encode("utf-8-sig"),
        lambda t: t.replace("\r\n", "\n").encode(),
        lambda t: t.replace("\r\n", "\r").encode(),
        lambda t: t.rstrip().encode(),
        lambda t: (t + "\r\n,,,,,,,\r\n").encode(),
        lambda t: rewritten(t, lambda rows: [list(reversed(r)) for r in rows]).encode(),
        lambda t: rewritten(t, lambda rows: [rows[0], *reversed(rows[1:])]).encode(),
        lambda t: re.sub(r"\d\.\d+", lambda number: f"{float(number[0]):.10g}", t).encode(),
        lambda t: t.replace("Country Name", " country  name ").encode(),
    ],
    ids=[
        "bom",
        "lf",
        "cr",
        "no-last-end",
        "blank-rows",
        "reversed-columns",
        "reversed-rows",
        "short-digits",
        "title",
    ],
)
def test_harmless_differences_are_accepted(same, record: Path, tmp_path: Path):
    file = tmp_path / "same.csv"
    file.write_bytes(same(TEXT))
    assert editions.propose(file).changes_nothing


HISTORIC = {
    "SWZ": ["Swaziland", "Eswatini "],
    "TUR": ["Turkey ", "Türkiye", "Tu\u0308rkiye"],
    "MKD": ["The former Yugoslav Republic of Macedonia ", "North Macedonia", "TFYR Macedonia"],
    "LBY": ["Libyan Arab Jamahiriya ", "Libya"],
    "CZE": ["Czech Republic ", "Czechia"],
    "CPV": ["Cape Verde ", "Cabo Verde "],
    "GEO": ["Georgia (Country)"],
    "KOR": ["Republic of Korea ", "Korea, South"],
    "PRK": ["Democratic People’s Republic of Korea", "Democratic People's Republic of Korea "],
    "CIV": ["Côte d'Ivoire ", "Cote d'Ivoire", "Côte d’Ivoire"],
    "SRB": ["Serbia and Montenegro", "Serbia"],
    "COG": ["Congo "],
    "COD": ["Democratic Republic of the Congo "],
    "GBR": ["United Kingdom of Great Britain and Northern Ireland", "United Kingdom"],
    "VNM": ["Viet Nam ", "VIET\u00a0NAM", "Vietnam"],
    "GIN": ["Guinea "],
    "GNQ": ["Equatorial Guinea "],
    "NER": ["Niger "],
    "DMA": ["Dominica "],
    "SSD": ["South Sudan"],
}


@pytest.mark.parametrize(
    ("iso3", "name"), [(iso3, name) for iso3, names in HISTORIC.items() for name in names]
)
def test_historic_names_are_read(iso3: str, name: str):
    names = pd.Series([" ".join(name.split())])
    codes, _ = uncsv._identify(names, "x.csv", RECORD)
    assert codes.tolist() == [iso3]


def test_names_of_record_are_known_to_the_library_too():
    """All 193 UN names and short names, which the library must not take for another state."""
    countries = panel.load("countries", RECORD)
    for column in ("country", "short_name"):
        found = uncsv._convert(countries[column].tolist())
        assert found == dict(zip(countries[column], countries["iso3"], strict=True))


def test_only_what_the_library_lacks_is_listed_by_hand():
    names = list(uncsv._SPELLINGS)
    assert set(uncsv._convert(names).values()) == {"none"}


def test_names_read_otherwise_are_told(record: Path, tmp_path: Path):
    file = tmp_path / "names.csv"
    file.write_text(TEXT.replace('"Türkiye ', '"Turkey '), encoding="utf-8")
    assert "Turkey = Türkiye" in editions.summary(editions.propose(file))


# --- Bad files: one clear sentence each, and an untouched record


def swap_ranks(text: str, first: str, second: str) -> str:
    rows = {r[1].strip(): r for r in csv.reader(io.StringIO(text))}
    title = "E-Government Rank"
    a, b = rows[first][2], rows[second][2]
    return cell(cell(text, first, title, b), second, title, a)


def spreadsheet() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("xl/workbook.xml", TEXT)
    return out.getvalue()


LINES = TEXT.split("\r\n")
VIET_NAM = next(i for i, line in enumerate(LINES) if '"Viet Nam "' in line)

BAD: dict[str, tuple[str | bytes, str]] = {
    "wrong header": (
        TEXT.replace("E-Government Index", "Index of everything"),
        r"row 1: column E-Government Index is missing; expected the UN's header: Survey Year, ",
    ),
    "no header": ("\r\n".join(LINES[1:]), "row 1: column Survey Year is missing"),
    "a column twice by two names": (
        "\r\n".join([LINES[0] + ",EGDI", *(line + ",0.5" for line in LINES[1:-1])]),
        "row 1: column E-Government Index stands twice",
    ),
    "a column twice": (
        TEXT.replace("Online Service Index", "Human Capital Index"),
        "row 1: column Online Service Index is missing",
    ),
    "semicolons": (TEXT.replace(",", ";"), "row 1: cells parted by semicolons; save the file with"),
    "tabs": (TEXT.replace(",", "\t"), "row 1: cells parted by tabs; save the file with commas"),
    "decimal commas": (
        re.sub(r"(\d)\.(\d)", r"\1,\2", TEXT),
        r"row 2: 13 cells, but the header has 8; is there a decimal comma",
    ),
    "decimal commas in quotes": (
        re.sub(r"(\d)\.(\d+)", r'"\1,\2"', TEXT),
        r"row 2 \(Afghanistan\), column E-Government Index: found '0,\d+', expected a number with "
        "a decimal point",
    ),
    "UTF-16": (TEXT.encode("utf-16"), "is UTF-16 or no text at all; save it as CSV UTF-8"),
    "UTF-16 without a mark": (TEXT.encode("utf-16-le"), "is UTF-16 or no text at all"),
    "Latin-1": (TEXT.encode("latin-1"), r"row \d+: byte \d+ is not UTF-8; save the file again"),
    "a state missing": (
        "\r\n".join(line for i, line in enumerate(LINES) if i != VIET_NAM),
        "192 of 193 member states; no row of Viet Nam",
    ),
    "a state twice": (TEXT + LINES[VIET_NAM] + "\r\n", r"row \d+ \(VNM\): .* stands twice"),
    "a state twice by two names": (
        TEXT.replace('"Lao People\'s Democratic Republic "', '"Vietnam "'),
        r"row \d+ \(VNM\): .* stands twice",
    ),
    "an unknown name": (
        TEXT.replace("Viet Nam", "Veit Nam"),
        r"row \d+, column Country Name: 'Veit Nam' is not one of the 193 .* did you mean Viet Nam",
    ),
    "no member state": (TEXT.replace("Viet Nam", "Hong Kong"), "'Hong Kong' is not one of the 193"),
    "a code for a name": (TEXT.replace("Viet Nam", "VNM"), "'VNM' is not one of the 193"),
    "no name": (TEXT.replace("Viet Nam", ""), "column Country Name: '' is not one of the 193"),
    "a score of 1.2": (
        cell(TEXT, "Viet Nam", "Online Service Index", "1.2"),
        r"row \d+ \(VNM\), column Online Service Index: found 1\.2, expected a number from 0 to 1",
    ),
    "a negative": (
        cell(TEXT, "Viet Nam", "E-Participation Index", "-0.1"),
        r"row \d+ \(VNM\), column E-Participation Index: found -0\.1, expected a number from 0",
    ),
    "text in a number": (
        cell(TEXT, "Viet Nam", "Human Capital Index", "0.7x"),
        r"row \d+ \(Viet Nam\), column Human Capital Index: found '0\.7x', expected a number;",
    ),
    "nan": (cell(TEXT, "Viet Nam", "Human Capital Index", "nan"), "found 'nan', expected a number"),
    "infinity": (
        cell(TEXT, "Viet Nam", "Online Service Index", "9" * 400),
        "column Online Service Index: found inf, expected a number from 0",
    ),
    "a part blank": (
        cell(TEXT, "Viet Nam", "Human Capital Index", ""),
        r"row \d+ \(VNM\): expected that a ranked state has all three parts",
    ),
    "EPI blank": (
        cell(TEXT, "Viet Nam", "E-Participation Index", ""),
        r"row \d+ \(VNM\), column E-Participation Index: blank; expected a number",
    ),
    "a rank blank": (
        cell(TEXT, "Viet Nam", "E-Government Rank", ""),
        r"row \d+ \(VNM\): expected that a rank stands with a score",
    ),
    "half a rank": (
        cell(TEXT, "Viet Nam", "E-Government Rank", "70.5"),
        r"row \d+ \(VNM\), column E-Government Rank: found 70\.5, expected a whole number",
    ),
    "a rank beyond all": (
        cell(TEXT, "Viet Nam", "E-Government Rank", "1e99"),
        r"row \d+ \(VNM\), column E-Government Rank: found 1e\+99, expected a whole number",
    ),
    "ranks with a hole": (
        cell(TEXT, "Viet Nam", "E-Government Rank", "193"),
        r"rank \d+ is missing \(next comes \d+, .*\); the ranks must run from 1 without a hole",
    ),
    "ranks against scores": (
        swap_ranks(TEXT, "Viet Nam", "Singapore"),
        r"VNM \(rank \d+, index [\d.]+\) is ranked ahead of \w+ \(rank \d+, .*\) and \d+ more",
    ),
    "an index off": (
        cell(TEXT, "Viet Nam", "Online Service Index", "0.07081"),
        r"VNM has index [\d.]+ where its parts give [\d.]+; correct the index or a part",
    ),
    "two editions": (
        TEXT.replace(f"{LATEST},", f"{LATEST - 2},", 1),
        rf"row 3: edition {LATEST} in a file of edition {LATEST - 2}; put each edition in its own",
    ),
    "a year that never was": (
        TEXT.replace(f"{LATEST},", f"{LATEST - 1},"),
        f"there is no edition {LATEST - 1} .*; a new one follows {LATEST} within 10 years",
    ),
    "a year far off": (TEXT.replace(f"{LATEST},", "2204,"), "there is no edition 2204"),
    "no year": (TEXT.replace(f"{LATEST},", "twenty,", 1), "row 2, column Survey Year: found 'twen"),
    "another edition under this year": (
        editions.export(LATEST - 2, RECORD).replace(f"{LATEST - 2},", f"{LATEST},"),
        "differs from the record in 193 of 193 states, .* say --replace",
    ),
    "no index at all": (
        rewritten(TEXT, lambda rows: [rows[0], *[[*r[:3], "0.00000", *r[4:]] for r in rows[1:]]]),
        "only 0 of 193 states have an index",
    ),
    "empty": ("", "the file is empty; download it again"),
    "blank": (" \r\n\r\n", "the file is empty; download it again"),
    "header alone": (LINES[0] + "\r\n", "no rows below the header"),
    "cut between rows": ("\r\n".join(LINES[:100]) + "\r\n", "99 of 193 member states; .* cut off"),
    "cut in a row": (TEXT[: TEXT.rindex(",") - 5], r"row 194: \d cells, .* is the file cut off"),
    "cut in a number": (TEXT[:-4], r"row 194: the last cell \('0\.\d+'\) has fewer digits"),
    "cut in a name": (TEXT[: TEXT.rindex('"') - 2], r"row 194: not CSV \(unexpected end of data\)"),
    "a broken workbook": (spreadsheet(), "cannot be read as an Excel workbook; save its sheet as"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"x" * 99, r"is an old Excel file \(.xls\); save it"),
    "a web page": ("<!DOCTYPE html><html></html>", "is a web page; download the CSV itself"),
}


@pytest.mark.parametrize("fault", BAD)
def test_bad_file_is_refused_in_one_sentence(fault: str, record: Path, tmp_path: Path, capsys):
    content, sentence = BAD[fault]
    file = tmp_path / "EGOV_DATA.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = contents(record)
    assert main(["add-edition", str(file)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("EGOV_DATA.csv")
    assert re.search(sentence, err), err
    assert contents(record) == before


def test_large_file_is_refused_before_it_is_read(record: Path, tmp_path: Path, monkeypatch, capsys):
    file = tmp_path / "large.csv"
    with open(file, "wb") as hole:
        hole.truncate(200_000_000)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda self: pytest.fail("it was read"))
        assert main(["add-edition", str(file)]) == 1
    assert "has 200,000,000 bytes" in capsys.readouterr().err


def test_folder_missing_file_and_pipe_are_refused(record: Path, tmp_path: Path, capsys):
    os.mkfifo(tmp_path / "pipe")
    for path, words in (
        (tmp_path, "is a folder; name the CSV file in it"),
        (tmp_path / "none.csv", "no such file"),
        (tmp_path / "pipe", "not a file on disk"),
    ):
        assert main(["add-edition", str(path)]) == 1
        assert words in capsys.readouterr().err


def test_unreadable_file_is_refused(record: Path, upload: Path, monkeypatch, capsys):
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        assert main(["add-edition", str(upload)]) == 1
    assert "cannot be read (Permission denied)" in capsys.readouterr().err


# --- Corrections


def test_a_correction_shows_every_changed_value_and_no_other_byte_changes(record: Path, tmp_path):
    file = tmp_path / "corrected.csv"
    text = cell(TEXT, "Viet Nam", "E-Participation Index", "0.5")
    file.write_text(cell(text, "Malta", "E-Participation Index", "0.874"), encoding="utf-8")
    old = panel.load("panel").query("edition == @LATEST").set_index("iso3")
    proposal = editions.propose(file)
    shown = editions.summary(proposal)
    assert f"Viet Nam: epi {old.at['VNM', 'epi']} -> 0.5" in shown
    assert f"Malta: epi {old.at['MLT', 'epi']} -> 0.874" in shown
    assert len(proposal.changed) == 2
    before = (record / "panel.csv").read_text(encoding="utf-8").splitlines()
    assert [p.name for p in editions.write(proposal)] == ["editions.csv", "panel.csv"]
    after = (record / "panel.csv").read_text(encoding="utf-8").splitlines()
    differ = [b for a, b in zip(before, after, strict=True) if a != b]
    assert [line[:8] for line in differ] == [f"MLT,{LATEST}", f"VNM,{LATEST}"]
    assert editions.propose(file).changes_nothing


def test_a_state_that_loses_its_index_is_shown_as_a_change_of_status(record: Path, tmp_path):
    last = panel.load("panel").query("edition == @LATEST and rank == rank.max()")
    name = panel.load("countries").set_index("iso3").at[last["iso3"].iat[0], "country"]
    file = tmp_path / "corrected.csv"
    file.write_text(cell(TEXT, name, "E-Government Index", "0.00000"), encoding="utf-8")
    with pytest.raises(DataError, match=r"had one in .*--accept unranked"):
        editions.propose(file)
    changed = editions.propose(file, accept=["unranked"]).changed.set_index("column")
    assert changed.at["status", "new"] == "not_ranked"
    assert pd.isna(changed.at["rank", "new"])
    assert pd.isna(changed.at["egdi", "new"])


def test_reissued_edition_needs_to_be_asked_for(record: Path, tmp_path):
    file = tmp_path / "reissued.csv"
    rows = synthetic.rows().assign(edition=LATEST)
    file.write_text(uncsv.layout(rows), encoding="utf-8")
    with pytest.raises(DataError, match="--replace"):
        editions.propose(file)
    assert main(["add-edition", str(file), "--replace"]) == 1  # Libya's TII moves as in 2024
    assert main(["add-edition", str(file), "--replace", "--accept", "moves"]) == 0
    assert check.faults() == []


def test_a_row_completed_by_hand_is_not_removed(record: Path, upload: Path):
    editions.write(editions.propose(upload))
    path = record / "editions.csv"
    path.write_text(path.read_text("utf-8").replace(f"{LATEST + 2},,", f"{LATEST + 2},2040-09,"))
    before = contents(record)
    with pytest.raises(DataError, match="completed by hand; take it out through version control"):
        editions.remove(LATEST + 2)
    assert contents(record) == before


def test_founding_editions_cannot_be_removed(record: Path, capsys):
    before = contents(record)
    for year, words in ((EDITIONS[-2], "version control"), (1999, "has no edition 1999")):
        assert main(["remove-edition", str(year)]) == 1
        assert words in capsys.readouterr().err
    evidence = panel.load("editions").set_index("edition")["evidence"]
    if not evidence[LATEST].startswith(editions._ADDED):
        assert main(["remove-edition", str(LATEST)]) == 1
        assert "version control" in capsys.readouterr().err
    assert contents(record) == before


# --- The command line


@pytest.mark.parametrize("argv", [[], ["add-edition"], ["nothing"], ["remove-edition", "x"]])
def test_wrong_command_line_gives_two(argv: list[str], capsys):
    assert main(argv) == 2
    assert "usage: egdi" in capsys.readouterr().err


def test_help_gives_nought(capsys):
    assert main(["--help"]) == 0
    assert "add-edition" in capsys.readouterr().out


# --- Very many files


def tried(content: bytes, folder: Path) -> pd.DataFrame | None:
    """Try a file: return the panel it would make, or None if it is refused in one sentence."""
    file = folder.parent / "EGOV_DATA.csv"
    file.write_bytes(content)
    before = contents(folder)
    try:
        proposal = editions.propose(file, folder)
    except DataError as error:
        assert "\n" not in str(error)
        assert contents(folder) == before
        return None
    assert contents(folder) == before
    editions.summary(proposal)
    return proposal.panel


def test_damaged_files_are_refused_in_a_sentence_or_consistent(tmp_path: Path):
    """Two hundred of them; ``python tests/fuzz.py 10000`` tries very many."""
    tally = fuzz.run(200, tmp_path, seed=2026)
    assert min(tally["refused"], tally["let in"], tally["with a word"]) >= 5


@settings(max_examples=40, deadline=None)
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(
    lambda t: (LINES[0] + "\n" + t).encode("utf-8", "surrogatepass"))))  # fmt: skip
def test_no_other_file_is_taken_for_an_edition(content: bytes, fuzzed: Path):
    assert tried(content, fuzzed) is None


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(1, len(TEXT) - 3))
def test_a_file_cut_anywhere_is_refused(cut: int, fuzzed: Path):
    """Only the last line end may be missing."""
    assert tried(TEXT[:cut].encode(), fuzzed) is None
