"""A map of the world in squares: one for each state, about where it lies, and no borders.

Small states are as large as large ones, so that all can be read, and nothing is said about any
border. The squares' places are in ``data/tiles.csv``.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.patches import Patch, Rectangle

from egdi import panel
from egdi.figures import FOCUS_COLOUR, QUIET_INK, SMALL, new
from egdi.words import State, phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEVELS = {"low": 0.0, "middle": 0.25, "high": 0.5, "very high": 0.75}
"""The UN's levels of the index and the least score of each (E-Government Survey 2014 and after)."""
COLOURS = {"low": "#dce6f0", "middle": "#a3bfdb", "high": "#5b8db8", "very high": "#1c4a73"}
_DARK = ("high", "very high")
NEAR = 6
"""Most rows or columns of squares at which a group is drawn once more, large."""


def level(score: float) -> str:
    """Return the UN's level of a score.

    Args:
        score: EGDI, 0 to 1.

    Returns:
        One of :data:`LEVELS`.

    >>> level(0.7709), level(0.7499)
    ('very high', 'high')
    """
    if not 0 <= score <= 1:
        raise panel.DataError(f"The score is {score}; expected a number from 0 to 1.")
    return [name for name, least in LEVELS.items() if score >= least][-1]


def tiles(scores: pd.Series, folder: Path | None = None) -> pd.DataFrame:
    """Return the square of every state with its level.

    Args:
        scores: EGDI by ISO code; a state without one has no level.
        folder: where the tables are.

    Returns:
        Columns iso3, row, column (from the top left), egdi, rank (1 for the best, ties share the
        better one), level (blank without a score); a row a state.
    """
    table = panel.load("tiles", folder)
    table["egdi"] = table["iso3"].map(scores.astype(float))
    table["rank"] = table["egdi"].rank(ascending=False, method="min")
    table["level"] = [level(x) if pd.notna(x) else "" for x in table["egdi"]]
    return table


def draw(table: pd.DataFrame, members: list[str], focus: str) -> Figure:
    """Draw the world with the group outlined, and above it the group once more if it is compact.

    Args:
        table: as :func:`tiles` returns it.
        members: ISO codes of the group; all states for the world.
        focus: ISO code in focus.

    Raises:
        DataError: if the focus has no square.
    """
    if focus not in set(table["iso3"]):
        raise panel.DataError(f"{focus!r} has no square on the map; give an ISO code.")
    group = table[table["iso3"].isin(members)]
    rows, columns = (int(group[c].max() - group[c].min()) + 1 for c in ("row", "column"))
    near = max(rows, columns) <= NEAR and len(group) > 1
    long = any(len(_wrapped(iso, columns)) > 1 for iso in group["iso3"]) if near else False
    heights = [(0.7 if long else 0.52) * rows, 3.3] if near else [3.3]
    fig, axes = new(height=sum(heights), nrows=len(heights), squeeze=False, height_ratios=heights)
    if near:
        _large(axes[0, 0], group, focus)
    world = axes[-1, 0]
    _small(world, table, [] if len(group) == len(table) else members, focus)
    world.legend(
        handles=[
            *(Patch(facecolor=COLOURS[name], label=text) for name, text in level_names().items()),
            Patch(facecolor="white", edgecolor=QUIET_INK, linestyle=":", label=phrase("no index")),
        ],
        loc="upper center",
        bbox_to_anchor=(0.5, 0.02),
        ncols=3,
        frameon=False,
        fontsize=SMALL,
        handlelength=1.2,
        columnspacing=1.4,
    )
    return fig


