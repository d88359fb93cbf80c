import shutil
import sys
from pathlib import Path

import matplotlib
import pytest

matplotlib.use("agg")

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))


@pytest.fixture
def record(tmp_path, monkeypatch):
    """A copy of the figures of record that a test may damage; the library reads it."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    monkeypatch.setenv("EGDI_DATA", str(folder))
    return folder


@pytest.fixture(scope="session")
def data():
    """The panel of record."""
    from egdi import panel

    return panel.load()
