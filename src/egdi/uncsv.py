"""Read and write one edition as the UN Data Center gives it: a CSV with a row a state.

:func:`read` takes a file as downloaded and returns rows in the columns of the panel, or one
sentence about what is wrong with it; :func:`layout` gives rows back as the UN prints them.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import logging
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from egdi import lookup
from egdi import panel as panel_room
from egdi.panel import DataError

HEADER = {
    "Survey Year": "edition",
    "Country Name": "country",
    "E-Government Rank": "rank",
    "E-Government Index": "egdi",
    "E-Participation Index": "epi",
    "Online Service Index": "osi",
    "Human Capital Index": "hci",
    "Telecommunication Infrastructure Index": "tii",
}
"""Columns of the UN's file, in its order, and their names in the record."""

ALSO = {
    "edition": ("year", "edition"),
    "country": ("country", "economy", "member state"),
    "rank": ("egdi rank", "e-government development rank", "e-government development index rank"),
    "egdi": ("e-government development index", "egdi"),
    "epi": ("e-participation index (epi)", "epi"),
    "osi": ("online services index", "osi"),
    "hci": ("hci",),
    "tii": ("telecommunications infrastructure index", "telecommunication index", "tii"),
}
"""Other headings of the same columns, as the UN, the World Bank and people write them; an
abbreviation in brackets behind a heading is read over."""

NONE = ("-", "–", "—", "n/a", "na", "n.a.", "..", "…")
"""How files say that there is no figure."""

NOTE = re.compile(r"(source|note|notes|data|download|last updated|nguồn|ghi chú|©|\*|\()", re.I)
"""How a line begins that is no state's."""

DIGITS = 10
"""Decimals that are read: a spreadsheet makes 0.8305100000000001 of 0.83051."""

LARGEST = 1_000_000
"""Bytes; an edition has about 15,000."""

HORIZON = 10
"""Years after the latest edition beyond which a survey year is taken for a slip."""

RANKED = 0.75
"""Share of members that must have an index; the least in any edition was 0.91 (2003)."""

SCORES = ["egdi", "osi", "tii", "hci", "epi"]
"""Columns of the panel with figures from 0 to 1, besides the rank."""

_COLUMNS = ["iso3", "edition", "rank", *SCORES, "status"]
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE]-?[0-9]{1,2})?")

# When states joined the United Nations that did so after the first edition.
_JOINED = {"MNE": 2006, "SSD": 2011}

# Names that the UN has used and the library of country names does not know.
_SPELLINGS = {
    "serbia and montenegro": "SRB",
}


@dataclass(frozen=True)
class Upload:
    """An edition as a file gives it, checked by itself.

    Attributes:
        name: of the file, without folders.
        edition: survey year.
        rows: the 193 states in the columns and order of the panel.
        spelled: ISO code to the name in the file, where it is not the record's.
        read_as: what was read as what, or not read, in sentences.
    """

    name: str
    edition: int
    rows: pd.DataFrame
    spelled: dict[str, str] = field(default_factory=dict)
    read_as: list[str] = field(default_factory=list)


def read(path: Path, folder: Path | None = None) -> Upload:
    """Read the UN's file of one edition: CSV, or the first sheet of an Excel workbook.

    Columns may stand in any order and be headed otherwise (:data:`ALSO`); other columns, lines
    above the header and notes below the last row are not read, and it is told.

    A state without an index (0 or blank) has no rank either: what the file says is a filler. Its
    TII and HCI are blank where the file has 0 (no data); its OSI and EPI stay 0 (looked for
    services, found none). Before a state joined the United Nations all its figures are blank.

    Raises:
        DataError: one sentence about the first thing wrong with the file.
    """
    folder = folder or panel_room.data_folder()
    text = _text(path)
    cells, read_as = _cells(text, path.name)
    edition = _one_edition(cells, path.name, folder)
    numbers = {c: _numbers(cells, c, path.name) for c in HEADER.values() if c != "country"}
    iso3, spelled = _identify(cells["country"], path.name, folder)
    rows = _fillers(cells.assign(**numbers, iso3=iso3), edition, path.name)
    rows = _judge(rows, path.name, folder)
    _complete(rows, edition, path.name, folder)
    if not text.endswith(("\n", "\r")):
        _last_row_whole(cells, path.name)
    rows = rows.sort_values("iso3", ignore_index=True, kind="stable")
    return Upload(path.name, edition, rows, spelled, read_as)


