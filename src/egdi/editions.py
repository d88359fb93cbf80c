"""Take a new edition into the record: check it, show it, write it whole.

:func:`propose` reads the UN's CSV of an edition (``uncsv``), checks it and says what the record
would become; :func:`summary` tells that to a person; :func:`write` makes it so. Nothing is written
before everything is known to be right. :func:`remove` takes out what was added, and
:func:`export` gives an edition back in the UN's layout.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from egdi import check, doubts, lookup, ranks, reconcile, targets, uncsv, writing
from egdi import panel as panel_room
from egdi.panel import PARTS, DataError
from egdi.uncsv import SCORES, Upload

CORRECTED = 0.25
"""Share of states beyond which a change to an edition is no correction but another file."""

_ADDED = "UN Data Center file "
_NOTE = "components and breaks of method not yet known"


@dataclass(frozen=True)
class Proposal:
    """What the record would become with an edition, checked against everything it holds.

    Attributes:
        upload: the edition.
        folder: of the tables.
        weights: of osi, tii, hci, adding up to one.
        weights_from: in words, how they are known.
        changed: values of record that would change: columns iso3, column, old, new.
        is_new: whether the panel has no such edition yet.
        panel: the panel as it would be.
        editions: the editions table as it would be.
        accepted: what looked like a slip and was accepted with a word.
        record: the state of the tables that this was made from.
    """

    upload: Upload
    folder: Path
    weights: pd.Series
    weights_from: str
    changed: pd.DataFrame
    is_new: bool
    panel: pd.DataFrame
    editions: pd.DataFrame
    accepted: list[doubts.Doubt]
    record: str

    @property
    def changes_nothing(self) -> bool:
        """Whether the record holds all of this already."""
        return not self.is_new and self.changed.empty


def propose(
    path: Path,
    folder: Path | None = None,
    replace: bool = False,
    accept: Collection[str] = (),
) -> Proposal:
    """Read an edition and say what the record becomes with it; write nothing.

    A row for the editions table is made if it has none: the weights are those that give the
    index back (thirds before fitted ones); what the file does not tell stays blank.

    Args:
        path: the UN's CSV.
        folder: of the tables.
        replace: allow an edition of record to change in more than a quarter of its states.
        accept: words for what looks like a slip and is none, of :data:`egdi.doubts.WORDS`, with a
            state where one has to be named: ``outliers:VNM``.

    Raises:
        DataError: one sentence about what is wrong with the file, or with the record.
    """
    folder = folder or panel_room.data_folder()
    writing.recover(folder)
    upload, state = uncsv.read(path, folder), writing.state(folder)
    record = panel_room.load("panel", folder)
    editions = panel_room.load("editions", folder)
    where = f"{upload.name}, edition {upload.edition}"
    weights, weights_from = _weights(upload, editions, folder)
    found = check.rank_faults(upload.rows, where)
    found += check.formula_faults(upload.rows, weights, where)
    if found:
        more = f" ({len(found) - 1} more like it.)" if len(found) > 1 else ""
        raise DataError(found[0] + more)
    held = record[record["edition"].eq(upload.edition)]
    changed = _changes(held, upload.rows)
    touched = changed["iso3"].nunique()
    if not replace and touched > CORRECTED * len(upload.rows):
        raise DataError(
            f"{where}: differs from the record in {touched} of {len(upload.rows)} states, more "
            "than a correction does; make sure the year is right, and if the UN has issued the "
            "whole edition anew, say --replace."
        )
    listed = editions.set_index("edition")
    doubted = doubts.doubts(upload.rows, record, weights, set(listed.index))
    once = listed["accepted"].get(upload.edition)
    known = once.split(",") if isinstance(once, str) else []
    # What let an edition in once lets the same in again; a correction needs its own words.
    doubts.require_words(doubted, [*accept, *(known if held.empty else [])], where)
    others = record[record["edition"].ne(upload.edition)]
    entered = {d.key for d in doubts.doubts(upload.rows, others, weights, set(listed.index))}
    entered |= {"year"} & set(known)
    panel = pd.concat([others, upload.rows]).sort_values(["iso3", "edition"], ignore_index=True)
    panel = panel_room.validate(panel, panel_room.describe("panel", folder), folder)
    if upload.edition not in set(editions["edition"]):
        editions = _with_row(editions, upload, weights, weights_from)
    editions = _sealed(editions, upload, entered, folder)
    editions = panel_room.validate(editions, panel_room.describe("editions", folder), folder)
    return Proposal(
        upload, folder, weights, weights_from, changed, held.empty, panel, editions, doubted, state
    )


def write(proposal: Proposal) -> list[Path]:
    """Write a proposal into the record, the whole of it or nothing.

    Whatever interrupts it, the next command that adds, removes or checks finds the old record or
    completes the new one. Who reads between sees at most an edition in the editions table of which
    the panel has no figures yet: every table loads, and the latest edition is the old one.

    Returns:
        The files that changed.

    Raises:
        DataError: if the files cannot be written, or the record has changed since the proposal was
            made; the record is then as before.
    """
    tables = {"editions": proposal.editions, "panel": proposal.panel}
    with writing.alone(proposal.folder):
        if proposal.record != writing.state(proposal.folder):
            raise DataError(
                f"{proposal.folder}: the record has changed since the file was read; run the "
                "command again."
            )
        return writing.write(tables, proposal.folder)


def remove(edition: int, folder: Path | None = None, dry_run: bool = False) -> list[Path]:
    """Take the latest edition out again, if :func:`write` put it in.

    Editions that came with the repository, and rows of the editions table that were completed by
    hand, are not removed: what people wrote comes out through version control only.

    Returns:
        The files that changed.

    Raises:
        DataError: if the edition is not the latest, or was not added by this command.
    """
    folder = folder or panel_room.data_folder()
    writing.recover(folder)
    with writing.alone(folder):
        return _remove(edition, folder, dry_run)


def _remove(edition: int, folder: Path, dry_run: bool) -> list[Path]:
    panel = panel_room.load("panel", folder)
    editions = panel_room.load("editions", folder)
    listed = sorted(editions["edition"])
    if edition not in listed:
        raise DataError(f"editions.csv has no edition {edition}; it has {uncsv.words(listed)}.")
    row = editions[editions["edition"].eq(edition)].iloc[0]
    if edition != max(listed) or not _untouched(row):
        raise DataError(
            f"Edition {edition} was not added by `egdi add-edition` as the latest, or its row in "
            "editions.csv was completed by hand; take it out through version control."
        )
    tables = {  # the panel first: no reader may meet figures of an edition that is not listed
        "panel": panel[panel["edition"].ne(edition)],
        "editions": editions[editions["edition"].ne(edition)],
    }
    return [] if dry_run else writing.write(tables, folder)


def export(edition: int, folder: Path | None = None) -> str:
    """Return an edition of record as the UN's CSV.

    Raises:
        DataError: if the panel has no such edition.
    """
    panel = panel_room.load("panel", folder)
    rows = panel[panel["edition"].eq(edition)]
    if rows.empty:
        held = uncsv.words(sorted(panel["edition"].unique()))
        raise DataError(f"panel.csv has no edition {edition}; it has {held}.")
    return uncsv.layout(rows, folder)


def summary(proposal: Proposal, focus: str = "VNM", group: str = "ASEAN") -> str:
    """Return what an edition brings, for a person to read before it is written.

    Args:
        proposal: as :func:`propose` returns it.
        focus: ISO code of the country told first.
        group: whose places are told.
    """
    return "\n".join(
        line
        for part in (_what_is_new, _accepted, _formula, _ranks, _levels, _moves, _places, _targets)
        for line in part(proposal, focus, group)
    )


def _weights(upload: Upload, editions: pd.DataFrame, folder: Path) -> tuple[pd.Series, str]:
    """Return the weights of an edition and how they are known.

    Those of the editions table if it has the edition; else thirds, if they give the index back;
    else what least squares gives, rounded to hundredths as the UN prints weights. Whether the
    weights returned are any good is for the caller to see.
    """
    if upload.edition in set(editions["edition"]):
        return panel_room.weights(upload.edition, folder), "the editions table"
    where = upload.name
    thirds = pd.Series(1 / 3, index=PARTS)
    if not check.formula_faults(upload.rows, thirds, where):
        return thirds, "equal thirds"
    rows = ranks.ranked(upload.rows)
    fit, *_ = np.linalg.lstsq(rows[PARTS].to_numpy(float), rows["egdi"].to_numpy(float), rcond=None)
    fitted = pd.Series(fit.round(2), index=PARTS)
    sums = abs(fitted.sum() - 1) < 1e-9 and fitted.between(0, 1).all()
    if sums and not check.formula_faults(upload.rows, fitted, where):
        return fitted, "fitted to the file"
    return thirds, "equal thirds"


def _changes(held: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return every cell in which two versions of an edition differ."""
    columns = ["rank", *SCORES, "status"]
    if held.empty:
        return pd.DataFrame(columns=["iso3", "column", "old", "new"])
    new = rows.set_index("iso3")[columns].astype(object)
    old = held.set_index("iso3")[columns].astype(object).reindex(new.index)
    differ = new.where(new.notna(), None).ne(old.where(old.notna(), None))
    differ &= new.notna() | old.notna()
    cells = [
        (new.index[i], columns[j], old.iat[i, j], new.iat[i, j])
        for i, j in np.argwhere(differ.to_numpy(bool))
    ]
    return pd.DataFrame(cells, columns=["iso3", "column", "old", "new"])


