"""The sentences of a brief: each adapts to what the numbers say."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pandas as pd

from egdi import lookup, panel, question, targets
from egdi.brief.facts import NEIGHBOURS, Facts
from egdi.inputs import Component
from egdi.panel import PARTS
from egdi.projection import MODELS
from egdi.targets.sentences import in_force as live_targets
from egdi.words import Best, Group, State, Term, phrase, speaking, translate


def file_name(facts: Facts, asked_place: int | None) -> str:
    """Return the documents' name without ending; a place that was asked for stands in it."""
    group = Group(facts.group)
    if not group.codes:
        with speaking("en"):  # names of files are the same in every language
            text = group.said("name")
    elif len(group.codes) <= 6:
        text = "-".join(group.codes)
    else:
        mark = hashlib.sha256(",".join(group.codes).encode()).hexdigest()[:6]
        text = f"{len(group.codes)}-states-{mark}"
    place = "" if asked_place in (None, 4) else f"-best{asked_place}"
    return re.sub(r"[^A-Za-z0-9-]+", "-", f"brief-{facts.focus}-{text}{place}-{facts.edition}")


def place(facts: Facts) -> str:
    """Return the place as the box prints it, ``=`` where it is shared."""
    return f"{'=' if facts.tied else ''}{facts.now['place'][facts.focus]}"


def holder_of_line(facts: Facts) -> str:
    """Return whose score the line is: ``best other member``, ``4th best other state``."""
    return phrase(
        {
            True: "best other {group:member}",
            False: "{k:ordinal} best other {group:member}",
        },
        case=facts.k == 1,
        k=facts.k,
        group=Group(facts.group),
    )


