"""The picture of all weightings: a triangle, coloured by place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from egdi import figures
from egdi.firmness.simplex import EVERY, PLAUSIBLE, Pieces, Weightings, corners, pieces
from egdi.firmness.states import League
from egdi.panel import PARTS, DataError, require

if TYPE_CHECKING:
    from matplotlib.axes import Axes

REACHED = ("#1f4e79", "#3f719c")
"""Tones of the places that reach the target, darker than all others: they differ in grey too."""
MISSED = ("#c3c8cf", "#e1e4e8", "#f1f2f4")
"""Tones of the places that miss it, the nearest first."""
_TOP = np.sqrt(3) / 2
_AT = np.array([[0, 0], [1, 0], [0.5, _TOP]])
"""Where the corners stand: all weight on OSI to the left, on TII to the right, on HCI on top."""
_MESH = 160
_ROOM = 0.055
"""Distance from the border, in sides of the triangle, that a label inside a class needs."""
_WIDE = 0.0095
"""The same for each of its letters."""


def classes(found: Weightings, most: int = 5) -> list[tuple[int, int]]:
    """Return the classes of places that a picture can show, best first.

    Each place is a class where there are few; else those that reach the target and those that miss
    it are one class each.

    Args:
        found: as :func:`egdi.firmness.weightings` returns it.
        most: how many classes a picture bears.

    Returns:
        First and last place of each class.
    """
    there = [int(p) for p in found.shares.index]
    if len(there) <= most:
        return [(p, p) for p in there]
    cut = [[p for p in there if p <= found.target], [p for p in there if p > found.target]]
    return [(c[0], c[-1]) for c in cut if c]


def triangle(
    ax: Axes,
    league: League,
    found: Weightings,
    labels: Sequence[str],
    corner_labels: Mapping[str, str],
    published: str = "",
    plausible: str = "",
    spread: float = PLAUSIBLE,
) -> None:
    """Draw all weightings as a triangle, coloured by the focus's place.

    The nearer to a corner, the more that part counts. The borders between the classes are exact;
    the tones between them follow a fine mesh.

    Args:
        ax: axes to draw on.
        league: as :func:`egdi.firmness.league` returns it.
        found: as :func:`egdi.firmness.weightings` returns it for every weighting.
        labels: words for each of :func:`classes`.
        corner_labels: words at the corners of osi, tii and hci.
        published: words at the published weights.
        plausible: words at the border of the plausible weightings; none: it is not drawn.
        spread: of the plausible weightings.

    Raises:
        DataError: if the labels are not as many as the classes.
    """
    shown = classes(found)
    if len(labels) != len(shown):
        raise DataError(f"There are {len(shown)} classes of places; got {len(labels)} labels.")
    weights, mesh = _mesh()
    rivals = np.delete(league.parts, league.own, axis=0) @ weights.T
    own = league.parts[league.own] @ weights.T
    edges = pieces(league.leads(), corners(league.weights, EVERY))
    tones = _tones(shown, found.target)
    outline: dict[str, Any] = {"color": "#3a3f47", "linewidth": 1.0, "zorder": 3}
    ax.fill(*_AT.T, color=tones[-1], zorder=0, linewidth=0)
    for (_, last), tone in reversed(list(zip(shown[:-1], tones[:-1], strict=True))):
        line = -np.partition(-rivals, last - 1, axis=0)[last - 1]
        ahead = own - line  # at least zero where the place is ``last`` or better
        if ahead.max() > 0:
            ax.tricontourf(mesh, ahead, levels=[0, ahead.max() + 1], colors=[tone], zorder=1)
    ax.fill(*_AT.T, facecolor="none", edgecolor=outline["color"], linewidth=1.0, zorder=3)
    strong: dict[str, Any] = {"color": "white", "linewidth": 2.2, "zorder": 2}
    for (_, last), (after, _) in pairwise(shown):
        here = (edges.right > 0) & ((edges.left <= last) != (edges.right <= last))
        ends = np.stack([edges.start[here] @ _AT, edges.end[here] @ _AT], axis=1)
        style = outline | {"linewidth": 1.6} if last <= found.target < after else strong
        for piece in ends:
            ax.plot(*piece.T, solid_capstyle="round", **style)
    places = 1 + (rivals > own + 1e-12).sum(axis=0)
    _label(ax, found, edges, shown, labels, tones, weights, places)
    _corners(ax, corner_labels)
    if plausible:
        border = corners(league.weights, spread) @ _AT
        ax.fill(*border.T, facecolor="none", edgecolor="white", linewidth=3, zorder=4)
        ax.fill(*border.T, facecolor="none", edgecolor="#15181c", linewidth=1.3, linestyle="--",
                zorder=4)  # fmt: skip
    _notes(ax, league, plausible, published, spread)
    ax.set_aspect("equal")
    ax.set_axis_off()


def _mesh() -> tuple[np.ndarray, Any]:
    """Return the weights of a mesh over the triangle, and its triangulation."""
    from matplotlib.tri import Triangulation

    i, j = np.meshgrid(np.arange(_MESH + 1), np.arange(_MESH + 1), indexing="ij")
    inside = i + j <= _MESH
    number = np.cumsum(inside.ravel()).reshape(inside.shape) - 1
    weights = np.stack([i[inside], j[inside], _MESH - i[inside] - j[inside]], axis=1) / _MESH
    a, b = i[i + j < _MESH], j[i + j < _MESH]
    up = np.stack([number[a, b], number[a + 1, b], number[a, b + 1]], axis=1)
    a, b = i[i + j < _MESH - 1], j[i + j < _MESH - 1]
    down = np.stack([number[a + 1, b], number[a + 1, b + 1], number[a, b + 1]], axis=1)
    x, y = (weights @ _AT).T
    return weights, Triangulation(x, y, np.vstack([up, down]))


def _tones(shown: Sequence[tuple[int, int]], target: int) -> list[str]:
    """Return a tone for each class, the target's border between dark and light."""
    held = sum(last <= target for _, last in shown)
    dark = [REACHED[min(i, 1)] for i in range(held)]
    return dark + [MISSED[min(i, 2)] for i in range(len(shown) - held)]


