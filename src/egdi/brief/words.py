"""The sentences of a brief: each adapts to what the numbers say."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import pandas as pd

from egdi import panel
from egdi.brief.facts import NEIGHBOURS, Facts
from egdi.panel import PARTS
from egdi.projection import MODELS
from egdi.prose import ordinal
from egdi.terms import term

TARGETS_OF = "VNM"
"""The state whose official targets stand in ``targets.csv``."""

_WITH_ARTICLE = {
    "ARE", "BHS", "CAF", "COD", "COG", "COM", "CZE", "DOM", "GBR", "GMB", "KOR", "MDV", "MHL",
    "NLD", "PHL", "SLB", "USA",
}  # fmt: skip
_OWN_NAMES = {"World": "the world", "LDC": "the least developed countries",
              "LLDC": "the landlocked developing countries",
              "SIDS": "the small island developing states"}  # fmt: skip


def state(iso3: str, start: bool = False) -> str:
    """Return a state's name inside a sentence, with its article, or at the start of one."""
    name = panel.name(iso3)
    if iso3 not in _WITH_ARTICLE:
        return name
    return f"The {name}" if start else f"the {name}"


def states(iso3: Sequence[str]) -> str:
    """Return names as an enumeration: ``a``, ``a and b``, ``a, b and c``."""
    names = [state(iso) for iso in iso3]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def listed(texts: Sequence[str]) -> str:
    """Return texts as an enumeration."""
    texts = list(texts)
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def codes(group: panel.Group) -> list[str] | None:
    """Return the codes of an ad-hoc group; None for a group with a name."""
    if not isinstance(group, str):
        return sorted({panel.find_country(code) for code in group})
    known = set(panel.short_names())
    if "," in group or group.strip().upper() in known:
        return sorted({panel.find_country(c) for c in group.split(",") if c.strip()})
    return None


def group_name(group: panel.Group) -> str:
    """Return a group's name as the record writes it, whatever the case it was asked in."""
    chosen = codes(group)
    if chosen is not None:
        return f"the {len(chosen)} chosen states"
    asked = str(group).strip()
    if asked.lower() in ("south-east asia", "southeast asia", "south-eastern asia"):
        return "South-East Asia"
    countries = panel.load("countries")
    columns = ("region", "subregion", "intermediate_region", "income_group_2025")
    names = ["World", *_OWN_NAMES, *panel.load("groups")["group"].unique()]
    names += [n for column in columns for n in countries[column].dropna().unique()]
    return next((n for n in names if n.lower() == asked.lower()), asked)


def group_phrase(group: panel.Group) -> str:
    """Return a group inside a sentence: ``ASEAN``, ``the world``, ``the low income states``."""
    name = group_name(group)
    if name.endswith(" income"):
        return f"the {name.lower()} states"
    return _OWN_NAMES.get(name, name)


def file_name(facts: Facts, asked_place: int | None) -> str:
    """Return the documents' name without ending; a place that was asked for stands in it."""
    chosen = codes(facts.group)
    if chosen is None:
        group = group_name(facts.group)
    elif len(chosen) <= 6:
        group = "-".join(chosen)
    else:
        mark = hashlib.sha256(",".join(chosen).encode()).hexdigest()[:6]
        group = f"{len(chosen)}-states-{mark}"
    place = "" if asked_place in (None, 4) else f"-best{asked_place}"
    text = f"brief-{facts.focus}-{group}{place}-{facts.edition}"
    return re.sub(r"[^A-Za-z0-9-]+", "-", text)


# --- numbers as text


def points(value: float, signed: bool = False) -> str:
    """Return index points with four digits and a true minus sign."""
    text = f"{value:+.4f}" if signed else f"{abs(value):.4f}"
    return text.replace("-", "−")


def signed(value: float, digits: int = 3) -> str:
    """Return a number with its sign."""
    return f"{value:+.{digits}f}".replace("-", "−")


def percent(share: float) -> str:
    """Return a probability as whole percent; the ends are left open."""
    if share < 0.005:
        return "under 1 %"
    return "over 99 %" if share > 0.995 else f"{100 * share:.0f} %"


