"""Print environment.yml for conda users: the pins of requirements.lock in a pip section."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAMED = ["jupyterlab", "jupyter-book", "pandas", "seaborn", "statsmodels"]


def pins(lock: str) -> list[str]:
    """Return ``name==version ; marker`` for every package of a lock with hashes."""
    return [re.sub(r"\s*\\$", "", line) for line in re.findall(r"^[a-zA-Z0-9].*$", lock, re.M)]


def environment(lock: str) -> str:
    """Return the text of environment.yml; the five packages the book stands on come first."""
    lines = pins(lock)
    named = [pin for name in NAMED for pin in lines if pin.startswith(f"{name}==")]
    rest = [pin for pin in lines if pin not in named]
    items = "".join(
        f"      - {pin}\n" if ";" not in pin else f'      - "{pin}"\n' for pin in named + rest
    )
    return f"""# For conda users; written by tools/environment.py from requirements.lock.
# conda env create -f environment.yml && conda activate egdi && python tools/book.py
name: egdi
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python>=3.11,<3.14
  - pip
  - pip:
{items}      - --editable .
"""


if __name__ == "__main__":
    print(environment((ROOT / "requirements.lock").read_text(encoding="utf-8")), end="")
