"""Widgets side by side, in as many lines as the width asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent


class FlowRow(QWidget):
    """A row that wraps.

    Args:
        widgets: What stands in it, in order.
        gap: Space between them, logical px.
        parent: Owner.
    """

    def __init__(self, widgets: Sequence[QWidget], gap: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widgets, self._gap = tuple(widgets), gap
        for widget in widgets:
            widget.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """As high as its lines in the present width."""
        return QSize(self._gap, self.heightForWidth(max(1, self.width())))

    def minimumSizeHint(self) -> QSize:
        """As wide as its widest widget."""
        widest = max((w.sizeHint().width() for w in self._widgets), default=0)
        return QSize(widest, self.heightForWidth(max(1, self.width())))

    def hasHeightForWidth(self) -> bool:
        """Its height follows from its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of its lines in a width."""
        return self._lay_out(width, is_moving=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines again."""
        super().resizeEvent(event)
        self._lay_out(self.width(), is_moving=True)
        self.updateGeometry()

    def _lay_out(self, width: int, *, is_moving: bool) -> int:
        line = max((widget.sizeHint().height() for widget in self._widgets), default=0)
        x = y = 0
        for widget in self._widgets:
            wanted = widget.sizeHint().width()
            if x and x + wanted > width:
                x, y = 0, y + line + self._gap
            if is_moving:
                widget.setGeometry(x, y, wanted, line)
            x += wanted + self._gap
        return y + line
