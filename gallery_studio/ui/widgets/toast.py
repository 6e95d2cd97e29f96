"""Toasts: what just happened, with one thing to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.records import dataclass
from gallery_studio.ui.theme.painting import paint_icon, paint_shadow, paint_surface
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.buttons import AccentGhostButton
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.ui.theme.theme import Theme

MOST_TOASTS = 3
_MOST_LINES = 4
_SHADE = 20  # px at 100 % kept around a toast for its shadow


@dataclass(frozen=True, slots=True)
class ToastMessage:
    """What a toast says.

    Attributes:
        text: One sentence, literally shown.
        icon: Name of an icon.
        color: Colour token of the icon.
        action: Words of its one action, or "".
        is_lasting: Whether it stays until it is closed; errors do.
    """

    text: str
    icon: str = "circle-check"
    color: str = "success"
    action: str = ""
    is_lasting: bool = False


def error_message(text: str, action: str = "") -> ToastMessage:
    """Return the message of a failure: it stays until closed and is said at once."""
    return ToastMessage(text, "triangle-alert", "danger", action, is_lasting=True)


class Toast(QWidget):
    """One toast. Its time stands still while the pointer or the focus is on it.

    Signals:
        action_requested(): Its action was pressed.
        closed(): Its time is over, or it was closed.
    """

    action_requested = Signal()
    closed = Signal()
    # Python's collector may empty a widget before Qt sends its children's last events.
    _is_alive = False

    def __init__(self, theme: Theme, message: ToastMessage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.message = theme, message
        self.setAccessibleName(message.text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._is_hovered = False
        self._remaining_ms = theme.duration("toast")
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.action_button = AccentGhostButton(theme, message.action, height=32)
        self.close_button = IconButton(theme, "x", "Close", key="Esc")
        # An error ends with what to do, which must be there to be read.
        most = _MOST_LINES if message.is_lasting else 2
        self._label = PlainLabel(theme, message.text, "body", max_lines=most)
        self._build_layout()
        # Only now that it has an owner: shown alone it would be a window, and take the keyboard.
        self.action_button.setVisible(bool(message.action))
        self._connect()
        self._is_alive = True
        self.resume()

    def _build_layout(self) -> None:
        px, edge = self._theme.px, self._theme.px(_SHADE)
        row = QHBoxLayout(self)
        row.setContentsMargins(edge + px(40), edge + px(7), edge + px(8), edge + px(7))
        row.setSpacing(px(12))
        row.addWidget(self._label, 1)
        row.addWidget(self.action_button)
        row.addWidget(self.close_button)

    def _connect(self) -> None:
        self.timer.timeout.connect(self.close_toast)
        self.close_button.clicked.connect(self.close_toast)
        self.action_button.clicked.connect(self._on_action_clicked)
        for button in (self.action_button, self.close_button):
            button.installEventFilter(self)

    def pause(self) -> None:
        """Stop its time."""
        if self.timer.isActive():
            # A coarse timer may say 5 % more than it was given.
            self._remaining_ms = min(self._remaining_ms, max(1, self.timer.remainingTime()))
            self.timer.stop()

    def resume(self) -> None:
        """Let its time go on, unless it lasts, or the pointer or the focus is on it."""
        has_focus = self.action_button.hasFocus() or self.close_button.hasFocus()
        if not self.message.is_lasting and not has_focus and not self._is_hovered:
            self.timer.start(self._remaining_ms)

    def close_toast(self) -> None:
        """Go away."""
        self.timer.stop()
        self.closed.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Wait while the pointer is here."""
        super().enterEvent(event)
        self._is_hovered = True
        self.pause()

    def leaveEvent(self, event: QEvent) -> None:
        """Go on."""
        super().leaveEvent(event)
        self._is_hovered = False
        self.resume()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes it while the focus is in it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_toast()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait while one of its buttons has the focus."""
        if event.type() == QEvent.Type.FocusIn and self._is_alive:
            self.pause()
        elif self._is_alive and event.type() == QEvent.Type.FocusOut:
            self.resume()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint shadow, surface and icon."""
        theme, painter = self._theme, QPainter(self)
        edge = theme.px(_SHADE)
        rect = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        radius = theme.radius("control")
        paint_shadow(painter, theme, rect, radius, 2)
        paint_surface(painter, rect, radius, theme.color("overlay"), theme.color("border"))
        spot = QRectF(rect.left() + theme.px(14), rect.top(), theme.px(16), rect.height())
        paint_icon(painter, theme, self.message.icon, spot, theme.color(self.message.color))

    def _on_action_clicked(self) -> None:
        self.action_requested.emit()
        self.close_toast()


