"""A keyboard on the screen, for visitors of a kiosk that has none, or who would rather touch it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from gallery_studio.ui.theme.painting import paint_surface
from gallery_studio.ui.widgets.buttons import SecondaryButton
from gallery_studio.ui.widgets.control import Look

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.ui.theme.theme import Theme

LETTERS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SIGNS = ("1234567890", '-/:;()&@"', "'?!%+=#")
"""The same places as `LETTERS`, in the same shape."""

_KEY_HEIGHT = 56
_COLUMNS_OF_KEY = 2
_COLUMNS = 20
_STARTS = (0, 1, 3)
_WIDEST = 1040
_REPEAT_AFTER_MS, _REPEAT_EVERY_MS = 450, 60


class ScreenKey(SecondaryButton):
    """One key; large enough for a finger, and never with the focus, which stays in the field."""

    label_style = "h2"

    def __init__(
        self, theme: Theme, text: str = "", *, icon: str = "", height: int = _KEY_HEIGHT
    ) -> None:
        super().__init__(theme, text, icon=icon, height=height)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _look(self) -> Look:
        if self.isChecked() and self.isEnabled() and not self.isDown():
            return Look("accentSoft", "accent", "accentText")
        return super()._look()

    def _padding(self) -> int:
        return self._theme.px(8)


class WordKey(ScreenKey):
    """A key with a word on it."""

    label_style = "bodyStrong"


class ScreenKeyboard(QWidget):
    """Letters, and signs on a second page. It keeps nothing of what is typed.

    Signals:
        typed(str): A character.
        backspaced(): The character before is to go.
        entered(): The words are complete.
    """

    typed = Signal(str)
    backspaced = Signal()
    entered = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._is_shifted = self._is_locked = self._has_signs = False
        self.keys = {letter: self._character(letter) for letter in "".join(LETTERS)}
        self.shift = ScreenKey(theme, icon="arrow-up")
        self.shift.setCheckable(True)
        self.backspace = ScreenKey(theme, icon="delete")
        self.backspace.setAutoRepeat(True)
        self.backspace.setAutoRepeatDelay(_REPEAT_AFTER_MS)
        self.backspace.setAutoRepeatInterval(_REPEAT_EVERY_MS)
        self.page = WordKey(theme, "?123")
        self.comma, self.period = self._character(","), self._character(".")
        self.space = WordKey(theme, "Space")
        self.enter = WordKey(theme, "Enter", icon="corner-down-left")
        self.setAccessibleName("Keyboard on the screen")
        self.setMaximumWidth(theme.px(_WIDEST))
        self._build_layout()
        self._connect()
        self.reset()

    def reset(self) -> None:
        """Show the letters; the next one is a capital, as at the beginning of a sentence."""
        self._has_signs, self._is_locked, self._is_shifted = False, False, True
        self._show_keys()

    def key_of(self, character: str) -> ScreenKey:
        """Return the key that types a character on the page shown.

        Raises:
            KeyError: No key of this page does.
        """
        every = [*self.keys.values(), self.comma, self.period]
        found = {key.text(): key for key in every} | {" ": self.space}
        return found[character]

    def set_enter(self, word: str, *, is_enabled: bool) -> None:
        """Say on the Enter key what it does, and whether it can be done."""
        self.enter.setText(word)
        self.enter.setEnabled(is_enabled)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the panel."""
        theme = self._theme
        fill, border = theme.color("app"), theme.color("border")
        paint_surface(QPainter(self), QRectF(self.rect()), theme.radius("panel"), fill, border)

    # -- building ------------------------------------------------------------------------------

    def _build_layout(self) -> None:
        px = self._theme.px
        grid = QGridLayout(self)
        grid.setContentsMargins(px(12), px(12), px(12), px(12))
        grid.setSpacing(px(8))
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        for row, (letters, start) in enumerate(zip(LETTERS, _STARTS, strict=True)):
            for number, letter in enumerate(letters):
                column = start + number * _COLUMNS_OF_KEY
                grid.addWidget(self.keys[letter], row, column, 1, _COLUMNS_OF_KEY)
        grid.addWidget(self.shift, 2, 0, 1, 3)
        grid.addWidget(self.backspace, 2, 17, 1, 3)
        places = ((self.page, 3), (self.comma, 2), (self.space, 9), (self.period, 2))
        column = 0
        for key, width in (*places, (self.enter, 4)):
            grid.addWidget(key, 3, column, 1, width)
            column += width

    def _connect(self) -> None:
        self.shift.clicked.connect(self._on_shift)
        self.page.clicked.connect(self._on_page)
        self.space.clicked.connect(lambda: self.typed.emit(" "))
        self.backspace.clicked.connect(self.backspaced)
        self.enter.clicked.connect(self.entered)

    def _character(self, character: str) -> ScreenKey:
        key = ScreenKey(self._theme, character)
        key.clicked.connect(self._typer(key))
        return key

    def _typer(self, key: ScreenKey) -> Callable[[], None]:
        return lambda: self._type(key.text())

    # -- typing --------------------------------------------------------------------------------

    def _type(self, character: str) -> None:
        self.typed.emit(character)
        if self._is_shifted and not self._is_locked:
            self._is_shifted = False
            self._show_keys()

    def _on_shift(self) -> None:
        """Once: the next letter; twice: all letters; three times: none."""
        was_once = self._is_shifted and not self._is_locked
        self._is_shifted, self._is_locked = not self._is_locked, was_once
        self._show_keys()

    def _on_page(self) -> None:
        self._has_signs = not self._has_signs
        self._show_keys()

    def _show_keys(self) -> None:
        signs = "".join(SIGNS)
        for number, (letter, key) in enumerate(self.keys.items()):
            shown = letter.upper() if self._is_shifted else letter
            key.setText(signs[number] if self._has_signs else shown)
        self.shift.setEnabled(not self._has_signs)
        self.shift.setChecked(self._is_shifted and not self._has_signs)
        self.shift.set_icon("lock" if self._is_locked else "arrow-up")
        self.shift.setAccessibleName("Capitals, all" if self._is_locked else "Capital letter")
        self.backspace.setAccessibleName("Delete the last character")
        self.page.setText("ABC" if self._has_signs else "?123")
