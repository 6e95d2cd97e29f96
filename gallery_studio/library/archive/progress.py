"""How far an export or import is, and the wish to stop it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from gallery_studio.library.archive.errors import ArchiveStoppedError

if TYPE_CHECKING:
    from collections.abc import Callable


class ArchiveTask:
    """One running export or import. Every method may be called from any thread."""

    def __init__(self, on_progress: Callable[[int, int], None] | None = None) -> None:
        """Prepare a task.

        Args:
            on_progress: Told of bytes done and bytes in all; called by working threads, one at
                a time; must not block.
        """
        self._on_progress = on_progress
        self._stop = threading.Event()
        self._end = threading.Event()
        self._lock = threading.Lock()
        self._done = 0
        self._total = 0

    def stop(self) -> None:
        """Ask it to end; it does so at the next picture."""
        self._stop.set()

    @property
    def is_stopped(self) -> bool:
        """Whether somebody asked it to end."""
        return self._stop.is_set()

    def finish(self) -> None:
        """Note that the session is out or in: from now on nothing is left to be stopped."""
        self._end.set()

    @property
    def is_finished(self) -> bool:
        """Whether the session is out or in, even if somebody asked for the end meanwhile."""
        return self._end.is_set()

    def begin(self, total_bytes: int) -> None:
        """Set how much there is to do."""
        with self._lock:
            self._done, self._total = 0, total_bytes
        self.advance(0)

    def advance(self, count_bytes: int) -> None:
        """Note work that is done.

        Raises:
            ArchiveStoppedError: Somebody asked it to end.
        """
        self.check()
        with self._lock:
            self._done += count_bytes
            if self._on_progress is not None:
                self._on_progress(self._done, self._total)

    def check(self) -> None:
        """End here if somebody asked for it.

        Raises:
            ArchiveStoppedError: Somebody did.
        """
        if self._stop.is_set():
            raise ArchiveStoppedError
