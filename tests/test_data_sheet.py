"""The data sheet says what the tables are; the statement on accessibility says what tests show."""

import re
import sys

import book
import pytest

from egdi import panel
from egdi.words import speaking

sys.path.insert(0, str(book.ROOT / "book" / "_ext"))

from egdi_book import datasheet


@pytest.mark.parametrize("table", panel.tables())
def test_the_rows_of_a_table_are_counted(table):
    assert datasheet.rows_of(table) == len(panel.load(table))


def test_a_day_is_told_only_where_it_is_on_record():
    told = {name: datasheet.as_of(panel.describe(name)) for name in panel.tables()}
    assert told["panel"] == "16 July 2025"
    for name, text in told.items():
        has_day = bool(re.match(r"\d+ [A-Z]\w+ \d{4}$", text))
        assert has_day == ("retrieved" in panel.describe(name)), (name, text)
    with speaking("vi"):
        assert datasheet.as_of(panel.describe("panel")) == "ngày 16 tháng 7 năm 2025"
        vintages = {datasheet.as_of(panel.describe(name)) for name in panel.tables()}
    assert not [text for text in vintages if re.search(r"\b(of|by|in)\b", text)]


SHOWN = {
    "Rules": ("test_pages_are_accessible", "test_the_explorer_is_accessible_while_it_is_used"),
    "Phones": ("test_nothing_scrolls_sideways",),
    "Keyboard": (
        "test_the_keyboard_alone_asks_another_question_and_hears_the_answer",
        "test_the_table_of_statements_can_be_searched",
    ),
    "Pictures": (
        "test_every_picture_tells_what_its_shape_says",
        "test_figures_and_tables_have_their_downloads",
    ),
    "Documents": (
        "test_pdf_is_two_tagged_pages_of_a4",
        "test_pdf_tags_headings_tables_and_pictures",
        "test_pdf_embeds_its_fonts",
        "test_word_has_headings_captions_and_described_pictures",
        "test_word_tables_can_be_edited_and_repeat_their_header",
    ),
    "Without a network or scripts from elsewhere": (
        "test_pages_need_no_network_and_give_no_error",
        "test_no_page_loads_anything_from_outside",
    ),
}
"""The tests behind each thing that the statement calls tested."""


def test_what_is_called_tested_has_a_test():
    """Who takes a test away has to take the sentence away too."""
    page = (book.ROOT / "book" / "accessibility.md").read_text(encoding="utf-8")
    tested = page.partition("## What is tested")[2].partition("\n## ")[0]
    assert set(re.findall(r"^- \*\*(.+?)\.\*\*", tested, re.M)) == set(SHOWN)
    code = "".join(p.read_text(encoding="utf-8") for p in book.ROOT.glob("tests/test_*.py"))
    for tests in SHOWN.values():
        for name in tests:
            assert f"def {name}(" in code, name
