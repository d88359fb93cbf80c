"""The three pictures of a brief."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from egdi import figures
from egdi.brief.facts import Facts
from egdi.brief.paper import WIDTH
from egdi.panel import PARTS
from egdi.words import Best, Group, State, Term, numbers, phrase

if TYPE_CHECKING:
    from matplotlib.figure import Figure

QUIET = "#b9bec6"


def trajectory_table(facts: Facts) -> pd.DataFrame:
    """Return score, line, place and world rank by edition; blank where there is none."""
    editions = sorted(int(e) for e in facts.common.data["edition"].unique())
    out = pd.DataFrame(index=pd.Index(editions, name="edition"))
    out["score"] = facts.own["score"]
    out["line"] = facts.line
    out[["place", "of"]] = np.nan if facts.own.empty else facts.gaps[["place", "n"]]
    out["rank"] = facts.own["place"]
    return out.reset_index()


def trajectory(facts: Facts) -> Figure:
    """Draw the score against the line of the k-th place, with the place at each edition."""
    table = trajectory_table(facts).set_index("edition")
    fig, ax = figures.new(WIDTH, 2.3)
    ax.plot(
        table.index, table["line"], color=figures.LINE_COLOUR, linestyle="--", marker="s",
        markersize=4,
    )  # fmt: skip
    ax.plot(table.index, table["score"], color=figures.FOCUS_COLOUR, linewidth=2.6, marker="o")
    ax.fill_between(
        table.index, table["score"].astype(float), table["line"].astype(float), color="#eef0f2",
        zorder=0,
    )  # fmt: skip
    ax.set(ylabel=phrase("EGDI, 0 to 1"))
    low, high = np.nanmin(table[["score", "line"]]), np.nanmax(table[["score", "line"]])
    span = max(high - low, 0.05)
    ax.set_ylim(low - 0.24 * span, high + 0.12 * span)
    ax.set_xlim(table.index[0] - 1.0, table.index[-1] + 0.6)
    figures.edition_axis(ax, table.index)
    last = -9
    for edition, row in table.dropna(subset=["place", "score"]).iterrows():
        if edition - last >= 2:
            last = edition
            ax.annotate(
                numbers.ordinal(row["place"]),
                (edition, np.nanmin([row["score"], row["line"]])),
                xytext=(0, -15), textcoords="offset points", ha="center", fontsize=9,
                color=figures.FOCUS_COLOUR,
            )  # fmt: skip
    ends = {}
    named = (
        ("line", phrase("line to place {k}", k=facts.k)),
        ("score", State(facts.focus).said("name")),
    )
    for column, label in named:
        known = table[column].dropna()
        if len(known):
            ends[label] = (float(known.index[-1]), float(known.iloc[-1]))
    figures.label_ends(
        ax,
        ends,
        colors=dict(zip(ends, (figures.LINE_COLOUR, figures.FOCUS_COLOUR), strict=False)),
        weights={State(facts.focus).said("name"): "bold"},
    )
    figures.mark_breaks(ax)
    return fig


def change_table(facts: Facts) -> pd.DataFrame:
    """Return absolute and relative contributions of each part and their sum, top to bottom."""
    assert facts.change is not None
    rows = facts.change.loc[PARTS, ["absolute", "relative"]]
    rest = facts.change.loc["unexplained", ["absolute", "relative"]].astype(float)
    if rest.abs().max() >= 5e-4:
        rows = pd.concat([rows, rest.to_frame("unexplained").T])
    total = facts.change[["absolute", "relative"]].sum()
    return pd.concat([rows, total.to_frame("egdi").T]).rename_axis("term").reset_index()


def bar_name(name: str) -> str:
    """Return what a bar of the change is called."""
    return phrase("Not explained") if name == "unexplained" else Term(name).said("label")


def change(facts: Facts) -> Figure:
    """Draw the contributions to the last change, absolute beside relative to the world."""
    table = change_table(facts).set_index("term").astype(float)
    fig, axes = figures.new(WIDTH, 1.45, ncols=2, sharex=True, sharey=True)
    at = np.arange(len(table))
    names = [bar_name(str(t)) for t in table.index]
    looks = [
        {"color": figures.FOCUS_COLOUR, "hatch": ""}
        if t == "egdi"
        else {key: figures.PART_STYLE[str(t)][key] for key in ("color", "hatch")}
        for t in table.index
    ]
    for ax, column, head in zip(
        axes,
        ("absolute", "relative"),
        (phrase("Absolute"), phrase("Relative to the world mean")),
        strict=True,
    ):
        for y, value, look in zip(at, table[column], looks, strict=True):
            ax.barh(y, value, 0.66, edgecolor="white", linewidth=0.5, **look)
            ax.annotate(
                numbers.points(value, sign=True), (value, y), xytext=(4 if value >= 0 else -4, 0),
                textcoords="offset points", va="center", ha="left" if value >= 0 else "right",
                fontsize=9,
            )  # fmt: skip
        ax.axvline(0, color="#15181c", linewidth=0.9)
        ax.axhline(len(table) - 1.5, color="#9aa0a8", linewidth=0.8)
        ax.set_title(head, fontsize=10, loc="left")
        ax.tick_params(labelsize=9)
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
    largest = max(float(table.abs().to_numpy().max()), 0.01)
    low, high = min(float(table.min().min()), 0), max(float(table.max().max()), 0)
    axes[0].set_xlim(low - (0.55 * largest if low < 0 else 0.05 * largest),
                     high + (0.55 * largest if high > 0 else 0.05 * largest))  # fmt: skip
    axes[0].set_yticks(at, names)
    axes[0].set_ylim(len(table) - 0.5, -0.5)
    axes[0].locator_params(axis="x", nbins=4)
    return fig


def places_table(facts: Facts) -> pd.DataFrame:
    """Return the probability of each place at the next edition."""
    out = facts.chances.rename("probability").rename_axis("place").reset_index()
    out.insert(0, "edition", facts.common.next)
    out["in_target"] = out["place"].le(facts.k)
    return out


def places(facts: Facts) -> Figure:
    """Draw the probability of each place at the next edition."""
    table = places_table(facts)
    if len(table) > 20:
        reached = table.loc[table["probability"].gt(0.001), "place"]
        table = table[table["place"].between(reached.min() - 3, reached.max() + 3)]
    fig, ax = figures.new(WIDTH, 2.0)
    for inside, look in (
        (True, {"color": figures.LINE_COLOUR, "hatch": ""}),
        (False, {"color": QUIET, "hatch": "///"}),
    ):
        part = table[table["in_target"].eq(inside)]
        ax.bar(
            part["place"], 100 * part["probability"], 0.8, edgecolor="white", linewidth=0.4, **look
        )
    top = 100 * float(table["probability"].max())
    ax.set_ylim(0, top * 1.4)
    ax.set_xlim(table["place"].min() - 0.7, table["place"].max() + 0.7)
    ax.set(
        xlabel=phrase("Place {group:in}, {next}", group=Group(facts.group), next=facts.common.next),
        ylabel="%",
    )
    ax.xaxis.label.set_fontsize(9)
    if len(table) <= 20:
        ax.set_xticks(table["place"])
        for x, y in zip(table["place"], 100 * table["probability"], strict=True):
            ax.annotate(
                numbers.chance(y / 100, unit=False), (x, y), xytext=(0, 2),
                textcoords="offset points", ha="center", fontsize=9,
            )  # fmt: skip
    if facts.ranked:
        now = int(facts.now["place"][facts.focus])
        if now in set(table["place"]):
            height = 100 * float(table.set_index("place")["probability"][now])
            font: dict[str, Any] = {
                "fontsize": 8.5,
                "fontweight": "bold",
                "color": figures.FOCUS_COLOUR,
            }
            offset: dict[str, Any] = {"textcoords": "offset points", "annotation_clip": False}
            label = phrase("now ({edition})", edition=facts.edition)
            if len(table) <= 20:
                ax.annotate(label, (now, height), (0, 14), ha="center", **font, **offset)
            else:
                ax.plot([now, now], [height, 1.18 * top], color=figures.FOCUS_COLOUR)
                ax.annotate(label, (now, 1.18 * top), (-3, 2), **font, **offset)
    ax.set_title(
        phrase("{goal:label}: {chance:chance}", goal=Best(facts.k), chance=facts.chance),
        fontsize=10, loc="left",
        color=figures.LINE_COLOUR, fontweight="bold",
    )  # fmt: skip
    return fig
