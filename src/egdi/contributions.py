"""Exact contributions of OSI, TII and HCI to a change, to a gap and to a change of place.

The EGDI is a weighted mean of its parts, so differences of weighted parts add up to the difference
of the index without remainder. What the UN printed may differ from that mean by rounding (and in
two rows of 2008 by more); the difference is kept in the open as ``unexplained``, so every table
here adds up to the published figures.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TypeVar

import numpy as np
import pandas as pd

from egdi import panel as panel_room
from egdi import ranks
from egdi.lookup import code_in, edition_in, find_country, members_in, short_names, state_in
from egdi.panel import PARTS, DataError, Group, require, whole
from egdi.words import State, Term

P = TypeVar("P", bound=Hashable)

TERMS = [*PARTS, "unexplained"]
"""Columns of every decomposition: the three parts and what the formula leaves unexplained."""

_CHANGES = "a table as contributions.changes() returns it"
_GAPS = "a table as contributions.gap_to_line() returns it"


def weighted_parts(panel: pd.DataFrame) -> pd.DataFrame:
    """Return each ranked row's EGDI split into weighted parts.

    Returns:
        Index (iso3, edition); columns osi, tii, hci (weight times score) and unexplained; the
        four add up to the published EGDI.

    Raises:
        DataError: if it is no panel, or the weights of one of its editions are not known.
    """
    rows = require(ranks.ranked(panel), PARTS, "a panel with a ranked state")
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

    Raises:
        DataError: if the panel has one edition only.
    """
    ranks.two_editions(ranks.ranked(panel))
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
        DataError: if one of the two is unknown or was not ranked at that edition.
    """
    edition = edition_in(panel, edition)
    parts = weighted_parts(panel[panel["edition"].eq(edition)])
    lead = _of(parts, focus, edition) - _of(parts, rival, edition)
    return lead.rename("points")


def _of(parts: pd.DataFrame, state: str, edition: int) -> pd.Series:
    """Return the weighted parts of a state at an edition, or say that it was not ranked."""
    code = code_in(parts.reset_index(), state)
    if (code, edition) not in parts.index:
        raise DataError(f"{short_names().get(code, code)} was not ranked in {edition}.")
    return parts.loc[(code, edition)]


def gaps_in_group(
    panel: pd.DataFrame, focus: str, members: Group, edition: int, most: int = 9
) -> pd.DataFrame:
    """Return the lead of ``focus`` over each member near it, by part.

    Args:
        panel: the panel.
        focus: ISO code.
        members: the group, by name or ISO codes, with or without the focus.
        edition: survey year.
        most: how many members to keep, those nearest in score.

    Returns:
        Index iso3 from the best member down; columns :data:`TERMS`, in index points.

    Raises:
        DataError: if a state, the group or the edition is unknown, the focus was not ranked then,
            or no other member was.
    """
    parts, edition = weighted_parts(panel), edition_in(panel, edition)
    most = whole(most, "How many members to keep")
    own = _of(parts, focus, edition)
    others = _others(parts.xs(edition, level="edition"), panel, own.name[0], members, edition)
    if most < 1 or others.empty:
        raise DataError(f"Nobody to compare with: {most} of {len(others)} others in {edition}.")
    lead = own - others
    near = lead.sum(axis=1).abs().sort_values(kind="stable").index[:most]
    return lead.loc[lead.loc[near].sum(axis=1).sort_values(kind="stable").index]


def _others(
    now: pd.DataFrame, panel: pd.DataFrame, focus: str, members: Group, edition: int
) -> pd.DataFrame:
    """Return the rows of a group's ranked members other than the focus."""
    return now.reindex([m for m in members_in(panel, members, edition) if m != focus]).dropna()


