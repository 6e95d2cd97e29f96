"""Remembers which session is open as soon as it is stored, so that a crash leads back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gallery_studio.records import replace

if TYPE_CHECKING:
    from gallery_studio.ui.main_window import MainWindow


class LastSessionFeature(QObject):
    """Keeps the open session in the settings while the program runs. GUI thread only.

    The window keeps it at its end too; a program that dies has no end.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._session = window.session
        self._keeper = window.parts.keeper
        window.session.opened.connect(self._keep)
        window.parts.worker.changed.connect(self._keep)
        self._keep(window.session)

    def _keep(self, _news: object) -> None:
        settings = self._keeper.settings
        if self._session.is_stored and settings.last_session != self._session.id:
            self._keeper.change(replace(settings, last_session=self._session.id))
