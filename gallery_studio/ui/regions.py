"""F6 goes round the parts of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget


class Regions:
    """The parts of the window in reading order, each with the way the keyboard gets there."""

    def __init__(self, parts: Sequence[tuple[QWidget, Callable[[], object]]]) -> None:
        """Remember the parts.

        Args:
            parts: Each part and what puts the focus into it.
        """
        self._parts = parts

    def go(self, step: int, focused: Callable[[], QWidget | None]) -> None:
        """Move the focus to the next (1) or previous (-1) part that takes it.

        Args:
            step: Direction.
            focused: Returns the widget that has the focus now.
        """
        shown = [pair for pair in self._parts if pair[0].isVisible()]
        at = next((i for i, (part, _) in enumerate(shown) if _holds(part, focused())), None)
        if at is None:
            at = -1 if step > 0 else 0
        for _ in shown:
            at = (at + step) % len(shown)
            part, take_focus = shown[at]
            take_focus()
            if _holds(part, focused()):
                return


def _holds(part: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (part is focused or part.isAncestorOf(focused))
