"""Hand numbers from a notebook to its prose."""

from __future__ import annotations

from typing import Any


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
