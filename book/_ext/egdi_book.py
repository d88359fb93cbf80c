"""What the book needs from Sphinx beyond Jupyter Book: offline pages, downloads, alternative texts.

- MathJax comes from an installed package, Thebe is dropped: no page asks the network for anything.
- Alternative texts and captions are filled from numbers glued in the same notebook.
- Under each named figure and table stand links to its picture and its numbers.
- ``{lifted} name`` shows a figure or table of a chapter on another page; ``{liftable-index}`` lists
  all of them.
"""

from __future__ import annotations

import html
import json
import posixpath
import re
import shutil
from ast import literal_eval
from functools import cache
from importlib.metadata import files
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from sphinx.application import Sphinx
from sphinx.util import logging

log = logging.getLogger(__name__)
ENDINGS = {"png": "PNG", "svg": "SVG", "csv": "numbers (CSV)"}
PLACEHOLDER = re.compile(r"\{(\w+)(:[^{}]*)?\}")


# --- Numbers and pictures in the notebooks ---------------------------------------------------


@cache
def notebook(path: str) -> dict:
    """Return a notebook as JSON; a page that is not one has no cells."""
    file = Path(path)
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {"cells": []}


def glued(path: str) -> dict:
    """Return the values that a notebook glued, by key."""
    found = {}
    for cell in notebook(path)["cells"]:
        for output in cell.get("outputs", []):
            mark = output.get("metadata", {}).get("scrapbook")
            if mark:
                text = output["data"][f"{mark['mime_prefix']}text/plain"]
                found[mark["name"]] = literal_eval("".join(text))
    return found


def liftable(srcdir: str) -> list[dict]:
    """Return every named figure and table of the notebooks, in the order of the book."""
    items = []
    for file in sorted(Path(srcdir, "notebooks").glob("*.ipynb")):
        for cell in notebook(str(file))["cells"]:
            figure = cell["metadata"].get("mystnb", {}).get("figure")
            if cell["cell_type"] == "code" and figure:
                bundle = {}
                for output in cell.get("outputs", []):
                    bundle |= output.get("data", {})
                image = cell["metadata"]["mystnb"].get("image", {})
                items.append(
                    {
                        "name": figure["name"],
                        "caption": figure["caption"],
                        "alt": image.get("alt", ""),
                        "docname": f"notebooks/{file.stem}",
                        "file": str(file),
                        "svg": "".join(bundle.get("image/svg+xml", "")),
                        "html": "".join(bundle.get("text/html", "")),
                    }
                )
    return items


def filled(text: str, values: dict, where: str) -> str:
    """Return a text with its ``{key:format}`` placeholders filled from glued values."""

    def value(match: re.Match) -> str:
        if match[1] not in values:
            log.warning("%s: {%s} is not glued in this notebook", where, match[1])
            return match[0]
        return format(values[match[1]], (match[2] or ":")[1:])

    return PLACEHOLDER.sub(value, text)


def plain(caption: str, values: dict, where: str) -> str:
    """Return a caption as plain text, its glue roles filled."""
    text = re.sub(r"\{glue:text\}`(\w+)(:[^`]*)?`", r"{\1\2}", caption)
    return filled(text.replace("`", ""), values, where)


def fill_alternative_texts(app: Sphinx, doctree: nodes.document) -> None:
    """Fill the placeholders in the alternative texts of a notebook's pictures."""
    source = doctree.get("source", "")
    if not source.endswith(".ipynb"):
        return
    values = glued(source)
    for image in doctree.findall(nodes.image):
        image["alt"] = filled(image.get("alt", ""), values, app.env.docname)


# --- Downloads under figures and tables ------------------------------------------------------


def downloads(app: Sphinx, docname: str, name: str) -> list[str]:
    """Return the endings of the files to take away that exist for a figure or table."""
    folder = Path(app.srcdir, "_build", "exports", posixpath.basename(docname))
    return [ending for ending in ENDINGS if (folder / f"{name}.{ending}").is_file()]


