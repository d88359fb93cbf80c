"""Kill what writes the record at random moments, and see that nothing is ever half written.

``make kills`` kills add-edition and remove-edition 240 times and the build 20 times, in copies of
the project; ``python tests/kills.py --commands 15`` is a minute's worth of the first. Needs a
system that can fork. A process that is killed cleans up nothing: it is as if the power failed,
but for what a disk itself forgets.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import copies  # noqa: E402
import synthetic  # noqa: E402

from egdi import check, panel, uncsv  # noqa: E402
from egdi.__main__ import main  # noqa: E402

Files = dict[str, bytes]


@dataclass(frozen=True)
class Step:
    """A command that changes the record.

    Attributes:
        argv: of ``egdi``.
        before: every file of the record before it, by name.
        after: the same after it.
        duration: seconds that it takes.
        writing: seconds of these from the first change in the folder to the end.
    """

    argv: list[str]
    before: Files
    after: Files
    duration: float
    writing: float


class Broken(AssertionError):
    """A kill after which the record was not whole."""


def _named(name: str) -> str:
    """Return a file's name as a locale without its letters has it."""
    return os.fsdecode(name.encode("utf-8"))


def contents(folder: Path) -> Files:
    """Return every file of a folder by its name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def restored(folder: Path, files: Files) -> None:
    """Make a folder hold these files and no others."""
    for path in folder.iterdir():
        if path.name not in files:
            path.unlink()
    for name, content in files.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)


def begun(argv: list[str], out: Path) -> int:
    """Begin ``egdi`` with arguments in a process of its own, its words into a file.

    The library is imported already: nearly all of the time is reading, judging and writing.
    """
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        with (
            out.open("w", encoding="utf-8") as file,
            contextlib.redirect_stdout(file),
            contextlib.redirect_stderr(file),
        ):
            code = main(argv)
    finally:
        os._exit(code)


def ended(argv: list[str], out: Path) -> tuple[int, str]:
    """Run ``egdi`` to its end; return its exit code and what it said."""
    _, status = os.waitpid(begun(argv, out), 0)
    return os.waitstatus_to_exitcode(status), out.read_text(encoding="utf-8")


def looks(folder: Path) -> dict[str, tuple[int, int]]:
    """Return what shows that something in a folder has changed."""
    found = {}
    for entry in os.scandir(folder):
        with contextlib.suppress(FileNotFoundError):
            state = entry.stat()
            found[entry.name] = (state.st_mtime_ns, state.st_size)
    return found


def measured(argv: list[str], folder: Path, out: Path) -> Step:
    """Run a command unharmed and return it with what it changes and how long it takes."""
    before, seen, start = contents(folder), looks(folder), time.perf_counter()
    pid, first = begun(argv, out), None
    while not (done := os.waitpid(pid, os.WNOHANG))[0]:
        if first is None and looks(folder) != seen:
            first = time.perf_counter()
        time.sleep(0.0005)
    end = time.perf_counter()
    if os.waitstatus_to_exitcode(done[1]):
        raise Broken(f"{' '.join(argv)}: {out.read_text(encoding='utf-8')}")
    return Step(argv, before, contents(folder), end - start, end - (first or end))


def killed(step: Step, folder: Path, out: Path, chance: random.Random) -> None:
    """Begin a command and kill it: one in four at any moment, the others while it writes."""
    seen = looks(folder)
    pid = begun(step.argv, out)
    if chance.random() < 0.25:
        time.sleep(chance.uniform(0, 1.1 * step.duration))
    else:
        while looks(folder) == seen and os.waitid(
            os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT
        ) is None:  # fmt: skip
            time.sleep(0.0005)
        time.sleep(chance.uniform(0, 1.2 * step.writing))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def as_it_was_or_will_be(step: Step, folder: Path) -> str:
    """Return which record a killed command left: the old one, the new one, or some of both.

    Raises:
        Broken: if a table is neither, or does not load.
    """
    found = contents(folder)
    for name in step.before:
        if found.get(name) not in (step.before[name], step.after[name]):
            raise Broken(f"{name} is neither what it was nor what it was to be")
    for table in ("panel", "editions"):
        panel.load(table, folder)
    if found == step.before:
        return "as before"
    return "as after" if found == step.after else "between"


def commands(count: int, seed: int, say: Callable[[str], None] = print) -> Counter[str]:
    """Kill add-edition (a new one, a correction) and remove-edition at random moments.

    After each kill every table is the old one or the new one and loads; the next command, whichever
    it is, leaves the record as it was or as it was to be, with nothing beside it and no fault.

    Args:
        count: of kills.
        seed: of the moments; the same seed is not the same kills, as no two runs take as long.
        say: told about each kind of command.

    Returns:
        How many kills left the record as before, as after, or between the two.

    Raises:
        Broken: at the first kill that did not.
    """
    chance, tally = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory(prefix=_named("hồ sơ thử ")) as top:
        folder, out = Path(top) / _named("các bảng số liệu"), Path(top) / "words.txt"
        shutil.copytree(ROOT / "data", folder)
        os.environ["EGDI_DATA"] = str(folder)
        latest = panel.latest_edition(folder)
        new = synthetic.write(Path(top), folder=folder)
        corrected = Path(top) / _named("đã sửa.csv")
        rows = panel.load("panel", folder).query("edition == @latest")
        epi = rows["epi"].where(rows["iso3"].ne("VNM"), 0.5)
        corrected.write_text(uncsv.layout(rows.assign(epi=epi), folder), encoding="utf-8")
        # What a process reads once and keeps is read before it divides.
        with contextlib.redirect_stdout(io.StringIO()):
            if main(["add-edition", str(new), "--dry-run"]) or main(["check"]):
                raise Broken("the record is not without fault")
        begin = contents(folder)
        steps = {"a correction": measured(["add-edition", str(corrected)], folder, out)}
        restored(folder, begin)
        steps["a new edition"] = measured(["add-edition", str(new)], folder, out)
        steps["a removal"] = measured(["remove-edition", str(latest + 2)], folder, out)
        if steps["a removal"].after != begin:
            raise Broken("adding and removing does not give the record back")
        names = list(steps)
        for number in range(count):
            name = names[number % len(names)]
            step = steps[name]
            restored(folder, step.before)
            killed(step, folder, out, chance)
            where = f"kill {number + 1} (seed {seed}), {name}"
            try:
                left = as_it_was_or_will_be(step, folder)
                mended(step, folder, out, chance)
            except (Broken, panel.DataError) as error:
                raise Broken(f"{where}: {error}") from None
            tally[left] += 1
        for name, step in steps.items():
            say(f"{name}: {step.duration:.2f} s, of these {1000 * step.writing:.0f} ms of writing")
    return tally


def mended(step: Step, folder: Path, out: Path, chance: random.Random) -> None:
    """Run the next command after a kill and see that the record is whole.

    Raises:
        Broken: if it is not, or the command fails in another way than by a sentence.
    """
    argv = chance.choice([["check"], step.argv, [*step.argv, "--dry-run"]])
    code, said = ended(argv, out)
    if "Traceback" in said or code not in (0, 1):
        raise Broken(f"then {argv[0]}: {said}")
    if argv == ["check"] and code:
        raise Broken(f"then check: {said}")
    found = contents(folder)
    if found not in (step.before, step.after):
        differ = {n for n in found if found[n] != step.before.get(n)}
        raise Broken(f"then {argv}: neither the old record nor the new one ({sorted(differ)})")
    if argv == step.argv and found != step.after:
        raise Broken(f"then {argv}: not done ({said.splitlines()[-1]})")
    faults = [] if argv == ["check"] else check.faults(folder)
    if faults:
        raise Broken(f"then {argv}: {faults[0]}")


def builds(count: int, seed: int, say: Callable[[str], None] = print) -> Counter[str]:
    """Kill the build of a new edition's book at random moments.

    After each kill the tables are untouched, and every notebook, the README and every page's source
    is the old one or the new one. At the end an unharmed build gives what an undisturbed one gave.

    Args:
        count: of kills.
        seed: of the moments.
        say: told what goes on.

    Raises:
        Broken: at the first kill that did not.
    """
    chance, tally = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="build ") as top:
        copy = copies.of_the_project(Path(top) / "dự án")
        new = synthetic.write(Path(top), folder=copy / "data")
        copies.run(copy, "-m", "egdi", "add-edition", str(new))
        before, start = sources(copy), time.perf_counter()
        copies.run(copy, *BUILD)
        duration = time.perf_counter() - start
        after, pages = sources(copy), built(copy)
        say(f"an undisturbed build: {duration:.0f} s, {len(pages)} files")
        shutil.rmtree(copy / "_build")
        notebooks = [name for name in before if name.endswith(".ipynb")]
        for name in before:
            (copy / name).write_bytes(before[name])
        for number in range(count):
            for name in chance.sample(notebooks, 3):
                (copy / name).write_bytes(before[name])
                (copy / "_build/stamps" / f"{Path(name).stem}.json").unlink(missing_ok=True)
            at = chance.uniform(0, duration / 2)
            done = build_killed(copy, at)
            found = sources(copy)
            for name, content in found.items():
                if content not in (before.get(name), after.get(name)):
                    raise Broken(f"kill {number + 1} (seed {seed}) after {at:.1f} s: {name}")
            tally["over before the kill" if done else "killed"] += 1
            say(f"kill {number + 1} after {at:.1f} s: {sum(found[n] != before[n] for n in before)} "
                f"of {len(before)} files new")  # fmt: skip
        copies.run(copy, *BUILD)
        if sources(copy) != after:
            differ = [name for name in after if sources(copy).get(name) != after[name]]
            raise Broken(f"the last build gives other files: {', '.join(differ)}")
        again = built(copy)
        if again.keys() != pages.keys():
            raise Broken(f"the last build gives other pages: {sorted(again.keys() ^ pages.keys())}")
        changed = [name for name in pages if again[name] != pages[name]]
        say(f"the last build: {len(again)} files, {len(changed)} of them other bytes {changed[:5]}")
    return tally


BUILD = ("tools/book.py", "--languages", "en")
WRITTEN = ("data", "notebooks", "book", "src", "tools", "locale")


def sources(copy: Path) -> Files:
    """Return what a build may write in a project outside ``_build``, and what it must not."""
    paths = [path for name in WRITTEN for path in (copy / name).rglob("*")]
    paths += copy.iterdir()
    return {
        path.relative_to(copy).as_posix(): path.read_bytes()
        for path in sorted(paths)
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".tmp"
    }


def built(copy: Path) -> Files:
    """Return the pages that a build made."""
    top = copy / "_build" / "html"
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in sorted(top.rglob("*"))
        if path.is_file() and path.suffix in (".html", ".csv", ".png", ".json", ".xlsx")
    }


def build_killed(copy: Path, after: float) -> bool:
    """Begin a build, kill it with its kernels after so many seconds; tell if it was over before."""
    from egdi.cache import cache_folder

    environment = {
        **os.environ, "PYTHONPATH": str(copy / "src"), "EGDI_CACHE": str(cache_folder())
    }  # fmt: skip
    for name in ("EGDI_DATA", "EGDI_EXPORTS"):
        environment.pop(name, None)
    command = [sys.executable, *BUILD]
    build = subprocess.Popen(
        command, cwd=copy, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        return build.wait(after) == 0
    except subprocess.TimeoutExpired:
        os.killpg(build.pid, signal.SIGKILL)
        build.wait()
        time.sleep(2)  # its kernels see within a second that their parent is gone, and end
        return False


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--commands", type=int, default=0, metavar="KILLS")
    parser.add_argument("--builds", type=int, default=0, metavar="KILLS")
    parser.add_argument("--seed", type=int, default=None)
    args = parser.parse_args()
    seed = random.randrange(10**6) if args.seed is None else args.seed
    # Line ends of our own words reach a pipe at once.
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, "utf-8", "replace", line_buffering=True)
    try:
        if args.commands:
            print(f"Commands: {dict(commands(args.commands, seed))}, every record whole.")
        if args.builds:
            print(f"Builds: {dict(builds(args.builds, seed))}, every file whole.")
    except Broken as broken:
        sys.exit(str(broken))
