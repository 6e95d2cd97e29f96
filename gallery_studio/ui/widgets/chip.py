"""Chips: small named things one can choose, open, add or remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap

from gallery_studio.records import dataclass
from gallery_studio.ui.theme.painting import paint_icon, paint_surface, paint_text, rounded_path
from gallery_studio.ui.widgets.control import ControlState, Look, ThemedButton, state_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gallery_studio.ui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class ChipStyle:
    """What a chip is.

    Attributes:
        text: Its words.
        icon: Icon before them, or "".
        dot: Number of a product colour shown as a dot, or None.
        is_removable: Whether it has a ×.
        has_menu: Whether a chevron tells that it opens a menu.
        is_checkable: Whether it is a choice; checked it has a check mark and a tint.
        is_dashed: Whether it is the form that adds one.
    """

    text: str
    icon: str = ""
    dot: int | None = None
    is_removable: bool = False
    has_menu: bool = False
    is_checkable: bool = False
    is_dashed: bool = False


class Chip(ThemedButton):
    """A chip.

    Signals:
        remove_requested(): × was clicked, or Delete or Backspace pressed on it.
    """

    remove_requested = Signal()

    def __init__(self, theme: Theme, style: ChipStyle, parent: QWidget | None = None) -> None:
        super().__init__(theme, style.text, icon=style.icon, height=32, parent=parent)
        self._style = style
        self._picture: QPixmap | None = None
        self._is_over_remove = False
        self.setCheckable(style.is_checkable)
        self.toggled.connect(self._on_theme_changed)  # a check mark may need room of its own
        self.setMouseTracking(style.is_removable)
        if style.is_removable:
            self.setAccessibleDescription("Press Delete to remove it")

    def set_style(self, style: ChipStyle) -> None:
        """Become another chip of the same kind: other words, icon and frame."""
        self._style = style
        self.setText(style.text)
        self.set_icon(style.icon)
        self._on_theme_changed()

    def set_picture(self, picture: QPixmap | None) -> None:
        """Show a round picture before the words (an identity); made by our own decoder."""
        self._picture = picture
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Backspace remove it."""
        if self._style.is_removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_requested.emit()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A release on the × of a pressed chip removes it instead of clicking it."""
        if self.isDown() and self._is_on_remove(event.position().toPoint()):
            self.setDown(False)
            self.remove_requested.emit()
            return
        super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the × while the pointer is in its 32 px zone."""
        self._set_over_remove(self._is_on_remove(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        self._set_over_remove(False)
        super().leaveEvent(event)

    def _set_over_remove(self, is_over: bool) -> None:
        if is_over != self._is_over_remove:
            self._is_over_remove = is_over
            self.update()

    def _is_on_remove(self, point: QPoint) -> bool:
        zone = self._theme.px(32)
        return self._style.is_removable and self.rect().contains(point) and (
            point.x() >= self.width() - zone
        )  # fmt: skip

    def _padding(self) -> int:
        return self._theme.px(10)

    def _lead_width(self) -> int:
        """Return the width of what stands before the words, its gap included."""
        theme = self._theme
        if self._picture is not None:
            return theme.px(20) + theme.px(8)
        if self._style.dot is not None:
            return theme.px(8) + theme.px(8)
        return theme.px(16) + theme.px(6) if self._lead_icon() else 0

    def _lead_icon(self) -> str:
        # A choice keeps its width whether checked or not: the mark takes the icon's place.
        if self._style.is_checkable and self.isChecked():
            return "check"
        return self._icon_name

    def _tail_width(self) -> int:
        has_tail = self._style.is_removable or self._style.has_menu
        return self._theme.px(14) + self._theme.px(6) if has_tail else 0

    def _content_width(self) -> int:
        return self._lead_width() + self._text_width() + self._tail_width()

    def _look(self) -> Look:
        state = state_of(self)
        if state is ControlState.DISABLED:
            return Look("", "border", "textDisabled")
        if self.isChecked():
            return Look("accentSoft", "accent", "accentText")
        border = "" if self._theme.is_dark else "border"
        if self._style.is_dashed:
            fill = {ControlState.HOVER: "hover", ControlState.PRESSED: "pressed"}.get(state, "")
            return Look(fill, "borderControl", "textSecondary")
        rest = "hover" if self._theme.is_dark else "raised"
        fill = {
            ControlState.HOVER: "pressed" if self._theme.is_dark else "hover",
            ControlState.PRESSED: "pressed",
        }.get(state, rest)
        return Look(fill, border, "text", "textSecondary")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint surface, lead, words and tail."""
        theme, look, rect = self._theme, self._look(), QRectF(self.rect())
        painter = QPainter(self)
        paint_surface(
            painter, rect, theme.radius("control"),
            theme.color(look.fill) if look.fill else None,
            theme.color(look.border) if look.border else None,
            is_dashed=self._style.is_dashed,
        )  # fmt: skip
        rect.adjust(self._padding(), 0, -self._padding(), 0)
        self._paint_lead(painter, rect, look)
        self._paint_tail(painter, rect, look)
        rect.adjust(self._lead_width(), 0, -self._tail_width(), 0)
        paint_text(painter, theme.font(self.label_style), rect, self._label, theme.color(look.text))

    def _paint_lead(self, painter: QPainter, rect: QRectF, look: Look) -> None:
        theme, middle = self._theme, rect.center().y()
        if self._picture is not None:
            side = theme.px(20)
            spot = QRectF(rect.left(), middle - side / 2, side, side)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipPath(rounded_path(spot, side / 2))
            painter.drawPixmap(spot, self._picture, QRectF(self._picture.rect()))
            painter.restore()
        elif self._style.dot is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.product_color(self._style.dot))
            half = theme.px(8) / 2
            painter.drawEllipse(QPointF(rect.left() + half, middle), half, half)
        elif icon := self._lead_icon():
            spot = QRectF(rect.left(), rect.top(), theme.px(16), rect.height())
            paint_icon(painter, theme, icon, spot, theme.color(look.icon or look.text))

    def _paint_tail(self, painter: QPainter, rect: QRectF, look: Look) -> None:
        if not self._tail_width():
            return
        side = self._theme.px(14)
        spot = QRectF(rect.right() - side, rect.top(), side, rect.height())
        icon = "x" if self._style.is_removable else "chevron-down"
        token = "text" if self._is_over_remove else look.icon or look.text
        paint_icon(painter, self._theme, icon, spot, self._theme.color(token))
