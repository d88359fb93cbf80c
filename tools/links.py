"""Ask whether the addresses outside the book are still there.

``python tools/links.py`` reads the pages, the chapters' text and the tables, asks every address
once, slowly, and names those that are gone and where they stand; it exits with 1 if there are any.
A server that refuses (403, 429), fails or does not answer is named too, but is no reason to fail:
many sites let no script in. Only the standard library is needed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GONE = (404, 410)
_ADDRESS = re.compile(r"https?://[^\s\"'<>|`\\]+")
_AGENT = {"User-Agent": "Mozilla/5.0 (compatible; a weekly check of a book's links)"}


def addresses(text: str) -> list[str]:
    """Return the web addresses in a text, without the marks of a sentence around them.

    Example:
        >>> addresses("See (https://a.org/b_(c)), or <https://d.org>.")
        ['https://a.org/b_(c)', 'https://d.org']
    """
    found = []
    for address in _ADDRESS.findall(text):
        address = re.split(r"\]\(|\)\[|\{", address)[0].rstrip(".,;:*_")
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(".,;:")
        found.append(address)
    return found


def texts() -> Iterator[tuple[str, str]]:
    """Yield all that readers read and that can hold an address: where, and the text."""
    kept = [*ROOT.glob("*.md"), *ROOT.glob("book/*.md"), *ROOT.glob("book/*.bib")]
    kept += [*ROOT.glob("data/*"), ROOT / "CITATION.cff"]
    for path in sorted(kept):
        if path.is_file():
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
    for path in sorted(ROOT.glob("notebooks/*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
        yield path.relative_to(ROOT).as_posix(), text


def where_from() -> dict[str, list[str]]:
    """Return every address, without its fragment, and the files it stands in."""
    found: dict[str, list[str]] = {}
    for where, text in texts():
        for address in addresses(text):
            files = found.setdefault(address.partition("#")[0], [])
            if where not in files:
                files.append(where)
    return found


def ask(address: str, seconds: float = 30) -> str:
    """Return what has become of an address: ``there``, ``gone``, or why that is not known."""
    request = urllib.request.Request(address, headers=_AGENT)
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            answer.read(1)
        return "there"
    except urllib.error.HTTPError as error:
        return "gone" if error.code in GONE else f"not known: status {error.code}"
    except (OSError, ValueError) as error:
        return f"not known: {getattr(error, 'reason', error)}"


def main(argv: list[str] | None = None) -> int:
    """Run the command line; return 1 if an address is gone."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true", help="name the addresses, ask none")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two (1)")
    options = parser.parse_args(argv)
    gone = 0
    for address, files in where_from().items():
        answer = "listed" if options.list else ask(address)
        if answer != "there":
            print(f"{answer}: {address} ({', '.join(files)})", flush=True)
        gone += answer == "gone"
        if not options.list:
            time.sleep(options.pause)
    return 1 if gone else 0


if __name__ == "__main__":
    sys.exit(main())
