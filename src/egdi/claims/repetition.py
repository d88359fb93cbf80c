"""What documents state more than once, and whether they agree."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from egdi.claims.corroboration import agree, value_in_words
from egdi.claims.measures import groups_of, score_of
from egdi.claims.registry import find
from egdi.claims.statement import Statement
from egdi.words import translate


def subject(statement: Statement) -> tuple[str, ...]:
    """Return what a statement is about, the same for each way in which documents put it."""
    found = find(statement)
    name = found[0] if found else statement.kind
    about = statement.indicator
    if name in ("place in a group", "change of place in a group"):
        about = f"{score_of(statement.indicator)} {groups_of(statement)[0]}"
    elif name == "number ranked":
        about = "the same survey ranks the same states in each part"
    elif name == "comparison with a mean":
        about = f"{statement.indicator} {statement.stated_value.partition('_')[2]}"
    return name, statement.country, about, statement.period


def by_subject(statements: Sequence[Statement]) -> list[list[Statement]]:
    """Return the statements in groups of one subject, in the order of their first."""
    groups: dict[tuple[str, ...], list[Statement]] = {}
    for statement in statements:
        groups.setdefault(subject(statement), []).append(statement)
    return list(groups.values())


def also(statements: Sequence[Statement]) -> list[str]:
    """Return for each statement the others on its subject: ``C061 agrees``."""
    told = {
        one.id: "; ".join(
            f"{other.id} {'agrees' if agree(one, other) else 'differs'}"
            for other in group
            if other is not one
        )
        for group in by_subject(statements)
        for one in group
    }
    return [told[statement.id] for statement in statements]


def repeated(statements: Sequence[Statement]) -> pd.DataFrame:
    """Return the subjects that are stated more than once, those that differ first.

    Returns:
        Columns statement (as first told), ids, documents (how many), stated (the values by id)
        and agree.
    """
    rows = [
        {
            "statement": translate(group[0].claim, "statement"),
            "ids": ", ".join(s.id for s in group),
            "documents": len({s.document for s in group}),
            "stated": "; ".join(f"{value_in_words(s)} ({s.id}, {s.document})" for s in group),
            "agree": all(agree(group[0], other) for other in group[1:]),
        }
        for group in by_subject(statements)
        if len(group) > 1
    ]
    table = pd.DataFrame(rows, columns=["statement", "ids", "documents", "stated", "agree"])
    return table.sort_values("agree", kind="stable", ignore_index=True)
