"""Full pages in the place of canvas and conversation: sessions, bin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gallery_studio.ui.main_window import MainWindow


class WindowPages(QObject):
    """Shows one page at a time instead of the canvas. GUI thread only.

    Signals:
        page_changed: The page that is shown now, or None for canvas and other features' pages.
    """

    page_changed = Signal(object)

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._splitter = window.split.splitter
        self._pages: list[QWidget] = []
        self._stack = window.stack
        self._stack.currentChanged.connect(self._on_current_changed)

    @property
    def page(self) -> QWidget | None:
        """The page of ours that is shown, or None."""
        current = self._stack.currentWidget()
        return current if current in self._pages else None

    def add(self, page: QWidget) -> None:
        """Take a page, hidden; once.

        From now on it ends with the window. A page without an owner would be left to Python's
        collector, which takes it apart in any order, and Qt crashes over what is half gone.
        """
        self._pages.append(page)
        self._stack.addWidget(page)

    def show(self, page: QWidget) -> None:
        """Show a page that was added."""
        self._stack.setCurrentWidget(page)

    def close(self) -> None:
        """Show the canvas again."""
        if self.page is not None:
            self._stack.setCurrentWidget(self._splitter)
            self._window.view.setFocus()

    def _on_current_changed(self, _index: int) -> None:
        self.page_changed.emit(self.page)
