"""Ranks in the world and places in a group, and the points behind them.

Ranks follow the UN's rule as far as scores can tell it: on unrounded scores, the highest score
first, ties sharing the better rank (competition ranking, "1224"). Where the UN's own rank differs,
the published scores alone do not give it.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from egdi.lookup import code_in, find_measure, members_in, state_in
from egdi.panel import PANEL, DataError, Group, require, whole

_PLACES = "a table as ranks.places() returns it"
_SCORES = ["iso3", "edition", "score"]


def rank(scores: pd.Series) -> pd.Series:
    """Return competition ranks of scores, 1 for the highest; blank scores get no rank.

    Scores are compared to ten decimals: what a spreadsheet adds behind them parts no tie.

    Raises:
        DataError: if the scores are no column of numbers.

    Example:
        >>> rank(pd.Series([0.5, 0.9, 0.5, 0.1])).tolist()
        [2, 1, 2, 4]
        >>> rank(pd.Series([0.83051, 0.8305100000000001])).tolist()
        [1, 1]
    """
    if not isinstance(scores, pd.Series):
        raise DataError(f"Expected scores as a pandas Series, not {type(scores).__name__}.")
    try:
        numbers = pd.to_numeric(scores)
    except (ValueError, TypeError):
        raise DataError("The scores are not all numbers; expected scores or blanks.") from None
    return numbers.astype("float64").round(10).rank(method="min", ascending=False).astype("Int64")


def two_editions(table: pd.DataFrame) -> None:
    """Make sure that a table has editions to compare.

    Raises:
        DataError: if it has one only.
    """
    editions = require(table, ["edition"], "a table with editions")["edition"].unique()
    if len(editions) < 2:
        raise DataError(f"A change needs two editions; the table has {editions[0]} only.")


def ranked(panel: pd.DataFrame, measure: str = "egdi") -> pd.DataFrame:
    """Return the rows of states that were ranked, with scores of ``measure``.

    Parts of states for which the UN computed no index are left out, so a rank in OSI is among
    the same states as the rank in EGDI.

    Raises:
        DataError: if it is no panel, has no rows, or there is no such measure.
    """
    measure = find_measure(measure)
    require(panel, ["iso3", "edition", "status", measure], PANEL)
    return panel[panel["status"].eq("ranked") & panel[measure].notna()]


def places(
    panel: pd.DataFrame, members: Group | None = None, measure: str = "egdi"
) -> pd.DataFrame:
    """Return the place of every member at every edition.

    Args:
        panel: rows of state and edition with columns iso3, edition, status and ``measure``.
        members: the group, by name or ISO codes; default all states, which makes places world
            ranks. A dated group counts its members at the panel's last edition, at every edition.
        measure: egdi, osi, tii, hci or epi.

    Returns:
        Columns iso3, edition, score, place, n (members ranked at that edition) and percentile
        (share of the others that stand behind, 0 to 100), ordered by edition and place.

    Raises:
        DataError: if the group, a code or the measure is unknown, with near matches, or none of
            the states was ranked.
    """
    measure = find_measure(measure)
    rows = ranked(panel, measure)
    if members is not None:
        rows = rows[rows["iso3"].isin(members_in(panel, members))]
    if rows.empty:
        raise DataError("None of the states asked for was ranked in any edition of the panel.")
    table = rows[["iso3", "edition"]].assign(score=rows[measure])
    by_edition = table.groupby("edition")["score"]
    table["place"] = by_edition.rank(method="min", ascending=False).astype("Int64")
    table["n"] = by_edition.transform("size")
    behind = by_edition.rank(method="min") - 1
    table["percentile"] = (100 * behind / (table["n"] - 1)).where(table["n"] > 1)
    return table.sort_values(["edition", "place", "iso3"], ignore_index=True)


def line(table: pd.DataFrame, k: int) -> pd.Series:
    """Return the score at the k-th place of each edition, the line to reach.

    Args:
        table: as :func:`places` returns it.
        k: place, 1 for the best; an edition with fewer members is left out.

    Raises:
        DataError: if no edition has so many members, or the place is below one.
    """
    require(table, _SCORES, _PLACES)
    k, most = whole(k, "The place"), int(table.groupby("edition").size().max())
    if not 1 <= k <= most:
        raise DataError(
            f"No edition has a place {k} among the states compared; choose 1 to {most}."
        )
    ordered = table.sort_values(["edition", "score"], ascending=[True, False])
    kth = ordered.groupby("edition").nth(k - 1)
    return kth.set_index("edition")["score"].rename(f"place_{k}")


def gaps(table: pd.DataFrame, focus: str, k: int) -> pd.DataFrame:
    """Return how far a state stands from the k-th place, by edition.

    Args:
        table: as :func:`places` returns it.
        focus: ISO code.
        k: target place.

    Returns:
        Index edition; columns place, n, score, line (score of the best k-th *other* member:
        what the state had to beat to be among the best k), points (score minus line: negative is
        missing, positive is to spare), places (place minus k, at least 0) and behind (points over
        the best member with a lower score; blank for the last).

    Raises:
        DataError: if the state is not in the table, or no edition has so many other members.
    """
    focus = state_in(require(table, [*_SCORES, "place", "n"], _PLACES), focus)
    k = whole(k, "The place")
    own = table[table["iso3"].eq(focus)].set_index("edition")
    others = table[table["iso3"].ne(focus)]
    out = own[["place", "n", "score"]].join(line(others, k).rename("line"))
    out["points"] = out["score"] - out["line"]
    out["places"] = (out["place"] - k).clip(lower=0)
    lower = others[others["score"] < others["edition"].map(own["score"])]
    out["behind"] = out["score"] - lower.groupby("edition")["score"].max().reindex(out.index)
    return out


def neighbourhood(table: pd.DataFrame, focus: str, k: int, most: int = 12) -> pd.DataFrame:
    """Return the rows of the members worth drawing when a group is large.

    Those are the ``most`` members nearest, at the last edition, to the focus or to the k-th place;
    to the last place instead of a focus that was not ranked then.

    Args:
        table: as :func:`places` returns it.
        focus: ISO code.
        k: target place.
        most: how many members to keep, the focus among them.

    Raises:
        DataError: if no state has that code, or a number is below one.
    """
    focus = code_in(require(table, ["iso3", "edition", "place"], _PLACES), focus)
    k, most = whole(k, "The place"), whole(most, "How many members to keep")
    if min(k, most) < 1:
        raise DataError(f"Place {k} and {most} members to keep; expected at least 1 of both.")
    last = table[table["edition"].eq(table["edition"].max())].set_index("iso3")["place"].astype(int)
    own = last.get(focus, last.max())
    distance = pd.concat([(last - own).abs(), (last - k).abs()], axis=1).min(axis=1)
    keep = {focus, *distance.sort_values(kind="stable").index[:most]}
    return table[table["iso3"].isin(keep)]


def by_measure(
    panel: pd.DataFrame, focus: str, measures: Sequence[str] = ("egdi", "osi", "tii", "hci")
) -> pd.DataFrame:
    """Return a state's world ranks in several measures.

    Returns:
        Columns measure, edition, score, place, n, percentile.

    Raises:
        DataError: if the state was never ranked or is unknown, or there is no such measure.
    """
    measures = [measures] if isinstance(measures, str) else measures
    if not isinstance(measures, Sequence) or not measures:
        raise DataError("No measures; give at least one of egdi, osi, tii, hci and epi.")
    focus = state_in(ranked(panel), focus)
    tables = []
    for measure in map(find_measure, measures):
        table = places(panel, measure=measure)
        tables.append(table[table["iso3"].eq(focus)].assign(measure=measure))
    out = pd.concat(tables, ignore_index=True)
    return out[["measure", "edition", "score", "place", "n", "percentile"]]


def overtakes(table: pd.DataFrame, focus: str) -> pd.DataFrame:
    """Return who passed whom: rivals whose order with ``focus`` changed between editions.

    Returns:
        Columns edition, since (the edition before), iso3 and direction: ``passed`` (the focus
        overtook it) or ``passed by`` (it overtook the focus). A tie counts as not ahead.

    Raises:
        DataError: if the state is not in the table.
    """
    focus = state_in(require(table, _SCORES, _PLACES), focus)
    wide = table.pivot(index="edition", columns="iso3", values="score")
    lead = wide.drop(columns=focus).rsub(wide[focus], axis=0).dropna(axis=1, how="all")
    rows = []
    for before, after in zip(lead.index[:-1], lead.index[1:], strict=True):
        for iso in lead.columns:
            old, new = lead.at[before, iso], lead.at[after, iso]
            if old <= 0 < new:
                rows.append((after, before, iso, "passed"))
            elif new < 0 <= old:
                rows.append((after, before, iso, "passed by"))
    return pd.DataFrame(rows, columns=["edition", "since", "iso3", "direction"])


def moves(table: pd.DataFrame) -> pd.DataFrame:
    """Return every state's change of place between consecutive editions of the table.

    Returns:
        Columns iso3, since, edition, from_place, to_place and gain (places gained; positive is
        better). States not ranked at both editions are left out.

    Raises:
        DataError: if the table has one edition only.
    """
    require(table, ["iso3", "edition", "place"], _PLACES)
    two_editions(table)
    wide = table.pivot(index="edition", columns="iso3", values="place")
    steps = []
    for before, after in zip(wide.index[:-1], wide.index[1:], strict=True):
        pair = pd.DataFrame({"from_place": wide.loc[before], "to_place": wide.loc[after]}).dropna()
        steps.append(pair.assign(since=before, edition=after).reset_index())
    out = pd.concat(steps, ignore_index=True)
    out["gain"] = out["from_place"] - out["to_place"]
    return out[["iso3", "since", "edition", "from_place", "to_place", "gain"]]
