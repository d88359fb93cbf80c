"""The brief: two pages on any country in any group, the same in Word, in PDF and on the page."""

from __future__ import annotations

import io
import re
import shutil
import subprocess

import docx
import numpy as np
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from egdi import brief, contributions, inputs, lookup, panel, projection, ranks
from egdi.__main__ import main
from egdi.brief import sentences
from egdi.brief.facts import gather
from egdi.brief.paper import Picture, Table
from egdi.panel import PARTS, DataError
from egdi.words import chance

CASES = {
    "the book's": ("VNM", "ASEAN", None, 2024),
    "first in the world": ("DNK", "World", 1, 2024),
    "last in its group": ("TLS", "South-East Asia", None, 2024),
    "a tie at the line": ("SWE", "SWE,ISL,NOR", 1, 2022),
    "a tie behind": ("TLS", "TLS,TJK,VNM,THA", 2, 2020),
    "no early data": ("SSD", "Sub-Saharan Africa", None, 2024),
    "a gap in the record": ("MNE", "Southern Europe", None, 2012),
    "a group of two": ("NZL", "Australia and New Zealand", None, 2024),
    "a missing member": ("KEN", "KEN,UGA,TZA,SSD", None, 2010),
    "not ranked": ("SSD", "World", None, 2008),
    "no member": ("KEN", "ASEAN", None, 2024),
    "the first edition": ("VNM", "ASEAN", None, 2003),
    "long names, a full table": ("STP", "Sub-Saharan Africa", None, 2024),
    "an income group": ("VNM", "Lower middle income", None, 2024),
    "Vietnamese letters": ("VNM", "ASEAN", 4, 2022),
}
each_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture(scope="module")
def papers():
    """The brief of every case."""
    return {case: brief.build(*question) for case, question in CASES.items()}


@pytest.fixture(scope="module")
def files(papers, tmp_path_factory):
    """The Word file and the PDF of every case."""
    folder = tmp_path_factory.mktemp("briefs")
    return {case: paper.write(folder / str(i)) for i, (case, paper) in enumerate(papers.items())}


def squeezed(text: str) -> str:
    """Return a text without the spaces and hyphens that line ends add."""
    return re.sub(r"[\s\u00ad-]", "", text)


def text_of(document) -> str:
    """Return the text of a Word file, tables included, in their order."""
    return "\n".join(
        "".join(t.text or "" for t in p.iter(qn("w:t")))
        for p in document.element.body.iter(qn("w:p"))
    )


# --- what it says


def test_the_headline_is_what_the_library_computes(papers, data):
    paper = papers["the book's"]
    table = ranks.places(data, lookup.members("ASEAN", 2024))
    gap = ranks.gaps(table, "VNM", 4).loc[2024]
    world = ranks.places(data[data["edition"].eq(2024)]).set_index("iso3").loc["VNM"]
    values = [cell.value for cell in paper.headline]
    assert values[0] == f"{world['place']:.0f}"
    assert values[1] == f"{world['score']:.4f}"
    assert values[2] == f"{gap['place']:.0f}"
    assert values[3] == ("met" if gap["place"] <= 4 else "missed")
    assert float(values[4].replace("−", "-")) == pytest.approx(gap["points"], abs=5e-5)
    assert values[5] == f"{gap['places']:.0f}"


@each_case
def test_parts_add_up_to_the_lead_in_the_league(case, papers):
    facts = gather(*CASES[case])
    rows = facts.league.dropna(subset=["lead"])
    parts = contributions.weighted_parts(facts.common.data).xs(facts.edition, level="edition")
    for row in rows.itertuples():
        rest = parts["unexplained"][facts.focus] - parts["unexplained"][row.iso3]
        assert row.lead == pytest.approx(row.osi + row.tii + row.hci + rest, abs=1e-9)
    assert len(facts.league) <= 12
    if facts.ranked:
        assert facts.focus in set(facts.league["iso3"])
        assert facts.league["lead"].isna().sum() == 1


@each_case
def test_probabilities_are_those_of_the_projection(case, papers):
    question = focus, group, _, edition = CASES[case]
    facts = gather(*question)
    if edition < 2005 or not facts.ranked:
        assert not facts.projected
        assert "not projected" in papers[case].text("outlook")
        assert "fig-brief-places" not in papers[case].items()
        return
    assert facts.chances.sum() == pytest.approx(1)
    members = sorted({*lookup.members(group, facts.common.next), focus})
    other = facts.common.draws.chance(focus, members, facts.k, facts.common.next)
    assert facts.chance == pytest.approx(other)
    assert chance(other) in papers[case].text("outlook")


