"""The tables of record on one page, read from their description: nothing of it is typed.

``{tables-of-record}`` is a table of the tables; ``{notes-on-tables}`` gives how each came and what
it lacks, in the words of ``data/datapackage.json``.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence

from docutils import nodes
from docutils.parsers.rst import Directive

from egdi import panel
from egdi.words import numbers, phrase
from egdi.words.language import translate


def rows_of(table: str) -> int:
    """Return how many rows a table's file has."""
    with panel.table_path(table).open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def as_of(resource: dict) -> str:
    """Return of when a table is: the day it was downloaded or computed, else what is known."""
    known = resource.get("retrieved")
    return numbers.day(known) if known else translate(resource["vintage"], "vintage")


def _cell(*content: nodes.Node | str) -> nodes.entry:
    paragraph = nodes.paragraph()
    for one in content:
        paragraph += nodes.Text(one) if isinstance(one, str) else one
    return nodes.entry("", paragraph)


def _sources(resource: dict) -> list[nodes.Node]:
    """Return links to a table's sources."""
    found: list[nodes.Node] = []
    for source in resource["sources"]:
        found += [nodes.Text("; ")] if found else []
        title = nodes.inline("", translate(source["title"], "source"))
        if "path" in source:
            found.append(nodes.reference("", "", title, refuri=source["path"]))
        else:
            found.append(title)
    return found


def _table(head: Sequence[str], rows: Sequence[nodes.row]) -> nodes.table:
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=1) for _ in head]
    group += nodes.thead("", nodes.row("", *(_cell(text) for text in head)))
    group += nodes.tbody("", *rows)
    return nodes.table("", group)


class TablesOfRecord(Directive):
    """``{tables-of-record}``: what the tables are, how long, whence, of when, under which terms."""

    def run(self) -> list[nodes.Node]:
        """Return the table, in a box that scrolls on a phone."""
        rows = []
        for name in panel.tables():
            known = panel.describe(name)
            terms = ", ".join(one["name"] for one in known["licenses"])
            rows.append(
                nodes.row(
                    "",
                    _cell(
                        nodes.literal("", known["path"]), f" {translate(known['title'], 'table')}"
                    ),
                    _cell(numbers.decimal(rows_of(name), 0)),
                    _cell(*_sources(known)),
                    _cell(as_of(known)),
                    _cell(terms),
                )
            )
        head = [
            phrase("Table"), phrase("Rows"), phrase("Source"), phrase("As of"), phrase("Terms")
        ]  # fmt: skip
        box = nodes.container(classes=["egdi-record"])
        box += _table(head, rows)
        return [box]


class NotesOnTables(Directive):
    """``{notes-on-tables}``: how each table came, and the gaps that are known."""

    def run(self) -> list[nodes.Node]:
        """Return a list of the tables."""
        entries = nodes.definition_list()
        for name in panel.tables():
            known = panel.describe(name)
            body = nodes.definition("", nodes.paragraph("", translate(known["way"], "data")))
            gaps = [
                nodes.list_item("", nodes.paragraph("", translate(gap, "data")))
                for gap in known.get("knownGaps", [])
            ]
            body += [nodes.bullet_list("", *gaps)] if gaps else []
            term = nodes.term("", "", nodes.literal("", known["path"]))
            entries += nodes.definition_list_item("", term, body)
        return [nodes.container("", entries, classes=["egdi-reference"])]
