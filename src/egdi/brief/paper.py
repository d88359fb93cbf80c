"""What a brief is made of: a headline box, sections with sentences, tables and pictures, notes.

The page of the book, the Word file and the PDF are three views of one :class:`Brief`, so that
they cannot disagree.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pandas as pd

from egdi import figures, tables
from egdi.panel import DataError
from egdi.words import phrase

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH = 7.0
"""Width of every picture, in inches; documents scale it to the width of their text."""


@dataclass(frozen=True)
class Cell:
    """One number of the headline box, such as ``World rank``, ``71``, ``of 193``."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class Table:
    """A table that documents show as text and the page as HTML.

    Attributes:
        name: identifier, ``tbl-...``.
        caption: what it shows.
        frame: a row a line, headed as it shall be read.
        formats: column -> format string or function.
        data: the numbers behind it, for its CSV; default ``frame``.
        strong: (column, value) of the row in bold.
    to_the_right: columns of text that stand to the right, as numbers do.
    """

    name: str
    caption: str
    frame: pd.DataFrame
    formats: Mapping[str, str | Callable[[Any], str]] = field(default_factory=dict)
    data: pd.DataFrame | None = None
    strong: tuple[str, Any] | None = None
    to_the_right: Sequence[str] = ()

    @cached_property
    def rows(self) -> list[list[str]]:
        """The cells as text, blank numbers as a dash."""
        return [
            [self._text(column, value) for column, value in zip(self.frame, row, strict=True)]
            for row in self.frame.itertuples(index=False)
        ]

    def _text(self, column: str, value: Any) -> str:
        if pd.isna(value):
            return "–"
        how = self.formats.get(column, str)
        return how.format(value) if isinstance(how, str) else how(value)

    @cached_property
    def right(self) -> list[bool]:
        """Which columns stand to the right: numbers, and text that holds some."""
        return [
            c in self.to_the_right or pd.api.types.is_numeric_dtype(self.frame[c])
            for c in self.frame
        ]

    @cached_property
    def bold(self) -> list[bool]:
        """Which rows stand in bold."""
        if self.strong is None:
            return [False] * len(self.frame)
        return list(self.frame[self.strong[0]].eq(self.strong[1]).fillna(False))

    @property
    def widths(self) -> list[float]:
        """Share of the width that each column needs, by its longest word or cell."""
        need = []
        for i, column in enumerate(self.frame):
            words = max(map(len, str(column).split()))
            cells = max((len(row[i]) for row in self.rows), default=0)
            need.append(max(words, cells) + 3)
        return [n / sum(need) for n in need]


@dataclass(frozen=True)
class Picture:
    """A picture that is drawn when somebody asks for it.

    Attributes:
        name: identifier, ``fig-...``.
        caption: what it shows and how to read it.
        alt: what its shape says.
        draw: makes the figure, :data:`WIDTH` wide.
        data: the plotted numbers.
        title: stands above it where it is used alone.
        source: who says it; the brief's source where it is blank.
    """

    name: str
    caption: str
    alt: str
    draw: Callable[[], Figure]
    data: pd.DataFrame
    title: str
    source: str = ""

    def render(self, *endings: str) -> list[bytes]:
        """Draw it and return the files: ``png`` at 200 dpi, ``svg`` with its text as text."""
        import matplotlib.pyplot as plt

        look: Any = {"svg.fonttype": "none", "svg.hashsalt": self.name}
        undated = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}
        with mpl.rc_context():
            figures.theme()
            with mpl.rc_context(look):
                fig = self.draw()
                figures.decimal_marks(fig)
                # Laid out once for all files.
                fig.draw_without_rendering()
                fig.set_layout_engine("none")
                files = []
                for ending in endings:
                    out = io.BytesIO()
                    fig.savefig(
                        out, format=ending, dpi=200, facecolor="white", metadata=undated[ending]
                    )
                    files.append(out.getvalue())
                plt.close(fig)
        return files


@dataclass(frozen=True)
class Section:
    """A heading, what it says, and the table and pictures that show it.

    Attributes:
        key: short name, such as ``trajectory``.
        heading: as printed.
        text: one paragraph.
        items: in their order.
        new_page: starts the second page.
    """

    key: str
    heading: str
    text: str
    items: Sequence[Table | Picture] = ()
    new_page: bool = False


