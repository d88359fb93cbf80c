"""Exact contributions of OSI, TII and HCI to a change, to a gap and to a change of place.

The EGDI is a weighted mean of its parts, so differences of weighted parts add up to the difference
of the index without remainder. What the UN printed may differ from that mean by rounding (and in
two rows of 2008 by more); the difference is kept in the open as ``unexplained``, so every table
here adds up to the published figures.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from math import factorial
from typing import TypeVar

import numpy as np
import pandas as pd

from egdi import panel as panel_room
from egdi import ranks
from egdi.panel import PARTS

P = TypeVar("P", bound=Hashable)

TERMS = [*PARTS, "unexplained"]
"""Columns of every decomposition: the three parts and what the formula leaves unexplained."""


def weighted_parts(panel: pd.DataFrame) -> pd.DataFrame:
    """Return each ranked row's EGDI split into weighted parts.

    Returns:
        Index (iso3, edition); columns osi, tii, hci (weight times score) and unexplained; the
        four add up to the published EGDI.
    """
    rows = ranks.ranked(panel)
    weights = pd.DataFrame({e: panel_room.weights(e) for e in rows["edition"].unique()}).T
    parts = rows[PARTS].to_numpy(float) * weights.loc[rows["edition"], PARTS].to_numpy(float)
    out = pd.DataFrame(
        parts, columns=PARTS, index=pd.MultiIndex.from_frame(rows[["iso3", "edition"]])
    )
    return out.assign(unexplained=rows["egdi"].to_numpy(float) - parts.sum(axis=1))


def changes(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the contributions to every change between consecutive editions.

    The relative contribution is the absolute one less the mean over all states ranked at both
    editions: the index is relative, so a part that rises everywhere moves nobody.

    Returns:
        Columns iso3, since, edition, term (one of :data:`TERMS`), absolute, world, relative, in
        index points. Absolute contributions add up to the published change of the EGDI.
    """
    wide = weighted_parts(panel).unstack("iso3")
    steps = []
    for before, after in zip(wide.index[:-1], wide.index[1:], strict=True):
        step = (wide.loc[after] - wide.loc[before]).unstack(0).dropna().reindex(columns=TERMS)
        world = step.mean()
        tidy = step.rename_axis("iso3").melt(
            ignore_index=False, var_name="term", value_name="absolute"
        )
        tidy = tidy.reset_index().assign(since=before, edition=after)
        tidy["world"] = tidy["term"].map(world)
        steps.append(tidy)
    out = pd.concat(steps, ignore_index=True)
    out["relative"] = out["absolute"] - out["world"]
    return out[["iso3", "since", "edition", "term", "absolute", "world", "relative"]]


def gap(panel: pd.DataFrame, focus: str, rival: str, edition: int) -> pd.Series:
    """Return what each part adds to the lead of ``focus`` over ``rival``, in index points.

    Returns:
        Index :data:`TERMS`; negative where the rival is ahead. Adds up to the difference of the
        published scores.

    Raises:
        KeyError: if one of the two was not ranked at that edition.
    """
    parts = weighted_parts(panel)
    return (parts.loc[(focus, edition)] - parts.loc[(rival, edition)]).rename("points")


def shapley(value: Callable[[frozenset[P]], float], players: Sequence[P]) -> dict[P, float]:
    """Return the Shapley value of each player, by its definition over all coalitions.

    Args:
        value: worth of a coalition; called once for each of the 2**n coalitions.
        players: at most about a dozen.

    Source: L. S. Shapley, "A value for n-person games", 1953.
    """
    n = len(players)
    worth = {
        frozenset(group): value(frozenset(group))
        for size in range(n + 1)
        for group in combinations(players, size)
    }
    share = [factorial(s) * factorial(n - s - 1) / factorial(n) for s in range(n)]
    return {
        player: sum(
            share[len(group)] * (worth[group | {player}] - worth[group])
            for group in worth
            if player not in group
        )
        for player in players
    }


def place_change(
    panel: pd.DataFrame, focus: str, members: Sequence[str], since: int, edition: int
) -> pd.Series:
    """Return how many places each move gained or cost between two editions.

    The players are the moves of the focus and of all its rivals together, part by part; a
    coalition's worth is the place the focus gains when only its moves have happened.

    Args:
        panel: the panel.
        focus: ISO code.
        members: the group; members not ranked at both editions are left out.
        since: the earlier edition.
        edition: the later one.

    Returns:
        Index (who, term) with who in own, rivals and term in :data:`TERMS`; adds up to the places
        gained among the members ranked at both editions (positive is better).

    Raises:
        KeyError: if the focus was not ranked at both editions.
    """
    parts = weighted_parts(panel)
    before = parts.xs(since, level="edition").reindex([*members]).dropna()
    after = parts.xs(edition, level="edition").reindex(before.index).dropna()
    before = before.loc[after.index]
    own = before.index.get_loc(focus)
    start, move = before[TERMS].to_numpy(), (after - before)[TERMS].to_numpy()
    players = [(who, term) for who in ("own", "rivals") for term in TERMS]

    def place(coalition: frozenset[tuple[str, str]]) -> float:
        mask = np.array(
            [[(who, term) in coalition for term in TERMS] for who in ("own", "rivals")], dtype=float
        )
        scores = (start + move * mask[1]).sum(axis=1)
        mine = (start[own] + move[own] * mask[0]).sum()
        # Sums of floats differ in the last bits; published digits end at 1e-5.
        return -float((np.delete(scores, own) > mine + 1e-9).sum())

    values = shapley(place, players)
    index = pd.MultiIndex.from_tuples(players, names=["who", "term"])
    return pd.Series([values[p] for p in players], index=index, name="places")


def effective_weights(panel: pd.DataFrame) -> pd.DataFrame:
    """Return each part's share of the variance of the EGDI, by edition.

    The nominal weights are thirds; what moves ranks is how much a part varies between states and
    with the others. The shares are covariances of weighted parts with the index over its variance.

    Returns:
        Index edition; columns osi, tii, hci; each row adds up to one.

    Source: Becker, Saisana, Paruolo, Vandecasteele (2017), "Weights and importance in composite
    indicators", Ecological Indicators 80.
    """
    parts = weighted_parts(panel)[PARTS]
    rows = {
        edition: group.apply(lambda part, total=group.sum(axis=1): part.cov(total) / total.var())
        for edition, group in parts.groupby(level="edition")
    }
    return pd.DataFrame(rows).T.rename_axis("edition")
