"""Small drawings of tables, so that an index of pictures can show them too."""

from __future__ import annotations

import html
import re

from egdi.words import phrase

COLUMNS, ROWS, LETTERS = 4, 6, 11
"""How much of a table is drawn."""
_WIDE, _HIGH = 78, 20
"""Size of a cell, in pixels."""


def rows(markup: str) -> list[list[str]]:
    """Return the cells of a table, or of a list of numbers with labels, as text."""
    if "<tr" in markup:
        return [
            [_text(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, flags=re.S)]
            for line in re.findall(r"<tr.*?</tr>", markup, flags=re.S)
        ]
    entries = re.findall(r"<li>(.*?)</li>", markup, flags=re.S)
    split = [[_text(part) for part in re.split(r"</?strong>", entry)] for entry in entries]
    return [list(column) for column in zip(*split, strict=True)]


def _text(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def drawn(markup: str) -> tuple[str, str]:
    """Return a drawing of a table's first cells as SVG, and what it shows in words."""
    lines = rows(markup)
    width, height = _WIDE * COLUMNS + 8, _HIGH * ROWS + 16
    parts = [f'<rect width="{width}" height="{height}" fill="#fff"/>']
    for i, line in enumerate(lines[:ROWS]):
        weight = ' font-weight="bold"' if i == 0 else ""
        for j, cell in enumerate(line[:COLUMNS]):
            short = cell if len(cell) <= LETTERS else f"{cell[: LETTERS - 1]}…"
            x, y = 8 + _WIDE * j, 20 + _HIGH * i
            parts.append(f'<text x="{x}" y="{y}"{weight}>{html.escape(short)}</text>')
        parts.append(f'<path d="M6 {26 + _HIGH * i}H{width - 6}" stroke="#c9ccd1"/>')
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="11" fill="#22262b">{"".join(parts)}</svg>'
    )
    head = [name for name in (lines[0] if lines else []) if name]
    return drawing, phrase("First rows of a table with the columns {heads}.", heads=", ".join(head))
