"""Events: the append-only log of every act, in order.

Replay, undo of deletions, a project's journey and the time machine all read this one log.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gallery_studio.domain.ids import SessionId

EVENT_VERSION = 1
"""Version of the payloads below; a reader must accept every version up to its own."""


class EventKind(StrEnum):
    """What happened. Payload keys are named in the comments; ids are text."""

    SESSION_CREATED = "session.created"  # name
    SESSION_RENAMED = "session.renamed"  # name, previous
    SESSION_DISCARDED = "session.discarded"
    SESSION_RESTORED = "session.restored"
    RUN_STARTED = "run.started"  # run, composition, directives, models, turns
    CONVERSATION_STARTED = "conversation.started"  # conversation, source_image, source_output
    CONVERSATION_RENAMED = "conversation.renamed"  # conversation, title, previous
    CONVERSATION_DELETED = "conversation.deleted"  # conversation, cards
    CONVERSATION_RESTORED = "conversation.restored"  # conversation, cards
    TURN_STARTED = "turn.started"
    """turn, conversation, number, parent_turn, parent_output, message, and outputs: a list of
    output, model, card, x, y, width, height."""
    TURN_FINISHED = "turn.finished"  # turn, status
    OUTPUT_COMPLETED = "output.completed"  # output, turn, image, text
    OUTPUT_FAILED = "output.failed"  # output, turn, kind, message
    OUTPUT_CANCELLED = "output.cancelled"  # output, turn
    OUTPUT_RETRIED = "output.retried"  # output, turn, attempt
    OUTPUT_INTERRUPTED = "output.interrupted"  # output, turn
    OUTPUT_DELETED = "output.deleted"  # output, turn; its cards follow in ``cards.deleted``
    OUTPUT_RESTORED = "output.restored"  # output, turn; its cards follow in ``cards.restored``
    BRANCH_CHOSEN = "branch.chosen"  # conversation, output, previous
    IMAGE_IMPORTED = "image.imported"  # card, image, caption, x, y, width, height
    CARDS_MOVED = "cards.moved"  # cards [{card, x, y, width, height, z, previous {…}}]
    CARDS_DELETED = "cards.deleted"  # cards
    CARDS_RESTORED = "cards.restored"  # cards
    CARD_STARRED = "card.starred"  # cards, starred
    CARD_RATED = "card.rated"  # cards, rating
    CARD_REJECTED = "card.rejected"  # cards, rejected
    PROJECT_CREATED = "project.created"  # project, title, slug, featured
    PROJECT_EDITED = "project.edited"  # project, title
    PROJECT_FEATURED = "project.featured"  # project, image, previous
    PROJECT_DISCARDED = "project.discarded"  # project
    PROJECT_RESTORED = "project.restored"  # project
    BIN_EMPTIED = "bin.emptied"  # things [{kind, id}]; belongs to no session


@dataclass(frozen=True, slots=True)
class Event:
    """One act.

    Attributes:
        sequence: Position in the log, rising, unique in the library.
        session_id: The session it belongs to, or None for the library as a whole.
        kind: What happened (text, so that kinds of a newer program survive).
        payload: JSON-like details, see `EventKind`.
        version: `EVENT_VERSION` at the time.
        created_utc: ISO 8601, UTC.
    """

    sequence: int
    session_id: SessionId | None
    kind: str
    payload: Mapping[str, Any]
    version: int
    created_utc: str
