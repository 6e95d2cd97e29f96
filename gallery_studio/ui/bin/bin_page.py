"""The page of the bin."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.ui.bin.bin_list import BinList, BinModel
from gallery_studio.ui.widgets.buttons import GhostButton, SecondaryButton
from gallery_studio.ui.widgets.choice_chip import ChoiceChip
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.bin import BinEntry
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.theme.theme import Theme

_KEPT = ((7, "Kept 7 days"), (30, "Kept 30 days"), (90, "Kept 90 days"), (0, "Kept until emptied"))


def _now() -> datetime:
    return datetime.now().astimezone()


class BinPage(QWidget):
    """What was thrown away, with dates; restore, remove, empty.

    Signals:
        back_requested(): Show what was shown before.
        restore_requested(object): Take these keys back.
        remove_requested(object): Remove these keys for ever, after asking.
        days_chosen(object): Keep things so many days, 0 for ever.
    """

    back_requested = Signal()
    restore_requested = Signal(object)
    remove_requested = Signal(object)
    days_chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        pixmap: Callable[[ImageId, int], QPixmap | None],
        *,
        now: Callable[[], datetime] = _now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName("Bin")
        self.model = BinModel(now, self)
        self.list = BinList(theme, self.model, pixmap)
        self.title = PlainLabel(theme, "Bin", "h1")
        self.totals = PlainLabel(theme, "", "meta", "textTertiary")
        self.back = IconButton(theme, "arrow-left", "Back", key="Esc")
        self.restore = SecondaryButton(theme, "Restore", icon="undo-2", shortcut="Enter", height=32)
        self.remove = GhostButton(theme, "Delete for ever", shortcut="Del", height=32)
        self.empty = GhostButton(theme, "Empty bin", icon="trash-2", height=32)
        self.days = ChoiceChip(theme, "How long things are kept", list(_KEPT), icon="clock")
        self._nothing = PlainLabel(
            theme, "The bin is empty. What you delete waits here.", "body", "textSecondary"
        )
        self._build_layout()
        self._connect()
        self._on_theme_changed()
        self._show_choice()

    def set_entries(self, entries: Sequence[BinEntry], days: int) -> None:
        """Show what lies in the bin, removed by itself after so many days (0: never)."""
        chosen = set(self.list.chosen())
        self.model.set_entries(entries, days)
        for row, entry in enumerate(entries):
            if entry.key in chosen:
                index = self.model.index(row)
                self.list.selectionModel().select(
                    index, self.list.selectionModel().SelectionFlag.Select
                )
        count = len(entries)
        self.totals.setText(f"{count:,} thing{'' if count == 1 else 's'}" if count else "")
        self.list.setVisible(bool(count))
        self._nothing.setVisible(not count)
        self.empty.setEnabled(bool(count))
        self.days.set_value(days if days in dict(_KEPT) else f"Kept {days} days")
        self._show_choice()

    def keys(self) -> list[object]:
        """Return everything that is shown."""
        return [self.model.entry(row).key for row in range(self.model.rowCount())]

    def _build_layout(self) -> None:
        self._column = QVBoxLayout(self)
        self._heading = QHBoxLayout()
        for widget in (self.title, self.totals):
            widget.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            self._heading.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self._heading.addStretch(1)
        self._heading.addWidget(self.back)
        self._tools = QHBoxLayout()
        for tool in (self.restore, self.remove):
            self._tools.addWidget(tool)
        self._tools.addStretch(1)
        self._tools.addWidget(self.days)
        self._tools.addWidget(self.empty)
        self._column.addLayout(self._heading)
        self._column.addLayout(self._tools)
        self._column.addWidget(self._nothing, 1, Qt.AlignmentFlag.AlignCenter)
        self._column.addWidget(self.list, 1)

    def _connect(self) -> None:
        self.back.clicked.connect(self.back_requested)
        self.restore.clicked.connect(self._on_restore)
        self.remove.clicked.connect(self._on_remove)
        self.empty.clicked.connect(self._on_empty)
        self.days.value_chosen.connect(self.days_chosen)
        self.list.restore_requested.connect(self._on_restore)
        self.list.remove_requested.connect(self._on_remove)
        self.list.selectionModel().selectionChanged.connect(self._show_choice)
        self._theme.changed.connect(self._on_theme_changed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads back."""
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the wall."""
        QPainter(self).fillRect(QRectF(self.rect()), self._theme.color("canvas"))

    def _show_choice(self, *_: object) -> None:
        count = len(self.list.chosen())
        self.restore.setText(f"Restore {count}" if count > 1 else "Restore")
        for button in (self.restore, self.remove):
            button.setEnabled(bool(count))

    def _on_restore(self) -> None:
        self.restore_requested.emit(self.list.chosen())

    def _on_remove(self) -> None:
        self.remove_requested.emit(self.list.chosen())

    def _on_empty(self) -> None:
        self.remove_requested.emit(self.keys())

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(40), px(24), px(40), px(12))
        self._column.setSpacing(px(16))
        self._heading.setSpacing(px(14))
        self._tools.setSpacing(px(8))
        self.update()
