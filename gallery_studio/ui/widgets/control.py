"""What all painted buttons share: states, label, theme, keys and focus."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QWidget

from gallery_studio.records import dataclass
from gallery_studio.ui.theme.painting import paint_icon, paint_surface, paint_text

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

FOCUS_RADIUS = "focus_radius"
"""Dynamic property: corner radius of a control in px at 100 %, for the focus ring."""
OWN_FOCUS = "paints_own_focus"
"""Dynamic property: True where a widget shows focus itself and wants no ring."""


class ControlState(StrEnum):
    """How a control looks to the pointer. Focus is shown by the ring."""

    REST = "rest"
    HOVER = "hover"
    PRESSED = "pressed"
    DISABLED = "disabled"


def state_of(button: QAbstractButton) -> ControlState:
    """Return the state a button is in."""
    if not button.isEnabled():
        return ControlState.DISABLED
    if button.isDown():
        return ControlState.PRESSED
    return ControlState.HOVER if button.underMouse() else ControlState.REST


@dataclass(frozen=True, slots=True)
class Look:
    """Colour tokens of one state; "" paints nothing.

    Attributes:
        fill: Ground.
        border: Outline, 1 px.
        text: Label.
        icon: Icon; "" takes the colour of the label.
    """

    fill: str
    border: str
    text: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Looks:
    """The look of each state."""

    rest: Look
    hover: Look
    pressed: Look
    disabled: Look

    def of(self, state: ControlState) -> Look:
        """Return the look of a state."""
        return {
            ControlState.REST: self.rest,
            ControlState.HOVER: self.hover,
            ControlState.PRESSED: self.pressed,
            ControlState.DISABLED: self.disabled,
        }[state]


class ThemedButton(QPushButton):
    """A button with icon, label and the key that does the same.

    Its label is shown literally: an ampersand is an ampersand.

    Args:
        theme: Gives all colours and sizes.
        text: Label, also the accessible name.
        icon: Name of an icon, or "".
        shortcut: The key as shown (`keys.key_text`); only shown, not installed.
        height: 32, 36 or 40 px at 100 %.
        parent: Owner.
    """

    label_style = "bodyStrong"
    looks: Looks

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        icon: str = "",
        shortcut: str = "",
        height: int = 36,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._label, self._icon_name = theme, text, icon
        self._shortcut_hint, self._height = shortcut, height
        self.setAccessibleName(text)
        self.setProperty(FOCUS_RADIUS, 8)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    def text(self) -> str:
        """Return the label."""
        return self._label

    def setText(self, text: str) -> None:
        """Change the label and with it the accessible name."""
        self._label = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_icon(self, name: str) -> None:
        """Change the icon; "" takes it away."""
        self._icon_name = name
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for all parts at the present size of the interface."""
        theme = self._theme
        width = 2 * self._padding() + self._content_width()
        return QSize(width, theme.control_height(self._height, self.label_style))

    def minimumSizeHint(self) -> QSize:
        """A label of a button is never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter too, as on Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the surface and its parts in the colours of the state."""
        look = self._look()
        painter = QPainter(self)
        radius = self._theme.radius("control")
        fill = self._theme.color(look.fill) if look.fill else None
        border = self._theme.color(look.border) if look.border else None
        paint_surface(painter, QRectF(self.rect()), radius, fill, border)
        self._paint_parts(painter, look)

    def _look(self) -> Look:
        return self.looks.of(state_of(self))

    def _padding(self) -> int:
        return self._theme.px(14)

    def _text_width(self) -> int:
        return self._theme.text_width(self.label_style, self._label) + 1 if self._label else 0

    def _shortcut_width(self) -> int:
        if not self._shortcut_hint:
            return 0
        width = self._theme.text_width("meta", self._shortcut_hint)
        return width + self._theme.px(16) + 1

    def _icon_width(self) -> int:
        if not self._icon_name:
            return 0
        return self._theme.px(16) + (self._theme.px(8) if self._label else 0)

    def _content_width(self) -> int:
        return self._icon_width() + self._text_width() + self._shortcut_width()

    def _paint_parts(self, painter: QPainter, look: Look) -> None:
        """Paint icon, label and key; wider than needed, icon and label stand in the middle."""
        theme, rect = self._theme, QRectF(self.rect())
        rect.adjust(self._padding(), 0, -self._padding(), 0)
        if self._shortcut_hint:
            self._paint_shortcut(painter, rect, look)
            rect.setRight(rect.right() - self._shortcut_width())
        spare = rect.width() - self._icon_width() - self._text_width()
        rect.setLeft(rect.left() + max(0.0, spare / 2))
        if self._icon_name:
            spot = QRectF(rect.left(), rect.top(), theme.px(16), rect.height())
            paint_icon(painter, theme, self._icon_name, spot, theme.color(look.icon or look.text))
            rect.setLeft(rect.left() + self._icon_width())
        font = theme.font(self.label_style)
        paint_text(painter, font, rect, self._label, theme.color(look.text))

    def _paint_shortcut(self, painter: QPainter, rect: QRectF, look: Look) -> None:
        token = "textTertiary" if look.text in {"text", "textSecondary"} else look.text
        color = self._theme.color(token)
        align = Qt.AlignmentFlag.AlignRight
        paint_text(painter, self._theme.font("meta"), rect, self._shortcut_hint, color, align)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
