"""A question put to the nowcast: chances, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from egdi import inputs, lookup, panel
from egdi.inputs import vintages
from egdi.nowcast.combining import Effect, combine, effects, past
from egdi.nowcast.evidence import TODAY, Evidence, figures_on, gather
from egdi.panel import PARTS
from egdi.projection import Draws, Outlook, kth_line, outlook, place_file
from egdi.projection.history import History, standing, tii_indicators
from egdi.words import phrase

if TYPE_CHECKING:
    from egdi.question import Question


@dataclass(frozen=True)
class Nowcast:
    """What is known of the edition after a question's, and the chances that follow.

    Made by :func:`nowcast`; a question has it as ``ask.nowcast``.

    Attributes:
        focus, group, place: of the question.
        projected: draws of the projection, made on the day of the question's edition.
        evidence: what is known of the next edition.
        effects: by part, what the editions before say of such evidence.
        history: what was known on the day of the question's edition.
    """

    focus: str
    group: panel.Group
    place: int
    projected: Draws
    evidence: Evidence
    effects: Mapping[str, Effect]
    history: History

    # --- when, and of what

    @property
    def origin(self) -> int:
        """The last edition known."""
        return self.projected.origin

    @property
    def edition(self) -> int:
        """The edition to come."""
        return self.evidence.edition

    @property
    def day(self) -> str:
        """The day of the newest figure in it; the eve where no figure has a day."""
        return self.evidence.as_of or self.evidence.day

    @cached_property
    def used(self) -> list[str]:
        """The parts of which something is known that past editions can judge."""
        known = self.evidence.known
        return [p for k, p in enumerate(PARTS) if known[:, k].any() and self._moves(p)]

    def _moves(self, part: str) -> bool:
        effect = self.effects[part]
        return bool(effect.editions) and (effect.own > 0 or effect.own_left < 1)

    @property
    def basis(self) -> str:
        """``none`` (the nowcast is the projection), ``today`` (no figure has a day), ``dated``."""
        if not self.used:
            return "none"
        return "dated" if self.evidence.as_of else "today"

    @cached_property
    def undated(self) -> list[str]:
        """Components of TII whose figures are today's, having no copy by the day."""
        figures = self.evidence.figures
        today = figures.loc[figures["part"].eq("tii") & figures["dated"].eq(TODAY), "indicator"]
        names = panel.load("components").drop_duplicates("indicator").set_index("indicator")
        return sorted(names["component"].reindex(today.unique()).dropna())

    def said(self) -> str:
        """Return in a sentence what the nowcast rests on."""
        return phrase(
            {
                "none": "Of the edition of {n.edition} nothing is known that past editions could "
                "judge: the nowcast is the projection.",
                "today": "For the edition of {n.edition} no dated copies of the figures are at "
                "hand: today’s figures for the years up to {n.evidence.reference_year} stand in.",
                "dated": "The nowcast of the edition of {n.edition} rests on figures as they stood "
                "on {n.day:day}.",
            },
            case=self.basis,
            n=self,
        )

    # --- draws and chances

    @cached_property
    def draws(self) -> Draws:
        """Joint draws of all states, with what is known."""
        return combine(self.projected, self.evidence, self.effects)

    @cached_property
    def outlook(self) -> Outlook:
        """What the nowcast says of the target."""
        return self._outlook(self.draws)

    @cached_property
    def before(self) -> Outlook:
        """What the projection says of it."""
        return self._outlook(self.projected)

    def _outlook(self, draws: Draws) -> Outlook:
        return outlook(draws, self.focus, self.group, self.place, self.edition)

    @property
    def chance(self) -> float:
        """Chance of the target place at the next edition, 0 to 1."""
        return self.outlook.chance

    @cached_property
    def states(self) -> list[str]:
        """Members of the group at the edition, and the focus, as far as they are drawn."""
        wanted = {*lookup.members(self.group, self.edition), self.focus}
        return sorted(wanted & set(self.projected.iso3))

    def chance_if(self, schooling: bool) -> float:
        """Return the chance if the newest report's schooling enters HCI for sure, or not at all."""
        draws = combine(self.projected, self.evidence, self.effects, schooling=schooling)
        return draws.chance(self.focus, self.states, self.place, self.edition)

    @property
    def schooling_moves(self) -> bool:
        """Newer schooling is known, and past editions say it counts."""
        return "hci" in self.used

    # --- the reasons

    @cached_property
    def why(self) -> pd.Series:
        """What each part's evidence adds to the chance, index osi, tii, hci; adds up to the change.

        Shapley values: the mean, over all orders in which the parts may become known, of what a
        part adds when it does (Shapley, in *Contributions to the Theory of Games* II, 1953).
        """
        rows = self.projected.rows(self.states)
        own = self.states.index(self.focus)
        weights = self.projected.weights

        def chance(known: Sequence[str]) -> float:
            score = sum(
                weights[k] * (self.draws if p in known else self.projected).parts[:, rows, 0, k]
                for k, p in enumerate(PARTS)
            )
            return float(((score > score[:, [own]]).sum(axis=1) < self.place).mean())  # type: ignore[index, call-overload]

        worth = {c: chance(c) for n in range(4) for c in combinations(PARTS, n)}
        out = {}
        for part in PARTS:
            total = 0.0
            for rest in worth:
                if part not in rest:
                    with_it = tuple(p for p in PARTS if p in (*rest, part))
                    share = factorial(len(rest)) * factorial(2 - len(rest)) / factorial(3)
                    total += share * (worth[with_it] - worth[rest])
            out[part] = total
        return pd.Series(out)

    @cached_property
    def parts(self) -> pd.DataFrame:
        """Expected parts and score of the states compared, and what is known moved them by.

        Returns:
            Index iso3, best expected score first; columns osi, tii, hci, egdi (means of the
            draws), osi_moved ... (index points beyond the projection: weight times the change),
            egdi_moved, osi_beside ..., egdi_beside (the same less the mean over all states, which
            changes no place), egdi_q10, egdi_q90, rank (median), place (median), now (score at the
            origin) and chance (of the target place).
        """
        rows = self.projected.rows(self.states)
        after, before = self.draws.parts[:, rows, 0], self.projected.parts[:, rows, 0]
        mean = after.mean(axis=0)
        moved = (mean - before.mean(axis=0)) * self.projected.weights
        scores = self.draws.scores[:, rows, 0]
        places = self.draws.places(self.states, self.edition).to_numpy()
        out = pd.DataFrame(mean, index=self.states, columns=list(PARTS)).rename_axis("iso3")
        out["egdi"] = scores.mean(axis=0)
        for k, part in enumerate(PARTS):
            out[f"{part}_moved"] = moved[:, k]
        out["egdi_moved"] = moved.sum(axis=1)
        world = self.moved_by_part
        for part in (*PARTS, "egdi"):
            out[f"{part}_beside"] = out[f"{part}_moved"] - world[part]
        out["egdi_q10"], out["egdi_q90"] = np.quantile(scores, [0.1, 0.9], axis=0)
        out["rank"] = np.median(self.draws.ranks[:, rows, 0], axis=0)
        out["place"] = np.median(places, axis=0)
        out["now"] = self.history.present[rows] @ self.projected.weights
        out["chance"] = (places <= self.place).mean(axis=0)
        return out.sort_values("egdi", ascending=False, kind="stable")

    @cached_property
    def moved_by_part(self) -> pd.Series:
        """What is known moved the mean of all states by, in index points: osi, tii, hci, egdi."""
        both = [draws.parts[:, :, 0].mean(axis=(0, 1)) for draws in (self.draws, self.projected)]
        moved = pd.Series((both[0] - both[1]) * self.projected.weights, index=list(PARTS))
        return pd.concat([moved, pd.Series({"egdi": moved.sum()})])

    @cached_property
    def line_beside(self) -> float:
        """What is known moved the score to beat by, less the mean over all states (points)."""
        after, before = (
            kth_line(draws, self.focus, self.states, self.place, self.edition).mean()
            for draws in (self.draws, self.projected)
        )
        return float(after - before - self.moved_by_part["egdi"])

    def near(self, most: int = 12) -> pd.DataFrame:
        """Return :attr:`parts` of the focus and the states nearest to it or to the target place."""
        own = float(self.parts.at[self.focus, "egdi"])
        position = pd.Series(range(1, len(self.parts) + 1), index=self.parts.index)
        away = np.minimum(
            (position - position[self.focus]).abs(), (position - self.place - 0.5).abs()
        )
        away[self.focus] = -1
        close = (self.parts["egdi"] - own).abs()
        keep = pd.DataFrame({"away": away, "close": close}).sort_values(["away", "close"]).index
        return self.parts.loc[self.parts.index.isin(keep[:most])]

    # --- what is to come

    @cached_property
    def due(self) -> pd.DataFrame:
        """Which figures of the reference year the focus has, as :func:`egdi.inputs.due`.

        With two more columns for TII's components that are still to come: low and high, the index
        points that separate a figure that rises as the slowest tenth of states, or as the fastest,
        from one that rises as the middle state; as far as past editions took such figures over.
        """
        table = inputs.due(self.focus, self.edition, day=self.evidence.as_of or self.evidence.day)
        reach = {
            name: self._reach(str(row.indicator))
            for name, row in self._listed().iterrows()
            if not pd.isna(row.indicator)
        }
        blank = (np.nan, np.nan)
        open_ = table["state"].eq("not_yet") & table["part"].eq("tii")
        found = [
            reach.get(name, blank) if to_come else blank
            for name, to_come in zip(table["component"], open_, strict=True)
        ]
        return table.assign(low=[low for low, _ in found], high=[high for _, high in found])

    def _listed(self) -> pd.DataFrame:
        described = [e for e in inputs.rebuild.editions() if e <= self.origin]
        if not described:
            return pd.DataFrame(columns=["indicator"])
        return inputs.components(max(described), "tii").set_index("component")

    def _reach(self, indicator: str) -> tuple[float, float]:
        """Return what a slow and a fast rise of one figure to the reference year would change."""
        caps = tii_indicators(self.origin, self.history.folder)
        last = self.evidence.reference_year
        columns = {
            n: figures_on(n, last, self.evidence.day, self.history.folder).set_index("iso3")
            for n in caps
        }
        own = columns[indicator]
        if self.focus not in own.index:
            return np.nan, np.nan
        years = last - int(own.at[self.focus, "year"])
        changes = self._changes(indicator, years)
        if changes.empty:
            return np.nan, np.nan
        slow, middle, fast = changes.quantile([0.1, 0.5, 0.9])
        now = [self._tii(columns, caps, indicator, c) for c in (slow, middle, fast)]
        points = float(self.projected.weights[PARTS.index("tii")]) * self.effects["tii"].own
        return points * (now[0] - now[1]), points * (now[2] - now[1])

    def _changes(self, indicator: str, years: int) -> pd.Series:
        """Return the latest changes of all states over so many years, as known on the day."""
        known = vintages.known(self.evidence.day, self.history.folder)
        known = known[known["indicator"].eq(indicator)]
        if known.empty:
            known = vintages.today(self.history.folder)
            known = known[known["indicator"].eq(indicator)]
            known = known[known["year"].le(self.evidence.reference_year)]
        wide = known.pivot(index="year", columns="iso3", values="value")
        enough = wide.index[wide.notna().sum(axis=1) >= 0.5 * wide.shape[1]]
        if not len(enough) or years < 1 or enough.max() - years not in wide.index:
            return pd.Series(dtype=float)
        return (wide.loc[enough.max()] - wide.loc[enough.max() - years]).dropna()

    def _tii(
        self, columns: Mapping[str, pd.DataFrame], caps: Mapping[str, float], name: str, rise: float
    ) -> float:
        """Return the focus's TII if one figure rose by so much, the other states' staying."""
        iso3 = list(self.history.iso3)
        figures = []
        for indicator, table in columns.items():
            values = table["value"].reindex(iso3)
            if indicator == name:
                values[self.focus] += rise
            figures.append(values.clip(upper=caps[indicator]).to_numpy(float))
        stands = standing(figures)
        share = (stands - np.nanmin(stands)) / (np.nanmax(stands) - np.nanmin(stands))
        return float(share[iso3.index(self.focus)])

    # --- to take away

    def file(self) -> pd.DataFrame:
        """Return the nowcast of all members to take away.

        Returns:
            As :func:`egdi.projection.place_file`, with as_of (day of the newest figure), the
            expected parts, what is known moved the score by (index points) and the chance of the
            target place.
        """
        table = place_file(self.draws, self.states, self.edition)
        table.insert(5, "as_of", self.day)
        names = [*PARTS, *(f"{p}_moved" for p in (*PARTS, "egdi")), "chance"]
        return table.merge(self.parts[names].reset_index(), on="iso3", how="left")


def nowcast(ask: Question, day: str | None = None) -> Nowcast:
    """Return what is known of the edition after a question's, and the chances that follow.

    Args:
        ask: the question; nothing of the panel after its edition is looked at.
        day: ISO date up to which figures count as known; default the eve of the next edition,
            1 July of its year.

    Raises:
        DataError: if the day is no date.

    Example:
        >>> import egdi
        >>> said = nowcast(egdi.ask("VNM", "ASEAN", place=4, edition=2020))
        >>> said.edition, said.day, said.used
        (2022, '2022-05-01', ['tii', 'hci'])
    """
    projected = ask.draws()
    history = History.until(ask.data, ask.edition)
    evidence = gather(history, day)
    learnt = past(ask.data, ask.edition, projected.model, max(evidence.behind, 0))
    return Nowcast(ask.focus, ask.group, ask.place, projected, evidence, effects(learnt), history)
