"""Models of one series at a time, as the tools in common use fit them, made joint only by drawing.

Each state's parts are projected from its own past; the draws of states are independent, so what
is common to an edition is counted as each state's own noise. That is how a line in a spreadsheet
or an automatic forecasting tool sees the index. These models are here to be compared with.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from scipy import special
from statsmodels.regression.linear_model import OLS
from statsmodels.regression.mixed_linear_model import MixedLM
from statsmodels.tools.sm_exceptions import ConvergenceWarning
from statsmodels.tools.tools import add_constant

from egdi.projection.history import History
from egdi.projection.models import centred, changes, model, recent, resample

_PRIOR = 4
"""Weight of the pooled error variance in a series' own, in observations."""
_SHORTEST = 4
"""Fewest editions for a series of its own; shorter ones stay where they are."""


def _by_length(
    history: History, last: int | None = None
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield rows of states with equally long gapless pasts, and those pasts (n x T x 3)."""
    lengths = history.lengths if last is None else np.minimum(history.lengths, last)
    for length in np.unique(lengths):
        rows = np.flatnonzero(lengths == length)
        yield rows, history.parts[rows, history.parts.shape[1] - length :]


def _normal(
    mean: np.ndarray, spread: np.ndarray, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Draw parts around a mean path (S x H x 3), independently over states and parts.

    One random number serves all horizons of a series: only the distribution at each horizon is
    scored, not the path.
    """
    noise = rng.standard_normal((draws, mean.shape[0], 1, 3))
    return np.clip(mean + spread * noise, 0, 1)


def line(
    history: History,
    horizons: int,
    draws: int,
    rng: np.random.Generator,
    last: int | None = None,
    to: Callable[[np.ndarray], np.ndarray] = np.asarray,
    back: Callable[[np.ndarray], np.ndarray] = np.asarray,
) -> np.ndarray:
    """Draw from each state's own straight line in the edition index, fitted by OLS.

    The three parts of a state are one multivariate regression: its predictive distribution is a
    multivariate t (Johnson & Wichern, *Applied Multivariate Statistical Analysis*, ch. 7), drawn
    from the residuals themselves. With equal weights the line of the parts' mean is the line of
    the score.

    Args:
        history: what was known.
        horizons: number of editions ahead.
        draws: number of draws.
        rng: random numbers.
        last: use only that many latest editions.
        to: transformation of the parts before fitting.
        back: its inverse.
    """
    out = np.empty((draws, len(history.iso3), horizons, 3))
    for rows, past in _by_length(history, last):
        n, length, _ = past.shape
        if length < _SHORTEST:
            out[:, rows] = past[:, -1][:, None]
            continue
        design = add_constant(np.arange(length, dtype=float))
        endog = to(past).transpose(1, 0, 2).reshape(length, -1)
        fit = OLS(endog, design).fit()
        ahead = add_constant(np.arange(length, length + horizons, dtype=float), has_constant="add")
        mean = (ahead @ fit.params).reshape(horizons, n, 3).transpose(1, 0, 2)
        inflate = 1 + np.einsum("hi,ij,hj->h", ahead, fit.normalized_cov_params, ahead)
        freedom = length - 2
        residuals = np.asarray(fit.resid).reshape(length, n, 3) / np.sqrt(freedom)
        noise = np.einsum("dnt,tnk->dnk", rng.standard_normal((draws, n, length)), residuals)
        noise /= np.sqrt(rng.chisquare(freedom, (draws, n, 1)) / freedom)
        out[:, rows] = back(mean + np.sqrt(inflate)[:, None] * noise[:, :, None])
    return np.clip(out, 0, 1)


@model("linear_trend", "Own linear trend", trend=True)
def linear_trend(
    history: History, horizons: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Extend each state's own straight line, with its prediction interval."""
    return line(history, horizons, draws, rng)


@model("linear_trend_4", "Own trend, last four", trend=True)
def linear_trend_4(
    history: History, horizons: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Extend the straight line of the last four editions."""
    return line(history, horizons, draws, rng, last=4)


@model("s_curve", "Bounded S-curve", trend=True)
def s_curve(history: History, horizons: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Extend a straight line on the logit scale: logistic growth between 0 and 1."""

    def to(parts: np.ndarray) -> np.ndarray:
        return special.logit(parts.clip(0.01, 0.99))

    return line(history, horizons, draws, rng, to=to, back=special.expit)


@model("arima", "ARIMA(1,1,0) with drift", trend=True)
def arima(history: History, horizons: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Fit an autoregression of each part's changes by conditional least squares.

    The estimates are those of statsmodels' ``AutoReg`` on the changes, in closed form for all
    series at once; the coefficient is kept within -0.95 and 0.95.
    """
    mean = np.repeat(history.present[:, None], horizons, axis=1)
    spread = np.zeros_like(mean)
    for rows, past in _by_length(history):
        if past.shape[1] < _SHORTEST:
            continue
        change = np.diff(past, axis=1)
        x, y = change[:, :-1], change[:, 1:]
        dx = x - x.mean(axis=1, keepdims=True)
        slope = (dx * y).sum(axis=1) / np.maximum((dx**2).sum(axis=1), 1e-12)
        slope = slope.clip(-0.95, 0.95)
        constant = y.mean(axis=1) - slope * x.mean(axis=1)
        errors = y - constant[:, None] - slope[:, None] * x
        sigma = _pooled_sigma((errors**2).sum(axis=1), max(errors.shape[1] - 2, 1))
        step, level, psi, variance = change[:, -1], past[:, -1], np.zeros_like(slope), 0.0
        for h in range(horizons):
            step = constant + slope * step
            level = level + step
            psi = 1 + slope * psi
            variance = variance + psi**2
            mean[rows, h] = level
            spread[rows, h] = sigma * np.sqrt(variance)
    return _normal(mean, spread, draws, rng)


def _pooled_sigma(squares: np.ndarray, n: int) -> np.ndarray:
    """Return error standard deviations (n x 3), own variance drawn toward the pooled one."""
    return np.sqrt((squares + _PRIOR * squares.mean(axis=0) / n) / (n + _PRIOR))


# ------------------------------------------------------------------ linear filters, all at once


# Imported where they are used: half a second that a page with a warm cache does not need.
def _damped(series: np.ndarray, setting: tuple[float, ...]) -> tuple[Any, np.ndarray]:
    from statsmodels.tsa.statespace.exponential_smoothing import ExponentialSmoothing

    smoother = ExponentialSmoothing(
        series,
        trend=True,
        damped_trend=True,
        initialization_method="known",
        initial_level=series[0],
        initial_trend=0.0,
    )
    return smoother, np.array(setting)


def _local(series: np.ndarray, setting: tuple[float, ...]) -> tuple[Any, np.ndarray]:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    return UnobservedComponents(series, "lltrend"), np.array(setting)


_FILTERS: dict[str, tuple[Callable, list[tuple[float, ...]]]] = {
    "damped": (
        _damped,
        [(a, 0.1, p) for a in (0.3, 0.6, 0.9) for p in (0.8, 0.9, 0.98)],
    ),
    # variances of noise, level and slope, the first as unit
    "local": (_local, [(1.0, q, s) for q in (0.1, 1.0, 10.0) for s in (0.001, 0.1)]),
}


@cache
def _weights(
    kind: str, setting: tuple[float, ...], length: int, horizons: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return what a filter with fixed parameters does to any series of a length.

    With its parameters fixed, a linear state-space model forecasts by weights that do not depend
    on the data: filtering the unit vectors once with statsmodels gives them for all series.

    Returns:
        One-step predictions (T x T), their variances (T), forecasts (H x T) and variances (H).
    """
    build, _ = _FILTERS[kind]
    unknown = np.full(horizons, np.nan)
    predicted = np.empty((length + horizons, length))
    for j, unit in enumerate(np.eye(length)):
        built, parameters = build(np.concatenate([unit, unknown]), setting)
        built.update(parameters)
        result = built.ssm.filter()
        predicted[:, j] = result.forecasts[0]
    scale = result.forecasts_error_cov[0, 0]
    return predicted[:length], scale[:length], predicted[length:], scale[length:]


_BURN = 2
"""Predictions at the start of a series that tell more of the starting values than of the model."""


def filtered(
    history: History, horizons: int, draws: int, rng: np.random.Generator, kind: str
) -> np.ndarray:
    """Draw from a linear filter whose parameters are pooled over states, part by part.

    Parameters are the setting of a small grid with the highest Gaussian likelihood of one-step
    errors over all states; the error variance is each series' own, drawn toward the pooled one.
    """
    settings = _FILTERS[kind][1]
    groups = [(r, p) for r, p in _by_length(history) if p.shape[1] >= _SHORTEST]
    loss = np.zeros((len(settings), 3))
    for i, setting in enumerate(settings):
        for rows, past in groups:
            predict, scale, *_ = _weights(kind, setting, past.shape[1], horizons)
            errors = (past - np.einsum("tu,nuk->ntk", predict, past))[:, _BURN:]
            scale = scale[_BURN:, None]
            variance = (errors**2 / scale).mean(axis=(0, 1))
            loss[i] += len(rows) * (np.log(scale) + np.log(variance)).sum(axis=0)
    mean = np.repeat(history.present[:, None], horizons, axis=1)
    spread = np.zeros_like(mean)
    for k, best in enumerate(loss.argmin(axis=0)):
        for rows, past in groups:
            weights = _weights(kind, settings[best], past.shape[1], horizons)
            predict, scale, forecast, ahead = weights
            errors = (past[:, :, k] - past[:, :, k] @ predict.T)[:, _BURN:]
            squares = (errors**2 / scale[_BURN:]).sum(axis=1)
            sigma = _pooled_sigma(squares, errors.shape[1])
            mean[rows, :, k] = past[:, :, k] @ forecast.T
            spread[rows, :, k] = sigma[:, None] * np.sqrt(ahead)
    return _normal(mean, spread, draws, rng)


@model("damped_holt", "Damped Holt, pooled", trend=True)
def damped_holt(
    history: History, horizons: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Smooth each part exponentially with a damped trend (statsmodels, pooled parameters)."""
    return filtered(history, horizons, draws, rng, "damped")


@model("local_trend", "Local linear trend", trend=True)
def local_trend(
    history: History, horizons: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Filter each part with a local linear trend (statsmodels, pooled variance ratios)."""
    return filtered(history, horizons, draws, rng, "local")


# ------------------------------------------------------------------ partial pooling


def _between(errors: np.ndarray, state: np.ndarray) -> np.ndarray:
    """Return the variance between states beyond that within, by moments, of each column.

    Where it is not positive a mixed model's best fit has no random effect and is the pooled
    regression; statsmodels then ends on the boundary with wrong slopes, so it is not asked.
    """
    groups = pd.DataFrame(errors).groupby(state)
    n = groups.size().to_numpy()[:, None]
    within = (errors - groups.transform("mean").to_numpy()) ** 2
    within = within.sum(axis=0) / (len(errors) - len(n))
    return (groups.mean().to_numpy() ** 2).mean(axis=0) - within * (1 / n).mean()


@model("partial_pooling", "Panel, partial pooling")
def partial_pooling(
    history: History, horizons: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Regress changes on levels with a random drift by state; resample whole editions of errors.

    For each part statsmodels' ``MixedLM`` regresses the change, relative to the edition's mean,
    on the three parts before it, with a random intercept by state: states share the slopes, and
    each state's drift is drawn toward none of its own as far as the data say.
    """
    keep = recent(history)
    steps = [(t, rows, change) for t, rows, change in changes(history) if t in keep]
    level = np.concatenate([centred(history.parts[rows, t]) for t, rows, _ in steps])
    moved = np.concatenate([centred(change) for _, _, change in steps])
    state = np.concatenate([rows for _, rows, _ in steps])
    slope = OLS(moved, level).fit().params
    drift = np.zeros((len(history.iso3), 3))
    between = _between(moved - level @ slope, state)
    for k in np.flatnonzero(between > 0):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            warnings.simplefilter("ignore", UserWarning)
            fit = MixedLM(moved[:, k], level, groups=state).fit(method=["lbfgs"])
        if np.isfinite(fit.llf) and float(np.asarray(fit.cov_re)[0, 0]) > 0:
            slope[:, k] = np.asarray(fit.fe_params)
            effects = pd.Series({i: float(np.asarray(v)[0]) for i, v in fit.random_effects.items()})
            drift[effects.index, k] = effects.to_numpy()
    pools = [
        change - centred(history.parts[rows, t]) @ slope - drift[rows] for t, rows, change in steps
    ]
    return resample(
        history,
        horizons,
        draws,
        rng,
        pools,
        shift=lambda path, step: centred(path[-1]) @ slope + drift,
    )
