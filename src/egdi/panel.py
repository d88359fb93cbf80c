"""Load and validate the tables in ``data/``: the one place that knows file names.

``data/datapackage.json`` (a Frictionless Data Package) describes every table. Each load turns
that description into a pandera schema and checks the file against it, so a table that reaches
an analysis has the columns, types, ranges and keys that its description promises.
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Callable, Sequence
from functools import cache
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

PACKAGE = "datapackage.json"

PARTS = ["osi", "tii", "hci"]
"""The three sub-indices of the EGDI, in the UN's order."""

Group = str | Sequence[str]
"""A group's name, ISO codes separated by commas, or a sequence of ISO codes."""

_DTYPES = {"string": "str", "date": "str", "integer": "Int64", "number": "float64"}
_PARTITIONS = ("region", "subregion", "intermediate_region", "income_group_2025")
_FLAGS = {"LDC": "ldc", "LLDC": "lldc", "SIDS": "sids"}
_ALIASES = {"south-east asia": "South-eastern Asia", "southeast asia": "South-eastern Asia"}


class DataError(ValueError):
    """Bad input, told in one sentence: file, row, column, what was expected, what to do."""


def data_folder() -> Path:
    """Return the folder of the tables: ``$EGDI_DATA`` if set, else the repository's ``data``."""
    return Path(os.environ.get("EGDI_DATA") or Path(__file__).resolve().parents[2] / "data")


def describe(table: str, folder: Path | None = None) -> dict[str, Any]:
    """Return the description of one table (a Frictionless resource).

    Raises:
        DataError: if the package does not describe such a table.
    """
    resources = _package(folder or data_folder())
    if table not in resources:
        raise DataError(f"{PACKAGE}: no table {table!r}; it describes {', '.join(resources)}.")
    return resources[table]


def tables(folder: Path | None = None) -> list[str]:
    """Return the names of the tables that ``datapackage.json`` describes, in its order.

    Raises:
        DataError: if the description is missing or is not a data package.
    """
    return list(_package(folder or data_folder()))


def table_path(table: str, folder: Path | None = None) -> Path:
    """Return where a table's file is.

    Raises:
        DataError: if the package does not describe such a table.
    """
    folder = folder or data_folder()
    return folder / describe(table, folder)["path"]


def to_csv(frame: pd.DataFrame) -> str:
    """Return a table as the files of record write it.

    UTF-8, comma, LF, the shortest digits that give back the same number, quotes only where needed.
    """
    return frame.to_csv(index=False, lineterminator="\n")