@each_case
def test_the_levels_needed_do_reach_the_line(case, papers):
    facts = gather(*CASES[case])
    if not facts.ranked:
        assert "tbl-brief-needed" not in papers[case].items()
        return
    weights = panel.weights(facts.edition)
    row = facts.common.data.set_index(["edition", "iso3"]).loc[(facts.edition, facts.focus)]
    table = facts.needed.set_index("measure")
    for part in PARTS:
        score = row["egdi"] + weights[part] * (table.at[part, "line"] - row[part])
        assert score == pytest.approx(facts.line[facts.edition], abs=1e-9)
    if facts.projected:
        drawn = projection.kth_line(
            facts.common.draws, facts.focus, facts.members_next, facts.k, facts.common.next
        )
        assert (drawn <= table.at["egdi", "even"]).mean() == pytest.approx(0.5, abs=0.01)
        assert (drawn <= table.at["egdi", "likely"]).mean() == pytest.approx(0.8, abs=0.01)


def test_the_track_record_is_that_of_the_models_chosen_then(data):
    facts = gather("VNM", "ASEAN", 4, 2024)
    track = projection.with_chosen(projection.backtest(data, projection.rolling.candidates()))
    rows = track[
        track["model"].eq("chosen") & track["score"].eq("cover80_rank") & track["horizon"].eq(1)
    ]
    assert facts.common.origins == len(rows) == len(projection.origins(data))
    assert facts.common.coverage == pytest.approx(np.average(rows["value"], weights=rows["n"]))


SAYS = {
    "first in the world": ["stands first of the 193 states", "It leads", "Nobody is ahead"],
    "last in its group": ["last of 11 in South-East Asia", "Nobody is behind", "fell"],
    "a tie at the line": ["with the same score as Iceland", "nothing is to spare"],
    "a tie behind": ["with the same score as Tajikistan", "short of the 2nd place"],
    "no early data": ["No index was computed for it in 2003, 2004, 2005, 2008 and 2010"],
    "a gap in the record": ["No index was computed for it in 2003, 2004 and 2005"],
    "a group of two": ["of 2 in Australia and New Zealand", "Nobody is behind"],
    "a missing member": ["Not ranked in 2010: South Sudan", "the four chosen states"],
    "not ranked": ["has no score in the edition of 2008", "not a member of the UN yet"],
    "no member": ["of which it is no member", "was no member and is compared with it"],
    "the first edition": ["it is the first edition", "was not ranked at the edition before"],
    "an income group": ["among the lower middle income states"],
}


@pytest.mark.parametrize("case", SAYS)
def test_sentences_adapt(case, papers):
    paper = papers[case]
    said = " ".join([paper.summary, *(s.text for s in paper.sections), *paper.notes])
    for words_ in SAYS[case]:
        assert words_ in said


@pytest.mark.parametrize(("old", "new"), [(10, 4), (4, 10), (5, 5)])
def test_rise_fall_and_standstill_have_their_words(old, new, monkeypatch):
    facts = gather("VNM", "ASEAN", 4, 2024)
    own = facts.own.copy()
    own.loc[2022, "place"], own.loc[2024, "place"] = old, new
    facts.__dict__["own"] = own
    said = sentences.trajectory(facts)
    assert ("rose 6 ranks" in said) == (old > new)
    assert ("fell 6 ranks" in said) == (old < new)
    assert ("kept the 5th rank" in said) == (old == new)


def test_a_world_that_moves_the_other_way_is_said():
    facts = gather("USA", "Northern America", None, 2024)
    total, relative = (facts.change[c].sum() for c in ("absolute", "relative"))
    assert total > 0 > relative
    assert "The world tells the opposite" in sentences.change(facts)


def test_the_target_of_record_stands_in_the_notes(papers):
    notes = " ".join(papers["the book's"].notes)
    assert "17/NQ-CP" in notes
    assert "the target is missed" in notes
    assert "Official" not in " ".join(papers["no member"].notes)
    assert "open" in " ".join(brief.build("VNM", "World", 50, 2024).notes)


def test_only_figures_from_before_the_survey_count():
    for edition in (2014, 2018, 2024):
        table = gather("VNM", "ASEAN", None, edition).supply
        assert (table["year"].dropna() < edition).all()
        assert (table["newer"].dropna() >= edition).all()
        assert table["age"].dropna().gt(0).all()
    assert {"tii", "hci"} == set(table["part"])


