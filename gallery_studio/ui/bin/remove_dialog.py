"""Asks once before things are removed for ever: the one act that cannot be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio.ui.widgets.buttons import DangerButton, SecondaryButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.modal_dialog import ModalDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.bin import BinEntry
    from gallery_studio.ui.theme.theme import Theme


class RemoveDialog(ModalDialog):
    """Says what goes, and what of it is starred.

    Signals:
        confirmed(): Remove it.
    """

    confirmed = Signal()

    def __init__(self, theme: Theme, window: QWidget, entries: Sequence[BinEntry]) -> None:
        super().__init__(theme, "Delete for ever?", window, (480, 300))
        column = QVBoxLayout(self.body)
        column.setContentsMargins(theme.px(24), 0, theme.px(24), theme.px(16))
        column.addWidget(PlainLabel(theme, words_for(entries), "body", "text", max_lines=0))
        column.addStretch(1)
        self.cancel = SecondaryButton(theme, "Cancel")
        self.remove = DangerButton(theme, "Delete for ever", icon="trash-2")
        row = QHBoxLayout(self.footer)
        row.setContentsMargins(theme.px(24), theme.px(14), theme.px(24), theme.px(16))
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.remove)
        self.cancel.clicked.connect(self.close_dialog)
        self.remove.clicked.connect(self._on_remove)

    def _on_remove(self) -> None:
        self.close_dialog()
        self.confirmed.emit()


def words_for(entries: Sequence[BinEntry]) -> str:
    """Return what will go, in words."""
    images = sum(entry.image_count for entry in entries)
    starred = sum(entry.starred_count for entry in entries)
    count = len(entries)
    what = f"“{entries[0].name}”" if count == 1 else f"{count:,} things"
    pictures = f" with {images:,} image{'' if images == 1 else 's'}" if images else ""
    words = f"{what}{pictures} will be removed."
    if starred:
        verb = "is" if starred == 1 else "are"
        words += f" {starred:,} of them {verb} starred."
    return (
        f"{words} This cannot be undone. Images that are used elsewhere stay, and what they cost"
        " stays in your budget."
    )
