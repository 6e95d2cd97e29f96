"""The canvas as a person uses it: the wall, with hands, keys, undo and intentions."""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QToolTip

from gallery_studio.domain.arrange import Arrangement, arrange
from gallery_studio.domain.geometry import Rect, bounding_rect
from gallery_studio.records import replace
from gallery_studio.ui.canvas.camera import Insets
from gallery_studio.ui.canvas.canvas_keys import CanvasKeys
from gallery_studio.ui.canvas.canvas_voice import CanvasVoice
from gallery_studio.ui.canvas.canvas_wall import CanvasWall
from gallery_studio.ui.canvas.card_layout import CardButton
from gallery_studio.ui.canvas.commands import MoveCardsCommand
from gallery_studio.ui.canvas.living_layer import MOST_RINGS
from gallery_studio.ui.canvas.navigation import first_card
from gallery_studio.ui.canvas.pointer import Pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from PySide6.QtGui import (
        QFocusEvent,
        QHelpEvent,
        QKeyEvent,
        QMouseEvent,
        QNativeGestureEvent,
        QUndoStack,
        QWheelEvent,
    )
    from PySide6.QtWidgets import QWidget

    from gallery_studio.domain.card import CanvasCard, Placement, RunLabel
    from gallery_studio.domain.card_filter import CardFilter
    from gallery_studio.domain.ids import CardId, ImageId
    from gallery_studio.domain.session import Viewport
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.preview_pool import PreviewPool

MANY_MOVES = 300
"""With more cards moved at once, all tiles are painted again instead of each card's."""

_ARRANGE_TEXTS = {
    Arrangement.DIRECTIVE: "Arrange by directive",
    Arrangement.MODEL: "Arrange by model",
    Arrangement.TIME: "Arrange by time",
    Arrangement.TIDY: "Tidy",
    Arrangement.PACK: "Pack",
}