def test_inputs_are_those_of_the_edition():
    def labels(edition):
        return set(gather("VNM", "ASEAN", None, edition).supply["input"])

    assert "Fixed telephone" in labels(2018) - labels(2020)
    assert "Fixed broadband" in labels(2022) - labels(2024)
    assert "E-government literacy" in labels(2024) - labels(2022)
    assert "Mean schooling" in labels(2014) - labels(2012)


@pytest.mark.parametrize("edition", [2018, 2022, 2024])
def test_its_table_of_inputs_is_the_data_supply_check_of_the_edition(edition):
    table = brief.build("VNM", "ASEAN", None, edition).items()["tbl-brief-supply"]
    check = inputs.check("VNM", "ASEAN", edition)
    assert table.data.equals(check)
    assert [row[0] for row in table.rows] == [
        inputs.Component(c).said("label") for c in check["component"]
    ]
    words = {"published": "published", "implied": "implied", "not_known": "not known"}
    assert [row[2] for row in table.rows] == [words[basis] for basis in check["basis"]]
    assert [row[3] == "–" for row in table.rows] == list(check["basis"].eq("not_known"))


def test_an_edition_whose_components_are_not_described_keeps_its_table_of_inputs():
    facts = gather("VNM", "ASEAN", None, 2012)
    assert facts.check.empty and len(facts.supply)
    table = brief.build("VNM", "ASEAN", None, 2012).items()["tbl-brief-supply"]
    assert len(table.rows) == len(facts.supply)


@pytest.mark.parametrize(("edition", "every"), [(2024, 1), (2012, 6)])
def test_every_state_has_a_brief(edition, every):
    for iso in sorted(lookup.short_names())[::every]:
        paper = brief.build(iso, brief.home_group(iso, edition), None, edition)
        said = " ".join([paper.summary, *(s.text for s in paper.sections), *paper.notes])
        assert not re.search(r"\bnan\b|None|<NA>|\{|\}", said), said
        assert len(paper.sections) == 6
        for item in paper.items().values():
            assert len(item.caption) >= 30
            if isinstance(item, Table):
                assert 1 <= len(item.rows) <= 12
                assert len({len(row) for row in item.rows} | {len(item.frame.columns)}) == 1
                assert "nan" not in " ".join(map(" ".join, item.rows))
            else:
                assert len(item.alt) >= 40


# --- what is asked wrongly


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (("VTN",), r"'VTN' is not the ISO.*did you mean .*VNM \(Viet Nam\)"),
        (("VNM", "ASAEN"), r"Group 'ASAEN' is unknown; did you mean ASEAN"),
        (("VNM", "ASEAN", 10), r"Target place 10 says nothing.*choose 1 to 9"),
        (("VNM", "VNM,THA", 2), r"1 other member was ranked in 2024; choose 1\."),
        (("VNM", "ASEAN", 0), r"Target place 0 says nothing"),
        (("VNM", ["VNM"]), r"no other member ranked in 2024"),
        (("VNM", "ASEAN", 4, 2025), r"panel.csv has no edition 2025; it has 2003, .*2024"),
    ],
)
def test_bad_questions_get_one_sentence(question, sentence):
    with pytest.raises(DataError, match=sentence) as error:
        brief.build(*question)
    assert str(error.value).count("\n") == 0


def test_an_item_or_ending_that_is_not_there_is_named(papers, tmp_path):
    paper = papers["the book's"]
    with pytest.raises(DataError, match="No item 'tbl-x'; there are fig-brief-trajectory"):
        paper.item("tbl-x")
    with pytest.raises(DataError, match="No section 'x'; there are trajectory"):
        paper.text("x")
    with pytest.raises(DataError, match="No ending 'odt'; there are docx"):
        paper.write(tmp_path, ["odt"])


# --- names of files and groups


@pytest.mark.parametrize(
    ("question", "name"),
    [
        (("VNM", "asean"), "brief-VNM-ASEAN-2024"),
        (("VNM", "ASEAN", 3), "brief-VNM-ASEAN-best3-2024"),
        (("TLS", "south-east asia"), "brief-TLS-South-East-Asia-2024"),
        (("VNM", "THA, VNM,idn"), "brief-VNM-IDN-THA-VNM-2024"),
        (("VNM", ["THA", "VNM"]), "brief-VNM-THA-VNM-2024"),
        (("VNM", "Lower middle income", None, 2022), "brief-VNM-Lower-middle-income-2022"),
    ],
)
def test_files_have_readable_safe_names(question, name):
    assert brief.build(*question).file_name == name


