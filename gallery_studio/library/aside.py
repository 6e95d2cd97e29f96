"""Puts a damaged database aside and a good one into its place. Nothing is ever deleted."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from gallery_studio.library import schema
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.library.files import make_folder, part_in, replace, sync_file, sync_folder
from gallery_studio.library.opening import check_integrity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

SUFFIXES = ("", "-wal", "-shm", "-journal")
"""The database and what belongs to it, in the order they are moved.

The database goes first: a crash in between leaves a log without a database, which is refused. The
other way round it would leave a database without its log, which reads as an older state.
"""


def set_aside(folder: Path, now_utc: datetime) -> Path | None:
    """Move the database, its log and its index together to ``damaged/<date>/``.

    Returns:
        The folder they lie in, or None when there was nothing to move.

    Raises:
        OSError: They could not be moved.
    """
    present = [suffix for suffix in SUFFIXES if (folder / f"{DATABASE_NAME}{suffix}").exists()]
    if not present:
        return None
    target = _half_moved(folder) if "" not in present else None
    if target is None:
        target = _free_folder(folder / "damaged", now_utc)
        make_folder(target)
    for suffix in present:
        (folder / f"{DATABASE_NAME}{suffix}").rename(target / f"{DATABASE_NAME}{suffix}")
    sync_folder(target)
    sync_folder(folder)
    return target


def _half_moved(folder: Path) -> Path | None:
    """Return the newest folder a crash left without its log: what is left over goes there too."""
    newest = max((folder / "damaged").glob("*/"), default=None)
    if newest is None or not (newest / DATABASE_NAME).exists():
        return None
    return None if (newest / f"{DATABASE_NAME}-wal").exists() else newest


def _free_folder(parent: Path, now_utc: datetime) -> Path:
    name = f"{now_utc:%Y%m%d-%H%M%S}"
    target, number = parent / name, 1
    while target.exists():
        number += 1
        target = parent / f"{name}-{number}"
    return target


@contextmanager
def new_database(folder: Path) -> Iterator[tuple[Path, sqlite3.Connection]]:
    """Give an empty database under an unfinished name; it is removed if anything fails.

    The connection waits for no disk: `put_in_place` forces the whole file out.

    Raises:
        OSError: The folder cannot be written.
        sqlite3.Error: The same, or the disk is full.
    """
    with unfinished(folder) as part, closing(quick_connection(part)) as connection:
        schema.migrate(connection)
        yield part, connection


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """Give the name of an unfinished database; what is left under it goes if anything fails."""
    make_folder(folder)
    part = part_in(folder)
    try:
        yield part
    except BaseException:
        for suffix in SUFFIXES:
            part.with_name(f"{part.name}{suffix}").unlink(missing_ok=True)
        raise


def quick_connection(part: Path) -> sqlite3.Connection:
    """Return a connection to an unfinished database."""
    connection = sqlite3.connect(part, isolation_level=None)
    connection.execute("PRAGMA journal_mode = memory").fetchall()
    connection.execute("PRAGMA synchronous = off")
    return connection


def put_in_place(folder: Path, part: Path, now_utc: datetime) -> Path | None:
    """Check a finished database and let it take the place of the damaged one.

    Returns:
        Where the damaged one lies now, or None when there was none.

    Raises:
        LibraryError: The new database is damaged itself; nothing was moved.
        OSError: The disk is full or cannot be written.
        sqlite3.Error: The new database cannot be read.
    """
    with closing(sqlite3.connect(part, isolation_level=None)) as connection:
        check_integrity(connection)
    sync_file(part)
    kept = set_aside(folder, now_utc)
    replace(part, folder / DATABASE_NAME)
    sync_folder(folder)
    return kept
