"""What a hand can do on the canvas, each as an object that follows the pointer and can be undone.

A gesture changes nothing but the living layer and the camera until it is finished; Esc, a lost
pointer or a closed window cancels it without a trace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from gallery_studio.domain.card import LABEL_HEIGHT, Placement
from gallery_studio.domain.geometry import Rect
from gallery_studio.records import replace
from gallery_studio.ui.canvas.commands import move_text

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from gallery_studio.domain.ids import CardId
    from gallery_studio.ui.canvas.canvas_view import CanvasView

MIN_WIDTH = 80.0
MAX_WIDTH = 2_000.0


class Gesture(Protocol):
    """A gesture under way."""

    def move(self, pos: QPointF) -> None:
        """Follow the pointer, in view pixels."""

    def finish(self) -> None:
        """Let go: make it so."""

    def cancel(self) -> None:
        """Give up: everything is as it was."""


class PanGesture:
    """Moves the wall with the pointer."""

    def __init__(self, view: CanvasView, pos: QPointF) -> None:
        self._view = view
        self._last = pos
        self._start = view.viewport_state

    def move(self, pos: QPointF) -> None:
        """Move the wall as far as the pointer moved."""
        delta = pos - self._last
        self._last = pos
        self._view.motion.pan_by(delta.x(), delta.y())

    def finish(self) -> None:
        """Stay here."""

    def cancel(self) -> None:
        """Look where the view looked before."""
        self._view.motion.look(self._start)


class MarqueeGesture:
    """Selects what a rubber band touches; with Shift it is added to what was selected."""

    def __init__(self, view: CanvasView, pos: QPointF, *, is_adding: bool) -> None:
        self._view = view
        self._before = view.model.selection
        self._base = list(self._before) if is_adding else []
        self._anchor = view.camera.to_canvas(pos.x(), pos.y())

    def move(self, pos: QPointF) -> None:
        """Stretch the band to the pointer and select what it touches now."""
        x, y = self._view.camera.to_canvas(pos.x(), pos.y())
        left, top = min(x, self._anchor[0]), min(y, self._anchor[1])
        band = Rect(left, top, abs(x - self._anchor[0]), abs(y - self._anchor[1]))
        self._view.living.marquee = band
        touched = [card.id for card in self._view.model.standing_in(band)]
        self._view.select([*self._base, *touched])
        self._view.update()

    def finish(self) -> None:
        """Keep the selection; a click without a band selects nothing."""
        if self._view.living.marquee is None:
            self._view.select(self._base)
        self._view.living.marquee = None
        self._view.update()

    def cancel(self) -> None:
        """Select what was selected before."""
        self._view.living.marquee = None
        self._view.select(self._before)
        self._view.update()


class MoveGesture:
    """Moves the selected cards with the pointer."""

    def __init__(self, view: CanvasView, pos: QPointF) -> None:
        self._view = view
        self._anchor = view.camera.to_canvas(pos.x(), pos.y())
        self._before = view.placements(view.model.selection)
        top = view.model.top_z()
        is_covered = any(place.z < top for place in self._before.values())
        self._lift = top + 1 if is_covered else None

    def move(self, pos: QPointF) -> None:
        """Show where the cards would land, in front of all others."""
        x, y = self._view.camera.to_canvas(pos.x(), pos.y())
        dx, dy = x - self._anchor[0], y - self._anchor[1]
        self._view.living.ghosts = {
            card_id: replace(
                place,
                x=place.x + dx,
                y=place.y + dy,
                z=place.z if self._lift is None else self._lift,
            )
            for card_id, place in self._before.items()
        }
        self._view.update()

    def finish(self) -> None:
        """Put the cards down: one step of undo."""
        _put_down(self._view, self._before, "Move")

    def cancel(self) -> None:
        """Leave the cards where they are."""
        self._view.living.ghosts = {}
        self._view.update()


class ResizeGesture:
    """Resizes one card by a corner; the picture keeps its ratio, the label its height.

    Args:
        corner: Which corner the hand holds: -1 or 1 in x and y.
    """

    def __init__(self, view: CanvasView, card_id: CardId, corner: tuple[int, int]) -> None:
        self._view = view
        self._card_id = card_id
        self._before = view.placements([card_id])
        self._corner = corner

    def move(self, pos: QPointF) -> None:
        """Show the size the card would have; the opposite corner stays."""
        x, _ = self._view.camera.to_canvas(pos.x(), pos.y())
        place = self._before[self._card_id]
        self._view.living.ghosts = {self._card_id: resized(place, self._corner, x)}
        self._view.update()

    def finish(self) -> None:
        """Take the new size: one step of undo."""
        _put_down(self._view, self._before, "Resize")

    def cancel(self) -> None:
        """Keep the old size."""
        self._view.living.ghosts = {}
        self._view.update()


def resized(place: Placement, corner: tuple[int, int], x: float) -> Placement:
    """Return the place after its corner was pulled to `x`; the opposite corner stays."""
    fixed = place.x if corner[0] > 0 else place.x + place.width
    width = (x - fixed) * corner[0]
    width = min(MAX_WIDTH, max(MIN_WIDTH, width))
    aspect = place.width / max(1.0, place.height - LABEL_HEIGHT)
    height = width / aspect + LABEL_HEIGHT
    bottom = place.y + place.height
    return replace(
        place,
        x=fixed if corner[0] > 0 else fixed - width,
        y=place.y if corner[1] > 0 else bottom - height,
        width=width,
        height=height,
    )


def _put_down(view: CanvasView, before: dict[CardId, Placement], verb: str) -> None:
    """Turn the ghosts into one undoable command."""
    after = {card_id: place for card_id, place in view.living.ghosts.items() if card_id in before}
    view.living.ghosts = {}
    view.place_cards(after, move_text(len(after), verb))
    view.update()
