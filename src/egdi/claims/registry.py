"""Measures by name: which one checks which statements."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from egdi.claims.evidence import Evidence
from egdi.claims.reading import Reading
from egdi.claims.statement import Statement

Check = Callable[[Statement, Evidence], Sequence[Reading]]

REGISTRY: list[tuple[str, dict[str, re.Pattern[str]], Check]] = []
"""Named measures: the name, what the fields of a statement must match, and the check."""


def measure(name: str, **fields: str) -> Callable[[Check], Check]:
    """Register a check for the statements whose fields match regular expressions, whole."""

    def register(check: Check) -> Check:
        REGISTRY.append((name, {key: re.compile(p) for key, p in fields.items()}, check))
        return check

    return register


def find(statement: Statement) -> tuple[str, Check] | None:
    """Return the first measure that fits a statement, with its name; None if there is none."""
    for name, fields, check in REGISTRY:
        if all(pattern.fullmatch(getattr(statement, key)) for key, pattern in fields.items()):
            return name, check
    return None
