"""Conversations: named, branched, thrown away and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.event import EventKind
from gallery_studio.library.errors import not_found
from gallery_studio.library.tables import CARDS, CONVERSATIONS, OUTPUTS
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import (
        CardId,
        ConversationId,
        OutputId,
        SessionId,
        TurnId,
    )
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
        """Put a conversation and the cards of its outputs into the bin.

        Whoever went on with it ("Apply edit") goes on with it again once it is taken back.
        """
        with self._writer.transaction() as transaction:
            session_id = _found(transaction, conversation_id)[0]
            now_utc = transaction.now_utc
            cards = _cards_on_canvas(transaction, conversation_id)
            transaction.update(CONVERSATIONS, [conversation_id], deleted_utc=now_utc)
            transaction.update(CARDS, cards, deleted_utc=now_utc, deleted_with=conversation_id)
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

    def delete_output(self, output_id: OutputId) -> Changes:
        """Put one picture of a turn and its cards into the bin."""
        with self._writer.transaction() as transaction:
            place = _place_of(transaction, output_id)
            rows = transaction.rows(
                "SELECT id FROM cards WHERE output_id = ? AND deleted_utc IS NULL", (output_id,)
            )
            cards: list[CardId] = [row[0] for row in rows]
            now_utc = transaction.now_utc
            transaction.update(OUTPUTS, [output_id], deleted_utc=now_utc)
            transaction.update(CARDS, cards, deleted_utc=now_utc, deleted_with=output_id)
            transaction.event(
                EventKind.OUTPUT_DELETED, place.session_id, output=output_id, turn=place.turn_id
            )
            if cards:
                transaction.event(EventKind.CARDS_DELETED, place.session_id, cards=cards)
            transaction.touch(removed_cards=cards, **place.touched(output_id))
        return transaction.changes()

    def restore_output(self, output_id: OutputId) -> Changes:
        """Take a picture out of the bin, with the cards that went there with it."""
        with self._writer.transaction() as transaction:
            place = _place_of(transaction, output_id)
            rows = transaction.rows(
                "SELECT id FROM cards WHERE output_id = ?1 AND deleted_with = ?1", (output_id,)
            )
            cards: list[CardId] = [row[0] for row in rows]
            transaction.update(OUTPUTS, [output_id], deleted_utc=None)
            transaction.update(CARDS, cards, deleted_utc=None, deleted_with=None)
            transaction.event(
                EventKind.OUTPUT_RESTORED, place.session_id, output=output_id, turn=place.turn_id
            )
            if cards:
                transaction.event(EventKind.CARDS_RESTORED, place.session_id, cards=cards)
            transaction.touch(cards=cards, **place.touched(output_id))
        return transaction.changes()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an output lies."""

    session_id: SessionId
    conversation_id: ConversationId
    turn_id: TurnId

    def touched(self, output_id: OutputId) -> dict[str, list[str]]:
        """Return everything that looks different without the output, or with it again."""
        return {
            "outputs": [output_id],
            "turns": [self.turn_id],
            "conversations": [self.conversation_id],
            "sessions": [self.session_id],
        }


def _place_of(transaction: Transaction, output_id: OutputId) -> _Place:
    row = transaction.one(
        "SELECT o.session_id, t.conversation_id, t.id FROM outputs o"
        " JOIN turns t ON t.id = o.turn_id WHERE o.id = ?",
        (output_id,),
    )
    if row is None:
        raise not_found("This picture")
    return _Place(*row)


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
