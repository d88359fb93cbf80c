"""The track record of the nowcast: what it would have said on the eve of each past edition.

At each origin the projection is that of the track record (the model its rule chooses, the same
draws), and the nowcast is made of it with what was known on the eve of the next edition. Slopes
come from editions up to the origin. A nowcast a year short of figures is scored beside it: what
one can say some time before the eve.
"""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from egdi import lookup, panel
from egdi.cache import cached, fingerprint
from egdi.cache import record as tables
from egdi.nowcast.combining import Effect, combine, effects, past
from egdi.nowcast.evidence import Evidence, gather
from egdi.panel import PARTS
from egdi.projection import MODELS, Draws, chosen_model, leagues, origins
from egdi.projection.draws import competition_ranks, composite, place_shares
from egdi.projection.history import History, after
from egdi.projection.scores import crps, evaluate, log_score, rps

EVE, EARLY = "nowcast", "nowcast_early"
"""Names in the record: on the eve, and with TII's figures a year short."""

BESIDE = ("no_change", "linear_trend")
"""Models of the projections that a group's record shows beside."""

KNOWING = ("osi", "tii", "hci", "tii_hci", "own", "rivals")
"""What may be known of the next edition: a part of all states, TII and HCI of all, all of the
state itself, all of the others."""


@dataclass(frozen=True)
class Made:
    """What was said of one past edition, and what came.

    Attributes:
        origin, edition: the edition known, the one that was to come.
        projection: draws made on the day of the origin.
        nowcasts: draws by name (:data:`EVE`, :data:`EARLY`).
        evidence: what was known on the eve.
        effects: what the editions before said of it.
        came: parts that came, S x 3, NaN for a state that was not ranked.
        score: EGDI that came, S.
    """

    origin: int
    edition: int
    projection: Draws
    nowcasts: dict[str, Draws]
    evidence: Evidence
    effects: dict[str, Effect]
    came: np.ndarray
    score: np.ndarray


_KEPT: OrderedDict[tuple, list[Made]] = OrderedDict()


def made(
    data: pd.DataFrame, draws: int = 1000, seed: int = 2025, folder: Path | None = None
) -> list[Made]:
    """Return what was said of every past edition from each origin; kept in memory.

    Args:
        data: panel; its last edition is the last that is judged.
        draws: number of draws.
        seed: seed; the same as the track record's gives the same projections.
        folder: folder of the tables.
    """
    key = (fingerprint(data), draws, seed, tables(folder))
    if key not in _KEPT:
        starts = origins(data)
        if starts:
            chosen_model(data, starts[-1], folder)  # the candidates' record, once for all threads
        with ThreadPoolExecutor(2) as pool:
            rows = pool.map(lambda o: _made(data, o, draws, seed, folder), starts)
            _KEPT[key] = list(rows)
        while len(_KEPT) > 1:
            _KEPT.popitem(last=False)
    return _KEPT[key]


def _made(data: pd.DataFrame, origin: int, draws: int, seed: int, folder: Path | None) -> Made:
    history, edition = History.until(data, origin, folder), after(origin, 1)[0]
    name = chosen_model(data, origin, folder)
    rng = np.random.default_rng([seed, origin])
    parts = MODELS[name].simulate(history, 1, draws, rng)
    drawn = Draws(history.iso3, origin, (edition,), parts, history.weights, name)
    nowcasts, first, learnt = {}, None, None
    for known_as, behind in ((EVE, 0), (EARLY, 1)):
        evidence = gather(history, behind=behind)
        found = effects(past(data, origin, name, behind, folder))
        nowcasts[known_as] = combine(drawn, evidence, found)
        first, learnt = first or evidence, learnt or found
    rows = data[data["edition"].eq(edition) & data["status"].eq("ranked")].set_index("iso3")
    rows = rows.reindex(list(history.iso3))
    return Made(
        origin=origin,
        edition=edition,
        projection=drawn,
        nowcasts=nowcasts,
        evidence=first,  # type: ignore[arg-type]
        effects=learnt,  # type: ignore[arg-type]
        came=rows[list(PARTS)].to_numpy(float),
        score=rows["egdi"].to_numpy(float),
    )


