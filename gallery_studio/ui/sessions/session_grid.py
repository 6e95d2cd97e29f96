"""The sessions of the browser, as a grid of cards or a list of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QSize, Signal
from PySide6.QtWidgets import QListView, QWidget

from gallery_studio.ui.sessions.mosaic_delegate import MosaicDelegate
from gallery_studio.ui.sidebar.session_list_view import SessionListView
from gallery_studio.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QMouseEvent, QPixmap, QResizeEvent

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.session import SessionSummary
    from gallery_studio.library.reading.browsing import BrowsedSession
    from gallery_studio.ui.sidebar.session_delegate import SessionDelegate
    from gallery_studio.ui.sidebar.session_list_model import SessionListModel
    from gallery_studio.ui.theme.theme import Theme


RIGHT_SLACK = 24
"""Room at the right of the cards, for the scroll bar, in px at 100 %."""


class SessionGrid(SessionListView):
    """One Tab stop; arrows walk in two directions, Enter opens, F2 renames, Delete discards.

    Signals:
        duplicate_requested(str): Copy that session.
        replay_requested(str): Replay that session.
    """

    duplicate_requested = Signal(str)
    replay_requested = Signal(str)

    def __init__(
        self,
        theme: Theme,
        model: SessionListModel,
        pixmap: Callable[[ImageId, int], QPixmap | None],
        browsed: Callable[[SessionSummary], BrowsedSession],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, model, lambda image_id: pixmap(image_id, 64), parent)
        self._rows = self._delegate
        self._mosaic = MosaicDelegate(theme, pixmap, browsed, self)
        self._is_grid = False
        self._pressed = QPoint()
        self.setAccessibleName("All sessions")
        self.set_grid(is_grid=True)

    @property
    def is_grid(self) -> bool:
        """Whether cards are shown."""
        return self._is_grid

    def set_grid(self, *, is_grid: bool) -> None:
        """Show cards, or rows."""
        self._is_grid = is_grid
        self._delegate: SessionDelegate = self._mosaic if is_grid else self._rows
        self.setItemDelegate(self._delegate)
        mode = QListView.ViewMode.IconMode if is_grid else QListView.ViewMode.ListMode
        self.setViewMode(mode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setWrapping(is_grid)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self._fit()

    def set_replay_offered(self, *, is_offered: bool) -> None:
        """Show Replay on the card under the pointer."""
        self._mosaic.has_replay = is_offered

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose how many columns there are."""
        self._fit()
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where: the buttons of a card are parts of it."""
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def open_menu(self, index: QModelIndex, at: QPoint) -> None:
        """Open the menu of a session at a point of the screen."""
        menu = Menu(self._theme, "Session", self)
        menu.add_item("Open", self._on_open, icon="folder-open", key="Return")
        if self._mosaic.has_replay:
            menu.add_item("Replay", self._on_replay, icon="play", key="F5")
        menu.add_item("Rename", self.rename_current, icon="type", key="F2")
        menu.add_item("Duplicate", self._on_duplicate, icon="copy", key="Ctrl+D")
        menu.addSeparator()
        menu.add_item("Delete", self._on_discard, icon="trash-2", key="Del", is_danger=True)
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        self.setCurrentIndex(index)
        menu.popup(at)

    def duplicate_current(self) -> None:
        """Ask for a copy of the current session."""
        if self.currentIndex().isValid():
            self._on_duplicate()

    def _on_clicked(self, index: QModelIndex) -> None:
        """Open, unless one of the card's own buttons was meant."""
        cell = self.visualRect(index)
        if self._is_grid and self._mosaic.menu_rect(cell).contains(self._pressed):
            self.open_menu(index, self.viewport().mapToGlobal(self._pressed))
            return
        replay = self._is_grid and self._mosaic.has_replay
        if replay and self._mosaic.replay_rect(cell).contains(self._pressed):
            self._on_replay()
            return
        super()._on_clicked(index)

    def _on_duplicate(self) -> None:
        self.duplicate_requested.emit(self._id(self.currentIndex()))

    def _on_replay(self) -> None:
        self.replay_requested.emit(self._id(self.currentIndex()))

    def _on_theme_changed(self) -> None:
        if hasattr(self, "_mosaic"):
            self._fit()
        super()._on_theme_changed()

    def _fit(self) -> None:
        """Give every cell the size that fills the row."""
        width = self.width() - self._theme.px(RIGHT_SLACK)
        self.setGridSize(self._mosaic.fit(width) if self._is_grid else QSize())