def layout(rows: pd.DataFrame, folder: Path | None = None) -> str:
    """Return rows of one edition as the UN prints them.

    Names quoted with a trailing blank, five decimals, 0.00000 where there is no figure, and for
    states without an index a filler rank behind all others.

    Args:
        rows: one edition, in the columns of the panel.
        folder: of the tables.
    """
    names = panel_room.load("countries", folder).set_index("iso3")["country"]
    filler = int(rows["rank"].notna().sum()) + 1
    lines = [",".join(HEADER)]
    for row in (
        rows.assign(rank=rows["rank"].fillna(filler)).fillna(dict.fromkeys(SCORES, 0)).itertuples()
    ):
        scores = [f"{getattr(row, c):.5f}" for c in HEADER.values() if c in SCORES]
        lines.append(",".join([str(row.edition), f'"{names[row.iso3]} "', str(row.rank), *scores]))
    return "".join(line + "\r\n" for line in lines)


def checksum(rows: pd.DataFrame, folder: Path | None = None) -> str:
    """Return the first 16 digits of the SHA-256 of an edition in the UN's layout.

    Args:
        rows: one edition, in the columns of the panel.
        folder: of the tables.
    """
    text = layout(rows.sort_values("iso3", kind="stable"), folder)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def _text(path: Path) -> str:
    """Return a file's text, or say why it cannot be an edition."""
    name = path.name
    try:
        if path.is_dir():
            raise DataError(f"{path}: is a folder; name the CSV file in it.")
        if not path.exists():
            raise DataError(f"{path}: no such file.")
        if not path.is_file():
            raise DataError(f"{path}: not a file on disk; save the UN's CSV and name it.")
        size = path.stat().st_size
        if size > LARGEST:
            raise DataError(
                f"{name}: has {size:,} bytes where an edition has about 15,000; this is not the "
                "UN's CSV of one edition."
            )
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from None
    if not raw.strip():
        raise DataError(f"{name}: the file is empty; download it again.")
    if raw.startswith(b"PK\x03\x04"):
        return _sheet(raw, name)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise DataError(f"{name}: is an old Excel file (.xls); save it as .xlsx or as CSV UTF-8.")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw:
        raise DataError(f"{name}: is UTF-16 or no text at all; save it as CSV UTF-8.")
    if raw.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise DataError(f"{name}: is a web page; download the CSV itself.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{name}, row {row}: byte {error.start + 1} is not UTF-8; save the file again as CSV "
            "UTF-8."
        ) from None


def _sheet(raw: bytes, name: str) -> str:
    """Return the first sheet of an Excel workbook as CSV."""
    import openpyxl

    wrong = f"{name}: cannot be read as an Excel workbook; save its sheet as CSV UTF-8."
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > 20 * LARGEST:
                raise DataError(wrong)
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        out = io.StringIO()
        writer = csv.writer(out)
        for row in sheet.iter_rows(max_row=1000, max_col=40, values_only=True):
            writer.writerow(["" if cell is None else str(cell) for cell in row])
    except DataError:
        raise
    except Exception:  # whatever a broken archive makes the library raise
        raise DataError(wrong) from None
    return out.getvalue()


