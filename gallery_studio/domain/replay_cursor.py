"""A place in a replay that moves: the canvas there, and what a move changes.

A session of twenty thousand acts has thousands of cards; going a step on or back must cost what
the step changes, not what the canvas holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.replay import apply_changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.geometry import Rect
    from gallery_studio.domain.ids import CardId
    from gallery_studio.domain.replay import Replay


class ReplayCursor:
    """Goes to and fro in a replay, from position 0.

    Attributes:
        position: How many steps are shown.
    """

    def __init__(self, replay: Replay) -> None:
        self._replay = replay
        self.position = 0
        self._cards: dict[CardId, CanvasCard] = {}

    @property
    def cards(self) -> Mapping[CardId, CanvasCard]:
        """The cards at its position, in no order; they change when it moves."""
        return self._cards

    @property
    def focus(self) -> Rect | None:
        """The part of the canvas that the position is about, or None for an empty wall."""
        return self._replay.focus(self.position, self._cards)

    def go_to(self, position: int) -> dict[CardId, CanvasCard | None]:
        """Go to a position, the nearest there is.

        Returns:
            What that changes: cards that are new or differ, None for those that go.
        """
        position = self._replay.clamped(position)
        before = self._cards
        changes = {
            card_id: card
            for card_id, card in self._replay.changes(self.position, position).items()
            if before.get(card_id) is not card
        }
        apply_changes(self._cards, changes)
        self.position = position
        return changes
