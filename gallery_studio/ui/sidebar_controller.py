"""Keeps the sidebar true to the library."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Signal

from gallery_studio.domain.ids import SessionId
from gallery_studio.domain.search_query import parse_search
from gallery_studio.domain.timestamps import utc_text
from gallery_studio.library.reading.browsing import SessionsWanted
from gallery_studio.records import replace
from gallery_studio.ui.sessions.session_looks import looks_for_sessions
from gallery_studio.ui.sidebar.library_sidebar import SessionFilter
from gallery_studio.ui.sidebar.session_filter_button import SessionNarrowing
from gallery_studio.ui.sidebar.sidebar_footer import FooterState

if TYPE_CHECKING:
    from gallery_studio.config import Settings
    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.session import SessionSummary
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.library.reading.browsing import BrowsedSessions
    from gallery_studio.ui.open_session import OpenSession
    from gallery_studio.ui.settings_keeper import SettingsKeeper
    from gallery_studio.ui.sidebar.library_sidebar import LibrarySidebar
    from gallery_studio.workers.key_worker import KeyNews
    from gallery_studio.workers.search_worker import SearchAnswer, SearchWorker
    from gallery_studio.workers.studio_worker import StudioWorker

_ASKER = "sidebar"
_MOST_SESSIONS = 200
_REFRESH_MS = 120


class SidebarController(QObject):
    """Between the sidebar, the library and the open session. GUI thread only.

    Signals:
        session_discarded: Id and name of a session that was put into the bin.
    """

    session_discarded = Signal(str, str)

    def __init__(
        self,
        sidebar: LibrarySidebar,
        reader: LibraryReader,
        worker: StudioWorker,
        session: OpenSession,
        keeper: SettingsKeeper,
        searcher: SearchWorker,
    ) -> None:
        super().__init__(sidebar)
        self._sidebar = sidebar
        self._reader = reader
        self._worker = worker
        self._session = session
        self._keeper = keeper
        self._searcher = searcher
        self._search = ""
        self._filter = SessionFilter.ALL
        self._narrowing = SessionNarrowing()
        self._has_key = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._connect()

    def _connect(self) -> None:
        self._worker.changed.connect(self._on_changed)
        self._searcher.answered.connect(self._on_answered)
        self._session.opened.connect(self._on_opened)
        self._keeper.changed.connect(self._on_settings_changed)
        self._sidebar.search_changed.connect(self._on_search_changed)
        self._sidebar.filter_changed.connect(self._on_filter_changed)
        self._sidebar.narrowing_changed.connect(self._on_narrowing_changed)
        self._sidebar.session_renamed.connect(self._on_session_renamed)
        self._sidebar.session_discard_requested.connect(self.discard)
        self._sidebar.collapsed_changed.connect(self._on_collapsed_changed)

    def refresh(self) -> None:
        """Read and show the list again."""
        self._timer.stop()
        wanted = self.wanted()
        if wanted.query:
            self._searcher.ask(_ASKER, wanted, looks_for_sessions(wanted))
        else:
            self._searcher.cancel(_ASKER)
            self._show_sessions(self._reader.browse(wanted).sessions)
        self._show_footer()

    def show_key(self, news: KeyNews) -> None:
        """Show whether there is a key."""
        self._has_key = news.has_key
        self._show_footer()

    def discard(self, text: str) -> None:
        """Put the session with this id into the bin; what runs in it is stopped."""
        session_id = SessionId(text)
        is_open = session_id == self._session.id
        # The open session's name may be on its way into the library still.
        name = self._session.session.name if is_open else self._reader.session(session_id).name
        for card in self._reader.canvas_cards(session_id):
            if card.status.is_open and card.output_id is not None:
                self._worker.stop([card.output_id])
        self._worker.discard_session(session_id)
        self.session_discarded.emit(session_id, name)

    def wanted(self) -> SessionsWanted:
        """Return which sessions are asked for."""
        return SessionsWanted(
            parse_search(self._search),
            show=self._filter.value,
            model=self._narrowing.model,
            product_id=self._narrowing.product_id,
            limit=_MOST_SESSIONS,
        )

    def _on_answered(self, answer: SearchAnswer) -> None:
        """Show what was found, unless something else is asked for by now."""
        if answer.asker == _ASKER and answer.asked == self.wanted():
            self._show_sessions(cast("BrowsedSessions", answer.found).sessions)

    def _show_sessions(self, summaries: tuple[SessionSummary, ...]) -> None:
        self._sidebar.set_sessions(summaries)
        self._sidebar.set_open_session(self._session.id if self._session.is_stored else "")

    def _show_footer(self) -> None:
        now = datetime.now().astimezone()
        start = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        settings: Settings = self._keeper.settings
        self._sidebar.set_footer(
            FooterState(
                has_key=self._has_key,
                month=f"{now:%B}",
                spent_usd=self._reader.spent_usd(utc_text(start)),
                limit_usd=settings.monthly_limit_usd,
                warn_at_percent=settings.warn_at_percent,
            )
        )

    def _on_changed(self, changes: Changes) -> None:
        if changes.sessions or changes.cards or changes.removed_cards:
            self._timer.start()

    def _on_opened(self, _session: object) -> None:
        self._timer.start()

    def _on_settings_changed(self, _settings: object) -> None:
        self._show_footer()

    def _on_search_changed(self, text: str) -> None:
        self._search = text
        self.refresh()

    def _on_filter_changed(self, name: str) -> None:
        self._filter = SessionFilter(name)
        self.refresh()

    def _on_narrowing_changed(self, narrowing: SessionNarrowing) -> None:
        self._narrowing = narrowing
        self.refresh()

    def _on_session_renamed(self, session_id: str, name: str) -> None:
        if session_id == self._session.id:
            self._session.rename(name)
        else:
            self._worker.rename_session(SessionId(session_id), name)

    def _on_collapsed_changed(self, is_collapsed: bool) -> None:
        self._keeper.change(replace(self._keeper.settings, is_sidebar_collapsed=is_collapsed))
