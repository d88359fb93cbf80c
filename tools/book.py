"""Execute the notebooks whose inputs changed, two at a time, and build the book.

Each execution notes what the notebook really read: the files of ``data/`` and the modules of the
library that its kernel opened. A notebook is executed again when one of those, the notebook
itself, the lock or this file has changed since; so a build that changes nothing executes nothing,
and nothing stale survives. Outputs are written into the notebooks; figures and tables to take
away go to ``_build/exports``.

Another language is another edition of the same notebooks, in ``_build/books/<language>``: executed
there with that language spoken, their static text and the pages of ``book/`` translated by the
catalogue. An execution also notes the messages that it looked up: a changed translation executes
only the chapters that say it, and no English one.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path

# The same sums on every machine: one thread, and the same kernels of linear algebra on any x86
# processor of the last ten years; what the user has set stands.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Briefs are drawn beside the notebooks, in a thread, where no window can be opened.
os.environ["MPLBACKEND"] = "agg"
if platform.machine() in ("x86_64", "AMD64"):
    os.environ.setdefault("OPENBLAS_CORETYPE", "Haswell")
    os.environ.setdefault("OPENBLAS_L2_SIZE", "512")

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
sys.path.insert(0, str(ROOT / "book" / "_ext"))
NOTEBOOKS = ROOT / "notebooks"
ENGLISH = "en"
"""The language of the committed notebooks and of the pages at the root of the site."""

# Run in the kernel before the first cell and after the last, outside the notebook's history.
WATCH = """
import sys
sys._egdi_opened = set()
sys.addaudithook(lambda event, args: event == "open" and sys._egdi_opened.add(str(args[0])))
"""
REPORT = """
import json, sys
_files = {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}
_words = sys.modules.get("egdi.words.language")
_used = sorted(_words.used) if _words else []
_said = [(context, text, _words.translate(text, context)) for context, text in _used]
print(json.dumps({"files": sorted(sys._egdi_opened | _files), "messages": _said}))
"""


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, or an empty string where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def folder_of(language: str) -> Path:
    """Return the folder of the book in another language."""
    return BUILD / "books" / language


def language_of(notebook: Path) -> str:
    """Return the language in which a notebook is executed, by the folder it stands in."""
    return notebook.parents[1].name if notebook.parent.name == "executed" else ENGLISH


def stamp_file(notebook: Path) -> Path:
    """Return where the inputs of a notebook's last execution are noted."""
    language = language_of(notebook)
    top = BUILD if language == ENGLISH else folder_of(language)
    return top / "stamps" / f"{notebook.stem}.json"


def exports_of(notebook: Path) -> Path:
    """Return the folder of the files to take away that a notebook writes."""
    language = language_of(notebook)
    top = BUILD if language == ENGLISH else folder_of(language) / "_build"
    return top / "exports" / notebook.stem


