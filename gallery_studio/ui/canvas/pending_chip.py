"""The chip in the middle of a pending card: a spinner, and how long it has been under way.

It is painted for every pending card in sight, thirty times a second and with every frame of a
gesture. What stands on it changes once a second, and all spinners turn alike: both are pictures.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap

from gallery_studio.ui.theme.painting import paint_surface, paint_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.ui.theme.theme import Theme

_HEIGHT = 26.0
_RING = QRectF(9, 7, 12, 12)
_SPINNER = QRectF(7, 5, 16, 16)
"""The ring with room for its pen."""

_TEXT_LEFT = 26.0
_TEXT_RIGHT = 12.0
_TURN_MS = 1000
_STEPS = 60
"""Pictures of one turn of the spinner."""

_MOST_PICTURES = 256


class PendingChip:
    """Paints chips from pictures that it keeps. GUI thread only."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._pictures: OrderedDict[tuple[str | int, float], QPixmap] = OrderedDict()

    def refresh(self) -> None:
        """Paint all pictures anew: another theme."""
        self._pictures.clear()

    def paint(self, painter: QPainter, middle: QPointF, text: str, ratio: float) -> None:
        """Paint a chip around a point (logical px of the view), on whole device pixels."""
        width = _TEXT_LEFT + self._text_width(text) + _TEXT_RIGHT
        size = QSizeF(width, _HEIGHT)
        corner = QPointF(
            round((middle.x() - width / 2) * ratio) / ratio,
            round((middle.y() - _HEIGHT / 2) * ratio) / ratio,
        )
        chip = self._picture((text, ratio), size, lambda p: self._paint_chip(p, size, text))
        painter.drawPixmap(corner, chip)
        step = int(self._theme.clock.phase(_TURN_MS) * _STEPS)
        arc = self._picture((step, ratio), _SPINNER.size(), lambda p: self._paint_arc(p, step))
        painter.drawPixmap(corner + _SPINNER.topLeft(), arc)

    def _text_width(self, text: str) -> float:
        return QFontMetricsF(self._theme.font("badge")).horizontalAdvance(text)

    def _picture(
        self, key: tuple[str | int, float], size: QSizeF, paint: Callable[[QPainter], None]
    ) -> QPixmap:
        """Return a picture, painted when it is not at hand."""
        found = self._pictures.get(key)
        if found is not None:
            self._pictures.move_to_end(key)
            return found
        picture = QPixmap((size * key[1]).toSize())
        picture.setDevicePixelRatio(key[1])
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint(painter)
        painter.end()
        self._pictures[key] = picture
        if len(self._pictures) > _MOST_PICTURES:
            self._pictures.popitem(last=False)
        return picture

    def _paint_chip(self, painter: QPainter, size: QSizeF, text: str) -> None:
        """Paint everything that stands still, at 0, 0."""
        theme, chip = self._theme, QRectF(QPointF(), size)
        ground = theme.color("field")
        ground.setAlphaF(0.72)
        paint_surface(painter, chip, _HEIGHT / 2, ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border"), 2))
        painter.drawEllipse(_RING)
        words = chip.adjusted(_TEXT_LEFT, 0, -4, 0)
        paint_text(painter, theme.font("badge"), words, text, theme.color("text"))

    def _paint_arc(self, painter: QPainter, step: int) -> None:
        """Paint the moving part of the ring, with the corner of `_SPINNER` at 0, 0."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.color("accent"), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        start = 150 - round(360 * step / _STEPS)
        painter.drawArc(_RING.translated(-_SPINNER.topLeft()), start * 16, -110 * 16)
