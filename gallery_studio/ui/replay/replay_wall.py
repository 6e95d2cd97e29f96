"""The wall of a replay: the canvas without hands. Nothing it does can reach the library.

It is a wall of its own over the real canvas, with no undo stack, no intentions and no listener
that writes; a person can only look around on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QPointF, Qt, QVariantAnimation

from gallery_studio.domain.card import Placement
from gallery_studio.domain.replay_cursor import ReplayCursor
from gallery_studio.records import replace
from gallery_studio.ui.canvas.canvas_wall import CanvasWall
from gallery_studio.ui.canvas.view_motion import ZOOM_STEP
from gallery_studio.ui.replay.cross_fade import CrossFade

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QMouseEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.ids import CardId
    from gallery_studio.studio.replaying import LoadedReplay
    from gallery_studio.ui.canvas.camera import Insets
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.preview_pool import PreviewPool

MANY_CHANGES = 80
"""With more cards changed at once, all tiles are painted anew."""

_NOTCH = 120


class ReplayWall(CanvasWall):
    """Shows the positions of a replay. GUI thread only."""

    def __init__(
        self,
        theme: Theme,
        pool: PreviewPool,
        model_badge: Callable[[str], tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, pool, model_badge, parent)
        self._cursor: ReplayCursor | None = None
        self._growing: dict[CardId, tuple[Placement, CanvasCard]] = {}
        self._drag_from: QPointF | None = None
        self._growth = QVariantAnimation(self)
        self._growth.setStartValue(0.0)
        self._growth.setEndValue(1.0)
        self._growth.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._growth.valueChanged.connect(self._on_growth_advanced)
        self._growth.finished.connect(self.finish_growth)
        self.cross_fade = CrossFade(self)
        self.setAccessibleName("Canvas of the replay")

    def use(self, loaded: LoadedReplay) -> None:
        """Play another session; the wall is empty until a position is shown."""
        self._cursor = ReplayCursor(loaded.replay)
        self.model.order_of = loaded.replay.birth
        self.finish_growth()
        self.set_cards((), loaded.run_labels, loaded.micro_previews)

    def set_insets(self, insets: Insets) -> None:
        """Tell which edges other panels cover: framing leaves them out."""
        self.camera.insets = insets

    # -- positions -----------------------------------------------------------------------------

    def show_position(self, position: int, *, is_played: bool = False) -> None:
        """Show exactly the cards of a position, at the cost of what differs from the one before.

        Args:
            position: What to show.
            is_played: Whether it follows the position before as time does: then edits grow from
                their source and the camera flies. With reduced motion nothing travels: what
                was shown fades into what is.
        """
        assert self._cursor is not None
        if self.theme.is_motion_reduced and position != self._cursor.position:
            self.cross_fade.begin()
        self.finish_growth()
        changes = self._cursor.go_to(position)
        new = [card for key, card in changes.items() if card and key not in self.model]
        if len(changes) > MANY_CHANGES:
            self._change_many(changes)
        else:
            self.remove_cards([key for key, card in changes.items() if card is None])
            self.update_cards(card for card in changes.values() if card is not None)
        if is_played:
            self._grow(new)
        else:
            self.living.fades.clear()
        self.follow(is_animated=is_played)

    def follow(self, *, is_animated: bool) -> None:
        """Look at what the position is about."""
        focus = self._cursor.focus if self._cursor is not None else None
        if focus is not None:
            self.measure()
            target = self.camera.framing(focus)
            (self.motion.fly_to if is_animated else self.motion.look)(target)

    def _change_many(self, changes: Mapping[CardId, CanvasCard | None]) -> None:
        """Change the model alone and paint all tiles anew: cheaper than asking each tile."""
        for card_id, card in changes.items():
            if card is None:
                self.model.remove(card_id)
            else:
                self.model.put(card)
        self.tiles.invalidate_all()
        self.update_cards(())
        self.update()

    # -- edits grow from their source ----------------------------------------------------------

    def _grow(self, new: list[CanvasCard]) -> None:
        duration = self.theme.duration("slow")
        for card in new:
            source = self.model.get(card.source_card_id)
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
