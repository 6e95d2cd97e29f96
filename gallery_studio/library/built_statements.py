"""Statements that Peewee builds once and that run many times, with other values each time.

Building one takes Peewee ten times as long as SQLite needs to run it, and holds the interpreter
meanwhile: the window would wait for it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import peewee

from gallery_studio.records import dataclass

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from peewee import Table

    from gallery_studio.library.database import Value

_MOST = 512
"""Statements kept. Their number follows from our code, but for how many rows one inserts."""

_DIALECT = peewee.SqliteDatabase(None)
"""Never opened: it only knows how SQLite's statements are written."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and where its values go.

    Attributes:
        sql: The text.
        places: For each parameter, which of the values it takes.
    """

    sql: str
    places: tuple[int, ...]

    def run(self, connection: sqlite3.Connection, values: Sequence[Value]) -> int:
        """Run it; return how many rows it changed."""
        return connection.execute(self.sql, [values[place] for place in self.places]).rowcount


@lru_cache(_MOST)
def insert_of(table: Table, columns: tuple[str, ...], rows: int, *, or_ignore: bool) -> Statement:
    """Return the statement that adds so many rows; values: row after row."""
    width = len(columns)
    fields = [getattr(table, name) for name in columns]
    query = table.insert(
        [{field: row * width + at for at, field in enumerate(fields)} for row in range(rows)]
    )
    return _statement(query.on_conflict_ignore() if or_ignore else query)


@lru_cache(_MOST)
def update_of(table: Table, columns: tuple[str, ...], ids: int) -> Statement:
    """Return the statement that changes the rows with so many ids; values: columns, then ids."""
    width = len(columns)
    is_one_of = getattr(table, "id").in_(list(range(width, width + ids)))  # noqa: B009 - Peewee makes it at run time
    changes = {getattr(table, name): at for at, name in enumerate(columns)}
    return _statement(table.update(changes).where(is_one_of))


def _statement(query: peewee.Query) -> Statement:
    """Build a statement whose values are numbers: where each lands is its parameter's place."""
    sql, places = _DIALECT.get_sql_context().sql(query).query()  # type: ignore[no-untyped-call]
    return Statement(sql, tuple(places))
