"""Opens connections to the library's database, all with the same pragmas.

Only Python's own ``sqlite3`` may open a library: a second copy of SQLite in the process corrupts
it. Peewee would switch to ``pysqlite3`` by itself, so that name is blocked before it is imported.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from typing import TYPE_CHECKING, Any, TypeAlias

sys.modules.setdefault("pysqlite3", None)  # type: ignore[arg-type]

import peewee  # noqa: E402

from gallery_studio.domain.limits import SQLITE_BUSY_MS  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

if vars(peewee)["sqlite3"] is not sqlite3:
    raise ImportError("Peewee was imported with another copy of SQLite, which damages libraries.")

DATABASE_NAME = "library.sqlite3"

Value: TypeAlias = str | int | float | bytes | None
"""What a column can hold."""

Row: TypeAlias = tuple[Any, ...]
"""One row of a result."""

WRITE_LOCK = threading.RLock()
"""Held around every write and checkpoint of this process, so that no two connections ever write
or checkpoint at the same moment (the WAL-reset bug of SQLite before 3.51.3)."""

_PRAGMAS = {
    # the time limit comes first: it also holds for the pragmas after it
    "busy_timeout": SQLITE_BUSY_MS,
    "foreign_keys": 1,
    "journal_mode": "wal",
    # FULL: NORMAL loses acknowledged work at a power cut (measured)
    "synchronous": 2,
    "cache_size": -32_000,
}


def open_writer(path: Path) -> peewee.SqliteDatabase:
    """Return the one connection that writes. Any thread may use it under `WRITE_LOCK`."""
    return _connected(
        peewee.SqliteDatabase(
            str(path),
            pragmas=_PRAGMAS,
            timeout=SQLITE_BUSY_MS / 1000,
            lock_type="IMMEDIATE",
            thread_safe=False,
            autoconnect=False,
            check_same_thread=False,
        )
    )


def open_reader(path: Path, *, is_read_only: bool = False) -> peewee.SqliteDatabase:
    """Return a connection that only reads, for the thread that calls this.

    Args:
        path: The database.
        is_read_only: Whether the file system must not be touched either: another process may be
            the writer, or nobody may write at all.
    """
    pragmas = _PRAGMAS | {"query_only": 1}
    if is_read_only:
        del pragmas["journal_mode"]
    return _connected(
        peewee.SqliteDatabase(
            read_only_uri(path) if is_read_only else str(path),
            pragmas=pragmas,
            timeout=SQLITE_BUSY_MS / 1000,
            thread_safe=False,
            autoconnect=False,
            uri=is_read_only,
        )
    )


def read_only_uri(path: Path) -> str:
    """Return the address that reads without writing.

    Beside a running writer (its ``-wal`` is there) SQLite's locks are needed. Without one nothing
    has to be coordinated, and ``immutable`` also works where nothing may be written.
    """
    mode = "mode=ro" if wal_of(path).exists() else "immutable=1"
    return f"{path.absolute().as_uri()}?{mode}"


def wal_of(path: Path) -> Path:
    """Return the write-ahead log beside a database."""
    return path.with_name(f"{path.name}-wal")


def _connected(database: peewee.SqliteDatabase) -> peewee.SqliteDatabase:
    database.connect()
    return database


def rows(database: peewee.SqliteDatabase, sql: str, values: Sequence[Value] = ()) -> list[Row]:
    """Return all rows of a statement, as tuples."""
    return list(database.execute_sql(sql, values).fetchall())  # type: ignore[no-untyped-call]


def raw_connection(database: peewee.SqliteDatabase) -> sqlite3.Connection:
    """Return the connection under Peewee, in autocommit mode."""
    connection: sqlite3.Connection = database.connection()  # type: ignore[no-untyped-call]
    return connection
