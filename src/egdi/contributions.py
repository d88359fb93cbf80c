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


def gaps_in_group(
    panel: pd.DataFrame, focus: str, members: Sequence[str], edition: int, most: int = 9
) -> pd.DataFrame:
    """Return the lead of ``focus`` over each member near it, by part.

    Args:
        panel: the panel.
        focus: ISO code.
        members: the group.
        edition: survey year.
        most: how many members to keep, those nearest in score.

    Returns:
        Index iso3 from the best member down; columns :data:`TERMS`, in index points.
    """
    now = weighted_parts(panel).xs(edition, level="edition")
    others = now.reindex([m for m in dict.fromkeys(members) if m != focus]).dropna()
    lead = now.loc[focus] - others
    near = lead.sum(axis=1).abs().sort_values(kind="stable").index[:most]
    return lead.loc[lead.loc[near].sum(axis=1).sort_values(kind="stable").index]


def gap_to_line(
    panel: pd.DataFrame, focus: str, members: Sequence[str], k: int, rival: str | None = None
) -> pd.DataFrame:
    """Return the lead of ``focus`` over the line of the k-th place at each edition, by part.

    Args:
        panel: the panel.
        focus: ISO code.
        members: the group.
        k: target place.
        rival: compare with this state throughout; default the k-th best other member.

    Returns:
        Columns edition, rival and :data:`TERMS` (index points, negative where the rival leads);
        editions at which one of the two was not ranked are left out.
    """
    parts = weighted_parts(panel)
    table = ranks.places(panel, [m for m in members if m != focus])
    holders = table.groupby("edition").nth(k - 1).set_index("edition")["iso3"]
    rows = []
    for edition in sorted(table["edition"].unique()):
        other = rival or holders.get(edition)
        if (focus, edition) in parts.index and (other, edition) in parts.index:
            lead = parts.loc[(focus, edition)] - parts.loc[(other, edition)]
            rows.append({"edition": edition, "rival": other, **lead})
    return pd.DataFrame(rows, columns=["edition", "rival", *TERMS])


def spells(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return since when each part has stood behind the line without a break.

    Args:
        gaps: as :func:`gap_to_line` returns it.

    Returns:
        Columns part, lead (at the last edition, index points) and since (first edition of the
        present spell of negative leads; blank where the part is not behind).
    """
    rows = []
    for part in PARTS:
        behind = gaps[part] < 0
        spell = behind[::-1].cummin()[::-1]
        since = gaps.loc[spell, "edition"].min() if spell.any() else pd.NA
        rows.append({"part": part, "lead": gaps[part].iloc[-1], "since": since})
    return pd.DataFrame(rows).astype({"since": "Int64"})


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
        members: the group, with or without the focus; members not ranked at both editions are
            left out.
        since: the earlier edition.
        edition: the later one.

    Returns:
        Index (who, term) with who in own, rivals and term in :data:`TERMS`; adds up to the places
        gained among the members ranked at both editions (positive is better).

    Raises:
        KeyError: if the focus was not ranked at both editions.
    """
    parts = weighted_parts(panel)
    before = parts.xs(since, level="edition").reindex([*dict.fromkeys([*members, focus])]).dropna()
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
    rows = {}
    for edition, group in parts.groupby(level="edition"):
        cov = group.cov()
        rows[edition] = cov.sum() / cov.sum(axis=None)
    return pd.DataFrame(rows).T.rename_axis("edition")
