"""The look of the book's charts, and their export for use outside it.

Viet Nam (or whatever country is in focus) stands in one strong colour, its peers in grey; parts
differ by colour, marker and hatch, so a chart also reads in grey.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from egdi import panel
from egdi.terms import term

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FOCUS_COLOUR = "#b3131b"
PEER_COLOUR = "#8a8f98"
LINE_COLOUR = "#1f4e79"
"""Colour of the line to reach (the k-th place, a target)."""

PART_STYLE: dict[str, dict[str, str]] = {
    "osi": {"color": "#1b6ca8", "marker": "o", "linestyle": "-", "hatch": ""},
    "tii": {"color": "#e08a1e", "marker": "s", "linestyle": "--", "hatch": "///"},
    "hci": {"color": "#3b8f5a", "marker": "^", "linestyle": "-.", "hatch": "\\\\\\"},
    "unexplained": {"color": "#c9ccd1", "marker": "x", "linestyle": ":", "hatch": "xx"},
}

MEASURE_STYLE: dict[str, dict[str, Any]] = {
    "egdi": {"color": FOCUS_COLOUR, "marker": "D", "linestyle": "-", "linewidth": 2.6},
    **{
        part: {"linewidth": 1.5, "markersize": 5}
        | {key: PART_STYLE[part][key] for key in ("color", "marker", "linestyle")}
        for part in panel.PARTS
    },
}
"""Line styles of the index and its parts."""


def theme() -> None:
    """Set the book's chart style; inside Jupyter, show charts as reproducible SVG."""
    import seaborn as sns

    sns.set_theme(
        context="notebook",
        style="ticks",
        rc={
            "figure.figsize": (5.6, 4.2),
            "figure.dpi": 100,
            "figure.constrained_layout.use": True,
            "font.family": "DejaVu Sans",
            "font.size": 10,
            "axes.labelsize": 10,
            "xtick.labelsize": 8.5,
            "ytick.labelsize": 9.5,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": "#555b66",
            "grid.color": "#e3e5e8",
            "hatch.linewidth": 0.6,
            "svg.hashsalt": "egdi",
        },
    )
    try:
        get_ipython  # type: ignore[name-defined]  # noqa: B018
    except NameError:
        return
    from matplotlib_inline.backend_inline import set_matplotlib_formats

    set_matplotlib_formats("svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight")


def label_ends(ax: Axes, labels: Mapping[str, tuple[float, float]], **style: Any) -> None:
    """Write labels to the right of line ends, moved apart where they would overlap.

    Args:
        ax: axes whose limits are final.
        labels: text -> (x, y) in data coordinates; an order of the mapping is not needed.
        style: ``colors={text: colour}`` and anything :meth:`Axes.annotate` takes.
    """
    colors = style.pop("colors", {})
    weights = style.pop("weights", {})
    size = style.pop("fontsize", 9.5)
    ax.figure.canvas.draw()
    height = ax.get_window_extent().height * 72 / ax.figure.dpi
    low, high = ax.get_ylim()
    per_point = (high - low) / height
    ordered = sorted(labels.items(), key=lambda item: item[1][1] / per_point)
    wanted = np.array([y / per_point for _, (_, y) in ordered])
    for text, (x, y), at in zip(
        [t for t, _ in ordered], [p for _, p in ordered], _spread(wanted, 1.25 * size), strict=True
    ):
        ax.annotate(
            text,
            (x, y),
            xytext=(7, at - y / per_point),
            textcoords="offset points",
            va="center",
            fontsize=size,
            color=colors.get(text, "#3a3f47"),
            fontweight=weights.get(text, "normal"),
            annotation_clip=False,
            **style,
        )


def _spread(wanted: np.ndarray, distance: float) -> np.ndarray:
    """Return positions at least ``distance`` apart, as near to the wanted ones as can be.

    Pool adjacent violators: the least-squares answer under the order of the labels.
    """
    from scipy.optimize import isotonic_regression

    steps = np.arange(len(wanted)) * distance
    return isotonic_regression(wanted - steps).x + steps if len(wanted) else wanted