_TRACK = ["model", "origin", "edition", "horizon", "score", "bin", "value", "n"]


def track(data: pd.DataFrame, folder: Path | None = None) -> pd.DataFrame:
    """Return the record of the nowcasts over all states, as that of the projections.

    Returns:
        Columns model (:data:`EVE` or :data:`EARLY`), origin, edition, horizon (1), and those of
        :func:`egdi.projection.scores.evaluate`.
    """

    def compute() -> pd.DataFrame:
        found = made(data, folder=folder)
        with ThreadPoolExecutor(2) as pool:
            frames = list(pool.map(lambda one: _scored(one, folder), found))
        return pd.concat(frames)[_TRACK] if frames else pd.DataFrame(columns=_TRACK)

    return cached("nowcast-track", {"panel": fingerprint(data)}, compute, folder)


def _scored(one: Made, folder: Path | None) -> pd.DataFrame:
    ok = np.flatnonzero(np.isfinite(one.score))
    where = leagues([one.projection.iso3[i] for i in ok], folder)
    frames = [
        evaluate(drawn.scores[:, ok, 0], one.score[ok], where).assign(model=name)
        for name, drawn in one.nowcasts.items()
    ]
    scored = pd.concat(frames, ignore_index=True)
    return scored.assign(origin=one.origin, edition=one.edition, horizon=1)


_BASIS = ["origin", "edition", "model", "part", "kind", "as_of", "editions", "own", "own_left"]


def basis(data: pd.DataFrame, folder: Path | None = None) -> pd.DataFrame:
    """Return what each past nowcast rested on, part by part.

    Returns:
        Columns origin, edition, model (of the projection it was made of), part, kind (``dated``,
        ``today``, ``mixed``; ``none`` where nothing was known), as_of (day of the newest figure of
        all; blank), editions (past ones learnt from), own and own_left (see
        :class:`egdi.nowcast.combining.Effect`).
    """

    def compute() -> pd.DataFrame:
        rows = [
            (
                one.origin,
                one.edition,
                one.projection.model,
                part,
                one.evidence.kind(part) or "none",
                one.evidence.as_of or "",
                len(one.effects[part].editions),
                one.effects[part].own,
                one.effects[part].own_left,
            )
            for one in made(data, folder=folder)
            for part in PARTS
        ]
        return pd.DataFrame(rows, columns=_BASIS)

    return cached("nowcast-basis", {"panel": fingerprint(data)}, compute, folder)


_GROUP = ["model", "origin", "edition", "score", "value", "n"]


def in_group(
    data: pd.DataFrame, focus: str, group: panel.Group, folder: Path | None = None
) -> pd.DataFrame:
    """Return the record inside one group, and how near one comes who knows a part of what comes.

    Args:
        data: panel.
        focus: ISO code; counted among the group, member or not.
        group: as :func:`egdi.lookup.members` takes it.
        folder: folder of the tables.

    Returns:
        Columns model (``chosen``, :data:`EVE`, :data:`EARLY`, those of :data:`BESIDE`, and
        ``know_osi`` and so on for :data:`KNOWING`), origin, edition, score (``rps_place``,
        ``log_place``: means over members; ``crps_rank``: of the world rank, over all states;
        ``place_1`` ...: chance given to the focus's place), value and n.
    """
    panel.require(data, ["iso3", "edition", "status", "egdi", *PARTS], panel.PANEL)
    focus = lookup.code_in(data, focus)
    groups = {int(e): lookup.members(group, int(e), folder) for e in data["edition"].unique()}
    inputs = {"panel": fingerprint(data), "focus": focus, "members": groups}
    return cached(
        f"nowcast-group-{focus}", inputs, lambda: _in_group(data, focus, groups, folder), folder
    )