def count(number: int, word: str) -> str:
    """Return a number with its word: ``1 place``, ``2 places``."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def day(iso: str) -> str:
    """Return a date as a sentence writes it: ``26 October 2025``."""
    date = pd.Timestamp(iso)
    return f"{date.day} {date:%B %Y}"


def place(facts: Facts) -> str:
    """Return the place as the box prints it, ``=`` where it is shared."""
    return f"{'=' if facts.tied else ''}{facts.now['place'][facts.focus]}"


def kth_best(k: int) -> str:
    """Return ``best``, ``2nd best`` and so on."""
    return "best" if k == 1 else f"{ordinal(k)} best"


def target(facts: Facts) -> str:
    """Return the target as a label: ``Best 4``, ``First place``."""
    return "First place" if facts.k == 1 else f"Best {facts.k}"


def best(facts: Facts) -> str:
    """Return the target in words."""
    return "the first place" if facts.k == 1 else f"a place among the best {facts.k}"


# --- sentences


def summary(facts: Facts) -> str:
    """Say where the country stands and what that means for the target."""
    name, where = state(facts.focus, start=True), group_phrase(facts.group)
    if not facts.ranked:
        why = (
            "it was not a member of the UN yet" if facts.status == "not_member"
            else "the survey did not rank it"
        )  # fmt: skip
        return (
            f"{name} has no score in the edition of {facts.edition}: {why}. This brief shows the "
            f"group and what the record has of earlier editions."
        )
    rank, n = int(facts.own["place"][facts.edition]), int(facts.own["n"][facts.edition])
    inside, of = int(facts.now["place"][facts.focus]), len(facts.now)
    standing = f"{name} stands {ordinal(rank)} of {n} in the world"
    if where != "the world":
        word = "first" if inside == 1 else "last" if inside == of else ordinal(inside)
        if facts.outsider:
            standing += f", and would be {word} of {of} with {where}, of which it is no member,"
        else:
            standing += f" and {word} of {of} in {where}"
    elif rank in (1, n):
        standing = f"{name} stands {'first' if rank == 1 else 'last'} of the {n} states ranked"
    shared = ""
    if facts.tied:
        most = facts.tied if len(facts.tied) <= 3 else facts.tied[:3]
        shared = f", with the same score as {states(most)}"
    lead = float(facts.gaps["points"][facts.edition])
    rival = state(facts.holder)
    goal = f"{ordinal(facts.k)} place"
    if inside > facts.k:
        short = inside - facts.k
        verdict = (
            f"It is {count(short, 'place')} and {points(lead)} index points short of the {goal}, "
            f"which {rival} holds."
        )
    elif lead == 0:
        verdict = f"It holds the {goal} with the same score as {rival}: nothing is to spare."
    else:
        verdict = f"It is among the best {facts.k}, {points(lead)} index points ahead of {rival}."
        if facts.k == 1:
            verdict = f"It leads {rival} by {points(lead)} index points."
    return f"{standing} in the edition of {facts.edition}{shared}. {verdict}"


def trajectory(facts: Facts) -> str:
    """Say how the rank and the place moved, and when the target was met."""
    name, where = state(facts.focus, start=True), group_phrase(facts.group)
    if facts.own.empty:
        return f"{name} was never ranked up to this edition; the figure shows the line alone."
    out = []
    since = facts.common.before
    if facts.ranked and since in facts.own.index:
        old, new = (int(facts.own["place"][e]) for e in (since, facts.edition))
        n_old, n_new = (int(facts.own["n"][e]) for e in (since, facts.edition))
        if old == new:
            moved = f"kept the {ordinal(new)} rank in the world"
        else:
            verb = "rose" if new < old else "fell"
            moved = (
                f"{verb} {count(abs(old - new), 'rank')} in the world, from {ordinal(old)} to "
                f"{ordinal(new)}"
            )
        if n_old != n_new:
            moved += f" (of {n_old} and {n_new} states)"
        if where != "the world" and since in facts.gaps.index:
            a, b = (int(facts.gaps["place"][e]) for e in (since, facts.edition))
            if a == b:
                moved += f", and kept the {ordinal(b)} place in {where}"
            else:
                moved += (
                    f", and {'rose' if b < a else 'fell'} from the {ordinal(a)} to the "
                    f"{ordinal(b)} place in {where}"
                )
        out.append(f"From {since} to {facts.edition} {state(facts.focus)} {moved}.")
    elif facts.ranked:
        out.append(f"{name} was not ranked at the edition before, so no move can be told.")
    else:
        out.append(f"{name} was last ranked in {int(facts.own.index.max())}.")
    held = facts.gaps[facts.gaps["line"].notna()]
    met = [int(e) for e in held.index[held["place"].le(facts.k)]]
    if not met:
        when = "in no edition"
    elif len(met) == len(held):
        when = f"in each of its {len(met)} editions" if len(met) > 1 else f"in {met[0]}"
    elif len(met) <= 3:
        when = f"in {listed([str(e) for e in met])} only"
    else:
        when = f"in {len(met)} of {len(held)} editions, last in {met[-1]}"
    stood = "first" if facts.k == 1 else f"among the best {facts.k}"
    out.append(f"It was {stood} {when}.")
    gaps = facts.gaps["points"].dropna()
    if facts.ranked and since in gaps.index:
        was, is_now = float(gaps[since]), float(gaps[facts.edition])
        if was < 0 and is_now < 0:
            verb = "narrowed" if is_now > was else "widened" if is_now < was else "stayed"
            end = f" from {points(was)} to" if was != is_now else " at"
            out.append(f"The distance to the line {verb}{end} {points(is_now)} points.")
    gone = [
        int(e)
        for e in facts.common.data["edition"].unique()
        if e not in facts.own.index and e <= facts.edition
    ]
    if gone:
        out.append(f"No index was computed for it in {listed([str(e) for e in sorted(gone)])}.")
    return " ".join(out)


def change(facts: Facts) -> str:
    """Say what moved the score, in absolute terms and relative to the world."""
    name = state(facts.focus, start=True)
    if facts.change is None:
        why = (
            "it is the first edition" if facts.common.before is None
            else f"{name} was not ranked both in {facts.common.before} and in {facts.edition}"
        )  # fmt: skip
        return f"No change can be taken apart: {why}."
    rows = facts.change
    total, world, relative = (float(rows[c].sum()) for c in ("absolute", "world", "relative"))

    def moved(value: float) -> str:
        if abs(value) < 5e-5:
            return "did not change"
        return f"{'rose' if value > 0 else 'fell'} by {points(value)}"

    adds = ", ".join(f"{term(p)} {points(rows.at[p, 'absolute'], True)}" for p in PARTS)
    out = [
        f"From {facts.common.before} to {facts.edition} its score {moved(total)} index points "
        f"({adds})."
    ]
    if relative * total < 0:
        turn = "The world tells the opposite:"
    elif abs(relative) < 5e-5:
        turn = "It moved with the world:"
    else:
        turn = "Part of that is common to all states:" if world * total > 0 else "At the same time"
    out.append(
        f"{turn} the world mean {moved(world)}, so relative to it "
        f"{state(facts.focus)} {'gained' if relative >= 0 else 'lost'} {points(relative)}."
    )
    drive = rows.loc[PARTS, "relative"]
    lead = drive.idxmax() if relative >= 0 else drive.idxmin()
    out.append(
        f"The part that moved it most against others is {term(str(lead))} "
        f"({points(drive[lead], True)})."
    )
    return " ".join(out)


def league(facts: Facts) -> str:
    """Say who is near, and which part makes the gap."""
    if not facts.ranked:
        return f"{state(facts.focus, start=True)} has no place; the table shows the group."
    own = facts.now["score"][facts.focus]
    above = facts.now[facts.now["score"] > own]
    below = facts.now[facts.now["score"] < own]
    out = []
    if len(above):
        iso = str(above.index[-1])
        ahead = above["score"].iloc[-1] - own
        out.append(f"Just ahead: {state(iso)}, by {points(ahead)} points.")
    else:
        out.append("Nobody is ahead.")
    if len(below):
        iso = str(below.index[0])
        out.append(f"Just behind: {state(iso)}, by {points(own - below['score'].iloc[0])}.")
    else:
        out.append("Nobody is behind.")
    parts = parts_of_gap(facts)
    if parts is not None:
        rival = state(facts.holder)
        worst, strong = str(parts.idxmin()), str(parts.idxmax())
        if parts[worst] < 0:
            out.append(
                f"Against {rival}, at the line, it loses most in {term(worst)} "
                f"({points(parts[worst], True)})"
                + (
                    f" and gains most in {term(strong)} ({points(parts[strong], True)})."
                    if parts[strong] > 0
                    else "; no part makes up for it."
                )
            )
        else:
            out.append(f"Against {rival}, at the line, it is behind in no part.")
    return " ".join(out)


def parts_of_gap(facts: Facts) -> pd.Series | None:
    """Return what each part adds to the lead over the line's holder."""
    rows = facts.league[facts.league["iso3"].eq(facts.holder)]
    return None if rows.empty or not facts.ranked else rows.iloc[0][PARTS].astype(float)


