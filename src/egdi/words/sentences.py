"""Whole sentences from templates, and showing them where a notebook is opened."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from numbers import Real
from typing import Any

from egdi.words import numbers
from egdi.words.language import translate

Template = str | Mapping[Any, str]

_PERCENT = re.compile(r"(\d) %")


class _Sentence(string.Formatter):
    """Fills a template, each value said by the kind it is of."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if hasattr(value, "said"):
            return value.said(format_spec)
        if isinstance(value, Real) and not isinstance(value, bool):
            return numbers.said(value, format_spec)
        if isinstance(value, str):
            return _text(value, format_spec)
        if isinstance(value, Iterable):
            return _list(list(value), format_spec)
        raise ValueError(f"{value!r} is no number, name, text or list")

    def check_unused_args(self, used_args: Any, args: Any, kwargs: Any) -> None:
        """Let a sentence leave out what it does not say."""


def _text(value: str, how: str) -> str:
    if how == "day":
        return numbers.day(value)
    if how == "month":
        return numbers.month(value)
    if how == "start":
        return value[:1].upper() + value[1:]
    if how:
        raise ValueError(f"text cannot be said as {how!r}")
    return value


def _list(values: list[Any], how: str) -> str:
    """Say a list: as an enumeration (``or``: with "or"), or how many it holds (``count``)."""
    style, _, rest = how.partition(":")
    if style == "count":
        return numbers.said(len(values), rest)
    if not values:
        raise ValueError("an empty list has nothing to say")
    said = [_SENTENCE.format_field(value, rest) for value in values]
    return numbers.listed(said, {"": "standard", "and": "standard", "or": "or"}[style])


_SENTENCE = _Sentence()


def phrase(template: Template, /, case: Any = None, **fields: Any) -> str:
    """Return a sentence in the language spoken.

    Args:
        template: English text with fields like ``{rank:ordinal}`` or ``{gap.points:points}``; or
            one text for each case, from which ``case`` chooses. A case without a text gives an
            empty sentence: there is nothing to say.
        case: which of several texts holds.
        fields: what the template names: numbers, texts, lists, names (:class:`State` ...) or
            records with such attributes.

    Raises:
        KeyError, AttributeError: if the template names what was not given.
        ValueError: if a value cannot be said in the way asked for.

    Example:
        >>> phrase({"one": "{n} state", "more": "{n} states"}, case="more", n=3)
        '3 states'
        >>> phrase("It lost {lost:points} {lost:point|points}.", lost=-0.0279)
        'It lost 0.028 points.'
    """
    if not isinstance(template, str):
        template = template.get(case, "")
    text = _SENTENCE.vformat(translate(template), (), fields) if template else ""
    return _PERCENT.sub(lambda m: numbers.with_sign(m[1]), text)


def join(*sentences: str) -> str:
    """Return sentences as one paragraph, without those that have nothing to say."""
    return " ".join(s for s in sentences if s)


def say(template: Template, /, *more: str, case: Any = None, name: str = "", **fields: Any) -> None:
    """Show a paragraph in a notebook: Markdown that every viewer shows.

    Nothing is shown where there is nothing to say.

    Args:
        template: as :func:`phrase` takes it.
        more: sentences made before, which follow in the same paragraph.
        case: as :func:`phrase` takes it.
        name: a name by which other pages of the book take the paragraph over.
        fields: as :func:`phrase` takes them.
    """
    text = join(phrase(template, case, **fields), *more)
    if text:
        _show(text, {"kind": "said", **({"name": name} if name else {})})


def caption(name: str, template: Template, /, alt: Template = "", case: Any = None,
            **fields: Any) -> None:  # fmt: skip
    """Show the caption of the figure or table made by the cell above.

    The book's pages put it where captions stand, with the text that stands for the picture.

    Args:
        name: identifier of the figure (``fig-...``) or table.
        template: the caption, as :func:`phrase` takes it.
        alt: what the shape says, for who does not see the figure.
        case: as :func:`phrase` takes it.
        fields: as :func:`phrase` takes them.
    """
    text = phrase(template, case, **fields)
    mark = {"kind": "caption", "name": name, "caption": text}
    if alt:
        mark["alt"] = phrase(alt, case, **fields)
    _show(f"*{text}*", mark)


def _show(markdown: str, mark: Mapping[str, Any]) -> None:
    from IPython.display import display

    display(
        {"text/markdown": markdown, "text/plain": markdown}, raw=True, metadata={"egdi": dict(mark)}
    )
