"""Conversations: named, branched, thrown away and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.event import EventKind
from gallery_studio.library.errors import not_found
from gallery_studio.library.tables import CARDS, CONVERSATIONS, PEOPLE

if TYPE_CHECKING:
    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import CardId, ConversationId, OutputId
    from gallery_studio.library.database import Row
    from gallery_studio.library.writer import Transaction, Writer


class ConversationStore:
    """Writes conversations. Each method is one transaction and returns what changed.

    Every method raises `LibraryError` when nothing was stored.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def rename(self, conversation_id: ConversationId, title: str) -> Changes:
        """Give a conversation another title."""
        with self._writer.transaction() as transaction:
            session_id, previous, _ = _found(transaction, conversation_id)
            transaction.update(CONVERSATIONS, [conversation_id], title=title)
            transaction.event(
                EventKind.CONVERSATION_RENAMED,
                session_id,
                conversation=conversation_id,
                title=title,
                previous=previous,
            )
            transaction.touch(conversations=[conversation_id])
        return transaction.changes()

    def set_head(self, conversation_id: ConversationId, output_id: OutputId | None) -> Changes:
        """Choose the output the next edit starts from; None is the newest."""
        with self._writer.transaction() as transaction:
            session_id, _, previous = _found(transaction, conversation_id)
            transaction.update(CONVERSATIONS, [conversation_id], head_output_id=output_id)
            transaction.event(
                EventKind.BRANCH_CHOSEN,
                session_id,
                conversation=conversation_id,
                output=output_id,
                previous=previous,
            )
            transaction.touch(conversations=[conversation_id])
        return transaction.changes()

    def delete(self, conversation_id: ConversationId) -> Changes:
        """Put a conversation and the cards of its outputs into the bin."""
        with self._writer.transaction() as transaction:
            session_id = _found(transaction, conversation_id)[0]
            now_utc = transaction.now_utc
            cards = _cards_on_canvas(transaction, conversation_id)
            transaction.update(CONVERSATIONS, [conversation_id], deleted_utc=now_utc)
            transaction.update(CARDS, cards, deleted_utc=now_utc, deleted_with=conversation_id)
            _end_activity(transaction, conversation_id)
            transaction.event(
                EventKind.CONVERSATION_DELETED,
                session_id,
                conversation=conversation_id,
                cards=cards,
            )
            transaction.touch(
                conversations=[conversation_id], removed_cards=cards, sessions=[session_id]
            )
        return transaction.changes()

    def restore(self, conversation_id: ConversationId) -> Changes:
        """Take a conversation out of the bin with the cards that went there with it."""
        with self._writer.transaction() as transaction:
            session_id = _found(transaction, conversation_id)[0]
            cards: list[CardId] = [
                row[0]
                for row in transaction.rows(
                    "SELECT id FROM cards WHERE session_id = ? AND deleted_with = ?",
                    (session_id, conversation_id),
                )
            ]
            transaction.update(CONVERSATIONS, [conversation_id], deleted_utc=None)
            transaction.update(CARDS, cards, deleted_utc=None, deleted_with=None)
            transaction.event(
                EventKind.CONVERSATION_RESTORED,
                session_id,
                conversation=conversation_id,
                cards=cards,
            )
            transaction.touch(conversations=[conversation_id], cards=cards, sessions=[session_id])
        return transaction.changes()


def _found(transaction: Transaction, conversation_id: ConversationId) -> Row:
    """Return session, title and head of a conversation."""
    row = transaction.one(
        "SELECT session_id, title, head_output_id FROM conversations WHERE id = ?",
        (conversation_id,),
    )
    if row is None:
        raise not_found("This conversation")
    return row


def _cards_on_canvas(transaction: Transaction, conversation_id: ConversationId) -> list[CardId]:
    rows = transaction.rows(
        "SELECT c.id FROM turns t JOIN outputs o ON o.turn_id = t.id"
        " JOIN cards c ON c.output_id = o.id"
        " WHERE t.conversation_id = ? AND c.deleted_utc IS NULL",
        (conversation_id,),
    )
    return [row[0] for row in rows]


def _end_activity(transaction: Transaction, conversation_id: ConversationId) -> None:
    """Let go of a conversation that "Apply edit" would go on with."""
    people = transaction.rows(
        "SELECT id FROM people WHERE active_conversation_id = ?", (conversation_id,)
    )
    transaction.update(PEOPLE, (row[0] for row in people), active_conversation_id=None)