def test_a_long_list_of_states_gets_a_short_name():
    codes = lookup.members("Africa", 2024)
    name = brief.build("KEN", codes).file_name
    assert re.fullmatch(r"brief-KEN-54-states-[0-9a-f]{6}-2024", name)
    assert brief.build("KEN", codes[::-1]).file_name == name
    assert brief.build("KEN", codes[:-1]).file_name != name


def test_a_country_goes_to_its_own_group():
    assert brief.home_group("VNM") == "ASEAN"
    assert brief.home_group("TLS", 2024) == "South-East Asia"
    assert brief.home_group("KEN") == "Sub-Saharan Africa"
    # In 2008 one state of Micronesia was ranked: it has no league of its own.
    assert brief.home_group("FSM", 2008) == "Oceania"


# --- the Word file


def word(files, case):
    return docx.Document(files[case][0])


@each_case
def test_word_has_headings_captions_and_described_pictures(case, papers, files):
    document, paper = word(files, case), papers[case]
    by_style = {}
    for paragraph in document.paragraphs:
        text = "".join(t.text or "" for t in paragraph._p.iter(qn("w:t")))
        by_style.setdefault(paragraph.style.name, []).append(text)
    assert by_style["Title"] == [paper.title]
    assert by_style["Heading 1"] == [*(s.heading for s in paper.sections), "Notes"]
    kinds = [("Figure" if isinstance(i, Picture) else "Table") for i in paper.items().values()]
    numbered = [f"{kind} {kinds[: i + 1].count(kind)}" for i, kind in enumerate(kinds)]
    captions = [f"{n}. {i.caption}" for n, i in zip(numbered, paper.items().values(), strict=True)]
    assert by_style["Caption"] == captions
    fields = [f.get(qn("w:instr")) for f in document.element.body.iter(qn("w:fldSimple"))]
    assert fields == [f" SEQ {kind} \\* ARABIC " for kind in kinds]
    described = [p.get("descr") for p in document.element.body.iter(qn("wp:docPr"))]
    assert described == [i.alt for i in paper.items().values() if isinstance(i, Picture)]
    assert all(len(text) >= 40 for text in described)


@each_case
def test_word_tables_can_be_edited_and_repeat_their_header(case, papers, files):
    document, paper = word(files, case), papers[case]
    tables = [i for i in paper.items().values() if isinstance(i, Table)]
    assert len(document.tables) == len(tables) + 1
    for shown, item in zip(document.tables[1:], tables, strict=True):
        cells = [[cell.text for cell in row.cells] for row in shown.rows]
        assert cells == [list(item.frame.columns), *item.rows]
    for shown in document.tables:
        assert shown.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert shown._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))


@each_case
def test_word_keeps_the_order_that_its_schema_asks_for(case, files):
    """ECMA-376, CT_TblPr and CT_TcPr: Word calls a file with another order unreadable."""
    table = ["tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar"]
    orders = {
        "w:tblPr": [*table, "tblLook", "tblCaption", "tblDescription"],
        "w:tcPr": ["tcW", "gridSpan", "tcBorders", "shd", "vAlign"],
        "w:tcBorders": ["top", "left", "bottom", "right"],
    }
    body = word(files, case).element.body
    for parent, order in orders.items():
        for element in body.iter(qn(parent)):
            places = [order.index(child.tag.split("}")[1]) for child in element]
            assert places == sorted(set(places)), parent


def test_word_opens_without_compatibility_mode(files):
    settings = word(files, "the book's").settings.element
    modes = [s.get(qn("w:val")) for s in settings.iter(qn("w:compatSetting"))
             if s.get(qn("w:name")) == "compatibilityMode"]  # fmt: skip
    assert modes == ["15"]


@each_case
def test_word_says_all_that_the_brief_says(case, papers, files):
    paper, text = papers[case], squeezed(text_of(word(files, case)))
    for said in [paper.summary, *(s.text for s in paper.sections), *paper.notes]:
        assert squeezed(said) in text


