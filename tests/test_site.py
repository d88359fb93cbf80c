"""The built book in a real browser: offline, without errors, accessible, fit for a phone."""

from __future__ import annotations

import functools
import hashlib
import http.server
import re
import shutil
import threading
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import book
import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


@pytest.fixture(scope="session")
def site() -> Path:
    """The book, built as `make book` builds it."""
    book.main([])
    return book.BUILD / "html"


def pages_of(site: Path) -> list[Path]:
    """Return the pages that a reader opens, without the redirect and Sphinx's own."""
    return sorted(p for p in site.rglob("*.html") if p.parent.name in ("book", "notebooks"))


@pytest.fixture(scope="session")
def served(site):
    """The address of the book over http."""
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield running
        running.close()


class Links(HTMLParser):
    """Collects what a page points to, its identifiers and its pictures."""

    def __init__(self, path: Path):
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.ids: set[str] = set()
        self.images: list[dict] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        known = dict(attributes)
        self.ids.update(v for k, v in attributes if k in ("id", "name") and v)
        for name in ("href", "src"):
            if known.get(name):
                self.found.append((tag, known[name]))
        if tag == "img":
            self.images.append(known)


@functools.cache
def parsed(path: Path) -> Links:
    return Links(path)


def test_every_link_and_asset_resolves(site):
    broken = []
    for page in [*pages_of(site), site / "index.html"]:
        for _, target in parsed(page).found:
            if re.match(r"(https?|mailto|data|javascript):", target):
                continue
            address, fragment = urldefrag(target)
            file = (page.parent / unquote(address.split("?")[0])).resolve() if address else page
            if not file.is_file() or (
                fragment and file.suffix == ".html" and unquote(fragment) not in parsed(file).ids
            ):
                broken.append((page.name, target))
    assert not broken


def test_no_page_loads_anything_from_outside(site):
    for page in site.rglob("*.html"):
        for tag, target in parsed(page).found:
            if tag != "a" and not (tag == "link" and "canonical" in target):
                assert not re.match(r"(https?:)?//", target), (page.name, target)


def test_every_picture_tells_what_its_shape_says(site):
    for page in pages_of(site):
        for image in parsed(page).images:
            if "logo" in image["src"]:
                assert image["alt"]
                continue
            alt = image.get("alt") or ""
            assert len(alt) >= 40, (page.name, image["src"], alt)
            assert "{" not in alt
            assert not re.search(r"\.(svg|png)|_images", alt)


def test_figures_and_tables_have_their_downloads(site):
    names = 0
    for page in pages_of(site):
        text = page.read_text(encoding="utf-8")
        if page.parent.name == "notebooks":
            for name in re.findall(r'<figure[^>]*id="((?:fig|tbl)-[^"]+)"', text):
                names += 1
                assert f"_downloads/{name}.csv" in text, name
    assert names >= 10


def test_tables_are_numbered_as_tables_and_figures_as_figures(site):
    number = r'<figure[^>]*id="(fig|tbl)-[^"]+".*?class="caption-number">(\w+)'
    kinds = {"fig": "Fig", "tbl": "Table"}
    found = [
        match
        for page in pages_of(site)
        for match in re.findall(number, page.read_text(encoding="utf-8"), flags=re.S)
    ]
    assert len(found) >= 10
    assert [kinds[prefix] for prefix, _ in found] == [word for _, word in found]


def test_prose_numbers_are_all_filled(site):
    for page in pages_of(site):
        text = re.sub(
            r"<pre.*?</pre>|<code.*?</code>|<script.*?</script>", "", page.read_text(), flags=re.S
        )
        assert "glue:" not in text, page.name
        assert not re.search(r"(?<![\w-])nan(?![\w-])|>None<", text), page.name


def test_the_picture_of_the_readme_is_the_chapters(site):
    stem, name, picture = book.PICTURE
    assert picture.read_bytes() == (book.BUILD / "exports" / stem / name).read_bytes()


