"""Targets on other indices: what the same texts ask for there, and the last place known."""

from __future__ import annotations

import pandas as pd

from egdi import panel as panel_room
from egdi import ranks, yardsticks
from egdi.targets.judging import OWNER, known_at
from egdi.words.language import translate

_INDEX = {
    "e-participation rank": "epi",
    "ITU Global Cybersecurity Index rank": "gci",
    "ITU ICT Development Index rank": "idi",
    "open data (OGDI) rank": "ogdi",
    "WIPO GII rank": "gii",
}
"""Words of a target -> key of :data:`egdi.yardsticks.NAMES`."""


def elsewhere(edition: int) -> pd.DataFrame:
    """Return the targets on world ranks in other indices, with the last rank known.

    Args:
        edition: survey year; figures of other indices count that are older than the edition after.

    Returns:
        Columns index (its name), instrument, target, deadline (year), known (the last rank found,
        blank where there is none) and of (its year), soonest deadline first.
    """
    editions = sorted(panel_room.until(edition)["edition"].unique())
    table = known_at(edition, editions, panel_room.load("targets_more"))
    own = table["measure"].str.contains("EGDI|digital competitiveness")
    rows = table[table["target_kind"].eq("rank_at_most") & ~own & table["target"].notna()]
    found = []
    for row in rows.itertuples():
        key = _INDEX.get(row.measure, "")
        known, year = _last(key, edition)
        found.append(
            {
                "index": yardsticks.NAMES.get(key, row.measure.removesuffix(" rank")),
                "instrument": translate(row.instrument, "instrument"),
                "target": int(row.target),
                "deadline": int(row.deadline[:4]),
                "known": known,
                "of": year,
            }
        )
    columns = ["index", "instrument", "target", "deadline", "known", "of"]
    out = pd.DataFrame(found, columns=columns).astype({"known": "Int64", "of": "Int64"})
    return out.sort_values(["deadline", "index"], kind="stable", ignore_index=True)


def _last(key: str, edition: int) -> tuple[int | None, int | None]:
    """Return the last world rank known and its year."""
    if key == "epi":
        table = ranks.places(panel_room.until(edition), measure="epi")
        own = table[table["iso3"].eq(OWNER)]
        return int(own["place"].iat[-1]), int(own["edition"].iat[-1])
    table = panel_room.load("other_indices")
    rows = table[
        table["index"].eq(key)
        & table["iso3"].eq(OWNER)
        & table["measure"].isin(["rank", "rank_computed"])
        & table["edition"].lt(edition + 2)
    ].sort_values(["edition", "measure"], kind="stable")
    if rows.empty:
        return None, None
    last = rows[rows["edition"].eq(rows["edition"].max())].iloc[0]
    return int(last["value"]), int(last["edition"])
