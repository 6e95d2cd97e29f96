"""The thin living layer above the tiles: everything that moves or follows the hand."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter

from gallery_studio.records import dataclass, field, replace
from gallery_studio.ui.canvas import card_layout as layout
from gallery_studio.ui.canvas.card_layout import CardButton, Detail, detail_for
from gallery_studio.ui.canvas.card_painter import CardPainter, qrect
from gallery_studio.ui.canvas.card_text import elapsed_s
from gallery_studio.ui.canvas.pending_chip import PendingChip
from gallery_studio.ui.theme.painting import paint_icon, paint_ring, paint_surface, paint_text

if TYPE_CHECKING:
    from gallery_studio.domain.card import CanvasCard, Placement
    from gallery_studio.domain.geometry import Rect
    from gallery_studio.domain.ids import CardId
    from gallery_studio.ui.canvas.camera import Camera
    from gallery_studio.ui.canvas.canvas_model import CanvasModel
    from gallery_studio.ui.theme.theme import Theme

LIFT_PX = 2.0
RING_REACH_PX = 40.0
CHIP_MOST_PX = 200.0
"""No chip with seconds is wider; on a narrower card it may stand out."""

MOST_RINGS = 400
"""With more cards selected than this, the rings are painted into the tiles."""

MOST_GHOSTS = 120
"""With more ghosts than this in sight, they are plain rectangles."""

FADE_WAIT_S = 0.5
"""How long a new picture's preview may take before the skeleton fades all the same."""

_ICONS = {
    CardButton.EDIT: "wand-sparkles",
    CardButton.FULL_VIEW: "maximize-2",
    CardButton.DOWNLOAD: "download",
    CardButton.MORE: "ellipsis",
}


@dataclass(slots=True)
class Fade:
    """A skeleton that gives way to its picture.

    Attributes:
        since: When the picture was announced, on the monotonic clock.
        began: When the fading began, or None while the preview is awaited.
    """

    since: float
    began: float | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """A pending card whose request will be sent again.

    Attributes:
        until: When, on the monotonic clock.
        reason: Why, in words for a person.
    """

    until: float
    reason: str

    @property
    def seconds(self) -> int:
        """Whole seconds that are left."""
        return max(0, ceil(self.until - monotonic()))


@dataclass(slots=True)
class LivingState:
    """What is on the living layer now.

    Attributes:
        hovered_id: The card under the pointer.
        hot_button: The button under the pointer.
        pressed_button: The button held down.
        marquee: The rubber band in canvas units.
        ghosts: Cards being moved or resized, and where they would go.
        fades: New pictures fading in.
        waits: Pending cards that wait for another try, such as for a quota.
        is_focus_shown: Whether the focus ring is shown: only after keyboard navigation.
    """

    hovered_id: CardId | None = None
    hot_button: CardButton | None = None
    pressed_button: CardButton | None = None
    marquee: Rect | None = None
    ghosts: dict[CardId, Placement] = field(default_factory=dict)
    fades: dict[CardId, Fade] = field(default_factory=dict)
    waits: dict[CardId, Wait] = field(default_factory=dict)
    is_focus_shown: bool = False


