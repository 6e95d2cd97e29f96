"""The wall of a replay: the canvas without hands. Nothing it does can reach the library.

It is a wall of its own over the real canvas, with no undo stack, no intentions and no listener
that writes; a person can only look around on it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QPointF, Qt, QVariantAnimation

from gallery_studio.domain.card import Placement
from gallery_studio.ui.canvas.canvas_wall import CanvasWall
from gallery_studio.ui.canvas.view_motion import ZOOM_STEP

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QMouseEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.ids import CardId
    from gallery_studio.domain.replay import ReplayState
    from gallery_studio.studio.replaying import LoadedReplay
    from gallery_studio.ui.canvas.camera import Insets
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.preview_pool import PreviewPool

MANY_CHANGES = 80
"""With more cards changed at once, all are shown anew instead of one after the other."""

_NOTCH = 120


class ReplayWall(CanvasWall):
    """Shows the states of a replay. GUI thread only."""

    def __init__(
        self,
        theme: Theme,
        pool: PreviewPool,
        model_badge: Callable[[str], tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, pool, model_badge, parent)
        self._loaded: LoadedReplay | None = None
        self._growing: dict[CardId, tuple[Placement, CanvasCard]] = {}
        self._drag_from: QPointF | None = None
        self._growth = QVariantAnimation(self)
        self._growth.setStartValue(0.0)
        self._growth.setEndValue(1.0)
        self._growth.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._growth.valueChanged.connect(self._on_growth_advanced)
        self._growth.finished.connect(self.finish_growth)
        self.setAccessibleName("Canvas of the replay")

    def use(self, loaded: LoadedReplay) -> None:
        """Play another session; the wall is empty until a state is shown."""
        self._loaded = loaded
        self.finish_growth()
        self.set_cards((), loaded.run_labels, loaded.micro_previews)

    def set_insets(self, insets: Insets) -> None:
        """Tell which edges other panels cover: framing leaves them out."""
        self.camera.insets = insets

    # -- states --------------------------------------------------------------------------------

    def show_state(self, state: ReplayState, *, is_played: bool = False) -> None:
        """Show exactly the cards of a state.

        Args:
            state: What to show.
            is_played: Whether it follows the state before as time does: then edits grow from
                their source and the camera flies.
        """
        self.finish_growth()
        before = self.model.cards
        new = [card for key, card in state.cards.items() if key not in before]
        if self._can_be_updated(state, new):
            self.remove_cards([key for key in before if key not in state.cards])
            self.update_cards(c for key, c in state.cards.items() if before.get(key) is not c)
        else:
            self._show_all(state)
        if is_played:
            self._grow(new, state)
        else:
            self.living.fades.clear()
        self.follow(state, is_animated=is_played)

    def follow(self, state: ReplayState, *, is_animated: bool) -> None:
        """Look at what a state is about."""
        if state.focus is not None:
            self.measure()
            target = self.camera.framing(state.focus)
            (self.motion.fly_to if is_animated else self.motion.look)(target)

    def _can_be_updated(self, state: ReplayState, new: list[CanvasCard]) -> bool:
        """Whether changing single cards leaves them in the order of their first appearance."""
        assert self._loaded is not None
        birth = self._loaded.replay.birth
        before = self.model.cards
        kept = [birth(key) for key in before if key in state.cards]
        if len(before) - len(kept) + len(new) > MANY_CHANGES:
            return False
        return not new or not kept or birth(new[0].id) > max(kept)

    def _show_all(self, state: ReplayState) -> None:
        assert self._loaded is not None
        self.set_cards(state.cards.values(), self._loaded.run_labels, self._loaded.micro_previews)

    # -- edits grow from their source ----------------------------------------------------------

    def _grow(self, new: list[CanvasCard], state: ReplayState) -> None:
        duration = self.theme.duration("slow")
        for card in new:
            source = state.cards.get(card.source_card_id) if card.source_card_id else None
            if source is not None and duration:
                self._growing[card.id] = (source.placement, card)
        if self._growing:
            self._growth.setDuration(duration)
            self._growth.start()

    def finish_growth(self) -> None:
        """Put growing cards where they belong."""
        self._growth.stop()
        grown = [card for _, card in self._growing.values()]
        self._growing.clear()
        if grown:
            self.update_cards(grown)

    def _on_growth_advanced(self, value: object) -> None:
        part = float(value)  # type: ignore[arg-type]
        self.update_cards(
            replace(card, placement=_between(start, card.placement, part))
            for start, card in self._growing.values()
        )

    # -- looking around ------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the wall."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._drag_from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the wall with the hand."""
        if self._drag_from is not None:
            way = event.position() - self._drag_from
            self._drag_from = event.position()
            self.motion.pan_by(way.x(), way.y())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go of the wall."""
        self._drag_from = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        factor = ZOOM_STEP ** (event.angleDelta().y() / _NOTCH)
        at = event.position()
        self.motion.zoom_at(at.x(), at.y(), self.camera.zoom * factor)
        event.accept()


def _between(start: Placement, end: Placement, part: float) -> Placement:
    """Return the place part of the way from one to another."""

    def mix(one: float, other: float) -> float:
        return one + (other - one) * part

    return Placement(
        mix(start.x, end.x),
        mix(start.y, end.y),
        mix(start.width, end.width),
        mix(start.height, end.height),
        end.z,
    )
