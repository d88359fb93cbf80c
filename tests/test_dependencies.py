"""Every package of the lock stands in DEPENDENCIES.md with its licence and its reason."""

import doctest
import hashlib
import re
from pathlib import Path

import dependencies

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
TABLE = (ROOT / "DEPENDENCIES.md").read_text(encoding="utf-8")


def test_the_table_is_what_the_lock_and_the_installed_packages_give():
    assert dependencies.table(LOCK) == TABLE


def test_every_package_of_the_lock_has_version_licence_and_reason():
    listed = re.findall(r"^\| ([\w.-]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", TABLE, re.M)
    found = {name: rest for name, *rest in listed if name != "package"}
    known = dependencies.packages(LOCK)
    assert set(found) == set(known) and len(known) > 150
    for name, (versions, licence, why) in found.items():
        assert versions.strip() == " or ".join(known[name][0])
        assert re.search(r"MIT|BSD|Apache|MPL|GPL|PSF|ISC|Public Domain", licence), (name, licence)
        assert why.strip() and "unknown" not in licence.lower(), name


def test_what_is_asked_for_by_name_has_a_reason_and_nothing_else_has():
    assert set(dependencies.WHY) == set(dependencies.direct())
    assert not doctest.testmod(dependencies).failed


def test_what_lies_in_the_repository_lies_there_with_its_licence():
    for place in re.findall(r"`((?:book|src)/[^`]+)`", dependencies.CARRIED):
        texts = [p.read_text() for p in (ROOT / place).iterdir() if p.suffix in ("", ".txt")]
        assert any("License" in text or "LICENSE" in text for text in texts), place


def test_mathjax_is_the_file_of_its_makers():
    """As in the npm package mathjax 3.2.2; a changed byte would run on every page."""
    content = (ROOT / "book/_static/mathjax/tex-svg.js").read_bytes()
    made = "d4295dc33744836935c1399feece5159577b34c5c8ffb9f1c6324cd82e03a882"
    assert hashlib.sha256(content).hexdigest() == made
