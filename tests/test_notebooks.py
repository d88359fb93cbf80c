"""The chapters are executed, reproducible, open to other questions, and made to be lifted."""

import ast
import json
import re
from html import unescape

import nbformat
import notebook as nb
import pytest

from egdi import panel

IDS = [n.stem for n in nb.NOTEBOOKS]
PARAMETERS = ("FOCUS", "GROUP", "TARGET_PLACE", "EDITION")
CHAPTERS = [n for n in nb.NOTEBOOKS if not n.stem.startswith("00")]
each_notebook = pytest.mark.parametrize("path", nb.NOTEBOOKS, ids=IDS)
each_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=[n.stem for n in CHAPTERS])


def read(path):
    return nbformat.read(path, as_version=4)


def marks(cell):
    """What a cell said, as the page reads it: mark and Markdown of each output."""
    for output in cell.get("outputs", []):
        mark = output.get("metadata", {}).get("egdi")
        if mark:
            yield mark, output["data"]["text/markdown"]


def captions(path):
    """The caption of each figure and table: identifier -> mark."""
    return {
        mark["name"]: mark
        for cell in nb.cells(path)
        for mark, _ in marks(cell)
        if mark["kind"] == "caption"
    }


def described(path):
    """Each code cell that draws or tabulates, with the caption that follows it."""
    found = []
    for cell in nb.cells(path):
        kinds = {k for o in cell.outputs for k in o.get("data", {})}
        if any(k.startswith("image/") for k in kinds) or "text/html" in kinds:
            found.append([cell, None])
        for mark, _ in marks(cell):
            if mark["kind"] == "caption" and found:
                found[-1][1] = mark
    return found


@pytest.fixture(autouse=True)
def exports(tmp_path, monkeypatch):
    monkeypatch.setenv("EGDI_EXPORTS", str(tmp_path / "exports"))
    return tmp_path / "exports"


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"FOCUS": "VTN"}, "did you mean"),
        ({"GROUP": "Atlantis"}, "did you mean"),
        ({"TARGET_PLACE": 40}, "choose 1 to 9"),
        ({"EDITION": 2025}, "has no edition 2025"),
    ],
    ids=["country", "group", "place", "edition"],
)
@each_notebook
def test_parameters_that_a_tool_injects_are_checked_too(path, parameters, sentence):
    """The question is asked in a cell of its own, after those that set or change parameters."""
    names: dict = {}
    for tag in ("setup", "parameters"):
        (cell,) = nb.cells(path, tag)
        nb.run(cell, names)
    names |= parameters
    (question,) = nb.cells(path, "question")
    with pytest.raises(panel.DataError, match=sentence):
        exec(question.source, names)


LIFTABLE = [(p, c) for p in nb.NOTEBOOKS for c in nb.cells(p, "liftable")]


@pytest.fixture(scope="module")
def started():
    """The names after the opening cells, once for each notebook."""
    return {path: nb.start(path) for path in nb.NOTEBOOKS}


@pytest.mark.parametrize(("path", "cell"), LIFTABLE, ids=[f"{p.stem}:{c.id}" for p, c in LIFTABLE])
def test_a_liftable_cell_needs_only_the_opening_cells(path, cell, started, exports):
    """And writes the files that the page links below it."""
    shown: list = []
    nb.run(cell, dict(started[path]), shown)
    caption = next((m for c, m in described(path) if c.id == cell.id), None)
    if caption:
        slug = started[path]["ask"].slug
        picture = any(k.startswith("image/") for o in cell.outputs for k in o.get("data", {}))
        for ending in ("png", "svg", "csv") if picture else ("csv",):
            stems = [f"{caption['name']}-{slug}", caption["name"]]
            files = [exports / f"{stem}.{ending}" for stem in stems]
            assert any(f.is_file() and f.stat().st_size for f in files), files[0].name


@each_chapter
def test_layout(path):
    code = nb.cells(path)
    assert [c.metadata.get("tags") for c in code[:3]] == [[t] for t in nb.OPENING]
    for name in PARAMETERS:
        assert re.search(rf"^{name} = ", code[1].source, re.M), name
    assert any("## Limits of this page" in c.source for c in read(path).cells)


@each_notebook
def test_cells_are_short_and_executed_without_error(path):
    for cell in nb.cells(path):
        prose = "prose" in cell.metadata.get("tags", [])
        assert prose or len(cell.source.splitlines()) <= 21, cell.source[:80]
        assert cell.execution_count, cell.source[:80]
        assert not [o for o in cell.outputs if o.output_type == "error"]


@each_notebook
def test_prose_is_shown_and_its_source_is_collapsed(path):
    """Whoever opens the notebook reads the sentences; the source is a click away."""
    for cell in nb.cells(path):
        tags = cell.metadata.get("tags", [])
        says = re.search(r"^\s*(?:\w+ and )?(say|caption)\(", cell.source, re.M)
        assert bool(says) <= ("prose" in tags), cell.id
        if "prose" in tags:
            assert cell.metadata["jupyter"]["source_hidden"] is True
        elif not set(tags) & set(nb.OPENING):
            assert {"hide-input", "hide-cell"} & set(tags), f"{cell.id}: code is folded"


