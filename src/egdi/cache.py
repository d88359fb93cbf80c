"""Results that take seconds, kept on disk under a name made of all that they depend on.

A file's name holds the hash of its inputs: the tables given, the arguments, every file of the
record and of this library, and the versions of the libraries below it. Whatever changes, changes
the name, so nothing stale can be read and nothing has to be deleted by hand. ``$EGDI_CACHE`` names
another folder.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from egdi import folders, panel

_LIBRARIES = ("numpy", "pandas", "scipy", "statsmodels", "scoringrules")


def cache_folder() -> Path:
    """Return the folder of kept results, see :func:`egdi.folders.cache`."""
    return folders.cache()


def _hash(folder: Path, files: Iterable[Path]) -> str:
    """Return the hash of files' names below a folder and of what they hold."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def code(package: Path | None = None) -> str:
    """Return the hash of all code that a result can depend on.

    That is every module of this library, since a result may reach any of them, and the versions
    of the libraries that do the arithmetic.

    Args:
        package: folder of the library; default this one's.
    """
    package = package or Path(__file__).resolve().parent
    versions = {name: version(name) for name in _LIBRARIES}
    below = json.dumps([platform.python_version(), versions])
    return hashlib.sha256((_hash(package, package.rglob("*.py")) + below).encode()).hexdigest()


# Taken when this module is imported: what is edited later is not what this process runs.
_CODE = code()


def record(folder: Path | None = None) -> str:
    """Return the hash of all tables of record.

    Args:
        folder: folder of the tables; default the repository's.
    """
    folder = Path(folder or panel.data_folder())
    files = [path for path in sorted(folder.iterdir()) if path.suffix in (".csv", ".json")]
    return _record(folder, tuple((p, p.stat().st_mtime_ns, p.stat().st_size) for p in files))


@cache
def _record(folder: Path, files: tuple[tuple[Path, int, int], ...]) -> str:
    """Read the tables once for each state of their files."""
    return _hash(folder, [path for path, *_ in files])


def fingerprint(frame: pd.DataFrame) -> str:
    """Return the hash of a table's columns and values."""
    digest = hashlib.sha256(",".join(map(str, frame.columns)).encode())
    digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return digest.hexdigest()


class Keyed:
    """A panel that can be the key of what is remembered, by what it and the tables of record hold.

    Attributes:
        data: the panel.
        folder: folder of the tables of record; None for the repository's.
    """

    def __init__(self, data: pd.DataFrame, folder: Path | None = None) -> None:
        self.data, self.folder = data, folder
        self.key = (fingerprint(data), record(folder))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Keyed) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


DIGITS = "%.9g"
"""Digits that are kept: the last ones of a sum differ from machine to machine, and with them the
bytes of a chapter."""


def cached(
    name: str,
    inputs: Mapping[str, Any],
    compute: Callable[[], pd.DataFrame],
    folder: Path | None = None,
) -> pd.DataFrame:
    """Return a table from disk if its inputs have been seen before, else compute and keep it.

    Two processes that ask at once compute it once: the second waits for the first. The file is
    written under another name and then moved, so a reader never sees half of it; a file that
    cannot be read, or a folder that cannot be written, only costs the time.

    Args:
        name: what the table is; part of the file's name.
        inputs: all it depends on besides the code and the tables of record, as JSON would hold it.
        compute: makes the table; its index is not kept.
        folder: folder of the tables of record; default the repository's.
    """
    text = json.dumps([_CODE, record(folder), inputs], sort_keys=True, default=str)
    path = cache_folder() / f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:20]}.csv"
    found = _kept(path)
    if found is not None:
        return found
    with _alone(path):
        found = _kept(path)
        if found is not None:
            return found
        kept = compute().to_csv(index=False, float_format=DIGITS)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                "w", dir=path.parent, prefix=".", suffix=".part", delete=False, encoding="utf-8"
            ) as part:
                part.write(kept)
            os.replace(part.name, path)
        except OSError:
            pass
    # What was just computed is read back too: the same numbers as every later reader gets.
    return pd.read_csv(io.StringIO(kept), keep_default_na=False)


def _kept(path: Path) -> pd.DataFrame | None:
    """Return the table in a file, None where there is none that can be read."""
    try:
        return pd.read_csv(path, keep_default_na=False)
    except (OSError, ValueError):
        return None


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process at a time make a file; where files cannot be locked, let each make it."""
    lock = path.with_name(f".{path.name}.lock")
    held = None
    try:
        import fcntl

        lock.parent.mkdir(parents=True, exist_ok=True)
        held = lock.open("w")
        fcntl.flock(held, fcntl.LOCK_EX)
    except (ImportError, OSError):
        pass
    try:
        yield
    finally:
        if held:
            lock.unlink(missing_ok=True)
            held.close()
