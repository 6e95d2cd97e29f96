"""The Gemini key: typed here, kept elsewhere, never shown again but for its last letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.ui.settings.states import KeyState
from gallery_studio.ui.theme.painting import paint_icon
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.buttons import GhostButton, SecondaryButton
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

_DOTS = "•" * 12


class _StatusIcon(QWidget):
    """The icon before the result: colour, shape and words all say the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._icon, self._token = theme, "info", "textTertiary"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, icon: str, token: str) -> None:
        """Show an icon in a colour token."""
        self._icon, self._token = icon, token
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a line."""
        return QSize(self._theme.px(16), self._theme.line_height("meta"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the icon."""
        theme, rect = self._theme, QRectF(self.rect())
        paint_icon(QPainter(self), theme, self._icon, rect, theme.color(self._token))


class KeySection(QWidget):
    """Field, Show, Check, Remove, and the result in words.

    Signals:
        key_entered(str): A key was typed and shall be kept and checked.
        key_check_requested(): The kept key shall be checked.
        key_removed(): The kept key shall be forgotten.
    """

    key_entered = Signal(str)
    key_check_requested = Signal()
    key_removed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._state = theme, KeyState()
        self.field = TextField(theme, "Gemini API key", icon="key-round")
        self.field.set_secret(True)
        self.reveal_button = IconButton(theme, "eye", "Show what is typed", is_outlined=True)
        self.reveal_button.setCheckable(True)
        self.check_button = SecondaryButton(theme, "Check")
        self.remove_button = GhostButton(theme, "Remove")
        self._icon = _StatusIcon(theme)
        self.status = PlainLabel(theme, "", "meta", "textSecondary", max_lines=0)
        self._build_layout()
        self._connect()
        self.show_state(self._state)

    def _build_layout(self) -> None:
        px = self._theme.px
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.field, 1)
        for button in (self.reveal_button, self.check_button, self.remove_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        result = QHBoxLayout()
        result.setSpacing(px(8))
        result.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        result.addWidget(self.status, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addLayout(row)
        column.addLayout(result)

    def _connect(self) -> None:
        self.field.text_changed.connect(self._on_text_changed)
        self.field.submitted.connect(self._on_check)
        self.reveal_button.toggled.connect(self._on_reveal_toggled)
        self.check_button.clicked.connect(self._on_check)
        self.remove_button.clicked.connect(self._on_remove)

    def show_state(self, state: KeyState) -> None:
        """Show whether there is a key, and what its last check said."""
        was, self._state = self._state, state
        if state.tail and state.tail != was.tail:
            self.field.edit.clear()
        kept = f"{_DOTS}{state.tail}" if state.tail else "Paste a key from Google AI Studio"
        self.field.edit.setPlaceholderText(kept)
        self.field.setEnabled(not state.is_busy)
        is_wrong = state.is_ok is False and not state.is_busy
        self._icon.show_icon(*_status_icon(state))
        words = _status_text(state)
        self.status.setText(words)
        self.status.set_color("danger" if is_wrong else "textSecondary")
        self.field.edit.setAccessibleDescription(words)
        if state.message and state.message != was.message:
            announce(self, state.message, is_urgent=is_wrong)
        self._update_buttons()

    def _update_buttons(self) -> None:
        is_typed = bool(self.field.text().strip())
        self.reveal_button.setVisible(is_typed)
        self.check_button.setText("Save and check" if is_typed else "Check")
        can_check = is_typed or bool(self._state.tail)
        self.check_button.setEnabled(can_check and not self._state.is_busy)
        self.remove_button.setVisible(self._state.is_removable and not is_typed)
        self.remove_button.setEnabled(not self._state.is_busy)

    def _on_text_changed(self) -> None:
        if not self.field.text():
            self.reveal_button.setChecked(False)
        self._update_buttons()

    def _on_reveal_toggled(self, is_shown: bool) -> None:
        self.field.set_secret(not is_shown)
        self.reveal_button.set_icon("eye-off" if is_shown else "eye")
        self.reveal_button.set_name("Hide what is typed" if is_shown else "Show what is typed")

    def _on_check(self) -> None:
        if key := self.field.text().strip():
            self.key_entered.emit(key)
        elif self._state.tail:
            self.key_check_requested.emit()

    def _on_remove(self) -> None:
        self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)  # the button is about to hide
        self.key_removed.emit()


def _status_icon(state: KeyState) -> tuple[str, str]:
    if state.is_busy:
        return "clock", "textSecondary"
    if state.is_ok is None:
        return "info", "textTertiary"
    return ("circle-check", "success") if state.is_ok else ("circle-alert", "danger")


def _status_text(state: KeyState) -> str:
    if state.is_busy:
        return "Checking the key…"
    text = " ".join(filter(None, (state.message, state.source)))
    if text:
        return text
    return "A key is here. It has not been checked." if state.tail else "There is no key yet."
