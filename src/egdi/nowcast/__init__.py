"""The nowcast: what is known of the next edition before the UN publishes it.

A *projection* is made on the day of an edition; a *nowcast* on the eve of the next one, from the
projection and what has become known since. Each has a track record of its own.

- ``evidence``: figures beneath TII and HCI and the GovTech index, as they stood on a day.
- ``combining``: a projection's draws moved and narrowed by them.
- ``answers``: a question put to it: chances, reasons, what is still to come.
- ``record``: what it would have said on the eve of each past edition.
- ``telling``: the record in the numbers that sentences, tables and pictures need.
"""

from egdi.nowcast.answers import Nowcast, nowcast
from egdi.nowcast.combining import Effect, combine, effects, past
from egdi.nowcast.evidence import Evidence, gather
from egdi.nowcast.record import EARLY, EVE, KNOWING, basis, in_group, made, track
from egdi.nowcast.telling import (
    RIVALS,
    Group,
    Summary,
    bars,
    beside,
    by_edition,
    group,
    source,
    summary,
    worth,
)

__all__ = [
    "EARLY",
    "EVE",
    "KNOWING",
    "RIVALS",
    "Effect",
    "Evidence",
    "Group",
    "Nowcast",
    "Summary",
    "bars",
    "basis",
    "beside",
    "by_edition",
    "combine",
    "effects",
    "gather",
    "group",
    "in_group",
    "made",
    "nowcast",
    "past",
    "source",
    "summary",
    "track",
    "worth",
]