class LivingLayer:
    """Paints the living state in logical pixels of the view."""

    def __init__(
        self, theme: Theme, model: CanvasModel, camera: Camera, cards: CardPainter
    ) -> None:
        self._theme = theme
        self._model = model
        self._camera = camera
        self._cards = cards
        self._chip = PendingChip(theme)
        self.state = LivingState()

    def refresh(self) -> None:
        """Take the colours and fonts of another theme."""
        self._chip.refresh()

    def paint(self, painter: QPainter, dirty: QRectF, ratio: float, *, is_moving: bool) -> None:
        """Paint everything that touches a rectangle of the view.

        While the wall moves under a hand, skeletons stand still, as the tiles show them: with
        eight of them a frame would cost twice as much, and wait for Qt's pool of painting threads.
        """
        detail = detail_for(self._camera.zoom)
        for card in self.visible_pending():
            if self._view_rect(card.placement, detail).intersects(dirty):
                if not is_moving:
                    self._paint_shimmer(painter, card)
                self._paint_chip(painter, card, ratio)
        self._paint_fades(painter)
        self._paint_hover(painter, detail, ratio)
        self._paint_rings(painter, detail)
        self._paint_ghosts(painter, detail, ratio)
        if self.state.marquee is not None:
            self._paint_marquee(painter, self.state.marquee)

    def card_rect(self, card: CanvasCard) -> QRectF:
        """Return where a card lies in the view, with everything it may paint around itself."""
        reach = RING_REACH_PX
        rect = qrect(self._camera.rect_to_view(card.placement.rect))
        return rect.adjusted(-reach, -reach, reach, reach)

    def moving_rect(self, card: CanvasCard) -> QRectF:
        """Return where a pending or fading card moves: all of it, and nothing around it.

        What overlaps the view and lies beside a card need not be painted with every tick.
        """
        rect = qrect(self._camera.rect_to_view(card.placement.rect))
        return rect.adjusted(-2, -2, 2, 2) if rect.width() >= CHIP_MOST_PX else self.card_rect(card)

    def visible_pending(self) -> list[CanvasCard]:
        """Return the pending cards in sight; none when they are too small to be alive."""
        if not self._model.open_ids or detail_for(self._camera.zoom) is Detail.FAR:
            return []
        seen = self._camera.visible_rect()
        found = (self._model.get(card_id) for card_id in self._model.open_ids)
        return [card for card in found if card and card.placement.rect.intersects(seen)]

    def buttons(self) -> dict[CardButton, QRectF]:
        """Return the buttons of the hovered card, in the view."""
        card = self._model.get(self.state.hovered_id)
        if card is None or self.state.ghosts or detail_for(self._camera.zoom) is Detail.FAR:
            return {}
        picture = self._camera.rect_to_view(layout.picture_rect(card.placement))
        found = layout.hover_buttons(picture, has_image=card.image_id is not None)
        return {name: qrect(rect.moved(0, -LIFT_PX)) for name, rect in found.items()}

    # -- pending and fading --------------------------------------------------------------------

    def _paint_shimmer(self, painter: QPainter, card: CanvasCard) -> None:
        self._in_canvas(painter)
        self._cards.paint_skeleton(painter, card, self._shimmer(card))
        painter.restore()

    def _paint_chip(self, painter: QPainter, card: CanvasCard, ratio: float) -> None:
        picture = self._camera.rect_to_view(layout.picture_rect(card.placement))
        if picture.width >= 56:
            middle = QPointF(*picture.center)
            self._chip.paint(painter, middle, self._pending_text(card), ratio)

    def _shimmer(self, card: CanvasCard) -> QBrush:
        """Return the moving light of a skeleton: one band that crosses the card in 1.4 s."""
        picture = layout.picture_rect(card.placement)
        phase = self._theme.clock.phase(self._theme.duration("shimmer"))
        band = picture.width
        x = picture.x - band + phase * (picture.width + 2 * band)
        gradient = QLinearGradient(x - band / 2, picture.y, x + band / 2, picture.y + band / 3)
        low, high = self._theme.color("skeleton"), self._theme.color("skeletonHi")
        for stop, color in ((0.0, low), (0.5, high), (1.0, low)):
            gradient.setColorAt(stop, color)
        return QBrush(gradient)

    def _pending_text(self, card: CanvasCard) -> str:
        """Return what a pending card says: the seconds since or until its request was sent."""
        wait = self.state.waits.get(card.id)
        if wait is not None:
            return f"Tries again in {wait.seconds} s"
        return f"{elapsed_s(card, datetime.now(UTC))} s" if card.started_utc else "Waiting"

    def _paint_fades(self, painter: QPainter) -> None:
        """Paint the skeletons of new pictures, less and less of them."""
        now, length = monotonic(), self._theme.duration("base") / 1000
        for card_id, fade in list(self.state.fades.items()):
            card = self._model.get(card_id)
            done = fade.began is not None and now - fade.began >= length
            if card is None or done or not length:
                del self.state.fades[card_id]
                continue
            opacity = 1.0 if fade.began is None else 1.0 - (now - fade.began) / length
            self._in_canvas(painter)
            painter.setOpacity(opacity)
            self._cards.paint_skeleton(painter, card, self._shimmer(card))
            painter.restore()

    def begin_due_fades(self) -> None:
        """Begin the fades whose preview has taken too long."""
        now = monotonic()
        for fade in self.state.fades.values():
            if fade.began is None and now - fade.since > FADE_WAIT_S:
                fade.began = now

    # -- hover, rings, ghosts, marquee ---------------------------------------------------------

    def _paint_hover(self, painter: QPainter, detail: Detail, ratio: float) -> None:
        card = self._model.get(self.state.hovered_id)
        if card is None or self.state.ghosts or detail is Detail.FAR:
            return
        if card.image_id is not None:
            self._paint_lifted(painter, card, detail, ratio)
        for name, rect in self.buttons().items():
            self._paint_button(painter, name, rect)

    def _paint_lifted(
        self, painter: QPainter, card: CanvasCard, detail: Detail, ratio: float
    ) -> None:
        """Paint the card 2 px higher, with the shadow of elevation 2."""
        rect = qrect(self._camera.rect_to_view(card.placement.rect)).translated(0, -LIFT_PX)
        radius = max(1, round(layout.RADIUS * self._camera.zoom))
        self._theme.shadows.paint(painter, self._theme, rect, radius, 2)
        painter.save()
        painter.translate(0, -LIFT_PX)
        self._in_canvas(painter)
        self._cards.paint(painter, card, detail, self._camera.zoom * ratio)
        painter.restore()
        painter.restore()

    def _paint_button(self, painter: QPainter, name: CardButton, rect: QRectF) -> None:
        theme = self._theme
        is_hot = self.state.hot_button is name
        if name is CardButton.EDIT:
            token = "accentHover" if is_hot else "accent"
            if self.state.pressed_button is name:
                token = "accentPressed"
            paint_surface(painter, rect, 8, theme.color(token))
            self._paint_edit(painter, rect, theme.color("onAccent"))
            return
        ground = theme.color("onImageBg")
        ground.setAlphaF(1.0 if is_hot else theme.opacity("onImageButton"))
        paint_surface(painter, rect, 8, ground)
        icon = rect.adjusted(8, 8, -8, -8)
        paint_icon(painter, theme, _ICONS[name], icon, theme.color("onImage"))

    def _paint_edit(self, painter: QPainter, rect: QRectF, color: QColor) -> None:
        """Paint the Edit button's icon and, where there is room, its word."""
        icon = QRectF(rect.x() + 8, rect.center().y() - 8, 16, 16)
        paint_icon(painter, self._theme, "wand-sparkles", icon, color)
        if rect.width() > layout.BUTTON_SIDE:
            words = rect.adjusted(30, 0, -4, 0)
            paint_text(painter, self._theme.font("label"), words, "Edit", color)

    def _paint_rings(self, painter: QPainter, detail: Detail) -> None:
        model, camera = self._model, self._camera
        accent = self._theme.color("accent")
        if len(model.selection) <= MOST_RINGS:
            seen = camera.visible_rect().grown(16 / camera.zoom)
            for card_id in model.selection:
                card = model.get(card_id)
                if (
                    card
                    and card_id not in self.state.ghosts
                    and card.placement.rect.intersects(seen)
                ):
                    self._paint_ring(painter, card, detail, accent, 2.0)
        focused = model.get(model.focus_id)
        if focused is not None and self.state.is_focus_shown:
            gap = 5.0 if model.is_selected(focused.id) else 2.0
            self._paint_ring(painter, focused, detail, self._theme.color("focus"), gap)

    def _paint_ring(
        self, painter: QPainter, card: CanvasCard, detail: Detail, color: QColor, gap: float
    ) -> None:
        rect = self._view_rect(card.placement, detail)
        if card.id == self.state.hovered_id and card.image_id and detail is not Detail.FAR:
            rect.translate(0, -LIFT_PX)
        radius = layout.RADIUS * self._camera.zoom if detail is not Detail.FAR else 2.0
        paint_ring(painter, rect, radius, color, gap=gap if rect.width() > 24 else gap - 1)

    def _paint_ghosts(self, painter: QPainter, detail: Detail, ratio: float) -> None:
        """Paint the cards under way where they would land."""
        if not self.state.ghosts:
            return
        seen = self._camera.visible_rect()
        ghosts = [
            (card_id, place)
            for card_id, place in self.state.ghosts.items()
            if place.rect.intersects(seen)
        ]
        is_crowd = len(ghosts) > MOST_GHOSTS
        painter.save()
        painter.setOpacity(self._theme.opacity("dragGhost"))
        for card_id, place in ghosts:
            card = self._model.get(card_id)
            if card is not None:
                self._paint_ghost(painter, card, place, detail if not is_crowd else None, ratio)
        painter.restore()

    def _paint_ghost(
        self,
        painter: QPainter,
        card: CanvasCard,
        place: Placement,
        detail: Detail | None,
        ratio: float,
    ) -> None:
        accent = self._theme.color("accent")
        if detail is None:
            rect = self._view_rect(place, Detail.FAR)
            painter.fillRect(rect, self._cards.far_color(card))
            return
        self._in_canvas(painter)
        moved = replace(card, placement=place)
        self._cards.paint(painter, moved, detail, self._camera.zoom * ratio)
        painter.restore()
        rect = self._view_rect(place, detail)
        paint_ring(painter, rect, layout.RADIUS * self._camera.zoom, accent)

    def _paint_marquee(self, painter: QPainter, marquee: Rect) -> None:
        rect = qrect(self._camera.rect_to_view(marquee))
        accent = self._theme.color("accent")
        fill = QColor(accent)
        fill.setAlphaF(0.12)
        paint_surface(painter, rect, 2, fill, accent)

    def _in_canvas(self, painter: QPainter) -> None:
        """Save the painter and let it paint in canvas units."""
        painter.save()
        x, y = self._camera.origin
        painter.scale(self._camera.zoom, self._camera.zoom)
        painter.translate(-x, -y)

    def _view_rect(self, place: Placement, detail: Detail) -> QRectF:
        return qrect(self._camera.rect_to_view(layout.shown_rect(place, detail)))