def _cells(text: str, name: str) -> tuple[pd.DataFrame, list[str]]:
    """Return the cells as text, columns named as in the record, and what was not read.

    The index counts the file's lines from 0 below the header, as ``panel`` does in its sentences.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            cells = [" ".join(unicodedata.normalize("NFC", cell).split()) for cell in row]
            if any(cells):
                lines.append((reader.line_num, cells))
    except csv.Error as error:
        raise DataError(
            f"{name}, row {reader.line_num}: not CSV ({error}); is the file cut off, or a quote "
            "out of place?"
        ) from None
    if not lines:
        raise DataError(f"{name}: the file is empty; download it again.")
    lines, read_as = _without_notes(lines)
    header, told = _header(*lines[0], name)
    for number, cells in lines[1:]:
        if len(cells) != len(header):
            why = (
                "is there a decimal comma or a name without quotes?"
                if len(cells) > len(header)
                else "is the file cut off?"
            )
            raise DataError(
                f"{name}, row {number}: {len(cells)} cells, but the header has {len(header)}; {why}"
            )
    if len(lines) == 1:
        raise DataError(f"{name}: no rows below the header; download it again.")
    index = [number - 2 for number, _ in lines[1:]]
    rows = [cells for _, cells in lines[1:]]
    table = pd.DataFrame(rows, columns=header, index=index, dtype="str")
    own = [column for column in header if column in HEADER.values()]
    return table[own], [*read_as, *told]


def _without_notes(lines: list[tuple[int, list[str]]]) -> tuple[list[tuple[int, list[str]]], list]:
    """Return the lines from the header on without notes below, and a sentence about the others."""
    start = next((i for i, (_, cells) in enumerate(lines[:10]) if _is_header(cells)), 0)
    rows = lines[start:]
    while len(rows) > 2:
        filled = [cell for cell in rows[-1][1] if cell]
        if not NOTE.match(filled[0]):
            break
        rows = rows[:-1]
    kept = {number for number, _ in rows}
    others = [str(number) for number, _ in lines if number not in kept]
    told = f"Lines not read (no state's): {', '.join(others)}"
    return rows, [told] if others else []


def _is_header(cells: list[str]) -> bool:
    """Tell whether a line heads the columns: most of them are known."""
    return sum(_column(cell) is not None for cell in cells) > len(HEADER) / 2


def _column(heading: str) -> str | None:
    """Return the record's name of a column by its heading, None if it has none."""
    bare = " ".join(heading.lower().split())
    for text in (bare, re.sub(r"\s*\([a-z]+\)$", "", bare)):
        for title, column in HEADER.items():
            if text == title.lower() or text in ALSO[column]:
                return column
    return None


def _header(line: int, cells: list[str], name: str) -> tuple[list[str], list[str]]:
    """Return the record's names of a file's columns, in its order, and what was read as what.

    A column that is none of the record's keeps its heading.
    """
    for sign, word in ((";", "semicolons"), (" ", "tabs")):
        if len(cells) == 1 and len(re.split(f"{sign}", cells[0])) >= len(HEADER):
            raise DataError(f"{name}, row 1: cells parted by {word}; save the file with commas.")
    found = [_column(cell) for cell in cells]
    for title, column in HEADER.items():
        if found.count(column) != 1:
            wrong = "is missing" if column not in found else "stands twice"
            raise DataError(
                f"{name}, row {line}: column {title} {wrong}; expected the UN's header: "
                f"{', '.join(HEADER)}."
            )
    titles = {column: title for title, column in HEADER.items()}
    read = [
        f"{cell} = {titles[column]}"
        for cell, column in zip(cells, found, strict=True)
        if column and cell.lower() != titles[column].lower()
    ]
    extra = [cell or "without a heading" for cell, column in zip(cells, found, strict=True)
             if column is None]  # fmt: skip
    told = [f"Columns read: {', '.join(read)}"] if read else []
    told += [f"Columns not read: {', '.join(extra)}"] if extra else []
    return [column or f"({i}) {cells[i]}" for i, column in enumerate(found)], told