def mark_breaks(ax: Axes, fontsize: float = 8) -> None:
    """Mark the editions at which the definition of a part changed.

    Args:
        ax: axes with editions on x; marks outside its limits are left out.
        fontsize: of the part names on top.
    """
    low, high = ax.get_xlim()
    for edition, parts in panel.redefined().items():
        if parts and low <= edition <= high:
            ax.axvline(edition, color="#9aa0a8", linewidth=0.8, linestyle=(0, (1, 3)), zorder=0)
            ax.annotate(
                "\n".join(map(term, parts)),
                (edition, 1.0),
                xycoords=("data", "axes fraction"),
                xytext=(0, 2),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=fontsize,
                color="#5c626b",
                linespacing=0.95,
            )


def edition_axis(ax: Axes, editions: pd.Index | list[int]) -> None:
    """Put a tick at each edition, labelled so that neighbours do not overlap."""
    years = sorted({int(e) for e in editions})
    ax.set_xticks(years)
    labels, last = [], -9
    for year in years:
        show = year - last >= 2
        labels.append(f"{year}" if show else "")
        last = year if show else last
    ax.set_xticklabels(labels)


def target_line(ax: Axes, k: int) -> None:
    """Draw the border of the best k on an axis of places, named at its left end."""
    ax.axhline(k + 0.5, color=LINE_COLOUR, linewidth=1.3, linestyle="--", zorder=1)
    ax.annotate(
        f"best {k}",
        (0.005, k + 0.5),
        xycoords=("axes fraction", "data"),
        xytext=(0, 3),
        textcoords="offset points",
        fontsize=9,
        color=LINE_COLOUR,
        bbox={"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8},
        zorder=4,
    )


def label_points(ax: Axes, at: pd.Series, texts: pd.Series) -> None:
    """Write small texts below points, leaving out an edition just after a labelled one.

    Args:
        ax: axes.
        at: index edition, values y.
        texts: the texts, same index.
    """
    last = -9
    for edition, y in at.items():
        if edition - last >= 2:
            last = edition
            ax.annotate(
                texts[edition],
                (edition, y),
                xytext=(0, -18),
                textcoords="offset points",
                ha="center",
                fontsize=9,
                bbox={
                    "boxstyle": "round,pad=0.15",
                    "facecolor": "white",
                    "edgecolor": "none",
                    "alpha": 0.8,
                },
                zorder=4,
            )
    ax.margins(y=0.12)


def trajectories(
    ax: Axes,
    table: pd.DataFrame,
    focus: str,
    value: str = "place",
    names: Mapping[str, str] | None = None,
) -> None:
    """Draw one line a state over editions: the focus strong, its peers quiet, names at the end.

    Args:
        ax: axes to draw on.
        table: columns iso3, edition and ``value``, as :func:`egdi.ranks.places` returns it.
        focus: ISO code in focus.
        value: column on y; a place is drawn with 1 on top.
        names: ISO code -> label; default short names of countries.
    """
    names = panel.short_names() if names is None else names
    ends = {}
    for iso, rows in table.groupby("iso3"):
        strong = iso == focus
        ax.plot(
            rows["edition"],
            rows[value].astype(float),
            color=FOCUS_COLOUR if strong else PEER_COLOUR,
            linewidth=2.6 if strong else 1.1,
            marker="o",
            markersize=5.5 if strong else 3,
            zorder=3 if strong else 2,
        )
        last = rows.iloc[-1]
        ends[names.get(str(iso), str(iso))] = (float(last["edition"]), float(last[value]))
    if value in ("place", "rank"):
        ax.invert_yaxis()
        if table[value].max() <= 15:
            ax.set_yticks(range(1, int(table[value].max()) + 1))
    edition_axis(ax, table["edition"].unique())
    own = names.get(focus, focus)
    label_ends(ax, ends, colors={own: FOCUS_COLOUR}, weights={own: "bold"})


def stacked_bars(
    ax: Axes, frame: pd.DataFrame, horizontal: bool = True, total: bool = True
) -> None:
    """Draw contributions as bars stacked away from zero, with a diamond at their sum.

    Args:
        ax: axes to draw on.
        frame: a row a bar, a column a term of :data:`PART_STYLE`; values in index points.
        horizontal: bars lie; rows run from top to bottom.
        total: mark the sum.
    """
    at = np.arange(len(frame))
    up, down = np.zeros(len(frame)), np.zeros(len(frame))
    for part in frame.columns:
        values = frame[part].to_numpy(float)
        base = np.where(values >= 0, up, down)
        style = PART_STYLE[part]
        draw = ax.barh if horizontal else ax.bar
        draw(at, values, 0.62, base, color=style["color"], hatch=style["hatch"], edgecolor="white",
             linewidth=0.5, label=term(part))  # fmt: skip
        up, down = up + np.clip(values, 0, None), down + np.clip(values, None, 0)
    # A part of no length must not pin the border of the chart to the bar's end.
    ax.use_sticky_edges = False
    sums = frame.sum(axis=1).to_numpy(float)
    if total:
        xy = (sums, at) if horizontal else (at, sums)
        ax.plot(
            *xy,
            linestyle="none",
            marker="D",
            color="#15181c",
            markersize=5,
            markeredgecolor="white",
        )
    if horizontal:
        ax.axvline(0, color="#15181c", linewidth=0.9)
        ax.set_yticks(at, list(frame.index))
        ax.set_ylim(len(frame) - 0.5, -0.5)
        ax.margins(x=0.08)
        ax.locator_params(axis="x", nbins=5)
    else:
        ax.axhline(0, color="#15181c", linewidth=0.9)
        ax.set_xticks(at, list(frame.index))


def starred(editions: Any) -> list[str]:
    """Return editions as labels, with an asterisk where any part was redefined."""
    changed = panel.redefined()
    return [f"{e}*" if changed.get(e) else f"{e}" for e in editions]


def part_legend(ax: Axes) -> None:
    """Name the parts of stacked bars above the axes, in the order of stacking."""
    handles, labels = ax.get_legend_handles_labels()
    keep = [i for i, label in enumerate(labels) if label != term("unexplained")]
    ax.legend(
        [handles[i] for i in keep],
        [labels[i] for i in keep],
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=len(keep),
        frameon=False,
        fontsize=10,
        borderaxespad=0.2,
    )


def export(
    fig: Figure,
    data: pd.DataFrame,
    name: str,
    title: str,
    source: str | None = None,
    folder: str | Path | None = None,
) -> None:
    """Write a figure for use outside the book: PNG (300 dpi), SVG and its numbers as CSV.

    The files carry what the page says around the figure: a title above, the source with its date
    below. The figure itself is left as it was.

    Args:
        fig: the figure.
        data: the plotted numbers, one tidy table.
        name: file name without ending.
        title: what the figure shows, with the unit.
        source: default the survey and the date of retrieval.
        folder: default ``$EGDI_EXPORTS``, else ``exports`` in the working folder.
    """
    folder = exports_folder(folder)
    source = f"{term('source')}: {source or panel.source_line()}"
    left, top = 0.01, 1.0 + 0.08 / fig.get_figheight()
    added = [
        fig.text(left, top, title, fontsize=12, fontweight="bold", va="bottom", wrap=False),
        fig.text(left, -0.08 / fig.get_figheight(), source, fontsize=8, color="#5c626b", va="top"),
    ]
    try:
        with mpl.rc_context({"svg.hashsalt": name}):
            undated = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}
            for ending, metadata in undated.items():
                path = folder / f"{name}.{ending}"
                fig.savefig(
                    path, dpi=300, bbox_inches="tight", facecolor="white", metadata=metadata
                )
    finally:
        for text in added:
            text.remove()
    write_numbers(data, folder / f"{name}.csv")


def group_name(group: panel.Group) -> str:
    """Return how to name a group in a chart: its own name, or that it is an ad-hoc one."""
    if not isinstance(group, str):
        return f"the {len(group)} chosen states"
    return f"the {group.count(',') + 1} chosen states" if "," in group else group


def exports_folder(folder: str | Path | None = None) -> Path:
    """Return the folder for files to take away, made if need be."""
    path = Path(folder or os.environ.get("EGDI_EXPORTS") or "exports")
    path.mkdir(parents=True, exist_ok=True)
    return path


def write_numbers(data: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV that spreadsheets open with the right letters (UTF-8 with mark)."""
    data.to_csv(path, index=False, lineterminator="\n", encoding="utf-8-sig")


def new(width: float = 5.6, height: float = 4.2, **subplots: Any) -> tuple[Figure, Any]:
    """Return a figure and its axes at the book's size, in inches."""
    return plt.subplots(figsize=(width, height), **subplots)
