"""The knob of the divider: a slider to those who listen, a white disc to those who look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSlider

from gallery_studio.ui.theme.painting import paint_icon, paint_shadow
from gallery_studio.ui.widgets.control import FOCUS_RADIUS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gallery_studio.ui.theme.theme import Theme

STEPS = 1000
_SIDE = 44
_EDGE = 6  # room for the shadow
_INK = "#131314"


class DividerKnob(QSlider):
    """A slider from 0 to 1000 that is only its knob; the stage moves it and takes the mouse."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.setRange(0, STEPS)
        self.setValue(STEPS // 2)
        self.setAccessibleName("Divider between left and right image")
        self.setAccessibleDescription("Arrow keys move it by one percent, with Shift by ten")
        self.setProperty(FOCUS_RADIUS, 24)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(self.side, self.side)

    @property
    def side(self) -> int:
        """Width and height in logical px."""
        return self._theme.px(_SIDE) + 2 * _EDGE

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave all keys to the lightbox, whose table knows them."""
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the disc with its two arrows."""
        theme, painter = self._theme, QPainter(self)
        disc = QRectF(self.rect()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        paint_shadow(painter, theme, disc, round(disc.width() / 2), 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(0, 0, 0, 60), 1))
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawEllipse(disc)
        side, middle = theme.px(16), disc.center()
        for icon, shift in (("chevron-left", -10), ("chevron-right", 10)):
            spot = QRectF(0, 0, side, side)
            spot.moveCenter(middle)
            paint_icon(painter, theme, icon, spot.translated(theme.px(shift), 0), QColor(_INK))