def _one_edition(cells: pd.DataFrame, name: str, folder: Path) -> int:
    """Return the survey year, the same in all rows and one that can be."""
    first = cells["edition"].iat[0]
    for row, year in cells["edition"].items():
        if not re.fullmatch(r"[0-9]{4}(\.0+)?", year):
            raise DataError(
                f"{name}, row {_line(row)}, column Survey Year: found {year!r}, expected a year "
                "like 2024."
            )
        if float(year) != float(first):
            raise DataError(
                f"{name}, row {_line(row)}: edition {year} in a file of edition {first}; "
                "put each edition in its own file."
            )
    edition = int(float(first))
    listed = set(panel_room.load("editions", folder)["edition"])
    latest = max(listed)
    if edition not in listed and not latest < edition <= latest + HORIZON:
        raise DataError(
            f"{name}: there is no edition {edition} (the record has {words(sorted(listed))}); a "
            f"new one follows {latest} within {HORIZON} years; correct the survey year."
        )
    return edition


def _numbers(cells: pd.DataFrame, column: str, name: str) -> pd.Series:
    """Return a column as numbers to :data:`DIGITS`, NaN where there is none."""
    titles = {column: title for title, column in HEADER.items()}
    for row, cell in cells[column].items():
        if cell and cell.lower() not in NONE and not _NUMBER.fullmatch(cell):
            comma = " with a decimal point" if "," in cell else ""
            raise DataError(
                f"{name}, row {_line(row)} ({cells.at[row, 'country']}), column "
                f"{titles[column]}: found {cell!r}, expected a number{comma}; correct it."
            )
    # Adding 0 makes -0 a plain 0.
    figures = cells[column].mask(cells[column].str.lower().isin(NONE), "")
    numbers = figures.map(lambda cell: float(cell) if cell else np.nan).astype("float64")
    return numbers.round(DIGITS) + 0.0


def _identify(names: pd.Series, file: str, folder: Path) -> tuple[pd.Series, dict[str, str]]:
    """Return the ISO code of every name, and the names that are not the record's.

    A name is the record's (country or short name), one of :data:`_SPELLINGS`, or known to
    country_converter, whose patterns tell one country from another and match historic names. Near
    spellings are proposed to the reader, never taken.

    Raises:
        DataError: about the first name that is none of these, with near matches.
    """
    countries = panel_room.load("countries", folder)
    known = dict(_SPELLINGS)
    for column in ("short_name", "country"):
        known |= {_key(n): i for n, i in zip(countries[column], countries["iso3"], strict=True)}
    strange = [name for name in names.unique() if _key(name) not in known]
    found = _convert(strange) if strange else {}
    spelled = {}
    codes = []
    for row, name in names.items():
        iso3 = known.get(_key(name)) or found.get(name)
        if iso3 not in set(countries["iso3"]):
            near = difflib.get_close_matches(_key(name), known, n=3, cutoff=0.5)
            short = lookup.short_names(folder)
            hint = " or ".join(dict.fromkeys(short[known[n]] for n in near))
            hint = f"did you mean {hint}?" if hint else "remove the row or correct the name."
            raise DataError(
                f"{file}, row {_line(row)}, column Country Name: {name!r} is not one of the "
                f"{len(countries)} member states; {hint}"
            )
        codes.append(iso3)
        if _key(name) not in known:
            spelled[str(iso3)] = name
    return pd.Series(codes, index=names.index, dtype="str"), spelled


def _convert(names: list[str]) -> dict[str, str]:
    """Return the ISO codes that country_converter knows for names; no code, or two, is none."""
    found = _converter().convert(names, src="regex", to="ISO3", not_found="none", enforce_list=True)
    return {n: codes[0] for n, codes in zip(names, found, strict=True) if len(codes) == 1}


@cache
def _converter() -> Any:
    """Return the library of country names, silent about what it does not know."""
    import country_converter

    logging.getLogger("country_converter").setLevel(logging.CRITICAL)
    # Read here, because with pandas 3 the library's own reading takes Namibia's code for a blank.
    path = country_converter.country_converter.COUNTRY_DATA_FILE
    table = pd.read_csv(path, sep="\t", dtype="str", keep_default_na=False, na_values=[""])
    codes = ["ISO2", "ISO3", "regex"]
    return country_converter.CountryConverter(table.assign(**table[codes].fillna("")))


