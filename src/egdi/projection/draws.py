"""Joint draws of all states at later editions, and what follows from them in each draw.

Ranks and places are taken inside each draw, so what is common to all states (the shock of an
edition, a change of method) cancels where it should.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from egdi import lookup, panel
from egdi.panel import PARTS, DataError


def composite(parts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the weighted sum of the parts along the last axis, to nine decimals.

    States whose scores are equal on paper are tied here too, whatever the last bits of their sums;
    else ranks would hang on the machine.
    """
    return np.round(parts @ weights, 9)


def competition_ranks(scores: np.ndarray) -> np.ndarray:
    """Return ranks along the last axis, 1 for the highest, ties sharing the better rank.

    The same rule as :func:`egdi.ranks.rank`, for arrays of any shape.
    """
    order = np.argsort(-scores, axis=-1, kind="stable")
    ordered = np.take_along_axis(scores, order, axis=-1)
    first = np.broadcast_to(np.arange(1, scores.shape[-1] + 1), scores.shape).copy()
    first[..., 1:][ordered[..., 1:] == ordered[..., :-1]] = 0
    ranks = np.empty(scores.shape, dtype=np.int64)
    np.put_along_axis(ranks, order, np.maximum.accumulate(first, axis=-1), axis=-1)
    return ranks


def place_shares(places: np.ndarray) -> np.ndarray:
    """Return the share of draws in which each member takes each place.

    Args:
        places: D x n, 1 to n.

    Returns:
        n members x n places, rows adding up to one.
    """
    n = places.shape[1]
    flat = places - 1 + n * np.arange(n)
    counts = np.bincount(flat.ravel(), minlength=n * n).reshape(n, n)
    return counts / len(places)


DRAWS = 4000
"""Draws behind every chance that is told; its Monte Carlo error is at most 0.8 of a percentage
point (one standard error of a share of one half), less near the ends."""


@dataclass(frozen=True)
class Draws:
    """Joint draws from one model at one origin.

    Attributes:
        iso3: the S states, sorted.
        origin: the last edition the model has seen.
        editions: the H target editions.
        parts: array D x S x H x 3 of OSI, TII and HCI, 0 to 1.
        weights: weights of the three parts, adding up to one.
        model: name of the model.
    """

    iso3: tuple[str, ...]
    origin: int
    editions: tuple[int, ...]
    parts: np.ndarray
    weights: np.ndarray
    model: str = ""

    @cached_property
    def scores(self) -> np.ndarray:
        """EGDI in each draw, D x S x H."""
        return composite(self.parts, self.weights)

    @cached_property
    def ranks(self) -> np.ndarray:
        """World rank among the S states in each draw, D x S x H."""
        return competition_ranks(self.scores.swapaxes(1, 2)).swapaxes(1, 2)

    def at(self, edition: int) -> int:
        """Return the position of a target edition.

        Raises:
            DataError: if it was not projected.
        """
        if edition not in self.editions:
            raise DataError(f"Edition {edition} was not projected; {list(self.editions)} were.")
        return self.editions.index(edition)

    def rows(self, iso3: Sequence[str]) -> np.ndarray:
        """Return the positions of states, without those not ranked at the origin."""
        position = {iso: i for i, iso in enumerate(self.iso3)}
        return np.array([position[iso] for iso in iso3 if iso in position], dtype=int)

    def members(self, group: panel.Group, edition: int) -> list[str]:
        """Return the members of a group at a target edition that are among the draws.

        Raises:
            DataError: if the group is unknown or none of its members was ranked at the origin.
        """
        wanted = lookup.members(group, edition)
        found = [iso for iso in wanted if iso in set(self.iso3)]
        if not found:
            raise DataError(f"No member of {lookup.called(group)} was ranked in {self.origin}.")
        return found

    def places(self, members: Sequence[str], edition: int) -> pd.DataFrame:
        """Return places inside a group in each draw: rows draws, columns members."""
        rows = self.rows(members)
        scores = self.scores[:, rows, self.at(edition)]
        return pd.DataFrame(competition_ranks(scores), columns=[self.iso3[i] for i in rows])

    def chance(
        self, focus: str, group: panel.Group, place: int, edition: int, measure: str = "egdi"
    ) -> float:
        """Return the probability that ``focus`` is among the best ``place`` of a group.

        Args:
            focus: ISO code.
            group: a group's name or ISO codes; ``World`` gives the probability of a world rank.
            place: the worst place that counts.
            edition: target edition.
            measure: egdi, or one of the parts.

        Raises:
            DataError: if the focus was not ranked at the origin or is no member of the group, or
                there is no such place.
        """
        members, place = self.members(group, edition), _place(place)
        if focus not in members:
            raise DataError(
                f"{focus} is not among the ranked members of {lookup.called(group)} in {edition}."
            )
        values = self.scores if measure == "egdi" else self.parts[..., PARTS.index(measure)]
        scores = values[:, self.rows(members), self.at(edition)]
        own = scores[:, [members.index(focus)]]
        return float(((scores > own).sum(axis=1) < place).mean())

    def summary(
        self, levels: Sequence[float] = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
    ) -> pd.DataFrame:
        """Return quantiles of score and rank for every state and edition.

        Returns:
            Columns iso3, edition, score_mean, score_q05 ..., rank_mean, rank_q05 ... .
        """
        frames = []
        for h, edition in enumerate(self.editions):
            frame = pd.DataFrame({"iso3": self.iso3, "edition": edition})
            for name, values in (("score", self.scores[:, :, h]), ("rank", self.ranks[:, :, h])):
                frame[f"{name}_mean"] = values.mean(axis=0)
                for q, row in zip(levels, np.quantile(values, levels, axis=0), strict=True):
                    frame[f"{name}_q{round(100 * q):02d}"] = row
            frames.append(frame)
        return pd.concat(frames, ignore_index=True)


def place_probabilities(draws: Draws, group: panel.Group, edition: int) -> pd.DataFrame:
    """Return the probability of each place in a group.

    Args:
        draws: joint draws.
        group: a group's name or ISO codes; membership is that of the target edition, and members
            that were not ranked at the origin are left out.
        edition: target edition.

    Returns:
        Index iso3, best expected place first; columns 1 to n; each row adds up to one.
    """
    places = draws.places(draws.members(group, edition), edition)
    table = pd.DataFrame(
        place_shares(places.to_numpy()), index=places.columns, columns=range(1, places.shape[1] + 1)
    ).rename_axis(index="iso3", columns="place")
    return table.loc[places.mean().sort_values(kind="stable").index]


def kth_line(draws: Draws, focus: str, group: panel.Group, place: int, edition: int) -> np.ndarray:
    """Return, in each draw, the score of the k-th best *other* member: the line to beat.

    Raises:
        DataError: if the group has fewer than ``place`` other ranked members.
    """
    place = _place(place)
    others = [iso for iso in draws.members(group, edition) if iso != focus]
    if len(others) < place:
        raise DataError(
            f"{lookup.called(group)} has {len(others)} other ranked members; place {place} has no "
            "line."
        )
    scores = draws.scores[:, draws.rows(others), draws.at(edition)]
    at = place - 1
    return -np.partition(-scores, at, axis=1)[:, at]


def _place(place: int) -> int:
    """Return a place that somebody can take."""
    found = panel.whole(place, "The place")
    if found < 1:
        raise DataError(f"The place is {found}; expected 1 for the best, or more.")
    return found
