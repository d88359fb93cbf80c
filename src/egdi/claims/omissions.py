"""What documents leave out though it changes the meaning: two rules that look for it."""

from __future__ import annotations

import pandas as pd

from egdi import targets
from egdi.claims.corroboration import target_rows
from egdi.claims.evidence import Evidence, NotHere
from egdi.claims.measures import score_of
from egdi.claims.statement import Statement
from egdi.panel import PARTS
from egdi.words import Term, phrase, translate

COLUMNS = ["document", "period", "told", "left_out", "told_by"]


def omitted_parts(evidence: Evidence) -> pd.DataFrame:
    """Return the parts that a document leaves out though they moved against those it tells.

    The rule: a document states how some of the three parts moved up to an edition, all in one
    direction, and says nothing of a part whose rank moved the other way since the same edition.

    Returns:
        Columns document, period, told, left_out and told_by (statements of other documents).
    """
    told: dict[tuple[str, int], list[Statement]] = {}
    for s in evidence.statements:
        if s.kind == "rank_change" and s.indicator.lower() in PARTS:
            told.setdefault((s.document, s.years[-1]), []).append(s)
    rows = []
    for (document, edition), found in told.items():
        since = max(s.years[0] for s in found)
        named = {s.indicator.lower() for s in found}
        try:
            gains = {p: _gain(found[0], p, since, edition, evidence) for p in PARTS}
        except NotHere:
            continue
        signs = {gains[p] > 0 for p in named if gains[p]}
        for part in [p for p in PARTS if p not in named and gains[p] and len(signs) == 1]:
            if (gains[part] > 0) not in signs:
                elsewhere = [
                    f"{s.id} in {s.document}"
                    for s in evidence.statements
                    if s.kind == "rank_change"
                    and s.document != document
                    and s.indicator.lower() == part
                    and s.years == [since, edition]
                ]
                rows.append(
                    {
                        "document": document,
                        "period": f"{since}-{edition}",
                        "told": ", ".join(
                            f"{p.upper()} {gains[p]:+d}" for p in PARTS if p in named
                        ),
                        "left_out": f"{part.upper()} {gains[part]:+d}",
                        "told_by": ", ".join(elsewhere),
                    }
                )
    return pd.DataFrame(rows, columns=COLUMNS)


def _gain(like: Statement, part: str, since: int, edition: int, evidence: Evidence) -> int:
    """Return the world ranks that a state gained in a part between two editions."""
    before, after = (
        int(evidence.own(part, "World", year, like.country)["place"]) for year in (since, edition)
    )
    return before - after


def omitted_outcomes(evidence: Evidence) -> pd.DataFrame:
    """Return the outcomes of a target that a document leaves out though they differ from its own.

    The rule: a document says that a target was met or missed on one measure, and the same target
    ended otherwise on another of its measures.

    Returns:
        Columns as :func:`omitted_parts`.
    """
    rows = []
    for s in evidence.statements:
        if s.kind != "target" or s.unit != "boolean":
            continue
        due = target_rows(s, evidence)
        judged = targets.judge(evidence.panel, evidence.state(s.country), due, evidence.folder)
        judged = judged[judged["status"].ne(targets.OPEN)]
        own = judged["measure"].eq(score_of(s.indicator).upper())
        for row in judged[~own].itertuples():
            if {row.status} != set(judged.loc[own & judged["id"].eq(row.id), "status"]):
                rows.append(
                    {
                        "document": s.document,
                        "period": s.period,
                        "told": phrase(
                            {
                                targets.MET: "the target of {text} was met in {own:label}",
                                targets.MISSED: "the target of {text} was missed in {own:label}",
                            },
                            case=s.stated_value,
                            text=translate(row.instrument, "instrument"),
                            own=Term(score_of(s.indicator)),
                        ),
                        "left_out": phrase(
                            {
                                targets.MET: "it was met in {row.measure} (place {row.place} of "
                                "{row.n}, {row.best_allowed} asked)",
                                targets.MISSED: "it was missed in {row.measure} (place {row.place} "
                                "of {row.n}, {row.best_allowed} asked)",
                            },
                            case=row.status,
                            row=row,
                        ),
                        "told_by": "",
                    }
                )
    return pd.DataFrame(rows, columns=COLUMNS)


def omissions(evidence: Evidence) -> pd.DataFrame:
    """Return everything that the rules find left out, of parts and of outcomes."""
    return pd.concat([omitted_parts(evidence), omitted_outcomes(evidence)], ignore_index=True)
