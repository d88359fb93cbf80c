"""The PDF of a brief: two A4 pages, tagged (PDF/UA-1), fonts embedded, set by Typst.

The typeface is the book's, which comes with the library: the page needs none of the system's.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from egdi import documents, figures
from egdi.documents import Pictures
from egdi.words.language import language

if TYPE_CHECKING:
    from egdi.brief.paper import Brief

_TEMPLATE = Path(__file__).with_name("paper.typ")


def document(brief: Brief, pictures: Pictures) -> bytes:
    """Return the PDF.

    Args:
        brief: what it says.
        pictures: name -> ``svg`` -> file, of every picture of the brief.
    """
    inputs = {"brief": _content(brief, pictures)}
    return documents.pdf(_TEMPLATE, inputs, brief.retrieved, [figures.FONTS])


def pages(brief: Brief, pictures: Pictures, ppi: int = 90) -> list[bytes]:
    """Return a picture (PNG) of each page of the PDF."""
    inputs = {"brief": _content(brief, pictures)}
    return documents.pages(_TEMPLATE, inputs, ppi, [figures.FONTS])


def _content(brief: Brief, pictures: Pictures) -> str:
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
                    documents.picture(item, pictures)
                    if isinstance(item, Picture)
                    else documents.table(item, item.widths)
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
