"""The Word file of a brief: styles, captions, tables to edit, pictures with alternative texts.

The same bytes each time: no clock stands in it.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from egdi import documents
from egdi.documents import Pictures
from egdi.panel import DataError

if TYPE_CHECKING:
    from egdi.brief.paper import Brief, Picture, Table

FONT = "Arial"
"""On every office computer, with Vietnamese letters."""
RED, QUIET, INK = RGBColor(0xB3, 0x13, 0x1B), RGBColor(0x4A, 0x50, 0x58), RGBColor(0x22, 0x26, 0x2B)
TEXT_WIDTH = 17.8
"""Centimetres between the margins."""
_MARGIN = 60
"""Left and right inside a cell, in twentieths of a point."""
_TABLE_PROPERTIES = (
    "tblStyle", "tblW", "jc", "tblInd", "tblLayout", "tblCellMar", "tblLook", "tblCaption",
    "tblDescription",
)  # fmt: skip
"""Word refuses a file whose table properties stand in another order."""


def document(brief: Brief, pictures: Pictures, letterhead: Path | None = None) -> bytes:
    """Return the Word file.

    Args:
        brief: what it says.
        pictures: name -> ``png`` -> file, of every picture of the brief.
        letterhead: a Word file whose page, header and footer, and styles of the names used here
            (``Title``, ``Heading 1``, ``Caption``, ``Answer``, ...) are kept; its text is not.

    Raises:
        DataError: if the letterhead is no Word file.
    """
    from egdi.brief.paper import Picture

    doc = Document() if letterhead is None else _empty(letterhead)
    _set_up(doc, brief, own=letterhead is None)
    doc.add_paragraph(brief.title, "Title")
    doc.add_paragraph(brief.subtitle, "Subtitle")
    _headline(doc, brief)
    doc.add_paragraph(brief.summary, "Answer")
    for section in brief.sections:
        heading = doc.add_heading(section.heading, 1)
        heading.paragraph_format.page_break_before = section.new_page
        text = doc.add_paragraph(section.text)
        text.paragraph_format.keep_with_next = bool(section.items)
        for item in section.items:
            if isinstance(item, Picture):
                _picture(doc, item, pictures[item.name]["png"], brief.words["figure"])
            else:
                _table(doc, item, brief.words["table"])
    doc.add_heading(brief.words["notes"], 1)
    for note in brief.notes:
        doc.add_paragraph(note, "Note")
    return documents.packed(doc)


def _empty(letterhead: Path) -> Any:
    """Return a Word file without its text."""
    try:
        doc = Document(str(letterhead))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, PackageNotFoundError) as error:
        raise DataError(
            f"{letterhead} is not a Word file; give a .docx as the letterhead."
        ) from error
    body = doc.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)
    return doc


def _set_up(doc: Any, brief: Brief, own: bool = True) -> None:
    """Set page, styles, language, properties and footer; of a letterhead only what it lacks."""
    documents.properties(doc, brief.title, brief.subtitle, brief.source, brief.retrieved)
    doc.core_properties.language = "en-GB"
    if own:
        _page_and_styles(doc)
        _footer(doc, brief)
    present = {style.name for style in doc.styles}
    for name, base, size, colour in (
        ("Title", "Normal", 15, INK),
        ("Subtitle", "Normal", 9, QUIET),
        ("Heading 1", "Normal", 10.5, RED),
        ("Caption", "Normal", 7.5, QUIET),
        ("List Number", "Normal", 8.5, INK),
        ("Answer", "Normal", 9.5, INK),
        ("Cell", "Normal", 7.5, INK),
        ("Box Label", "Normal", 7.5, QUIET),
        ("Box Value", "Normal", 14, INK),
        ("Note", "List Number", 7, QUIET),
        ("Picture", "Normal", 8.5, INK),
    ):
        if name in present:
            continue
        style = doc.styles.add_style(name, 1)
        style.base_style = doc.styles[base]
        style.quick_style = True
        _style(style, size, colour, bold=name in ("Answer", "Box Value", "Title", "Heading 1"))
        if name == "Answer":
            style.paragraph_format.space_before = Pt(5)
        elif name == "Picture":
            style.paragraph_format.line_spacing = 1.0


def _page_and_styles(doc: Any) -> None:
    """Set the page and the styles that Word brings along."""
    page = doc.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(1.6)
    page.top_margin, page.bottom_margin = Cm(1.2), Cm(1.4)
    page.header_distance, page.footer_distance = Cm(0.6), Cm(0.7)
    styles = doc.styles
    _style(styles["Normal"], 8.5, INK, after=3)
    _style(styles["Title"], 15, INK, bold=True, after=0)
    _style(styles["Subtitle"], 9, QUIET, after=4)
    _style(styles["Heading 1"], 10.5, RED, bold=True, before=6, after=2)
    _style(styles["Caption"], 7.5, QUIET, after=3)
    _style(styles["Footer"], 7, QUIET)
    styles["Subtitle"].font.italic = False
    # What the library's template brings along: a line below, wide letters, other tab stops.
    for name, tag in (
        ("Title", "w:pBdr"), ("Title", "w:spacing"), ("Subtitle", "w:spacing"), ("Footer", "w:tabs")
    ):  # fmt: skip
        element = styles[name].element
        inside = element.rPr if tag == "w:spacing" else element.pPr
        for found in inside.findall(qn(tag)):
            inside.remove(found)
    documents.modern(doc, val="en-GB", eastAsia="vi-VN")


def _footer(doc: Any, brief: Brief) -> None:
    footer = doc.sections[0].footer.paragraphs[0]
    footer.paragraph_format.tab_stops.clear_all()
    footer.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(f"{brief.words['source']}\t{brief.words['page']} ")
    documents.field(footer, "PAGE", "1")
    footer.add_run(f" {brief.words['of']} ")
    documents.field(footer, "NUMPAGES", "2")


def _style(
    style: Any, size: float, colour: RGBColor, bold: bool = False, before: float = 0,
    after: float = 0,
) -> None:  # fmt: skip
    documents.typeface(style, FONT)
    style.font.size, style.font.bold = Pt(size), bold
    style.font.color.rgb = colour
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    # An exact height: a computer without the font puts another in, and the pages stay two.
    shape.line_spacing = Pt(round(1.2 * size, 1))


def _caption(doc: Any, kind: str, word: str, text: str, above: bool) -> None:
    """Add a caption with Word's own numbering, kept with what it belongs to."""
    paragraph = doc.add_paragraph(style="Caption")
    paragraph.paragraph_format.keep_with_next = above
    before = [p for p in doc.paragraphs if p.text.startswith(f"{word} ")]
    paragraph.add_run(f"{word} ")
    documents.field(paragraph, f"SEQ {kind} \\* ARABIC", str(len(before) + 1))
    paragraph.add_run(f". {text}").bold = False


