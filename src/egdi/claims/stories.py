"""What the verdicts leave to tell: omissions, likely reasons of contradictions, sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from egdi import panel as panel_room
from egdi import targets
from egdi.claims.backing import target_rows
from egdi.claims.measures import score_of, world_ranks
from egdi.claims.readings import (
    CONTRADICTED,
    HOLDS,
    NOT_CHECKABLE,
    VERDICTS,
    NotHere,
    Record,
    Statement,
    find,
)
from egdi.claims.repetition import subject
from egdi.panel import PARTS

OMISSIONS = ["document", "period", "told", "left_out", "told_by"]


def omitted_parts(record: Record) -> pd.DataFrame:
    """Return the parts that a document leaves out though they moved against those it tells.

    The rule: a document states how some of the three parts moved up to an edition, all in one
    direction, and says nothing of a part whose rank moved the other way since the same edition.

    Returns:
        Columns document, period, told, left_out and told_by (statements of other documents).
    """
    told: dict[tuple[str, int], list[Statement]] = {}
    for s in record.statements:
        if s.kind == "rank_change" and s.indicator.lower() in PARTS:
            told.setdefault((s.document, s.years[-1]), []).append(s)
    rows = []
    for (document, edition), found in told.items():
        since = max(s.years[0] for s in found)
        named = {s.indicator.lower() for s in found}
        try:
            gains = {p: _gain(found[0], p, since, edition, record) for p in PARTS}
        except NotHere:
            continue
        signs = {gains[p] > 0 for p in named if gains[p]}
        for part in [p for p in PARTS if p not in named and gains[p] and len(signs) == 1]:
            if (gains[part] > 0) not in signs:
                elsewhere = [
                    f"{s.id} in {s.document}"
                    for s in record.statements
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
    return pd.DataFrame(rows, columns=OMISSIONS)


def _gain(like: Statement, part: str, since: int, edition: int, record: Record) -> int:
    """Return the world ranks that a state gained in a part between two editions."""
    before, after = (
        int(record.own(part, "World", year, like.country)["place"]) for year in (since, edition)
    )
    return before - after


def omitted_outcomes(record: Record) -> pd.DataFrame:
    """Return the outcomes of a target that a document leaves out though they differ from its own.

    The rule: a document says that a target was met or missed on one measure, and the same target
    ended otherwise on another of its measures.

    Returns:
        Columns as :func:`omitted_parts`.
    """
    rows = []
    for s in record.statements:
        if s.kind != "target" or s.unit != "boolean":
            continue
        due = target_rows(s, record)
        judged = targets.judge(record.panel, record.state(s.country), due, record.folder)
        judged = judged[judged["status"].ne(targets.OPEN)]
        own = judged["measure"].eq(score_of(s.indicator).upper())
        for row in judged[~own].itertuples():
            if {row.status} != set(judged.loc[own & judged["id"].eq(row.id), "status"]):
                rows.append(
                    {
                        "document": s.document,
                        "period": s.period,
                        "told": f"{row.id} was {s.stated_value} on {score_of(s.indicator).upper()}",
                        "left_out": f"{row.id} was {row.status} on {row.measure} "
                        f"(place {row.place} of {row.n}, {row.best_allowed} asked)",
                        "told_by": "",
                    }
                )
    return pd.DataFrame(rows, columns=OMISSIONS)


def omissions(record: Record) -> pd.DataFrame:
    """Return everything that the rules find left out, of parts and of outcomes."""
    return pd.concat([omitted_parts(record), omitted_outcomes(record)], ignore_index=True)


def likely(statement: Statement, computed: str, record: Record) -> str:
    """Return the likely reason of a contradicted statement, by the first rule that fits.

    A slip in one digit; the figure of another edition; another measure of the same edition; a
    date right to the month. What no rule explains is said to be so.
    """
    digits = re.findall(r"\d+", computed)
    rules = (_slip, _other_edition, _other_measure, _same_month)
    found = [told for rule in rules for told in rule(statement, digits, record)]
    return found[0] if found else _untraced(statement, record)


def _slip(statement: Statement, digits: list[str], record: Record) -> list[str]:
    """Say that one digit was mistaken, and who has it right."""
    stated = statement.stated_value
    if len(digits) != 1 or not stated.isdigit() or len(stated) != len(digits[0]):
        return []
    if sum(a != b for a, b in zip(stated, digits[0], strict=True)) != 1:
        return []
    right = [
        s.id
        for s in record.statements
        if s.document == statement.document
        and subject(s) == subject(statement)
        and s.stated_value == digits[0]
    ]
    more = f"; the same document has it right elsewhere ({', '.join(right)})" if right else ""
    return [f"a slip in one digit, {stated} for {digits[0]}{more}."]


def _other_edition(statement: Statement, digits: list[str], record: Record) -> list[str]:
    """Say that the figure is that of another edition."""
    if statement.unit != "rank" or find(statement) is None or "_" in statement.indicator:
        return []
    hits = []
    for edition in sorted(record.panel["edition"].unique()):
        try:
            found = world_ranks(statement, record, int(edition)).values()
        except NotHere:
            continue
        if statement.number in found:
            hits.append(str(edition))
    return [f"the figure of another edition, {' or '.join(hits)}."] if hits else []


def _other_measure(statement: Statement, digits: list[str], record: Record) -> list[str]:
    """Say of which other measures of the same edition the statement is true."""
    found = find(statement)
    scores = ["EGDI", *(p.upper() for p in PARTS)]
    if found is None or statement.indicator not in scores or len(statement.years) != 1:
        return []
    fits = []
    for score in scores:
        swapped = Statement(**{**statement.__dict__, "indicator": score})
        try:
            if score != statement.indicator and any(r.holds for r in found[1](swapped, record)):
                fits.append(score)
        except NotHere:
            continue
    return [f"another measure was meant: it is true of {' and '.join(fits)}."] if fits else []


def _same_month(statement: Statement, digits: list[str], record: Record) -> list[str]:
    """Say that a date is right to the month."""
    if statement.unit != "date" or digits[:2] != re.findall(r"\d+", statement.stated_value)[:2]:
        return []
    return ["the month is right; the document may mean the days when the news was taken up."]


def _untraced(statement: Statement, record: Record) -> str:
    """Say that nothing in the panel explains the statement."""
    told = (
        f"a slip, or a figure from another source: no edition gives {statement.country} "
        f"{statement.stated_value} in {statement.indicator}"
    )
    if statement.unit == "rank" and len(statement.years) == 1:
        at = [
            f"{p.upper()} {record.own(p, 'World', statement.years[0], statement.country)['place']}"
            for p in ("egdi", *PARTS)
        ]
        told += f" (ranks of {statement.years[0]}: {', '.join(at)})"
    return f"{told}."


def paragraphs(checked: pd.DataFrame, record: Record) -> list[str]:
    """Return a paragraph in Markdown for each contradicted statement.

    Each says what the document says, what the data give and the likely reason, marked as likely.

    Args:
        checked: as :func:`egdi.claims.check` returns it, with the same record.
        record: what the statements were checked against.
    """
    papers = panel_room.load("documents", record.folder).set_index("document")["title"]
    statements = {s.id: s for s in record.statements}
    out = []
    for row in checked[checked["verdict"].eq(CONTRADICTED)].to_dict("records"):
        source = {"panel": "The panel", "editions": "The table of editions"}
        paper = papers[row["document"]].partition(" (")[0]
        out.append(
            f"**{row['id']}: {row['statement']}.** So says *{paper}*. "
            f"{source.get(row['basis'], 'The record')} gives **{row['computed']}** "
            f"({row['measure']}, {row['country']}, {row['period']}). "
            f"*Likely reason:* {likely(statements[row['id']], row['computed'], record)}"
        )
    return out


def by_document(checked: pd.DataFrame, record: Record) -> pd.DataFrame:
    """Return the documents with their statements by verdict.

    Returns:
        Columns document, title, short (title without what stands in brackets), issuer, date,
        statements and one a verdict.
    """
    papers = panel_room.load("documents", record.folder).drop(columns="kind")
    papers.insert(2, "short", papers["title"].str.partition(" (")[0])
    count = checked.groupby(["document", "verdict"]).size().unstack(fill_value=0)
    count = count.reindex(columns=list(VERDICTS), fill_value=0)
    count.insert(0, "statements", count.sum(axis=1))
    return papers.merge(count.reset_index(), on="document").sort_values(
        "date", ignore_index=True, kind="stable"
    )


def readable(stated: str) -> str:
    """Return a stated value for a page: without the marks that machines read."""
    return stated.replace("|", ", ").replace("_", " ")


def answer(checked: pd.DataFrame) -> str:
    """Return how far the statements that can be checked hold, in a word."""
    decided = checked[checked["verdict"].ne(NOT_CHECKABLE)]
    if decided.empty:
        return "It cannot tell"
    share = decided["verdict"].eq(HOLDS).mean()
    steps = ((0.95, "Almost wholly"), (0.8, "Mostly"), (0.5, "In part"), (0.0, "Hardly"))
    return next(word for least, word in steps if share >= least)


def index_sentence(checked: pd.DataFrame) -> str:
    """Say how far the documents are right about the index."""
    index = checked[checked["subject"].eq("index")]
    return f"On the index the documents are {answer(index).lower()} right."


def about(statements: Sequence[Statement], focus: str) -> str:
    """Say whom the documents speak of, and that it is not the focus where it is another state."""
    own = max({s.country for s in statements}, key=[s.country for s in statements].count)
    name = panel_room.name(focus)
    if name == own:
        return f"The documents speak of {own}."
    return f"The documents speak of {own}; of {name} they say nothing, and so does this page."


def contradicted_sentence(checked: pd.DataFrame) -> str:
    """Say how many statements are contradicted and how many of them concern the index."""
    rows = checked[checked["verdict"].eq(CONTRADICTED)]
    if rows.empty:
        return "Nothing is contradicted."
    index = int(rows["subject"].eq("index").sum())
    are = "statement is" if len(rows) == 1 else "statements are"
    return f"{len(rows)} {are} contradicted, {index} of them about the index."


def omitted_sentence(record: Record) -> str:
    """Say in a sentence each what documents leave out."""
    told = []
    for row in omitted_parts(record).itertuples():
        fell = "-" in row.left_out
        first, last = row.period.split("-")
        told.append(
            f"{row.document} tells the {'rises' if fell else 'falls'} in rank from {first} to "
            f"{last}, {row.told}, and not the {'fall' if fell else 'rise'}, {row.left_out}; "
            + (f"it stands in {row.told_by}." if row.told_by else "no other document has it.")
        )
    told += [
        f"{row.document} tells that {row.told}, and not that {row.left_out}."
        for row in omitted_outcomes(record).itertuples()
    ]
    return " ".join(told) or "The rules find nothing left out."
