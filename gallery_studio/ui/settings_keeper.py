"""Holds the settings while the window is open, and has them written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.config import Settings

_SAVE_AFTER_MS = 400


class SettingsKeeper(QObject):
    """The one place where settings change. GUI thread only.

    Signals:
        changed: The new `Settings`.
    """

    changed = Signal(object)

    def __init__(
        self, settings: Settings, save: Callable[[Settings], None], parent: QObject | None = None
    ) -> None:
        """Begin with stored settings.

        Args:
            settings: As loaded.
            save: Has them written; must not block.
            parent: Qt owner.
        """
        super().__init__(parent)
        self._settings = settings
        self._save = save
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save_now)

    @property
    def settings(self) -> Settings:
        """The settings as they hold now."""
        return self._settings

    def change(self, settings: Settings) -> None:
        """Use other settings from now on; they are written a moment later."""
        if settings == self._settings:
            return
        self._settings = settings
        self._timer.start()
        self.changed.emit(settings)

    def save_now(self) -> None:
        """Have the settings written at once."""
        self._timer.stop()
        self._save(self._settings)
