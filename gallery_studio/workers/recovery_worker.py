"""Looks into a library that does not open, and recovers it, away from the GUI thread."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gallery_studio.domain.errors import StudioError
from gallery_studio.library import recovery
from gallery_studio.library.recovery import RecoveryAction
from gallery_studio.records import dataclass
from gallery_studio.studio.looking import look_at_picture
from gallery_studio.workers.unheard import tell_unheard

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gallery_studio.domain.errors import LibraryError
    from gallery_studio.library.recovery import Backup, RecoveryReport

_log = logging.getLogger(__name__)
_PAUSE_S = 0.05
_UNEXPECTED = "Something unexpected went wrong; the log says more. Nothing was lost. Try again."


@dataclass(frozen=True, slots=True)
class RecoveryProgress:
    """How far a recovery is.

    Attributes:
        done: Steps done.
        total: Steps there are, above 0.
    """

    done: int
    total: int


class RecoveryWorker(QObject):
    """Does one thing after the other in a thread of its own. Methods: GUI thread only.

    The caller holds the lock of the library while anything is recovered.

    Signals:
        options_found: `RecoveryOptions`.
        progressed: `RecoveryProgress`, at most twenty a second.
        recovered: `RecoveryReport`; the library can be opened now.
        failed: A sentence; the library is as it was.
    """

    options_found = Signal(object)
    progressed = Signal(object)
    recovered = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recovery")
        self._told_s = 0.0

    def look_for_options(self, folder: Path, error: LibraryError) -> None:
        """Find out what can be done; `options_found` answers."""
        self._begin(lambda: self._find_options(folder, error))

    def recover(self, folder: Path, action: RecoveryAction, backup: Backup | None = None) -> None:
        """Restore, salvage, rebuild or start anew; `recovered` or `failed` answers.

        Args:
            folder: The library.
            action: One of these four.
            backup: The one to restore.
        """
        self._begin(lambda: self._recover(folder, action, backup))

    def shutdown(self) -> None:
        """Wait for what is being done: a library is never left half recovered."""
        self._pool.shutdown(wait=True)

    def _find_options(self, folder: Path, error: LibraryError) -> None:
        self.options_found.emit(recovery.options_for(folder, error))

    def _recover(self, folder: Path, action: RecoveryAction, backup: Backup | None) -> None:
        self.recovered.emit(self._report(folder, action, backup))

    def _report(
        self, folder: Path, action: RecoveryAction, backup: Backup | None
    ) -> RecoveryReport:
        if action is RecoveryAction.RESTORE and backup is not None:
            return recovery.restore_backup(
                folder, backup.path, look_at_picture, on_progress=self._tell
            )
        if action is RecoveryAction.SALVAGE:
            return recovery.salvage(folder, look_at_picture, on_progress=self._tell)
        if action is RecoveryAction.REBUILD:
            return recovery.rebuild_from_images(folder, look_at_picture, on_progress=self._tell)
        if action is RecoveryAction.START_NEW:
            return recovery.start_new(folder)
        raise ValueError(f"nothing to recover by: {action}")

    def _tell(self, done: int, total: int) -> None:
        """Tell how far it is, but no more often than anybody can see."""
        now_s = time.monotonic()
        if total and (done == total or now_s - self._told_s >= _PAUSE_S):
            self._told_s = now_s
            self.progressed.emit(RecoveryProgress(done, total))

    def _begin(self, work: Callable[[], None]) -> None:
        self._pool.submit(self._guarded, work).add_done_callback(tell_unheard)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except StudioError as error:
            self.failed.emit(error.message)
        except Exception:  # noqa: BLE001 - a fault here must not leave the person without a word
            _log.exception("The library could not be recovered")
            self.failed.emit(_UNEXPECTED)
