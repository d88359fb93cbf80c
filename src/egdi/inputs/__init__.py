"""The figures beneath TII and HCI: what was known when, rebuilding, the data-supply check.

- ``vintages``: a figure as it stood on a day, when it was first seen, how it was revised.
- ``rebuild``: TII and HCI of an edition from their components, beside the published ones.
- ``supply``: what was used, what newer figures would have changed, what a point is worth, what
  is due.
- ``beneath``: all of it for one question, with records for sentences; ``charts``: its pictures.
"""

from egdi.inputs.beneath import Beneath, Findings, Fresh, Revision, said
from egdi.inputs.names import Component, amount, figure, labelled, unit_name
from egdi.inputs.rebuild import (
    AS_KNOWN,
    TODAY,
    all_rebuilt,
    components,
    errors,
    inputs,
    normalise,
    rebuilt,
)
from egdi.inputs.supply import base, check, due, fresher, revised, standings, worth
from egdi.inputs.vintages import first_seen, known, newest, revisions, survey_day, value_on

__all__ = [
    "AS_KNOWN",
    "TODAY",
    "Beneath",
    "Component",
    "Findings",
    "Fresh",
    "Revision",
    "all_rebuilt",
    "amount",
    "base",
    "check",
    "components",
    "due",
    "errors",
    "figure",
    "first_seen",
    "fresher",
    "inputs",
    "known",
    "labelled",
    "newest",
    "normalise",
    "rebuilt",
    "revised",
    "revisions",
    "said",
    "standings",
    "survey_day",
    "unit_name",
    "value_on",
    "worth",
]
