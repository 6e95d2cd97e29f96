"""Takes a library away again that was made for one command and holds nothing after it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from gallery_studio.library.backups import all_backups, folder_of
from gallery_studio.library.database import DATABASE_NAME, wal_of
from gallery_studio.library.opening import has_log

if TYPE_CHECKING:
    from pathlib import Path

_PICTURE_FOLDERS = ("images", "parts")
_TABLES_OF_WORK = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'metadata'"
    " AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
)


class LibraryFolder:
    """What a folder held before a command opened a library there.

    Where there was a library already, nothing is ever taken away.
    """

    def __init__(self, folder: Path) -> None:
        """Look at the folder; call it before the lock is taken, which makes the folder."""
        self._folder = folder
        self._database = folder / DATABASE_NAME
        self._is_new = False
        self._missing: list[Path] = []
        self._names: set[str] = set()
        self._backups: set[Path] = set()
        with suppress(OSError):  # where one may not look, opening says so
            self._missing = [path for path in (folder, *folder.parents) if not path.exists()]
            self._names = {path.name for path in folder.iterdir()} if folder.exists() else set()
            self._backups = {path for _, path in all_backups(folder)}
            self._is_new = DATABASE_NAME not in self._names

    def take_away_unused(self) -> None:
        """Delete a library that was made since and holds nothing.

        The caller holds its lock and has closed it.
        """
        if not self._is_new or self._holds_something():
            return
        with suppress(OSError):
            for path in (self._database, *self._companions()):
                path.unlink(missing_ok=True)
            for _, path in all_backups(self._folder):
                if path not in self._backups:
                    path.unlink(missing_ok=True)
        self._remove_empty(folder_of(self._folder))
        for name in _PICTURE_FOLDERS:
            for path in sorted((self._folder / name).glob("*")):
                self._remove_empty(path)
            self._remove_empty(self._folder / name)
        if "previews" not in self._names:
            shutil.rmtree(self._folder / "previews", ignore_errors=True)

    def take_away_folders(self) -> None:
        """Delete the folders that were made since, where they are empty; after the lock is gone."""
        if self._is_new:
            for path in self._missing:
                with suppress(OSError):
                    path.rmdir()

    def _companions(self) -> tuple[Path, Path]:
        """Return what SQLite keeps beside a database while it is open."""
        return wal_of(self._database), self._database.with_name(f"{DATABASE_NAME}-shm")

    def _remove_empty(self, folder: Path) -> None:
        if folder.relative_to(self._folder).parts[0] not in self._names:
            with suppress(OSError):
                folder.rmdir()

    def _holds_something(self) -> bool:
        """Whether anything was stored; what cannot be told counts as something."""
        try:
            tops = [self._folder / name for name in _PICTURE_FOLDERS]
            if any(path.is_file() for top in tops for path in top.rglob("*")):
                return True
            return self._database.exists() and (has_log(self._database) or self._has_rows())
        except (OSError, sqlite3.Error):
            return True

    def _has_rows(self) -> bool:
        uri = f"{self._database.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
            tables = [name for (name,) in connection.execute(_TABLES_OF_WORK)]
            return any(
                connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in tables
            )
