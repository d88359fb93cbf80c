"""Recompute the UN's own index and ranks from the published parts, and say what does not fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from egdi import contributions, ranks
from egdi import panel as panel_room
from egdi.panel import PARTS, DataError, require
from egdi.words import State

LARGE = 1e-3
"""Index points beyond which a misfit is no matter of digits."""


def decimals(scores: pd.Series) -> int:
    """Return how many decimals a column of scores is printed with: the most that any needs.

    Raises:
        DataError: if it is no column with scores.
    """
    if not isinstance(scores, pd.Series) or not scores.notna().any():
        raise DataError("Expected a pandas Series with at least one score.")
    if not pd.api.types.is_numeric_dtype(scores):
        raise DataError("The scores are not all numbers; expected scores or blanks.")
    digits = scores.dropna().map(lambda x: len(repr(round(float(x), 10)).partition(".")[2]))
    return int(digits.max())


def tolerance(rows: pd.DataFrame, weights: pd.Series) -> float:
    """Return how far rounding alone can move one edition's index from the sum of its parts.

    Half a unit of the last decimal of the index plus the weighted half units of its parts.

    Args:
        rows: ranked states of one edition, with columns egdi, osi, tii, hci.
        weights: of the parts, adding up to one.

    Returns:
        Index points.

    Raises:
        DataError: if a column or a weight is missing.
    """
    require(rows, ["egdi", *PARTS], "rows of a panel")
    if not isinstance(weights, pd.Series) or not set(PARTS) <= set(weights.index):
        raise DataError("Expected weights of osi, tii and hci as panel.weights() returns them.")
    parts = sum(weights[p] * 0.5 * 10.0 ** -decimals(rows[p]) for p in PARTS)
    return float(0.5 * 10.0 ** -decimals(rows["egdi"]) + parts)


def rounding(panel: pd.DataFrame) -> pd.Series:
    """Return :func:`tolerance` by edition.

    Returns:
        Index edition; tolerance in index points.
    """
    out = {
        edition: tolerance(rows, panel_room.weights(int(edition)))
        for edition, rows in ranks.ranked(panel).groupby("edition")
    }
    return pd.Series(out, name="tolerance").rename_axis("edition")


def misfits(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose index is further from the UN's formula than rounding explains.

    Returns:
        Columns iso3, edition, published, recomputed, difference (published less recomputed) and
        tolerance, largest difference first.
    """
    rows = ranks.ranked(panel)
    difference = contributions.weighted_parts(panel)["unexplained"].to_numpy()
    table = rows[["iso3", "edition"]].assign(
        published=rows["egdi"], recomputed=rows["egdi"] - difference, difference=difference
    )
    table["tolerance"] = table["edition"].map(rounding(panel))
    # Decimal fractions are not exact in binary: a hair above the tolerance is within it.
    beyond = table["difference"].abs() > table["tolerance"] + 1e-9
    # Without their last bits, which differ from machine to machine, equal ones keep their order.
    order = table["difference"].abs().round(9).sort_values(ascending=False, kind="stable").index
    return table.loc[order][beyond.loc[order]].reset_index(drop=True)