def is_fresh(notebook: Path) -> bool:
    """Tell whether nothing that a notebook depends on has changed since it was executed."""
    try:
        inputs = json.loads(stamp_file(notebook).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    messages = inputs.pop("messages", [])
    if any(digest(ROOT / path) != value for path, value in inputs.items()):
        return False
    if not messages:
        return True
    from egdi.words import speaking, translate

    with speaking(language_of(notebook)):
        return all(translate(text, context) == said for context, text, said in messages)


def execute(
    notebook: Path,
    write: bool = True,
    exports: Path | None = None,
    parameters: dict[str, object] | None = None,
    language: str = "",
) -> dict:
    """Execute one notebook from a clean kernel.

    Args:
        notebook: path of the notebook.
        write: keep the outputs in the file and note the inputs, in one step and only on success.
        exports: folder for the figures and tables to take away.
        parameters: names and values put in after the parameters cell; the notebook of record
            keeps its own, so such a notebook is written only where it stands in another folder.
        language: language spoken; default that of the notebook's folder.

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
    if parameters:
        _inject(book, parameters)
    target = exports or exports_of(notebook)
    fresh = target.with_name(f".{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    environment = {
        **os.environ,
        "EGDI_EXPORTS": str(fresh),
        "EGDI_LANG": language or language_of(notebook),
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
    first, last = nbformat.v4.new_code_cell(WATCH), nbformat.v4.new_code_cell(REPORT)
    book.cells = [first, *book.cells, last]
    try:
        with client.setup_kernel(env=environment, stderr=subprocess.DEVNULL):
            for index, cell in enumerate(book.cells):
                client.execute_cell(cell, index, store_history=0 < index < len(book.cells) - 1)
    except CellExecutionError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise RuntimeError(f"{notebook.name}: a cell failed.\n{error}") from None
    report = json.loads(book.cells[-1].outputs[0]["text"])
    book.cells = book.cells[1:-1]
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in map(_settled, cell.outputs) if output]
    _describe(book)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    if write:
        text = nbformat.writes(book) + "\n"
        if notebook.read_text(encoding="utf-8") != text:
            beside = notebook.with_suffix(".tmp")
            beside.write_text(text, encoding="utf-8")
            beside.replace(notebook)
    if write and not parameters:
        used = {notebook, ROOT / "requirements.lock", Path(__file__).resolve()}
        for name in report["files"]:
            path = Path(name)
            if path.is_absolute() and any(
                ROOT / room in path.parents for room in ("data", "src", "benchmarks")
            ):
                used.add(_source_of(path))
        stamp = stamp_file(notebook)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        inputs = {path.relative_to(ROOT).as_posix(): digest(path) for path in sorted(used)}
        if report["messages"]:
            inputs["messages"] = report["messages"]
        stamp.write_text(json.dumps(inputs, indent=1), encoding="utf-8")
    return book


def _inject(book: dict, parameters: dict[str, object]) -> None:
    """Put a cell with other parameters after the parameters cell, as papermill does."""
    import nbformat

    source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["injected-parameters"]})
    cell.id = "injected-parameters"
    for index, existing in enumerate(book.cells):
        if "parameters" in existing.metadata.get("tags", []):
            book.cells.insert(index + 1, cell)
            return
    raise RuntimeError("The notebook has no cell tagged parameters.")


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


def _describe(book: dict) -> None:
    """Give each picture the text that its caption, told by a later cell, has for it.

    Viewers of notebooks look for it in the output's metadata, and in an SVG for its title; one that
    shows no pictures shows the plain text.
    """
    pictures: list[dict] = []
    for cell in book.cells:
        outputs = cell.outputs if cell.cell_type == "code" else []
        for output in outputs:
            alt = output.get("metadata", {}).get("egdi", {}).get("alt")
            for picture in pictures if alt else ():
                data = picture["data"]
                data["text/plain"] = alt
                for kind in [kind for kind in data if kind.startswith("image/")]:
                    picture["metadata"][kind] = {"alt": alt}
                if drawing := data.get("image/svg+xml"):
                    at = drawing.index(">", drawing.index("<svg")) + 1
                    title = f"\n <title>{html.escape(alt, quote=False)}</title>"
                    data["image/svg+xml"] = drawing[:at] + title + drawing[at:]
        found = [o for o in outputs if any(k.startswith("image/") for k in o.get("data", {}))]
        pictures = found or pictures


def laid_out(language: str) -> list[Path]:
    """Put the notebooks where they are executed in another language, and return them.

    One whose cells are as they were keeps its outputs.
    """

    def cells(notebook: Path) -> list[tuple]:
        book = json.loads(notebook.read_text(encoding="utf-8"))
        return [
            (c["cell_type"], c["id"], c["source"], c["metadata"].get("tags")) for c in book["cells"]
        ]

    folder = folder_of(language) / "executed"
    folder.mkdir(parents=True, exist_ok=True)
    originals = sorted(NOTEBOOKS.glob("*.ipynb"))
    for left in {p.name for p in folder.glob("*.ipynb")} - {p.name for p in originals}:
        (folder / left).unlink()
    for original in originals:
        copy = folder / original.name
        if not copy.is_file() or cells(copy) != cells(original):
            shutil.copyfile(original, copy)
    return [folder / original.name for original in originals]


FIRST = 4
"""Notebooks begun before what goes on beside them: they compute what all others read."""


def execute_stale(
    workers: int = 2,
    languages: Sequence[str] = (ENGLISH,),
    beside: Callable[[], None] | None = None,
) -> list[Path]:
    """Execute every notebook that is not fresh, in each language, and return those.

    Shows progress.

    Args:
        workers: how many at a time.
        languages: the languages.
        beside: work of this process that takes its turn among them, or is done alone.

    Raises:
        SystemExit: with the messages of the notebooks that failed; the others are kept.
    """
    notebooks = []
    for language in languages:
        here = sorted(NOTEBOOKS.glob("*.ipynb")) if language == ENGLISH else laid_out(language)
        notebooks += here
    stale = [n for n in notebooks if not is_fresh(n)]
    if not stale:
        if beside:
            beside()
        return []
    from tqdm import tqdm

    failures, started = [], time.perf_counter()
    with (
        ThreadPoolExecutor(workers) as pool,
        tqdm(total=len(stale), desc="notebooks", unit="nb") as bar,
    ):
        # The largest first: the last one running alone keeps a core idle.
        order = sorted(stale, key=lambda n: n.stat().st_size, reverse=True)
        tasks = {pool.submit(execute, notebook): notebook for notebook in order[:FIRST]}
        other = pool.submit(beside) if beside else None
        tasks |= {pool.submit(execute, notebook): notebook for notebook in order[FIRST:]}
        for task in as_completed(tasks):
            bar.update()
            took = time.perf_counter() - started
            try:
                task.result()
                bar.write(
                    f"  executed {tasks[task].stem} in {language_of(tasks[task])} "
                    f"({took:.1f} s after the start)",
                    file=sys.stderr,
                )
            except RuntimeError as error:
                failures.append(str(error))
    if failures:
        sys.exit("\n".join(failures))
    if other:
        other.result()
    return stale


README = ROOT / "README.md"
PICTURE = ("01-rank-trajectories", "fig-places-*.png", ROOT / "book" / "_static" / "places.png")
_ANSWER = re.compile(r"(<!-- answer: (.*?) -->\n).*?(?=\n<!-- /answer -->)", re.S)


def readme(text: str) -> str:
    """Return the README's text with its answer filled from what the chapters said.

    The answer stands below a comment that holds its template.
    """
    from egdi_book.told import take_over

    def answer(match: re.Match) -> str:
        return match[1] + take_over(match[2], NOTEBOOKS, "README", "notebooks")

    return _ANSWER.sub(answer, text)


def bring_readme_up_to_date() -> None:
    """Write the README's answer and its picture anew where the notebooks changed them."""
    before = README.read_text(encoding="utf-8")
    after = readme(before)
    if after != before:
        README.write_text(after, encoding="utf-8")
    stem, name, picture = PICTURE
    for made in sorted((BUILD / "exports" / stem).glob(name))[:1]:
        if digest(made) != digest(picture):
            shutil.copyfile(made, picture)


REGION = "South-East Asia"
"""The states whose briefs lie ready for readers who have no Python."""


def write_briefs(languages: Sequence[str] = (ENGLISH,)) -> None:
    """Write the briefs of the region's states, in each language, where their inputs changed.

    One after the other in this process: two more would take longer to start than they save.
    """
    for language in languages:
        top = BUILD if language == ENGLISH else folder_of(language) / "_build"
        folder, stamp = top / "exports" / "briefs", top / "stamps" / "briefs.json"
        files = [*(ROOT / "data").glob("*"), *(ROOT / "src").rglob("*.py")]
        files += [*(ROOT / "src").rglob("*.typ"), ROOT / "requirements.lock"]
        files += [] if language == ENGLISH else (ROOT / "locale" / language).rglob("*.po")
        inputs = json.dumps(
            {p.relative_to(ROOT).as_posix(): digest(p) for p in sorted(files) if p.is_file()}
        )
        if stamp.exists() and stamp.read_text(encoding="utf-8") == inputs:
            continue
        from egdi import brief, lookup, panel
        from egdi.words import speaking

        shutil.rmtree(folder, ignore_errors=True)
        states = lookup.members(REGION, panel.latest_edition())
        with speaking(language):
            for state in states:
                brief.write_many([state], folder=folder)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(inputs, encoding="utf-8")


def inputs_of_html(language: str = ENGLISH) -> dict[str, str]:
    """Return the hash of every file that a language's pages are made from."""
    files = [
        ROOT / name for name in ("_config.yml", "_toc.yml", "requirements.lock", "CITATION.cff")
    ]
    files += [p for p in (ROOT / "book").rglob("*") if "__pycache__" not in p.parts]
    if language == ENGLISH:
        files += [*NOTEBOOKS.glob("*.ipynb"), *(BUILD / "exports").rglob("*")]
    else:
        files += (ROOT / "locale" / language).rglob("*.po")
        files += (folder_of(language) / "executed").glob("*.ipynb")
        files += (folder_of(language) / "_build" / "exports").rglob("*")
    files += (ROOT / "data").glob("*")
    files += (ROOT / "src").rglob("*.py")  # the explorer's draws are made with the pages
    files.append(Path(__file__).resolve())
    return {p.relative_to(ROOT).as_posix(): digest(p) for p in sorted(files) if p.is_file()}


def build_html(languages: Sequence[str] = (ENGLISH,)) -> list[str]:
    """Build ``_build/html`` if anything it is made from has changed; return what was built.

    English stands at the root, every other language in a folder of its own below it. A change of
    one language's files builds that language only.

    Raises:
        SystemExit: if the build gives a warning or an error.
    """
    stale = {}
    for language in languages:
        root = ROOT if language == ENGLISH else folder_of(language)
        stamp = BUILD / "stamps" / ("html.json" if language == ENGLISH else f"html-{language}.json")
        inputs = json.dumps({"": list(languages), **inputs_of_html(language)}, indent=1)
        page = root / "_build" / "html" / "index.html"
        if page.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == inputs:
            continue
        stamp.unlink(missing_ok=True)
        if language != ENGLISH:
            lay_out_pages(root, root / "executed", language)
        stale[language] = (root, stamp, inputs)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda code: build_pages(stale[code][0], code, languages), stale))
    for _, stamp, inputs in stale.values():
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(inputs, encoding="utf-8")
    built = list(stale)
    for language in languages:
        inside = BUILD / "html" / language
        if language != ENGLISH and (built or not inside.exists()):
            shutil.rmtree(inside, ignore_errors=True)
            shutil.copytree(folder_of(language) / "_build" / "html", inside)
    return built


