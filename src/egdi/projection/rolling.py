"""The track record: every model at every past origin, and the rule that chooses among them.

Origins roll forward edition by edition. At each, a model sees the panel up to the origin only,
draws the editions that followed, and is scored on all states that were ranked at both.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from egdi import panel
from egdi.cache import cached, fingerprint
from egdi.panel import PARTS
from egdi.projection.draws import Draws
from egdi.projection.history import History, after
from egdi.projection.models import MODELS
from egdi.projection.scores import evaluate

FIRST_ORIGIN = 2010
"""First origin scored: four changes between editions are known by then."""
SMALLEST_LEAGUE = 4
"""A region or sub-region with at least so many scored states is a league."""
DEFAULT = "common_drift"
"""The model used while too few origins have been scored to choose one."""
FEWEST = 3
"""Origins that must have been scored before the rule chooses."""
RULE = ("crps_rank", 1)
"""Score and horizon by which the rule chooses."""


def candidates() -> list[str]:
    """Return the names of the models the rule chooses among.

    Those that draw states jointly, save for variants thought of after the record was seen.
    """
    return [name for name, entry in MODELS.items() if not (entry.trend or entry.late)]


def leagues(iso3: Sequence[str], folder: Path | None = None) -> dict[str, list[int]]:
    """Return the positions of states by region and sub-region, of at least four states each.

    Regions are the UN's (M49), as of today. A state stands in its region and its sub-region.
    """
    countries = panel.load("countries", folder).set_index("iso3").reindex(list(iso3))
    out = {}
    for column in ("region", "subregion"):
        for name, positions in countries.groupby(column).indices.items():
            if len(positions) >= SMALLEST_LEAGUE:
                out[f"{column}: {name}"] = [int(i) for i in positions]
    return out


def origins(data: pd.DataFrame) -> list[int]:
    """Return the origins whose next edition is in the panel, from 2010 on."""
    editions = sorted(int(e) for e in data.loc[data["status"].eq("ranked"), "edition"].unique())
    return [e for e in editions[:-1] if e >= FIRST_ORIGIN]


def backtest(
    data: pd.DataFrame,
    models: Sequence[str] | None = None,
    horizons: int = 3,
    draws: int = 1000,
    seed: int = 2025,
    folder: Path | None = None,
) -> pd.DataFrame:
    """Score models at all origins and horizons; kept on disk, model by model.

    Args:
        data: panel; the last edition in it is the last that is scored.
        models: names; default all of :data:`MODELS`.
        horizons: longest horizon, in editions.
        draws: number of draws.
        seed: seed; all models of an origin get the same random numbers.
        folder: folder of the other tables; default the repository's.

    Returns:
        Columns model, origin, edition, horizon and those of
        :func:`egdi.projection.scores.evaluate`.
    """
    inputs = {
        "panel": fingerprint(data),
        "settings": [horizons, draws, seed],
    }
    names = list(models or MODELS)
    settings = (data, horizons, draws, seed, folder, inputs)
    # threads, since the time goes into numpy's sorting and drawing, which run side by side
    with ThreadPoolExecutor(2) as pool:
        frames = pool.map(lambda name: _model_record(name, *settings), names)
        return pd.concat(list(frames), ignore_index=True)


def _model_record(
    name: str,
    data: pd.DataFrame,
    horizons: int,
    draws: int,
    seed: int,
    folder: Path | None,
    inputs: dict[str, Any],
) -> pd.DataFrame:
    """Return one model's record, from disk if its inputs have been seen before."""
    return cached(
        f"backtest-{name}",
        {**inputs, "model": name},
        lambda: _score_model(data, name, horizons, draws, seed, folder),
        folder,
    )


def _score_model(
    data: pd.DataFrame, name: str, horizons: int, draws: int, seed: int, folder: Path | None
) -> pd.DataFrame:
    known = data[data["status"].eq("ranked")].pivot_table(
        index="iso3", columns="edition", values="egdi"
    )
    frames = []
    for origin in origins(data):
        history = History.until(data, origin, folder)
        editions = [e for e in after(origin, horizons) if e in known.columns]
        rng = np.random.default_rng([seed, origin])
        parts = MODELS[name].simulate(history, len(editions), draws, rng)
        drawn = Draws(history.iso3, origin, tuple(editions), parts, history.weights, name)
        for h, edition in enumerate(editions):
            actual = known[edition].reindex(list(history.iso3)).to_numpy()
            ok = np.flatnonzero(np.isfinite(actual))
            scored = evaluate(
                drawn.scores[:, ok, h],
                actual[ok],
                leagues([history.iso3[i] for i in ok], folder),
            )
            frames.append(scored.assign(model=name, origin=origin, edition=edition, horizon=h + 1))
    if not frames:
        return pd.DataFrame(columns=_COLUMNS)
    return pd.concat(frames, ignore_index=True)[_COLUMNS]


