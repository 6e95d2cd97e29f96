"""A hairline between groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


class Divider(QWidget):
    """One logical px, across or down."""

    def __init__(
        self,
        theme: Theme,
        *,
        is_vertical: bool = False,
        color: str = "border",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._color = theme, color
        long, fixed = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        self.setSizePolicy(fixed if is_vertical else long, long if is_vertical else fixed)
        if is_vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill the line."""
        QPainter(self).fillRect(self.rect(), self._theme.color(self._color))
