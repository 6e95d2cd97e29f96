"""The heading of a section of the sidebar: its name, + at the right, a hint while it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


class SectionHeading(QWidget):
    """Name and +, and below them what the section is for.

    Args:
        theme: Gives all colours and sizes.
        title: Name of the section.
        add_name: What + does.
        hint: What the section is for; shown only when asked for, and while nothing is in it.

    Attributes:
        add: The + at the right.
    """

    def __init__(self, theme: Theme, title: str, add_name: str, hint: str) -> None:
        super().__init__()
        self._theme = theme
        self.add = IconButton(theme, "plus", add_name)
        self._hint = PlainLabel(theme, hint, "meta", "textTertiary", max_lines=0)
        self._is_hint_asked_for, self._is_empty = False, True
        self._hint.hide()
        self._column = QVBoxLayout(self)
        self._row = QHBoxLayout()
        self._row.addWidget(PlainLabel(theme, title, "metaStrong", "textSecondary"), 1)
        self._row.addWidget(self.add)
        self._column.addLayout(self._row)
        self._column.addWidget(self._hint)
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def set_hint_shown(self, *, is_shown: bool) -> None:
        """Show what the section is for while nothing is in it, or leave that out."""
        self._is_hint_asked_for = is_shown
        self._hint.setVisible(self._is_hint_asked_for and self._is_empty)

    def set_empty(self, *, is_empty: bool) -> None:
        """Tell whether the section has no rows: only then does it have to say what it is for."""
        self._is_empty = is_empty
        self._hint.setVisible(self._is_hint_asked_for and self._is_empty)

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(10), 0, 0, 0)
        self._column.setSpacing(0)
        self._hint.setContentsMargins(0, px(2), px(10), px(2))
