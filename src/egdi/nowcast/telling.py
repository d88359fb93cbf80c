"""The nowcast's record in the numbers that sentences, tables and pictures need.

Projections and nowcasts are never averaged together: each row of a table is of one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from egdi import panel
from egdi.nowcast.record import EARLY, EVE, KNOWING, basis, in_group, track
from egdi.projection import (
    CHOSEN,
    GOALS_FROM,
    averages,
    backtest,
    best_series,
    goals,
    skill,
    verdict,
    with_chosen,
)
from egdi.projection.rolling import FEWEST, candidates
from egdi.words import phrase

if TYPE_CHECKING:
    from egdi.question import Question

RIVALS = ("linear_trend", "AutoARIMA", "AutoETS", "Damped Holt", "damped_holt")
"""What the nowcast was to beat, beside "no change": models of the record and automatic tools."""

BEAT = {"no_change": 0.08, **dict.fromkeys(RIVALS, 0.20)}
"""By how much its CRPS of rank was to be below that of each."""

COVER = {"rank": (0.76, 0.84), "score": (0.74, 0.86)}
"""Between which shares its intervals of 80 % were to hold the outcome."""


def source(edition: int) -> str:
    """Return who says what a nowcast says: this book, on whose data."""
    return phrase(
        "simulation of this book on UN DESA (to {edition}), ITU, UNDP and World Bank data",
        edition=edition,
    )


def beside(data: pd.DataFrame) -> pd.DataFrame:
    """Return the record one edition ahead: models, tools and the nowcasts.

    The models are those that the rule chooses among, and the chosen one. The straight line, damped
    Holt and the automatic tools, each on its better series, come from the table ``peers``.

    Returns:
        As :func:`egdi.projection.backtest`, with models :data:`egdi.nowcast.EVE` and
        :data:`egdi.nowcast.EARLY` too.
    """
    models = with_chosen(backtest(data, candidates()))
    peers = panel.load("peers")
    peers = peers[peers["model"].isin(RIVALS) & peers["edition"].le(int(data["edition"].max()))]
    peers = best_series(peers).assign(bin=-1)[list(models)]
    record = pd.concat([models, peers], ignore_index=True)
    return pd.concat([record[record["horizon"].eq(1)], track(data)], ignore_index=True)


@dataclass(frozen=True)
class Summary:
    """The record over all states, one edition ahead.

    Gains are of the mean CRPS of world rank, as shares; positive is better; an interval holds
    90 % of resamples of whole editions.

    Attributes:
        n: editions scored.
        gain, gain_low, gain_high: of the nowcast on "no change".
        more, more_low, more_high: of the nowcast on the projection.
        wins: editions at which it was nearer than the projection.
        projected: gain of the projection on "no change".
        early: gain of the nowcast a year short on "no change".
        crps, crps_projected, crps_plain: places.
        cover, cover_score: outcomes within intervals of 80 %.
        score, score_projected: CRPS of the score, points.
    """

    n: int
    gain: float
    gain_low: float
    gain_high: float
    more: float
    more_low: float
    more_high: float
    wins: int
    projected: float
    early: float
    crps: float
    crps_projected: float
    crps_plain: float
    cover: float
    cover_score: float
    score: float
    score_projected: float

    @property
    def sign(self) -> str:
        """``few``, or ``better``, ``open`` or ``worse`` than the projection, by the interval."""
        if self.n < FEWEST:
            return "few"
        return "better" if self.more_low > 0 else "worse" if self.more_high < 0 else "open"

    @property
    def score_worse(self) -> bool:
        """Of the score itself the projection was nearer."""
        return self.score > self.score_projected


def summary(record: pd.DataFrame) -> Summary:
    """Return the record in the numbers that sentences need.

    Args:
        record: as :func:`beside` returns it.
    """
    plain, other, mean = skill(record), skill(record, reference=CHOSEN), averages(record)
    own, more = plain.loc[EVE], other.loc[EVE]
    return Summary(
        n=int(own["origins"]),
        gain=float(own["skill"]),
        gain_low=float(own["lower"]),
        gain_high=float(own["upper"]),
        more=float(more["skill"]),
        more_low=float(more["lower"]),
        more_high=float(more["upper"]),
        wins=int(more["wins"]),
        projected=float(plain.at[CHOSEN, "skill"]),
        early=float(plain.at[EARLY, "skill"]),
        crps=float(own["value"]),
        crps_projected=float(plain.at[CHOSEN, "value"]),
        crps_plain=float(plain.at["no_change", "value"]),
        cover=float(mean.at[EVE, "cover80_rank"]),
        cover_score=float(mean.at[EVE, "cover80_score"]),
        score=float(mean.at[EVE, "crps_score"]),
        score_projected=float(mean.at[CHOSEN, "crps_score"]),
    )


@dataclass(frozen=True)
class Group:
    """The record of places in a group: mean ranked probability scores, lower is better.

    Attributes:
        nowcast, early, projection, plain, line: of the nowcast, the one a year short, the
            projection, "no change" and the straight line.
        n: places judged.
    """

    nowcast: float
    early: float
    projection: float
    plain: float
    line: float
    n: int

    @property
    def verdict(self) -> str:
        """``better``, ``level`` or ``worse`` than "no change"."""
        return verdict(self.nowcast, self.plain)

    @property
    def than_projection(self) -> str:
        """``better``, ``level`` or ``worse`` than the projection."""
        return verdict(self.nowcast, self.projection)


def group(ask: Question) -> Group:
    """Return the record of places in a question's group."""
    rows = in_group(ask.data, ask.focus, ask.group)
    rows = rows[rows["score"].eq("rps_place")]
    mean = rows.groupby("model")["value"].mean()
    return Group(
        nowcast=float(mean[EVE]),
        early=float(mean[EARLY]),
        projection=float(mean[CHOSEN]),
        plain=float(mean["no_change"]),
        line=float(mean["linear_trend"]),
        n=int(rows.loc[rows["model"].eq(EVE), "n"].sum()),
    )