def _picture(doc: Any, item: Picture, png: bytes, word: str) -> None:
    paragraph = doc.add_paragraph(style="Picture")
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Cm(TEXT_WIDTH))
    properties = shape._inline.docPr
    properties.set("descr", item.alt)
    properties.set("title", item.title)
    properties.set("name", item.name)
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")
    _caption(doc, "Figure", word, item.caption, above=False)


def _table(doc: Any, item: Table, word: str) -> None:
    _caption(doc, "Table", word, item.caption, above=True)
    head, cell_style = list(map(str, item.frame.columns)), doc.styles["Cell"].style_id
    table = _grid(doc, 1 + len(item.rows), [TEXT_WIDTH * w for w in item.widths], item.caption)
    for i, row in enumerate([head, *item.rows]):
        strong = i == 0 or item.bold[i - 1]
        for j, (cell, text) in enumerate(zip(table.rows[i].cells, row, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph._p.style = cell_style
            run = paragraph.add_run(text)
            run.bold = strong
            if strong and i:
                run.font.color.rgb = RED
            if item.right[j]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if i < len(item.rows):
                paragraph.paragraph_format.keep_with_next = True
            _edge(cell, 8 if i == 0 else 4, "4A5058" if i == 0 else "C9CCD1")
    _spacer(doc)


def _headline(doc: Any, brief: Brief) -> None:
    """Add the headline box: a table with a row of labels, one of values and one of notes."""
    n = len(brief.headline)
    table = _grid(doc, 3, [TEXT_WIDTH / n] * n, brief.title)
    for j, number in enumerate(brief.headline):
        parts = (
            (number.label, "Box Label"),
            (number.value, "Box Value"),
            (number.note, "Box Label"),
        )
        for i, (text, style) in enumerate(parts):
            cell = table.cell(i, j)
            cell.paragraphs[0].style = doc.styles[style]
            cell.paragraphs[0].add_run(text)
            cell.paragraphs[0].paragraph_format.keep_with_next = True
            shade = OxmlElement("w:shd")
            for key, value in (("val", "clear"), ("color", "auto"), ("fill", "F6F1F1")):
                shade.set(qn(f"w:{key}"), value)
            if j == 0:
                _edge(cell, 24, "B3131B", side="left")
            cell._tc.get_or_add_tcPr().append(shade)


def _grid(doc: Any, rows: int, widths: list[float], described: str) -> Any:
    """Add an empty table of fixed widths (cm), its header row repeated and no row split."""
    table = doc.add_table(rows, len(widths))
    table.autofit = False
    properties = table._tbl.tblPr
    for tag, text in (("w:tblCaption", described[:250]), ("w:tblDescription", described)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), text)
        properties.append(element)
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), str(_MARGIN))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.append(margins)
    properties[:] = sorted(properties, key=lambda e: _TABLE_PROPERTIES.index(e.tag.split("}")[1]))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    for i, row in enumerate(table.rows):
        settings = row._tr.get_or_add_trPr()
        settings.append(OxmlElement("w:cantSplit"))
        if i == 0:
            settings.append(OxmlElement("w:tblHeader"))
    return table


def _edge(cell: Any, size: int, colour: str, side: str = "bottom") -> None:
    """Draw a line at a side of a cell, its width in eighths of a point."""
    borders = OxmlElement("w:tcBorders")
    edge = OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", colour)):
        edge.set(qn(f"w:{key}"), value)
    borders.append(edge)
    cell._tc.get_or_add_tcPr().append(borders)


def _spacer(doc: Any) -> None:
    """Add the small paragraph that Word wants between a table and what follows."""
    paragraph = doc.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(3)
    paragraph.paragraph_format.space_after = Pt(0)
