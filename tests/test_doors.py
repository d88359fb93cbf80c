"""Every public function of the number rooms answers, or refuses in one sentence.

Each is called with the plausible wrong values of each of its arguments: a group's name where codes
are wanted, an edition as text, an unknown code, lower case, numbers of other types, nothing at all,
a table of the wrong kind or without rows. It gives an answer of the shape it documents or one
:class:`egdi.panel.DataError`; never another's traceback, and never an empty table.
"""

import inspect
import math
import re
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from egdi import (
    bodies,
    brief,
    contributions,
    firmness,
    inputs,
    lookup,
    needed,
    nowcast,
    panel,
    projection,
    question,
    ranks,
    reconcile,
    standing,
    targets,
    yardsticks,
)
from egdi.brief.facts import gather

DATA = panel.load()
ASEAN = lookup.members("ASEAN", 2024)
PLACES = ranks.places(DATA, ASEAN)
STEPS = contributions.changes(DATA)
GAPS = contributions.gap_to_line(DATA, "VNM", ASEAN, 4, "IDN")
NO_ROWS = DATA[DATA["edition"].eq(1999)]
DRAWS = projection.project(DATA, 2022, [2024, 2026], model="common_drift", draws=60)
LEAGUE = firmness.league(DATA, "VNM", "ASEAN", 2024)
RACE = needed.race(DRAWS, DATA, "VNM", "ASEAN", 4, 2024)

# A right value of every argument, by its name.
RIGHT: dict[str, Any] = {
    "panel": DATA,
    "table": PLACES,
    "steps": STEPS,
    "gaps": GAPS,
    "frame": DATA,
    "world": ranks.places(DATA),
    "rows": DATA.query("edition == 2024 and status == 'ranked'"),
    "scores": DATA["egdi"],
    "weights": panel.weights(2024),
    "focus": "VNM",
    "rival": "THA",
    "state": "VNM",
    "code": "VNM",
    "iso3": "VNM",
    "members": ASEAN,
    "group": "ASEAN",
    "measure": "egdi",
    "measures": ["egdi", "osi"],
    "edition": 2024,
    "since": 2022,
    "earliest": 2012,
    "k": 4,
    "place": 4,
    "others": 9,
    "most": 5,
    # of the newer rooms
    "data": DATA,
    "draws": DRAWS,
    "league": LEAGUE,
    "race": RACE,
    "country": "VNM",
    "origin": 2022,
    "editions": [2024],
    "target_place": 4,
    "part": "tii",
    "first": "osi",
    "second": "tii",
    "level": 0.5,
    "method": "as_known",
    "day": "2024-07-01",
    "indicator": "internet_users_pct",
    "year": 2022,
    "task": "lead",
    "model": "common_drift",
    "before": 2022,
}
STATES = ["vnm", "Vietnam", "XXX", "", None, 5, ["VNM"], "ASEAN", np.str_("VNM"), math.nan]
GROUPS = [
    "asean", "ASEAN", "South-East Asia", "VNM,THA", "vnm, tha", "Asiean", "", [], None, 5, ("VNM",),
    ["vnm", "tha"], ["XXX"], ["VNM", None], {"VNM", "THA"}, pd.Series(["VNM", "THA"]),
    np.array(["VNM", "IDN"]), pd.Index(["THA"]),
]  # fmt: skip
YEARS = [
    "2024", 2025, 1999, 2024.0, 2024.5, np.int64(2024), np.float64(2022), np.int32(2022), None, [],
    True, math.nan, pd.NA, pd.Timestamp("2024-09-17"), math.inf,
]  # fmt: skip
NUMBERS = [0, -1, 500, "4", 4.0, 2.5, np.int64(4), None, [], True, math.nan, pd.NA]
PIECES = ["OSI", "xyz", "", None, 5, ["tii"], "egdi"]
TABLES = [None, [], {}, "panel", NO_ROWS, PLACES, STEPS, GAPS, DATA.head(1), DATA["egdi"], 5]
WRONG: dict[str, list[Any]] = {
    **dict.fromkeys(("focus", "rival", "state", "code", "iso3"), STATES),
    **dict.fromkeys(("members", "group"), GROUPS),
    **dict.fromkeys(("edition", "since"), YEARS),
    **dict.fromkeys(("k", "place", "most"), NUMBERS),
    **dict.fromkeys(("panel", "table", "steps", "gaps", "frame", "rows", "world"), TABLES),
    "scores": [None, [], [0.5, 0.7], "egdi", pd.Series(["a", "b"]), pd.Series([], dtype=float)],
    "weights": [None, [], {}, pd.Series([1.0, 2.0]), 0.33],
    "measure": ["OSI", "egid", "", None, 5, ["osi"], "rank", "status"],
    "measures": ["osi", [], None, ["egid"], ("osi", "TII"), 5],
    "country": STATES,
    "target_place": NUMBERS,
    "data": TABLES,
    **dict.fromkeys(("origin", "before"), YEARS),
    "editions": [[1999], ["2024"], 2025, [None], "2024", [2024.5], True],
    **dict.fromkeys(("part", "first", "second"), PIECES),
    "level": [0, 1, 1.5, -0.1, "0.5", None, math.nan, True],
    "method": ["x", "", None, 5],
    "day": ["yesterday", "2024-13-01", "", 5, "1990-01-01", "2024"],
    "indicator": ["internet", "", None, 5, "Internet users"],
    "year": ["2022", 1900, None, 2022.5, True],
    "task": ["x", "", None, 5],
    "model": ["oracle", "", 5, ["common_drift"]],
}

