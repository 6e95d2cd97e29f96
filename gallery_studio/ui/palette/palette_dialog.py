"""The palette: one field, and everything that can be gone to or done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gallery_studio.ui.palette.palette_list import PaletteList
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.modal_dialog import ModalDialog
from gallery_studio.ui.widgets.text_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.palette.palette_entry import PaletteEntry
    from gallery_studio.ui.theme.theme import Theme

HINT = "model:flash · starred · rating>=3 · date:2026-11 · product: · person: · ratio:4:5 · “words”"
_PAGE = 8


class PaletteDialog(ModalDialog):
    """Type, choose with the arrows, go with Enter. The focus stays in the field.

    Args:
        theme: Gives all colours and sizes.
        window: What it covers.
        pixmap: Returns a preview of at least a size, or None while it is not there.

    Signals:
        text_changed(str): Other words: answer with `set_entries`.
    """

    text_changed = Signal(str)

    def __init__(
        self, theme: Theme, window: QWidget, pixmap: Callable[[ImageId, int], QPixmap | None]
    ) -> None:
        super().__init__(theme, "Find", window, (680, 560), has_footer=False)
        self._header.hide()
        self.field = SearchField(
            theme,
            "Find sessions, images, words and actions",
            placeholder="Find sessions, images, words and actions",
        )
        self.list = PaletteList(theme, pixmap)
        self.hint = PlainLabel(theme, HINT, "meta", "textTertiary")
        self._nothing = PlainLabel(theme, "", "body", "textSecondary")
        self._build_content()
        self._is_waiting = False
        self._is_going = False
        self.setFocusProxy(self.field.edit)  # also after a click beside what can be clicked
        self.field.edit.installEventFilter(self)
        self.field.text_changed.connect(self._on_text_changed)
        self.list.clicked.connect(self._on_clicked)

    def _build_content(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, px(16), 0, px(12))
        column.setSpacing(px(8))
        top = QVBoxLayout()
        top.setContentsMargins(px(16), 0, px(16), 0)
        top.addWidget(self.field)
        foot = QVBoxLayout()
        foot.setContentsMargins(px(20), 0, px(20), 0)
        foot.addWidget(self._nothing)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        hint = QVBoxLayout()
        hint.setContentsMargins(px(20), 0, px(20), 0)
        hint.addWidget(self.hint)
        column.addLayout(hint)

    def ask(self, text: str = "") -> None:
        """Open with these words in the field, selected."""
        self.list.lines.set_entries([])
        self.field.set_text(text)
        self.field.edit.selectAll()
        self.open(self.field.edit)
        self._on_text_changed(text)

    def set_entries(self, entries: Sequence[PaletteEntry]) -> None:
        """Show what was found; the first entry is chosen, or the one a person chose before.

        Enter that was pressed before the answer came goes now.
        """
        kept = None if self._is_waiting else self.list.current_entry()
        self._is_waiting = False
        self.list.lines.set_entries(entries)
        self.list.setVisible(bool(entries))
        words = self.field.text().strip()
        self._nothing.setText("" if entries else f"Nothing matches ‘{words}’")
        self._nothing.setVisible(not entries)
        if entries:
            row = self.list.lines.row_of(kept)
            self.list.choose(self.list.lines.next_entry(-1, 1) if row is None else row)
            if row is None:
                self.list.scrollToTop()
        if self._is_going:
            self._is_going = False
            self._go_now()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Choose and go from within the field; Escape closes even when words are in it."""
        if watched is self.field.edit and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                return False
            if event.type() == QEvent.Type.KeyPress and self._press(event.key()):
                return True
        return super().eventFilter(watched, event)

    def _press(self, key: int) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _PAGE,
            Qt.Key.Key_PageUp: -_PAGE,
        }
        if key in steps:
            for _ in range(abs(steps[Qt.Key(key)])):
                self.list.step(1 if steps[Qt.Key(key)] > 0 else -1)
            self._say_choice()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
            return True
        if key == Qt.Key.Key_Escape:
            self.close_dialog()
            return True
        return False

    def _say_choice(self) -> None:
        entry = self.list.current_entry()
        if entry is not None:
            announce(self.field.edit, f"{entry.text}. {entry.section}")

    def _on_text_changed(self, text: str) -> None:
        self._is_waiting, self._is_going = True, False
        self.text_changed.emit(text)

    def _go(self) -> None:
        """Go to what is chosen; while an answer is on its way, to its first entry."""
        self._is_going = self._is_waiting
        if not self._is_waiting:
            self._go_now()

    def _go_now(self) -> None:
        entry = self.list.current_entry()
        if entry is not None:
            self.close_dialog()
            entry.run()

    def _on_clicked(self, index: QModelIndex) -> None:
        """Go to what was clicked; a heading, which Qt tells of too, leads nowhere."""
        if self.list.lines.entry(index.row()) is not None:
            self._go_now()