def _with_row(
    editions: pd.DataFrame, upload: Upload, weights: pd.Series, known: str
) -> pd.DataFrame:
    """Return the editions table with a row that says what the file tells and no more."""
    row: dict[str, Any] = dict.fromkeys(editions.columns)
    row |= {"edition": upload.edition}
    row |= {f"{part}_weight": round(float(weights[part]), 4) for part in PARTS}
    row["note"] = _NOTE
    clean = "".join(
        c if c.isprintable() else "?" for c in unicodedata.normalize("NFC", upload.name)
    )
    row["evidence"] = f"{_ADDED}{clean}; weights: {known}, which give its index back"
    table = pd.concat([editions.astype(object), pd.DataFrame([row], dtype=object)])
    return table.sort_values("edition", ignore_index=True, kind="stable")


def _sealed(
    editions: pd.DataFrame, upload: Upload, accepted: Collection[str], folder: Path
) -> pd.DataFrame:
    """Return the editions table with what was accepted of an edition, and its checksum."""
    own = editions["edition"].eq(upload.edition)
    table = editions.astype({"accepted": object, "checksum": object})
    order = sorted(accepted, key=lambda key: (doubts.WORDS.index(key.partition(":")[0]), key))
    table.loc[own, "accepted"] = ",".join(order) or None
    table.loc[own, "checksum"] = uncsv.checksum(upload.rows, folder)
    return table


