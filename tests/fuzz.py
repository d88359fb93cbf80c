"""Hand in very many damaged files as the UN's: each is refused in a sentence, or it is consistent.

``python tests/fuzz.py 10000`` tries so many; the tests try a few hundred. What counts as consistent
is written here once more, apart from the library's own rules.
"""

from __future__ import annotations

import csv
import io
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import synthetic

from egdi import editions, panel, uncsv
from egdi.panel import DataError

Rows = list[list[str]]

OFF = 10
"""How many times further than others an index may be off its parts, or than the last digit."""

JUNK = ["", "0", "0.0", "1", "1.2", "-0", "-1", "nan", "inf", "1e-3", "1e99", "0,5", "٣", "193",
        '"', "-", "N/A", "n.a.", "..", "0.5%", "=A1", "Viet Nam", "\n", "\x00", "９", " ", "0x1",
        "1_0", "½", "1.", ".5", "+0.5", "2024", "00.5", "1/2", "é" * 300]  # fmt: skip
NOTES = ["Source: UN DESA", "UN E-Government Survey", "Note: preliminary, see annex", "*", "(c) UN",
         "Total", "World,0.5", "Nguồn: LHQ", "2024,Source,1", ""]  # fmt: skip
HEADINGS = ["EGDI", "OSI", "TII", "HCI", "EPI", "Year", "Country", "Rank", "Index", "", "Region",
            "E-Government Development Index", "Online Service Index (OSI)", "Economy",
            "Survey  Year", "EGDI rank"]  # fmt: skip


def table(text: str) -> Rows:
    """Return the cells of a CSV."""
    return list(csv.reader(io.StringIO(text)))


def text(rows: Rows) -> bytes:
    """Return cells as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def _cell(rows: Rows, chance: random.Random) -> None:
    row = chance.choice(rows)
    if row:
        row[chance.randrange(len(row))] = chance.choice(JUNK)


def _slip(rows: Rows, chance: random.Random) -> None:
    """A score a little off, as typed wrong; or another digit of it."""
    row = chance.choice(rows[1:])
    at = chance.randrange(3, 8)
    number = row[at] if at < len(row) else ""
    if not re.fullmatch(r"[01]\.\d+", number):
        return
    if chance.random() < 0.5:
        row[at] = f"{float(number) + chance.choice((-1, 1)) * 10 ** chance.uniform(-5, -1):.5f}"
    else:
        digit = chance.randrange(2, len(number))
        row[at] = number[:digit] + str(chance.randrange(10)) + number[digit + 1 :]


def _rank(rows: Rows, chance: random.Random) -> None:
    row = chance.choice(rows[1:])
    row[2:3] = [str(chance.randrange(0, 200))]


def _swap(rows: Rows, chance: random.Random) -> None:
    """Two states' cells of one column."""
    one, other = chance.sample(rows[1:], 2)
    at = chance.randrange(8)
    if at < min(len(one), len(other)):
        one[at], other[at] = other[at], one[at]


def _across(rows: Rows, chance: random.Random) -> None:
    """Two columns under each other's heading: of all states, of some, or of one."""
    one, other = chance.sample(range(3, 8), 2)
    some = chance.choice((rows[1:], rows[1 : chance.randrange(2, 194)], [chance.choice(rows[1:])]))
    for row in some:
        if max(one, other) < len(row):
            row[one], row[other] = row[other], row[one]


def _year(rows: Rows, chance: random.Random) -> None:
    year = str(chance.choice((1999, 2003, 2008, 2023, 2024, 2025, 2026, 2027, 2028, 2034, 2050)))
    for row in rows[1:] if chance.random() < 0.7 else [chance.choice(rows[1:])]:
        row[:1] = [year + chance.choice(("", "", ".0"))]


def _heading(rows: Rows, chance: random.Random) -> None:
    if rows[0]:
        rows[0][chance.randrange(len(rows[0]))] = chance.choice(HEADINGS)


def _column(rows: Rows, chance: random.Random) -> None:
    """A column more, one less, or one moved with its heading or without."""
    kind, at, to = chance.randrange(3), chance.randrange(8), chance.randrange(8)
    heading = chance.choice(HEADINGS)
    for number, row in enumerate(rows if chance.random() < 0.8 else rows[1:]):
        if kind == 0:
            row.insert(at, heading if number == 0 else "0.5")
        elif len(row) > at:
            cell = row.pop(at)
            if kind == 2:
                row.insert(to, cell)


