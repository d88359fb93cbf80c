"""The built book in a real browser: offline, without errors, accessible, fit for a phone."""

from __future__ import annotations

import functools
import hashlib
import http.server
import io
import json
import re
import threading
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import book
import copies
import nbformat
import notebook as nb
import pytest
from chromium import needs_browser


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """A copy of the project in which nothing was built, built as `make book` builds it."""
    folder = copies.of_the_project(tmp_path_factory.mktemp("site") / "project")
    copies.run(folder, "tools/book.py")
    return folder


@pytest.fixture(scope="session")
def site(built) -> Path:
    """The pages."""
    return built / "_build" / "html"


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


def test_no_page_holds_a_handler_in_its_markup_and_none_would_run(site):
    for page in pages_of(site):
        text = page.read_text(encoding="utf-8")
        assert "script-src-attr 'none'" in text, page.name
        assert not re.search(r"<[^>]*\son[a-z]+=", text), page.name


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
                assert re.search(rf"_downloads/{name}(-VNM[\w-]+)?\.csv", text), name
    assert names >= 10


def test_tables_are_numbered_as_tables_and_figures_as_figures(site):
    number = r'<figure[^>]*id="(fig|tbl)-[^"]+".*?class="caption-number">(\w+)'
    kinds = {"en": {"fig": "Fig", "tbl": "Table"}, "vi": {"fig": "Hình", "tbl": "Bảng"}}
    count = 0
    for page in pages_of(site):
        words = kinds["vi" if "vi" in page.relative_to(site).parts else "en"]
        for prefix, word in re.findall(number, page.read_text(encoding="utf-8"), flags=re.S):
            assert words[prefix] == word, page.name
            count += 1
    assert count >= 10


def test_prose_numbers_are_all_filled(site):
    for page in pages_of(site):
        text = re.sub(
            r"<pre.*?</pre>|<code.*?</code>|<script.*?</script>", "", page.read_text(), flags=re.S
        )
        assert "glue:" not in text, page.name
        assert not re.search(r"(?<![\w-])nan(?![\w-])|>None<", text), page.name


@pytest.mark.parametrize("path", nb.NOTEBOOKS, ids=lambda path: path.stem)
def test_a_clean_kernel_gives_the_committed_outputs(built, path):
    committed = nbformat.read(path, as_version=4)
    again = nbformat.read(built / "notebooks" / path.name, as_version=4)
    assert len(again.cells) == len(committed.cells)
    for old, new in zip(committed.cells, again.cells, strict=True):
        if old.cell_type == "code":
            assert new.outputs == old.outputs, f"cell {old.id} gives another output"
            assert new.execution_count == old.execution_count


@pytest.mark.parametrize("path", [book.README, book.PICTURE[-1]], ids=["answer", "picture"])
def test_the_readme_shows_what_the_chapters_found(built, path):
    assert path.read_bytes() == (built / path.relative_to(book.ROOT)).read_bytes()


def test_two_builds_give_the_same_bytes(built, site):
    def digests():
        return {
            p.relative_to(site): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(site.rglob("*"))
            if p.is_file()
        }

    first = digests()
    (built / "_build" / "stamps" / "html.json").unlink()
    assert "pages built" in copies.run(built, "tools/book.py", "html")
    assert digests() == first


def test_a_second_build_does_nothing(built):
    assert "0 notebooks executed, pages unchanged" in copies.run(built, "tools/book.py")


def _left(request) -> bool:
    """Whether the tab's picture was still on its way when the reader went on to the next page."""
    return request.failure == "net::ERR_ABORTED" and request.url.endswith("favicon.svg")


def watch(page):
    """Note what a page asks for and complains about."""
    seen: dict[str, list] = {"requests": [], "errors": [], "violations": [], "wide": []}
    page.on("request", lambda r: seen["requests"].append(r.url))
    page.on("pageerror", lambda e: seen["errors"].append(str(e)))
    page.on("requestfailed", lambda r: _left(r) or seen["errors"].append(f"{r.url}: {r.failure}"))
    page.on("console", lambda m: m.type == "error" and seen["errors"].append(m.text))
    return seen