def download_links(app: Sphinx, page: str, docname: str, name: str) -> str:
    """Return the paragraph of links, as seen from ``page``; empty where nothing was exported."""
    up = "../" * page.count("/")
    links = [
        f'<a href="{up}_downloads/{name}.{ending}" download '
        f'aria-label="{label} of {name}">{label}</a>'
        for ending in downloads(app, docname, name)
        for label in [ENDINGS[ending]]
    ]
    return f'<p class="egdi-downloads">Download: {" · ".join(links)}</p>' if links else ""


def add_downloads(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the links under every named figure and table of a notebook's page."""
    names = {item["name"] for item in liftable(app.srcdir) if item["docname"] == docname}
    for figure in list(doctree.findall(nodes.figure)):
        for name in names.intersection(figure.get("names", [])):
            links = download_links(app, docname, docname, name)
            if links:
                figure.parent.insert(
                    figure.parent.index(figure) + 1, nodes.raw("", links, format="html")
                )


def copy_downloads(app: Sphinx, error: Exception | None) -> None:
    """Copy the files to take away beside the pages."""
    if error or app.builder.format != "html":
        return
    target = Path(app.outdir, "_downloads")
    for item in liftable(app.srcdir):
        for ending in downloads(app, item["docname"], item["name"]):
            target.mkdir(exist_ok=True)
            name = f"{item['name']}.{ending}"
            folder = Path(app.srcdir, "_build", "exports", posixpath.basename(item["docname"]))
            shutil.copyfile(folder / name, target / name)


# --- Figures and tables of a chapter on other pages -------------------------------------------


class LiftedNode(nodes.General, nodes.Element):
    """Stands for a figure or table until its page is written."""


class Lifted(Directive):
    """``{lifted} fig-places``: a chapter's figure or table, with caption, links and source."""

    required_arguments = 1
    option_spec = {"caption": directives.unchanged}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """Return a placeholder."""
        return [LiftedNode(name=self.arguments[0], caption=self.options.get("caption"))]


class LiftableIndexNode(nodes.General, nodes.Element):
    """Stands for the index of liftable items until its page is written."""


class LiftableIndex(Directive):
    """``{liftable-index}``: every figure and table of the book."""

    def run(self) -> list[nodes.Node]:
        """Return a placeholder."""
        return [LiftableIndexNode()]


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace the placeholders by what the notebooks hold now."""
    items = liftable(app.srcdir)
    for node in list(doctree.findall(LiftedNode)):
        found = [item for item in items if item["name"] == node["name"]]
        if not found:
            log.warning("%s: no figure or table is called %s", docname, node["name"])
            node.parent.remove(node)
            continue
        node.replace_self(
            nodes.raw("", shown(app, found[0], docname, node["caption"]), format="html")
        )
    for node in list(doctree.findall(LiftableIndexNode)):
        node.replace_self(nodes.raw("", index_table(app, items, docname), format="html"))


def picture(app: Sphinx, item: dict, docname: str, css: str) -> str:
    """Return an image element; its file is written once, under the name of the figure."""
    folder = Path(app.outdir, "_images")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{item['name']}.svg").write_text(item["svg"], encoding="utf-8")
    alt = filled(item["alt"], glued(item["file"]), item["docname"])
    up = "../" * docname.count("/")
    source = f"{up}_images/{item['name']}.svg"
    return f'<img class="{css}" src="{source}" alt="{html.escape(alt, quote=True)}">'


def chapter_link(app: Sphinx, item: dict, docname: str) -> str:
    """Return a link to a figure or table in its chapter."""
    title = app.env.titles[item["docname"]].astext() if item["docname"] in app.env.titles else ""
    up = "../" * docname.count("/")
    anchor = nodes.make_id(item["name"])
    return f'<a href="{up}{item["docname"]}.html#{anchor}">{html.escape(title)}</a>'


def shown(app: Sphinx, item: dict, docname: str, caption: str | None) -> str:
    """Return a figure or table for another page."""
    body = picture(app, item, docname, "egdi-lifted") if item["svg"] else item["html"]
    text = caption or plain(item["caption"], glued(item["file"]), item["docname"])
    links = download_links(app, docname, item["docname"], item["name"])
    return (
        f'<figure class="egdi-figure">{body}<figcaption>{html.escape(text)} From: '
        f"{chapter_link(app, item, docname)}</figcaption></figure>{links}"
    )


def index_table(app: Sphinx, items: list[dict], docname: str) -> str:
    """Return the table of liftable items with thumbnails, chapters, names and downloads."""
    rows = []
    for item in items:
        thumb = picture(app, item, docname, "egdi-thumb") if item["svg"] else "table"
        text = html.escape(plain(item["caption"], glued(item["file"]), item["docname"]))
        links = download_links(app, docname, item["docname"], item["name"])
        rows.append(
            f"<tr><td>{thumb}</td><td><code>{item['name']}</code><br>{text}</td>"
            f"<td>{chapter_link(app, item, docname)}</td><td>{links}</td></tr>"
        )
    head = "".join(
        f'<th scope="col">{t}</th>' for t in ("Picture", "Name, caption", "Chapter", "Files")
    )
    return (
        '<div class="egdi-scroll" tabindex="0" role="region" aria-label="Index of liftable items">'
        f'<table class="egdi-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


# --- The pages ---------------------------------------------------------------------------------


def copy_mathjax(app: Sphinx) -> None:
    """Copy MathJax, one file, from the installed package into the book."""
    if app.builder.format != "html":
        return
    (source,) = [f for f in files("sphinx-mathjax-offline") if f.match("static/mathjax/tex-svg.js")]
    target = Path(app.outdir, "_static", "tex-svg.js")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source.locate(), target)


def mend_page(
    app: Sphinx, pagename: str, templatename: str, context: dict, doctree: object
) -> None:
    """Drop Thebe and scripts that Jupyter Book puts on a page twice."""
    seen, kept = set(), []
    for script in context.get("script_files", []):
        body = (getattr(script, "attributes", None) or {}).get("body") or ""
        name = str(getattr(script, "filename", None) or script)
        key = body or name
        if "thebe" in key.lower() or (body and body in seen):
            continue
        seen.add(body)
        kept.append(script)
    context["script_files"] = kept


def mend_html(app: Sphinx, error: Exception | None) -> None:
    """Mend in the written pages what the theme gets wrong for assistive technology."""
    if error or app.builder.format != "html":
        return
    for path in sorted(Path(app.outdir).rglob("*.html")):
        text = before = path.read_text(encoding="utf-8")
        # Tables and code wider than a phone scroll in a box that the keyboard can reach.
        text = re.sub(
            r'(<table id="T_[^"]*" class="egdi-table"(?: aria-label="([^"]*)")?[^>]*>.*?</table>)',
            lambda m: (
                f'<div class="egdi-scroll" tabindex="0" role="region" '
                f'aria-label="{m[2] or "Table"}">{m[1]}</div>'
            ),
            text,
            flags=re.S,
        )
        # A role that ARIA has withdrawn.
        text = text.replace('role="doc-biblioentry"', 'role="listitem"')
        if text != before:
            path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.add_node(LiftedNode)
    app.add_node(LiftableIndexNode)
    app.add_directive("lifted", Lifted)
    app.add_directive("liftable-index", LiftableIndex)
    app.connect("builder-inited", copy_mathjax)
    app.connect("doctree-read", fill_alternative_texts)
    app.connect("doctree-resolved", resolve)
    app.connect("doctree-resolved", add_downloads, priority=600)
    app.connect("html-page-context", mend_page, priority=900)
    app.connect("build-finished", copy_downloads)
    app.connect("build-finished", mend_html)
    app.config.mathjax_path = "tex-svg.js"
    return {"parallel_read_safe": True, "parallel_write_safe": True}
