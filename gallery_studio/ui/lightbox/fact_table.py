"""Two columns of plain words: a name and its value, or the values of compared pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.ui.theme.theme import Theme

NAME_WIDTH = 100
_VALUE_LINES = 4


class FactTable(QWidget):
    """Rows of name and value; values of several pictures stand under each other."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: list[PlainLabel] = []
        self.rows: list[tuple[str, str]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show other rows; a name left empty belongs to the row above."""
        if list(rows) == self.rows:
            return
        self.rows = list(rows)
        for label in self._labels:
            self._grid.removeWidget(label)
            label.deleteLater()
            label.hide()
        self._labels = []
        for number, (name, value) in enumerate(rows):
            self._add(number, name, value)

    def _add(self, number: int, name: str, value: str) -> None:
        name_label = PlainLabel(self._theme, name, "body", "textTertiary")
        value_label = PlainLabel(self._theme, value, "body", "text", _VALUE_LINES)
        value_label.setAccessibleName(f"{name}: {value}" if name else value)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(name_label, number, 0, top)
        self._grid.addWidget(value_label, number, 1, top)
        self._labels += [name_label, value_label]

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._grid.setVerticalSpacing(px(6))
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setColumnMinimumWidth(0, px(NAME_WIDTH))
