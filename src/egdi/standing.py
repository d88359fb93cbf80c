"""Where a state stands and how it got there, as records that sentences are filled from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from egdi import ranks
from egdi.lookup import code_in, edition_in, state_in
from egdi.panel import DataError, require, whole
from egdi.words import State

_PLACES = "a table as ranks.places() returns it"


@dataclass(frozen=True)
class Standing:
    """Where a state stands at an edition, in the world and in a group.

    Attributes:
        edition: survey year.
        rank: world rank, among ``ranked`` states.
        ranked: number of states ranked.
        place: place in the group (with the state itself, member or not), among ``n``.
        n: number of members ranked.
        tied: other members with the same score.
        rival: the k-th best other member, who holds the line.
        points: index points over the line; negative is missing.
        side: ``short`` of the line, ``level`` with it, ``ahead`` of it, or ``leads`` (ahead, where
            the target is the first place).
        spare: points over the best member behind; None for the last.
    """

    edition: int
    rank: int
    ranked: int
    place: int
    n: int
    tied: list[State]
    rival: State
    points: float
    side: str
    spare: float | None

    @property
    def end(self) -> str:
        """``first``, ``last`` or ``between``: where in the group the state stands."""
        if self.place == 1:
            return "first"
        return "last" if self.place + len(self.tied) == self.n else "between"


@dataclass(frozen=True)
class Path:
    """How a state's place in a group went over the editions at which it was ranked.

    Attributes:
        first: place at the first edition told.
        first_edition: that edition.
        best: best place.
        best_editions: editions at which it was held.
        last: place at the last edition.
        editions: editions at which there was a line to reach.
        reached: those at which the state was among the best k.
        widest: the largest distance short of the line, in index points; None if it was never
            short.
        widest_edition: the edition of it.
        complete_since: first edition from which on all members of the last were ranked.
        best_rank: best world rank.
        best_rank_editions: editions at which it was held.
    """

    first: int
    first_edition: int
    best: int
    best_editions: list[int]
    last: int
    editions: list[int]
    reached: list[int]
    widest: float | None
    widest_edition: int | None
    complete_since: int
    best_rank: int
    best_rank_editions: list[int]

    @property
    def last_reached(self) -> int:
        """The last edition at which the line was reached."""
        return self.reached[-1]

    @property
    def met(self) -> str:
        """How often the line was reached.

        ``never``, ``once``, ``few`` (up to three), ``often`` or ``always``.
        """
        if not self.reached:
            return "never"
        if len(self.reached) == len(self.editions):
            return "always"
        return "once" if len(self.reached) == 1 else "few" if len(self.reached) <= 3 else "often"


def standing(
    table: pd.DataFrame, world: pd.DataFrame, focus: str, k: int, edition: int
) -> Standing:
    """Return where a state stands at an edition.

    Args:
        table: places in the group, as :func:`egdi.ranks.places` returns them, the focus among
            them.
        world: places in the world.
        focus: ISO code, ranked at the edition.
        k: target place.
        edition: survey year.

    Raises:
        DataError: if the focus or the edition is unknown, the focus was not ranked then, or fewer
            others than the place were.
    """
    focus, edition = state_in(table, focus), edition_in(table, edition)
    if focus not in set(table.loc[table["edition"].eq(edition), "iso3"]):
        raise DataError(f"{focus} was not ranked in {edition}.")
    now = table[table["edition"].eq(edition)].set_index("iso3")
    require(world, ["iso3", "edition", "place", "n"], _PLACES)
    own = world[world["edition"].eq(edition)].set_index("iso3").loc[focus]
    gap = ranks.gaps(table, focus, k).loc[edition]
    others = now.drop(index=focus)
    k = whole(k, "The place")
    if len(others) < k:
        raise DataError(f"{len(others)} others were ranked in {edition}; no place {k} among them.")
    points = float(gap["points"])
    side = "short" if points < 0 else "level" if points == 0 else "leads" if k == 1 else "ahead"
    return Standing(
        edition=edition,
        rank=int(own["place"]),
        ranked=int(own["n"]),
        place=int(gap["place"]),
        n=int(gap["n"]),
        tied=[State(iso) for iso in others.index[others["score"].eq(now.at[focus, "score"])]],
        rival=State(str(others.sort_values("score", ascending=False, kind="stable").index[k - 1])),
        points=points,
        side=side,
        spare=None if pd.isna(gap["behind"]) else float(gap["behind"]),
    )


def path(table: pd.DataFrame, world: pd.DataFrame, focus: str, k: int) -> Path:
    """Return how a state's place went; arguments and errors as of :func:`standing`."""
    focus = state_in(require(world, ["iso3", "edition", "place"], _PLACES), focus)
    gap = ranks.gaps(table, focus, k)
    rank = world[world["iso3"].eq(focus)].set_index("edition")["place"].astype(int)
    held = gap[gap["line"].notna()]
    short = held["points"][held["points"] < 0]
    counts = table.groupby("edition").size()
    whole = counts >= counts.iloc[-1]
    return Path(
        first=int(gap["place"].iloc[0]),
        first_edition=int(gap.index[0]),
        best=int(gap["place"].min()),
        best_editions=_years(gap.index[gap["place"].eq(gap["place"].min())]),
        last=int(gap["place"].iloc[-1]),
        editions=_years(held.index),
        reached=_years(held.index[held["place"].le(k)]),
        widest=None if short.empty else float(-short.min()),
        widest_edition=None if short.empty else int(short.idxmin()),
        complete_since=int(whole.index[whole[::-1].cummin()[::-1]][0]),
        best_rank=int(rank.min()),
        best_rank_editions=_years(rank.index[rank.eq(rank.min())]),
    )