def outlook(facts: Facts) -> str:
    """Say how likely the target is at the next edition, and how good such statements were."""
    if not facts.projected:
        if facts.common.draws is None:
            why = "fewer than three editions are known"
        elif not facts.ranked:
            why = f"{state(facts.focus)} was not ranked in {facts.edition}"
        else:
            why = "too few members were ranked"
        return f"The next edition ({facts.common.next}) is not projected: {why}."
    likely = int(facts.chances.idxmax())
    out = (
        f"At the next edition ({facts.common.next}) the chance of {best(facts)} is "
        f"{percent(facts.chance)}; the likeliest place is the {ordinal(likely)} "
        f"({percent(float(facts.chances.max()))}). Its world rank is expected between the "
        f"{ordinal(facts.rank_next[0])} and the {ordinal(facts.rank_next[1])} (80 % interval)."
    )
    if facts.common.origins:
        out += (
            f" Track record: over {count(facts.common.origins, 'past edition')}, 80 % intervals "
            f"made one edition ahead held {100 * facts.common.coverage:.0f} % of the world ranks "
            "that came."
        )
    else:
        out += " Too few editions were known then for a track record."
    return out


def needed(facts: Facts) -> str:
    """Say what would have to be true to reach, or to hold, the target."""
    if not facts.ranked:
        return "Without a score there is no distance to make up."
    table = facts.needed.set_index("measure")
    gain = float(table.at["egdi", "line"] - table.at["egdi", "now"])
    name = state(facts.focus, start=True)
    out = []
    if gain > 0:
        ways = [
            f"{term(p)} {signed(table.at[p, 'line'] - table.at[p, 'now'])}"
            for p in PARTS
            if table.at[p, "line"] <= 1
        ]
        alone = (
            f"a rise in one part alone would do: {', '.join(ways)}"
            if ways
            else "no part alone can give that"
        )
        out.append(
            f"To reach the line as it stood, {state(facts.focus)} needed {points(gain)} more; "
            f"{alone}."
        )
        if pd.notna(facts.usual):
            out.append(
                f"States within {NEIGHBOURS} ranks of it gained that much on the world in "
                f"{percent(facts.usual)} of their moves between editions since 2010."
            )
    else:
        out.append(
            f"{name} could have lost {points(gain)} index points and still have been at the line."
        )
    if facts.line_next:
        even, likely = facts.line_next[0.5], facts.line_next[0.8]
        out.append(
            f"In {facts.common.next} a score of {even:.3f} would suffice in half of the "
            f"simulated editions, {likely:.3f} in 80 %; its own median there is "
            f"{facts.median_next:.3f}."
        )
    return " ".join(out)


