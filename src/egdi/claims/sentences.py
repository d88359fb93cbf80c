"""The verdicts in words: what is contradicted and why, what is left out, names for codes."""

from __future__ import annotations

import re

import pandas as pd

from egdi.claims.causes import likely
from egdi.claims.evidence import Evidence
from egdi.claims.omissions import omitted_outcomes, omitted_parts
from egdi.claims.papers import country_in_words, papers
from egdi.claims.reading import CONTRADICTED
from egdi.words import Term, phrase, translate
from egdi.words.numbers import MINUS


def paragraphs(checked: pd.DataFrame, evidence: Evidence) -> list[str]:
    """Return a paragraph in Markdown for each contradicted statement.

    Each says what the document says, what the data give and the likely reason, marked as likely.

    Args:
        checked: as :func:`egdi.claims.check` returns it, with the same evidence.
        evidence: what the statements were checked against.
    """
    found = papers(evidence.folder)
    statements = {s.id: s for s in evidence.statements}
    return [
        phrase(
            {
                "panel": "**{row[statement]}**, says {paper.cited}. The UN’s "
                "figures give **{row[computed]}** ({measure}, {country}, {row[period]}). "
                "*Likely reason:* {cause}",
                "editions": "**{row[statement]}**, says {paper.cited}. The UN’s "
                "own date is **{row[computed]:day}**. *Likely reason:* {cause}",
                "other": "**{row[statement]}**, says {paper.cited}. The record "
                "gives **{row[computed]}** ({measure}). *Likely reason:* {cause}",
            },
            case=row["basis"] if row["basis"] in ("panel", "editions") else "other",
            row=row,
            measure=translate(row["measure"], "measure"),
            country=country_in_words(row["country"]),
            paper=found[row["document"]],
            cause=likely(statements[row["id"]], row["computed"], evidence),
        )
        for row in checked[checked["verdict"].eq(CONTRADICTED)].to_dict("records")
    ]


def named(text: str, evidence: Evidence) -> str:
    """Return a text of a table with the documents called by their labels, without codes.

    Args:
        text: values, as ``82.61 in hanam-2020 (C093)`` or ``above_world_mean``.
        evidence: what the statements were checked against.
    """
    for paper in papers(evidence.folder).values():
        text = text.replace(paper.document, paper.label)
    text = re.sub(r" ?\((?:\w+ )?(?:C\d{3}|T\d\d)(?:, C\d{3})*\)", "", text)
    text = re.sub(r"\((?:C\d{3}|T\d\d), ", "(", text)
    text = re.sub(r"(?<![\w-])-(?=\d)", MINUS, text)
    return text.replace("|", ", ").replace("_", " ")


def left_out(evidence: Evidence) -> list[str]:
    """Say in a sentence each what documents leave out."""
    found = papers(evidence.folder)
    told = []
    for row in omitted_parts(evidence).to_dict("records"):
        fell = "-" in row["left_out"]
        first, last = row["period"].split("-")
        part, _, ranks = row["left_out"].partition(" ")
        elsewhere = row["told_by"].rpartition(" in ")[2]
        told.append(
            phrase(
                {
                    (True, True): "{paper.cited} tells how ranks rose from "
                    "{first} to {last} ({row[told]}), and not that {part} fell by {n} "
                    "{n:rank|ranks}; {other.cited} does.",
                    (True, False): "{paper.cited} tells how ranks rose from "
                    "{first} to {last} ({row[told]}), and not that {part} fell by {n} "
                    "{n:rank|ranks}; no other document has it.",
                    (False, True): "{paper.cited} tells how ranks fell from "
                    "{first} to {last} ({row[told]}), and not that {part} rose by {n} "
                    "{n:rank|ranks}; {other.cited} does.",
                    (False, False): "{paper.cited} tells how ranks fell from "
                    "{first} to {last} ({row[told]}), and not that {part} rose by {n} "
                    "{n:rank|ranks}; no other document has it.",
                },
                case=(fell, elsewhere in found),
                paper=found[row["document"]],
                other=found.get(elsewhere),
                row={**row, "told": row["told"].replace("-", MINUS)},
                first=first,
                last=last,
                part=Term(part.lower()),
                n=abs(int(ranks)),
            )
        )
    told += [
        phrase(
            "{paper.cited} tells that {row[told]}, and not that {row[left_out]}.",
            paper=found[row["document"]],
            row=row,
        )
        for row in omitted_outcomes(evidence).to_dict("records")
    ]
    return told
