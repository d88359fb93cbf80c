"""The written pages: offline, without errors, mended for assistive technology."""

from __future__ import annotations

import re
import shutil
from importlib.metadata import version
from pathlib import Path

from sphinx.application import Sphinx

from egdi import figures
from egdi.words import phrase
from egdi.words import source as words_source
from egdi_book import languages


def copy_fonts(app: Sphinx) -> None:
    """Copy the typeface of the library's charts into the book."""
    if app.builder.format == "html":
        target = Path(app.outdir, "_static", "fonts")
        target.mkdir(parents=True, exist_ok=True)
        for file in sorted(figures.FONTS.iterdir()):
            shutil.copyfile(file, target / file.name)


def mend_page(
    app: Sphinx, pagename: str, templatename: str, context: dict, doctree: object
) -> None:
    """Drop Thebe and scripts that Jupyter Book puts on a page twice."""
    seen, kept = set(), []
    for script in context.get("script_files", []):
        body = (getattr(script, "attributes", None) or {}).get("body") or ""
        name = str(getattr(script, "filename", None) or script)
        key = body or name
        if "thebe" in key.lower() or (body and body in seen):
            continue
        seen.add(body)
        kept.append(script)
    context["script_files"] = kept
    context["theme_extra_footer"] = footer()


def footer() -> str:
    """Return what stands below each page: licences, and the versions of book and data."""
    return phrase(
        "<p>Version {version}. {source}. Text and figures: "
        '<a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>; code: MIT; figures '
        "of record: UN DESA and the sources named in the data package.</p>",
        version=version("egdi"),
        source=words_source(),
    )


POLICY = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"script-src-attr 'none'; object-src 'none'; base-uri 'self'\">"
)


def mend_html(app: Sphinx, error: Exception | None) -> None:
    """Mend in the written pages what the theme gets wrong for assistive technology."""
    if error or app.builder.format != "html":
        return
    for path in sorted(Path(app.outdir).rglob("*.html")):
        text = before = path.read_text(encoding="utf-8")
        # Tables and code wider than a phone scroll in a box that the keyboard can reach.
        text = re.sub(
            r'(<table id="T_[^"]*" class="egdi-table"(?: aria-label="([^"]*)")?[^>]*>.*?</table>)',
            lambda m: (
                f'<div class="egdi-scroll" tabindex="0" role="region" '
                f'aria-label="{m[2] or phrase("Table")}">{m[1]}</div>'
            ),
            text,
            flags=re.S,
        )
        # No handler stands in the markup, and a browser runs none: a script file listens.
        text = text.replace('onclick="window.print()"', "data-egdi-print")
        text = text.replace("<head>", f"<head>\n    {POLICY}", 1)
        # What opens the pages below a page in the contents says so to who cannot see the arrow.
        text = text.replace(
            '<summary><span class="toctree-toggle"',
            f'<summary aria-label="{phrase("Pages below")}"><span class="toctree-toggle"',
        )
        # A role that ARIA has withdrawn.
        text = text.replace('role="doc-biblioentry"', 'role="listitem"')
        text = languages.mark_quotations(text, app.config.language)
        if text != before:
            path.write_text(text, encoding="utf-8")
