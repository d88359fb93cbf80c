"""Run a notebook's cells in this process: many times faster than a kernel for each question."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import matplotlib.pyplot as plt
import nbformat
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
OPENING = ("setup", "parameters", "question")


def cells(notebook: Path, tag: str | None = None) -> list:
    """Return the code cells of a notebook, all or those with a tag."""
    book = nbformat.read(notebook, as_version=4)
    code = [c for c in book.cells if c.cell_type == "code"]
    return code if tag is None else [c for c in code if tag in c.metadata.get("tags", [])]


def start(notebook: Path, **parameters) -> dict:
    """Return the names after the opening cells.

    Other parameters are put in after the parameters cell and before the question is asked, as
    tools do that inject parameters.
    """
    names: dict = {"__name__": "__main__"}
    for tag in OPENING:
        for cell in cells(notebook, tag):
            run(cell, names)
        if tag == "parameters":
            unknown = set(parameters) - set(names)
            assert not unknown, f"{notebook.name} has no parameter {unknown}"
            names |= parameters
    return names


def run(cell, names: dict, shown: list[tuple[Any, dict]] | None = None) -> str:
    """Run one cell and return what it printed; a failure names the cell.

    Args:
        cell: the cell.
        names: what is known before, and after.
        shown: gets what the cell displayed, with its metadata.
    """
    printed = io.StringIO()

    def display(*objects: Any, metadata: dict | None = None, **_: Any) -> None:
        if shown is not None:
            shown.extend((thing, metadata or {}) for thing in objects)

    names["display"] = display
    try:
        with contextlib.redirect_stdout(printed), patch("IPython.display.display", display):
            exec(compile(cell.source, f"<cell {cell.id}>", "exec"), names)
    except Exception as error:
        pytest.fail(f"cell {cell.id} failed: {type(error).__name__}: {error}\n{cell.source}")
    finally:
        plt.close("all")
    return printed.getvalue()


def run_all(notebook: Path, **parameters) -> dict:
    """Run a whole notebook with other parameters and return its names."""
    names = start(notebook, **parameters)
    for cell in cells(notebook):
        if not set(OPENING) & set(cell.metadata.get("tags", [])):
            run(cell, names)
    return names


def sentences(notebook: Path, drawn: bool = False, **parameters) -> list[str]:
    """Return all that a notebook says when it is asked another question, captions included.

    Args:
        notebook: the notebook.
        drawn: run all cells; else those of prose only, which may not hang on those that draw.
        parameters: other values of its parameters.
    """
    names = start(notebook, **parameters)
    shown: list[tuple[Any, dict]] = []
    for cell in cells(notebook):
        tags = set(cell.metadata.get("tags", []))
        if "prose" in tags:
            run(cell, names, shown)
        elif drawn and not tags & set(OPENING):
            run(cell, names)
    return _said((thing["text/markdown"], metadata) for thing, metadata in shown)


@dataclass
class Item:
    """A figure or table that a notebook made, with what is written about it.

    Attributes:
        frames: the tables of numbers it shows.
        texts: its titles, caption and alternative text.
        source: who says it, where the cell names somebody.
    """

    frames: list[pd.DataFrame]
    texts: list[str]
    source: str | None = None


def items(notebook: Path, **parameters) -> dict[str, Item]:
    """Run a whole notebook with other parameters and return what it made, by name."""
    found: dict[str, Item] = {}

    def item(name: str) -> Item:
        return found.setdefault(name, Item([], []))

    def publish(fig, data, name, title, subtitle="", source=None, **settings):
        item(name).frames.append(_with_index(data))
        item(name).texts += [title, subtitle]
        item(name).source = source

    def show(frame, name, title="", *settings, **named):
        item(name).frames.append(_with_index(frame))
        item(name).texts.append(title)
        return ""

    names = start(notebook, **parameters)
    shown: list[tuple[Any, dict]] = []
    with patch("egdi.figures.publish", publish), patch("egdi.tables.show", show):
        for cell in cells(notebook):
            if not set(OPENING) & set(cell.metadata.get("tags", [])):
                run(cell, names, shown)
    for _, metadata in shown:
        mark = metadata.get("egdi", {})
        if mark.get("kind") == "caption":
            item(mark["name"]).texts += [mark["caption"], mark.get("alt", "")]
    return found


def _with_index(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its index as columns, if that says anything."""
    return frame.reset_index() if frame.index.names != [None] else frame


def committed(notebook: Path) -> list[str]:
    """Return all that a notebook says in its committed outputs, captions included."""
    return _said(
        (output["data"]["text/markdown"], output.get("metadata", {}))
        for cell in cells(notebook, "prose")
        for output in cell.outputs
        if "text/markdown" in output.get("data", {})
    )


def _said(shown: Iterable[tuple[str, dict]]) -> list[str]:
    """Return texts, each with its alternative text after it."""
    found = []
    for text, metadata in shown:
        alt = metadata.get("egdi", {}).get("alt")
        found += [text, alt] if alt else [text]
    return found
