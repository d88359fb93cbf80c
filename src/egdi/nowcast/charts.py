"""Pictures of the nowcast: places beside the projection's, and what knowing a part is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from egdi import figures, projection
from egdi.projection import charts
from egdi.words import phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from egdi.nowcast.answers import Nowcast


def place_pair(axes: Sequence[Axes], said: Nowcast) -> pd.DataFrame:
    """Draw the chances of the focus's places by the projection and by the nowcast, side by side.

    Args:
        axes: two axes.
        said: the nowcast.

    Returns:
        What is drawn: columns place, first, last, probability and made.
    """
    pairs = (
        ("projection", phrase("Projection"), said.projected),
        ("nowcast", phrase("Nowcast"), said.draws),
    )
    shares = {
        name: projection.place_probabilities(draws, said.states, said.edition).loc[said.focus]
        for name, _, draws in pairs
    }
    edges = projection.class_edges(shares["nowcast"], said.place)
    drawn = []
    for ax, (name, heading, _) in zip(axes, pairs, strict=True):
        classes = projection.place_classes(shares[name], said.place, edges=edges)
        charts.place_bars(ax, classes, said.place, heading=heading)
        drawn.append(classes.assign(made=name))
    return pd.concat(drawn, ignore_index=True)


def known_names() -> dict[str, str]:
    """Return the words for :data:`egdi.nowcast.KNOWING`, for pictures."""
    return {
        "osi": phrase("OSI of all"),
        "tii": phrase("TII of all"),
        "hci": phrase("HCI of all"),
        "tii_hci": phrase("TII and HCI of all"),
        "own": phrase("All of oneself"),
        "rivals": phrase("All of the others"),
    }


def error_removed(ax: Axes, shares: pd.Series, heading: str) -> None:
    """Draw how much of an error goes with what is known, as lying bars from the top.

    Args:
        ax: axes to draw on.
        shares: index a key of :func:`known_names`, values as shares.
        heading: words above.
    """
    values = 100 * shares.to_numpy(float)
    at = range(len(values))
    bars = ax.barh(at, values, color=figures.PEER_COLOUR)
    labels = [phrase("{v:+}", v=value) for value in values]
    ax.bar_label(bars, labels, padding=4, fontsize=figures.SMALL)
    ax.axvline(0, color="#15181c", linewidth=0.9)
    room = 0.3 * abs(values).max()
    low = min(0.0, float(values.min()))
    ax.set(xlim=(low - room * (low < 0), values.max() + room), xlabel=phrase("error removed, %"))
    names = known_names()
    ax.set_yticks(at, [names[str(key)] for key in shares.index])
    ax.set_ylim(len(values) - 0.4, -0.6)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.set_title(heading, loc="left", fontsize=10.5)
