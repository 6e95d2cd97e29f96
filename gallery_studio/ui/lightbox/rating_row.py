"""Five stars to rate a picture with; pressing the rating it has takes it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gallery_studio.ui.theme.painting import paint_icon
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

MOST = 5
_CELL = 24
_HEIGHT = 32


class RatingRow(QWidget):
    """One Tab stop; arrows rate.

    Signals:
        rated(int): The person wants this rating, 0 to 5.
    """

    rated = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._rating, self._hovered = theme, 0, 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_plain_tooltip(self, "Rate this image", "Ctrl+0 … Ctrl+5")
        theme.changed.connect(self._on_theme_changed)
        self.set_rating(0)

    def set_rating(self, rating: int) -> None:
        """Show a rating, 0 to 5."""
        self._rating = rating
        self.setAccessibleName(f"Rating: {rating} of {MOST}" if rating else "Rating: none")
        self.update()

    def sizeHint(self) -> QSize:
        """Five stars."""
        return QSize(self._theme.px(_CELL) * MOST, self._theme.px(_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rate by arrows; all other keys are the lightbox's."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        self.rated.emit(min(MOST, max(0, self._rating + step)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Rate."""
        if event.button() == Qt.MouseButton.LeftButton:
            number = self._number_at(event.position())
            self.rated.emit(0 if number == self._rating else number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a press would do."""
        self._hovered = self._number_at(event.position())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show the rating again."""
        super().leaveEvent(event)
        self._hovered = 0
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the stars: filled up to the rating."""
        painter, theme = QPainter(self), self._theme
        cell, side = theme.px(_CELL), theme.px(14)
        shown = self._hovered or self._rating
        for number in range(1, MOST + 1):
            spot = QRectF(0, 0, side, side)
            spot.moveCenter(QPointF((number - 0.5) * cell, self.height() / 2))
            is_on = number <= shown
            color = theme.color("favourite" if is_on else "textTertiary")
            paint_icon(painter, theme, "star", spot, color, is_filled=is_on)

    def _number_at(self, point: QPointF) -> int:
        return min(MOST, max(1, int(point.x() // self._theme.px(_CELL)) + 1))

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