_COLUMNS = ["model", "origin", "edition", "horizon", "score", "bin", "value", "n"]


def choose(track: pd.DataFrame, before: int) -> str:
    """Apply the rule: the lowest mean CRPS of rank one edition ahead, over what is known.

    Only forecasts whose outcome had been published by ``before`` count, so the origin that the
    choice is for is never looked at. Candidates are the models that draw all states jointly. With
    fewer than three origins scored the choice is common drift.

    Args:
        track: as :func:`backtest` returns it.
        before: the origin to choose for; outcomes of editions up to it count.
    """
    score, horizon = RULE
    rows = track[
        track["score"].eq(score)
        & track["horizon"].eq(horizon)
        & track["edition"].le(before)
        & track["model"].isin(candidates())
    ]
    if rows["origin"].nunique() < FEWEST:
        return DEFAULT
    return str(rows.groupby("model")["value"].mean().idxmin())


def chosen_model(data: pd.DataFrame, before: int, folder: Path | None = None) -> str:
    """Return the model to use at an origin: :func:`choose` on the track record up to it."""
    panel.require(data, ["iso3", "edition", "status", "egdi", *PARTS], panel.PANEL)
    known = data[data["edition"].le(panel.whole(before, "The origin"))]
    if len(origins(known)) < FEWEST:
        return DEFAULT
    return choose(backtest(data, candidates(), folder=folder), before)


def with_chosen(track: pd.DataFrame) -> pd.DataFrame:
    """Add the rows of the chosen model, as ``chosen``: at each origin the rule's own choice."""
    frames = [track]
    for origin, rows in track.groupby("origin"):
        pick = rows[rows["model"].eq(choose(track, int(origin)))]
        frames.append(pick.assign(model="chosen"))
    return pd.concat(frames, ignore_index=True)


def skill(
    track: pd.DataFrame,
    reference: str = "no_change",
    score: str = "crps_rank",
    horizon: int = 1,
    resamples: int = 4000,
    level: float = 0.9,
    seed: int = 2025,
) -> pd.DataFrame:
    """Return each model's skill against a reference, with edition-clustered intervals.

    Skill is one minus the ratio of mean scores over origins: 0 is no better, 1 is perfect. The
    interval is a percentile bootstrap that draws whole origins, the same for both models, since
    the states of an edition are not independent of each other (Cameron, Gelbach & Miller, REStat
    90, 2008, 414-427). With so few origins it is itself uncertain, and tends to be too short.

    Returns:
        Index model, best first; columns value (mean score), skill, lower, upper, wins (origins
        at which it beat the reference) and origins.
    """
    rows = track[track["score"].eq(score) & track["horizon"].eq(horizon) & track["bin"].eq(-1)]
    wide = rows.pivot_table(index="origin", columns="model", values="value")
    rng = np.random.default_rng(seed)
    which = rng.integers(len(wide), size=(resamples, len(wide)))
    means = wide.to_numpy()[which].mean(axis=1)
    ratio = 1 - means / means[:, [wide.columns.get_loc(reference)]]
    tail = (1 - level) / 2
    lower, upper = np.quantile(ratio, [tail, 1 - tail], axis=0)
    value = wide.mean()
    table = pd.DataFrame(
        {
            "value": value,
            "skill": 1 - value / value[reference],
            "lower": lower,
            "upper": upper,
            "wins": wide.lt(wide[reference], axis=0).sum(),
            "origins": len(wide),
        }
    )
    return table.sort_values("value", kind="stable")


def choice_shares(track: pd.DataFrame, resamples: int = 4000, seed: int = 2025) -> pd.Series:
    """Return how often each candidate would be chosen if other origins had come.

    Origins are drawn with replacement and the rule is applied to each resample. A share well
    below one says that the record is too short to tell the models apart.
    """
    score, horizon = RULE
    rows = track[
        track["score"].eq(score) & track["horizon"].eq(horizon) & track["model"].isin(candidates())
    ]
    wide = rows.pivot_table(index="origin", columns="model", values="value")
    rng = np.random.default_rng(seed)
    which = rng.integers(len(wide), size=(resamples, len(wide)))
    best = wide.to_numpy()[which].mean(axis=1).argmin(axis=1)
    shares = np.bincount(best, minlength=wide.shape[1]) / resamples
    return pd.Series(shares, index=wide.columns, name="share").sort_values(
        ascending=False, kind="stable"
    )
