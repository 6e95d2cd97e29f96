"""Has missing previews made again: they are a cache that anyone may delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.main_window import MainWindow
    from gallery_studio.workers.preview_pool import PreviewRequest

_SIDE_ALWAYS_THERE = 768
"""Larger previews exist only for pictures that are larger: their absence says nothing."""


class PreviewsFeature(QObject):
    """Between the preview pool and the studio. GUI thread only."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._rebuilding: set[ImageId] = set()
        window.parts.pool.preview_missing.connect(self._on_preview_missing)
        window.parts.worker.previews_rebuilt.connect(self._on_previews_rebuilt)
        window.parts.worker.picture_missing.connect(self._on_picture_missing)
        window.parts.worker.picture_located.connect(self._on_picture_located)
        for request in window.parts.pool.missing:
            self._on_preview_missing(request)

    def _on_preview_missing(self, request: PreviewRequest) -> None:
        """Ask once for each picture: one whose file is missing too cannot be helped."""
        if request.image_id not in self._rebuilding and request.side <= _SIDE_ALWAYS_THERE:
            self._rebuilding.add(request.image_id)
            self._window.parts.worker.rebuild_previews([request.image_id])

    def _on_previews_rebuilt(self, image_ids: tuple[ImageId, ...]) -> None:
        self._rebuilding.difference_update(image_ids)
        self._window.view.previews_rebuilt(image_ids)
        self._window.previews.renew(frozenset(image_ids))

    def _on_picture_missing(self, image_id: ImageId) -> None:
        """Mark its cards, and say so once, however many there are."""
        self._window.view.set_missing(image_id, is_missing=True)
        self._window.news.say_error(
            "Some picture files are missing. Open one large to locate it, or see "
            "Settings › Storage › Check library."
        )

    def _on_picture_located(self, image_id: ImageId) -> None:
        self._window.view.set_missing(image_id, is_missing=False)
        self._rebuilding.discard(image_id)
        self._window.parts.worker.rebuild_previews([image_id])
