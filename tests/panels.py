"""Small panels whose answers can be worked out by hand."""

from __future__ import annotations

import pandas as pd

from egdi import panel

WEIGHTS = {2008: (0.34, 0.33, 0.33), 2010: (0.34, 0.33, 0.33)}
"""Editions with unequal weights, as the UN's annexes give them; thirds otherwise."""


def index(edition: int, parts: tuple[float, float, float]) -> float:
    """Return the UN's formula, written out here once more."""
    weights = WEIGHTS.get(edition, (1 / 3, 1 / 3, 1 / 3))
    return sum(w * part for w, part in zip(weights, parts, strict=True))


def of(scores: dict[str, dict[int, tuple[float, float, float] | None]]) -> pd.DataFrame:
    """Return a panel from the parts (OSI, TII, HCI) of states and editions; None: not ranked.

    The index follows the UN's formula and ranks follow the index.
    """
    rows = []
    for iso, editions in scores.items():
        for edition, parts in editions.items():
            row = {"iso3": iso, "edition": edition, "status": "ranked" if parts else "not_ranked"}
            row |= dict(zip(panel.PARTS, parts or (None,) * 3, strict=True))
            rows.append(row | {"egdi": index(edition, parts) if parts else None, "epi": 0.5})
    out = pd.DataFrame(rows)
    better = [
        1 + sum(o["egdi"] > r["egdi"] for o in rows if o["egdi"] and o["edition"] == r["edition"])
        if r["egdi"]
        else None
        for r in rows
    ]
    out["rank"] = pd.array(better, dtype="Int64")
    return out.astype(dict.fromkeys([*panel.PARTS, "egdi"], float))
