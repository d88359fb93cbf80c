"""Check every table of record, and the tables against each other.

:func:`faults` is what ``egdi check`` prints: one sentence a fault, each naming file, row or state,
what was expected and what to do. The rules on ranks and on the formula are those that a new
edition has to pass as well (``editions``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from egdi import lookup, reconcile, uncsv, writing
from egdi import panel as panel_room
from egdi.panel import PARTS, DataError

REPRODUCED = 0.0005
"""Index points within which parts count as giving the index back. Rounding explains up to 0.0002;
weights that are wrong by less than a hundredth leave more than this for most states."""

MOST = 0.75
"""Share of ranked states whose index the weights must give back, or the weights are wrong."""

GROSS = 0.03
"""Index points beyond which a printed index contradicts its parts. The largest deviation in any
published edition is 0.012 (Cameroon, 2008): shown, not a fault."""

_SORTED = ("panel", "countries", "groups", "editions")
_AT_MOST = 20
_SCORES = ["egdi", *PARTS, "epi"]


def faults(folder: Path | None = None) -> list[str]:
    """Return one sentence for each fault of the tables of record; none means all is well.

    Every table is checked against its description (columns, types, ranges, keys, foreign keys),
    for its text (UTF-8, composed letters, LF, no stray blanks), its dates and its order; then the
    tables against each other: editions, states, membership, ranks against scores, index against
    parts, dated groups, groups of targets.
    """
    folder = folder or panel_room.data_folder()
    try:
        names = panel_room.tables(folder)
    except DataError as error:
        return [str(error)]
    out = list(_stray_files(folder, names))
    sound = {}
    for name in names:
        found = _capped(name, list(_table_faults(name, folder)))
        out += found
        if not found:
            sound[name] = panel_room.load(name, folder)
    return [*dict.fromkeys(out), *_disagreements(sound, folder)]


def rank_faults(rows: pd.DataFrame, where: str) -> list[str]:
    """Return what is wrong with the printed ranks of one edition.

    The UN ranks on scores with more digits than it prints. States with the same score share the
    better rank and the next rank is left out (2008, 2018, 2022), or the digits behind the printed
    ones part them (2020): both are right, so inside a tie any order stands. A fault is a rank that
    no tie explains: a *hole* (after the c states at rank r comes r + c, nothing else), and a state
    ranked ahead of another whose score is higher by more than one unit of the last printed
    decimal; so is a rank shared by scores that far apart.

    Args:
        rows: one edition, with columns iso3, rank, egdi; rows without a rank are left out.
        where: file and edition, to begin the sentence.
    """
    ranked = rows[rows["rank"].notna()].sort_values(["rank", "egdi"], ascending=[True, False])
    if ranked.empty:
        return []
    out, expected = [], 1
    for rank, count in ranked.groupby("rank").size().items():
        if rank != expected:
            out.append(
                f"{where}: rank {expected} is missing (next comes {rank}, "
                f"{ranked.loc[ranked['rank'].eq(rank), 'iso3'].iat[0]}); the ranks must run from 1 "
                "without a hole; compare with the UN's page and correct the file."
            )
            break
        expected += int(count)
    unit = 1.01 * 10.0 ** -reconcile.decimals(ranked["egdi"])
    least = ranked["egdi"].cummin().shift()
    over = ranked[ranked["egdi"].gt(least + unit)]
    for score, behind in over.groupby(least[over.index], sort=False):
        early = ranked[ranked["egdi"].eq(score)].iloc[0]
        late = behind.iloc[0]
        more = f" and {len(behind) - 1} more" if len(behind) > 1 else ""
        out.append(
            f"{where}: {early['iso3']} (rank {early['rank']}, index {early['egdi']:g}) is ranked "
            f"ahead of {late['iso3']} (rank {late['rank']}, index {late['egdi']:g}){more} with a "
            "higher index; correct the ranks or the index."
        )
    shared = ranked.groupby("rank")["egdi"].agg(["min", "max"])
    for rank in shared.index[shared["max"].sub(shared["min"]).gt(unit)]:
        states = " and ".join(ranked.loc[ranked["rank"].eq(rank), "iso3"])
        out.append(f"{where}: {states} share rank {rank} but not the index; correct the ranks.")
    return out


def deviations(rows: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Return the printed index less the weighted mean of its parts, by ISO code.

    Args:
        rows: one edition, with columns iso3, status, egdi, osi, tii, hci.
        weights: of osi, tii, hci, adding up to one.
    """
    ranked = rows[rows["status"].eq("ranked")].set_index("iso3")
    return (ranked["egdi"] - ranked[PARTS].mul(weights[PARTS]).sum(axis=1)).astype(float)


