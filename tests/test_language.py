"""The second language stays complete and says the same; each page is in one language."""

from __future__ import annotations

import re
import unicodedata
from importlib import import_module

import catalogue
import docx
import notebook as nb
import pytest

import egdi
from egdi import brief, claims, report, targets
from egdi.__main__ import main
from egdi.brief.paper import Picture
from egdi.claims import repetition, scoreboard, sentences
from egdi.words import Best, Group, State, language, numbers, phrase, speaking

pytestmark = pytest.mark.usefixtures("few_draws")


@pytest.fixture
def vietnamese(monkeypatch):
    monkeypatch.setenv("EGDI_LANG", "vi")


def test_no_message_is_left_untranslated_or_at_fault():
    """Untranslated, fuzzy, another field, code or link, another bold, letters not composed."""
    assert catalogue.all_faults("vi") == {}


def test_the_catalogue_holds_every_message_of_the_book():
    fresh = catalogue.template(catalogue.everything())
    kept = catalogue.read(catalogue.path_of("vi"), "vi")
    missing = [m.id for m in fresh if m.id and kept.get(m.id, m.context) is None]
    assert not missing


def test_a_fault_in_a_translation_is_found():
    from babel.messages.catalog import Message

    for one, two in (
        ("{n} states", "nước"),
        ("[a](b.md)", "[a](c.md)"),
        ("run `make`", "chạy"),
        ("**a** b", "a b"),
        ("a", unicodedata.normalize("NFD", "ế")),
        ("a", ""),
    ):
        assert catalogue.faults(Message(one, two)), (one, two)


def test_numbers_names_and_dates_are_written_as_in_viet_nam(vietnamese):
    assert numbers.score(0.77092) == "0,7709"
    assert numbers.decimal(2316, 0) == "2.316"
    assert numbers.ordinal(5) == "thứ 5"
    assert numbers.day("2024-09-17") == "ngày 17 tháng 9 năm 2024"
    assert numbers.day("2025-02-08") == "ngày 08 tháng 02 năm 2025"
    assert numbers.day("2025-12-01") == "ngày 01 tháng 12 năm 2025"
    assert numbers.month("2017-02") == "tháng 02 năm 2017"
    assert State("VNM").said("start") == "Việt Nam"
    assert State("THA").said() == "Thái Lan"
    assert Group("World").said("in") == "trên thế giới"
    assert Group("ASEAN").said("in") == "trong ASEAN"
    assert Best(4).said("be") == "thuộc nhóm bốn nước đứng đầu"


def test_a_block_of_another_language_leaves_the_language_as_it_was():
    before = language()
    with speaking("vi"):
        assert language() == "vi"
    assert language() == before
    with pytest.raises(egdi.DataError, match="the book speaks"), speaking("xx"):
        pass
    assert language() == before


ENGLISH = re.compile(
    r"\b(the|of|and|is|are|was|were|which|with|points|place|edition|states|between|than|by|as"
    r"|quarter|year|report|compiled|downloaded|copies)\b"
)
"""Words that no Vietnamese sentence holds."""
NAMES = re.compile(
    r"`[^`]*`|\]\([^)]*\)|\*[^*]+\*|“[^”]*”|UN DESA, E-Government Knowledgebase, Data Center"
)
"""What may stand in English: code, addresses, titles, quotations, the name of the source."""
QUESTIONS = (
    {},
    {"FOCUS": "THA", "TARGET_PLACE": 3},
    {"FOCUS": "DNK", "GROUP": "World", "TARGET_PLACE": 1},
    {"FOCUS": "TLS", "GROUP": "South-East Asia"},
)


@pytest.mark.parametrize("question", QUESTIONS, ids=["VNM", "THA", "DNK", "TLS"])
@pytest.mark.parametrize("stem", ["00", "01", "02", "04", "05", "11", "13"])
def test_a_vietnamese_chapter_says_nothing_in_english(stem, question, vietnamese, tmp_path,
                                                     monkeypatch):  # fmt: skip
    monkeypatch.setenv("EGDI_EXPORTS", str(tmp_path))
    (path,) = [n for n in nb.NOTEBOOKS if n.stem.startswith(stem)]
    for text in nb.sentences(path, **question):
        found = ENGLISH.search(NAMES.sub("", text))
        assert not found, f"«{found[0]}» in «{text}»"
        assert unicodedata.normalize("NFC", text) == text
        assert not re.search(r"[{}]", text)


