"""Cards in the form in which other programs, and our own inputs, take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QImage, QPainter, QPixmap

from gallery_studio.ui.drop.offer import STUDIO_IMAGES, StudioImage, studio_images_data
from gallery_studio.ui.theme.painting import (
    BadgeStyle,
    badge_size,
    paint_badge,
    paint_surface,
    rounded_path,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.import_worker import PreparedPictures

_SIDE = 112
_STEP = 5


def studio_image_of(card: CanvasCard) -> StudioImage | None:
    """Return a card's picture in our own form, or None while it has none."""
    if card.image_id is None:
        return None
    return StudioImage(card.image_id, card.caption, card.id)


def make_mime(prepared: PreparedPictures, images: Sequence[StudioImage], library: str) -> QMimeData:
    """Return pictures as files, pixels, words and ids at once; each program takes what it can.

    Args:
        prepared: Copies under readable names.
        images: The same pictures.
        library: Names the open library.
    """
    mime = files_mime(prepared)
    mime.setText("\n".join(one.name for one in images))
    mime.setData(STUDIO_IMAGES, studio_images_data(images, library))
    if prepared.rgba:
        mime.setImageData(_image(prepared))
    return mime


def files_mime(prepared: PreparedPictures) -> QMimeData:
    """Return pictures as files alone."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file.path)) for file in prepared.files])
    return mime


def _image(prepared: PreparedPictures) -> QImage:
    width, height = prepared.width, prepared.height
    form = QImage.Format.Format_RGBA8888
    return QImage(prepared.rgba, width, height, 4 * width, form).copy()


def drag_pixmap(theme: Theme, preview: QPixmap | None, count: int, ratio: float) -> QPixmap:
    """Return what hangs at the pointer: the first picture, a stack behind it, and how many."""
    px = theme.px
    layers = min(3, count)
    shown = _shown_size(preview, px(_SIDE))
    reach = px(_STEP) * (layers - 1)
    whole = QRectF(0, 0, shown.width() + reach + px(2), shown.height() + reach + px(2))
    pixmap = QPixmap((whole.size() * ratio).toSize())
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    for layer in range(layers - 1, 0, -1):
        back = shown.translated(px(_STEP) * layer, px(_STEP) * layer)
        paint_surface(
            painter, back, theme.radius("image"), theme.color("raised"), theme.color("border")
        )
    _paint_front(painter, theme, shown, preview)
    if count > 1:
        style = BadgeStyle(f"{count} images", color="onImage", background="onImageBg")
        size = badge_size(theme, style)
        corner = QPointF(
            shown.right() - size.width() - px(6), shown.bottom() - size.height() - px(6)
        )
        paint_badge(painter, theme, corner, style)
    painter.end()
    return pixmap


def _paint_front(painter: QPainter, theme: Theme, rect: QRectF, preview: QPixmap | None) -> None:
    paint_surface(painter, rect, theme.radius("image"), theme.color("raised"))
    if preview is not None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(rounded_path(rect, theme.radius("image")))
        painter.drawPixmap(rect, preview, QRectF(preview.rect()))
        painter.restore()
    paint_surface(painter, rect, theme.radius("image"), None, theme.color("border"))


def _shown_size(preview: QPixmap | None, side: int) -> QRectF:
    """Return the picture's rectangle, its longest side as given."""
    if preview is None or preview.isNull():
        return QRectF(0, 0, side, side)
    factor = side / max(preview.width(), preview.height())
    return QRectF(0, 0, max(8, preview.width() * factor), max(8, preview.height() * factor))
