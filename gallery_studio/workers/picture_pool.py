"""Decodes stored pictures at full size for the lightbox, most wanted first, beside the GUI.

A decode cannot be broken off inside Pillow, but it is left between its steps as soon as nobody
wants it any more; and what waits is dropped at once.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from gallery_studio.domain.errors import ImageError
from gallery_studio.records import dataclass, field
from gallery_studio.workers.unheard import tell_unheard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from PIL import Image

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.imaging.loader import LoadedImage

log = logging.getLogger(__name__)

MOST_BYTES = 384 * 1024 * 1024
"""Decoded pictures kept: six of 4K with their mips."""
PRELOAD_AHEAD = 2
PRELOAD_BEHIND = 1

_MIP_FROM_PX = 2048
"""Pictures are halved while they are larger than this: what a screen shows at fit."""
_STRIP_ROWS = 64
"""Rows converted at a time. A 4K picture in one piece would hold the GIL for 40 ms."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture.

    Attributes:
        image_id: The picture.
        levels: RGB32, full size first, then halves until the longest side is at most 2048 px;
            transparency stands on the neutral ground of the previews.
        frames: How many frames the file holds; this is the first.
    """

    image_id: ImageId
    levels: tuple[QImage, ...] = field(repr=False)
    frames: int = 1

    @property
    def size_bytes(self) -> int:
        """Memory of all levels."""
        return sum(level.sizeInBytes() for level in self.levels)


@dataclass(frozen=True, slots=True)
class PictureFailure:
    """A picture that cannot be shown at full size.

    Attributes:
        image_id: The picture.
        message: What the person is told.
        is_missing: Whether its file is not where it should be.
    """

    image_id: ImageId
    message: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two pictures differ.

    Attributes:
        pair: The pictures, first and second.
        image: RGB32, the shape of the second one.
        changed_share: Part of the pixels that differ noticeably, 0 to 1.
    """

    pair: tuple[ImageId, ImageId]
    image: QImage = field(repr=False)
    changed_share: float


_Job = tuple["ImageFile", ...]
"""One picture to decode, or two to compare."""


