"""Who is compared: the parts of a group's ranked members at one edition, one of them in focus."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from egdi import lookup, panel, ranks
from egdi.panel import PARTS, DataError, Group, whole


@dataclass(frozen=True)
class League:
    """A group's ranked members at an edition, with a state in focus. Made by :func:`league`.

    Attributes:
        focus: ISO code of the state asked about, a member or not.
        edition: survey year.
        iso3: the n states compared, sorted, the focus among them.
        world: OSI, TII and HCI of all S states ranked at the edition, S x 3.
        rows: where the n states stand in ``world``.
        scores: their published EGDI.
        weights: published weights of the three parts, adding up to one.
        half: half of the last digit to which OSI, TII, HCI and EGDI are published at the edition.
    """

    focus: str
    edition: int
    iso3: tuple[str, ...]
    world: np.ndarray
    rows: np.ndarray
    scores: np.ndarray
    weights: np.ndarray
    half: np.ndarray

    @property
    def parts(self) -> np.ndarray:
        """OSI, TII and HCI of the states compared, n x 3."""
        return self.world[self.rows]

    @property
    def n(self) -> int:
        """How many states are compared."""
        return len(self.iso3)

    @cached_property
    def own(self) -> int:
        """The position of the focus."""
        return self.iso3.index(self.focus)

    def leads(self, iso3: str | None = None) -> np.ndarray:
        """Return what a state leads each other one by in OSI, TII and HCI, (n - 1) x 3.

        Args:
            iso3: ISO code; default the focus.
        """
        own = self.own if iso3 is None else self.iso3.index(iso3)
        return self.parts[own] - np.delete(self.parts, own, axis=0)

    def place(self, weights: Any, iso3: str | None = None) -> int:
        """Return a state's place under weights; who is level shares the better place.

        Args:
            weights: of OSI, TII and HCI.
            iso3: ISO code; default the focus.
        """
        return 1 + int((self.leads(iso3) @ np.asarray(weights, float) < -1e-12).sum())

    def check_place(self, place: int) -> int:
        """Return a target place.

        Raises:
            DataError: if every state compared has it, or it is below one.
        """
        lookup.check_place(place, list(self.iso3), self.edition, self.n - 1)
        return whole(place, "The target place")


def league(data: pd.DataFrame, focus: str, group: Group, edition: int) -> League:
    """Return the states compared at an edition.

    Args:
        data: a panel as :func:`egdi.load` returns it.
        focus: ISO code, counted among the group, member or not.
        group: the group, by name or ISO codes.
        edition: survey year.

    Raises:
        DataError: if one of them is unknown, the focus was not ranked, or nobody else was.

    Example:
        >>> league(panel.load(), "VNM", "ASEAN", 2024).place([1 / 3, 1 / 3, 1 / 3])
        5
    """
    rows = ranks.ranked(data)
    edition = lookup.edition_in(data, edition)
    rows = rows[rows["edition"].eq(edition)].sort_values("iso3", kind="stable")
    focus = lookup.code_in(rows, focus) if len(rows) else lookup.find_country(focus)
    if focus not in set(rows["iso3"]):
        raise DataError(
            f"{lookup.name(focus)} has no index in the edition of {edition}; choose another "
            "country or edition."
        )
    wanted = {*lookup.members_in(data, group, edition), focus}
    inside = rows["iso3"].isin(wanted).to_numpy()
    if inside.sum() < 2:
        raise DataError(
            f"No other state of the group was ranked in {edition}; name a group with two at least."
        )
    columns = [*PARTS, "egdi"]
    return League(
        focus=focus,
        edition=edition,
        iso3=tuple(rows["iso3"][inside]),
        world=rows[PARTS].to_numpy(float),
        rows=np.flatnonzero(inside),
        scores=rows["egdi"].to_numpy(float)[inside],
        weights=panel.weights(edition).to_numpy(float),
        half=np.array([0.5 * 10.0 ** -_digits(rows[c].to_numpy(float)) for c in columns]),
    )


def _digits(values: np.ndarray, most: int = 9) -> int:
    """Return how many decimals are needed to print all values."""
    for digits in range(1, most):
        if np.abs(values - values.round(digits)).max() < 1e-11:
            return digits
    return most
