"""How canvas and conversation share the window's width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QSplitter

from gallery_studio.records import replace

if TYPE_CHECKING:
    from gallery_studio.ui.canvas_area import CanvasArea
    from gallery_studio.ui.conversation.conversation_pane import ConversationPane
    from gallery_studio.ui.settings_keeper import SettingsKeeper
    from gallery_studio.ui.theme.theme import Theme

NARROWEST = 360
WIDEST = 720
_COVERS_BELOW = 900
_NARROW_BELOW = 1180
_NO_LIMIT = 16_777_215  # Qt's own largest width


class ConversationSplit(QObject):
    """The splitter between canvas and conversation; it remembers its width. GUI thread only."""

    def __init__(self, theme: Theme, keeper: SettingsKeeper, area: CanvasArea) -> None:
        super().__init__()
        self._theme = theme
        self._keeper = keeper
        self._area = area
        self._pane: ConversationPane | None = None
        self._is_widened = False
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(area)
        self.splitter.setStretchFactor(0, 1)
        self.setParent(self.splitter)

    def set_pane(self, pane: ConversationPane) -> None:
        """Take the conversation, hidden; once."""
        self._pane = pane
        pane.hide()
        self.splitter.addWidget(pane)
        self.splitter.setStretchFactor(1, 0)
        pane.widen_requested.connect(self.toggle_widened)
        self.splitter.splitterMoved.connect(self._on_moved)

    @property
    def is_open(self) -> bool:
        """Whether the conversation is shown."""
        return self._pane is not None and not self._pane.isHidden()

    def set_open(self, is_open: bool) -> None:
        """Show the conversation, or give its room to the canvas."""
        if self._pane is not None:
            self._pane.setVisible(is_open)
            self.fit()

    def toggle_widened(self) -> None:
        """Give the conversation as much room as it can use, or take that back."""
        self._is_widened = not self._is_widened
        if self._pane is not None:
            self._pane.set_widened(is_widened=self._is_widened)
            self.fit()

    def fit(self) -> None:
        """Share the width anew; a narrow window shows the conversation alone."""
        if self._pane is None:
            return
        total = self.splitter.width()
        px = self._theme.px
        covers = self.is_open and self.splitter.window().width() < px(_COVERS_BELOW)
        self._area.setVisible(not covers)
        self._pane.setMaximumWidth(_NO_LIMIT if covers else px(WIDEST))
        if not self.is_open or covers:
            return
        is_narrow = self.splitter.window().width() < px(_NARROW_BELOW)
        rest = NARROWEST if is_narrow else self._keeper.settings.conversation_width
        wanted = WIDEST if self._is_widened else rest
        width = max(px(NARROWEST), min(px(wanted), total - self._area.minimumWidth()))
        self._pane.setMinimumWidth(px(NARROWEST))
        self.splitter.setSizes([total - width, width])

    def _on_moved(self) -> None:
        is_narrow = self.splitter.window().width() < self._theme.px(_NARROW_BELOW)
        if self._pane is None or is_narrow:
            return  # what a small window leaves is no wish for a large one
        if self._is_widened:
            self._is_widened = False
            self._pane.set_widened(is_widened=False)
        width = round(self._pane.width() / self._theme.scale)
        settings = self._keeper.settings
        self._keeper.change(
            replace(settings, conversation_width=min(WIDEST, max(NARROWEST, width)))
        )
