"""How firm a place is: places over weightings and other defensible choices.

- ``states``: who is compared; made once (:func:`league`), then asked.
- ``simplex``: places over all weightings of the three parts, exact.
- ``choices``: normalisation, aggregation, rounding, revisions; what drives the place.
- ``record``: all of it for one question, with what sentences need; ``charts``: its pictures.
"""

from egdi.firmness.charts import classes, effect_bars, place_intervals, triangle
from egdi.firmness.choices import among_best, effects, order, places, table, usual_revisions
from egdi.firmness.record import (
    ALWAYS,
    NEVER,
    SOMETIMES,
    Factor,
    Firmness,
    choice_name,
    class_names,
    source,
)
from egdi.firmness.simplex import (
    EVERY,
    PLAUSIBLE,
    Turn,
    Weightings,
    members,
    pairs,
    weightings,
)
from egdi.firmness.states import League, league

__all__ = [
    "ALWAYS",
    "EVERY",
    "NEVER",
    "PLAUSIBLE",
    "SOMETIMES",
    "Factor",
    "Firmness",
    "League",
    "Turn",
    "Weightings",
    "among_best",
    "choice_name",
    "class_names",
    "classes",
    "effect_bars",
    "effects",
    "league",
    "members",
    "order",
    "pairs",
    "place_intervals",
    "places",
    "source",
    "table",
    "triangle",
    "usual_revisions",
    "weightings",
]
