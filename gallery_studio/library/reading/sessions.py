"""Sessions and runs, and what they add up to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.naming import one_line
from gallery_studio.domain.session import (
    ComposeSettings,
    Directive,
    Run,
    Session,
    SessionSummary,
    Viewport,
)
from gallery_studio.library.reading.connection import ReadConnection
from gallery_studio.library.reading.summaries import SUMMARY
from gallery_studio.library.records import folded
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from gallery_studio.domain.event import Event
    from gallery_studio.domain.ids import ModelId, RunId, SessionId
    from gallery_studio.library.database import Row

Show = Literal["all", "starred", "edited"]

_COLUMNS = (
    "id, name, created_utc, updated_utc, is_named_by_person, composition, draft, compose,"
    " center_x, center_y, zoom, deleted_utc"
)

# correlated subqueries on covering indexes: only the sessions shown are counted
_SUMMARIES = f"""
    {SUMMARY}
    FROM (SELECT s.id, s.name, s.created_utc, s.updated_utc FROM sessions s
        WHERE s.deleted_utc IS NULL
            AND EXISTS (SELECT 1 FROM cards c WHERE c.session_id = s.id AND c.deleted_utc IS NULL)
            {{conditions}}
        ORDER BY s.updated_utc DESC, s.id DESC LIMIT ? OFFSET ?) s
    ORDER BY s.updated_utc DESC, s.id DESC
"""

_SHOWN = {
    "all": "",
    "starred": """AND EXISTS (SELECT 1 FROM cards c WHERE c.session_id = s.id
        AND c.is_starred = 1 AND c.deleted_utc IS NULL AND c.image_id IS NOT NULL)""",
    "edited": """AND EXISTS (SELECT 1 FROM conversations v WHERE v.session_id = s.id
        AND v.source_image_id IS NOT NULL AND v.deleted_utc IS NULL)""",
}


@dataclass(frozen=True, slots=True)
class Totals:
    """What a library adds up to, the bin left out of the sessions.

    Attributes:
        sessions: Sessions with a card.
        images: Pictures stored.
        image_bytes: Their size.
        spent_usd: Everything ever spent, as far as it is known.
    """

    sessions: int
    images: int
    image_bytes: int
    spent_usd: float


class SessionQueries(ReadConnection):
    """Reads sessions."""

    def session_summaries(
        self, *, search: str = "", show: Show = "all", limit: int = 50, offset: int = 0
    ) -> list[SessionSummary]:
        """Return sessions that have a card, the one worked on last first.

        Args:
            search: Words that must all be in the name, in any order, whatever their case.
            show: All, those with a starred picture, or those with an edit.
            limit: Most sessions to return.
            offset: How many to pass over.
        """
        words = folded(search).split()
        conditions = _SHOWN[show] + " AND instr(s.name_folded, ?)" * len(words)
        rows = self._rows(_SUMMARIES.format(conditions=conditions), (*words, limit, offset))
        return [SessionSummary(*row) for row in rows]

    def session(self, session_id: SessionId) -> Session:
        """Return a session, also one in the bin.

        Raises:
            LibraryError: There is none.
        """
        row = self._one(
            "This session", f"SELECT {_COLUMNS} FROM sessions WHERE id = ?", (session_id,)
        )
        return _session(row)

    def find_session(self, text: str) -> Session:
        """Return the session a person means by its id, the beginning of it, or its exact name.

        Raises:
            LibraryError: There is none, or more than one.
        """
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM sessions WHERE deleted_utc IS NULL"
            " AND (id = ?1 OR name_folded = ?2 OR substr(id, 1, length(?1)) = ?1)"
            " ORDER BY id = ?1 DESC, name_folded = ?2 DESC LIMIT 3",
            (text, folded(text)),
        )
        exact = [row for row in rows if row[0] == text]
        named = [row for row in rows if folded(row[1]) == folded(text)]
        return _session(_the_one("session", text, exact or named or rows))

    def run(self, run_id: RunId) -> Run:
        """Return a run.

        Raises:
            LibraryError: There is none.
        """
        row = self._one(
            "This run",
            "SELECT id, session_id, composition, directives, models, product_ids, aspect_ratio,"
            " image_size, seed, created_utc FROM runs WHERE id = ?",
            (run_id,),
        )
        return Run(
            id=row[0],
            session_id=row[1],
            composition=row[2],
            directives=_directives(row[3]),
            models=tuple(json.loads(row[4])),
            product_ids=tuple(json.loads(row[5])),
            aspect_ratio=row[6],
            image_size=row[7],
            seed=row[8],
            created_utc=row[9],
        )

    def session_directives(self, session_id: SessionId) -> tuple[Directive, ...]:
        """Return the directives a person was last shown for a session, as edited since.

        Raises:
            LibraryError: There is no such session.
        """
        row = self._one(
            "This session", "SELECT directives FROM sessions WHERE id = ?", (session_id,)
        )
        return _directives(row[0])

    def sent_directives(self, session_id: SessionId) -> tuple[Directive, ...]:
        """Return the directives of a session's last run; none when there is no run."""
        rows = self._rows(
            "SELECT directives FROM runs WHERE session_id = ? ORDER BY rowid DESC LIMIT 1",
            (session_id,),
        )
        return _directives(rows[0][0]) if rows else ()

    def events(self, session_id: SessionId, after: int = 0) -> list[Event]:
        """Return a session's events in order, those after a position in the log."""
        rows = self._rows(
            "SELECT sequence, session_id, kind, payload, version, created_utc FROM events"
            " WHERE session_id = ? AND sequence > ? ORDER BY sequence",
            (session_id, after),
        )
        return [_event(row) for row in rows]

    def totals(self) -> Totals:
        """Return what the library adds up to."""
        row = self._one(
            "This library",
            "SELECT (SELECT count(*) FROM sessions s WHERE deleted_utc IS NULL AND EXISTS"
            " (SELECT 1 FROM cards c WHERE c.session_id = s.id AND c.deleted_utc IS NULL)),"
            " (SELECT count(*) FROM images), (SELECT total(size_bytes) FROM images),"
            " (SELECT total(usd) FROM costs)",
        )
        return Totals(row[0], row[1], int(row[2]), row[3])

    def spent_usd(self, since_utc: str) -> float:
        """Return what was spent since a time (ISO 8601, UTC), as far as it is known."""
        row = self._one(
            "This library", "SELECT total(usd) FROM costs WHERE created_utc >= ?", (since_utc,)
        )
        return float(row[0])

    def session_spent_usd(self, session_id: SessionId) -> float:
        """Return what a session cost so far, as far as it is known."""
        row = self._one(
            "This session", "SELECT total(usd) FROM costs WHERE session_id = ?", (session_id,)
        )
        return float(row[0])

    def open_requests(self) -> list[tuple[ModelId, str | None]]:
        """Return model and image size of every output that is still to come, in any session."""
        return self._rows(
            "SELECT o.model, t.image_size FROM outputs o JOIN turns t ON t.id = o.turn_id"
            " WHERE o.status IN ('pending', 'generating')"
        )


