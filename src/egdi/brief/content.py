"""Put a brief together: numbers, sentences, tables and pictures in the order of reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from egdi import inputs, panel, projection
from egdi.brief import charts, sentences
from egdi.brief.facts import Facts, gather
from egdi.brief.paper import Brief, Cell, Picture, Section, Table
from egdi.panel import PARTS
from egdi.words import Best, Group, State, Term, numbers, phrase, term
from egdi.words import source as words_source


def build(
    country: str,
    group: panel.Group = "ASEAN",
    target_place: int | None = None,
    edition: int | None = None,
) -> Brief:
    """Return the brief on a country; ``.write("folder")`` makes its Word file and PDF.

    Args:
        country: ISO alpha-3 code.
        group: a group as :func:`egdi.lookup.members` takes it, or ISO codes. A country that is no
            member is compared with it.
        target_place: place to reach; default 4, less in a group of fewer than five.
        edition: survey year; default the latest.

    Raises:
        DataError: one sentence, with near matches, if something is unknown or says nothing.
    """
    facts = gather(country, group, target_place, edition)
    state, where = State(facts.focus), Group(facts.group)
    return Brief(
        file_name=sentences.file_name(facts, target_place),
        title=phrase("{state:start} in the UN E-Government Development Index", state=state),
        subtitle=phrase(
            "Edition of {edition} · {group:in} · target: {goal}",
            edition=facts.edition,
            group=where,
            goal=Best(facts.k),
        ),
        headline=headline(facts),
        summary=sentences.summary(facts),
        sections=[
            Section(
                "trajectory",
                phrase("Trajectory"),
                sentences.trajectory(facts),
                [_trajectory(facts)],
            ),
            Section(
                "change", phrase("What moved the score"), sentences.change(facts), _change(facts)
            ),
            Section("league", phrase("The league"), sentences.league(facts), [_league(facts)]),
            Section(
                "outlook",
                phrase("The next edition"),
                sentences.outlook(facts),
                _outlook(facts),
                new_page=True,
            ),
            Section(
                "needed",
                phrase("What would have to be true"),
                sentences.needed(facts),
                _needed(facts),
            ),
            Section(
                "supply",
                phrase("Figures behind TII and HCI"),
                sentences.supply(facts),
                _supply(facts),
            ),
        ],
        notes=sentences.notes(facts),
        source=words_source(),
        retrieved=str(panel.describe("panel")["retrieved"]),
    )


def headline(facts: Facts) -> list[Cell]:
    """Return the numbers of the headline box."""
    group, goal = Group(facts.group), Best(facts.k)
    world = group.key == "World"
    short = not group.codes and len(group.said("name")) <= 12
    inside = phrase(
        {True: "Place {group:in}", False: "Place in the group"}, case=short, group=group
    )
    target = phrase("Target: {goal:label}", goal=goal)
    rank = phrase("World rank")
    if not facts.ranked:
        ranked = len(facts.common.world[facts.common.world["edition"].eq(facts.edition)])
        return [
            Cell(rank, "–", phrase("not ranked; {n} were", n=ranked)),
            Cell("EGDI", "–", phrase("no index")),
            *([] if world else [Cell(inside, "–", phrase("{n} ranked", n=len(facts.now)))]),
            Cell(target, phrase("no data"), ""),
        ]
    own = facts.own.loc[facts.edition]
    points = float(facts.gaps["points"][facts.edition])
    behind = int(facts.gaps["places"][facts.edition])
    met = behind == 0
    middle = (
        Cell(
            phrase("Percentile"),
            numbers.decimal(own["percentile"], 0),
            phrase("% of others behind"),
        )
        if world
        else Cell(
            inside,
            sentences.place(facts),
            phrase(
                {False: "of {n}", True: "of {n}, itself added"},
                case=facts.outsider,
                n=len(facts.now),
            ),
        )
    )
    return [
        Cell(rank, f"{own['place']}", phrase("of {n}", n=int(own["n"]))),
        Cell("EGDI", numbers.score(own["score"]), phrase("index, 0 to 1")),
        middle,
        Cell(
            target,
            phrase({True: "met", False: "missed"}, case=met),
            phrase("edition of {edition}", edition=facts.edition),
        ),
        Cell(
            phrase("Distance in points"),
            numbers.decimal(points, 4, sign=True),
            phrase(
                {True: "to the next one", False: "to the line of place {k}"},
                case=facts.k == 1 and met,
                k=facts.k,
            ),
        ),
        Cell(phrase("Distance in places"), f"{behind}", phrase("to place {k}", k=facts.k)),
    ]


def _trajectory(facts: Facts) -> Picture:
    table = charts.trajectory_table(facts)
    known = table.dropna(subset=["score"])
    both = known.dropna(subset=["line"])
    fields: dict[str, Any] = {}
    if not known.empty:
        first, last = known.iloc[0], known.iloc[-1]
        fields = {
            "a": float(first["score"]),
            "since": int(first["edition"]),
            "b": float(last["score"]),
            "last": int(last["edition"]),
            "above": int((both["score"] >= both["line"]).sum()),
            "n": len(both),
        }
    group, state = Group(facts.group), State(facts.focus)
    return Picture(
        "fig-brief-trajectory",
        phrase(
            "EGDI and the line to place {k} {group:in}, the score of the {holder}. Numbers: place "
            "at each edition. Dotted lines: the named part was redefined.",
            k=facts.k,
            group=group,
            holder=sentences.holder_of_line(facts),
        ),
        phrase(
            {
                True: "Two lines over the editions, the score and the dashed line to reach. The "
                "line alone: {state} has no score.",
                False: "Two lines over the editions, the score and the dashed line to reach. The "
                "score of {state} goes from {a:.2} in {since} to {b:.2} in {last} and stands at or "
                "above the line in {above} of {n} editions.",
            },
            case=known.empty,
            state=state,
            **fields,
        ),
        lambda: charts.trajectory(facts),
        table,
        phrase(
            "{state:start}: EGDI and the line to place {k} {group:in}",
            state=state,
            k=facts.k,
            group=group,
        ),
    )


def _change(facts: Facts) -> list[Table | Picture]:
    if facts.change is None:
        return []
    table = charts.change_table(facts)
    said = ", ".join(
        phrase(
            "{what} {absolute:+points} and {relative:+points}",
            what=charts.bar_name(str(name)),
            absolute=float(row["absolute"]),
            relative=float(row["relative"]),
        )
        for name, row in table.set_index("term").iterrows()
    )
    fields = {"since": facts.common.before, "edition": facts.edition}
    return [
        Picture(
            "fig-brief-change",
            phrase(
                "Contributions to the change of the EGDI, {since} to {edition}, in index points: "
                "absolute, and less the mean over all states.",
                **fields,
            ),
            phrase("Two sets of bars, absolute and relative to the world mean: {said}.", said=said),
            lambda: charts.change(facts),
            table,
            phrase(
                "{state:start}: contributions to the change of the EGDI, {since} to {edition}",
                state=State(facts.focus),
                **fields,
            ),
        )
    ]


def _league(facts: Facts) -> Table:
    rows = facts.league
    best = phrase("{goal:label} in {next}", goal=Best(facts.k), next=facts.common.next)
    counts = facts.now["place"].value_counts()
    places = [f"{'=' if counts[p] > 1 else ''}{p}" for p in rows["place"]]
    parts = {p: Term(p).said("label") for p in PARTS}
    state, lead = phrase("State"), phrase("Lead over it")
    columns: dict[str, Any] = {
        phrase("Place"): places,
        state: [State(iso).said("name") for iso in rows["iso3"]],
    }
    if Group(facts.group).key != "World":
        columns[phrase("World rank")] = rows["rank"]
    columns["EGDI"] = rows["score"]
    if facts.ranked:
        columns |= {lead: rows["lead"], **{head: rows[p] for p, head in parts.items()}}
    if rows["chance"].notna().any():
        columns[best] = 100 * rows["chance"]
    frame = pd.DataFrame(columns)

    def signed(value: float) -> str:
        return numbers.points(value, sign=True)

    formats: dict[str, str | Callable[[Any], str]] = {
        "EGDI": numbers.score,
        best: lambda v: numbers.with_sign(numbers.chance(v / 100, unit=False)),
        **dict.fromkeys((lead, *parts.values()), signed),
    }
    return Table(
        "tbl-brief-league",
        phrase(
            {
                True: "Members: {shown}.",
                False: "{some} of {n} members: {shown}.",
            },
            case=len(rows) == len(facts.now),
            some=len(rows),
            n=len(facts.now),
            shown=[
                phrase("place in the group, world rank and score"),
                *(
                    [
                        phrase(
                            "the lead of {state} over each (index points; negative is behind) and "
                            "what each part adds to it",
                            state=State(facts.focus),
                        )
                    ]
                    if facts.ranked
                    else []
                ),
                *(
                    [phrase("each one’s chance of {goal} at the next edition", goal=Best(facts.k))]
                    if best in frame
                    else []
                ),
            ],
        ),
        frame,
        formats,
        strong=(state, State(facts.focus).said("name")),
    )


def _outlook(facts: Facts) -> list[Table | Picture]:
    if not facts.projected:
        return []
    fields: dict[str, Any] = {
        "group": Group(facts.group),
        "next": facts.common.next,
        "state": State(facts.focus),
    }
    return [
        Picture(
            "fig-brief-places",
            phrase(
                "Probability in percent of each place {group:in} in {next}; full bars are within "
                "the target.",
                **fields,
            ),
            phrase(
                "Bars of the probability of each place. The highest, {most:chance}, stands at "
                "place {likely}; the places up to {k} add up to {chance:chance}.",
                most=float(facts.chances.max()),
                likely=int(facts.chances.idxmax()),
                k=facts.k,
                chance=facts.chance,
            ),
            lambda: charts.places(facts),
            charts.places_table(facts),
            phrase("{state:start}: probability of each place {group:in}, {next}", **fields),
            projection.source(facts.edition),
        )
    ]


def _needed(facts: Facts) -> list[Table | Picture]:
    if not facts.ranked:
        return []
    table = facts.needed
    fields = {"edition": facts.edition, "next": facts.common.next}
    goals = {"line": phrase("For the line of {edition}", **fields)}
    if facts.line_next:
        goals |= {
            "even": phrase("For 50 % in {next}", **fields),
            "likely": phrase("For 80 % in {next}", **fields),
        }

    def level(row: pd.Series, goal: str) -> str:
        return phrase(
            {
                "above": "above 1 ({change:+points})",
                "below": "below 0 ({change:+points})",
                "level": "{level:points} ({change:+points})",
            },
            case="above" if row[goal] > 1 else "below" if row[goal] < 0 else "level",
            level=float(row[goal]),
            change=float(row[goal] - row["now"]),
        )

    now = phrase("Now")
    frame = pd.DataFrame(
        {
            phrase("Measure"): [Term(m).said("label") for m in table["measure"]],
            phrase("World rank"): table["rank"],
            now: table["now"],
            **{
                head: [level(row, goal) for _, row in table.iterrows()]
                for goal, head in goals.items()
            },
        }
    )
    return [
        Table(
            "tbl-brief-needed",
            phrase(
                {
                    True: "World rank, score, level needed, and change from {edition}, in the "
                    "index or in one part with the other two unchanged: for the line of {edition}, "
                    "and for a score that suffices in 50 % and 80 % of the simulated editions of "
                    "{next}.",
                    False: "World rank, score, level needed, and change from {edition}, in the "
                    "index or in one part with the other two unchanged: for the line of "
                    "{edition}.",
                },
                case=bool(facts.line_next),
                **fields,
            ),
            frame,
            {now: numbers.points},
            data=table,
            to_the_right=list(goals.values()),
        )
    ]


def _supply(facts: Facts) -> list[Table | Picture]:
    """Return the data-supply check of the edition, or its inputs where it is not described."""
    if len(facts.check):
        return [_check(facts)]
    return [] if facts.supply.empty else [_inputs(facts)]


def _check(facts: Facts) -> Table:
    """Return the data-supply check in its short form."""
    rows = inputs.said(facts.check)

    def used(row: Any) -> str:
        if pd.isna(row.year_used):
            return row.used
        return phrase("{value} ({year})", value=row.used, year=int(row.year_used))

    effects = {
        phrase("EGDI"): ("today_egdi", "+points"),
        phrase("Ranks"): ("today_ranks", "+"),
        phrase("Places"): ("today_places", "+"),
    }
    values = {
        phrase("Value used"): [used(row) for row in rows.itertuples()],
        phrase("Newest then"): rows["newest"],
        phrase("Revised since"): rows["since"],
        **{
            head: ["–" if pd.isna(v) else numbers.said(v, how) for v in rows[column]]
            for head, (column, how) in effects.items()
        },
    }
    frame = pd.DataFrame(
        {
            phrase("Component"): rows["figure"],
            phrase("Part"): rows["index"],
            phrase("Known"): rows["known"],
            **values,
            phrase("Trust"): rows["trusted"],
        }
    )
    return Table(
        "tbl-brief-supply",
        phrase(
            "Data-supply check of {edition}: the value used (published by its source before the "
            "survey, implied by the published TII, or not known), the newest known then, the same "
            "as revised since, and what that would change: index points, world ranks, places.",
            edition=facts.edition,
        ),
        frame,
        data=facts.check,
        to_the_right=list(values),
    )


def _inputs(facts: Facts) -> Table:
    """Return the inputs of an edition whose components are not described, with their age."""
    table = facts.supply
    newest, newer = phrase("Newest before the survey"), phrase("Newer since")

    def value(row: Any) -> str:
        if pd.isna(row.year):
            return phrase({True: "none", False: "not in this record"}, case=bool(row.recorded))
        unit = {"%": "{v:.1} %", "per 100": "{v:.1} per 100", "years": "{v:.1} years"}
        return phrase(unit, case=row.unit, v=row.value)

    frame = pd.DataFrame(
        {
            phrase("Input"): [phrase(name) for name in table["input"]],
            phrase("Part"): table["part"].map(term),
            newest: [value(row) for row in table.itertuples()],
            phrase("Year"): table["year"],
            phrase("Years old"): table["age"],
            newer: [f"{y}" if pd.notna(y) else "–" for y in table["newer"]],
        }
    )
    if table["newer"].isna().all():
        frame = frame.drop(columns=newer)
    return Table(
        "tbl-brief-supply",
        phrase(
            "Newest figure of each input in international databases before the survey of "
            "{edition}, its age then, and the year of a newer one, if any. Which one the UN took "
            "does not stand in this record.",
            edition=facts.edition,
        ),
        frame,
        data=table,
        to_the_right=(newest, newer),
    )
