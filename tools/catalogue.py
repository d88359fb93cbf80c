"""Collect every message of the book into ``locale/egdi.pot`` and bring the catalogues up to date.

A message is what a reader reads: the templates of sentences, captions, table heads and labels in
the library, in the book's extension and in the notebooks' cells, the names that the library keeps
in tables, static Markdown by paragraph (:mod:`paragraphs`), and the captions of the contents.
Templates are literals, so they are read from the syntax tree, without running anything.

``python tools/catalogue.py`` writes both and says what is left to do. The files hold no dates: the
same book gives the same bytes. A text that changed in English comes back marked fuzzy, with its
old translation, and counts as untranslated until somebody has looked at it.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import paragraphs
import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "locale"
TEMPLATE = LOCALE / "egdi.pot"
LANGUAGES = ("vi",)
"""Languages with a catalogue; English is the key."""

_SPEAKS = {"phrase": ("",), "say": ("",), "caption": ("", "alt"), "translate": ("",)}
"""Functions whose first text is a message, and those of their keywords that are."""
_CONFIG = (
    ("title",),
    ("author",),
    ("sphinx", "config", "html_theme_options", "logo", "alt_text"),
)
"""Where the book's settings hold words."""


@dataclass(frozen=True)
class Found:
    """A message where it stands: its text, what tells it from its like, file, and what it is."""

    text: str
    context: str
    where: str
    what: str = ""


# --- Python


