"""Viet Nam and its peers in the UN E-Government Development Index.

Start with a question::

    import egdi

    ask = egdi.ask("VNM", "ASEAN", place=4, edition=2024)
    ask.places            # places in the group, edition by edition
    ask.standing()        # rank, place, points to the line, who holds it
    ask.gap()             # what each part adds to the lead over the line
    ask.draws([2026])     # joint draws of all states at the next edition

Rooms, one idea each. Tables: ``panel`` (load and validate), ``lookup`` (states, groups, editions).
Numbers: ``ranks``, ``contributions``, ``reconcile``, ``standing``, ``inputs`` (what lies beneath),
``yardsticks`` (other indices), ``firmness`` (other choices than the survey's), ``projection``,
``needed`` (what a place would take). The record: ``claims``, ``targets``.
How things look and leave the book: ``words``, ``figures``, ``tables``, ``brief``. The next edition:
``editions``, ``check``.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from egdi.panel import DataError, latest_edition, load
    from egdi.question import Question, ask
    from egdi.words import caption, phrase, say

# Sums in one order, so that kept results are the same to the last digit on any number of cores;
# what the user has set stands.
for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

__all__ = ["DataError", "Question", "ask", "caption", "latest_edition", "load", "phrase", "say"]

_ROOM = {
    **dict.fromkeys(("DataError", "latest_edition", "load"), "panel"),
    **dict.fromkeys(("Question", "ask"), "question"),
    **dict.fromkeys(("caption", "phrase", "say"), "words"),
}


def __getattr__(name: str) -> Any:
    """Open a room when its first name is used: a lean import."""
    if name not in _ROOM:
        raise AttributeError(f"module 'egdi' has no attribute {name!r}")
    return getattr(import_module(f"egdi.{_ROOM[name]}"), name)
