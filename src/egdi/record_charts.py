"""Charts of the record: verdicts as squares, figures beside goals, targets as steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from egdi import figures, targets
from egdi.claims import CONTRADICTED, HOLDS, NOT_CHECKABLE, ONE_READING, SUBJECTS, VERDICTS
from egdi.prose import ordinal
from egdi.terms import term

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VERDICT_STYLE: dict[str, dict[str, Any]] = {
    HOLDS: {"facecolor": "#1f4e79", "hatch": ""},
    ONE_READING: {"facecolor": "#9cc3e6", "hatch": "////"},
    CONTRADICTED: {"facecolor": figures.FOCUS_COLOUR, "hatch": "xxxx"},
    NOT_CHECKABLE: {"facecolor": "#f1f2f4", "hatch": ""},
}

STATUS_STYLE: dict[str, dict[str, Any]] = {
    targets.MET: {"marker": "o", "markerfacecolor": "#2e7d4f", "color": "#2e7d4f"},
    targets.MISSED: {"marker": "X", "markerfacecolor": "#15181c", "color": "#15181c"},
    targets.OPEN: {"marker": "o", "markerfacecolor": "white", "color": figures.LINE_COLOUR},
}


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
        ax.text(
            0, top + 0.15, term(f"about_{subject}"), fontsize=10, fontweight="bold", va="bottom"
        )
        for i, verdict in enumerate(ordered):
            ax.add_patch(
                Rectangle(
                    (i % across + 0.06, top + i // across + 0.36),
                    0.88,
                    0.88,
                    edgecolor=_edge(verdict),
                    linewidth=0.5,
                    **VERDICT_STYLE[verdict],
                )
            )
        told = [f"{term(v)}: {n}" for v in VERDICTS if (n := int(rows.eq(v).sum()))]
        ax.text(across, top + 0.15, " · ".join(told), fontsize=8.5, ha="right", va="bottom")
        top += -(-len(ordered) // across) + 1.15
    counts = checked["verdict"].value_counts()
    handles = [
        Patch(
            edgecolor=_edge(v),
            linewidth=0.5,
            label=f"{term(v)}: {counts.get(v, 0)}",
            **VERDICT_STYLE[v],
        )
        for v in VERDICTS
    ]
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=2, frameon=False,
        fontsize=10.5, handlelength=1.1, handleheight=1.1,
    )  # fmt: skip
    ax.set(xlim=(0, across), ylim=(top - 0.4, -0.75), aspect="equal")
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
        value, goals = float(own["value"].iloc[0]), own["target"].dropna()
        ax.barh(at, 100, 0.42, color="#eceef1", zorder=0)
        ax.text(0, at - 0.3, label, fontsize=10, va="bottom")
        if np.isfinite(value):
            ax.barh(at, value, 0.42, color=figures.LINE_COLOUR, zorder=2)
        for goal in goals:
            ax.plot([goal] * 2, [at - 0.29, at + 0.29], color=figures.FOCUS_COLOUR, linewidth=3.4,
                    clip_on=False, zorder=3)  # fmt: skip
        ax.annotate(
            _distances(value, list(goals)), (100, at), xytext=(9, 0), textcoords="offset points",
            va="center", fontsize=9.5,
        )  # fmt: skip
    ax.set(xlim=(0, 100), ylim=(len(labels) - 0.6, -0.85))
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)


def _distances(value: float, goals: list[float]) -> str:
    """Say how far a share is from its goals: ``88.53 %, 1.5 short of 90``."""
    if not np.isfinite(value):
        return f"no value for the goal of {goals[0]:.0f}"
    told = [
        f"{goal - value:.1f} {'short of' if i == 0 else 'of'} {goal:.0f}"
        if value < goal
        else f"reached {goal:.0f}"
        for i, goal in enumerate(goals)
    ]
    return f"{value:.4g} %, " + (", ".join(told) or "no goal stated")


PANELS = (("ASEAN", "South-East Asia"), ("World",))
"""Groups of the targets drawn in one panel; the places of the first are the line."""

LABEL_YEARS = 7.4
"""Room that the label of a target takes at the right of its bar."""


def trajectories(ax: Axes, held: pd.DataFrame) -> None:
    """Draw the places a state held, a line a measure, named at its first point.

    Args:
        ax: axes with years on x and places on y.
        held: as :func:`egdi.targets.held` returns it.
    """
    starts: dict[int, list[str]] = {}
    for measure, own in held.groupby("measure", sort=False):
        style = figures.MEASURE_STYLE.get(str(measure), {"color": figures.PEER_COLOUR})
        style = style | {"linestyle": "-" if measure == "egdi" else "--"}
        ax.plot(own["edition"], own["place"].astype(float), zorder=2, **style)
        starts.setdefault(int(own["place"].iloc[0]), []).append(str(measure))
    for place, measures in starts.items():
        ax.annotate(
            ", ".join(term(m) for m in measures),
            (float(held["edition"].min()), place),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=9.5,
            fontweight="bold",
            color=figures.MEASURE_STYLE.get(measures[0], {}).get("color", figures.PEER_COLOUR),
        )


def target_steps(ax: Axes, judged: pd.DataFrame) -> None:
    """Draw targets as bars from issue to deadline at the place they ask for, and how they ended.

    Bars that would lie on each other are set side by side.

    Args:
        ax: axes with years on x and places on y, whose limits are final.
        judged: rows of :func:`egdi.targets.judge` whose best_allowed is known.
    """
    low, high = ax.get_ylim()
    lift = 0.04 * abs(high - low)
    overall = targets.overall(judged)
    rows = judged.drop_duplicates("id").copy()
    rows["start"] = rows["issued"].map(lambda d: decimal_year(f"{d}-07-01"[: max(10, len(d))]))
    rows["end"] = rows["deadline"].map(decimal_year)
    taken: list[tuple[float, float, float]] = []
    for row in rows.sort_values(["start", "end"]).itertuples():
        style = STATUS_STYLE[overall[row.id]]
        steps = (0, 1, -1, 2, -2, 3)
        y = next(
            float(row.best_allowed) + step * lift
            for step in steps
            if not any(
                abs(row.best_allowed + step * lift - t) < 0.9 * lift
                and row.start < e
                and s < row.end
                for s, e, t in taken
            )
        )
        taken.append((row.start, row.end + LABEL_YEARS, y))
        ax.plot([row.start, row.end], [y, y], color=style["color"], linewidth=2.2, zorder=4,
                solid_capstyle="butt")  # fmt: skip
        ax.plot(row.start, y, marker="|", markersize=8, color=style["color"], zorder=4)
        ax.plot(row.end, y, markersize=8, zorder=5, linestyle="none", **style)
        ax.annotate(
            f"{short(row.instrument)}: {ordinal(row.best_allowed)} by {row.deadline[:4]}",
            (row.end, y),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=style["color"],
            annotation_clip=False,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.6},
            zorder=6,
        )


def short(instrument: str) -> str:
    """Return an instrument's name for a chart: ``Resolution 36a/NQ-CP`` -> Res. 36a."""
    kind, _, rest = instrument.partition(" ")
    number = rest.partition("/")[0].partition("-")[0]
    return f"{kind[:3]}. {number}" if number[:1].isdigit() else kind