QUOTED = re.compile(r"Digital Government in the Decade of Action for Sustainable Development")
"""Titles of surveys, which the pages print as the UN does."""


def test_what_documents_say_and_what_becomes_of_it_is_said_in_vietnamese(vietnamese, data):
    known = claims.gather(data)
    checked = claims.check(data)
    with speaking("en"):
        assert list(claims.check(data)["verdict"]) == list(checked["verdict"])
    columns = ["statement", "stated", "computed", "reading", "note"]
    texts = [sentences.named(text, known) for text in checked[columns].to_numpy().ravel()]
    texts += list(repetition.repeated(known.statements)["statement"])
    board = scoreboard.scoreboard(known.statements)
    texts += [*board["label"], *scoreboard.arithmetic(known.statements).to_numpy().ravel()]
    texts += list(scoreboard.later(board)[["label", "scope", "told_by"]].fillna("").stack())
    judged = targets.sentences.in_words(targets.judge(data, "VNM"))
    texts += list(judged[["instrument", "measure", "why", "status", "source"]].stack())
    for text in texts:
        found = ENGLISH.search(QUOTED.sub("", text))
        assert not found, f"«{found[0]}» in «{text}»"


@pytest.mark.parametrize("paper", ["2026Q4", "2024", "VNM", "THA"])
def test_a_vietnamese_paper_says_nothing_in_english(paper, vietnamese, tmp_path, monkeypatch):
    """The file as it is handed in, tables and annexes included; all it looks up is collected."""
    looked_up = set()
    monkeypatch.setattr(import_module("egdi.words.language"), "used", looked_up)
    made = report.build(paper) if paper[0].isdigit() else brief.build(paper, "ASEAN")
    (path,) = made.write(tmp_path, ["docx"])
    written = docx.Document(path)
    cells = [cell for table in written.tables for row in table.rows for cell in row.cells]
    texts = [p.text for p in (*written.paragraphs, *(p for c in cells for p in c.paragraphs))]
    for text in texts:
        found = ENGLISH.search(NAMES.sub("", text))
        assert not found, f"«{found[0]}» in «{text}»"
    assert catalogue.missed(looked_up) == []


def test_numbers_on_a_vietnamese_brief_have_the_decimal_comma_in_pictures_too(vietnamese):
    paper = brief.build("DNK", "World", 1)
    point = re.compile(r"\d\.\d")
    for item in paper.items().values():
        if isinstance(item, Picture):
            texts = re.findall(r"<text[^>]*>([^<]+)<", item.render("svg")[0].decode("utf-8"))
            assert texts, item.name
            assert not [text for text in texts if point.search(text)], item.name
            assert not [text for text in texts if re.search(r"\d\s%", text)], item.name


def test_the_command_writes_a_vietnamese_brief_under_the_same_name(tmp_path, monkeypatch):
    monkeypatch.delenv("EGDI_LANG", raising=False)
    asked = ["brief", "--country", "DNK", "--group", "World", "--target-place", "1"]
    assert main([*asked, "--language", "vi", "--out", str(tmp_path)]) == 0
    assert {p.name for p in tmp_path.iterdir()} == {
        "brief-DNK-World-best1-2024.docx",
        "brief-DNK-World-best1-2024.pdf",
    }
    paper = docx.Document(tmp_path / "brief-DNK-World-best1-2024.docx")
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "Đan Mạch" in text
    assert not ENGLISH.search(NAMES.sub("", text))
    assert language() == "en"


def test_the_vietnamese_report_has_the_head_the_decree_asks_for(vietnamese, tmp_path):
    made = report.build("2026Q4")
    (path,) = made.write(tmp_path, ["docx"])
    head = docx.Document(path).tables[0]
    assert head.rows[0].cells[0].text.strip() == "BỘ KHOA HỌC VÀ CÔNG NGHỆ"
    assert head.rows[0].cells[1].text.split("\n")[:2] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert "DỰ THẢO" in head.rows[1].cells[0].text
    for block in made.blocks:
        if isinstance(block, str):
            assert not ENGLISH.search(NAMES.sub("", block)), block


def test_whole_sentences_are_said_in_both_languages():
    said = {}
    for code in ("en", "vi"):
        with speaking(code):
            said[code] = phrase("It leads {rival} by {points:.4} index points.",
                                rival=State("EST"), points=0.012)  # fmt: skip
    assert said["en"] == "It leads Estonia by 0.0120 index points."
    assert said["vi"] == "Nước này dẫn trước Estonia 0,0120 điểm chỉ số."
