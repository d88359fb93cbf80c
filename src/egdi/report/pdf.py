"""The PDF of a report: the layout of its Word file, tagged (PDF/UA-1), fonts embedded, by Typst.

Tinos stands in for Times New Roman: it is free, as wide letter by letter, and has all marks.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egdi import documents, figures
from egdi.brief.paper import Picture, Table
from egdi.documents import Pictures
from egdi.report.content import Heading, Items, widths
from egdi.words import phrase

if TYPE_CHECKING:
    from egdi.report.content import Block, Report

_TEMPLATE = Path(__file__).with_name("report.typ")
_FONTS = (Path(__file__).with_name("fonts"), figures.FONTS)


def document(report: Report, pictures: Pictures) -> bytes:
    """Return the PDF.

    Args:
        report: what it says.
        pictures: name -> ``svg`` -> file, of every picture.
    """
    inputs = {"report": _content(report, pictures)}
    return documents.pdf(_TEMPLATE, inputs, report.retrieved, _FONTS)


def pages(report: Report, pictures: Pictures, ppi: int = 72) -> list[bytes]:
    """Return a picture (PNG) of each page of the PDF."""
    return documents.pages(_TEMPLATE, {"report": _content(report, pictures)}, ppi, _FONTS)


def _content(report: Report, pictures: Pictures) -> str:
    """Return what the template needs, as JSON."""
    content = {
        "language": report.language,
        "region": {"en": "gb", "vi": "vn"}[report.language],
        "body": report.body.upper(),
        "kind": report.kind.upper(),
        "subject": report.subject,
        "basis": list(report.basis),
        "blocks": [_block(block, pictures) for block in report.blocks],
        "annexes": [_block(block, pictures) for block in report.annexes],
        "recipients": list(report.recipients),
        "words": {
            "state": phrase("SOCIALIST REPUBLIC OF VIET NAM"),
            "motto": phrase("Independence - Freedom - Happiness"),
            "number": phrase("No.: …/BC-…"),
            "draft": phrase("DRAFT"),
            "date": phrase("Ha Noi, …… (day) …… (month) …… (year)"),
            "to": phrase("To: ……………………………"),
            "contents": phrase("Contents"),
            "figure": phrase("Figure"),
            "table": phrase("Table"),
            "recipients": phrase("Recipients:"),
            "title": phrase("(TITLE OF THE SIGNATORY)"),
            "name": phrase("(name)"),
        },
    }
    return json.dumps(content, ensure_ascii=False)


def _block(block: Block, pictures: Pictures) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "level": block.level}
    if isinstance(block, Items):
        return {"kind": "items", "texts": list(block.texts)}
    if isinstance(block, Picture):
        return documents.picture(block, pictures)
    if isinstance(block, Table):
        return documents.table(block, widths(block))
    return {"kind": "text", "text": block}