def violations(page) -> list[tuple[str, str]]:
    """What axe finds against WCAG 2.2 AA: rule and element."""
    from axe_playwright_python.sync_playwright import Axe

    wanted = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
    return [
        (violation["id"], node["html"][:160])
        for violation in Axe().run(page, options=wanted).response["violations"]
        for node in violation["nodes"][:3]
    ]


@pytest.fixture(scope="module")
def tour(site, served, browser):
    """All pages seen on a phone from the disk; on a desk over http, examined, those in English.

    In the second language the pages are made of the same parts: of them a few are examined.
    """
    found = {}
    for scheme, base, width in (("http", served, 1280), ("file", site.as_uri(), 375)):
        page = browser.new_page(viewport={"width": width, "height": 900})
        seen = found[scheme] = watch(page)
        for path in pages_of(site):
            second = path.parent.parent != site
            if scheme == "http" and second and path.stem not in ("index", "explorer"):
                continue
            page.goto(f"{base}/{path.relative_to(site).as_posix()}")
            page.wait_for_load_state("networkidle")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                seen["wide"].append(path.stem)
            if scheme == "http":
                # axe looks for style sheets of its own; what it asks for is not the page's
                kept = {kind: list(seen[kind]) for kind in ("requests", "errors")}
                seen["violations"] += [(path.stem, *fault) for fault in violations(page)]
                seen.update(kept)
        page.close()
        seen["base"] = [base]
    return found


@needs_browser
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_pages_need_no_network_and_give_no_error(tour, scheme):
    seen = tour[scheme]
    assert seen["errors"] == []
    inside = (*seen["base"], "data:", "blob:")
    assert [url for url in seen["requests"] if not url.startswith(inside)] == []
    assert len(seen["requests"]) > 20


@needs_browser
def test_pages_are_accessible(tour):
    assert tour["http"]["violations"] == []


@needs_browser
@pytest.mark.parametrize("scheme", ["http", "file"], ids=["desk", "phone"])
def test_nothing_scrolls_sideways(tour, scheme):
    assert tour[scheme]["wide"] == []


