"""The library's reference: what stands in a room's docstrings, as a page of the book.

``{room} ranks`` documents every public name of a room. The names come from the room itself, so a
page cannot fall behind. What docstrings say is English on every language's page, and marked so.

Sphinx's autodoc does this too, in twice the time, and napoleon takes the colon in "columns
edition, place: one row a state" for the end of a type; the house's docstrings need but a little.
"""

from __future__ import annotations

import ast
import functools
import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from sphinx.util.inspect import stringify_signature

INSIDE = {"cache", "documents", "question", "explorer", "folders", "uncsv", "writing", "__main__"}
"""Modules that serve the others; a question is asked as ``egdi.ask``."""
WIDTH = 72
"""Characters of a signature on one line; a longer one has a line for each argument."""
LABELS = {"Args": "Arguments"}
_SECTION = re.compile(r"^(Args|Returns|Raises|Example|Attributes):$", re.M)
_ITEM = re.compile(r"^(\S[^:\n]*): ", re.M)
_ROLE = re.compile(r":(?:func|meth|class|data|attr|mod):`~?([^`]+)`")
_LINKED = "\N{INVISIBLE SEPARATOR}"
"""Stands before a name in code that leads to where it is documented."""


def rooms() -> list[str]:
    """Return the rooms of the library that have a public face, ``egdi`` itself first."""
    import egdi

    return ["egdi", *(m.name for m in pkgutil.iter_modules(egdi.__path__) if m.name not in INSIDE)]


def module_of(room: str) -> ModuleType:
    """Return the module of a room.

    Raises:
        ImportError: if there is no such room.
    """
    return import_module("egdi" if room == "egdi" else f"egdi.{room}")


def public(room: str) -> list[str]:
    """Return the public names of a room: those it lists, else what it defines for others.

    Constants come last: they explain what functions return.

    Example:
        >>> public("egdi")[:3]
        ['ask', 'caption', 'DataError']
    """
    module = module_of(room)
    names = getattr(module, "__all__", None) or [
        name
        for name, thing in vars(module).items()
        if not name.startswith("_")
        and (inspect.isroutine(thing) or inspect.isclass(thing))
        and thing.__module__ == module.__name__
    ]
    if not hasattr(module, "__all__"):
        return names
    return sorted(names, key=lambda name: (name.isupper(), name.lower()))


@functools.cache
def _of_constants(package: str) -> dict[str, str]:
    """Return what stands below the constants of a module and of the modules inside it.

    A text speaks of the assignments above it up to a blank line.
    """
    module = import_module(package)
    inside = pkgutil.iter_modules(getattr(module, "__path__", []))
    said: dict[str, str] = {}
    for one in [module, *(import_module(f"{package}.{m.name}") for m in inside)]:
        above: list[ast.stmt] = []
        for node in ast.parse(inspect.getsource(one)).body:
            if above and node.lineno - (above[-1].end_lineno or 0) > 1:
                above = []
            if isinstance(node, ast.Assign | ast.AnnAssign):
                above.append(node)
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                text = inspect.cleandoc(str(node.value.value))
                names = [n for a in above for n in ast.walk(a) if isinstance(n, ast.Name)]
                stored = [n.id for n in names if isinstance(n.ctx, ast.Store)]
                said.update({name: text for name in stored if name not in said})
                above = []
    return said


def documentation(room: str, name: str) -> str:
    """Return what is said about a name of a room; an empty text if nothing is."""
    thing = getattr(module_of(room), name)
    if inspect.isroutine(thing) or inspect.isclass(thing) or hasattr(thing, "__wrapped__"):
        return inspect.getdoc(thing) or ""
    return _of_constants(module_of(room).__name__).get(name, "")


def members(thing: type) -> Iterator[tuple[str, Any]]:
    """Yield the methods and properties that a class has of its own and documents, as functions."""
    for name, member in vars(thing).items():
        function = getattr(member, "fget", None) or getattr(member, "func", None) or member
        function = getattr(function, "__func__", function)
        if not name.startswith("_") and inspect.isfunction(function) and inspect.getdoc(function):
            yield name, member


def signature(name: str, thing: Any) -> str:
    """Return a name as it is called, with what its arguments are; a long one on several lines.

    Example:
        >>> from egdi import ranks
        >>> signature("gaps", ranks.gaps)
        'gaps(table: pd.DataFrame, focus: str, k: int) -> pd.DataFrame'
    """
    if not callable(thing):
        function = getattr(thing, "fget", None) or getattr(thing, "func", None)
        returned = getattr(function, "__annotations__", {}).get("return", "")
        return f"{name}: {returned}" if returned else name
    try:
        asked = inspect.signature(thing)
    except ValueError:
        return name
    drop = [p for p in asked.parameters.values() if p.name not in ("self", "cls")]
    asked = asked.replace(parameters=drop)
    line = name + stringify_signature(asked, unqualified_typehints=True)
    if len(line) <= WIDTH:
        return line
    whole = asked.replace(parameters=[], return_annotation=inspect.Signature.empty)
    parts, star = [], False
    for parameter in drop:
        if parameter.kind is parameter.KEYWORD_ONLY and not star:
            star = True
            parts.append("*")
        star = star or parameter.kind is parameter.VAR_POSITIONAL
        one = stringify_signature(whole.replace(parameters=[parameter]), unqualified_typehints=True)
        parts.append(one.removeprefix("(*, ").removeprefix("(").removesuffix(")"))
    end = stringify_signature(asked.replace(parameters=[]), unqualified_typehints=True)
    return "\n".join([f"{name}(", *(f"    {part}," for part in parts), end.removeprefix("(")])


