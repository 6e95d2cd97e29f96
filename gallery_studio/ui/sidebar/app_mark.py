"""The mark of the program: a framed picture of hills under a warm sun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gallery_studio.ui.theme.painting import paint_surface

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

_HILLS = ((0.22, 0.76), (0.36, 0.60), (0.47, 0.70), (0.60, 0.56), (0.80, 0.76))


class AppMark(QWidget):
    """The mark, 22 px at 100 %. It says nothing a screen reader needs: the name stands beside."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._theme.px(22), self._theme.px(22))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint frame, sun and hills."""
        theme, painter = self._theme, QPainter(self)
        side = float(min(self.width(), self.height()))
        frame, ink = QRectF(0, 0, side, side), theme.color("text")
        paint_surface(painter, frame, side * 0.28, None, ink, border_px=side * 0.09)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(QPointF(side * 0.61, side * 0.40), side * 0.155, side * 0.155)
        hills = QPainterPath(QPointF(*(part * side for part in _HILLS[0])))
        for x, y in _HILLS[1:]:
            hills.lineTo(x * side, y * side)
        painter.setBrush(ink)
        painter.drawPath(hills)
