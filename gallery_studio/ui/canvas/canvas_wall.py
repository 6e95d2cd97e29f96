"""The wall itself: shows cards through tiles and a living layer, and keeps both up to date."""

from __future__ import annotations

import logging
from time import monotonic, perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QWidget

from gallery_studio.domain.geometry import Rect
from gallery_studio.ui.canvas.camera import Camera
from gallery_studio.ui.canvas.canvas_model import CanvasModel, line_bounds
from gallery_studio.ui.canvas.card_painter import CardPainter, qrect
from gallery_studio.ui.canvas.living_layer import (
    MOST_RINGS,
    Fade,
    LivingLayer,
    LivingState,
    Wait,
)
from gallery_studio.ui.canvas.preview_store import SIDES, PreviewStore
from gallery_studio.ui.canvas.tile import TILE_PX
from gallery_studio.ui.canvas.tile_pyramid import BUDGET_S, Budget, TilePyramid
from gallery_studio.ui.canvas.view_motion import ViewMotion
from gallery_studio.ui.canvas.wall_painter import CARD_REACH, LABEL_REACH, LABEL_RUN, WallPainter

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

    from PySide6.QtGui import QColor, QHideEvent, QPaintEvent, QResizeEvent, QShowEvent

    from gallery_studio.domain.card import CanvasCard, RunLabel
    from gallery_studio.domain.ids import CardId, ImageId
    from gallery_studio.ui.canvas.tile_pyramid import Sheet
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.preview_pool import PreviewPool, PreviewRequest

log = logging.getLogger(__name__)

FRAME_MS = 8
"""Until the next frame while tiles are still missing: events get their turn in between."""

FIRST_BUDGET_S = 0.009
"""How long the first frame after a change of session may paint: there is nothing to stand in."""

MOVING_S = 0.009
"""How long a frame of a gesture may take for its tiles, those on the screen and those painted."""

LEAST_BUDGET_S = 0.002
"""How long it may paint tiles all the same, however long the screen takes."""

MANY_PREVIEWS = 64
"""With more previews at once, whole tiles are painted again instead of each card's place."""

_RETAIN_EVERY_S = 0.15
_SEAM_PX = 2.0
"""Around what changed: tiles are smoothed where they are not shown at their own size."""


