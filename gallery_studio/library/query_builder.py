"""Lends the writer's connection to Peewee, which builds and runs its queries.

Imported with the first write: reading and starting need no query builder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import peewee

from gallery_studio.library.database import SQLITE

if TYPE_CHECKING:
    import sqlite3

    from peewee import SqliteDatabase

if vars(peewee)["sqlite3"] is not SQLITE:
    raise ImportError("Peewee was imported with another copy of SQLite, which damages libraries.")


PeeweeError = peewee.PeeweeException


class _LentDatabase(peewee.SqliteDatabase):
    """A database of Peewee on a connection that is open already and belongs to somebody else."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__("lent", lock_type="IMMEDIATE", thread_safe=False, autoconnect=False)
        self._lent = connection

    def _connect(self) -> Any:  # noqa: ANN401 - what Peewee expects
        return self._lent


def lend(connection: sqlite3.Connection) -> SqliteDatabase:
    """Return Peewee's view of a connection in autocommit mode; whoever opened it closes it."""
    database = _LentDatabase(connection)
    database.connect()
    return database