def _untouched(row: pd.Series) -> bool:
    """Tell whether a row of the editions table is as :func:`_with_row` made it."""
    weights = [f"{part}_weight" for part in PARTS]
    known = row.drop(["edition", *weights]).dropna()
    return (
        set(known.index) - {"accepted"} == {"note", "evidence", "checksum"}
        and known["note"] == _NOTE
        and str(known["evidence"]).startswith(_ADDED)
    )


def _what_is_new(proposal: Proposal, focus: str, group: str) -> Iterable[str]:
    """Say what the file is and what of it the record does not hold."""
    upload = proposal.upload
    status = upload.rows["status"].value_counts()
    short = lookup.short_names(proposal.folder)
    yield f"{upload.name}: edition {upload.edition}, {status.get('ranked', 0)} states ranked"
    yield from upload.read_as
    for key, words in (("not_ranked", "Without an index"), ("not_member", "Not yet a member")):
        states = [short[i] for i in upload.rows.loc[upload.rows["status"].eq(key), "iso3"]]
        if states:
            yield f"{words}: {', '.join(states)}"
    if upload.spelled:
        read = [f"{name} = {short[iso3]}" for iso3, name in upload.spelled.items()]
        yield f"Names read: {', '.join(read)}"
    if proposal.changes_nothing:
        yield "The record holds all of it already: nothing changes."
    elif proposal.is_new:
        held = sorted(proposal.panel["edition"].unique())
        yield f"New to the record, which then has {len(held)} editions, {held[0]} to {held[-1]}."
    else:
        yield f"Corrections to edition {upload.edition}, {len(proposal.changed)} values:"
        for row in proposal.changed.to_dict("records"):
            old, new = (("blank" if pd.isna(v) else f"{v}") for v in (row["old"], row["new"]))
            yield f"  {short[row['iso3']]}: {row['column']} {old} -> {new}"


def _accepted(proposal: Proposal, focus: str, group: str) -> Iterable[str]:
    """Say what was accepted with a word."""
    for doubt in proposal.accepted:
        yield f"Accepted ({doubt.key}): {doubt.sentence}"


def _formula(proposal: Proposal, focus: str, group: str) -> Iterable[str]:
    """Say which states' index the parts do not give back."""
    rows = ranks.ranked(proposal.upload.rows)
    off = check.deviations(proposal.upload.rows, proposal.weights)
    margin = reconcile.tolerance(rows, proposal.weights)
    odd = off[off.abs().gt(margin)].sort_values(key=lambda s: -s.abs(), kind="stable")
    weights = "/".join(f"{w:.4g}" for w in proposal.weights[PARTS])
    yield (
        f"Index from its parts, weights {weights} ({proposal.weights_from}): "
        f"{len(off) - len(odd)} of {len(off)} states within rounding ({margin:.6f})"
    )
    if len(odd):
        shown = ", ".join(f"{iso3} {value:+.5f}" for iso3, value in odd.head(10).items())
        yield f"  furthest off: {shown}"


