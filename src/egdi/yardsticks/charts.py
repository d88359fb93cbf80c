"""Pictures of places by other indices, and of scores given income."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from egdi import figures
from egdi.panel import DataError, require
from egdi.yardsticks.comparing import LADDER

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def place_dots(ax: Axes, rows: pd.DataFrame, labels: Sequence[str], names: tuple[str, str]) -> None:
    """Draw the place by each index on a line from the first place to the last.

    Args:
        ax: axes to draw on.
        rows: a row an index, from top to bottom, with columns place, n and egdi_place (place by
            the EGDI among the same states; blank: not drawn).
        labels: words for each row.
        names: words for the place by the index and for that by the EGDI.

    Raises:
        DataError: if there are not as many labels as rows.
    """
    require(rows, ["place", "n", "egdi_place"], "rows of yardsticks.compare()")
    if len(labels) != len(rows):
        raise DataError(f"There are {len(rows)} indices; got {len(labels)} labels.")
    widest = int(rows["n"].max())
    for y, row in enumerate(rows.itertuples()):
        ax.plot([1, row.n], [y, y], color="#d3d7dd", linewidth=5, solid_capstyle="round", zorder=1)
        if not pd.isna(row.egdi_place):
            ax.plot(row.egdi_place, y, marker="D", markersize=9, markerfacecolor="white",
                    markeredgecolor=figures.LINE_COLOUR, markeredgewidth=1.6, linestyle="none",
                    zorder=2, label=names[1] if y else None)  # fmt: skip
        ax.plot(row.place, y, marker="o", markersize=7, color=figures.FOCUS_COLOUR,
                linestyle="none", zorder=3, label=names[0] if y == 0 else None)  # fmt: skip
        ax.annotate(f"{row.place}/{row.n}", (widest, y), xytext=(12, 0), ha="left", va="center",
                    textcoords="offset points", fontsize=figures.SMALL, fontweight="bold",
                    color=figures.FOCUS_COLOUR, annotation_clip=False)  # fmt: skip
    handles, said = ax.get_legend_handles_labels()
    there = dict(zip(said, handles, strict=True))
    figures.legend_above(ax, there.values(), fontsize=figures.SMALL, handletextpad=0.3)
    ax.set_yticks(range(len(rows)), labels)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(1 - 0.03 * widest, widest * 1.03)
    few = widest if widest <= 12 else 5
    ticks = sorted({int(t) for t in np.linspace(1, widest, few).round()})
    ax.set_xticks(ticks)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def income_strips(
    ax: Axes, table: pd.DataFrame, focus: str, members: Sequence[str], labels: Sequence[str],
    names: Mapping[str, str],
) -> None:  # fmt: skip
    """Draw the scores of all states by income group, with the mean of each group.

    Args:
        ax: axes to draw on.
        table: as :func:`egdi.yardsticks.given_income` returns it for the world.
        focus: ISO code of the state in focus.
        members: ISO codes of its group, drawn darker.
        labels: words for the four income groups, the poorest first.
        names: words for ``focus``, ``members`` and ``mean``.

    Raises:
        DataError: if there are not four labels.
    """
    require(table, ["iso3", "income_group", "score", "mean"], "a table of given_income()")
    if len(labels) != len(LADDER):
        raise DataError(f"There are {len(LADDER)} income groups; got {len(labels)} labels.")
    rows = table.dropna(subset="income_group").sort_values("score", kind="stable")
    spread: dict[str, float] = {}
    for _, group in rows.groupby("income_group"):
        # Golden-ratio steps spread neighbours apart, the same each time.
        steps = (np.arange(len(group)) * 0.618034) % 1
        spread |= dict(zip(group["iso3"], 0.5 * (steps - 0.5), strict=True))
    x = rows["income_group"].map({g: i for i, g in enumerate(LADDER)}) + rows["iso3"].map(spread)
    own, inside = rows["iso3"].eq(focus), rows["iso3"].isin(members)
    ax.scatter(x[~own], rows.loc[~own, "score"], s=14, color="#c9ced5", zorder=1, linewidth=0)
    near = inside & ~own
    if near.any() and not (inside | own).all():
        ax.scatter(x[near], rows.loc[near, "score"], s=26, color="#5c626b", marker="s", zorder=2,
                   linewidth=0, label=names["members"])  # fmt: skip
    means = rows.groupby("income_group")["mean"].first().reindex(LADDER)
    ax.hlines(means, np.arange(4) - 0.34, np.arange(4) + 0.34, color=figures.LINE_COLOUR,
              linewidth=2, zorder=2, label=names["mean"])  # fmt: skip
    if own.any():
        ax.scatter(x[own], rows.loc[own, "score"], s=70, color=figures.FOCUS_COLOUR, zorder=4,
                   edgecolor="white", label=names["focus"])  # fmt: skip
    ax.set_xticks(range(4), labels)
    ax.set_ylim(0, 1)
    ax.legend(loc="lower right", frameon=False, fontsize=figures.SMALL)


def two_lines(ax: Axes, table: pd.DataFrame, strong: str, names: Mapping[str, str]) -> None:
    """Draw places by two indices over the editions, best on top.

    Args:
        ax: axes to draw on.
        table: columns index, edition and place.
        strong: the index in strong colour.
        names: words at the end of each line by index.
    """
    require(table, ["index", "edition", "place"], "places by index and edition")
    ends, colours = {}, {}
    for index, rows in table.groupby("index", sort=False):
        first = index == strong
        colour = figures.FOCUS_COLOUR if first else figures.LINE_COLOUR
        ax.plot(rows["edition"], rows["place"].astype(float), color=colour, markersize=5,
                linewidth=2.6 if first else 1.8, linestyle="-" if first else "--",
                marker="o" if first else "s")  # fmt: skip
        name = names[str(index)]
        ends[name] = (float(rows["edition"].iloc[-1]), float(rows["place"].iloc[-1]))
        colours[name] = colour
    low, high = float(table["place"].min()), float(table["place"].max())
    ax.set_ylim(high + 0.06 * (high - low) + 0.4, max(0.4, low - 0.06 * (high - low) - 0.4))
    ax.locator_params(axis="y", integer=True)
    figures.edition_axis(ax, table["edition"].unique())
    figures.label_ends(ax, ends, colors=colours)
