"""What the track record says: averages, coverage, reliability, breaks of method, goals met or not.

All functions take a track record as :func:`egdi.projection.backtest` returns it, with or without
the rows of the chosen model, and weigh every origin alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from egdi import panel, ranks
from egdi.projection.draws import Draws, competition_ranks, place_table
from egdi.projection.history import History
from egdi.projection.models import MODELS
from egdi.projection.outlook import outcome
from egdi.projection.record import chosen_model, origins
from egdi.projection.scores import LEVELS, log_score, rps

CHOSEN = "chosen"
"""Name of the rows that follow the rule."""


def labels(names: Sequence[str] = ()) -> dict[str, str]:
    """Return the words for models in charts, and for tools by their names."""
    known = {name: entry.label for name, entry in MODELS.items()} | {CHOSEN: "Chosen by the rule"}
    return {n: f"{n}, series by series" for n in names if n not in known} | known


def averages(track: pd.DataFrame, horizon: int = 1, first: int | None = None) -> pd.DataFrame:
    """Return mean scores over origins, models x scores.

    Args:
        track: track record.
        horizon: editions ahead.
        first: first origin that counts; default all.
    """
    rows = track[track["horizon"].eq(horizon) & track["bin"].eq(-1)]
    rows = rows[rows["origin"].ge(first)] if first else rows
    return rows.pivot_table(index="model", columns="score", values="value", aggfunc="mean")


def coverage(track: pd.DataFrame, models: Sequence[str]) -> pd.DataFrame:
    """Return how often central intervals held the outcome.

    Returns:
        Columns model, measure (rank or score), level (percent), horizon, covered (percent).
    """
    rows = track[track["score"].str.startswith("cover") & track["model"].isin(models)]
    keys = ["model", "score", "horizon"]
    table = rows.groupby(keys)["value"].mean().mul(100).rename("covered").reset_index()
    parts = table["score"].str.extract(r"cover(\d+)_(\w+)")
    table["level"], table["measure"] = parts[0].astype(int), parts[1]
    table = table[["model", "measure", "level", "horizon", "covered"]]
    return table[table["level"].isin(LEVELS)].reset_index(drop=True)


def pooled(track: pd.DataFrame, score: str, model: str, horizon: int = 1) -> pd.DataFrame:
    """Return a binned score over all origins, weighted by the values in each bin.

    Returns:
        Index bin; columns value and n.
    """
    rows = track[track["score"].eq(score) & track["model"].eq(model) & track["horizon"].eq(horizon)]
    rows = rows.assign(weighted=rows["value"] * rows["n"])
    sums = rows.groupby("bin")[["weighted", "n"]].sum()
    return pd.DataFrame({"value": sums["weighted"] / sums["n"], "n": sums["n"]})


def reliability(track: pd.DataFrame, model: str, k: int, horizon: int = 1) -> pd.DataFrame:
    """Return what was said of being among the best ``k`` of a league, and how often it came.

    Returns:
        Columns said, came (percent) and n, a row for each bin of probabilities.
    """
    said = pooled(track, f"said_top{k}", model, horizon)
    came = pooled(track, f"came_top{k}", model, horizon)
    table = pd.DataFrame({"said": 100 * said["value"], "came": 100 * came["value"], "n": said["n"]})
    return table.reset_index(drop=True)


def redefined(editions: Sequence[int], folder: Path | None = None) -> pd.Series:
    """Return which parts were redefined at each edition, as words; empty where none is known."""
    known = panel.redefined(folder)
    return pd.Series(
        {e: ", ".join(part.upper() for part in known[e]) for e in editions if e in known},
        dtype=object,
    )


def by_breaks(
    track: pd.DataFrame, models: Sequence[str], score: str = "crps_rank", folder: Path | None = None
) -> pd.DataFrame:
    """Return mean scores one edition ahead, with and without editions that changed the method.

    Returns:
        A row each for all editions, those with at most one part redefined and those with none
        known to be; columns editions (words), count and one for each model.
    """
    rows = track[
        track["score"].eq(score) & track["horizon"].eq(1) & track["model"].isin(models)
    ].pivot_table(index="edition", columns="model", values="value")
    words = redefined(list(rows.index), folder)
    count = words.map(lambda w: len(w.split(", ")) if w else 0)
    kinds = {
        "all": count.ge(0),
        "at most one part redefined": count.le(1),
        "no part known to be redefined": count.eq(0),
    }
    out = [
        {
            "editions": kind,
            "count": int(keep.sum()),
            **{model: rows.loc[keep.to_numpy(), model].mean() for model in models},
        }
        for kind, keep in kinds.items()
        if keep.any()
    ]
    return pd.DataFrame(out)


def _next_edition(
    data: pd.DataFrame,
    focus: str,
    group: panel.Group,
    models: Sequence[str | None],
    draws: int,
    seed: int,
    folder: Path | None,
) -> Iterator[tuple[str, Draws, list[str]]]:
    """Yield draws of the next edition from every origin, by model, and the members ranked then.

    The focus is added to the group; a model of None is the one chosen at the origin.
    """
    for origin in origins(data):
        edition = int(min(e for e in data["edition"].unique() if e > origin))
        known = set(ranks.ranked(data[data["edition"].eq(edition)])["iso3"])
        history = History.until(data, origin, folder)
        members = {*panel.members(group, edition, folder), focus} & known & set(history.iso3)
        for model in models:
            name = model or chosen_model(data, before=origin, folder=folder)
            rng = np.random.default_rng([seed, origin])
            parts = MODELS[name].simulate(history, 1, draws, rng)
            drawn = Draws(history.iso3, origin, (edition,), parts, history.weights, name)
            yield model or CHOSEN, drawn, sorted(members)


def said_of(
    data: pd.DataFrame,
    focus: str,
    group: panel.Group,
    place: int,
    models: Sequence[str | None] = (None, "linear_trend"),
    draws: int = 1000,
    seed: int = 2025,
    folder: Path | None = None,
) -> pd.DataFrame:
    """Return, for each origin, the chance given to one state's place at the next edition.

    Args:
        data: panel; its last edition is the last that is judged.
        focus: ISO code.
        group: whose places count, among the members ranked at both editions and the focus.
        place: the target place.
        models: names; None stands for the model chosen at the origin.
        draws: number of draws.
        seed: seed.
        folder: folder of the other tables.

    Returns:
        Columns origin, edition, place (that came), n and, for each model, its chance under its name
        or ``chosen``. Origins at which the focus was not ranked are left out.
    """
    rows: dict[int, dict[str, float]] = {}
    for name, drawn, members in _next_edition(data, focus, group, models, draws, seed, folder):
        edition = drawn.editions[0]
        came = outcome(data, focus, members, edition) if focus in members else None
        if came is None:
            continue
        row: dict[str, float] = dict(origin=drawn.origin, edition=edition, place=came[0], n=came[1])
        chance = drawn.chance(focus, members, place, edition)
        rows.setdefault(drawn.origin, row)[name] = chance
    return pd.DataFrame(list(rows.values()))


def in_league(
    data: pd.DataFrame,
    focus: str,
    group: panel.Group,
    models: Sequence[str | None] = (None, "no_change", "linear_trend"),
    draws: int = 1000,
    seed: int = 2025,
    folder: Path | None = None,
) -> pd.DataFrame:
    """Return how the places of one group were projected one edition ahead, on average.

    Arguments are those of :func:`said_of`.

    Returns:
        Index model; columns rps_place, log_place (means over origins) and n (places judged).
    """
    rows = []
    for name, drawn, members in _next_edition(data, focus, group, models, draws, seed, folder):
        rated = data[data["edition"].eq(drawn.editions[0])].set_index("iso3")["egdi"]
        came = competition_ranks(rated[members].to_numpy())
        said = place_table(drawn.places(members, drawn.editions[0]).to_numpy())
        rows.append(
            {
                "model": name,
                "rps_place": rps(came, said).mean(),
                "log_place": log_score(came, said, draws).mean(),
                "n": len(came),
            }
        )
    found = pd.DataFrame(rows).groupby("model", sort=False)
    return found[["rps_place", "log_place"]].mean().assign(n=found["n"].sum())


BEAT = 0.15
"""By how much, at least, the chosen model's CRPS of rank was to be below each rival's."""
COVER = (74.0, 86.0)
"""Between which percentages the intervals of 80 % were to hold the outcome."""
GOALS_FROM = 2012
"""First origin that counts for the comparison with rivals."""


def goals(track: pd.DataFrame, peers: pd.DataFrame, rivals: Sequence[str]) -> pd.DataFrame:
    """Return the goals of accuracy set before the record was computed, and whether they hold.

    Args:
        track: track record with the chosen model.
        peers: the table ``peers``: scores of tools on the same origins.
        rivals: models of the record and tools, as ``AutoETS``, to be beaten.

    Returns:
        Columns goal, asked, found and holds (bool).
    """
    rows = []
    record = track[track["bin"].eq(-1)].drop(columns="bin")
    tools = peers[~peers["model"].isin(track["model"].unique())]
    best = _best_series(tools)
    both = pd.concat([record, best], ignore_index=True)
    both = both[
        both["score"].eq("crps_rank") & both["horizon"].eq(1) & both["origin"].ge(GOALS_FROM)
    ].pivot_table(index="origin", columns="model", values="value")
    words = labels(list(best["model"].unique()))
    for rival in rivals:
        pair = both[[CHOSEN, rival]].dropna() if rival in both else both[[]]
        if pair.empty:
            continue
        below = 1 - pair[CHOSEN].mean() / pair[rival].mean()
        rows.append(
            (
                f"CRPS of rank below that of: {words[rival]}",
                f"at least {100 * BEAT:.0f} %",
                f"{100 * below:.1f} %",
                bool(below >= BEAT),
            )
        )
    table = coverage(track, [CHOSEN])
    for measure in ("rank", "score"):
        one = table[table["measure"].eq(measure) & table["level"].eq(80) & table["horizon"].eq(1)]
        found = float(one["covered"].iloc[0])
        rows.append(
            (
                f"Intervals of 80 % hold the {measure}",
                f"{COVER[0]:.0f} to {COVER[1]:.0f} %",
                f"{found:.1f} %",
                bool(COVER[0] <= found <= COVER[1]),
            )
        )
    return pd.DataFrame(rows, columns=["goal", "asked", "found", "holds"])


def _best_series(peers: pd.DataFrame) -> pd.DataFrame:
    """Return each tool's rows for the series on which it did best, parts or score."""
    one = peers[peers["score"].eq("crps_rank") & peers["horizon"].eq(1)]
    means = one.groupby(["model", "series"])["value"].mean()
    keep = means.groupby("model").idxmin().dropna()
    keys = pd.MultiIndex.from_frame(peers[["model", "series"]])
    return peers[keys.isin(list(keep))]


def peer_table(peers: pd.DataFrame) -> pd.DataFrame:
    """Return tools beside the book's models, from one run, each on its better series.

    Returns:
        Index model, best first; columns series, crps_rank (places), rps_place, cover80_rank
        (percent), seconds (median over origins to fit and draw all states), one edition ahead.
    """
    rows = _best_series(peers)
    rows = rows[rows["horizon"].eq(1)]
    wide = rows.pivot_table(index=["model", "series"], columns="score", values="value")
    seconds = rows[rows["score"].eq("seconds")]
    wide["seconds"] = seconds.groupby(["model", "series"])["value"].median()
    wide["cover80_rank"] *= 100
    wide = wide.reset_index("series").sort_values("crps_rank")
    return wide[["series", "crps_rank", "rps_place", "cover80_rank", "seconds"]]
