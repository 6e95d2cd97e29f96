"""Keeps the page of all sessions true to the library and carries out what is asked for there."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer

from gallery_studio.domain.errors import LibraryError
from gallery_studio.domain.ids import SessionId
from gallery_studio.domain.search_query import parse_search
from gallery_studio.library.reading.browsing import SessionSort, SessionsWanted
from gallery_studio.ui.sessions.session_looks import looks_for_sessions
from gallery_studio.ui.sessions.sessions_page import SHOWN, SessionsPage
from gallery_studio.ui.sidebar.session_filter_button import NarrowingChoices

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.session import SessionSummary
    from gallery_studio.library.reading.browsing import BrowsedSession, BrowsedSessions
    from gallery_studio.ui.main_window import MainWindow
    from gallery_studio.ui.window_pages import WindowPages
    from gallery_studio.workers.library_desk import LibraryDesk
    from gallery_studio.workers.search_worker import SearchAnswer

_REFRESH_MS = 120
_ASKER = "sessions"


class SessionsController(QObject):
    """Between the page, the library and the window. GUI thread only.

    Attributes:
        page: The page.
        is_discarding: Whether another session opens only because the open one is thrown away.
    """

    def __init__(
        self, window: MainWindow, pages: WindowPages, desk: LibraryDesk, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._pages, self._desk = window, pages, desk
        self._reader = window.parts.reader
        self._browsed: dict[str, BrowsedSession] = {}
        self._totals = (0, 0)
        self.is_discarding = False
        self.page = SessionsPage(window.parts.theme, window.previews.pixmap, self._look_up)
        self.page.grid.set_replay_offered(is_offered="replay_session" in window.actions_by_id)
        self._timer = self._make_timer(_REFRESH_MS, self._refresh_all)
        self._connect()

    def _make_timer(self, interval_ms: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(slot)
        return timer

    def _connect(self) -> None:
        window, page = self._window, self.page
        window.parts.worker.changed.connect(self._on_changed)
        window.previews.arrived.connect(self._on_previews_arrived)
        window.parts.searcher.answered.connect(self._on_answered)
        self._desk.duplicated.connect(self._on_duplicated)
        page.wanted_changed.connect(self.refresh)
        page.back_requested.connect(self._pages.close)
        page.grid.session_chosen.connect(self._on_session_chosen)
        page.grid.discard_requested.connect(self.discard)
        page.grid.duplicate_requested.connect(self.duplicate)
        page.grid.replay_requested.connect(self._on_replay_requested)
        page.model.rename_requested.connect(window.sidebar.session_renamed)

    @property
    def is_shown(self) -> bool:
        """Whether the page is in the place of the canvas."""
        return self._pages.page is self.page

    def open(self) -> None:
        """Show the page."""
        choices = self.filter_choices()
        self.page.set_filters(choices.products, choices.models)
        self._count()
        self.refresh()
        self._pages.show(self.page)
        grid = self.page.grid if self.page.model.rowCount() else self.page.search.edit
        grid.setFocus()

    def filter_choices(self) -> NarrowingChoices:
        """Return the products shown and the models asked; known models come first."""
        window = self._window
        models = [(one, window.model_badge(one)[0]) for one in self._reader.models_used()]
        known = [entry for entry in models if window.catalogue.get(entry[0]) is not None]
        others = [entry for entry in models if entry not in known]
        return NarrowingChoices(known + others, self._reader.session_products_shown())

    def refresh(self) -> None:
        """Read and show the sessions again."""
        self._timer.stop()
        self._browsed.clear()
        searcher, wanted = self._window.parts.searcher, self._wanted()
        if wanted.query:
            searcher.ask(_ASKER, wanted, looks_for_sessions(wanted))
            return
        searcher.cancel(_ASKER)
        try:
            self._show(self._reader.browse(wanted))
        except LibraryError as error:
            self._window.news.say_error(error.message)

    def _refresh_all(self) -> None:
        self._count()
        self.refresh()

    def _count(self) -> None:
        """Count sessions and images: not at each key stroke, a large library takes a while."""
        self._totals = (self._reader.totals().sessions, self._reader.image_card_count())

    def discard(self, session_id: str) -> None:
        """Put a session into the bin; the page stays, also when it was the open one."""
        self.is_discarding = True
        try:
            self._window.sidebar_controller.discard(session_id)
        finally:
            self.is_discarding = False
        self.page.grid.setFocus()

    def duplicate(self, text: str) -> None:
        """Copy a session."""
        session_id = SessionId(text)
        if session_id == self._window.session.id:
            self._window.session.save_now()
        name = self._reader.session(session_id).name
        self._desk.duplicate(session_id, f"{name} copy")

    def _wanted(self) -> SessionsWanted:
        page = self.page
        return SessionsWanted(
            parse_search(page.search.text()),
            show=SHOWN[page.segments.current()],
            model=str(page.model_chip.value),
            product_id=str(page.product.value),
            sort=SessionSort(str(page.sort.value)),
        )

    def _show(self, found: BrowsedSessions) -> None:
        self.page.set_sessions(found.sessions, *self._totals)
        self.page.model.set_open(self._window.session.id)
        self.page.grid.refresh()

    def _look_up(self, summary: SessionSummary) -> BrowsedSession:
        """Return covers and product of a session; read when its card is first painted."""
        found = self._browsed.get(summary.id)
        if found is None or found.summary != summary:
            (found,) = self._reader.with_covers((summary,))
            self._browsed[summary.id] = found
        return found

    def _on_answered(self, answer: SearchAnswer) -> None:
        """Show what was found, unless something else is asked for by now."""
        if answer.asker == _ASKER and self.is_shown and answer.asked == self._wanted():
            self._show(cast("BrowsedSessions", answer.found))

    def _on_changed(self, changes: Changes) -> None:
        if self.is_shown and (changes.sessions or changes.cards or changes.removed_cards):
            self._timer.start()

    def _on_previews_arrived(self, _ids: object) -> None:
        if self.is_shown:
            self.page.grid.refresh()

    def _on_session_chosen(self, session_id: str) -> None:
        self._window.sidebar.session_chosen.emit(session_id)

    def _on_replay_requested(self, session_id: str) -> None:
        self._window.sidebar.session_chosen.emit(session_id)
        self._window.action("replay_session").trigger()

    def _on_duplicated(self, session_id: str, name: str) -> None:
        news, sidebar = self._window.news, self._window.sidebar
        news.offer(
            f"“{name}” made", "copy", "Open", lambda: sidebar.session_chosen.emit(session_id)
        )
