"""How a notebook becomes a page: what it said stands as text, in the order of reading."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "book" / "_ext"))
from egdi_book import told


def cell(source, *outputs, tags=()):
    return {
        "cell_type": "code",
        "id": source[:8],
        "metadata": {"tags": list(tags)},
        "source": source,
        "outputs": list(outputs),
    }


def said(text, **mark):
    return {
        "output_type": "display_data",
        "data": {"text/markdown": text},
        "metadata": {"egdi": {"kind": "said", **mark}},
    }


def caption(name, text, alt=""):
    return said(f"*{text}*", kind="caption", name=name, caption=text, alt=alt)


PICTURE = {"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}, "metadata": {}}
TABLE = {"output_type": "execute_result", "data": {"text/html": "<table/>"}, "metadata": {}}
BOOK = {
    "cells": [
        cell("import egdi", tags=["setup"]),
        cell('FOCUS = "VNM"', tags=["parameters"]),
        cell('FOCUS = "THA"', tags=["injected-parameters"]),
        cell("ask", said("*Question*", kind="question", slug="THA-ASEAN-2024"), tags=["question"]),
        cell("say()", said("# Title?", name="title"), said("Answer."), tags=["prose"]),
        cell("draw()", PICTURE, tags=["liftable"]),
        cell("caption()", caption("fig-x", "A caption.", "A shape."), tags=["prose"]),
        cell("table()", TABLE, tags=["liftable", "hide-output"]),
        cell("caption2()", caption("tbl-x", "Of a table."), tags=["prose"]),
        cell("nothing()", tags=["prose"]),
    ]
}


def test_title_and_answer_come_first_then_the_opening_as_one():
    cells = told.told(BOOK)["cells"]
    assert cells[0]["cell_type"] == "markdown"
    assert cells[0]["source"] == "# Title?\n\nAnswer."
    assert cells[1]["source"] == 'import egdi\n\nFOCUS = "VNM"\n\nFOCUS = "THA"\n\nask'
    assert cells[1]["outputs"] == []


def test_a_caption_belongs_to_the_picture_above_it():
    cells = told.told(BOOK)["cells"]
    picture, table = (c["metadata"]["mystnb"] for c in cells[2:4])
    assert picture["figure"] == {"name": "fig-x", "caption": "A caption."}
    assert picture["image"] == {"alt": "A shape."}
    assert table["figure"]["caption_before"] is True


def test_all_code_is_folded_and_what_says_nothing_is_not_there():
    cells = told.told(BOOK)["cells"]
    assert len(cells) == 4
    for code in cells[1:]:
        assert {"hide-input", "hide-cell"} & set(code["metadata"]["tags"])


def test_the_notebook_itself_is_left_as_it_is():
    before = str(BOOK)
    told.told(BOOK)
    assert str(BOOK) == before


def test_the_question_is_known_to_the_files_names():
    assert told.question(BOOK) == "THA-ASEAN-2024"


@pytest.fixture
def folder(tmp_path):
    import json

    book = {"cells": [cell("say()", said("See [x](02-b.ipynb) and [y](https://z.org).", name="p"))]}
    (tmp_path / "01-a.ipynb").write_text(json.dumps(book), encoding="utf-8")
    return tmp_path


def test_a_page_takes_over_a_paragraph_with_links_right_from_there(folder):
    page = "Before {said}`01-a p` after.\n\n```{said} 01-a p\n```\n"
    taken = told.take_over(page, folder, "book/index", "../notebooks")
    right = "See [x](../notebooks/02-b.ipynb) and [y](https://z.org)."
    assert taken == f"Before {right} after.\n\n{right}\n"


def test_a_paragraph_that_was_not_said_leaves_nothing(folder):
    assert told.take_over("{said}`01-a q`", folder, "book/index", "..") == ""
