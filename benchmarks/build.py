"""Report where the time of `make book` goes: cold, warm, each notebook, imports, loading.

Two ratios say how good a time is on any machine. The floor is what no chapter can do without: its
kernel started and its imports made, two at a time, and the pages of one language built.

Run: make bench, on a machine that does nothing else. Nothing here fails on a slow one; it prints a
table.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
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


def opened(notebook: Path) -> None:
    """Start a notebook's kernel and run its imports, no more."""
    import nbformat
    from nbclient import NotebookClient

    source = nbformat.read(notebook, as_version=4)
    setup = [c for c in source.cells if "setup" in c.metadata.get("tags", [])]
    client = NotebookClient(nbformat.v4.new_notebook(cells=setup))
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with client.setup_kernel(env=environment, stderr=subprocess.DEVNULL):
        for index, cell in enumerate(setup):
            client.execute_cell(cell, index)


def main() -> None:
    """Print the table."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    tool = [sys.executable, "tools/book.py"]
    notebooks = sorted(book.NOTEBOOKS.glob("*.ipynb"))
    shutil.rmtree(book.BUILD, ignore_errors=True)
    one = seconds(*tool, "--languages", "en")
    shutil.rmtree(book.BUILD)
    both = seconds(*tool)
    rows = [("cold, English alone", one), ("cold make book, both languages", both)]
    rows.append(("nothing changed", seconds(*tool)))
    (book.BUILD / "stamps" / "html.json").unlink()
    pages = seconds(*tool)
    rows.append(("pages of one language alone", pages))
    started = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(opened, notebooks))
    kernels = time.perf_counter() - started
    rows.append(("kernels and imports, two at a time", kernels))
    for notebook in notebooks:
        started = time.perf_counter()
        book.execute(notebook, write=False, exports=book.BUILD / "bench" / notebook.stem)
        rows.append((f"notebook {notebook.stem}", time.perf_counter() - started))
    for module in ("pandas", "egdi.panel", "egdi.figures", "egdi.projection", "statsmodels.api"):
        rows.append((f"import {module}", python(IMPORT.format(module))))
    rows.append(("load and validate all tables", python(LOAD)))
    for name, took in rows:
        print(f"{name:42s} {took:7.2f} s")
    print(f"{'cold English to its floor':42s} {one / (kernels + pages):7.2f}")
    print(f"{'both languages to one':42s} {both / one:7.2f}")


if __name__ == "__main__":
    main()
