import hashlib
import inspect
import os
import pkgutil
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

# Before numpy is imported: with more threads sums differ in their last digits, and with them what
# is kept for the chapters.
for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

import matplotlib  # noqa: E402
import pytest  # noqa: E402

matplotlib.use("agg")

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))


SLOW = ("test_site", "test_sentences", "test_next_edition", "test_notebooks", "test_brief")
"""Files that take minutes: begun first, so that no worker is left with one at the end."""


def pytest_collection_modifyitems(items):
    order = {name: rank for rank, name in enumerate(SLOW)}
    items.sort(key=lambda item: order.get(item.path.stem, len(SLOW)))


def checkout() -> dict[str, str]:
    """Return what a build writes of the files that git knows or would add, by name; no code.

    Whoever edits code while the tests run does no harm; a test that writes here does.
    """
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return {}  # not a checkout
    files = [ROOT / name for name in listed.stdout.splitlines() if not name.endswith(".py")]
    return {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file()
    }


def pytest_sessionstart(session):
    if not hasattr(session.config, "workerinput"):
        session.config.found = checkout()


def pytest_sessionfinish(session):
    """Fail if a test has changed the checkout, whatever it looked like before."""
    if hasattr(session.config, "workerinput"):
        return
    before, after = session.config.found, checkout()
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    if changed:
        names = ", ".join(sorted(changed))
        print(f"\nThe tests changed the checkout, or it was edited meanwhile: {names}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def copied(tmp_path_factory):
    """A copy of the figures of record, for ``record`` alone."""
    return shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("record") / "data")


@pytest.fixture
def record(copied, monkeypatch):
    """A copy of the figures of record that a test may damage; the library reads it.

    The copy is mended after the test, times included, so what was read of it stays read.
    """
    monkeypatch.setenv("EGDI_DATA", str(copied))
    yield copied
    for path in copied.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif not (ROOT / "data" / path.name).exists():
            path.unlink()
    for path in (ROOT / "data").iterdir():
        copy = copied / path.name
        if not copy.exists() or copy.read_bytes() != path.read_bytes():
            shutil.copy2(path, copy)


@pytest.fixture(scope="session")
def data():
    """The panel of record."""
    from egdi import panel

    return panel.load()


@pytest.fixture(scope="module")
def few_draws():
    """Chances rest on a few hundred draws, where what is read is words and not numbers.

    What is remembered for a process is forgotten before and after: the next file reads all draws.
    """
    import egdi
    from egdi.projection import DRAWS

    found, remembering = set(), set()
    for module in pkgutil.walk_packages(egdi.__path__, "egdi."):
        if not module.name.endswith("__main__"):
            members = vars(import_module(module.name)).values()
            found |= {member for member in members if inspect.isfunction(member)}
            remembering |= {m for m in members if callable(getattr(m, "cache_clear", None))}
    with pytest.MonkeyPatch.context() as patch:
        for function in found:
            draws = inspect.signature(function).parameters.get("draws")
            if draws and draws.default == DRAWS:
                few = tuple(300 if value == DRAWS else value for value in function.__defaults__)
                patch.setattr(function, "__defaults__", few)
        for function in remembering:
            function.cache_clear()
        yield
    for function in remembering:
        function.cache_clear()


@pytest.fixture(scope="module")
def browser():
    """A Chromium, gone with the file that needs it: a second beside it cannot be started."""
    from chromium import BROWSER, FLAGS
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield running
        running.close()
