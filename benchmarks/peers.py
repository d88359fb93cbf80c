"""Automatic forecasting tools on the same origins, states, leagues and scores as the book's models.

``make peers`` runs it in an environment of its own, made from the dependency group ``peers``:
statsforecast needs an older pandas than the book.

It prints a table of accuracy and seconds and writes the table ``peers`` of the record
(``data/peers.csv``), which the chapter on the track record reads. The book does not need the tools.
Run it again when the panel or a model has changed; a test tells.

Each tool forecasts every series of every state by itself: once the three parts (``parts``; the
score is their weighted mean) and once the published score (``score``). Its mean and its 80 %
prediction interval make a normal distribution, drawn from independently for each state, which is
how such a tool is used. Series are the editions in order. A statsforecast model that fails on a
series, as some do with four or five values, falls back on a random walk with drift. Prophet is
run on the score only, an edition a year of its axis, with change points a third as many as
editions.
"""

from __future__ import annotations

import argparse
import logging
import os
import warnings

import numpy as np
import pandas as pd
from scipy import stats

from egdi import nowcast, panel, projection
from egdi.projection.history import History
from egdi.projection.scores import evaluate

DRAWS, SEED, LEVEL = 1000, 2025, 80
WIDTH = 2 * stats.norm.ppf(0.5 + LEVEL / 200)
KEEP = ["crps_rank", "crps_score", "rps_place", "log_place", "cover80_rank", "cover80_score"]
OWN = ["chosen", "common_drift", "linear_trend", "damped_holt", nowcast.EVE]
"""The book's models run beside the tools; ``chosen`` is the rule's choice at each origin, and the
nowcast has seen what was known on the eve of the next edition, which is the only one it is for."""


def tools() -> dict[str, object]:
    """Return statsforecast's automatic models, and the damped Holt of each series."""
    from statsforecast.models import AutoARIMA, AutoETS, AutoTheta

    return {
        "AutoETS": AutoETS(season_length=1),
        "AutoTheta": AutoTheta(season_length=1),
        "AutoARIMA": AutoARIMA(season_length=1),
        "Damped Holt": AutoETS(season_length=1, model="AAN", damped=True),
    }


def long_series(history: History, kind: str) -> pd.DataFrame:
    """Return the gapless pasts up to the origin: unique_id, ds (edition index) and y."""
    cube = history.parts if kind == "parts" else (history.parts @ history.weights)[..., None]
    rows = []
    for s, length in enumerate(history.lengths):
        for k in range(cube.shape[2]):
            y = cube[s, cube.shape[1] - length :, k]
            ds = np.arange(cube.shape[1] - length, cube.shape[1])
            rows.append(pd.DataFrame({"unique_id": f"{s:03d}-{k}", "ds": ds, "y": y}))
    return pd.concat(rows, ignore_index=True)