def _label(
    ax: Axes, found: Weightings, edges: Pieces, shown: Sequence[tuple[int, int]],
    labels: Sequence[str], tones: Sequence[str], weights: np.ndarray, places: np.ndarray,
) -> None:  # fmt: skip
    """Write each class's words where it is widest, or beside the triangle with a line to it."""
    points = weights @ _AT
    start, end = edges.start @ _AT, edges.end @ _AT
    # The label of the published weights stands at the middle.
    centre = found.published.to_numpy() @ _AT
    beside = 0
    for number, ((first, last), text) in enumerate(zip(shown, labels, strict=True)):
        border = _borders(edges, first, last)
        a, run = start[border], (end - start)[border]
        inside = points[(weights.min(axis=1) > 0) & (places >= first) & (places <= last)]
        room = np.zeros(len(inside))
        if len(inside):
            t = ((inside[:, None] - a) * run).sum(axis=2) / (run**2).sum(axis=1)
            foot = a + t.clip(0, 1)[..., None] * run
            room = np.sqrt(((inside[:, None] - foot) ** 2).sum(axis=2).min(axis=1))
            room = np.minimum(room, 0.5 * np.sqrt(((inside - centre) ** 2).sum(axis=1)))
        colour = "white" if tones[number] in REACHED else "#15181c"
        if len(room) and room.max() >= max(_ROOM, _WIDE * len(text)):
            x, y = inside[room.argmax()]
            ax.text(x, y, text, ha="center", va="center", color=colour,
                    fontsize=10.5, fontweight="bold", zorder=6)  # fmt: skip
            continue
        at = found.examples.loc[first:last].iloc[0].to_numpy(float) @ _AT
        ax.annotate(
            text, at, xytext=(0.86, _TOP - 0.1 - 0.13 * beside), textcoords="data", ha="left",
            va="center", fontsize=10.5, fontweight="bold", color="#15181c", zorder=6,
            arrowprops={"arrowstyle": "-", "color": "#15181c", "linewidth": 0.9,
                        "shrinkA": 2, "shrinkB": 0},
        )  # fmt: skip
        beside += 1


def _borders(edges: Pieces, first: int, last: int) -> np.ndarray:
    """Return which pieces border a class."""
    left, right = ((side >= first) & (side <= last) for side in (edges.left, edges.right))
    return (left != right) & (np.abs(edges.end - edges.start).max(axis=1) > 1e-9)


def _corners(ax: Axes, labels: Mapping[str, str]) -> None:
    """Name the corners."""
    ends = {"osi": (-0.02, -0.03, "left", "top"), "tii": (1.02, -0.03, "right", "top"),
            "hci": (0.5, _TOP + 0.02, "center", "bottom")}  # fmt: skip
    for part in PARTS:
        x, y, ha, va = ends[part]
        ax.text(x, y, labels.get(part, ""), ha=ha, va=va, fontsize=figures.SMALL,
                color=figures.PART_STYLE[part]["color"], fontweight="bold")  # fmt: skip


