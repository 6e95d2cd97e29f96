"""Lets through what a visitor may do, and nothing else: one filter over the whole program.

An allow-list of keys; no menus, context menus, shortcuts, drops, dialogs, help or closing. What
belongs to the desktop (Alt+Tab, Super, Ctrl+Alt+Del) has to be locked there.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QDialog, QMenu, QWidget

_PLAIN = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Delete,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Space,
        Qt.Key.Key_Shift,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_CapsLock,
    }
)
"""Keys without a letter that a visitor needs."""

_KEY_EVENTS = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride}
)
_BUTTON_EVENTS = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
    }
)
_REFUSED = frozenset(
    {
        QEvent.Type.ContextMenu,
        QEvent.Type.Shortcut,
        QEvent.Type.DragEnter,
        QEvent.Type.DragMove,
        QEvent.Type.Drop,
        QEvent.Type.WhatsThis,
        QEvent.Type.EnterWhatsThisMode,
        QEvent.Type.WhatsThisClicked,
        QEvent.Type.QueryWhatsThis,
        QEvent.Type.HelpRequest,
        QEvent.Type.ToolTip,
        QEvent.Type.FileOpen,
        QEvent.Type.Quit,
    }
)
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.Wheel,
    }
)
_CHORD = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def is_key_allowed(key: int, modifiers: Qt.KeyboardModifier, text: str) -> bool:
    """Whether a visitor may press a key.

    Text is allowed, also with AltGr, which Windows tells as Ctrl+Alt (``@`` and ``€`` need it);
    of other keys only those of `_PLAIN` without Ctrl, Alt or Meta, and Delete without Shift, which
    would cut.
    """
    chord = modifiers & _CHORD
    if text and text.isprintable():
        return chord in (Qt.KeyboardModifier.NoModifier, _ALT_GR)
    if chord or key not in _PLAIN:
        return False
    is_shifted = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    return not (key == Qt.Key.Key_Delete and is_shifted)


class Lockdown(QObject):
    """Installed on the program, it sees every event first. GUI thread only.

    Signals:
        touched(): Somebody is there: a key, a touch, a move of the mouse.
        tapped(QPointF, float): The left button or a finger went down there, on the screen, at
            so many seconds of the display's clock; once a tap.
        key_pressed(int): A key went down, allowed or not; perhaps more than once.
    """

    touched = Signal()
    tapped = Signal(QPointF, float)
    key_pressed = Signal(int)

    def __init__(self, window: QWidget) -> None:
        """Prepare for the one window there is."""
        super().__init__(window)
        self._window = window
        self._is_open = False
        self._last_tap: tuple[int, QPointF] | None = None

    def unlock(self) -> None:
        """Let the window close: the PIN was right."""
        self._is_open = True

    @property
    def is_unlocked(self) -> bool:
        """Whether the window may close."""
        return self._is_open

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return True, and the event is gone, unless it is allowed."""
        kind = event.type()
        if kind in _TOUCHES and event.spontaneous():
            self.touched.emit()
        if kind in _KEY_EVENTS and isinstance(event, QKeyEvent):
            return self._filter_key(event)
        if kind in _BUTTON_EVENTS and isinstance(event, QMouseEvent):
            return self._filter_button(watched, event)
        if kind in _REFUSED:
            event.ignore()
            return True
        if kind is QEvent.Type.Close and watched is self._window and not self._is_open:
            event.ignore()
            return True
        if kind is QEvent.Type.Show and isinstance(watched, QDialog | QMenu):
            QTimer.singleShot(0, watched, watched.hide)
        return False

    def _filter_button(self, watched: QObject, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return True
        is_press = event.type() is not QEvent.Type.MouseButtonRelease
        tap = (event.timestamp(), event.globalPosition())
        # The same press goes from a widget to its parents until one takes it.
        if is_press and isinstance(watched, QWidget) and tap != self._last_tap:
            self._last_tap = tap
            self.tapped.emit(event.globalPosition(), event.timestamp() / 1000)
        return False

    def _filter_key(self, event: QKeyEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and event.spontaneous():
            self.key_pressed.emit(event.key())
        if is_key_allowed(event.key(), event.modifiers(), event.text()):
            return False
        # Accepted, an override keeps Qt from making a shortcut of the key.
        event.accept()
        return True
