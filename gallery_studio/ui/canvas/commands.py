"""Undoable changes of the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gallery_studio.domain.card import Placement
    from gallery_studio.domain.ids import CardId

_NUDGE = 1


class MoveCardsCommand(QUndoCommand):
    """Moves or resizes cards: one command for one gesture.

    Args:
        apply: Puts cards at their places and announces it; unknown cards are left out.
        before: Where the cards were.
        after: Where they go.
        text: What the undo menu says, such as "Move 3 images".
        is_nudge: Whether the next nudge of the same cards joins this command.
    """

    def __init__(
        self,
        apply: Callable[[Mapping[CardId, Placement]], None],
        before: Mapping[CardId, Placement],
        after: Mapping[CardId, Placement],
        text: str,
        *,
        is_nudge: bool = False,
    ) -> None:
        super().__init__(text)
        self._apply = apply
        self._before = dict(before)
        self._after = dict(after)
        self._is_nudge = is_nudge

    @property
    def after(self) -> Mapping[CardId, Placement]:
        """Where the cards go."""
        return self._after

    def redo(self) -> None:
        """Put the cards where they go."""
        self._apply(self._after)

    def undo(self) -> None:
        """Put the cards back."""
        self._apply(self._before)

    def id(self) -> int:
        """Return the kind of command that may be merged."""
        return _NUDGE if self._is_nudge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a following nudge of the same cards into this command."""
        if not isinstance(other, MoveCardsCommand) or other.after.keys() != self._after.keys():
            return False
        self._after = dict(other.after)
        return True


def move_text(count: int, verb: str) -> str:
    """Return what the undo menu says."""
    return f"{verb} image" if count == 1 else f"{verb} {count} images"
