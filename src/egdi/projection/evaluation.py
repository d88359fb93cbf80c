"""What the track record says: averages, coverage, reliability, breaks of method, goals met or not.

All functions take a track record as :func:`egdi.projection.rolling` returns it, with or without
the rows of the chosen model, and weigh every origin alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from egdi import lookup, panel, ranks
from egdi.cache import Keyed
from egdi.panel import DataError
from egdi.projection.draws import DRAWS, competition_ranks, composite, place_shares
from egdi.projection.history import History
from egdi.projection.models import MODELS
from egdi.projection.queries import outcome
from egdi.projection.rolling import FEWEST, choose, chosen_model, origins, skill
from egdi.projection.scores import BEST, LEVELS, log_score, rps
from egdi.words import phrase

CHOSEN = "chosen"
"""Name of the rows that follow the rule."""


NOWCASTS = {"nowcast": "Nowcast", "nowcast_early": "Nowcast, a year short"}
"""Labels of the nowcasts, whose record stands beside that of the projections."""


def labels(names: Sequence[str] = ()) -> dict[str, str]:
    """Return the words for models in charts, and for tools by their names."""
    known = {name: entry.label for name, entry in MODELS.items()} | {
        CHOSEN: "Chosen by the rule",
        **NOWCASTS,
    }
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
        Columns model, measure (rank or score), level (percent), horizon, covered (share).
    """
    rows = track[track["score"].str.startswith("cover") & track["model"].isin(models)]
    keys = ["model", "score", "horizon"]
    table = rows.groupby(keys)["value"].mean().rename("covered").reset_index()
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


def reliability(
    track: pd.DataFrame,
    model: str,
    k: int,
    horizon: int = 1,
    resamples: int = 2000,
    level: float = 0.9,
    seed: int = 2025,
) -> pd.DataFrame:
    """Return what was said of being among the best ``k`` of a league, and how often it came.

    The interval is a percentile bootstrap that draws whole origins, since what an edition brings
    moves all states of a bin together. With so few origins it is wide, and still too short.

    Args:
        track: track record.
        model: name.
        k: the best k of a league.
        horizon: editions ahead.
        resamples: draws of origins.
        level: share of resamples in the interval.
        seed: seed.

    Returns:
        Columns said, came, lower, upper (of came; shares) and n, a row a bin of probabilities.
    """
    said = pooled(track, f"said_top{k}", model, horizon)
    came = pooled(track, f"came_top{k}", model, horizon)
    table = pd.DataFrame({"said": said["value"], "came": came["value"]})
    rows = track[
        track["score"].eq(f"came_top{k}") & track["model"].eq(model) & track["horizon"].eq(horizon)
    ]
    n = rows.pivot_table(index="origin", columns="bin", values="n", fill_value=0)
    hits = (
        rows.assign(value=rows["value"] * rows["n"])
        .pivot_table(index="origin", columns="bin", values="value", fill_value=0)
        .to_numpy()
    )
    which = np.random.default_rng(seed).integers(len(n), size=(resamples, len(n)))
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = hits[which].sum(axis=1) / n.to_numpy()[which].sum(axis=1)
    tail = (1 - level) / 2
    lower, upper = np.nanquantile(shares, [tail, 1 - tail], axis=0)
    table["lower"], table["upper"] = pd.Series(lower, n.columns), pd.Series(upper, n.columns)
    return table.assign(n=said["n"]).reset_index(drop=True)


