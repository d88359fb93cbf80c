"""How strong the verdicts are: how many cannot be checked, and what the others rest on."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from egdi.claims.corroboration import agree, counterparts
from egdi.claims.evidence import Evidence
from egdi.claims.papers import OFFICIAL, papers
from egdi.claims.reading import CONTRADICTED, HOLDS, NOT_CHECKABLE, ONE_READING

ANOTHER = "another document"


@dataclass(frozen=True)
class Strength:
    """Verdicts counted, with what they rest on.

    Attributes:
        n: statements.
        documents: documents they come from.
        official: of these, official documents themselves; the others are news.
        holds, one_reading, contradicted, unchecked: statements by verdict.
        by_panel: of those that hold, those that rest on the UN's figures.
        by_tables: on another table of record, or on a sum.
        by_document: only on a second document that says the same.
        same_month: of these, those whose second document is news of the same month.
        month: ISO month of that news; blank if there is none.
        index: statements about the index.
        index_holds, index_one_reading, index_contradicted, index_unchecked: these by verdict.
        other: statements about anything else.
        alone: of these, those that nothing but their document bears out.
    """

    n: int
    documents: int
    official: int
    holds: int
    one_reading: int
    contradicted: int
    unchecked: int
    by_panel: int
    by_tables: int
    by_document: int
    same_month: int
    month: str
    index: int
    index_holds: int
    index_one_reading: int
    index_contradicted: int
    index_unchecked: int
    other: int
    alone: int

    @property
    def news(self) -> int:
        """Documents that are news."""
        return self.documents - self.official


def strength(checked: pd.DataFrame, evidence: Evidence) -> Strength:
    """Count verdicts and what they rest on.

    Args:
        checked: as :func:`egdi.claims.check` returns it, with the same evidence.
        evidence: what the statements were checked against.
    """
    about = checked["subject"].eq("index")
    found = papers(evidence.folder)
    held = checked[checked["verdict"].eq(HOLDS)]
    second = held[held["basis"].eq(ANOTHER)]
    statements = {s.id: s for s in evidence.statements}
    months = [
        {
            found[other.document].date[:7]
            for other in counterparts(statements[id], evidence)
            if agree(statements[id], other)
        }
        == {found[document].date[:7]}
        for id, document in zip(second["id"], second["document"], strict=True)
    ]
    same = second[months]
    counts = checked["verdict"].value_counts()
    index = checked.loc[about, "verdict"].value_counts()
    return Strength(
        n=len(checked),
        documents=checked["document"].nunique(),
        official=sum(found[d].kind == OFFICIAL for d in checked["document"].unique()),
        holds=int(counts.get(HOLDS, 0)),
        one_reading=int(counts.get(ONE_READING, 0)),
        contradicted=int(counts.get(CONTRADICTED, 0)),
        unchecked=int(counts.get(NOT_CHECKABLE, 0)),
        by_panel=int(held["basis"].eq("panel").sum()),
        by_tables=int((~held["basis"].isin(["panel", ANOTHER])).sum()),
        by_document=len(second),
        same_month=len(same),
        month=found[same["document"].iat[0]].date[:7] if len(same) else "",
        index=int(about.sum()),
        index_holds=int(index.get(HOLDS, 0)),
        index_one_reading=int(index.get(ONE_READING, 0)),
        index_contradicted=int(index.get(CONTRADICTED, 0)),
        index_unchecked=int(index.get(NOT_CHECKABLE, 0)),
        other=int((~about).sum()),
        alone=int((~about & checked["verdict"].eq(NOT_CHECKABLE)).sum()),
    )


def by_document(checked: pd.DataFrame, evidence: Evidence) -> pd.DataFrame:
    """Return the documents with their statements by verdict, oldest first.

    Returns:
        Columns document, title, name, label, what (in words), date, statements and one a verdict.
    """
    count = checked.groupby(["document", "verdict"]).size().unstack(fill_value=0)
    count = count.reindex(columns=[HOLDS, ONE_READING, CONTRADICTED, NOT_CHECKABLE], fill_value=0)
    count.insert(0, "statements", count.sum(axis=1))
    rows = [
        {"document": p.document, "title": p.title, "name": p.name, "label": p.label,
         "what": p.what, "date": p.when}
        for p in papers(evidence.folder).values()
    ]  # fmt: skip
    return pd.DataFrame(rows).merge(count.reset_index(), on="document")
