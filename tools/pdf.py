"""Write the whole book as one PDF for each language: ``make pdf``.

The pages that ``tools/book.py`` built are put one after the other, in the order of the contents,
and printed by Chromium, which makes tags, bookmarks and alternative texts from the page's own. Only
what a page cannot know is added here: a cover, a list of contents with page numbers, links inside
the document. What wants a screen stays out: code, buttons, downloads, the library's reference.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

ROOT = Path(__file__).resolve().parents[1]
HTML = ROOT / "_build" / "html"
OUT = ROOT / "_build" / "pdf"
CSS = Path(__file__).with_suffix(".css")
LEFT_OUT = ("book/library", "book/library-numbers", "book/library-ahead", "book/library-out")
"""Pages about code."""
WITHOUT = (
    "script, .headerlink, .egdi-downloads, .egdi-filter, .toctree-wrapper, .cell_input, "
    "details.hide > summary, section:has(> .egdi-cards), #egdi-explorer, noscript > p + p, "
    "table:has(a[download])"
)
"""What of a page is left out: code, what wants a mouse, and the index of what is in the book."""
SHORT = 14
"""Rows of a table that stays whole on a page; a longer one runs on, its head repeated."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
WIDTH = 658
"""Of what stands between the margins of a sheet, in pixels of CSS."""
READY = """async () => {
  await window.MathJax?.startup?.promise;
  // The TeX of a formula is the text that stands for it.
  for (const formula of window.MathJax?.startup?.document?.math ?? []) {
    const drawing = formula.typesetRoot?.querySelector("svg");
    drawing?.removeAttribute("aria-hidden");
    drawing?.setAttribute("role", "img");
    drawing?.setAttribute("aria-label", formula.math.trim());
  }
  await document.fonts.ready;
  // A figure that is hardly wider than high leaves room for its caption beside it.
  for (const image of document.querySelectorAll(".figure > img"))
    image.parentNode.classList.toggle("narrow", image.naturalWidth < 1.35 * image.naturalHeight);
  // For one table that is too wide Chromium makes the whole book smaller: only that one shrinks.
  for (const table of document.querySelectorAll("table")) {
    const share = document.body.clientWidth / table.scrollWidth;
    if (share < 1) table.style.zoom = share;
  }
  return [...document.images].filter(i => !i.naturalWidth).map(i => i.getAttribute("src"));
}"""
"""Waits until formulas and typefaces are set, fits what is too wide, returns pictures not found."""
NUMBERED = """pages => document.querySelectorAll("nav .number")
  .forEach((place, i) => { place.textContent = pages[i]; })"""
"""Writes the numbers of the pages into the list of contents."""


@dataclass
class Chapter:
    """A page of the site as it stands in the document."""

    name: str
    part: str
    title: str
    body: Any

    @property
    def key(self) -> str:
        """Return its identifier in the document."""
        return _key(self.name)


def site(language: str) -> Path:
    """Return the folder of the built pages of a language.

    Raises:
        SystemExit: if they are not built.
    """
    html = HTML if language == "en" else HTML / language
    if not (html / "index.html").exists():
        sys.exit(f"{html.relative_to(ROOT)} is not built; run tools/book.py first.")
    return html


def contents() -> dict[str, str]:
    """Return the pages of the book that are printed, in their order, and the part of each."""
    import yaml

    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    named = {toc["root"]: ""}
    named |= {c["file"]: part["caption"] for part in toc["parts"] for c in part["chapters"]}
    return {name: part for name, part in named.items() if name not in LEFT_OUT}


def pages() -> list[str]:
    """Return the pages of the book in the order of the contents, without those left out."""
    return list(contents())


def chapter(html: Path, name: str, part: str = "") -> Chapter:
    """Return a page of the site without what wants a screen, made ready for paper."""
    from bs4 import BeautifulSoup

    path, names = html / f"{name}.html", pages()
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
    body = soup.select_one("article.bd-article > section")
    for element in body.select(WITHOUT):
        element.decompose()
    # What a cell shows stands for itself, also where the page folds it away with its code.
    for element in body.select("noscript, details.hide, .egdi-scroll"):
        element.unwrap()
    for table in body.select("figcaption .output"):  # MyST puts a table into its own caption
        table.find_parent("figure").append(table.extract())
    for table in body.select("table"):
        rows = table.select("tr")
        holder = table.find_parent("figure") or table
        _add_class(holder, "short" if len(rows) <= SHORT else "long")
        if max(len(row.find_all(["td", "th"])) for row in rows) > 9:
            _add_class(table, "wide")
    for figure in body.select("figure"):
        # In a PDF a figure is what has a text that stands for it: the picture, not its frame.
        figure.name = "div"
        _add_class(figure, "figure")
    for element in body.find_all(id=True):
        if element.name != "table":  # the style of a table calls it by its name
            element["id"] = f"{_key(name)}--{element['id']}"
    for element in body.find_all(src=True):
        element["src"] = urljoin(path.as_uri(), element["src"])
    for link in body.find_all("a", href=True):
        target = _inside(link["href"], path, html, names)
        if target is None:
            link.unwrap()
        else:
            link.attrs = {"href": target}
    return Chapter(name, part, " ".join(body.h1.get_text().split()), body)


