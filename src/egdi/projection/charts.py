"""Pictures of what may come: places as bars, scores as fans, forecasts against outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from egdi import lookup, panel, projection, ranks
from egdi.figures import FOCUS_COLOUR, LINE_COLOUR, PEER_COLOUR, SMALL
from egdi.words import Best, State, numbers, phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_QUIET = "#c3c7cd"
_INK = "#3a3f47"


def place_bars(
    ax: Axes, classes: pd.DataFrame, target: int, came: int | None = None, heading: str = ""
) -> None:
    """Draw the chances of places as lying bars, best on top, those within the target in colour.

    Args:
        ax: axes to draw on.
        classes: as :func:`egdi.projection.place_classes` returns it; places at the end that no
            draw takes are left out.
        target: the target place.
        came: the place that came, marked by a frame and an arrow.
        heading: words above, before the chance of the target.
    """
    shown = classes["probability"].gt(0) | classes["first"].le(target + 1)
    classes = classes[shown[::-1].cummax()[::-1]]
    at = np.arange(len(classes))
    within = classes["last"].le(target).to_numpy()
    chances = classes["probability"].to_numpy(float)
    ax.barh(
        at,
        chances,
        height=0.78,
        color=np.where(within, FOCUS_COLOUR, _QUIET),
        hatch=None,
        edgecolor="white",
    )
    top = max(chances.max(), 0.05)
    for y, chance in zip(at, chances, strict=True):
        ax.annotate(
            numbers.chance(chance) if chance else "–",
            (chance, y),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
            color=FOCUS_COLOUR if within[y] else _INK,
            fontweight="bold" if within[y] else "normal",
        )
    border = within.sum() - 0.5
    ax.axhline(border, color=LINE_COLOUR, linewidth=1.2, linestyle="--")
    if came is not None:
        (y,) = np.flatnonzero(classes["first"].le(came) & classes["last"].ge(came))
        ax.axhspan(y - 0.47, y + 0.47, facecolor="none", edgecolor="#15181c", linewidth=1.4)
        ax.annotate(
            phrase("came"),
            (1, y),
            xycoords=("axes fraction", "data"),
            xytext=(-4, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=SMALL,
            fontweight="bold",
            color="#15181c",
        )
    ax.set_yticks(at, classes["place"])
    ax.set(ylim=(len(classes) - 0.5, -0.5), xlim=(0, 1.6 * top), xticks=[])
    ax.tick_params(axis="y", length=0)
    ax.spines[["bottom", "left"]].set_visible(False)
    ax.set_title(f"{heading}\n", loc="left", fontsize=10.5, color=_INK)
    ax.annotate(
        phrase("{goal:label}: {p:chance}", goal=Best(target), p=chances[within].sum()),
        (0, 1),
        xycoords="axes fraction",
        xytext=(0, 5),
        textcoords="offset points",
        fontsize=13,
        fontweight="bold",
        color=FOCUS_COLOUR,
    )


def fan(
    ax: Axes,
    table: pd.DataFrame,
    colour: str = FOCUS_COLOUR,
    linestyle: str = "-",
    hatch: str = "",
    inner: bool = True,
) -> None:
    """Draw a fan that opens from the origin: the middle, and where four in five draws fall.

    Args:
        ax: axes with editions on x.
        table: as :func:`egdi.projection.fan` returns it.
        colour: of line and bands.
        linestyle: of the middle.
        hatch: of the wide band, as a second code besides colour.
        inner: draw where half of the draws fall, too.
    """
    x = table.index.to_numpy(float)
    style: dict[str, Any] = {"linewidth": 0, "zorder": 1}
    ax.fill_between(
        x,
        table["q10"],
        table["q90"],
        facecolor=colour if not hatch else "none",
        edgecolor=colour,
        alpha=0.2 if not hatch else 0.55,
        hatch=hatch or None,
        **style,
    )
    if inner:
        ax.fill_between(x, table["q25"], table["q75"], color=colour, alpha=0.22, **style)
    ax.plot(x, table["q50"], color=colour, linestyle=linestyle, linewidth=2.0, zorder=3)


def race(
    ax: Axes,
    data: pd.DataFrame,
    draws: projection.Draws,
    focus: str,
    group: panel.Group,
    place: int,
    trend: projection.Draws | None = None,
) -> pd.DataFrame:
    """Draw a state's score against the score it has to beat, both as fans, and what came.

    Args:
        ax: axes to draw on.
        data: panel; editions after the origin are drawn as what came.
        draws: joint draws.
        focus: ISO code.
        group: name of the group.
        place: the target place; the line is the score of the k-th best other member.
        trend: draws of a trend model, whose middle is drawn as a dotted line.

    Returns:
        The quantiles drawn: columns series, edition, q10 ... q90.
    """
    gaps = ranks.gaps(
        ranks.places(data, [*lookup.members(group, draws.origin), focus]), focus, place
    )
    known = gaps.loc[: draws.origin]
    own = draws.scores[:, draws.iso3.index(focus)]
    styles = {
        "line": (LINE_COLOUR, "--", "s", "////", projection.kth_lines(draws, focus, group, place)),
        "score": (FOCUS_COLOUR, "-", "o", "", own),
    }
    tables = []
    for name, (colour, linestyle, marker, hatch, values) in styles.items():
        past = known[name].dropna()
        ax.plot(past.index, past, color=colour, linestyle=linestyle, linewidth=2.0)
        table = projection.fan(draws, values, past.iloc[-1])
        fan(ax, table, colour, linestyle, hatch, inner=not hatch)
        came = gaps[name].loc[draws.origin + 1 : max(draws.editions)].dropna()
        ax.plot(came.index, came, linestyle="none", marker=marker, markersize=6.5,
                markerfacecolor="white", markeredgewidth=1.8, color=colour, zorder=4)  # fmt: skip
        tables.append(table.reset_index().assign(series=name))
    if trend is not None:
        own = trend.scores[:, trend.iso3.index(focus)]
        trends = {
            "score": (FOCUS_COLOUR, own),
            "line": (LINE_COLOUR, projection.kth_lines(trend, focus, group, place)),
        }
        for name, (colour, values) in trends.items():
            table = projection.fan(trend, values, known[name].dropna().iloc[-1])
            ax.plot(table.index, table["q50"], color=colour, linestyle=":", linewidth=2.4, zorder=3)
            tables.append(table.reset_index().assign(series=f"{name}, {trend.model}"))
    ax.axvline(draws.origin, color="#9aa0a8", linewidth=0.8)
    return pd.concat(tables, ignore_index=True)


def name_race(ax: Axes, focus: str, place: int, trend: bool = False, came: bool = False) -> None:
    """Name what :func:`race` draws, in the upper left corner."""
    from matplotlib.lines import Line2D

    known: dict[str, Any] = {"marker": "o", "markerfacecolor": "white", "markeredgewidth": 1.8}
    handles = [
        Line2D([], [], color=FOCUS_COLOUR, linewidth=2.4, label=phrase("{s:name}", s=State(focus))),
        Line2D([], [], color=LINE_COLOUR, linestyle="--",
               label=phrase("line to {goal:place}", goal=Best(place))),
    ]  # fmt: skip
    if trend:
        words = phrase("their trend lines")
        handles.append(Line2D([], [], color=_INK, linestyle=":", linewidth=2.4, label=words))
    if came:
        handles.append(Line2D([], [], color=_INK, linestyle="none", label=phrase("what came"),
                              **known))  # fmt: skip
    ax.legend(handles=handles, loc="upper left", frameon=False, fontsize=SMALL, borderaxespad=0.1)


def model_dots(axes: Sequence[Axes], told: pd.DataFrame) -> None:
    """Draw the chance that each model gave, a row a model, an axes an origin.

    Args:
        axes: one for each origin, sharing their rows.
        told: columns origin, model (label), kind (``joint`` or ``trend``) and chance, 0 to 1.
    """
    import seaborn as sns

    rows = told.assign(percent=100 * told["chance"])
    order = list(dict.fromkeys(rows["model"]))
    for ax, (origin, mine) in zip(axes, rows.groupby("origin"), strict=True):
        sns.stripplot(
            mine, x="percent", y="model", order=order, hue="kind", legend=False, jitter=False,
            size=9, palette={"joint": FOCUS_COLOUR, "trend": LINE_COLOUR}, ax=ax,
        )  # fmt: skip
        for row in mine.to_dict("records"):
            strong = row["kind"] == "joint"
            ax.annotate(
                numbers.chance(row["chance"], unit=False),
                (row["percent"], order.index(row["model"])),
                xytext=(7, 0), textcoords="offset points", va="center", fontsize=SMALL,
                color=FOCUS_COLOUR if strong else _INK, fontweight="bold" if strong else "normal",
            )  # fmt: skip
        ax.set(xlim=(0, 100), xlabel="%", ylabel="")
        ax.set_title(phrase("Data to {origin}", origin=origin), loc="left", fontsize=10.5)
        ax.grid(axis="y", color="#e3e5e8")
        ax.set_axisbelow(True)


def intervals(
    ax: Axes,
    table: pd.DataFrame,
    labels: Mapping[str, str],
    strong: str,
    other: Mapping[str, bool],
    reference: str = "",
) -> None:
    """Draw estimates with their intervals, one row each, beside a line at zero.

    Args:
        ax: axes to draw on.
        table: index name, best first; columns skill, lower and upper, as shares.
        labels: name -> words.
        strong: the name in the strong colour.
        other: names of a second family, drawn as hollow squares.
        reference: words above the line at zero.
    """
    ax.axvline(0, color="#15181c", linewidth=0.9)
    ax.annotate(
        reference,
        (0, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        fontsize=SMALL,
        color=_INK,
    )
    for y, row in enumerate(table.itertuples()):
        name = str(row.Index)
        colour = FOCUS_COLOUR if name == strong else LINE_COLOUR if other.get(name) else PEER_COLOUR
        ax.plot([100 * row.lower, 100 * row.upper], [y, y], color=colour, linewidth=2.2, alpha=0.6)
        ax.plot(
            100 * row.skill,
            y,
            marker="D" if name == strong else "s" if other.get(name) else "o",
            color=colour,
            markerfacecolor="white" if other.get(name) else colour,
            markersize=7,
            zorder=3,
        )
        ax.annotate(
            numbers.with_sign(numbers.signed(100 * row.skill)),
            (1, y),
            xycoords=("axes fraction", "data"),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
            color=colour if name == strong else _INK,
            fontweight="bold" if name == strong else "normal",
        )
    ax.set_yticks(range(len(table)), [labels[str(n)] for n in table.index])
    for tick, name in zip(ax.get_yticklabels(), table.index, strict=True):
        if name == strong:
            tick.set(color=FOCUS_COLOUR, fontweight="bold")
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)


_STRONG: dict[str, Any] = {"color": FOCUS_COLOUR, "marker": "D", "linestyle": "-"}
_OTHER: dict[str, Any] = {
    "color": LINE_COLOUR,
    "marker": "s",
    "linestyle": "--",
    "markerfacecolor": "white",
}


def name_two(ax: Axes, strong: str, other: str) -> None:
    """Name the strong and the other model above the axes, at the right."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], label=words, **style)
        for words, style in ((strong, _STRONG), (other, _OTHER))
    ]
    ax.legend(
        handles=handles,
        loc="lower right",
        bbox_to_anchor=(1, 1.08 if ax.get_title("left") else 1),
        frameon=False,
        fontsize=SMALL,
        borderaxespad=0.1,
    )