def _directives(text: str) -> tuple[Directive, ...]:
    """Return directives from their JSON; what a newer program added is left out."""
    return tuple(
        Directive(entry["text"], entry.get("source", "person"), entry.get("is_locked", False))
        for entry in json.loads(text)
    )


def _event(row: Row) -> Event:
    from gallery_studio.domain.event import Event

    sequence, session_id, kind, payload, version, created_utc = row
    return Event(sequence, session_id, kind, json.loads(payload), version, created_utc)


def _the_one(what: str, text: str, rows: list[Row]) -> Row:
    if len(rows) == 1:
        return rows[0]
    if rows:
        some = ", ".join(f"{row[0]} ({one_line(row[1], 40)})" for row in rows)
        message = f"“{text}” means more than one {what}, such as {some}. Give its whole id."
    else:
        message = (
            f"No {what} is called “{text}” or has an id that begins so. The command"
            f" “{what}s” lists them."
        )
    raise LibraryError(LibraryErrorKind.NOT_FOUND, message)


def _session(row: Row) -> Session:
    center_x, center_y, zoom = row[8:11]
    return Session(
        id=row[0],
        name=row[1],
        created_utc=row[2],
        updated_utc=row[3],
        is_named_by_person=bool(row[4]),
        composition=row[5],
        draft=row[6],
        compose=_compose(row[7]),
        viewport=None if zoom is None else Viewport(center_x, center_y, zoom),
        deleted_utc=row[11],
    )


def _compose(text: str) -> ComposeSettings:
    """Return the settings of the compose bar; what a newer program added is left out."""
    values = json.loads(text)
    return ComposeSettings(
        models=tuple(values.get("models", ())),
        directive_count=values.get("directive_count", 1),
        aspect_ratio=values.get("aspect_ratio"),
        image_size=values.get("image_size"),
        product_ids=tuple(values.get("product_ids", ())),
        person_ids=tuple(values.get("person_ids", ())),
        identity_id=values.get("identity_id"),
    )