def fitted_weights(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the weights that least squares gives for each edition, without a constant.

    Returns:
        Index edition; columns osi, tii, hci and largest (largest absolute residual); states whose
        index does not follow the formula are left out of the fit.
    """
    odd = misfits(panel)
    odd = odd[odd["difference"].abs() > LARGE].set_index(["iso3", "edition"]).index
    rows = ranks.ranked(panel)
    rows = rows[~rows.set_index(["iso3", "edition"]).index.isin(odd)]
    out = {}
    for edition, group in rows.groupby("edition"):
        parts, index = group[PARTS].to_numpy(float), group["egdi"].to_numpy(float)
        weights, *_ = np.linalg.lstsq(parts, index, rcond=None)
        out[edition] = [*weights, np.abs(index - parts @ weights).max()]
    frame = pd.DataFrame.from_dict(out, orient="index", columns=[*PARTS, "largest"])
    return frame.rename_axis("edition")


def rank_differences(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the published ranks that the published scores alone do not give.

    Returns:
        Columns iso3, edition, score, rank (published), recomputed, tied (states with the same
        printed score, itself included).

    Raises:
        DataError: if it is no panel.
    """
    require(panel, ["rank"], "a panel as egdi.load() returns it")
    table = ranks.places(panel).merge(panel[["iso3", "edition", "rank"]], on=["iso3", "edition"])
    table["tied"] = table.groupby(["edition", "score"])["iso3"].transform("size")
    odd = table[table["place"].ne(table["rank"])].rename(columns={"place": "recomputed"})
    return odd[["iso3", "edition", "score", "rank", "recomputed", "tied"]].reset_index(drop=True)


def consequences(panel: pd.DataFrame) -> pd.DataFrame:
    """Return by edition what the misfits amount to.

    Returns:
        Columns edition, rows (beyond rounding), largest (absolute difference, index points) and
        ranks (states whose rank would differ with the recomputed index); editions with none are
        left out.
    """
    odd = misfits(panel)
    places = ranks.places(panel).set_index(["iso3", "edition"])
    parts = contributions.weighted_parts(panel)[PARTS].sum(axis=1)
    # Eight decimals: far below what is printed, far above the noise of binary fractions.
    again = parts.round(8).groupby(level="edition").transform(ranks.rank)
    moved = again.ne(places["place"].reindex(again.index)).groupby(level="edition").sum()
    table = odd.groupby("edition")["difference"].agg(rows="size", largest=lambda d: d.abs().max())
    return table.assign(ranks=moved.reindex(table.index)).reset_index()


def states_by_status(panel: pd.DataFrame) -> pd.DataFrame:
    """Return by edition how many states were ranked, not ranked, or not yet members.

    Returns:
        Index edition; columns ranked, not_ranked, not_member.

    Raises:
        DataError: if it is no panel.
    """
    require(panel, ["edition", "status"], "a panel as egdi.load() returns it")
    table = panel.groupby(["edition", "status"]).size().unstack(fill_value=0)
    return table.reindex(columns=["ranked", "not_ranked", "not_member"], fill_value=0)


# --- a record that sentences are filled from


@dataclass(frozen=True)
class Reconciled:
    """What recomputing the index and its ranks found, up to an edition.

    Attributes:
        rows: index values published.
        first, last: editions.
        ranked_first, ranked_last: states ranked at them.
        unequal: editions whose three weights are not the same.
        misfits: rows beyond what rounding explains.
        large: those beyond :data:`LARGE`, as (state, edition).
        worst: edition with the largest share of misfits; None if there are none.
        worst_share: that share.
        odd_ranks: published ranks that the scores do not give.
        odd_editions: editions in which they stand.
        odd_states: their ISO codes.
        untied: those among them that belong to no tie.
    """

    rows: int
    first: int
    last: int
    ranked_first: int
    ranked_last: int
    unequal: list[int]
    misfits: int
    large: list[tuple[State, int]]
    worst: int | None
    worst_share: float
    odd_ranks: int
    odd_editions: list[int]
    odd_states: list[str]
    untied: int


def reconciled(panel: pd.DataFrame) -> Reconciled:
    """Return what recomputing a panel found."""
    ranked = states_by_status(panel)["ranked"]
    odd = misfits(panel)
    large = odd[odd["difference"].abs() > LARGE]
    share = odd.groupby("edition").size() / ranked
    ties = rank_differences(panel)
    editions = [int(e) for e in ranked.index]
    return Reconciled(
        rows=int(ranked.sum()),
        first=editions[0],
        last=editions[-1],
        ranked_first=int(ranked.iloc[0]),
        ranked_last=int(ranked.iloc[-1]),
        unequal=[e for e in editions if panel_room.weights(e).nunique() > 1],
        misfits=len(odd),
        large=[(State(row.iso3), int(row.edition)) for row in large.itertuples()],
        worst=int(share.idxmax()) if len(odd) else None,
        worst_share=float(share.max()) if len(odd) else 0.0,
        odd_ranks=len(ties),
        odd_editions=sorted({int(e) for e in ties["edition"]}),
        odd_states=sorted(set(ties["iso3"])),
        untied=int(ties["tied"].lt(2).sum()),
    )