def gap_to_line(
    panel: pd.DataFrame, focus: str, members: Group, k: int, rival: str | None = None
) -> pd.DataFrame:
    """Return the lead of ``focus`` over the line of the k-th place at each edition, by part.

    Args:
        panel: the panel.
        focus: ISO code.
        members: the group, by name or ISO codes, with or without the focus; of a dated group,
            whoever is a member at the panel's last edition.
        k: target place.
        rival: compare with this state throughout; default the k-th best other member.

    Returns:
        Columns edition, rival and :data:`TERMS` (index points, negative where the rival leads);
        editions at which one of the two was not ranked are left out.

    Raises:
        DataError: if a state or the group is unknown, no edition has so many other members, or
            the two were never ranked together.
    """
    parts = weighted_parts(panel)
    there = parts.reset_index()
    focus = state_in(there, focus)
    table = ranks.places(panel, [m for m in members_in(panel, members) if m != focus])
    ranks.line(table, k)
    holders = table.groupby("edition").nth(whole(k, "The place") - 1).set_index("edition")["iso3"]
    rival = None if rival is None else state_in(there, rival)
    rows = []
    for edition in sorted(there["edition"].unique()):
        other = rival or holders.get(edition)
        if (focus, edition) in parts.index and (other, edition) in parts.index:
            lead = parts.loc[(focus, edition)] - parts.loc[(other, edition)]
            rows.append({"edition": edition, "rival": other, **lead})
    if not rows:
        raise DataError("The two states were never ranked at the same edition of the panel.")
    return pd.DataFrame(rows, columns=["edition", "rival", *TERMS])


def spells(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return since when each part has stood behind the line without a break.

    Args:
        gaps: as :func:`gap_to_line` returns it.

    Returns:
        Columns part, lead (at the last edition, index points) and since (first edition of the
        present spell of negative leads; blank where the part is not behind).

    Raises:
        DataError: if it is no such table.
    """
    require(gaps, ["edition", "rival", *PARTS], _GAPS)
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
        players: at most 16, each once.

    Raises:
        DataError: if there are more, or one stands twice.

    Source: L. S. Shapley, "A value for n-person games", 1953.

    Example: the glove game, a left glove and two right ones, where a pair is worth 1.
        >>> shares = shapley(lambda team: float("a" in team and len(team) > 1), ["a", "b", "c"])
        >>> {player: round(share, 3) for player, share in shares.items()}
        {'a': 0.667, 'b': 0.167, 'c': 0.167}
    """
    n = len(players)
    if n > 16 or len(set(players)) < n:
        raise DataError(f"{n} players, {len(set(players))} different; expected at most 16, all so.")
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
    panel: pd.DataFrame, focus: str, members: Group, since: int, edition: int
) -> pd.Series:
    """Return how many places each move gained or cost between two editions.

    The players are the moves of the focus and of all its rivals together, part by part; a
    coalition's worth is the place the focus gains when only its moves have happened.

    Args:
        panel: the panel.
        focus: ISO code.
        members: the group as at the later edition, by name or ISO codes, with or without the
            focus; members not ranked at both editions are left out.
        since: the earlier edition.
        edition: the later one.

    Returns:
        Index (who, term) with who in own, rivals and term in :data:`TERMS`; adds up to the places
        gained among the members ranked at both editions (positive is better).

    Raises:
        DataError: if a state, the group or an edition is unknown, the focus was not ranked at
            both, no other member was, or the editions are not in order.
    """
    parts = weighted_parts(panel)
    since, edition = edition_in(panel, since), edition_in(panel, edition)
    if since >= edition:
        raise DataError(f"The change from {since} to {edition}: expected an earlier edition first.")
    own, now = _of(parts, focus, since), _of(parts, focus, edition)
    code = str(own.name[0])
    before = _others(parts.xs(since, level="edition"), panel, code, members, edition)
    after = _others(parts.xs(edition, level="edition"), panel, code, members, edition)
    both = before.index.intersection(after.index)
    if both.empty:
        raise DataError(f"No other member was ranked both in {since} and in {edition}.")
    start, move = before.loc[both].to_numpy(), (after - before).loc[both].to_numpy()
    own_start, own_move = own.to_numpy(), (now - own).to_numpy()
    players = [(who, term) for who in ("own", "rivals") for term in TERMS]

    def place(coalition: frozenset[tuple[str, str]]) -> float:
        mask = np.array(
            [[(who, term) in coalition for term in TERMS] for who in ("own", "rivals")], dtype=float
        )
        rivals = (start + move * mask[1]).sum(axis=1)
        mine = (own_start + own_move * mask[0]).sum()
        # Sums of floats differ in the last bits; published digits end at 1e-5.
        return -float((rivals > mine + 1e-9).sum())

    values = shapley(place, players)
    index = pd.MultiIndex.from_tuples(players, names=["who", "term"])
    return pd.Series([values[p] for p in players], index=index, name="places")


