"""Run a notebook's cells in this process: many times faster than a kernel for each question."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells(notebook: Path, tag: str | None = None) -> list:
    """Return the code cells of a notebook, all or those with a tag."""
    book = nbformat.read(notebook, as_version=4)
    code = [c for c in book.cells if c.cell_type == "code"]
    return code if tag is None else [c for c in code if tag in c.metadata.get("tags", [])]


def start(notebook: Path, **parameters) -> dict:
    """Return the names after the setup and the parameters cells, with other parameters put in."""
    names: dict = {"__name__": "__main__"}
    for tag in ("setup", "parameters"):
        (cell,) = cells(notebook, tag)
        run(cell, names)
    unknown = set(parameters) - set(names)
    assert not unknown, f"{notebook.name} has no parameter {unknown}"
    return names | parameters


def run(cell, names: dict) -> str:
    """Run one cell and return what it printed; a failure names the cell."""
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
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
        if not {"setup", "parameters"} & set(cell.metadata.get("tags", [])):
            run(cell, names)
    return names
