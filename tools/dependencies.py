"""Write DEPENDENCIES.md: every package of the lock, its version, its licence and why it is there.

Licences are those that the installed packages state. A package of the lock that this machine does
not need keeps the licence written down here. Files of others that lie in the repository come after
the packages. ``python tools/dependencies.py > DEPENDENCIES.md``
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]

WHY = {
    "pandas": "the tables",
    "numpy": "draws and arrays",
    "seaborn": "the charts",
    "statsmodels": "trends of the projections, regressions on income",
    "matplotlib": "the charts, figures for print",
    "scipy": "distributions and statistics of the projections",
    "pandera": "checks the tables against their description",
    "scoringrules": "scores of past projections",
    "country-converter": "codes and names of states",
    "babel": "numbers, dates and names in a language, the catalogue",
    "python-docx": "briefs and reports as Word files",
    "openpyxl": "an edition that comes as an Excel file",
    "typst": "briefs and reports as PDF",
    "tqdm": "shows how far a build is",
    "platformdirs": "where an installed package keeps results",
    "jupyterlab": "the notebooks",
    "jupyter-book": "the pages",
    "nbclient": "executes the notebooks",
    "nbformat": "reads and writes the notebooks",
    "setuptools": "installs the package from its folder",
    "pytest": "the tests",
    "pytest-xdist": "tests on two cores",
    "hypothesis": "tests on made-up tables",
    "playwright": "the pages in a real browser, in tests",
    "axe-playwright-python": "accessibility of the pages, in tests; brings axe-core (MPL-2.0)",
    "ruff": "style of the code",
    "mypy": "types of the code",
    "pypdf": "reads the PDFs, in tests",
}
"""What each package that the project asks for by name is there for."""

STATED = {
    "appnope": "BSD-2-Clause",
    "colorama": "BSD-3-Clause",
    "pywinpty": "MIT",
    "soupsieve": "MIT",
    "contourpy": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "overrides": "Apache-2.0",
    "psutil": "BSD-3-Clause",
    "axe-playwright-python": "MIT",
}
"""Licences of packages that some machines do not need, or that state theirs in a file only."""

CARRIED = """\
| what | where | licence |
|---|---|---|
| MathJax 3.2.2, `es5/tex-svg.js`, unchanged | `book/_static/mathjax` | Apache-2.0, beside it |
| Be Vietnam Pro, three typefaces | `src/egdi/fonts` | OFL-1.1, beside it |
| Tinos, four typefaces | `src/egdi/report/fonts` | OFL-1.1, beside it |

MathJax lies here as one file because the Python package that wrapped it brought 24 MB, stated two
different licences and held the text of none. The file is the same, byte for byte."""

_SPDX = {
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "mit license": "MIT",
    "bsd license": "BSD",
    "bsd 3-clause license": "BSD-3-Clause",
    "bsd-3-clause license": "BSD-3-Clause",
    "python software foundation license": "PSF-2.0",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "isc license (iscl)": "ISC",
    "gnu general public license v3 (gplv3)": "GPL-3.0",
}


def packages(lock: str) -> dict[str, tuple[list[str], list[str]]]:
    r"""Return for each package of a lock its versions, and what asks for it.

    Example:
        >>> packages("a==1 \\\n    --hash=x\n    # via b\n")
        {'a': (['1'], ['b'])}
    """
    found: dict[str, tuple[list[str], list[str]]] = {}
    for block in re.split(r"^(?=[a-zA-Z0-9])", lock, flags=re.M)[1:]:
        pin = Requirement(re.sub(r"\s*\\$", "", block.splitlines()[0]))
        (version,) = [one.version for one in pin.specifier]
        versions, asked = found.setdefault(canonicalize_name(pin.name), ([], []))
        versions += [version] if version not in versions else []
        for line in re.findall(r"^    #(?: via| {2}) *(\S.*)$", block, re.M):
            asked += [line] if line not in asked else []
    return found


def licence(name: str) -> str:
    """Return the licence that an installed package states, or the one written down here.

    Raises:
        SystemExit: if neither is known.
    """
    if name in STATED:
        return STATED[name]
    try:
        known = metadata(name)
    except PackageNotFoundError:
        sys.exit(f"{name} is not installed; write its licence down in {Path(__file__).name}")
    stated = known.get("License-Expression") or ""
    classifiers = [c.split(" :: ")[-1] for c in known.get_all("Classifier") or [] if "License" in c]
    field = (known.get("License") or "").replace("UNKNOWN", "")
    if not stated and len(field) <= 40:
        stated = field
    stated = stated or " and ".join(c for c in classifiers if c != "OSI Approved")
    if not stated or stated.lower() in ("unknown", "dual license"):
        sys.exit(f"{name} does not state its licence; write it down in {Path(__file__).name}")
    return _SPDX.get(stated.lower(), stated)


def direct() -> dict[str, str]:
    """Return the packages that pyproject.toml asks for: what for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = [canonicalize_name(Requirement(line).name) for line in lines]
    return {name: WHY[name] for name in names}


def rows(lock: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield a row of the table for each package: name, versions, licence, why."""
    wanted = direct()
    for name, (versions, asked) in packages(lock).items():
        via = [one for one in asked if not one.startswith("egdi")]
        why = wanted.get(name) or f"{', '.join(via[:3])}{' and others' if len(via) > 3 else ''}"
        yield name, " or ".join(versions), licence(name), why


def table(lock: str) -> str:
    """Return the text of DEPENDENCIES.md."""
    wanted = direct()
    found = list(rows(lock))
    own = [row for row in found if row[0] in wanted]
    rest = [row for row in found if row[0] not in wanted]

    def written(head: str, lines: list[tuple[str, str, str, str]]) -> str:
        return "\n".join([head, "|---|---|---|---|", *(f"| {' | '.join(row)} |" for row in lines)])

    return f"""# Dependencies

Every package of `requirements.lock`, written by `tools/dependencies.py`; licences as the packages
state them.

## What the project asks for

{written("| package | version | licence | what for |", own)}

`country-converter` is under the GPL, version 3: the library imports it, once a file with names of
states instead of codes is read, and no page or document holds anything of it.

## What these need

{written("| package | version | licence | needed by |", rest)}

## What lies in the repository

{CARRIED}
"""


if __name__ == "__main__":
    print(table((ROOT / "requirements.lock").read_text(encoding="utf-8")), end="")