def covered(ax: Axes, table: pd.DataFrame, strong: str, other: str) -> None:
    """Draw how many outcomes intervals held, by editions ahead, beside what they should hold.

    Args:
        ax: axes to draw on.
        table: as :func:`egdi.projection.coverage` returns it, one measure.
        strong: model drawn strongly.
        other: model drawn beside it.
    """
    for level, rows in table.groupby("level"):
        ax.axhline(level, color="#9aa0a8", linewidth=1, linestyle=":", zorder=0)
        ax.annotate(
            numbers.with_sign(f"{level}"),
            (1, level),
            xycoords=("axes fraction", "data"),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
            color="#5c626b",
        )
        for model, style in ((other, _OTHER), (strong, _STRONG)):
            own = rows[rows["model"].eq(model)].sort_values("horizon", kind="stable")
            held = 100 * own["covered"]
            ax.plot(own["horizon"], held, linewidth=1.4, markersize=6, **style)
    ax.margins(x=0.15)


def tenths(ax: Axes, strong: pd.Series, other: pd.Series) -> None:
    """Draw the shares of outcomes in each tenth of a projection: bars, and a stepped outline."""
    at = np.arange(1, len(strong) + 1)
    ax.bar(at, 100 * strong, width=0.9, color=FOCUS_COLOUR, alpha=0.75)
    ax.step(
        [at[0] - 0.5, *(at + 0.5)],
        100 * np.array([other.iloc[0], *other]),
        color=LINE_COLOUR,
        linewidth=1.6,
        linestyle="--",
    )
    ax.axhline(100 / len(strong), color="#15181c", linewidth=1, linestyle=":")
    ax.set_xticks([at[0], at[len(at) // 2], at[-1]])


def said_and_came(ax: Axes, strong: pd.DataFrame, other: pd.DataFrame) -> None:
    """Draw what was said against what came, with the line where both are the same.

    Args:
        ax: axes to draw on.
        strong: as :func:`egdi.projection.reliability` returns it.
        other: the same of another model.
    """
    ax.plot([0, 100], [0, 100], color="#9aa0a8", linewidth=1, linestyle=":", zorder=0)
    for table, style in ((other, _OTHER), (strong, _STRONG)):
        said, came, lower, upper = (
            100 * table[c].to_numpy(float) for c in ("said", "came", "lower", "upper")
        )
        ax.plot(said, came, linewidth=1.2, **{**style, "marker": ""})
        ax.vlines(said, lower, upper, color=style["color"], linewidth=1.6, alpha=0.55)
        ax.scatter(
            said,
            came,
            s=10 + 3.5 * np.sqrt(table["n"]),
            marker=style["marker"],
            facecolor=style.get("markerfacecolor", style["color"]),
            edgecolor=style["color"],
            linewidth=1.4,
            zorder=3,
        )
    ax.set(xlim=(-3, 103), ylim=(-3, 103), aspect="equal")
