"""Shows exactly what leaves: each file with everything it says beside its picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gallery_studio.domain.naming import format_bytes
from gallery_studio.ui.widgets.banner import Banner
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout

    from gallery_studio.studio.export_profiles import Leaving, LeavingFile
    from gallery_studio.ui.theme.theme import Theme

NOTHING = "Nothing but the picture."
WAITING = "Looking at the file…"


class LeavingView(QWidget):
    """The files of one picture, as they would be written.

    Args:
        theme: Gives all colours and sizes.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self.setAccessibleName("What leaves")
        self.show_waiting()

    def show_waiting(self) -> None:
        """Say that it is being prepared."""
        self._clear()
        self._column.addWidget(PlainLabel(self._theme, WAITING, "body", "textSecondary"))

    def show_problem(self, message: str) -> None:
        """Say why nothing can leave."""
        self._clear()
        self._column.addWidget(Banner(self._theme, "circle-alert", message))

    def show_leaving(self, leaving: Leaving) -> None:
        """Show the files, warnings first."""
        self._clear()
        for warning in leaving.warnings:
            icon = "triangle-alert" if leaving.are_credentials_lost else "info"
            self._column.addWidget(Banner(self._theme, icon, warning))
        for file in leaving.files:
            self._add_file(file)
        self._column.addStretch(1)

    def texts(self) -> list[str]:
        """Return every text shown, in reading order."""
        return [label.text() for label in self.findChildren(PlainLabel) if label.text()]

    def _add_file(self, file: LeavingFile) -> None:
        size = format_bytes(len(file.data))
        self._column.addWidget(PlainLabel(self._theme, f"{file.name}  ·  {size}", "bodyStrong"))
        if not file.fields:
            self._column.addWidget(PlainLabel(self._theme, NOTHING, "body", "textSecondary"))
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._theme.px(16))
        grid.setVerticalSpacing(self._theme.px(4))
        grid.setColumnStretch(1, 1)
        for row, one in enumerate(file.fields):
            name = PlainLabel(self._theme, one.name, "meta", "textSecondary", max_lines=2)
            value = PlainLabel(self._theme, one.value, "meta", "text", max_lines=0)
            name.setMinimumWidth(self._theme.px(150))
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
        self._column.addLayout(grid)

    def _clear(self) -> None:
        _empty(self._column)


def _empty(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            _empty(inner)
            inner.deleteLater()
