"""What turns while something is on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gallery_studio.ui.theme.painting import paint_spinner

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

_TURN_MS = 1000


class Spinner(QWidget):
    """A turning ring; still when motion is reduced, so seconds belong beside it.

    It repaints with the shared clock while it is on the screen, and only then.
    """

    def __init__(
        self, theme: Theme, name: str = "Working", size_px: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._size_px = size_px
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def showEvent(self, event: QShowEvent) -> None:
        """Turn with the clock."""
        super().showEvent(event)
        self._theme.clock.ticked.connect(self.update)
        self._theme.clock.start(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._theme.clock.ticked.disconnect(self.update)
        self._theme.clock.stop(self)

    def sizeHint(self) -> QSize:
        """A square."""
        side = self._theme.px(self._size_px)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ring where it stands now."""
        phase = self._theme.clock.phase(_TURN_MS)
        paint_spinner(QPainter(self), self._theme, QRectF(self.rect()), phase)
