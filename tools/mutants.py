"""Plant small faults in the library, one at a time, and see whether the tests of the room notice.

``make mutants`` does all rooms, two faults at a time, in copies of the project; name rooms to do
those alone: ``python tools/mutants.py ranks brief``. Most faults are made from the code itself: an
operator, a sign, a constant, a name of a part, a condition, two sentences exchanged. Which of them
are tried is decided by what they change and not by where it stands, so the same ones are tried
again after an edit elsewhere. Some are written down by hand. A fault that no test notices has
survived; those known not to be faults, or not worth a test, are listed with the reason.
"""

from __future__ import annotations

import argparse
import ast
import copy
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = "src/egdi"
ASKED = 0.9
"""Share of faults that the tests are to notice."""


@dataclass(frozen=True)
class Room:
    """Files in which faults are planted, and the tests that should notice.

    Attributes:
        files: below the library's folder.
        tests: arguments of pytest, the quickest first.
        record: the track record is made with these files, so it is made anew for each fault.
    """

    files: tuple[str, ...]
    tests: tuple[str, ...]
    record: bool = False


_NUMBERS = ("tests/test_one_thing_differs.py", "tests/test_known_answers.py")
ROOMS = {
    "ranks": Room(("ranks.py",), (*_NUMBERS, "tests/test_ranks.py")),
    "contributions": Room(("contributions.py",), (*_NUMBERS, "tests/test_contributions.py")),
    "reconcile": Room(("reconcile.py",), (*_NUMBERS, "tests/test_reconcile.py")),
    "targets": Room(
        ("targets/judging.py", "targets/deadlines.py", "targets/answers.py"),
        ("tests/test_targets.py",),
    ),
    "draws": Room(
        ("projection/draws.py", "projection/history.py"),
        ("tests/test_chances.py", "tests/test_models.py", "tests/test_projection.py"),
        record=True,
    ),
    "models": Room(
        ("projection/models.py", "projection/series.py", "projection/variants.py"),
        ("tests/test_models.py", "tests/test_projection.py"),
        record=True,
    ),
    "backtest": Room(
        ("projection/rolling.py", "projection/scores.py"),
        ("tests/test_chances.py", "tests/test_projection_record.py"),
        record=True,
    ),
    "evaluation": Room(
        ("projection/evaluation.py", "projection/queries.py"),
        (
            "tests/test_evaluation.py", "tests/test_chances.py", "tests/test_outlook.py", "-k",
            "not page and not files",
        ),
    ),
    "brief": Room(
        ("brief/facts.py", "brief/sentences.py", "brief/content.py"),
        (
            "tests/test_brief_numbers.py", "tests/test_brief.py", "-k",
            "not word and not pdf and not pages and not every_state and not many",
        ),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One change of one file.

    Attributes:
        file: below the library's folder.
        what: what changes, in one line; the same wherever it stands.
        source: the file's text with the fault in it.
    """

    file: str
    what: str
    source: str

    @property
    def key(self) -> str:
        """Decides which faults are tried."""
        return hashlib.sha256(f"{self.file} {self.what}".encode()).hexdigest()


# ------------------------------------------------------------------ faults made from the code

_COMPARE = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_ARITHMETIC = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
_CALLS = {
    "min": "max", "max": "min", "idxmin": "idxmax", "idxmax": "idxmin", "argmin": "argmax",
    "argmax": "argmin", "any": "all", "all": "any", "lt": "le", "le": "lt", "gt": "ge", "ge": "gt",
    "eq": "ne", "ne": "eq", "head": "tail", "tail": "head", "mean": "sum", "sum": "mean",
    "cummin": "cummax", "intersection": "union", "rsub": "sub", "sub": "rsub",
    "isna": "notna", "notna": "isna",
}  # fmt: skip
_WORDS = {
    "osi": "tii", "tii": "hci", "hci": "osi", "own": "rivals", "rivals": "own",
    "absolute": "world", "world": "relative", "relative": "absolute", "since": "edition",
    "score": "place", "points": "line", "rank": "place", "egdi": "osi",
}  # fmt: skip
_UNTOLD = (
    "seed",
    "kind",
    "strict",
    "ignore_index",
    "suffixes",
    "maxsize",
    "dtype",
    "encoding",
    "copy",
    "estimator",
)
"""Keyword arguments whose change is no fault."""


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in a node's place."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARE:
        changed = copy.deepcopy(node)
        changed.ops[0] = _COMPARE[type(node.ops[0])]()
        yield changed
    elif isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        text = isinstance(node.left, (ast.Constant, ast.JoinedStr))
        if not (text and not isinstance(getattr(node.left, "value", 0), (int, float))):
            changed = copy.deepcopy(node)
            changed.op = _ARITHMETIC[type(node.op)]()
            yield changed
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not)):
        yield node.operand
    elif isinstance(node, ast.BoolOp):
        changed = copy.deepcopy(node)
        changed.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield changed
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.Attribute) and node.attr in _CALLS:
        yield ast.Attribute(node.value, _CALLS[node.attr], node.ctx)
    elif isinstance(node, ast.Dict) and len(node.values) > 1 and _sentence(node.values[0]):
        for i in range(len(node.values) - 1):
            values = list(node.values)
            values[i], values[i + 1] = values[i + 1], values[i]
            yield ast.Dict(node.keys, values)
    elif isinstance(node, ast.Constant):
        yield from map(ast.Constant, _other(node.value))


def _sentence(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value


def _other(value: object) -> Iterator[object]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, float):
        if value == 0 or abs(value) > 1e-6:  # less is a hair, so that digits compare
            yield value * 1.5 if value else 0.1
    elif isinstance(value, str) and value in _WORDS:
        yield _WORDS[value]


def _places(tree: ast.AST) -> Iterator[tuple[str, ast.AST, str, int | None]]:
    """Yield where a fault can stand: function, parent, field and index of every node."""

    def visit(node: ast.AST, function: str) -> Iterator[tuple[str, ast.AST, str, int | None]]:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            function = node.name
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "args") and not isinstance(
                node, ast.Call
            ):
                continue  # types, decorators and defaults
            if isinstance(node, ast.keyword) and node.arg in _UNTOLD:
                continue
            for index, child in enumerate(value) if isinstance(value, list) else ((None, value),):
                if not isinstance(child, ast.AST) or isinstance(
                    child, (ast.Raise, ast.Import, ast.ImportFrom, ast.JoinedStr, ast.AnnAssign)
                ):
                    continue
                if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                    continue  # a docstring
                if isinstance(child, ast.If) and any(isinstance(s, ast.Raise) for s in child.body):
                    continue  # a refusal: held by the tests of doors
                yield function, node, name, index
                yield from visit(child, function)

    yield from visit(tree, "")


def made(file: str) -> list[Fault]:
    """Return all faults that can be made in a file, each once."""
    tree = ast.parse((ROOT / LIBRARY / file).read_text(encoding="utf-8"))
    found = {}
    for function, parent, name, index in _places(tree):
        held = getattr(parent, name)
        node = held if index is None else held[index]
        for change in _changes(node):
            around = ast.unparse(parent if isinstance(parent, ast.expr) else node)
            what = f"{function}: {_short(node)} -> {_short(change)} in {' '.join(around.split())}"
            _put(parent, name, index, change)
            found.setdefault(what[:220], ast.unparse(tree))
            _put(parent, name, index, node)
    return [Fault(file, what, source) for what, source in found.items()]


def _put(parent: ast.AST, name: str, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[index] = node


def _short(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:70]


# ------------------------------------------------------------------ faults written by hand


LIST = Path(__file__).with_name("faults.txt")


def written() -> tuple[list[tuple[str, str, str]], dict[str, str]]:
    """Read the list: file, text and its change of each fault; and why known survivors survive."""
    faults, known = [], {}
    file, old = "", ""
    for line in LIST.read_text(encoding="utf-8").splitlines():
        mark, text = line[:2], line[2:]
        if line.startswith("## "):
            file = line[3:]
        elif mark in ("- ", "~ "):
            old = text
        elif mark == "+ ":
            faults.append((file, old, text))
        elif mark == "  ":
            known[old] = text.strip()
    return faults, known


def by_hand(files: tuple[str, ...]) -> list[Fault]:
    """Return the faults written down for some files.

    Raises:
        SystemExit: if a text no longer stands in its file exactly once.
    """
    faults = []
    for file, old, new in written()[0]:
        if file not in files:
            continue
        source = (ROOT / LIBRARY / file).read_text(encoding="utf-8")
        if source.count(old) != 1:
            sys.exit(f"{file} holds «{old}» {source.count(old)} times; mend {LIST.name}.")
        faults.append(Fault(file, f"by hand: {old} -> {new}", source.replace(old, new)))
    return faults


def faults_of(room: Room, each: int) -> list[Fault]:
    """Return the faults to try in a room: those by hand, and so many of those made."""
    found = sorted((f for file in room.files for f in made(file)), key=lambda fault: fault.key)
    return [*by_hand(room.files), *found[:each]]


# ------------------------------------------------------------------ trying them


def copied(folder: Path, room: Room) -> Path:
    """Make a copy of the project to plant faults in."""
    sys.path.insert(0, str(ROOT / "tests"))
    import copies

    copies.of_the_project(folder)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=ignored)
    if not room.record:
        # The track record is not made with these files: it is read, whatever they say.
        file = folder / LIBRARY / "cache.py"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("_CODE = code()", '_CODE = "mutants"'), encoding="utf-8")
    return folder


def noticed(folder: Path, room: Room, timeout: float) -> tuple[bool, str]:
    """Run a room's tests in a copy; tell whether one failed, and which."""
    environment = {
        **os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1",
        "EGDI_CACHE": str(ROOT / "_build" / "cache"), "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }  # fmt: skip
    for name in ("EGDI_DATA", "EGDI_EXPORTS"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider"]
    try:
        done = subprocess.run(
            [*command, *room.tests], cwd=folder, env=environment, capture_output=True, text=True,
            timeout=timeout,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True, "it does not end"
    told = [s for s in done.stdout.splitlines() if s.startswith(("FAILED", "ERROR"))]
    return done.returncode != 0, (told or [""])[0][:150]


def try_room(name: str, each: int, at_once: int) -> tuple[int, int, list[str]]:
    """Plant the faults of a room and report each.

    Returns:
        How many were noticed, of how many, and the survivors.
    """
    room = ROOMS[name]
    with tempfile.TemporaryDirectory() as place:
        folders: Queue[Path] = Queue()
        for i in range(at_once):
            folders.put(copied(Path(place) / f"copy{i}", room))
        started = time.perf_counter()
        folder = folders.get()
        failed, told = noticed(folder, room, 1200)
        folders.put(folder)
        if failed:
            sys.exit(f"{name}: the tests fail before any fault is planted. {told}")
        timeout = 4 * (time.perf_counter() - started) + 60

        def attempt(fault: Fault) -> tuple[Fault, bool, str]:
            folder = folders.get()
            file = folder / LIBRARY / fault.file
            whole = file.read_text(encoding="utf-8")
            try:
                file.write_text(fault.source, encoding="utf-8")
                return fault, *noticed(folder, room, timeout)
            finally:
                file.write_text(whole, encoding="utf-8")
                folders.put(folder)

        faults, survivors = faults_of(room, each), []
        known = written()[1]
        with ThreadPoolExecutor(at_once) as pool:
            for fault, seen, test in pool.map(attempt, faults):
                line = f"{fault.file} {fault.what}"
                why = next((w for start, w in known.items() if line.startswith(start)), "")
                if not seen:
                    survivors.append(f"{line}  [{why or 'no reason known'}]")
                print(f"{'noticed ' if seen else 'SURVIVED'} {line} | {test or why}", flush=True)
        return len(faults) - len(survivors), len(faults), survivors


def main(argv: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rooms", nargs="*", help=f"of {', '.join(ROOMS)}; default all")
    parser.add_argument("--each", type=int, default=25, help="faults made in each room")
    parser.add_argument("--at-once", type=int, default=2, help="copies tested at a time")
    options = parser.parse_args(argv)
    unknown = set(options.rooms) - set(ROOMS)
    if unknown:
        parser.error(f"no room {', '.join(sorted(unknown))}; there are {', '.join(ROOMS)}")
    totals, survived = {}, []
    for name in options.rooms or ROOMS:
        seen, tried, survivors = try_room(name, options.each, options.at_once)
        totals[name] = seen, tried
        survived += [f"{name}: {line}" for line in survivors]
    print("\nSurvivors:", *(survived or ["none"]), sep="\n  ")
    for name, (seen, tried) in totals.items():
        print(f"{name}: {seen} of {tried} noticed ({seen / tried:.0%})")
    if any(seen < ASKED * tried for seen, tried in totals.values()):
        sys.exit(f"Fewer than {ASKED:.0%} noticed in a room.")


if __name__ == "__main__":
    main()