def _line(rows: Rows, chance: random.Random) -> None:
    """A row less, one twice, one of something else above, between or below."""
    kind = chance.randrange(4)
    if kind == 0 and len(rows) > 3:
        del rows[chance.randrange(len(rows))]
    elif kind == 1:
        rows.insert(chance.randrange(len(rows)), list(chance.choice(rows)))
    else:
        at = chance.choice((0, len(rows), chance.randrange(len(rows))))
        rows.insert(at, chance.choice(NOTES).split(","))


def _none(rows: Rows, chance: random.Random) -> None:
    """A state without an index, said in some way; its rank may stay."""
    row = chance.choice(rows[1:])
    row[chance.choice((2, 3)) :] = [chance.choice(("-", "N/A", "", "0", "0.00000"))] * 5
    row += [chance.choice(("-", "", "0"))] * (8 - len(row))


def _name(rows: Rows, chance: random.Random) -> None:
    row = chance.choice(rows[1:])
    if len(row) > 1:
        names = [
            "Vietnam",
            "Türkiye",
            "Turkey",
            "Hong Kong",
            "World",
            "Korea",
            "Congo",
            "VNM",
            "Guinea",
        ]
        row[1] = chance.choice((chance.choice(names), row[1].upper(), row[1][:-2], f"{row[1]}*"))


def _sheet(rows: Rows, chance: random.Random) -> None:
    """The digits that a spreadsheet adds or takes."""
    width = chance.choice((17, 16, 6, 4, 3))
    for row in rows[1:]:
        for at in range(3, len(row)):
            if re.fullmatch(r"[01]\.\d+", row[at]):
                row[at] = f"{float(row[at]) + 1e-16:.{width}g}"


CHANGES: list[Callable[[Rows, random.Random], None]] = [
    _cell, _cell, _slip, _slip, _slip, _rank, _swap, _across, _across, _year, _heading, _column,
    _line, _none, _name, _sheet,
]  # fmt: skip


def _torn(raw: bytes, chance: random.Random) -> bytes:
    """Bytes cut off, put in, taken out or in another coding."""
    kind, at = chance.randrange(6), chance.randrange(len(raw) or 1)
    if kind == 0:
        return raw[:at]
    if kind == 1:
        return raw[:at] + chance.randbytes(chance.randrange(1, 5)) + raw[at:]
    if kind == 2:
        return raw[:at] + raw[at + chance.randrange(1, 300) :]
    if kind == 3:
        return raw.replace(b",", chance.choice((b";", b"\t", b"|", b", ")))
    coding = chance.choice(("utf-16", "utf-8-sig", "cp1252", "utf-32", "cp500"))
    return raw.decode("utf-8", "replace").encode(coding, "replace")