@each_notebook
def test_plain_viewers_show_no_raw_role(path):
    """Jupyter, GitHub, Colab and nbconvert know Markdown, not MyST."""
    from nbconvert import MarkdownExporter

    text, _ = MarkdownExporter().from_notebook_node(read(path))
    plain = re.sub(r"```.*?```", "", text, flags=re.S)
    assert not re.search(r"\{[a-z:]+\}`|^:::|^```\{", plain, re.M)
    said = [t for cell in nb.cells(path) for m, t in marks(cell) if m["kind"] == "said"]
    assert said
    for paragraph in said:
        assert paragraph.splitlines()[0] in text


@each_notebook
def test_outputs_are_small(path):
    """A chart is there as SVG, for pages, and as PNG, for viewers that show no SVG."""
    for cell in nb.cells(path):
        assert len(json.dumps(cell.outputs)) < 350_000, cell.id


def test_all_notebooks_together_are_small():
    assert sum(p.stat().st_size for p in nb.NOTEBOOKS) < 10_000_000


@each_notebook
def test_figures_and_tables_are_described(path):
    for cell, caption in described(path):
        assert caption, f"{cell.id} has no caption"
        assert len(caption["caption"]) >= 20
        assert "liftable" in cell.metadata["tags"], cell.id
        if any(k.startswith("image/") for o in cell.outputs for k in o.get("data", {})):
            assert caption["name"].startswith("fig-")
            assert len(caption["alt"]) >= 40


@each_notebook
def test_a_picture_has_its_text_where_viewers_look_for_it(path):
    """In the metadata of the output, as its plain text, and as the title of the drawing."""
    for cell, caption in described(path):
        for output in cell.outputs:
            for kind in (k for k in output.get("data", {}) if k.startswith("image/")):
                assert output["metadata"][kind]["alt"] == caption["alt"], cell.id
                assert output["data"]["text/plain"] == caption["alt"], cell.id
                if kind == "image/svg+xml":
                    (title,) = re.findall(r"<title>(.*?)</title>", output["data"][kind])
                    assert unescape(title) == caption["alt"], cell.id


def test_names_of_figures_and_tables_are_unique():
    names = [m["name"] for path in nb.NOTEBOOKS for _, m in described(path) if m]
    assert len(names) == len(set(names)), {n for n in names if names.count(n) > 1}


@each_notebook
def test_tables_fit_a_screen(path):
    for cell, _ in described(path):
        for output in cell.outputs:
            rows = output.get("data", {}).get("text/html", "").count("<tr") - 1
            folded = {"hide-output", "hide-cell"} & set(cell.metadata["tags"])
            assert rows <= 12 or folded, cell.id


# What prose may say in digits: years, dates, names of laws, counts of states and other fixed facts.
ALLOWED = re.compile(
    r"\b(19|20)\d\d\b|\d+/(NQ|QĐ|QD|TB|TT)[-\w]*|\b(Notice|Resolution|Decision) [\d\w/-]+"
    r"|\b193\b|\b\d{1,2} (January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b|chapter \d+|from exactly 0 to exactly 1|\b0 to 1\b|0\.3[34]|A4"
)
TYPED = re.compile(
    r"(?<![\w.])(0[.,]\d{2,}|\d+(st|nd|rd|th)\b|\brank \d+|\bplace \d+|\b\d+ places)"
)


def prose(path):
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    told = [c.source for c in read(path).cells if c.cell_type == "markdown"]
    for cell in nb.cells(path, "prose"):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                told.append(re.sub(r"\{[^{}]*\}", "x", node.value))
    return "\n".join(told)


@pytest.mark.parametrize(
    "path", [*nb.NOTEBOOKS, *sorted(nb.ROOT.glob("book/*.md"))], ids=lambda p: p.stem
)
def test_prose_holds_no_typed_scores_or_ranks(path):
    text = re.sub(
        r"```.*?```|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|\]\([^)]*\)",
        "",
        prose(path),
        flags=re.S,
    )
    text = ALLOWED.sub("", text)
    assert not TYPED.findall(text), [m.group(0) for m in TYPED.finditer(text)]


@each_notebook
def test_the_latest_edition_is_not_typed_into_code(path):
    latest = str(panel.latest_edition())
    for cell in nb.cells(path):
        code = re.sub(r"#.*", "", cell.source)
        assert latest not in code, f"{cell.id}: use panel.latest_edition()"


@each_notebook
def test_no_machine_stands_in_a_notebook(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.])/(home|tmp|root|Users|work)/", text)
    assert not re.search(r"0x[0-9a-f]{8,}", text)
