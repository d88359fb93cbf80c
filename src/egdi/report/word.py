"""The Word file of a report, laid out as Decree 30/2020/NĐ-CP asks (Appendix I).

A4, margins 20 mm (top, bottom), 30 mm (left), 15 mm (right); Times New Roman 14, justified, first
lines in by 1.27 cm; page numbers centred in the top margin, none on the first page; the state's
name and motto to the right of the issuing body; parts numbered I, 1. The same bytes each time.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Mm, Pt, RGBColor

from egdi import documents
from egdi.brief.paper import Picture, Table
from egdi.documents import Pictures
from egdi.report.content import Heading, Items, widths
from egdi.words import phrase

if TYPE_CHECKING:
    from egdi.report.content import Block, Report

FONT = "Times New Roman"
SIZE = 14
SMALL = 11
MARGINS = {"top": 20, "bottom": 20, "left": 30, "right": 15}
"""Millimetres."""
MOST_COLUMNS = 6
"""Tables of more are set smaller."""
WIDTH = 210 - MARGINS["left"] - MARGINS["right"]


def document(report: Report, pictures: Pictures) -> bytes:
    """Return the Word file.

    Args:
        report: what it says.
        pictures: name -> ``png`` -> file, of every picture.
    """
    doc = Document()
    _set_up(doc, report)
    _head(doc, report)
    doc.add_paragraph(report.kind.upper(), "Report Kind")
    _underlined(doc.add_paragraph(report.subject, "Report Subject"))
    for line in _sentences(report.basis):
        doc.add_paragraph(line, "Legal Basis")
    doc.add_paragraph(phrase("To: ……………………………"), "Addressee")
    _contents(doc, report.blocks)
    counts = {"Figure": 0, "Table": 0}
    for block in report.blocks:
        _block(doc, block, pictures, counts)
    _signature(doc, report)
    for i, block in enumerate(report.annexes):
        if isinstance(block, Heading):
            paragraph = doc.add_paragraph(block.text, "Annex Heading")
            paragraph.paragraph_format.page_break_before = i == 0
        else:
            _block(doc, block, pictures, counts)
    return documents.packed(doc)


def _sentences(basis: Any) -> list[str]:
    """Return the lines of the legal basis: a semicolon each, a full stop at the end."""
    lines = [f"{line};" for line in basis]
    return [*lines[:-1], f"{basis[-1]}."] if lines else []


# --- set-up


def _set_up(doc: Any, report: Report) -> None:
    page = doc.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(MARGINS["top"]), Mm(MARGINS["bottom"])
    page.left_margin, page.right_margin = Mm(MARGINS["left"]), Mm(MARGINS["right"])
    page.header_distance = Mm(10)
    page.different_first_page_header_footer = True
    number = page.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    documents.field(number, "PAGE", "2")
    styles = doc.styles
    _style(styles["Normal"], SIZE, after=6, line=1.15)
    _style(styles["Header"], SIZE)
    _style(styles["Caption"], 12, italic=True, before=6, after=3)
    _style(styles["Heading 1"], SIZE, bold=True, before=12, after=6)
    _style(styles["Heading 2"], SIZE, bold=True, before=6, after=6)
    for name, base, size, look in (
        ("Body", "Normal", SIZE, {"after": 6, "line": 1.15}),
        ("Dash", "Normal", SIZE, {"after": 6, "line": 1.15}),
        ("Report Kind", "Normal", SIZE, {"bold": True, "before": 18, "middle": True}),
        ("Report Subject", "Normal", SIZE, {"bold": True, "after": 12, "middle": True}),
        ("Legal Basis", "Normal", SIZE, {"italic": True, "after": 6}),
        ("Addressee", "Normal", SIZE, {"before": 6, "after": 12, "middle": True}),
        ("Contents", "Normal", 12, {"after": 2}),
        ("Annex Heading", "Normal", SIZE, {"bold": True, "before": 12, "after": 6}),
        ("Cell", "Normal", SMALL, {}),
        ("Head Upright", "Normal", 13, {"middle": True}),
        ("Head Bold", "Normal", 13, {"bold": True, "middle": True}),
        ("Head Name", "Normal", 12, {"bold": True, "middle": True}),
        ("Head Date", "Normal", 13, {"italic": True, "middle": True}),
        ("Recipients", "Normal", SMALL, {}),
    ):
        style = styles.add_style(name, 1)
        style.base_style = styles[base]
        _style(style, size, **look)
    for name in ("Body", "Dash", "Legal Basis"):
        shape = styles[name].paragraph_format
        shape.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        shape.first_line_indent = Cm(1.27)
    for name in ("Heading 1", "Heading 2", "Annex Heading"):
        styles[name].paragraph_format.keep_with_next = True
    _numbering(doc)
    documents.modern(doc, val={"vi": "vi-VN", "en": "en-GB"}[report.language])
    title = f"{report.kind} {report.subject}"
    documents.properties(doc, title, str(report.period), report.source, report.retrieved)


def _style(
    style: Any, size: float, bold: bool = False, italic: bool = False, before: float = 0,
    after: float = 0, line: float = 1.0, middle: bool = False,
) -> None:  # fmt: skip
    documents.typeface(style, FONT)
    style.font.size = Pt(size)
    style.font.bold, style.font.italic = bold, italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.line_spacing = line
    if middle:
        shape.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _numbering(doc: Any) -> None:
    """Number headings by Word itself: I, II, III and 1, 2, 3 under each."""
    root = doc.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:pStyle w:val="Heading{i + 1}"/><w:suff w:val="space"/><w:lvlText w:val="%{i + 1}."/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for i, kind in enumerate(("upperRoman", "decimal"))
    )
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    first = root.find(qn("w:num"))
    if first is None:
        root.append(abstract)
    else:
        first.addprevious(abstract)
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
    )
    for i in range(2):
        properties = doc.styles[f"Heading {i + 1}"].element.get_or_add_pPr()
        numbered = properties.get_or_add_numPr()
        numbered.get_or_add_ilvl().val = i
        numbered.get_or_add_numId().val = 90


# --- blocks of the decree


def _head(doc: Any, report: Report) -> None:
    """Add the issuing body and its number, the state's name, motto, place and date."""
    table = doc.add_table(2, 2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _margins(table, 0)
    _columns(table, (68, 97))
    left, right = table.rows[0].cells
    _lines(left, [(report.body.upper(), "Head Name")])
    _rule(left, "……………")
    _lines(
        right,
        [
            (phrase("SOCIALIST REPUBLIC OF VIET NAM"), "Head Name"),
            (phrase("Independence - Freedom - Happiness"), "Head Bold"),
        ],
    )
    _rule(right, "……………………………")
    left, right = table.rows[1].cells
    _lines(
        left,
        [(phrase("No.: …/BC-…"), "Head Upright"), (phrase("DRAFT"), "Head Bold")],
    )
    _lines(right, [(phrase("Ha Noi, …… (day) …… (month) …… (year)"), "Head Date")])


def _columns(table: Any, millimetres: tuple[int, int]) -> None:
    for column, width in zip(table.columns, millimetres, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _margins(table: Any, millimetres: float) -> None:
    """Set the room at both sides of a table's cells."""
    width = round(millimetres * 56.7)
    sides = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side in ("left", "right"))
    margins = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>")
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    table._tbl.tblPr.append(margins) if look is None else look.addprevious(margins)


def _lines(cell: Any, lines: list[tuple[str, str]]) -> None:
    for i, (text, style) in enumerate(lines):
        paragraph = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
        paragraph.style = cell.part.document.styles[style]
        paragraph.add_run(text)


def _rule(cell: Any, text: str) -> None:
    """Add a line below the words of a cell, about as long as ``text``."""
    paragraph = cell.add_paragraph(style=cell.part.document.styles["Head Upright"])
    paragraph.paragraph_format.line_spacing = Pt(4)
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/>'
        "</w:pBdr>"
    )
    paragraph._p.get_or_add_pPr().append(border)
    inset = Mm(22 if len(text) < 20 else 20)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = inset


