"""Figures and tables of the chapters on other pages, and the index of all of them."""

from __future__ import annotations

import html
from base64 import b64decode
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from sphinx.application import Sphinx

from egdi.words import phrase
from egdi_book import thumbnails
from egdi_book.downloads import download_links
from egdi_book.notebooks import cell_source, liftable, log


class LiftedNode(nodes.General, nodes.Element):
    """Stands for a figure or table until its page is written."""


class Lifted(Directive):
    """``{lifted} fig-places``: a chapter's figure or table, with caption, links and source."""

    required_arguments = 1
    option_spec = {"caption": directives.unchanged}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """Return a placeholder."""
        return [LiftedNode(name=self.arguments[0], caption=self.options.get("caption"))]


class Cells(Directive):
    """``{cells} notebooks/x setup parameters fig-x``: the code of a chapter's cells, to copy.

    A cell is named by its identifier or by a tag that only it has.
    """

    required_arguments = 2
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return a block of code for each cell."""
        env = self.state.document.settings.env
        path = Path(env.srcdir, f"{self.arguments[0]}.ipynb")
        env.note_dependency(str(path))
        blocks: list[nodes.Node] = []
        for name in self.arguments[1].split():
            source = cell_source(str(path), name)
            if not source:
                log.warning("%s: no cell %s in %s", env.docname, name, self.arguments[0])
            blocks.append(nodes.literal_block(source, source, language="python"))
        return blocks


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
        node.replace_self(nodes.raw("", index(app, items, docname), format="html"))


def picture(app: Sphinx, item: dict, docname: str, css: str) -> str:
    """Return an image element; its file is written once, under the name of the item.

    The picture of a table is a small drawing of its first rows.
    """
    folder = Path(app.outdir, "_images")
    folder.mkdir(parents=True, exist_ok=True)
    alt = item["alt"]
    if item["png"]:
        name, content = f"{item['name']}.png", b64decode(item["png"])
    elif item["svg"]:
        name, content = f"{item['name']}.svg", item["svg"].encode()
    else:
        drawing, alt = thumbnails.drawn(item["html"])
        name, content = f"{item['name']}.svg", drawing.encode()
    (folder / name).write_bytes(content)
    source = "../" * docname.count("/") + f"_images/{name}"
    return f'<img class="{css}" src="{source}" alt="{html.escape(alt, quote=True)}">'


def chapter_link(app: Sphinx, item: dict, docname: str) -> str:
    """Return a link to a figure or table in its chapter."""
    title = app.env.titles[item["docname"]].astext() if item["docname"] in app.env.titles else ""
    up = "../" * docname.count("/")
    anchor = nodes.make_id(item["name"])
    return f'<a href="{up}{item["docname"]}.html#{anchor}">{html.escape(title)}</a>'


def shown(app: Sphinx, item: dict, docname: str, caption: str | None) -> str:
    """Return a figure or table for another page."""
    body = (
        picture(app, item, docname, "egdi-lifted") if item["svg"] or item["png"] else item["html"]
    )
    text = caption or item["caption"]
    links = download_links(app, docname, item["docname"], item["name"])
    return (
        f'<figure class="egdi-figure">{body}<figcaption>{html.escape(text)} '
        f"{phrase('From: {chapter}', chapter=chapter_link(app, item, docname))}"
        f"</figcaption></figure>{links}"
    )


def index(app: Sphinx, items: list[dict], docname: str) -> str:
    """Return the cards of all liftable items, chapter by chapter."""
    chapters: dict[str, list[str]] = {}
    up = "../" * docname.count("/")
    for item in items:
        text = html.escape(item["caption"])
        link = f"{up}{item['docname']}.html#{nodes.make_id(item['name'])}"
        links = download_links(app, docname, item["docname"], item["name"])
        if item["alt"]:
            alt = html.escape(item["alt"])
            head = phrase("Alternative text")
            links += f"<details><summary>{head}</summary>{alt}</details>"
        chapters.setdefault(item["docname"], []).append(
            f"<li>{picture(app, item, docname, 'egdi-thumb')}"
            f'<div><a href="{link}"><code>{item["name"]}</code></a><p>{text}</p>{links}</div></li>'
        )
    parts = []
    for name, cards in chapters.items():
        title = html.escape(app.env.titles[name].astext()) if name in app.env.titles else name
        parts.append(
            f'<h3><a href="{up}{name}.html">{title}</a></h3>'
            f'<ul class="egdi-cards">{"".join(cards)}</ul>'
        )
    return "".join(parts)
