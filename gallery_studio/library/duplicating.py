"""Copies a session: new ids throughout, the same picture files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gallery_studio.domain.ids import (
    SessionId,
    new_card_id,
    new_conversation_id,
    new_output_id,
    new_run_id,
    new_session_id,
    new_turn_id,
)
from gallery_studio.library import tables
from gallery_studio.library.archive.renaming import renamed_payload
from gallery_studio.library.errors import not_found
from gallery_studio.library.records import folded
from gallery_studio.library.statements import chunks, placeholders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gallery_studio.domain.changes import Changes
    from gallery_studio.library.writer import Transaction, Writer

_OPEN = frozenset({"pending", "generating"})
_ENDED = {"status": "cancelled", "is_retryable": True}

# table, its live rows (?1 is the session), how ids are made, columns that hold ids
_COPIED: tuple[tuple[str, str, Callable[[], str], tuple[str, ...]], ...] = (
    ("runs", "", new_run_id, ()),
    (
        "conversations",
        " AND deleted_utc IS NULL",
        new_conversation_id,
        ("source_output_id", "head_output_id"),
    ),
    (
        "turns",
        " AND deleted_utc IS NULL AND conversation_id IN"
        " (SELECT id FROM conversations WHERE session_id = ?1 AND deleted_utc IS NULL)",
        new_turn_id,
        ("conversation_id", "run_id", "parent_turn_id", "parent_output_id"),
    ),
    (
        "outputs",
        " AND deleted_utc IS NULL AND turn_id IN (SELECT t.id FROM turns t"
        " JOIN conversations v ON v.id = t.conversation_id WHERE t.session_id = ?1"
        " AND t.deleted_utc IS NULL AND v.deleted_utc IS NULL)",
        new_output_id,
        ("turn_id",),
    ),
    ("cards", " AND deleted_utc IS NULL", new_card_id, ("output_id", "source_card_id")),
)
_PARTS: tuple[tuple[str, str], ...] = (
    ("turn_references", "turn_id"),
    ("output_references", "output_id"),
    ("output_parts", "output_id"),
)


class SessionCopier:
    """Copies sessions. What lies in the bin is left there; what still runs becomes a retry."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def duplicate(self, session_id: SessionId, name: str) -> tuple[Changes, SessionId]:
        """Copy a session under another name in one transaction; costs are not spent again.

        Raises:
            LibraryError: There is no such session, or nothing was stored.
        """
        with self._writer.transaction() as transaction:
            # rows name each other in circles: a conversation its head, a turn its parent
            transaction.rows("PRAGMA defer_foreign_keys = 1")
            copy_id = _Copy(transaction, session_id).run(name)
            transaction.touch(sessions=[copy_id])
        return transaction.changes(), copy_id


class _Copy:
    """One copy within its transaction."""

    def __init__(self, transaction: Transaction, session_id: SessionId) -> None:
        self._transaction = transaction
        self._session_id = session_id
        self._names: dict[str, str] = {}
        self._copied: set[str] = set()

    def run(self, name: str) -> SessionId:
        """Write all rows."""
        copy_id = self._copy_session(name)
        live: list[tuple[str, list[dict[str, Any]], tuple[str, ...]]] = []
        for table, condition, new_id, columns in _COPIED:
            rows = self._live(table, condition, new_id)
            kept = [row for row in rows if table != "cards" or self._is_shown(row)]
            self._copied.update(str(row["id"]) for row in kept)
            live.append((table, kept, columns))
        for table, rows, columns in live:
            renamed = (self._renamed(row, columns) for row in rows)
            _insert(self._transaction, table, (row | {"session_id": copy_id} for row in renamed))
        self._copy_parts()
        self._copy_events(copy_id)
        return copy_id

    def _copy_session(self, name: str) -> SessionId:
        rows = _rows(self._transaction, "sessions", "id = ?", (self._session_id,))
        if not rows:
            raise not_found("This session")
        now_utc = self._transaction.now_utc
        seconds = self._transaction.one("SELECT strftime('%s', ?)", (now_utc,))
        copy_id = new_session_id(float(seconds[0]) if seconds else 0.0)
        self._names[self._session_id] = copy_id
        row = rows[0] | {
            "id": copy_id,
            "name": name,
            "name_folded": folded(name),
            "is_named_by_person": True,
            "created_utc": now_utc,
            "updated_utc": now_utc,
            "deleted_utc": None,
        }
        _insert(self._transaction, "sessions", [row])
        products = _rows(
            self._transaction, "session_products", "session_id = ?", (self._session_id,)
        )
        kept = (row | {"session_id": copy_id} for row in products)
        _insert(self._transaction, "session_products", kept)
        return copy_id

    def _live(self, table: str, condition: str, new_id: Callable[[], str]) -> list[dict[str, Any]]:
        """Return the rows to copy, and name all rows there are: events speak of them, too."""
        everything = self._transaction.rows(
            f"SELECT id FROM {table} WHERE session_id = ?", (self._session_id,)
        )
        self._names.update((str(row[0]), new_id()) for row in everything)
        return _rows(self._transaction, table, f"session_id = ?1{condition}", (self._session_id,))

    def _is_shown(self, card: dict[str, Any]) -> bool:
        """Whether a card's output was copied, if it has one."""
        return card["output_id"] is None or card["output_id"] in self._copied

    def _renamed(self, row: dict[str, Any], columns: tuple[str, ...]) -> dict[str, Any]:
        """Return a row with new ids; what was not copied is not named."""
        renamed = row | {"id": self._names[row["id"]]}
        for column in columns:
            value = row[column]
            if value in self._names:
                renamed[column] = self._names[value] if value in self._copied else None
        if row.get("status") in _OPEN:
            renamed |= _ENDED if "is_retryable" in row else {"status": "cancelled"}
        return renamed

    def _copy_parts(self) -> None:
        for table, owner in _PARTS:
            for some in chunks(sorted(self._copied)):
                rows = _rows(self._transaction, table, f"{owner} IN ({placeholders(some)})", some)
                renamed = (row | {owner: self._names[row[owner]]} for row in rows)
                _insert(self._transaction, table, renamed)

    def _copy_events(self, copy_id: SessionId) -> None:
        """Copy the log, so that the copy can be replayed."""
        rows = _rows(self._transaction, "events", "session_id = ?", (self._session_id,))
        copies = (
            row | {"session_id": copy_id, "payload": self._said(row["payload"])}
            for row in sorted(rows, key=lambda row: int(row.pop("sequence")))
        )
        _insert(self._transaction, "events", copies)

    def _said(self, payload: str) -> str:
        return renamed_payload(payload, self._names)


def _rows(
    transaction: Transaction, table: str, condition: str, values: Iterable[str]
) -> list[dict[str, Any]]:
    """Return rows as dicts of all their columns."""
    columns = [row[0] for row in transaction.rows("SELECT name FROM pragma_table_info(?)", [table])]
    sql = f"SELECT {', '.join(columns)} FROM {table} WHERE {condition}"
    return [dict(zip(columns, row, strict=True)) for row in transaction.rows(sql, list(values))]


def _insert(transaction: Transaction, table: str, rows: Iterable[dict[str, Any]]) -> None:
    transaction.insert(getattr(tables, table.upper()), *rows)
