"""The keyboard of the canvas: walking, nudging, and every intention a person can have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gallery_studio.ui.canvas.commands import move_text
from gallery_studio.ui.canvas.navigation import first_card, next_card
from gallery_studio.ui.canvas.view_motion import ZOOM_STEP

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from gallery_studio.domain.ids import CardId
    from gallery_studio.ui.canvas.canvas_view import CanvasView

NUDGE = 8.0
NUDGE_FAR = 64.0

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_NONE = Qt.KeyboardModifier.NoModifier


class CanvasKeys:
    """Turns key presses into moves of focus, selection, cards and camera, or into intentions.

    Attributes:
        are_letters_on: Whether single letters are shortcuts.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self.are_letters_on = True
        self._letters: dict[int, Callable[[], None]] = {
            Qt.Key.Key_E: lambda: self._one(view.edit_requested.emit),
            Qt.Key.Key_C: lambda: self._many(view.compare_requested.emit),
            Qt.Key.Key_S: lambda: self._many(view.star_toggled.emit),
            Qt.Key.Key_R: lambda: self._many(view.retry_requested.emit),
            Qt.Key.Key_D: lambda: self._one(view.directive_reuse_requested.emit),
            # As in the field: P picks, X rejects, U takes both back.
            Qt.Key.Key_P: lambda: self._many(view.star_toggled.emit),
            Qt.Key.Key_X: lambda: self._many(view.reject_requested.emit),
            Qt.Key.Key_U: lambda: self._many(view.unflag_requested.emit),
            Qt.Key.Key_M: view.minimap_toggled.emit,
        }
        self._letters |= {Qt.Key(Qt.Key.Key_0 + rating): self._rates(rating) for rating in range(6)}
        self._chords: dict[tuple[int, Qt.KeyboardModifier], Callable[[], None]] = {
            (Qt.Key.Key_Return, _NONE): lambda: self._one(view.open_requested.emit),
            (Qt.Key.Key_Enter, _NONE): lambda: self._one(view.open_requested.emit),
            (Qt.Key.Key_Delete, _NONE): lambda: self._many(view.delete_requested.emit),
            (Qt.Key.Key_Backspace, _NONE): lambda: self._many(view.delete_requested.emit),
            (Qt.Key.Key_A, _CTRL): view.select_all,
            (Qt.Key.Key_P, _SHIFT): lambda: self._many(view.project_requested.emit),
            (Qt.Key.Key_A, _CTRL | _SHIFT): view.arrange_requested.emit,
            (Qt.Key.Key_C, _CTRL | _SHIFT): lambda: self._many(view.copy_requested.emit),
            (Qt.Key.Key_0, _CTRL): lambda: view.zoom_to(1.0),
            (Qt.Key.Key_Plus, _CTRL): lambda: view.zoom_by(ZOOM_STEP),
            (Qt.Key.Key_Equal, _CTRL): lambda: view.zoom_by(ZOOM_STEP),
            (Qt.Key.Key_Minus, _CTRL): lambda: view.zoom_by(1 / ZOOM_STEP),
        }

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key; return whether it was one of ours."""
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Escape:
            return self._escape()
        if key in _ARROWS:
            return self._arrow(_ARROWS[key], modifiers)
        if key == Qt.Key.Key_Space and modifiers == _NONE:
            return self._press_space(is_repeat=event.isAutoRepeat())
        if modifiers & _SHIFT and not modifiers & (_CTRL | _ALT) and self._fit(key):
            return True
        action = self._chords.get((key, modifiers))
        if action is None and modifiers == _NONE and self.are_letters_on:
            action = self._letters.get(key)
        if action is None:
            return False
        action()
        return True

    def release(self, event: QKeyEvent) -> bool:
        """Open the lightbox when Space is let go without having panned."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat():
            return False
        pointer = self._view.pointer
        was_held, pointer.is_space_held = pointer.is_space_held, False
        self._view.unsetCursor()
        if was_held and not pointer.has_space_panned:
            self._one(self._view.lightbox_requested.emit)
        return True

    def _press_space(self, *, is_repeat: bool) -> bool:
        if not is_repeat:
            self._view.pointer.is_space_held = True
            self._view.pointer.has_space_panned = self._view.pointer.is_busy
            self._view.setCursor(Qt.CursorShape.OpenHandCursor)
        return True

    def _escape(self) -> bool:
        """Step out one level: the gesture, then the selection; else Esc belongs to others."""
        if self._view.pointer.cancel():
            return True
        if self._view.model.selection:
            self._view.select([])
            return True
        return False

    def _fit(self, key: Qt.Key) -> bool:
        """Fit all or the selection; Shift+digit arrives as another sign on most keyboards."""
        if key in (Qt.Key.Key_1, Qt.Key.Key_Exclam):
            self._view.fit_all()
            return True
        if key in (Qt.Key.Key_2, Qt.Key.Key_At, Qt.Key.Key_QuoteDbl):
            self._view.fit_selection()
            return True
        return False

    def _arrow(self, direction: tuple[int, int], modifiers: Qt.KeyboardModifier) -> bool:
        if modifiers & _CTRL:
            return False
        if modifiers & _ALT:
            self._nudge(direction, NUDGE_FAR if modifiers & _SHIFT else NUDGE)
        else:
            self._walk(direction, is_extending=bool(modifiers & _SHIFT))
        return True

    def _nudge(self, direction: tuple[int, int], by: float) -> None:
        ids = self._targets()
        self._view.nudge(ids, direction[0] * by, direction[1] * by, move_text(len(ids), "Move"))

    def _walk(self, direction: tuple[int, int], *, is_extending: bool) -> None:
        """Focus the nearest card in a direction and select it, or add it."""
        view = self._view
        origin = view.model.get(view.model.focus_id)
        if origin is None and view.model.selection:
            origin = view.model.get(view.model.selection[-1])
        if origin is None:
            card = first_card(view.model, view.camera.visible_rect())
        else:
            card = next_card(view.model, origin, direction)
        if card is None:
            return
        chosen = [c for c in view.model.selection if c != card.id] if is_extending else []
        view.select([*chosen, card.id])
        view.set_focus_card(card.id, is_by_keyboard=True)

    def _targets(self) -> list[CardId]:
        """Return what an intention is about: the selection, else the card with the focus."""
        model = self._view.model
        ids = model.selection or ([model.focus_id] if model.focus_id is not None else [])
        return list(ids)

    def _rates(self, rating: int) -> Callable[[], None]:
        emit = self._view.rating_requested.emit
        return lambda: self._many(lambda ids: emit(ids, rating))

    def _one(self, emit: Callable[[str], None]) -> None:
        model = self._view.model
        targets = self._targets()
        if targets:
            emit(model.focus_id if model.focus_id in targets else targets[-1])

    def _many(self, emit: Callable[[list[CardId]], None]) -> None:
        targets = self._targets()
        if targets:
            emit(targets)
