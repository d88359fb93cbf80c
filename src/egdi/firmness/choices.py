"""Other defensible choices than the survey's: what each does to the places, and which one matters.

The choices are those that audits of composite indicators test (OECD and JRC, *Handbook on
Constructing Composite Indicators*, 2008, step 7; Saisana, Saltelli and Tarantola 2005; the R
package COINr): normalisation, weighting, aggregation, and the figures themselves.

Normalisation, over all states ranked at the edition, always to positive numbers, so that a part of
zero does not make a geometric mean zero:

- ``min_max``: the parts as published, which span 0 to 1, put on 1 to 100;
- ``z_scores``: mean 10 and standard deviation 2, so that each part counts by what it tells apart;
- ``ranks``: Borda's points, the number of states ranked at or below; level states share the mean.

Aggregation: ``arithmetic``, ``geometric`` or ``harmonic`` mean. The last two let a strong part make
up less for a weak one.

Leaving a part out, and weightings beyond the plausible spread, show what a place rests on; they
are not choices that one could defend for this index, and :func:`among_best` leaves them out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
from scipy.stats import rankdata, sobol_indices, uniform

from egdi import lookup
from egdi.firmness import simplex
from egdi.firmness.states import League
from egdi.panel import PARTS, DataError, require, stamp, whole

NORMALISATIONS = ("min_max", "z_scores", "ranks")
AGGREGATIONS = ("arithmetic", "geometric", "harmonic")
FACTORS = ("weights", "normalisation", "aggregation", "revisions", "rounding")
"""The choices that vary together in :func:`effects` and in the row ``together``."""
REPLICATES = 2048
"""Draws of what is drawn: revisions, roundings, weights."""
INTERVAL = (0.05, 0.95)
"""Quantiles of the interval of places that is told of draws."""
_SAMPLES = 1024
_SEED = 2024
_REVISIONS = "revisions of OSI, TII and HCI in points, a row a case, as usual_revisions() has them"


def composite(
    world: np.ndarray, weights: np.ndarray, normalisation: str = "min_max",
    aggregation: str = "arithmetic",
) -> np.ndarray:  # fmt: skip
    """Return the index of every state under other choices.

    Args:
        world: parts of all S states, 0 to 1, ... x S x 3.
        weights: of the parts, ... x 3.
        normalisation: one of :data:`NORMALISATIONS`.
        aggregation: one of :data:`AGGREGATIONS`.

    Returns:
        ... x S, in the units of the normalisation.

    Raises:
        DataError: if there is no such choice.
    """
    if normalisation not in NORMALISATIONS:
        raise DataError(
            f"Normalisation {normalisation!r} is unknown; choose {', '.join(NORMALISATIONS)}."
        )
    if aggregation not in AGGREGATIONS:
        known = ", ".join(AGGREGATIONS)
        raise DataError(f"Aggregation {aggregation!r} is unknown; choose {known}.")
    if normalisation == "min_max":
        values = 1 + 99 * world
    elif normalisation == "z_scores":
        spread = world.std(axis=-2, keepdims=True)
        values = 10 + 2 * (world - world.mean(axis=-2, keepdims=True)) / np.where(spread, spread, 1)
    else:
        values = rankdata(world.round(10), axis=-2)
    weights = weights[..., None, :]
    if aggregation == "arithmetic":
        return (values * weights).sum(axis=-1)
    if aggregation == "geometric":
        return np.exp((np.log(values) * weights).sum(axis=-1))
    return 1 / (weights / values).sum(axis=-1)


def usual_revisions() -> pd.DataFrame:
    """Return how much TII and HCI of states have been revised since their surveys, in points.

    Each sub-index rebuilt from today's figures, less the same from the figures known on the day of
    the survey (:mod:`egdi.inputs`): all states, all editions that can be rebuilt. What is common to
    an edition (its median) is taken out, as it moves no rank. OSI has no dated copies and is not
    revised. Components without dated copies (mobile broadband, literacy) count as not revised, so
    the true sizes are larger.

    Returns:
        Columns osi (zero), tii and hci, a row a state and edition.
    """
    return _usual_revisions(*(stamp(t) for t in ("components", "vintages", "indicators"))).copy()


@cache
def _usual_revisions(*stamps: tuple[int, ...]) -> pd.DataFrame:
    """Rebuild once for each state of the tables' files."""
    from egdi import inputs

    wide = inputs.all_rebuilt().pivot(
        index=["edition", "iso3"], columns=["index", "method"], values="rebuilt"
    )
    out = pd.DataFrame(
        {p: wide[p, inputs.TODAY] - wide[p, inputs.AS_KNOWN] for p in ("tii", "hci")}
    ).dropna()
    out -= out.groupby("edition").transform("median")
    out.insert(0, "osi", 0.0)
    return out.reset_index(drop=True)


