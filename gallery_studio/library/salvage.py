"""Reads what can still be read of a damaged database into a fresh one.

Python's SQLite has no ``.recover``; tables are read by ranges of row numbers instead, around the
pages that are gone.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.library.aside import SUFFIXES, unfinished
from gallery_studio.library.database import DATABASE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gallery_studio.library.database import Row
    from gallery_studio.library.rebuild import OnProgress

_HEADER_BYTES = 100
_CHANGE_COUNTER = slice(24, 28)
_ROWS_ON_A_PAGE = 512
"""More rows than any page of ours holds: how far to look past the last readable one."""
_MAGIC = b"SQLite format 3\x00"
_DERIVED = "search"
"""Tables beginning so are filled by triggers."""


def copy_rows(fresh: sqlite3.Connection, folder: Path, on_progress: OnProgress) -> dict[str, int]:
    """Copy every readable row. What foreign keys ask for is left to `mending`.

    Args:
        fresh: To an empty database of this version, in autocommit mode. Its foreign keys are off
            afterwards.
        folder: The library with the damaged database; its files are not changed.
        on_progress: Told of tables done, and how many there are.

    Returns:
        How many rows, as far as can be told, could not be read, by table.

    Raises:
        LibraryError: No table could be read at all.
        OSError: The disk is full.
        sqlite3.Error: The fresh database could not be written.
    """
    tables = _tables(fresh)
    copied, lost = 0, {}
    with _readable(folder, fresh) as damaged:
        fresh.execute("PRAGMA foreign_keys = OFF")
        fresh.execute("BEGIN IMMEDIATE")
        for number, table in enumerate(tables, 1):
            some_copied, lost[table] = _copy_table(damaged, fresh, table)
            copied += some_copied
            on_progress(number, len(tables))
        fresh.execute("COMMIT")
    if not copied:
        raise LibraryError(
            LibraryErrorKind.DAMAGED,
            "Nothing of the damaged database could be read. It was not changed and your picture"
            " files are untouched. Restore a backup, or rebuild the library from the pictures.",
        )
    return lost


def _tables(fresh: sqlite3.Connection) -> list[str]:
    """Return the tables that hold what people made, in the order the schema makes them."""
    rows = fresh.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT GLOB ? ORDER BY rowid",
        (f"{_DERIVED}*",),
    )
    return [name for (name,) in rows]


@contextmanager
def _readable(folder: Path, fresh: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Give a connection to a copy of the damaged database, with a header if it lost its own."""
    with unfinished(folder) as part:
        for suffix in ("", "-wal"):
            source = folder / f"{DATABASE_NAME}{suffix}"
            if source.exists():
                shutil.copyfile(source, part.with_name(f"{part.name}{suffix}"))
        if part.exists():
            _mend_header(part, fresh)
        try:
            with closing(sqlite3.connect(part, isolation_level=None)) as connection:
                connection.execute("PRAGMA cell_size_check = ON")
                _reindex(connection)
                yield connection
        finally:
            for suffix in SUFFIXES:
                part.with_name(f"{part.name}{suffix}").unlink(missing_ok=True)


def _reindex(connection: sqlite3.Connection) -> None:
    """Build the indexes anew where only they are damaged; the tables are read without them."""
    try:
        connection.execute("REINDEX")
    except sqlite3.DatabaseError:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _mend_header(part: Path, fresh: sqlite3.Connection) -> None:
    """Give a database that lost its first 100 bytes those of a fresh one.

    Page size and encoding are the same in every library. The change counter is made to differ
    from the one that vouches for the number of pages, so that SQLite takes that from the file.

    Source: https://www.sqlite.org/fileformat2.html#the_database_header
    """
    with part.open("r+b") as file:
        if file.read(len(_MAGIC)) == _MAGIC:
            return
        header = bytearray(fresh.serialize()[:_HEADER_BYTES])
        header[_CHANGE_COUNTER] = (2**31).to_bytes(4, "big")
        file.seek(0)
        file.write(header)


def _copy_table(
    damaged: sqlite3.Connection, fresh: sqlite3.Connection, table: str
) -> tuple[int, int]:
    """Copy one table; return how many rows were copied and how many could not be read."""
    columns = _shared_columns(damaged, fresh, table)
    if not columns:
        return 0, 1
    reader = _TableReader(damaged, table, columns)
    marks = ", ".join("?" * len(reader.names))
    statement = f"INSERT OR IGNORE INTO {table} ({', '.join(reader.names)}) VALUES ({marks})"
    copied = 0
    for rows in reader.read():
        copied += fresh.executemany(statement, rows).rowcount
    return copied, reader.lost


def _shared_columns(
    damaged: sqlite3.Connection, fresh: sqlite3.Connection, table: str
) -> list[str]:
    """Return the columns both databases have: the damaged one may be of an older version."""
    known = [row[1] for row in fresh.execute(f"PRAGMA table_info({table})")]
    try:
        there = {row[1] for row in damaged.execute(f"PRAGMA table_info({table})")}
    except sqlite3.DatabaseError:
        return []
    return [name for name in known if name in there]


class _TableReader:
    """Reads a table around the pages that are gone.

    Attributes:
        names: The columns it reads.
        lost: Rows that could not be read, as far as can be told.
    """

    def __init__(self, damaged: sqlite3.Connection, table: str, columns: list[str]) -> None:
        self._damaged = damaged
        self._table = table
        self._has_rowid = _has_rowid(damaged, table)
        self.names = ["rowid", *columns] if self._has_rowid else columns
        self.lost = 0

    def read(self) -> Iterator[list[Row]]:
        """Give the readable rows in pieces."""
        rows, is_whole = self._scan("ASC")
        yield rows
        if is_whole:
            return
        tail, _ = self._scan("DESC")
        if not self._has_rowid:
            self.lost += 1
            yield tail
            return
        after = rows[-1][0] if rows else 0
        before = tail[-1][0] if tail else after + _ROWS_ON_A_PAGE
        yield from self._between(after + 1, before - 1)
        yield tail

    def _scan(self, order: str) -> tuple[list[Row], bool]:
        """Read from one end to the first page that is gone."""
        key = "rowid" if self._has_rowid else ", ".join(self._key())
        ordered = ", ".join(f"{part} {order}" for part in key.split(", "))
        names = ", ".join(self.names)
        hint = "NOT INDEXED" if self._has_rowid else ""
        rows: list[Row] = []
        try:
            sql = f"SELECT {names} FROM {self._table} {hint} ORDER BY {ordered}"
            rows.extend(self._damaged.execute(sql))
        except sqlite3.DatabaseError:
            return rows, False
        return rows, True

    def _key(self) -> list[str]:
        info = self._damaged.execute(f"PRAGMA table_info({self._table})")
        return [row[1] for row in sorted(info, key=lambda row: row[5]) if row[5]]

    def _between(self, first: int, last: int) -> Iterator[list[Row]]:
        """Read a range of row numbers, halving it around what cannot be read."""
        if first > last:
            return
        sql = f"SELECT {', '.join(self.names)} FROM {self._table} WHERE rowid BETWEEN ? AND ?"
        try:
            yield self._damaged.execute(sql, (first, last)).fetchall()
        except sqlite3.DatabaseError:
            if first == last:
                self.lost += 1
                return
            middle = (first + last) // 2
            yield from self._between(first, middle)
            yield from self._between(middle + 1, last)


def _has_rowid(damaged: sqlite3.Connection, table: str) -> bool:
    rows = damaged.execute("SELECT wr FROM pragma_table_list(?)", (table,)).fetchall()
    return not (rows and rows[0][0])