def _add_class(element: Any, name: str) -> None:
    element["class"] = [*element.get("class", []), name]


def _key(name: str) -> str:
    return name.rpartition("/")[2]


def _inside(href: str, page: Path, html: Path, names: list[str]) -> str | None:
    """Return where a link of a page leads in the document; None where it leads out of the book."""
    whole = urlsplit(urljoin(page.as_uri(), href))
    if whole.scheme in ("http", "https", "mailto"):
        return href
    try:
        target = Path(unquote(whole.path)).relative_to(html).with_suffix("").as_posix()
    except ValueError:
        return None
    if target not in names or not whole.path.endswith(".html"):
        return None
    return f"#{_key(target)}--{whole.fragment}" if whole.fragment else f"#{_key(target)}"


def one_page(html: Path, language: str) -> str:
    """Return the whole book as one page; the numbers in its list of contents are left open.

    Args:
        html: folder of the built pages.
        language: of its text.
    """
    chapters = [chapter(html, name, part) for name, part in contents().items()]
    places = {one.key for one in chapters}
    places |= {element["id"] for one in chapters for element in one.body.find_all(id=True)}
    for one in chapters:
        for link in one.body.select("a[href^='#']"):
            if link["href"][1:] not in places:  # it led to what is not printed
                link.unwrap()
    # The title of a chapter runs at the head of its pages.
    running = "".join(
        f'@page p{i} {{ @top-left {{ content: "{_quoted(one.title)}"; }} }} .p{i} {{ page: p{i} }}'
        for i, one in enumerate(chapters)
    )
    bodies = "".join(
        f'<div class="chapter p{i}" id="{one.key}">{one.body}</div>'
        for i, one in enumerate(chapters)
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(_cover(language)[0])}</title>"
        f"<style>{_faces()}{CSS.read_text(encoding='utf-8')}{running}</style>"
        f"<script>window.MathJax = {{options: {{enableAssistiveMml: false, "
        f'ignoreHtmlClass: "chapter|cover|list", processHtmlClass: "math"}}}};</script>'
        f'<script src="{HTML.as_uri()}/_static/mathjax/tex-svg.js"></script></head>'
        f"<body>{_front(language, chapters)}{bodies}</body></html>"
    )


def _quoted(text: str) -> str:
    """Return a text as CSS holds it inside quotation marks."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")


def _faces() -> str:
    """Return the typefaces: the book's, and for code and signs those that matplotlib brings."""
    import matplotlib

    from egdi import figures

    signs = Path(matplotlib.get_data_path(), "fonts", "ttf")
    faces = [
        ("Book", figures.FONTS / "BeVietnamPro-Regular.ttf", "font-weight: 400"),
        ("Book", figures.FONTS / "BeVietnamPro-Bold.ttf", "font-weight: 700"),
        ("Book", figures.FONTS / "BeVietnamPro-Italic.ttf", "font-style: italic"),
        ("Code", signs / "DejaVuSansMono.ttf", "font-weight: 400"),
        ("Signs", signs / "DejaVuSans.ttf", "font-weight: 400"),
    ]
    return "".join(
        f'@font-face {{ font-family: {name}; src: url("{file.as_uri()}"); {cut} }}'
        for name, file, cut in faces
    )


def _cover(language: str) -> list[str]:
    """Return the texts of the cover: title, question, versions, licence."""
    import yaml

    from egdi import panel
    from egdi.words import phrase, source, speaking, translate

    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    with speaking(language):
        return [
            translate(settings["title"]),
            phrase(
                "Where does Viet Nam stand, why, and how likely was, and is, the goal of being "
                "among the four best in ASEAN by 2025?"
            ),
            phrase(
                "Version {version}, tables {tables}. Data: {source}.",
                version=project["version"],
                tables=panel.version(),
                source=source(),
            ),
            phrase("Text and figures: CC BY 4.0. Code: MIT."),
            phrase(
                "This is the book on paper. The pages it was printed from hold more: the code of "
                "every figure and table, their numbers to download, a page that answers for any "
                "country, and the reference of the library."
            ),
        ]


