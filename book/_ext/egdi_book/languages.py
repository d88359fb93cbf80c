"""The site in more than one language: settings, the switch between pages, addresses, quotations."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from egdi.words import phrase

NAMES = {"en": "English", "vi": "Tiếng Việt"}
"""Each language by its own name."""
ROOT = "en"
"""The language whose pages stand at the root of the site."""
_QUOTED = re.compile(r"<em>([^<]*[ăđĩũơưĂĐƠƯ\u1ea0-\u1ef9][^<]*)</em>")


def configure(app: Sphinx, config: Config) -> None:
    """Set what the theme and the notebooks' pages say, in the language of the pages."""
    config.templates_path.append(str(Path(__file__).parent / "templates"))
    words = {"show": phrase("Show code"), "hide": phrase("Hide code")}
    app.add_js_file(None, body=f"const egdiWords = {json.dumps(words, ensure_ascii=False)};")
    options = config.html_theme_options
    options["article_header_end"] = ["language-switch.html", "article-header-buttons.html"]
    if config.language == ROOT:
        return
    options["search_bar_text"] = phrase("Search")
    options["toc_title"] = phrase("Contents")
    config.numfig_format = {"figure": phrase("Fig. %s"), "table": phrase("Table %s")}
    config.nb_code_prompt_show = phrase("Show code")
    config.nb_code_prompt_hide = phrase("Hide code")


def languages() -> list[str]:
    """Return the languages of the site that is built, none where it has but one."""
    found = [code for code in os.environ.get("EGDI_LANGUAGES", "").split(",") if code]
    return found if len(found) > 1 else []


def address(page: str, here: str, there: str) -> str:
    """Return the way from a page in one language to the same page in another.

    Example:
        >>> address("book/index", "en", "vi"), address("book/index", "vi", "en")
        ('../vi/book/index.html', '../../book/index.html')
    """
    up = "../" * (page.count("/") + (here != ROOT))
    return f"{up}{'' if there == ROOT else f'{there}/'}{page}.html"


def add_switch(
    app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None
) -> None:
    """Give a page the addresses of its other languages, and the scripts their words."""
    here = app.config.language
    found = {code: address(pagename, here, code) for code in languages()}
    context["egdi_switch"] = [
        (code, NAMES[code], where) for code, where in found.items() if code != here
    ]
    context["metatags"] = context.get("metatags", "") + "".join(
        f'\n<link rel="alternate" hreflang="{code}" href="{where}">'
        for code, where in found.items()
    )


def number_sections(app: Sphinx, doctree: nodes.document) -> None:
    """Give every section a second name by its number: the same in all languages."""
    for number, section in enumerate(doctree.findall(nodes.section)):
        section["ids"].append(f"s-{number}")


def mark_quotations(text: str, language: str) -> str:
    """Mark Vietnamese words that stand emphasised on a page in another language."""
    return text if language == "vi" else _QUOTED.sub(r'<em lang="vi">\1</em>', text)
