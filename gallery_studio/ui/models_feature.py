"""Offers the models that can be asked now wherever models are chosen for an edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from gallery_studio.ui.main_window import MainWindow
    from gallery_studio.workers.key_worker import KeyNews


class ModelsFeature(QObject):
    """Keeps edit dialog and conversation pane to what key and settings allow. GUI thread only."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._has_key = False
        window.parts.keys.key_changed.connect(self._on_key_changed)
        window.parts.keys.models_listed.connect(self._show)
        window.parts.keeper.changed.connect(self._show)
        self._show()

    def _on_key_changed(self, news: KeyNews) -> None:
        self._has_key = news.has_key
        self._show()

    def _show(self, *_: object) -> None:
        with_offline = self._window.parts.keeper.settings.use_offline_model
        self._window.pane.set_catalogue(
            self._window.catalogue.askable(has_key=self._has_key, with_offline=with_offline)
        )