def supply(facts: Facts) -> str:
    """Say which figures under TII and HCI the record has, and how old they are."""
    table = facts.supply
    if table.empty:
        return "The inputs of this edition are not known."
    asked = table[table["recorded"]]
    have, none = asked[asked["year"].notna()], asked[asked["year"].isna()]
    old = have[have["age"].gt(2)]
    out = [
        f"Of the {len(table)} inputs under TII and HCI, international databases in this record "
        f"have a figure from before the survey for {len(have) or 'none'}."
    ]
    if len(old):
        ages = [f"{r.input.lower()} ({r.year})" for r in old.itertuples()]
        out.append(f"Older than two years at the survey: {listed(ages)}.")
    elif len(have):
        out.append("None was older than two years at the survey.")
    if len(none):
        out.append(f"No figure: {listed([i.lower() for i in none['input']])}.")
    blank = table[~table["recorded"]]
    if len(blank):
        out.append(f"Not in this record: {listed([i.lower() for i in blank['input']])}.")
    return " ".join(out)


def notes(facts: Facts) -> list[str]:
    """Return the footnotes: the group, the edition, what is not comparable, the method."""
    out = [group_note(facts)]
    if facts.missing:
        gone = [iso for iso in facts.missing if iso != facts.focus]
        if gone:
            shown = states(gone) if len(gone) <= 6 else f"{len(gone)} members"
            out.append(f"Not ranked in {facts.edition}: {shown}.")
    if facts.redefined and facts.common.before is not None:
        out.append(
            f"In {facts.edition} {listed([term(p) for p in facts.redefined])} "
            f"{'was' if len(facts.redefined) == 1 else 'were'} redefined, so the change from "
            f"{facts.common.before} is not progress alone. Dotted lines mark all such editions."
        )
    else:
        out.append(
            "Dotted lines mark editions at which a part was redefined; changes across them are "
            "not progress alone."
        )
    out.append(
        "The index is relative: from 2012 on each part spans 0 to 1 in every edition. Ranks are "
        "on the published scores; equal scores share the better place. Points are index points; "
        "the line is the score of the "
        f"{kth_best(facts.k)} other member."
    )
    if facts.projected and facts.common.draws is not None:
        draws = facts.common.draws
        of = len(facts.members_next)
        out.append(
            f"Projection: {draws.scores.shape[0]} joint simulations of all states with the model "
            f"“{MODELS[draws.model].label}”, chosen by its record up to {facts.edition}; places "
            f"in {facts.common.next} are among {of} states. It knows no plans of governments and "
            "no new method."
        )
    official = official_target(facts)
    if official:
        out.append(official)
    return out


