"""Official targets on the index: which edition settles each, and whether it was met.

A target is settled by the last edition published before its deadline. Who reads it otherwise and
waits for the first edition after the deadline finds that reading beside it. A target on two
measures is judged on each.

- ``deadlines``: which edition settles a deadline.
- ``judging``: places held, places asked for, met or missed.
- ``answers``: one answer for each target, live ones first; ``elsewhere``: targets on other indices.
- ``sentences``, ``charts``: how that is told and drawn.
"""

from egdi.targets.answers import Goal, Result, goals, horizon, judged
from egdi.targets.deadlines import calendar, following, publications, settling, why
from egdi.targets.judging import (
    MET,
    MISSED,
    OPEN,
    OWNER,
    STATUSES,
    base,
    best_allowed,
    held,
    judge,
    known_at,
    measures,
    overall,
    standing,
)

__all__ = [
    "MET",
    "MISSED",
    "OPEN",
    "OWNER",
    "STATUSES",
    "Goal",
    "Result",
    "base",
    "best_allowed",
    "calendar",
    "following",
    "goals",
    "held",
    "horizon",
    "judge",
    "judged",
    "known_at",
    "measures",
    "overall",
    "publications",
    "settling",
    "standing",
    "why",
]
