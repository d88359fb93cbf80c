"""Hand numbers from a notebook to its prose, and to pages outside it."""

from __future__ import annotations

import json
import re
from ast import literal_eval
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_PLACEHOLDER = re.compile(r"\{(\w+)(:[^{}]*)?\}")


def glue(key: str, value: Any) -> None:
    """Store a value in the running notebook under ``key``, for ``{glue:text}`` roles in pages.

    Writes the output that ``myst_nb.glue`` writes, without its import of Sphinx, which would cost
    every kernel two seconds.

    Args:
        key: unique over the whole book.
        value: a number or text; Python's own types, so that roles can format them.
    """
    from IPython.display import display

    value = value.item() if hasattr(value, "item") else value
    prefix = "application/papermill.record/"
    display(
        {f"{prefix}text/plain": repr(value)},
        raw=True,
        metadata={"scrapbook": {"name": key, "mime_prefix": prefix}},
    )


def ordinal(number: int) -> str:
    """Return a whole number as an English ordinal: 1st, 2nd, 3rd, 4th, 11th, 71st."""
    number = int(number)
    ending = (
        "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{ending}"


def glued(notebook: Path) -> dict[str, Any]:
    """Return the values that an executed notebook glued, by key."""
    found = {}
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            mark = output.get("metadata", {}).get("scrapbook")
            if mark:
                text = output["data"][f"{mark['mime_prefix']}text/plain"]
                found[mark["name"]] = literal_eval("".join(text))
    return found


def filled(text: str, values: Mapping[str, Any]) -> str:
    """Return a text with its ``{key}`` and ``{key:format}`` placeholders filled.

    Raises:
        KeyError: with the key, if a placeholder has no value.
    """
    return _PLACEHOLDER.sub(lambda m: format(values[m[1]], (m[2] or ":")[1:]), text)
