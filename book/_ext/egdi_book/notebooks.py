"""What the executed notebooks hold: their glued numbers, their named figures and tables."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from egdi import prose

log = logging.getLogger(__name__)


@cache
def notebook(path: str) -> dict:
    """Return a notebook as JSON; a page that is not one has no cells."""
    file = Path(path)
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {"cells": []}


def cell_source(path: str, name: str) -> str:
    """Return the code of the cell with an identifier or a tag; empty where there is none."""
    for cell in notebook(path)["cells"]:
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


@cache
def values(path: str) -> dict:
    """Return the values that a notebook glued, by key; a page that is not one has none."""
    return prose.glued(Path(path)) if path.endswith(".ipynb") else {}


def filled(text: str, path: str, where: str) -> str:
    """Return a text with its ``{key:format}`` placeholders filled from a notebook's values."""
    try:
        return prose.filled(text, values(path))
    except KeyError as error:
        log.warning("%s: {%s} is not glued in this notebook", where, error.args[0])
        return text


def plain(caption: str, path: str, where: str) -> str:
    """Return a caption as plain text, its glue roles filled."""
    text = re.sub(r"\{glue:text\}`(\w+)(:[^`]*)?`", r"{\1\2}", caption)
    return filled(text.replace("`", ""), path, where)


def fill_alternative_texts(app: Sphinx, doctree: nodes.document) -> None:
    """Fill the placeholders in the alternative texts of a notebook's pictures."""
    source = doctree.get("source", "")
    if not source.endswith(".ipynb"):
        return
    for image in doctree.findall(nodes.image):
        image["alt"] = filled(image.get("alt", ""), source, app.env.docname)


class TableFigure(nodes.figure):
    """A table with a caption: MyST makes a figure of it, readers look for "Table 3"."""


def number_tables(app: Sphinx, doctree: nodes.document) -> None:
    """Let captioned tables be numbered as tables and figures as figures."""
    for figure in list(doctree.findall(nodes.figure)):
        if not list(figure.findall(nodes.image)):
            table = TableFigure("", *figure.children, **figure.attributes)
            figure.replace_self(table)
            doctree.ids.update(dict.fromkeys(table["ids"], table))
