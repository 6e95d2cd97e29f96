"""Paints what a card says in words: caption, model badge, product, star, badges, failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from gallery_studio.ui.canvas import card_layout as layout
from gallery_studio.ui.canvas.card_text import CaptionCache, clock_text, run_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.card import CanvasCard, RunLabel
    from gallery_studio.domain.geometry import Rect
    from gallery_studio.ui.theme.theme import Theme

_ICON_RATIOS = (1.0, 1.5, 2.0, 3.0, 4.0, 8.0)
_NARROW_CARD = 190.0
_STAR_ON_IMAGE = QColor(255, 201, 77)
"""The star's colour on the dark ground of a badge, which is the same in both schemes."""

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_CENTER = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)


class CardLabelPainter:
    """Paints the label of a card and the badges on its picture, in canvas units."""

    def __init__(self, theme: Theme, model_badge: Callable[[str], tuple[str, str]]) -> None:
        self._theme = theme
        self._model_badge = model_badge
        self.captions = CaptionCache()
        self._fonts: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetricsF] = {}
        self._colors: dict[str, QColor] = {}

    def refresh(self) -> None:
        """Read fonts and colours anew after the theme changed."""
        self._fonts.clear()
        self._metrics.clear()
        self._colors.clear()
        self.captions = CaptionCache()

    def font(self, style: str) -> QFont:
        """Return a font in canvas units: the interface's scale leaves the wall as it is."""
        found = self._fonts.get(style)
        if found is None:
            found = self._theme.font(style)
            found.setPixelSize(max(1, round(found.pixelSize() / self._theme.scale)))
            self._fonts[style] = found
        return found

    def color(self, token: str) -> QColor:
        """Return a colour of the theme; asked for thousands of times."""
        found = self._colors.get(token)
        if found is None:
            found = self._colors[token] = self._theme.color(token)
        return found

    def paint(self, painter: QPainter, card: CanvasCard, scale: float) -> None:
        """Paint caption, model, product and star of a card."""
        label = layout.label_rect(card.placement)
        is_open = card.status.is_open
        self._paint_caption(painter, card, label, "textTertiary" if is_open else "text")
        x = self._paint_model(painter, card, label, scale)
        has_star = card.image_id is not None
        right = layout.star_rect(card.placement).x - 8 if has_star else label.right - 12
        self._paint_product(painter, card, x, right)
        if has_star:
            self._paint_star(painter, card, scale)

    def _paint_caption(self, painter: QPainter, card: CanvasCard, label: Rect, token: str) -> None:
        font = self.font("caption")
        line_height = 18.0 if font.pixelSize() <= 13 else 20.0
        width = label.width - 2 * layout.PADDING
        painter.setFont(font)
        painter.setPen(self.color(token))
        top = label.y + layout.CAPTION_TOP
        for index, line in enumerate(self.captions.lines(font, card.caption, width, 2)):
            row = QRectF(label.x + layout.PADDING, top + index * line_height, width, line_height)
            painter.drawText(row, _LEFT, line)

    def _paint_model(self, painter: QPainter, card: CanvasCard, label: Rect, scale: float) -> float:
        """Paint the model's badge and return where the next thing may begin."""
        x = label.x + layout.PADDING
        if not card.model:
            return x
        name, glyph = self._model_badge(str(card.model))
        text_width = min(self._width("badge", name), label.width - 80)
        rect = QRectF(x, label.y + layout.BADGE_TOP, text_width + 28, layout.BADGE_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.color("hover"))
        painter.drawRoundedRect(rect, 4, 4)
        color = self.color("textSecondary")
        self.icon(painter, glyph, QRectF(x + 6, rect.y() + 4, 12, 12), color, scale)
        self._text(painter, "badge", rect.adjusted(22, 0, -4, 0), name, color)
        return rect.right() + 8

    def _paint_product(self, painter: QPainter, card: CanvasCard, x: float, right: float) -> None:
        """Paint the product's dot and name; a card under 190 units may show the dot alone."""
        if not card.product_name or right - x < 8:
            return
        middle = layout.label_rect(card.placement).y + layout.BADGE_TOP + layout.BADGE_HEIGHT / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.product_color(card.product_color))
        painter.drawEllipse(QPointF(x + 4, middle), 4, 4)
        width = right - x - 13
        if width < 24 and card.placement.width < _NARROW_CARD:
            return
        rect = QRectF(x + 13, middle - 8, width, 16)
        name = self._leading_words(card.product_name, width)
        self._text(painter, "meta", rect, name, self.color("textSecondary"))

    def _leading_words(self, name: str, width: float) -> str:
        """Return a product's name, or its first words where it is too long for its place."""
        words = name.split()
        while len(words) > 1 and self._width("meta", " ".join(words)) > width:
            words.pop()
        return " ".join(words)

    def _paint_star(self, painter: QPainter, card: CanvasCard, scale: float) -> None:
        token = "favourite" if card.is_starred else "textTertiary"
        rect = layout.star_rect(card.placement)
        box = QRectF(rect.x, rect.y, rect.width, rect.height)
        self.icon(painter, "star", box, self.color(token), scale, is_filled=card.is_starred)

    def paint_middle_star(self, painter: QPainter, card: CanvasCard, scale: float) -> None:
        """Paint the star of a starred card from afar, larger than life and on a dark ground."""
        picture = layout.picture_rect(card.placement)
        box = QRectF(picture.right - 48, picture.bottom - 48, 40, 40)
        self._ground(painter, box, 8)
        star = box.adjusted(6, 6, -6, -6)
        self.icon(painter, "star", star, _STAR_ON_IMAGE, scale, is_filled=True)

    def paint_badges(
        self, painter: QPainter, card: CanvasCard, scale: float, *, is_editing: bool
    ) -> None:
        """Paint "Editing" and the count of turns over the picture's upper corners."""
        picture = layout.picture_rect(card.placement)
        top, left = picture.y + 8, picture.x + 8
        if card.rating:
            below = picture.bottom - 30
            self._badge(painter, (left, None), below, "star", str(card.rating), scale)
        if card.is_rejected:
            below, right = picture.bottom - 30, picture.right - 8
            self._badge(painter, (None, right), below, "eye-off", "Rejected", scale)
        if is_editing:
            self._badge(painter, (left, None), top, "message-square", "Editing", scale)
        if card.edit_turns:
            text = str(card.edit_turns)
            self._badge(painter, (None, picture.right - 8), picture.y + 8, "layers-2", text, scale)

    def paint_missing(self, painter: QPainter, card: CanvasCard, scale: float) -> None:
        """Say over the picture's lower corner that its file is not where it should be."""
        picture = layout.picture_rect(card.placement)
        place = (picture.x + 8, None)
        self._badge(painter, place, picture.bottom - 30, "triangle-alert", "File missing", scale)

    def _badge(
        self,
        painter: QPainter,
        sides: tuple[float | None, float | None],
        y: float,
        icon: str,
        text: str,
        scale: float,
    ) -> None:
        """Paint a badge on a picture, from its left or up to its right side."""
        width = self._width("badge", text) + 32
        left, right = sides
        x = left if left is not None else (right or 0.0) - width
        rect = QRectF(x, y, width, 22)
        self._ground(painter, rect, 6)
        color = self.color("onImage")
        self.icon(painter, icon, QRectF(x + 6, y + 4, 14, 14), color, scale)
        self._text(painter, "badge", rect.adjusted(25, 0, -2, 0), text, color)

    def _ground(self, painter: QPainter, rect: QRectF, radius: float) -> None:
        ground = QColor(self.color("onImageBg"))
        ground.setAlphaF(self._theme.opacity("onImageBadge"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, radius, radius)

    def paint_failure(self, painter: QPainter, card: CanvasCard, text: str, scale: float) -> None:
        """Paint the reason of a failure in the picture's place, with Retry where it can help."""
        picture = layout.picture_rect(card.placement)
        retry = layout.retry_rect(card.placement)
        danger = self.color("danger")
        font = self.font("bodyStrong")
        has_retry = layout.has_retry(card)
        room = (retry.y if has_retry else picture.bottom) - picture.y - 50
        lines = self.captions.lines(font, text, picture.width - 24, max(1, int(room // 20)))
        bottom = retry.y - 10 if has_retry else picture.center[1] + 10 * len(lines) + 10
        top = bottom - 20 * len(lines)
        icon = QRectF(picture.center[0] - 10, top - 28, 20, 20)
        self.icon(painter, "triangle-alert", icon, danger, scale)
        painter.setFont(font)
        painter.setPen(self.color("text"))
        for index, line in enumerate(lines):
            row = QRectF(picture.x + 8, top + index * 20, picture.width - 16, 20)
            painter.drawText(row, _CENTER, line)
        if has_retry:
            self._paint_retry(painter, retry, danger, scale)

    def _paint_retry(self, painter: QPainter, retry: Rect, danger: QColor, scale: float) -> None:
        rect = QRectF(retry.x, retry.y, retry.width, retry.height).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(danger, 1))
        painter.setBrush(self.color("raised"))
        painter.drawRoundedRect(rect, 8, 8)
        middle = rect.center()
        text_width = self._width("bodyStrong", "Retry")
        x = middle.x() - (text_width + 24) / 2
        self.icon(painter, "rotate-ccw", QRectF(x, middle.y() - 8, 16, 16), danger, scale)
        words = QRectF(x + 24, rect.y(), text_width + 2, rect.height())
        self._text(painter, "bodyStrong", words, "Retry", danger)

    def paint_run(self, painter: QPainter, label: RunLabel, place: Rect) -> None:
        """Paint the line above a run: when, and what was asked."""
        time = clock_text(label.created_utc)
        rect = QRectF(place.x, place.y - 30, max(place.width, 160.0), 20)
        self._text(painter, "metaStrong", rect, time, self.color("textSecondary"))
        rest = rect.adjusted(self._width("metaStrong", time) + 8, 0, 0, 0)
        self._text(painter, "meta", rest, run_text(label), self.color("textTertiary"))

    def icon(
        self,
        painter: QPainter,
        name: str,
        box: QRectF,
        color: QColor,
        scale: float,
        *,
        is_filled: bool = False,
    ) -> None:
        """Paint an icon sharp at a scale, from few sizes so that the cache of icons stays small."""
        ratio = next((r for r in _ICON_RATIOS if r >= scale), _ICON_RATIOS[-1])
        size = round(box.width())
        pixmap = self._theme.pixmap(name, size, color, ratio, is_filled=is_filled)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(box, pixmap, QRectF(pixmap.rect()))

    def _width(self, style: str, text: str) -> float:
        metrics = self._metrics.get(style)
        if metrics is None:
            metrics = self._metrics[style] = QFontMetricsF(self.font(style))
        return metrics.horizontalAdvance(text)

    def _text(self, painter: QPainter, style: str, rect: QRectF, text: str, color: QColor) -> None:
        """Paint one line, elided (the elided form is cached)."""
        font = self.font(style)
        painter.setFont(font)
        painter.setPen(color)
        lines = self.captions.lines(font, text, rect.width() + 0.5, 1)
        if lines:
            painter.drawText(rect, _LEFT, lines[0])
