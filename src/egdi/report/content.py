"""What a thematic report says: the parts that Notice 82/TB-VPCP asks for, from the chapters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from egdi import brief, inputs, lookup, needed, panel, question, targets
from egdi.brief.facts import Facts, gather
from egdi.brief.paper import Picture, Table
from egdi.brief.sentences import change as said_change
from egdi.brief.sentences import outlook as said_outlook
from egdi.brief.sentences import summary as said_summary
from egdi.brief.sentences import trajectory as said_trajectory
from egdi.inputs.names import Component
from egdi.inputs.names import figure as component_figure
from egdi.panel import PARTS, DataError
from egdi.report.differences import differences
from egdi.report.period import Period, period
from egdi.targets import sentences as targets_said
from egdi.words import Best, Group, State, Term, language, numbers, phrase, source, translate

HOME, GROUP, REGION = "VNM", "ASEAN", "South-East Asia"
LEVELS = (0.5, 0.8)
"""Probabilities at which the target place is to be held."""


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is numbered I, II, III, level 2 is numbered 1, 2, 3."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Items:
    """A list with a dash before each item."""

    texts: Sequence[str]


Block = str | Heading | Items | Table | Picture


def widths(table: Table) -> list[float]:
    """Return the share of the width that each column of a table needs on a narrow page.

    A column is as wide as its longest word, and as its longest cell where that is short.
    """
    need = []
    for i, head in enumerate(map(str, table.frame.columns)):
        cells = [row[i] for row in table.rows]
        words = [1.1 * _wide(word) for word in head.split()]  # bold
        words += [_wide(word) for cell in cells for word in cell.split()]
        need.append(max(*words, min(max(map(_wide, cells), default=0), 20)) + 5)
    return [n / sum(need) for n in need]


def _wide(text: str) -> float:
    """Return how wide a text is, in small letters."""
    return sum(1.35 if letter.isupper() or letter in "mw%+−" else 1 for letter in text)


@dataclass(frozen=True)
class Report:
    """A thematic report, ready to be written.

    Attributes:
        period: what it is about.
        focus: ISO code of the state.
        body: issuing body, as the head prints it.
        kind, subject: the two lines of the title.
        basis: the instruments it rests on, one a line.
        blocks: the body, in the order of reading.
        annexes: what follows the signature.
        recipients: one a line.
        source: source line of the data.
        retrieved: day of the data (ISO), the date of the documents.
    """

    period: Period
    focus: str
    body: str
    kind: str
    subject: str
    basis: Sequence[str]
    blocks: Sequence[Block]
    annexes: Sequence[Block]
    recipients: Sequence[str]
    source: str
    retrieved: str
    language: str = field(default_factory=language)

    @property
    def file_name(self) -> str:
        """Name of the documents without ending."""
        return f"report-{self.focus}-{self.period}-{self.language}"

    def items(self) -> dict[str, Table | Picture]:
        """Return tables and pictures by name, in the order of reading."""
        found = [*self.blocks, *self.annexes]
        return {item.name: item for item in found if isinstance(item, Table | Picture)}

    def write(
        self, folder: str | Path = ".", endings: Sequence[str] = ("docx", "pdf")
    ) -> list[Path]:
        """Write the documents and return their paths; the same bytes each time.

        Args:
            folder: made if need be.
            endings: ``docx``, ``pdf``, and ``png`` for a picture of each page.

        Raises:
            DataError: if there is no such ending.
        """
        from egdi import documents
        from egdi.report import pdf, word

        pictures = documents.rendered(self.items().values())
        makers: dict[str, Callable[[], list[bytes]]] = {
            "docx": lambda: [word.document(self, pictures)],
            "pdf": lambda: [pdf.document(self, pictures)],
            "png": lambda: pdf.pages(self, pictures),
        }
        return documents.write(makers, endings, folder, self.file_name)


@dataclass(frozen=True)
class Subject:
    """The state, the period and what was known at its end."""

    focus: str
    group: panel.Group
    period: Period

    @property
    def edition(self) -> int:
        """The last edition published by the end of the period."""
        return self.period.edition

    @cached_property
    def facts(self) -> Facts:
        """The numbers of the brief on the state at that edition."""
        return gather(self.focus, self.group, None, self.edition)

    @cached_property
    def paper(self) -> brief.Brief:
        """The brief, whose tables and pictures the report takes over."""
        return brief.build(self.focus, self.group, None, self.edition)

    @cached_property
    def ask(self) -> question.Question:
        """The question behind it."""
        return question.ask(self.focus, self.group, place=self.facts.k, edition=self.edition)

    @cached_property
    def goals(self) -> list[targets.Goal]:
        """The official targets issued by the end of the period; none for another state."""
        if self.focus != targets.OWNER:
            return []
        ask = question.ask(self.focus, "World", place=1, edition=self.edition)
        return [goal for goal in ask.goals() if goal.since <= self.period.end]

    @cached_property
    def live(self) -> list[targets.Goal]:
        """The newest of those in force."""
        found = [goal for goal in self.goals if goal.status == targets.OPEN]
        return [goal for goal in found if goal.issued == found[0].issued]

    @cached_property
    def due(self) -> pd.DataFrame:
        """What is published of the next edition's inputs by the end of the period."""
        return inputs.due(self.focus, day=self.period.end)

    @property
    def newest_copy(self) -> str:
        """Day of the newest copy of the inputs by the end of the period (ISO)."""
        days = [c for c in panel.load("vintages").columns if c[:2] == "20"]
        return max(day for day in days if day <= self.period.end)

    def body(self, task: str) -> str:
        """Return the body that had a task at the end of the period; empty where none is known."""
        if self.focus != HOME:
            return ""
        rows = panel.load("bodies")
        rows = rows[rows["task"].eq(task) & rows["since"].astype(str).le(self.period.end)]
        rows = rows[rows["until"].isna() | rows["until"].astype(str).ge(self.period.end)]
        column = "name_vi" if language() == "vi" else "name_en"
        return str(rows[column].iat[-1]) if len(rows) else ""


