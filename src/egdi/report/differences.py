"""What differs between the reports of two periods, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egdi.inputs.names import Component
from egdi.inputs.names import figure as component_figure
from egdi.targets.sentences import label
from egdi.words import phrase

if TYPE_CHECKING:
    from egdi.report.content import Subject


def differences(now: Subject, then: Subject) -> list[str]:
    """Return what differs, a sentence each: an edition, targets, figures of the inputs.

    Args:
        now: the later state and period.
        then: the earlier one.

    Returns:
        Sentences; one that says so where nothing differs.
    """
    told = [_edition(now, then), *_targets(now, then), *_inputs(now, then)]
    found = [sentence for sentence in told if sentence]
    return found or [
        phrase(
            "Nothing: no edition, no target and no figure of the inputs came into the record "
            "between {a:day} and {b:day}.",
            a=then.period.end,
            b=now.period.end,
        )
    ]


def _edition(now: Subject, then: Subject) -> str:
    if now.edition == then.edition:
        return ""
    old, new = then.facts.own["place"], now.facts.own["place"]
    return phrase(
        "The edition of {e} came out; the world rank went from {old} to {new}. All parts of this "
        "report are new.",
        e=now.edition,
        old=int(old.get(then.edition, 0)),
        new=int(new[now.edition]),
    )


def _targets(now: Subject, then: Subject) -> list[str]:
    before = {label(goal): goal.status for goal in then.goals}
    told = []
    for goal in now.goals:
        name = label(goal)
        if name not in before:
            told.append(
                phrase(
                    "A target was set: {name} ({texts}).",
                    name=name,
                    texts=goal.texts,
                )
            )
        elif before[name] != goal.status:
            told.append(
                phrase(
                    {"met": "{name} is now settled: met.", "missed": "{name} is now settled: "
                     "missed."},
                    case=goal.status,
                    name=name,
                )
            )  # fmt: skip
    return told


def _inputs(now: Subject, then: Subject) -> list[str]:
    keys = ["component", "reference_year"]
    before = then.due.set_index(keys)["state"].to_dict()
    told = []
    for row in now.due.itertuples():
        if row.state == "published" and before.get((row.component, row.reference_year)) not in (
            "published",
            None,
        ):
            told.append(
                phrase(
                    "The figure of {year} for {what} is out: {value}.",
                    year=int(row.reference_year),
                    what=Component(row.component),
                    value=component_figure(row.component, row.value),
                )
            )
    return told
