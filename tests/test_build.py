"""What decides whether a notebook is executed again: its real inputs, and nothing else."""

import ast
import json
import shutil

import book
import nbformat
import pytest

from egdi import panel

SOURCE = """
from egdi import panel, ranks
print(panel.load("editions").shape)
"""


@pytest.fixture
def small_book(tmp_path, monkeypatch):
    """A book of one notebook in a copy of the library and the data."""
    for name in ("src", "data"):
        shutil.copytree(
            book.ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(book.ROOT / "requirements.lock", tmp_path)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "tools").mkdir()
    tool = tmp_path / "tools" / "book.py"
    shutil.copy(book.__file__, tool)
    notebook = tmp_path / "notebooks" / "01-small.ipynb"
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SOURCE, id="one")])
    nbformat.write(made, notebook)
    monkeypatch.setattr(book, "ROOT", tmp_path)
    monkeypatch.setattr(book, "BUILD", tmp_path / "_build")
    monkeypatch.setattr(book, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(book, "__file__", str(tool))
    return tmp_path


def test_only_what_depends_on_a_change_is_executed_again(small_book):
    notebook = small_book / "notebooks" / "01-small.ipynb"
    assert book.execute_stale() == [notebook]
    assert book.execute_stale() == []

    def touched(path):
        """Change a file and tell whether the notebook is stale; put it back."""
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        stale = not book.is_fresh(notebook)
        path.write_bytes(before)
        assert book.is_fresh(notebook)
        return stale

    assert touched(small_book / "data" / "editions.csv")
    assert touched(small_book / "data" / "datapackage.json")
    assert touched(small_book / "src" / "egdi" / "panel.py")
    assert touched(small_book / "src" / "egdi" / "ranks.py")
    assert touched(small_book / "requirements.lock")
    assert touched(small_book / "tools" / "book.py")
    assert touched(notebook)
    assert not touched(small_book / "data" / "indicators.csv")
    assert not touched(small_book / "src" / "egdi" / "contributions.py")
    (small_book / "data" / "editions.csv").unlink()
    assert not book.is_fresh(notebook)


def test_a_failing_cell_stops_the_build_and_changes_nothing(small_book):
    notebook = small_book / "notebooks" / "01-small.ipynb"
    book.execute_stale()
    broken = nbformat.read(notebook, as_version=4)
    broken.cells[0].source = "raise ValueError('no such edition')"
    nbformat.write(broken, notebook)
    before = notebook.read_bytes()
    with pytest.raises(SystemExit) as stop:
        book.execute_stale()
    assert "01-small.ipynb: a cell failed" in str(stop.value)
    assert "no such edition" in str(stop.value)
    assert notebook.read_bytes() == before
    assert not book.is_fresh(notebook)


@pytest.mark.parametrize("stale", [True, False])
def test_what_goes_on_beside_the_notebooks_is_done_once_and_its_failure_is_told(small_book, stale):
    done = []
    if not stale:
        book.execute_stale()
    book.execute_stale(beside=lambda: done.append("briefs"))
    assert done == ["briefs"]
    (small_book / "_build" / "stamps" / "01-small.json").unlink()

    def failing():
        raise ValueError("no such state")

    with pytest.raises(ValueError, match="no such state"):
        book.execute_stale(beside=failing)


def test_the_kernel_reads_the_copy(small_book):
    """The stamp names files of this book, so the library did not come from elsewhere."""
    book.execute_stale()
    inputs = json.loads(book.stamp_file(small_book / "notebooks" / "01-small.ipynb").read_text())
    assert "src/egdi/panel.py" in inputs
    assert "data/editions.csv" in inputs
    assert panel.describe("editions")["path"] == "editions.csv"


def test_executing_twice_gives_the_same_bytes(small_book):
    notebook = small_book / "notebooks" / "01-small.ipynb"
    book.execute(notebook)
    first = notebook.read_bytes()
    book.execute(notebook)
    assert notebook.read_bytes() == first


def test_the_readme_says_what_the_notebooks_found():
    text = book.README.read_text(encoding="utf-8")
    assert "<!-- answer: " in text
    assert book.readme(text) == text


def test_a_changed_number_changes_the_readme(tmp_path, monkeypatch):
    shutil.copytree(book.NOTEBOOKS, tmp_path / "notebooks")
    changed = tmp_path / "notebooks" / "00-the-answer.ipynb"
    made = nbformat.read(changed, as_version=4)
    for cell in made.cells:
        for output in cell.get("outputs", []):
            if output.get("metadata", {}).get("egdi", {}).get("name") == "stands":
                output["data"]["text/markdown"] = "It is one hundredth of 193."
    nbformat.write(made, changed)
    monkeypatch.setattr(book, "NOTEBOOKS", tmp_path / "notebooks")
    text = book.README.read_text(encoding="utf-8")
    assert "one hundredth of 193" in book.readme(text)


def test_equals_keep_their_order_on_every_processor():
    """A sort that is not stable orders equals by the instructions that the processor has.

    Keys of several columns are sorted in another way, which is stable.
    """
    for path in sorted((book.ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            keys = node.args[0] if node.args else None
            several = isinstance(keys, ast.List) and len(keys.elts) > 1
            if node.func.attr in ("sort_values", "argsort") and not several:
                kinds = [k.value.value for k in node.keywords if k.arg == "kind"]
                assert kinds == ["stable"], f"{path.name}, line {node.lineno}"