def lay_out_pages(folder: Path, notebooks: Path, language: str) -> None:
    """Put into a folder all that pages are made of: pages, settings, notebooks, translated.

    Args:
        folder: of the book; its ``notebooks`` and ``book`` are made anew.
        notebooks: folder of the executed notebooks, left as they are.
        language: of the pages.
    """
    import yaml
    from paragraphs import translated

    from egdi.words import speaking, translate

    ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "exports", ".*")
    for name, source in (("book", ROOT / "book"), ("data", ROOT / "data")):
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(source, folder / name, ignore=ignored)
    (folder / "notebooks").mkdir(parents=True, exist_ok=True)
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    shutil.copy2(ROOT / "CITATION.cff", folder)
    with speaking(language):
        for old in (folder / "notebooks").glob("*.ipynb"):
            if notebooks != folder / "notebooks":
                old.unlink()
        for path in sorted(notebooks.glob("*.ipynb")):
            book = json.loads(path.read_text(encoding="utf-8"))
            for cell in book["cells"]:
                if cell["cell_type"] == "markdown":
                    text = translated("".join(cell["source"]), translate)
                    cell["source"] = text.splitlines(keepends=True)
            text = json.dumps(book, indent=1, ensure_ascii=False) + "\n"
            (folder / "notebooks" / path.name).write_text(text, encoding="utf-8")
        for path in (folder / "book").glob("*.md"):
            page = translated(path.read_text(encoding="utf-8"), translate)
            path.write_text(page, encoding="utf-8")
        for part in toc["parts"]:
            part["caption"] = translate(part["caption"])
        for key in ("title", "author"):
            settings[key] = translate(settings[key])
        config = settings["sphinx"]["config"]
        config["language"] = language
        logo = config["html_theme_options"]["logo"]
        logo["alt_text"] = translate(logo["alt_text"])
        drawing = folder / "book" / "_static" / "logo.svg"
        text = drawing.read_text(encoding="utf-8")
        text = re.sub(r"(<text[^>]*>)([^<]+)", lambda m: m[1] + translate(m[2]), text)
        drawing.write_text(text, encoding="utf-8")
    for name, content in (("_config.yml", settings), ("_toc.yml", toc)):
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000)
        (folder / name).write_text(text, encoding="utf-8")


