"""The one way to write: a transaction that collects its events and what it changed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.changes import Changes
from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.event import EVENT_VERSION, EventKind
from gallery_studio.domain.timestamps import utc_text
from gallery_studio.library.built_statements import insert_of, update_of
from gallery_studio.library.database import WRITE_LOCK, rows
from gallery_studio.library.errors import check_text, plain_words
from gallery_studio.library.query_builder import lend
from gallery_studio.library.statements import VARIABLES_AT_ONCE, chunks, json_text
from gallery_studio.library.tables import EVENTS, SESSIONS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from peewee import SqliteDatabase, Table

    from gallery_studio.domain.ids import ImageId, SessionId
    from gallery_studio.library.database import Row, Value

_FIELD_WORDS = {
    "draft": "text being typed",
    "text": "model's reply",
    "json": "model's answer",
    "payload": "log entry",
    "sku": "SKU",
    "source_name": "file name",
}


class Transaction:
    """One act: all of its rows and events, or nothing.

    Attributes:
        now_utc: Time of the act, as stored.
    """

    def __init__(
        self, connection: sqlite3.Connection, database: SqliteDatabase, now_utc: str
    ) -> None:
        self._connection = connection
        self._database = database
        self._events: list[dict[str, Any]] = []
        self._touched: dict[str, set[Any]] = {}
        self.now_utc = now_utc

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """Return the rows of a query."""
        return rows(self._connection, sql, values)

    def one(self, sql: str, values: Sequence[Value] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def insert(self, table: Table, *rows: Mapping[str, Any], or_ignore: bool = False) -> None:
        """Add rows; all must have the same columns."""
        if not rows:
            return
        for row in rows:
            _check_texts(row)
        columns = tuple(rows[0])
        step = max(1, VARIABLES_AT_ONCE // len(columns))
        for start in range(0, len(rows), step):
            some = rows[start : start + step]
            statement = insert_of(table, columns, len(some), or_ignore=or_ignore)
            statement.run(self._connection, [row[name] for row in some for name in columns])

    def insert_many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        """Run one statement for each row, without building a query: for rows by the million.

        The caller has checked the texts.
        """
        self._connection.executemany(sql, rows)

    def update(self, table: Table, ids: Iterable[str], **values: Value) -> int:
        """Change the rows with these ids; return how many there were."""
        _check_texts(values)
        changed = 0
        for some in chunks(ids):
            statement = update_of(table, tuple(values), len(some))
            changed += statement.run(self._connection, [*values.values(), *some])
        return changed

    def store(self, table: Table, row: Mapping[str, Any]) -> None:
        """Add a row, or replace the one with its id."""
        values = {name: value for name, value in row.items() if name != "id"}
        if not self.update(table, [row["id"]], **values):
            self.insert(table, row)

    def delete(self, table: Table, column: str, value: str) -> None:
        """Delete the rows of one owner."""
        table.delete().where(getattr(table, column) == value).execute(self._database)

    def note_crcs(self, sealed_crcs: Mapping[ImageId, str]) -> None:
        """Note CRCs of pictures (`library.sealing`), in place of those that are not these.

        Args:
            sealed_crcs: By picture, each computed from its bytes; "" says nothing.
        """
        self.insert_many(
            "UPDATE images SET sealed_crc = ?2 WHERE id = ?1 AND sealed_crc <> ?2",
            [(image_id, crc) for image_id, crc in sealed_crcs.items() if crc],
        )

    def event(self, kind: EventKind, session_id: SessionId | None, /, **payload: object) -> None:
        """Add an event to the log, after those before it."""
        self._events.append(
            {
                "session_id": session_id,
                "kind": kind.value,
                "version": EVENT_VERSION,
                "payload": json_text(payload),
                "created_utc": self.now_utc,
            }
        )

    def touch(self, **ids: Iterable[str]) -> None:
        """Note what changed, by the names of the fields of `Changes`."""
        for name, some in ids.items():
            self._touched.setdefault(name, set()).update(some)

    def touch_session(self, session_id: SessionId) -> None:
        """Note that work was done in a session: it goes to the top of the list."""
        self.update(SESSIONS, [session_id], updated_utc=self.now_utc)
        self.touch(sessions=[session_id])

    def finish(self) -> None:
        """Write the events, as the last thing before the commit."""
        self.insert(EVENTS, *self._events)

    def changes(self, *, people: bool = False) -> Changes:
        """Return what changed so far."""
        return Changes(
            people=people, **{name: frozenset(ids) for name, ids in self._touched.items()}
        )


class Writer:
    """Holds the connection that writes and lets one act after the other onto it."""

    def __init__(
        self, folder: Path, connection: sqlite3.Connection | None, now: Callable[[], datetime]
    ) -> None:
        """Take over the connection.

        Args:
            folder: The library.
            connection: The connection, or None for a library opened for reading.
            now: The clock.
        """
        self._folder = folder
        self._connection = connection
        self._database = lend(connection) if connection is not None else None
        self._now = now

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Run one act. Any thread; acts wait for each other.

        Raises:
            LibraryError: Nothing of the act was stored; the message says why.
        """
        with WRITE_LOCK, plain_words(self._folder):
            connection, database = self._open_connection()
            transaction = Transaction(connection, database, utc_text(self._now()))
            with database.atomic("IMMEDIATE"):
                yield transaction
                transaction.finish()

    def checkpoint(self) -> None:
        """Move the log into the database, as far as readers let it.

        Raises:
            LibraryError: The disk is full or cannot be written.
        """
        with WRITE_LOCK, plain_words(self._folder):
            connection, _ = self._open_connection()
            rows(connection, "PRAGMA wal_checkpoint(TRUNCATE)")

    def shutdown(self) -> None:
        """Close the connection. Nothing can be written afterwards."""
        with WRITE_LOCK, plain_words(self._folder):
            if self._connection is not None:
                self._connection.close()
            self._connection = self._database = None

    @property
    def is_open(self) -> bool:
        """Whether anything can be written."""
        return self._connection is not None

    def _open_connection(self) -> tuple[sqlite3.Connection, SqliteDatabase]:
        if self._connection is None or self._database is None:
            raise LibraryError(
                LibraryErrorKind.NOT_WRITABLE,
                "This library is open for reading only. Nothing was changed.",
            )
        return self._connection, self._database


def _check_texts(row: Mapping[str, Any]) -> None:
    for name, value in row.items():
        if isinstance(value, str):
            check_text(_FIELD_WORDS.get(name, name.replace("_", " ")), value)
