"""What a release is called is the same wherever it stands, and its ways elsewhere hold together."""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import SimpleNamespace

import book
import pdf
import release
import yaml

from egdi import panel

sys.path.insert(0, str(book.ROOT / "book" / "_ext"))

from egdi_book import elsewhere

ROOT = Path(book.ROOT)
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPTIONS = CONFIG["sphinx"]["config"]["html_theme_options"]


def test_versions_agree():
    """A release that changes one of them and forgets another does not pass."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## (\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)$", changes, re.M)
    assert project["version"] == CITATION["version"] == released[0][0]
    assert CITATION["date-released"] == released[0][1]
    days = [datetime.date.fromisoformat(day) for _, day in released]
    assert days == sorted(days, reverse=True)
    assert len(re.findall(r"^## ", changes, re.M)) - len(released) <= 1, "only one is unreleased"


def test_the_citation_is_complete():
    """Keys that the Citation File Format asks for, and those that a reference manager shows."""
    needed = {"cff-version", "title", "message", "authors", "type", "version", "date-released"}
    assert needed | {"license", "abstract", "keywords", "references"} <= set(CITATION)
    assert CITATION["cff-version"] == "1.2.0"
    (data,) = CITATION["references"]
    assert {"type", "title", "authors", "url", "date-accessed"} <= set(data)
    assert data["date-accessed"] == panel.describe("panel")["retrieved"]
    assert CITATION["title"] == CONFIG["title"]
    (author,) = CITATION["authors"]
    assert author["name"] == CONFIG["author"]


def test_the_repository_has_one_address():
    assert (CITATION.get("repository-code") or "") == OPTIONS["repository_url"]


def test_buttons_lead_to_the_repository_or_are_not_there():
    for address in ("", "https://example.org/a/b"):
        options = {**OPTIONS, "repository_url": address}
        elsewhere.configure(None, SimpleNamespace(html_theme_options=options))
        assert bool(options["launch_buttons"]) == bool(address)


def test_binder_gets_the_library_from_a_plain_clone():
    """repo2docker takes environment.yml at the top and installs the clone it stands in."""
    document = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (pip,) = [item["pip"] for item in document["dependencies"] if isinstance(item, dict)]
    assert pip[-1] == "--editable ."
    assert not (ROOT / "binder").exists() and not (ROOT / ".binder").exists()


def test_the_development_container_sets_itself_up_by_the_makefile():
    path = ROOT / ".devcontainer" / "devcontainer.json"
    container = json.loads(path.read_text(encoding="utf-8"))
    assert container["image"].rpartition(":")[2] in ("3.11", "3.12", "3.13")
    command = container["postCreateCommand"].split()
    done = subprocess.run([*command, "--dry-run"], cwd=ROOT, capture_output=True, text=True)
    assert command[0] == "make" and done.returncode == 0, done.stderr
    interpreter = container["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert interpreter == ".venv/bin/python"


def test_uv_and_pip_install_the_same():
    told = re.sub(r"\s+", " ", README)
    assert "`uv pip install --require-hashes -r requirements.lock`" in told
    assert "`uv pip install --no-deps --no-build-isolation -e .`" in told


def test_an_archive_is_the_same_whatever_the_dates_of_its_files(tmp_path):
    """Only what is in a file, its name, and whether it can be run."""
    one, two = tmp_path / "one.txt", tmp_path / "run"
    one.write_text("1\n"), two.write_text("#!/bin/sh\n")
    two.chmod(0o755)
    files = [(one, "b/one.txt"), (two, "a/run")]
    first = release.archive(tmp_path / "first.zip", files).read_bytes()
    os.utime(one, (10**9, 10**9))
    assert release.archive(tmp_path / "second.zip", files[::-1]).read_bytes() == first
    inside = zipfile.ZipFile(tmp_path / "first.zip").infolist()
    assert [entry.filename for entry in inside] == ["a/run", "b/one.txt"]
    assert [entry.external_attr >> 16 for entry in inside] == [0o755, 0o644]


def test_the_published_front_pages_link_the_books_that_lie_beside_them(tmp_path, monkeypatch):
    for folder in ("html", "html/vi"):
        (tmp_path / folder / "book").mkdir(parents=True)
        (tmp_path / folder / "index.html").touch()
        (tmp_path / folder / "book" / "index.html").write_text(
            '<article class="bd-article"><section><p>1</p></section></article>'
        )

    monkeypatch.setattr(release, "BUILD", tmp_path)
    monkeypatch.setattr(pdf, "HTML", tmp_path / "html")
    monkeypatch.setattr(pdf, "one_page", lambda html, language: language)
    monkeypatch.setattr(pdf, "printed", str.encode)
    monkeypatch.setattr(pdf, "settled", lambda content, language, names: content)
    assert list(release.site(tmp_path / "site")) == ["en", "vi"]
    told = {}
    for language in ("", "vi"):
        page = tmp_path / "site" / language / "book" / "index.html"
        told[language] = page.read_text(encoding="utf-8")
        found = re.findall(r'href="([^"]+)"', told[language])
        assert len(found) == 2
        assert all((page.parent / target).is_file() for target in found)
    assert (tmp_path / "site" / "egdi-book-vi.pdf").read_text() == "vi"
    assert "Toàn bộ" in told["vi"] and "The whole book" in told[""]
    assert "pdf" not in (tmp_path / "html" / "book" / "index.html").read_text()