# Functions with arguments of their own, tested elsewhere.
ELSEWHERE = {
    "contributions.shapley",  # takes a function
    "panel.describe", "panel.faults", "panel.load", "panel.read_csv", "panel.source_line",
    "panel.stamp", "panel.table_path", "panel.to_csv", "panel.validate",  # test_panel
    "panel.require", "panel.whole", "lookup.called",  # what the doors themselves ask
}  # fmt: skip
# Functions of which an empty or blank answer is one: nothing misfits, one state has no variance, a
# group has a name and no codes.
MAY_SAY_NOTHING = {
    "ranks.rank", "reconcile.misfits", "reconcile.consequences", "contributions.covariance_shares",
    "contributions.correlation_ratios", "lookup.group_codes", "inputs.known", "inputs.newest",
    "inputs.revisions", "needed.frontier", "needed.past_gains", "projection.target_chances",
    "projection.said_of", "nowcast.in_group",
}  # fmt: skip
# Functions that answer None where nothing is known: an edition to come, a day before the record.
MAY_BE_NONE = {"projection.outcome", "bodies.body", "inputs.value_on"}
# Functions whose columns are the places of the group asked for.
VARYING = {"projection.place_probabilities"}
ROOMS = [ranks, contributions, reconcile, lookup, panel, question, standing]


def public(room: ModuleType) -> dict[str, Callable]:
    """The functions that a room itself defines and does not keep to itself."""
    return {
        f"{room.__name__.rpartition('.')[2]}.{name}": value
        for name, value in vars(room).items()
        if inspect.isfunction(value)
        and value.__module__ == room.__name__
        and not name.startswith("_")
    }


# Of the newer rooms, those that are asked by state, group, edition, place, day or part.
NEWER: list[Callable] = [
    firmness.league, firmness.members, firmness.weightings, inputs.check, inputs.revised,
    inputs.fresher, inputs.standings, inputs.worth, inputs.due, inputs.rebuilt, inputs.inputs,
    inputs.components, inputs.known, inputs.newest, inputs.revisions, inputs.value_on,
    inputs.survey_day, targets.judge, targets.held, targets.standing, yardsticks.compare,
    yardsticks.given_income, needed.race, needed.past_gains, needed.frontier,
    needed.components_left, bodies.body, nowcast.in_group, brief.home_group, gather,
    projection.project, projection.outlook, projection.place_probabilities, projection.kth_line,
    projection.outcome, projection.chosen_model, projection.said_of, projection.in_league,
    projection.target_chances,
]  # fmt: skip
FUNCTIONS = {name: f for room in ROOMS for name, f in public(room).items() if name not in ELSEWHERE}
FUNCTIONS |= {f"{f.__module__.split('.')[1]}.{f.__name__}": f for f in NEWER}


