"""Put a brief together: numbers, sentences, tables and pictures in the order of reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from egdi import panel
from egdi.brief import charts, words
from egdi.brief.facts import Facts, gather
from egdi.brief.paper import Brief, Cell, Picture, Section, Table
from egdi.panel import PARTS
from egdi.terms import term


def build(
    country: str,
    group: panel.Group = "ASEAN",
    target_place: int | None = None,
    edition: int | None = None,
) -> Brief:
    """Return the brief on a country; ``.write("folder")`` makes its Word file and PDF.

    Args:
        country: ISO alpha-3 code.
        group: a group as :func:`egdi.panel.members` takes it, or ISO codes. A country that is no
            member is compared with it.
        target_place: place to reach; default 4, less in a group of fewer than five.
        edition: survey year; default the latest.

    Raises:
        DataError: one sentence, with near matches, if something is unknown or says nothing.
    """
    facts = gather(country, group, target_place, edition)
    name, where = panel.name(facts.focus), words.group_phrase(facts.group)
    return Brief(
        file_name=words.file_name(facts, target_place),
        title=f"{name} in the UN E-Government Development Index",
        subtitle=f"Edition of {facts.edition} · in {where} · target: "
        f"{'the first place' if facts.k == 1 else f'among the best {facts.k}'}",
        headline=headline(facts),
        summary=words.summary(facts),
        sections=[
            Section(
                "trajectory", "Trajectory", words.trajectory(facts), [_trajectory(facts, where)]
            ),
            Section("change", "What moved the score", words.change(facts), _change(facts)),
            Section("league", "The league", words.league(facts), [_league(facts)]),
            Section(
                "outlook",
                "The next edition",
                words.outlook(facts),
                _outlook(facts, where),
                new_page=True,
            ),
            Section("needed", "What would have to be true", words.needed(facts), _needed(facts)),
            Section("supply", "Figures behind TII and HCI", words.supply(facts), _supply(facts)),
        ],
        notes=words.notes(facts),
        source=panel.source_line(),
        retrieved=str(panel.describe("panel")["retrieved"]),
    )


def headline(facts: Facts) -> list[Cell]:
    """Return the numbers of the headline box."""
    target = f"Target: {words.target(facts).lower()}"
    world = words.group_name(facts.group) == "World"
    where = words.group_name(facts.group)
    where = "the group" if words.codes(facts.group) or len(where) > 12 else where
    if not facts.ranked:
        ranked = len(facts.common.world[facts.common.world["edition"].eq(facts.edition)])
        return [
            Cell("World rank", "–", f"not ranked; {ranked} were"),
            Cell("EGDI", "–", "no index"),
            *([] if world else [Cell(f"Place in {where}", "–", f"{len(facts.now)} ranked")]),
            Cell(target, "no data", ""),
        ]
    own = facts.own.loc[facts.edition]
    points = float(facts.gaps["points"][facts.edition])
    behind = int(facts.gaps["places"][facts.edition])
    met = behind == 0
    line = "the next one" if facts.k == 1 and met else f"the line of place {facts.k}"
    of = f"of {len(facts.now)}{', itself added' * facts.outsider}"
    middle = (
        Cell("Percentile", f"{own['percentile']:.0f}", "% of others behind")
        if world
        else Cell(f"Place in {where}", words.place(facts), of)
    )
    return [
        Cell("World rank", f"{own['place']}", f"of {own['n']}"),
        Cell("EGDI", f"{own['score']:.4f}", "index, 0 to 1"),
        middle,
        Cell(target, "met" if met else "missed", f"edition of {facts.edition}"),
        Cell("Distance in points", words.points(points, True), f"to {line}"),
        Cell("Distance in places", f"{behind}", f"to place {facts.k}"),
    ]


def _trajectory(facts: Facts, where: str) -> Picture:
    table = charts.trajectory_table(facts)
    name = panel.name(facts.focus)
    known = table.dropna(subset=["score"])
    both = known.dropna(subset=["line"])
    if known.empty:
        shape = f"The line alone: {name} has no score."
    else:
        first, last = known.iloc[0], known.iloc[-1]
        above = int((both["score"] >= both["line"]).sum())
        shape = (
            f"The score of {name} goes from {first['score']:.2f} in {first['edition']:.0f} to "
            f"{last['score']:.2f} in {last['edition']:.0f} and stands at or above the line in "
            f"{above} of {len(both)} editions."
        )
    return Picture(
        "fig-brief-trajectory",
        f"EGDI and the line to place {facts.k} in {where}, the score of the "
        f"{words.kth_best(facts.k)} other member. Numbers: place at each edition. Dotted lines: "
        "the named part was redefined.",
        f"Two lines over the editions, the score and the dashed line to reach. {shape}",
        lambda: charts.trajectory(facts),
        table,
        f"{name}: EGDI and the line to place {facts.k} in {where}",
    )


def _change(facts: Facts) -> list[Table | Picture]:
    if facts.change is None:
        return []
    table = charts.change_table(facts)
    span = f"{facts.common.before} to {facts.edition}"
    values = table.set_index("term")
    said = ", ".join(
        f"{term(str(t)) if t != 'unexplained' else 'not explained'} "
        f"{words.signed(row['absolute'])} and {words.signed(row['relative'])}"
        for t, row in values.iterrows()
    )
    return [
        Picture(
            "fig-brief-change",
            f"Contributions to the change of the EGDI, {span}, in index points: absolute, and less "
            "the mean over all states.",
            f"Two sets of bars, absolute and relative to the world mean: {said}.",
            lambda: charts.change(facts),
            table,
            f"{panel.name(facts.focus)}: contributions to the change of the EGDI, {span}",
        )
    ]


def _league(facts: Facts) -> Table:
    rows = facts.league
    best = f"{words.target(facts)} in {facts.common.next}"
    counts = facts.now["place"].value_counts()
    places = [f"{'=' if counts[p] > 1 else ''}{p}" for p in rows["place"]]
    lead = [f"{term(p)}" for p in PARTS]
    frame = pd.DataFrame(
        {
            "Place": places,
            "State": rows["iso3"].map(panel.short_names()),
            "World rank": rows["rank"],
            "EGDI": rows["score"],
            "Lead over it": rows["lead"],
            **dict(zip(lead, (rows[p] for p in PARTS), strict=True)),
            best: 100 * rows["chance"],
        }
    )
    formats: dict[str, str | Callable[[Any], str]] = {
        "EGDI": "{:.4f}",
        best: lambda v: "<1 %" if v < 0.5 else ">99 %" if v > 99.5 else f"{v:.0f} %",
        **{c: lambda v: words.signed(v) for c in ("Lead over it", *lead)},
    }
    if rows["chance"].isna().all():
        frame = frame.drop(columns=best)
    if not facts.ranked:
        frame = frame.drop(columns=["Lead over it", *lead])
    some = "Members" if len(rows) == len(facts.now) else f"{len(rows)} of {len(facts.now)} members"
    shown = ["place in the group, world rank and score"]
    if facts.ranked:
        shown.append(
            f"the lead of {words.state(facts.focus)} over each (index points; negative is behind) "
            "and what each part adds to it"
        )
    if best in frame:
        shown.append(f"each one's chance of {words.best(facts)} at the next edition")
    return Table(
        "tbl-brief-league",
        f"{some}: {', '.join(shown)}.",
        frame,
        formats,
        strong=("State", panel.name(facts.focus)),
    )


def _outlook(facts: Facts, where: str) -> list[Table | Picture]:
    if not facts.projected:
        return []
    likely = int(facts.chances.idxmax())
    return [
        Picture(
            "fig-brief-places",
            f"Probability in percent of each place in {where} in {facts.common.next}; full bars "
            "are within the target.",
            f"Bars of the probability of each place. The highest, "
            f"{words.percent(float(facts.chances.max()))}, stands at place {likely}; the places up "
            f"to {facts.k} add up to {words.percent(facts.chance)}.",
            lambda: charts.places(facts),
            charts.places_table(facts),
            f"{panel.name(facts.focus)}: probability of each place in {where}, {facts.common.next}",
        )
    ]


def _needed(facts: Facts) -> list[Table | Picture]:
    if not facts.ranked:
        return []
    table = facts.needed
    goals = {"line": f"For the line of {facts.edition}"}
    if facts.line_next:
        goals |= {
            "even": f"For 50 % in {facts.common.next}",
            "likely": f"For 80 % in {facts.common.next}",
        }

    def level(row: pd.Series, goal: str) -> str:
        change = words.signed(row[goal] - row["now"])
        if row[goal] > 1:
            return f"above 1 ({change})"
        return f"below 0 ({change})" if row[goal] < 0 else f"{row[goal]:.3f} ({change})"

    frame = pd.DataFrame(
        {
            "Measure": [term(m) for m in table["measure"]],
            "Now": table["now"],
            **{
                head: [level(row, goal) for _, row in table.iterrows()]
                for goal, head in goals.items()
            },
        }
    )
    return [
        Table(
            "tbl-brief-needed",
            f"Level needed, and change from {facts.edition}, in the index or in one part with the "
            f"other two unchanged: for the line of {facts.edition}"
            + (
                f", and for a score that suffices in 50 % and 80 % of the simulated editions of "
                f"{facts.common.next}."
                if facts.line_next
                else "."
            ),
            frame,
            {"Now": "{:.3f}"},
            data=table,
            to_the_right=list(goals.values()),
        )
    ]


def _supply(facts: Facts) -> list[Table | Picture]:
    table = facts.supply
    if table.empty:
        return []
    frame = pd.DataFrame(
        {
            "Input": table["input"],
            "Part": table["part"].map(term),
            "Newest before the survey": [
                f"{row.value:.1f}{' %' if row.unit == '%' else f' {row.unit}'}"
                if pd.notna(row.year)
                else "none"
                if row.recorded
                else "not in this record"
                for row in table.itertuples()
            ],
            "Year": table["year"],
            "Years old": table["age"],
            "Newer since": [f"{y}" if pd.notna(y) else "–" for y in table["newer"]],
        }
    )
    if table["newer"].isna().all():
        frame = frame.drop(columns="Newer since")
    return [
        Table(
            "tbl-brief-supply",
            f"Newest figure of each input in international databases before the survey of "
            f"{facts.edition}, its age then, and the year of a newer one, if any. Which one the UN "
            "took does not stand in this record.",
            frame,
            data=table,
            to_the_right=("Newest before the survey", "Newer since"),
        )
    ]