def _told(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


# --- sentences


def summary(facts: Facts) -> str:
    """Say where the country stands and what that means for the target."""
    state, group = State(facts.focus), Group(facts.group)
    if not facts.ranked:
        return phrase(
            {
                "not_member": "{state:start} has no score in the edition of {edition}: it was not "
                "a member of the UN yet. This brief shows the group and what the record has of "
                "earlier editions.",
                "other": "{state:start} has no score in the edition of {edition}: the survey did "
                "not rank it. This brief shows the group and what the record has of earlier "
                "editions.",
            },
            case="not_member" if facts.status == "not_member" else "other",
            state=state,
            edition=facts.edition,
        )
    rank, n = int(facts.own["place"][facts.edition]), int(facts.own["n"][facts.edition])
    inside, of = int(facts.now["place"][facts.focus]), len(facts.now)
    if group.key == "World":
        case = {1: "first of all", n: "last of all"}.get(rank, "world")
    elif facts.outsider:
        case = {1: "would be first", of: "would be last"}.get(inside, "would be")
    else:
        case = {1: "first", of: "last"}.get(inside, "inside")
    lead = float(facts.gaps["points"][facts.edition])
    goal = Best(facts.k)
    if inside > facts.k:
        verdict = "short"
    elif lead == 0:
        verdict = "level"
    else:
        verdict = "leads" if facts.k == 1 else "among"
    return _told(
        phrase(
            {
                "first of all": "{state:start} stands first of the {n} states ranked in the "
                "edition of {edition}{shared}.",
                "last of all": "{state:start} stands last of the {n} states ranked in the edition "
                "of {edition}{shared}.",
                "world": "{state:start} stands {rank:ordinal} of {n} in the world in the edition "
                "of {edition}{shared}.",
                "first": "{state:start} stands {rank:ordinal} of {n} in the world and first of "
                "{of} {group:in} in the edition of {edition}{shared}.",
                "last": "{state:start} stands {rank:ordinal} of {n} in the world and last of "
                "{of} {group:in} in the edition of {edition}{shared}.",
                "inside": "{state:start} stands {rank:ordinal} of {n} in the world and "
                "{inside:ordinal} of {of} {group:in} in the edition of {edition}{shared}.",
                "would be first": "{state:start} stands {rank:ordinal} of {n} in the world, and "
                "would be first of {of} with {group}, of which it is no member, in the edition of "
                "{edition}{shared}.",
                "would be last": "{state:start} stands {rank:ordinal} of {n} in the world, and "
                "would be last of {of} with {group}, of which it is no member, in the edition of "
                "{edition}{shared}.",
                "would be": "{state:start} stands {rank:ordinal} of {n} in the world, and would "
                "be {inside:ordinal} of {of} with {group}, of which it is no member, in the "
                "edition of {edition}{shared}.",
            },
            case=case,
            state=state,
            group=group,
            rank=rank,
            n=n,
            inside=inside,
            of=of,
            edition=facts.edition,
            shared=phrase(
                {True: ", with the same score as {others}"},
                case=bool(facts.tied),
                others=[State(iso) for iso in facts.tied[:3]],
            ),
        ),
        phrase(
            {
                "short": "It is {places} {places:place|places} and {points:.4} index points short "
                "of {goal:place}, which {rival} holds.",
                "level": "It holds {goal:place} with the same score as {rival}: nothing is to "
                "spare.",
                "among": "It is {goal:be}, {points:.4} index points ahead of {rival}.",
                "leads": "It leads {rival} by {points:.4} index points.",
            },
            case=verdict,
            places=inside - facts.k,
            points=abs(lead),
            goal=goal,
            rival=State(facts.holder),
        ),
    )


def trajectory(facts: Facts) -> str:
    """Say how the rank and the place moved, and when the target was met."""
    if facts.own.empty:
        return phrase(
            "{state:start} was never ranked up to this edition; the figure shows the line alone.",
            state=State(facts.focus),
        )
    return _told(_moved(facts), _met(facts), _distance(facts), _blank(facts))


def _moved(facts: Facts) -> str:
    state, group, since = State(facts.focus), Group(facts.group), facts.common.before
    if not facts.ranked:
        return phrase(
            "{state:start} was last ranked in {last}.", state=state, last=int(facts.own.index.max())
        )
    if since not in facts.own.index:
        return phrase(
            "{state:start} was not ranked at the edition before, so no move can be told.",
            state=state,
        )
    old, new = (int(facts.own["place"][e]) for e in (since, facts.edition))
    n_old, n_new = (int(facts.own["n"][e]) for e in (since, facts.edition))
    rank = "kept" if old == new else "rose" if new < old else "fell"
    a = b = None
    if group.key != "World" and since in facts.gaps.index:
        a, b = (int(facts.gaps["place"][e]) for e in (since, facts.edition))
    return _told(
        phrase(
            {
                ("kept", True): "From {since} to {edition} {state} kept the {new:ordinal} rank in "
                "the world.",
                ("kept", False): "From {since} to {edition} {state} kept the {new:ordinal} rank in "
                "the world (of {n_old} and {n_new} states).",
                ("rose", True): "From {since} to {edition} {state} rose {by} {by:rank|ranks} in "
                "the world, from {old:ordinal} to {new:ordinal}.",
                ("rose", False): "From {since} to {edition} {state} rose {by} {by:rank|ranks} in "
                "the world, from {old:ordinal} to {new:ordinal} (of {n_old} and {n_new} states).",
                ("fell", True): "From {since} to {edition} {state} fell {by} {by:rank|ranks} in "
                "the world, from {old:ordinal} to {new:ordinal}.",
                ("fell", False): "From {since} to {edition} {state} fell {by} {by:rank|ranks} in "
                "the world, from {old:ordinal} to {new:ordinal} (of {n_old} and {n_new} states).",
            },
            case=(rank, n_old == n_new),
            since=since,
            edition=facts.edition,
            state=state,
            old=old,
            new=new,
            by=abs(old - new),
            n_old=n_old,
            n_new=n_new,
        ),
        phrase(
            {
                "kept": "It kept the {b:ordinal} place {group:in}.",
                "rose": "It rose from the {a:ordinal} to the {b:ordinal} place {group:in}.",
                "fell": "It fell from the {a:ordinal} to the {b:ordinal} place {group:in}.",
            },
            case=None if a is None or b is None
            else "kept" if a == b else "rose" if b < a else "fell",
            a=a,
            b=b,
            group=group,
        ),
    )  # fmt: skip


def _met(facts: Facts) -> str:
    held = facts.gaps[facts.gaps["line"].notna()]
    met = [int(e) for e in held.index[held["place"].le(facts.k)]]
    if not met:
        when = "never"
    elif len(met) == len(held):
        when = "always" if len(met) > 1 else "once"
    else:
        when = "few" if len(met) <= 3 else "some"
    return phrase(
        {
            "never": "It was {goal:be} in no edition.",
            "always": "It was {goal:be} in each of its {met:count} editions.",
            "once": "It was {goal:be} in {last}.",
            "few": "It was {goal:be} in {met} only.",
            "some": "It was {goal:be} in {met:count} of {n} editions, last in {last}.",
        },
        case=when,
        goal=Best(facts.k),
        met=[str(e) for e in met],
        last=met[-1] if met else 0,
        n=len(held),
    )


def _distance(facts: Facts) -> str:
    gaps, since = facts.gaps["points"].dropna(), facts.common.before
    if not facts.ranked or since not in gaps.index:
        return ""
    was, now = float(gaps[since]), float(gaps[facts.edition])
    if was >= 0 or now >= 0:
        return ""
    return phrase(
        {
            "narrowed": "The distance to the line narrowed from {was:.4} to {now:.4} points.",
            "widened": "The distance to the line widened from {was:.4} to {now:.4} points.",
            "stayed": "The distance to the line stayed at {now:.4} points.",
        },
        case="narrowed" if now > was else "widened" if now < was else "stayed",
        was=-was,
        now=-now,
    )


def _blank(facts: Facts) -> str:
    gone = [
        int(e)
        for e in facts.common.data["edition"].unique()
        if e not in facts.own.index and e <= facts.edition
    ]
    return phrase(
        {True: "No index was computed for it in {gone}."},
        case=bool(gone),
        gone=[str(e) for e in sorted(gone)],
    )


def change(facts: Facts) -> str:
    """Say what moved the score, in absolute terms and relative to the world."""
    state = State(facts.focus)
    if facts.change is None:
        return phrase(
            {
                True: "No change can be taken apart: it is the first edition.",
                False: "No change can be taken apart: {state} was not ranked both in {before} and "
                "in {edition}.",
            },
            case=facts.common.before is None,
            state=state,
            before=facts.common.before,
            edition=facts.edition,
        )
    rows = facts.change
    total, world, relative = (float(rows[c].sum()) for c in ("absolute", "world", "relative"))
    if relative * total < 0:
        turn = "opposite"
    elif abs(relative) < 5e-5:
        turn = "with"
    else:
        turn = "partly" if world * total > 0 else "against"
    drive = rows.loc[PARTS, "relative"]
    lead = drive.idxmax() if relative >= 0 else drive.idxmin()

    def way(value: float) -> str:
        return "still" if abs(value) < 5e-5 else "rose" if value > 0 else "fell"

    return _told(
        phrase(
            {
                "rose": "From {before} to {edition} its score rose by {total:.4} index points "
                "({parts}).",
                "fell": "From {before} to {edition} its score fell by {total:.4} index points "
                "({parts}).",
                "still": "From {before} to {edition} its score did not change ({parts}).",
            },
            case=way(total),
            before=facts.common.before,
            edition=facts.edition,
            total=abs(total),
            parts=", ".join(
                phrase("{t:label} {v:+.4}", t=Term(p), v=float(rows.at[p, "absolute"]))
                for p in PARTS
            ),
        ),
        phrase(
            {
                ("opposite", "rose"): "The world tells the opposite: its mean rose by {world:.4}.",
                ("opposite", "fell"): "The world tells the opposite: its mean fell by {world:.4}.",
                ("opposite", "still"): "The world tells the opposite, though its mean did not "
                "change.",
                ("with", "rose"): "It moved with the world: the world mean rose by {world:.4}.",
                ("with", "fell"): "It moved with the world: the world mean fell by {world:.4}.",
                ("with", "still"): "Like it, the world mean did not change.",
                ("partly", "rose"): "Part of that is common to all states: the world mean rose by "
                "{world:.4}.",
                ("partly", "fell"): "Part of that is common to all states: the world mean fell by "
                "{world:.4}.",
                ("against", "rose"): "At the same time the world mean rose by {world:.4}.",
                ("against", "fell"): "At the same time the world mean fell by {world:.4}.",
                ("against", "still"): "The world mean did not change.",
            },
            case=(turn, way(world)),
            world=abs(world),
        ),
        phrase(
            {
                True: "Relative to it {state} gained {relative:.4}; the part that moved it most "
                "against others is {lead:label} ({part:+.4}).",
                False: "Relative to it {state} lost {relative:.4}; the part that moved it most "
                "against others is {lead:label} ({part:+.4}).",
            },
            case=relative >= 0,
            state=state,
            relative=abs(relative),
            lead=Term(str(lead)),
            part=float(drive[lead]),
        ),
    )


def league(facts: Facts) -> str:
    """Say who is near, and which part makes the gap."""
    if not facts.ranked:
        return phrase(
            "{state:start} has no place; the table shows the group.", state=State(facts.focus)
        )
    own = facts.now["score"][facts.focus]
    above, below = (facts.now[m] for m in (facts.now["score"] > own, facts.now["score"] < own))
    return _told(
        phrase(
            "Just ahead: {near}, by {by:.4} points.",
            near=State(str(above.index[-1])),
            by=float(above["score"].iloc[-1] - own),
        )
        if len(above)
        else phrase("Nobody is ahead."),
        phrase(
            "Just behind: {near}, by {by:.4}.",
            near=State(str(below.index[0])),
            by=float(own - below["score"].iloc[0]),
        )
        if len(below)
        else phrase("Nobody is behind."),
        _gap(facts),
    )


def _gap(facts: Facts) -> str:
    parts = parts_of_gap(facts)
    if parts is None:
        return ""
    worst, strong = str(parts.idxmin()), str(parts.idxmax())
    return phrase(
        {
            "both": "Against {rival}, at the line, it loses most in {worst:label} ({least:+.4}) "
            "and gains most in {strong:label} ({most:+.4}).",
            "all": "Against {rival}, at the line, it loses most in {worst:label} ({least:+.4}); "
            "no part makes up for it.",
            "none": "Against {rival}, at the line, it is behind in no part.",
        },
        case="none" if parts[worst] >= 0 else "both" if parts[strong] > 0 else "all",
        rival=State(facts.holder),
        worst=Term(worst),
        least=float(parts[worst]),
        strong=Term(strong),
        most=float(parts[strong]),
    )


def parts_of_gap(facts: Facts) -> pd.Series | None:
    """Return what each part adds to the lead over the line's holder."""
    rows = facts.league[facts.league["iso3"].eq(facts.holder)]
    return None if rows.empty or not facts.ranked else rows.iloc[0][PARTS].astype(float)


def outlook(facts: Facts) -> str:
    """Say how likely the target is at the next edition, and how good such statements were."""
    state = State(facts.focus)
    if not facts.projected:
        if facts.common.draws is None:
            why = "editions"
        else:
            why = "members" if facts.ranked else "unranked"
        return phrase(
            {
                "editions": "The next edition ({next}) is not projected: fewer than three "
                "editions are known.",
                "unranked": "The next edition ({next}) is not projected: {state} was not ranked "
                "in {edition}.",
                "members": "The next edition ({next}) is not projected: too few members were "
                "ranked.",
            },
            case=why,
            next=facts.common.next,
            state=state,
            edition=facts.edition,
        )
    return _told(
        phrase(
            "At the next edition ({next}) the chance of {goal} is {chance:chance}; the likeliest "
            "place is the {likely:ordinal} ({most:chance}). Its world rank is expected between "
            "the {low:ordinal} and the {high:ordinal} (80\u00a0% interval).",
            next=facts.common.next,
            goal=Best(facts.k),
            chance=facts.chance,
            likely=int(facts.chances.idxmax()),
            most=float(facts.chances.max()),
            low=facts.rank_next[0],
            high=facts.rank_next[1],
        ),
        phrase(
            {
                True: "That is the projection, made with the edition of {edition}; by what was "
                "known of the next one on {n.day:day} the chance is {n.chance:chance} (nowcast)."
            },
            case=facts.nowcast is not None,
            edition=facts.edition,
            n=facts.nowcast,
        ),
        phrase(
            {
                True: "Track record: over {n} past {n:edition|editions}, 80\u00a0% intervals made "
                "one edition ahead held {share:percent} of the world ranks that came.",
                False: "Too few editions were known then for a track record.",
            },
            case=bool(facts.common.origins),
            n=facts.common.origins,
            share=facts.common.coverage,
        ),
        in_force(facts),
    )


def in_force(facts: Facts) -> str:
    """Say what the newest official targets ask of the state, and how likely each is."""
    if facts.focus != targets.OWNER or facts.common.draws is None or not facts.ranked:
        return ""
    ask = question.ask(facts.focus, "World", place=1, edition=facts.edition, earliest=facts.edition)
    live = [goal for goal in ask.goals() if goal.status == targets.OPEN]
    newest = [goal for goal in live if goal.issued == live[0].issued]
    return phrase({True: "Targets in force: {told}."}, case=bool(newest), told=live_targets(newest))


def needed(facts: Facts) -> str:
    """Say what would have to be true to reach, or to hold, the target."""
    if not facts.ranked:
        return phrase("Without a score there is no distance to make up.")
    table = facts.needed.set_index("measure")
    gain = float(table.at["egdi", "line"] - table.at["egdi", "now"])
    ways = [
        phrase(
            "{t:label} {v:+points}", t=Term(p), v=float(table.at[p, "line"] - table.at[p, "now"])
        )
        for p in PARTS
        if table.at[p, "line"] <= 1
    ]
    out = [
        phrase(
            {
                "ways": "To reach the line as it stood, {state} needed {gain:.4} more; a rise in "
                "one part alone would do: {ways}.",
                "none": "To reach the line as it stood, {state} needed {gain:.4} more; no part "
                "alone can give that.",
                "spare": "{state:start} could have lost {gain:.4} index points and still have "
                "been at the line.",
            },
            case="spare" if gain <= 0 else "ways" if ways else "none",
            state=State(facts.focus),
            gain=abs(gain),
            ways=", ".join(ways),
        ),
        phrase(
            {
                True: "States within {near} ranks of it gained that much on the world in "
                "{share:percent} of their moves between editions since 2010."
            },
            case=gain > 0 and bool(pd.notna(facts.usual)),
            near=NEIGHBOURS,
            share=facts.usual,
        ),
    ]
    if facts.line_next:
        out.append(
            phrase(
                "In {next} a score of {even:points} would suffice in half of the simulated "
                "editions, {likely:points} in 80\u00a0%; its own median there is {own:points}.",
                next=facts.common.next,
                even=facts.line_next[0.5],
                likely=facts.line_next[0.8],
                own=facts.median_next,
            )
        )
    return _told(*out)


def supply(facts: Facts) -> str:
    """Say which figures under TII and HCI are known, and what newer ones would have changed."""
    if len(facts.check):
        return _check(facts)
    table = facts.supply
    if table.empty:
        return phrase("The inputs of this edition are not known.")
    asked = table[table["recorded"]]
    have, none = asked[asked["year"].notna()], asked[asked["year"].isna()]
    old, blank = have[have["age"].gt(2)], table[~table["recorded"]]
    return _told(
        phrase(
            {
                True: "Of the {n} inputs under TII and HCI, international databases in this record "
                "have a figure from before the survey for {have}.",
                False: "Of the {n} inputs under TII and HCI, international databases in this "
                "record have a figure from before the survey for none.",
            },
            case=len(have) > 0,
            n=len(table),
            have=len(have),
        ),
        phrase(
            {
                "old": "Older than two years at the survey: {ages}.",
                "young": "They were at most two years old at the survey.",
            },
            case="old" if len(old) else "young" if len(have) else None,
            ages=[
                phrase("{what} ({year})", what=phrase(r.input).lower(), year=int(r.year))
                for r in old.itertuples()
            ],
        ),
        phrase(
            {True: "Without a figure: {inputs}."},
            case=len(none) > 0,
            inputs=[phrase(i).lower() for i in none["input"]],
        ),
        phrase(
            {True: "Not in this record: {inputs}."},
            case=len(blank) > 0,
            inputs=[phrase(i).lower() for i in blank["input"]],
        ),
    )


def _check(facts: Facts) -> str:
    """Say what the data-supply check finds."""
    basis = facts.check["basis"].value_counts()
    had, implied, unknown = (int(basis.get(w, 0)) for w in ("published", "implied", "not_known"))
    newer = [Component(c) for c in facts.check.loc[facts.check["newer"], "component"]]
    change = facts.revised
    ranked = had > 0 and pd.notna(change["ranks"])
    return _told(
        phrase(
            "Of the {n} figures under TII and HCI: published before the survey {had}, implied by "
            "the published TII {implied}, not known {unknown}.",
            n=len(facts.check),
            had=had,
            implied=implied,
            unknown=unknown,
        ),
        phrase(
            {
                "newer": "A newer one was there by then for {newer}.",
                "none": "For those published, no newer one was there by then.",
            },
            case="newer" if newer else "none" if had else None,
            newer=newer,
        ),
        phrase(
            {
                "up": "As revised since, they would have changed the index by {egdi:+points} "
                "points and moved the world rank up by {ranks:abs}, other states keeping theirs.",
                "down": "As revised since, they would have changed the index by {egdi:+points} "
                "points and moved the world rank down by {ranks:abs}, other states keeping theirs.",
                "same": "As revised since, they would have changed the index by {egdi:+points} "
                "points and left the world rank where it was, other states keeping theirs.",
            },
            case=_direction(float(change["ranks"])) if ranked else None,
            egdi=change["egdi"],
            ranks=change["ranks"],
        ),
        phrase({True: "HCI can be rebuilt only roughly."}, case=ranked),
    )


def _direction(gain: float) -> str:
    return "up" if gain > 0 else "down" if gain < 0 else "same"


def notes(facts: Facts) -> list[str]:
    """Return the footnotes: the group, the edition, what is not comparable, the method."""
    gone = [iso for iso in facts.missing if iso != facts.focus]
    told = [
        group_note(facts),
        phrase(
            {
                "few": "Not ranked in {edition}: {states}.",
                "many": "Not ranked in {edition}: {states:count} {group:members}.",
            },
            case=None if not gone else "few" if len(gone) <= 6 else "many",
            edition=facts.edition,
            states=[State(iso) for iso in gone],
            group=Group(facts.group),
        ),
        phrase(
            {
                "one": "In {edition} {parts} was redefined, so the change from {before} is not "
                "progress alone. Dotted lines mark all such editions.",
                "more": "In {edition} {parts} were redefined, so the change from {before} is not "
                "progress alone. Dotted lines mark all such editions.",
                "none": "Dotted lines mark editions at which a part was redefined; changes across "
                "them are not progress alone.",
            },
            case="none"
            if not facts.redefined or facts.common.before is None
            else "one"
            if len(facts.redefined) == 1
            else "more",
            edition=facts.edition,
            before=facts.common.before,
            parts=[Term(p).said("label") for p in facts.redefined],
        ),
        phrase(
            "The index is relative: from 2012 on each part spans 0 to 1 in every edition. Ranks "
            "are on the published scores; equal scores share the better place. Points are index "
            "points; the line is the score of the {holder}.",
            holder=holder_of_line(facts),
        ),
    ]
    if facts.projected and facts.common.draws is not None:
        draws = facts.common.draws
        told.append(
            phrase(
                "Projection: {n} joint simulations of all states with the model “{model}”, chosen "
                "by its record up to {edition}; places in {next} are among {of} states. It knows "
                "no plans of governments and no new method.",
                n=draws.scores.shape[0],
                model=phrase(MODELS[draws.model].label),
                edition=facts.edition,
                next=facts.common.next,
                of=len(facts.members_next),
            )
        )
    told.append(official_target(facts))
    return [note for note in told if note]


def group_note(facts: Facts) -> str:
    """Say who is in the group."""
    group = Group(facts.group)
    n = len(facts.members) - facts.outsider
    dated = panel.load("groups")
    dated = dated[dated["group"].eq(group.key)]
    late = dated[dated["since"] > f"{facts.edition}-07-01"]
    if group.key == "World":
        case = "world"
    elif group.codes:
        case = "codes" if n <= 12 else "many codes"
    elif len(dated):
        case = "late" if len(late) else "dated"
    else:
        case = "today"
    return _told(
        phrase(
            {
                "world": "Group: all {n} states that are members of the UN.",
                "codes": "Group: {states}.",
                "many codes": "Group: {n} states chosen by code.",
                "dated": "Group: {group:name}, {n} {n:member|members} on {day:day}.",
                "late": "Group: {group:name}, {n} {n:member|members} on {day:day}; not counted: "
                "{late}.",
                "today": "Group: {group:name}, {n} {n:member|members}, as the UN or the World "
                "Bank groups states today.",
            },
            case=case,
            n=n,
            states=[State(iso) for iso in group.codes],
            group=group,
            day=f"{facts.edition}-07-01",
            late=[
                phrase("{state} (joined {day:day})", state=State(str(r.iso3)), day=str(r.since))
                for r in late.itertuples()
            ],
        ),
        phrase(
            {True: "{state:start} was no member and is compared with it."},
            case=facts.outsider,
            state=State(facts.focus),
        ),
    )


def official_target(facts: Facts) -> str:
    """Name the official targets of record that ask for this place, and whether they are settled."""
    group = Group(facts.group)
    if facts.focus != targets.OWNER or group.codes:
        return ""
    table = panel.load("targets")
    rows = table[
        table["group"].map(lookup.group_key).eq(group.key)
        & table["target"].eq(str(facts.k))
        & table["target_kind"].eq("rank_at_most")
        & table["deadline"].str[:4].astype(int).ge(facts.edition)
        & table["issued"].str[:4].astype(int).le(facts.edition)
    ]
    if rows.empty:
        return ""
    documents = set(panel.load("documents")["document"])
    met = facts.ranked and int(facts.now["place"][facts.focus]) <= facts.k
    texts = []
    for deadline, same in rows.groupby("deadline"):
        year = int(str(deadline)[:4])
        texts.append(
            phrase(
                {
                    "met": "{names}: by {year}; this is the last edition before that deadline, so "
                    "the target is met",
                    "missed": "{names}: by {year}; this is the last edition before that deadline, "
                    "so the target is missed",
                    "open": "{names}: by {year}; open",
                },
                case="open" if facts.common.next <= year else "met" if met else "missed",
                names=[_instrument(r, documents) for r in same.itertuples()],
                year=year,
            )
        )
    return phrase("Official targets for this place: {texts}.", texts=". ".join(texts))


def _instrument(row: Any, documents: set[str]) -> str:
    """Return the name of an official text, with who told of it where its own words are not here."""
    name = translate(row.instrument, "instrument")
    return name if row.source in documents else f"{name} ({translate(row.source, 'source')})"
