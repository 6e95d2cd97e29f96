"""Decodes our own preview files for the canvas on two threads, newest wish first."""

from __future__ import annotations

import logging
import os
import sys
import threading
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QImageReader

from gallery_studio.records import dataclass
from gallery_studio.workers.unheard import tell_unheard

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable
    from concurrent.futures import Future, ThreadPoolExecutor
    from pathlib import Path

    from gallery_studio.domain.ids import ImageId

log = logging.getLogger(__name__)

_NICENESS = 10

_FORMAT = b"jpeg"
"""Tried first: to have Qt find out what a file is takes half as long again as a small decode."""


class PreviewRequest(NamedTuple):
    """A wish for a preview. A tuple, since a far wall looks thousands up in one frame.

    Attributes:
        image_id: The picture.
        side: Longest side in pixels: 64, 256, 768 or 2048.
    """

    image_id: ImageId
    side: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A decoded preview.

    Attributes:
        request: What was wished for.
        image: RGB32, ready to become a pixmap without conversion.
    """

    request: PreviewRequest
    image: QImage


class PreviewPool(QObject):
    """Decodes previews beside the GUI thread. Methods: GUI thread only.

    What was wished for last is decoded first, because it is what a person looks at now; wishes
    that scrolled away are dropped before they cost anything.

    Args:
        preview_path: Where a preview of a picture lies: image id and longest side in pixels.
        threads: How many decode at the same time.

    Signals:
        preview_ready(Preview): Decoded.
        preview_missing(PreviewRequest): The file is not there or cannot be read; the studio can
            rebuild it, after which `forget_missing` lets it be wished for again.
    """

    preview_ready = Signal(object)
    preview_missing = Signal(object)
    _served = Signal(object, object)

    def __init__(
        self,
        preview_path: Callable[[ImageId, int], Path],
        *,
        threads: int = 2,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._preview_path = preview_path
        self._lock = threading.Lock()
        self._waiting: dict[PreviewRequest, None] = {}
        self._missing: set[PreviewRequest] = set()
        self._running: set[PreviewRequest] = set()
        self._is_shut = False
        self._threads = threads
        self._busy = 0
        self._served.connect(self._on_served)

    @cached_property
    def _executor(self) -> ThreadPoolExecutor:
        """The threads; made with the first wish."""
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(
            self._threads, thread_name_prefix="preview", initializer=_step_back
        )

    @property
    def waiting(self) -> list[PreviewRequest]:
        """Wishes not begun yet, the next one first."""
        with self._lock:
            return list(reversed(self._waiting))

    @property
    def missing(self) -> list[PreviewRequest]:
        """What was found to be missing so far, and not forgotten since."""
        with self._lock:
            return list(self._missing)

    def request(self, wishes: Iterable[PreviewRequest]) -> None:
        """Wish for previews; the last wish is served first. Known missing ones are left out."""
        with self._lock:
            if self._is_shut:
                return
            for wish in wishes:
                if wish in self._missing or wish in self._running:
                    continue
                self._waiting.pop(wish, None)
                self._waiting[wish] = None
            start = min(self._threads - self._busy, len(self._waiting))
            self._busy += start
        for _ in range(start):
            self._executor.submit(self._serve).add_done_callback(self._on_left)

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits to be served, is being decoded or is decoded and not told yet."""
        with self._lock:
            return not (self._waiting or self._running)

    def retain(self, image_ids: Container[ImageId]) -> int:
        """Drop waiting wishes for all other pictures, which scrolled away; return how many."""
        with self._lock:
            dropped = [wish for wish in self._waiting if wish.image_id not in image_ids]
            for wish in dropped:
                del self._waiting[wish]
        return len(dropped)

    def forget_missing(self, image_ids: Iterable[ImageId]) -> None:
        """Let previews that were missing be wished for again: they have been rebuilt."""
        wanted = set(image_ids)
        with self._lock:
            self._missing = {wish for wish in self._missing if wish.image_id not in wanted}

    def shutdown(self) -> None:
        """Drop all wishes and wait for the decodes in progress. Safe to call twice."""
        with self._lock:
            self._is_shut = True
            self._waiting.clear()
        self._executor.shutdown(wait=True)

    def _on_left(self, thread: Future[None]) -> None:
        """Count out a thread that an error has ended: it has not done so itself."""
        if thread.exception() is not None:
            with self._lock:
                self._busy -= 1
        tell_unheard(thread)

    def _serve(self) -> None:
        """Decode until nothing is left. Runs in a thread of the pool."""
        while (wish := self._next()) is not None:
            image = self._decode(wish)
            with self._lock:
                if self._is_shut:
                    self._busy -= 1
                    return
            self._served.emit(wish, image)

    def _on_served(self, wish: PreviewRequest, image: QImage | None) -> None:
        """Tell what was decoded. GUI thread: until here the wish counts as running."""
        with self._lock:
            self._running.discard(wish)
            if image is None:
                self._missing.add(wish)
        if image is None:
            self.preview_missing.emit(wish)
        else:
            self.preview_ready.emit(Preview(wish, image))

    def _next(self) -> PreviewRequest | None:
        """Take the newest wish, or count this thread out."""
        with self._lock:
            if not self._waiting:
                self._busy -= 1
                return None
            wish, _ = self._waiting.popitem()
            self._running.add(wish)
            return wish

    def _decode(self, wish: PreviewRequest) -> QImage | None:
        """Read one of our own files; QImageReader lets the GIL go while it decodes."""
        try:
            path = str(self._preview_path(wish.image_id, wish.side))
            image = QImageReader(path, _FORMAT).read()
            if image.isNull():
                image = QImageReader(path).read()
        except Exception:
            # A thread that died would leave its share of wishes unserved for ever.
            log.exception("A preview of %d px could not be read", wish.side)
            return None
        if image.isNull() or image.format() == QImage.Format.Format_RGB32:
            return None if image.isNull() else image
        return image.convertToFormat(QImage.Format.Format_RGB32)


def _step_back() -> None:
    """Let the GUI thread go first on a busy machine. Only Linux has a niceness for each thread.

    Source: https://man7.org/linux/man-pages/man2/setpriority.2.html (C library differences)
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
