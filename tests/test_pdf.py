"""The book as one document: bookmarks, pages, typefaces, alternative texts."""

from __future__ import annotations

from pathlib import Path

import pdf
import pytest

ROOT = Path(__file__).resolve().parents[1]

links = pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("02-b.html", "#02-b"),
        ("02-b.html#limits", "#02-b--limits"),
        ("../book/glossary.html", "#glossary"),
        ("#limits", "#01-a--limits"),
        ("https://un.org/x", "https://un.org/x"),
        ("../_downloads/x.csv", None),
        ("../book/explorer.html", None),
        ("../../elsewhere.html", None),
    ],
)


@links
def test_links_lead_inside_the_document_or_out_of_the_book(tmp_path, href, expected):
    names = ["notebooks/01-a", "notebooks/02-b", "book/glossary"]
    page = tmp_path / "notebooks" / "01-a.html"
    assert pdf._inside(href, page, tmp_path, names) == expected


def test_only_what_is_about_code_is_left_out():
    import yaml

    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = {toc["root"], *(c["file"] for part in toc["parts"] for c in part["chapters"])}
    assert files - set(pdf.pages()) <= set(pdf.LEFT_OUT)
    assert sum("notebooks/" in name for name in pdf.pages()) == 13
