"""The chapters are executed, reproducible, open to other questions, and made to be lifted."""

import json
import re

import book
import nbformat
import notebook as nb
import pytest

from egdi import panel

IDS = [n.stem for n in nb.NOTEBOOKS]
PARAMETERS = ("FOCUS", "GROUP", "TARGET_PLACE", "EDITION")
each_notebook = pytest.mark.parametrize("path", nb.NOTEBOOKS, ids=IDS)


def read(path):
    return nbformat.read(path, as_version=4)


@pytest.fixture(autouse=True)
def exports(tmp_path, monkeypatch):
    monkeypatch.setenv("EGDI_EXPORTS", str(tmp_path / "exports"))
    return tmp_path / "exports"


@each_notebook
def test_a_clean_kernel_gives_the_committed_outputs(path, tmp_path):
    again = book.execute(path, write=False, exports=tmp_path / "fresh")
    committed = read(path)
    assert len(again.cells) == len(committed.cells)
    for old, new in zip(committed.cells, again.cells, strict=True):
        if old.cell_type == "code":
            assert new.outputs == old.outputs, f"cell {old.id} gives another output"
            assert new.execution_count == old.execution_count


@pytest.mark.parametrize(
    "question",
    [
        {"FOCUS": "THA", "TARGET_PLACE": 2},
        {"FOCUS": "SGP", "TARGET_PLACE": 1},
        {"FOCUS": "KEN", "GROUP": "Africa"},
        {"FOCUS": "TLS", "GROUP": "South-East Asia"},
        {"GROUP": "World", "TARGET_PLACE": 50},
        {"GROUP": "VNM,THA,IDN", "TARGET_PLACE": 2},
        {"EDITION": 2018},
    ],
    ids=lambda q: "-".join(map(str, q.values())),
)
@each_notebook
def test_other_parameters_work(path, question):
    names = nb.run_all(path, **question)
    assert names["FOCUS"] == question.get("FOCUS", "VNM")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('FOCUS = "VNM"', 'FOCUS = "VNN"'),
        ('GROUP = "ASEAN"', 'GROUP = "Atlantis"'),
        ("TARGET_PLACE = 4", "TARGET_PLACE = 40"),
        ("EDITION = panel.latest_edition()", "EDITION = 2025"),
    ],
    ids=["country", "group", "place", "edition"],
)
@each_notebook
def test_a_question_without_an_answer_stops_at_the_parameters(path, old, new):
    names: dict = {}
    (setup,), (parameters,) = nb.cells(path, "setup"), nb.cells(path, "parameters")
    exec(setup.source, names)
    assert old in parameters.source
    with pytest.raises(panel.DataError):
        exec(parameters.source.replace(old, new), names)


LIFTABLE = [(p, c) for p in nb.NOTEBOOKS for c in nb.cells(p, "liftable")]


@pytest.fixture(scope="module")
def started():
    """The names after setup and parameters, once for each notebook."""
    return {path: nb.start(path) for path in nb.NOTEBOOKS}


@pytest.mark.parametrize(("path", "cell"), LIFTABLE, ids=[f"{p.stem}:{c.id}" for p, c in LIFTABLE])
def test_a_liftable_cell_needs_only_setup_and_parameters(path, cell, started):
    nb.run(cell, dict(started[path]))


@each_notebook
def test_layout(path):
    code = nb.cells(path)
    assert code[0].metadata.get("tags") == ["setup"]
    assert "parameters" in code[1].metadata.get("tags", [])
    for name in PARAMETERS:
        assert re.search(rf"^{name} = ", code[1].source, re.M), name
    assert read(path).cells[0].source.splitlines()[0].endswith("?"), "the title is a question"
    assert any("## Limits of this page" in c.source for c in read(path).cells)


@each_notebook
def test_cells_are_short_and_executed_without_error(path):
    for cell in nb.cells(path):
        assert len(cell.source.splitlines()) <= 20, cell.source[:80]
        assert cell.execution_count, cell.source[:80]
        assert not [o for o in cell.outputs if o.output_type == "error"]
        assert "remove-input" not in cell.metadata.get("tags", [])
        assert "remove-cell" not in cell.metadata.get("tags", [])


