"""Stores work that begins: its session, run, conversations, turns, outputs and cards at once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.event import EventKind
from gallery_studio.domain.geometry import Rect, bounding_rect
from gallery_studio.library import records
from gallery_studio.library.errors import not_found
from gallery_studio.library.tables import (
    CARDS,
    CONVERSATIONS,
    IMAGES,
    MICRO_PREVIEWS,
    OUTPUT_REFERENCES,
    OUTPUTS,
    PEOPLE,
    RUNS,
    SESSIONS,
    TURN_REFERENCES,
    TURNS,
)
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gallery_studio.domain.card import Card
    from gallery_studio.domain.conversation import Conversation, Output, Turn
    from gallery_studio.domain.ids import (
        CardId,
        ConversationId,
        OutputId,
        PersonId,
        SessionId,
        TurnId,
    )
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.domain.session import Run, Session
    from gallery_studio.library.writer import Transaction


@dataclass(frozen=True, slots=True)
class NewWork:
    """Everything a press on Generate or Send adds, stored in one transaction.

    Attributes:
        session_id: The session it belongs to.
        session: Made when it is not there yet. When it is, only a name that the person did not
            choose is replaced.
        run: The run, or None for a turn of an edit.
        conversations: New ones; ones already there only move up in the list.
        turns: New ones, parents before children.
        outputs: New ones.
        cards: One per output, as laid out.
        images: Pictures sent along, with their micro previews (768 bytes RGB); files first.
    """

    session_id: SessionId
    session: Session | None = None
    run: Run | None = None
    conversations: tuple[Conversation, ...] = ()
    turns: tuple[Turn, ...] = ()
    outputs: tuple[Output, ...] = ()
    cards: tuple[Card, ...] = ()
    images: tuple[tuple[ImageFile, bytes], ...] = ()


def store(transaction: Transaction, work: NewWork) -> bool:
    """Write the rows and events of new work; return whether people changed.

    Raises:
        LibraryError: A session, conversation or picture it refers to is not there.
    """
    _store_session(transaction, work)
    for image, micro_rgb in work.images:
        store_image(transaction, image, micro_rgb)
    _store_run(transaction, work)
    for conversation in work.conversations:
        _store_conversation(transaction, conversation)
    _continue_conversations(transaction, work)
    _store_turns(transaction, work)
    _store_cards(transaction, work)
    _log_turns(transaction, work)
    transaction.touch_session(work.session_id)
    return _make_active(transaction, work)


def store_image(transaction: Transaction, image: ImageFile, micro_rgb: bytes) -> None:
    """Add a picture's rows unless it is known already (the same bytes are the same picture)."""
    transaction.insert(IMAGES, records.image_row(image), or_ignore=True)
    transaction.note_crcs({image.id: image.sealed_crc})
    transaction.insert(MICRO_PREVIEWS, {"image_id": image.id, "rgb": micro_rgb}, or_ignore=True)
    transaction.touch(images=[image.id])


def ensure_session(transaction: Transaction, session: Session) -> None:
    """Add a session unless it is there; then only replace a name the person did not choose."""
    found = transaction.one(
        "SELECT name, is_named_by_person FROM sessions WHERE id = ?", (session.id,)
    )
    if found is None:
        transaction.insert(SESSIONS, records.session_row(session))
        transaction.event(EventKind.SESSION_CREATED, session.id, name=session.name)
    elif not found[1] and found[0] != session.name:
        rename_session(transaction, session.id, session.name, previous=found[0])
    transaction.touch(sessions=[session.id])


def rename_session(
    transaction: Transaction, session_id: SessionId, name: str, *, previous: str
) -> None:
    """Write a session's new name and its event."""
    transaction.update(SESSIONS, [session_id], name=name, name_folded=records.folded(name))
    transaction.event(EventKind.SESSION_RENAMED, session_id, name=name, previous=previous)
    transaction.touch(sessions=[session_id])


def _store_session(transaction: Transaction, work: NewWork) -> None:
    if work.session is not None:
        ensure_session(transaction, work.session)
    elif transaction.one("SELECT 1 FROM sessions WHERE id = ?", (work.session_id,)) is None:
        raise not_found("This session")


def _store_run(transaction: Transaction, work: NewWork) -> None:
    if work.run is None:
        return
    run = work.run
    rect = bounding_rect(card.placement.rect for card in work.cards) or Rect(0, 0, 0, 0)
    transaction.insert(RUNS, records.run_row(run, rect))
    transaction.update(SESSIONS, [work.session_id], composition=run.composition)
    transaction.event(
        EventKind.RUN_STARTED,
        work.session_id,
        run=run.id,
        composition=run.composition,
        directives=[directive.text for directive in run.directives],
        models=list(run.models),
        turns=[turn.id for turn in work.turns],
    )


