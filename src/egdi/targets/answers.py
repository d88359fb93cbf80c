"""One answer for each target: where the state stands, what is missing, and how likely it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from egdi import contributions, lookup
from egdi import panel as panel_room
from egdi.cache import Keyed
from egdi.contributions import Gap
from egdi.targets.judging import MET, MISSED, OPEN, OWNER, judge, known_at, overall
from egdi.words import Best, Group, State, Term, language, phrase
from egdi.words.language import translate

if TYPE_CHECKING:
    from egdi.question import Question


@dataclass(frozen=True)
class Result:
    """How a target stands on one of its measures, at the edition that settles it or the latest.

    Attributes:
        measure: the index, or a part of it.
        status: ``met``, ``missed`` or ``open``.
        edition: survey year looked at.
        place: place held then, among ``n``.
        n: number ranked.
        places: places short of what was asked; negative is to spare.
        points: points over the line of what was asked; negative is missing.
        rival: who holds that line; None where nobody does.
        gap: the lead over that rival by part, of the index only.
        chance: of reaching it at the edition that settles it, 0 to 1; None where not projected.
    """

    measure: Term
    status: str
    edition: int
    place: int
    n: int
    places: int
    points: float
    rival: State | None
    gap: Gap | None
    chance: float | None

    @property
    def side(self) -> str:
        """``short`` of what was asked, or ``reached``."""
        return "short" if self.places > 0 else "reached"


@dataclass(frozen=True)
class Goal:
    """What one or several texts ask for, in the same group by the same deadline.

    Attributes:
        texts: the instruments that ask for it, oldest first, in the language spoken.
        instruments: the same as the record names them.
        since: when the first of them was issued, as far as known.
        issued: when the last of them was.
        where: the group.
        best: the place asked for.
        gain: places to gain, as the text has it (``10 to 15``); blank where it asks for a place.
        deadline: year.
        settled_by: the edition that settles it; None if none came before the deadline.
        status: ``met`` on all measures, ``missed`` on any, else ``open``.
        waiting: the edition that who waits for the first one after the deadline takes.
        waiting_status: the status by that reading.
        results: one a measure, the index first.
    """

    texts: list[str]
    instruments: list[str]
    since: str
    issued: str
    where: Group
    best: Best
    gain: str
    deadline: int
    settled_by: int | None
    status: str
    waiting: int
    waiting_status: str
    results: list[Result]

    @property
    def kind(self) -> str:
        """``gain`` of places, or a ``place``."""
        return "gain" if self.gain else "place"

    @property
    def lead(self) -> Result:
        """The result on the index, or on the only measure."""
        return self.results[0]

    @property
    def measures(self) -> list[str]:
        """The measures by their short names."""
        return [r.measure.said("label") for r in self.results]

    @property
    def split(self) -> bool:
        """Met on one measure and missed on another."""
        return {r.status for r in self.results} >= {MET, MISSED}


def judged(ask: Question) -> pd.DataFrame:
    """Return the targets that a question can be asked about, judged with its data.

    Those that were issued before the edition after the question's came out, in groups of which the
    state was a member. Another state than :data:`~egdi.targets.OWNER` is not asked for gains, which
    count from where that one stood.

    Returns:
        As :func:`egdi.targets.judge`, without rows whose place cannot be told.
    """
    return _judged(Keyed(ask.data), ask.focus, ask.edition, language()).copy()


@lru_cache(maxsize=16)
def _judged(panel: Keyed, focus: str, edition: int, spoken: str) -> pd.DataFrame:
    """Judge once what sentences and chances ask again; its reasons are in the language spoken."""
    editions = sorted(panel.data["edition"].unique())
    table = known_at(edition, editions, panel_room.load("targets"))
    inside = {g: focus in lookup.members(g, edition) for g in table["group"].unique()}
    table = table[table["group"].map(inside).astype(bool)]
    if focus != OWNER:
        table = table[table["target_kind"].eq("rank_at_most")]
    rows = judge(panel.data, focus, table)
    return rows.dropna(subset=["best_allowed", "place"]).reset_index(drop=True)


def goals(ask: Question, chances: pd.DataFrame | None = None) -> list[Goal]:
    """Return one answer for each target: those in force first, the newest first.

    Texts that ask for the same place in the same group by the same deadline are one target. Of
    those settled the latest deadline comes first; of several the smaller group.

    Args:
        ask: the question; its group and place do not matter.
        chances: as :func:`egdi.projection.target_chances` returns them, for those in force.
    """
    rows = judged(ask)
    rows = rows.assign(overall=rows["id"].map(overall(rows)))
    found = []
    for _, same in rows.groupby(["group", "target", "target_kind", "deadline"], sort=False):
        first = same.iloc[0]
        results = [
            _result(ask, own.iloc[0], chances) for _, own in same.groupby("measure", sort=False)
        ]
        found.append(
            Goal(
                texts=[translate(name, "instrument") for name in same["instrument"].unique()],
                instruments=list(same["instrument"].unique()),
                since=str(same["issued"].min()),
                issued=str(same["issued"].max()),
                where=Group(first["group"]),
                best=Best(int(first["best_allowed"])),
                gain=_gain(first["target"]) if first["target_kind"] != "rank_at_most" else "",
                deadline=int(first["deadline"][:4]),
                settled_by=None if pd.isna(first["settled_by"]) else int(first["settled_by"]),
                status=first["overall"],
                waiting=int(first["if_waiting"]),
                waiting_status=_joint(list(same["if_waiting_status"])),
                results=results,
            )
        )
    found.sort(key=lambda goal: goal.lead.n)
    live = sorted((g for g in found if g.status == OPEN), key=lambda g: g.issued, reverse=True)
    past = sorted((g for g in found if g.status != OPEN), key=lambda g: -g.deadline)
    return [*live, *past]


def _gain(asked: str) -> str:
    """Say how many places a text asks for: ``5``, ``10 to 15``."""
    least, _, most = asked.partition(" to ")
    return phrase("{least} to {most}", least=least, most=most) if most else least


def _result(ask: Question, row: pd.Series, chances: pd.DataFrame | None) -> Result:
    rival = State(row["rival"]) if row["rival"] else None
    result = Result(
        measure=Term(row["measure"].lower()),
        status=row["status"],
        edition=int(row["edition"]),
        place=int(row["place"]),
        n=int(row["n"]),
        places=int(row["places"]),
        points=float(row["points"]),
        rival=rival,
        gap=None,
        chance=None,
    )
    if rival and row["measure"] == "EGDI":
        gap = contributions.gap_record(ask.data, ask.focus, rival.iso3, result.edition)
        result = replace(result, gap=gap)
    if chances is not None and row["status"] == OPEN:
        own = chances[
            chances["id"].eq(row["id"])
            & chances["measure"].eq(row["measure"])
            & chances["edition"].eq(row["settled_by"])
        ]
        if len(own):
            result = replace(result, chance=float(own["probability"].iat[0]))
    return result


def _joint(statuses: Sequence[str]) -> str:
    """Return one status for several measures: missed on any, met on all, open otherwise."""
    if MISSED in statuses:
        return MISSED
    return MET if set(statuses) == {MET} else OPEN


def horizon(ask: Question) -> list[int]:
    """Return the editions to come that settle a target in force, with those before them."""
    ahead = judged(ask).query("status == @OPEN")["settled_by"].dropna()
    last = int(ahead.max()) if len(ahead) else 0
    step = ask.edition - ask.before
    return list(range(ask.edition + step, last + 1, step))
