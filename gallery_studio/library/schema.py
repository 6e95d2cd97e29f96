"""The version of the library's schema, and how an older one becomes this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.library.migrations import v0001, v0002, v0003, v0004

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

APPLICATION_ID = 0x47616C53
"""``GalS`` in the database's header: says that a file is a library of this program."""

MIGRATIONS: tuple[Sequence[str], ...] = (
    v0001.STATEMENTS,
    v0002.STATEMENTS,
    v0003.STATEMENTS,
    v0004.STATEMENTS,
)
"""Statements that lead from version n to n + 1, in order."""

CURRENT_VERSION = len(MIGRATIONS)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to the newest version; each step is one transaction with its version.

    Args:
        connection: In autocommit mode (``isolation_level=None``).

    Raises:
        sqlite3.Error: The database is as it was before the failing step.
    """
    for version in range(version_of(connection) + 1, CURRENT_VERSION + 1):
        _step(connection, version, MIGRATIONS[version - 1])


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of the schema in a database, 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _step(connection: sqlite3.Connection, version: int, statements: Sequence[str]) -> None:
    connection.execute("BEGIN EXCLUSIVE")
    try:
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