def title(table: pd.DataFrame, focus: str) -> str:
    """Say at which level a state is, and with how many others."""
    own = table.set_index("iso3").at[focus, "level"]
    alone = phrase(
        {
            "very high": "{s:start} alone has a very high EGDI",
            "high": "{s:start} alone has a high EGDI",
            "middle": "{s:start} alone has a middle EGDI",
            "low": "{s:start} alone has a low EGDI",
        },
        case=own,
        s=State(focus),
    )
    n = int(table["level"].eq(own).sum())
    among = phrase(
        {
            "very high": "{s:start} is one of {n} states with a very high EGDI",
            "high": "{s:start} is one of {n} states with a high EGDI",
            "middle": "{s:start} is one of {n} states with a middle EGDI",
            "low": "{s:start} is one of {n} states with a low EGDI",
        },
        case=own,
        s=State(focus),
        n=n,
    )
    return among if n > 1 else alone


def level_names() -> dict[str, str]:
    """Return the levels' names with their scores, the highest first, in the language spoken."""
    return {
        "very high": phrase("very high, from {x:.2}", x=LEVELS["very high"]),
        "high": phrase("high, from {x:.2}", x=LEVELS["high"]),
        "middle": phrase("middle, from {x:.2}", x=LEVELS["middle"]),
        "low": phrase("low"),
    }


def _large(ax: Axes, group: pd.DataFrame, focus: str) -> None:
    """Draw a group's states with their names and world ranks."""
    columns = group["column"].max() - group["column"].min() + 1
    for row in group.itertuples():
        own = row.iso3 == focus
        _square(ax, row, FOCUS_COLOUR if own else "", 3)
        lines = [*_wrapped(row.iso3, columns), str(int(row.rank)) if row.level else "–"]
        ax.text(
            row.column + 0.5, row.row + 0.5, "\n".join(lines),
            ha="center", va="center", fontsize=SMALL, linespacing=1.1, zorder=4,
            color="white" if row.level in _DARK else "#15181c",
            fontweight="bold" if own else "normal",
        )  # fmt: skip
    _frame(ax, group)


def _wrapped(iso: Any, columns: int) -> list[str]:
    """Return a state's name in lines that fit a square, of so many beside each other."""
    return textwrap.wrap(State(iso).said("name"), 60 // columns, break_long_words=False)


def _small(ax: Axes, table: pd.DataFrame, members: list[str], focus: str) -> None:
    """Draw all states, some with a dark edge, the focus with a strong one and its name above."""
    for row in table.itertuples():
        edge = "#15181c" if row.iso3 in members else ""
        _square(ax, row, FOCUS_COLOUR if row.iso3 == focus else edge, 2.2)
    own = table[table["iso3"].eq(focus)].iloc[0]
    right = own["column"] > table["column"].max() / 2
    ax.annotate(
        State(focus).said("name"), (own["column"] + 0.5, own["row"]),
        xytext=(own["column"] + 0.5, -1.3), color=FOCUS_COLOUR, fontsize=SMALL, fontweight="bold",
        ha="right" if right else "left", va="center", zorder=5,
        arrowprops={"arrowstyle": "-", "color": FOCUS_COLOUR, "linewidth": 1.2, "shrinkB": 1},
    )  # fmt: skip
    _frame(ax, table, above=1.9)
    ax.set_aspect("equal")


def _square(ax: Axes, row: Any, edge: str, width: float) -> None:
    """Draw one state; a strong edge lies over its neighbours."""
    style: dict[str, Any] = {"edgecolor": "white", "linewidth": 0.4}
    if not row.level:
        style = {"edgecolor": QUIET_INK, "linewidth": 0.7, "linestyle": ":"}
    if edge:
        strong = edge == FOCUS_COLOUR
        style = {"edgecolor": edge, "linewidth": width if strong else 1.1, "zorder": 2 + strong}
    ax.add_patch(
        Rectangle((row.column + 0.04, row.row + 0.04), 0.92, 0.92,
                  facecolor=COLOURS.get(row.level, "white"), **style)
    )  # fmt: skip


def _frame(ax: Axes, table: pd.DataFrame, above: float = 0.05) -> None:
    ax.set_xlim(table["column"].min() - 0.1, table["column"].max() + 1.1)
    ax.set_ylim(table["row"].max() + 1.05, table["row"].min() - above)
    ax.set_axis_off()
