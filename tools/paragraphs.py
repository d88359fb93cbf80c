"""Markdown taken apart into the messages that a translator gets, and put together again.

A message is a paragraph, a heading, a list item, a cell of a table, a term of the glossary or its
definition: a whole piece of text, with its inline code, links and roles inside. Code, mathematics,
directives and front matter are no messages, except that the text inside a directive that holds
text (``container``, ``glossary``, ``explorer``) is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

HOLDS_TEXT = {"container", "glossary", "explorer", "note", "tip", "warning", "admonition"}
"""Directives whose content is text of the page."""

_FENCE = re.compile(r"^\s*(`{3,}|~{3,}|:{3,})(?:\{(\w[\w-]*)\})?")
_START = re.compile(r"^(\s*(?:#{1,6} |[-*+] |\d+[.)] |> )?)(.*)$")
_NEW = re.compile(r"^\s*(?:#{1,6} |[-*+] |\d+[.)] |\||> |`{3}|:{3}|\$\$|<!--|$)")
_RULE = re.compile(r"^\s*\|?[\s:|-]+\|?\s*$")
_SILENT = re.compile(r"\{\w[\w-]*\}`[^`]*`|`[^`]*`|\$[^$]*\$")


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a page in order, and whether each is a message.

    Joined they are the page again, except that a paragraph broken over lines comes as one line.
    """
    lines = text.split("\n")
    at, fences = 0, []
    if lines and lines[0] == "---" and "---" in lines[1:]:
        at = lines.index("---", 1) + 1
        yield "\n".join(lines[:at]) + "\n", False
    glossary = False
    while at < len(lines):
        line, end = lines[at], "\n" if at + 1 < len(lines) else ""
        fence = _FENCE.match(line)
        if fence and fences and line.strip() == fences[-1]:
            fences.pop()
            glossary = False
            yield line + end, False
        elif fence and fence[2] in HOLDS_TEXT:
            fences.append(fence[1])
            glossary = fence[2] == "glossary"
            yield line + end, False
        elif fence or line.strip().startswith(("$$", "<!--")):
            closing = fence[1] if fence else "$$" if line.strip().startswith("$$") else "-->"
            last = at
            if not (not fence and line.strip()[2:].endswith(closing)):
                last = next(
                    (i for i in range(at + 1, len(lines)) if lines[i].strip().endswith(closing)),
                    len(lines) - 1,
                )
            yield "\n".join(lines[at : last + 1]) + ("\n" if last + 1 < len(lines) else ""), False
            at = last
        elif line.lstrip().startswith("|"):
            yield from _row(line)
            yield end, False
        else:
            prefix, body = _START.match(line).groups()  # type: ignore[union-attr]
            alone = glossary or line.lstrip().startswith("#")
            while body and not alone and at + 1 < len(lines) and not _NEW.match(lines[at + 1]):
                at += 1
                body = f"{body.rstrip()} {lines[at].strip()}"
                end = "\n" if at + 1 < len(lines) else ""
            yield prefix, False
            yield body, _says(body)
            yield end, False
        at += 1


def _row(line: str) -> Iterator[tuple[str, bool]]:
    """Yield the cells of a table's row, and what stands between them."""
    if _RULE.match(line):
        yield line, False
        return
    for part in re.split(r"(\s*(?<!\\)\|\s*)", line):
        yield part, _says(part)


def _says(text: str) -> bool:
    """Tell whether a text has a word besides code, mathematics and roles."""
    return any(letter.isalpha() for letter in _SILENT.sub("", text)) and not re.fullmatch(
        r":[\w-]+:.*", text
    )


def messages(text: str) -> list[str]:
    r"""Return the messages of a page, in order.

    Example:
        >>> messages("# Title\n\n- one `x`\n- two\n\n```python\ncode\n```")
        ['Title', 'one `x`', 'two']
    """
    return [piece.strip() for piece, message in pieces(text) if message]


def translated(text: str, translate: Callable[[str], str]) -> str:
    """Return a page with each of its messages as ``translate`` returns it."""
    return "".join(
        piece.replace(piece.strip(), translate(piece.strip())) if message else piece
        for piece, message in pieces(text)
    )
