"""Projections of all states together, and how good they were: models, draws, scores, backtest.

How to call it::

    from egdi import panel, projection

    data = panel.load("panel")
    draws = projection.project(data, origin=2024, editions=[2026, 2028, 2030])   # chosen model
    draws.scores, draws.ranks             # draws x states x horizons, ranks inside each draw
    draws.summary()                       # quantiles of score and rank, tidy
    projection.place_probabilities(draws, "ASEAN", 2026)        # rows iso3, columns places
    draws.chance("VNM", "ASEAN", 4, 2026)     # of a place among the best four
    projection.kth_line(draws, "VNM", "ASEAN", 4, 2026)         # score to beat, in each draw
    projection.chosen_model(data, before=2024)                  # name of the model used above
    projection.target_chances(draws, "VNM", data)               # chance of every open target
    track = projection.with_chosen(projection.backtest(data))   # every model at every past origin
    projection.skill(track)                                     # against no change, with intervals

Editions are the time axis; a horizon is a number of editions. Only the rows of editions up to the
origin are used, so a panel cut at the origin gives the same draws.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from egdi import cache
from egdi.panel import DataError
from egdi.projection import series, variants  # noqa: F401 - enter their models
from egdi.projection.draws import (
    DRAWS,
    Draws,
    competition_ranks,
    kth_line,
    place_probabilities,
)
from egdi.projection.evaluation import (
    CHOSEN,
    GOALS_FROM,
    TrackSummary,
    averages,
    best_series,
    by_breaks,
    by_edition,
    coverage,
    goals,
    in_league,
    labels,
    peer_table,
    pooled,
    redefinitions,
    reliability,
    said_of,
    skill_by_horizon,
    track_summary,
    verdict,
)
from egdi.projection.history import History, after, horizon
from egdi.projection.models import MODELS, Model
from egdi.projection.queries import (
    Outlook,
    central_places,
    class_edges,
    deadline_table,
    fan,
    first_edition_from,
    kth_lines,
    last_edition_by,
    outcome,
    outlook,
    place_classes,
    place_file,
    place_table,
    source,
    target_chances,
    target_table,
)
from egdi.projection.rolling import (
    DEFAULT,
    backtest,
    choice_shares,
    choose,
    chosen_model,
    leagues,
    origins,
    skill,
    with_chosen,
)
from egdi.projection.scores import BEST

__all__ = [
    "BEST",
    "CHOSEN",
    "DEFAULT",
    "DRAWS",
    "GOALS_FROM",
    "MODELS",
    "Draws",
    "History",
    "Model",
    "Outlook",
    "TrackSummary",
    "after",
    "averages",
    "backtest",
    "best_series",
    "by_breaks",
    "by_edition",
    "central_places",
    "choice_shares",
    "choose",
    "chosen_model",
    "class_edges",
    "competition_ranks",
    "coverage",
    "deadline_table",
    "fan",
    "first_edition_from",
    "goals",
    "horizon",
    "in_league",
    "kth_line",
    "kth_lines",
    "labels",
    "last_edition_by",
    "leagues",
    "origins",
    "outcome",
    "outlook",
    "peer_table",
    "place_classes",
    "place_file",
    "place_probabilities",
    "place_table",
    "pooled",
    "project",
    "redefinitions",
    "reliability",
    "said_of",
    "skill",
    "skill_by_horizon",
    "source",
    "target_chances",
    "target_table",
    "track_summary",
    "verdict",
    "with_chosen",
]


def project(
    data: pd.DataFrame,
    origin: int,
    editions: Sequence[int],
    model: str | None = None,
    draws: int = DRAWS,
    seed: int = 2025,
    folder: Path | None = None,
) -> Draws:
    """Draw all states jointly at later editions, from what was known at an origin.

    Args:
        data: panel (``panel.load("panel")``); rows after the origin are not used.
        origin: last edition known.
        editions: target editions after the origin, such as ``[2026, 2028, 2030]``.
        model: a name in :data:`MODELS`; default :func:`chosen_model` at the origin.
        draws: number of draws.
        seed: seed of the random numbers; the same seed gives the same draws.
        folder: folder of the other tables; default the repository's.

    Returns:
        Joint draws of the states ranked at the origin.

    Raises:
        DataError: if the origin, an edition or the model is unknown.
    """
    if isinstance(editions, str) or not isinstance(editions, Iterable):
        raise DataError(f"The editions are {editions!r}; expected a list of years.")
    steps = [horizon(origin, e) for e in editions]
    if not steps:
        raise DataError("No edition to project; give at least one after the origin.")
    name = model or chosen_model(data, before=origin, folder=folder)
    if not isinstance(name, str) or name not in MODELS:
        raise DataError(f"No model {name!r}; there are {', '.join(MODELS)}.")
    history = History.until(data, origin, folder)
    parts = _simulated(history, name, max(steps), draws, seed)
    if steps != list(range(1, max(steps) + 1)):
        parts = parts[:, :, [s - 1 for s in steps]]
    known = tuple(int(e) for e in editions)
    return Draws(history.iso3, origin, known, parts, history.weights, name)


_KEPT: OrderedDict[tuple, np.ndarray] = OrderedDict()
_MOST = 4
"""Simulations kept in memory, about 50 MB each: the cells of a page ask the same more than once."""


def _simulated(history: History, name: str, horizons: int, draws: int, seed: int) -> np.ndarray:
    """Return a model's draws, read-only; from memory if the same were asked for not long ago."""
    asked = (name, horizons, draws, seed, history.iso3, history.editions)
    tables = cache.record(history.folder)
    key = (*asked, history.parts.tobytes(), history.weights.tobytes(), tables)
    if key not in _KEPT:
        rng = np.random.default_rng([seed, history.origin])
        _KEPT[key] = MODELS[name].simulate(history, horizons, draws, rng)
        _KEPT[key].flags.writeable = False
        while len(_KEPT) > _MOST:
            _KEPT.popitem(last=False)
    _KEPT.move_to_end(key)
    return _KEPT[key]