def _store_conversation(transaction: Transaction, conversation: Conversation) -> None:
    transaction.touch(conversations=[conversation.id])
    if transaction.one("SELECT 1 FROM conversations WHERE id = ?", (conversation.id,)):
        return
    transaction.insert(CONVERSATIONS, records.conversation_row(conversation))
    transaction.event(
        EventKind.CONVERSATION_STARTED,
        conversation.session_id,
        conversation=conversation.id,
        source_image=conversation.source_image_id,
        source_output=conversation.source_output_id,
    )


def _make_active(transaction: Transaction, work: NewWork) -> bool:
    """Let each person go on with the first conversation about them; return whether one does."""
    first: dict[PersonId, ConversationId] = {}
    for conversation in work.conversations:
        if conversation.person_id is not None:
            first.setdefault(conversation.person_id, conversation.id)
    for person_id, conversation_id in first.items():
        transaction.update(PEOPLE, [person_id], active_conversation_id=conversation_id)
    return bool(first)


def _continue_conversations(transaction: Transaction, work: NewWork) -> None:
    """Move the conversations up in the list; the next edit starts at their newest picture."""
    ids = {turn.conversation_id for turn in work.turns}
    transaction.update(CONVERSATIONS, ids, updated_utc=transaction.now_utc, head_output_id=None)
    transaction.touch(conversations=ids)


def _store_turns(transaction: Transaction, work: NewWork) -> None:
    session_id = work.session_id
    transaction.insert(TURNS, *(records.turn_row(turn, session_id) for turn in work.turns))
    transaction.insert(OUTPUTS, *(records.output_row(o, session_id) for o in work.outputs))
    for turn in work.turns:
        transaction.insert(TURN_REFERENCES, *records.turn_reference_rows(turn))
    for output in work.outputs:
        transaction.insert(OUTPUT_REFERENCES, *records.output_reference_rows(output))
    transaction.touch(
        turns=(turn.id for turn in work.turns), outputs=(output.id for output in work.outputs)
    )


def _store_cards(transaction: Transaction, work: NewWork) -> None:
    turn_of = {output.id: output.turn_id for output in work.outputs}
    sources = {turn.id: _source_card(transaction, turn, work.session_id) for turn in work.turns}
    rows = []
    for card in work.cards:
        turn_id = turn_of.get(card.output_id) if card.output_id else None
        rows.append(records.card_row(card, sources.get(turn_id) if turn_id else None))
    transaction.insert(CARDS, *rows)
    transaction.touch(cards=(card.id for card in work.cards))


def _source_card(transaction: Transaction, turn: Turn, session_id: SessionId) -> CardId | None:
    """Return the card whose picture a turn starts from: where its line of descent begins."""
    if turn.parent_output_id is not None:
        return _newest_card(transaction, "output_id", turn.parent_output_id, session_id)
    row = transaction.one(
        "SELECT source_output_id, source_image_id FROM conversations WHERE id = ?",
        (turn.conversation_id,),
    )
    if row is None:
        raise not_found("This conversation")
    output_id, image_id = row
    card = output_id and _newest_card(transaction, "output_id", output_id, session_id)
    return card or (image_id and _newest_card(transaction, "image_id", image_id, session_id))


def _newest_card(
    transaction: Transaction, column: str, value: str, session_id: SessionId
) -> CardId | None:
    row = transaction.one(
        f"SELECT id FROM cards WHERE {column} = ? AND session_id = ? AND deleted_utc IS NULL"
        " ORDER BY rowid DESC LIMIT 1",
        (value, session_id),
    )
    return None if row is None else row[0]


def _log_turns(transaction: Transaction, work: NewWork) -> None:
    outputs: dict[TurnId, list[Output]] = defaultdict(list)
    for output in work.outputs:
        outputs[output.turn_id].append(output)
    card_of = {card.output_id: card for card in work.cards}
    for turn in work.turns:
        transaction.event(
            EventKind.TURN_STARTED,
            work.session_id,
            turn=turn.id,
            conversation=turn.conversation_id,
            number=turn.number,
            parent_turn=turn.parent_turn_id,
            parent_output=turn.parent_output_id,
            message=turn.message,
            outputs=_logged_outputs(outputs[turn.id], card_of),
        )


def _logged_outputs(
    outputs: Iterable[Output], card_of: dict[OutputId | None, Card]
) -> list[dict[str, Any]]:
    logged = []
    for output in outputs:
        entry: dict[str, Any] = {"output": output.id, "model": output.model}
        if card := card_of.get(output.id):
            place = card.placement
            entry |= {"card": card.id, "x": place.x, "y": place.y}
            entry |= {"width": place.width, "height": place.height, "z": place.z}
        logged.append(entry)
    return logged