def build(
    asked: str | int, country: str = HOME, group: panel.Group | None = None,
    compare: str | None = None,
) -> Report:  # fmt: skip
    """Return the thematic report of a quarter or a year.

    Args:
        asked: ``2026Q4`` or ``2026``.
        country: ISO code; another than Viet Nam in English only.
        group: the group of its place; default ASEAN for its members, the sub-region for others.
        compare: the period whose report this one is compared with; default the one before.

    Raises:
        DataError: if the period, the country or the group is unknown, the state was not ranked,
            or the report of another state is asked for in Vietnamese.
    """
    this = period(asked)
    focus = lookup.find_country(country)
    if focus != HOME and language() == "vi":
        raise DataError(
            "The Vietnamese report follows a decree, targets and tasks of Viet Nam; of another "
            f"state ask in English (LANGUAGE=en): {lookup.name(focus)}."
        )
    own = brief.home_group(focus, this.edition) if group is None else group
    subject = Subject(focus, own, this)
    if not subject.facts.ranked:
        raise DataError(
            f"{lookup.name(focus)} was not ranked in {this.edition}, so there is nothing to report."
        )
    earlier = period(compare) if compare else _earlier(this)
    state = State(focus)
    return Report(
        period=this,
        focus=focus,
        body=subject.body("lead") or phrase("Lead body: to be filled in"),
        kind=phrase("Report"),
        subject=phrase(
            "on {state} in the UN E-Government Development Index and the measures to improve it, "
            "{period:name}",
            state=state,
            period=this,
        ),
        basis=_basis(subject),
        blocks=[
            *_changed(subject, earlier),
            *_situation(subject),
            *_targets(subject),
            *_data(subject),
            *_expected(subject),
            *_needed(subject),
            *_proposals(subject),
        ],
        annexes=_annexes(subject),
        recipients=[phrase("As addressed;"), phrase("File: office, drafting unit.")],
        source=source(),
        retrieved=str(panel.describe("panel")["retrieved"]),
    )


def _earlier(this: Period) -> Period | None:
    try:
        return period(str(this.before))
    except DataError:
        return None


def _basis(subject: Subject) -> list[str]:
    if subject.focus != HOME:
        return []
    out = [
        phrase(
            "Pursuant to Notice 82/TB-VPCP of the Government Office, {day:day}, on the UN "
            "e-government index",
            day="2017-02-16",
        )
    ]
    table = panel.load("targets").drop_duplicates("instrument").set_index("instrument")
    for name in dict.fromkeys(name for goal in subject.live for name in goal.instruments):
        day = str(table.at[name, "issued"])
        if len(day) == 10:
            text = translate(name, "instrument")
            out.append(phrase("Pursuant to {text}, {day:day}", text=text, day=day))
    return out