class ToastArea(QWidget):
    """The stack of toasts at the bottom left of a pane, at most three, newest below.

    It places itself: call `set_bottom` with the height of what it must stay above.

    Args:
        theme: Gives all colours and sizes.
        pane: The widget it floats over.
    """

    # Python's collector may empty a widget before Qt sends its children's last events.
    _is_alive = False

    def __init__(self, theme: Theme, pane: QWidget) -> None:
        super().__init__(pane)
        self._theme, self._home = theme, pane
        self._pane, self._bottom_px = pane, 0
        self._toasts: list[Toast] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setCursor(Qt.CursorShape.ArrowCursor)  # whatever the pane has
        pane.installEventFilter(self)
        theme.changed.connect(self._place)
        self.hide()
        self._is_alive = True

    @property
    def toasts(self) -> tuple[Toast, ...]:
        """The toasts shown, oldest first."""
        return tuple(self._toasts)

    def add(self, message: ToastMessage, on_action: Callable[[], object] | None = None) -> Toast:
        """Show a toast, say it aloud, and let the oldest passing one go when there are more than 3.

        Args:
            message: What it says.
            on_action: Called when its action is pressed (GUI thread).
        """
        toast = Toast(self._theme, message, self)
        toast.closed.connect(self._on_closed)
        if on_action is not None:
            toast.action_requested.connect(on_action)
        self._toasts.append(toast)
        self._column.addWidget(toast, 0, Qt.AlignmentFlag.AlignLeft)
        self._make_room()
        toast.show()
        self._place()
        announce(self, message.text, is_urgent=message.is_lasting)
        return toast

    def set_bottom(self, height_px: int) -> None:
        """Stay above something of that height (the compose bar), logical px; in its own pane."""
        self._bottom_px = height_px
        self._place()

    def lie_over(self, pane: QWidget | None) -> None:
        """Float over something that covers its own pane, until it is led back with None.

        It must be led back before that widget ends, which it belongs to meanwhile.
        """
        if self._pane is not self._home:
            self._pane.removeEventFilter(self)
        self._pane = pane or self._home
        if self._pane is not self._home:
            self._pane.installEventFilter(self)
        self.setParent(self._pane)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the corner as the pane changes its size."""
        if self._is_alive and watched is self._pane and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _make_room(self) -> None:
        while len(self._toasts) > MOST_TOASTS:
            passing = [toast for toast in self._toasts[:-1] if not toast.message.is_lasting]
            self._remove(passing[0] if passing else self._toasts[0])

    def _on_closed(self) -> None:
        toast = self.sender()
        if isinstance(toast, Toast):
            self._remove(toast)

    def _remove(self, toast: Toast) -> None:
        if toast not in self._toasts:
            return
        self._toasts.remove(toast)
        toast.timer.stop()
        self._column.removeWidget(toast)
        toast.hide()
        toast.deleteLater()
        self._place()

    def _place(self) -> None:
        self.setVisible(bool(self._toasts))
        pane = self._pane.rect()
        size = self._column.sizeHint().boundedTo(pane.size())
        bottom_px = self._bottom_px if self._pane is self._home else 0
        top = pane.height() - bottom_px - size.height()
        self.setGeometry(self._theme.px(8), max(0, top), size.width(), size.height())
        self.raise_()
