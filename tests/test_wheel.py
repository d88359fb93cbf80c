"""The package installed somewhere else: tables, fonts and catalogues come with it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import copies
import pytest

from egdi import panel

ROOT = copies.ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The content of a wheel built from a copy of the project, far from any checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    project = copies.of_the_project(folder / "project")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index",
               "--no-build-isolation", "--wheel-dir", str(folder), str(project)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("egdi-*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "packages")
    return folder / "packages"


@pytest.fixture
def run(installed, tmp_path):
    """Run the command in an empty folder, as a user of the package would."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("EGDI_")
    }
    environment |= {
        "PYTHONPATH": str(installed),
        "XDG_CACHE_HOME": str(installed.parent / "kept"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    (tmp_path / "empty").mkdir()

    def egdi(*arguments: str, **more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "egdi", *arguments], cwd=tmp_path / "empty",
            env=environment | more, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return egdi


def test_every_package_of_the_library_is_packed():
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    there = {
        path.parent.relative_to(ROOT / "src").as_posix().replace("/", ".")
        for path in (ROOT / "src").rglob("__init__.py")
    }
    assert set(listed) == there | {"egdi.data", "egdi.locale"}


def test_every_file_that_the_library_reads_is_packed(installed):
    packed = {p.relative_to(installed).as_posix() for p in installed.rglob("*") if p.is_file()}
    for path in (ROOT / "src" / "egdi").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.relative_to(ROOT / "src").as_posix() in packed
    for table in panel.tables():
        assert f"egdi/data/{panel.describe(table)['path']}" in packed
    assert "egdi/locale/vi/LC_MESSAGES/egdi.po" in packed


def test_versions_of_package_and_tables_are_told(run):
    told = run("--version")
    assert told.startswith("egdi 2.") and f"tables {panel.version()}" in told
    assert f"to {panel.latest_edition()}" in told


def test_the_tables_that_came_with_it_are_checked(run):
    assert run("check").startswith("No fault in panel")


def test_a_brief_is_written_where_it_is_asked_for(run, installed, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in installed.rglob("*")}
    run("brief", "--country", "THA", "--language", "vi")
    written = {path.name for path in (tmp_path / "empty").iterdir()}
    assert written == {"brief-THA-ASEAN-2024.docx", "brief-THA-ASEAN-2024.pdf"}
    import docx

    text = "\n".join(
        p.text for p in docx.Document(tmp_path / "empty" / "brief-THA-ASEAN-2024.docx").paragraphs
    )
    assert "Thái Lan" in text and "Thailand" not in text
    assert {path: path.stat().st_mtime_ns for path in installed.rglob("*")} == before
    if sys.platform == "linux":
        assert list((installed.parent / "kept" / "egdi").glob("backtest-*.csv"))


def test_a_report_is_written_where_it_is_asked_for(run, tmp_path):
    run("report", "2026Q4")
    written = sorted(path.name for path in (tmp_path / "empty").iterdir())
    assert written == ["report-VNM-2026Q4-vi.docx", "report-VNM-2026Q4-vi.pdf"]


def test_other_tables_can_be_named(run, tmp_path):
    with pytest.raises(AssertionError, match=r"datapackage\.json: cannot be read"):
        run("check", EGDI_DATA=str(tmp_path / "nowhere"))