def covariance_shares(panel: pd.DataFrame) -> pd.DataFrame:
    """Return each part's share of the variance of the EGDI between states, by edition.

    The nominal weights are thirds; what moves ranks is how much a part varies between states and
    with the others. The share of a part is the covariance of its weighted score with the sum of
    the weighted scores, over the variance of that sum.

    Returns:
        Index edition; columns osi, tii, hci; each row adds up to one, and is blank for an edition
        with one state.

    Raises:
        DataError: if it is no panel.

    Source: the natural decomposition of the variance of a sum; A. F. Shorrocks (1982),
    "Inequality decomposition by factor components", Econometrica 50(1).
    """
    parts = weighted_parts(panel)[PARTS]
    rows = {}
    for edition, group in parts.groupby(level="edition"):
        cov = group.cov() if len(group) > 1 else pd.DataFrame(np.nan, PARTS, PARTS)
        rows[edition] = cov.sum(skipna=False) / cov.sum(axis=None)
    return pd.DataFrame(rows).T.rename_axis("edition")


def correlation_ratios(panel: pd.DataFrame) -> pd.DataFrame:
    """Return how much of the variance of the EGDI each part alone accounts for, by edition.

    The main effect of a part: the variance of the index as expected from that part, over the
    variance of the index. What is expected is read off a local linear fit over the nearest half
    of the states (LOWESS without down-weighting, since outliers belong to the variance). Parts go
    together, so the three do not add up to one.

    Returns:
        Index edition; columns osi, tii, hci; about 0 (none) to 1 (all). Blank for an edition with
        fewer than 20 states, too few for a curve, and for a part that is the same for all.

    Raises:
        DataError: if it is no panel.

    Source: P. Paruolo, M. Saisana, A. Saltelli (2013), "Ratings and rankings: voodoo or science?",
    Journal of the Royal Statistical Society A 176(3).
    """
    rows = {
        edition: {part: _main_effect(group[part], group.sum(axis=1)) for part in PARTS}
        for edition, group in weighted_parts(panel).groupby(level="edition")
    }
    return pd.DataFrame(rows).T.rename_axis("edition")


def _main_effect(part: pd.Series, index: pd.Series) -> float:
    """Return the correlation ratio of an index on one part, as :func:`correlation_ratios`."""
    from statsmodels.nonparametric.smoothers_lowess import lowess

    if len(index) < 20 or part.nunique() < 2:
        return float("nan")
    expected = lowess(index.to_numpy(), part.to_numpy(), frac=0.5, it=0, return_sorted=False)
    return float(expected.var() / index.var(ddof=0))


# --- records that sentences are filled from


@dataclass(frozen=True)
class Gap:
    """The lead over one rival at an edition, by part, in index points.

    Attributes:
        rival: who it is.
        edition: survey year.
        total: lead in the index; negative where the rival is ahead.
        parts: what each part adds to it, keyed osi, tii, hci.
    """

    rival: State
    edition: int
    total: float
    parts: dict[str, float]

    @property
    def weakest(self) -> Term:
        """The part that adds least."""
        return Term(min(self.parts, key=lambda part: self.parts[part]))

    @property
    def least(self) -> float:
        """What the weakest part adds."""
        return min(self.parts.values())

    @property
    def behind(self) -> list[Term]:
        """The parts in which the rival is ahead, the largest lag first."""
        lags = sorted((value, part) for part, value in self.parts.items() if value < 0)
        return [Term(part) for _, part in lags]

    @property
    def side(self) -> str:
        """Who is ahead, and how.

        ``behind`` (in the index, and in some parts), ``outweighed`` (behind in the index, the
        weakest part lagging by more than the whole distance), ``ahead`` (yet behind in a part) or
        ``clear`` (ahead in every part).
        """
        if self.total >= 0:
            return "ahead" if self.least < 0 else "clear"
        return "outweighed" if self.least < self.total else "behind"


def gap_record(panel: pd.DataFrame, focus: str, rival: str, edition: int) -> Gap:
    """Return :func:`gap` as a record; arguments and errors as there."""
    lead = gap(panel, focus, rival, edition)
    parts = {part: float(lead[part]) for part in PARTS}
    return Gap(State(find_country(rival)), int(edition), float(lead.sum()), parts)