@each_notebook
def test_outputs_are_small(path):
    for cell in nb.cells(path):
        assert len(json.dumps(cell.outputs)) < 200_000, cell.id


def test_all_notebooks_together_are_small():
    assert sum(p.stat().st_size for p in nb.NOTEBOOKS) < 4_000_000


def pictures(path):
    return [
        cell
        for cell in nb.cells(path)
        if any(k.startswith("image/") for o in cell.outputs for k in o.get("data", {}))
    ]


def tables(path):
    return [
        cell
        for cell in nb.cells(path)
        if any("text/html" in o.get("data", {}) for o in cell.outputs)
    ]


@each_notebook
def test_figures_and_tables_are_described(path):
    for cell in pictures(path):
        meta = cell.metadata["mystnb"]
        assert meta["figure"]["name"].startswith("fig-")
        assert len(meta["figure"]["caption"]) >= 30
        assert len(meta["image"]["alt"]) >= 40
    for cell in tables(path):
        meta = cell.metadata["mystnb"]["figure"]
        assert re.match(r"tbl-|[a-z_]+", meta["name"])
        assert len(meta["caption"]) >= 20
        assert meta["caption_before"] is True
    for cell in [*pictures(path), *tables(path)]:
        assert "liftable" in cell.metadata["tags"], cell.id


@each_notebook
def test_every_named_figure_and_table_writes_its_files(path, started, exports):
    for cell in [*pictures(path), *tables(path)]:
        nb.run(cell, dict(started[path]))
        name = cell.metadata["mystnb"]["figure"]["name"]
        endings = ("png", "svg", "csv") if cell in pictures(path) else ("csv",)
        for ending in endings:
            assert (exports / f"{name}.{ending}").stat().st_size > 0


@each_notebook
def test_tables_fit_a_screen(path):
    for cell in tables(path):
        for output in cell.outputs:
            rows = output.get("data", {}).get("text/html", "").count("<tr") - 1
            assert rows <= 12 or "hide-output" in cell.metadata["tags"], cell.id


def glued(path):
    found = []
    for cell in nb.cells(path):
        marks = [output.get("metadata", {}).get("scrapbook") for output in cell.outputs]
        found += [mark["name"] for mark in marks if mark]
    return found


def test_glued_names_are_unique_over_the_book():
    names = [key for path in nb.NOTEBOOKS for key in glued(path)]
    assert len(names) == len(set(names)), {k for k in names if names.count(k) > 1}


@each_notebook
def test_every_glued_number_is_used(path):
    """A number that no sentence uses is a number that nobody checks."""
    pages = [*nb.ROOT.glob("book/*.md"), nb.ROOT / "README.md", *nb.NOTEBOOKS]
    text = "\n".join(p.read_text(encoding="utf-8") for p in pages)
    unused = [k for k in glued(path) if not re.search(rf"[`:{{]{k}[`:}}]", text)]
    assert not unused


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
    return "\n".join(c.source for c in read(path).cells if c.cell_type == "markdown")


@pytest.mark.parametrize(
    "path", [*nb.NOTEBOOKS, *sorted(nb.ROOT.glob("book/*.md"))], ids=lambda p: p.stem
)
def test_prose_holds_no_typed_scores_or_ranks(path):
    text = re.sub(
        r"```.*?```|\$\$.*?\$\$|\$[^$]*\$|\{glue:text\}`[^`]*`|`[^`]*`|\]\([^)]*\)",
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


@pytest.fixture(scope="module")
def next_edition(tmp_path_factory):
    """A copy of the record that a synthetic next edition, made of noise, has entered."""
    import shutil

    import synthetic

    from egdi import editions

    folder = tmp_path_factory.mktemp("next") / "data"
    shutil.copytree(panel.data_folder(), folder)
    file = synthetic.write(folder.parent, folder=folder)
    editions.write(editions.propose(file, folder=folder))
    return folder


@each_notebook
def test_the_next_edition_drops_in(path, next_edition, monkeypatch):
    before = panel.latest_edition()
    monkeypatch.setenv("EGDI_DATA", str(next_edition))
    names = nb.run_all(path)
    assert names["EDITION"] == panel.latest_edition() == before + 2
