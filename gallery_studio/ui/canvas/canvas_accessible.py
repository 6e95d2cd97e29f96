"""The canvas for screen readers: a list whose items are the cards.

Imported when something asks for it: see `canvas_voice`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QWindow
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import isValid

from gallery_studio.ui.canvas.card_text import spoken_name

if TYPE_CHECKING:
    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.ids import CardId
    from gallery_studio.ui.canvas.canvas_view import CanvasView


class CardAccessible(QAccessibleInterface):
    """One card as a list item."""

    def __init__(self, canvas: CanvasAccessible, card_id: CardId) -> None:
        super().__init__()
        self._canvas = canvas
        self._card_id = card_id

    @property
    def _card(self) -> CanvasCard | None:
        view = self._canvas.view
        return view.model.get(self._card_id) if view is not None else None

    def isValid(self) -> bool:
        """Whether the card is still on the wall."""
        return self._card is not None

    def object(self) -> QObject | None:  # type: ignore[override]
        """Return nothing: a card is not a QObject."""
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        """Return the window the card is shown in."""
        view = self._canvas.view
        return view.window().windowHandle() if view is not None else None

    def parent(self) -> QAccessibleInterface:
        """Return the canvas."""
        return self._canvas

    def child(self, _index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """Return nothing: a card is announced as a whole."""
        return None

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """Return nothing: a card is announced as a whole."""
        return None

    def childCount(self) -> int:
        """Return 0."""
        return 0

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        """Return that it has none."""
        return -1

    def text(self, kind: QAccessible.Text) -> str:
        """Return what is said of the card."""
        card, view = self._card, self._canvas.view
        if card is None or view is None or kind != QAccessible.Text.Name:
            return ""
        return spoken_name(card, view.model_badge, datetime.now(UTC))

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Do nothing: captions are changed elsewhere."""

    def rect(self) -> QRect:
        """Return where the card is on the screen."""
        card, view = self._card, self._canvas.view
        if card is None or view is None:
            return QRect()
        rect = view.camera.rect_to_view(card.placement.rect)
        local = QRect(round(rect.x), round(rect.y), round(rect.width), round(rect.height))
        return QRect(view.mapToGlobal(local.topLeft()), local.size())

    def role(self) -> QAccessible.Role:
        """Return that it is an item of a list."""
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        """Return whether it is selected, focused, in sight, at work."""
        state = QAccessible.State()
        card, view = self._card, self._canvas.view
        if card is None or view is None:
            state.invalid = True
            return state
        state.selectable = state.focusable = True
        state.multiSelectable = True
        state.selected = view.model.is_selected(card.id)
        has_focus = view.hasFocus() and view.model.focus_id == card.id
        state.focused = has_focus
        state.busy = card.status.is_open
        in_sight = card.placement.rect.intersects(view.camera.visible_rect())
        state.offscreen = not in_sight
        return state

    def foregroundColor(self) -> QColor:
        """Return the colour of its text."""
        view = self._canvas.view
        return view.theme.color("text") if view is not None else QColor()

    def backgroundColor(self) -> QColor:
        """Return the colour of its ground."""
        view = self._canvas.view
        return view.theme.color("raised") if view is not None else QColor()


class CanvasAccessible(QAccessibleWidget):
    """The canvas as a list of its cards."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view, QAccessible.Role.List, "Canvas")
        self._view = view
        self._items: dict[CardId, CardAccessible] = {}
        self._order: list[CardId] = []
        self._version = -1

    @property
    def view(self) -> CanvasView | None:
        """The canvas, or None once it is gone."""
        return self._view if isValid(self._view) else None

    def ids(self) -> list[CardId]:
        """Return the cards in the order of the list."""
        view = self.view
        if view is None:
            return []
        if self._version != view.model.version:
            self._order = list(view.model.cards)
            self._version = view.model.version
        return self._order

    def item(self, card_id: CardId) -> CardAccessible:
        """Return a card as a list item; the same one every time."""
        found = self._items.get(card_id)
        if found is None:
            found = self._items[card_id] = CardAccessible(self, card_id)
        return found

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """Return a card by its number."""
        ids = self.ids()
        return self.item(ids[index]) if 0 <= index < len(ids) else None

    def childCount(self) -> int:
        """Return how many cards there are."""
        return len(self.ids())

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Return the number of a card, or -1."""
        for index, card_id in enumerate(self.ids()):
            if self._items.get(card_id) is child:
                return index
        return -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """Return the card at a point of the screen."""
        view = self.view
        if view is None:
            return None
        local = view.mapFromGlobal(QRect(x, y, 1, 1).topLeft())
        card = view.model.card_at(*view.camera.to_canvas(local.x(), local.y()))
        return self.item(card.id) if card is not None else None

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """Return the card with the keyboard focus."""
        view = self.view
        if view is None or not view.hasFocus() or view.model.focus_id is None:
            return None
        return self.item(view.model.focus_id)
