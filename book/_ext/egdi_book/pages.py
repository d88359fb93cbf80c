"""The written pages: offline, without errors, mended for assistive technology."""

from __future__ import annotations

import re
import shutil
from importlib.metadata import files
from pathlib import Path

from sphinx.application import Sphinx


def copy_mathjax(app: Sphinx) -> None:
    """Copy MathJax, one file, from the installed package into the book."""
    if app.builder.format != "html":
        return
    (source,) = [f for f in files("sphinx-mathjax-offline") if f.match("static/mathjax/tex-svg.js")]
    target = Path(app.outdir, "_static", "tex-svg.js")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source.locate(), target)


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
                f'aria-label="{m[2] or "Table"}">{m[1]}</div>'
            ),
            text,
            flags=re.S,
        )
        # A role that ARIA has withdrawn.
        text = text.replace('role="doc-biblioentry"', 'role="listitem"')
        if text != before:
            path.write_text(text, encoding="utf-8")
