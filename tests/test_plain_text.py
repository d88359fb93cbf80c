"""Nothing that comes from a table becomes markup, a formula or code on its way out."""

from __future__ import annotations

import json
import re
import shutil

import pandas as pd
import pytest
from docx import Document
from pypdf import PdfReader

import egdi
from egdi import figures, panel, tables
from egdi.brief import paper
from egdi.panel import DataError

HOSTILE = [
    "V<script>window.HACK=1</script>",
    "<img src=x onerror=alert(1)>",
    "=cmd|x!A1",
    "@SUM(A1)",
    "+cmd()",
    "-cmd()",
    "a `b` c",
    "{ask.state}",
    "$HOME",
    "[x](javascript:alert(1))",
    "*bold*",
    "a\x00b",
    "a\tb",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    ("table", "column"), [("countries", "short_name"), ("claims", "statement")]
)
def test_text_that_could_be_markup_or_a_formula_does_not_enter_the_record(
    text, table, column, tmp_path, monkeypatch
):
    shutil.copytree(panel.data_folder(), tmp_path / "data")
    monkeypatch.setenv("EGDI_DATA", str(tmp_path / "data"))
    file = tmp_path / "data" / f"{table}.csv"
    rows = pd.read_csv(file, dtype=str, keep_default_na=False)
    column = column if column in rows else rows.columns[2]
    rows.loc[3, column] = text
    rows.to_csv(file, index=False, lineterminator="\n")
    with pytest.raises(DataError) as error:
        panel.load(table)
    assert f"{table}.csv" in str(error.value)
    assert "\n" not in str(error.value)


def test_ordinary_names_enter():
    for text in ("Côte d'Ivoire", "Viet Nam (Việt Nam)", "Top-4: −0.5 & more; 50 %", "-0.5", "+3"):
        assert bool(panel._is_plain(pd.Series([text])).iat[0]), text


def test_a_table_on_a_page_shows_text_as_text(tmp_path):
    frame = pd.DataFrame({"a<b": ["<b>x</b>"], "n": [1.5]})
    html = tables.show(frame, "t", 'a "title"', search=True, folder=tmp_path).html
    assert "<b>x</b>" not in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert 'aria-label="a &quot;title&quot;"' in html
    headed = tables.show(frame, "t", heads={"a<b": "<i>h</i>"}, folder=tmp_path).html
    assert "<i>h</i>" not in headed


def test_a_spreadsheet_finds_no_formula_in_a_file_to_take_away(tmp_path):
    frame = pd.DataFrame({"t": ["=cmd|x!A1", "@x", "-x", "+x", "-0.5", "−0.5", "plain"], "n": -1.0})
    figures.write_numbers(frame, tmp_path / "t.csv")
    back = pd.read_csv(tmp_path / "t.csv", dtype=str)["t"].tolist()
    assert back == ["'=cmd|x!A1", "'@x", "'-x", "'+x", "-0.5", "−0.5", "plain"]


INTERPRETED = (
    '#import "x.typ" <script>alert(1)</script> =cmd() {ask} $x$ `code` [*b*] \\u{41} @ref // end'
)
"""What Typst, Word or a page would act on, were it not handed over as text."""


def test_documents_print_such_text_as_it_is(tmp_path):
    """Were the record's check passed by, Word and PDF would still show letters and do nothing."""
    table = paper.Table("tbl-x", INTERPRETED, pd.DataFrame({INTERPRETED: [INTERPRETED]}))
    brief = paper.Brief(
        "x", INTERPRETED, INTERPRETED, [paper.Cell(*[INTERPRETED] * 3)], INTERPRETED,
        [paper.Section("s", INTERPRETED, INTERPRETED, [table])], [INTERPRETED], INTERPRETED,
        "2026-11-24",
    )  # fmt: skip
    word, pdf = brief.write(tmp_path)
    document = Document(str(word))
    said = [p.text for p in document.paragraphs]
    assert said.count(INTERPRETED) >= 5
    assert document.tables[-1].cell(1, 0).text == INTERPRETED
    printed = "".join("".join(p.extract_text().split()) for p in PdfReader(pdf).pages)
    assert printed.count("".join(INTERPRETED.split())) >= 5


@pytest.mark.parametrize("path", ["../panel.csv", "/etc/passwd", "a/../../b.csv", "x\x00.csv", ""])
def test_a_table_s_file_cannot_lie_outside_its_folder(path, record):
    package = json.loads((record / panel.PACKAGE).read_text(encoding="utf-8"))
    package["resources"][0]["path"] = path
    (record / panel.PACKAGE).write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(DataError, match=r"datapackage\.json: .* file's name"):
        panel.load("panel")


@pytest.mark.parametrize(
    "group", ["ASEAN", ["VNM", "THA", "IDN"], "Latin America and the Caribbean"]
)
def test_a_question_s_name_in_files_is_a_plain_name(group):
    assert re.fullmatch(r"[A-Za-z0-9-]+", egdi.ask("VNM", group, place=2).slug)