EARLY = DATA[DATA["edition"].le(2014)]  # two editions to judge
OWN = {
    projection.said_of: {"data": EARLY},
    projection.in_league: {"data": EARLY},
    targets.held: {"scores": ["egdi"]},
    needed.past_gains: {"since": 2008},
    needed.frontier: {"steps": 5},
}
"""Right values that other functions have by the same name."""


def arguments(function: Callable) -> dict[str, Any]:
    """Right values for the arguments that have no default, and for those that may be wrong."""
    right = RIGHT | OWN.get(function, {})
    return {
        name: right[name]
        for name, argument in inspect.signature(function).parameters.items()
        if argument.default is inspect.Parameter.empty
        or (name in WRONG and name in right and name != "table")
    }


@cache
def answered(name: str) -> Any:
    """The answer to the right call."""
    return FUNCTIONS[name](**arguments(FUNCTIONS[name]))


def shown(value: Any) -> str:
    # A set has another order in each process; two that run side by side must agree on names.
    value = sorted(value) if isinstance(value, set) else value
    text = f"{type(value).__name__}-{value}" if not hasattr(value, "columns") else "table"
    return re.sub(r"\s+", " ", text)[:40]


CASES = [
    (name, argument, i)
    for name, function in FUNCTIONS.items()
    for argument in arguments(function)
    for i in range(len(WRONG.get(argument, [])))
]


def empty(answer: Any) -> bool:
    """An answer that says nothing."""
    if answer is None:
        return False
    if isinstance(answer, (pd.DataFrame, pd.Series)):
        return len(answer) == 0 or bool(answer.isna().all(axis=None))
    return isinstance(answer, (list, dict, str)) and not answer


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_right_call_is_answered(name, few_draws):
    answer = answered(name)
    assert not empty(answer) or name == "lookup.group_codes"


@pytest.mark.parametrize(
    ("name", "argument", "i"),
    CASES,
    ids=[f"{n}-{a}-{i}-{shown(WRONG[a][i])}" for n, a, i in CASES],
)
def test_a_door_answers_or_refuses_in_one_sentence(name, argument, i, few_draws):
    function, value = FUNCTIONS[name], WRONG[argument][i]
    call = arguments(function)
    right = answered(name)
    call[argument] = value
    try:
        answer = function(**call)
    except panel.DataError as refusal:
        told = str(refusal)
        assert "\n" not in told and len(told) > 20
        assert told.endswith((".", "?")), told
        return
    if answer is None and name in MAY_BE_NONE:
        return
    assert isinstance(answer, type(right))
    if isinstance(right, pd.DataFrame) and name not in VARYING:
        assert list(answer.columns) == list(right.columns)
        assert answer.index.names == right.index.names
    assert name in MAY_SAY_NOTHING or not empty(answer), "an empty answer"


# --- the doors that gave a silent zero, an empty table or a foreign error


@pytest.mark.parametrize("group", ["ASEAN", "asean", ",".join(ASEAN), tuple(ASEAN), set(ASEAN)])
def test_a_group_by_name_is_the_group_by_codes(group):
    def same(one, two):
        (pd.testing.assert_frame_equal if isinstance(two, pd.DataFrame) else
         pd.testing.assert_series_equal)(one, two)  # fmt: skip

    c = contributions
    same(ranks.places(DATA, group), PLACES)
    change = c.place_change(DATA, "VNM", group, 2022, 2024)
    same(change, c.place_change(DATA, "VNM", ASEAN, 2022, 2024))
    assert change.sum() == pytest.approx(1)
    same(c.gap_to_line(DATA, "VNM", group, 4), c.gap_to_line(DATA, "VNM", ASEAN, 4))
    same(c.gaps_in_group(DATA, "VNM", group, 2024), c.gaps_in_group(DATA, "VNM", ASEAN, 2024))


