"""The ground of a panel that floats over the wall: a wall that moves need not paint the panel.

Qt paints whatever overlaps a changed region anew, unless something opaque lies between. Without a
ground each frame of a gesture on the wall would have all widgets of the panel painted, which costs
several times what the wall does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from gallery_studio.ui.theme.theme import Theme

_BORDER_PX = 2
"""The panel's border, which it paints itself, is never wider."""

_CORNER = 0.3
"""A square's corner so far inside a round corner (its radius = 1) does not reach beyond the arc."""


class PanelGround(QWidget):
    """Fills a panel in its own colour, but for the border and the round corners.

    Args:
        theme: Gives the colour.
        token: The colour's name; it must be opaque.
        panel: What it lies in, below everything else.
    """

    def __init__(self, theme: Theme, token: str, panel: QWidget) -> None:
        super().__init__(panel)
        self._theme, self._token = theme, token
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.lower()

    def cover(self, panel: QRect, radius: float) -> None:
        """Lie in a panel with round corners (its parent's coordinates, logical pixels)."""
        ground = panel.adjusted(_BORDER_PX, _BORDER_PX, -_BORDER_PX, -_BORDER_PX)
        inside = QRect(0, 0, max(0, ground.width()), max(0, ground.height()))
        round_px, square_px = int(radius) + 1, int(radius * _CORNER) + 1
        self.setGeometry(ground)
        self.setMask(
            QRegion(inside.adjusted(round_px, 0, -round_px, 0))
            + QRegion(inside.adjusted(square_px, square_px, -square_px, -square_px))
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill it."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color(self._token))
        painter.end()
