"""The directives above the text of the compose bar: what each picture of the run will show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.domain.limits import DIRECTIVES_MOST
from gallery_studio.domain.session import Directive
from gallery_studio.studio.similarity import near_duplicates
from gallery_studio.ui.directives.directive_row import DirectiveRow
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.buttons import GhostButton
from gallery_studio.ui.widgets.divider import Divider
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gallery_studio.ui.theme.theme import Theme

ROWS_SHOWN = 6
_ROW_GAP = 6


class DirectivePanel(QWidget):
    """Shows, and lets a person change, what the run is made of.

    Args:
        theme: Gives all colours and sizes.
        parent: Owner.

    Signals:
        directives_changed(): Words, locks or number were changed by the person.
        reroll_requested(object): Tuple of numbers, from 0, to write anew.
        closed(): The person wants no directives.
        height_changed(): It needs another height.
    """

    directives_changed = Signal()
    reroll_requested = Signal(object)
    closed = Signal()
    height_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[DirectiveRow] = []
        self._title = PlainLabel(theme, "Directives", "bodyStrong")
        self._note = PlainLabel(theme, "", "meta", "textSecondary", max_lines=2)
        self.reroll_all = GhostButton(theme, "Re-roll", icon="refresh-cw", height=32)
        self.add = GhostButton(theme, "Add", icon="plus", height=32)
        self.close_button = IconButton(theme, "x", "Close the directives")
        self._scroll = QScrollArea()
        self._body = QWidget()
        self.setAccessibleName("Directives")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._build_layout()
        self._connect()

    # Content

    def directives(self) -> tuple[Directive, ...]:
        """Return the directives as they stand, empty ones left out."""
        every = (row.directive() for row in self._rows)
        return tuple(directive for directive in every if directive.text)

    def all_directives(self) -> tuple[Directive, ...]:
        """Return the directives as they stand, one for each row."""
        return tuple(row.directive() for row in self._rows)

    def rows(self) -> list[DirectiveRow]:
        """Return the rows in order."""
        return list(self._rows)

    def set_directives(self, directives: Sequence[Directive]) -> None:
        """Show these. Tells nobody."""
        while len(self._rows) > len(directives):
            self._drop(self._rows[-1])
        for row, directive in zip(self._rows, directives, strict=False):
            if row.directive() != directive:
                row.show_directive(directive)
        for directive in directives[len(self._rows) :]:
            self._append(directive)
        self._show_state()

    def replace_directive(self, number: int, directive: Directive) -> None:
        """Show another directive in one row."""
        if number < len(self._rows):
            self._rows[number].show_directive(directive)
            self._show_state()

    def set_busy(self, numbers: Iterable[int]) -> None:
        """Show which rows are being written; none ends it."""
        busy = set(numbers)
        for number, row in enumerate(self._rows):
            if number in busy:
                row.set_busy(is_busy=True)
        self._show_state()

    def end_busy(self, number: int, directive: Directive) -> None:
        """Show a row as it was: writing it failed."""
        self.replace_directive(number, directive)

    def set_note(self, text: str, color: str = "textSecondary") -> None:
        """Say who wrote them and what it cost, or what went wrong."""
        if text and text != self._note.text() and self.isVisible():
            announce(self, text)
        self._note.setText(text)
        self._note.set_color(color)
        self._note.setVisible(bool(text))
        self.height_changed.emit()

    def locked_numbers(self) -> tuple[int, ...]:
        """Return the numbers of rows that stay."""
        return tuple(n for n, row in enumerate(self._rows) if row.lock.isChecked())

    # Building

    def _build_layout(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        for button in (self.reroll_all, self.add, self.close_button):
            self._head.addWidget(button)
        self._scroll.setWidget(self._body)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._body.setAutoFillBackground(False)
        self._list = QVBoxLayout(self._body)
        self._list.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._column.addWidget(self._scroll)
        self._column.addWidget(self._note)
        self._column.addWidget(Divider(self._theme))
        self._note.hide()
        self._on_theme_changed()

    def _connect(self) -> None:
        self.reroll_all.clicked.connect(self._on_reroll_all)
        self.add.clicked.connect(self._on_add)
        self.close_button.clicked.connect(self.closed)
        self._theme.changed.connect(self._on_theme_changed)

    def _append(self, directive: Directive) -> DirectiveRow:
        row = DirectiveRow(self._theme, directive, self._body)
        row.changed.connect(self._on_row_changed)
        row.reroll_requested.connect(self._on_row_reroll)
        row.remove_requested.connect(self._on_row_remove)
        row.submitted.connect(self._on_row_submitted)
        self._rows.append(row)
        self._list.insertWidget(len(self._rows) - 1, row)
        row.show()
        return row

    def _drop(self, row: DirectiveRow) -> None:
        self._rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()

    # Showing

    def _show_state(self) -> None:
        similar = near_duplicates([row.field.text() for row in self._rows])
        for number, row in enumerate(self._rows):
            row.set_number(number + 1)
            row.set_similar_to(similar[number] + 1 if number in similar else None)
        count = len(self._rows)
        words = "1 directive" if count == 1 else f"{count} directives"
        self._title.setText(f"{words}: one picture each" if count else words)
        self.add.setEnabled(count < DIRECTIVES_MOST)
        self.reroll_all.setEnabled(count > len(self.locked_numbers()))
        has_locked = bool(self.locked_numbers())
        self.reroll_all.setText("Re-roll the others" if has_locked else "Re-roll all")
        self._fit()

    def _fit(self) -> None:
        """Be as high as the rows, up to six of them."""
        if not self._rows:
            height = 0
        else:
            shown, px = min(len(self._rows), ROWS_SHOWN), self._theme.px
            row = self._rows[0].sizeHint().height()
            height = shown * row + (shown - 1) * px(_ROW_GAP)
            height += row // 2 if len(self._rows) > ROWS_SHOWN else 0  # half of one tells of more
        if self._scroll.height() != height or self._scroll.minimumHeight() != height:
            self._scroll.setFixedHeight(height)
            self.updateGeometry()
        self.height_changed.emit()

    # Slots

    def _on_row_changed(self) -> None:
        self._show_state()
        self.directives_changed.emit()

    def _on_row_reroll(self) -> None:
        row = self.sender()
        if row in self._rows:
            self.reroll_requested.emit((self._rows.index(row),))

    def _on_row_remove(self) -> None:
        row = self.sender()
        if not isinstance(row, DirectiveRow) or row not in self._rows:
            return
        number = self._rows.index(row)
        self._drop(row)
        self._show_state()
        if self._rows:
            self._rows[min(number, len(self._rows) - 1)].remove.setFocus()
        self.directives_changed.emit()
        if not self._rows:
            self.closed.emit()

    def _on_row_submitted(self) -> None:
        """Go on to the next directive; after the last one, add one."""
        row = self.sender()
        if not isinstance(row, DirectiveRow) or row not in self._rows:
            return
        number = self._rows.index(row) + 1
        if number < len(self._rows):
            self._focus(self._rows[number])
        elif row.field.text().strip():
            self._on_add()

    def _on_add(self) -> None:
        if len(self._rows) < DIRECTIVES_MOST:
            row = self._append(Directive(""))
            self._show_state()
            self._focus(row)
            self.directives_changed.emit()

    def _focus(self, row: DirectiveRow) -> None:
        row.field.edit.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(row)

    def _on_reroll_all(self) -> None:
        locked = set(self.locked_numbers())
        numbers = tuple(n for n in range(len(self._rows)) if n not in locked)
        if numbers:
            self.reroll_requested.emit(numbers)

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._column.setSpacing(px(8))
        self._head.setSpacing(px(4))
        self._list.setContentsMargins(0, 0, px(2), 0)
        self._list.setSpacing(px(_ROW_GAP))
        self._fit()