def statsforecast_forecast(
    tool: object, frame: pd.DataFrame, horizons: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation, series x horizons, in the order of unique_id."""
    from statsforecast import StatsForecast
    from statsforecast.models import RandomWalkWithDrift

    fallback = RandomWalkWithDrift(alias="fallback")
    runner = StatsForecast(models=[tool], freq=1, n_jobs=1, fallback_model=fallback)
    out = runner.forecast(df=frame, h=horizons, level=[LEVEL]).sort_values(["unique_id", "ds"])
    name = str(tool)
    shape = (frame["unique_id"].nunique(), horizons)
    mean = out[name].to_numpy().reshape(shape)
    spread = (out[f"{name}-hi-{LEVEL}"] - out[f"{name}-lo-{LEVEL}"]).to_numpy().reshape(shape)
    return mean, spread / WIDTH


def prophet_forecast(frame: pd.DataFrame, horizons: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the same from Prophet, an edition standing for a year of its time axis."""
    from prophet import Prophet

    means, spreads = [], []
    for _, own in frame.groupby("unique_id"):
        if len(own) < 3:  # too short to fit: the last value stands
            means.append(np.full(horizons, np.nan))
            spreads.append(np.zeros(horizons))
            continue
        own = own.assign(ds=pd.to_datetime((2000 + own["ds"]).astype(str) + "-01-01"))
        np.random.seed(SEED)
        tool = Prophet(
            interval_width=LEVEL / 100,
            n_changepoints=max(1, len(own) // 3),
            yearly_seasonality=False,
            weekly_seasonality=False,
            daily_seasonality=False,
            uncertainty_samples=300,
        )
        tool.fit(own[["ds", "y"]])
        ahead = tool.make_future_dataframe(horizons, freq="YS", include_history=False)
        out = tool.predict(ahead)
        means.append(out["yhat"].to_numpy())
        spreads.append((out["yhat_upper"] - out["yhat_lower"]).to_numpy() / WIDTH)
    return np.array(means), np.array(spreads)


def draw(
    history: History, kind: str, mean: np.ndarray, spread: np.ndarray, last: np.ndarray
) -> np.ndarray:
    """Return scores D x S x H drawn from independent normal distributions within 0 and 1."""
    states, horizons = len(history.iso3), mean.shape[1]
    mean = np.where(np.isfinite(mean), mean, last[:, None])
    spread = np.nan_to_num(spread).clip(0)
    noise = np.random.default_rng([SEED, history.origin]).standard_normal((DRAWS, len(mean), 1))
    values = np.clip(mean + spread * noise, 0, 1)
    if kind == "score":
        return values
    return np.einsum("dskh,k->dsh", values.reshape(DRAWS, states, 3, horizons), history.weights)


def known_on_the_eve(
    data: pd.DataFrame, history: History, model: str, parts: np.ndarray
) -> projection.Draws:
    """Return the nowcast made of a projection's draws."""
    ahead = tuple(projection.after(history.origin, 1))
    drawn = projection.Draws(history.iso3, history.origin, ahead, parts, history.weights, model)
    learnt = nowcast.effects(nowcast.past(data, history.origin, model))
    return nowcast.combine(drawn, nowcast.gather(history), learnt)


def cpu_seconds() -> float:
    """Return the processor time used so far, by this process and those it started."""
    return sum(os.times()[:4])


def main() -> None:
    """Run everything and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--without-prophet", action="store_true")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    data = panel.load("panel")
    known = data[data["status"].eq("ranked")].pivot_table(
        index="iso3", columns="edition", values="egdi"
    )
    runs: list[tuple[str, str]] = [(n, k) for n in tools() for k in ("parts", "score")]
    runs += [] if arguments.without_prophet else [("Prophet", "score")]
    runs += [(n, "parts") for n in OWN]
    frames = []
    for origin in projection.origins(data):
        history = History.until(data, origin)
        editions = [e for e in projection.after(origin, 3) if e in known.columns]
        chosen = projection.chosen_model(data, before=origin)
        for name, kind in runs:
            start = cpu_seconds()
            if name in OWN:
                rng = np.random.default_rng([SEED, origin])
                own = name if name in projection.MODELS else chosen
                ahead = 1 if name == nowcast.EVE else len(editions)
                parts = projection.MODELS[own].simulate(history, ahead, DRAWS, rng)
                scores = parts @ history.weights
                if name == nowcast.EVE:
                    scores = known_on_the_eve(data, history, own, parts).scores
            else:
                frame = long_series(history, kind)
                last = frame.groupby("unique_id")["y"].last().to_numpy()
                forecast = (
                    prophet_forecast(frame, len(editions))
                    if name == "Prophet"
                    else statsforecast_forecast(tools()[name], frame, len(editions))
                )
                scores = draw(history, kind, *forecast, last)
            seconds = cpu_seconds() - start
            for h, edition in enumerate(editions[: scores.shape[2]]):
                actual = known[edition].reindex(list(history.iso3)).to_numpy()
                ok = np.flatnonzero(np.isfinite(actual))
                where = projection.leagues([history.iso3[i] for i in ok])
                rows = evaluate(scores[:, ok, h], actual[ok], where)
                rows = rows[rows["score"].isin(KEEP)].drop(columns="bin")
                rows.loc[len(rows) + 1000] = ["seconds", round(seconds, 2), len(history.iso3)]
                labels = {"model": name, "series": kind, "origin": origin, "edition": edition}
                frames.append(rows.assign(**labels, horizon=h + 1))
            print(origin, name, kind, f"{seconds:.1f} s", flush=True)
    columns = ["model", "series", "origin", "edition", "horizon", "score", "value", "n"]
    table = pd.concat(frames, ignore_index=True)[columns]
    table["value"] = table["value"].round(6)
    panel.table_path("peers").write_text(panel.to_csv(table), encoding="utf-8")
    first = table[table["horizon"].eq(1) & table["origin"].ge(2012)]
    print(
        first.pivot_table(index=["model", "series"], columns="score", values="value")[
            ["crps_rank", "crps_score", "rps_place", "cover80_rank", "cover80_score", "seconds"]
        ]
        .sort_values("crps_rank")
        .round(4)
        .to_string()
    )


if __name__ == "__main__":
    main()