def formula_faults(rows: pd.DataFrame, weights: pd.Series, where: str) -> list[str]:
    """Return where one edition's index contradicts its parts.

    Args:
        rows: one edition, with columns iso3, status, egdi, osi, tii, hci.
        weights: of osi, tii, hci, adding up to one.
        where: file and edition, to begin the sentence.
    """
    off = deviations(rows, weights)
    if len(off) and off.abs().le(REPRODUCED).mean() < MOST:
        printed = "/".join(f"{w:.4g}" for w in weights[PARTS])
        return [
            f"{where}: weights {printed} (OSI/TII/HCI) give back the index of only "
            f"{int(off.abs().le(REPRODUCED).sum())} of {len(off)} states; if the UN changed the "
            "weights, put them into the edition's row of editions.csv."
        ]
    scores = rows.set_index("iso3")["egdi"]
    return [
        f"{where}: {iso3} has index {scores[iso3]:g} where its parts give "
        f"{scores[iso3] - value:.5f}; correct the index or a part."
        for iso3, value in off[off.abs().gt(GROSS)].items()
    ]


def _capped(table: str, found: list[str]) -> list[str]:
    """Keep a broken table from drowning the rest."""
    if len(found) <= _AT_MOST:
        return found
    return [*found[:_AT_MOST], f"{table}: {len(found) - _AT_MOST} more faults of this table."]


def _stray_files(folder: Path, names: list[str]) -> Iterator[str]:
    """Yield what lies among the tables but is none of them."""
    known = {panel_room.table_path(name, folder).name for name in names}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".part" or path.name == writing.NOTE:
            yield (
                f"{path.name}: left over from an interrupted writing; run `egdi check`, which "
                "completes it, or delete it."
            )
        elif path.suffix == ".csv" and path.name not in known:
            yield f"{path.name}: not described; describe it in {panel_room.PACKAGE} or remove it."


def _table_faults(name: str, folder: Path) -> Iterator[str]:
    """Yield the faults of one table by itself: its text, its description, its order."""
    resource = panel_room.describe(name, folder)
    path = panel_room.table_path(name, folder)
    try:
        frame = panel_room.load(name, folder)
    except DataError as error:
        try:
            raw = panel_room.read_csv(path, resource)
            yield from panel_room.faults(raw, resource, folder) or [str(error)]
        except DataError:
            # The table, or one that it refers to, cannot be read.
            yield str(error)
        return
    text = path.read_bytes().decode("utf-8")
    spelling = list(_spelling(path.name, text))
    yield from spelling
    for column in frame.select_dtypes("str"):
        padded = frame.index[frame[column].ne(frame[column].str.strip()) & frame[column].notna()]
        for row in padded:
            yield f"{path.name}, row {row + 2}, column {column}: blanks at an end; remove them."
    key = resource["schema"].get("primaryKey", [])
    key = [key] if isinstance(key, str) else key
    if name in _SORTED and not frame.sort_values(key, kind="stable").index.equals(frame.index):
        yield f"{path.name}: rows are not in the order of {', '.join(key)}; sort them."
    elif not spelling and panel_room.to_csv(frame) != text:
        pairs = zip(panel_room.to_csv(frame).splitlines(), text.splitlines(), strict=False)
        row = next((i for i, (a, b) in enumerate(pairs, start=1) if a != b), 1)
        yield (
            f"{path.name}, row {row}: right, but not written as the library writes it (shortest "
            "digits, quotes only where needed); write the row so."
        )


def _spelling(file: str, text: str) -> Iterator[str]:
    """Yield faults of a file's text that do not touch its values."""
    if text.startswith("\ufeff"):
        yield f"{file}: begins with a byte order mark; save it as UTF-8 without one."
    if "\r" in text:
        yield f"{file}: has Windows line ends; save it with LF."
    if not text.endswith("\n"):
        yield f"{file}: the last row has no line end; add it."
    for row, line in enumerate(text.splitlines(), start=1):
        if unicodedata.normalize("NFC", line) != line:
            yield f"{file}, row {row}: has letters in decomposed form; save them composed (NFC)."


def _disagreements(tables: dict[str, pd.DataFrame], folder: Path) -> Iterator[str]:
    """Yield where tables that are sound by themselves do not agree."""
    if "editions" in tables and "panel" in tables:
        yield from _editions(tables["panel"], tables["editions"], folder)
    if "countries" in tables and "panel" in tables:
        yield from _states(tables["panel"], tables["countries"])
    if "panel" in tables:
        yield from _blanks(tables["panel"])
    if "groups" in tables:
        yield from _spells(tables["groups"])
    if {"targets", "groups", "countries", "panel"} <= tables.keys():
        yield from _target_groups(tables["targets"], tables["panel"], folder)
    for name in ("targets", "targets_more"):
        if name in tables:
            yield from _deadlines(tables[name], panel_room.table_path(name, folder).name)