def _workbook(rows: Rows, chance: random.Random) -> bytes:
    """The cells as an Excel workbook, numbers as numbers; its bytes may be damaged too."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        cells = [float(c) if re.fullmatch(r"\d+(\.\d+)?", c) else c for c in row]
        sheet.append([re.sub(r"[\x00-\x1f]", "", c) if isinstance(c, str) else c for c in cells])
    out = io.BytesIO()
    book.save(out)
    raw = out.getvalue()
    return _torn(raw, chance) if chance.random() < 0.3 else raw


def damaged(whole: str, chance: random.Random) -> bytes:
    """Return a file with one to three things changed."""
    rows = table(whole)
    for _ in range(chance.choice((0, 1, 1, 1, 1, 2, 3))):
        if len(rows) > 3:
            chance.choice(CHANGES)(rows, chance)
    if chance.random() < 0.03:
        return _workbook(rows, chance)
    raw = text(rows)
    return _torn(raw, chance) if chance.random() < 0.25 else raw


def wrong(proposed: pd.DataFrame, record: pd.DataFrame, edition: int) -> str:
    """Say what is not consistent in an edition that was let in without a word; mostly nothing."""
    rows = proposed[proposed["edition"].eq(edition)].set_index("iso3")
    held = record[record["edition"].eq(edition)].set_index("iso3")
    before = record[record["edition"].lt(edition)]
    before = before[before["edition"].eq(before["edition"].max())].set_index("iso3")
    others = proposed[proposed["edition"].ne(edition)].reset_index(drop=True)
    if not others.equals(record[record["edition"].ne(edition)].reset_index(drop=True)):
        return "rows of other editions"
    if len(rows) != record["iso3"].nunique() or not rows.index.is_unique:
        return "not every state once"
    if held.empty and edition != record["edition"].max() + 2:
        return "a year that does not follow"
    ranked = rows[rows["status"].eq("ranked")]
    scores = ranked[["egdi", "osi", "tii", "hci", "epi"]].astype(float)
    if not scores.stack().between(0, 1).all() or scores.isna().any(axis=None):
        return "scores that are none"
    better = ranked["rank"].map(lambda r: int((ranked["rank"] < r).sum())) + 1
    if not ranked["rank"].eq(better).all():
        return "ranks with a hole"
    if scores["egdi"].loc[ranked["rank"].sort_values().index].diff().gt(1.1e-5).any():
        return "ranks against scores"
    printed = scores[["egdi", "osi", "tii", "hci"]].stack().astype(str).str.len().sub(2)
    digits = int(printed.mode().iloc[0])  # most have them all; some end in a nought
    off = (scores["egdi"] - scores[["osi", "tii", "hci"]].mean(axis=1)).abs()
    rest = max(float(off.nlargest(10).iloc[-1]), 10.0**-digits)
    same = held.reindex(rows.index).eq(rows).all(axis=1)
    if off.drop(index=same.index[same], errors="ignore").gt(OFF * rest).any():
        return "an index off its parts"
    gone = before.index[before["status"].eq("ranked")].difference(ranked.index)
    if len(gone.difference(held.index[held["status"].ne("ranked")])):
        return "a state that lost its index"
    if held.empty:
        like = scores[["osi", "tii", "hci"]]
        for part in like:
            if max(like, key=lambda p, part=part: like[part].corr(before[p].astype(float))) != part:
                return "columns under each other's heading"
    return ""


def run(count: int, folder: Path, seed: int) -> Counter[str]:
    """Try files on a copy of the record, and count what became of them by its first words.

    Args:
        count: of files.
        folder: an empty one.
        seed: of the damage.

    Raises:
        AssertionError: with the number of the file, if one is let in that is not consistent, told
            in more than a sentence, or touches the record; any other error is one too.
    """
    data = Path(shutil.copytree(panel.data_folder(), folder / "data"))
    before = {path.name: path.read_bytes() for path in data.iterdir()}
    record = panel.load("panel", data)
    latest = int(record["edition"].max())
    bases = [uncsv.layout(synthetic.rows(folder=data), data), editions.export(latest, data)]
    bases.append(editions.export(latest - 2, data))
    file, tally = folder / "EGOV_DATA.csv", Counter[str]()
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        file.write_bytes(damaged(chance.choice(bases), chance))
        where = f"file {number} of seed {seed}, kept as {file}"
        try:
            proposal = editions.propose(file, data)
            if number % 10 == 0:  # as slow as all the rest
                editions.summary(proposal)
        except DataError as error:
            told = str(error)
            assert "\n" not in told and 20 < len(told) < 1500 and told[-1] in ".?)", (where, told)
            tally["with a word" if " say --accept " in told else "refused"] += 1
        except Exception as error:
            raise AssertionError(f"{where}: {error!r}") from error
        else:
            fault = wrong(proposal.panel, record, proposal.upload.edition)
            assert not fault, f"{where}: let in with {fault}"
            tally["nothing new" if proposal.changes_nothing else "let in"] += 1
        if number % 500 == 0 or number == count - 1:
            assert {path.name: path.read_bytes() for path in data.iterdir()} == before, where
    return tally


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    place, started = Path(tempfile.mkdtemp()), time.perf_counter()
    found = run(asked, place, seed)
    print(f"{asked} files (seed {seed}, {time.perf_counter() - started:.0f} s): {dict(found)}; "
          "none inconsistent.")  # fmt: skip
    shutil.rmtree(place)
