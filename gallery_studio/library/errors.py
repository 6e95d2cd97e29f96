"""Turns what SQLite, Peewee and the system raise into errors a person can act on.

The cause is looked for through the whole chain, because Peewee hides it: a full disk inside
``atomic()`` arrives as "cannot rollback - no transaction is active".
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PRIMARY_CODE = 0xFF
_DISK_FULL_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOT_WRITABLE_ERRNOS = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})

_KIND_OF_SQLITE_CODE = {
    sqlite3.SQLITE_FULL: LibraryErrorKind.DISK_FULL,
    sqlite3.SQLITE_IOERR: LibraryErrorKind.DISK_ERROR,
    sqlite3.SQLITE_BUSY: LibraryErrorKind.BUSY,
    sqlite3.SQLITE_LOCKED: LibraryErrorKind.BUSY,
    sqlite3.SQLITE_READONLY: LibraryErrorKind.NOT_WRITABLE,
    sqlite3.SQLITE_PERM: LibraryErrorKind.NOT_WRITABLE,
    sqlite3.SQLITE_CANTOPEN: LibraryErrorKind.NOT_WRITABLE,
    sqlite3.SQLITE_CORRUPT: LibraryErrorKind.DAMAGED,
    sqlite3.SQLITE_NOTADB: LibraryErrorKind.DAMAGED,
    sqlite3.SQLITE_INTERRUPT: LibraryErrorKind.INTERRUPTED,
}


def _database_errors() -> tuple[type[Exception], ...]:
    """Return what SQLite and Peewee raise; Peewee is imported when something was raised."""
    from gallery_studio.library.query_builder import PeeweeError

    return (sqlite3.Error, PeeweeError)


def _told_errors() -> tuple[type[Exception], ...]:
    """Return what is told in plain words."""
    return (*_database_errors(), OSError)


def root_error(error: BaseException) -> BaseException:
    """Return the innermost database error behind `error`, or `error` itself.

    The walk ends at the first error of another kind: what a caller was handling when it called
    the library has nothing to do with it.
    """
    found, current = error, error
    seen: set[int] = set()
    while isinstance(current, _database_errors()) and id(current) not in seen:
        seen.add(id(current))
        if isinstance(current, sqlite3.Error):
            found = current
        following = current.__cause__ or current.__context__
        if following is None:
            break
        current = following
    return found


@contextmanager
def plain_words(folder: Path) -> Iterator[None]:
    """Raise a `LibraryError` instead of anything SQLite, Peewee or the system raise inside.

    Args:
        folder: The library, whose free space a message may name.

    Raises:
        LibraryError: Names the cause, what is kept and what to do.
        RuntimeError: The program used the database wrongly; a bug, never the person's doing.
    """
    try:
        yield
    except _told_errors() as error:
        raise library_error(root_error(error), folder) from error


def library_error(error: BaseException, folder: Path) -> LibraryError | RuntimeError:
    """Return the error in plain words for one SQLite or system error."""
    kind = _kind_of(error)
    if kind is None:
        return RuntimeError(f"the library was used wrongly: {error!r}")
    if kind is LibraryErrorKind.INTERRUPTED:
        return LibraryError(kind, "The search was ended before it found anything. Search again.")
    return LibraryError(kind, _sentence(kind, error, folder))


def _kind_of(error: BaseException) -> LibraryErrorKind | None:
    """Return what an error means for the person, or None when it is a bug."""
    if isinstance(error, OSError):
        return _kind_of_system_error(error)
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        return LibraryErrorKind.NOT_FOUND
    if code is not None and code & _PRIMARY_CODE in _KIND_OF_SQLITE_CODE:
        return _KIND_OF_SQLITE_CODE[code & _PRIMARY_CODE]
    is_schema_broken = any(words in str(error) for words in ("no such table", "no such column"))
    return LibraryErrorKind.DAMAGED if is_schema_broken else None


def _kind_of_system_error(error: OSError) -> LibraryErrorKind:
    if error.errno in _DISK_FULL_ERRNOS:
        return LibraryErrorKind.DISK_FULL
    if error.errno in _NOT_WRITABLE_ERRNOS:
        return LibraryErrorKind.NOT_WRITABLE
    return LibraryErrorKind.DISK_ERROR


def _sentence(kind: LibraryErrorKind, error: BaseException, folder: Path) -> str:
    match kind:
        case LibraryErrorKind.DISK_FULL:
            return (
                f"The disk is full{_free_space(folder)}. Nothing was lost: the newest change was"
                " not saved, everything before it is. Free some space, then try again."
            )
        case LibraryErrorKind.DISK_ERROR:
            return (
                f"The disk reported an error ({_detail(error)}). The newest change was not saved,"
                " everything before it is. Check the disk and its free space, then try again."
            )
        case LibraryErrorKind.BUSY:
            return (
                "The library is in use by another program. Nothing was changed. Close the other"
                " program (a backup or sync tool may be at work), then try again."
            )
        case LibraryErrorKind.NOT_WRITABLE:
            return (
                f"The folder {folder} cannot be written. Nothing was changed. Check who may write"
                " there and whether the disk is read-only, or choose another library folder."
            )
        case LibraryErrorKind.DAMAGED:
            return (
                f"The library's database is damaged ({_detail(error)}). Your picture files are"
                " untouched. Restore a backup, or open another library folder."
            )
        case _:
            return (
                "Something this refers to is no longer in the library. Nothing was changed."
                " Reopen the session and try again."
            )


def _detail(error: BaseException) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error) or type(error).__name__


def _free_space(folder: Path) -> str:
    """Return how much room is left, or nothing where that cannot be told."""
    try:
        free_bytes = shutil.disk_usage(folder).free
    except OSError:
        return ""
    return f" ({free_bytes // 1_000_000} MB free)"


def not_found(what: str) -> LibraryError:
    """Return the error for something that is not, or no longer, in the library."""
    return LibraryError(LibraryErrorKind.NOT_FOUND, f"{what} is not in this library.")


def check_text(field: str, text: str) -> None:
    """Check that a text can be stored.

    Args:
        field: Name of the field as a person knows it.
        text: What is to be stored.

    Raises:
        LibraryError: The text holds half a character (a lone surrogate).
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise LibraryError(
            LibraryErrorKind.BAD_TEXT,
            f"The {field} holds a broken character at position {error.start + 1} that cannot be"
            " stored. Nothing was changed. Remove it and try again.",
        ) from error
