"""The whole book, as a maintainer makes it when the next edition comes: in, built, out again."""

import hashlib
import os
import shutil
import subprocess
import sys
from html import unescape

import book
import pytest
import synthetic

from egdi import panel

KEPT = ("book", "data", "notebooks", "src", "tools")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the project that may be changed."""
    folder = tmp_path_factory.mktemp("next") / "project"
    folder.mkdir()
    for name in KEPT:
        shutil.copytree(
            book.ROOT / name,
            folder / name,
            ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", "exports", ".ipynb_*"),
        )
    for path in book.ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    return folder


def run(folder, *command):
    """Run Python in the copy, on the copy's library and tables."""
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    for name in ("EGDI_DATA", "EGDI_EXPORTS", "EGDI_CACHE"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def digests(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.glob("data/*")}


def test_the_whole_book_is_about_the_next_edition(copy, tmp_path):
    before = digests(copy)
    new = panel.latest_edition() + 2
    upload = synthetic.write(tmp_path)
    assert "Written: editions.csv, panel.csv." in run(
        copy, "-m", "egdi", "add-edition", str(upload)
    )
    assert "No fault" in run(copy, "-m", "egdi", "check")
    assert "pages built" in run(copy, "tools/book.py")
    for name in ("book/index", "notebooks/02-rank-trajectories", "notebooks/08-the-brief"):
        page = unescape((copy / "_build" / "html" / f"{name}.html").read_text(encoding="utf-8"))
        assert str(new) in page, name
    readme = (copy / "README.md").read_text(encoding="utf-8")
    assert f"In the edition of {new}" in readme
    run(copy, "-m", "egdi", "remove-edition", str(new))
    assert digests(copy) == before
