"""Write several tables as one: all of them or none, whatever interrupts it.

The new files are written beside the old ones and brought to the disk. Then a note says which of
them are to take the place of which, then they are renamed, then the note goes. So whoever is killed
before the note has changed nothing, and whoever is killed after it has left all that is needed to
complete the writing: :func:`recover`, which every command that writes or checks calls first.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from egdi import panel as panel_room
from egdi.panel import DataError

NOTE = ".writing.json"
"""File that lies among the tables from the moment they are to be renamed until they are."""

TABLES = ("editions", "panel")
"""Tables that change together."""


def write(tables: dict[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write tables of :data:`TABLES`, all or none; leave alone what would not change.

    The caller is :func:`alone` with the folder, and gives the tables in an order in which readers
    can bear them: what comes between two renamings is seen by whoever reads then.

    Returns:
        The files that changed.

    Raises:
        DataError: if a table of record is not as the library writes it, or cannot be written.
    """
    old, new = {}, {}
    for name, table in tables.items():
        path = _path(name, folder)
        was, text = path.read_bytes(), panel_room.to_csv(table).encode("utf-8")
        if was == text:
            continue
        if panel_room.to_csv(panel_room.load(name, folder)).encode("utf-8") != was:
            raise DataError(
                f"{path.name}: not written as the library writes it, so other rows would change "
                "too; run `egdi check` and mend it first."
            )
        old[name], new[name] = was, text
    try:
        _replaced(old, new, folder)
    except OSError as error:
        whole = all(_path(name, folder).read_bytes() == old[name] for name in old)
        then = (
            "nothing was changed"
            if whole
            else "a part of it is written: run the command again when it can be"
        )
        raise DataError(f"{folder}: cannot be written ({error.strerror}); {then}.") from None
    return [_path(name, folder) for name in new]


def recover(folder: Path) -> list[Path]:
    """Complete a writing that was killed, or clear away one that had not come to its note.

    Args:
        folder: of the tables.

    Returns:
        The files that were completed.

    Raises:
        DataError: if there is something to do and the folder cannot be written.
    """
    left = [folder / NOTE, _part(folder / NOTE), *(_part(_path(n, folder)) for n in TABLES)]
    if not any(path.exists() for path in left):
        return []
    try:
        with alone(folder):
            missing = _missing(folder)
            _rename(missing, folder)
            _clear(folder)
    except OSError as error:
        raise DataError(
            f"{folder}: an interrupted writing cannot be completed ({error.strerror}); make the "
            "folder writable and run the command again."
        ) from None
    return [_path(name, folder) for name in missing]


def state(folder: Path) -> str:
    """Return what changes when one of the tables does."""
    digests = [_digest(_path(name, folder)) for name in TABLES]
    return " ".join(digests)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one process at a time write; where folders cannot be locked, trust to luck."""
    handle = None
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
    except (ImportError, OSError):
        pass
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _replaced(old: dict[str, bytes], new: dict[str, bytes], folder: Path) -> None:
    """Put new contents in the place of old ones, or leave the old ones."""
    try:
        _stage(new, folder)
    except BaseException:
        _clear(folder)
        raise
    try:
        _rename(new, folder)
    except BaseException:
        # The way back is a writing of its own: killed on it, the next run completes it.
        back = {n: old[n] for n in reversed(old) if _path(n, folder).read_bytes() != old[n]}
        if back:
            _stage(back, folder)
            _rename(back, folder)
        _clear(folder)
        raise
    _clear(folder)


def _stage(contents: dict[str, bytes], folder: Path) -> None:
    """Write contents beside their tables, then the note that they are to be renamed."""
    for name, content in contents.items():
        path = _path(name, folder)
        if not os.access(path, os.W_OK):
            raise PermissionError(13, "Permission denied", str(path))
        _put(_part(path), content)
        shutil.copymode(path, _part(path))
    note = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    _put(_part(folder / NOTE), json.dumps(note).encode("utf-8"))
    os.replace(_part(folder / NOTE), folder / NOTE)
    _settle(folder)


def _missing(folder: Path) -> list[str]:
    """Return the tables that are still to be renamed; none if the note or a file is not whole."""
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        wanted = {name: str(digest) for name, digest in note.items() if name in TABLES}
    except (OSError, ValueError, AttributeError):
        return []
    left = [name for name in wanted if _digest(_path(name, folder)) != wanted[name]]
    whole = all(_digest(_part(_path(name, folder))) == wanted[name] for name in left)
    return left if whole else []


def _rename(names: Collection[str], folder: Path) -> None:
    """Put what was written beside tables in their place."""
    for name in names:
        os.replace(_part(_path(name, folder)), _path(name, folder))
    _settle(folder)


def _clear(folder: Path) -> None:
    """Take away the note, then what else a writing leaves; what cannot be taken away stays."""
    for path in (folder / NOTE, _part(folder / NOTE), *(_part(_path(n, folder)) for n in TABLES)):
        path.unlink(missing_ok=True)


def _path(table: str, folder: Path) -> Path:
    """Return the file of a table, behind a link the file itself."""
    return Path(os.path.realpath(panel_room.table_path(table, folder)))


def _part(path: Path) -> Path:
    """Return where a file is written before it takes its place."""
    return path.with_name(f".{path.name.removeprefix('.')}.part")


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, or nothing where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _put(path: Path, content: bytes) -> None:
    """Write a file through to the disk."""
    with open(path, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Bring renamed files to the disk, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
