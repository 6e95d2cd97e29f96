"""The sheet of all keys, made from the table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.ui.theme.painting import paint_surface, paint_text
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.modal_dialog import ModalDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.ui.actions import ActionSpec, ActionTable, Region
    from gallery_studio.ui.theme.theme import Theme


class KeyCap(QWidget):
    """A key as it is printed on the keyboard."""

    def __init__(
        self, theme: Theme, key: str, *, is_on: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._key = theme, key
        self.setAccessibleName(key)
        self.setEnabled(is_on)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for the words."""
        width = QFontMetrics(self._theme.font("meta")).horizontalAdvance(self._key)
        height = self._theme.line_height("meta") + self._theme.px(6)
        return QSize(width + self._theme.px(14), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the cap."""
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        border = theme.color("border")
        paint_surface(painter, rect, theme.radius("badge"), theme.color("raised"), border)
        ink = theme.color("textSecondary" if self.isEnabled() else "textDisabled")
        align = Qt.AlignmentFlag.AlignHCenter
        paint_text(painter, theme.font("meta"), rect, self._key, ink, align)


class ShortcutSheet(ModalDialog):
    """F1: every key, by where it works.

    Args:
        theme: Gives all colours and sizes.
        window: What it covers.
        table: The actions.
        are_letters_on: Whether single letters are shortcuts now; if not, they are shown as off.
    """

    def __init__(
        self, theme: Theme, window: QWidget, table: ActionTable, *, are_letters_on: bool = True
    ) -> None:
        super().__init__(theme, "Keyboard shortcuts", window, (880, 640), has_footer=False)
        self._are_letters_on = are_letters_on
        row = QHBoxLayout(self.body)
        row.setContentsMargins(theme.px(24), 0, theme.px(24), theme.px(24))
        row.setSpacing(theme.px(40))
        for sections in _in_two_columns(table.sections()):
            row.addLayout(self._column(sections), 1)

    def _column(self, sections: Sequence[tuple[Region, Sequence[ActionSpec]]]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self._theme.px(6))
        for index, (region, specs) in enumerate(sections):
            if index:
                column.addSpacing(self._theme.px(16))
            heading = PlainLabel(self._theme, region.heading, "metaStrong", "textSecondary")
            column.addWidget(heading)
            for spec in specs:
                column.addLayout(self._row(spec))
            if not self._are_letters_on and any(spec.is_letter for spec in specs):
                off = "Single letters are off. Settings › Shortcuts turns them on."
                column.addWidget(PlainLabel(self._theme, off, "meta", "textTertiary", max_lines=2))
        column.addStretch(1)
        return column

    def _row(self, spec: ActionSpec) -> QHBoxLayout:
        row = QHBoxLayout()
        is_on = self._are_letters_on or not spec.is_letter
        row.addWidget(PlainLabel(self._theme, spec.text, "body"), 1)
        row.addWidget(KeyCap(self._theme, spec.key, is_on=is_on))
        return row


def _in_two_columns(
    sections: Sequence[tuple[Region, list[ActionSpec]]],
) -> list[list[tuple[Region, list[ActionSpec]]]]:
    """Return the sections in two columns that are about equally long, each in order."""
    columns: list[list[tuple[Region, list[ActionSpec]]]] = [[], []]
    for region, specs in sorted(sections, key=lambda section: -len(section[1])):
        shorter = min(columns, key=lambda column: sum(len(rows) for _, rows in column))
        shorter.append((region, specs))
    order = [region for region, _ in sections]
    for column in columns:
        column.sort(key=lambda section: order.index(section[0]))
    return sorted(columns, key=lambda column: order.index(column[0][0]) if column else 99)
