"""Products, people and identities that come in: the same ones are not made twice."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from gallery_studio.library.archive.errors import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.library.archive.fields import Section
    from gallery_studio.library.archive.reader import Row
    from gallery_studio.library.archive.renaming import Names
    from gallery_studio.library.writer import Transaction

_NOT_COMPARED = frozenset(("id", "created_utc", "deleted_utc", "active_conversation_id"))


def merge(
    transaction: Transaction, section: Section, rows: Sequence[Row], names: Names
) -> list[Row]:
    """Return the rows that are new; note in `names` what the others are called.

    Something is the same if it has the same id and says the same. With the same id but other
    words it comes in beside the one that is there.
    """
    fresh = []
    for row in rows:
        there = _stored(transaction, section, str(row["id"]))
        if there is None:
            fresh.append(dict(row))
        elif not _is_same(there, row):
            names[str(row["id"])] = f"{str(row['id'])[:3]}-{secrets.token_hex(8)}"
            fresh.append(dict(row))
    return fresh


def free_skus(
    transaction: Transaction, rows: Sequence[Row], names: Names
) -> tuple[list[Row], list[str]]:
    """Return the products that are new, and what is to be said about the others.

    A SKU belongs to one product. Where the library has it already for a product of the same name
    and brand, that one is meant; else the new one comes in without SKU.
    """
    fresh, notes = [], []
    taken: set[str] = set()
    for row in rows:
        sku = str(row["sku"])
        is_free = not sku or row["deleted_utc"] is not None
        owner = None if is_free else _owner_of(transaction, sku)
        if owner is not None and owner[1:] == (row["name"], row["brand"]):
            names[str(row["id"])] = owner[0]
            continue
        if not is_free and (owner is not None or sku in taken):
            row["sku"] = ""
            notes.append(
                f"Product {shown(str(row['name']))} came in without its SKU {shown(sku)}, which"
                " belongs to another one"
            )
        taken.add(sku)
        fresh.append(row)
    return fresh, notes


def _owner_of(transaction: Transaction, sku: str) -> tuple[str, str, str] | None:
    row = transaction.one(
        "SELECT id, name, brand FROM products WHERE sku = ? AND deleted_utc IS NULL", (sku,)
    )
    return None if row is None else (row[0], row[1], row[2])


def _stored(transaction: Transaction, section: Section, row_id: str) -> Row | None:
    row = transaction.one(f"SELECT {section.columns} FROM {section.table} WHERE id = ?", (row_id,))
    if row is None:
        return None
    return dict(zip((field.name for field in section.fields), row, strict=True))


def _is_same(there: Row, row: Row) -> bool:
    if there["deleted_utc"] is not None and row["deleted_utc"] is None:
        return False
    return all(there[name] == row[name] for name in row if name not in _NOT_COMPARED)
