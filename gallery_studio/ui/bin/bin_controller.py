"""Keeps the bin's page true to the library, and empties the bin in time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer

from gallery_studio.domain.errors import LibraryError
from gallery_studio.domain.timestamps import utc_now, utc_text
from gallery_studio.records import replace
from gallery_studio.ui.bin.bin_page import BinPage
from gallery_studio.ui.bin.remove_dialog import RemoveDialog

if TYPE_CHECKING:
    from gallery_studio.domain.bin import BinEntry, BinKey, EmptiedBin
    from gallery_studio.domain.changes import Changes
    from gallery_studio.ui.main_window import MainWindow
    from gallery_studio.ui.window_pages import WindowPages
    from gallery_studio.workers.library_desk import LibraryDesk

_REFRESH_MS = 60
_FIRST_LOOK_MS = 20_000
"""How long the start of the studio is left alone."""

_LOOK_EVERY_MS = 6 * 3_600_000


class BinController(QObject):
    """Between the bin's page and the library. GUI thread only.

    Attributes:
        page: The page.
        dialog: The last question before things were removed, or None.
    """

    def __init__(
        self, window: MainWindow, pages: WindowPages, desk: LibraryDesk, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._pages, self._desk = window, pages, desk
        self._entries: list[BinEntry] = []
        self.page = BinPage(window.parts.theme, window.previews.pixmap)
        self.dialog: RemoveDialog | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._clock = QTimer(self)
        self._clock.setInterval(_FIRST_LOOK_MS)
        self._clock.timeout.connect(self._on_clock)
        self._clock.start()
        self._connect()

    def _connect(self) -> None:
        window, page = self._window, self.page
        window.parts.worker.changed.connect(self._on_changed)
        window.previews.arrived.connect(self._on_previews_arrived)
        self._desk.emptied.connect(self._on_emptied)
        self._desk.restored.connect(self._on_restored)
        page.back_requested.connect(self._pages.close)
        page.restore_requested.connect(self._on_restore_requested)
        page.remove_requested.connect(self._on_remove_requested)
        page.days_chosen.connect(self._on_days_chosen)

    def open(self) -> None:
        """Show the page."""
        self.refresh()
        self._pages.show(self.page)
        first = self.page.list if self._entries else self.page.back
        first.setFocus()

    def refresh(self) -> None:
        """Read and show the bin again."""
        try:
            self._entries = self._window.parts.reader.bin_entries()
        except LibraryError as error:
            self._window.news.say_error(error.message)
            return
        self.page.set_entries(self._entries, self._window.parts.keeper.settings.bin_days)

    def remove_expired(self) -> None:
        """Remove what has been in the bin for longer than the setting says."""
        days = self._window.parts.keeper.settings.bin_days
        if days:
            self._desk.remove_older(utc_text(utc_now() - timedelta(days=days)))

    def _on_restore_requested(self, keys: list[BinKey]) -> None:
        self._desk.restore(keys)

    def _on_restored(self, count: int) -> None:
        self._window.news.say("Restored" if count == 1 else f"{count} things restored", "undo-2")

    def _on_remove_requested(self, keys: list[BinKey]) -> None:
        wanted = set(keys)
        chosen = [entry for entry in self._entries if entry.key in wanted]
        if not chosen:
            return
        self.dialog = RemoveDialog(self._window.parts.theme, self._window, chosen)
        self.dialog.confirmed.connect(lambda: self._desk.remove([one.key for one in chosen]))
        self.dialog.closed.connect(self.dialog.deleteLater)
        self.dialog.open(self.dialog.cancel)

    def _on_days_chosen(self, days: object) -> None:
        keeper = self._window.parts.keeper
        keeper.change(replace(keeper.settings, bin_days=cast("int", days)))
        self.refresh()

    def _on_emptied(self, report: EmptiedBin) -> None:
        count = report.things
        words = f"{count:,} thing{'' if count == 1 else 's'} removed"
        if report.size_bytes:
            words += f", {report.size_bytes / 1_000_000:,.1f} MB freed"
        if report.kept:
            words += f"; {report.kept:,} still in use stayed"
        self._window.news.say(words)

    def _on_changed(self, changes: Changes) -> None:
        if self._pages.page is self.page and changes:
            self._timer.start()

    def _on_previews_arrived(self, _ids: object) -> None:
        if self._pages.page is self.page:
            self.page.list.viewport().update()

    def _on_clock(self) -> None:
        self._clock.setInterval(_LOOK_EVERY_MS)
        self.remove_expired()
