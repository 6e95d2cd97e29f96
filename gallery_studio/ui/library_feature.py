"""The library's own screens in the window: all sessions, the bin, and search in the sidebar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gallery_studio.ui.bin.bin_controller import BinController
from gallery_studio.ui.project_feature import ProjectFeature
from gallery_studio.ui.sessions.sessions_controller import SessionsController
from gallery_studio.ui.widgets.toast import ToastArea
from gallery_studio.ui.window_pages import WindowPages
from gallery_studio.workers.library_desk import LibraryDesk

if TYPE_CHECKING:
    from gallery_studio.ui.main_window import MainWindow
    from gallery_studio.workers.search_worker import SearchFailure


class LibraryFeature(QObject):
    """Puts the sessions browser and the bin into the window. GUI thread only.

    Attributes:
        desk: Asks the library.
        pages: What is shown instead of the canvas.
        sessions: The sessions browser.
        bin: The bin.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.desk = LibraryDesk(window.parts.worker, self)
        self.pages = WindowPages(window, self)
        self.sessions = SessionsController(window, self.pages, self.desk, self)
        self.bin = BinController(window, self.pages, self.desk, self)
        for page in (self.sessions.page, self.bin.page):
            self.pages.add(page)
        self._toasts: dict[object, ToastArea] = {
            page: ToastArea(window.parts.theme, page)
            for page in (self.sessions.page, self.bin.page)
        }
        self._connect()

    def _connect(self) -> None:
        window = self._window
        window.sidebar.all_sessions_requested.connect(self.toggle_sessions)
        window.sidebar.narrow.choices = self.sessions.filter_choices
        window.sidebar.session_chosen.connect(self._on_session_chosen)
        window.session.opened.connect(self._on_session_opened)
        window.parts.searcher.failed.connect(self._on_search_failed)
        self.pages.page_changed.connect(self._on_page_changed)
        self.sessions.page.bin_requested.connect(self.open_bin)
        window.more_regions += [
            (self.sessions.page, self.sessions.page.grid.setFocus),
            (self.bin.page, self.bin.page.list.setFocus),
        ]
        window.action("all_sessions").triggered.connect(self.open_sessions)
        window.action("open_bin").triggered.connect(self.open_bin)
        window.action("find_sessions").triggered.connect(self.focus_search)
        window.action("duplicate_session").triggered.connect(self.duplicate)
        window.action("delete_unstarred").triggered.connect(self.delete_unstarred)

    def open_sessions(self) -> None:
        """Show all sessions."""
        self._close_project()
        self.sessions.open()

    def toggle_sessions(self) -> None:
        """Show all sessions, or the canvas again."""
        if self.sessions.is_shown:
            self.pages.close()
        else:
            self.open_sessions()

    def open_bin(self) -> None:
        """Show the bin."""
        self._close_project()
        self.bin.open()

    def focus_search(self) -> None:
        """Go to the search field of what is shown (Ctrl+F)."""
        if self.sessions.is_shown:
            self.sessions.page.focus_search()
        else:
            self._window.sidebar.focus_search()

    def duplicate(self) -> None:
        """Copy the open session."""
        if self._window.session.is_stored:
            self.sessions.duplicate(self._window.session.id)

    def delete_unstarred(self) -> None:
        """Put every card without a star into the bin; Undo brings them back."""
        cards = [card.id for card in self._window.canvas.cards if not card.is_starred]
        if cards:
            self._window.view.delete_requested.emit(cards)
        else:
            self._window.news.say("Everything here is starred", "star", "textSecondary")

    def _close_project(self) -> None:
        """A project's page gives way; it knows by itself what is to be stored."""
        for feature in self._window.features:
            if isinstance(feature, ProjectFeature):
                feature.controller.close()

    def _on_session_chosen(self, _session_id: str) -> None:
        self.pages.close()

    def _on_session_opened(self, _session: object) -> None:
        if not self.sessions.is_discarding:
            self.pages.close()

    def _on_page_changed(self, page: object) -> None:
        """Toasts belong to what is shown."""
        window = self._window
        window.sidebar.set_browser_open(is_open=page is self.sessions.page)
        window.news.use_toasts(self._toasts.get(page, window.toasts))

    def _on_search_failed(self, failure: SearchFailure) -> None:
        self._window.news.say_error(failure.message)