def _package(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the description of every table by its name."""
    path = folder / PACKAGE
    try:
        return {r["name"]: r for r in json.loads(path.read_text(encoding="utf-8"))["resources"]}
    except OSError as error:
        raise DataError(
            f"{path}: cannot be read ({error.strerror}); restore it or point EGDI_DATA to the data."
        ) from None
    except (ValueError, KeyError, TypeError):
        raise DataError(f"{path}: not a data package in JSON; restore it.") from None


def load(table: str = "panel", folder: Path | None = None) -> pd.DataFrame:
    """Return one table of ``data/``, validated against its description.

    Args:
        table: name of the table in ``datapackage.json``; ``panel`` has a row a state and edition
            with columns iso3, edition, rank, egdi, osi, tii, hci, epi, status.
        folder: where the tables are; default :func:`data_folder`.

    Raises:
        DataError: one sentence that names file, row, column and what was expected.
    """
    folder = folder or data_folder()
    return _load(table, folder, _stamp(describe(table, folder), folder)).copy()


def _stamp(resource: dict[str, Any], folder: Path) -> tuple[int, ...]:
    """Return what changes when the files change that judging a table takes into account."""
    keys = resource["schema"].get("foreignKeys", [])
    referred = [table_path(key["reference"]["resource"], folder) for key in keys]
    out: list[int] = []
    for path in (folder / PACKAGE, folder / resource["path"], *referred):
        if path.exists():
            state = path.stat()
            out += [state.st_mtime_ns, state.st_size]
    return tuple(out)


@cache
def _load(table: str, folder: Path, stamp: tuple[int, ...]) -> pd.DataFrame:
    """Read and validate a table once for each state of its files."""
    resource = describe(table, folder)
    return validate(read_csv(folder / resource["path"], resource), resource, folder)


def read_csv(path: Path, resource: dict[str, Any]) -> pd.DataFrame:
    """Read a CSV file of the layout that ``resource`` describes, without judging its values.

    Raises:
        DataError: if the file is missing, empty, not UTF-8, not comma-separated or ragged.
    """
    fields = resource["schema"]["fields"]
    text = {f["name"]: "str" for f in fields if _DTYPES[f["type"]] == "str"}
    try:
        frame = pd.read_csv(path, dtype=text, keep_default_na=False, na_values=[""])  # type: ignore[call-overload]
    except FileNotFoundError:
        raise DataError(
            f"{path.name}: the file is missing; restore it to {path.parent.name}/."
        ) from None
    except pd.errors.EmptyDataError:
        raise DataError(
            f"{path.name}: the file is empty; expected {len(fields)} columns."
        ) from None
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path.name}: byte {error.start + 1} is not UTF-8; save the file again as CSV UTF-8."
        ) from None
    except pd.errors.ParserError as error:
        reason = str(error).rsplit("C error: ", 1)[-1].strip()
        raise DataError(
            f"{path.name}: not a table of {len(fields)} comma-separated columns ({reason}); "
            "check quotes and commas in that row."
        ) from None
    except OSError as error:
        raise DataError(f"{path.name}: cannot be read ({error.strerror}).") from None
    names = [f["name"] for f in fields]
    if len(frame.columns) == 1 and len(names) > 1:
        raise DataError(
            f"{path.name}, row 1: one column only; expected {len(names)} columns separated by "
            "commas; save the file again with commas."
        )
    for name in names:
        if name not in frame:
            raise DataError(
                f"{path.name}, row 1: column {name} is missing; expected {', '.join(names)}."
            )
    extra = [c for c in frame.columns if c not in names]
    if extra:
        raise DataError(
            f"{path.name}, row 1: column {extra[0]} is not described; "
            "remove it or describe it in datapackage.json."
        )
    if not isinstance(frame.index, pd.RangeIndex):
        # pandas takes a surplus first cell of every row for the row's name.
        raise DataError(
            f"{path.name}, row 2: more cells than the {len(frame.columns)} columns of the header; "
            "remove the commas at the ends of rows."
        )
    if frame.empty:
        raise DataError(f"{path.name}: no rows below the header; restore the file.")
    return frame[names]


def validate(
    frame: pd.DataFrame, resource: dict[str, Any], folder: Path | None = None
) -> pd.DataFrame:
    """Return ``frame`` with the types of its description, or say what is wrong with it.

    Raises:
        DataError: about the first fault in the order of rows.
    """
    import pandera.pandas as pa

    folder = folder or data_folder()
    schema = _schema(json.dumps(resource), folder, _stamp(resource, folder))
    try:
        with np.errstate(invalid="ignore"):
            return schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        found = _sentences(errors.failure_cases, frame, resource)
    rows = len({row for row, _ in found if row is not None}) - 1
    more = f" ({rows} more {'row' if rows == 1 else 'rows'} at fault.)" if rows > 0 else ""
    raise DataError(found[0][1] + more)


def faults(frame: pd.DataFrame, resource: dict[str, Any], folder: Path | None = None) -> list[str]:
    """Return one sentence for each fault of ``frame`` against its description, by row."""
    import pandera.pandas as pa

    folder = folder or data_folder()
    schema = _schema(json.dumps(resource), folder, _stamp(resource, folder))
    try:
        with np.errstate(invalid="ignore"):
            schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        return [sentence for _, sentence in _sentences(errors.failure_cases, frame, resource)]
    return []


@cache
def _schema(resource_json: str, folder: Path, stamp: tuple[int, ...]) -> Any:
    """Build the pandera schema of a table from its description, once for each state of files."""
    import pandera.pandas as pa

    resource = json.loads(resource_json)
    schema = resource["schema"]
    foreign = {key["fields"]: key["reference"] for key in schema.get("foreignKeys", [])}
    columns = {}
    for field in schema["fields"]:
        rules = field.get("constraints", {})
        checks = []
        if "minimum" in rules:
            checks.append(pa.Check.ge(rules["minimum"]))
        if "maximum" in rules:
            checks.append(pa.Check.le(rules["maximum"]))
        if "enum" in rules:
            checks.append(pa.Check.isin(rules["enum"]))
        if field["name"] not in foreign and "pattern" in rules:
            checks.append(pa.Check.str_matches(f"(?:{rules['pattern']})$"))
        if field["type"] == "date":
            checks.append(pa.Check(_is_date, name="a date of the calendar"))
        if field["name"] in foreign:
            reference = foreign[field["name"]]
            checks.append(
                pa.Check.isin(list(_keys(reference["resource"], reference["fields"], folder)))
            )
        columns[field["name"]] = pa.Column(
            _DTYPES[field["type"]],
            checks,
            nullable=not rules.get("required", False),
            unique=rules.get("unique", False),
            coerce=True,
        )
    key = schema.get("primaryKey")
    rules_of_table = [
        pa.Check(rule, name=name, element_wise=False)
        for name, rule in _TABLE_RULES.get(resource["name"], {}).items()
    ]
    return pa.DataFrameSchema(
        columns, checks=rules_of_table, unique=[key] if isinstance(key, str) else key, strict=True
    )


def _is_date(column: pd.Series) -> pd.Series:
    """Tell which cells are dates of the calendar, written like 2024-09-17; blanks pass."""
    written = column.str.fullmatch(r"\d{4}-\d{2}-\d{2}", na=False)
    read = pd.to_datetime(column, format="%Y-%m-%d", errors="coerce")
    return (written & read.notna()) | column.isna()


_TABLE_RULES: dict[str, dict[str, Callable[[pd.DataFrame], pd.Series]]] = {
    "panel": {
        "a rank stands with a score, and both with the status ranked": lambda t: (
            t["rank"].notna().eq(t["egdi"].notna()) & t["rank"].notna().eq(t["status"].eq("ranked"))
        ),
        "HCI is at most 1 from 2012 on": lambda t: (
            t["hci"].le(1) | t["hci"].isna() | t["edition"].lt(2012)
        ),
        "a ranked state has all three parts": lambda t: (
            t["status"].ne("ranked") | t[PARTS].notna().all(axis=1)
        ),
    },
    "editions": {
        "the three weights add up to one": lambda t: (
            t[["osi_weight", "tii_weight", "hci_weight"]].sum(axis=1).sub(1).abs().lt(0.001)
        ),
    },
}


def _keys(table: str, column: str, folder: Path) -> pd.Series:
    resource = describe(table, folder)
    return read_csv(folder / resource["path"], resource)[column]


def _expected(field: dict[str, Any]) -> str:
    """Say in words what a column holds."""
    rules = field.get("constraints", {})
    if "enum" in rules:
        return "one of " + ", ".join(map(str, rules["enum"]))
    if field["type"] == "date":
        return "a date like 2024-09-17"
    if "pattern" in rules:
        return f"text like {rules['pattern']}"
    words = {"integer": "a whole number", "number": "a number", "string": "text"}[field["type"]]
    if "minimum" in rules and "maximum" in rules:
        return f"{words} from {rules['minimum']} to {rules['maximum']}"
    return f"{words} of at least {rules['minimum']}" if "minimum" in rules else words


def _plain(value: Any) -> str:
    """Print a cell the way the file shows it."""
    return f"{value:g}" if isinstance(value, Real) else repr(value)


def _sentences(
    cases: pd.DataFrame, frame: pd.DataFrame, resource: dict[str, Any]
) -> list[tuple[int | None, str]]:
    """Turn pandera's failure cases into sentences, in the order of rows, each with its row.

    ``frame``'s index counts rows from 0 below the header.
    """
    found: dict[tuple[int | None, str], None] = {}
    checks = cases["check"].astype(str)
    uncoerced = set(cases.loc[checks.str.startswith("coerce_dtype"), "column"])
    # Where a column could not be read as its type, that its type is another says no more.
    cases = cases[~(checks.str.startswith("dtype(") & cases["column"].isin(uncoerced))]
    # Within a row, what is wrong with a cell comes before what is wrong with the row.
    cases = cases.assign(whole_row=cases["schema_context"].ne("Column"))
    order = cases.sort_values(["index", "whole_row"], na_position="last", kind="stable")
    for case in order.to_dict("records"):
        row = int(case["index"]) if pd.notna(case["index"]) else None
        if row is None and str(case["check"]).startswith("coerce_dtype"):
            # A fraction among whole numbers: pandas refuses the column and names no row.
            values = pd.to_numeric(frame[case["column"]], errors="coerce")
            broken = values[values.mod(1).gt(0)]
            if len(broken):
                row = int(broken.index[0])
                case["failure_case"] = float(broken.iloc[0])
        found[row, _sentence(case, row, frame, resource)] = None
    return list(found)


def _sentence(
    case: dict[Any, Any], row: int | None, frame: pd.DataFrame, resource: dict[str, Any]
) -> str:
    """Say in one sentence where a fault is, what was found and what was expected."""
    fields = {f["name"]: f for f in resource["schema"]["fields"]}
    where = resource["path"]
    if row is not None:
        where += f", row {row + 2}"
        if "iso3" in frame and pd.notna(frame["iso3"].loc[row]):
            where += f" ({frame['iso3'].loc[row]})"
    check, column, found = str(case["check"]), case["column"], case["failure_case"]
    if check in _TABLE_RULES.get(resource["name"], {}):
        return f"{where}: expected that {check}; correct the row."
    if "unique" in check and row is not None:
        key = resource["schema"].get("primaryKey", column)
        keys = [key] if isinstance(key, str) else key
        keys = keys if column in keys else [column]
        values = ", ".join(f"{k} {frame[k].loc[row]}" for k in keys)
        return f"{where}: {values} stands twice; keep one row."
    field = fields.get(column, {"type": "string"})
    if "null" in check:
        return f"{where}, column {column}: blank; expected {_expected(field)}."
    if check.startswith("isin") and "enum" not in field.get("constraints", {}):
        allowed = check[check.index("[") + 1 : check.rindex("]")].replace("'", "").split(", ")
        near = difflib.get_close_matches(str(found), allowed, n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; correct it."
        return f"{where}, column {column}: {_plain(found)} is unknown{hint}"
    expected = _expected(field)
    return f"{where}, column {column}: found {_plain(found)}, expected {expected}; correct it."


def latest_edition(folder: Path | None = None) -> int:
    """Return the newest edition in the panel."""
    return int(load("panel", folder)["edition"].max())


def find_edition(edition: int, folder: Path | None = None) -> int:
    """Return the edition.

    Raises:
        DataError: if the panel has none of that year.
    """
    known = sorted(int(e) for e in load("panel", folder)["edition"].unique())
    if edition not in known:
        raise DataError(f"panel.csv has no edition {edition}; it has {', '.join(map(str, known))}.")
    return int(edition)


def edition_before(edition: int, folder: Path | None = None) -> int:
    """Return the edition before another.

    Raises:
        DataError: if there is none in the panel.
    """
    earlier = [e for e in load("panel", folder)["edition"].unique() if e < edition]
    if not earlier:
        raise DataError(f"panel.csv has no edition before {edition}; choose a later one.")
    return int(max(earlier))


def members(group: Group, edition: int, folder: Path | None = None) -> list[str]:
    """Return the ISO codes of a group at an edition, sorted.

    Dated groups (ASEAN) count who was a member on 1 July of the edition's year, about when
    surveys are published. Regions and income groups are those of today.

    Args:
        group: ``World``, a group of ``groups.csv`` (``ASEAN``), an M49 region or sub-region
            (``Asia``, ``South-East Asia``), an income group (``Lower middle income``), ``LDC``,
            ``LLDC``, ``SIDS``, or ISO codes (``"VNM,THA,IDN"`` or a list).
        edition: survey year.
        folder: where the tables are.

    Raises:
        DataError: if the group or a code is unknown, with near matches.
    """
    countries = load("countries", folder)
    if not isinstance(group, str):
        return sorted({find_country(code, folder) for code in group})
    wanted = _ALIASES.get(group.strip().lower(), group.strip())
    if wanted.lower() == "world":
        return sorted(countries["iso3"])
    dated = load("groups", folder)
    day = f"{edition}-07-01"
    for name, rows in dated.groupby("group"):
        if str(name).lower() == wanted.lower():
            current = rows[(rows["since"] <= day) & ~(rows["until"] < day)]
            return sorted(current["iso3"])
    for name, column in _FLAGS.items():
        if wanted.upper() == name:
            return sorted(countries.loc[countries[column].eq(1), "iso3"])
    names: list[str] = ["World", *dated["group"].unique(), *_FLAGS]
    for column in _PARTITIONS:
        names += list(countries[column].dropna().unique())
        match = countries[column].str.lower().eq(wanted.lower())
        if match.any():
            return sorted(countries.loc[match, "iso3"])
    if "," in wanted or wanted.upper() in set(countries["iso3"]):
        return members([c for c in wanted.split(",") if c.strip()], edition, folder)
    near = difflib.get_close_matches(wanted.lower(), [n.lower() for n in names], n=3, cutoff=0.4)
    hint = [n for n in names if n.lower() in near] or ["ASEAN", "South-East Asia", "Asia", "World"]
    raise DataError(f"Group {group!r} is unknown; did you mean {' or '.join(hint)}?")


def find_country(code: str, folder: Path | None = None) -> str:
    """Return the ISO alpha-3 code of a UN member state.

    Raises:
        DataError: if no state has that code, with near matches.
    """
    countries = load("countries", folder)
    wanted = str(code).strip().upper()
    if wanted in set(countries["iso3"]):
        return wanted
    pool = {**dict(zip(countries["country"].str.upper(), countries["iso3"], strict=True))}
    pool |= dict(zip(countries["short_name"].str.upper(), countries["iso3"], strict=True))
    pool |= {iso: iso for iso in countries["iso3"]}
    near = dict.fromkeys(pool[n] for n in difflib.get_close_matches(wanted, pool, n=6, cutoff=0.5))
    names = short_names(folder)
    hint = " or ".join(f"{iso} ({names[iso]})" for iso in list(near)[:3]) or "VNM (Viet Nam)"
    raise DataError(
        f"{code!r} is not the ISO alpha-3 code of a UN member state; did you mean {hint}?"
    )


def others_ranked(focus: str, group: Group, edition: int, folder: Path | None = None) -> int:
    """Return how many members of a group, the focus apart, were ranked at an edition."""
    data = load("panel", folder)
    there = data.loc[data["edition"].eq(edition) & data["status"].eq("ranked"), "iso3"]
    return len(set(there).intersection(members(group, edition, folder)) - {focus})


def check_place(place: int, group: Group, edition: int, others: int) -> None:
    """Make sure that a target place in a group can be reached or missed.

    Raises:
        DataError: if fewer other members were ranked than the place, or it is below one.
    """
    if not 1 <= place <= others:
        raise DataError(
            f"Target place {place} says nothing in {group!r}: {others} other "
            f"{'member was' if others == 1 else 'members were'} ranked in {edition}; "
            + (f"choose {'1' if others == 1 else f'1 to {others}'}." if others else "add one.")
        )


def check_question(
    focus: str,
    group: Group,
    place: int,
    edition: int,
    earliest: int = 2012,
    folder: Path | None = None,
) -> None:
    """Make sure that a chapter can be about a country, a group, a target place and an edition.

    Raises:
        DataError: one sentence, with near matches, if one of them is unknown or says nothing, or
            if the edition is before the earliest that has enough editions to compare with.
    """
    find_country(focus, folder)
    if find_edition(edition, folder) < earliest:
        raise DataError(
            f"EDITION {edition} has too few editions before it to compare with; choose {earliest} "
            "or a later one."
        )
    check_place(place, group, edition, others_ranked(focus, group, edition, folder))
    data = load("panel", folder).set_index(["iso3", "edition"])
    if data.at[(focus, edition), "status"] != "ranked":
        raise DataError(
            f"{short_names(folder)[focus]} has no index in the edition of {edition}; choose "
            "another country or edition."
        )


def short_names(folder: Path | None = None) -> dict[str, str]:
    """Return the name to print in charts and tables for each ISO code."""
    countries = load("countries", folder)
    return dict(zip(countries["iso3"], countries["short_name"], strict=True))


def weights(edition: int, folder: Path | None = None) -> pd.Series:
    """Return the weights of OSI, TII and HCI at an edition, adding up to exactly one.

    The editions table stores thirds as 0.3333; they are made whole here.

    Raises:
        DataError: if the editions table has no such edition.
    """
    table = load("editions", folder).set_index("edition")
    if edition not in table.index:
        raise DataError(f"editions.csv has no edition {edition}; it has {list(table.index)}.")
    row = table.loc[edition, [f"{p}_weight" for p in PARTS]].astype(float)
    return pd.Series((row / row.sum()).to_numpy(), index=PARTS, name=edition)


def redefined(folder: Path | None = None) -> dict[int, list[str]]:
    """Return, for each edition, the parts whose definition is known to have changed with it."""
    table = load("editions", folder).set_index("edition")
    changed = {part: table[f"break_{part}"].eq(1).fillna(False) for part in PARTS}
    return {int(e): [part for part in PARTS if changed[part][e]] for e in table.index}


def source_line(table: str = "panel", folder: Path | None = None) -> str:
    """Return the line that names a table's source and when it was retrieved."""
    resource = describe(table, folder)
    titles = "; ".join(source["title"] for source in resource["sources"])
    return f"{titles}; retrieved {resource['retrieved']}"


def until(edition: int, folder: Path | None = None) -> pd.DataFrame:
    """Return the panel as it stood with an edition: the rows up to it."""
    data = load("panel", folder)
    return data[data["edition"] <= edition]


def name(iso3: str, folder: Path | None = None) -> str:
    """Return a state's name for charts and tables.

    Raises:
        DataError: if no state has that code, with near matches.
    """
    return short_names(folder)[find_country(iso3, folder)]