def _drawn(
    league: League, revisions: pd.DataFrame, spread: float, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Return replicates of what is drawn.

    Weights (R x 3) are spread evenly over the plausible ones. Every state takes the revision of
    a case drawn at random, all parts together (revised, R x S x 3). Rounding moves each part evenly
    within half of its last digit (rounded, R x S x 3).
    """
    size = (REPLICATES, len(league.world))
    polygon = simplex.corners(league.weights, spread)
    triangles = np.stack(
        [np.broadcast_to(polygon[0], (len(polygon) - 2, 3)), polygon[1:-1], polygon[2:]], axis=1
    )
    area = np.abs(np.linalg.det(triangles))
    chosen = triangles[rng.choice(len(area), REPLICATES, p=area / area.sum())]
    inside = rng.dirichlet(np.ones(3), REPLICATES)
    cases = revisions[PARTS].to_numpy(float)
    return {
        "weights": np.einsum("rk,rkp->rp", inside, chosen),
        "revised": cases[rng.integers(len(cases), size=size)],
        "rounded": rng.uniform(-1, 1, (*size, 3)) * league.half[:3],
    }


def _checked(revisions: pd.DataFrame | None) -> pd.DataFrame:
    if revisions is None:
        return usual_revisions()
    table = require(revisions, PARTS, _REVISIONS)[PARTS]
    if not np.isfinite(table.to_numpy(float)).all():
        raise DataError(f"A revision is blank; expected {_REVISIONS}.")
    return table


def _places(scores: np.ndarray) -> np.ndarray:
    """Return places along the last axis, ties sharing the better one."""
    return (scores.shape[-1] + 1 - rankdata(scores.round(9), "max", axis=-1)).astype(int)


_COLUMNS = ["iso3", "choice", "variant", "kind", "plausible", "best", "middle", "worst", "share"]


def places(
    league: League, place: int, revisions: pd.DataFrame | None = None,
    spread: float = simplex.PLAUSIBLE, seed: int = _SEED,
) -> pd.DataFrame:  # fmt: skip
    """Return the interval of places of every member by each choice.

    Args:
        league: as :func:`egdi.firmness.league` returns it.
        place: target place.
        revisions: to draw from; default :func:`usual_revisions`.
        spread: of the plausible weightings.
        seed: of what is drawn.

    Returns:
        Columns iso3, choice, variant, kind (``one``: one alternative; ``exact``: all of them;
        ``draws``), plausible (one could defend it for this index), best, middle (the only place, or
        the median; blank where all are exact), worst (of draws: the interval that holds nine in
        ten) and share (of the alternatives under which the member is among the best ``place``;
        blank for rounding where it is neither none nor all).

        The choices: ``published`` (by EGDI as published), ``weights`` (``plausible``, ``every``),
        ``left_out`` (a part), ``aggregation``, ``normalisation``, ``rounding`` (EGDI within half of
        its last digit), ``revisions``, and ``together`` (:data:`FACTORS` all at once).

    Raises:
        DataError: if the place says nothing, or the revisions or the spread are no such thing.
    """
    place, revisions = league.check_place(place), _checked(revisions)
    rng = np.random.default_rng([whole(seed, "The seed"), league.edition])
    world, rows, equal = league.world, league.rows, league.weights
    out = [_one(league, "published", "egdi", _places(league.scores), place)]
    for variant, reach in (("plausible", spread), ("every", simplex.EVERY)):
        table = simplex.members(league, place, reach).set_index("iso3").loc[list(league.iso3)]
        exact = table[["best", "worst", "share"]].reset_index()
        out.append(exact.assign(choice="weights", variant=variant, kind="exact",
                                plausible=variant == "plausible"))  # fmt: skip
    for i, part in enumerate(PARTS):
        rest = np.where(np.arange(3) == i, 0, equal)
        scores = composite(world, rest / rest.sum())[rows]
        out.append(_one(league, "left_out", part, _places(scores), place, plausible=False))
    for aggregation in AGGREGATIONS[1:]:
        scores = composite(world, equal, aggregation=aggregation)[rows]
        out.append(_one(league, "aggregation", aggregation, _places(scores), place))
    for normalisation in NORMALISATIONS[1:]:
        scores = composite(world, equal, normalisation)[rows]
        out.append(_one(league, "normalisation", normalisation, _places(scores), place))
    out.append(_rounding(league, place))
    drawn = _drawn(league, revisions, spread, rng)
    scores = composite(np.clip(world + drawn["revised"], 0, 1), equal)[:, rows]
    out.append(_draws(league, "revisions", "usual", _places(scores), place))
    x = rng.random((len(FACTORS), REPLICATES))
    scores = _chosen(league, drawn, x)[:, rows]
    out.append(_draws(league, "together", "all", _places(scores), place))
    return pd.concat(out, ignore_index=True)[_COLUMNS].astype({"middle": "Float64"})


def _one(
    league: League, choice: str, variant: str, found: np.ndarray, place: int, plausible: bool = True
) -> pd.DataFrame:
    """Return the rows of one alternative."""
    return pd.DataFrame(
        {
            **{"iso3": league.iso3, "choice": choice, "variant": variant, "kind": "one"},
            **{"plausible": plausible, "best": found, "middle": found, "worst": found},
            "share": (found <= place).astype(float),
        }
    )


def _draws(
    league: League, choice: str, variant: str, found: np.ndarray, place: int
) -> pd.DataFrame:
    """Return the rows of draws, from places D x n."""
    best, worst = np.quantile(found, INTERVAL, axis=0, method="inverted_cdf")
    return pd.DataFrame(
        {
            **{"iso3": league.iso3, "choice": choice, "variant": variant, "kind": "draws"},
            **{"plausible": True, "best": best.astype(int), "worst": worst.astype(int)},
            "middle": np.median(found, axis=0),
            "share": (found <= place).mean(axis=0),
        }
    )


def _rounding(league: League, place: int) -> pd.DataFrame:
    """Return the places that the printed digits leave open."""
    apart = (league.scores[:, None] - league.scores[None, :]).round(10)
    room = round(2 * float(league.half[3]), 10)
    best = 1 + (apart < -room).sum(axis=1)
    worst = (apart < room).sum(axis=1)  # oneself counts for the one
    share = np.where(worst <= place, 1.0, np.where(best > place, 0.0, np.nan))
    return pd.DataFrame(
        {
            **{"iso3": league.iso3, "choice": "rounding", "variant": "egdi", "kind": "exact"},
            **{"plausible": True, "best": best, "worst": worst, "share": share},
        }
    )


def among_best(table: pd.DataFrame, place: int) -> pd.DataFrame:
    """Return which members are among the best under some plausible choice, and which under all.

    Args:
        table: as :func:`places` returns it.
        place: the worst place that counts.

    Returns:
        Columns iso3, published (place), best and worst (over the plausible choices), may (some
        choice puts it among the best), must (every one does) and choices (under how many), by best
        and worst place.

    Raises:
        DataError: if it is no such table.
    """
    require(table, _COLUMNS, "a table as firmness.places() returns it")
    place = whole(place, "The target place")
    rows = table[table["plausible"].astype(bool)]
    groups = rows.assign(some=rows["best"].le(place)).groupby("iso3")
    out = groups.agg(best=("best", "min"), worst=("worst", "max"), choices=("some", "sum"))
    published = table[table["choice"].eq("published")].set_index("iso3")["best"]
    out.insert(0, "published", published)
    out["may"], out["must"] = out["best"].le(place), out["worst"].le(place)
    out = out.sort_values(["best", "worst", "published"], kind="stable").reset_index()
    return out[["iso3", "published", "best", "worst", "may", "must", "choices"]]


def order(
    league: League, revisions: pd.DataFrame | None = None, spread: float = simplex.PLAUSIBLE,
    seed: int = _SEED,
) -> pd.DataFrame:  # fmt: skip
    """Return which of two members is ahead, and how firmly.

    Args:
        league: as :func:`egdi.firmness.league` returns it.
        revisions: to draw from; default :func:`usual_revisions`.
        spread: of the plausible weightings.
        seed: of what is drawn.

    Returns:
        A row a pair, as :func:`egdi.firmness.pairs` has them, with means (ahead under every
        aggregation and normalisation at the published weights), separated (ahead everywhere that is
        plausible: weights, means, and the printed digits apart) and together (share of the draws of
        all choices at once with the first ahead).

    Raises:
        DataError: if the revisions or the spread are no such thing.
    """
    out, revisions = simplex.pairs(league, spread), _checked(revisions)
    world, rows = league.world, league.rows
    a = out["ahead"].map(league.iso3.index).to_numpy()
    b = out["behind"].map(league.iso3.index).to_numpy()
    kinds = [("min_max", m) for m in AGGREGATIONS] + [(m, "arithmetic") for m in NORMALISATIONS[1:]]
    scores = np.stack([composite(world, league.weights, *kind)[rows] for kind in kinds])
    out["means"] = (scores[:, a] > scores[:, b] + 1e-9).all(axis=0)
    apart = (league.scores[a] - league.scores[b]).round(10) >= 2 * league.half[3]
    out["separated"] = out["plausible"] & out["means"] & apart
    rng = np.random.default_rng([whole(seed, "The seed"), league.edition])
    drawn = _drawn(league, revisions, spread, rng)
    scores = _chosen(league, drawn, rng.random((len(FACTORS), REPLICATES)))[:, rows].round(9)
    out["together"] = [(scores[:, i] > scores[:, j]).mean() for i, j in zip(a, b, strict=True)]
    return out


def _chosen(league: League, drawn: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    """Return the index of all states for choices given by numbers from 0 to 1.

    Args:
        league: the states.
        drawn: replicates; a number picks one of them, so that many values are one choice.
        x: a row each of :data:`FACTORS`, a column a draw.

    Returns:
        Draws x S.
    """
    pick = np.minimum((x * REPLICATES).astype(int), REPLICATES - 1)
    third = np.minimum((x * 3).astype(int), 2)
    weights = drawn["weights"][pick[0]]
    out = np.empty((x.shape[1], len(league.world)))
    for i, normalisation in enumerate(NORMALISATIONS):
        for j, aggregation in enumerate(AGGREGATIONS):
            rows = np.flatnonzero((third[1] == i) & (third[2] == j))
            parts = league.world + drawn["revised"][pick[3, rows]] + drawn["rounded"][pick[4, rows]]
            out[rows] = composite(np.clip(parts, 0, 1), weights[rows], normalisation, aggregation)
    return out


def indices(
    function: Callable[[np.ndarray], np.ndarray], factors: int, samples: int = _SAMPLES,
    seed: int = _SEED,
) -> dict[str, np.ndarray]:  # fmt: skip
    """Return Sobol's first-order and total indices with 90 % intervals.

    Saltelli's design of ``samples`` x (factors + 2) runs is scipy's, the estimators are those of
    Saltelli et al., *Computer Physics Communications* 181 (2010), 259-270, table 2 (b) and (f), and
    the intervals come from drawing the rows of the design again (seeded, which scipy's are not).

    Args:
        function: from numbers between 0 and 1, factors x runs, to outputs x runs.
        factors: how many.
        samples: a power of two.
        seed: of the design.

    Returns:
        ``first``, ``first_low``, ``first_high``, ``total``, ``total_low`` and ``total_high``,
        outputs x factors each; not a number where an output never moves.
    """
    rng = np.random.default_rng(seed)
    runs: list[np.ndarray] = []

    def estimate(
        f_A: np.ndarray, f_B: np.ndarray, f_AB: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        runs[:] = [f_A, f_B, f_AB]
        variance = np.concatenate([f_A, f_B], axis=-1).var(axis=-1)
        variance = np.where(variance > 0, variance, np.nan)
        first = (f_B * (f_AB - f_A)).mean(axis=-1) / variance
        return first.T, (((f_A - f_AB) ** 2).mean(axis=-1) / (2 * variance)).T

    found = sobol_indices(
        func=function, n=samples, dists=[uniform()] * factors, method=estimate, rng=rng
    )
    a, b, ab = runs
    again = [
        estimate(a[:, i], b[:, i], ab[..., i]) for i in rng.integers(samples, size=(200, samples))
    ]
    out: dict[str, np.ndarray] = {}
    for name, value, drawn in (
        ("first", found.first_order, [first for first, _ in again]),
        ("total", found.total_order, [total for _, total in again]),
    ):
        shape = (-1, factors)
        low, high = np.quantile(np.stack(drawn), INTERVAL, axis=0)
        out |= {name: np.reshape(value, shape), f"{name}_low": np.reshape(low, shape)}
        out[f"{name}_high"] = np.reshape(high, shape)
    return out


def effects(
    league: League, place: int, revisions: pd.DataFrame | None = None,
    spread: float = simplex.PLAUSIBLE, seed: int = _SEED,
) -> pd.DataFrame:  # fmt: skip
    """Return which choice moves the focus's place, and its lead over the line, most.

    The five :data:`FACTORS` vary at once, each alternative as likely as the others. A first-order
    index is the share of the variance that one choice explains alone; a total one is the share that
    involves it, alone or with others. The lead is that over the best ``place``-th other member, in
    standard deviations of the index over all states, as the alternatives have different units.

    Args:
        league: as :func:`egdi.firmness.league` returns it.
        place: target place.
        revisions: to draw from; default :func:`usual_revisions`.
        spread: of the plausible weightings.
        seed: of what is drawn.

    Returns:
        Columns output (``place``, ``lead``), factor, deviation (standard deviation of the output
        over all draws), first, first_low, first_high, total, total_low and total_high (90 %
        intervals); blank where the output never moves.

    Raises:
        DataError: if the place says nothing, or the revisions or the spread are no such thing.
    """
    place, revisions = league.check_place(place), _checked(revisions)
    seed = whole(seed, "The seed")
    drawn = _drawn(league, revisions, spread, np.random.default_rng([seed, league.edition]))
    others = np.delete(league.rows, league.own)
    own = league.rows[league.own]
    seen: list[np.ndarray] = []

    def outputs(x: np.ndarray) -> np.ndarray:
        scores = _chosen(league, drawn, x)
        rivals, mine = scores[:, others], scores[:, own]
        line = -np.partition(-rivals, place - 1, axis=1)[:, place - 1]
        ahead = (rivals.round(9) > mine.round(9)[:, None]).sum(axis=1)
        seen.append(np.stack([1.0 + ahead, (mine - line) / scores.std(axis=1)]))
        return seen[-1]

    found = indices(outputs, len(FACTORS), seed=seed)
    deviation = seen[0].std(axis=1)
    rows = []
    for i, output in enumerate(("place", "lead")):
        for j, factor in enumerate(FACTORS):
            values = {k: float(v[i, j]) if deviation[i] > 0 else np.nan for k, v in found.items()}
            rows.append({"output": output, "factor": factor, "deviation": deviation[i], **values})
    return pd.DataFrame(rows)


def table(league: League, place: int, revisions: pd.DataFrame | None = None,
          spread: float = simplex.PLAUSIBLE, seed: int = _SEED) -> pd.DataFrame:  # fmt: skip
    """Return all that is known of how firm the places are, to take away (``firmness.csv``).

    Returns:
        Columns of :func:`places`, with country, edition, n (states compared) and target in front.

    Raises:
        DataError: if the place says nothing, or the revisions or the spread are no such thing.
    """
    out = places(league, place, revisions, spread, seed)
    out.insert(1, "country", out["iso3"].map(lookup.short_names()))
    out.insert(2, "edition", league.edition)
    out.insert(3, "n", league.n)
    out.insert(4, "target", place)
    return out