class CanvasWall(QWidget):
    """Paints the cards of one session and follows their changes. GUI thread only.

    Args:
        theme: Colours, fonts, icons, motion.
        pool: Decodes previews; belongs to the caller, who shuts it down.
        model_badge: Short name and glyph of a model, by its id.

    Attributes:
        model: What lies on the wall.
        camera: Where the view looks.
        motion: Moves the camera.
        layer: The living layer.

    Signals:
        cards_changed(): Cards came, went, moved or look different.
    """

    cards_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        pool: PreviewPool,
        model_badge: Callable[[str], tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.model_badge = model_badge
        self.model = CanvasModel()
        self.camera = Camera()
        self.motion = ViewMotion(self.camera, theme, self)
        self.previews = PreviewStore(pool, self)
        self._card_painter = CardPainter(theme, self.previews, model_badge)
        self._wall = WallPainter(theme, self.model, self._card_painter)
        self.tiles = TilePyramid(self._wall)
        self.layer = LivingLayer(theme, self.model, self.camera, self._card_painter)
        self._is_first_frame = True
        self._has_failed = False
        self._is_incomplete = False
        self._prepared: Sheet | None = None
        self._arrived = QRegion()
        self._retained_at = 0.0
        self._build_timers()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.motion.moved.connect(self._on_moved)
        self.motion.settled.connect(self._on_settled)
        self.previews.arrived.connect(self._on_previews_arrived)
        theme.changed.connect(self._on_theme_changed)
        theme.clock.ticked.connect(self._on_ticked)

    def _build_timers(self) -> None:
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.setInterval(FRAME_MS)
        self._more.timeout.connect(self._paint_more)
        # With reduced motion the clock stands still, but the seconds of a pending card go on.
        self._seconds = QTimer(self)
        self._seconds.setInterval(1_000)
        self._seconds.timeout.connect(self._on_ticked)

    @property
    def living(self) -> LivingState:
        """What is on the living layer now."""
        return self.layer.state

    # -- cards ---------------------------------------------------------------------------------

    def set_cards(
        self,
        cards: Iterable[CanvasCard],
        run_labels: Iterable[RunLabel] = (),
        micro_previews: Mapping[ImageId, bytes] | None = None,
    ) -> None:
        """Show another session.

        Args:
            cards: All its cards.
            run_labels: The labels of its runs.
            micro_previews: 16 × 16 px raw RGB of its pictures, by picture.
        """
        self.previews.set_micros(micro_previews or {})
        self.model.set_cards(cards, run_labels)
        self.layer.state = LivingState()
        self.tiles.clear()
        self._is_first_frame = True
        self._follow_life()
        self.cards_changed.emit()
        self.update()

    def update_cards(
        self,
        cards: Iterable[CanvasCard],
        run_labels: Iterable[RunLabel] = (),
        micro_previews: Mapping[ImageId, bytes] | None = None,
    ) -> None:
        """Show new and changed cards; only their tiles are painted again, the view stays."""
        self.previews.add_micros(micro_previews or {})
        self.model.add_run_labels(run_labels)
        for card in cards:
            self._put(card)
        self._follow_life()
        self.cards_changed.emit()

    def remove_cards(self, card_ids: Iterable[CardId]) -> None:
        """Take cards off the wall."""
        for card_id in card_ids:
            card = self.model.get(card_id)
            if card is not None:
                self._spoil(card)
                self.model.remove(card_id)
                self._spoil_label(card)
        if self.living.hovered_id not in self.model:
            self.living.hovered_id = None
        self._follow_life()
        self.cards_changed.emit()
        self.update()

    def far_color(self, card: CanvasCard) -> QColor:
        """Return the one colour that stands for a card in a minimap."""
        return self._card_painter.far_color(card)

    def set_editing(self, card_id: CardId | None) -> None:
        """Mark the card whose conversation is open."""
        for changed in (self._card_painter.editing_id, card_id):
            card = self.model.get(changed)
            if card is not None:
                self._spoil(card)
        self._card_painter.editing_id = card_id
        self.update()

    def set_missing(self, image_id: ImageId, *, is_missing: bool) -> None:
        """Mark the cards of a picture whose file is missing, or take the mark away."""
        missing = self._card_painter.missing_ids
        (missing.add if is_missing else missing.discard)(image_id)
        for card in self.model.cards.values():
            if card.image_id == image_id:
                self._spoil(card)
        self.update()

    def is_missing(self, image_id: ImageId | None) -> bool:
        """Whether a picture's file was found missing."""
        return image_id in self._card_painter.missing_ids

    def set_waiting(self, card_id: CardId, seconds: float, reason: str) -> None:
        """Show that a pending card's request is sent again in some seconds; 0 takes that back."""
        if seconds > 0:
            self.living.waits[card_id] = Wait(monotonic() + seconds, reason)
        else:
            self.living.waits.pop(card_id, None)
        self.update()

    def waiting_reason(self, card_id: CardId) -> str:
        """Return why a card waits for another try, or ""."""
        wait = self.living.waits.get(card_id)
        return wait.reason if wait is not None else ""

    def set_lineage_shown(self, is_shown: bool) -> None:
        """Show or hide the lines of descent."""
        if is_shown != self._wall.is_lineage_shown:
            self._wall.is_lineage_shown = is_shown
            self.tiles.invalidate_all()
            self.update()

    def previews_rebuilt(self, image_ids: Iterable[ImageId]) -> None:
        """Show previews that were missing and are there again."""
        ids = list(image_ids)
        self.previews.renew(ids)
        for image_id in ids:
            for card in self.model.cards_of_image(image_id):
                self._spoil(card)
        self.update()

    def _put(self, card: CanvasCard) -> None:
        """Add or replace a card, and let a new picture fade in."""
        old = self.model.get(card.id)
        if old == card:
            return
        if old is not None:
            self._spoil(old)
        self.model.put(card)
        self._spoil(card)
        if old is not None and old.image_id is None and card.image_id is not None:
            fade = Fade(since=monotonic())
            if not self._is_awaited(card):
                fade.began = fade.since
            self.living.fades[card.id] = fade

    def _is_awaited(self, card: CanvasCard) -> bool:
        """Whether a better preview of a card is under way at this zoom."""
        assert card.image_id is not None
        scale = self.camera.zoom * self.devicePixelRatioF()
        longest = max(card.placement.width, card.placement.height) * scale
        return not self.previews.has(card.image_id, longest)

    def _spoil(self, card: CanvasCard) -> None:
        """Let a card, its lines and its run's label be painted again, and nothing else."""
        self._spoil_rect(card.placement.rect.grown(CARD_REACH))
        place = self.layer.card_rect(card).toAlignedRect()
        if place.intersects(self.rect()):
            self.update(place)
        else:
            self.update()
        for line in self.model.lines_of(card.id):
            self._spoil_rect(line_bounds(line))
        self._spoil_label(card)

    def _spoil_label(self, card: CanvasCard) -> None:
        label = self.model.run_label_of(card)
        place = self.model.run_label_place(label) if label is not None else None
        if place is not None:
            width = max(place.width, LABEL_RUN)
            self._spoil_rect(Rect(place.x, place.y - LABEL_REACH, width, LABEL_REACH))

    def _spoil_rect(self, rect: Rect) -> None:
        """Let a rectangle of the canvas be painted again: in its tiles, and in the view."""
        self.tiles.invalidate(rect)
        place = self.camera.rect_to_view(rect).grown(_SEAM_PX)
        self.update(qrect(place).toAlignedRect())

    def refresh_selection(self, *, was_large: bool) -> None:
        """Show a changed selection: rings above the tiles, or inside them when there are many."""
        is_large = len(self.model.selection) > MOST_RINGS
        self._wall.is_selection_painted = is_large
        if is_large or was_large:
            self.tiles.invalidate_all()
        self.update()

    # -- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a frame. An exception must not leave: Qt would garble every later paint."""
        painter = QPainter(self)
        try:
            self._paint(painter, event.region())
        except Exception:
            if not self._has_failed:
                log.exception("The canvas could not be painted")
            self._has_failed = True
        finally:
            painter.end()

    def _paint(self, painter: QPainter, dirty: QRegion) -> None:
        ratio = self.devicePixelRatioF()
        is_moving = self.motion.is_moving
        sheet = self._sheet()
        smooth = QPainter.RenderHint.SmoothPixmapTransform
        painter.setRenderHint(smooth, on=not is_moving)
        budget = Budget(0.0, 0.0) if sheet == self._prepared else self._budget()
        is_complete = self.tiles.paint(painter, self.camera, sheet, budget, dirty)
        self._prepared = None
        self._arrived = (self._arrived + self._take_finished(sheet)) - dirty
        painter.setRenderHint(smooth, on=True)
        self.layer.paint(painter, QRectF(dirty.boundingRect()), ratio, is_moving=is_moving)
        self._is_first_frame = False
        self._is_incomplete = not is_complete
        self.previews.send_wishes()
        if not is_complete or not self._arrived.isEmpty():
            self._more.start()

    def _sheet(self) -> Sheet:
        ratio, is_zooming = self.devicePixelRatioF(), self.motion.is_zooming
        return self.tiles.sheet(self.camera, ratio, is_zooming=is_zooming)

    def _budget(self) -> Budget:
        """Return how long this frame may paint tiles: what the screen leaves while it moves."""
        if self._is_first_frame:
            return Budget(FIRST_BUDGET_S, FIRST_BUDGET_S)
        if not self.motion.is_moving:
            return Budget(BUDGET_S, BUDGET_S)
        missing_s = min(BUDGET_S, max(LEAST_BUDGET_S, MOVING_S - self.tiles.blit_s))
        return Budget(missing_s, LEAST_BUDGET_S)

    def _paint_more(self) -> None:
        """Paint what is missing or arrived, and show of it what is finished: the rest stands.

        To put all tiles on the screen each time would take longer than to paint them.
        """
        if self._is_first_frame or self.motion.is_moving:
            self.update()
            return
        sheet = self._sheet()
        was_incomplete = self._is_incomplete
        self._is_incomplete = not self.tiles.prepare(sheet, perf_counter() + BUDGET_S)
        finished = self._take_finished(sheet)
        arrived, self._arrived = self._arrived, QRegion()
        is_whole = was_incomplete or self._is_incomplete or arrived.isEmpty()
        self.update(arrived + finished if is_whole else arrived)
        self.previews.send_wishes()
        if self._is_incomplete:
            self._prepared = sheet
            self._more.start()

    def _take_finished(self, sheet: Sheet) -> QRegion:
        """Return what of the view shows tiles that became current since the last time."""
        return self.tiles.take_finished(self.camera, sheet) & QRegion(self.rect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is in the middle in the middle."""
        self.measure()
        super().resizeEvent(event)

    def measure(self) -> None:
        """Tell the camera the size of the view; before it is first shown nobody else does."""
        self.camera.width = max(1.0, float(self.width()))
        self.camera.height = max(1.0, float(self.height()))

    def showEvent(self, event: QShowEvent) -> None:
        """Come alive."""
        super().showEvent(event)
        self._follow_life()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest: no timer runs behind a hidden wall."""
        super().hideEvent(event)
        self._more.stop()
        self.motion.stop()
        self._follow_life()

    # -- life ----------------------------------------------------------------------------------

    def _follow_life(self) -> None:
        """Run the shared clock only while something in sight lives."""
        is_alive = self.isVisible() and bool(self.living.fades or self.layer.visible_pending())
        if is_alive:
            self.theme.clock.start(self)
        else:
            self.theme.clock.stop(self)
        if is_alive and self.theme.is_motion_reduced:
            self._seconds.start()
        else:
            self._seconds.stop()

    def _on_ticked(self) -> None:
        """Repaint what lives, and nothing else."""
        self.layer.begin_due_fades()
        fading = [self.model.get(card_id) for card_id in self.living.fades]
        alive = [*self.layer.visible_pending(), *(card for card in fading if card)]
        for card in alive:
            self.update(self.layer.moving_rect(card).toAlignedRect())
        if not alive:
            self._follow_life()

    def _on_moved(self) -> None:
        now = monotonic()
        # What a zoom leaves behind is decoded last, and dropped when it ends: to find it among
        # thousands of cards takes as long as a frame.
        if now - self._retained_at > _RETAIN_EVERY_S and not self.motion.is_zooming:
            self._retained_at = now
            self._drop_far_wishes()
        self.update()

    def _on_settled(self) -> None:
        self._drop_far_wishes()
        self._follow_life()
        self.update()

    def _drop_far_wishes(self) -> None:
        """Drop wishes for previews that scrolled away; their tiles will wish again."""
        sheet = self._sheet()
        # Tiles in sight reach beyond it, and are not painted again when they move in.
        seen = self.camera.visible_rect().grown(TILE_PX / sheet.scale)
        bounds = self.model.bounds()
        if bounds is None or seen.united(bounds) == seen:
            return  # nothing can scroll away from a wall that is seen whole
        if self.previews.drop_wishes(lambda: self.model.images_in(seen)):
            self.tiles.wish_again(frozenset(sheet.keys))

    def _on_previews_arrived(self, requests: list[PreviewRequest]) -> None:
        """Paint previews where tiles of their sizes wait for them."""
        if len(requests) > MANY_PREVIEWS:
            self.tiles.invalidate_wishing()
            self._is_incomplete = True
        else:
            for request in requests:
                self._spoil_for(request)
        if self.living.fades:
            self._begin_fades(frozenset(image_id for image_id, _ in requests))
        if self.isVisible() and not self._more.isActive():
            self._more.start()

    def _spoil_for(self, request: PreviewRequest) -> None:
        index = SIDES.index(request.side)
        for card in self.model.cards_of_image(request.image_id):
            longest = max(card.placement.width, card.placement.height)
            least = SIDES[index - 1] / longest if index else 0.0
            self.tiles.invalidate_near(card.placement.rect, least, 2 * request.side / longest)
            if not self.motion.is_moving:  # then the whole view is painted anyway
                self._arrived += self.layer.card_rect(card).toAlignedRect()

    def _begin_fades(self, image_ids: Container[ImageId]) -> None:
        """Let pictures fade in that waited for their previews."""
        for card_id, fade in self.living.fades.items():
            card = self.model.get(card_id)
            if fade.began is None and card is not None and card.image_id in image_ids:
                fade.began = monotonic()

    def _on_theme_changed(self) -> None:
        self._card_painter.refresh()
        self.layer.refresh()
        self.tiles.clear()
        self._follow_life()
        self.update()