def _notes(ax: Axes, league: League, plausible: str, published: str, spread: float) -> None:
    """Mark the published weights, and name them and the plausible ones beside the triangle."""
    centre = league.weights @ _AT
    ax.plot(*centre, marker="D", markersize=8, color=figures.FOCUS_COLOUR,
            markeredgecolor="white", markeredgewidth=1.4, linestyle="none", zorder=7)  # fmt: skip
    border = corners(league.weights, spread) @ _AT
    left = border[border[:, 0].argmin()]
    for text, at, y, colour in (
        (published, centre, 0.62, figures.FOCUS_COLOUR),
        (plausible, left, 0.42, "#15181c"),
    ):
        if text:
            ax.annotate(
                text, at, xytext=(y / _TOP / 2 - 0.05, y), ha="right", va="center", fontsize=10,
                color=colour, zorder=6,
                arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.9, "shrinkA": 2,
                            "shrinkB": 3},
            )  # fmt: skip


def place_intervals(
    ax: Axes, rows: pd.DataFrame, labels: Sequence[str], target: int, line: str = ""
) -> None:
    """Draw the interval of places by each choice, the target's border as a line.

    Args:
        ax: axes to draw on.
        rows: a row a choice, from top to bottom, of one state of :func:`egdi.firmness.places`.
        labels: words for each row.
        target: target place.
        line: words at the border of the best ``target``.

    Raises:
        DataError: if there are no rows, or not as many labels.
    """
    require(rows, ["best", "middle", "worst", "plausible"], "rows of firmness.places()")
    if len(labels) != len(rows):
        raise DataError(f"There are {len(rows)} choices; got {len(labels)} labels.")
    for y, row in enumerate(rows.itertuples()):
        colour = figures.FOCUS_COLOUR if row.plausible else figures.PEER_COLOUR
        dash = "-" if row.plausible else ":"
        ax.plot([row.best, row.worst], [y, y], color=colour, linewidth=3.2, linestyle=dash,
                solid_capstyle="butt", marker="|", markersize=11, zorder=2)  # fmt: skip
        middle = row.best if row.best == row.worst else row.middle
        if not pd.isna(middle):
            ax.plot(float(middle), y, marker="D" if row.plausible else "o", markersize=7,
                    color=colour, markeredgecolor="white", zorder=3)  # fmt: skip
    ax.axvline(target + 0.5, color=figures.LINE_COLOUR, linewidth=1.3, linestyle="--", zorder=1)
    if line:
        ax.annotate(line, (target + 0.5, 1), xycoords=("data", "axes fraction"), xytext=(0, 4),
                    textcoords="offset points", ha="center", va="bottom", fontsize=figures.SMALL,
                    color=figures.LINE_COLOUR)  # fmt: skip
    ax.set_yticks(range(len(rows)), labels)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    low, high = min(int(rows["best"].min()), target), max(int(rows["worst"].max()), target + 1)
    ax.set_xlim(low - 0.6, high + 0.6)
    ax.invert_xaxis()
    ax.locator_params(axis="x", integer=True)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def effect_bars(ax: Axes, rows: pd.DataFrame, labels: Sequence[str], words: Sequence[str]) -> None:
    """Draw first-order and total effects, the larger total on top.

    Args:
        ax: axes to draw on.
        rows: rows of one output of :func:`egdi.firmness.effects`.
        labels: words for each row, in its order.
        words: what the two lengths are called: alone (first-order), in all (total).

    Raises:
        DataError: if there are no rows, not as many labels, or the output never moves.
    """
    require(rows, ["first", "total", "total_low", "total_high"], "rows of firmness.effects()")
    if len(labels) != len(rows) or len(words) != 2:
        raise DataError(f"Expected {len(rows)} labels and two words; got {len(labels)}.")
    if rows["total"].isna().any():
        raise DataError("What never moves has no effects to draw.")
    order = rows["total"].to_numpy().argsort(kind="stable")[::-1]
    table = rows.iloc[order]
    at = np.arange(len(table))
    ax.barh(at, table["total"], 0.62, color="#c3c8cf", hatch="///", edgecolor="white",
            linewidth=0.5, label=words[1])  # fmt: skip
    ax.barh(at, table["first"].clip(lower=0), 0.62, color=figures.LINE_COLOUR, label=words[0])
    ax.hlines(at, table["total_low"], table["total_high"], color="#15181c", linewidth=1.2)
    ax.set_yticks(at, [labels[i] for i in order])
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.set_xlim(left=0)
    handles, names = ax.get_legend_handles_labels()
    ax.legend(handles[::-1], names[::-1], loc="lower right", frameon=False)
    ax.tick_params(axis="y", length=0)
