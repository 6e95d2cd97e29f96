"""The head of a project's page: the way back, where one is, and what to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gallery_studio.ui.widgets.buttons import SecondaryButton
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


class ProjectHeader(QWidget):
    """52 px above the page.

    Args:
        theme: Gives all colours and sizes.
        parent: Owner.

    Signals:
        back_requested(): Return to the canvas.
        play_requested(): Play the journey.
        export_requested(): Open the menu of exports.
        menu_requested(): Open the menu of the project.
    """

    back_requested = Signal()
    play_requested = Signal()
    export_requested = Signal()
    menu_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.back = IconButton(theme, "arrow-left", "Back to the canvas", key="Esc")
        self.section = PlainLabel(theme, "Projects", "body", "textSecondary")
        self._slash = PlainLabel(theme, "/", "body", "textTertiary")
        self.title = PlainLabel(theme, "", "bodyStrong")
        self.play = SecondaryButton(theme, "Play the journey", icon="play")
        self.play.hide()
        self.export = SecondaryButton(theme, "Export", icon="share", shortcut="")
        self.more = IconButton(theme, "ellipsis", "More")
        self._row = QHBoxLayout(self)
        for widget in (self.back, self.section, self._slash):
            self._row.addWidget(widget)
        self._row.addWidget(self.title, 1)
        for button in (self.play, self.export, self.more):
            self._row.addWidget(button)
        self.back.clicked.connect(self.back_requested)
        self.play.clicked.connect(self.play_requested)
        self.export.clicked.connect(self.export_requested)
        self.more.clicked.connect(self.menu_requested)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_title(self, title: str) -> None:
        """Show which project it is."""
        self.title.setText(title)

    def set_can_play(self, *, can_play: bool) -> None:
        """Offer to play the journey; only where something can play it."""
        self.play.setVisible(can_play)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the wall."""
        QPainter(self).fillRect(self.rect(), self._theme.color("canvas"))

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self.setFixedHeight(max(px(52), self._theme.control_height(36) + px(12)))
        self._slash.setFixedWidth(self._slash.sizeHint().width())
        self._row.setContentsMargins(px(20), 0, px(24), 0)
        self._row.setSpacing(px(8))
        self.update()