def _changed(subject: Subject, earlier: Period | None) -> list[Block]:
    if earlier is None:
        return []
    told = differences(subject, Subject(subject.focus, subject.group, earlier))
    return [Heading(phrase("What differs from the report on {p}", p=earlier)), Items(told)]


def _situation(subject: Subject) -> list[Block]:
    facts = subject.facts
    now = facts.common.data[facts.common.data["edition"].eq(facts.edition)].set_index("iso3")
    before = facts.common.before
    then = facts.common.data[facts.common.data["edition"].eq(before)].set_index("iso3")
    measures = ["egdi", *PARTS]

    def rank(table: pd.DataFrame, measure: str) -> str:
        scores = table.loc[table["status"].eq("ranked"), measure]
        if subject.focus not in scores.index:
            return "–"
        place = 1 + int(scores.gt(scores[subject.focus]).sum())
        return phrase("{place} of {n}", place=place, n=len(scores))

    def score(table: pd.DataFrame, measure: str) -> float | None:
        value = table[measure].get(subject.focus)
        return None if value is None or pd.isna(value) else float(value)

    def moved(measure: str) -> str:
        old, new = score(then, measure), score(now, measure)
        return "–" if old is None or new is None else numbers.points(new - old, sign=True)

    def printed(table: pd.DataFrame, measure: str) -> str:
        value = score(table, measure)
        return "–" if value is None else numbers.score(value)

    frame = pd.DataFrame(
        {
            phrase("Measure"): [Term(m).said("long") for m in measures],
            **(
                {phrase("Score, {e}", e=before): [printed(then, m) for m in measures]}
                if before
                else {}
            ),
            phrase("Score, {e}", e=facts.edition): [printed(now, m) for m in measures],
            phrase("Change"): [moved(m) for m in measures],
            phrase("World rank"): [rank(now, m) for m in measures],
        }
    )
    told = [said_summary(facts), said_trajectory(facts)]
    redefined = [Term(p) for p in facts.redefined]
    return [
        Heading(phrase("Situation")),
        Heading(phrase("Rank, place and score"), 2),
        " ".join(told),
        subject.paper.item("fig-brief-trajectory"),
        Table(
            "tbl-report-scores",
            phrase(
                "Scores of the index and its parts, their change and the world rank at the edition "
                "of {e}.",
                e=facts.edition,
            ),
            frame,
            to_the_right=list(frame.columns[1:]),
        ),
        Heading(phrase("What moved the score"), 2),
        said_change(facts),
        *[i for n, i in subject.paper.items().items() if n == "fig-brief-change"],
        *(
            [
                phrase(
                    "In {e} {parts} {parts:count:was|were} redefined: the change since the edition "
                    "before is not progress alone.",
                    e=facts.edition,
                    parts=redefined,
                )
            ]
            if redefined and before
            else []
        ),
        Heading(phrase("The gap to the next places"), 2),
        *[gap for gap in _gaps(subject) if gap],
    ]


def _gaps(subject: Subject) -> list[str]:
    told = []
    for gap in subject.ask.ahead(4):
        told.append(
            phrase(
                "{rival:start} is {total:points} points ahead: OSI {osi:+points}, TII "
                "{tii:+points}, HCI {hci:+points} from the state’s side.",
                rival=gap.rival,
                total=gap.total,
                **{part: gap.parts[part] for part in PARTS},
            )
        )
    return [" ".join(told)] if told else [phrase("Nobody in the group is ahead.")]


def _targets(subject: Subject) -> list[Block]:
    if not subject.goals:
        return []
    state = State(subject.focus)
    table = targets_said.table(subject.goals)
    frame = pd.DataFrame(
        {
            phrase("Target"): table["target"],
            phrase("Instrument"): table["texts"],
            phrase("Settled by"): table["settled_by"],
            phrase("Held"): table["held"],
            phrase("Points"): [
                "–" if pd.isna(v) else numbers.points(v, sign=True) for v in table["points"]
            ],
            phrase("Chance"): ["–" if pd.isna(v) else numbers.chance(v) for v in table["chance"]],
            phrase("Outcome"): table["outcome"],
        }
    )
    return [
        Heading(phrase("Targets")),
        *[" ".join(targets_said.answer(goal, state)).replace("**", "") for goal in subject.live],
        Table(
            "tbl-report-targets",
            phrase(
                "Every official target on the index: the edition that settles it, what was held "
                "there or is held now, the points to what was asked (negative is missing), and the "
                "chance of those still open."
            ),
            frame,
            data=table,
            to_the_right=[phrase("Points"), phrase("Chance")],
        ),
    ]


