"""Charts of the statements: verdicts as squares, figures beside goals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from egdi import figures
from egdi.claims import CONTRADICTED, HOLDS, NOT_CHECKABLE, ONE_READING, SUBJECTS, VERDICTS
from egdi.words import phrase, term
from egdi.words import source as words_source

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VERDICT_STYLE: dict[str, dict[str, Any]] = {
    HOLDS: {"facecolor": "#1f4e79", "hatch": ""},
    ONE_READING: {"facecolor": "#9cc3e6", "hatch": "////"},
    CONTRADICTED: {"facecolor": figures.FOCUS_COLOUR, "hatch": "xxxx"},
    NOT_CHECKABLE: {"facecolor": "#f1f2f4", "hatch": ""},
}


def source() -> str:
    """Return who says what was stated, and what it was checked against."""
    return phrase(
        "one official notice and news of 2018 to 2020, checked against {source}",
        source=words_source(),
    )


def verdict_squares(ax: Axes, checked: pd.DataFrame, across: int = 22) -> None:
    """Draw one square a statement, by subject and verdict, with the counts named.

    Args:
        ax: axes to draw on.
        checked: columns subject and verdict, as :func:`egdi.claims.check` returns them.
        across: squares in a line.
    """
    from matplotlib.patches import Patch, Rectangle

    top = 0.0
    for subject in SUBJECTS:
        rows = checked.loc[checked["subject"].eq(subject), "verdict"]
        if rows.empty:
            continue
        ordered = [v for v in VERDICTS for _ in range(int(rows.eq(v).sum()))]
        ax.text(0, top + 0.75, term(f"about_{subject}"), fontsize=10.5, fontweight="bold")
        told = [f"{term(v)}: {n}" for v in VERDICTS if (n := int(rows.eq(v).sum()))]
        ax.text(0, top + 1.65, " · ".join(told), fontsize=figures.SMALL, color=figures.QUIET_INK)
        for i, verdict in enumerate(ordered):
            at = (i % across + 0.06, top + i // across + 1.95)
            ax.add_patch(Rectangle(at, 0.88, 0.88, edgecolor=_edge(verdict), linewidth=0.5,
                                   **VERDICT_STYLE[verdict]))  # fmt: skip
        top += -(-len(ordered) // across) + 2.5
    counts = checked["verdict"].value_counts()
    handles = [
        Patch(edgecolor=_edge(v), linewidth=0.5, label=f"{term(v)}: {counts.get(v, 0)}",
              **VERDICT_STYLE[v])
        for v in VERDICTS
    ]  # fmt: skip
    figures.legend_above(ax, handles, fontsize=10, handlelength=1.1, handleheight=1.1)
    ax.set(xlim=(0, across), ylim=(top - 0.4, -0.3), aspect="equal")
    ax.set_axis_off()


def _edge(verdict: str) -> str:
    """Return the colour of a square's edge, which is that of its hatch too."""
    return "#ffffff" if VERDICT_STYLE[verdict]["hatch"] else "#6b7280"


def bullets(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw figures as bars, goals as upright marks, and the distance between them in words.

    Args:
        ax: axes to draw on.
        rows: columns label, value and target, in percent; a label with several goals has a row
            for each. Blank where there is no value or no goal.
    """
    labels = list(dict.fromkeys(rows["label"]))
    for at, label in enumerate(labels):
        own = rows[rows["label"].eq(label)]
        value, goals = float(own["value"].iloc[0]), list(own["target"].dropna())
        ax.barh(at, 100, 0.3, color="#eceef1", zorder=0)
        if np.isfinite(value):
            ax.barh(at, value, 0.3, color=figures.LINE_COLOUR, zorder=2)
        for goal in goals:
            ax.plot([goal] * 2, [at - 0.15, at + 0.15], color=figures.FOCUS_COLOUR, linewidth=3.2,
                    clip_on=False, zorder=3)  # fmt: skip
        ax.text(0, at - 0.25, label, fontsize=10, va="bottom")
        ax.text(100, at - 0.25, _distances(value, goals), fontsize=figures.SMALL, va="bottom",
                ha="right", color=figures.QUIET_INK)  # fmt: skip
    ax.set(xlim=(0, 100), ylim=(len(labels) - 0.6, -0.75))
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)


def _distances(value: float, goals: list[float]) -> str:
    """Say a share and its goals: ``88.53 %, goal 90``."""
    return phrase(
        {
            (True, True): "{value} %, goal {goals:or}",
            (True, False): "{value} %",
            (False, True): "no figure, goal {goals:or}",
        },
        case=(bool(np.isfinite(value)), bool(goals)),
        value=value,
        goals=goals,
    )