@dataclass(frozen=True)
class Change:
    """What moved a state's score between two consecutive editions, in index points.

    Attributes:
        since: the edition before.
        edition: the edition of the change.
        absolute: what each part added, keyed by :data:`TERMS`.
        world: the same in the mean over all states ranked at both.
    """

    since: int
    edition: int
    absolute: dict[str, float]
    world: dict[str, float]

    @property
    def total(self) -> float:
        """Change of the published index."""
        return sum(self.absolute.values())

    @property
    def world_total(self) -> float:
        """Mean change over all states."""
        return sum(self.world.values())

    @property
    def relative(self) -> dict[str, float]:
        """What each part added beyond the world's mean."""
        return {term: self.absolute[term] - self.world[term] for term in TERMS}

    @property
    def relative_total(self) -> float:
        """Change beyond the world's mean."""
        return self.total - self.world_total

    @property
    def most(self) -> Term:
        """The part that moved most, up or down."""
        return Term(max(PARTS, key=lambda part: abs(self.absolute[part])))

    @property
    def most_points(self) -> float:
        """What it added."""
        return self.absolute[self.most.key]

    @property
    def drive(self) -> Term:
        """The part that moved it most against others, in the direction it moved."""
        sign = 1 if self.relative_total >= 0 else -1
        return Term(max(PARTS, key=lambda part: sign * self.relative[part]))

    @property
    def drive_points(self) -> float:
        """What that part added beyond the world's mean."""
        return self.relative[self.drive.key]

    @property
    def story(self) -> str:
        """How the absolute and the relative change compare.

        ``gained`` or ``lost`` (both tell the same), ``overtaken`` (the score rose, by less than
        the world's), ``spared`` (it fell, by less than the world's).
        """
        if self.relative_total >= 0:
            return "gained" if self.total >= 0 else "spared"
        return "lost" if self.total < 0 else "overtaken"


def change_record(steps: pd.DataFrame, focus: str, edition: int) -> Change | None:
    """Return a state's last change as a record; None if it was not ranked at both editions.

    Args:
        steps: as :func:`changes` returns it.
        focus: ISO code.
        edition: the later edition.

    Raises:
        DataError: if the state is unknown, or the table tells no change to that edition.
    """
    require(steps, ["iso3", "since", "edition", "term", "absolute", "world"], _CHANGES)
    edition = edition_in(steps, edition)
    focus = code_in(steps, focus)
    rows = steps[steps["iso3"].eq(focus) & steps["edition"].eq(edition)].set_index("term")
    if rows.empty:
        return None
    return Change(
        int(rows["since"].iloc[0]),
        int(edition),
        {term: float(rows.at[term, "absolute"]) for term in TERMS},
        {term: float(rows.at[term, "world"]) for term in TERMS},
    )


@dataclass(frozen=True)
class Lag:
    """How long a part has stood behind one rival, without a break.

    Attributes:
        part: which.
        rival: against whom.
        since: first edition of the present spell.
        before: lead at the edition before the last; None if there is none.
        now: lead at the last edition.
    """

    part: Term
    rival: State
    since: int
    before: float | None
    now: float

    @property
    def course(self) -> str:
        """``new`` (since the last edition only), ``narrowing``, ``widening`` or ``steady``."""
        if self.before is None or self.before >= 0:
            return "new"
        if round(self.now, 3) == round(self.before, 3):
            return "steady"
        return "narrowing" if self.now > self.before else "widening"


def lags(gaps: pd.DataFrame) -> list[Lag]:
    """Return the parts that stand behind a rival, the largest lag first.

    Args:
        gaps: as :func:`gap_to_line` returns it for one named rival throughout.

    Raises:
        DataError: if it is no such table.
    """
    require(gaps, ["edition", "rival", *PARTS], _GAPS)
    rival = State(str(gaps["rival"].iloc[-1]))
    found = []
    for row in spells(gaps).to_dict("records"):
        if not pd.isna(row["since"]):
            path = gaps[row["part"]]
            before = float(path.iloc[-2]) if len(path) > 1 else None
            part = Term(row["part"])
            found.append(Lag(part, rival, int(row["since"]), before, float(row["lead"])))
    return sorted(found, key=lambda lag: lag.now)
