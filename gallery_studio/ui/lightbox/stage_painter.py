"""Paints what stands on the stage: pictures, divider, tags, and frames of what is missing."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPixmap

from gallery_studio.records import dataclass
from gallery_studio.ui.theme.painting import (
    paint_icon,
    paint_paragraph,
    paint_skeleton,
    paint_surface,
    paint_text,
    rounded_path,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from gallery_studio.ui.lightbox.lightbox_item import LightboxItem
    from gallery_studio.ui.lightbox.picture_source import PictureSource
    from gallery_studio.ui.theme.theme import Theme

WALLS = ("theme", "#777777", "#FFFFFF", "#000000")
WALL_NAMES = ("Wall of the theme", "Mid-grey wall", "White wall", "Black wall")
PIXELS_FROM = 3.0
"""From this many device px per pixel on, pixels are shown as squares."""

_CASING_ALPHA = 150


@dataclass(frozen=True, slots=True)
class Pane:
    """A picture and where it is shown.

    Attributes:
        item: What is shown.
        tag: Words over its corner, or "".
        clip: The part of the stage it may paint on.
        place: Where the whole picture lies.
        is_tag_right: Whether the tag stands in the right corner.
        is_empty: Whether there is nothing to paint: a frame says why.
    """

    item: LightboxItem
    tag: str
    clip: QRectF
    place: QRectF
    is_tag_right: bool = False
    is_empty: bool = False

    @property
    def seen(self) -> QRectF:
        """The part of the stage its picture covers."""
        return self.place.intersected(self.clip)


class StagePainter:
    """Paints panes, from the best pixels at hand."""

    def __init__(self, theme: Theme, source: PictureSource) -> None:
        self._theme, self._source = theme, source

    def wall_color(self, wall: int) -> QColor:
        """Return the ground pictures stand on."""
        return self._theme.color("canvas") if wall == 0 else QColor(WALLS[wall])

    def paint_pane(self, painter: QPainter, pane: Pane, ground: QColor) -> None:
        """Paint one picture with its round corners; the tag comes later, over the divider."""
        seen = pane.seen
        if seen.isEmpty():
            return
        image = pane.item.image
        failure = self._source.failure(image.id) if image is not None else None
        if image is None:
            self.paint_notice(painter, pane, "circle-alert", "No picture", pane.item.error)
            return
        painter.save()
        painter.setClipRect(seen)
        ratio = painter.device().devicePixelRatioF()
        if not self._paint_picture(painter, pane, ratio):
            if failure is not None:
                painter.restore()
                title = "File missing" if failure.is_missing else "This picture cannot be opened"
                self.paint_notice(painter, pane, "image", title, failure.message)
                return
            paint_skeleton(painter, self._theme, pane.place, self._theme.radius("image"), 0.0)
        painter.restore()
        self._round_corners(painter, pane, ground)
        if failure is not None:
            title = "File missing" if failure.is_missing else "Cannot be opened"
            self.paint_tag(
                painter, f"{title}: this is its preview", seen, Qt.AlignmentFlag.AlignHCenter
            )

    def paint_image(self, painter: QPainter, place: QRectF, image: QImage | QPixmap) -> None:
        """Paint pixels that fill a place."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        _draw(painter, place, image)

    def paint_divider(self, painter: QPainter, x: float, top: float, bottom: float) -> None:
        """Paint the line between left and right: white in a dark casing, seen on any picture."""
        casing = self._theme.color("onImageBg")
        casing.setAlpha(_CASING_ALPHA)
        painter.fillRect(QRectF(x - 2, top, 4, bottom - top), casing)
        painter.fillRect(QRectF(x - 1, top, 2, bottom - top), QColor("#FFFFFF"))

    def paint_tag(
        self, painter: QPainter, text: str, seen: QRectF, align: Qt.AlignmentFlag
    ) -> None:
        """Paint words over a picture, in one of its corners or between them."""
        if not text or seen.isEmpty():
            return
        theme = self._theme
        font, margin = theme.font("label"), theme.px(12)
        width = QFontMetricsF(font).horizontalAdvance(text) + 2 * margin + 1
        width = min(width, seen.width() - 2 * margin)
        if width <= 2 * margin:
            return
        rect = QRectF(seen.left() + margin, seen.top() + margin, width, theme.control_height(28))
        if align & Qt.AlignmentFlag.AlignRight:
            rect.moveRight(seen.right() - margin)
        elif align & Qt.AlignmentFlag.AlignHCenter:
            rect.moveLeft(seen.center().x() - width / 2)
        if align & Qt.AlignmentFlag.AlignBottom:
            rect.moveBottom(seen.bottom() - margin)
        ground = theme.color("onImageBg")
        ground.setAlphaF(theme.opacity("onImageBadge"))
        paint_surface(painter, rect, theme.radius("image"), ground)
        inner = rect.adjusted(margin, 0, -margin, 0)
        paint_text(
            painter, font, inner, text, theme.color("onImage"), Qt.AlignmentFlag.AlignHCenter
        )

    def paint_notice(
        self, painter: QPainter, pane: Pane, icon: str, title: str, message: str
    ) -> None:
        """Paint a frame that says why there is no picture; buttons stand below its middle."""
        theme, rect = self._theme, pane.seen
        fill, border = theme.color("raised"), theme.color("borderControl")
        paint_surface(painter, rect, theme.radius("image"), fill, border, is_dashed=True)
        middle = rect.center().y() - theme.px(56)
        spot = QRectF(
            rect.center().x() - theme.px(12), middle - theme.px(24), theme.px(24), theme.px(24)
        )
        paint_icon(painter, theme, icon, spot, theme.color("textSecondary"))
        inner = rect.adjusted(theme.px(24), 0, -theme.px(24), 0)
        center = Qt.AlignmentFlag.AlignHCenter
        row = QRectF(inner.left(), middle + theme.px(8), inner.width(), theme.line_height("title"))
        paint_text(painter, theme.font("title"), row, title, theme.color("text"), center)
        text = row.translated(0, theme.line_height("title") + theme.px(4))
        paint_paragraph(
            painter, theme.font("body"), text, message, theme.color("textSecondary"),
            line_height=theme.line_height("body"), max_lines=2, align=center,
        )  # fmt: skip

    def _paint_picture(self, painter: QPainter, pane: Pane, ratio: float) -> bool:
        """Paint the best pixels at hand; return False while there are none."""
        image = pane.item.image
        if image is None:
            return False
        size = device_size(pane.place, ratio)
        exact = self._source.sharp(image.id, size)
        if exact is not None:
            exact.setDevicePixelRatio(ratio)
            painter.drawPixmap(pane.place.topLeft(), exact)
            return True
        pixels = self._source.frame(image.id, max(size.width(), size.height()))
        if pixels is None:
            return False
        is_smooth = size.width() < image.width * PIXELS_FROM
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
        _draw(painter, pane.place, pixels)
        return True

    def _round_corners(self, painter: QPainter, pane: Pane, ground: QColor) -> None:
        """Cover the corners with the ground: a round clip would slow every frame down."""
        place = pane.place
        painter.save()
        painter.setClipRect(pane.seen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for cut, at in zip(_cuts(self._theme.radius("image")), _corners(place), strict=True):
            painter.fillPath(cut.translated(at), ground)
        painter.restore()


def _draw(painter: QPainter, place: QRectF, pixels: QImage | QPixmap) -> None:
    if isinstance(pixels, QPixmap):
        painter.drawPixmap(place, pixels, QRectF(pixels.rect()))
    else:
        painter.drawImage(place, pixels, QRectF(pixels.rect()))


def device_size(place: QRectF, ratio: float) -> QSize:
    """Return the size of a place in device px."""
    return QSize(max(1, round(place.width() * ratio)), max(1, round(place.height() * ratio)))


def snapped(place: QRectF, ratio: float) -> QRectF:
    """Return a place whose corners lie on device px, so that pictures stay sharp."""
    left, top = round(place.left() * ratio) / ratio, round(place.top() * ratio) / ratio
    size = device_size(place, ratio)
    return QRectF(left, top, size.width() / ratio, size.height() / ratio)


def _corners(place: QRectF) -> tuple[QPointF, ...]:
    return place.topLeft(), place.topRight(), place.bottomLeft(), place.bottomRight()


@lru_cache(8)
def _cuts(radius: float) -> tuple[QPainterPath, ...]:
    """Return what round corners leave out, each around its corner at 0, 0.

    Subtracting one path from another takes longer than painting a picture: once is enough.
    """
    side = 4 * radius
    whole = QRectF(0, 0, side, side)
    cuts = []
    for at in _corners(whole):
        corner = QPainterPath()
        corner.addRect(QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius))
        inside = QPainterPath()
        inside.addRect(whole)
        left_out = corner.intersected(inside).subtracted(rounded_path(whole, radius))
        cuts.append(left_out.translated(-at))
    return tuple(cuts)