def _data(subject: Subject) -> list[Block]:
    due = subject.due
    there, waiting = due[due["state"].eq("published")], due[due["state"].eq("not_yet")]
    task = {"tii": subject.body("tii"), "hci": subject.body("hci")}

    def newest(row: Any) -> str:
        if pd.isna(row.newest_year):
            return phrase("none")
        value = component_figure(row.component, row.newest_value)
        return phrase("{value} ({year})", value=value, year=int(row.newest_year))

    states = {
        "published": "published",
        "not_yet": "not yet published",
        "no_series": "no series open to the public",
    }
    frame = pd.DataFrame(
        {
            phrase("Component"): [Component(c).said("label") for c in due["component"]],
            phrase("Part"): [Term(p).said("label") for p in due["part"]],
            phrase("Published by"): due["publisher"],
            phrase("Figure of {year}", year=int(due["reference_year"].iat[0])): [
                phrase(states, case=s) for s in due["state"]
            ],
            phrase("Newest figure"): [newest(row) for row in due.itertuples()],
            **(
                {phrase("Body at home"): [task[p] or "–" for p in due["part"]]}
                if any(task.values())
                else {}
            ),
        }
    )
    items = subject.paper.items()
    return [
        Heading(phrase("Data supplied to ITU, UNESCO, UNDP and the UN")),
        Heading(phrase("The check of the last edition"), 2),
        subject.paper.text("supply"),
        *[items[name] for name in ("tbl-brief-supply",) if name in items],
        Heading(phrase("What is due for the next edition"), 2),
        phrase(
            "The next edition, that of {e}, takes figures of {year} as a rule. Of its {n} "
            "components {there:count} {there:count:has|have} one in the newest copies at hand, of "
            "{day:day}; {waiting:count} {waiting:count:has|have} none yet.",
            e=int(due["edition"].iat[0]),
            year=int(due["reference_year"].iat[0]),
            n=len(due),
            there=list(there["component"]),
            waiting=list(waiting["component"]),
            day=subject.newest_copy,
        ),
        Table(
            "tbl-report-due",
            phrase(
                "Figures of the next edition’s reference year: which are published, which not, by "
                "whom, and the body that answers for them at home as the instruments name it."
            ),
            frame,
            data=due,
        ),
    ]


def _expected(subject: Subject) -> list[Block]:
    items = subject.paper.items()
    return [
        Heading(phrase("What is expected of the next edition")),
        said_outlook(subject.facts),
        *[items[name] for name in ("fig-brief-places",) if name in items],
        phrase(
            "These are simulations of all states together. They know no plan of a government and "
            "no new method of the survey; what would change them are new figures of the inputs "
            "and the survey’s own assessment of services."
        ),
    ]


def _race(subject: Subject, group: panel.Group, place: int) -> needed.Race | None:
    draws = subject.facts.common.draws
    if draws is None or subject.focus not in draws.iso3:
        return None
    return needed.race(draws, subject.facts.common.data, subject.focus, group, place)


def _needed(subject: Subject) -> list[Block]:
    asked = [(subject.group, subject.facts.k)]
    asked += [(goal.where.group, goal.best.place) for goal in subject.live if goal.kind == "place"]
    rows = []
    for group, place in dict.fromkeys((_key(group), place) for group, place in asked):
        race = _race(subject, list(group) if isinstance(group, tuple) else group, place)
        if race is None:
            continue
        table = needed.points_needed(race, LEVELS, (needed.SHIFT,), (needed.MOVING,))
        for part, own in table.groupby("part", sort=False):
            name = phrase("All three") if part == "all" else Term(str(part)).said("label")
            row = {
                phrase("Target"): phrase(
                    "{goal:label} {where:in}", goal=Best(place), where=Group(race_group(group))
                ),
                phrase("Part"): name,
            }
            for r in own.itertuples():
                row[phrase("At {level:percent}", level=r.level)] = _points(r)
            gained = own["gained"].dropna()
            row[phrase("So much was gained before")] = (
                numbers.percent(float(gained.iat[0])) if len(gained) else "–"
            )
            rows.append(row)
    if not rows:
        return []
    frame = pd.DataFrame(rows)
    return [
        Heading(phrase("What it would take")),
        phrase(
            "Points that one part, the others unchanged, or all three alike would have to gain "
            "over what is expected, for the place to be held at the edition of {e} with that "
            "probability, while the rivals make their usual moves. The last column tells how often "
            "states at that level gained as much as the lower probability asks for.",
            e=subject.facts.common.next,
        ),
        Table(
            "tbl-report-needed",
            phrase("Points needed at the next edition, by target and part."),
            frame,
            to_the_right=list(frame.columns[2:]),
        ),
    ]


