"""Finds out whether a folder holds a library this program may open, before SQLite touches it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.library import schema
from gallery_studio.library.backups import back_up
from gallery_studio.library.database import DATABASE_NAME, wal_of
from gallery_studio.library.files import (
    PART_PREFIX,
    make_folder,
    part_in,
    replace,
    sync_file,
    sync_folder,
)

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_HEADER_BYTES = 100
_MAGIC = b"SQLite format 3\x00"
_ALWAYS_CHECKED_BYTES = 8 * 1024 * 1024
"""Up to this size `check_integrity` costs a few milliseconds and runs at every start."""


def check_header(path: Path) -> None:
    """Check, by its first bytes alone, that a database is a library of a known version.

    Raises:
        LibraryError: It is not; nothing was opened or changed.
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        raise LibraryError(
            LibraryErrorKind.NOT_A_LIBRARY,
            f"{path} is not a library database, or it is damaged. Nothing was changed and your"
            " picture files are untouched. Restore a backup, or choose another folder.",
        )
    if int.from_bytes(header[68:72], "big") != schema.APPLICATION_ID:
        raise LibraryError(
            LibraryErrorKind.NOT_A_LIBRARY,
            f"{path} belongs to another program. Nothing was changed. Choose another folder.",
        )
    _check_version(int.from_bytes(header[60:64], "big"))


def check_log(path: Path) -> None:
    """Check that no newer program left its version in the log that is not yet in the database.

    Raises:
        LibraryError: It did; database and log are unchanged.
        sqlite3.Error: The database cannot be read.
    """
    if not has_log(path):
        return
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        _check_version(schema.version_of(connection))


def _check_version(version: int) -> None:
    if version > schema.CURRENT_VERSION:
        raise LibraryError(
            LibraryErrorKind.TOO_NEW,
            f"This library was made by a newer version (format {version}, this program reads up to"
            f" {schema.CURRENT_VERSION}). Nothing was changed. Update the program or open another"
            " library.",
        )


def has_log(path: Path) -> bool:
    """Whether a write-ahead log with content lies beside the database."""
    log = wal_of(path)
    return log.exists() and log.stat().st_size > 0


def is_missing(path: Path) -> bool:
    """Whether there is no database, or one of 0 bytes."""
    return not path.exists() or path.stat().st_size == 0


def check_nothing_lost(folder: Path) -> None:
    """Check that a folder without a database holds nothing a database once described.

    Raises:
        LibraryError: There are pictures or a log: the database is missing, not new.
    """
    if not has_log(folder / DATABASE_NAME) and not _has_pictures(folder):
        return
    raise LibraryError(
        LibraryErrorKind.DATABASE_MISSING,
        f"The database of the library in {folder} is missing or empty, but its pictures are there."
        " Nothing was changed. Restore a backup, rebuild the library from the pictures, or choose"
        " another folder.",
    )


def _has_pictures(folder: Path) -> bool:
    return any(
        path.is_file() and not path.name.startswith(PART_PREFIX)
        for path in (folder / "images").glob("*/*")
    )


def create(folder: Path) -> None:
    """Make a new database. It appears whole: a crash leaves an unfinished file at most.

    Raises:
        OSError: The folder cannot be written.
        sqlite3.Error: The same, or the disk is full.
    """
    make_folder(folder)
    part = part_in(folder)
    try:
        with closing(sqlite3.connect(part, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = memory")
            connection.execute("PRAGMA synchronous = off")
            schema.migrate(connection)
        sync_file(part)
        replace(part, folder / DATABASE_NAME)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(folder)


def bring_up_to_date(connection: sqlite3.Connection, folder: Path, now_utc: datetime) -> None:
    """Migrate an older library after a backup; do nothing with one of this version.

    Raises:
        LibraryError: The backup failed; the library is unchanged.
        sqlite3.Error: The failing step left the library as it was before it.
    """
    version = schema.version_of(connection)
    if version == schema.CURRENT_VERSION:
        return
    back_up(folder, now_utc, suffix=f"-pre-v{version + 1}")
    schema.migrate(connection)
    # so that an older program finds the new version in the header
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def must_be_checked(path: Path) -> bool:
    """Whether the database is to be checked before it is used.

    An orderly end leaves no log behind. After one, only small databases are checked at once.
    """
    return has_log(path) or path.stat().st_size <= _ALWAYS_CHECKED_BYTES


def check_integrity(connection: sqlite3.Connection) -> None:
    """Check the whole database.

    Raises:
        LibraryError: It is damaged; the message names the first finding.
        sqlite3.Error: The same: SQLite raises instead where it cannot go on.
    """
    finding = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if finding != "ok":
        raise LibraryError(
            LibraryErrorKind.DAMAGED,
            f"The library's database is damaged ({finding}). Your picture files are untouched."
            " Restore a backup, or open another library folder.",
        )


def no_library(folder: Path) -> LibraryError:
    """Return the error for a folder without a library, where none may be made."""
    return LibraryError(
        LibraryErrorKind.NOT_FOUND,
        f"There is no library in {folder} yet. Make a picture first, or choose another folder.",
    )
