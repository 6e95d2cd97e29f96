"""What a library needs besides the person's work, in quiet: sweeping, checking, backups."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.library.library import Library

_log = logging.getLogger(__name__)

FIRST_PAUSE_S = 5.0
"""How long the start of the studio is left alone."""

BACKUP_EVERY_S = 30 * 60.0
_END_S = 3.0
"""How long the end of the program waits for what runs; an unfinished copy is swept later."""


class Housekeeping:
    """Runs in a thread of its own until it is shut down.

    A failure never stops anything: it is told once in a sentence, and tried again at the next
    turn. A damaged library is never backed up, so that good backups stay.
    """

    def __init__(
        self,
        library: Library,
        on_problem: Callable[[str], None],
        *,
        first_pause_s: float = FIRST_PAUSE_S,
        backup_every_s: float = BACKUP_EVERY_S,
    ) -> None:
        """Prepare the thread.

        Args:
            library: Open for writing.
            on_problem: Told a sentence, on the thread.
            first_pause_s: Seconds before the first work.
            backup_every_s: Seconds between backups; none is made when nothing changed.
        """
        self._library = library
        self._on_problem = on_problem
        self._first_pause_s = first_pause_s
        self._backup_every_s = backup_every_s
        self._is_ending = threading.Event()
        self._told: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def shutdown(self) -> None:
        """End the thread; what runs is waited for a few seconds."""
        self._is_ending.set()
        if self._thread.is_alive():
            self._thread.join(_END_S)

    def _run(self) -> None:
        if self._is_ending.wait(self._first_pause_s):
            return
        self._do("swept", self._sweep)
        if self._is_ending.is_set():
            return
        self._do("checked", self._library.check)
        self._do("tidied", lambda: self._library.tidy(self._is_ending.is_set))
        while not self._is_ending.wait(self._backup_every_s):
            self._do("backed up", self._library.back_up)

    def _sweep(self) -> None:
        """Delete what crashes left: unfinished files and imports, copies for other programs."""
        from gallery_studio.library.archive.staging import sweep_staging
        from gallery_studio.workers.copies import sweep_copies

        self._library.images.sweep()
        sweep_staging(self._library.images.folder)
        sweep_copies()

    def _do(self, what: str, work: Callable[[], object]) -> None:
        try:
            work()
        except LibraryError as error:
            _log.info("The library could not be %s: %s", what, error.kind)
            self._tell(error.message)
        except OSError as error:
            _log.info("The library could not be %s: %s", what, type(error).__name__)
        except Exception:  # noqa: BLE001 - the program goes on without it, but says so in the log
            _log.exception("The library could not be %s", what)

    def _tell(self, message: str) -> None:
        if message not in self._told:
            self._told.add(message)
            self._on_problem(message)


def back_up_at_end(library: Library) -> None:
    """Make the backup of the end, once everything is closed; nobody is left to be told."""
    try:
        library.back_up()
    except LibraryError as error:
        _log.warning("No backup was made at the end: %s", error.kind)
