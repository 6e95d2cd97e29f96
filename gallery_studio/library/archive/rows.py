"""Writes the rows of an import: thousands at once, every text checked before.

Peewee builds a statement value by value, which took longer than all of SQLite's work; the write
lock is held meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gallery_studio.library.statements import placeholders

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gallery_studio.library.writer import Transaction


def add_rows(
    transaction: Transaction,
    table: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    is_kept: bool = False,
) -> None:
    """Add rows to a table.

    Args:
        transaction: The import's.
        table: Its name; ours, as are the names of the columns, never out of an archive.
        rows: All with the same columns; their texts can be stored.
        is_kept: Whether a row that is there already stays, in place of the new one.
    """
    if not rows:
        return
    columns = tuple(rows[0])
    verb = "INSERT OR IGNORE" if is_kept else "INSERT"
    transaction.insert_many(
        f"{verb} INTO {table} ({', '.join(columns)}) VALUES ({placeholders(columns)})",
        [tuple(row[column] for column in columns) for row in rows],
    )


def numbered(owner: str, owner_id: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of a list with their owner and their place in it.

    Args:
        owner: Name of the owner's column.
        owner_id: The owner.
        rows: Its members, in order.
    """
    return [{owner: owner_id, "position": n, **row} for n, row in enumerate(rows)]
