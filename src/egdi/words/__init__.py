"""How a number, a name, a list, a place or a chance is said, in the reader's language.

One template is one whole sentence, with named fields and a word after the colon that tells how
the field is said::

    >>> from egdi.words import Group, State, phrase
    >>> phrase("{state:start} is {rank:ordinal} of {n} {where:in}.",
    ...        state=State("NLD"), rank=3, n=193, where=Group("World"))
    'The Netherlands is 3rd of 193 in the world.'

What a template says depends on the language of ``$EGDI_LANG`` (``en``, ``vi``): the template is
looked up in a catalogue of whole sentences, then filled by that language's rules. The rooms above
(ranks, targets, projections ...) hand numbers over; no other room formats one for a sentence.

- :mod:`~egdi.words.numbers`: numbers, signs, percent, ordinals, lists, dates.
- :mod:`~egdi.words.names`: states, groups, targets, parts of the index.
- :mod:`~egdi.words.sentences`: templates, and showing them in a notebook.
- :mod:`~egdi.words.language`: which language, and its catalogue.
"""

from egdi.words.language import language, locale, speaking, translate
from egdi.words.names import Best, Group, State, Term, source, term
from egdi.words.numbers import chance, decimal, listed, ordinal, percent, points, score, signed
from egdi.words.sentences import caption, join, phrase, say

__all__ = [
    "Best",
    "Group",
    "State",
    "Term",
    "caption",
    "chance",
    "decimal",
    "join",
    "language",
    "listed",
    "locale",
    "ordinal",
    "percent",
    "phrase",
    "points",
    "say",
    "score",
    "signed",
    "source",
    "speaking",
    "term",
    "translate",
]
