"""Checks and repairs the open library away from the GUI thread."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gallery_studio.domain.errors import StudioError
from gallery_studio.records import dataclass
from gallery_studio.studio import checking
from gallery_studio.studio.checking import CheckReport, CheckWatch
from gallery_studio.workers.unheard import tell_unheard

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_log = logging.getLogger(__name__)
_PAUSE_S = 0.05


@dataclass(frozen=True, slots=True)
class CheckProgress:
    """How far a check is.

    Attributes:
        done: Pictures checked.
        total: Pictures there are, above 0.
    """

    done: int
    total: int


class CheckWorker(QObject):
    """One check at a time, in a thread of its own. Methods: GUI thread only.

    Signals:
        progressed: `CheckProgress`, at most twenty a second.
        checked: `CheckReport` of a check or of a repair.
        failed: A sentence.
    """

    progressed = Signal(object)
    checked = Signal(object)
    failed = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="check")
        self._is_stopping = threading.Event()
        self._is_running = False
        self._report: CheckReport | None = None
        self._told_s = 0.0

    @property
    def is_running(self) -> bool:
        """Whether a check or repair is on."""
        return self._is_running

    @property
    def report(self) -> CheckReport | None:
        """What the last check said, or None before the first."""
        return self._report

    def check(self) -> None:
        """Read everything; `checked` or `failed` answers."""
        self._begin(lambda watch: checking.check(self._folder, watch))

    def repair(self) -> None:
        """Repair what the last check found and the open studio allows; answers as `check`."""
        found = self._report or CheckReport()
        self._begin(lambda watch: checking.repair(self._folder, found, watch, is_ours=False))

    def stop(self) -> None:
        """End a check early; what was found until then is told."""
        self._is_stopping.set()

    def shutdown(self) -> None:
        """Stop and wait for the thread (milliseconds)."""
        self.stop()
        self._pool.shutdown(wait=True)

    def _begin(self, work: Callable[[CheckWatch], CheckReport]) -> None:
        self._is_stopping.clear()
        self._is_running = True
        self._pool.submit(self._guarded, work).add_done_callback(tell_unheard)

    def _guarded(self, work: Callable[[CheckWatch], CheckReport]) -> None:
        """Check and answer. It runs no more when the answer comes: settings opened then show it."""
        answer: CheckReport | str
        try:
            answer = work(CheckWatch(self._tell, self._is_stopping.is_set))
        except StudioError as error:
            answer = error.message
        except Exception:  # noqa: BLE001 - a fault here must not leave the person without a word
            _log.exception("The library could not be checked")
            answer = "The check ended unexpectedly; the log says more. Try again."
        if not isinstance(answer, str):
            self._report = answer
        self._is_running = False
        if isinstance(answer, str):
            self.failed.emit(answer)
        else:
            self.checked.emit(answer)

    def _tell(self, done: int, total: int) -> None:
        """Tell how far it is, but no more often than anybody can see."""
        now_s = time.monotonic()
        if total and (done == total or now_s - self._told_s >= _PAUSE_S):
            self._told_s = now_s
            self.progressed.emit(CheckProgress(done, total))