def test_word_has_page_numbers_source_language_and_no_clock(papers, files):
    document, paper = word(files, "the book's"), papers["the book's"]
    section = document.sections[0]
    footer = section.footer._element
    assert [f.get(qn("w:instr")).strip() for f in footer.iter(qn("w:fldSimple"))] == [
        "PAGE",
        "NUMPAGES",
    ]
    assert paper.source in "".join(t.text for t in footer.iter(qn("w:t")))
    assert "as downloaded in July 2025" in paper.source
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert next(document.styles.element.iter(qn("w:lang"))).get(qn("w:val")) == "en-GB"
    core = document.core_properties
    assert core.title == paper.title
    assert core.created.date().isoformat() == core.modified.date().isoformat() == paper.retrieved


def test_headings_stay_with_their_text(files):
    document = word(files, "the book's")
    heading = document.styles["Heading 1"]
    assert heading.paragraph_format.keep_with_next
    second = [p for p in document.paragraphs if p.paragraph_format.page_break_before]
    assert [p.text for p in second] == ["The next edition"]


def test_a_ministry_puts_in_its_own_letterhead(papers, tmp_path):
    own = docx.Document()
    own.sections[0].header.paragraphs[0].text = "BỘ KHOA HỌC VÀ CÔNG NGHỆ"
    own.add_paragraph("Text of the template, which is not kept.")
    own.styles["Heading 1"].font.name = "Times New Roman"
    own.save(tmp_path / "letterhead.docx")
    (path,) = papers["the book's"].write(
        tmp_path, ["docx"], letterhead=tmp_path / "letterhead.docx"
    )
    made = docx.Document(path)
    assert made.sections[0].header.paragraphs[0].text == "BỘ KHOA HỌC VÀ CÔNG NGHỆ"
    assert made.styles["Heading 1"].font.name == "Times New Roman"
    assert "which is not kept" not in text_of(made)
    assert squeezed(papers["the book's"].summary) in squeezed(text_of(made))


def test_a_letterhead_that_is_no_word_file_is_told_in_one_sentence(papers, tmp_path):
    (tmp_path / "x.docx").write_text("no")
    with pytest.raises(DataError, match="is not a Word file"):
        papers["the book's"].write(tmp_path, ["docx"], letterhead=tmp_path / "x.docx")
    assert [p.name for p in tmp_path.iterdir()] == ["x.docx"]


# --- the PDF


@each_case
def test_pdf_is_two_tagged_pages_of_a4(case, files, papers):
    reader = PdfReader(files[case][1])
    assert len(reader.pages) == 2
    for page in reader.pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata.title == papers[case].title
    assert "pdfuaid:part>1<" in root["/Metadata"].get_data().decode()


@each_case
def test_pdf_embeds_its_fonts(case, files):
    fonts = {}
    for page in PdfReader(files[case][1]).pages:
        for font in page["/Resources"]["/Font"].values():
            base = font.get_object()
            inner = base["/DescendantFonts"][0].get_object() if "/DescendantFonts" in base else base
            fonts[base["/BaseFont"]] = inner["/FontDescriptor"].get_object()
    assert all("BeVietnamPro" in name for name in fonts)
    for name, descriptor in fonts.items():
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor), name


@each_case
def test_pdf_says_all_that_the_brief_says(case, papers, files):
    reader = PdfReader(files[case][1])
    text = squeezed("".join(page.extract_text() for page in reader.pages))
    paper = papers[case]
    for said in [paper.title, paper.summary, *(s.text for s in paper.sections), *paper.notes]:
        assert squeezed(said) in text
    for item in paper.items().values():
        assert squeezed(item.caption) in text


