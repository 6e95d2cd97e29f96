"""Paints one card in canvas units at a level of detail, into a tile or above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QTransform

from gallery_studio.domain.card import LABEL_HEIGHT
from gallery_studio.domain.status import Status
from gallery_studio.ui.canvas import card_layout as layout
from gallery_studio.ui.canvas.card_label import CardLabelPainter
from gallery_studio.ui.canvas.card_layout import Detail
from gallery_studio.ui.canvas.card_text import failure_text
from gallery_studio.ui.theme.painting import top_rounded_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.geometry import Rect
    from gallery_studio.domain.ids import CardId, ImageId
    from gallery_studio.ui.canvas.preview_store import PreviewStore
    from gallery_studio.ui.theme.theme import Theme

_ROUNDED_FROM_PX = 40.0
"""Pictures narrower than this on the device have square corners: nobody sees the difference."""


class CardPainter:
    """Paints cards. Coordinates are canvas units; the painter is scaled by `scale` device px.

    Args:
        theme: Colours, fonts and icons.
        previews: Gives the best picture at hand and notes what would be better.
        model_badge: Short name and glyph of a model.
    """

    def __init__(
        self,
        theme: Theme,
        previews: PreviewStore,
        model_badge: Callable[[str], tuple[str, str]],
    ) -> None:
        self._theme = theme
        self._previews = previews
        self._label = CardLabelPainter(theme, model_badge)
        self.editing_id: CardId | None = None
        self.missing_ids: set[ImageId] = set()
        self.refresh()

    def refresh(self) -> None:
        """Read colours and fonts anew after the theme changed."""
        theme = self._theme
        self._label.refresh()
        self._raised = theme.color("raised")
        self._border = theme.color("borderSubtle")
        self._skeleton = theme.color("skeleton")
        self._danger_soft = theme.color("dangerSoft")
        self._shadow = theme.color("shadow")
        self._shadow.setAlphaF(0.30 if theme.is_dark else 0.10)

    @property
    def label(self) -> CardLabelPainter:
        """Paints the label, and what it has to do with text."""
        return self._label

    @property
    def wish_count(self) -> int:
        """How often a picture was painted from less than was wished for."""
        return self._previews.wish_count

    def paint(self, painter: QPainter, card: CanvasCard, detail: Detail, scale: float) -> None:
        """Paint a card at rest."""
        if detail is Detail.FAR:
            self._paint_far(painter, card, scale)
            return
        rect = qrect(card.placement.rect)
        self._paint_body(painter, rect, scale)
        if card.image_id is not None:
            # Under the picture: a hairline across it would frame pale pictures in grey.
            self._paint_border(painter, rect, scale)
        picture = layout.picture_rect(card.placement)
        if card.image_id is not None:
            self.paint_picture(painter, card, picture, scale)
        elif card.status.is_open:
            self.paint_skeleton(painter, card, QBrush(self._skeleton))
        else:
            self._paint_failure(painter, card, detail, scale)
        if card.image_id is None:
            self._paint_border(painter, rect, scale)
        if detail is Detail.FULL:
            self._label.paint(painter, card, scale)
            self._label.paint_badges(painter, card, scale, is_editing=card.id == self.editing_id)
            if card.image_id in self.missing_ids:
                self._label.paint_missing(painter, card, scale)
        elif card.is_starred:
            self._label.paint_middle_star(painter, card, scale)

    def paint_skeleton(self, painter: QPainter, card: CanvasCard, brush: QBrush) -> None:
        """Paint the picture's place of a pending card with a colour or a moving gradient."""
        path = top_rounded_path(qrect(layout.picture_rect(card.placement)), layout.RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(path, brush)

    def paint_picture(self, painter: QPainter, card: CanvasCard, place: Rect, scale: float) -> None:
        """Paint the picture at its place, filling it, with rounded upper corners."""
        target = qrect(place)
        assert card.image_id is not None
        found = self._previews.best(card.image_id, max(place.width, place.height) * scale)
        if found is None:
            painter.fillRect(target, self._skeleton)
            return
        pixmap, source = found
        part = filling_part(card, source, place)
        if place.width * scale < _ROUNDED_FROM_PX:
            painter.drawPixmap(target, pixmap, part)
            return
        whole = source.toRect()
        brush = QBrush(pixmap if whole == pixmap.rect() else pixmap.copy(whole))
        part.translate(-source.x(), -source.y())
        factor_x, factor_y = target.width() / part.width(), target.height() / part.height()
        brush.setTransform(
            QTransform(
                factor_x, 0, 0, factor_y,
                target.x() - part.x() * factor_x, target.y() - part.y() * factor_y,
            )
        )  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillPath(top_rounded_path(target, layout.RADIUS), brush)

    def far_color(self, card: CanvasCard) -> QColor:
        """Return the one colour a card has when it is too small for anything else."""
        if card.image_id is None:
            return self._skeleton if card.status.is_open else self._danger_soft
        return self._previews.mean_color(card.image_id) or self._skeleton

    def _paint_far(self, painter: QPainter, card: CanvasCard, scale: float) -> None:
        """Paint the picture alone; the hot path of a wall of thousands."""
        place = card.placement
        width, height = place.width, max(1.0, place.height - LABEL_HEIGHT)
        target = QRectF(place.x, place.y, width, height)
        if card.image_id is None:
            painter.fillRect(target, self.far_color(card))
            return
        found = self._previews.best(card.image_id, max(width, height) * scale)
        if found is None:
            painter.fillRect(target, self._skeleton)
            return
        pixmap, source = found
        painter.drawPixmap(target, pixmap, source)

    def _paint_body(self, painter: QPainter, rect: QRectF, scale: float) -> None:
        """Paint the shadow of elevation 1 and the card's ground."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if scale >= 0.6:
            painter.setBrush(self._shadow)
            painter.drawRoundedRect(rect.adjusted(-0.5, 0, 0.5, 1.5), layout.RADIUS, layout.RADIUS)
        painter.setBrush(self._raised)
        painter.drawRoundedRect(rect, layout.RADIUS, layout.RADIUS)

    def _paint_border(self, painter: QPainter, rect: QRectF, scale: float) -> None:
        """Paint the hairline around the card, one device-independent pixel wide."""
        width = 1.0 / max(scale, 0.5)
        painter.setPen(QPen(self._border, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        painter.drawRoundedRect(
            rect.adjusted(half, half, -half, -half), layout.RADIUS - half, layout.RADIUS - half
        )

    def _paint_failure(
        self, painter: QPainter, card: CanvasCard, detail: Detail, scale: float
    ) -> None:
        """Paint why there is no picture and, where it can help, the Retry button."""
        picture = layout.picture_rect(card.placement)
        is_stopped = card.status is Status.CANCELLED
        ground = self._skeleton if is_stopped else self._danger_soft
        painter.fillPath(top_rounded_path(qrect(picture), layout.RADIUS), ground)
        if detail is Detail.FULL:
            self._label.paint_failure(painter, card, failure_text(card), scale)
        else:
            color = self._theme.color("textTertiary" if is_stopped else "danger")
            box = QRectF(0, 0, 40, 40)
            box.moveCenter(QPointF(*picture.center))
            self._label.icon(painter, "triangle-alert", box, color, scale)


def qrect(rect: Rect) -> QRectF:
    """Return a rectangle as Qt's."""
    return QRectF(rect.x, rect.y, rect.width, rect.height)


def filling_part(card: CanvasCard, source: QRectF, place: Rect) -> QRectF:
    """Return the middle part of a preview that fills a place without distorting the picture.

    A micro preview is square whatever the picture's ratio; its part is cut in the same share.
    """
    width, height = source.width(), source.height()
    aspect = card.image_width / card.image_height if card.image_height else width / height
    wanted = place.width / place.height
    if aspect > wanted:
        width *= wanted / aspect
    else:
        height *= aspect / wanted
    part = QRectF(0, 0, width, height)
    part.moveCenter(source.center())
    return part