def literals(node: ast.expr, assigned: dict[str, list[ast.expr]]) -> Iterator[str]:
    """Yield the texts that an expression can be: literals, cases, either of two, a name's."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from literals(value, assigned)
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body, assigned)
        yield from literals(node.orelse, assigned)
    elif isinstance(node, ast.Subscript):
        yield from literals(node.value, assigned)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "get":
            yield from literals(node.func.value, assigned)
    elif isinstance(node, ast.JoinedStr):
        raise ValueError(f"a template must be a literal: {ast.unparse(node)}")
    elif isinstance(node, ast.Name):
        for value in assigned.get(node.id, []):
            yield from literals(value, {})


def in_code(source: str, where: str) -> Iterator[Found]:
    """Yield the messages of a module or a cell, in order.

    Raises:
        ValueError: if a template is an f-string, which no catalogue can hold.
    """
    tree = ast.parse(source)
    assigned: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    assigned.setdefault(target.id, []).append(node.value)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda c: (c.lineno, c.col_offset)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name not in _SPEAKS:
            continue
        texts = call.args[1:2] if name == "caption" else call.args[:1]
        context = ""
        if name == "translate" and len(call.args) > 1:
            if not isinstance(call.args[1], ast.Constant):
                continue
            context = str(call.args[1].value)
        for text in texts:
            for found in literals(text, assigned):
                what = {"caption": "caption", "say": "paragraph"}.get(name, "")
                yield Found(found, context, where, what)
        for keyword in call.keywords:
            if keyword.arg in _SPEAKS[name]:
                for found in literals(keyword.value, assigned):
                    yield Found(found, context, where, "for who does not see the picture")


# --- Names that the library keeps in tables


def in_tables() -> Iterator[Found]:
    """Yield the messages that stand in the library as data."""
    from egdi import lookup, panel, projection
    from egdi.brief import facts
    from egdi.firmness.record import FACTORS
    from egdi.inputs import charts as inputs_charts
    from egdi.inputs import names as components
    from egdi.projection.models import MODELS
    from egdi.words import names, numbers

    at = "src/egdi/words/names.py"
    for text in names.TERMS.values():
        yield Found(text, "term", at, "stands alone in pictures and tables")
    for text in names._INSIDE.values():
        yield Found(text, "", at, "inside a sentence")
    for text in numbers._WORDS:
        yield Found(text, "number", "src/egdi/words/numbers.py")
    countries = panel.load("countries")
    groups = ["ASEAN", "World", "LDC", "LLDC", "SIDS"]
    for column in ("region", "subregion", "intermediate_region", "income_group_2025"):
        groups += sorted(set(countries[column].dropna()))
    for key in dict.fromkeys(lookup.group_key(name) for name in groups):
        for form, what in (("name", "label"), ("", "inside a sentence"), ("in", "where")):
            yield Found(names.Group(key)._english(form), "", at, f"group of states, {what}")
    for pair in names.Group.CHOSEN.values():
        for text in pair:
            yield Found(text, "", at, "group of states given by codes")
    for pair in names.Best.FORMS.values():
        for text in pair:
            yield Found(text, "", at, "a target")
    for inside, label in components._NAMES.values():
        for text in (inside, label):
            yield Found(text, "component", "src/egdi/inputs/names.py")
    for pair in components._UNITS.values():
        for text in pair:
            yield Found(text, "", "src/egdi/inputs/names.py", "figure with its unit")
    for pair in FACTORS.values():
        for text in pair:
            yield Found(text, "factor", "src/egdi/firmness/record.py", "what varies together")
    for name in panel.tables():
        known = panel.describe(name)
        yield Found(known["title"], "table", "data/datapackage.json", "title of a table")
        yield Found(known["vintage"], "vintage", "data/datapackage.json", "of when a table is")
        for source in known["sources"]:
            yield Found(source["title"], "source", "data/datapackage.json", "source of a table")
        for text in (known["way"], *known.get("knownGaps", [])):
            yield Found(text, "data", "data/datapackage.json", "how a table came, what it lacks")
    yield Found(panel.source_line(), "source", "data/datapackage.json", "source of the survey")
    instruments = [*panel.load("targets")["instrument"], *panel.load("targets_more")["instrument"]]
    for name in dict.fromkeys(instruments):
        yield Found(name, "instrument", "data/targets.csv", "an official text")
    yield Found(inputs_charts.SOURCE, "", "src/egdi/inputs/charts.py", "source")
    tools = panel.load("peers")["model"].unique()
    for text in projection.labels(list(tools)).values():
        yield Found(text, "", "src/egdi/projection/models.py", "name of a model")
    for model in MODELS.values():
        text = (model.simulate.__doc__ or "").split("\n")[0]
        yield Found(text, "", "src/egdi/projection/models.py", "what a model does")
    for _, _, label, _, _ in facts._INPUTS:
        yield Found(label, "", "src/egdi/brief/facts.py", "figure behind TII or HCI")
    yield from in_record()


def in_record() -> Iterator[Found]:
    """Yield the words of the tables of record that pages show."""
    from egdi import claims, panel
    from egdi.claims import corroboration, measures, papers, scoreboard
    from egdi.claims.registry import REGISTRY

    def column(table: str, name: str, context: str) -> Iterator[Found]:
        for text in panel.load(table)[name].dropna().astype(str).unique():
            yield Found(text, context, f"data/{table}.csv", name)

    yield from column("editions", "note", "edition")
    yield from column("peers", "series", "series")
    for name in ("measure", "source", "evidence"):
        yield from column("targets", name, name)
    yield from column("bodies", "source", "source")
    yield from column("scoreboard_later", "scope", "scope")
    later = panel.load("scoreboard_later").query("grade != 'A'")
    for text in later["source"].dropna().unique():
        yield Found(scoreboard.outlet(text), "outlet", "data/scoreboard_later.csv", "who told it")
    for paper in papers.papers().values():
        title = papers.short(paper.title)
        yield Found(title, "document", "data/documents.csv", "title of a document")
        yield Found(paper.issuer, "issuer", "data/documents.csv", "who published it")
    for text in scoreboard.LABELS.values():
        yield Found(text, "figure", "src/egdi/claims/scoreboard.py", "domestic figure")
    for text in measures.CLASSES:
        yield Found(text, "class", "src/egdi/claims/measures.py", "the UN's group of the index")
    for name in (*(name for name, *_ in REGISTRY), *corroboration.NAMES.values()):
        yield Found(name, "measure", "src/egdi/claims", "what checks a statement")
    for statement in claims.statements():
        yield Found(statement.claim, "statement", "data/claims.csv", statement.id)
        words = corroboration.bare_value(statement)
        if re.search(r"[^\W\d_]", words):
            yield Found(words, "stated", "data/claims.csv", "value that a document states")
    for unit in scoreboard.scoreboard(claims.statements())["unit"].unique():
        yield Found(unit, "unit", "src/egdi/claims/scoreboard.py", "unit of a domestic figure")


# --- Pages


def in_markdown(text: str, where: str) -> Iterator[Found]:
    """Yield the messages of a page or a cell of static text."""
    for message in paragraphs.messages(text):
        yield Found(message, "", where, "static text")


def in_notebook(path: Path) -> Iterator[Found]:
    """Yield the messages of a notebook, cell by cell."""
    where = path.relative_to(ROOT).as_posix()
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        find = in_code if cell["cell_type"] == "code" else in_markdown
        yield from find(source, f"{where}#{cell['id']}")


def in_settings() -> Iterator[Found]:
    """Yield the words of the contents and of the settings."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    for part in toc["parts"]:
        yield Found(part["caption"], "", "_toc.yml", "part of the contents")
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    for keys in _CONFIG:
        value = settings
        for key in keys:
            value = value[key]
        yield Found(value.strip(), "", "_config.yml")
    logo = (ROOT / "book" / "_static" / "logo.svg").read_text(encoding="utf-8")
    for text in re.findall(r"<(?:text|title|tspan)[^>]*>([^<]+)<", logo):
        yield Found(text.strip(), "", "book/_static/logo.svg")


