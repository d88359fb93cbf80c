"""Write all that a release consists of into ``_build/release``: ``make release``.

The book as PDF in both languages, the site as a ZIP to open from a memory stick, the briefs of
South-East Asia's states, the tables with their description, the package as a wheel, the source, and
the checksums of all. The same commit gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import pdf
from book import folder_of

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
OUT = BUILD / "release"
SITE = BUILD / "site"
"""The site as it is published: with the books."""
LANGUAGES = ("en", "vi")
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every file in an archive: the earliest that a ZIP can hold."""


def version() -> str:
    """Return the version of the release."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]


def archive(path: Path, files: Iterable[tuple[Path, str]]) -> Path:
    """Write files into a ZIP under the names given, in the order of names, without dates."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for file, name in sorted(files, key=lambda pair: pair[1]):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = (0o755 if file.stat().st_mode & 0o100 else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, file.read_bytes())
    return path


def below(folder: Path, prefix: str = "") -> list[tuple[Path, str]]:
    """Return the files of a folder with their names below it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [(path, prefix + path.relative_to(folder).as_posix()) for path in files]


def site(folder: Path = SITE) -> dict[str, Path]:
    """Copy the site, put the books into it and link them from its front pages; return the books.

    The pages that ``make book`` writes do not link what only a machine with Chromium can make.
    """
    from bs4 import BeautifulSoup

    from egdi.words import phrase, speaking

    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(BUILD / "html", folder)
    books = {language: pdf.write(pdf.site(language), language, folder) for language in LANGUAGES}
    for language in books:
        page = folder / ("" if language == "en" else language) / "book" / "index.html"
        up = "../" if language == "en" else "../../"
        with speaking(language):
            names = {"en": phrase("English"), "vi": phrase("Vietnamese")}
            links = ", ".join(
                f'<a href="{up}{path.name}" hreflang="{other}">{escape(names[other])}</a>'
                for other, path in books.items()
            )
            text = escape(phrase("The whole book as PDF:"))
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        line = BeautifulSoup(f'<p class="egdi-release">{text} {links}.</p>', "html.parser")
        soup.select_one("article.bd-article section").append(line)
        page.write_text(str(soup), encoding="utf-8")
    return books


def wheel(out: Path) -> Path:
    """Build the package from a clean copy of what git knows, and return the wheel."""
    copy = out / "source"
    subprocess.run(
        ["git", "archive", "--format=tar", "--output", str(out / "source.tar"), "HEAD"],
        cwd=ROOT, check=True,
    )  # fmt: skip
    shutil.unpack_archive(out / "source.tar", copy, filter="data")
    (out / "source.tar").unlink()
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "315619200"}
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index",
         "--no-build-isolation", "--wheel-dir", str(out), str(copy)],
        check=True, env=environment,
    )  # fmt: skip
    for left in ("build", "src/egdi.egg-info"):
        shutil.rmtree(copy / left, ignore_errors=True)
    return next(out.glob("egdi-*.whl"))


def main(argv: Sequence[str] | None = None) -> int:
    """Write the release, or only the site as it is published."""
    parser = argparse.ArgumentParser(description="Write all that a release consists of.")
    parser.add_argument("what", nargs="?", default="all", choices=["all", "site"])
    only_site = parser.parse_args(argv).what == "site"
    if not (BUILD / "html" / "vi" / "index.html").exists():
        sys.exit("The site is not built in both languages; run tools/book.py first.")
    if only_site:
        site()
        print(f"Written: {SITE.relative_to(ROOT)}")
        return 0
    if subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True).stdout:
        sys.exit("There are changes that are not committed; commit them, a release is a commit.")
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    name = f"egdi-{version()}"
    for path in site().values():
        shutil.copy(path, OUT)
    archive(OUT / f"{name}-site.zip", below(SITE, f"{name}-site/"))
    briefs = below(BUILD / "exports" / "briefs", "en/")
    briefs += below(folder_of("vi") / "_build" / "exports" / "briefs", "vi/")
    archive(OUT / f"{name}-briefs.zip", briefs)
    archive(OUT / f"{name}-data.zip", below(ROOT / "data", f"{name}-data/"))
    wheel(OUT)
    archive(OUT / f"{name}-source.zip", below(OUT / "source", f"{name}/"))
    shutil.rmtree(OUT / "source")
    files = sorted(OUT.iterdir())
    sums = "".join(f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.name}\n" for f in files)
    (OUT / "SHA256SUMS").write_text(sums, encoding="utf-8")
    for file in files:
        print(f"{file.stat().st_size / 1e6:7.1f} MB  {file.relative_to(ROOT).as_posix()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
