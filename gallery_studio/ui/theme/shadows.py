"""Shadows as cached nine-patches: one small blurred picture per level and radius, stretched.

A shadow is soft, so that one patch at ratio 1 serves every screen: enlarged smoothly it looks
the same as one drawn for a ratio of 2.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPixmap

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from gallery_studio.ui.theme.theme import Theme

_Key = tuple[int, int, bool, float]
_ROOT_2 = math.sqrt(2)
_BLUR_PER_SIGMA = 2.0  # CSS: a blur of 18 px is a Gaussian of sigma 9


class ShadowCache:
    """Nine-patches by level, radius, scheme and scale. GUI thread only."""

    def __init__(self) -> None:
        self._patches: dict[_Key, QPixmap] = {}

    def paint(self, painter: QPainter, theme: Theme, rect: QRectF, radius: int, level: int) -> None:
        """Paint the shadow of a rounded rectangle; the surface itself comes on top.

        Args:
            painter: Its device may reach `reach` px beyond the rectangle.
            theme: Gives the colour and the elevation.
            rect: The surface, logical px.
            radius: Corner radius of the surface, logical px.
            level: Elevation 1 to 3.
        """
        patch = self._patch(theme, radius, level)
        elevation = theme.elevation(level)
        margin = theme.px(elevation.blur)
        outer = rect.adjusted(-margin, -margin, margin, margin)
        _paint_nine(painter, patch, outer.translated(0, theme.px(elevation.y)))

    def _patch(self, theme: Theme, radius: int, level: int) -> QPixmap:
        key = (level, radius, theme.is_dark, theme.scale)
        found = self._patches.get(key)
        if found is None:
            found = self._patches[key] = _draw_patch(theme, radius, level)
        return found


def reach(theme: Theme, level: int) -> int:
    """Return how far beyond its surface a shadow is seen, logical px."""
    elevation = theme.elevation(level)
    return theme.px(elevation.blur + elevation.y)


def _draw_patch(theme: Theme, radius: int, level: int) -> QPixmap:
    """Return the smallest shadow whose middle can be stretched: two mirrored halves each way."""
    elevation = theme.elevation(level)
    blur = theme.px(elevation.blur)
    corner = 2 * blur + radius
    strength = elevation.dark if theme.is_dark else elevation.light
    pixels = _premultiplied(theme.color("shadow"))
    quadrant = _quadrant(corner, blur, radius, 255 * strength)
    half = [b"".join([pixels[alpha] for alpha in row + row[::-1]]) for row in quadrant]
    data = b"".join(half + half[::-1])
    image = QImage(data, 2 * corner, 2 * corner, QImage.Format.Format_ARGB32_Premultiplied)
    return QPixmap.fromImage(image)


def _quadrant(side: int, blur: int, radius: int, most: float) -> list[list[int]]:
    """Return the alphas of a blurred corner: the error function of the distance to its edge.

    The square is its own mirror along the diagonal, so that half of it is worked out; beyond
    blur and corner only the nearer edge counts, which is the same all along. A thousand points
    are worked out before the first paint: nothing is called for them that need not be.
    """
    edge, scale, half = blur + radius - 0.5, max(0.5, blur / _BLUR_PER_SIGMA) * _ROOT_2, most / 2
    straight = [round(half * math.erfc((edge - n - radius) / scale)) for n in range(side)]
    rows = [[0] * side for _ in range(side)]
    for y in range(side):
        dy = edge - y
        for x in range(y + 1):
            if dy <= 0.0:
                alpha = straight[x]
            else:
                alpha = round(half * math.erfc((math.hypot(edge - x, dy) - radius) / scale))
            rows[y][x] = rows[x][y] = alpha
    return rows


def _premultiplied(color: QColor) -> list[bytes]:
    """Return a pixel for each alpha, as Qt keeps them on little-endian machines (BGRA)."""
    parts = (color.blueF(), color.greenF(), color.redF(), 1.0)
    return [bytes([round(alpha * part) for part in parts]) for alpha in range(256)]


def _paint_nine(painter: QPainter, patch: QPixmap, outer: QRectF) -> None:
    """Stretch a patch over a rectangle: corners as they are, sides along one axis."""
    cut = patch.width() / 2 - 1
    corner = min(cut, outer.width() / 2, outer.height() / 2)
    xs = (outer.left(), outer.left() + corner, outer.right() - corner, outer.right())
    ys = (outer.top(), outer.top() + corner, outer.bottom() - corner, outer.bottom())
    cuts = (0.0, cut, cut + 2, float(patch.width()))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for row in range(3):
        for column in range(3):
            target = _cell(xs, ys, column, row)
            if not target.isEmpty():
                painter.drawPixmap(target, patch, _cell(cuts, cuts, column, row))
    painter.restore()


def _cell(xs: tuple[float, ...], ys: tuple[float, ...], column: int, row: int) -> QRectF:
    """Return one of the nine cells between four lines each way."""
    return QRectF(xs[column], ys[row], xs[column + 1] - xs[column], ys[row + 1] - ys[row])