def test_two_builds_give_the_same_bytes(site):
    def digests():
        return {
            p.relative_to(site): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(site.rglob("*"))
            if p.is_file()
        }

    first = digests()
    (book.BUILD / "stamps" / "html.json").unlink()
    assert book.build_html()
    assert digests() == first


def test_a_second_build_does_nothing(site):
    assert book.execute_stale() == []
    assert book.build_html() is False


def watch(page):
    """Note what a page asks for and complains about."""
    seen: dict[str, list[str]] = {"requests": [], "errors": []}
    page.on("request", lambda r: seen["requests"].append(r.url))
    page.on("pageerror", lambda e: seen["errors"].append(str(e)))
    page.on("requestfailed", lambda r: seen["errors"].append(r.url))
    page.on("console", lambda m: m.type == "error" and seen["errors"].append(m.text))
    return seen


@needs_browser
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_pages_need_no_network_and_give_no_error(site, served, browser, scheme):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    seen = watch(page)
    base = served if scheme == "http" else site.as_uri()
    for path in pages_of(site):
        page.goto(f"{base}/{path.relative_to(site).as_posix()}")
        page.wait_for_load_state("networkidle")
    page.close()
    assert seen["errors"] == []
    outside = [u for u in seen["requests"] if not u.startswith((base, "data:", "blob:"))]
    assert outside == []
    assert len(seen["requests"]) > 20


@needs_browser
def test_pages_are_accessible(site, served, browser):
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": 1280, "height": 900})
    wanted = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
    found = []
    for path in pages_of(site):
        page.goto(f"{served}/{path.relative_to(site).as_posix()}")
        page.wait_for_load_state("networkidle")
        for violation in Axe().run(page, options=wanted).response["violations"]:
            for node in violation["nodes"][:3]:
                found.append((path.stem, violation["id"], node["html"][:160]))
    page.close()
    assert found == []


@needs_browser
def test_nothing_scrolls_sideways_on_a_phone(site, served, browser):
    page = browser.new_page(viewport={"width": 375, "height": 800})
    wide = []
    for path in pages_of(site):
        page.goto(f"{served}/{path.relative_to(site).as_posix()}")
        page.wait_for_load_state("networkidle")
        if page.evaluate("document.documentElement.scrollWidth") > 375:
            wide.append(path.stem)
    page.close()
    assert wide == []


@needs_browser
def test_the_table_of_statements_can_be_searched(served, browser):
    """Offline, by the keyboard, with the count told to who cannot see the rows."""
    page = browser.new_page()
    page.goto(f"{served}/notebooks/06-the-record.html")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    rows = page.locator("#T_claims_checked tbody tr:visible")
    everything = rows.count()
    box = page.get_by_label("Show rows with")
    box.fill("TII 2016")
    assert 0 < rows.count() < everything
    assert all("TII" in text and "2016" in text for text in rows.all_inner_texts())
    told = page.locator(".egdi-filter [role=status]")
    assert told.inner_text() == f"{rows.count()} of {everything} rows"
    box.fill("")
    assert rows.count() == everything
    page.close()


@needs_browser
def test_mathematics_is_set(served, browser):
    page = browser.new_page()
    page.goto(f"{served}/notebooks/01-data-reconciled.html")
    page.wait_for_selector("mjx-container svg", timeout=15000)
    page.close()


@needs_browser
def test_search_finds_a_chapter(served, browser):
    page = browser.new_page()
    page.goto(f"{served}/search.html?q=Shapley")
    page.wait_for_selector("#search-results li a", timeout=15000)
    hits = page.eval_on_selector_all("#search-results li a", "links => links.map(a => a.href)")
    page.close()
    assert any("03-sub-index-contributions" in hit for hit in hits)


@needs_browser
def test_print_is_a_document(served, browser, tmp_path):
    from pypdf import PdfReader

    page = browser.new_page()
    page.goto(f"{served}/notebooks/02-rank-trajectories.html")
    page.wait_for_load_state("networkidle")
    page.pdf(path=str(tmp_path / "page.pdf"), format="A4", prefer_css_page_size=True)
    page.close()
    sheets = PdfReader(tmp_path / "page.pdf").pages
    width, height = sheets[0].mediabox.width, sheets[0].mediabox.height
    assert (round(width), round(height)) == (595, 842)
    text = "\n".join(sheet.extract_text() for sheet in sheets)
    assert "Where does Viet Nam stand" in text
    assert "Ctrl" not in text, "the search box stands on paper"
    assert 2 <= len(sheets) <= 14


