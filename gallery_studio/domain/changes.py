"""What a write changed: announced once, and every view refreshes what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.records import dataclass, fields

if TYPE_CHECKING:
    from gallery_studio.domain.ids import (
        CardId,
        ConversationId,
        ImageId,
        OutputId,
        ProjectId,
        SessionId,
        TurnId,
    )


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of everything one write touched.

    Attributes:
        sessions: Sessions whose name, counts or cover may differ now.
        cards: Cards that were added, moved, marked, or whose output changed.
        removed_cards: Cards that left the canvas.
        conversations: Conversations whose title, head or turns changed.
        turns: Turns added or changed.
        outputs: Outputs added or changed.
        images: Pictures stored.
        people: Whether people, identities or products changed.
        projects: Projects made, changed, or moved into or out of the bin.
    """

    sessions: frozenset[SessionId] = frozenset()
    cards: frozenset[CardId] = frozenset()
    removed_cards: frozenset[CardId] = frozenset()
    conversations: frozenset[ConversationId] = frozenset()
    turns: frozenset[TurnId] = frozenset()
    outputs: frozenset[OutputId] = frozenset()
    images: frozenset[ImageId] = frozenset()
    people: bool = False
    projects: frozenset[ProjectId] = frozenset()

    def __or__(self, other: Changes) -> Changes:
        """Return both changes as one."""
        return Changes(
            **{f.name: getattr(self, f.name) | getattr(other, f.name) for f in fields(self)}
        )

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return any(getattr(self, f.name) for f in fields(self))
