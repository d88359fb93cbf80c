"""Two pages on any country in any group, as Word, PDF and on the page.

How to call it::

    from egdi import brief

    paper = brief.build("VNM", "ASEAN")
    paper.write("folder")                       # brief-VNM-ASEAN-2024.docx and .pdf

``paper.text("outlook")`` is one paragraph of it, ``paper.item("tbl-brief-league").frame`` one of
its tables. :func:`write_many` writes the briefs of many countries side by side. Rooms: ``facts``
(numbers), ``words`` (sentences), ``charts`` (pictures), ``content`` (puts them together),
``paper`` (what a brief is), ``word`` and ``pdf`` (the documents).
"""

from egdi.brief.content import build
from egdi.brief.many import home_group, write_many
from egdi.brief.paper import Brief, Cell, Picture, Section, Table

__all__ = [
    "Brief",
    "Cell",
    "Picture",
    "Section",
    "Table",
    "build",
    "home_group",
    "write_many",
]
