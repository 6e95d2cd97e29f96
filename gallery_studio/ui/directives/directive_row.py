"""One directive: its words, and lock, re-roll and delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gallery_studio.records import replace
from gallery_studio.studio.directive_writer import DIRECTIVE_CHARACTERS
from gallery_studio.ui.theme.painting import BadgeStyle
from gallery_studio.ui.widgets.badge import Badge
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from gallery_studio.domain.session import Directive
    from gallery_studio.ui.theme.theme import Theme


class DirectiveRow(QWidget):
    """A directive that can be edited in place.

    Args:
        theme: Gives all colours and sizes.
        directive: What it shows.
        parent: Owner.

    Signals:
        changed(): The person changed its words or its lock.
        reroll_requested(): Write this one anew.
        remove_requested(): Take it away.
        submitted(): Enter was pressed in its words.
    """

    changed = Signal()
    reroll_requested = Signal()
    remove_requested = Signal()
    submitted = Signal()

    def __init__(self, theme: Theme, directive: Directive, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._directive = directive
        self._number = PlainLabel(theme, "", "meta", "textTertiary")
        self.field = TextField(theme, "Directive")
        self.field.edit.setMaxLength(DIRECTIVE_CHARACTERS)
        self.badge = Badge(theme, BadgeStyle("Similar", "copy", "warning", "warningSoft"))
        self.lock = IconButton(theme, "lock", "Lock: stays when all are written anew")
        self.lock.setCheckable(True)
        self.reroll = IconButton(theme, "refresh-cw", "Write this one anew")
        self.remove = IconButton(theme, "x", "Delete this directive")
        self._build_layout()
        self.show_directive(directive)
        self._connect()

    def show_directive(self, directive: Directive) -> None:
        """Show another directive. Tells nobody."""
        self._directive = directive
        self.field.edit.blockSignals(True)
        self.field.set_text(directive.text)
        self.field.edit.blockSignals(False)
        self.lock.setChecked(directive.is_locked)
        self.set_busy(is_busy=False)

    def directive(self) -> Directive:
        """Return the directive as it stands; edited words are the person's own."""
        text = self.field.text().strip()
        source = self._directive.source if text == self._directive.text else "person"
        return replace(self._directive, text=text, source=source, is_locked=self.lock.isChecked())

    def set_number(self, number: int) -> None:
        """Show its place, from 1."""
        self._number.setText(str(number))
        self.field.edit.setAccessibleName(f"Directive {number}")
        for button, words in ((self.reroll, "Write {} anew"), (self.remove, "Delete {}")):
            button.set_name(words.format(f"directive {number}"))
        self.lock.set_name(f"Lock directive {number}: it stays when all are written anew")

    def set_similar_to(self, number: int | None) -> None:
        """Mark it as a near-duplicate of an earlier one, or as different from all."""
        self.badge.setVisible(number is not None)
        if number is not None:
            self.badge.set_style(BadgeStyle(f"Like {number}", "copy", "warning", "warningSoft"))
            self.field.edit.setAccessibleDescription(f"Nearly the same as directive {number}")
        else:
            self.field.edit.setAccessibleDescription("")

    def set_busy(self, *, is_busy: bool) -> None:
        """Show that it is being written."""
        self.field.setEnabled(not is_busy)
        self.reroll.setEnabled(not is_busy and not self.lock.isChecked())
        if is_busy:
            self.field.edit.setPlaceholderText("Writing…")
            self.field.edit.blockSignals(True)
            self.field.set_text("")
            self.field.edit.blockSignals(False)
        else:
            self.field.edit.setPlaceholderText("Such as: serene atmosphere, urban streets")

    def _build_layout(self) -> None:
        px = self._theme.px
        self._number.setFixedWidth(px(18))
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self._number)
        row.addWidget(self.field, 1)
        row.addWidget(self.badge)
        row.setSpacing(px(6))
        for button in (self.lock, self.reroll, self.remove):
            row.addWidget(button)
        self.badge.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _connect(self) -> None:
        self.field.text_changed.connect(self._on_text_changed)
        self.field.submitted.connect(self._on_submitted)
        self.lock.toggled.connect(self._on_lock_toggled)
        self.reroll.clicked.connect(self.reroll_requested)
        self.remove.clicked.connect(self.remove_requested)

    def _on_text_changed(self, _text: str) -> None:
        self.changed.emit()

    def _on_submitted(self, _text: str) -> None:
        self.submitted.emit()

    def _on_lock_toggled(self, is_locked: bool) -> None:
        self.reroll.setEnabled(not is_locked)
        self.changed.emit()