def build_pages(root: Path, language: str = ENGLISH, languages: Sequence[str] = ()) -> None:
    """Build the pages of a book's folder into its ``_build/html``, from nothing.

    Args:
        root: the folder.
        language: of its pages.
        languages: all languages of the site, between which each page has a switch.

    Raises:
        SystemExit: if the build gives a warning or an error.
    """
    # From nothing: Sphinx does not see that a page takes over what a notebook said.
    for folder in ("html", ".doctrees"):
        shutil.rmtree(root / "_build" / folder, ignore_errors=True)
    command = [_beside_python("jupyter-book"), "build", str(root), "-W", "--keep-going", "-q"]
    spoken = {"EGDI_LANG": language, "EGDI_LANGUAGES": ",".join(languages)}
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, env={**os.environ, **spoken}
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


def build_about(
    country: str,
    group: str,
    place: int,
    edition: int | None,
    workers: int,
    language: str = ENGLISH,
) -> Path:
    """Build the whole book about another question, in a folder of its own; return its pages.

    The committed notebooks are left alone. Chapters that have nothing to say about the question
    say so themselves.

    Raises:
        SystemExit: if the question has no answer, or a chapter or the pages cannot be made.
    """
    import egdi
    from egdi.words import Group, State, speaking
    from egdi.words.names import state_name

    try:
        ask = egdi.ask(country, group, place=place, edition=edition)
    except egdi.DataError as error:
        sys.exit(str(error))
    with speaking(language):
        folder = BUILD / "books" / f"{ask.slug}-{ask.place}"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "notebooks").mkdir(parents=True)
    for original in sorted(NOTEBOOKS.glob("*.ipynb")):
        shutil.copy2(original, folder / "notebooks")
    parameters = {"FOCUS": ask.focus, "GROUP": group, "TARGET_PLACE": ask.place}
    parameters |= {"EDITION": edition} if edition else {}
    notebooks = sorted((folder / "notebooks").glob("*.ipynb"))

    def run(notebook: Path) -> None:
        exports = folder / "_build" / "exports" / notebook.stem
        execute(notebook, exports=exports, parameters=parameters, language=language)

    try:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(run, notebooks))
    except RuntimeError as error:
        sys.exit(str(error))
    lay_out_pages(folder, folder / "notebooks", language)
    with speaking(language):
        home = state_name("VNM", language)
        names = [
            f"{s.said('name')} {w.said('in')}"
            for s, w in ((State("VNM"), Group("ASEAN")), (ask.state, ask.where))
        ]
    for path in (folder / "_config.yml", folder / "book" / "_static" / "logo.svg"):
        text = path.read_text(encoding="utf-8").replace(*names)
        path.write_text(text.replace(home, state_name(ask.focus, language)), encoding="utf-8")
    build_pages(folder, language)
    return folder / "_build" / "html" / "index.html"


