"""Storage: where the library lies and what it weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from gallery_studio.domain.naming import format_bytes
from gallery_studio.ui.settings.check_section import CheckSection
from gallery_studio.ui.settings.page import SettingsPage
from gallery_studio.ui.widgets.buttons import SecondaryButton
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from gallery_studio.config import Settings
    from gallery_studio.ui.settings.states import StorageState
    from gallery_studio.ui.theme.theme import Theme


class StoragePage(SettingsPage):
    """The library folder.

    Signals:
        change_requested(): Another folder shall be chosen.
        show_requested(): The folder shall be opened in the desktop's file manager.
        sizes_requested(): The page is in front; measure the folder.
    """

    title = "Storage"
    icon = "hard-drive"
    change_requested = Signal()
    show_requested = Signal()
    sizes_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.folder_label = PlainLabel(theme, "", "body", max_lines=2)
        self.change_button = SecondaryButton(theme, "Change…", icon="folder")
        self.show_button = SecondaryButton(theme, "Show folder", icon="folder-open")
        self.check_section = CheckSection(theme)
        self._sizes = QGridLayout()
        self._sizes.setColumnStretch(0, 1)
        self._rows: list[PlainLabel] = []
        self._build_layout()
        self.change_button.clicked.connect(self._on_change_clicked)
        self.show_button.clicked.connect(self._on_show_clicked)

    def _build_layout(self) -> None:
        self.add_heading("Library folder")
        self.add(self.folder_label)
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(8))
        row.addWidget(self.change_button)
        row.addWidget(self.show_button)
        row.addStretch(1)
        self.add(row)
        note = "A new folder takes effect at the next start; nothing is moved or deleted."
        self.add(PlainLabel(self._theme, note, "meta", "textSecondary", max_lines=0))
        self.add_divider()
        self.add_heading("Size")
        self.add(self._sizes)
        self.add_divider()
        self.add_heading("Check")
        self.add(self.check_section)
        self.finish()

    def shown(self) -> None:
        """Ask for fresh sizes."""
        self.sizes_requested.emit()

    def show_settings(self, settings: Settings) -> None:
        """Nothing here comes from the settings alone; see `show_storage`."""

    def show_storage(self, storage: StorageState) -> None:
        """Show folder and sizes."""
        self.folder_label.setText(str(storage.folder))
        for label in self._rows:
            self._sizes.removeWidget(label)
            label.deleteLater()
        self._rows = []
        sizes = [(name, format_bytes(count)) for name, count in storage.sizes]
        if sizes:
            sizes.append(("Together", format_bytes(sum(count for _, count in storage.sizes))))
        for number, (name, size) in enumerate(sizes or [("Measuring…", "")]):
            self._add_row(number, name, size)

    def _add_row(self, number: int, name: str, size: str) -> None:
        style = "bodyStrong" if name == "Together" else "body"
        labels = PlainLabel(self._theme, name, style), PlainLabel(self._theme, size, "meta")
        for column, label in enumerate(labels):
            align = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            self._sizes.addWidget(label, number, column, align)
            self._rows.append(label)

    def _on_change_clicked(self) -> None:
        self.change_requested.emit()

    def _on_show_clicked(self) -> None:
        self.show_requested.emit()
