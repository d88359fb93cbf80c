"""The picture of what two parts could give together, and its title."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from egdi import figures
from egdi.needed.holding import Race
from egdi.needed.telling import in_thousandths
from egdi.panel import DataError, require
from egdi.words import Term, phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def frontier_lines(
    ax: Axes, table: pd.DataFrame, labels: Sequence[str], rooms: tuple[float, float] | None = None
) -> None:
    """Draw the combinations of two parts, one line a probability, named at its upper end.

    Args:
        ax: axes to draw on; the first part to the right, the second up, in points.
        table: as :func:`frontier` returns it, one pair of parts, one or more probabilities.
        labels: words for each probability, in the order of the table.
        rooms: what is left to the ceilings of the two parts now; what lies beyond is shaded.

    Raises:
        DataError: if the table holds no combinations, several pairs, or other than so many lines.
    """
    require(table, ["first", "second", "level", "first_points"], "combinations of two parts")
    groups = list(table.groupby("level", sort=False))
    if len(table[["first", "second"]].drop_duplicates()) > 1 or len(groups) != len(labels):
        raise DataError(f"Expected one pair of parts and {len(groups)} labels; got {len(labels)}.")
    styles = [("-", "o"), ("--", "s"), (":", "^")]
    for i, ((_, rows), text) in enumerate(zip(groups, labels, strict=True)):
        line, marker = styles[i % 3]
        ax.plot(rows["first_points"], rows["second_points"], linestyle=line, linewidth=2.2,
                color=figures.FOCUS_COLOUR, marker=marker, markevery=[0, -1], zorder=3)  # fmt: skip
        ax.annotate(text, (rows["first_points"].iloc[0], rows["second_points"].iloc[0]),
                    xytext=(8, 4), textcoords="offset points", fontsize=figures.SMALL,
                    color=figures.INK)  # fmt: skip
    ax.set_xlim(left=0)
    ax.set_ylim(bottom=0)
    if rooms is not None:
        (_, right), (_, top) = ax.get_xlim(), ax.get_ylim()
        shade = {"color": "#e9ebee", "zorder": 0, "linewidth": 0}
        if rooms[0] < right:
            ax.axvspan(rooms[0], right, **shade)  # type: ignore[arg-type]
        if rooms[1] < top:
            ax.axhspan(rooms[1], top, **shade)  # type: ignore[arg-type]
        ax.set_xlim(0, right)
        ax.set_ylim(0, top)


def frontier_title(race: Race, first: str, second: str, level: float) -> str:
    """Return what a picture of two parts' gains shows, as a sentence.

    Args:
        race: as :func:`race` returns it.
        first: the one part.
        second: the other.
        level: probability of the line that is told.
    """
    one, two = (race.points(part, level) for part in (first, second))
    return phrase(
        {
            (True, True): "{x:percent} instead of {now:chance} takes {one:points} of {a:label}, "
            "{two:points} of {b:label}, or some of both",
            (True, False): "{x:percent} instead of {now:chance} takes {one:points} of {a:label}; "
            "{b:label} can give a part of it",
            (False, True): "{x:percent} instead of {now:chance} takes {two:points} of {b:label}; "
            "{a:label} can give a part of it",
            (False, False): "{x:percent} instead of {now:chance} takes gains in both {a:label} "
            "and {b:label}",
        },
        case=(bool(np.isfinite(one)), bool(np.isfinite(two))),
        x=level,
        now=race.chance(),
        one=in_thousandths(one),
        two=in_thousandths(two),
        a=Term(first),
        b=Term(second),
    )