@needs_browser
def test_the_table_of_statements_can_be_searched(served, browser):
    """Offline, by the keyboard, with the count told to who cannot see the rows."""
    page = browser.new_page()
    page.goto(f"{served}/notebooks/11-the-record.html")
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
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_explorer_is_accessible_while_it_is_used(served, browser, mode):
    """Suggestions open, sliders moved, states ticked by hand, a wrong address told."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(f"localStorage.mode = localStorage.theme = '{mode}'")
    found = []
    for address in ("#country=VNM&group=VNM,THA,IDN&place=1&edition=2028&osi=0.05", "#country=VTN"):
        page.goto("about:blank")
        page.goto(f"{served}/book/explorer.html{address}")
        page.wait_for_selector("#egdi-explorer:is([data-state=answered], [data-state=fault])")
        page.get_by_role("combobox", name="Country").click()
        page.keyboard.type("th")
        page.keyboard.press("ArrowDown")
        found += violations(page)
    page.close()
    assert found == []


def test_the_explorer_without_scripts_links_the_chapters(site):
    page = (site / "book" / "explorer.html").read_text(encoding="utf-8")
    (inside,) = re.findall(r"data-files=[^>]*></div><noscript>(.*?)</noscript>", page, flags=re.S)
    assert len(text(inside)) > 300
    assert {"01-rank-trajectories.html", "05-trend-projections.html"} <= set(
        re.findall(r"notebooks/([\w-]+\.html)", inside)
    )
    assert "onclick=" not in page[page.index("egdi-explorer") : page.index("How to read it")]


@needs_browser
def test_mathematics_is_set(served, browser):
    page = browser.new_page()
    page.goto(f"{served}/notebooks/13-data-reconciled.html")
    page.wait_for_selector("mjx-container svg", timeout=15000)
    page.close()


@needs_browser
def test_search_finds_a_chapter(served, browser):
    page = browser.new_page()
    page.goto(f"{served}/search.html?q=Shapley")
    page.wait_for_selector("#search-results li a", timeout=15000)
    hits = page.eval_on_selector_all("#search-results li a", "links => links.map(a => a.href)")
    page.close()
    assert any("02-sub-index-contributions" in hit for hit in hits)


def test_the_reference_does_not_answer_a_search(site):
    """Who looks for a country or a word of the book is not led to functions."""
    for index in (site / "searchindex.js", site / "vi" / "searchindex.js"):
        found = json.loads(index.read_text(encoding="utf-8").removeprefix("Search.setIndex(")[:-1])
        pages = {n for n, name in enumerate(found["docnames"]) if name.startswith("book/library")}
        assert len(pages) == 4
        assert not found["objects"]
        for kind in ("terms", "titleterms"):
            hits = [n if isinstance(n, list) else [n] for n in found[kind].values()]
            assert not pages & {page for pages_of_term in hits for page in pages_of_term}


def test_english_on_a_vietnamese_page_of_the_reference_is_marked_as_english(site):
    """Docstrings are quoted as they are; who listens to the page hears them read as English."""
    quoted = (
        r'<div class="egdi-reference docutils container" lang="en">.*?(?=<section|</article)'
        r'|<span lang="en">.*?</span>'
    )
    pages = (site / "vi" / "book").glob("*.html")
    for page in sorted(p for p in pages if p.stem.startswith(("library", "data-sheet"))):
        article = page.read_text(encoding="utf-8").partition("<article")[2].partition("<footer")[0]
        assert bool(re.findall(quoted, article, flags=re.S)) == (page.stem != "data-sheet")
        rest = text(re.sub(r"<code.*?</code>", "", re.sub(quoted, "", article, flags=re.S)))
        assert not re.search(r"\b(the|of|and|is|are|which|with)\b", rest), page.name


@needs_browser
def test_print_is_a_document(served, browser, tmp_path):
    from pypdf import PdfReader

    page = browser.new_page()
    page.goto(f"{served}/notebooks/01-rank-trajectories.html")
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
    made = {(p.stem, p.suffix) for p in (tmp_path / "exports").iterdir()}
    stem = f"thailand-THA-ASEAN-{names['ask'].edition}"
    assert made == {(stem, ending) for ending in (".png", ".svg", ".csv")}
    assert len(names["ask"].gaps) == 12
    edition = names["ask"].edition
    assert {p.name for p in (tmp_path / "briefs").iterdir()} == {
        f"brief-THA-ASEAN-{edition}.docx",
        f"brief-THA-ASEAN-{edition}.pdf",
    }


def test_the_cells_of_the_reuse_page_can_be_lifted(site, tmp_path, monkeypatch):
    """Copy the cells that the page shows into an empty notebook, run them, and change one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EGDI_EXPORTS", raising=False)
    page = (site / "book" / "reuse.html").read_text(encoding="utf-8")
    (chapter, cells) = re.search(r"```\{cells\} (\S+) (.*)", reuse_page()).groups()
    path = book.ROOT / f"{chapter}.ipynb"
    by_name = {
        name: cell for cell in nb.cells(path) for name in (cell.id, *cell.metadata.get("tags", []))
    }
    shown = [text(html) for html in re.findall(r"<pre>(.*?)</pre>", page, flags=re.S)]
    exports = tmp_path / "exports"
    for change in ("", 'FOCUS, TARGET_PLACE = "THA", 2'):
        names: dict = {}
        for name in cells.split():
            assert by_name[name].source.strip() in shown
            exec(by_name[name].source, names)
            if name == "parameters":
                exec(change, names)
        figure = cells.split()[-1]
        made = {(p.name.split("-VNM")[0].split("-THA")[0], p.suffix) for p in exports.iterdir()}
        assert made == {(figure, ending) for ending in (".png", ".svg", ".csv")}
    assert names["gap"]["place"].iloc[-1] == 2


def text(markup: str) -> str:
    """Return what a reader sees of some HTML."""
    import html

    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def test_the_index_lists_every_figure_and_table(site):
    page = (site / "book" / "reuse.html").read_text(encoding="utf-8")
    cards = re.findall(r"<li><img class=\"egdi-thumb\".*?</li>", page, flags=re.S)
    names = [
        output["metadata"]["egdi"]["name"]
        for path in nb.NOTEBOOKS
        for cell in nb.cells(path)
        for output in cell.outputs
        if output.get("metadata", {}).get("egdi", {}).get("kind") == "caption"
    ]
    assert len(cards) == len(names) > 10
    for name, card in zip(names, cards, strict=True):
        assert f"<code>{name}</code>" in card
        anchor = name.replace("_", "-")
        assert re.search(rf'href="\.\./notebooks/[\w-]+\.html#{anchor}"', card)
        assert re.search(rf"_downloads/{name}(-VNM[\w-]+)?\.csv", card)
        if name.startswith("fig-"):
            assert re.search(rf"_downloads/{name}(-VNM[\w-]+)?\.svg", card)
            assert re.search(rf"_downloads/{name}(-VNM[\w-]+)?\.png", card)
            assert "Alternative text" in card