def group_note(facts: Facts) -> str:
    """Say who is in the group."""
    name = group_phrase(facts.group)
    chosen = codes(facts.group)
    n = len(facts.members) - facts.outsider
    if name == "the world":
        text = f"Group: all {n} member states of the UN."
    elif chosen is not None:
        text = f"Group: {states(chosen)}." if n <= 12 else f"Group: {n} states chosen by code."
    else:
        text = f"Group: {name}, {count(n, 'member')}"
        dated = panel.load("groups")
        dated = dated[dated["group"].str.lower().eq(str(facts.group).strip().lower())]
        if len(dated):
            text += f" on 1 July {facts.edition}"
            late = dated[dated["since"] > f"{facts.edition}-07-01"]
            joined = [f"{state(r.iso3)} (joined {day(r.since)})" for r in late.itertuples()]
            text += f"; not counted: {listed(joined)}." if joined else "."
        else:
            text += ", as the UN or the World Bank groups states today."
    if facts.outsider:
        text += f" {state(facts.focus, start=True)} was no member and is compared with it."
    return text


def official_target(facts: Facts) -> str:
    """Name the official targets of record that ask for this place, and whether they are settled."""
    if facts.focus != TARGETS_OF or codes(facts.group) is not None:
        return ""
    table = panel.load("targets")
    rows = table[
        table["group"].str.lower().eq(group_name(facts.group).lower())
        & table["target"].eq(str(facts.k))
        & table["target_kind"].eq("rank_at_most")
        & table["deadline"].str[:4].astype(int).ge(facts.edition)
        & table["issued"].str[:4].astype(int).le(facts.edition)
    ]
    if rows.empty:
        return ""
    texts, documents = [], set(panel.load("documents")["document"])
    for deadline, same in rows.groupby("deadline"):
        year = int(str(deadline)[:4])
        names = [
            r.instrument if r.source in documents else f"{r.instrument} ({r.source})"
            for r in same.itertuples()
        ]
        last = facts.common.next > year
        met = facts.ranked and int(facts.now["place"][facts.focus]) <= facts.k
        state_of = (
            f"this is the last edition before that deadline, so the target is "
            f"{'met' if met else 'missed'}"
            if last
            else "open"
        )
        texts.append(f"{listed(names)}: by {year}; {state_of}")
    return f"Official targets for this place: {'. '.join(texts)}."
