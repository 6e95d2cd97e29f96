"""Backups of the database: a compact copy, checked before it gets its name, thinned with age."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.library.database import DATABASE_NAME, wal_of
from gallery_studio.library.files import make_folder, part_in, replace, sync_file, sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

_STAMP = "%Y%m%d-%H%M%S"
_STAMP_CHARACTERS = 15
_PREFIX = "library-"
_SUFFIX = ".sqlite3"

_DAYS_KEPT = 12
_WEEKS_KEPT = 10
_MONTHS_KEPT = 9


def folder_of(library: Path) -> Path:
    """Return the folder of a library's backups."""
    return library / "backups"


def back_up(library: Path, now_utc: datetime, *, suffix: str = "") -> Path:
    """Copy the database while it is in use, check the copy, and give it its name.

    Args:
        library: The library folder.
        now_utc: Goes into the name.
        suffix: Goes to the end of the name, such as ``-pre-v2``.

    Raises:
        LibraryError: The copy is damaged, so the library is too. Older backups are untouched.
        OSError: The folder cannot be written.
        sqlite3.Error: The disk is full or the library cannot be read.
    """
    folder = folder_of(library)
    make_folder(folder)
    target = folder / f"{_PREFIX}{now_utc:{_STAMP}}{suffix}{_SUFFIX}"
    part = part_in(folder)
    try:
        with closing(_read_only(library / DATABASE_NAME)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
        _check_copy(part)
        sync_file(part)
        replace(part, target)
    except BaseException:
        for leftover in (part, part.with_name(f"{part.name}-journal")):
            leftover.unlink(missing_ok=True)
        raise
    sync_folder(folder)
    return target


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _check_copy(part: Path) -> None:
    with closing(sqlite3.connect(part, isolation_level=None)) as connection:
        finding = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        connection.execute("SELECT count(*) FROM sessions").fetchone()
    if finding != "ok":
        raise LibraryError(
            LibraryErrorKind.DAMAGED,
            f"The library's database is damaged ({finding}), so no backup was made of it. Older"
            " backups and your picture files are untouched.",
        )


def all_backups(library: Path) -> list[tuple[datetime, Path]]:
    """Return every backup with its time, newest first."""
    found = []
    for path in folder_of(library).glob(f"{_PREFIX}*{_SUFFIX}"):
        stamp = path.name.removeprefix(_PREFIX)[:_STAMP_CHARACTERS]
        try:
            found.append((datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC), path))
        except ValueError:
            continue  # a file that a person put there
    return sorted(found, reverse=True)


def is_changed_since_backup(library: Path) -> bool:
    """Whether the database was written after the newest backup."""
    newest = max((path.stat().st_mtime_ns for _, path in all_backups(library)), default=0)
    database = library / DATABASE_NAME
    written = (path.stat().st_mtime_ns for path in (database, wal_of(database)) if path.exists())
    return max(written, default=0) > newest


def thin(library: Path, today: date) -> list[Path]:
    """Delete the backups that `superfluous` names; return them."""
    backups = all_backups(library)
    victims = superfluous((when for when, _ in backups), today)
    deleted = [path for when, path in backups if when in victims]
    for path in deleted:
        path.unlink()
    return deleted


def superfluous(times: Iterable[datetime], today: date) -> set[datetime]:
    """Return the backups that need not be kept.

    All of today and yesterday stay, then one a day for 12 days that have one, one a week for 10
    weeks, one a month for 9 months. The newest always stays.

    Source: Anki, rslib/src/collection/backup.rs (the same numbers).
    """
    older = sorted((when for when in times if (today - when.date()).days >= 2), reverse=True)
    kept: set[datetime] = set()
    remaining = older
    for key, count in (
        (lambda when: when.date().toordinal(), _DAYS_KEPT),
        (lambda when: when.isocalendar()[:2], _WEEKS_KEPT),
        (lambda when: (when.year, when.month), _MONTHS_KEPT),
    ):
        kept |= _newest_of_each(remaining, key, count)
        oldest = min(kept, default=None)
        remaining = [when for when in remaining if oldest is None or when < oldest]
    return set(older) - kept - set(older[:1])


def _newest_of_each(
    newest_first: list[datetime], key: Callable[[datetime], object], count: int
) -> set[datetime]:
    """Return the newest time of each of the first `count` periods that have one."""
    newest: dict[object, datetime] = {}
    for when in newest_first:
        newest.setdefault(key(when), when)
    return set(list(newest.values())[:count])
