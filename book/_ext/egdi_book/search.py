"""Search that does not mind marks: Việt Nam, viet nam and Viet Nam are the same words.

Words lose their marks, đ becomes d, in the index and in what is typed; in English they are then
cut to their stem as Sphinx does. States can be found by their name in the other language.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.search import SearchLanguage
from sphinx.search.en import SearchEnglish

from egdi import lookup
from egdi.words.names import state_name

_FOLD = """
const egdiFold = (word) => word.normalize("NFD").replace(/\\p{Mark}/gu, "")
  .replaceAll("đ", "d").replaceAll("Đ", "D").normalize("NFC");
(() => {
  const Plain = Stemmer;
  Stemmer = function () {
    const plain = new Plain();
    this.stemWord = (word) => plain.stemWord(egdiFold(word));
  };
})();
"""
_SPLIT = """
var splitQuery = (query) => query.normalize("NFC")
  .split(/[^\\p{Letter}\\p{Number}_]+/gu).filter((term) => term);
"""


def folded(word: str) -> str:
    """Return a word without marks.

    Example:
        >>> folded("Đông"), folded("Việt")
        ('Dong', 'Viet')
    """
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare.replace("đ", "d").replace("Đ", "D"))


class English(SearchEnglish):
    """English, with the marks of foreign names folded."""

    js_splitter_code = _SPLIT
    js_stemmer_code = SearchEnglish.js_stemmer_code + _FOLD

    def stem(self, word: str) -> str:
        """Return a word without marks, cut to its stem."""
        return super().stem(folded(word))


class Vietnamese(SearchLanguage):
    """Vietnamese: syllables stand apart, so each is a word; marks are folded."""

    lang = "vi"
    language_name = "Vietnamese"
    js_splitter_code = _SPLIT
    js_stemmer_code = SearchLanguage.js_stemmer_code + _FOLD

    def split(self, input: str) -> list[str]:
        """Return the words of a text, its letters composed."""
        return super().split(unicodedata.normalize("NFC", input))

    def stem(self, word: str) -> str:
        """Return a word without marks."""
        return folded(word).lower()


@cache
def _names(code: str, other: str) -> list[tuple[str, str]]:
    """Return the names of all states in two languages, where they differ."""
    pairs = [(state_name(iso, code), state_name(iso, other)) for iso in lookup.short_names()]
    return [(one, two) for one, two in pairs if folded(one).lower() != folded(two).lower()]


def add_aliases(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Let a page that names a state be found by the state's name in the other language."""
    here = app.config.language
    text = doctree.astext()
    words = {
        word
        for name, other in _names(here, "en" if here == "vi" else "vi")
        if name in text
        for word in other.replace("-", " ").split()
    }
    if words:
        doctree.append(nodes.meta("", name="keywords", content=", ".join(sorted(words))))
