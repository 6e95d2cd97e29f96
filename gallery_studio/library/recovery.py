"""What can be done about a library that does not open, and the doing of it.

The caller holds the lock of the library. Nothing is ever deleted: a damaged database is moved to
``damaged/<date>/``, and every picture file stays where it is.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from enum import StrEnum
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.naming import counted
from gallery_studio.domain.timestamps import utc_now
from gallery_studio.library import opening, schema
from gallery_studio.library.aside import new_database, put_in_place, quick_connection, unfinished
from gallery_studio.library.backups import all_backups
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.library.errors import plain_words
from gallery_studio.library.mending import let_go, restore_cards, restore_owners
from gallery_studio.library.rebuild import BroughtIn, bring_in, picture_files, silent
from gallery_studio.library.salvage import copy_rows
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from gallery_studio.library.rebuild import Look, OnProgress

    Now = Callable[[], datetime]

_BACKUPS_OFFERED = 6


class RecoveryAction(StrEnum):
    """What a person can choose when a library does not open."""

    RESTORE = "restore"
    SALVAGE = "salvage"
    REBUILD = "rebuild"
    START_NEW = "start_new"
    TRY_AGAIN = "try_again"
    CHOOSE_FOLDER = "choose_folder"


_BROKEN = (RecoveryAction.CHOOSE_FOLDER,)
_PASSING = (RecoveryAction.TRY_AGAIN, RecoveryAction.CHOOSE_FOLDER)
_ALWAYS = {
    LibraryErrorKind.DAMAGED: _BROKEN,
    LibraryErrorKind.NOT_A_LIBRARY: _BROKEN,
    LibraryErrorKind.DATABASE_MISSING: _BROKEN,
    LibraryErrorKind.TOO_NEW: _BROKEN,
}


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was opened and found whole.

    Attributes:
        path: The file.
        when_utc: When it was made.
        pictures: Pictures it knows.
        sessions: Sessions it knows.
    """

    path: Path
    when_utc: datetime
    pictures: int
    sessions: int


@dataclass(frozen=True, slots=True)
class RecoveryOptions:
    """What makes sense for one library in its present state.

    Attributes:
        error: Why it does not open.
        actions: What can be done, the best first.
        backups: Good backups, newest first.
        picture_files: Picture files there are; none of them is touched by any action.
    """

    error: LibraryError
    actions: tuple[RecoveryAction, ...]
    backups: tuple[Backup, ...]
    picture_files: int


@dataclass(frozen=True, slots=True)
class RecoveryReport:
    """What became of a library.

    Attributes:
        action: What was done.
        pictures: Pictures the library knows now.
        sessions: Sessions it has now.
        as_of_utc: Time of the backup it was restored from, or None.
        brought_in: Pictures among them that came back from their files.
        lost_rows: Rows that could not be read.
        unreadable: Picture files that are damaged themselves.
        kept_in: Where the old database lies, or None when there was none.
    """

    action: RecoveryAction
    pictures: int
    sessions: int
    as_of_utc: datetime | None = None
    brought_in: int = 0
    lost_rows: int = 0
    unreadable: tuple[str, ...] = ()
    kept_in: Path | None = None

    @property
    def sentence(self) -> str:
        """Say how much came back and from when."""
        if self.action is RecoveryAction.START_NEW:
            return "A new library was started. The old files are all kept."
        parts = [f"{counted(self.pictures, 'picture')}, {counted(self.sessions, 'session')}"]
        if self.as_of_utc is not None:
            parts.append(f"from {day_and_time(self.as_of_utc)}")
        text = f"Recovered {', '.join(parts)}."
        if self.brought_in and self.action is not RecoveryAction.REBUILD:
            text += f" {counted(self.brought_in, 'picture')} of these came back from the files."
        if self.lost_rows:
            text += f" {counted(self.lost_rows, 'entry', 'entries')} could not be read."
        if self.unreadable:
            text += f" {counted(len(self.unreadable), 'picture file')} could not be read."
        return text


def day_and_time(when_utc: datetime) -> str:
    """Return a time as the person's clock shows it: ``20 Nov 14:32``."""
    local = when_utc.astimezone()
    return f"{local.day} {local:%b %H:%M}"


def good_backups(folder: Path) -> tuple[Backup, ...]:
    """Return the newest backups that are whole and of a version this program reads.

    Opens and checks each one: takes a tenth of a second per 20 MB, never on the GUI thread.
    """
    found: list[Backup] = []
    for when_utc, path in all_backups(folder):
        backup = _checked(when_utc, path)
        if backup is not None:
            found.append(backup)
        if len(found) == _BACKUPS_OFFERED:
            break
    return tuple(found)


def _checked(when_utc: datetime, path: Path) -> Backup | None:
    """Return a backup, or None when it cannot be used: the list then goes on with an older one."""
    try:
        opening.check_header(path)
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            opening.check_integrity(connection)
            return Backup(path, when_utc, *_totals(connection))
    except (LibraryError, OSError, sqlite3.Error):
        return None


def _totals(connection: sqlite3.Connection) -> tuple[int, int]:
    pictures, sessions = connection.execute(
        "SELECT (SELECT count(*) FROM images),"
        " (SELECT count(*) FROM sessions WHERE deleted_utc IS NULL)"
    ).fetchone()
    return pictures, sessions


