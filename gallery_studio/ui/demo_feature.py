"""Opens a copy of the demo session from the empty wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gallery_studio.domain.errors import LibraryError
from gallery_studio.studio.kiosk_library import demo_archive, demo_session_id
from gallery_studio.workers.archive_worker import ArchiveWorker

if TYPE_CHECKING:
    from gallery_studio.library.archive.store import ImportReport
    from gallery_studio.ui.main_window import MainWindow


class DemoFeature(QObject):
    """Brings the demo in once and opens it; what became of it is a session like any other."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        worker = window.parts.worker
        self._worker = ArchiveWorker(worker.studio_thread, worker.studio.access, self)
        window.empty.demo_requested.connect(self.open)
        self._worker.session_imported.connect(self._on_session_imported)
        self._worker.failed.connect(window.news.say_error)

    def take_down(self) -> None:
        """Stop what runs, and let it clean up."""
        self._worker.shutdown()

    def open(self) -> None:
        """Open the demo session; bring a copy in when the library has none."""
        session_id = demo_session_id()
        try:
            is_there = self._window.parts.reader.session(session_id).deleted_utc is None
        except LibraryError:
            is_there = False
        if is_there:
            self._window.open_session(session_id)
        elif not self._worker.is_running:
            self._worker.import_session(demo_archive())

    def _on_session_imported(self, report: ImportReport) -> None:
        self._window.open_session(report.session_id)
