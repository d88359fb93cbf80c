"""The library's reference documents all that is public, and what it says fits the code."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
import sys

import book
import pytest

sys.path.insert(0, str(book.ROOT / "book" / "_ext"))

import egdi_book
from egdi_book import reference

PAGES = {p.stem: p.read_text(encoding="utf-8") for p in book.ROOT.glob("book/library*.md")}


def every_function():
    """Yield every public function and method: its room, its name, and itself."""
    for room in reference.rooms():
        for name in reference.public(room):
            thing = getattr(reference.module_of(room), name)
            if inspect.isclass(thing):
                for member, function in reference.members(thing):
                    yield room, f"{name}.{member}", getattr(function, "__func__", function)
            elif callable(thing):
                yield room, name, thing


def test_every_room_stands_on_one_page():
    found = [
        room for text in PAGES.values() for room in re.findall(r"^```{room} (\S+)", text, re.M)
    ]
    assert sorted(found) == sorted(reference.rooms())


def test_every_public_name_says_what_it_is():
    missing = [
        f"{room}.{name}"
        for room in reference.rooms()
        for name in reference.public(room)
        if not reference.documentation(room, name)
    ]
    assert not missing


def test_what_a_room_lists_is_there():
    for room in reference.rooms():
        module = reference.module_of(room)
        assert all(hasattr(module, name) for name in reference.public(room)), room


def test_arguments_are_described_by_the_names_they_have():
    """All of them or none: who describes one has described the others."""
    count = 0
    for room, name, function in every_function():
        described = re.search(
            r"^\*\*Arguments\*\*\n\n((?:- .*\n?|  .*\n?|\n(?=  ))+)",
            reference.described(inspect.getdoc(function) or ""),
            re.M,
        )
        if described and callable(function):
            items = re.findall(r"^- `([^`]+)`", described[1], re.M)
            names = {name.strip(" *") for item in items for name in item.split(",")}
            asked = set(inspect.signature(function).parameters) - {"self", "cls"}
            assert names == asked, (room, name)
            count += 1
    assert count > 100


def test_a_constant_is_documented_by_the_text_below_it():
    assert "target" in reference.documentation("targets", "MET")
    assert reference.documentation("targets", "MET") == reference.documentation("targets", "OPEN")


def test_a_docstring_becomes_markdown_and_nothing_else():
    """Roles, backticks and markup of a docstring do not reach the page as they are."""
    for room, name, function in every_function():
        text = reference.described(inspect.getdoc(function) or "")
        assert not re.search(r"``(?!`)\w|:\w+:`", re.sub(r"```.*?```", "", text, flags=re.S)), (
            room, name
        )  # fmt: skip
    assert reference.markdown("a <b> $c$ [d] ``<e>``") == r"a \<b> \$c\$ \[d\] `<e>`"


def test_a_long_signature_has_a_line_for_each_argument():
    from egdi.question import ask

    lines = reference.signature("ask", ask).splitlines()
    assert lines[0] == "ask(" and lines[-1] == ") -> Question"
    assert [line.split(":")[0].strip(" ,") for line in lines[1:-1]] == [
        "focus", "group", "*", "place", "edition", "earliest"
    ]  # fmt: skip


@pytest.mark.parametrize("module", [m.name for m in pkgutil.iter_modules(egdi_book.__path__)])
def test_an_example_of_the_extension_gives_what_it_says(module):
    assert not doctest.testmod(importlib.import_module(f"egdi_book.{module}")).failed
