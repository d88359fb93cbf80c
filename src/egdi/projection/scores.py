"""Scores of draws against what came, averaged over states.

Proper scores come from the library scoringrules: the continuous ranked probability score (CRPS;
Gneiting & Raftery, JASA 102, 2007, 359-378) of score and rank, the ranked probability score and
the logarithmic score of a place, the Brier score of being among the best k. Lower is better.
Coverage and width of central intervals and the probability integral transform (PIT) tell whether
the spread is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import scoringrules

from egdi.projection.draws import competition_ranks, place_shares

LEVELS = (50, 80, 95)
"""Central intervals, in percent."""
_QUANTILES = [0.5, *(0.5 + sign * level / 200 for level in LEVELS for sign in (-1, 1))]
BINS = 10
"""Bins of the PIT histogram and of the reliability diagram."""
BEST = (1, 2, 3, 4, 5, 6)
"""Values of k in "among the best k"."""


def crps(actual: np.ndarray, ordered: np.ndarray) -> np.ndarray:
    """Return the CRPS of each state, in the units of the values.

    Args:
        actual: what came, S.
        ordered: draws of each state in ascending order, S x D.
    """
    return scoringrules.crps_ensemble(
        actual.astype(float), ordered, estimator="pwm", sorted_ensemble=True
    )


def pit(actual: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Return the mid-PIT of each state: the share of draws below, and half of those equal."""
    return (draws < actual).mean(axis=0) + (draws == actual).mean(axis=0) / 2


def rps(places: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Return the ranked probability score of each member, 0 to 1 (divided by n - 1).

    Args:
        places: places taken, n, 1 to n.
        probabilities: n members x n places.
    """
    return scoringrules.rps_score(places, probabilities) / (probabilities.shape[1] - 1)


def log_score(places: np.ndarray, probabilities: np.ndarray, draws: int) -> np.ndarray:
    """Return minus the logarithm of the probability given to the place taken.

    Half a draw is added to each place, so that a place that no draw reached does not cost
    infinity (Jeffreys' prior; Krichevsky & Trofimov, IEEE Trans. Inf. Theory 27, 1981).
    """
    n = probabilities.shape[1]
    given = (probabilities * draws + 0.5) / (draws + 0.5 * n)
    return -np.log(given[np.arange(len(places)), places - 1])


def evaluate(
    scores: np.ndarray, actual: np.ndarray, leagues: Mapping[str, Sequence[int]]
) -> pd.DataFrame:
    """Score the draws of one edition.

    Args:
        scores: EGDI in each draw, D x S.
        actual: EGDI that came, S, none missing.
        leagues: name -> positions of the states of each league.

    Returns:
        Columns score, bin, value and n (how many values were averaged). ``crps_score``,
        ``crps_rank``, ``error_rank`` (distance of the median), ``rps_place``, ``log_place``,
        ``brier_top4``, ``cover80_rank``, ``width80_rank`` and so on have bin -1; ``pit_rank``,
        ``pit_score`` (shares of states) and, for "among the best k", ``said_top4`` (mean
        probability) and ``came_top4`` (share that were) have bins 0 to 9.
    """
    rows: list[tuple[str, int, float, int]] = []
    ranks, actual_ranks = competition_ranks(scores), competition_ranks(actual)
    n = len(actual)
    for name, values, came in (("score", scores, actual), ("rank", ranks, actual_ranks)):
        ordered = np.sort(values.T.astype(float), axis=1)
        median, *ends = np.quantile(ordered, _QUANTILES, axis=1)
        rows.append((f"crps_{name}", -1, float(crps(came, ordered).mean()), n))
        rows.append((f"error_{name}", -1, float(np.abs(median - came).mean()), n))
        for i, level in enumerate(LEVELS):
            lower, upper = ends[2 * i : 2 * i + 2]
            inside = (came >= lower) & (came <= upper)
            rows.append((f"cover{level}_{name}", -1, float(inside.mean()), n))
            rows.append((f"width{level}_{name}", -1, float((upper - lower).mean()), n))
        histogram = np.histogram(pit(came, values), bins=BINS, range=(0, 1))[0]
        rows += [(f"pit_{name}", b, float(c / n), n) for b, c in enumerate(histogram)]
    said: dict[int, list[np.ndarray]] = {k: [] for k in BEST}
    was: dict[int, list[np.ndarray]] = {k: [] for k in BEST}
    collected: dict[str, list[np.ndarray]] = {"rps_place": [], "log_place": []}
    for members in leagues.values():
        # places in a league follow from world ranks: ties are ties in both
        places = competition_ranks(-ranks[:, members])
        taken = competition_ranks(-actual_ranks[members])
        table = place_shares(places)
        collected["rps_place"].append(rps(taken, table))
        collected["log_place"].append(log_score(taken, table, len(scores)))
        for k in BEST:
            if k < len(members):
                said[k].append(table[:, :k].sum(axis=1).clip(0, 1))
                was[k].append(taken <= k)
    for name, parts in collected.items():
        values = np.concatenate(parts)
        rows.append((name, -1, float(values.mean()), len(values)))
    for k in BEST:
        if not said[k]:
            continue
        p, y = np.concatenate(said[k]), np.concatenate(was[k]).astype(float)
        brier = scoringrules.brier_score(y, p)
        rows.append((f"brier_top{k}", -1, float(brier.mean()), len(p)))
        bins = np.minimum((p * BINS).astype(int), BINS - 1)
        for b in np.unique(bins):
            inside = bins == b
            rows.append((f"said_top{k}", int(b), float(p[inside].mean()), int(inside.sum())))
            rows.append((f"came_top{k}", int(b), float(y[inside].mean()), int(inside.sum())))
    return pd.DataFrame(rows, columns=["score", "bin", "value", "n"])
