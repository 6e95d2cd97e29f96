"""Tells screen readers of the canvas, and answers for it when one asks.

Qt knows nothing of what a widget paints itself, so that a factory answers for it. What it answers
with is imported then: most people start without a screen reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QAccessibleInterface

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.ids import CardId
    from gallery_studio.ui.canvas.canvas_accessible import CanvasAccessible
    from gallery_studio.ui.canvas.canvas_view import CanvasView


class CanvasVoice:
    """Tells assistive tools what changes on a canvas; costs nothing while none listens."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._interface: CanvasAccessible | None = None
        install_canvas_factory()

    def keep(self, interface: CanvasAccessible) -> None:
        """Hold what answers for the canvas as long as the canvas lives."""
        self._interface = interface

    def tell_focus(self, card_id: CardId) -> None:
        """Tell that the keyboard is on another card."""
        self._tell(QAccessible.Event.Focus, card_id)

    def tell_selection(self) -> None:
        """Tell that other cards are selected."""
        self._tell(QAccessible.Event.SelectionWithin, None)

    def tell_changed(self, cards: Iterable[CanvasCard]) -> None:
        """Tell that what is said of cards changed."""
        if QAccessible.isActive():
            self._tell(QAccessible.Event.ObjectReorder, None)
            for card in cards:
                self._tell(QAccessible.Event.NameChanged, card.id)

    def reset(self) -> None:
        """Tell that the list is another one."""
        self._tell(QAccessible.Event.ObjectReorder, None)

    def _tell(self, kind: QAccessible.Event, card_id: CardId | None) -> None:
        if not QAccessible.isActive():
            return
        from PySide6.QtGui import QAccessibleEvent

        event = QAccessibleEvent(self._view, kind)
        if card_id is not None and card_id in self._view.model:
            event.setChild(list(self._view.model.cards).index(card_id))
        QAccessible.updateAccessibility(event)


_installed: list[bool] = []


def install_canvas_factory() -> None:
    """Let Qt ask us about canvases; once in a program."""
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_make_interface)


def _make_interface(key: str, thing: QObject) -> QAccessibleInterface | None:
    """Return the list of a canvas; None leaves every other widget to Qt."""
    del key
    from gallery_studio.ui.canvas.canvas_view import CanvasView

    if not isinstance(thing, CanvasView):
        return None
    from gallery_studio.ui.canvas.canvas_accessible import CanvasAccessible

    # Qt does not keep a Python object alive, so that somebody must.
    interface = CanvasAccessible(thing)
    thing.voice.keep(interface)
    return interface
