"""Pictures of what lies beneath TII and HCI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from egdi import figures
from egdi.panel import DataError, require

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SOURCE = (
    "World Bank (ITU series), UNDP and UNESCO, dated copies of 2015 to 2025; UN E-Government Survey"
)
"""Where the figures come from, for the foot of a picture."""


def component_lines(
    axes: Sequence[Axes], table: pd.DataFrame, focus: str, labels: Mapping[str, str],
    places: Mapping[str, str],
) -> None:  # fmt: skip
    """Draw a panel a component: the state's figures over the range and median of the group.

    Args:
        axes: at least as many as there are labels; those left over are switched off.
        table: as :func:`egdi.inputs.standings` returns it, the state among them.
        focus: ISO code of the state.
        labels: words above each panel by component, in the order of drawing.
        places: words at the end of the state's line by component; none: nothing is written.

    Raises:
        DataError: if there are fewer axes than labels.
    """
    require(table, ["iso3", "edition", "component", "value"], "a table of inputs.standings()")
    if len(axes) < len(labels):
        raise DataError(f"There are {len(labels)} components; got {len(axes)} axes.")
    editions = sorted(int(e) for e in table["edition"].unique())
    for ax, (component, label) in zip(axes, labels.items(), strict=False):
        rows = table[table["component"].eq(component)]
        group = rows.groupby("edition")["value"].agg(["min", "median", "max"])
        at = group.index.to_numpy(float)
        ax.fill_between(at, group["min"], group["max"], color="#e3e6ea", zorder=0, linewidth=0)
        # A single edition has no width: a bar stands for the range.
        if len(group) == 1:
            ax.plot([at[0]] * 2, group[["min", "max"]].to_numpy()[0], color="#c9ced5", linewidth=9,
                    solid_capstyle="butt", zorder=0)  # fmt: skip
        ax.plot(at, group["median"], color=figures.PEER_COLOUR, linewidth=1.2, linestyle="--",
                marker="_", zorder=1)  # fmt: skip
        own = rows[rows["iso3"].eq(focus)]
        ax.plot(own["edition"], own["value"], color=figures.FOCUS_COLOUR, linewidth=2.2,
                marker="o", markersize=4.5, zorder=3)  # fmt: skip
        text = places.get(component)
        if text and len(own):
            last = own.iloc[-1]
            ax.annotate(text, (last["edition"], last["value"]), xytext=(6, 0),
                        textcoords="offset points", va="center", fontsize=figures.SMALL,
                        color=figures.FOCUS_COLOUR, fontweight="bold",
                        annotation_clip=False)  # fmt: skip
        ax.set_title(label, loc="left", fontsize=10, pad=4)
        ax.set_xlim(editions[0] - 0.8, editions[-1] + 0.8)
        low, high = float(rows["value"].min()), float(rows["value"].max())
        ax.set_ylim(max(0.0, low - 0.08 * (high - low) - 0.1), high + 0.1 * (high - low) + 0.1)
        ax.set_xticks(editions, [f"’{e % 100:02d}" for e in editions])
        ax.locator_params(axis="y", nbins=4)
    for ax in list(axes)[len(labels) :]:
        ax.set_axis_off()


def error_lines(ax: Axes, table: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Draw how far rebuilt sub-indices lie from the published ones, by edition.

    Args:
        ax: axes to draw on.
        table: index edition, columns ``median`` (figures as known on the day) and ``today``.
        names: words at the ends of both lines.
    """
    styles = {
        "today": {"color": figures.PEER_COLOUR, "linestyle": "--", "marker": "s"},
        "median": {"color": figures.FOCUS_COLOUR, "linestyle": "-", "marker": "o"},
    }
    for column, style in styles.items():
        ax.plot(table.index, table[column], linewidth=2.2, markersize=5, **style)  # type: ignore[arg-type]
    top = float(np.nanmax(table[list(styles)].to_numpy()))
    ax.set_ylim(0, 1.12 * top)
    figures.edition_axis(ax, table.index)
    figures.label_ends(
        ax,
        {names[c]: (table.index[-1], table[c].iloc[-1]) for c in styles},
        colors={names[c]: str(style["color"]) for c, style in styles.items()},
    )
