"""A field under its label, with an optional word of help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


class Labelled(QWidget):
    """Label, field, help; the field belongs to its caller.

    Args:
        theme: Gives all colours and sizes.
        label: What belongs into the field.
        field: The field.
        help_text: A sentence below it, or "".
    """

    def __init__(self, theme: Theme, label: str, field: QWidget, help_text: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._label = PlainLabel(theme, label, "metaStrong", "textSecondary")
        self._label.setBuddy(field)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._label)
        self._column.addWidget(field)
        if help_text:
            self._column.addWidget(PlainLabel(theme, help_text, "meta", "textTertiary", 0))
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        self._column.setSpacing(self._theme.px(6))
