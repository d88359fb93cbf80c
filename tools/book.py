"""Execute the notebooks whose inputs changed, two at a time, and build the book.

Each execution notes what the notebook really read: the files of ``data/`` and the modules of the
library that its kernel opened. A notebook is executed again when one of those, the notebook
itself, the lock or this file has changed since; so a build that changes nothing executes nothing,
and nothing stale survives. Outputs are written into the notebooks; figures and tables to take
away go to ``_build/exports``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
NOTEBOOKS = ROOT / "notebooks"

# Run in the kernel before the first cell and after the last, outside the notebook's history.
WATCH = """
import sys
sys._egdi_opened = set()
sys.addaudithook(lambda event, args: event == "open" and sys._egdi_opened.add(str(args[0])))
"""
REPORT = """
import json, sys
_files = {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}
print(json.dumps(sorted(sys._egdi_opened | _files)))
"""


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, or an empty string where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def stamp_file(notebook: Path) -> Path:
    """Return where the inputs of a notebook's last execution are noted."""
    return BUILD / "stamps" / f"{notebook.stem}.json"


def is_fresh(notebook: Path) -> bool:
    """Tell whether nothing that a notebook depends on has changed since it was executed."""
    try:
        inputs = json.loads(stamp_file(notebook).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    return all(digest(ROOT / path) == value for path, value in inputs.items())


def execute(notebook: Path, write: bool = True, exports: Path | None = None) -> dict:
    """Execute one notebook from a clean kernel.

    Args:
        notebook: path of the notebook.
        write: keep the outputs in the file and note the inputs, in one step and only on success.
        exports: folder for the figures and tables to take away.

    Returns:
        The executed notebook.

    Raises:
        RuntimeError: if a cell fails, with the notebook's name, the cell and its message.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    book = nbformat.read(notebook, as_version=4)
    book.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    target = exports or BUILD / "exports" / notebook.stem
    fresh = target.with_name(f".{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    environment = {
        **os.environ,
        "EGDI_EXPORTS": str(fresh),
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(ROOT / "src"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        # Two kernels share the cores: more threads inside each only get in the other's way.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    client = NotebookClient(
        book,
        timeout=900,
        record_timing=False,
        resources={"metadata": {"path": str(notebook.parent)}},
    )
    client.reset_execution_trackers()
    watch, report = nbformat.v4.new_code_cell(WATCH), nbformat.v4.new_code_cell(REPORT)
    book.cells = [watch, *book.cells, report]
    try:
        with client.setup_kernel(env=environment, stderr=subprocess.DEVNULL):
            for index, cell in enumerate(book.cells):
                client.execute_cell(cell, index, store_history=0 < index < len(book.cells) - 1)
    except CellExecutionError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise RuntimeError(f"{notebook.relative_to(ROOT)}: a cell failed.\n{error}") from None
    opened = json.loads(book.cells[-1].outputs[0]["text"])
    book.cells = book.cells[1:-1]
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in map(_settled, cell.outputs) if output]
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    if write:
        text = nbformat.writes(book) + "\n"
        if notebook.read_text(encoding="utf-8") != text:
            beside = notebook.with_suffix(".tmp")
            beside.write_text(text, encoding="utf-8")
            beside.replace(notebook)
        used = {notebook, ROOT / "requirements.lock", Path(__file__).resolve()}
        for name in opened:
            path = Path(name)
            if path.is_absolute() and any(
                ROOT / room in path.parents for room in ("data", "src", "benchmarks")
            ):
                used.add(_source_of(path))
        stamp = stamp_file(notebook)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        inputs = {path.relative_to(ROOT).as_posix(): digest(path) for path in sorted(used)}
        stamp.write_text(json.dumps(inputs, indent=1), encoding="utf-8")
    return book


def _source_of(path: Path) -> Path:
    """Return the .py behind a .pyc in ``__pycache__``, and any other path as it is."""
    if path.parent.name == "__pycache__":
        return path.parent.parent / f"{path.name.split('.')[0]}.py"
    return path


def _settled(output: dict) -> dict | None:
    """Drop what differs between runs: progress on stderr."""
    if output.get("output_type") == "stream" and output.get("name") == "stderr":
        return None
    return output


def execute_stale(workers: int = 2) -> list[Path]:
    """Execute every notebook that is not fresh and return those, showing progress.

    Raises:
        SystemExit: with the messages of the notebooks that failed; the others are kept.
    """
    notebooks = sorted(NOTEBOOKS.glob("*.ipynb"))
    stale = [n for n in notebooks if not is_fresh(n)]
    if not stale:
        return []
    from tqdm import tqdm

    failures, started = [], time.perf_counter()
    with (
        ThreadPoolExecutor(workers) as pool,
        tqdm(total=len(stale), desc="notebooks", unit="nb") as bar,
    ):
        # The largest first: the last one running alone keeps a core idle.
        order = sorted(stale, key=lambda n: n.stat().st_size, reverse=True)
        tasks = {pool.submit(execute, notebook): notebook for notebook in order}
        for task in as_completed(tasks):
            bar.update()
            took = time.perf_counter() - started
            try:
                task.result()
                bar.write(
                    f"  executed {tasks[task].stem} ({took:.1f} s after the start)", file=sys.stderr
                )
            except RuntimeError as error:
                failures.append(str(error))
    if failures:
        sys.exit("\n".join(failures))
    return stale


README = ROOT / "README.md"
PICTURE = ("02-rank-trajectories", "fig-places.png", ROOT / "book" / "_static" / "places.png")
_ANSWER = re.compile(r"(<!-- answer: (.*?) -->\n).*?(?=\n<!-- /answer -->)", re.S)


def readme(text: str) -> str:
    """Return the README's text with its answer filled from what the notebooks glued.

    The answer stands below a comment that holds its template.
    """
    from egdi.prose import filled, glued

    values = {}
    for notebook in sorted(NOTEBOOKS.glob("*.ipynb")):
        values |= glued(notebook)
    return _ANSWER.sub(lambda m: m[1] + filled(m[2], values), text)


def bring_readme_up_to_date() -> None:
    """Write the README's answer and its picture anew where the notebooks changed them."""
    before = README.read_text(encoding="utf-8")
    after = readme(before)
    if after != before:
        README.write_text(after, encoding="utf-8")
    stem, name, picture = PICTURE
    made = BUILD / "exports" / stem / name
    if made.is_file() and digest(made) != digest(picture):
        shutil.copyfile(made, picture)


def inputs_of_html() -> dict[str, str]:
    """Return the hash of every file that the HTML is made from."""
    files = [
        ROOT / name for name in ("_config.yml", "_toc.yml", "requirements.lock", "CITATION.cff")
    ]
    files += [p for p in (ROOT / "book").rglob("*") if "__pycache__" not in p.parts]
    files += [
        *NOTEBOOKS.glob("*.ipynb"),
        *(BUILD / "exports").rglob("*"),
        *(ROOT / "data").glob("*"),
    ]
    files.append(Path(__file__).resolve())
    return {p.relative_to(ROOT).as_posix(): digest(p) for p in sorted(files) if p.is_file()}


def build_html() -> bool:
    """Build ``_build/html`` if anything it is made from has changed; tell whether it did.

    Raises:
        SystemExit: if the build gives a warning or an error.
    """
    stamp = BUILD / "stamps" / "html.json"
    inputs = json.dumps(inputs_of_html(), indent=1)
    built = BUILD / "html" / "index.html"
    if built.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == inputs:
        return False
    stamp.unlink(missing_ok=True)
    # From nothing: Sphinx does not see that a page glues numbers from a notebook.
    for folder in ("html", ".doctrees"):
        shutil.rmtree(BUILD / folder, ignore_errors=True)
    command = [_beside_python("jupyter-book"), "build", str(ROOT), "-W", "--keep-going", "-q"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(inputs, encoding="utf-8")
    return True


def _beside_python(command: str) -> str:
    """Return the path of a command installed in the running environment."""
    found = shutil.which(command, path=str(Path(sys.executable).parent)) or shutil.which(command)
    return found or sys.exit(f"{command} is not installed in {Path(sys.executable).parent.name}")


def main(argv: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="?", default="all", choices=["all", "execute", "html"])
    parser.add_argument("--workers", type=int, default=2, help="notebooks executed at a time")
    options = parser.parse_args(argv)
    started = time.perf_counter()
    executed = execute_stale(options.workers) if options.what != "html" else []
    if executed:
        bring_readme_up_to_date()
    built = build_html() if options.what != "execute" else False
    print(
        f"{len(executed)} notebooks executed, pages {'built' if built else 'unchanged'} "
        f"in {time.perf_counter() - started:.1f} s: open _build/html/index.html"
    )


if __name__ == "__main__":
    main()
