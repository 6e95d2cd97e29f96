"""The connection a reader asks, and how one row is insisted on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.library.database import rows
from gallery_studio.library.errors import not_found, plain_words
from gallery_studio.library.statements import chunks, placeholders

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    from gallery_studio.library.database import Row, Value
    from gallery_studio.library.images import ImageStore


_STEPS_BETWEEN_LOOKS = 50_000
"""Of SQLite's virtual machine: one to three milliseconds."""


class ReadConnection:
    """A connection that only reads; used by the thread that made it, and by no other."""

    def __init__(self, connection: sqlite3.Connection, images: ImageStore) -> None:
        self._connection = connection
        self._images = images

    @property
    def image_store(self) -> ImageStore:
        """The picture files that belong to what is read."""
        return self._images

    def shutdown(self) -> None:
        """Close the connection."""
        with plain_words(self._images.folder):
            self._connection.close()

    def stop_when(self, is_unwanted: Callable[[], bool]) -> None:
        """End every query with a `LibraryError` once nobody wants its result any more.

        Args:
            is_unwanted: Asked every few milliseconds of a query, on this thread. (SQLite's own
                interruption from another thread is lost when it comes just before a query.)
        """
        self._connection.set_progress_handler(is_unwanted, _STEPS_BETWEEN_LOOKS)

    def _rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        with plain_words(self._images.folder):
            return rows(self._connection, sql, values)

    def _rows_of(self, sql: str, ids: Iterable[str]) -> list[Row]:
        """Return the rows of a query with ``{ids}`` in it, however many ids there are."""
        return [
            row
            for some in chunks(ids)
            for row in self._rows(sql.format(ids=placeholders(some)), some)
        ]

    def _one(self, what: str, sql: str, values: Sequence[Value] = ()) -> Row:
        """Return the first row.

        Raises:
            LibraryError: There is none; `what` names it for the person.
        """
        rows = self._rows(sql, values)
        if not rows:
            raise not_found(what)
        return rows[0]