def _front(language: str, chapters: Sequence[Chapter]) -> str:
    """Return the cover and the list of contents."""
    from egdi.words import phrase, speaking, translate

    title, question, *rest = map(escape, _cover(language))
    title = re.sub(r"\S+-\S+", r"<span>\g<0></span>", title)  # not broken at its hyphen
    rows, part = [], ""
    with speaking(language):
        heading = escape(phrase("Contents"))
        for one in chapters:
            if one.part != part:
                part = one.part
                rows.append(f'<li class="part">{escape(translate(part))}</li>')
            rows.append(
                f'<li><a href="#{one.key}"><span>{escape(one.title)}</span>'
                '<span class="number"></span></a></li>'
            )
    texts = "".join(f"<p>{text}</p>" for text in rest)
    return (
        f'<header class="cover"><p class="title">{title}</p><p class="question">{question}</p>'
        f'<div class="edition">{texts}</div></header>'
        f'<nav class="list"><p class="head">{heading}</p><ol>{"".join(rows)}</ol></nav>'
    )


def printed(html: str) -> bytes:
    """Return a page as Chromium prints it, with the numbers of its pages in the contents.

    The numbers are known once the book was printed: it is printed twice.

    Raises:
        SystemExit: if there is no Chromium, or a picture is not there.
    """
    from playwright.sync_api import sync_playwright

    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        sys.exit("No Chromium or Chrome was found; install one to print the book.")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder, "book.html")
        path.write_text(html, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": 900})
        page.emulate_media(media="print")
        page.goto(path.as_uri(), wait_until="load")
        if missing := page.evaluate(READY):
            sys.exit(f"A picture is not there: {missing[0]}; run tools/book.py first.")
        content = b""
        for _ in range(2):
            if content:
                page.evaluate(NUMBERED, starts(content))
            content = page.pdf(
                prefer_css_page_size=True, print_background=True, tagged=True, outline=True
            )
        browser.close()
    return content


def headings(html: str) -> list[str]:
    """Return the headings of a page, in their order."""
    from bs4 import BeautifulSoup

    found = BeautifulSoup(html, "lxml").find_all(["h1", "h2", "h3", "h4", "h5", "h6"])
    return [" ".join(heading.get_text().split()) for heading in found]


def settled(content: bytes, language: str, names: Sequence[str]) -> bytes:
    """Return a document with its title and language, without the time and the tool's name.

    Args:
        content: the document as printed.
        language: of its text.
        names: of the bookmarks, in their order: Chromium writes some of them twice over.

    Raises:
        ValueError: if there are more or fewer bookmarks than names.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import ArrayObject, ByteStringObject, NameObject, TextStringObject

    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    title, question, *_ = _cover(language)
    writer.metadata = {"/Title": title, "/Subject": question, "/Producer": "", "/Creator": ""}
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(language)
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    writer.create_viewer_preferences()
    writer.viewer_preferences.display_doctitle = True
    marks = list(_bookmarks(root["/Outlines"]))
    for mark, name in zip(marks, names, strict=True):
        mark[NameObject("/Title")] = TextStringObject(name)
    writer.pdf_header = "%PDF-1.7"
    same = ByteStringObject(bytes(16))
    writer._ID = ArrayObject([same, same])
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _bookmarks(parent: Any) -> Iterator[Any]:
    """Return the bookmarks below one, in the order of reading."""
    mark = parent.get("/First")
    while mark is not None:
        mark = mark.get_object()
        yield mark
        yield from _bookmarks(mark)
        mark = mark.get("/Next")


def starts(content: bytes) -> list[int]:
    """Return the pages, from 1, on which the bookmarks of the first rank begin."""
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(content))
    top = [item for item in reader.outline if not isinstance(item, list)]
    return [reader.get_destination_page_number(item) + 1 for item in top]


def write(html: Path, language: str, out: Path = OUT) -> Path:
    """Write the book of a language as PDF and return its path."""
    page = one_page(html, language)
    content = settled(printed(page), language, headings(page))
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"egdi-book-{language}.pdf"
    path.write_bytes(content)
    return path


def main(argv: Sequence[str] | None = None) -> int:
    """Write the books of the languages asked for."""
    parser = argparse.ArgumentParser(description="Print the built book, one PDF a language.")
    parser.add_argument("--languages", default="en,vi", help="default: %(default)s")
    for language in parser.parse_args(argv).languages.split(","):
        print("Written:", write(site(language), language).relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
