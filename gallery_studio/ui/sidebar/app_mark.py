"""The mark of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


class AppMark(QWidget):
    """The mark, 22 px at 100 %."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName("Gallery Studio")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._theme.px(22), self._theme.px(22))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the mark in the colours of the scheme."""
        mark = self._theme.mark(self.width(), self.devicePixelRatioF())
        QPainter(self).drawPixmap(0, 0, mark)
