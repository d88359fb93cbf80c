"""Load and validate the tables in ``data/``: the one place that knows file names.

``data/datapackage.json`` (a Frictionless Data Package) describes every table. Each load turns
that description into a pandera schema and checks the file against it, so a table that reaches
an analysis has the columns, types, ranges and keys that its description promises.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from egdi import folders

PACKAGE = "datapackage.json"

PARTS = ["osi", "tii", "hci"]
"""The three sub-indices of the EGDI, in the UN's order."""

MEASURES = ["egdi", *PARTS, "epi"]
"""Columns of scores: the index, its parts, and e-participation beside them."""

Group = str | Sequence[str]
"""A group's name, ISO codes separated by commas, or a sequence of ISO codes."""

_DTYPES = {"string": "str", "date": "str", "integer": "Int64", "number": "float64"}


class DataError(ValueError):
    """Bad input, told in one sentence: file, row, column, what was expected, what to do."""


def whole(value: Any, what: str) -> int:
    """Return a whole number, whatever type of number holds it.

    Args:
        value: as given by a caller.
        what: what it is, to begin the sentence with.

    Raises:
        DataError: if it is text, blank, a fraction or nothing of the kind.
    """
    if isinstance(value, Real) and not isinstance(value, bool) and float(value).is_integer():
        return int(float(value))
    shown = repr(value)
    if "\n" in shown:
        shown = f"of type {type(value).__name__}"
    raise DataError(f"{what} is {shown}; expected a whole number.")


def require(frame: Any, columns: Sequence[str], what: str) -> pd.DataFrame:
    """Return a table given by a caller, once it has rows and the columns that are needed.

    Args:
        frame: as given.
        columns: the columns needed.
        what: how to make such a table, to end the sentence with.

    Raises:
        DataError: if it is no table, a column is missing, or there are no rows.
    """
    if not isinstance(frame, pd.DataFrame):
        raise DataError(f"Expected {what}, not {type(frame).__name__}.")
    missing = [column for column in columns if column not in frame]
    if missing:
        raise DataError(f"The table has no column {missing[0]}; expected {what}.")
    if frame.empty:
        raise DataError(f"The table has no rows; expected {what}.")
    return frame


PANEL = "a panel as egdi.load() returns it"
"""What a caller is told to give where a panel is wanted."""


def data_folder() -> Path:
    """Return the folder of the tables: ``$EGDI_DATA`` if set, else those at hand."""
    return folders.data()


def describe(table: str, folder: Path | None = None) -> dict[str, Any]:
    """Return the description of one table (a Frictionless resource).

    Raises:
        DataError: if the package does not describe such a table.
    """
    resources = _package(Path(folder or data_folder()))
    if not isinstance(table, str) or table not in resources:
        raise DataError(f"{PACKAGE}: no table {table!r}; it describes {', '.join(resources)}.")
    return resources[table]


def version(folder: Path | None = None) -> str:
    """Return the version of the tables, as ``datapackage.json`` gives it.

    Raises:
        DataError: if the description is missing, is not a data package, or gives none.
    """
    folder = Path(folder or data_folder())
    _package(folder)
    found = json.loads((folder / PACKAGE).read_text(encoding="utf-8")).get("version")
    if not isinstance(found, str):
        raise DataError(f"{PACKAGE}: no version; give one, such as 1.0.0.")
    return found


def tables(folder: Path | None = None) -> list[str]:
    """Return the names of the tables that ``datapackage.json`` describes, in its order.

    Raises:
        DataError: if the description is missing or is not a data package.
    """
    return list(_package(Path(folder or data_folder())))


def table_path(table: str, folder: Path | None = None) -> Path:
    """Return where a table's file is.

    Raises:
        DataError: if the package does not describe such a table.
    """
    folder = Path(folder or data_folder())
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
        state = path.stat()
        return _described(path, state.st_mtime_ns, state.st_size)
    except OSError as error:
        raise DataError(
            f"{path}: cannot be read ({error.strerror}); restore it or point EGDI_DATA to the data."
        ) from None
    except DataError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DataError(f"{path}: not a data package in JSON; restore it.") from None


@lru_cache(maxsize=16)
def _described(path: Path, *state: int) -> dict[str, dict[str, Any]]:
    """Read a description once for each state of its file."""
    found = {r["name"]: r for r in json.loads(path.read_text(encoding="utf-8"))["resources"]}
    for name, resource in found.items():
        if not re.fullmatch(r"\w[\w.-]*", resource["path"]):
            raise DataError(
                f"{PACKAGE}: the path of table {name} is {resource['path']!r}; expected a file's "
                "name, in the folder of the description."
            )
    return found


def load(table: str = "panel", folder: Path | None = None) -> pd.DataFrame:
    """Return one table of ``data/``, validated against its description.

    Args:
        table: name of the table in ``datapackage.json``; ``panel`` has a row a state and edition
            with columns iso3, edition, rank, egdi, osi, tii, hci, epi, status.
        folder: where the tables are; default :func:`data_folder`.

    Raises:
        DataError: one sentence that names file, row, column and what was expected.
    """
    folder = Path(folder or data_folder())
    return _load(table, folder, stamp(table, folder)).copy()


def stamp(table: str, folder: Path | None = None) -> tuple[int, ...]:
    """Return what changes when a table's files change: for what is kept between calls.

    Raises:
        DataError: if the package does not describe such a table.
    """
    folder = Path(folder or data_folder())
    return _stamp(describe(table, folder), folder)


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

    folder = Path(folder or data_folder())
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

    folder = Path(folder or data_folder())
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
        if field["type"] == "string" and field["name"] not in _ADDRESSES:
            checks.append(pa.Check(_is_plain, name=PLAIN))
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


PLAIN = "plain text, without < > ` $ { } [ ] * \\ or control characters, not begun with = + - @"
"""What a cell of text holds: what a page, a spreadsheet, Word or Typst could take for markup, a
formula or code does not enter the record."""
_ADDRESSES = ("path", "address")
"""Columns of paths and addresses: such characters belong there, and no page shows them as text."""
_MARKUP = r"[<>`$\\{}\[\]*\x00-\x1f\x7f]|^[=+@\-](?!\d|\.\d)"


def _is_plain(column: pd.Series) -> pd.Series:
    """Tell which cells hold nothing that could be taken for markup or a formula; blanks pass."""
    return ~column.str.contains(_MARKUP, na=False, regex=True)


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
    if check == PLAIN:
        return f"{where}: {column} is {found!r}; expected {PLAIN}; take them out."
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


def weights(edition: int, folder: Path | None = None) -> pd.Series:
    """Return the weights of OSI, TII and HCI at an edition, adding up to exactly one.

    The editions table stores thirds as 0.3333; they are made whole here.

    Raises:
        DataError: if the editions table has no such edition.
    """
    table = load("editions", folder).set_index("edition")
    edition = whole(edition, "The edition")
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
    """Return the line that names a table's source and of when its figures are."""
    resource = describe(table, folder)
    titles = "; ".join(source["title"] for source in resource["sources"])
    return f"{titles}; {resource['vintage']}"


def until(edition: int, folder: Path | None = None) -> pd.DataFrame:
    """Return the panel as it stood with an edition: the rows up to it.

    Raises:
        DataError: if there are none.
    """
    data = load("panel", folder)
    edition, first = whole(edition, "The edition"), data["edition"].min()
    if edition < first:
        raise DataError(f"panel.csv has no edition up to {edition}; its first is {first}.")
    return data[data["edition"] <= edition]
