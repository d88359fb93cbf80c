"""How firm one state's place is: every table made once, with what sentences need of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from egdi.firmness import choices, simplex
from egdi.firmness.simplex import Weightings
from egdi.firmness.states import League
from egdi.words import State, phrase
from egdi.words.language import translate

ALWAYS, SOMETIMES, NEVER = "always", "sometimes", "never"
"""Under which weightings a target is reached."""

CHOICES = {
    ("published", "egdi"): "As published",
    ("weights", "plausible"): "Weights, a quarter more or less",
    ("weights", "every"): "Weights, all there are",
    ("left_out", "osi"): "Without OSI",
    ("left_out", "tii"): "Without TII",
    ("left_out", "hci"): "Without HCI",
    ("aggregation", "geometric"): "Geometric mean",
    ("aggregation", "harmonic"): "Harmonic mean",
    ("normalisation", "z_scores"): "Standard scores",
    ("normalisation", "ranks"): "Ranks instead of scores",
    ("rounding", "egdi"): "Printed digits",
    ("revisions", "usual"): "Revisions of the usual size",
    ("together", "all"): "All of it at once",
}
"""Labels of choice and variant of :func:`egdi.firmness.places`."""

FACTORS = {
    "weights": ("the weights", "Weights"),
    "normalisation": ("the scale of the parts", "Scale of the parts"),
    "aggregation": ("the kind of mean", "Kind of mean"),
    "revisions": ("revisions of the figures", "Revisions"),
    "rounding": ("rounding", "Rounding"),
}


def choice_name(choice: str, variant: str) -> str:
    """Return the label of a choice; a KeyError if there is none."""
    return translate(CHOICES[choice, variant], "choice")


@dataclass(frozen=True)
class Factor:
    """One of the choices that vary together, with what it explains of a state's lead.

    Forms: none (inside a sentence: ``the weights``), ``start``, ``label``.

    Attributes:
        key: its name.
        first: share of the variance that it explains alone, at least zero.
        total: share that involves it, alone or with others.
    """

    key: str
    first: float
    total: float

    def said(self, form: str = "") -> str:
        """Return the name in one of its forms."""
        if form not in ("", "start", "label"):
            raise ValueError(f"a factor cannot be said as {form!r}")
        inside, label = FACTORS[self.key]
        text = translate(label if form == "label" else inside, "factor")
        return text[:1].upper() + text[1:] if form == "start" else text

    def __str__(self) -> str:
        return self.said()


def _states(codes: Iterable[str]) -> list[State]:
    return [State(iso) for iso in codes]


@dataclass(frozen=True)
class Firmness:
    """How firm a state's place is among those compared with it. ``ask.firmness`` makes it.

    Attributes:
        league: the states compared.
        place: target place.
    """

    league: League
    place: int

    @cached_property
    def every(self) -> Weightings:
        """Places over all weightings."""
        return simplex.weightings(self.league, self.place)

    @cached_property
    def plausible(self) -> Weightings:
        """Places over the plausible weightings."""
        return simplex.weightings(self.league, self.place, simplex.PLAUSIBLE)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Places of every member by each choice, as :func:`egdi.firmness.table` returns them."""
        return choices.table(self.league, self.place)

    @cached_property
    def mine(self) -> pd.DataFrame:
        """The state's rows of the table, with their label."""
        rows = self.table[self.table["iso3"].eq(self.league.focus)].reset_index(drop=True)
        keys = list(zip(rows["choice"], rows["variant"], strict=True))
        return rows.assign(label=[choice_name(*key) for key in keys])

    @property
    def together(self) -> pd.Series:
        """The row of all choices at once."""
        return self.mine[self.mine["choice"].eq("together")].iloc[0]

    @property
    def published(self) -> int:
        """The place by the index as published."""
        return int(self.mine["best"].iloc[0])

    @property
    def reached(self) -> tuple[str, str]:
        """Whether the target is reached always, sometimes or never: all, plausible weightings."""
        return _when(self.every), _when(self.plausible)

    @cached_property
    def among(self) -> pd.DataFrame:
        """Who may and who must be among the best: :func:`egdi.firmness.among_best`."""
        return choices.among_best(self.table, self.place)

    @property
    def own(self) -> pd.Series:
        """The state's row of it."""
        return self.among[self.among["iso3"].eq(self.league.focus)].iloc[0]

    @property
    def may(self) -> list[State]:
        """Members among the best under some plausible choice."""
        return _states(self.among.loc[self.among["may"], "iso3"])

    @property
    def must(self) -> list[State]:
        """Members among the best under every plausible choice."""
        return _states(self.among.loc[self.among["must"], "iso3"])

    @property
    def plausible_choices(self) -> int:
        """How many choices are plausible."""
        return int(self.mine["plausible"].sum())

    def near(self, most: int = 12) -> pd.DataFrame:
        """Return the rows of :attr:`among` that a page can show, and the state's own.

        Those for whom it depends on the choice first, then those nearest to the target place.
        """
        rows = self.among
        if len(rows) <= most:
            return rows
        away = rows["published"].sub(self.place).abs()
        first = rows["iso3"].ne(self.league.focus)
        sure = ~(rows["may"] & ~rows["must"])
        order = pd.DataFrame({"first": first, "sure": sure, "away": away})
        kept = order.sort_values(["first", "sure", "away"], kind="stable").index[:most]
        return rows.loc[kept].sort_values("published", kind="stable", ignore_index=True)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Which of two members is ahead, as :func:`egdi.firmness.order` returns it."""
        return choices.order(self.league)

    @cached_property
    def own_pairs(self) -> pd.DataFrame:
        """The state's pairs, the nearest in score first.

        Columns of :attr:`pairs` with iso3 (the other), lead (of the state; negative: behind) and
        chance (share of the draws of all choices at once in which the state is ahead).
        """
        ahead = self.pairs["ahead"].eq(self.league.focus)
        rows = self.pairs[ahead | self.pairs["behind"].eq(self.league.focus)]
        ahead = ahead[rows.index]
        out = rows.assign(
            iso3=rows["behind"].where(ahead, rows["ahead"]),
            lead=rows["lead"].where(ahead, -rows["lead"]),
            chance=rows["together"].where(ahead, 1 - rows["together"]),
            leads=ahead,
        )
        order = out["lead"].abs().sort_values(kind="stable").index
        return out.loc[order].reset_index(drop=True)

    def others(self, separated: bool, leads: bool | None = None) -> list[State]:
        """Return the members firmly ahead or behind, or from whom the state is not separated.

        Args:
            separated: ahead or behind under every plausible choice.
            leads: the state is ahead; default either.
        """
        rows = self.own_pairs[self.own_pairs["separated"].eq(separated)]
        return _states(rows["iso3"] if leads is None else rows.loc[rows["leads"].eq(leads), "iso3"])

    @cached_property
    def effects(self) -> pd.DataFrame:
        """What moves the place and the lead, as :func:`egdi.firmness.effects` returns it."""
        return choices.effects(self.league, self.place)

    @property
    def factors(self) -> list[Factor]:
        """What moves the lead over the line, the largest total effect first; none if nothing."""
        rows = self.effects[self.effects["output"].eq("lead")].dropna(subset="total")
        rows = rows.sort_values("total", ascending=False, kind="stable")
        return [
            Factor(str(r.factor), max(0.0, float(r.first)), float(r.total))  # type: ignore[arg-type]
            for r in rows.itertuples()
        ]


def _when(found: Weightings) -> str:
    if found.worst <= found.target:
        return ALWAYS
    return SOMETIMES if found.best <= found.target else NEVER


def class_names(shown: list[tuple[int, int]]) -> list[str]:
    """Return words for classes of places, as :func:`egdi.firmness.classes` returns them."""
    return [
        phrase({True: "{a:ordinal}", False: "{a:ordinal} to {b:ordinal}"}, case=a == b, a=a, b=b)
        for a, b in shown
    ]


def source(edition: int, revised: bool = True) -> str:
    """Return who says what other choices do: this book, on the survey's data of an edition.

    Args:
        edition: the edition.
        revised: revisions of the figures beneath the parts enter too.
    """
    return phrase(
        {
            True: "this book's computation on UN DESA data of the edition of {edition}, with "
            "revisions of figures of the ITU and UNDP",
            False: "this book's computation on UN DESA data of the edition of {edition}",
        },
        case=revised,
        edition=edition,
    )