@dataclass(frozen=True)
class Brief:
    """A brief on one country in one group at one edition.

    Attributes:
        file_name: without ending, such as ``brief-VNM-ASEAN-2024``.
        title: as printed.
        subtitle: edition, group and target.
        headline: the numbers of the headline box.
        summary: the answer in two sentences.
        sections: in the order of reading.
        notes: footnotes.
        source: source line, with the date of retrieval.
        retrieved: day of retrieval (ISO), the date of the documents.
    """

    file_name: str
    title: str
    subtitle: str
    headline: Sequence[Cell]
    summary: str
    sections: Sequence[Section]
    notes: Sequence[str]
    source: str
    retrieved: str

    @cached_property
    def words(self) -> dict[str, str]:
        """What documents print besides: the source line, words for pages, notes and captions."""
        return {
            "source": phrase("Source: {source}", source=self.source),
            "page": phrase("Page"),
            "of": phrase("of"),
            "notes": phrase("Notes"),
            "figure": phrase("Figure"),
            "table": phrase("Table"),
        }

    def text(self, key: str) -> str:
        """Return what a section says.

        Raises:
            DataError: if there is no such section.
        """
        found = {section.key: section.text for section in self.sections}
        if key not in found:
            raise DataError(f"No section {key!r}; there are {', '.join(found)}.")
        return found[key]

    def items(self) -> dict[str, Table | Picture]:
        """Return tables and pictures by name, in the order of reading."""
        return {item.name: item for section in self.sections for item in section.items}

    def item(self, name: str) -> Table | Picture:
        """Return a table or a picture.

        Raises:
            DataError: if the brief has no such item.
        """
        if name not in self.items():
            raise DataError(f"No item {name!r}; there are {', '.join(self.items())}.")
        return self.items()[name]

    def show(self, name: str, folder: str | Path | None = None) -> tables.ShownTable | None:
        """Show a table or picture in a notebook and write its files to take away.

        Args:
            name: such as ``tbl-brief-league``.
            folder: default ``$EGDI_EXPORTS``, else ``exports`` in the working folder.

        Raises:
            DataError: if the brief has no such item.
        """
        item = self.item(name)
        if isinstance(item, Picture):
            figures.publish(
                item.draw(),
                item.data,
                item.name,
                item.title,
                source=item.source or self.source,
                folder=folder,
            )
            return None
        shown = tables.show(
            item.frame, item.name, item.caption, item.formats, item.strong, folder=folder
        )
        if item.data is not None:
            figures.write_numbers(item.data, figures.exports_folder(folder) / f"{item.name}.csv")
        return shown

    def box(self, name: str, folder: str | Path | None = None) -> tables.ShownTable:
        """Show the headline box in a notebook and write its numbers as ``name``.csv."""
        frame = pd.DataFrame(self.headline, columns=["label", "value", "note"])
        figures.write_numbers(frame, figures.exports_folder(folder) / f"{name}.csv")
        cells = "".join(
            f"<li>{escape(c.label)}<strong>{escape(c.value)}</strong>{escape(c.note)}</li>"
            for c in self.headline
        )
        return tables.ShownTable(frame, f'<ul class="egdi-numbers">{cells}</ul>')

    def write(
        self,
        folder: str | Path = ".",
        endings: Sequence[str] = ("docx", "pdf"),
        letterhead: str | Path | None = None,
    ) -> list[Path]:
        """Write the documents and return their paths; the same bytes each time.

        Args:
            folder: made if need be.
            endings: ``docx``, ``pdf``, and ``png`` for a picture of each page.
            letterhead: a Word file whose page, header, footer and styles the Word file takes over.

        Raises:
            DataError: if there is no such ending, or the letterhead is no Word file.
        """
        from egdi import documents
        from egdi.brief import pdf, word

        pictures = documents.rendered(self.items().values())
        kept = Path(letterhead) if letterhead else None
        makers: dict[str, Callable[[], list[bytes]]] = {
            "docx": lambda: [word.document(self, pictures, kept)],
            "pdf": lambda: [pdf.document(self, pictures)],
            "png": lambda: pdf.pages(self, pictures),
        }
        return documents.write(makers, endings, folder, self.file_name)
