"""Undoable changes of what a person thinks of pictures, and of what they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gallery_studio.domain.card import CardMarks
    from gallery_studio.domain.ids import CardId, OutputId


class MarkCardsCommand(QUndoCommand):
    """Stars, rates or rejects cards: one command for one gesture.

    Args:
        apply: Gives cards their marks and has them stored; unknown cards are left out.
        before: Marks the cards had.
        after: Marks they get.
        text: What the undo menu says, such as "Rate 3 images".
    """

    def __init__(
        self,
        apply: Callable[[Mapping[CardId, CardMarks]], None],
        before: Mapping[CardId, CardMarks],
        after: Mapping[CardId, CardMarks],
        text: str,
    ) -> None:
        super().__init__(text)
        self._apply = apply
        self._before = dict(before)
        self._after = dict(after)

    def redo(self) -> None:
        """Give the cards their new marks."""
        self._apply(self._after)

    def undo(self) -> None:
        """Give them back the marks they had."""
        self._apply(self._before)


class DeleteOutputCommand(QUndoCommand):
    """One picture of a turn to the bin, and back.

    Args:
        output_id: The picture.
        delete: Puts it and its card into the bin.
        restore: Takes them out again.
    """

    def __init__(
        self,
        output_id: OutputId,
        delete: Callable[[OutputId], None],
        restore: Callable[[OutputId], None],
    ) -> None:
        super().__init__("Delete image of a turn")
        self._output_id = output_id
        self._delete = delete
        self._restore = restore

    def redo(self) -> None:
        """Put it into the bin."""
        self._delete(self._output_id)

    def undo(self) -> None:
        """Take it out again."""
        self._restore(self._output_id)