def _ranks(proposal: Proposal, focus: str, group: str) -> Iterable[str]:
    """Say which printed ranks the printed scores do not give."""
    odd = reconcile.rank_differences(proposal.upload.rows)
    if odd.empty:
        yield "Ranks: the printed scores give every printed rank"
    else:
        told = [f"{r['iso3']} {r['rank']} for {r['recomputed']}" for r in odd.to_dict("records")]
        yield f"Ranks that the printed scores do not give (ties the UN parts): {', '.join(told)}"


def _levels(proposal: Proposal, focus: str, group: str) -> Iterable[str]:
    """Say how the world's means moved: a jump hints at a change of method."""
    before = _before(proposal)
    means = ranks.ranked(proposal.panel).groupby("edition")[["egdi", *PARTS]].mean()
    if before is None:
        return
    old, new = means.loc[before], means.loc[proposal.upload.edition]
    moves = ", ".join(f"{c.upper()} {old[c]:.3f} -> {new[c]:.3f}" for c in means)
    yield f"World means since {before}: {moves}"


def _moves(proposal: Proposal, focus: str, group: str) -> Iterable[str]:
    """Say who moved most."""
    before = _before(proposal)
    if before is None:
        return
    pair = proposal.panel[proposal.panel["edition"].isin([before, proposal.upload.edition])]
    steps = ranks.moves(ranks.places(pair)).sort_values(["gain", "iso3"], ignore_index=True)
    short = lookup.short_names(proposal.folder)
    for words, rows in (("rises", steps.tail(5).iloc[::-1]), ("falls", steps.head(5))):
        told = [
            f"{short[r['iso3']]} {r['from_place']:.0f} -> {r['to_place']:.0f}"
            for r in rows.to_dict("records")
        ]
        yield f"Largest {words} since {before}: {', '.join(told)}"


def _places(proposal: Proposal, focus: str, group: str) -> Iterable[str]:
    """Say where the focus stands, in the world and in its group."""
    folder, edition = proposal.folder, proposal.upload.edition
    short = lookup.short_names(folder)
    told = []
    for year in (_before(proposal), edition):
        if year is None:
            continue
        rows = proposal.panel[proposal.panel["edition"].eq(year)]
        world = ranks.places(rows).set_index("iso3")
        own = ranks.places(rows, lookup.members(group, year, folder)).set_index("iso3")
        if focus in own.index:
            told.append(
                f"{year}: index {world.at[focus, 'score']:g}, rank {world.at[focus, 'place']} of "
                f"{world.at[focus, 'n']}, place {own.at[focus, 'place']} of "
                f"{own.at[focus, 'n']} in {group}"
            )
    if told:
        yield f"{short[focus]}, {'; '.join(told)}"
    league = [f"{r.place} {short[r.Index]} {r.score:g}" for r in own.itertuples()]
    yield f"{group} {edition}: {', '.join(league)}"


def _targets(proposal: Proposal, focus: str, group: str) -> Iterable[str]:
    """Say which targets an edition settles: the last edition not after the deadline does.

    Editions follow each other at the distance of the last two, so deadlines before the next one
    are settled by this one. Deadlines since the edition before were settled by that one; where the
    focus stands now is told for who reads them otherwise.
    """
    edition, before = proposal.upload.edition, _before(proposal)
    if before is None:
        return
    upto = proposal.panel[proposal.panel["edition"].le(edition)]
    try:
        judged = targets.judge(upto, focus, folder=proposal.folder)
        deadlines = judged["deadline"].str[:4].astype(int)
    except (DataError, KeyError, ValueError, AttributeError, IndexError):
        yield "Targets: targets.csv cannot be read as expected; run `egdi check`."
        return
    following = edition + (edition - before)
    passed = judged["settled_by"].eq(before) & deadlines.between(before + 1, edition - 1)
    for words, chosen in (
        (f"Targets it settles (deadlines before {following})", judged["settled_by"].eq(edition)),
        (
            f"Deadlines passed between the editions {before} and {edition}, settled by {before}",
            passed,
        ),
    ):
        if not chosen.any():
            yield f"{words}: none"
            continue
        yield f"{words}:"
        for row in judged[chosen].to_dict("records"):
            now = targets.standing(upto, focus, row["group"], row["measure"].lower(), edition)
            kind = str(row["target_kind"]).replace("_", " ")
            yield (
                f"  {row['id']} {row['instrument']}, by {row['deadline']}: {kind} {row['target']} "
                f"in {row['group']} by {row['measure']}: {row['status']}; now place {now['place']}"
            )
    still = judged.loc[judged["status"].eq(targets.OPEN), "id"].nunique()
    yield f"Targets still open: {still}"


def _before(proposal: Proposal) -> int | None:
    """Return the edition before this one, if the record has one."""
    earlier = proposal.panel.loc[proposal.panel["edition"].lt(proposal.upload.edition), "edition"]
    return None if earlier.empty else int(earlier.max())
