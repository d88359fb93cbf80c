"""The whole book, as a maintainer makes it when the next edition comes: in, built, out again."""

import hashlib
from html import unescape

import copies
import notebook as nb
import synthetic

from egdi import panel


def digests(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.glob("data/*")}


def test_the_whole_book_is_about_the_next_edition(tmp_path):
    copy = copies.of_the_project(tmp_path / "project")
    before = digests(copy)
    new = panel.latest_edition() + 2
    upload = synthetic.write(tmp_path)
    assert "Written: editions.csv, panel.csv." in copies.run(
        copy, "-m", "egdi", "add-edition", str(upload)
    )
    assert "No fault" in copies.run(copy, "-m", "egdi", "check")
    assert "pages built" in copies.run(copy, "tools/book.py", "--languages", "en")
    for path in (copy / "notebooks").glob("*.ipynb"):
        (asked,) = nb.cells(path, "question")
        assert f"data to {new}" in str(asked.outputs), path.stem
    for name in ("book/index", "notebooks/01-rank-trajectories", "notebooks/08-the-brief"):
        page = unescape((copy / "_build" / "html" / f"{name}.html").read_text(encoding="utf-8"))
        assert str(new) in page, name
    readme = (copy / "README.md").read_text(encoding="utf-8")
    answer = readme.partition("<!-- /answer -->")[0]
    assert f"in the edition of {new}." in answer
    assert f"in the edition of {new - 2}." not in answer
    copies.run(copy, "-m", "egdi", "remove-edition", str(new))
    assert digests(copy) == before