def place_label(group: str) -> str:
    """Return the label of an axis of places."""
    return "World rank" if group == "World" else f"Place in {group}"


def target_axes(ax: Axes, judged: pd.DataFrame, held: pd.DataFrame) -> None:
    """Set limits and ticks of a panel of targets: best on top, editions known and to come."""
    places = pd.concat([judged["best_allowed"], held["place"]]).astype(float)
    pad = max(0.9, 0.08 * (places.max() - places.min()))
    ax.set_ylim(places.max() + pad, max(0.5, places.min() - pad))
    if places.max() <= 15:
        ax.set_yticks(range(max(1, int(places.min() - pad)), int(places.max() + pad) + 1))
    known = sorted({int(e) for e in held["edition"]})
    ahead = [e for e in targets.calendar(known, 2030) if e <= 2030] if len(known) > 1 else known
    shown = [f"{e}" if i % 2 == 0 else "" for i, e in enumerate(reversed(ahead))]
    ax.set_xticks(ahead, shown[::-1])
    ax.set_xlim(min(known) - 1.6, 2031 + LABEL_YEARS)
    ax.grid(axis="y", zorder=0)


def status_legend(ax: Axes) -> None:
    """Name the marks of target ends above the axes."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], linestyle="-", linewidth=2.2, markersize=8, label=term(status), **style)
        for status, style in STATUS_STYLE.items()
    ]
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, frameon=False,
        fontsize=10, borderaxespad=0.2,
    )  # fmt: skip


def plotted(held: list[pd.DataFrame], judged: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers behind the chart of targets: places held, then targets."""
    columns = ["group", "measure", "best_allowed", "id", "issued", "deadline", "status"]
    asked = judged[columns].rename(columns={"best_allowed": "place"})
    asked = asked.assign(what="target", measure=asked["measure"].str.lower())
    return pd.concat([pd.concat(held).assign(what="held"), asked])


def decimal_year(day: str) -> float:
    """Return a date as years with a fraction."""
    date = pd.Timestamp(day)
    return float(date.year + (date.day_of_year - 1) / 366)