def race_group(group: Any) -> panel.Group:
    """Return a group as functions take it, from its hashable form."""
    return list(group) if isinstance(group, tuple) else group


def _key(group: panel.Group) -> Any:
    return group if isinstance(group, str) else tuple(group)


def _points(row: Any) -> str:
    words = {"held": "held already", "out_of_reach": "out of reach", "reachable": "{p:+points}"}
    return phrase(words, case=row.status, p=float(row.points) if pd.notna(row.points) else 0.0)


def _proposals(subject: Subject) -> list[Block]:
    due = subject.due
    missing = due[due["state"].eq("not_yet")]
    out = []
    for part in ("tii", "hci"):
        own = [Component(c) for c in missing.loc[missing["part"].eq(part), "component"]]
        out.append(
            phrase(
                {
                    (True, True): "{body:start}: check and supply the figures of {year} for {own} "
                    "before they go to {to}.",
                    (True, False): "The unit concerned: check and supply the figures of {year} for "
                    "{own} before they go to {to}.",
                },
                case=(bool(own), bool(subject.body(part))),
                body=subject.body(part),
                year=int(due["reference_year"].iat[0]),
                own=own,
                to=sorted(set(missing.loc[missing["part"].eq(part), "publisher"])) or ["–"],
            )
        )
    weakest: dict[str, list[str]] = {}
    for goal in subject.live:
        gap = goal.lead.gap
        if gap is not None and goal.lead.side == "short":
            worst = min(gap.parts, key=lambda part: gap.parts[part])
            weakest.setdefault(worst, []).append(phrase("{g.best:label} {g.where:in}", g=goal))
    for part, labels in weakest.items():
        out.append(
            phrase(
                {
                    True: "{body:start}: measures on {part}, the part in which most is missing for "
                    "{labels}.",
                    False: "Measures on {part}, the part in which most is missing for {labels}; "
                    "the unit that answers for it is to be named.",
                },
                case=bool(subject.body(part)),
                body=subject.body(part),
                part=Term(part),
                labels=labels,
            )
        )
    out += [
        phrase(
            "Online services in the priority sectors, and what was done on the index in the "
            "period: this book has no figure; the units concerned are asked to add theirs."
        ),
        phrase(
            "The next check of the data across agencies: {p}.",
            p=_following(subject.period),
        )
        if subject.period.quarter
        else phrase("The check of the data across agencies goes on quarter by quarter."),
    ]
    lead = subject.body("lead")
    return [
        Heading(phrase("Proposals")),
        phrase(
            {
                True: "Notice 82/TB-VPCP gives the lead on the index to one ministry, now "
                "the {lead}, and asks for a check of the data every quarter and for reports every "
                "quarter and year. From the figures above follows:",
                False: "From the figures above follows:",
            },
            case=bool(lead),
            lead=lead,
        ),
        Items([text for text in out if text]),
    ]


def _following(this: Period) -> Period:
    return Period(this.year + 1, 1) if this.quarter == 4 else Period(this.year, this.quarter + 1)


def _annexes(subject: Subject) -> list[Block]:
    described = [panel.describe(name) for name in ("panel", "editions", "vintages", "targets")]
    sources = pd.DataFrame(
        [
            {
                phrase("Table"): f"{translate(entry['title'], 'table')} ({entry['path']})",
                phrase("Source"): "; ".join(
                    translate(s["title"], "source") for s in entry["sources"]
                ),
                phrase("As of"): translate(entry["vintage"], "vintage"),
            }
            for entry in described
        ]
    )
    return [
        Heading(phrase("Annex 1. The league")),
        subject.paper.item("tbl-brief-league"),
        Heading(phrase("Annex 2. Sources")),
        Table("tbl-report-sources", phrase("The tables behind this report."), sources),
        Heading(phrase("Annex 3. Method")),
        *subject.paper.notes,
        phrase(
            "All figures of this report are computed from the tables named above; whoever has the "
            "book can compute them again. It is a draft: number, date, addressee and signature are "
            "left for the registry."
        ),
    ]
