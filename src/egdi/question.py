"""One question: a country, a group, a target place and an edition; checked once, then asked.

The chapters and the brief ask it for their data, tables and records::

    >>> import egdi
    >>> ask = egdi.ask("VNM", "ASEAN", place=4, edition=2024)
    >>> standing = ask.standing()
    >>> standing.rank, standing.place, standing.rival.iso3
    (71, 5, 'IDN')
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from egdi import contributions, lookup, panel, ranks
from egdi.contributions import Change, Gap
from egdi.panel import Group
from egdi.standing import Move, Path, Standing, move, path, standing
from egdi.words import Best, State, Term, phrase
from egdi.words import Group as GroupName

if TYPE_CHECKING:
    from egdi.firmness import Firmness
    from egdi.inputs import Beneath
    from egdi.needed import Race
    from egdi.nowcast import Nowcast
    from egdi.projection import Draws, Outlook
    from egdi.targets import Goal


@dataclass(frozen=True)
class Question:
    """A country in a group, a target place in it, and the last edition known.

    Made by :func:`ask`, which checks it.

    Attributes:
        focus: ISO code of the country.
        group: the group as asked for.
        place: target place.
        edition: the last edition that is known; nothing later is looked at.
    """

    focus: str
    group: Group
    place: int
    edition: int

    # --- names, for sentences and labels

    @property
    def state(self) -> State:
        """The country's name in its forms."""
        return State(self.focus)

    @property
    def where(self) -> GroupName:
        """The group's name in its forms."""
        return GroupName(self.group)

    @property
    def goal(self) -> Best:
        """The target in words."""
        return Best(self.place)

    @property
    def slug(self) -> str:
        """The question in a file's name: ``VNM-ASEAN-2024``."""
        codes = self.where.codes
        if len(codes) > 6:
            mark = hashlib.sha256(",".join(codes).encode()).hexdigest()[:6]
            group = f"{len(codes)}-states-{mark}"
        else:
            group = "-".join(codes) or self.where.key
        return re.sub(r"[^A-Za-z0-9-]+", "-", f"{self.focus}-{group}-{self.edition}")

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        text = phrase(
            "Question: {ask.state} in {ask.where}, target {ask.goal}, data to {ask.edition}.",
            ask=self,
        )
        return (
            {"text/markdown": f"*{text}*", "text/plain": text},
            {"egdi": {"kind": "question", "slug": self.slug}},
        )

    # --- the states compared

    @cached_property
    def members(self) -> list[str]:
        """ISO codes of the group's members at the edition."""
        return lookup.members(self.group, self.edition)

    @cached_property
    def states(self) -> list[str]:
        """ISO codes of the members and of the country, should it be none."""
        return sorted({*self.members, self.focus})

    @property
    def outsider(self) -> bool:
        """The country is no member of the group."""
        return self.focus not in self.members

    @property
    def worldwide(self) -> bool:
        """The group is the world: a place in it is a world rank."""
        return self.where.key == "World"

    # --- tables

    @cached_property
    def data(self) -> pd.DataFrame:
        """The panel as it stood with the edition: iso3, edition, rank, egdi, osi ... status."""
        return panel.until(self.edition)

    @cached_property
    def before(self) -> int:
        """The edition before."""
        return lookup.edition_before(self.edition)

    @cached_property
    def places(self) -> pd.DataFrame:
        """Places among the states compared, as :func:`egdi.ranks.places` returns them."""
        return ranks.places(self.data, self.states)

    @cached_property
    def world(self) -> pd.DataFrame:
        """World ranks of all states, as :func:`egdi.ranks.places` returns them."""
        return ranks.places(self.data)

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """Place and points to the line by edition, as :func:`egdi.ranks.gaps` returns them."""
        return ranks.gaps(self.places, self.focus, self.place)

    def near(self, most: int = 12) -> pd.DataFrame:
        """Return the places of the members nearest to the country or to the target place."""
        return ranks.neighbourhood(self.places, self.focus, self.place, most)

    def among(self, group: Group) -> Question:
        """Return the same question in another group.

        Raises:
            DataError: if it has no answer there.
        """
        return ask(self.focus, group, place=self.place, edition=self.edition)

    # --- records for sentences

    def standing(self) -> Standing:
        """Return where the country stands at the edition."""
        return standing(self.places, self.world, self.focus, self.place, self.edition)

    def path(self) -> Path:
        """Return how its place went over the editions."""
        return path(self.places, self.world, self.focus, self.place)

    def move(self) -> Move | None:
        """Return its last change of world rank; None if it was not ranked at both editions."""
        return move(self.world, self.focus)

    @property
    def redefined(self) -> list[Term]:
        """The parts whose definition is known to have changed with the edition."""
        return [Term(part) for part in panel.redefined().get(self.edition, [])]

    def other_reading(self) -> Question | None:
        """Return the question in South-East Asia for one in ASEAN, and the other way round.

        None if the country is not of the region, or the question is about another group.
        """
        swap = {"ASEAN": "South-East Asia", "South-eastern Asia": "ASEAN"}
        other = swap.get(self.where.key)
        if other is None or self.focus not in lookup.members("South-East Asia", self.edition):
            return None
        return self.among(other)

    @property
    def rival(self) -> State:
        """The k-th best other member at the edition, who holds the line."""
        return self.standing().rival

    def gap(self, rival: str | None = None) -> pd.Series:
        """Return what each part adds to the lead over a rival at the edition, in index points.

        Args:
            rival: ISO code; default the holder of the line.

        Raises:
            DataError: if the rival is unknown or was not ranked.
        """
        return contributions.gap(self.data, self.focus, rival or self.rival.iso3, self.edition)

    def against(self, rival: str | None = None) -> Gap:
        """Return the lead over a rival at the edition as a record; arguments as of :meth:`gap`."""
        rival = rival or self.rival.iso3
        return contributions.gap_record(self.data, self.focus, rival, self.edition)

    def ahead(self, most: int = 4) -> list[Gap]:
        """Return the leads over the members that stand ahead, the nearest first."""
        now = self.places[self.places["edition"].eq(self.edition)].set_index("iso3")["score"]
        better = now[now > now[self.focus]].sort_values(kind="stable").index[:most]
        return [self.against(str(iso)) for iso in better]

    def gaps_by_part(self, rival: str | None = None) -> pd.DataFrame:
        """Return the lead over the line by part and edition.

        Args:
            rival: ISO code; default whoever held the line at each edition.
        """
        return contributions.gap_to_line(self.data, self.focus, self.states, self.place, rival)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """Contributions to all changes of all states, as :func:`egdi.contributions.changes`."""
        return contributions.changes(self.data)

    def change(self) -> Change | None:
        """Return what moved its score last; None if it was not ranked at both editions."""
        return contributions.change_record(self.changes, self.focus, self.edition)

    def place_change(self, group: Group | None = None) -> pd.Series:
        """Return whose moves moved its place last, as :func:`egdi.contributions.place_change`.

        Args:
            group: default the question's.
        """
        members = lookup.members(group or self.group, self.edition)
        return contributions.place_change(self.data, self.focus, members, self.before, self.edition)

    def draws(
        self, editions: Sequence[int] | None = None, origin: int | None = None,
        model: str | None = None,
    ) -> Draws:  # fmt: skip
        """Return joint draws of all states at later editions.

        Args:
            editions: editions drawn; default the next one.
            origin: the last edition the model sees; default the question's.
            model: name of a model; default the one the track record has earned.
        """
        from egdi import projection

        origin = origin or self.edition
        return projection.project(
            self.data, origin, editions or projection.after(origin, 1), model=model
        )

    def outlook(
        self, edition: int | None = None, origin: int | None = None, model: str | None = None
    ) -> Outlook:
        """Return how likely the target is at a later edition.

        Args:
            edition: edition asked about; default the next one after the origin.
            origin: the last edition the model sees; default the question's.
            model: name of a model; default the one the track record has earned.

        Raises:
            DataError: if the edition is not after the origin, or there is no such model.
        """
        from egdi import projection

        origin = origin or self.edition
        edition = edition or projection.after(origin, 1)[0]
        asked = (edition, origin, model)
        if asked not in self._outlooks:
            draws = self.draws([edition], origin, model)
            self._outlooks[asked] = projection.outlook(
                draws, self.focus, self.group, self.place, edition
            )
        return self._outlooks[asked]

    @cached_property
    def _outlooks(self) -> dict[tuple[Any, ...], Outlook]:
        """What was answered before, by edition, origin and model: the cells of a page ask again."""
        return {}

    def origins(self, wanted: Sequence[int]) -> list[int]:
        """Return editions from which the last one known can be asked about, as it was then.

        Those wanted that are earlier and at which the country was ranked; else the last such
        edition; none if it was not ranked before.
        """
        ranked = {int(e) for e in self.gaps.index if e < self.edition}
        found = [origin for origin in wanted if origin in ranked]
        return found or sorted(ranked)[-1:]

    def outcome(self, edition: int) -> tuple[int, int] | None:
        """Return place and number ranked at an edition, None where it is not known."""
        from egdi import projection

        states = sorted({*lookup.members(self.group, edition), self.focus})
        return projection.outcome(self.data, self.focus, states, edition)

    @cached_property
    def beneath(self) -> Beneath:
        """What lies beneath TII and HCI: figures, rebuilding, the data-supply check."""
        from egdi.inputs import Beneath

        return Beneath(self.focus, self.group, self.place, self.edition)

    @cached_property
    def yardsticks(self) -> pd.DataFrame:
        """Places by other indices, as :func:`egdi.yardsticks.compare` returns them.

        Indices go on after the latest edition; they are looked at up to an earlier one.
        """
        from egdi import yardsticks

        last = None if self.edition == panel.latest_edition() else self.edition
        return yardsticks.compare(self.focus, self.group, last)

    @cached_property
    def firmness(self) -> Firmness:
        """How firm the place is: over all weightings, under other choices, and what drives it."""
        from egdi import firmness

        return firmness.Firmness(
            firmness.league(self.data, self.focus, self.group, self.edition), self.place
        )

    def needed(self, draws: Draws | None = None, edition: int | None = None) -> Race:
        """Return what it would take to hold the target place, ready to be asked for points.

        Args:
            draws: joint draws, such as a nowcast's; default the projection to the edition.
            edition: edition asked about; default the first drawn, else the next one.

        Raises:
            DataError: if the edition was not drawn or is not after the question's.
        """
        from egdi import needed

        if draws is None:
            draws = self.draws(None if edition is None else [edition])
        return needed.race(draws, self.data, self.focus, self.group, self.place, edition)

    @cached_property
    def nowcast(self) -> Nowcast:
        """What is known of the next edition, and the chances that follow.

        The projection is made on the day of the question's edition, the nowcast on the eve of the
        next one; where nothing is known, ``nowcast.basis`` is ``none`` and both are the same.
        """
        from egdi.nowcast import nowcast

        return nowcast(self)

    def goals(self) -> list[Goal]:
        """Return the targets of record as they are for the country, those in force with chances.

        As :func:`egdi.targets.goals` returns them; the chances are of the editions that settle
        them, by the projection.
        """
        from egdi import projection, targets

        ahead = targets.horizon(self)
        if not ahead:
            return targets.goals(self)
        chances = projection.target_chances(self.draws(ahead), self.focus, self.data)
        return targets.goals(self, chances)

    @cached_property
    def track(self) -> pd.DataFrame:
        """The track record of every model, with the chosen one, up to the edition."""
        from egdi import projection

        return projection.with_chosen(projection.backtest(self.data))


EARLIEST = 2012
"""Earliest edition a question may be asked for: enough editions before it to compare with."""


def ask(
    focus: str, group: Group = "ASEAN", *, place: int = 4, edition: int | None = None,
    earliest: int = EARLIEST,
) -> Question:  # fmt: skip
    """Return a question that has been checked.

    Args:
        focus: ISO alpha-3 code of the country, in any case.
        group: ``World``, ``ASEAN``, a UN region or sub-region, an income group, ``LDC``, ``LLDC``,
            ``SIDS``, or ISO codes (``"VNM,THA,IDN"`` or a list).
        place: target place in the group, 1 for the best.
        edition: the last edition that is known; default the latest in the panel.
        earliest: the earliest edition that can be asked for.

    Raises:
        DataError: one sentence, with near matches, if one of them is unknown or says nothing.

    Example:
        >>> ask("tha", "ASEAN", place=3, edition=2022).standing().place
        3
    """
    edition = panel.latest_edition() if edition is None else edition
    lookup.check_question(focus, group, place, edition, earliest)
    return Question(lookup.find_country(focus), group, int(place), int(edition))
