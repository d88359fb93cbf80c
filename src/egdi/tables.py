"""Tables that read well on a page, paste well into Word, and come out the same each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

from egdi.figures import exports_folder, write_numbers


@dataclass(frozen=True)
class Table:
    """A table to show: ``frame`` holds the numbers, ``html`` the page's version of them."""

    frame: pd.DataFrame
    html: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        plain = self.frame.to_string(index=False)
        if len(plain) > 20_000:
            plain = f"{len(self.frame)} rows: {', '.join(map(str, self.frame))}"
        return {"text/html": self.html, "text/plain": plain}


_SEARCH = """<p class="egdi-filter"><label>Show rows with \
<input type="search" autocomplete="off" oninput="\
const words=this.value.toLowerCase().split(/\\s+/);let n=0;\
for(const row of document.querySelectorAll('#T_{name} tbody tr')){{\
const text=row.textContent.toLowerCase();\
row.hidden=!words.every(w=>text.includes(w));n+=!row.hidden}}\
this.parentNode.nextElementSibling.textContent=n+' of {rows} rows'"></label> \
<span role="status">{rows} rows</span></p>
"""


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
) -> Table:
    """Return a table for the page and write its numbers, unrounded, as ``name``.csv.

    Args:
        frame: a row a line; columns are headed as they shall be read, units included.
        name: identifier of the table, also its file name.
        title: what the table shows; becomes the table's accessible name.
        formats: column -> format string or function, as pandas' Styler takes them.
        focus: (column, value): rows with that value stand in bold.
        rows: how many rows to show; the file has all of them.
        folder: default ``$EGDI_EXPORTS``, else ``exports`` in the working folder.
        heads: column -> heading: the page shows these columns only, so headed; the file has all
            columns under their own names.
        search: put a box above the table that shows only the rows with the words typed.
    """
    write_numbers(frame, exports_folder(folder) / f"{name}.csv")
    if heads is not None:
        frame = frame[list(heads)].rename(columns=dict(heads))
    frame = frame.head(rows or len(frame)).reset_index(drop=True)
    style = Styler(frame, uuid=name, cell_ids=False).hide(axis="index").format(formats, na_rep="–")
    right = [i for i, c in enumerate(frame) if pd.api.types.is_numeric_dtype(frame[c])]
    rules = [{"selector": f".col{i}", "props": "text-align: right"} for i in right]
    if focus is not None:
        rules += [
            {"selector": f"td.row{i}", "props": "font-weight: bold"}
            for i in frame.index[frame[focus[0]].eq(focus[1])]
        ]
    style = style.set_table_styles(rules)  # type: ignore[arg-type]
    label = f'aria-label="{title}"' if title else ""
    html = style.set_table_attributes(f'class="egdi-table" {label}'.strip()).to_html()
    box = _SEARCH.format(name=name, rows=len(frame)) if search else ""
    return Table(frame, box + html)