def worth(ask: Question) -> pd.DataFrame:
    """Return how much of the projection's error would go if a part of what comes were known.

    Returns:
        Index :data:`egdi.nowcast.KNOWING`; columns world (share of the CRPS of world rank, over
        all states) and group (share of the ranked probability score of places in the group).
    """
    rows = in_group(ask.data, ask.focus, ask.group)
    mean = rows.groupby(["score", "model"])["value"].mean()
    record = beside(ask.data)
    world = averages(record).at[CHOSEN, "crps_rank"]
    keys = [f"know_{what}" for what in KNOWING]
    return pd.DataFrame(
        {
            "world": [1 - mean["crps_rank", key] / world for key in keys],
            "group": [1 - mean["rps_place", key] / mean["rps_place", CHOSEN] for key in keys],
        },
        index=pd.Index(KNOWING, name="known"),
    )


def by_edition(ask: Question, models: Sequence[str] = ("no_change", CHOSEN, EVE)) -> pd.DataFrame:
    """Return the record edition by edition, with what each nowcast rested on.

    Returns:
        Columns edition, figures (of TII: ``dated``, ``today``, ``mixed``), as_of (blank where no
        figure had a day), parts (of which something was known that the past could judge), one for
        each model (CRPS of world rank, places), rank and score (share of outcomes within the
        nowcast's intervals of 80 %), group (its ranked probability score in the group) and
        group_chosen (the projection's); blank where the group had no member.
    """
    record = beside(ask.data)
    wide = record[record["bin"].eq(-1)].pivot_table(
        index="edition", columns=["score", "model"], values="value"
    )
    rested = basis(ask.data)
    used = rested[rested["kind"].ne("none") & rested["editions"].gt(0)]
    tii = rested[rested["part"].eq("tii")].set_index("edition")
    table = pd.DataFrame({"edition": wide.index})
    table["figures"] = table["edition"].map(tii["kind"])
    table["as_of"] = table["edition"].map(tii["as_of"])
    parts = used.groupby("edition")["part"].agg(tuple)
    table["parts"] = [parts.get(edition, ()) for edition in table["edition"]]
    for model in models:
        table[model] = wide["crps_rank", model].to_numpy()
    for measure in ("rank", "score"):
        table[measure] = wide[f"cover80_{measure}", EVE].to_numpy()
    rows = in_group(ask.data, ask.focus, ask.group)
    rows = rows[rows["score"].eq("rps_place")].set_index(["model", "edition"])["value"]
    for name, model in (("group", EVE), ("group_chosen", CHOSEN)):
        table[name] = table["edition"].map(rows.get(model, {}))
    return table


def bars(ask: Question) -> pd.DataFrame:
    """Return the goals of accuracy set for the nowcast, and whether they hold.

    Args:
        ask: the question; the last goal is about its group.

    Returns:
        As :func:`egdi.projection.goals`. The comparisons are over origins from 2012 on.
    """
    record = beside(ask.data)
    none = panel.load("peers").head(0)  # the record has them
    table = goals(record, none, ("no_change", *RIVALS), EVE, BEAT, COVER)
    rows = in_group(ask.data, ask.focus, ask.group)
    rows = rows[rows["score"].eq("rps_place") & rows["origin"].ge(GOALS_FROM)]
    mean = rows.groupby("model")["value"].mean()
    if EVE not in mean:
        return table
    below = 1 - mean[EVE] / mean["no_change"]
    last = {
        "goal": phrase(
            "Ranked probability score {where:in} below that of “no change”", where=ask.where
        ),
        "asked": phrase("below"),
        "found": phrase("{b:+percent.1}", b=below),
        "holds": bool(below > 0),
    }
    return pd.concat([table, pd.DataFrame([last])], ignore_index=True)
