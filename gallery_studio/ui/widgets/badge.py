"""Badges: a word or two about a state, always with words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gallery_studio.ui.theme.painting import BadgeStyle, badge_size, paint_badge

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


class Badge(QWidget):
    """A badge as a widget; the canvas paints the same with `painting.paint_badge`."""

    def __init__(self, theme: Theme, style: BadgeStyle, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._style = theme, style
        self.setAccessibleName(style.text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    def set_style(self, style: BadgeStyle) -> None:
        """Show something else."""
        self._style = style
        self.setAccessibleName(style.text)
        self._on_theme_changed()

    def sizeHint(self) -> QSize:
        """Room for icon and words."""
        return badge_size(self._theme, self._style).toSize() + QSize(1, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the badge."""
        paint_badge(QPainter(self), self._theme, QPointF(0, 0), self._style, self.width())

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
