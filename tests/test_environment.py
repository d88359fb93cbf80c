"""One set of versions: the lock, environment.yml and pyproject.toml agree."""

import re
import tomllib
from pathlib import Path

import environment
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = [Requirement(pin) for pin in environment.pins(LOCK)]


def test_environment_yml_is_what_the_lock_gives():
    assert (ROOT / "environment.yml").read_text(encoding="utf-8") == environment.environment(LOCK)


def test_conda_users_get_the_pins_of_the_lock():
    document = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    pip = next(item["pip"] for item in document["dependencies"] if isinstance(item, dict))
    theirs = {str(Requirement(line)) for line in pip if not line.startswith("--")}
    assert theirs == {str(pin) for pin in PINS}
    assert [Requirement(line).name for line in pip[:5]] == environment.NAMED
    assert document["channels"] == ["conda-forge", "nodefaults"]


def test_every_dependency_is_pinned_in_its_range():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    for line in wanted:
        requirement = Requirement(line)
        pins = [p for p in PINS if canonicalize_name(p.name) == canonicalize_name(requirement.name)]
        assert pins, line
        for pin in pins:
            (version,) = [s.version for s in pin.specifier]
            assert requirement.specifier.contains(version), (line, version)


def test_the_lock_has_a_hash_for_every_pin_and_no_address():
    blocks = re.split(r"^(?=[a-zA-Z0-9])", LOCK, flags=re.M)[1:]
    assert len(blocks) == len(PINS)
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in LOCK
    assert "index-url" not in LOCK


def test_jupyter_book_is_of_the_first_generation():
    (pin,) = [p for p in PINS if p.name == "jupyter-book"]
    assert str(pin.specifier).startswith("==1.")
