"""Check boxes and switches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QPoint, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from gallery_studio.ui.theme.painting import paint_icon, paint_surface, paint_text
from gallery_studio.ui.widgets.control import FOCUS_RADIUS

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


def paint_check(
    painter: QPainter, theme: Theme, rect: QRectF, *, is_checked: bool, is_enabled: bool = True
) -> None:
    """Paint the square of a check box; `rect` is 18 px at 100 %."""
    radius = theme.radius("badge")
    if not is_checked:
        border = theme.color("borderControl" if is_enabled else "border")
        paint_surface(painter, rect, radius, theme.color("field"), border, border_px=1.5)
        return
    paint_surface(painter, rect, radius, theme.color("accent" if is_enabled else "pressed"))
    mark = rect.adjusted(2, 2, -2, -2)
    color = theme.color("onAccent" if is_enabled else "textDisabled")
    paint_icon(painter, theme, "check", mark, color)


class CheckBox(QCheckBox):
    """A check box with its words; without words it needs an accessible name from its owner."""

    def __init__(self, theme: Theme, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._label = theme, text
        self.setAccessibleName(text)
        self.setProperty(FOCUS_RADIUS, 8)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    def sizeHint(self) -> QSize:
        """A target of at least 32 px, with room for the words."""
        side = self._theme.control_height(32)
        if not self._label:
            return QSize(side, side)
        width = QFontMetrics(self._theme.font("body")).horizontalAdvance(self._label)
        return QSize(side + width + self._theme.px(4), side)

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """The words are part of the target."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint square and words."""
        theme, painter = self._theme, QPainter(self)
        side = theme.px(18)
        spot = QRectF(0, 0, side, side)
        spot.moveCenter(QPointF(theme.control_height(32) / 2, self.height() / 2))
        paint_check(painter, theme, spot, is_checked=self.isChecked(), is_enabled=self.isEnabled())
        rect = QRectF(self.rect()).adjusted(theme.control_height(32), 0, 0, 0)
        color = theme.color("text" if self.isEnabled() else "textDisabled")
        paint_text(painter, theme.font("body"), rect, self._label, color)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class Switch(QCheckBox):
    """A setting that applies at once. Its words stand beside it; `name` says them aloud."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._place = 0.0
        self.setAccessibleName(name)
        self.setProperty(FOCUS_RADIUS, 16)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._animation = QVariantAnimation(self)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._on_moved)
        self.toggled.connect(self._on_toggled)
        theme.changed.connect(self._on_theme_changed)

    def sizeHint(self) -> QSize:
        """The track, on a target of 32 px height."""
        return QSize(self._theme.px(38), self._theme.px(32))

    def minimumSizeHint(self) -> QSize:
        """It never shrinks."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """The whole target switches."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint track and knob."""
        theme, painter = self._theme, QPainter(self)
        track = QRectF(0, 0, theme.px(38), theme.px(22))
        track.moveCenter(QRectF(self.rect()).center())
        is_on, radius = self.isChecked(), track.height() / 2
        if is_on:
            paint_surface(painter, track, radius, theme.color(self._token("accent", "pressed")))
        else:
            border = theme.color(self._token("borderControl", "border"))
            paint_surface(painter, track, radius, theme.color("field"), border, border_px=1.5)
        self._paint_knob(painter, track)

    def _paint_knob(self, painter: QPainter, track: QRectF) -> None:
        token = "onAccent" if self.isChecked() else "borderControl"
        edge = self._theme.px(3)
        side = track.height() - 2 * edge
        left = track.left() + edge + self._place * (track.width() - 2 * edge - side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(self._token(token, "textDisabled")))
        painter.drawEllipse(QRectF(left, track.top() + edge, side, side))

    def _token(self, enabled: str, disabled: str) -> str:
        return enabled if self.isEnabled() else disabled

    def _on_toggled(self, is_on: bool) -> None:
        target = 1.0 if is_on else 0.0
        self._animation.stop()
        if not self.isVisible() or self._theme.is_motion_reduced:
            self._on_moved(target)
            return
        self._animation.setDuration(self._theme.duration("fast"))
        self._animation.setStartValue(self._place)
        self._animation.setEndValue(target)
        self._animation.start()

    def _on_moved(self, place: float) -> None:
        self._place = place
        self.update()

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
