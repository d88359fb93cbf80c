"""The PDF of a report: the layout of its Word file, tagged (PDF/UA-1), fonts embedded, by Typst.

Tinos stands in for Times New Roman: it is free, as wide letter by letter, and has all marks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egdi.brief.paper import Picture, Table
from egdi.report.content import Heading, Items, widths
from egdi.words import phrase

if TYPE_CHECKING:
    import typst

    from egdi.report.content import Block, Report

Pictures = Mapping[str, Mapping[str, bytes]]


def document(report: Report, pictures: Pictures) -> bytes:
    """Return the PDF.

    Args:
        report: what it says.
        pictures: name -> ``svg`` -> file, of every picture.
    """
    day = datetime.fromisoformat(report.retrieved).replace(tzinfo=UTC)
    made = _compiler().compile(
        input=_template(),
        format="pdf",
        sys_inputs={"report": _content(report, pictures)},
        pdf_standards=["ua-1"],
        timestamp=int(day.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def pages(report: Report, pictures: Pictures, ppi: int = 72) -> list[bytes]:
    """Return a picture (PNG) of each page of the PDF."""
    inputs = {"report": _content(report, pictures)}
    made = _compiler().compile(input=_template(), format="png", sys_inputs=inputs, ppi=ppi)
    assert made is not None
    return made if isinstance(made, list) else [made]


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
        svg = pictures[block.name]["svg"].decode()
        return {"kind": "picture", "caption": block.caption, "alt": block.alt, "svg": svg}
    if isinstance(block, Table):
        return {
            "kind": "table",
            "caption": block.caption,
            "head": list(map(str, block.frame.columns)),
            "rows": block.rows,
            "right": block.right,
            "bold": [bool(b) for b in block.bold],
            "widths": widths(block),
        }
    return {"kind": "text", "text": block}


@cache
def _compiler() -> typst.Compiler:
    import typst

    from egdi import figures

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(Path(__file__).with_name("fonts")), str(figures.FONTS)],
    )
    return typst.Compiler(font_paths=fonts)


@cache
def _template() -> bytes:
    return Path(__file__).with_name("report.typ").read_bytes()
