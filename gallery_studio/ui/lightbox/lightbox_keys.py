"""The keyboard of the lightbox (Source: the visual design, section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gallery_studio.ui.lightbox.picture_order import LightboxMode
from gallery_studio.ui.lightbox.stage_view import ZOOM_STEP

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from gallery_studio.ui.lightbox.lightbox import Lightbox

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_NONE = Qt.KeyboardModifier.NoModifier
_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_UP_DOWN = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: 1}
_FLICKER = (Qt.Key.Key_Space, Qt.Key.Key_F)
_PAN_PX = 64
_FINE, _COARSE = 0.01, 0.1


class LightboxKeys:
    """Turns key presses into what the lightbox does.

    Attributes:
        are_letters_on: Whether single letters are shortcuts.
    """

    def __init__(self, lightbox: Lightbox) -> None:
        self._box = lightbox
        self.are_letters_on = True
        box, stage = lightbox, lightbox.stage
        self._letters: dict[int, Callable[[], object]] = {
            Qt.Key.Key_1: lambda: box.set_mode(LightboxMode.VIEW),
            Qt.Key.Key_2: lambda: box.set_mode(LightboxMode.COMPARE),
            Qt.Key.Key_3: lambda: box.set_mode(LightboxMode.SIDE_BY_SIDE),
            Qt.Key.Key_X: box.swap,
            Qt.Key.Key_Z: stage.toggle_actual_size,
            Qt.Key.Key_I: box.toggle_details,
            Qt.Key.Key_S: box.toggle_star,
            Qt.Key.Key_P: box.toggle_star,
            Qt.Key.Key_R: box.toggle_rejected,
            Qt.Key.Key_E: box.request_edit,
            Qt.Key.Key_W: box.cycle_wall,
            Qt.Key.Key_D: box.toggle_difference,
            Qt.Key.Key_H: box.toggle_names,
        }
        self._chords: dict[tuple[int, Qt.KeyboardModifier], Callable[[], object]] = {
            (Qt.Key.Key_Escape, _NONE): box.close_lightbox,
            (Qt.Key.Key_Delete, _NONE): box.request_delete,
            (Qt.Key.Key_Backspace, _NONE): box.request_delete,
            (Qt.Key.Key_C, _CTRL): box.request_copy,
            (Qt.Key.Key_C, _CTRL | _SHIFT): box.request_copy_directive,
            (Qt.Key.Key_S, _CTRL): box.request_save,
            (Qt.Key.Key_Plus, _NONE): lambda: stage.zoom_by(ZOOM_STEP),
            (Qt.Key.Key_Plus, _SHIFT): lambda: stage.zoom_by(ZOOM_STEP),
            (Qt.Key.Key_Equal, _NONE): lambda: stage.zoom_by(ZOOM_STEP),
            (Qt.Key.Key_Minus, _NONE): lambda: stage.zoom_by(1 / ZOOM_STEP),
            (Qt.Key.Key_Plus, _CTRL): lambda: stage.zoom_by(ZOOM_STEP),
            (Qt.Key.Key_Equal, _CTRL): lambda: stage.zoom_by(ZOOM_STEP),
            (Qt.Key.Key_Minus, _CTRL): lambda: stage.zoom_by(1 / ZOOM_STEP),
            (Qt.Key.Key_F10, _SHIFT): box.show_menu,
            (Qt.Key.Key_Menu, _NONE): box.show_menu,
        }
        for number in range(6):
            key = Qt.Key(Qt.Key.Key_0.value + number)
            self._chords[(key, _CTRL)] = _rating(box, number)

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key; return whether it was one of ours."""
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _ARROWS:
            return self._arrow(_ARROWS[key], modifiers)
        if key in _UP_DOWN and modifiers == _NONE:
            self._box.stage.pan_by(0, _UP_DOWN[key] * _PAN_PX)
            return True
        if key in _ENDS and modifiers == _NONE:
            return self._end(_ENDS[key])
        if key in _FLICKER and modifiers == _NONE and self._is_flicker_key(key):
            if not event.isAutoRepeat():
                self._box.set_flickering(True)
            return True
        action = self._chords.get((key, modifiers))
        if action is None and modifiers == _NONE and self._may_act(key):
            action = self._letters.get(key)
        if action is None:
            return False
        action()
        return True

    def release(self, event: QKeyEvent) -> bool:
        """End the flicker when its key is let go."""
        if Qt.Key(event.key()) not in _FLICKER or event.isAutoRepeat():
            return False
        self._box.set_flickering(False)
        return True

    def _may_act(self, key: Qt.Key) -> bool:
        is_letter = Qt.Key.Key_A.value <= key.value <= Qt.Key.Key_Z.value
        return self.are_letters_on or not is_letter

    def _is_flicker_key(self, key: Qt.Key) -> bool:
        return key == Qt.Key.Key_Space or self.are_letters_on

    def _arrow(self, step: int, modifiers: Qt.KeyboardModifier) -> bool:
        box = self._box
        if modifiers == _ALT:
            box.step_left(step)
        elif modifiers == _ALT | _SHIFT:
            box.step(step)
        elif modifiers in (_NONE, _SHIFT) and box.mode is LightboxMode.COMPARE:
            part = _COARSE if modifiers == _SHIFT else _FINE
            box.stage.set_divider(box.stage.divider + step * part)
        elif modifiers == _NONE:
            box.step(step)
        elif modifiers == _SHIFT:
            box.stage.pan_by(-step * _PAN_PX, 0)
        else:
            return False
        return True

    def _end(self, end: int) -> bool:
        box = self._box
        if box.mode is LightboxMode.COMPARE:
            box.stage.set_divider(float(end))
        elif box.order.items:
            box.go_to(box.order.items[-1 if end else 0].key)
        return True


def _rating(box: Lightbox, number: int) -> Callable[[], object]:
    return lambda: box.rate(number)