class PicturePool(QObject):
    """Decodes full-size pictures in threads of its own. Methods: GUI thread only.

    Args:
        picture_path: Where the file of a picture lies.
        threads: How many decode at the same time.
        most_bytes: Memory that decoded pictures may take; what is shown now is always kept.
        parent: Owner.

    Signals:
        picture_ready(Picture): Decoded; `find` returns it too.
        picture_failed(PictureFailure): Its file is missing or cannot be read.
        difference_ready(Difference): Two pictures were compared.
    """

    picture_ready = Signal(object)
    picture_failed = Signal(object)
    difference_ready = Signal(object)

    def __init__(
        self,
        picture_path: Callable[[ImageFile], Path],
        *,
        threads: int = 2,
        most_bytes: int = MOST_BYTES,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture_path, self._most_bytes = picture_path, most_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[ImageId, Picture] = OrderedDict()
        self._waiting: list[_Job] = []
        self._running: set[_Job] = set()
        self._wanted: set[_Job] = set()
        self._shown: set[ImageId] = set()
        self._is_shut = False
        self._threads, self._busy = threads, 0
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="picture")

    @property
    def waiting(self) -> list[ImageId]:
        """Pictures not begun yet, the next one first."""
        with self._lock:
            return [job[0].id for job in self._waiting if len(job) == 1]

    def find(self, image_id: ImageId) -> Picture | None:
        """Return a picture that is decoded already."""
        with self._lock:
            if image_id in self._kept:
                self._kept.move_to_end(image_id)
            return self._kept.get(image_id)

    def want(
        self,
        shown: Sequence[ImageFile],
        preload: Sequence[ImageFile] = (),
        difference: tuple[ImageFile, ImageFile] | None = None,
    ) -> None:
        """Say all that is wanted now, in order of urgency; everything else is cancelled.

        Args:
            shown: On the screen; kept whatever memory they take.
            preload: Probably seen next; left out where memory would not hold them.
            difference: Two pictures to compare; announced by `difference_ready`.
        """
        jobs: list[_Job] = [(image,) for image in (*shown, *self._affordable(shown, preload))]
        if difference is not None:
            jobs.insert(len(shown), difference)
        with self._lock:
            if self._is_shut:
                return
            self._shown = {image.id for image in shown}
            self._wanted = set(jobs)
            self._waiting = [job for job in dict.fromkeys(jobs) if self._is_to_do(job)]
            start = min(self._threads - self._busy, len(self._waiting))
            self._busy += start
        for _ in range(start):
            self._executor.submit(self._serve).add_done_callback(self._on_left)

    def forget(self, image_ids: Iterable[ImageId]) -> None:
        """Drop decoded pictures, such as those of files that were located anew."""
        with self._lock:
            for image_id in image_ids:
                self._kept.pop(image_id, None)

    def release(self) -> None:
        """Cancel everything and give the memory back: the lightbox was closed."""
        self.want(())
        with self._lock:
            self._kept.clear()

    def shutdown(self) -> None:
        """Drop all wishes and wait for the decodes in progress. Safe to call twice."""
        with self._lock:
            self._is_shut = True
            self._waiting.clear()
            self._wanted.clear()
            self._kept.clear()
        self._executor.shutdown(wait=True)

    def _affordable(
        self, shown: Sequence[ImageFile], preload: Sequence[ImageFile]
    ) -> list[ImageFile]:
        """Return what of the preload fits beside what is shown."""
        left = self._most_bytes - sum(_expected_bytes(image) for image in shown)
        chosen: list[ImageFile] = []
        for image in preload:
            left -= _expected_bytes(image)
            if left < 0:
                break
            chosen.append(image)
        return chosen

    def _is_to_do(self, job: _Job) -> bool:
        """Whether a job is neither done nor in progress. The lock is held."""
        return job not in self._running and not (len(job) == 1 and job[0].id in self._kept)

    # In the threads of the pool

    def _on_left(self, thread: Future[None]) -> None:
        """Count out a thread that an error has ended: it has not done so itself."""
        if thread.exception() is not None:
            with self._lock:
                self._busy -= 1
        tell_unheard(thread)

    def _serve(self) -> None:
        """Work until nothing is left."""
        while (job := self._next()) is not None:
            is_settled = True
            try:
                is_settled = self._do(job)
            except Exception:
                # A thread that died would leave its share of wishes unserved for ever.
                log.exception("A picture could not be prepared")
                self._fail(PictureFailure(job[0].id, "This picture could not be opened.", False))
            self._finish(job, is_settled=is_settled)

    def _next(self) -> _Job | None:
        """Take the most urgent job, or count this thread out."""
        with self._lock:
            if not self._waiting:
                self._busy -= 1
                return None
            job = self._waiting.pop(0)
            self._running.add(job)
            return job

    def _finish(self, job: _Job, *, is_settled: bool) -> None:
        """Count a job out; one that was left and is wanted again meanwhile waits once more."""
        with self._lock:
            self._running.discard(job)
            if job in self._wanted and not is_settled:
                self._waiting.insert(0, job)

    def _do(self, job: _Job) -> bool:
        """Do a job; return whether it was announced, not left because nobody wanted it."""
        try:
            return self._compare(job) if len(job) == 2 else self._decode(job)
        except _NotWantedError:
            return False
        except _UnreadableError as error:
            self._fail(error.failure)
            return True

    def _decode(self, job: _Job) -> bool:
        picture = self._picture(job, self._read(job, job[0], None))
        self._keep(job, picture)
        self.picture_ready.emit(picture)
        return True

    def _fail(self, failure: PictureFailure) -> None:
        self.picture_failed.emit(failure)

    def _read(self, job: _Job, wanted: ImageFile, side_px: int | None) -> LoadedImage:
        """Return a picture, decoded."""
        from gallery_studio.imaging.loader import load_scaled, read_image_file

        path = self._picture_path(wanted)
        try:
            data = read_image_file(path)
            self._check_wanted(job)
            return load_scaled(data, side_px, name=wanted.source_name)
        except ImageError as error:
            self._check_wanted(job)
            raise _UnreadableError(_failure(wanted, path, error)) from error

    def _picture(self, job: _Job, loaded: LoadedImage) -> Picture:
        """Return all levels of a decoded picture."""
        levels: list[QImage] = []
        image = loaded.image
        while True:
            self._check_wanted(job)
            levels.append(qimage_of(image))
            if max(image.size) <= _MIP_FROM_PX:
                return Picture(job[0].id, tuple(levels), loaded.frames)
            image = image.reduce(2)

    def _compare(self, job: _Job) -> bool:
        from gallery_studio.imaging.difference import LONGEST_SIDE_PX, difference_map

        first = self._read(job, job[0], LONGEST_SIDE_PX).image
        second = self._read(job, job[1], LONGEST_SIDE_PX).image
        self._check_wanted(job)
        found = difference_map(first, second)
        pair = (job[0].id, job[1].id)
        self.difference_ready.emit(Difference(pair, qimage_of(found.image), found.changed_share))
        return True

    def _check_wanted(self, job: _Job) -> None:
        with self._lock:
            if job not in self._wanted:
                raise _NotWantedError

    def _keep(self, job: _Job, picture: Picture) -> None:
        """Keep a picture, and drop those used longest ago."""
        self._check_wanted(job)
        with self._lock:
            self._kept[picture.image_id] = picture
            total = sum(kept.size_bytes for kept in self._kept.values())
            for image_id in list(self._kept):
                if total <= self._most_bytes:
                    break
                if image_id not in self._shown and image_id != picture.image_id:
                    total -= self._kept.pop(image_id).size_bytes


class _NotWantedError(Exception):
    """Nobody wants this job any more."""


class _UnreadableError(Exception):
    """A picture cannot be read; carries what is told about it."""

    def __init__(self, failure: PictureFailure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def qimage_of(image: Image.Image) -> QImage:
    """Return a picture as RGB32 that owns its pixels; transparency stands on a neutral ground.

    Args:
        image: RGB or RGBA.
    """
    from PIL import Image as Pillow

    from gallery_studio.imaging.previews import GROUND_RGB

    width, height = image.size
    result = QImage(width, height, QImage.Format.Format_RGB32)
    if result.isNull():
        raise MemoryError(f"no room for {width} × {height} pixels")
    pixels = memoryview(result.bits())
    for top in range(0, height, _STRIP_ROWS):
        strip = image.crop((0, top, width, min(height, top + _STRIP_ROWS)))
        if strip.mode == "RGBA":
            ground = Pillow.new("RGB", strip.size, GROUND_RGB)
            ground.paste(strip, mask=strip.getchannel("A"))
            strip = ground
        data = strip.tobytes("raw", "BGRX")
        start = top * width * 4
        pixels[start : start + len(data)] = data
    return result


def _expected_bytes(image: ImageFile) -> int:
    """Return the memory a picture takes: four bytes a pixel, and a third more for its mips."""
    return image.width * image.height * 16 // 3


def _failure(image: ImageFile, path: Path, error: ImageError) -> PictureFailure:
    is_missing = not path.exists()
    message = "The file is not where the library keeps it." if is_missing else str(error)
    return PictureFailure(image.id, message, is_missing)
