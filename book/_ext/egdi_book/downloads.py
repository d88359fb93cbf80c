"""Links to the files to take away: under figures and tables, and to whole documents."""

from __future__ import annotations

import posixpath
import shutil
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from sphinx.application import Sphinx

from egdi_book.notebooks import liftable, log

ENDINGS = {"png": "PNG", "svg": "SVG", "csv": "numbers (CSV)"}
DOCUMENTS = {"docx": "Word", "pdf": "PDF"}


def exports(app: Sphinx, docname: str) -> Path:
    """Return the folder of the files that a chapter's notebook wrote when it was executed."""
    return Path(app.srcdir, "_build", "exports", posixpath.basename(docname))


def downloads(app: Sphinx, docname: str, name: str) -> list[str]:
    """Return the endings of the files to take away that exist for a figure or table."""
    folder = exports(app, docname)
    return [ending for ending in ENDINGS if (folder / f"{name}.{ending}").is_file()]


def download_links(app: Sphinx, page: str, docname: str, name: str) -> str:
    """Return the paragraph of links, as seen from ``page``; empty where nothing was exported."""
    up = "../" * page.count("/")
    links = [
        f'<a href="{up}_downloads/{name}.{ending}" download '
        f'aria-label="{label} of {name}">{label}</a>'
        for ending in downloads(app, docname, name)
        for label in [ENDINGS[ending]]
    ]
    return f'<p class="egdi-downloads">Download: {" · ".join(links)}</p>' if links else ""


def add_downloads(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the links under every named figure and table of a notebook's page."""
    names = {item["name"] for item in liftable(app.srcdir) if item["docname"] == docname}
    for figure in list(doctree.findall(nodes.figure)):
        for name in names.intersection(figure.get("names", [])):
            links = download_links(app, docname, docname, name)
            if links:
                figure.parent.insert(
                    figure.parent.index(figure) + 1, nodes.raw("", links, format="html")
                )


def copy_downloads(app: Sphinx, error: Exception | None) -> None:
    """Copy the files to take away beside the pages."""
    if error or app.builder.format != "html":
        return
    target = Path(app.outdir, "_downloads")
    for item in liftable(app.srcdir):
        for ending in downloads(app, item["docname"], item["name"]):
            _copy(exports(app, item["docname"]) / f"{item['name']}.{ending}", target)
    for docname in dict.fromkeys(item["docname"] for item in liftable(app.srcdir)):
        for path in written(app, docname):
            for file in (path, *pages_of(path)):
                _copy(file, target)


def _copy(path: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, folder / path.name)


# --- Other tables


class TakeawayNode(nodes.General, nodes.Element):
    """Stands for links to files until the page is written."""


class Takeaway(Directive):
    """``{takeaway} projection_*``: files that this chapter has written beside its figures."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a placeholder."""
        return [TakeawayNode(pattern=self.arguments[0])]


def takeaway_links(app: Sphinx, docname: str, pattern: str) -> str:
    """Return the links to a chapter's files of a pattern, copied beside the pages.

    Empty where the chapter has not been executed here: its files are made by ``make book``.
    """
    folder = exports(app, docname)
    found = sorted(folder.glob(pattern))
    if not found and folder.is_dir():
        log.warning("%s: no file to take away is called %s", docname, pattern)
    target = Path(app.outdir, "_downloads")
    for file in found:
        _copy(file, target)
    up = "../" * docname.count("/") + "_downloads/"
    links = [f'<a href="{up}{file.name}" download>{file.name}</a>' for file in found]
    return f'<p class="egdi-downloads">Download: {" · ".join(links)}</p>' if links else ""


# --- Whole documents


class DocumentsNode(nodes.General, nodes.Element):
    """Stands for the links to a chapter's documents until its page is written."""


class Documents(Directive):
    """``{documents} notebooks/x``: links to the Word files and PDFs that a chapter wrote.

    With ``:pages:``, a picture of each of their pages too.
    """

    required_arguments = 1
    option_spec = {"pages": directives.flag}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """Return a placeholder."""
        return [DocumentsNode(chapter=self.arguments[0], pages="pages" in self.options)]


def written(app: Sphinx, docname: str) -> list[Path]:
    """Return the documents that a chapter's notebook wrote when it was executed."""
    return [
        path for ending in DOCUMENTS for path in sorted(exports(app, docname).glob(f"*.{ending}"))
    ]


def pages_of(path: Path) -> list[Path]:
    """Return the pictures of a document's pages that stand beside it."""
    return sorted(path.parent.glob(f"{path.stem}-[0-9].png"))


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace the placeholders by links; by nothing where the chapter wrote no document."""
    for node in list(doctree.findall(TakeawayNode)):
        links = takeaway_links(app, docname, node["pattern"])
        node.replace_self(nodes.raw("", links, format="html"))
    up = "../" * docname.count("/") + "_downloads/"
    for node in list(doctree.findall(DocumentsNode)):
        found = written(app, node["chapter"])
        if not found:
            node.parent.remove(node)
            continue
        links = [
            f'<a href="{up}{path.name}" download>{DOCUMENTS[path.suffix[1:]]} ({path.name})</a>'
            for path in found
        ]
        text = f"<p>Download: {' · '.join(links)}</p>"
        pages = [page for path in found if path.suffix == ".pdf" for page in pages_of(path)]
        if node["pages"] and pages:
            images = [
                f'<img src="{up}{page.name}" alt="Page {n} of {len(pages)} of the document '
                f'{page.stem[:-2]}, as the PDF prints it.">'
                for n, page in enumerate(pages, start=1)
            ]
            text += f'<div class="egdi-pages">{"".join(images)}</div>'
        node.replace_self(nodes.raw("", text, format="html"))