def is_good_backup(path: Path) -> bool:
    """Whether a backup is whole and can be restored; opens and checks it."""
    return _checked(utc_now(), path) is not None


def options_for(folder: Path, error: LibraryError) -> RecoveryOptions:
    """Return what can be done about a library that refused to open; reads only, takes a moment.

    A newer library is never touched, a library in use or on a full disk is whole, and a database
    of another program is moved aside only where backups or pictures show that ours was there.
    """
    always = _ALWAYS.get(error.kind, _PASSING)
    if always is _PASSING or error.kind is LibraryErrorKind.TOO_NEW:
        return RecoveryOptions(error, always, (), 0)
    backups, pictures = good_backups(folder), len(picture_files(folder))
    is_ours = bool(backups or pictures) or error.kind is not LibraryErrorKind.NOT_A_LIBRARY
    is_readable = error.kind is LibraryErrorKind.DAMAGED or _has_lost_header(folder)
    wanted = (
        (RecoveryAction.RESTORE, bool(backups)),
        (RecoveryAction.SALVAGE, is_readable),
        (RecoveryAction.REBUILD, bool(pictures)),
        (RecoveryAction.START_NEW, is_ours),
    )
    actions = tuple(action for action, makes_sense in wanted if makes_sense)
    return RecoveryOptions(error, actions + always, backups, pictures)


def _has_lost_header(folder: Path) -> bool:
    """Whether a database lost its first bytes and the pages after them may be whole."""
    try:
        with (folder / DATABASE_NAME).open("rb") as file:
            return file.read(16) == bytes(16)
    except OSError:
        return False


def restore_backup(
    folder: Path,
    backup: Path,
    look: Look | None = None,
    *,
    now: Now = utc_now,
    on_progress: OnProgress = silent,
) -> RecoveryReport:
    """Put a backup in the place of the database; pictures made after it come back from files.

    Args:
        folder: The library.
        backup: One of its good backups.
        look: Reads a picture; without it, what came after the backup stays out.
        now: The clock.
        on_progress: Told of picture files done, and how many there are.

    Raises:
        LibraryError: The disk is full or the backup damaged; the library is as it was.
    """
    when_utc = next((when for when, path in all_backups(folder) if path == backup), None)
    with plain_words(folder), unfinished(folder) as part:
        shutil.copyfile(backup, part)
        with closing(quick_connection(part)) as connection:
            schema.migrate(connection)
            brought_in = _brought_in(connection, folder, look, now(), on_progress)
            totals = _totals(connection)
        kept_in = put_in_place(folder, part, now())
    return RecoveryReport(
        RecoveryAction.RESTORE,
        *totals,
        as_of_utc=when_utc,
        brought_in=brought_in.pictures,
        unreadable=brought_in.unreadable,
        kept_in=kept_in,
    )


def salvage(
    folder: Path,
    look: Look | None = None,
    *,
    now: Now = utc_now,
    on_progress: OnProgress = silent,
) -> RecoveryReport:
    """Take every row that can still be read into a fresh database.

    A database of which only an index is damaged loses nothing. Pictures whose rows are lost come
    back from their files.

    Raises:
        LibraryError: Nothing could be read, or the disk is full; the library is as it was.
    """
    with plain_words(folder), new_database(folder) as (part, connection):
        lost = copy_rows(connection, folder, on_progress)
        restore_owners(connection)
        brought_in = _brought_in(connection, folder, look, now(), on_progress)
        if lost["cards"]:
            restore_cards(connection)
        let_go(connection)
        totals = _totals(connection)
        connection.close()
        kept_in = put_in_place(folder, part, now())
    return RecoveryReport(
        RecoveryAction.SALVAGE,
        *totals,
        brought_in=brought_in.pictures,
        lost_rows=sum(lost.values()),
        unreadable=brought_in.unreadable,
        kept_in=kept_in,
    )


def rebuild_from_images(
    folder: Path, look: Look, *, now: Now = utc_now, on_progress: OnProgress = silent
) -> RecoveryReport:
    """Make a new database from the picture files and the records beside them.

    Raises:
        LibraryError: The disk is full or cannot be written; the library is as it was.
    """
    with plain_words(folder), new_database(folder) as (part, connection):
        brought_in = bring_in(connection, folder, look, now(), on_progress)
        totals = _totals(connection)
        connection.close()
        kept_in = put_in_place(folder, part, now())
    return RecoveryReport(
        RecoveryAction.REBUILD,
        *totals,
        brought_in=brought_in.pictures,
        unreadable=brought_in.unreadable,
        kept_in=kept_in,
    )


def start_new(folder: Path, *, now: Now = utc_now) -> RecoveryReport:
    """Begin an empty library; the old database and all files are kept.

    Raises:
        LibraryError: The disk is full or cannot be written; the library is as it was.
    """
    with plain_words(folder), new_database(folder) as (part, connection):
        connection.close()
        kept_in = put_in_place(folder, part, now())
    return RecoveryReport(RecoveryAction.START_NEW, 0, 0, kept_in=kept_in)


def _brought_in(
    connection: sqlite3.Connection,
    folder: Path,
    look: Look | None,
    now_utc: datetime,
    on_progress: OnProgress,
) -> BroughtIn:
    if look is None:
        return BroughtIn()
    return bring_in(connection, folder, look, now_utc, on_progress)
