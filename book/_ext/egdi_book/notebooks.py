"""What the executed notebooks hold: their named figures and tables."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from egdi_book import told

log = logging.getLogger(__name__)


@cache
def notebook(path: str) -> dict:
    """Return a notebook as JSON; a page that is not one has no cells."""
    file = Path(path)
    return told.told(told.read(file)) if file.is_file() else {"cells": []}


def question_slug(app: Sphinx, docname: str) -> str:
    """Return the question of a chapter as its files' names write it; empty where none is told."""
    return _slug(Path(app.srcdir, f"{docname}.ipynb"))


@cache
def _slug(path: Path) -> str:
    """Read a chapter's question once."""
    return told.question(told.read(path)) if path.is_file() else ""


def cell_source(path: str, name: str) -> str:
    """Return the code of the cell with an identifier or a tag; empty where there is none."""
    file = Path(path)
    for cell in told.read(file)["cells"] if file.is_file() else []:
        if cell["cell_type"] == "code" and name in (
            cell.get("id"),
            *cell["metadata"].get("tags", []),
        ):
            return "".join(cell["source"])
    return ""


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
                        "png": "".join(bundle.get("image/png", "")),
                        "html": "".join(bundle.get("text/html", "")),
                    }
                )
    return items


class TableFigure(nodes.figure):
    """A table with a caption: MyST makes a figure of it, readers look for "Table 3"."""


def number_tables(app: Sphinx, doctree: nodes.document) -> None:
    """Let captioned tables be numbered as tables and figures as figures."""
    for figure in list(doctree.findall(nodes.figure)):
        if not list(figure.findall(nodes.image)):
            table = TableFigure("", *figure.children, **figure.attributes)
            figure.replace_self(table)
            doctree.ids.update(dict.fromkeys(table["ids"], table))