def test_a_dated_group_is_that_of_the_edition_asked_for():
    """Timor-Leste joins ASEAN between the editions of 2024 and 2026."""
    later = DATA[DATA["edition"].eq(2024)].assign(edition=2026)
    both = pd.concat([DATA[DATA["edition"].eq(2024)], later])
    assert "TLS" not in set(ranks.places(DATA, "ASEAN")["iso3"])
    assert "TLS" in set(ranks.places(both, "ASEAN")["iso3"])
    assert "TLS" in lookup.members_in(both, "ASEAN")
    assert "TLS" not in lookup.members_in(both, "ASEAN", 2024)


@pytest.mark.parametrize("state", ["vnm", " VNM ", "VNM"])
def test_a_code_is_taken_in_any_case(state):
    assert contributions.gap(DATA, state, "tha", 2024).equals(
        contributions.gap(DATA, "VNM", "THA", 2024)
    )
    assert ranks.gaps(PLACES, state, 4).equals(ranks.gaps(PLACES, "VNM", 4))
    assert lookup.others_ranked(state, "ASEAN", 2024) == 9
    lookup.check_question(state, "ASEAN", 4, 2024)


REFUSALS = {
    "an unknown rival": (
        lambda: contributions.gap(DATA, "VNM", "THX", 2024),
        "'THX' is not the ISO alpha-3 code of a UN member state; did you mean THA",
    ),
    "an unknown rival throughout": (
        lambda: contributions.gap_to_line(DATA, "VNM", "ASEAN", 4, "INA"),
        "'INA' is not the ISO alpha-3 code",
    ),
    "an edition to come": (
        lambda: contributions.gap(DATA, "VNM", "THA", 2026),
        r"no edition 2026; it has 2003, .*2024\.",
    ),
    "an edition later than the rows at hand": (
        lambda: contributions.gap(DATA.query("edition < 2022"), "VNM", "THA", 2024),
        r"no edition 2024; it has 2003, .*2020\.",
    ),
    "a state not ranked then": (
        lambda: contributions.gap(DATA, "VNM", "LBY", 2012),
        r"Libya was not ranked in 2012\.",
    ),
    "a place beyond the group": (lambda: ranks.gaps(PLACES, "VNM", 500), "choose 1 to 9"),
    "no place": (lambda: ranks.line(PLACES, 0), "choose 1 to 10"),
    "half a place": (lambda: ranks.line(PLACES, 2.5), "The place is 2.5; expected a whole number"),
    "a misspelt group": (lambda: ranks.places(DATA, "Asiean"), "did you mean ASEAN"),
    "a misspelt measure": (lambda: ranks.places(DATA, measure="egid"), "did you mean egdi"),
    "a state outside the table": (lambda: ranks.gaps(PLACES, "FRA", 4), "France is not in the"),
    "nobody to compare with": (
        lambda: contributions.place_change(DATA, "VNM", "VNM", 2022, 2024),
        "No other member was ranked both in 2022 and in 2024",
    ),
    "editions the wrong way round": (
        lambda: contributions.place_change(DATA, "VNM", "ASEAN", 2024, 2022),
        "expected an earlier edition first",
    ),
    "one edition for a change": (
        lambda: contributions.changes(DATA.query("edition == 2024")),
        "A change needs two editions; the table has 2024 only",
    ),
    "no rows": (lambda: ranks.places(NO_ROWS), "no rows; expected a panel"),
    "places for a panel": (lambda: ranks.places(PLACES), "no column status; expected a panel"),
    "a panel for places": (lambda: ranks.line(DATA, 4), "no column score; expected a table as"),
    "too many players": (
        lambda: contributions.shapley(lambda s: 0.0, list(range(40))),
        "40 players, 40 different; expected at most 16",
    ),
    "a player twice": (lambda: contributions.shapley(len, ["a", "a"]), "2 players, 1 different"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_has_no_answer_is_refused_in_a_sentence_that_helps(case):
    call, sentence = REFUSALS[case]
    with pytest.raises(panel.DataError, match=sentence) as raised:
        call()
    assert "\n" not in str(raised.value)
