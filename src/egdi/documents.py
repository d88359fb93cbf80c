"""Files of a brief or a report: what Word and Typst need of both, with the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egdi.panel import DataError

if TYPE_CHECKING:
    import typst

Pictures = Mapping[str, Mapping[str, bytes]]
"""Name -> ending -> file, of every picture."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


def rendered(items: Iterable[Any]) -> Pictures:
    """Return the pictures among the items of a document, drawn for Word and for Typst."""
    from egdi.brief.paper import Picture

    return {
        item.name: dict(zip(("png", "svg"), item.render("png", "svg"), strict=True))
        for item in items
        if isinstance(item, Picture)
    }


def write(
    makers: Mapping[str, Callable[[], list[bytes]]],
    endings: Sequence[str],
    folder: str | Path,
    name: str,
) -> list[Path]:
    """Write a document in each form asked for, each file whole or not at all.

    Args:
        makers: ending -> what makes the files; of ``png`` one a page.
        endings: the forms asked for.
        folder: made if need be.
        name: of the files, without ending.

    Raises:
        DataError: if there is no such form.
    """
    for ending in endings:
        if ending not in makers:
            raise DataError(f"No ending {ending!r}; there are {', '.join(makers)}.")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for ending in endings:
        for number, content in enumerate(makers[ending](), start=1):
            page = f"-{number}" if ending == "png" else ""
            path = folder / f"{name}{page}.{ending}"
            part = path.with_name(f".{path.name}.part")
            part.write_bytes(content)
            part.replace(path)
            paths.append(path)
    return paths


# --- Word


def typeface(style: Any, font: str) -> None:
    """Give a style a typeface for all scripts, in place of the theme's."""
    from docx.oxml.ns import qn

    style.font.name = font
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        if "Theme" in key:
            del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), font)


def modern(doc: Any, **languages: str) -> None:
    """Set the languages of a file's text, and the layout rules of today's Word.

    Args:
        doc: the file.
        languages: ``val`` of Latin text, ``eastAsia``.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    language = OxmlElement("w:lang")
    for key, value in languages.items():
        language.set(qn(f"w:{key}"), value)
    for old in list(doc.styles.element.iter(qn("w:lang")))[:1]:
        old.getparent().replace(old, language)
    # Without its "compatibility mode".
    for setting in doc.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def properties(doc: Any, title: str, subject: str, source: str, retrieved: str) -> None:
    """Say in a file's properties what it is; its date is that of the data."""
    core = doc.core_properties
    day = datetime.fromisoformat(retrieved).replace(tzinfo=UTC)
    core.title, core.subject = title, subject
    core.author = core.last_modified_by = "The developers of this book"
    core.comments, core.keywords = source, "EGDI, E-Government Development Index"
    core.revision, core.created, core.modified = 1, day, day


def field(paragraph: Any, code: str, shown: str) -> None:
    """Add a field that Word computes, with what it shows until then."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), f" {code} ")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    element.append(run)
    paragraph._p.append(element)


def packed(doc: Any) -> bytes:
    """Return a Word file with one date for all its members."""
    raw, out = io.BytesIO(), io.BytesIO()
    doc.save(raw)
    with (
        zipfile.ZipFile(raw) as members,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
    ):
        for name in members.namelist():
            info = zipfile.ZipInfo(name, _EPOCH)
            archive.writestr(info, members.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


# --- PDF


def pdf(template: Path, inputs: Mapping[str, str], retrieved: str, fonts: Sequence[Path]) -> bytes:
    """Return a PDF, tagged (PDF/UA-1) and with its fonts inside, set by Typst.

    Args:
        template: Typst file.
        inputs: what it reads, as JSON by name.
        retrieved: date of the data (ISO), which is that of the file.
        fonts: folders of the typefaces; the system's are not used.
    """
    day = datetime.fromisoformat(retrieved).replace(tzinfo=UTC)
    made = _compiler(*fonts).compile(
        input=_read(template),
        format="pdf",
        sys_inputs=dict(inputs),
        pdf_standards=["ua-1"],
        timestamp=int(day.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def pages(
    template: Path, inputs: Mapping[str, str], ppi: int, fonts: Sequence[Path]
) -> list[bytes]:
    """Return a picture (PNG) of each page; arguments as of :func:`pdf`."""
    made = _compiler(*fonts).compile(
        input=_read(template), format="png", sys_inputs=dict(inputs), ppi=ppi
    )
    assert made is not None
    return made if isinstance(made, list) else [made]


@cache
def _compiler(*fonts: Path) -> typst.Compiler:
    import typst

    return typst.Compiler(
        font_paths=typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(folder) for folder in fonts],
        )
    )


@cache
def _read(template: Path) -> bytes:
    return template.read_bytes()


def table(item: Any, widths: Sequence[float]) -> dict[str, Any]:
    """Return a table as the Typst templates read it."""
    return {
        "kind": "table",
        "caption": item.caption,
        "head": list(map(str, item.frame.columns)),
        "rows": item.rows,
        "right": item.right,
        "bold": [bool(b) for b in item.bold],
        "widths": list(widths),
    }


def picture(item: Any, pictures: Pictures) -> dict[str, Any]:
    """Return a picture as the Typst templates read it."""
    return {
        "kind": "picture",
        "caption": item.caption,
        "alt": item.alt,
        "svg": pictures[item.name]["svg"].decode(),
    }
