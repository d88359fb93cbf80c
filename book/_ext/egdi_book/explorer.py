"""The explorer: its place in a page, its scripts, and its data beside the pages."""

from __future__ import annotations

import html
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.config import Config

from egdi import explorer, panel, projection
from egdi_book.languages import ROOT, languages

FOLDER = "explorer"
"""Below ``_static``: scripts that come from ``book/_static``, and the data made at build time."""
SCRIPTS = ("core.js", "words.js", "question.js", "charts.js", "page.js")
AHEAD = 3
"""Editions after the latest that can be asked for."""


class ExplorerNode(nodes.General, nodes.Element):
    """Stands for the explorer until its page is written."""


class Explorer(Directive):
    """``{explorer}``: the explorer; its content is what the page says without JavaScript."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the explorer's node, the words without JavaScript inside."""
        node = ExplorerNode()
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


def visit(translator, node: ExplorerNode) -> None:
    """Open the explorer's box; on paper and in other builders only its words stand."""
    if translator.builder.name == "html":
        up = "../" * (translator.builder.current_docname.count("/") + inside(translator.config))
        files = html.escape(f"{up}_static/{FOLDER}/", quote=True)
        translator.body.append(f'<div id="egdi-explorer" data-files="{files}"></div><noscript>')


def depart(translator, node: ExplorerNode) -> None:
    """Close what :func:`visit` opened."""
    if translator.builder.name == "html":
        translator.body.append("</noscript>")


def add_files(
    app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None
) -> None:
    """Load the explorer's scripts and style on its page, and on no other."""
    if app.builder.name == "html" and doctree and any(doctree.findall(ExplorerNode)):
        app.add_css_file(f"{FOLDER}/explorer.css")
        for name in SCRIPTS:
            app.add_js_file(f"{FOLDER}/{name}", loading_method="defer")


def inside(config: Config) -> bool:
    """Whether these pages stand in a folder of a site whose root has the same data."""
    return config.language != ROOT and ROOT in languages()


def write_data(app: Sphinx, error: Exception | None) -> None:
    """Write the draws of the next editions beside the pages."""
    if error or app.builder.name != "html" or inside(app.config):
        return
    latest = panel.latest_edition()
    draws = projection.project(panel.load(), latest, projection.after(latest, AHEAD))
    explorer.pack([draws], Path(app.outdir, "_static", FOLDER))
