"""Chapters opened on other machines: Binder and Colab, once the book knows its repository.

The address stands in one place, ``repository_url`` in ``_config.yml``. While it is empty there are
no buttons, and the page on reuse says so; Jupyter Book alone would lead readers to its own.
"""

from __future__ import annotations

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.config import Config

from egdi.words import phrase

PLACE = "<repository>"
"""Stands for the address while it is not known."""


def configure(app: Sphinx, config: Config) -> None:
    """Leave the launch buttons out where they would lead nowhere."""
    options = config.html_theme_options
    if not options.get("repository_url"):
        options["launch_buttons"] = {}


class Elsewhere(Directive):
    """``{elsewhere}``: where the repository is, and the cell that Colab needs first."""

    def run(self) -> list[nodes.Node]:
        """Return a paragraph and a block of code."""
        options = self.state.document.settings.env.config.html_theme_options
        address = options.get("repository_url")
        cell = f"%pip install --quiet git+{address or PLACE}"
        said = nodes.paragraph()
        if address:
            said += nodes.Text(phrase("The repository of this book: "))
            said += nodes.reference("", address, refuri=address)
        else:
            said += nodes.Text(
                phrase(
                    "This copy of the book does not know the address of its repository, so its "
                    "chapters have no such button; put the address of yours into this line."
                )
            )
        return [said, nodes.literal_block(cell, cell, language="text")]
