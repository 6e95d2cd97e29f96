"""One way out: a button, and what it does in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gallery_studio.ui.widgets.buttons import PrimaryButton, SecondaryButton
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from gallery_studio.library.recovery import RecoveryAction
    from gallery_studio.ui.theme.theme import Theme


class ActionRow(QWidget):
    """A button over the line that explains it.

    Args:
        theme: Gives all colours and sizes.
        action: What it stands for.
        title: Words of the button.
        note: What happens then, or "".
        is_primary: Whether it is the best way out.

    Signals:
        chosen(object): Its `RecoveryAction`.
    """

    chosen = Signal(object)

    def __init__(
        self, theme: Theme, action: RecoveryAction, title: str, note: str, *, is_primary: bool
    ) -> None:
        super().__init__()
        self.action = action
        self.button = (PrimaryButton if is_primary else SecondaryButton)(theme, title)
        self.button.setAccessibleDescription(note)
        self.button.clicked.connect(self._on_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        if note:
            column.addWidget(PlainLabel(theme, note, "meta", "textSecondary", max_lines=0))

    def _on_clicked(self) -> None:
        self.chosen.emit(self.action)
