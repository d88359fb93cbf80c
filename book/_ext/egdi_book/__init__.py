"""What the book needs from Sphinx beyond Jupyter Book: offline pages, downloads, alternative texts.

- MathJax comes from an installed package, Thebe is dropped: no page asks the network for anything.
- Alternative texts and captions are filled from numbers glued in the same notebook; captioned
  tables are numbered as tables.
- Under each named figure and table stand links to its picture and its numbers;
  ``{takeaway} pattern`` links the other files that a chapter wrote, and
  ``{documents} notebooks/x`` links the Word files and PDFs that a chapter wrote.
- ``{cells} notebooks/x setup parameters fig-x`` shows the code of a chapter's cells.
- ``{lifted} name`` shows a figure or table of a chapter on another page; ``{liftable-index}`` lists
  all of them.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from egdi_book import downloads, lifted, notebooks, pages


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    for node in (lifted.LiftedNode, lifted.LiftableIndexNode):
        app.add_node(node)
    for node in (downloads.TakeawayNode, downloads.DocumentsNode):
        app.add_node(node)
    app.add_enumerable_node(
        notebooks.TableFigure,
        "table",
        html=(HTML5Translator.visit_figure, HTML5Translator.depart_figure),
    )
    app.add_directive("lifted", lifted.Lifted)
    app.add_directive("cells", lifted.Cells)
    app.add_directive("liftable-index", lifted.LiftableIndex)
    app.add_directive("takeaway", downloads.Takeaway)
    app.add_directive("documents", downloads.Documents)
    app.connect("builder-inited", pages.copy_mathjax)
    app.connect("doctree-read", notebooks.fill_alternative_texts)
    app.connect("doctree-read", notebooks.number_tables)
    app.connect("doctree-resolved", lifted.resolve)
    app.connect("doctree-resolved", downloads.resolve)
    app.connect("doctree-resolved", downloads.add_downloads, priority=600)
    app.connect("html-page-context", pages.mend_page, priority=900)
    app.connect("build-finished", downloads.copy_downloads)
    app.connect("build-finished", pages.mend_html)
    app.config.mathjax_path = "tex-svg.js"
    return {"parallel_read_safe": True, "parallel_write_safe": True}
