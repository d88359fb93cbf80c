"""The look of the book's charts, and their export for use outside it.

Viet Nam (or whatever country is in focus) stands in one strong colour, its peers in grey; parts
differ by colour, marker and hatch, so a chart also reads in grey.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from babel.numbers import get_decimal_symbol
from matplotlib.ticker import ScalarFormatter
from matplotlib.transforms import Bbox

from egdi import panel
from egdi.words import Best, State, locale, numbers, phrase, term
from egdi.words import source as words_source

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from egdi.question import Question

FOCUS_COLOUR = "#b3131b"
RIVAL_STYLES = (("#1f4e79", "s"), ("#8a5a00", "^"), ("#2d6a4f", "D"), ("#6b4c8a", "v"))
"""Colour and marker of the states nearest to the focus."""
PEER_COLOUR = "#8a8f98"
LINE_COLOUR = "#1f4e79"
"""Colour of the line to reach (the k-th place, a target)."""
FONTS = Path(__file__).parent / "fonts"
TYPEFACE = ["Be Vietnam Pro", "DejaVu Sans"]
"""The book's typeface; the second has the arrows that the first lacks."""
INK = "#3a3f47"
QUIET_INK = "#5c626b"
WIDTH = 5.0
"""Width of a figure in inches: on a phone, 343 CSS pixels wide, a point is then 0.95 pixels."""
SMALL = 9.6
"""Smallest size of text in a figure, in points: 9 CSS pixels on a phone."""

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
    """Set the book's chart style; inside Jupyter, show charts as reproducible SVG and PNG."""
    import seaborn as sns
    from matplotlib.font_manager import fontManager

    known = {font.fname for font in fontManager.ttflist}
    for file in sorted(FONTS.glob("*.ttf")):
        if str(file) not in known:  # adding one forgets where all others were found
            fontManager.addfont(file)
    sns.set_theme(
        context="notebook",
        style="ticks",
        rc={
            "figure.figsize": (WIDTH, 4.0),
            "figure.dpi": 100,
            "figure.constrained_layout.use": True,
            "font.family": TYPEFACE,
            "font.size": 10,
            "axes.labelsize": 10,
            "xtick.labelsize": SMALL,
            "ytick.labelsize": SMALL,
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
    from matplotlib.figure import Figure
    from matplotlib_inline.backend_inline import set_matplotlib_formats

    set_matplotlib_formats("svg")
    formatters = get_ipython().display_formatter.formatters  # type: ignore[name-defined]  # noqa: F821
    formatters["image/svg+xml"].for_type(Figure, lambda fig: _shown(fig)["svg"].decode())
    # JupyterLab shows no SVG of a notebook that it did not run itself: a small PNG goes along.
    formatters["image/png"].for_type(Figure, _small_png)


_PUBLISHED: WeakKeyDictionary[Figure, dict[str, bytes]] = WeakKeyDictionary()
"""What each figure was written as; shown as it is unless the figure has changed since."""


def _drawn(fig: Figure, salt: str) -> dict[str, bytes]:
    """Return a figure as SVG and as PNG (300 dpi), laid out once for both."""
    fig.draw_without_rendering()
    fig.set_layout_engine("none")
    box = fig.get_tightbbox().padded(mpl.rcParams["savefig.pad_inches"])
    undated = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}
    files = {}
    with mpl.rc_context({"svg.hashsalt": salt}):
        for ending, metadata in undated.items():
            out = BytesIO()
            fig.savefig(
                out, format=ending, dpi=300, bbox_inches=box, facecolor="white", metadata=metadata
            )
            files[ending] = out.getvalue()
    fig.stale = False
    return files


def _shown(fig: Figure) -> dict[str, bytes]:
    """Return a figure's files as published, drawn anew if it was not or has changed since."""
    if fig.stale or fig not in _PUBLISHED:
        _PUBLISHED[fig] = _drawn(fig, "egdi")
    return _PUBLISHED[fig]


def _small_png(fig: Figure) -> str:
    """Return a figure as PNG at 90 dpi in 128 colours (base64): a third of the weight."""
    from PIL import Image

    large = Image.open(BytesIO(_shown(fig)["png"])).convert("RGB")
    small = large.resize((round(0.3 * large.width), round(0.3 * large.height)))
    written = BytesIO()
    # Of Pillow's methods the one that keeps thin coloured lines apart.
    few = small.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(written, "png", optimize=True)
    return b64encode(written.getvalue()).decode()


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
    """Put a tick at each edition, by two digits; the first and the last in full where they fit."""
    years = sorted({int(e) for e in editions})
    ax.set_xticks(years)
    short = [f"’{year % 100:02d}" for year in years]
    width = ax.get_position().width * ax.figure.get_figwidth()  # type: ignore[union-attr]
    if width > 2.6:
        short[0] = str(years[0])
        # beside two digits, four need a third of an inch
        if width * (years[-1] - years[-2:][0]) >= (years[-1] - years[0]) / 3:
            short[-1] = str(years[-1])
    for i in range(1, len(years)):
        if years[i] - years[i - 1] < 2:
            short[i] = ""
    ax.set_xticklabels(short)


def target_line(ax: Axes, k: int) -> None:
    """Shade the best k on an axis of places, named above the first place."""
    ax.axhspan(0.3, k + 0.5, color="#e9eff5", linewidth=0, zorder=0)
    ax.axhline(k + 0.5, color=LINE_COLOUR, linewidth=1.3, linestyle="--", zorder=1)
    ax.set_ylim(top=0.3)
    ax.annotate(
        phrase("{goal:label}", goal=Best(k)),
        (0.005, 1),
        xycoords=("axes fraction", "data"),
        xytext=(2, 4),
        textcoords="offset points",
        fontsize=SMALL,
        color=LINE_COLOUR,
        fontweight="bold",
        zorder=4,
    )


def label_points(ax: Axes, at: pd.Series, texts: pd.Series) -> None:
    """Write small texts below points, the last first, each where nothing stands already.

    Args:
        ax: axes, with their legend.
        at: index edition, values y.
        texts: the texts, same index.
    """
    ax.margins(y=0.12)
    ax.figure.canvas.draw()
    legend = ax.get_legend()
    taken = [legend.get_window_extent()] if legend else []
    for x, y in ax.transData.transform(np.column_stack([at.index, at])):
        taken.append(Bbox.from_extents(x - 4, y - 4, x + 4, y + 4))
    for edition in at.index[::-1]:
        note = ax.annotate(
            texts[edition],
            (edition, at[edition]),
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
        box = note.get_window_extent()
        if any(box.overlaps(other) for other in taken):
            note.remove()
        else:
            taken.append(box)


COVERAGE_STYLE = {
    "ranked": ("#41576b", ""),
    "not_ranked": ("#e0a458", "///"),
    "not_member": ("#d9dbdf", ""),
}


def coverage_bars(ax: Axes, counts: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Draw how many states were ranked, not ranked or not yet members, by edition.

    Args:
        ax: axes to draw on.
        counts: as :func:`egdi.reconcile.states_by_status` returns it.
        names: words for its columns.
    """
    base = counts["ranked"] * 0
    for column, (colour, hatch) in COVERAGE_STYLE.items():
        ax.bar(counts.index.astype(str), counts[column], 0.72, base, color=colour, hatch=hatch,
               edgecolor="white", label=names[column])  # fmt: skip
        base = base + counts[column]
    bars = ax.containers[0]
    ax.bar_label(bars, label_type="center", color="white", fontsize=SMALL, rotation=90)  # type: ignore[arg-type]
    legend_above(ax, ncols=3, columnspacing=1.2, handlelength=1.4)
    ax.tick_params(axis="x", rotation=90)


def part_lines(ax: Axes, table: pd.DataFrame) -> None:
    """Draw a line for each part of the index, named at its end.

    Args:
        ax: axes to draw on.
        table: index edition, columns osi, tii, hci.
    """
    for part in table:
        style = {k: v for k, v in PART_STYLE[str(part)].items() if k != "hatch"}
        ax.plot(table.index, table[part], linewidth=2, **style)  # type: ignore[arg-type]
    edition_axis(ax, table.index)
    label_ends(
        ax,
        {term(str(part)): (table.index[-1], table[part].iloc[-1]) for part in table},
        colors={term(str(part)): PART_STYLE[str(part)]["color"] for part in table},
    )


def gap_lines(ax: Axes, gap: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Draw a score and the line to reach, the distance shaded and written below.

    Args:
        ax: axes to draw on.
        gap: as :func:`egdi.ranks.gaps` returns it, without editions that have no line.
        names: words for ``score`` and ``line``.
    """
    styles: dict[str, dict[str, Any]] = {
        "line": {"color": LINE_COLOUR, "linestyle": "--", "marker": "s", "markersize": 4},
        "score": {"color": FOCUS_COLOUR, "linewidth": 2.6, "marker": "o"},
    }
    for column, style in styles.items():
        ax.plot(gap.index, gap[column], label=names[column], **style)
    ax.fill_between(gap.index, gap["score"], gap["line"], color="#e9ebee", zorder=0)
    edition_axis(ax, gap.index)
    ax.legend(loc="best", frameon=False, fontsize=SMALL)
    label_points(ax, gap[["score", "line"]].min(axis=1), gap["points"].map(_short_signed))


def _short_signed(value: float) -> str:
    return numbers.decimal(value, 2, sign=True)


def measure_lines(ax: Axes, table: pd.DataFrame) -> None:
    """Draw world ranks in the index and its parts, best on top.

    Args:
        ax: axes to draw on.
        table: as :func:`egdi.ranks.by_measure` returns it.
    """
    ends, colours = {}, {}
    for measure, rows in table.groupby("measure", sort=False):
        style = MEASURE_STYLE[str(measure)]
        ax.plot(rows["edition"], rows["place"].astype(float), **style)
        name = term(str(measure))
        ends[name] = (rows["edition"].iloc[-1], float(rows["place"].iloc[-1]))
        colours[name] = style["color"]
    ax.invert_yaxis()
    edition_axis(ax, table["edition"])
    label_ends(ax, ends, colors=colours)


def mark_bar(ax: Axes, value: float, text: str) -> None:
    """Mark the bar of a histogram that holds a value, with a text beside it."""
    for bar in ax.patches:
        left, wide = bar.get_x(), bar.get_width()  # type: ignore[attr-defined]
        if left <= value < left + wide:
            bar.set(facecolor=FOCUS_COLOUR, hatch="///")
            ax.annotate(
                text,
                (left, bar.get_height()),  # type: ignore[attr-defined]
                xytext=(4, 18),
                textcoords="offset points",
                color=FOCUS_COLOUR,
                fontweight="bold",
            )


def trajectories(
    ax: Axes,
    table: pd.DataFrame,
    focus: str,
    value: str = "place",
    names: Mapping[str, str] | None = None,
) -> None:
    """Draw one line a state over editions: the focus strong, its peers quiet, names at the end.

    The four that ended nearest to the focus can be followed: each has a colour and a marker of its
    own.

    Args:
        ax: axes to draw on.
        table: columns iso3, edition and ``value``, as :func:`egdi.ranks.places` returns it.
        focus: ISO code in focus.
        value: column on y; a place is drawn with 1 on top.
        names: ISO code -> label; default short names of countries.
    """
    names = {iso: State(iso).said("name") for iso in table["iso3"].unique()} | dict(names or {})
    looks = dict(zip(_nearest(table, focus, value), RIVAL_STYLES, strict=False))
    ends, colors = {}, {}
    for iso, rows in table.groupby("iso3"):
        strong, (colour, marker) = iso == focus, looks.get(str(iso), (PEER_COLOUR, "o"))
        ax.plot(
            rows["edition"],
            rows[value].astype(float),
            color=FOCUS_COLOUR if strong else colour,
            linewidth=2.6 if strong else 1.3 if iso in looks else 0.9,
            marker=marker,
            markersize=5.5 if strong else 4 if iso in looks else 2.5,
            zorder=4 if strong else 3 if iso in looks else 2,
        )
        last = rows.iloc[-1]
        ends[names.get(str(iso), str(iso))] = (float(last["edition"]), float(last[value]))
        colors[names.get(str(iso), str(iso))] = colour if iso in looks else "#5c626b"
    if value in ("place", "rank"):
        ax.invert_yaxis()
        if table[value].max() <= 15:
            ax.set_yticks(range(1, int(table[value].max()) + 1))
    edition_axis(ax, table["edition"].unique())
    own = names.get(focus, focus)
    label_ends(ax, ends, colors=colors | {own: FOCUS_COLOUR}, weights={own: "bold"})


def _nearest(table: pd.DataFrame, focus: str, value: str) -> list[str]:
    """Return the states whose last value lies nearest to the focus's."""
    last = table[table["edition"].eq(table["edition"].max())].set_index("iso3")[value]
    if focus not in last.index:
        return []
    away = (last.astype(float) - float(last[focus])).abs().drop(focus)
    return [str(iso) for iso in away.sort_values(kind="stable").index[: len(RIVAL_STYLES)]]


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


def legend_above(
    ax: Axes, handles: Iterable[Artist] | None = None, ncols: int = 2, **style: Any
) -> None:
    """Put the legend above the axes, in as many columns as the figure is wide.

    A legend wider than the figure would press the axes together, and words are longer in one
    language than in another.

    Args:
        ax: axes of the figure.
        handles: what to name; default all that have a label.
        ncols: columns at most.
        style: anything :meth:`Axes.legend` takes.
    """
    handles = ax.get_legend_handles_labels()[0] if handles is None else list(handles)
    style = {"loc": "lower left", "bbox_to_anchor": (-0.02, 1.0), "frameon": False, **style}
    for columns in range(ncols, 0, -1):
        legend = ax.legend(handles=handles, ncols=columns, **style)
        if legend.get_window_extent().width <= ax.figure.bbox.width:
            return


def part_legend(ax: Axes) -> None:
    """Name the parts of stacked bars above the axes, in the order of stacking."""
    handles, labels = ax.get_legend_handles_labels()
    keep = [i for i, label in enumerate(labels) if label != term("unexplained")]
    legend_above(
        ax,
        [handles[i] for i in keep],
        ncols=len(keep),
        bbox_to_anchor=(0, 1.0),
        fontsize=10,
        borderaxespad=0.2,
    )


def publish(
    fig: Figure,
    data: pd.DataFrame,
    name: str,
    title: str,
    subtitle: str = "",
    source: str | None = None,
    ask: Question | None = None,
    folder: str | Path | None = None,
) -> None:
    """Give a figure its title and its source, and write it for use outside the book.

    A figure travels alone: what it found stands above it, the measure and its unit below that,
    and where the figures come from, with their date, at its foot. The files are a PNG (300 dpi),
    an SVG and the plotted numbers as CSV; their names say which question they answer.

    Args:
        fig: the figure, not yet titled.
        data: the plotted numbers, one tidy table.
        name: identifier of the figure, such as ``fig-places``.
        title: what the figure shows: its finding, as a sentence.
        subtitle: the measure and its unit.
        source: who says it; default the survey's data with their date.
        ask: the question, for the files' names.
        folder: default ``$EGDI_EXPORTS``, else ``exports`` in the working folder.
    """
    decimal_marks(fig)
    inch = 1 / fig.get_figheight()
    foot = phrase("Source: {source}.", source=source or words_source())
    top = 1 + 0.1 * inch
    for text, size, weight, colour in (
        (subtitle, SMALL, "normal", INK),
        (title, 12, "bold", "#15181c"),
    ):
        if text:
            lines = _wrapped(fig, text, size, weight)
            style: dict[str, Any] = {
                "fontsize": size,
                "fontweight": weight,
                "color": colour,
                "linespacing": 1.2,
            }
            fig.text(0.01, top, "\n".join(lines), va="bottom", **style)
            top += (1.2 * size * len(lines) + 4) / 72 * inch
    lines = _wrapped(fig, foot, SMALL, "normal")
    fig.text(0.01, -0.08 * inch, "\n".join(lines), fontsize=SMALL, color=QUIET_INK, va="top")
    folder = exports_folder(folder)
    stem = f"{name}-{ask.slug}" if ask else name
    _PUBLISHED[fig] = _drawn(fig, name)
    for ending, content in _PUBLISHED[fig].items():
        (folder / f"{stem}.{ending}").write_bytes(content)
    write_numbers(data, folder / f"{stem}.csv")


class _InLanguage(ScalarFormatter):
    """Ticks with the decimal mark of the language spoken; they know no language otherwise."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return super().__call__(x, pos).replace(".", get_decimal_symbol(locale()))


def decimal_marks(fig: Figure) -> None:
    """Write the numbers on a figure's axes with the decimal mark of the language spoken.

    Ticks that were set to texts are left alone.
    """
    if get_decimal_symbol(locale()) == ".":
        return
    for ax in fig.axes:
        for axis in (ax.xaxis, ax.yaxis):
            if type(axis.get_major_formatter()) is ScalarFormatter:
                axis.set_major_formatter(_InLanguage())


def _wrapped(fig: Figure, text: str, size: float, weight: str) -> list[str]:
    """Break a text into lines no wider than the figure."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=mpl.rcParams["font.family"], weight=weight, size=size)
    # the room at both ends of a line that its letters do not fill comes on top
    room = 72 * 0.98 * fig.get_figwidth() + 0.06 * size
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        width, *_ = text_to_path.get_text_width_height_descent(longer, font, ismath=False)
        if not lines[-1] or width < room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def exports_folder(folder: str | Path | None = None) -> Path:
    """Return the folder for files to take away, made if need be."""
    path = Path(folder or os.environ.get("EGDI_EXPORTS") or "exports")
    path.mkdir(parents=True, exist_ok=True)
    return path


def write_numbers(data: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV that spreadsheets open with the right letters (UTF-8 with mark).

    Text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    text = data.select_dtypes(exclude=["number", "bool", "datetime"]).columns
    data = data.copy()
    for column in text:
        data[column] = data[column].map(_no_formula)
    data.to_csv(path, index=False, lineterminator="\n", encoding="utf-8-sig")


def _no_formula(cell: Any) -> Any:
    formula = isinstance(cell, str) and re.match(r"[=@\t\r]|[+\-](?![\d.])", cell)
    return f"'{cell}" if formula else cell


def new(width: float = WIDTH, height: float = 4.0, **subplots: Any) -> tuple[Figure, Any]:
    """Return a figure and its axes at the book's size, in inches."""
    return plt.subplots(figsize=(width, height), **subplots)
