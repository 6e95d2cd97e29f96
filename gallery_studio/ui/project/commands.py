"""Undoable changes of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.project import Project


class EditProjectCommand(QUndoCommand):
    """Puts a project into another state; one command for one change.

    Args:
        text: What the undo menu says, such as "Move step".
        apply: Shows and stores a state.
        before: The state before.
        after: The state after.
    """

    def __init__(
        self, text: str, apply: Callable[[Project], None], before: Project, after: Project
    ) -> None:
        super().__init__(text)
        self._apply, self._before, self._after = apply, before, after

    def redo(self) -> None:
        """Take the state after."""
        self._apply(self._after)

    def undo(self) -> None:
        """Take the state before."""
        self._apply(self._before)
