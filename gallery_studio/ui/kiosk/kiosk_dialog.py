"""Asks how a kiosk is to run before it takes the whole screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio.domain.errors import RequestError
from gallery_studio.records import dataclass
from gallery_studio.studio.kiosk_pin import check_pin, new_pin
from gallery_studio.ui.widgets.buttons import GhostButton, PrimaryButton
from gallery_studio.ui.widgets.check_box import CheckBox
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.modal_dialog import ModalDialog
from gallery_studio.ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class KioskWish:
    """How a kiosk is to run.

    Attributes:
        pin: Ends it.
        is_interactive: Whether visitors may make pictures.
        is_recorded: Whether they are answered with what the session holds.
    """

    pin: str
    is_interactive: bool
    is_recorded: bool


class KioskDialog(ModalDialog):
    """The PIN is said before it is needed.

    Signals:
        start_requested(KioskWish): Begin.
    """

    start_requested = Signal(object)

    def __init__(self, theme: Theme, window: QWidget, session_name: str) -> None:
        super().__init__(theme, "Kiosk", window, (520, 440))
        self.lead = PlainLabel(
            theme,
            f"“{session_name}” fills the screen, again and again, from a copy that nobody can "
            "change. Keys, menus and drops are locked.",
            color="textSecondary",
            max_lines=0,
        )
        self.interactive = CheckBox(theme, "Let visitors make pictures")
        self.recorded = CheckBox(theme, "Answer them with what this session holds")
        self.pin = TextField(theme, "PIN to leave")
        self.pin.set_text(new_pin())
        self.how = PlainLabel(
            theme,
            "To leave, tap the top right corner of the screen five times quickly and give this "
            "PIN. Write it down.",
            color="textSecondary",
            max_lines=0,
        )
        self.cancel = GhostButton(theme, "Cancel")
        self.start = PrimaryButton(theme, "Start", icon="play")
        self._build(theme)
        self.recorded.setEnabled(False)
        self.interactive.toggled.connect(self.recorded.setEnabled)
        self.cancel.clicked.connect(self.close_dialog)
        self.start.clicked.connect(self._on_start)
        self.pin.text_changed.connect(self._on_pin_changed)

    def _build(self, theme: Theme) -> None:
        px = theme.px
        column = QVBoxLayout(self.body)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(px(12))
        label = PlainLabel(theme, "PIN to leave", "label")
        for part in (self.lead, self.interactive, self.recorded, label, self.pin, self.how):
            column.addWidget(part)
        column.addStretch(1)
        row = QHBoxLayout(self.footer)
        row.setContentsMargins(px(24), 0, px(24), 0)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.start)

    def _on_pin_changed(self, _text: str) -> None:
        self.pin.set_error("")

    def _on_start(self) -> None:
        try:
            pin = check_pin(self.pin.text().strip())
        except RequestError as error:
            self.pin.set_error(error.message)
            return
        is_interactive = self.interactive.isChecked()
        wish = KioskWish(pin, is_interactive, is_interactive and self.recorded.isChecked())
        self.close_dialog()
        self.start_requested.emit(wish)
