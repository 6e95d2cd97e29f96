"""Makes salvaged rows whole: lost owners are made anew, references to lost rows are dropped."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from gallery_studio.library.laying import ShownPicture, lay_out
from gallery_studio.library.rebuild import RECOVERED_NAME
from gallery_studio.library.records import folded

if TYPE_CHECKING:
    import sqlite3

    from gallery_studio.domain.ids import SessionId

_MEMBERS = ("conversations", "turns", "outputs", "cards", "runs")

_LOST_SESSIONS = (
    "INSERT INTO sessions (id, name, name_folded, compose, created_utc, updated_utc)"
    " SELECT session_id, :name, :folded, '{{}}', min(created_utc), max(created_utc)"
    " FROM {members} WHERE session_id NOT IN (SELECT id FROM sessions) GROUP BY session_id"
)
_LOST_CONVERSATIONS = (
    "INSERT INTO conversations (id, session_id, title, created_utc, updated_utc)"
    " SELECT conversation_id, session_id, message, min(created_utc), max(created_utc)"
    " FROM turns WHERE conversation_id NOT IN (SELECT id FROM conversations)"
    " GROUP BY conversation_id"
)
_LOST_TURNS = (
    "INSERT INTO conversations (id, session_id, title, created_utc, updated_utc)"
    " SELECT 'cnv-' || substr(turn_id, 5), session_id, prompt, min(created_utc), min(created_utc)"
    " FROM outputs WHERE turn_id NOT IN (SELECT id FROM turns) GROUP BY turn_id"
    " ON CONFLICT DO NOTHING",
    "INSERT INTO turns (id, session_id, conversation_id, number, message, models, status,"
    " created_utc)"
    " SELECT turn_id, session_id, 'cnv-' || substr(turn_id, 5), 1, prompt,"
    " json_group_array(model), 'completed', min(created_utc)"
    " FROM outputs WHERE turn_id NOT IN (SELECT id FROM turns) GROUP BY turn_id",
)
_OTHER_HALF = {("cards", "output_id"): "image_id", ("cards", "image_id"): "output_id"}
"""A card may lose its output or its picture, but not both."""

_ROUNDS_MOST = 20


def restore_owners(connection: sqlite3.Connection) -> None:
    """Make sessions, conversations and turns anew that were lost while their members were not.

    Args:
        connection: With foreign keys off.

    Raises:
        sqlite3.Error: The database could not be written.
    """
    names = {"name": RECOVERED_NAME, "folded": folded(RECOVERED_NAME)}
    for members in _MEMBERS:
        connection.execute(_LOST_SESSIONS.format(members=members), names)
    for statement in (*_LOST_TURNS, _LOST_CONVERSATIONS):
        connection.execute(statement)


def restore_cards(connection: sqlite3.Connection) -> None:
    """Give every finished output without a card a new one; for when rows of cards were lost.

    Raises:
        sqlite3.Error: The database could not be written.
    """
    rows = connection.execute(
        "SELECT o.session_id, o.image_id, i.width * 1.0 / i.height, o.created_utc, o.id"
        " FROM outputs o JOIN images i ON i.id = o.image_id"
        " WHERE o.deleted_utc IS NULL AND o.id NOT IN"
        " (SELECT output_id FROM cards WHERE output_id IS NOT NULL) ORDER BY o.created_utc"
    ).fetchall()
    sessions: dict[SessionId, list[ShownPicture]] = defaultdict(list)
    for session_id, *shown in rows:
        sessions[session_id].append(ShownPicture(*shown))
    for session_id, pictures in sessions.items():
        lay_out(connection, session_id, pictures)


def let_go(connection: sqlite3.Connection) -> None:
    """Let whatever still refers to a lost row let go of it, or go with it.

    Raises:
        sqlite3.Error: The database could not be written.
    """
    tables = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    ]
    for _ in range(_ROUNDS_MOST):
        if not sum(_let_go(connection, table) for table in tables):
            return


def _let_go(connection: sqlite3.Connection, table: str) -> int:
    """Mend the references of one table; return how many rows that changed."""
    changed = 0
    info = connection.execute(f"PRAGMA table_info({table})").fetchall()
    required = {row[1] for row in info if row[3] or row[5]}
    for key in connection.execute(f"PRAGMA foreign_key_list({table})").fetchall():
        parent, column, target = key[2], key[3], key[4]
        dangling = f"{column} IS NOT NULL AND {column} NOT IN (SELECT {target} FROM {parent})"
        drop = f"UPDATE {table} SET {column} = NULL WHERE {dangling}"
        if column not in required and (table, column) not in _OTHER_HALF:
            changed += connection.execute(drop).rowcount
            continue
        if other := _OTHER_HALF.get((table, column)):
            changed += connection.execute(f"{drop} AND {other} IS NOT NULL").rowcount
        changed += connection.execute(f"DELETE FROM {table} WHERE {dangling}").rowcount
    return changed