def _key(name: str) -> str:
    """Return a name without what spelling it the same way may vary in."""
    return " ".join(unicodedata.normalize("NFC", name).replace("\u2019", "'").casefold().split())


def _fillers(cells: pd.DataFrame, edition: int, name: str) -> pd.DataFrame:
    """Return the panel's columns, with blanks and a status where the file has fillers."""
    rows = cells.assign(edition=edition, status="ranked")
    computed = rows["egdi"].notna() & rows["egdi"].ne(0)
    rows.loc[~computed, "status"] = "not_ranked"
    rows.loc[~computed, ["rank", "egdi"]] = np.nan
    for part in ("tii", "hci"):
        rows.loc[~computed & rows[part].eq(0), part] = np.nan
    outside = rows["iso3"].map(_JOINED).gt(edition)
    filled = rows[outside & rows[SCORES].fillna(0).ne(0).any(axis=1)]
    if len(filled):
        raise DataError(
            f"{name}, row {_line(filled.index[0])}: figures of {filled['country'].iat[0]} for "
            f"{edition}, before it joined the United Nations; correct the survey year or the row."
        )
    rows.loc[outside, "status"] = "not_member"
    rows.loc[outside, SCORES] = np.nan
    return rows[_COLUMNS]


def _judge(rows: pd.DataFrame, name: str, folder: Path) -> pd.DataFrame:
    """Return the rows with the types of the panel, or say what its description forbids."""
    resource = panel_room.describe("panel", folder) | {"path": name}
    titles = {column: title for title, column in HEADER.items()}
    try:
        rows = panel_room.validate(rows, resource, folder)
    except DataError as error:
        words = re.sub(
            r"column (\w+):", lambda m: f"column {titles.get(m[1], m[1])}:", str(error), count=1
        )
        raise DataError(words) from None
    for column in ("osi", "epi"):
        blank = rows[rows["status"].eq("ranked") & rows[column].isna()]
        if len(blank):
            raise DataError(
                f"{name}, row {_line(blank.index[0])} ({blank['iso3'].iat[0]}), column "
                f"{titles[column]}: blank; expected a number from 0 to 1."
            )
    return rows


def _complete(rows: pd.DataFrame, edition: int, name: str, folder: Path) -> None:
    """Raise unless every state is there and most have an index; add none."""
    countries = panel_room.load("countries", folder)
    missing = countries[~countries["iso3"].isin(rows["iso3"])]
    if len(missing):
        shown = ", ".join(missing["short_name"].head(5))
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        raise DataError(
            f"{name}: {len(rows)} of {len(countries)} member states; no row of {shown}{more}; "
            "is the file cut off?"
        )
    ranked = int(rows["status"].eq("ranked").sum())
    if ranked < RANKED * int(rows["status"].ne("not_member").sum()):
        raise DataError(
            f"{name}: only {ranked} of {len(rows)} states have an index in edition {edition}; "
            "download the file again."
        )


def _last_row_whole(cells: pd.DataFrame, name: str) -> None:
    """Raise if the last cell of a file without a last line end may be cut off."""
    last = cells.iloc[-1].iat[-1]
    digits = cells.iloc[:, -1].str.partition(".")[2].str.len().max()
    if len(last.partition(".")[2]) < digits:
        raise DataError(
            f"{name}, row {_line(cells.index[-1])}: the last cell ({last!r}) has fewer digits than "
            "those above and no line end follows: the file may be cut off; download it again, or, "
            "if the row is right, end it with a line break."
        )


def _line(row: Any) -> int:
    """Return the line of the file for an index that counts from 0 below the header."""
    return int(row) + 2


def words(years: Iterable[Any]) -> str:
    """Return years as a list in words."""
    return ", ".join(str(int(y)) for y in years)