class CanvasView(CanvasWall):
    """The endless canvas. GUI thread only.

    It changes places of cards itself, through the undo stack; everything else a person wants is an
    intention that others carry out.

    Args:
        theme: Colours, fonts, icons, motion.
        pool: Decodes previews; belongs to the caller.
        undo_stack: Takes one command for each gesture.
        model_badge: Short name and glyph of a model, by its id.

    Signals:
        placements_changed(list[tuple[CardId, Placement]]): Cards lie elsewhere; store it.
        selection_changed(list[CardId]): Other cards are selected.
        focus_changed(CardId): The keyboard is on another card.
        viewport_changed(Viewport): The view came to rest somewhere else.
        edit_requested(CardId): Edit this picture.
        open_requested(CardId): Open its conversation, or Edit where there is none.
        lightbox_requested(CardId): See it large.
        directive_reuse_requested(CardId): Put its directive into the compose bar.
        compare_requested(list[CardId]): See them side by side.
        star_toggled(list[CardId]): Star them, or take the stars away.
        retry_requested(list[CardId]): Ask again.
        reject_requested(list[CardId]): Put them aside, or take them back.
        unflag_requested(list[CardId]): Take star and rejection away.
        rating_requested(list[CardId], int): Give them 0 to 5.
        delete_requested(list[CardId]): Put them into the bin.
        download_requested(list[CardId]): Save their pictures.
        project_requested(list[CardId]): Add them to a project.
        copy_requested(list[CardId]): Copy their directives.
        menu_requested(CardId | None, QPoint): Show the menu at a global position.
        arrange_requested(): Show the Arrange menu.
        minimap_toggled(): Open or close the minimap.
    """

    placements_changed = Signal(object)
    selection_changed = Signal(object)
    focus_changed = Signal(str)
    viewport_changed = Signal(object)
    edit_requested = Signal(str)
    open_requested = Signal(str)
    lightbox_requested = Signal(str)
    directive_reuse_requested = Signal(str)
    compare_requested = Signal(object)
    star_toggled = Signal(object)
    retry_requested = Signal(object)
    reject_requested = Signal(object)
    unflag_requested = Signal(object)
    rating_requested = Signal(object, int)
    delete_requested = Signal(object)
    download_requested = Signal(object)
    project_requested = Signal(object)
    copy_requested = Signal(object)
    menu_requested = Signal(object, QPoint)
    arrange_requested = Signal()
    minimap_toggled = Signal()

    def __init__(
        self,
        theme: Theme,
        pool: PreviewPool,
        undo_stack: QUndoStack,
        model_badge: Callable[[str], tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, pool, model_badge, parent)
        self._undo_stack = undo_stack
        self._fitted: Viewport | None = None
        self.pointer = Pointer(self)
        self.keys = CanvasKeys(self)
        self.voice = CanvasVoice(self)
        self.setAccessibleName("Canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(200, 200)
        self.motion.settled.connect(self._on_view_settled)

    # -- looking -------------------------------------------------------------------------------

    @property
    def viewport_state(self) -> Viewport:
        """Where the view looks."""
        return self.camera.viewport

    def set_viewport(self, viewport: Viewport, *, is_animated: bool = False) -> None:
        """Look somewhere, at once or in a short flight."""
        (self.motion.fly_to if is_animated else self.motion.look)(viewport)

    def set_insets(
        self, left: float, top: float, right: float, bottom: float, over: Rect | None = None
    ) -> None:
        """Tell which edges other panels cover (logical px): fitting leaves them out.

        So it does with what floats `over` the rest, such as the minimap.

        A wall that was fitted, and not moved since, takes the room that a panel gives back: in a
        flight, or at once where nobody has seen it yet.
        """
        has_more_room = bottom < self.camera.insets.bottom
        self.camera.insets, self.camera.overlay = Insets(left, top, right, bottom), over
        if has_more_room and self._is_fitted():
            self.fit_all(is_animated=not self._is_first_frame)

    def fit_all(self, *, is_animated: bool = True) -> None:
        """Show every card."""
        self._fit(self.model.bounds(), is_animated=is_animated)
        self._fitted = self.motion.destination

    def _is_fitted(self) -> bool:
        """Whether nobody has moved the wall since every card was shown."""
        now, then = self.motion.destination, self._fitted
        return then is not None and all(
            isclose(getattr(now, name), getattr(then, name), rel_tol=1e-6, abs_tol=1e-3)
            for name in ("center_x", "center_y", "zoom")
        )

    def fit_selection(self, *, is_animated: bool = True) -> None:
        """Show the selected cards, or all when none is."""
        rect = bounding_rect(place.rect for place in self.placements(self.model.selection).values())
        self._fit(rect or self.model.bounds(), is_animated=is_animated)

    def fly_to_card(self, card_id: CardId) -> None:
        """Show a card in the middle; never zooms out, and in only as far as it can be read."""
        card = self.model.get(card_id)
        if card is not None:
            self.measure()
            zoom = max(self.camera.zoom, 0.6)
            target = self.camera.framing(card.placement.rect, most_zoom=zoom)
            self.motion.fly_to(replace(target, zoom=min(zoom, target.zoom)))

    def zoom_to(self, zoom: float) -> None:
        """Zoom around the middle; 1.0 is 100 %."""
        self.motion.fly_to(replace(self.camera.viewport, zoom=zoom))

    def zoom_by(self, factor: float) -> None:
        """Zoom around the middle by a factor."""
        self.zoom_to(self.camera.zoom * factor)

    def _fit(self, rect: Rect | None, *, is_animated: bool) -> None:
        if rect is not None:
            self.measure()
            self.set_viewport(self.camera.framing(rect), is_animated=is_animated)

    def _bring_into_view(self, card: CanvasCard) -> None:
        """Fly just far enough that a card is in sight."""
        rect = self.camera.rect_to_view(card.placement.rect).grown(24)
        insets = self.camera.insets
        dx = _shift(rect.x, rect.right, insets.left, self.width() - insets.right)
        dy = _shift(rect.y, rect.bottom, insets.top, self.height() - insets.bottom)
        if dx or dy:
            state, zoom = self.camera.viewport, self.camera.zoom
            x, y = state.center_x + dx / zoom, state.center_y + dy / zoom
            self.motion.fly_to(replace(state, center_x=x, center_y=y))

    # -- cards ---------------------------------------------------------------------------------

    def set_cards(
        self,
        cards: Iterable[CanvasCard],
        run_labels: Iterable[RunLabel] = (),
        micro_previews: Mapping[ImageId, bytes] | None = None,
    ) -> None:
        """Show another session; see `CanvasWall.set_cards`."""
        self.pointer.cancel()
        before = self.model.selection
        super().set_cards(cards, run_labels, micro_previews)
        self.voice.reset()
        if before != self.model.selection:
            self.selection_changed.emit(self.model.selection)

    def update_cards(
        self,
        cards: Iterable[CanvasCard],
        run_labels: Iterable[RunLabel] = (),
        micro_previews: Mapping[ImageId, bytes] | None = None,
    ) -> None:
        """Show new and changed cards; see `CanvasWall.update_cards`."""
        changed = list(cards)
        super().update_cards(changed, run_labels, micro_previews)
        self.voice.tell_changed(changed)

    def remove_cards(self, card_ids: Iterable[CardId]) -> None:
        """Take cards off the wall."""
        before = self.model.selection
        super().remove_cards(card_ids)
        self.voice.reset()
        if before != self.model.selection:
            self.selection_changed.emit(self.model.selection)

    def placements(self, card_ids: Iterable[CardId]) -> dict[CardId, Placement]:
        """Return where cards lie; unknown ones are left out."""
        found = (self.model.get(card_id) for card_id in card_ids)
        return {card.id: card.placement for card in found if card is not None}

    def place_cards(
        self, after: Mapping[CardId, Placement], text: str, *, is_nudge: bool = False
    ) -> None:
        """Put cards somewhere else as one step of undo; nothing happens when nothing moves."""
        before = self.placements(after)
        changed = {key: place for key, place in after.items() if before.get(key, place) != place}
        if changed:
            old = {key: before[key] for key in changed}
            command = MoveCardsCommand(self._apply, old, changed, text, is_nudge=is_nudge)
            self._undo_stack.push(command)

    def nudge(self, card_ids: list[CardId], dx: float, dy: float, text: str) -> None:
        """Move cards by a step; steps that follow each other are undone together."""
        after = {
            card_id: replace(place, x=place.x + dx, y=place.y + dy)
            for card_id, place in self.placements(card_ids).items()
        }
        self.place_cards(after, text, is_nudge=True)

    def arrange(self, how: Arrangement) -> None:
        """Arrange the selected cards, or all when fewer than two are, as one step of undo."""
        chosen = [self.model.cards[card_id] for card_id in self.model.selection]
        cards = chosen if len(chosen) > 1 else list(self.model.cards.values())
        self.place_cards(arrange(cards, how), _ARRANGE_TEXTS[how])

    def _apply(self, placements: Mapping[CardId, Placement]) -> None:
        """Move cards and announce it (the undo stack calls this)."""
        known = [(key, place) for key, place in placements.items() if key in self.model]
        if len(known) > MANY_MOVES:
            for card_id, place in known:
                self.model.move(card_id, place)
            self.tiles.invalidate_all()
            self.update()
        else:
            for card_id, place in known:
                self._put(replace(self.model.cards[card_id], placement=place))
        if known:
            self.cards_changed.emit()
            self.placements_changed.emit(known)

    # -- selection and focus -------------------------------------------------------------------

    def select(self, card_ids: Iterable[CardId]) -> None:
        """Select exactly these cards."""
        was_large = len(self.model.selection) > MOST_RINGS
        if self.model.select(card_ids):
            self.refresh_selection(was_large=was_large)
            self.selection_changed.emit(self.model.selection)
            self.voice.tell_selection()

    def select_all(self) -> None:
        """Select every card that stands out."""
        self.select(card.id for card in self.model.standing())

    def set_card_filter(self, card_filter: CardFilter) -> None:
        """Let the other cards step back; they are not selected any more."""
        self.model.set_card_filter(card_filter)
        kept = map(self.model.get, self.model.selection)
        self.select([card.id for card in kept if card and card_filter.matches(card)])
        self.tiles.invalidate_all()
        self.update()

    def set_focus_card(self, card_id: CardId | None, *, is_by_keyboard: bool = False) -> None:
        """Put the keyboard on a card; its ring shows only after keyboard navigation."""
        self.model.focus_id = card_id
        self.living.is_focus_shown = is_by_keyboard
        card = self.model.get(card_id)
        if card is not None:
            if is_by_keyboard:
                self._bring_into_view(card)
            self.focus_changed.emit(card.id)
            self.voice.tell_focus(card.id)
        self.update()

    def hide_focus_ring(self) -> None:
        """Hide the focus ring: the hand is on the pointer now."""
        if self.living.is_focus_shown:
            self.living.is_focus_shown = False
            self.update()

    # -- the living layer ----------------------------------------------------------------------

    def set_hovered(self, card_id: CardId | None) -> None:
        """Lift the card under the pointer and show its buttons."""
        if card_id != self.living.hovered_id:
            self._update_card(self.living.hovered_id)
            self.living.hovered_id = card_id
            self.living.hot_button = None
            self._update_card(card_id)

    def set_hot_button(self, button: CardButton | None) -> None:
        """Light up the button under the pointer."""
        if button != self.living.hot_button:
            self.living.hot_button = button
            self._update_card(self.living.hovered_id)

    def set_pressed_button(self, button: CardButton | None) -> None:
        """Show a button as held down."""
        self.living.pressed_button = button
        self._update_card(self.living.hovered_id)

    def press_button(self, card: CanvasCard, button: CardButton, pos: QPointF) -> None:
        """Emit the intention behind a card's button."""
        if button is CardButton.EDIT:
            self.edit_requested.emit(card.id)
        elif button is CardButton.FULL_VIEW:
            self.lightbox_requested.emit(card.id)
        elif button is CardButton.DOWNLOAD:
            self.download_requested.emit([card.id])
        elif button is CardButton.STAR:
            self.star_toggled.emit([card.id])
        elif button is CardButton.RETRY:
            self.retry_requested.emit([card.id])
        else:
            self.menu_requested.emit(card.id, self.mapToGlobal(pos.toPoint()))

    def _update_card(self, card_id: CardId | None) -> None:
        card = self.model.get(card_id)
        if card is not None:
            self.update(self.layer.card_rect(card).toAlignedRect())

    # -- events --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture."""
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish a gesture."""
        self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a picture large."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pointer.double_click(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom or pan."""
        self.pointer.wheel(event)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget what was hovered."""
        self.pointer.leave()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on a key of the canvas; leave all others to the window."""
        if not self.keys.press(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of Space."""
        if not self.keys.release(event):
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring when Tab led here."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            if self.model.focus_id is None:
                card = first_card(self.model, self.camera.visible_rect())
                self.model.focus_id = card.id if card is not None else None
            self.living.is_focus_shown = True
            self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus ring and let go of Space."""
        super().focusOutEvent(event)
        self.pointer.is_space_held = False
        self.hide_focus_ring()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the card under the pointer, or of the focused one."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            card = self.model.get(self.model.focus_id)
            middle = self.camera.to_view(*card.placement.rect.center) if card else (0.0, 0.0)
            at = self.mapToGlobal(QPointF(*middle).toPoint())
        else:
            card = self.model.card_at(*self.camera.to_canvas(event.x(), event.y()))
            at = event.globalPos()
        if card is not None and not self.model.is_selected(card.id):
            self.select([card.id])
        self.menu_requested.emit(card.id if card else None, at)

    def event(self, event: QEvent) -> bool:
        """Handle pinches and tooltips."""
        if event.type() == QEvent.Type.NativeGesture:
            return self.pointer.native_gesture(cast("QNativeGestureEvent", event))
        if event.type() == QEvent.Type.ToolTip:
            self._show_tool_tip(cast("QHelpEvent", event))
            return True
        return super().event(event)

    def _show_tool_tip(self, event: QHelpEvent) -> None:
        """Show the whole caption; escaped, because Qt would take it for rich text."""
        from html import escape

        card = self.model.card_at(*self.camera.to_canvas(event.x(), event.y()))
        words = card.caption[:500] if card is not None else ""
        reason = self.waiting_reason(card.id) if card is not None else ""
        text = "".join(f"<p>{escape(part)}</p>" for part in (words, reason) if part)
        QToolTip.showText(event.globalPos(), text, self)

    def _on_view_settled(self) -> None:
        self.viewport_changed.emit(self.camera.viewport)


def _shift(start: float, end: float, least: float, most: float) -> float:
    """Return how far a view must move so that a span is inside it (0 when it is)."""
    if start < least:
        return start - least
    return max(0.0, min(end - most, start - least))
