"""Opens connections to the library's database, all with the same pragmas.

Only Python's own ``sqlite3`` may open a library: a second copy of SQLite in the process corrupts
it. Peewee would switch to ``pysqlite3`` by itself, so that name is blocked before it is imported.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from typing import TYPE_CHECKING, Any, TypeAlias

from gallery_studio.domain.limits import SQLITE_BUSY_MS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

sys.modules.setdefault("pysqlite3", None)  # type: ignore[arg-type]

SQLITE = sqlite3
"""The one copy of SQLite in this process."""

DATABASE_NAME = "library.sqlite3"

Value: TypeAlias = str | int | float | bytes | None
"""What a column can hold."""

Row: TypeAlias = tuple[Any, ...]
"""One row of a result."""

WRITE_LOCK = threading.RLock()
"""Held around every write and checkpoint of this process, so that no two connections ever write
or checkpoint at the same moment (the WAL-reset bug of SQLite before 3.51.3)."""

_PRAGMAS: dict[str, str | int] = {
    # the time limit comes first: it also holds for the pragmas after it
    "busy_timeout": SQLITE_BUSY_MS,
    "foreign_keys": 1,
    "journal_mode": "wal",
    # FULL: NORMAL loses acknowledged work at a power cut (measured)
    "synchronous": 2,
    "cache_size": -32_000,
}


def open_writer(path: Path) -> sqlite3.Connection:
    """Return the one connection that writes. Any thread may use it under `WRITE_LOCK`."""
    connection = sqlite3.connect(
        path, timeout=SQLITE_BUSY_MS / 1000, isolation_level=None, check_same_thread=False
    )
    return _set_up(connection, _PRAGMAS)


def open_reader(path: Path, *, is_read_only: bool = False) -> sqlite3.Connection:
    """Return a connection that only reads, for the thread that calls this.

    Args:
        path: The database.
        is_read_only: Whether the file system must not be touched either: another process may be
            the writer, or nobody may write at all.
    """
    pragmas: dict[str, str | int] = _PRAGMAS | {"query_only": 1}
    if is_read_only:
        del pragmas["journal_mode"]
    connection = sqlite3.connect(
        read_only_uri(path) if is_read_only else path,
        timeout=SQLITE_BUSY_MS / 1000,
        isolation_level=None,
        uri=is_read_only,
    )
    return _set_up(connection, pragmas)


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


def rows(connection: sqlite3.Connection, sql: str, values: Sequence[Value] = ()) -> list[Row]:
    """Return all rows of a statement, as tuples."""
    return connection.execute(sql, values).fetchall()


def _set_up(connection: sqlite3.Connection, pragmas: Mapping[str, str | int]) -> sqlite3.Connection:
    """Return the connection with its pragmas; close it when it takes them not."""
    try:
        for name, value in pragmas.items():
            connection.execute(f"PRAGMA {name} = {value}")
    except BaseException:
        connection.close()
        raise
    return connection