def _in_group(
    data: pd.DataFrame, focus: str, groups: dict[int, list[str]], folder: Path | None
) -> pd.DataFrame:
    rows: list[tuple] = []
    for one in made(data, folder=folder):
        ok = np.flatnonzero(np.isfinite(one.score))
        known = {one.projection.iso3[i] for i in ok}
        members = sorted({*groups[one.edition], focus} & known)
        if not members:
            continue
        at = one.projection.rows(members)
        came = competition_ranks(one.score[at])

        def add(name: str, score: str, value: float, n: int, one: Made = one) -> None:
            rows.append((name, one.origin, one.edition, score, value, n))

        for name, drawn in _beside(data, one, folder).items():
            shares = place_shares(competition_ranks(drawn.scores[:, at, 0]))
            add(name, "rps_place", float(rps(came, shares).mean()), len(at))
            add(name, "log_place", float(log_score(came, shares, len(drawn.parts)).mean()), len(at))
            for p, share in enumerate(shares[members.index(focus)] if focus in members else [], 1):
                add(name, f"place_{p}", float(share), len(at))
        for what in KNOWING:
            ranks, actual = knowing(one, what, ok)
            ordered = np.sort(ranks.T.astype(float), axis=1)
            add(f"know_{what}", "crps_rank", float(crps(actual, ordered).mean()), len(ok))
            places, taken = knowing(one, what, at)
            value = float(rps(taken, place_shares(places)).mean())
            add(f"know_{what}", "rps_place", value, len(at))
    return pd.DataFrame(rows, columns=_GROUP)


def _beside(data: pd.DataFrame, one: Made, folder: Path | None) -> dict[str, Draws]:
    """Return the projection, the nowcasts and the models beside, with the same random numbers."""
    history, size = History.until(data, one.origin, folder), len(one.projection.parts)
    out = {"chosen": one.projection, **one.nowcasts}
    for name in BESIDE:
        rng = np.random.default_rng([2025, one.origin])
        parts = MODELS[name].simulate(history, 1, size, rng)
        out[name] = Draws(history.iso3, one.origin, (one.edition,), parts, history.weights, name)
    return out


def knowing(one: Made, what: str, states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places among some states if a part of what came had been known to the projection.

    ``own`` and ``rivals`` are known beside the mean of the states: what an edition brings to all
    of them alike would otherwise be known of one and not of the others.

    Args:
        one: a past edition.
        what: one of :data:`KNOWING`.
        states: positions of the states, all of them ranked at the edition.

    Returns:
        Places D x n, and the places that came, n.
    """
    parts, came = one.projection.parts[:, states, 0], one.came[states]
    score = one.score[states]
    actual = competition_ranks(score)
    if what in ("own", "rivals"):
        drawn = composite(parts, one.projection.weights)
        true = score + (drawn.mean(axis=1, keepdims=True) - score.mean())
        return _own_known(drawn, true) if what == "own" else _rivals_known(drawn, true), actual
    parts = parts.copy()
    for part in what.split("_"):
        k = PARTS.index(part)
        parts[..., k] = came[:, k]
    return competition_ranks(composite(parts, one.projection.weights)), actual


def _own_known(drawn: np.ndarray, true: np.ndarray) -> np.ndarray:
    """Return each state's place if its own score is the true one and the others are drawn."""
    out = np.empty(drawn.shape, dtype=np.int64)
    for d, (others, own) in enumerate(zip(drawn, true, strict=True)):
        above = len(others) - np.searchsorted(np.sort(others), own, side="right")
        out[d] = 1 + above - (others > own)
    return out


def _rivals_known(drawn: np.ndarray, true: np.ndarray) -> np.ndarray:
    """Return each state's place if the others' scores are the true ones and its own is drawn."""
    return _own_known(true, drawn)
