"""Time-lapses as the window sees them: asked for, told about, stopped."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gallery_studio.domain.errors import StudioError
from gallery_studio.studio.timelapse import (
    TimelapseCancelled,
    TimelapseSource,
    make_timelapse,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.replay import ReplayState
    from gallery_studio.studio.replaying import LoadedReplay
    from gallery_studio.studio.timelapse import TimelapseRequest
    from gallery_studio.workers.studio_worker import StudioWorker

_TELL_EVERY = 0.01


class TimelapseWorker(QObject):
    """Makes one time-lapse at a time. Methods: GUI thread only; they return at once.

    Signals:
        progressed(float): Part that is done, 0 to 1.
        made(object): Path of the finished file.
        failed(str): Why there is none.
        cancelled(): It was stopped; nothing was left behind.
    """

    progressed = Signal(float)
    made = Signal(object)
    failed = Signal(str)
    cancelled = Signal()

    def __init__(self, worker: StudioWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._stop = threading.Event()
        self._told = 0.0

    def make(
        self,
        loaded: LoadedReplay,
        request: TimelapseRequest,
        facts_of: Callable[[ReplayState], tuple[str, str]],
    ) -> None:
        """Make a file; one of the signals answers.

        Args:
            loaded: The session.
            request: What it shall be.
            facts_of: Quote and facts of a moment; called on a worker thread.
        """
        self._stop = threading.Event()
        self._told = 0.0
        images = self._worker.studio.access.images
        source = TimelapseSource(loaded.replay, images, loaded.micro_previews, facts_of)
        self._worker.ask("timelapse", self._make(source, request, self._stop))

    def cancel(self) -> None:
        """Stop the one that is being made, if any."""
        self._stop.set()

    async def _make(
        self, source: TimelapseSource, request: TimelapseRequest, stop: threading.Event
    ) -> None:
        try:
            await asyncio.to_thread(make_timelapse, source, request, self._tell, stop.is_set)
        except TimelapseCancelled:
            self.cancelled.emit()
        except StudioError as error:
            self.failed.emit(error.message)
        else:
            self.made.emit(request.path)

    def _tell(self, done: int, total: int) -> None:
        """Tell of progress, a hundred times at most (worker thread)."""
        part = done / max(1, total)
        if part - self._told >= _TELL_EVERY or part >= 1:
            self._told = part
            self.progressed.emit(part)
