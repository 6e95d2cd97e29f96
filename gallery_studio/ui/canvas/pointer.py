"""Mouse, wheel, touchpad: turns events into gestures, camera moves and intentions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication

from gallery_studio.ui.canvas import card_layout as layout
from gallery_studio.ui.canvas.card_layout import CardButton, Detail, detail_for
from gallery_studio.ui.canvas.gestures import (
    Gesture,
    MarqueeGesture,
    MoveGesture,
    PanGesture,
    ResizeGesture,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QWheelEvent

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.geometry import Rect
    from gallery_studio.ui.canvas.canvas_view import CanvasView

WHEEL_BASE = 1.0015
"""One notch of a wheel (120 units) zooms by a fifth."""

CORNER_PX = 10.0

_CORNERS = ((-1, -1), (1, -1), (-1, 1), (1, 1))
_ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class Pointer:
    """Follows the pointer over the canvas."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._gesture: Gesture | None = None
        self._pan: PanGesture | None = None
        self._press_pos: QPointF | None = None
        self._pressed_card: CanvasCard | None = None
        self._last_pos = QPointF()
        self.does_wheel_zoom = True
        self.is_space_held = False
        self.has_space_panned = False

    @property
    def is_busy(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None or self._pan is not None

    @property
    def is_moving_cards(self) -> bool:
        """Whether cards follow the pointer."""
        return isinstance(self._gesture, MoveGesture)

    # -- mouse ---------------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> None:
        """Begin what the pressed button and what lies under it call for."""
        pos = event.position()
        self._last_pos = pos
        is_left = event.button() == Qt.MouseButton.LeftButton
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.button() == Qt.MouseButton.MiddleButton or (
            is_left and (self.is_space_held or is_alt)
        ):
            self._begin_pan(pos)
        elif is_left and self._gesture is None:
            self._press_left(pos, event.modifiers())

    def move(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        pos = event.position()
        self._last_pos = pos
        if self._pan is None and self.is_space_held and self._gesture is not None:
            # Space held during a marquee or a move shifts the wall below it.
            self._begin_pan(pos)
        if self._pan is not None:
            self._pan.move(pos)
            return
        if self._press_pos is not None and self._pressed_card is not None:
            self._begin_move_when_far_enough(pos)
        if self._gesture is not None:
            self._drag(pos)
        elif self._press_pos is None:
            self.hover(pos)

    def release(self, event: QMouseEvent) -> None:
        """Finish the gesture, or press the button under the pointer."""
        if self._pan is not None and event.button() in (
            Qt.MouseButton.MiddleButton,
            Qt.MouseButton.LeftButton,
        ):
            self._pan = None
            self._update_cursor(event.position())
            if self._gesture is None or event.button() == Qt.MouseButton.MiddleButton:
                return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._release_left(event.position(), event.modifiers())

    def double_click(self, pos: QPointF) -> None:
        """Open the picture under the pointer large."""
        card = self._card_at(pos)
        if card is not None and card.image_id is not None and self._button_at(pos) is None:
            self._view.lightbox_requested.emit(card.id)

    def leave(self) -> None:
        """Forget what was hovered."""
        self._view.set_hovered(None)

    def cancel(self) -> bool:
        """Give up the gesture under way; return whether there was one."""
        gesture = self._pan or self._gesture
        if self._gesture is not None:
            self._gesture.cancel()
        elif self._pan is not None:
            self._pan.cancel()
        self._gesture = self._pan = None
        self._press_pos = self._pressed_card = None
        return gesture is not None

    # -- wheel and touchpad --------------------------------------------------------------------

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the pointer or pan, as the device, the keys and the setting say."""
        from PySide6.QtGui import QInputDevice

        is_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        angle, pixels = event.angleDelta(), event.pixelDelta()
        is_touchpad = (
            event.device().type() == QInputDevice.DeviceType.TouchPad
            or event.phase() != Qt.ScrollPhase.NoScrollPhase
        )
        notches = angle.y() or angle.x()
        if is_ctrl:
            self._zoom(event.position(), WHEEL_BASE**notches)
        elif is_touchpad and not pixels.isNull():
            self._view.motion.pan_by(pixels.x(), pixels.y())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._view.motion.pan_by(notches * 0.8, 0)
        elif self.does_wheel_zoom and not is_touchpad:
            self._zoom(event.position(), WHEEL_BASE**notches)
        else:
            self._view.motion.pan_by(angle.x() * 0.8, angle.y() * 0.8)

    def native_gesture(self, event: QNativeGestureEvent) -> bool:
        """Zoom by a pinch; return whether the event was one."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self._zoom(event.position(), 1.0 + event.value())
        return True

    def hover(self, pos: QPointF) -> None:
        """Show what can be done with the card under the pointer."""
        card = self._card_at(pos)
        self._view.set_hovered(card.id if card else None)
        self._view.set_hot_button(self._button_at(pos))
        self._update_cursor(pos)

    def _zoom(self, pos: QPointF, factor: float) -> None:
        self._view.motion.zoom_at(pos.x(), pos.y(), self._view.camera.zoom * factor)

    # -- steps of a left press -----------------------------------------------------------------

    def _press_left(self, pos: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._view.hide_focus_ring()
        button = self._button_at(pos)
        self._press_pos = pos
        if button is not None:
            self._view.set_pressed_button(button)
            return
        corner = self._corner_at(pos)
        if corner is not None:
            self._gesture = ResizeGesture(self._view, self._view.model.selection[0], corner)
            return
        card = self._card_at(pos)
        if card is None:
            is_adding = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            self._gesture = MarqueeGesture(self._view, pos, is_adding=is_adding)
        else:
            self._press_card(card, modifiers)

    def _press_card(self, card: CanvasCard, modifiers: Qt.KeyboardModifier) -> None:
        view = self._view
        view.set_focus_card(card.id)
        if modifiers & _ADDING:
            chosen = view.model.selection
            others = [card_id for card_id in chosen if card_id != card.id]
            view.select(others if card.id in chosen else [*others, card.id])
        elif not view.model.is_selected(card.id):
            view.select([card.id])
        self._pressed_card = card if view.model.is_selected(card.id) else None

    def _begin_move_when_far_enough(self, pos: QPointF) -> None:
        assert self._press_pos is not None
        if (pos - self._press_pos).manhattanLength() >= QApplication.startDragDistance():
            self._gesture = MoveGesture(self._view, self._press_pos)
            self._pressed_card = None

    def _drag(self, pos: QPointF) -> None:
        """Let the gesture follow, once the pointer has left the spot where it was pressed."""
        assert self._gesture is not None
        if self._press_pos is not None:
            if (pos - self._press_pos).manhattanLength() < QApplication.startDragDistance():
                return
            self._press_pos = None
        self._gesture.move(pos)

    def _release_left(self, pos: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        gesture, card = self._gesture, self._pressed_card
        pressed = self._view.living.pressed_button
        self._gesture = self._pressed_card = self._press_pos = None
        if gesture is not None:
            gesture.finish()
        elif pressed is not None:
            self._view.set_pressed_button(None)
            if self._button_at(pos) is pressed:
                self._press_button(pressed, pos)
        elif card is not None and not modifiers & _ADDING:
            self._view.select([card.id])
        self.hover(pos)

    def _press_button(self, button: CardButton, pos: QPointF) -> None:
        card = self._card_at(pos) or self._view.model.get(self._view.living.hovered_id)
        if card is not None:
            self._view.press_button(card, button, pos)

    def _begin_pan(self, pos: QPointF) -> None:
        self._pan = PanGesture(self._view, pos)
        self.has_space_panned = self.is_space_held
        self._view.setCursor(Qt.CursorShape.ClosedHandCursor)

    # -- what lies under the pointer -----------------------------------------------------------

    def _card_at(self, pos: QPointF) -> CanvasCard | None:
        x, y = self._view.camera.to_canvas(pos.x(), pos.y())
        card = self._view.model.card_at(x, y)
        if card is None:
            return None
        shown = layout.shown_rect(card.placement, detail_for(self._view.camera.zoom))
        return card if shown.contains(x, y) else None

    def _button_at(self, pos: QPointF) -> CardButton | None:
        """Return the button under the pointer: of the hovered card, its star, or Retry."""
        for name, rect in self._view.layer.buttons().items():
            if rect.contains(pos):
                return name
        card = self._card_at(pos)
        if card is None or detail_for(self._view.camera.zoom) is not Detail.FULL:
            return None
        if card.image_id is not None and self._hits(layout.star_rect(card.placement), pos):
            return CardButton.STAR
        if layout.has_retry(card) and self._hits(layout.retry_rect(card.placement), pos):
            return CardButton.RETRY
        return None

    def _hits(self, rect: Rect, pos: QPointF) -> bool:
        """Whether a small thing is hit; nothing clickable is under 32 × 32 px."""
        view = self._view.camera.rect_to_view(rect)
        zone = QRectF(view.x, view.y, view.width, view.height)
        grow_x = max(0.0, (layout.HIT_SIDE - view.width) / 2)
        grow_y = max(0.0, (layout.HIT_SIDE - view.height) / 2)
        return zone.adjusted(-grow_x, -grow_y, grow_x, grow_y).contains(pos)

    def _corner_at(self, pos: QPointF) -> tuple[int, int] | None:
        """Return the corner of the one selected card under the pointer."""
        selection = self._view.model.selection
        card = self._view.model.get(selection[0]) if len(selection) == 1 else None
        if card is None or detail_for(self._view.camera.zoom) is Detail.FAR:
            return None
        rect = self._view.camera.rect_to_view(card.placement.rect).grown(3)
        for corner in _CORNERS:
            x = rect.right if corner[0] > 0 else rect.x
            y = rect.bottom if corner[1] > 0 else rect.y
            if abs(pos.x() - x) <= CORNER_PX and abs(pos.y() - y) <= CORNER_PX:
                return corner
        return None

    def _update_cursor(self, pos: QPointF) -> None:
        corner = self._corner_at(pos)
        if self.is_space_held:
            shape = Qt.CursorShape.OpenHandCursor
        elif self._button_at(pos) is not None:
            shape = Qt.CursorShape.PointingHandCursor
        elif corner is None:
            shape = Qt.CursorShape.ArrowCursor
        elif corner[0] == corner[1]:
            shape = Qt.CursorShape.SizeFDiagCursor
        else:
            shape = Qt.CursorShape.SizeBDiagCursor
        self._view.setCursor(shape)
