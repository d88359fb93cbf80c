"""Where things lie: tables, catalogues, kept results, documents.

In a checkout of the repository they lie in it; an installed package brings its tables and
catalogues with it, keeps results in the user's cache folder and writes documents where it is run.
"""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def checkout() -> Path | None:
    """Return the repository that this library is run from; None where it was installed."""
    top = _PACKAGE.parents[1]
    is_one = _PACKAGE.parent.name == "src" and (top / "data" / "datapackage.json").is_file()
    return top if is_one else None


def data() -> Path:
    """Return the folder of the tables: ``$EGDI_DATA`` if set, else those at hand."""
    asked = os.environ.get("EGDI_DATA")
    return Path(asked) if asked else (checkout() or _PACKAGE) / "data"


def locale() -> Path:
    """Return the folder of the catalogues."""
    return (checkout() or _PACKAGE) / "locale"


def cache() -> Path:
    """Return the folder of kept results: ``$EGDI_CACHE`` if set, else one that is made if need be.

    It is ``_build/cache`` in a checkout, and the user's cache folder elsewhere.
    """
    asked, top = os.environ.get("EGDI_CACHE"), checkout()
    if asked:
        return Path(asked)
    if top:
        return top / "_build" / "cache"
    from platformdirs import user_cache_path

    return user_cache_path("egdi", appauthor=False)


def documents(kind: str) -> Path:
    """Return where documents are written: ``_build/kind`` in a checkout, else the working folder.

    Args:
        kind: ``briefs`` or ``reports``.
    """
    top = checkout()
    return top / "_build" / kind if top else Path.cwd()
