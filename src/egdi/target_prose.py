"""Targets in words: what each asks, and the sentences that say how they ended."""

from __future__ import annotations

import pandas as pd

from egdi import panel as panel_room
from egdi import targets
from egdi.prose import ordinal


def in_words(judged: pd.DataFrame) -> pd.DataFrame:
    """Return judged targets with what they are, what they ask and what was held, in words.

    Args:
        judged: as :func:`egdi.targets.judge` returns it.

    Returns:
        The same rows with the columns what, asked, by (year) and held in addition.
    """
    out = judged.copy()
    out["what"] = out["id"] + " " + out["instrument"]
    out["by"] = out["deadline"].str[:4].astype(int)
    out["asked"] = [asked(row) for row in out.to_dict("records")]
    out["held"] = [
        f"{ordinal(row.place)} of {row.n}" if pd.notna(row.place) else ""
        for row in out.itertuples()
    ]
    return out


def asked(row: dict) -> str:
    """Return what a target asks for: ``EGDI: 4th in ASEAN``."""
    where = "in the world" if row["group"] == "World" else f"in {row['group']}"
    if row["target_kind"] == "rank_at_most":
        return f"{row['measure']}: {ordinal(row['target'])} {where}"
    at = f", {ordinal(row['best_allowed'])}" if pd.notna(row["best_allowed"]) else ""
    return f"{row['measure']}: up {row['target']} {where}{at}"


def between(judged: pd.DataFrame) -> pd.DataFrame:
    """Return the places held at each edition from issue to settlement, an edition a column.

    Targets with no edition between are left out.
    """
    rows = {}
    for row in in_words(judged[judged["between"].ne("")]).itertuples():
        held = dict(step.split(": ") for step in row.between.split("; "))
        rows[f"{row.what}, {row.asked}"] = {int(e): int(place) for e, place in held.items()}
    table = pd.DataFrame.from_dict(rows, orient="index").astype("Int64")
    table = table[sorted(table)].rename(columns=str)
    return table.rename_axis("Target").reset_index()


def answer(judged: pd.DataFrame) -> str:
    """Return the sentence that counts targets met, missed and open."""
    count = targets.overall(judged).value_counts()
    met, missed, still = (int(count.get(status, 0)) for status in targets.STATUSES)
    are = "is" if met + missed == 1 else "are"
    overall = targets.overall(judged)
    rows = judged[judged["id"].isin(overall.index[overall.eq(targets.MET)])]
    whose = list(dict.fromkeys(rows["instrument"]))
    named = (
        f", {'that' if met == 1 else 'those'} of {' and '.join(whose)}," if met in (1, 2) else ""
    )
    return (
        f"Of {count.sum()} targets on the index, {met + missed} {are} settled: {met} met{named} "
        f"and {missed} missed. {still} {'is' if still == 1 else 'are'} open."
    )


def headline(judged: pd.DataFrame, focus: str) -> str:
    """Return the sentence on the latest target about ASEAN."""
    rows = judged[judged["group"].eq("ASEAN") & judged["measure"].eq("EGDI")]
    row = rows.sort_values("deadline", kind="stable").iloc[-1]
    goal = f"The goal of place {row['best_allowed']} or better in ASEAN by {row['deadline'][:4]}"
    if pd.isna(row["place"]):
        return f"{goal} is open."
    side = "short of it" if row["points"] < 0 else "to spare"
    stood = (
        f"{panel_room.name(focus)} stood {ordinal(row['place'])} of {row['n']}, "
        f"{abs(row['points']):.3f} points {side}"
    )
    if row["status"] == targets.OPEN:
        return f"{goal} is open: at the edition of {row['edition']} {stood}."
    last = "the last published before the deadline"
    return f"{goal} was {row['status']}: at the edition of {row['edition']}, {last}, {stood}."


def whose(focus: str) -> str:
    """Say whose the targets are, where the focus is another country."""
    own = "VNM"
    if panel_room.find_country(focus) == own:
        return ""
    return (
        f"They are {panel_room.name(own)}'s; here they are asked of {panel_room.name(focus)}, as "
        "if it had set them itself."
    )


def settled_sentence(judged: pd.DataFrame) -> str:
    """Say which targets were met, on one measure or on all, and which miss was nearest."""
    told = in_words(judged)
    done = told[told["status"].ne(targets.OPEN)]
    if done.empty:
        return "No target is settled yet."
    overall = targets.overall(judged)
    met = done[done["status"].eq(targets.MET)]
    wholly = met[met["id"].map(overall).eq(targets.MET)]
    partly = met[met["id"].map(overall).ne(targets.MET)]
    parts = [
        "Met: " + "; ".join(f"{r.id} ({r.asked}; held {r.held})" for r in wholly.itertuples()) + "."
        if len(wholly)
        else "None was met."
    ]
    parts += [
        f"{r.id} was met on {r.measure} alone ({r.held}), and missed on the other measure."
        for r in partly.itertuples()
    ]
    missed = done[done["status"].eq(targets.MISSED)]
    if len(missed):
        near = missed.sort_values("points", kind="stable").iloc[-1]
        far = "place" if near["places"] == 1 else "places"
        parts.append(
            f"The nearest miss is {near['id']}: {near['places']} {far}, {-near['points']:.4f} "
            "points."
        )
    return " ".join(parts)


def break_sentence(judged: pd.DataFrame) -> str:
    """Say where a target was met at an edition that redefined parts of the index."""
    columns = [f"break_{p}" for p in panel_room.PARTS]
    editions = panel_room.load("editions").set_index("edition")[columns].fillna(0)
    met = judged[judged["status"].eq(targets.MET)]
    told = []
    for edition, rows in met.groupby("edition"):
        new = [p.upper() for p in panel_room.PARTS if editions.at[edition, f"break_{p}"] == 1]
        if new:
            ids = " and ".join(dict.fromkeys(rows["id"]))
            told.append(
                f"At the edition of {edition}, which settles {ids}, {' and '.join(new)} "
                f"{'was' if len(new) == 1 else 'were'} redefined, so a gain there is not progress "
                "alone."
            )
    return " ".join(told)


def waiting_sentence(judged: pd.DataFrame) -> str:
    """Say for how many targets waiting for the survey after the deadline makes a difference."""
    rows = judged[judged["settled_by"].ne(judged["if_waiting"])]
    known = rows[rows["if_waiting_status"].ne(targets.OPEN)]
    changed = known[known["if_waiting_status"].ne(known["status"])]
    n, seen = rows["id"].nunique(), known["id"].nunique()
    if not n:
        return "For no target would that be another edition."
    told = [f"For {n} {'target' if n == 1 else 'targets'} that is another edition."]
    if len(changed):
        told.append(f"It changes the outcome of {', '.join(dict.fromkeys(changed['id']))}.")
    elif seen:
        which = ", ".join(dict.fromkeys(known["id"]))
        told.append(f"Where it is known already ({which}), the outcome is the same.")
    if n > seen:
        later = sorted(rows.loc[rows["if_waiting_status"].eq(targets.OPEN), "if_waiting"].unique())
        told.append(f"For {n - seen} it is yet to come, in {' or '.join(map(str, later))}.")
    return " ".join(told)