def _years(editions: Sequence[int]) -> list[int]:
    return [int(edition) for edition in editions]


@dataclass(frozen=True)
class Move:
    """A state's last change of world rank, and how ordinary it is.

    Attributes:
        since: the edition before.
        edition: the edition of the change.
        gain: places gained, negative if lost.
        peers: moves of states at similar ranks, as :func:`egdi.ranks.moves` returns them.
        near: how many ranks away a similar rank may be.
        typical: median size of the peers' moves.
        share: share of the peers' moves that were at least as good.
    """

    since: int
    edition: int
    gain: int
    peers: pd.DataFrame
    near: int
    typical: int
    share: float

    @property
    def direction(self) -> str:
        """``gained``, ``lost`` or ``kept``."""
        return "gained" if self.gain > 0 else "lost" if self.gain < 0 else "kept"


def move(world: pd.DataFrame, focus: str, near: int = 25, since: int = 2010) -> Move | None:
    """Return a state's last move in the world beside those of states at similar ranks.

    Args:
        world: places in the world, as :func:`egdi.ranks.places` returns them.
        focus: ISO code.
        near: states that started within so many ranks are similar.
        since: first edition whose moves count.

    Returns:
        None if the state was not ranked at both of the last two editions.

    Raises:
        DataError: if the state is unknown or there is nothing to compare.
    """
    focus = code_in(require(world, ["iso3", "edition", "place"], _PLACES), focus)
    near, since = whole(near, "How many ranks away"), whole(since, "The first edition")
    moves = ranks.moves(world[world["edition"].ge(since)])
    last = moves[moves["iso3"].eq(focus) & moves["edition"].eq(world["edition"].max())]
    if last.empty:
        return None
    own = last.iloc[0]
    peers = moves[(moves["from_place"] - own["from_place"]).abs() <= near]
    return Move(
        since=int(own["since"]),
        edition=int(own["edition"]),
        gain=int(own["gain"]),
        peers=peers,
        near=near,
        typical=round(float(peers["gain"].abs().median())),
        share=float((peers["gain"] >= own["gain"]).mean()),
    )
