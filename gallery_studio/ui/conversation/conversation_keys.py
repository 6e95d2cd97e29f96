"""The keys of the conversation pane, as in the design's table of keys."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class PaneKey(StrEnum):
    """What a key of the pane does."""

    BACK = "back"
    IMAGE = "image"
    TURN = "turn"
    HEAD = "head"
    MODEL = "model"
    REFERENCES = "references"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class PaneKeyPress:
    """A key and its number: a step of -1 or 1, or a place from 0."""

    key: PaneKey
    number: int = 0


_STEPS = {
    Qt.Key.Key_Left: PaneKeyPress(PaneKey.IMAGE, -1),
    Qt.Key.Key_Right: PaneKeyPress(PaneKey.IMAGE, 1),
    Qt.Key.Key_Up: PaneKeyPress(PaneKey.TURN, -1),
    Qt.Key.Key_Down: PaneKeyPress(PaneKey.TURN, 1),
}
_PLAIN = {
    Qt.Key.Key_PageUp: PaneKeyPress(PaneKey.PAGE, -1),
    Qt.Key.Key_PageDown: PaneKeyPress(PaneKey.PAGE, 1),
    Qt.Key.Key_Escape: PaneKeyPress(PaneKey.BACK),
}


def pane_key(event: QKeyEvent, *, is_typing: bool) -> PaneKeyPress | None:
    """Return what a key asks of the pane, or None when it is not one of its keys.

    Args:
        event: The key.
        is_typing: Whether the text has the focus; then digits are text.
    """
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key(event.key())
    if held == Qt.KeyboardModifier.AltModifier:
        return _STEPS.get(key)
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    if held == control | shift and key == Qt.Key.Key_R:
        return PaneKeyPress(PaneKey.REFERENCES)
    digit = int(key) - int(Qt.Key.Key_1)
    if held == control and 0 <= digit < 3:
        return PaneKeyPress(PaneKey.MODEL, digit)
    if held != Qt.KeyboardModifier.NoModifier:
        return None
    if 0 <= digit < 9 and not is_typing:
        return PaneKeyPress(PaneKey.HEAD, digit)
    return _PLAIN.get(key)
