"""How a notebook becomes a page: what its cells said stands as text, captions as captions.

In a notebook, a sentence with a number is the output of a cell (``egdi.words.say``), so that any
viewer shows it. Before a page is made of the notebook, such an output becomes text of the page,
with all that text can do: headings, links, search. A caption's output (``egdi.words.caption``)
becomes the caption of the figure above it. The title and the answer come first, then the code of
the setup; all code is folded the same way.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

log = logging.getLogger(__name__)

OPENING = ("setup", "parameters", "injected-parameters", "question")
"""Tags of the cells that the page shows after its title and answer."""
_SAID = re.compile(r"^```\{said\} (\S+) (\S+)\n```$", re.M)
_INLINE = re.compile(r"\{said\}`(\S+) (\S+)`")
_LINK = re.compile(r"(\]\()(?!https?:|#|mailto:)([^)#\s]+)")


def marks(cell: dict) -> Iterator[tuple[dict, str]]:
    """Yield what a cell said: the mark of each such output, and its Markdown."""
    for output in cell.get("outputs", []):
        mark = output.get("metadata", {}).get("egdi")
        if mark:
            yield mark, "".join(output["data"].get("text/markdown", ""))


def told(book: dict) -> dict:
    """Return a notebook as its page shows it; the notebook itself is left as it is."""
    book = deepcopy(book)
    cells: list[dict] = []
    for cell in book["cells"]:
        if cell["cell_type"] != "code":
            cells.append(cell)
            continue
        tags = cell["metadata"].setdefault("tags", [])
        said = [(mark, text) for mark, text in marks(cell) if mark["kind"] == "said"]
        captions = [mark for mark, _ in marks(cell) if mark["kind"] == "caption"]
        for mark in captions:
            _caption(cells, mark)
        if said:
            text = "\n\n".join(text for _, text in said)
            cells.append(
                {"cell_type": "markdown", "id": cell["id"], "metadata": {}, "source": text}
            )
        elif "prose" not in tags and not captions:
            # What was asked is told by the title.
            cell["outputs"] = [o for o in cell.get("outputs", []) if not _is_question(o)]
            if "hide-output" in tags:
                tags.remove("hide-output")
                tags.append("hide-cell")
            elif not {"hide-input", "hide-cell"} & set(tags):
                tags.append("hide-input")
            cells.append(cell)
    book["cells"] = _title_first(cells)
    return book


def _is_question(output: dict) -> bool:
    return output.get("metadata", {}).get("egdi", {}).get("kind") == "question"


def _caption(cells: list[dict], mark: dict) -> None:
    """Give the nearest code cell above its caption, its name and its alternative text."""
    above = next((c for c in reversed(cells) if c["cell_type"] == "code"), None)
    if above is None or not above.get("outputs"):
        return
    picture = any(k.startswith("image/") for o in above["outputs"] for k in o.get("data", {}))
    figure = {"name": mark["name"], "caption": mark["caption"]}
    if not picture:
        figure["caption_before"] = True
    meta = above["metadata"].setdefault("mystnb", {})
    meta["figure"] = figure
    if mark.get("alt"):
        meta["image"] = {"alt": mark["alt"]}


def _title_first(cells: list[dict]) -> list[dict]:
    """Put title and answer first, then the cells that had to run for them, as one."""
    first = next((i for i, c in enumerate(cells) if c["cell_type"] == "markdown"), 0)
    opening = [c for c in cells[:first] if set(OPENING) & set(c["metadata"]["tags"])]
    if not opening:
        return cells
    code = "\n\n".join("".join(c["source"]) for c in opening)
    one = {**opening[0], "source": code, "outputs": []}
    return [cells[first], one, *cells[first + 1 :]]


def read(path: Path) -> dict:
    """Return a notebook's JSON."""
    return json.loads(path.read_text(encoding="utf-8"))


def named(book: dict) -> dict[str, str]:
    """Return the named paragraphs that a notebook said."""
    return {
        mark["name"]: text
        for cell in book["cells"]
        for mark, text in marks(cell)
        if mark["kind"] == "said" and "name" in mark
    }


def question(book: dict) -> str:
    """Return the question that a notebook was executed for, as files' names write it."""
    found = [mark for cell in book["cells"] for mark, _ in marks(cell)]
    return next((mark["slug"] for mark in found if mark["kind"] == "question"), "")


def take_over(text: str, folder: Path, where: str, up: str) -> str:
    """Return a page's text with the paragraphs it takes over from chapters.

    ``{said}`` as a block of its own, or as a role inside a line, names a chapter and a paragraph;
    links in the paragraph are turned to be right from here. A paragraph that was not said, because
    it has nothing to say about the question, leaves nothing.

    Args:
        text: the page.
        folder: of the notebooks.
        where: name of the page, for the warning about a chapter that does not exist.
        up: the way from the page to the notebooks' folder.
    """

    def paragraph(match: re.Match) -> str:
        path = folder / f"{match[1]}.ipynb"
        if not path.is_file():
            log.warning("%s: there is no chapter %s", where, match[1])
            return ""
        said = named(read(path)).get(match[2], "")
        return _LINK.sub(lambda m: m[1] + posixpath.normpath(f"{up}/{m[2]}"), said)

    return _INLINE.sub(paragraph, _SAID.sub(paragraph, text))


def source_read(app: Sphinx, docname: str, source: list[str]) -> None:
    """Turn a notebook into its page; let a page take over paragraphs of chapters."""
    path = Path(app.env.doc2path(docname))
    if path.suffix == ".ipynb":
        source[0] = json.dumps(told(json.loads(source[0])))
    elif "{said}" in source[0]:
        folder = Path(app.srcdir, "notebooks")
        for match in [*_SAID.finditer(source[0]), *_INLINE.finditer(source[0])]:
            app.env.note_dependency(str(folder / f"{match[1]}.ipynb"))
        up = posixpath.relpath("notebooks", posixpath.dirname(docname) or ".")
        source[0] = take_over(source[0], folder, docname, up)
