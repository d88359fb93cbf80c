"""A copy of the project that a test may build in and change: the checkout stays as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ("book", "data", "locale", "notebooks", "src", "tools")


def of_the_project(folder: Path) -> Path:
    """Copy all that a build reads into a new folder, without what was built, and return it."""
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "exports", ".*")
    folder.mkdir()
    for name in KEPT:
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    return folder


def run(folder: Path, *command: str) -> str:
    """Run Python in a copy, on its library and tables, and return what it printed.

    Kept results are shared with the checkout: their names hold the code and the tables.
    """
    from egdi.cache import cache_folder

    environment = {
        **os.environ, "PYTHONPATH": str(folder / "src"), "EGDI_CACHE": str(cache_folder())
    }  # fmt: skip
    for name in ("EGDI_DATA", "EGDI_EXPORTS"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
