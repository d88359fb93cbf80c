"""Links to the files to take away: under figures and tables, and to whole documents."""

from __future__ import annotations

import posixpath
import shutil
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from sphinx.application import Sphinx

from egdi.words import State, phrase
from egdi_book.notebooks import liftable, question_slug

ENDINGS = ("png", "svg", "csv")
DOCUMENTS = {"docx": "Word", "pdf": "PDF"}


def exports(app: Sphinx, docname: str) -> Path:
    """Return the folder of the files that a chapter's notebook wrote when it was executed."""
    return Path(app.srcdir, "_build", "exports", posixpath.basename(docname))


def downloads(app: Sphinx, docname: str, name: str) -> list[Path]:
    """Return the files to take away that exist for a figure or table.

    A file is called after the item, and after the question it answers where it answers one.
    """
    slug = question_slug(app, docname)
    stems = (f"{name}-{slug}", name) if slug else (name,)
    found = [exports(app, docname) / f"{stem}.{ending}" for ending in ENDINGS for stem in stems]
    return [path for path in found if path.is_file()]


def download_links(app: Sphinx, page: str, docname: str, name: str) -> str:
    """Return the paragraph of links, as seen from ``page``; empty where nothing was exported."""
    up = "../" * page.count("/")
    links = [
        f'<a href="{up}_downloads/{path.name}" download '
        f'aria-label="{phrase("{label} of {name}", label=label, name=name)}">{label}</a>'
        for path in downloads(app, docname, name)
        for label in [phrase("numbers (CSV)") if path.suffix == ".csv" else path.suffix[1:].upper()]
    ]
    return offered(links) if links else ""


def offered(links: list[str]) -> str:
    """Return the paragraph that offers files to take away."""
    told = phrase("Download: {links}", links=" · ".join(links))
    return f'<p class="egdi-downloads">{told}</p>'


def others(app: Sphinx, docname: str) -> list[Path]:
    """Return the tables that a chapter wrote beside those of its figures and tables."""
    known = {
        path.name
        for item in liftable(app.srcdir)
        if item["docname"] == docname
        for path in downloads(app, docname, item["name"])
    }
    return [p for p in sorted(exports(app, docname).glob("*.csv")) if p.name not in known]


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


def add_documents(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Link a chapter's documents after its first paragraph, its other tables at its end."""
    if not docname.startswith("notebooks/"):
        return
    up = "../" * docname.count("/") + "_downloads/"
    documents = [
        f'<a href="{up}{path.name}" download>{DOCUMENTS[path.suffix[1:]]} ({path.name})</a>'
        for path in written(app, docname)
    ]
    first = next(iter(doctree.findall(nodes.paragraph)), None)
    if documents and first is not None:
        first.parent.insert(
            first.parent.index(first) + 1, nodes.raw("", offered(documents), format="html")
        )
    tables = [
        f'<a href="{up}{path.name}" download>{path.name}</a>' for path in others(app, docname)
    ]
    section = next(iter(doctree.findall(nodes.section)), None)
    if tables and section is not None:
        told = phrase("Files of this page: {links}", links=" · ".join(tables))
        text = f'<p class="egdi-downloads">{told}</p>'
        last = [node for node in section.children if isinstance(node, nodes.section)][-1:]
        (last[0] if last else section).append(nodes.raw("", text, format="html"))


def copy_downloads(app: Sphinx, error: Exception | None) -> None:
    """Copy the files to take away beside the pages."""
    if error or app.builder.format != "html":
        return
    target = Path(app.outdir, "_downloads")
    for item in liftable(app.srcdir):
        for path in downloads(app, item["docname"], item["name"]):
            _copy(path, target)
    for docname in dict.fromkeys(item["docname"] for item in liftable(app.srcdir)):
        for path in others(app, docname):
            _copy(path, target)
        for path in written(app, docname):
            for file in (path, *pages_of(path)):
                _copy(file, target)
    for path in written(app, "briefs"):
        _copy(path, target)


def _copy(path: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, folder / path.name)


# --- Whole documents


class DocumentsNode(nodes.General, nodes.Element):
    """Stands for the links to a chapter's documents until its page is written."""


class Documents(Directive):
    """``{documents} notebooks/x``: links to the Word files and PDFs that a chapter wrote.

    With ``:pages:``, a picture of each of their pages too. ``{documents} briefs`` is the table of
    the ready briefs, a row a state.
    """

    required_arguments = 1
    option_spec = {"pages": directives.flag}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """Return a placeholder."""
        return [DocumentsNode(chapter=self.arguments[0], pages="pages" in self.options)]


def briefs(app: Sphinx, docname: str) -> str:
    """Return the table of the ready briefs, a row a state; empty where none are written."""
    up = "../" * docname.count("/") + "_downloads/"
    rows = {}
    for path in sorted(exports(app, "briefs").glob("brief-*.docx")):
        iso3 = path.stem.split("-")[1]
        link = '<a href="{up}{name}" download>{kind} <span class="egdi-unseen">{state}</span></a>'
        name = State(iso3).said("name")
        cells = [
            link.format(
                up=up, name=f"{path.stem}.{ending}", kind=DOCUMENTS[ending], state=escape(name)
            )
            for ending in DOCUMENTS
        ]
        rows[name] = (
            f"<tr><th scope='row'>{escape(name)}</th><td>{'</td><td>'.join(cells)}</td></tr>"
        )
    if not rows:
        return ""
    heads = (phrase("State"), phrase("Word"), phrase("PDF"))
    head = "".join(f"<th scope='col'>{word}</th>" for word in heads)
    body = "".join(rows[name] for name in sorted(rows))
    return f'<table class="egdi-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


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
    up = "../" * docname.count("/") + "_downloads/"
    for node in list(doctree.findall(DocumentsNode)):
        if node["chapter"] == "briefs":
            node.replace_self(nodes.raw("", briefs(app, docname), format="html"))
            continue
        found = written(app, node["chapter"])
        if not found:
            node.parent.remove(node)
            continue
        links = [
            f'<a href="{up}{path.name}" download>{DOCUMENTS[path.suffix[1:]]} ({path.name})</a>'
            for path in found
        ]
        text = offered(links)
        pages = [page for path in found if path.suffix == ".pdf" for page in pages_of(path)]
        if node["pages"] and pages:
            told = [
                phrase(
                    "Page {n} of {of} of the document {name}, as the PDF prints it.",
                    n=n,
                    of=len(pages),
                    name=page.stem[:-2],
                )
                for n, page in enumerate(pages, start=1)
            ]
            images = [
                f'<img src="{up}{page.name}" alt="{alt}">'
                for page, alt in zip(pages, told, strict=True)
            ]
            text += f'<div class="egdi-pages">{"".join(images)}</div>'
        node.replace_self(nodes.raw("", text, format="html"))
