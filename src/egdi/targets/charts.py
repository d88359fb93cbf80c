"""Charts of targets: a line of text and a small line of places for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from egdi import figures
from egdi.targets.answers import Goal, Result
from egdi.targets.deadlines import calendar
from egdi.targets.judging import MET, MISSED, OPEN, held, last_day
from egdi.targets.sentences import label
from egdi.words import phrase, term
from egdi.words import source as words_source

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from egdi.question import Question

STATUS_STYLE: dict[str, dict[str, Any]] = {
    MET: {"marker": "o", "markerfacecolor": "#2e7d4f", "color": "#2e7d4f"},
    MISSED: {"marker": "X", "markerfacecolor": "#15181c", "color": "#15181c"},
    OPEN: {"marker": "o", "markerfacecolor": "white", "color": figures.LINE_COLOUR},
}

SINCE = 2012
"""First edition of the small lines."""
ROW = 0.46
"""Height of a target, in inches."""
_LINES = (0.45, 0.32)
"""Where the small lines stand: left end and width, as shares of the figure."""


def height(goals: Sequence[Goal]) -> float:
    """Return the height in inches that a chart of targets takes."""
    groups = {goal.where.key for goal in goals}
    return ROW * (sum(len(goal.results) for goal in goals) + 0.75 * len(groups) + 0.5)


def rows(ax: Axes, ask: Question, goals: Sequence[Goal]) -> pd.DataFrame:
    """Draw a row for each target and measure, by group: what is asked, a small line, the outcome.

    The small line is the place held, best on top, on one scale for a group; the bar is the place
    asked for, from the day of issue to the deadline, and its end tells the outcome.

    Args:
        ax: empty axes, which are switched off.
        ask: the question.
        goals: in the order to draw.

    Returns:
        Columns group, target, measure, edition, place (held, of n) or asked, status.
    """
    ax.set_axis_off()
    lines = 1 / (height(goals) / ROW)
    y = 1.0
    drawn = []
    for key in dict.fromkeys(goal.where.key for goal in goals):
        own = [goal for goal in goals if goal.where.key == key]
        y -= 0.75 * lines
        ax.text(0, y + 0.2 * lines, _heading(own[0]), fontsize=10.5, fontweight="bold",
                transform=ax.transAxes)  # fmt: skip
        scores = list(dict.fromkeys(r.measure.key for goal in own for r in goal.results))
        places = held(ask.data, ask.focus, key, scores, SINCE)
        limits = _limits(places, own)
        for goal in own:
            for result in goal.results:
                y -= lines
                _texts(ax, goal, result, y, lines)
                small = ax.inset_axes((_LINES[0], y + 0.12 * lines, _LINES[1], 0.76 * lines))
                drawn.append(_small_line(small, goal, result, places, limits))
    _years(ax, y, sorted(ask.data["edition"].unique()))
    return pd.concat(drawn, ignore_index=True)


def source() -> str:
    """Return who says what was asked and what was held."""
    return phrase(
        "targets as reported by the press and ministries; places from {source}",
        source=words_source(),
    )


def _heading(goal: Goal) -> str:
    text = phrase("{g:in}", g=goal.where)
    return text[:1].upper() + text[1:]


def _limits(places: pd.DataFrame, goals: Sequence[Goal]) -> tuple[float, float]:
    """Return the ends of the scale of a group, best last."""
    seen = [*places["place"].astype(float), *(float(goal.best.place) for goal in goals)]
    pad = 0.12 * (max(seen) - min(seen)) + 0.3
    return max(seen) + pad, min(seen) - pad


def _texts(ax: Axes, goal: Goal, result: Result, y: float, lines: float) -> None:
    """Write what is asked at the left, and what came of it at the right."""
    style = STATUS_STYLE[result.status]
    name = label(goal).replace(f" {phrase('{g:in}', g=goal.where)}", "")
    if len(goal.results) > 1:
        name = phrase("{name}, {r.measure:label}", name=name, r=result)
    outcome = phrase(
        {
            (MISSED, "short"): "missed by {r.places}",
            (MET, "reached"): "met",
            (OPEN, "short"): "{r.places} to go",
            (OPEN, "reached"): "open, there now",
        },
        case=(result.status, result.side),
        r=result,
    )
    left: dict[str, Any] = {"transform": ax.transAxes, "va": "center"}
    right = sum(_LINES) + 0.03
    quiet: dict[str, Any] = {"fontsize": figures.SMALL, "color": figures.QUIET_INK}
    ax.text(0, y + 0.68 * lines, name, fontsize=10, color=figures.INK, **left)
    ax.text(0, y + 0.28 * lines, _short(goal), **quiet, **left)
    ax.text(right, y + 0.68 * lines, outcome, fontsize=10, fontweight="bold",
            color=style["color"], **left)  # fmt: skip
    ax.text(right, y + 0.28 * lines, phrase("{r.place:ordinal} of {r.n}", r=result), **quiet,
            **left)  # fmt: skip


def _short(goal: Goal) -> str:
    """Return the texts of a target by kind and number: ``Decision 749, Resolution 57``."""
    found = []
    for text in goal.texts:
        kind, _, rest = text.partition(" ")
        number = rest.partition("/")[0].partition("-")[0]
        found.append(f"{kind} {number}" if number[:1].isdigit() else kind)
    return ", ".join(found)


def _small_line(
    ax: Axes, goal: Goal, result: Result, places: pd.DataFrame, limits: tuple[float, float]
) -> pd.DataFrame:
    """Draw the places held and the place asked for, and return them."""
    own = places[places["measure"].eq(result.measure.key)]
    style = STATUS_STYLE[result.status]
    years = own["edition"].astype(float) + 0.5
    ax.plot(years, own["place"].astype(float), color=figures.FOCUS_COLOUR, linewidth=1.5)
    ax.plot(years.iloc[-1], float(own["place"].iloc[-1]), marker="o", markersize=3.5, zorder=6,
            color=figures.FOCUS_COLOUR)  # fmt: skip
    start, asked = decimal_year(last_day(goal.since)), float(goal.best.place)
    end = float(goal.deadline + 1)
    ax.plot([start, end], [asked] * 2, color=style["color"], linewidth=2.4, solid_capstyle="butt")
    ax.plot(end, asked, markersize=7, linestyle="none", clip_on=False, zorder=5, **style)
    ax.set(xlim=(SINCE - 0.5, 2031.5), ylim=limits)
    ax.set_axis_off()
    ends = pd.DataFrame(
        {"edition": [goal.deadline], "asked": [goal.best.place], "status": [term(result.status)]}
    )
    told = pd.concat([own[["edition", "place", "n"]], ends], ignore_index=True)
    return told.assign(group=goal.where.key, target=label(goal), measure=result.measure.key)


def _years(ax: Axes, y: float, editions: Sequence[int]) -> None:
    """Name the first, the last known and the last year of the small lines below them."""
    small = ax.inset_axes((_LINES[0], y - 0.001, _LINES[1], 0.001))
    ahead = [e for e in calendar(editions, 2030) if e <= 2030]
    shown = sorted({SINCE, int(editions[-1]), ahead[-1]})
    small.set_xticks([year + 0.5 for year in shown], [f"’{year % 100}" for year in shown])
    small.tick_params(length=2)
    small.set(xlim=(SINCE - 0.5, 2031.5), yticks=[])
    for side in ("left", "top", "right"):
        small.spines[side].set_visible(False)


def decimal_year(day: str) -> float:
    """Return a date as years with a fraction."""
    date = pd.Timestamp(f"{day[:8]}28" if day.endswith("-31") else day)
    return float(date.year + (date.day_of_year - 1) / 366)
