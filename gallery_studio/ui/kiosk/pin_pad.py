"""The pad on which the owner types the PIN; it goes away by itself."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gallery_studio.studio.kiosk_pin import PIN_MOST
from gallery_studio.ui.kiosk.screen_keyboard import ScreenKey
from gallery_studio.ui.theme.painting import paint_surface
from gallery_studio.ui.widgets.buttons import GhostButton, PrimaryButton
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from gallery_studio.studio.kiosk_pin import PinLock
    from gallery_studio.ui.theme.theme import Theme

SHOWN_MS = 20_000
_KEY_HEIGHT = 64
_DIGITS = "123456789"
_DOT = "●"


class PinPad(QWidget):
    """Asks for the PIN over everything else.

    Signals:
        opened(): The PIN was right.
        closed(): Somebody gave up, or walked away.
    """

    opened = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, lock: PinLock, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._lock, self._cover, self._typed = theme, lock, parent, ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("PIN")
        self.title = PlainLabel(theme, "PIN", "h2")
        self.dots = PlainLabel(theme, "", "h1", "text")
        self.message = PlainLabel(theme, "", "body", "textSecondary", max_lines=2)
        self.digits = {digit: self._digit(digit) for digit in f"{_DIGITS}0"}
        self.backspace = ScreenKey(theme, icon="delete", height=_KEY_HEIGHT)
        self.enter = PrimaryButton(theme, "OK", height=_KEY_HEIGHT)
        self.cancel = GhostButton(theme, "Cancel", height=40)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.close_pad)
        self._build_layout()
        self.backspace.setAccessibleName("Delete the last digit")
        self.cancel.clicked.connect(self.close_pad)
        self.backspace.clicked.connect(self.take_back)
        self.enter.clicked.connect(self.submit)
        self.hide()

    def open_pad(self) -> None:
        """Ask for the PIN."""
        self._set("")
        self._say("")
        cover = self._cover
        self.adjustSize()
        self.move((cover.width() - self.width()) // 2, (cover.height() - self.height()) // 2)
        self.show()
        self.raise_()
        self.setFocus()

    def close_pad(self) -> None:
        """Go away without a PIN."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def press(self, digit: str) -> None:
        """Type a digit."""
        self._timer.start()
        if len(self._typed) < PIN_MOST:
            self._set(self._typed + digit)

    def take_back(self) -> None:
        """Take the last digit back."""
        self._timer.start()
        self._set(self._typed[:-1])

    def submit(self) -> None:
        """Try what was typed."""
        typed = self._typed
        self._set("")
        self._timer.start()
        if typed and self._lock.open(typed):
            self.hide()
            self.opened.emit()
        else:
            self._say("That is not the PIN." if typed else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits, Backspace and Enter from a keyboard too."""
        if event.isAutoRepeat():
            return
        if event.text() in self.digits and event.text():
            self.press(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self.take_back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()

    def showEvent(self, event: QShowEvent) -> None:
        """Count the time it is shown."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep no digit."""
        super().hideEvent(event)
        self._timer.stop()
        self._set("")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the panel."""
        theme = self._theme
        fill, border = theme.color("overlay"), theme.color("border")
        paint_surface(QPainter(self), QRectF(self.rect()), theme.radius("panel"), fill, border)

    def _digit(self, digit: str) -> ScreenKey:
        button = ScreenKey(self._theme, digit, height=_KEY_HEIGHT)
        button.setMinimumWidth(self._theme.px(88))
        button.clicked.connect(lambda: self.press(digit))
        return button

    def _build_layout(self) -> None:
        px = self._theme.px
        grid = QGridLayout()
        grid.setSpacing(px(12))
        for number, digit in enumerate(_DIGITS):
            grid.addWidget(self.digits[digit], number // 3, number % 3)
        for place, key in enumerate((self.backspace, self.digits["0"], self.enter)):
            grid.addWidget(key, 3, place)
        grid.addWidget(self.cancel, 4, 0, 1, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(24), px(24), px(24))
        column.setSpacing(px(12))
        for label in (self.title, self.dots, self.message):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addLayout(grid)
        for button in (self.cancel, self.enter):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _set(self, typed: str) -> None:
        self._typed = typed
        self.dots.setText(_DOT * len(typed) or "–")

    def _say(self, words: str) -> None:
        pause_s = self._lock.pause_left_s
        if pause_s > 0:
            words = f"Too many tries. Wait {math.ceil(pause_s)} seconds."
        self.message.setText(words)