def structure(node, found):
    """Collect the types of structure elements, and the alternative texts of figures."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            structure(child, found)
        return found
    if isinstance(node, dict):
        if "/S" in node:
            found.append((str(node["/S"]), node.get("/Alt")))
        if "/K" in node:
            structure(node["/K"], found)
    return found


def test_pdf_tags_headings_tables_and_pictures(files, papers):
    root = PdfReader(files["the book's"][1]).trailer["/Root"]["/StructTreeRoot"]
    found = structure(root["/K"], [])
    kinds = [kind for kind, _ in found]
    items = papers["the book's"].items().values()
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == len(papers["the book's"].sections) + 1
    assert kinds.count("/Table") == sum(isinstance(i, Table) for i in items)
    assert "/TH" in kinds
    texts = {alt for kind, alt in found if kind == "/Figure" and alt}
    assert {i.alt for i in items if isinstance(i, Picture)} <= texts


def test_vietnamese_letters_can_be_read_from_both(files):
    wanted = "Công an Nhân dân"
    assert wanted in text_of(word(files, "Vietnamese letters"))
    pages = PdfReader(files["Vietnamese letters"][1]).pages
    assert squeezed(wanted) in squeezed("".join(p.extract_text() for p in pages))


# --- writing


def test_two_runs_give_the_same_bytes(papers, files, tmp_path):
    again = papers["the book's"].write(tmp_path)
    for old, new in zip(files["the book's"], again, strict=True):
        assert old.read_bytes() == new.read_bytes(), new.name
    assert not list(tmp_path.glob(".*"))


def test_pages_can_be_pictures(papers, tmp_path):
    from PIL import Image

    paths = papers["a group of two"].write(tmp_path, ["png"])
    assert [p.name[-6:] for p in paths] == ["-1.png", "-2.png"]
    for path in paths:
        width, height = Image.open(path).size
        assert height / width == pytest.approx(297 / 210, abs=0.01)


def test_the_command_writes_two_files_a_country(tmp_path, capsys):
    code = main(
        ["brief", "--country", "NZL,AUS", "--group", "Oceania", "--edition", "2022",
         "--target-place", "2", "--out", str(tmp_path)]
    )  # fmt: skip
    assert code == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        f"brief-{iso}-Oceania-best2-2022.{ending}"
        for iso in ("AUS", "NZL")
        for ending in ("docx", "pdf")
    ]
    assert str(tmp_path / "brief-NZL-Oceania-best2-2022.pdf") in capsys.readouterr().out


def test_one_wrong_code_writes_nothing(tmp_path, capsys):
    assert main(["brief", "--country", "VNM,VTN", "--out", str(tmp_path / "out")]) == 1
    assert "did you mean" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_no_country_is_one_sentence(tmp_path, capsys):
    assert main(["brief", "--country", " , ", "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err == ("No country is named; give ISO alpha-3 codes such as VNM.\n")


def test_many_are_written_side_by_side_with_the_same_bytes(tmp_path, capsys):
    codes = ["NZL", "AUS", "USA", "CAN", "VNM", "TLS", "SSD", "DNK"]
    paths = brief.write_many(codes, folder=tmp_path / "many", workers=2)
    assert len(paths) == 16
    for path in brief.build("TLS", "South-East Asia").write(tmp_path / "one"):
        assert (tmp_path / "many" / path.name).read_bytes() == path.read_bytes()


# --- how it looks

SOFFICE, PDFTOPPM = shutil.which("soffice"), shutil.which("pdftoppm")


@pytest.mark.skipif(
    not (SOFFICE and PDFTOPPM), reason="no LibreOffice or no pdftoppm on this machine"
)
def test_word_prints_on_two_pages_and_nothing_overflows(papers, files, tmp_path):
    from PIL import Image

    shown = ["the book's", "last in its group", "long names, a full table", "not ranked"]
    for case in shown:
        shutil.copy(files[case][0], tmp_path / f"{CASES[case][0]}-{CASES[case][3]}.docx")
    command = [SOFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", tmp_path, *tmp_path.glob("*.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    printed = sorted(tmp_path.glob("*.pdf"))
    assert len(printed) == len(shown)
    for path in printed:
        reader = PdfReader(path)
        assert len(reader.pages) == 2, path.name
        first, second = (page.extract_text() for page in reader.pages)
        assert "Trajectory" in first
        assert "The league" in first
        assert second.strip().startswith("The next edition")
        assert "Page 1 of 2" in first
        assert "Page 2 of 2" in second
        subprocess.run([PDFTOPPM, "-r", "50", "-png", path, path.with_suffix("")], check=True)
    for picture in tmp_path.glob("*.png"):
        page = np.asarray(Image.open(picture).convert("L"))
        edge = round(page.shape[1] * 1.2 / 21)
        assert (page[:, :edge] > 200).all(), f"ink in the left margin of {picture.name}"
        assert (page[:, -edge:] > 200).all(), f"ink in the right margin of {picture.name}"
        assert (page < 128).mean() > 0.002, f"{picture.name} is blank"


def test_a_picture_fills_its_width_and_keeps_its_words(papers):
    from PIL import Image

    for case, paper in papers.items():
        for item in paper.items().values():
            if isinstance(item, Picture) and case in ("the book's", "first in the world"):
                png, svg = item.render("png", "svg")
                assert Image.open(io.BytesIO(png)).size[0] == 1400
                assert "<text" in svg.decode()