def _underlined(paragraph: Any) -> None:
    """Put a line of about a third of the words' length below the subject."""
    following = paragraph.insert_paragraph_before("", "Head Upright")
    paragraph._p.addnext(following._p)
    following.paragraph_format.line_spacing = Pt(6)
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/>'
        "</w:pBdr>"
    )
    following._p.get_or_add_pPr().append(border)
    following.paragraph_format.left_indent = following.paragraph_format.right_indent = Mm(60)


def _contents(doc: Any, blocks: Any) -> None:
    """Add a contents list: a field that Word can update, filled with the parts."""
    doc.add_paragraph(phrase("Contents"), "Contents").runs[0].bold = True
    headings = [b for b in blocks if isinstance(b, Heading) and b.level == 1]
    romans = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
    for i, heading in enumerate(headings):
        paragraph = doc.add_paragraph(style="Contents")
        if i == 0:
            _part(paragraph, "begin")
            run = paragraph.add_run()
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = ' TOC \\o "1-1" \\n \\h '
            run._r.append(text)
            _part(paragraph, "separate")
        paragraph.add_run(f"{romans[i]}. {heading.text}")
        if i == len(headings) - 1:
            _part(paragraph, "end")


def _part(paragraph: Any, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _signature(doc: Any, report: Report) -> None:
    table = doc.add_table(1, 2)
    table.autofit = False
    left, right = table.rows[0].cells
    _columns(table, (80, 85))
    _lines(left, [(phrase("Recipients:"), "Recipients")])
    left.paragraphs[0].runs[0].bold = left.paragraphs[0].runs[0].italic = True
    left.paragraphs[0].runs[0].font.size = Pt(12)
    for text in report.recipients:
        left.add_paragraph(f"- {text}", doc.styles["Recipients"])
    _lines(right, [(phrase("(TITLE OF THE SIGNATORY)"), "Head Bold"), ("", "Head Upright"),
                   ("", "Head Upright"), (phrase("(name)"), "Head Bold")])  # fmt: skip


# --- blocks of the body


def _block(doc: Any, block: Block, pictures: Pictures, counts: dict[str, int]) -> None:
    if isinstance(block, Heading):
        doc.add_heading(block.text, block.level)
    elif isinstance(block, Items):
        for text in block.texts:
            doc.add_paragraph(f"- {text}", "Dash")
    elif isinstance(block, Picture):
        paragraph = doc.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        image = io.BytesIO(pictures[block.name]["png"])
        shape = paragraph.add_run().add_picture(image, width=Mm(WIDTH - 5))
        properties = shape._inline.docPr
        for key, value in (("descr", block.alt), ("title", block.title), ("name", block.name)):
            properties.set(key, value)
        _caption(doc, "Figure", phrase("Figure"), block.caption, counts, above=False)
    elif isinstance(block, Table):
        _caption(doc, "Table", phrase("Table"), block.caption, counts, above=True)
        _table(doc, block)
    else:
        doc.add_paragraph(block, "Body")


def _caption(
    doc: Any, kind: str, word: str, text: str, counts: dict[str, int], above: bool
) -> None:
    counts[kind] += 1
    paragraph = doc.add_paragraph(style="Caption")
    paragraph.paragraph_format.keep_with_next = above
    paragraph.add_run(f"{word} ").bold = True
    documents.field(paragraph, f"SEQ {kind} \\* ARABIC", str(counts[kind]))
    paragraph.add_run(f". {text}")


def _table(doc: Any, item: Table) -> None:
    head = list(map(str, item.frame.columns))
    table = doc.add_table(1 + len(item.rows), len(head), style="Table Grid")
    table.autofit = False
    _margins(table, 1)
    shares = widths(item)
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(WIDTH * share)
    described = OxmlElement("w:tblDescription")
    described.set(qn("w:val"), item.caption)
    table._tbl.tblPr.append(described)
    for i, (row, texts) in enumerate(zip(table.rows, [head, *item.rows], strict=True)):
        settings = row._tr.get_or_add_trPr()
        settings.append(OxmlElement("w:cantSplit"))
        if i == 0:
            settings.append(OxmlElement("w:tblHeader"))
        for j, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = Mm(WIDTH * shares[j])
            paragraph = cell.paragraphs[0]
            paragraph.style = doc.styles["Cell"]
            run = paragraph.add_run(text)
            run.bold = i == 0 or bool(item.bold[i - 1])
            if len(head) > MOST_COLUMNS:
                run.font.size = Pt(9)
            if item.right[j]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    spacer = doc.add_paragraph()
    spacer.paragraph_format.line_spacing = Pt(4)
    spacer.paragraph_format.space_after = Pt(0)
