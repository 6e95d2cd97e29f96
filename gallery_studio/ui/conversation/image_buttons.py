"""Buttons that lie on pictures, and the one that tries again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent

from gallery_studio.ui.theme.painting import paint_icon, paint_surface, paint_text
from gallery_studio.ui.widgets.control import ControlState, Look, Looks, ThemedButton, state_of
from gallery_studio.ui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gallery_studio.ui.theme.theme import Theme


def _ground(theme: Theme, state: ControlState, painter: QPainter, rect: QRectF) -> None:
    """Paint the dark ground that keeps an icon legible on any picture."""
    color = theme.color("onImageBg")
    is_lit = state in (ControlState.HOVER, ControlState.PRESSED)
    color.setAlphaF(1.0 if is_lit else theme.opacity("onImageButton"))
    border = theme.color("onImage") if is_lit else None
    paint_surface(painter, rect, theme.radius("control"), color, border)


def _gold(theme: Theme) -> QColor:
    """Return the favourite's hue at full brightness: the light scheme's is a gold for paper."""
    favourite = theme.color("favourite")
    return QColor.fromHsvF(favourite.hsvHueF(), min(0.7, favourite.hsvSaturationF()), 1.0)


class ImageButton(IconButton):
    """An icon on a picture. The mouse reaches it; keys and the menu do the same."""

    def __init__(self, theme: Theme, icon: str, name: str, key: str, parent: QWidget) -> None:
        super().__init__(theme, icon, name, key=key, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.resize(self.sizeHint())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground and icon."""
        theme, rect, painter = self._theme, QRectF(self.rect()), QPainter(self)
        _ground(theme, state_of(self), painter, rect)
        color = _gold(theme) if self.isChecked() else theme.color("onImage")
        spot = QRectF(0, 0, theme.px(16), theme.px(16))
        spot.moveCenter(rect.center())
        paint_icon(painter, theme, self._icon_name, spot, color, is_filled=self.isChecked())


class StartHereButton(ThemedButton):
    """Chooses a picture as the place the next edit starts."""

    label_style = "badge"

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(
            theme, "Edit from here", icon="corner-down-right", height=32, parent=parent
        )
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Start the next edit here")

    def _padding(self) -> int:
        return self._theme.px(8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, icon and words."""
        theme, rect, painter = self._theme, QRectF(self.rect()), QPainter(self)
        _ground(theme, state_of(self), painter, rect)
        color = theme.color("onImage")
        rect.adjust(self._padding(), 0, -self._padding(), 0)
        spot = QRectF(rect.left(), rect.top(), theme.px(14), rect.height())
        paint_icon(painter, theme, self._icon_name, spot, color)
        rect.setLeft(spot.right() + theme.px(6))
        paint_text(painter, theme.font("badge"), rect, self.text(), color)


class RetryButton(ThemedButton):
    """Sends a failed output again."""

    looks = Looks(
        rest=Look("field", "danger", "danger"),
        hover=Look("hover", "danger", "danger"),
        pressed=Look("pressed", "danger", "danger"),
        disabled=Look("", "border", "textDisabled"),
    )

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "Retry", icon="rotate-ccw", height=32, parent=parent)
