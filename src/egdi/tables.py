"""Tables that read well on a page, paste well into Word, and come out the same each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from babel.numbers import get_decimal_symbol
from pandas.io.formats.style import Styler

from egdi.figures import exports_folder, write_numbers
from egdi.words import locale, numbers, phrase

if TYPE_CHECKING:
    from egdi.question import Question


@dataclass(frozen=True)
class ShownTable:
    """A table to show: ``frame`` holds the numbers, ``html`` the page's version of them."""

    frame: pd.DataFrame
    html: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        plain = self.frame.to_string(index=False)
        if len(plain) > 20_000:
            plain = f"{len(self.frame)} rows: {', '.join(map(str, self.frame))}"
        return {"text/html": self.html, "text/plain": plain}


def frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Return rows as a table; with its columns, if there are none."""
    return pd.DataFrame(list(rows), columns=list(columns))


def _said(how: str | Callable[[Any], str]) -> str | Callable[[Any], str]:
    """Return how a column is written: a way of the words room, else what pandas takes."""
    if callable(how) or "{" in how:
        return how
    return lambda value: value if isinstance(value, str) else numbers.said(value, how)


_SEARCH = (
    '<p class="egdi-filter"><label>{label} <input type="search" autocomplete="off" '
    'data-table="T_{name}" data-count="{count}"></label> <span role="status">{all}</span></p>\n'
)
"""The box above a table; the book's script shows the rows with the words typed."""


def show(
    frame: pd.DataFrame,
    name: str,
    title: str = "",
    formats: Mapping[str, str | Callable[[Any], str]] | None = None,
    focus: tuple[str, Any] | None = None,
    rows: int | None = None,
    folder: str | Path | None = None,
    heads: Mapping[str, str] | None = None,
    search: bool = False,
    ask: Question | None = None,
) -> ShownTable:
    """Return a table for the page and write its numbers, unrounded, as ``name``.csv.

    Args:
        frame: a row a line; columns are headed as they shall be read, units included.
        name: identifier of the table, also its file name.
        title: what the table shows; becomes the table's accessible name.
        formats: column -> how its numbers are said (``score``, ``+points``, ``chance``, as
            :func:`egdi.words.numbers.said` takes them), a format string or a function.
        focus: (column, value): rows with that value in the column stand in bold.
        rows: how many rows to show; the file has all of them.
        folder: default ``$EGDI_EXPORTS``, else ``exports`` in the working folder.
        heads: column -> heading: the page shows these columns only, so headed; the file has all
            columns under their own names.
        search: put a box above the table that shows only the rows with the words typed.
        ask: the question, for the file's name.
    """
    stem = f"{name}-{ask.slug}" if ask else name
    write_numbers(frame, exports_folder(folder) / f"{stem}.csv")
    if heads is not None:
        frame = frame[list(heads)]
    frame = frame.head(rows or len(frame)).reset_index(drop=True)
    style = Styler(frame, uuid=name, cell_ids=False).hide(axis="index")
    mark = get_decimal_symbol(locale())
    style = style.format(precision=4, na_rep="–", decimal=mark, escape="html")
    for column, how in (formats or {}).items():
        style = style.format(_said(how), subset=[column], na_rep="–", decimal=mark, escape="html")
    if heads is not None:
        style = style.relabel_index([escape(head) for head in heads.values()], axis="columns")
    right = [i for i, c in enumerate(frame) if pd.api.types.is_numeric_dtype(frame[c])]
    rules = [{"selector": f".col{i}", "props": "text-align: right"} for i in right]
    if focus is not None:
        rules += [
            {"selector": f"td.row{i}", "props": "font-weight: bold"}
            for i in frame.index[frame[focus[0]].eq(focus[1])]
        ]
    style = style.set_table_styles(rules)  # type: ignore[arg-type]
    label = f'aria-label="{escape(title)}"' if title else ""
    html = style.set_table_attributes(f'class="egdi-table" {label}'.strip()).to_html()
    box = ""
    if search:
        box = _SEARCH.format(
            name=name,
            label=escape(phrase("Show rows with")),
            count=escape(phrase("{shown} of {n} rows", shown="#", n=len(frame))),
            all=escape(phrase("{n} {n:row|rows}", n=len(frame))),
        )
    shown = frame if heads is None else frame.rename(columns=dict(heads))
    return ShownTable(shown, box + html)