def reuse_page() -> str:
    return (book.ROOT / "book" / "reuse.md").read_text(encoding="utf-8")


def test_the_examples_of_the_reuse_page_work(tmp_path, monkeypatch):
    """Read the code from the page and run it in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EGDI_EXPORTS", raising=False)
    code = re.findall(r"```python\n(.*?)```", reuse_page(), flags=re.S)
    names: dict = {}
    exec("\n".join(code), names)
    assert {p.name for p in (tmp_path / "exports").iterdir()} == {
        "thailand.png",
        "thailand.svg",
        "thailand.csv",
    }
    assert len(names["gap"]) == 12
    edition = names["EDITION"]
    assert {p.name for p in (tmp_path / "briefs").iterdir()} == {
        f"brief-THA-ASEAN-{edition}.docx",
        f"brief-THA-ASEAN-{edition}.pdf",
    }


def test_the_cells_of_the_reuse_page_can_be_lifted(site, tmp_path, monkeypatch):
    """Copy the cells that the page shows into an empty notebook, run them, and change one."""
    import notebook as nb

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EGDI_EXPORTS", raising=False)
    page = (site / "book" / "reuse.html").read_text(encoding="utf-8")
    (chapter, cells) = re.search(r"```\{cells\} (\S+) (.*)", reuse_page()).groups()
    path = book.ROOT / f"{chapter}.ipynb"
    by_name = {
        name: cell for cell in nb.cells(path) for name in (cell.id, *cell.metadata.get("tags", []))
    }
    shown = [text(html) for html in re.findall(r"<pre>(.*?)</pre>", page, flags=re.S)]
    for change in ("", 'FOCUS, TARGET_PLACE = "THA", 2'):
        names: dict = {}
        for name in cells.split():
            assert by_name[name].source.strip() in shown
            exec(by_name[name].source, names)
            if name == "parameters":
                exec(change, names)
        figure = cells.split()[-1]
        assert {p.name for p in (tmp_path / "exports").iterdir()} == {
            f"{figure}.{ending}" for ending in ("png", "svg", "csv")
        }
    assert names["gap"]["place"].iloc[-1] == 2


def text(markup: str) -> str:
    """Return what a reader sees of some HTML."""
    import html

    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def test_the_index_lists_every_figure_and_table(site):
    import notebook as nb

    page = (site / "book" / "reuse.html").read_text(encoding="utf-8")
    cards = re.findall(r"<li><img class=\"egdi-thumb\".*?</li>", page, flags=re.S)
    names = [
        cell.metadata["mystnb"]["figure"]["name"]
        for path in nb.NOTEBOOKS
        for cell in nb.cells(path)
        if "figure" in cell.metadata.get("mystnb", {})
    ]
    assert len(cards) == len(names) > 10
    for name, card in zip(names, cards, strict=True):
        assert f"<code>{name}</code>" in card
        anchor = name.replace("_", "-")
        assert re.search(rf'href="\.\./notebooks/[\w-]+\.html#{anchor}"', card)
        assert f"_downloads/{name}.csv" in card
        if name.startswith("fig-"):
            assert f"_downloads/{name}.svg" in card
            assert f"_downloads/{name}.png" in card
            assert "Alternative text" in card


def test_the_brief_can_be_taken_from_its_chapter(site):
    from egdi import panel

    for page in ("notebooks/08-the-brief.html", "book/reuse.html"):
        targets = [target for _, target in parsed(site / page).found]
        for ending in ("docx", "pdf"):
            name = f"brief-VNM-ASEAN-{panel.latest_edition()}.{ending}"
            assert f"../_downloads/{name}" in targets
            assert (site / "_downloads" / name).stat().st_size > 20_000