def markdown(text: str) -> str:
    r"""Return a piece of a docstring as Markdown.

    Example:
        >>> markdown("A place, see ``k``.\n\n>>> 1 + 1\n2")
        'A place, see `k`.\n\n```pycon\n>>> 1 + 1\n2\n```'
    """
    text = _ROLE.sub(lambda m: f"`{_LINKED}{m[1]}`", text)
    parts = []
    for part in re.split(r"\n\s*\n", inspect.cleandoc(text)):
        if part.startswith(">>>"):
            parts.append(f"```pycon\n{part}\n```")
        else:
            prose = re.split(r"(``.+?``|`[^`]+`)", part, flags=re.S)
            prose[::2] = [re.sub(r"([$<\[\]|{}])", r"\\\1", piece) for piece in prose[::2]]
            parts.append("".join(prose).replace("``", "`"))
    return "\n\n".join(parts)


def described(docstring: str) -> str:
    r"""Return a docstring as Markdown: its paragraphs, then its sections as lists.

    Example:
        >>> described("Add.\n\nArgs:\n    one: a number.\n    two: more.")
        'Add.\n\n**Arguments**\n\n- `one`: a number.\n- `two`: more.'
    """
    head, *rest = _SECTION.split(docstring)
    parts = [markdown(head)] if head.strip() else []
    for section, body in zip(rest[::2], rest[1::2], strict=True):
        body, items = inspect.cleandoc("\n" + body), []
        if section in ("Args", "Attributes", "Raises"):
            _, *found = _ITEM.split(body)
            items = [
                f"- `{name}`: {markdown(text)}".replace("\n", "\n  ")
                for name, text in zip(found[::2], found[1::2], strict=True)
            ]
        parts.append(f"**{LABELS.get(section, section)}**")
        parts.append("\n".join(items) if items else markdown(body))
    return "\n\n".join(parts)


class Room(Directive):
    """``{room} ranks``: every public name of a room, from its docstrings."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the documentation, marked as English."""
        room = self.arguments[0]
        module, names = module_of(room), public(room)
        # docutils writes a class language-xx as the attribute lang.
        box = nodes.container(classes=["egdi-reference", "language-en"])
        contents, entries = nodes.paragraph(classes=["egdi-names"]), nodes.definition_list()
        for name in names:
            contents += [self._link(f"{module.__name__}.{name}", name), nodes.Text(" ")]
            entries += self._entry(room, name)
        box += [contents, entries]
        own = {f"{module.__name__}.{name}" for name in names}
        for code in list(box.findall(nodes.literal)):
            if code.astext().startswith(_LINKED):
                name = code.astext().removeprefix(_LINKED)
                full = name if name in own else f"{module.__name__}.{name.split('.')[0]}"
                short = nodes.literal("", name)
                code.replace_self(self._link(full, name) if full in own else short)
        return [box]

    @staticmethod
    def _link(full: str, name: str) -> nodes.reference:
        """Return a link to where a name is documented."""
        return nodes.reference("", "", nodes.literal("", name), refid=full, internal=True)

    def _entry(self, room: str, name: str) -> nodes.definition_list_item:
        """Return what is said about one name, with its members."""
        module = module_of(room)
        thing, full = getattr(module, name), f"{module.__name__}.{name}"
        fixed = not callable(thing)
        line = f"{name} = {thing!r}" if fixed and len(repr(thing)) <= WIDTH else name
        body = self._body(documentation(room, name))
        if inspect.isclass(thing):
            found = nodes.definition_list()
            for member, function in members(thing):
                found += self._item(
                    f"{full}.{member}",
                    signature(member, function),
                    self._body(inspect.getdoc(function) or ""),
                )
            body += [found] if found.children else []
        return self._item(full, line if fixed else signature(name, thing), body)

    @staticmethod
    def _item(full: str, line: str, body: nodes.definition) -> nodes.definition_list_item:
        name = full.rpartition(".")[2]
        term = nodes.term(ids=[full])
        term += nodes.literal("", name, classes=["egdi-name"])
        if line != name:
            term += nodes.literal("", line.removeprefix(name))
        return nodes.definition_list_item("", term, body)

    def _body(self, docstring: str) -> nodes.definition:
        body = nodes.definition()
        lines = described(docstring).splitlines()
        self.state.nested_parse(StringList(lines, ""), self.content_offset, body)
        return body
