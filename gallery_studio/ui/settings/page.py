"""What all pages of the settings share: how a heading, a setting and a line are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from gallery_studio.ui.widgets.divider import Divider
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from gallery_studio.config import Settings
    from gallery_studio.ui.theme.theme import Theme


class SettingsPage(QWidget):
    """One page. It never changes settings itself: it asks for changes, and shows what holds.

    Signals:
        changes_requested(object): A dict of field names of `Settings` and their new values.
    """

    changes_requested = Signal(object)
    title = ""
    icon = ""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self.setAccessibleName(self.title)
        theme.changed.connect(self._on_theme_changed)

    def show_settings(self, settings: Settings) -> None:
        """Show these settings without asking for changes."""
        raise NotImplementedError

    def shown(self) -> None:
        """Called each time the page comes to the front."""

    def add_heading(self, text: str, note: str = "") -> PlainLabel:
        """Add the heading of a group, with a note at its right; return the note."""
        label = PlainLabel(self._theme, note, "meta", "textSecondary")
        row = QHBoxLayout()
        row.addWidget(PlainLabel(self._theme, text, "label"), 1)
        row.addWidget(label)
        self._column.addLayout(row)
        return label

    def add_divider(self) -> None:
        """Add a hairline with room around it."""
        self._column.addSpacing(self._theme.px(12))
        self._column.addWidget(Divider(self._theme))
        self._column.addSpacing(self._theme.px(12))

    def add_setting(self, title: str, note: str, control: QWidget) -> None:
        """Add a setting: two lines of words, and its control at the right."""
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(PlainLabel(self._theme, title, "bodyStrong", max_lines=0))
        if note:
            words.addWidget(PlainLabel(self._theme, note, "meta", "textSecondary", max_lines=0))
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(24))
        row.addLayout(words, 1)
        row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column.addLayout(row)
        self._column.addSpacing(self._theme.px(8))

    def add(self, part: QWidget | QLayout) -> None:
        """Add anything else."""
        if isinstance(part, QLayout):
            self._column.addLayout(part)
        else:
            self._column.addWidget(part)

    def finish(self) -> None:
        """Push everything to the top."""
        self._column.addStretch(1)

    def ask(self, **changes: object) -> None:
        """Ask for changes of settings by their field names."""
        self.changes_requested.emit(changes)

    def _on_theme_changed(self) -> None:
        self._column.setSpacing(self._theme.px(8))
