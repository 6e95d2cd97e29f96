"""The pictures of the show, decoded beside the GUI thread and kept only near the one shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPixmap

from gallery_studio.studio.kiosk_library import show_side
from gallery_studio.workers.preview_pool import PreviewRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.workers.preview_pool import Preview, PreviewPool


class SlidePictures(QObject):
    """Keeps the pictures that were wanted last. GUI thread only.

    Signals:
        arrived(): A picture that was wanted is there.
    """

    arrived = Signal()

    def __init__(self, pool: PreviewPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._pixmaps: dict[ImageId, QPixmap] = {}
        self._wanted: set[ImageId] = set()
        queued = Qt.ConnectionType.QueuedConnection
        pool.preview_ready.connect(self._on_preview_ready, queued)

    def want(self, pictures: Sequence[tuple[ImageId, int, int]]) -> None:
        """Keep these pictures (id, width, height in px), the most urgent first; drop the others."""
        self._wanted = {image_id for image_id, _, _ in pictures}
        self._pixmaps = {key: one for key, one in self._pixmaps.items() if key in self._wanted}
        wishes = [
            PreviewRequest(image_id, show_side(width, height))
            for image_id, width, height in reversed(pictures)
            if image_id not in self._pixmaps
        ]
        self._pool.request(wishes)

    def pixmap(self, image_id: ImageId) -> QPixmap | None:
        """Return a picture, or None while it is on its way."""
        return self._pixmaps.get(image_id)

    def forget(self) -> None:
        """Drop all: they were a visitor's."""
        self._wanted.clear()
        self._pixmaps.clear()

    def _on_preview_ready(self, preview: Preview) -> None:
        image_id = preview.request.image_id
        if image_id in self._wanted and image_id not in self._pixmaps:
            self._pixmaps[image_id] = QPixmap.fromImage(preview.image)
            self.arrived.emit()
