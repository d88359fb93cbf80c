"""Numbers of a text that the table beside it does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

_NUMBER = re.compile(r"(?<![\w.])([+−]?)(\d+(?:,\d{3})*(?:\.\d+)?)(?![\d])(\s?%)?")


def numbers(text: str) -> list[tuple[str, float, int, bool]]:
    """Return the numbers of a text: as written, without a sign, digits after the point, percent.

    Years, and what stands in code, links and formulas, are left out.
    """
    plain = re.sub(r"\$[^$]*\$|\]\([^)]*\)|`[^`]*`", " ", text).replace("\N{NO-BREAK SPACE}", " ")
    found = []
    for sign, digits, percent in _NUMBER.findall(plain):
        value = float(digits.replace(",", ""))
        if "." not in digits and 1990 <= value <= 2100:
            continue
        found.append((sign + digits, value, len(digits.partition(".")[2]), bool(percent)))
    return found


def held(frame: pd.DataFrame) -> np.ndarray:
    """Return what a table holds: its numbers, also those in its words, how many rows it has and how
    many of a kind, the sums of its rows and columns, and those of the first rows of each kind.
    """
    values: list[float] = [len(frame), len(frame.columns)]
    values += frame.select_dtypes("float").fillna(0).sum(axis=1).tolist()
    measured = frame.select_dtypes("number").fillna(0)
    for column in frame.columns[frame.nunique() < len(frame)]:
        running = measured.groupby(frame[column], dropna=False).cumsum()
        values += running.to_numpy(float).ravel().tolist()
    for column in frame:
        cells = frame[column]
        values += [cells.nunique(), *cells.value_counts().tolist(), cells.notna().sum()]
        as_numbers = pd.to_numeric(cells, errors="coerce").dropna().astype(float)
        values += as_numbers.tolist()
        if len(as_numbers):
            values += [as_numbers.sum(), as_numbers.median(), as_numbers.mean()]
        for text in cells[cells.map(lambda cell: isinstance(cell, str))]:
            values += [value for _, value, _, _ in numbers(text)]
    return np.abs(np.array(values, float))


def strangers(text: str, frames: Iterable[pd.DataFrame], also: Iterable[float] = ()) -> list[str]:
    """Return the numbers of a text that no table beside it holds, to the digits printed."""
    have = np.concatenate([*(held(frame) for frame in frames), np.abs(np.array([*also], float))])
    have = have[np.isfinite(have)]
    out = []
    for written, value, digits, percent in numbers(text):
        near = 0.5000001 * 10.0**-digits
        if np.any(np.abs(have - value) <= near):
            continue
        if percent and np.any(np.abs(100 * have - value) <= near):
            continue
        out.append(written)
    return out