def test_the_brief_can_be_taken_from_its_chapter(site):
    from egdi import panel

    for page in ("notebooks/08-the-brief.html", "book/reuse.html"):
        targets = [target for _, target in parsed(site / page).found]
        for ending in ("docx", "pdf"):
            name = f"brief-VNM-ASEAN-{panel.latest_edition()}.{ending}"
            assert f"../_downloads/{name}" in targets
            assert (site / "_downloads" / name).stat().st_size > 20_000


# --- The book as one document


BOOK = "_build/pdf/egdi-book-en.pdf"


@pytest.fixture(scope="session")
def printed(built):
    """The English book as PDF, printed from the pages."""
    from pypdf import PdfReader

    copies.run(built, "tools/pdf.py", "--languages", "en")
    return PdfReader(io.BytesIO((built / BOOK).read_bytes()))


@needs_browser
def test_every_chapter_of_the_document_has_a_bookmark_and_starts_a_page(site, printed):
    import pdf

    top = [item for item in printed.outline if not isinstance(item, list)]
    assert [item.title for item in top] == [pdf.chapter(site, name).title for name in pdf.pages()]
    assert len(printed.outline) > len(top), "sections lie below their chapter"
    at = [printed.get_destination_page_number(item) for item in top]
    assert at == sorted(set(at))
    assert all(item.top > 770 for item in top), "a chapter opens at the head of its page"
    assert at[-1] < len(printed.pages) < 100
    listed = re.findall(r" (\d+)$", printed.pages[1].extract_text(), flags=re.M)
    assert [int(number) - 1 for number in listed] == at


@needs_browser
def test_the_document_is_tagged_and_every_picture_has_a_text(printed):
    root = printed.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"
    kinds, pictures, waiting = [], [], [root["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            kinds.append(node.get("/S"))
            if node.get("/S") == "/Figure":
                pictures.append(str(node.get("/Alt", "")))
            waiting += [node["/K"]] if "/K" in node else []
    assert len(pictures) > 60 and kinds.count("/Table") > 60
    assert all(pictures)


@needs_browser
def test_typefaces_are_in_the_document_and_no_letter_is_missing(printed):
    """Nothing but the book's own typefaces: the same sheets on any machine."""
    names = set()
    for number, page in enumerate(printed.pages, start=1):
        for font in page["/Resources"].get("/Font", {}).values():
            if font.get_object()["/Subtype"] == "/Type3":  # drawn letter by letter in the file
                continue
            (inner,) = font.get_object()["/DescendantFonts"]
            descriptor = inner.get_object()["/FontDescriptor"]
            assert "/FontFile2" in descriptor
            names.add(descriptor["/FontName"].partition("+")[2].partition("-")[0])
        for shown in re.findall(rb"<([0-9A-F]+)> Tj", page.get_contents().get_data()):
            assert b"0000" not in [shown[i : i + 4] for i in range(0, len(shown), 4)], number
    assert names <= {"BeVietnamPro", "DejaVuSansMono", "DejaVuSans"}


@needs_browser
def test_links_of_the_document_lead_inside_it_or_to_the_web(printed):
    inside = 0
    for page in printed.pages:
        for link in page.get("/Annots", []):
            link = link.get_object()
            if "/Dest" in link:
                assert link["/Dest"] in printed.named_destinations
                inside += 1
            else:
                assert re.match(r"https?://", link["/A"]["/URI"])
    assert inside > 100


@needs_browser
def test_two_prints_give_the_same_bytes(built, printed):
    copies.run(built, "tools/pdf.py", "--languages", "en")
    assert (built / BOOK).read_bytes() == printed.stream.getvalue()
