"""The log of every act; the other stores write theirs with the act itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gallery_studio.domain.event import EventKind
    from gallery_studio.domain.ids import SessionId
    from gallery_studio.library.writer import Writer


class EventStore:
    """Adds events that no other store writes. Nothing in the log is ever changed."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def record(
        self, kind: EventKind, session_id: SessionId | None, payload: Mapping[str, Any]
    ) -> None:
        """Add one event.

        Raises:
            LibraryError: It was not stored.
        """
        with self._writer.transaction() as transaction:
            transaction.event(kind, session_id, **payload)
