"""Targets in words: what each asks for, what was held, and what it means to wait."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from egdi import panel as panel_room
from egdi.targets.answers import Goal
from egdi.targets.judging import MET, MISSED, OPEN
from egdi.words import Group, State, Term, phrase, translate


def label(goal: Goal) -> str:
    """Return what a target asks for as a label: ``Top 4 in ASEAN by 2016``."""
    return phrase(
        {
            "place": "{g.best:label} {g.where:in} by {g.deadline}",
            "gain": "Up {g.gain} places {g.where:in} by {g.deadline}",
        },
        case=goal.kind,
        g=goal,
    )


def in_words(judged: pd.DataFrame) -> pd.DataFrame:
    """Return judged targets with their words in the language spoken, for tables that are read.

    Args:
        judged: as :func:`egdi.targets.judge` returns them.
    """
    words = {"instrument": "instrument", "measure": "measure", "target": "target",
             "source": "source", "evidence": "evidence"}  # fmt: skip
    statuses = {MET: phrase("met"), MISSED: phrase("missed"), OPEN: phrase("open")}
    return judged.assign(
        group=[Group(group).said("name") for group in judged["group"]],
        status=judged["status"].map(statuses),
        **{
            c: [translate(str(text), context) for text in judged[c]] for c, context in words.items()
        },
    )


def asked(goal: Goal) -> str:
    """Return what a target asks for inside a sentence."""
    return phrase(
        {
            ("place", False): "{g.best} {g.where:in} by {g.deadline}",
            ("place", True): "{g.best} {g.where:in} by {g.deadline}, in {g.measures}",
            ("gain", False): "a gain of {g.gain} places {g.where:in} by {g.deadline}",
            ("gain", True): "a gain of {g.gain} places {g.where:in} by {g.deadline}, in "
            "{g.measures}",
        },
        case=(goal.kind, len(goal.results) > 1),
        g=goal,
    )


def in_force(goals: Sequence[Goal]) -> list[str]:
    """Return for each target what it asks for, where the state stands, and its chance."""
    return [
        phrase(
            {
                (True, 1): "{asked} (now {r.place:ordinal} of {r.n}; chance {r.chance:chance})",
                (True, 2): "{asked} (on the index now {r.place:ordinal} of {r.n}, with a chance of "
                "{r.chance:chance})",
                (False, 1): "{asked} (now {r.place:ordinal} of {r.n})",
                (False, 2): "{asked} (on the index now {r.place:ordinal} of {r.n})",
            },
            case=(goal.lead.chance is not None, len(goal.results[:2])),
            asked=asked(goal),
            r=goal.lead,
        )
        for goal in goals
    ]


def answer(goal: Goal, state: State) -> list[str]:
    """Return the answer to a target in force, a sentence each.

    Where the state stands and who is ahead; what is missing and in which part; how likely it is,
    and which edition settles it.
    """
    result = goal.lead
    told = [
        phrase("**{label}** ({texts}).", label=label(goal), texts=goal.texts),
        phrase(
            {
                "short": "{state:start} is {r.place:ordinal} of {r.n} at the edition of "
                "{r.edition}, {r.points:points} points behind {r.rival}, which holds the place "
                "asked for.",
                "reached": "{state:start} is {r.place:ordinal} of {r.n} at the edition of "
                "{r.edition}, {r.points:points} points ahead of {r.rival}: it is there.",
            },
            case=result.side if result.rival else None,
            state=state,
            r=result,
        ),
    ]
    if result.gap and result.side == "short":
        parts = sorted(result.gap.parts.items(), key=lambda item: item[1])
        told.append(
            phrase(
                "Most is missing in {gap.weakest}; part by part: {parts}.",
                gap=result.gap,
                parts=[phrase("{t:label} {v:+points}", t=Term(p), v=v) for p, v in parts],
            )
        )
    if result.chance is not None:
        told.append(
            phrase(
                "The chance to be there at the edition of {g.settled_by}, which settles it, is "
                "{r.chance:chance}.",
                g=goal,
                r=result,
            )
        )
    return [sentence for sentence in told if sentence]


def table(goals: Sequence[Goal]) -> pd.DataFrame:
    """Return targets as a table to read, a row a target and measure.

    Returns:
        Columns target, texts, settled_by, held (place of number), places (short of what was asked;
        negative is to spare), points (over the line; negative is missing), part (where most is
        missing), chance (0 to 1), outcome, waiting (edition) and waiting_outcome.
    """
    words = {MET: phrase("met"), MISSED: phrase("missed"), OPEN: phrase("open")}
    rows = [
        {
            "target": label(goal)
            if len(goal.results) == 1
            else phrase("{label}, {r.measure:label}", label=label(goal), r=result),
            "texts": "; ".join(goal.texts),
            "settled_by": goal.settled_by,
            "held": phrase("{r.place:ordinal} of {r.n}", r=result),
            "places": result.places,
            "points": result.points,
            "part": result.gap.weakest.said("label")
            if result.gap and result.side == "short"
            else "",
            "chance": result.chance,
            "outcome": words[result.status],
            "waiting": goal.waiting,
            "waiting_outcome": words[goal.waiting_status],
        }
        for goal in goals
        for result in goal.results
    ]
    columns = ["target", "texts", "settled_by", "held", "places", "points", "part", "chance",
               "outcome", "waiting", "waiting_outcome"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).astype(
        {"chance": float, "settled_by": "Int64", "waiting": "Int64"}
    )


def split(goals: Sequence[Goal]) -> str:
    """Say which targets were met on one measure and missed on another."""
    parted = [goal for goal in goals if goal.split]
    told = [
        phrase(
            "“{label}” was met in {met} ({good.place:ordinal}), and missed in {missed} "
            "({bad.place:ordinal}).",
            label=label(goal),
            met=[r.measure.said("label") for r in goal.results if r.status == MET],
            missed=[r.measure.said("label") for r in goal.results if r.status == MISSED],
            good=next(r for r in goal.results if r.status == MET),
            bad=next(r for r in goal.results if r.status == MISSED),
        )
        for goal in parted
    ]
    return " ".join(told)


def gained_with_redefinition(goals: Sequence[Goal]) -> list[str]:
    """Say which gains of places were met at an edition that redefined parts of the index."""
    known = panel_room.redefined()
    return [
        phrase(
            "At the edition of {g.settled_by}, which settles “{label}”, {parts} "
            "{parts:count:was|were} redefined, so what was gained there is not progress alone; the "
            "[chapter on the parts](02-sub-index-contributions.ipynb) takes it apart.",
            g=goal,
            label=label(goal),
            parts=[Term(part) for part in known[int(goal.settled_by or 0)]],
        )
        for goal in goals
        if goal.kind == "gain" and goal.status == MET and known.get(int(goal.settled_by or 0))
    ]


def waiting(goals: Sequence[Goal]) -> list[str]:
    """Say for which targets another edition counts if one waits for the first after the deadline.

    And what is known of it: another outcome, the same, or none yet.
    """
    moved = [goal for goal in goals if goal.settled_by != goal.waiting]
    if not moved:
        return [phrase("For no target would that be another edition.")]
    told = [
        phrase(
            "For {n:word} {n:target|targets} that is another edition.",
            n=len(moved),
        )
    ]
    known = [goal for goal in moved if goal.waiting_status != OPEN]
    changed = [goal for goal in known if goal.status not in (OPEN, goal.waiting_status)]
    same = [goal for goal in known if goal not in changed and goal.status != OPEN]
    later = sorted({goal.waiting for goal in moved if goal.waiting_status == OPEN})
    if changed:
        told.append(
            phrase("It changes the outcome of {goals}.", goals=[_quoted(goal) for goal in changed])
        )
    if same:
        told.append(
            phrase("It leaves the outcome of {goals} as it is.", goals=[_quoted(g) for g in same])
        )
    if later:
        told.append(
            phrase(
                {
                    True: "That edition is yet to come, in {later:or}.",
                    False: "For the others it is yet to come, in {later:or}.",
                },
                case=not known,
                later=later,
            )
        )
    return told


def _quoted(goal: Goal) -> str:
    return phrase("“{label}”", label=label(goal))
