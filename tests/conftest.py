import shutil
import sys
from pathlib import Path

import matplotlib
import pytest

matplotlib.use("agg")

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))


@pytest.fixture(scope="session")
def copied(tmp_path_factory):
    """A copy of the figures of record, for ``record`` alone."""
    return shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("record") / "data")


@pytest.fixture
def record(copied, monkeypatch):
    """A copy of the figures of record that a test may damage; the library reads it.

    The copy is mended after the test, times included, so what was read of it stays read.
    """
    monkeypatch.setenv("EGDI_DATA", str(copied))
    yield copied
    for path in copied.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif not (ROOT / "data" / path.name).exists():
            path.unlink()
    for path in (ROOT / "data").iterdir():
        copy = copied / path.name
        if not copy.exists() or copy.read_bytes() != path.read_bytes():
            shutil.copy2(path, copy)


@pytest.fixture(scope="session")
def data():
    """The panel of record."""
    from egdi import panel

    return panel.load()
