"""Imports modules on a thread of its own, so that the window does not wait for them."""

from __future__ import annotations

import importlib
import logging
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

_log = logging.getLogger(__name__)


class ModuleLoader(QObject):
    """Methods: GUI thread only.

    The interpreter hands over between threads every few milliseconds, so the GUI thread answers
    meanwhile. Whoever imports a module that is being imported here waits for it and gets the same.

    Signals:
        loaded(int): The modules of that group, counted from 0, are there.
    """

    loaded = Signal(int)

    def __init__(self, groups: Sequence[Sequence[str]], parent: QObject | None = None) -> None:
        """Prepare.

        Args:
            groups: Names of modules, in the order in which they are wanted.
            parent: Qt owner.
        """
        super().__init__(parent)
        self._groups = tuple(groups)
        self._is_ending = False
        self._thread = threading.Thread(target=self._run, name="modules", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def shutdown(self) -> None:
        """End after the module that is being imported; wait for that."""
        self._is_ending = True
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        for number, names in enumerate(self._groups):
            for name in names:
                if self._is_ending:
                    return
                try:
                    importlib.import_module(name)
                except ImportError as error:
                    # Whoever needs the module imports it again and fails where it matters.
                    _log.info("A module could not be imported ahead of its use: %s", error)
            self.loaded.emit(number)