def _editions(panel: pd.DataFrame, editions: pd.DataFrame, folder: Path) -> Iterator[str]:
    """Yield editions that one table has alone, then ranks and formula of each."""
    held, listed = set(panel["edition"]), set(editions["edition"])
    for year in sorted(listed - held):
        yield (
            f"editions.csv: edition {year} has no rows in panel.csv, as an interrupted writing "
            f"leaves it; run `egdi add-edition` with its file again, or `egdi remove-edition "
            f"{year}`."
        )
    for year in sorted(held - listed):
        yield f"panel.csv: edition {year} has no row in editions.csv; add the row."
    for year in sorted(held & listed):
        rows = panel[panel["edition"].eq(year)]
        where = f"panel.csv, edition {year}"
        yield from rank_faults(rows, where)
        yield from formula_faults(rows, panel_room.weights(int(year), folder), where)
        entered = editions.loc[editions["edition"].eq(year), "checksum"].iat[0]
        if isinstance(entered, str) and entered != uncsv.checksum(rows, folder):
            yield (
                f"{where}: its figures are not those that were entered (checksum {entered} in "
                "editions.csv); compare them with the UN's file, and enter that again with "
                "`egdi add-edition`."
            )


def _states(panel: pd.DataFrame, countries: pd.DataFrame) -> Iterator[str]:
    """Yield editions that lack a state, and states that left the United Nations."""
    for year, rows in panel.groupby("edition"):
        missing = sorted(set(countries["iso3"]) - set(rows["iso3"]))
        if missing:
            yield f"panel.csv, edition {year}: no row of {', '.join(missing)}; add it."
    outside = panel.loc[panel["status"].eq("not_member"), "iso3"]
    joined = panel[panel["iso3"].isin(outside)].sort_values("edition", kind="stable")
    for iso3, rows in joined.groupby("iso3"):
        absent = rows["status"].eq("not_member")
        late = rows.loc[absent & ~absent.cummin(), "edition"]
        if len(late):
            yield (
                f"panel.csv: {iso3} is not_member in {late.iat[0]} but was a member before; "
                "correct the status."
            )


def _blanks(panel: pd.DataFrame) -> Iterator[str]:
    """Yield cells that are blank or filled against their status."""
    outside = panel["status"].eq("not_member") & panel[_SCORES].notna().any(axis=1)
    for row in panel[outside].itertuples():
        yield (
            f"panel.csv, row {row[0] + 2} ({row.iso3}): has figures though not_member in "
            f"{row.edition}; correct the status."
        )
    for row in panel[panel["status"].eq("ranked") & panel["epi"].isna()].itertuples():
        yield f"panel.csv, row {row[0] + 2} ({row.iso3}), column epi: blank; expected a number."


def _spells(groups: pd.DataFrame) -> Iterator[str]:
    """Yield memberships that end before they begin or overlap."""
    for (group, iso3), rows in groups.groupby(["group", "iso3"]):
        ended = ""
        for row in rows.sort_values("since", kind="stable").itertuples():
            until = row.until if isinstance(row.until, str) else "9999"
            if until <= row.since:
                yield (
                    f"groups.csv, row {row[0] + 2}: {iso3} leaves {group} on {until}, not after "
                    f"joining on {row.since}; correct the dates."
                )
            elif row.since < ended:
                yield (
                    f"groups.csv, row {row[0] + 2}: {iso3} joins {group} on {row.since} while "
                    "still a member; correct the dates."
                )
            ended = max(ended, until)


def _target_groups(targets: pd.DataFrame, panel: pd.DataFrame, folder: Path) -> Iterator[str]:
    """Yield targets whose group nobody can look up."""
    if "group" not in targets:
        return
    latest = int(panel["edition"].max())
    for index, group in targets["group"].items():
        try:
            lookup.members(group, latest, folder)
        except DataError as error:
            yield f"targets.csv, row {int(str(index)) + 2}, column group: {error}"


def _deadlines(targets: pd.DataFrame, file: str) -> Iterator[str]:
    """Yield targets whose deadline comes before the instrument that sets it."""
    if not {"issued", "deadline"} <= set(targets.columns):
        return
    for row in targets.dropna(subset=["issued", "deadline"]).itertuples():
        issued, deadline = str(row.issued), str(row.deadline)
        if deadline[: len(issued)] < issued[: len(deadline)]:
            yield (
                f"{file}, row {row[0] + 2}: the deadline {deadline} lies before {issued}, when the "
                "instrument was issued; correct one of them."
            )
