"""Questions put to the draws: chances of targets, places in classes, where the lines point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from egdi import lookup, panel, ranks
from egdi import targets as official
from egdi.panel import DataError
from egdi.projection.draws import Draws, competition_ranks, kth_line, place_probabilities
from egdi.projection.models import MODELS
from egdi.words import Best, Group, phrase, translate

if TYPE_CHECKING:
    from egdi.question import Question

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def last_edition_by(year: int) -> int:
    """Return the last edition not after a year, held or still to come.

    Raises:
        DataError: if the first edition is later.
    """
    held = panel.load("panel")["edition"].unique()
    found = official.settling(f"{year}-12-31", held, {})
    if found is None:
        raise DataError(f"No edition came before {year}; the first is {min(held)}.")
    return found


def first_edition_from(year: int) -> int:
    """Return the first edition in a year or after it, held or still to come."""
    return official.following(f"{year}-12-31", panel.load("panel")["edition"].unique())


def outcome(
    data: pd.DataFrame, focus: str, group: panel.Group, edition: int, measure: str = "egdi"
) -> tuple[int, int] | None:
    """Return place and number ranked of a state in a group, nothing where it is not known.

    Nothing is known of an edition that the panel does not hold, and of a state that was not ranked
    or is no member.
    """
    panel.require(data, ["iso3", "edition", "status", "egdi"], panel.PANEL)
    focus = lookup.code_in(data, focus)
    rows = data[data["edition"].eq(panel.whole(edition, "The edition"))]
    if rows.empty:
        return None
    table = ranks.places(rows, lookup.members(group, edition), measure)
    own = table[table["iso3"].eq(focus)]
    return (int(own["place"].iloc[0]), int(own["n"].iloc[0])) if len(own) else None


@dataclass(frozen=True)
class Outlook:
    """What one model, at one origin, says of a state's place at a later edition.

    Attributes:
        origin: the last edition the model has seen.
        edition: the edition asked about.
        model: its label.
        trend: it follows each series by its own past alone.
        goal: the target asked about.
        n: members of the group that were drawn.
        chance: of reaching the target, 0 to 1.
        mode: the likeliest place.
        mode_chance: its probability.
        rank: quantiles of the world rank, keyed q10, q25, q50, q75, q90.
        score: the same of the index.
        line: the same of the score to beat.
        pointed: the place that follows if every state takes its median.
    """

    origin: int
    edition: int
    model: str
    trend: bool
    goal: Best
    n: int
    chance: float
    mode: int
    mode_chance: float
    rank: dict[str, float]
    score: dict[str, float]
    line: dict[str, float]
    pointed: int


def outlook(draws: Draws, focus: str, group: panel.Group, place: int, edition: int) -> Outlook:
    """Return what joint draws say of a state's place at an edition.

    Args:
        draws: joint draws.
        focus: ISO code; counted among the group, member or not.
        group: a group's name or ISO codes, membership as at the edition.
        place: the target place.
        edition: one of the editions drawn.

    Raises:
        DataError: if the edition was not drawn, or the state or the group not ranked at the origin.
    """
    focus = lookup.find_country(focus)
    states = sorted({*lookup.members(group, edition), focus})
    shares = place_probabilities(draws, states, edition).loc[focus]
    own, at = draws.iso3.index(focus), draws.at(edition)
    names = [f"q{round(100 * q)}" for q in QUANTILES]

    def quantiles(values: np.ndarray) -> dict[str, float]:
        return dict(zip(names, map(float, np.quantile(values, QUANTILES)), strict=True))

    return Outlook(
        origin=draws.origin,
        edition=edition,
        model=MODELS[draws.model].label,
        trend=MODELS[draws.model].trend,
        goal=Best(place),
        n=len(shares),
        chance=draws.chance(focus, states, place, edition),
        mode=int(shares.idxmax()),
        mode_chance=float(shares.max()),
        rank=quantiles(draws.ranks[:, own, at]),
        score=quantiles(draws.scores[:, own, at]),
        line=quantiles(kth_line(draws, focus, states, place, edition)),
        pointed=int(central_places(draws, states, edition)[focus]),
    )


def kth_lines(draws: Draws, focus: str, group: panel.Group, place: int) -> np.ndarray:
    """Return :func:`egdi.projection.kth_line` for every edition drawn, D x H."""
    lines = [kth_line(draws, focus, group, place, edition) for edition in draws.editions]
    return np.stack(lines, axis=1)


def fan(draws: Draws, values: np.ndarray, start: float) -> pd.DataFrame:
    """Return quantiles over the editions, opening from what was known at the origin.

    Args:
        draws: joint draws.
        values: one number a draw and edition, D x H.
        start: the value at the origin.

    Returns:
        Index edition, the origin first; columns q10, q25, q50, q75, q90.
    """
    names = [f"q{round(100 * q)}" for q in QUANTILES]
    table = pd.DataFrame(np.quantile(values, QUANTILES, axis=0).T, draws.editions, names)
    return pd.concat([pd.DataFrame(start, [draws.origin], names), table]).rename_axis("edition")


def central_places(draws: Draws, group: panel.Group, edition: int) -> pd.Series:
    """Return the places that follow if every state takes the median of its draws.

    For a trend model these are the places to which the lines themselves point.
    """
    members = draws.members(group, edition)
    medians = np.median(draws.scores[:, draws.rows(members), draws.at(edition)], axis=0)
    return pd.Series(competition_ranks(medians), index=members, name="place")


def class_edges(chances: pd.Series, target: int, most: int = 12) -> list[int]:
    """Return the first place of each class, and one beyond the last place.

    In a small group each place is a class. In a large one neighbours are put together, so that the
    places that matter to these chances fill ``most`` classes and none straddles the target.

    Args:
        chances: probability by place, index 1 to n.
        target: the target place.
        most: how many classes a picture bears.

    Raises:
        ValueError: fewer classes than four, if there are more places.
    """
    n = int(max(chances.index))
    if n <= most:
        return list(range(1, n + 2))
    if most < 4:
        raise ValueError(f"most={most}: {n} places need at least 4 classes")
    sums = chances.sort_index().cumsum()
    low, high = (int(sums.ge(q - 1e-9).idxmax()) for q in (0.01, 0.99))
    low, high = min(low, target), max(high, target + 1)
    width = -(-(high - low + 1) // (most - 3))
    start = target + 1 - width * -(-(target + 1 - low) // width)
    return [1, *(e for e in range(start, high + width + 1, width) if 1 < e <= n), n + 1]


def place_classes(
    chances: pd.Series, target: int, most: int = 12, edges: list[int] | None = None
) -> pd.DataFrame:
    """Return the chances of places in the classes of :func:`class_edges`.

    Args:
        chances: probability by place, index 1 to n.
        target: the target place.
        most: how many classes a picture bears.
        edges: classes made for other chances.

    Returns:
        Columns place (as it is to be read), first, last and probability.
    """
    rows = []
    for first, after in pairwise(edges or class_edges(chances, target, most)):
        label = f"{first}" if after - first == 1 else f"{first}–{after - 1}"
        inside = (chances.index >= first) & (chances.index < after)
        rows.append((label, first, after - 1, float(chances[inside].sum())))
    return pd.DataFrame(rows, columns=["place", "first", "last", "probability"])


def place_table(table: pd.DataFrame, focus: str, target: int, most: int = 11) -> pd.DataFrame:
    """Return the chances of the members nearest to the focus or to the target place.

    Args:
        table: as :func:`egdi.projection.place_probabilities` returns it.
        focus: ISO code; its chances make the classes.
        target: the target place.
        most: how many members and classes to keep.

    Returns:
        Index iso3, best expected place first; columns classes of places as they are to be read.
    """
    edges = class_edges(table.loc[focus], target, most)
    expected = table.mul(table.columns, axis=1).sum(axis=1)
    distance = np.minimum((expected - expected[focus]).abs(), (expected - target).abs())
    near = distance.sort_values(kind="stable").index[:most]
    rows = {
        iso: place_classes(table.loc[iso], target, edges=edges).set_index("place")["probability"]
        for iso in table.index
        if iso in near
    }
    return pd.DataFrame(rows).T.rename_axis(index="iso3", columns=None)


def place_file(draws: Draws, group: panel.Group, edition: int) -> pd.DataFrame:
    """Return all that was drawn of a group at an edition, to take away.

    Returns:
        Columns iso3, country, edition, place, probability (places never drawn are left out) and,
        the same in each row of a country, quantiles of score and world rank.
    """
    wide = place_probabilities(draws, group, edition)
    table = wide.stack().rename("probability").reset_index()
    table = table[table["probability"].gt(0)]
    quantiles = draws.summary()
    quantiles = quantiles[quantiles["edition"].eq(edition)].drop(columns="edition")
    table.insert(1, "country", table["iso3"].map(lookup.short_names()))
    table.insert(2, "edition", edition)
    return table.merge(quantiles, on="iso3", how="left")


def target_chances(
    draws: Draws, focus: str, data: pd.DataFrame, folder: Path | None = None
) -> pd.DataFrame:
    """Return the chance of every target of record that the editions drawn can still settle.

    A target asks for a rank (``rank_at_most``) or for places gained on the last edition before it
    was issued (``places_gained``; of a span the lower end). Its measure is EGDI, OSI or each of
    both. Left out are targets issued after the edition that follows the origin was published, and
    those in groups to which the focus does not belong.

    Args:
        draws: joint draws at an origin.
        focus: ISO code of the country asked about.
        data: panel up to the origin at least; later rows are not used.
        folder: folder of the other tables.

    Returns:
        A row a target and edition drawn, up to the first edition from the deadline on: id,
        instrument, measure, group, place (to reach), deadline (year), settles (last edition by the
        deadline), edition, probability, now and n (place and number ranked at the origin).
    """
    panel.require(data, ["iso3", "edition", "status", "egdi"], panel.PANEL)
    focus = lookup.code_in(data, focus)
    known = data[data["edition"].le(draws.origin)]
    editions_known = sorted(known["edition"].unique())
    published = official.publications(folder)
    table = panel.load("targets", folder)
    rows = []
    issued = official.known_at(draws.origin, editions_known, table, folder)
    for target in issued.to_dict("records"):
        deadline = target["deadline"]
        last = official.following(deadline, editions_known)
        editions = [e for e in draws.editions if e <= last]
        for measure in official.measures(target["measure"]) if editions else []:
            now = outcome(known, focus, target["group"], draws.origin, measure)
            place = official.best_allowed(known, focus, target, measure, folder)
            if now is None or place is None:
                continue
            for edition in editions:
                chance = draws.chance(focus, target["group"], place, edition, measure)
                rows.append(
                    {
                        **{k: target[k] for k in ("id", "instrument")},
                        "measure": measure.upper(),
                        "group": target["group"],
                        "place": place,
                        "deadline": int(deadline[:4]),
                        "settles": official.settling(deadline, editions_known, published),
                        "edition": edition,
                        "probability": chance,
                        "now": now[0],
                        "n": now[1],
                    }
                )
    return pd.DataFrame(rows, columns=_TARGETS)


_TARGETS = [
    *("id", "instrument", "measure", "group", "place", "deadline", "settles"),
    *("edition", "probability", "now", "n"),
]


def target_table(draws: Draws, focus: str, data: pd.DataFrame) -> pd.DataFrame:
    """Return :func:`target_chances` as a table to read, a row a target, soonest deadline first.

    Returns:
        Columns target (in words), deadline, now (place of number), strictly (met, missed or open),
        one for each edition drawn (chance, blank after the deadline) and text (instruments).
    """
    found = target_chances(draws, focus, data)
    if found.empty:
        return pd.DataFrame(columns=["target", "deadline", "now", "strictly", "text"])
    keys = ["group", "measure", "place", "deadline", "settles", "now", "n"]
    wide = found.pivot_table(index=keys, columns="edition", values="probability", sort=False)
    texts = found.groupby(keys, sort=False)["instrument"].agg(
        lambda t: "; ".join(translate(name, "instrument") for name in t.unique())
    )
    table = wide.assign(text=texts).reset_index().sort_values(["deadline", "group", "place"])
    met = (table["now"] <= table["place"]).map({True: phrase("met"), False: phrase("missed")})
    shown = pd.DataFrame(
        {
            "target": [
                phrase("{goal:label} {where:in} ({m})", goal=Best(row.place), m=row.measure,
                       where=Group(row.group))
                for row in table.itertuples()
            ],
            "deadline": table["deadline"],
            "now": [phrase("{r.now} of {r.n}", r=row) for row in table.itertuples()],
            "strictly": met.where(table["settles"] <= draws.origin, phrase("open")),
        }
    )  # fmt: skip
    for edition in draws.editions:
        shown[edition] = table[edition] if edition in table else float("nan")
    return shown.assign(text=table["text"])


def deadline_table(ask: Question, readings: Sequence[int], origins: Sequence[int]) -> pd.DataFrame:
    """Return the chance of a question's target, or its outcome, by reading of its deadline.

    Args:
        ask: the question.
        readings: the edition by which each reading takes the deadline as settled.
        origins: editions to whose data the question is asked.

    Returns:
        Columns settled, members and one for each origin, in words; a row a reading.
    """
    rows = []
    for edition in readings:
        members = {*lookup.members(ask.group, edition), ask.focus}
        row: dict[Any, Any] = {"settled": edition, "members": len(members)}
        for origin in origins:
            known = ask.outcome(edition) if edition <= origin else None
            if known is None:
                row[origin] = phrase("{o.chance:chance}", o=ask.outlook(edition, origin))
                continue
            met = phrase("met") if known[0] <= ask.place else phrase("missed")
            row[origin] = phrase("{met}: {place:ordinal}", met=met, place=known[0])
        rows.append(row)
    return pd.DataFrame(rows)


def source(edition: int) -> str:
    """Return who says what these draws say: this book, on the survey's data up to an edition."""
    return phrase(
        "simulation of this book on UN DESA data to the edition of {edition}", edition=edition
    )
