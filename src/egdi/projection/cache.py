"""Results that take seconds, kept on disk under a name made of all that they depend on.

A file's name holds the hash of its inputs: the tables, the arguments, the code of this package
and the versions of the libraries below it. Whatever changes, changes the name, so nothing stale
can be read and nothing has to be deleted by hand. ``$EGDI_CACHE`` names another folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

_LIBRARIES = ("numpy", "pandas", "scipy", "statsmodels", "scoringrules")


def cache_folder() -> Path:
    """Return ``$EGDI_CACHE`` if set, else ``_build/cache`` in the repository."""
    default = Path(__file__).resolve().parents[3] / "_build" / "cache"
    return Path(os.environ.get("EGDI_CACHE") or default)


@cache
def _code() -> str:
    """Return the hash of this package's code and of the libraries' versions."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).resolve().parent.glob("*.py")):
        digest.update(path.read_bytes())
    digest.update(json.dumps({name: version(name) for name in _LIBRARIES}).encode())
    return digest.hexdigest()


def fingerprint(frame: pd.DataFrame) -> str:
    """Return the hash of a table's columns and values."""
    digest = hashlib.sha256(",".join(map(str, frame.columns)).encode())
    digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return digest.hexdigest()


def cached(
    name: str, inputs: Mapping[str, Any], compute: Callable[[], pd.DataFrame]
) -> pd.DataFrame:
    """Return a table from disk if its inputs have been seen before, else compute and keep it.

    The file is written under another name and then moved, so a reader never sees half of it; a
    file that cannot be read, or a folder that cannot be written, only costs the time.

    Args:
        name: what the table is; part of the file's name.
        inputs: all it depends on besides this package's code, as JSON would hold it.
        compute: makes the table; its index is not kept.
    """
    text = json.dumps([_code(), inputs], sort_keys=True, default=str)
    path = cache_folder() / f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:20]}.csv"
    try:
        return pd.read_csv(path, keep_default_na=False)
    except (OSError, ValueError):
        pass
    table = compute()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, prefix=".", suffix=".part", delete=False, encoding="utf-8"
        ) as part:
            table.to_csv(part, index=False)
        os.replace(part.name, path)
    except OSError:
        pass
    return table
