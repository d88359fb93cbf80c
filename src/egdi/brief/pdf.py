"""The PDF of a brief: two A4 pages, tagged (PDF/UA-1), fonts embedded, set by Typst.

The typeface is the book's, which comes with the library: the page needs none of the system's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egdi import figures
from egdi.words.language import language

if TYPE_CHECKING:
    import typst

    from egdi.brief.paper import Brief, Picture, Table


def document(brief: Brief, pictures: Mapping[str, Mapping[str, bytes]]) -> bytes:
    """Return the PDF.

    Args:
        brief: what it says.
        pictures: name -> ``svg`` -> file, of every picture of the brief.
    """
    day = datetime.fromisoformat(brief.retrieved).replace(tzinfo=UTC)
    made = _compiler().compile(
        input=_template(),
        format="pdf",
        sys_inputs={"brief": _content(brief, pictures)},
        pdf_standards=["ua-1"],
        timestamp=int(day.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def pages(brief: Brief, pictures: Mapping[str, Mapping[str, bytes]], ppi: int = 90) -> list[bytes]:
    """Return a picture (PNG) of each page of the PDF."""
    made = _compiler().compile(
        input=_template(), format="png", sys_inputs={"brief": _content(brief, pictures)}, ppi=ppi
    )
    assert made is not None
    return made if isinstance(made, list) else [made]


def _content(brief: Brief, pictures: Mapping[str, Mapping[str, bytes]]) -> str:
    """Return what the template needs, as JSON."""
    from egdi.brief.paper import Picture

    content = {
        "title": brief.title,
        "subtitle": brief.subtitle,
        "summary": brief.summary,
        "headline": [[c.label, c.value, c.note] for c in brief.headline],
        "sections": [
            {
                "heading": s.heading,
                "text": s.text,
                "new_page": s.new_page,
                "items": [
                    _picture(item, pictures) if isinstance(item, Picture) else _table(item)
                    for item in s.items
                ],
            }
            for s in brief.sections
        ],
        "notes": list(brief.notes),
        "language": language(),
        "region": {"en": "gb", "vi": "vn"}[language()],
        "words": brief.words,
    }
    return json.dumps(content, ensure_ascii=False)


def _picture(item: Picture, pictures: Mapping[str, Mapping[str, bytes]]) -> dict[str, Any]:
    return {
        "kind": "picture",
        "caption": item.caption,
        "alt": item.alt,
        "svg": pictures[item.name]["svg"].decode(),
    }


def _table(item: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": item.caption,
        "head": list(map(str, item.frame.columns)),
        "rows": item.rows,
        "right": item.right,
        "bold": [bool(b) for b in item.bold],
        "widths": item.widths,
    }


@cache
def _compiler() -> typst.Compiler:
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(figures.FONTS)],
    )
    return typst.Compiler(font_paths=fonts)


@cache
def _template() -> bytes:
    return Path(__file__).with_name("paper.typ").read_bytes()
