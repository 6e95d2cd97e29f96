"""The pixels the stage draws: previews first, then the picture itself, always the best at hand."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from gallery_studio.ui.preview_source import PreviewSource
from gallery_studio.workers.preview_pool import PreviewRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.workers.picture_pool import (
        Difference,
        Picture,
        PictureFailure,
        PicturePool,
    )
    from gallery_studio.workers.preview_pool import Preview, PreviewPool

MOST_SHARP = 8
"""Pictures kept at exactly the size they are shown at."""
MOST_LARGE = 8
"""Previews of 2048 px kept: what is shown, and its neighbours."""

PATIENCE_MS = 250
"""How long the full size waits for the preview, which may be missing or have been dropped."""

_LARGE_PX, _MEDIUM_PX = 2048, 768
_Plan = tuple[list["ImageFile"], list["ImageFile"], tuple["ImageFile", "ImageFile"] | None]


class PictureSource(QObject):
    """Answers what to draw for a picture now, and says when there is something better.

    GUI thread only; it never decodes.

    Args:
        previews: Decodes our previews; belongs to the caller.
        pictures: Decodes pictures at full size; belongs to the caller.
        parent: Owner.

    Signals:
        arrived(str): A picture of that image id can be drawn better.
        failed(PictureFailure): The file of a picture is missing or cannot be read.
        compared(Difference): A difference map is there.
    """

    arrived = Signal(str)
    failed = Signal(object)
    compared = Signal(object)

    def __init__(
        self, previews: PreviewPool, pictures: PicturePool, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._previews, self._pool = previews, pictures
        self._thumbs = PreviewSource(previews, self)
        self._large: OrderedDict[ImageId, QImage] = OrderedDict()
        self._wished: set[PreviewRequest] = set()
        self._sharp: OrderedDict[tuple[ImageId, int, int], tuple[QPixmap, bool]] = OrderedDict()
        self._failures: dict[ImageId, PictureFailure] = {}
        self._difference: Difference | None = None
        self._plan: _Plan = ([], [], None)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._connect()

    def _connect(self) -> None:
        self._patience.timeout.connect(self._send_plan)
        self._thumbs.arrived.connect(self._on_thumbs_arrived)
        self._previews.preview_ready.connect(self._on_preview_ready)
        self._previews.preview_missing.connect(self._on_preview_missing)
        self._pool.picture_ready.connect(self._on_picture_ready)
        self._pool.picture_failed.connect(self._on_picture_failed)
        self._pool.difference_ready.connect(self._on_difference_ready)

    def want(
        self,
        shown: Sequence[ImageFile],
        preload: Sequence[ImageFile],
        difference: tuple[ImageFile, ImageFile] | None = None,
    ) -> None:
        """Say what is shown now and probably next; see `PicturePool.want`."""
        if difference is not None and self.difference(difference[0].id, difference[1].id):
            difference = None
        for image in (*reversed(preload), *reversed(shown)):  # the last wish is served first
            self._wish(PreviewRequest(image.id, _LARGE_PX))
        self._plan = (list(shown), list(preload), difference)
        if self._has_pixels(shown):
            self._send_plan()
        else:
            # The preview is there in a tenth of the time, if nothing else takes its processor.
            self._pool.want(())
            self._patience.start()

    def release(self) -> None:
        """Give the memory back: the lightbox is closed."""
        self._sharp.clear()
        self._large.clear()
        self._wished.clear()
        self._failures.clear()
        self._difference = None
        self._patience.stop()
        self._pool.release()

    def retry(self, image_id: ImageId) -> None:
        """Forget that a picture failed: its file was located."""
        self._failures.pop(image_id, None)
        self._pool.forget([image_id])
        self._previews.forget_missing([image_id])
        self._thumbs.renew(frozenset([image_id]))

    def frames(self, image_id: ImageId) -> int:
        """Return how many frames a picture has, 1 for a still one; 1 until it is decoded."""
        picture = self._pool.find(image_id)
        return 1 if picture is None else picture.frames

    def failure(self, image_id: ImageId) -> PictureFailure | None:
        """Return why a picture cannot be shown, or None."""
        return self._failures.get(image_id)

    def difference(self, first: ImageId, second: ImageId) -> Difference | None:
        """Return the map of two pictures if it is the last one that was made."""
        found = self._difference
        return found if found is not None and found.pair == (first, second) else None

    def thumbnail(self, image_id: ImageId, size_px: float) -> QPixmap | None:
        """Return the best small preview at hand for a size in device px; wish for a better one."""
        return self._thumbs.pixmap(image_id, round(size_px))

    def frame(self, image_id: ImageId, shown_px: float) -> QImage | QPixmap | None:
        """Return the best pixels at hand, all of the picture, or None while there is nothing.

        Args:
            image_id: The picture.
            shown_px: Longest side of the whole picture as it is shown, in device px.
        """
        picture = self._pool.find(image_id)
        if picture is not None:
            return level_for(picture, shown_px)
        large = self._large.get(image_id)
        return large if large is not None else self.thumbnail(image_id, min(shown_px, _MEDIUM_PX))

    def sharp(self, image_id: ImageId, size: QSize) -> QPixmap | None:
        """Return a picture filtered to exactly a size in device px, if it was made before."""
        found = self._sharp.get((image_id, size.width(), size.height()))
        return None if found is None else found[0]

    def sharpen(self, image_id: ImageId, size: QSize) -> bool:
        """Filter a picture to exactly a size, from what is at hand; return whether it is new.

        Takes 4 ms for a stage of 1200 × 800 px: call it when nothing moves.
        """
        key = (image_id, size.width(), size.height())
        picture = self._pool.find(image_id)
        is_final = picture is not None
        if key in self._sharp and (self._sharp[key][1] or not is_final):
            self._sharp.move_to_end(key)
            return False
        side_px = max(size.width(), size.height())
        source = level_for(picture, side_px) if picture else self._large.get(image_id)
        if source is None or source.width() < size.width():
            return False
        mode = Qt.TransformationMode.SmoothTransformation
        scaled = source.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
        self._sharp[key] = (QPixmap.fromImage(scaled), is_final)
        while len(self._sharp) > MOST_SHARP:
            self._sharp.popitem(last=False)
        return True

    def _has_pixels(self, images: Sequence[ImageFile]) -> bool:
        """Whether all pictures can be painted well already."""
        return all(image.id in self._large or self._pool.find(image.id) for image in images)

    def _send_plan(self) -> None:
        self._patience.stop()
        self._pool.want(*self._plan)

    def _settle_plan(self) -> None:
        """Go on to full size once the previews of what is shown are there."""
        if self._patience.isActive() and self._has_pixels(self._plan[0]):
            self._send_plan()

    def _wish(self, request: PreviewRequest) -> None:
        if request.image_id in self._large:
            self._large.move_to_end(request.image_id)
            return
        self._wished.add(request)
        self._previews.request([request])

    def _on_thumbs_arrived(self, image_ids: frozenset[ImageId]) -> None:
        for image_id in image_ids:
            self.arrived.emit(image_id)

    def _on_preview_ready(self, preview: Preview) -> None:
        request = preview.request
        if request not in self._wished:
            return
        self._wished.discard(request)
        self._large[request.image_id] = preview.image
        while len(self._large) > MOST_LARGE:
            self._large.popitem(last=False)
        self._settle_plan()
        self.arrived.emit(request.image_id)

    def _on_preview_missing(self, request: PreviewRequest) -> None:
        """Be content with the medium one: a picture not larger than it has no large one."""
        if request in self._wished:
            self._wished.discard(request)
            if request.side == _LARGE_PX:
                self._wish(PreviewRequest(request.image_id, _MEDIUM_PX))
            elif self._patience.isActive():
                self._send_plan()

    def _on_picture_ready(self, picture: Picture) -> None:
        self._failures.pop(picture.image_id, None)
        self.arrived.emit(picture.image_id)

    def _on_picture_failed(self, failure: PictureFailure) -> None:
        self._failures[failure.image_id] = failure
        self.failed.emit(failure)

    def _on_difference_ready(self, difference: Difference) -> None:
        self._difference = difference
        self.compared.emit(difference)


def level_for(picture: Picture, shown_px: float) -> QImage:
    """Return the smallest level of a picture that is not enlarged when shown at a size."""
    best = picture.levels[0]
    for level in picture.levels:
        if max(level.width(), level.height()) >= shown_px:
            best = level
    return best
