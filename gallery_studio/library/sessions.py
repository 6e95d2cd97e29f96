"""Sessions: made, named, left and taken up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.event import EventKind
from gallery_studio.library import records
from gallery_studio.library.errors import not_found
from gallery_studio.library.starting import ensure_session, rename_session
from gallery_studio.library.statements import json_text
from gallery_studio.library.tables import SESSION_PRODUCTS, SESSIONS
from gallery_studio.records import asdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import ProductId, SessionId
    from gallery_studio.domain.session import ComposeSettings, Directive, Session, Viewport
    from gallery_studio.library.database import Value
    from gallery_studio.library.writer import Transaction, Writer


class SessionStore:
    """Writes sessions. Each method is one transaction and returns what changed.

    Every method raises `LibraryError` when nothing was stored. Drafts, settings of the compose bar
    and viewports do not move a session up in the list.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def create(self, session: Session) -> Changes:
        """Store a new session."""
        with self._writer.transaction() as transaction:
            ensure_session(transaction, session)
        return transaction.changes()

    def rename(self, session_id: SessionId, name: str) -> Changes:
        """Give a session the name a person chose; it is never replaced by the program."""
        with self._writer.transaction() as transaction:
            previous = _name(transaction, session_id)
            rename_session(transaction, session_id, name, previous=previous)
            transaction.update(SESSIONS, [session_id], is_named_by_person=True)
        return transaction.changes()

    def save_draft(self, session_id: SessionId, text: str) -> Changes:
        """Keep the text being typed."""
        with self._writer.transaction() as transaction:
            _set(transaction, session_id, draft=text)
        return transaction.changes()

    def save_compose(self, session_id: SessionId, compose: ComposeSettings) -> Changes:
        """Keep what the compose bar is set to."""
        with self._writer.transaction() as transaction:
            _set(transaction, session_id, compose=records.compose_text(compose))
        return transaction.changes()

    def save_directives(self, session_id: SessionId, directives: Sequence[Directive]) -> Changes:
        """Keep the directives a person is shown, before and after they are used."""
        text = json_text([asdict(directive) for directive in directives])
        with self._writer.transaction() as transaction:
            _set(transaction, session_id, directives=text)
        return transaction.changes()

    def save_viewport(self, session_id: SessionId, viewport: Viewport) -> Changes:
        """Keep where the person looks."""
        with self._writer.transaction() as transaction:
            _set(
                transaction,
                session_id,
                center_x=viewport.center_x,
                center_y=viewport.center_y,
                zoom=viewport.zoom,
            )
        return transaction.changes()

    def save_products(self, session_id: SessionId, product_ids: Sequence[ProductId]) -> Changes:
        """Keep the products saved to a session, in order."""
        with self._writer.transaction() as transaction:
            _name(transaction, session_id)
            transaction.delete(SESSION_PRODUCTS, "session_id", session_id)
            transaction.insert(
                SESSION_PRODUCTS,
                *(
                    {"session_id": session_id, "position": position, "product_id": product_id}
                    for position, product_id in enumerate(product_ids)
                ),
            )
            transaction.touch(sessions=[session_id])
        return transaction.changes()

    def discard(self, session_id: SessionId) -> Changes:
        """Put a session into the bin."""
        with self._writer.transaction() as transaction:
            _set(transaction, session_id, deleted_utc=transaction.now_utc)
            transaction.event(EventKind.SESSION_DISCARDED, session_id)
            transaction.touch(sessions=[session_id])
        return transaction.changes()

    def restore(self, session_id: SessionId) -> Changes:
        """Take a session out of the bin."""
        with self._writer.transaction() as transaction:
            _set(transaction, session_id, deleted_utc=None)
            transaction.event(EventKind.SESSION_RESTORED, session_id)
            transaction.touch(sessions=[session_id])
        return transaction.changes()


def _set(transaction: Transaction, session_id: SessionId, **values: Value) -> None:
    if not transaction.update(SESSIONS, [session_id], **values):
        raise not_found("This session")


def _name(transaction: Transaction, session_id: SessionId) -> str:
    row = transaction.one("SELECT name FROM sessions WHERE id = ?", (session_id,))
    if row is None:
        raise not_found("This session")
    return str(row[0])
