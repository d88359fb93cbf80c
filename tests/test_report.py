"""The thematic report: what it says, how the decree wants it laid out, what it refuses."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import docx
import pandas as pd
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt
from PIL import ImageFont
from pypdf import PdfReader

from egdi import panel, report
from egdi.brief.paper import Picture, Table
from egdi.panel import DataError

pytestmark = pytest.mark.usefixtures("few_draws")

NATIVE = {"vi": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "en": "SOCIALIST REPUBLIC OF VIET NAM"}


@pytest.fixture(scope="module")
def made():
    return report.build("2026Q4")


@pytest.fixture(scope="module")
def files(made, tmp_path_factory):
    return made.write(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def word(files):
    return docx.Document(files[0])


def texts(made):
    for block in [*made.blocks, *made.annexes]:
        if isinstance(block, str):
            yield block
        elif isinstance(block, report.Heading):
            yield block.text
        elif isinstance(block, report.Items):
            yield from block.texts
        else:
            yield block.caption


# --- what it says


def test_the_parts_the_notice_asks_for_stand_in_their_order(made):
    parts = [b.text for b in made.blocks if isinstance(b, report.Heading) and b.level == 1]
    assert parts[1:] == [
        "Situation",
        "Targets",
        "Data supplied to ITU, UNESCO, UNDP and the UN",
        "What is expected of the next edition",
        "What it would take",
        "Proposals",
    ]
    assert parts[0].startswith("What differs from the report on the third quarter of 2026")


def test_its_scores_and_ranks_are_those_of_the_record(made):
    frame = made.items()["tbl-report-scores"].frame
    panel_ = panel.load()
    now = panel_[panel_["edition"].eq(2024)].set_index("iso3")
    for measure, row in zip(
        ["egdi", "osi", "tii", "hci"], frame.itertuples(index=False), strict=True
    ):
        assert float(row[2]) == pytest.approx(now.at["VNM", measure], abs=5e-5)
        rank = 1 + int(now[measure].gt(now.at["VNM", measure]).sum())
        assert row[4] == f"{rank} of {now[measure].notna().sum()}"


def test_every_target_issued_by_then_is_there_and_no_later_one():
    table = report.build("2020Q3").items()["tbl-report-targets"].frame
    instruments = " ".join(table["Instrument"])
    assert "749" in instruments
    assert "57-NQ/TW" not in instruments


def test_an_edition_is_known_from_the_day_it_was_published():
    assert report.period("2024Q2").edition == 2022
    assert report.period("2024Q3").edition == 2024


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("2024Q3", "The edition of 2024 came out; the world rank went from 86 to 71"),
        ("2024Q4", "A target was set: Top 3 in South-East Asia by 2030"),
        ("2025Q4", "The figure of 2024 for internet use is out"),
        ("2026Q4", "Nothing: no edition, no target"),
    ],
)
def test_what_differs_from_the_period_before_is_told(asked, says):
    blocks = report.build(asked).blocks
    (told,) = [" ".join(b.texts) for b in blocks[:2] if isinstance(b, report.Items)]
    assert says in told


def test_bodies_are_those_of_the_day():
    assert report.build("2024Q4").body == "Ministry of Information and Communications"
    assert report.build("2025Q2").body == "Ministry of Science and Technology"


def test_what_is_due_names_only_what_has_no_figure_yet(made):
    due = made.items()["tbl-report-due"]
    missing = due.data.loc[due.data["state"].eq("not_yet")]
    (proposals,) = [b for b in made.blocks[-1:] if isinstance(b, report.Items)]
    told = " ".join(proposals.texts)
    assert "expected schooling" in told
    assert "internet use" not in told
    assert set(missing["publisher"]) == {"ITU", "UNDP", "UNESCO"}


def test_nothing_is_left_open(made):
    for text in texts(made):
        assert not re.search(r"[{}]|\bnan\b|\bNone\b|<NA>", text), text
    for item in made.items().values():
        if isinstance(item, Table):
            assert not re.search(r"\bnan\b|<NA>", " ".join(" ".join(r) for r in item.rows))


# --- what it refuses


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (("2026Q5",), "Expected a quarter such as 2026Q4 or a year such as 2026"),
        (("",), "Expected a quarter"),
        (("2017Q1",), "No edition of the survey is known to have been out by 2017-03-31"),
        (("2026Q4", "VTN"), "did you mean"),
        (("2026Q4", "VNM", "ASAEN"), "did you mean ASEAN"),
        (("2026Q4", "VNM", None, "2026Q9"), "Expected a quarter"),
    ],
)
def test_a_wrong_question_gets_one_sentence(question, sentence):
    with pytest.raises(DataError, match=sentence) as error:
        report.build(*question)
    assert "\n" not in str(error.value)


def test_another_state_gets_its_report_in_english_and_is_told_why_not_in_vietnamese(monkeypatch):
    made = report.build("2026Q4", "THA")
    assert not made.basis
    assert not re.search(r"Notice 82|Resolution|Decision|Top 3", " ".join(texts(made)))
    monkeypatch.setenv("EGDI_LANG", "vi")
    with pytest.raises(DataError, match="decree"):
        report.build("2026Q4", "THA")


# --- the layout of Decree 30/2020/NĐ-CP


def test_paper_margins_and_typeface_are_the_decrees(word):
    (section,) = word.sections
    assert section.page_width.mm == pytest.approx(210, abs=0.1)
    assert section.page_height.mm == pytest.approx(297, abs=0.1)
    for side, low, high in (
        ("top", 20, 25), ("bottom", 20, 25), ("left", 30, 35), ("right", 15, 20)
    ):  # fmt: skip
        assert low - 0.1 <= getattr(section, f"{side}_margin").mm <= high + 0.1, side
    for name in ("Normal", "Body", "Heading 1", "Heading 2", "Report Kind", "Cell"):
        assert word.styles[name].font.name == "Times New Roman"
    for name in ("Body", "Dash", "Heading 1", "Heading 2", "Report Kind", "Report Subject"):
        assert Pt(13) <= word.styles[name].font.size <= Pt(14)
    body = word.styles["Body"].paragraph_format
    assert body.first_line_indent.cm == pytest.approx(1.27, abs=0.01)
    assert body.space_after >= Pt(6)
    assert 1 <= body.line_spacing <= 1.5
    assert str(body.alignment).startswith("JUSTIFY")


def test_the_page_number_stands_on_top_in_the_middle_and_not_on_the_first_page(word):
    (section,) = word.sections
    assert section.different_first_page_header_footer
    (number,) = section.header.paragraphs
    assert [f.get(qn("w:instr")).strip() for f in number._p.iter(qn("w:fldSimple"))] == ["PAGE"]
    assert str(number.alignment).startswith("CENTER")
    assert not section.first_page_header.paragraphs[0].text


def test_the_blocks_of_the_head_stand_in_their_places(word):
    head = word.tables[0]
    left, right = head.rows[0].cells
    assert left.paragraphs[0].text == "MINISTRY OF SCIENCE AND TECHNOLOGY"
    assert [p.text for p in right.paragraphs[:2]] == [
        NATIVE["en"],
        "Independence - Freedom - Happiness",
    ]
    assert "DRAFT" in head.rows[1].cells[0].text
    styles = [p.style.name for p in word.paragraphs]
    order = [styles.index(n) for n in ("Report Kind", "Report Subject", "Legal Basis", "Heading 1")]
    assert order == sorted(order)
    basis = [p.text for p in word.paragraphs if p.style.name == "Legal Basis"]
    assert all(text.endswith(";") for text in basis[:-1])
    assert basis[-1].endswith(".")


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_head_stands_on_one_line_and_no_word_of_a_table_is_broken(language, monkeypatch,
                                                                      tmp_path):  # fmt: skip
    """Measured with the letters of the typeface: each word is narrower than its cell."""
    monkeypatch.setenv("EGDI_LANG", language)
    (path,) = report.build("2026Q4").write(tmp_path, ["docx"])
    written = docx.Document(path)
    faces = Path(report.__file__).parent / "fonts"

    def millimetres(text, size, bold):
        face = ImageFont.truetype(faces / f"Tinos-{'Bold' if bold else 'Regular'}.ttf", 100)
        return face.getlength(text) * size / 100 * 25.4 / 72

    state = written.tables[0].rows[0].cells[1]
    size = state.paragraphs[0].style.font.size.pt
    assert 12 <= size <= 13
    assert state.paragraphs[0].text == NATIVE[language]
    assert millimetres(NATIVE[language], size, True) <= state.width.mm
    for table in [t for t in written.tables if t.style.name == "Table Grid"]:
        for cell in (cell for row in table.rows for cell in row.cells):
            (paragraph,) = cell.paragraphs
            for run in paragraph.runs:
                size = (run.font.size or paragraph.style.font.size).pt
                for word in run.text.split():
                    assert millimetres(word, size, run.bold) <= cell.width.mm - 2, run.text


def test_parts_are_numbered_by_word_itself(word, files):
    numbering = zipfile.ZipFile(files[0]).read("word/numbering.xml").decode()
    assert 'w:val="upperRoman"' in numbering
    for name in ("Heading 1", "Heading 2"):
        assert word.styles[name].element.pPr.numPr.numId.val == 90
    for paragraph in word.paragraphs:
        if paragraph.style.name.startswith("Heading"):
            assert not re.match(r"[IVX\d]+\.", paragraph.text)


def test_tables_can_be_edited_and_pictures_are_described(word, made):
    tables = [i for i in made.items().values() if isinstance(i, Table)]
    assert len(word.tables) == len(tables) + 2
    described = [p.get("descr") for p in word.element.body.iter(qn("wp:docPr"))]
    assert described == [i.alt for i in made.items().values() if isinstance(i, Picture)]
    assert all(len(text) >= 40 for text in described)


def test_the_pdf_is_tagged_six_to_ten_pages_with_its_fonts_inside(files):
    reader = PdfReader(files[1])
    assert 6 <= len(reader.pages) <= 10
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert len(reader.outline) >= 7
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any("Tinos" in name for name in fonts)
    assert all("Tinos" in name or "BeVietnamPro" in name for name in fonts)


def test_the_pdf_says_what_the_word_file_says(files, word):
    squeeze = re.compile(r"[\s\u00a0\-\u2010]+")
    pdf = squeeze.sub("", "".join(page.extract_text() for page in PdfReader(files[1]).pages))
    for paragraph in word.paragraphs:
        if paragraph.style.name in ("Body", "Heading 1", "Heading 2"):
            assert squeeze.sub("", paragraph.text) in pdf, paragraph.text[:60]


def test_the_same_bytes_each_time(made, files, tmp_path):
    again = report.build("2026Q4").write(tmp_path)
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in files]


def test_bodies_do_not_overlap():
    """Of one task one body at a time, and a successor takes over the day after."""
    bodies = panel.load("bodies")
    for _, rows in bodies.groupby("task"):
        rows = rows.sort_values("since")
        for a, b in zip(rows.itertuples(), list(rows.itertuples())[1:], strict=False):
            assert pd.Timestamp(a.until) + pd.Timedelta(days=1) == pd.Timestamp(b.since)
            assert a.successor == b.body