def _beside_python(command: str) -> str:
    """Return the path of a command installed in the running environment."""
    found = shutil.which(command, path=str(Path(sys.executable).parent)) or shutil.which(command)
    return found or sys.exit(f"{command} is not installed in {Path(sys.executable).parent.name}")


def main(argv: list[str] | None = None) -> None:
    """Run the command line."""
    from egdi.words.language import LANGUAGES

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="?", default="all", choices=["all", "execute", "html"])
    parser.add_argument("--workers", type=int, default=2, help="notebooks executed at a time")
    parser.add_argument("--country", help="build the book about another country (ISO code)")
    parser.add_argument("--group", default="ASEAN", help="its group; default ASEAN")
    parser.add_argument("--place", type=int, default=4, help="its target place; default 4")
    parser.add_argument("--edition", type=int, help="the last edition known; default the latest")
    parser.add_argument(
        "--languages",
        default=",".join(LANGUAGES),
        help="languages of the site, English at the root (default: %(default)s); with --country "
        "the one to build",
    )
    options = parser.parse_args(argv)
    asked = options.languages.replace(",", " ").split()
    languages = [*dict.fromkeys([ENGLISH, *asked])]
    unknown = set(languages) - set(LANGUAGES)
    if unknown:
        sys.exit(f"The book does not speak {unknown.pop()!r}; it speaks {', '.join(LANGUAGES)}.")
    started = time.perf_counter()
    if options.country:
        page = build_about(
            options.country,
            options.group,
            options.place,
            options.edition,
            options.workers,
            asked[-1] if len(asked) == 1 else ENGLISH,
        )
        print(f"built in {time.perf_counter() - started:.1f} s: open {page.relative_to(ROOT)}")
        return
    briefs = partial(write_briefs, languages) if options.what != "execute" else None
    executed = []
    if options.what != "html":
        executed = execute_stale(options.workers, languages, briefs)
    elif briefs:
        briefs()
    if any(language_of(notebook) == ENGLISH for notebook in executed):
        bring_readme_up_to_date()
    built = build_html(languages) if options.what != "execute" else []
    print(
        f"{len(executed)} notebooks executed,",
        f"pages built ({', '.join(built)})" if built else "pages unchanged",
        f"in {time.perf_counter() - started:.1f} s: open _build/html/index.html",
    )


if __name__ == "__main__":
    main()
