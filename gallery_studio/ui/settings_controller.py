"""Opens the settings and carries out what is set there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from gallery_studio import __version__
from gallery_studio.domain.timestamps import utc_text
from gallery_studio.ui.actions import SPECS
from gallery_studio.ui.settings.settings_dialog import SettingsContext, SettingsDialog
from gallery_studio.ui.settings.states import Component, KeyState, SpendingState, StorageState
from gallery_studio.workers.key_worker import KeyNews

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from gallery_studio.config import Settings
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.ui.settings.check_section import CheckSection
    from gallery_studio.ui.settings_keeper import SettingsKeeper
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.check_worker import CheckWorker
    from gallery_studio.workers.key_worker import KeyWorker
    from gallery_studio.workers.studio_worker import StudioWorker

_SOURCES = {
    "store": "Kept in the system's password store, never in files.",
    "session": "Kept until you quit; this system has no password store.",
    "environment": "From the environment.",
}
_COMPONENTS = (
    ("PySide6_Essentials", "PySide6 (Qt)", "LGPL-3.0"),
    ("google-genai", "google-genai", "Apache-2.0"),
    ("pillow", "Pillow", "MIT-CMU"),
    ("peewee", "Peewee", "MIT"),
    ("keyring", "keyring", "MIT"),
    ("appdirs", "appdirs", "MIT"),
)


class SettingsController(QObject):
    """Between the settings dialog and everything it sets. GUI thread only.

    Signals:
        library_change_requested: Another library folder shall be chosen.
    """

    library_change_requested = Signal()

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        keeper: SettingsKeeper,
        keys: KeyWorker,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._keeper = keeper
        self._keys = keys
        self._dialog: SettingsDialog | None = None
        self._checks: CheckWorker | None = None
        self._news = KeyNews()
        keys.key_changed.connect(self._on_key_changed)

    def use(
        self, reader: LibraryReader, worker: StudioWorker, catalogue: Catalogue, folder: Path
    ) -> None:
        """Tell what the pages show and act on; once, before the first opening."""
        self._reader = reader
        self._worker = worker
        self._catalogue = catalogue
        self._folder = folder
        worker.sizes_measured.connect(self._on_sizes_measured)

    def use_checks(self, checks: CheckWorker) -> None:
        """Tell who checks the library; once, before the first opening."""
        self._checks = checks

    def open(self) -> None:
        """Open the settings."""
        dialog = self._ensure()
        dialog.open_page(dialog.pages[0])

    def open_key(self) -> None:
        """Open the settings at the key."""
        self._ensure().open_key()

    def use_catalogue(self, catalogue: Catalogue) -> None:
        """Show other models from the next opening on."""
        self._catalogue = catalogue

    def _ensure(self) -> SettingsDialog:
        """Return the open dialog, or a new one."""
        if self._dialog is None:
            context = SettingsContext(
                settings=self._keeper.settings,
                models=self._catalogue.current(),
                actions=SPECS,
                version=__version__,
                components=_components(),
            )
            self._dialog = SettingsDialog(self._theme, self._window, context)
            self._connect(self._dialog)
        self._dialog.show_settings(self._keeper.settings)
        self._dialog.show_key_state(_key_state(self._news))
        self._dialog.show_spending(self._spending())
        self._dialog.show_storage(StorageState(self._folder))
        return self._dialog

    def _connect(self, dialog: SettingsDialog) -> None:
        dialog.settings_changed.connect(self._on_settings_changed)
        dialog.key_entered.connect(self._on_key_entered)
        dialog.key_check_requested.connect(self._keys.check)
        dialog.key_removed.connect(self._keys.remove)
        dialog.library_change_requested.connect(self.library_change_requested)
        dialog.library_show_requested.connect(self._on_library_show_requested)
        dialog.sizes_requested.connect(self._on_sizes_requested)
        if self._checks is not None:
            _connect_checks(dialog.storage_page.check_section, self._checks)
        dialog.closed.connect(self._on_closed)

    def _spending(self) -> SpendingState:
        now = datetime.now().astimezone()
        start = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return SpendingState(spent_usd=self._reader.spent_usd(utc_text(start)), month=f"{now:%B}")

    def _on_settings_changed(self, settings: Settings) -> None:
        self._keeper.change(settings)

    def _on_key_entered(self, text: str) -> None:
        self._keys.enter(text)
        self._keys.check()

    def _on_key_changed(self, news: KeyNews) -> None:
        self._news = news
        if self._dialog is not None:
            self._dialog.show_key_state(_key_state(news))

    def _on_library_show_requested(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _on_sizes_requested(self) -> None:
        self._worker.measure_sizes(self._folder)

    def _on_sizes_measured(self, sizes: tuple[tuple[str, int], ...]) -> None:
        if self._dialog is not None:
            self._dialog.show_storage(StorageState(self._folder, sizes))

    def _on_closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


def _connect_checks(section: CheckSection, checks: CheckWorker) -> None:
    section.check_requested.connect(checks.check)
    section.repair_requested.connect(checks.repair)
    section.stop_requested.connect(checks.stop)
    checks.progressed.connect(section.show_progress)
    checks.checked.connect(section.show_report)
    checks.failed.connect(section.show_failure)
    if checks.is_running:
        section.show_running()
    elif checks.report is not None:
        section.show_report(checks.report)


def _key_state(news: KeyNews) -> KeyState:
    return KeyState(
        source=_SOURCES.get(news.source, ""),
        tail=news.tail,
        message=news.message,
        is_ok=news.is_ok,
        is_busy=news.is_busy,
        is_removable=news.source in ("store", "session"),
    )


def _components() -> tuple[Component, ...]:
    from importlib.metadata import PackageNotFoundError, version  # 20 ms, for one page

    found = []
    for package, name, licence in _COMPONENTS:
        try:
            found.append(Component(name, version(package), licence))
        except PackageNotFoundError:
            continue
    return tuple(found)
