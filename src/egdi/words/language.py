"""Which language is spoken, and its catalogue of sentences.

Catalogues are gettext files, ``locale/<language>/LC_MESSAGES/egdi.po``, one message a sentence;
the English text is the key.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale

from egdi import folders
from egdi.panel import DataError

LANGUAGES = {"en": "en_GB", "vi": "vi_VN"}
"""The languages of the book, and whose rules (CLDR) they follow."""

used: set[tuple[str, str]] = set()
"""Context and English of every message looked up since the start: what an execution rests on."""


def language() -> str:
    """Return the language of ``$EGDI_LANG``; default ``en``.

    Raises:
        DataError: if the book does not speak it.
    """
    asked = os.environ.get("EGDI_LANG") or "en"
    if asked not in LANGUAGES:
        raise DataError(f"EGDI_LANG is {asked!r}; the book speaks {' and '.join(LANGUAGES)}.")
    return asked


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language inside a ``with`` block.

    Raises:
        DataError: if the book does not speak it.

    Example:
        >>> with speaking("vi"):
        ...     language()
        'vi'
    """
    before = os.environ.get("EGDI_LANG")
    os.environ["EGDI_LANG"] = code
    try:
        language()
        yield
    finally:
        os.environ.pop("EGDI_LANG")
        if before is not None:
            os.environ["EGDI_LANG"] = before


def locale() -> Locale:
    """Return the rules for numbers, dates and lists of the language spoken."""
    return _locale(language())


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(LANGUAGES[code])


def catalogue_path(code: str) -> Path:
    """Return where a language's catalogue is, whether or not there is one."""
    return folders.locale() / code / "LC_MESSAGES" / "egdi.po"


def translate(text: str, context: str = "") -> str:
    """Return a text in the language spoken; the text itself where the catalogue has none.

    Args:
        text: English, the key.
        context: tells apart what English writes alike (``state``: Georgia).
    """
    code = language()
    if code == "en" or not text:
        return text
    used.add((context, text))
    catalogue = _catalogue(code, _stamp(catalogue_path(code)))
    return catalogue.pgettext(context, text) if context else catalogue.gettext(text)


def _stamp(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=2)
def _catalogue(code: str, stamp: int) -> gettext.NullTranslations:
    """Read a catalogue once for each state of its file."""
    if not stamp:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with catalogue_path(code).open(encoding="utf-8") as file:
        messages = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
