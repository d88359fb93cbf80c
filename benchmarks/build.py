"""Report where the time of `make book` goes: cold, warm, each notebook, imports, loading.

Run: make bench. Nothing here fails on a slow machine; it prints a table.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import book  # noqa: E402


def seconds(*command: str) -> float:
    """Return the wall time of a command run in the repository."""
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - started


def python(code: str) -> float:
    """Return the best of three wall times that a piece of code prints."""
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
        )
        for _ in range(3)
    ]
    return min(float(run.stdout.split()[-1]) for run in runs)


IMPORT = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"
LOAD = """
import time
import pandera.pandas
from egdi import panel
names = [r["name"] for r in __import__("json").loads(
    (panel.data_folder() / "datapackage.json").read_text())["resources"]]
t = time.perf_counter()
for name in names:
    panel.load(name)
print(time.perf_counter() - t)
"""


def main() -> None:
    """Print the table."""
    tool = [sys.executable, "tools/book.py"]
    shutil.rmtree(book.BUILD, ignore_errors=True)
    rows = [("cold make book", seconds(*tool)), ("nothing changed", seconds(*tool))]
    (book.BUILD / "stamps" / "html.json").unlink()
    rows.append(("pages alone", seconds(*tool)))
    for notebook in sorted(book.NOTEBOOKS.glob("*.ipynb")):
        started = time.perf_counter()
        book.execute(notebook, write=False, exports=book.BUILD / "bench" / notebook.stem)
        rows.append((f"notebook {notebook.stem}", time.perf_counter() - started))
    for module in ("pandas", "egdi.panel", "egdi.figures", "egdi.projection", "statsmodels.api"):
        rows.append((f"import {module}", python(IMPORT.format(module))))
    rows.append(("load and validate all tables", python(LOAD)))
    for name, took in rows:
        print(f"{name:42s} {took:7.2f} s")


if __name__ == "__main__":
    main()
