"""What the book needs from Sphinx beyond Jupyter Book: offline pages, downloads, alternative texts.

- MathJax lies among the static files, Thebe is dropped: no page asks the network for anything.
- A notebook becomes a page: what its cells said stands as text, captions as captions; captioned
  tables are numbered as tables.
- Under each named figure and table stand links to its picture and its numbers, at the end of a
  chapter those to its other tables, after its answer those to its Word files and PDFs.
- ``{said} chapter name`` takes over a paragraph that a chapter said under a name.
- ``{documents} notebooks/x`` links the documents that a chapter wrote, on another page.
- ``{cells} notebooks/x setup parameters fig-x`` shows the code of a chapter's cells.
- ``{lifted} name`` shows a figure or table of a chapter on another page; ``{liftable-index}`` lists
  all of them.
- The pages of each language link to those of the others; search does not mind marks.
- Binder and Colab have their buttons where ``_config.yml`` says where the repository is.
- ``{tables-of-record}`` and ``{notes-on-tables}`` show the description of the tables.
- ``{room} ranks`` documents a room of the library from its docstrings.
- ``{explorer}`` is the page that answers for any country, with the draws beside it.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from egdi_book import (
    datasheet,
    downloads,
    elsewhere,
    explorer,
    languages,
    lifted,
    notebooks,
    pages,
    reference,
    search,
    told,
)


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    for node in (lifted.LiftedNode, lifted.LiftableIndexNode):
        app.add_node(node)
    app.add_node(downloads.DocumentsNode)
    app.add_node(explorer.ExplorerNode, html=(explorer.visit, explorer.depart))
    app.add_enumerable_node(
        notebooks.TableFigure,
        "table",
        html=(HTML5Translator.visit_figure, HTML5Translator.depart_figure),
    )
    app.add_directive("lifted", lifted.Lifted)
    app.add_directive("cells", lifted.Cells)
    app.add_directive("liftable-index", lifted.LiftableIndex)
    app.add_directive("documents", downloads.Documents)
    app.add_directive("explorer", explorer.Explorer)
    app.add_directive("room", reference.Room)
    app.add_directive("tables-of-record", datasheet.TablesOfRecord)
    app.add_directive("notes-on-tables", datasheet.NotesOnTables)
    app.add_directive("elsewhere", elsewhere.Elsewhere)
    app.add_search_language(search.English)
    app.add_search_language(search.Vietnamese)
    app.connect("config-inited", languages.configure)
    app.connect("config-inited", elsewhere.configure)
    app.connect("builder-inited", pages.copy_fonts)
    app.connect("source-read", told.source_read)
    app.connect("doctree-read", notebooks.number_tables)
    app.connect("doctree-read", languages.number_sections)
    app.connect("doctree-resolved", search.add_aliases)
    app.connect("doctree-resolved", lifted.resolve)
    app.connect("doctree-resolved", downloads.resolve)
    app.connect("doctree-resolved", downloads.add_downloads, priority=600)
    app.connect("doctree-resolved", downloads.add_documents, priority=610)
    app.connect("html-page-context", explorer.add_files)
    app.connect("html-page-context", languages.add_switch)
    app.connect("html-page-context", pages.mend_page, priority=900)
    app.connect("build-finished", downloads.copy_downloads)
    app.connect("build-finished", explorer.write_data)
    app.connect("build-finished", pages.mend_html)
    app.config.mathjax_path = "mathjax/tex-svg.js"
    return {"parallel_read_safe": True, "parallel_write_safe": True}
