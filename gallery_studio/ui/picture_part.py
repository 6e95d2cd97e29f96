"""Pictures that fill a given shape: covers and thumbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPixmap

from gallery_studio.ui.theme.painting import paint_surface, rounded_path

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


def covering_part(pixmap: QPixmap, aspect: float) -> QRectF:
    """Return the largest middle part of a picture with that aspect (width ÷ height), its px."""
    width, height = float(pixmap.width()), float(pixmap.height())
    part_width, part_height = min(width, height * aspect), min(height, width / aspect)
    return QRectF((width - part_width) / 2, (height - part_height) / 2, part_width, part_height)


def paint_cover(
    painter: QPainter,
    theme: Theme,
    rect: QRectF,
    pixmap: QPixmap | None,
    shape: QPainterPath | None = None,
) -> None:
    """Fill a rectangle with the middle of a picture; while there is none, with a skeleton's tint.

    Args:
        painter: Paints.
        theme: Gives colours and radius.
        rect: Where, logical px.
        pixmap: The picture; ours, never a foreign file.
        shape: Outline to keep inside; a rectangle with the radius of images without it.
    """
    if pixmap is None or pixmap.isNull():
        paint_surface(painter, rect, theme.radius("image"), theme.color("skeleton"))
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(shape or rounded_path(rect, theme.radius("image")))
    painter.drawPixmap(rect, pixmap, covering_part(pixmap, rect.width() / rect.height()))
    painter.restore()