def everything() -> list[Found]:
    """Return every message where it stands, in the order in which the book is read."""
    found = list(in_settings())
    found += in_markdown((ROOT / "book/index.md").read_text(encoding="utf-8"), "book/index.md")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        found += in_notebook(path)
    for path in sorted((ROOT / "book").glob("*.md")):
        if path.name != "index.md":
            found += in_markdown(path.read_text(encoding="utf-8"), f"book/{path.name}")
    found += in_tables()
    for folder in ("book/_ext", "src/egdi", "tools"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            where = path.relative_to(ROOT).as_posix()
            found += in_code(path.read_text(encoding="utf-8"), where)
    return [one for one in found if _has_words(one.text)]


def _has_words(text: str) -> bool:
    """Tell whether a message says more than its fields do."""
    bare = _FIELD.sub(lambda m: "plural" if "|" in (m[2] or "") else "", text)
    return any(letter.isalpha() for letter in bare)


# --- Catalogues


def template(found: Iterable[Found]) -> Catalog:
    """Return the catalogue without translations, a message once, with all its places."""
    catalogue = Catalog(project="egdi", charset="utf-8", fuzzy=False)
    for one in found:
        catalogue.add(
            one.text,
            locations=[(one.where, 0)],
            auto_comments=[one.what] if one.what else [],
            context=one.context or None,
        )
    return catalogue


def path_of(language: str) -> Path:
    """Return where the catalogue of a language is."""
    return LOCALE / language / "LC_MESSAGES" / "egdi.po"


def read(path: Path, language: str | None = None) -> Catalog:
    """Return a catalogue; an empty one where there is none yet."""
    if not path.is_file():
        return Catalog(locale=language, project="egdi", charset="utf-8", fuzzy=False)
    with path.open(encoding="utf-8") as file:
        return read_po(file, locale=language)


def written(catalogue: Catalog) -> str:
    """Return a catalogue as text: no dates, no line numbers, the order of reading."""
    catalogue.header_comment = (
        "# Messages of the book: the English text is the key. See locale/README.md."
    )
    out = io.BytesIO()
    write_po(out, catalogue, width=100, include_lineno=False, ignore_obsolete=True)
    kept = re.compile(
        r'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By'
        r'|Report-Msgid-Bugs-To|Project-Id-Version):.*\n', re.M
    )  # fmt: skip
    return kept.sub("", out.getvalue().decode("utf-8"))


def updated(catalogue: Catalog, fresh: Catalog) -> Catalog:
    """Return a catalogue with exactly the messages of the template, in its order.

    A text that changed keeps the translation of the nearest text that is gone, marked fuzzy.
    """
    catalogue.update(fresh, update_header_comment=False)
    ordered = Catalog(locale=catalogue.locale, project="egdi", charset="utf-8", fuzzy=False)
    for key in fresh:
        if key.id:
            message = catalogue.get(key.id, key.context)
            ordered[key.id] = Message(
                key.id,
                message.string if message else "",
                locations=key.locations,
                flags=message.flags if message else (),
                auto_comments=key.auto_comments,
                user_comments=message.user_comments if message else (),
                previous_id=message.previous_id if message else (),
                context=key.context,
            )
    return ordered


# --- What is wrong

_FIELD = re.compile(r"\{([^{}:|!]*)(?::([^{}]*))?\}")
_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_ROLE = re.compile(r"\{[\w-]+\}`[^`]*`")


def fields(text: str) -> set[str]:
    """Return the names of a template's fields, without those that only choose a plural."""
    bare = _CODE.sub("", _ROLE.sub("", text))
    return {name for name, how in _FIELD.findall(bare) if "|" not in how}


def faults(message: Message) -> list[str]:
    """Return what is wrong with one translation, a phrase each; nothing is untranslated."""
    if not message.string:
        return ["untranslated"]
    if message.fuzzy:
        return ["fuzzy"]
    one, two = message.id, message.string
    found = []
    every = {name for name, _ in _FIELD.findall(_CODE.sub("", _ROLE.sub("", one)))}
    if not fields(one) <= fields(two) | {""} or not fields(two) <= every:
        found.append(f"fields {sorted(fields(one))} became {sorted(fields(two))}")
    for what, pattern in (("inline code", _CODE), ("link targets", _LINK), ("roles", _ROLE)):
        before, after = sorted(pattern.findall(one)), sorted(pattern.findall(two))
        if before != after:
            found.append(f"{what} {before} became {after}")
    if one.count("**") != two.count("**"):
        found.append("bold text opens or closes elsewhere")
    if unicodedata.normalize("NFC", two) != two:
        found.append("letters are not composed (NFC)")
    if one[:1].isspace() != two[:1].isspace() or one[-1:].isspace() != two[-1:].isspace():
        found.append("blanks at an end differ")
    return found


def all_faults(language: str) -> dict[str, list[str]]:
    """Return what is wrong in a catalogue: what is wrong, and the messages it holds for."""
    catalogue = read(path_of(language), language)
    out: dict[str, list[str]] = {}
    for message in catalogue:
        if message.id:
            for fault in faults(message):
                out.setdefault(fault, []).append(message.id)
    return out


def missed(looked_up: Iterable[tuple[str, str]]) -> list[str]:
    """Return messages that were looked up, by context and text, and that the template lacks."""
    collected = read(TEMPLATE)
    return [
        text
        for context, text in sorted(looked_up)
        if _has_words(text) and collected.get(text, context or None) is None
    ]


def never_found(language: str) -> list[str]:
    """Return messages that executions looked up and no catalogue holds: the collector missed them.

    Read from the notes of the last build in that language.
    """
    found = {}
    for stamp in sorted((ROOT / "_build" / "books" / language / "stamps").glob("*.json")):
        messages = json.loads(stamp.read_text(encoding="utf-8")).get("messages", [])
        for text in missed((context, text) for context, text, _ in messages):
            found[text] = stamp.stem
    return [f"{where}: {text!r}" for text, where in found.items()]


def main(argv: list[str] | None = None) -> int:
    """Run the command line; return 1 where something is left to do."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, only report")
    options = parser.parse_args(argv)
    fresh = template(everything())
    left = 0
    if not options.check:
        LOCALE.mkdir(exist_ok=True)
        TEMPLATE.write_text(written(fresh), encoding="utf-8")
    for language in LANGUAGES:
        path = path_of(language)
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            catalogue = updated(read(path, language), fresh)
            path.write_text(written(catalogue), encoding="utf-8")
        found = all_faults(language)
        total = sum(1 for message in read(path, language) if message.id)
        todo = {fault: len(texts) for fault, texts in found.items()}
        bad = sum(n for fault, n in todo.items() if fault not in ("untranslated", "fuzzy"))
        print(
            f"{language}: {total} messages, {todo.get('untranslated', 0)} untranslated, "
            f"{todo.get('fuzzy', 0)} fuzzy, {bad} at fault."
        )
        for fault, texts in found.items():
            if fault not in ("untranslated", "fuzzy"):
                print(f"  {fault}: {texts[0][:100]!r}")
        for text in never_found(language):
            print(f"  not collected, {text}")
        left += sum(todo.values())
    return 1 if left else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    importlib.invalidate_caches()
    sys.exit(main())