def redefinitions(editions: Sequence[int], folder: Path | None = None) -> pd.Series:
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
    words = redefinitions(list(rows.index), folder)
    count = words.map(lambda w: len(w.split(", ")) if w else 0)
    kinds = {
        phrase("all"): count.ge(0),
        phrase("at most one part redefined"): count.le(1),
        phrase("no part known to be redefined"): count.eq(0),
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


def _next_places(
    data: pd.DataFrame,
    focus: str,
    group: panel.Group,
    models: Sequence[str | None],
    draws: int,
    seed: int,
    folder: Path | None,
) -> Iterator[tuple[str, int, int, pd.DataFrame]]:
    """Yield places at the next edition from every origin, by model: draws x members ranked then.

    The focus is added to the group; a model of None is the one chosen at the origin.
    """
    table = Keyed(data, folder)
    for origin in origins(data):
        edition = int(min(e for e in data["edition"].unique() if e > origin))
        known = set(ranks.ranked(data[data["edition"].eq(edition)])["iso3"])
        asked = {*lookup.members(group, edition, folder), focus} & known
        for model in models:
            name = model or chosen_model(data, before=origin, folder=folder)
            states, scores = _next_scores(table, origin, name, draws, seed)
            rows = [i for i, iso in enumerate(states) if iso in asked]
            members = [states[i] for i in rows]
            places = competition_ranks(scores[:, rows]) if rows else scores[:, rows]
            yield model or CHOSEN, origin, edition, pd.DataFrame(places, columns=members)


@lru_cache(maxsize=24)
def _next_scores(
    table: Keyed, origin: int, name: str, draws: int, seed: int
) -> tuple[tuple[str, ...], np.ndarray]:
    """Draw the next edition once for all groups asked about, about 6 MB each; read-only."""
    history = History.until(table.data, origin, table.folder)
    parts = MODELS[name].simulate(history, 1, draws, np.random.default_rng([seed, origin]))
    scores = composite(parts[:, :, 0], history.weights)
    scores.flags.writeable = False
    return history.iso3, scores


def _asked(data: pd.DataFrame, focus: str) -> str:
    """Return the code of a state asked about, once there is a panel to ask."""
    panel.require(data, ["iso3", "edition", "status", "egdi", *panel.PARTS], panel.PANEL)
    return lookup.code_in(data, focus)


def said_of(
    data: pd.DataFrame,
    focus: str,
    group: panel.Group,
    place: int,
    models: Sequence[str | None] = (None, "linear_trend"),
    draws: int = DRAWS,
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
    focus, place = _asked(data, focus), panel.whole(place, "The place")
    rows: dict[int, dict[str, float]] = {}
    for name, origin, edition, places in _next_places(
        data, focus, group, models, draws, seed, folder
    ):
        came = outcome(data, focus, list(places), edition) if focus in places else None
        if came is None:
            continue
        row: dict[str, float] = dict(origin=origin, edition=edition, place=came[0], n=came[1])
        rows.setdefault(origin, row)[name] = float(places[focus].le(place).mean())
    names = [model or CHOSEN for model in models]
    columns = ["origin", "edition", "place", "n", *names]
    return pd.DataFrame(list(rows.values()), columns=columns)


def in_league(
    data: pd.DataFrame,
    focus: str,
    group: panel.Group,
    models: Sequence[str | None] = (None, "no_change", "linear_trend"),
    draws: int = DRAWS,
    seed: int = 2025,
    folder: Path | None = None,
) -> pd.DataFrame:
    """Return how the places of one group were projected one edition ahead, on average.

    Arguments are those of :func:`said_of`.

    Returns:
        Index model; columns rps_place, log_place (means over origins) and n (places judged).
    """
    focus, rows = _asked(data, focus), []
    for name, _, edition, places in _next_places(data, focus, group, models, draws, seed, folder):
        if len(places.columns) < 2:
            continue
        rated = data[data["edition"].eq(edition)].set_index("iso3")["egdi"]
        came = competition_ranks(rated[list(places)].to_numpy())
        said = place_shares(places.to_numpy())
        rows.append(
            {
                "model": name,
                "rps_place": rps(came, said).mean(),
                "log_place": log_score(came, said, draws).mean(),
                "n": len(came),
            }
        )
    if not rows:
        raise DataError("No edition of the panel has two members to judge and one before it.")
    found = pd.DataFrame(rows).groupby("model", sort=False)
    return found[["rps_place", "log_place"]].mean().assign(n=found["n"].sum())


@dataclass(frozen=True)
class TrackSummary:
    """The track record one edition ahead, in the numbers that sentences need.

    Shares are 0 to 1; gains are of the mean CRPS of world rank against "no change", positive is
    better; the interval of the gain holds 90 % of resamples of whole editions.

    Attributes:
        n: origins scored.
        k: "among the best k" of the reliability.
        models, beaten: ways of projecting beside "no change", and how many did worse than it.
        trends, trends_worse: the same of trend models.
        gain, gain_low, gain_high: of the chosen model.
        line_gain: of the straight trend line.
        line_cost: how much further than the chosen model the line was.
        line_wins: origins at which the chosen model was nearer than the line.
        hard, hard_low: gain on common drift, and the lower end of its interval.
        crps, error, line_crps, line_error: mean CRPS and median error of rank, in places.
        cover, cover_score, line_cover, line_cover_score: outcomes within intervals of 80 %.
        cover_far: of scores at the longest horizon.
        off, line_off: mean distance of what came from what was said, between 0.1 and 0.9.
        above: outcomes of the score in the upper half of the projection.
        pit_low, pit_high: least and largest share of ranks in a tenth.
    """

    n: int
    k: int
    models: int
    beaten: int
    trends: int
    trends_worse: int
    gain: float
    gain_low: float
    gain_high: float
    line_gain: float
    line_cost: float
    line_wins: int
    hard: float
    hard_low: float
    crps: float
    error: float
    line_crps: float
    line_error: float
    cover: float
    cover_score: float
    line_cover: float
    line_cover_score: float
    cover_far: float
    off: float
    line_off: float
    above: float
    pit_low: float
    pit_high: float

    @property
    def sign(self) -> str:
        """``better`` or ``worse`` where the interval tells, ``open`` or ``few`` where it cannot."""
        if self.n < FEWEST:
            return "few"
        return "better" if self.gain_low > 0 else "worse" if self.gain_high < 0 else "open"


def track_summary(track: pd.DataFrame, place: int, line: str = "linear_trend") -> TrackSummary:
    """Return the track record in the numbers that sentences need.

    Args:
        track: track record with the chosen model.
        place: the target place; the nearest for which the record keeps probabilities is used.
        line: the trend model to compare with.
    """
    late = [name for name, model in MODELS.items() if model.late]
    table = skill(track[~track["model"].isin(late)])
    others = table.drop(index="no_change")
    trends = others[[n in MODELS and MODELS[n].trend for n in others.index]]
    own, mean, k = table.loc[CHOSEN], averages(track), min(place, max(BEST))
    against, hard = skill(track, reference=line).loc[CHOSEN], skill(track, "common_drift")
    far = coverage(track, [CHOSEN]).query("measure == 'score' and level == 80")
    off = {}
    for model in (CHOSEN, line):
        rows = reliability(track, model, k)
        rows = rows[rows["said"].between(0.1, 0.9)]
        off[model] = float(np.average((rows["said"] - rows["came"]).abs(), weights=rows["n"]))
    pit, scores = pooled(track, "pit_rank", CHOSEN)["value"], pooled(track, "pit_score", CHOSEN)
    return TrackSummary(
        n=int(own["origins"]),
        k=k,
        models=len(others),
        beaten=int(others["skill"].lt(0).sum()),
        trends=len(trends),
        trends_worse=int(trends["skill"].lt(0).sum()),
        gain=float(own["skill"]),
        gain_low=float(own["lower"]),
        gain_high=float(own["upper"]),
        line_gain=float(table.at[line, "skill"]),
        line_cost=float(table.at[line, "value"] / own["value"] - 1),
        line_wins=int(against["wins"]),
        hard=float(hard.at[CHOSEN, "skill"]),
        hard_low=float(hard.at[CHOSEN, "lower"]),
        crps=float(mean.at[CHOSEN, "crps_rank"]),
        error=float(mean.at[CHOSEN, "error_rank"]),
        line_crps=float(mean.at[line, "crps_rank"]),
        line_error=float(mean.at[line, "error_rank"]),
        cover=float(mean.at[CHOSEN, "cover80_rank"]),
        cover_score=float(mean.at[CHOSEN, "cover80_score"]),
        line_cover=float(mean.at[line, "cover80_rank"]),
        line_cover_score=float(mean.at[line, "cover80_score"]),
        cover_far=float(far.sort_values("horizon", kind="stable")["covered"].iloc[-1]),
        off=off[CHOSEN],
        line_off=off[line],
        above=float(scores.loc[scores.index >= len(scores) / 2, "value"].sum()),
        pit_low=float(pit.min()),
        pit_high=float(pit.max()),
    )


def skill_by_horizon(track: pd.DataFrame, references: Sequence[str]) -> pd.DataFrame:
    """Return the chosen model's skill against references, by editions ahead.

    Returns:
        Columns horizon, origins, value (its mean CRPS of rank, places), reference, other (that
        one's), skill, lower and upper (shares).
    """
    rows = []
    for horizon in sorted(track["horizon"].unique()):
        for reference in references:
            table = skill(track, reference=reference, horizon=int(horizon))
            own = table.loc[CHOSEN, ["origins", "value", "skill", "lower", "upper"]]
            other = table.at[reference, "value"]
            rows.append({"horizon": int(horizon), "reference": reference, "other": other, **own})
    table = pd.DataFrame(rows).astype({"origins": int})
    return table[["horizon", "origins", "value", "reference", "other", "skill", "lower", "upper"]]


def by_edition(track: pd.DataFrame, models: Sequence[str]) -> pd.DataFrame:
    """Return the record one edition ahead, edition by edition.

    Returns:
        Columns origin, edition, parts (redefined, as labels; empty where none is known), choice
        (of the rule at the origin), one for each model and the chosen one (CRPS of rank, places),
        rank and score (shares of outcomes within the chosen model's intervals of 80 %).
    """
    one = track[track["horizon"].eq(1) & track["bin"].eq(-1)]
    wide = one.pivot_table(index=["origin", "edition"], columns=["score", "model"], values="value")
    table = wide.index.to_frame(index=False)
    table["parts"] = table["edition"].map(redefinitions(list(table["edition"]))).fillna("")
    table["choice"] = [choose(track, int(origin)) for origin in table["origin"]]
    for model in (*models, CHOSEN):
        table[model] = wide["crps_rank", model].to_numpy()
    for measure in ("rank", "score"):
        table[measure] = wide[f"cover80_{measure}", CHOSEN].to_numpy()
    return table


def verdict(score: float, reference: float, tolerance: float = 0.01) -> str:
    """Return how a score compares with a reference, lower being better.

    ``better``, ``level`` (within a share ``tolerance``: less than so few editions can tell) or
    ``worse``.
    """
    ratio = score / reference
    return "better" if ratio < 1 - tolerance else "worse" if ratio > 1 + tolerance else "level"


BEAT = 0.15
"""By how much, at least, the chosen model's CRPS of rank was to be below each rival's."""
COVER = (0.74, 0.86)
"""Between which shares the intervals of 80 % were to hold the outcome."""
GOALS_FROM = 2012
"""First origin that counts for the comparison with rivals."""


def goals(
    track: pd.DataFrame,
    peers: pd.DataFrame,
    rivals: Sequence[str],
    model: str = CHOSEN,
    beat: Mapping[str, float] | float = BEAT,
    cover: Mapping[str, tuple[float, float]] | None = None,
) -> pd.DataFrame:
    """Return the goals of accuracy set before the record was computed, and whether they hold.

    Args:
        track: track record with the chosen model.
        peers: the table ``peers``: scores of tools on the same origins.
        rivals: models of the record and tools, as ``AutoETS``, to be beaten.
        model: the one that is judged.
        beat: by which share its CRPS of rank was to be below that of each rival, or of all.
        cover: between which shares its intervals of 80 % were to hold ``rank`` and ``score``;
            default :data:`COVER` for both.

    Returns:
        Columns goal, asked, found and holds (bool).
    """
    cover = cover or {"rank": COVER, "score": COVER}
    rows = []
    record = track[track["bin"].eq(-1)].drop(columns="bin")
    tools = peers[~peers["model"].isin(track["model"].unique())]
    best = best_series(tools)
    both = pd.concat([record, best], ignore_index=True)
    both = both[
        both["score"].eq("crps_rank") & both["horizon"].eq(1) & both["origin"].ge(GOALS_FROM)
    ].pivot_table(index="origin", columns="model", values="value")
    words = labels(rivals)
    for rival in rivals:
        pair = both[[model, rival]].dropna() if rival in both else both[[]]
        if pair.empty:
            continue
        below = 1 - pair[model].mean() / pair[rival].mean()
        least = beat if isinstance(beat, float) else beat[rival]
        rows.append(
            (
                phrase("CRPS of rank below that of {rival}", rival=phrase(words[rival])),
                phrase("at least {b:percent}", b=least),
                phrase("{b:+percent.1}", b=below),
                bool(below >= least),
            )
        )
    table = coverage(track, [model])
    for measure, (low, high) in cover.items():
        one = table[table["measure"].eq(measure) & table["level"].eq(80) & table["horizon"].eq(1)]
        found = float(one["covered"].iloc[0])
        rows.append(
            (
                phrase(
                    {
                        "rank": "Intervals of 80 % hold the rank",
                        "score": "Intervals of 80 % hold the score",
                    },
                    case=measure,
                ),
                phrase("{a:percent} to {b:percent}", a=low, b=high),
                phrase("{found:percent.1}", found=found),
                bool(low <= found <= high),
            )
        )
    return pd.DataFrame(rows, columns=["goal", "asked", "found", "holds"])


def best_series(peers: pd.DataFrame) -> pd.DataFrame:
    """Return each tool's rows for the series on which it did best, parts or score."""
    one = peers[peers["score"].eq("crps_rank") & peers["horizon"].eq(1)]
    means = one.groupby(["model", "series"])["value"].mean()
    keep = means.groupby("model").idxmin().dropna()
    keys = pd.MultiIndex.from_frame(peers[["model", "series"]])
    return peers[keys.isin(list(keep))]


def peer_table(peers: pd.DataFrame, nowcasts: bool = False) -> pd.DataFrame:
    """Return tools beside the book's models, from one run, each on its better series.

    Args:
        peers: the table ``peers``.
        nowcasts: with the nowcast, which has seen what was known on the eve.

    Returns:
        Index model, best first; columns series, crps_rank (places), rps_place, cover80_rank
        (share), seconds (median over origins to fit and draw all states), one edition ahead.
    """
    rows = best_series(peers if nowcasts else peers[~peers["model"].isin(list(NOWCASTS))])
    rows = rows[rows["horizon"].eq(1)]
    wide = rows.pivot_table(index=["model", "series"], columns="score", values="value")
    seconds = rows[rows["score"].eq("seconds")]
    wide["seconds"] = seconds.groupby(["model", "series"])["value"].median()
    wide = wide.reset_index("series").sort_values("crps_rank", kind="stable")
    return wide[["series", "crps_rank", "rps_place", "cover80_rank", "seconds"]]
