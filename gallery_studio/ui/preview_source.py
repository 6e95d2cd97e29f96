"""Small pictures for lists, strips and dialogs: what is at hand now, and news of the rest."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap

from gallery_studio.domain.image import PREVIEW_SIDES_PX
from gallery_studio.workers.preview_pool import PreviewRequest

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.workers.preview_pool import Preview, PreviewPool

_MOST = 400
"""Pixmaps kept; the smallest previews are a few kilobytes, the largest shown here 1.7 MB."""


class PreviewSource(QObject):
    """Keeps the previews that were asked for. GUI thread only.

    Signals:
        arrived: Frozenset of image ids whose preview is at hand now.
    """

    arrived = Signal(object)

    def __init__(self, pool: PreviewPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._pixmaps: OrderedDict[PreviewRequest, QPixmap] = OrderedDict()
        self._wanted: set[PreviewRequest] = set()
        self._absent: set[PreviewRequest] = set()
        self._news: set[ImageId] = set()
        self._wishes: dict[PreviewRequest, None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_timeout)
        pool.preview_ready.connect(self._on_preview_ready, Qt.ConnectionType.QueuedConnection)
        pool.preview_missing.connect(self._on_preview_missing, Qt.ConnectionType.QueuedConnection)

    def pixmap(self, image_id: ImageId, side_px: int) -> QPixmap | None:
        """Return a preview at least `side_px` on its longest side, or None until it `arrived`.

        A smaller one stands in while the right one is on its way.
        """
        side = next((side for side in PREVIEW_SIDES_PX[:3] if side >= side_px), PREVIEW_SIDES_PX[2])
        request = PreviewRequest(image_id, side)
        found = self._pixmaps.get(request)
        if found is not None:
            self._pixmaps.move_to_end(request)
            return found
        if request not in self._wanted and request not in self._absent:
            self._wanted.add(request)
            self._wishes[request] = None
            self._timer.start()
        return self._stand_in(image_id)

    def renew(self, image_ids: frozenset[ImageId]) -> None:
        """Ask again for previews that were missing: they have been made."""
        again = {request for request in self._absent if request.image_id in image_ids}
        self._absent -= again
        if again:
            self._news |= {request.image_id for request in again}
            self._timer.start()

    def _stand_in(self, image_id: ImageId) -> QPixmap | None:
        for side in reversed(PREVIEW_SIDES_PX):
            found = self._pixmaps.get(PreviewRequest(image_id, side))
            if found is not None:
                return found
        return None

    def _on_preview_ready(self, preview: Preview) -> None:
        request = preview.request
        if request not in self._wanted:
            return
        self._wanted.discard(request)
        self._pixmaps[request] = QPixmap.fromImage(preview.image)
        while len(self._pixmaps) > _MOST:
            self._pixmaps.popitem(last=False)
        self._news.add(request.image_id)
        self._timer.start()

    def _on_preview_missing(self, request: PreviewRequest) -> None:
        if request in self._wanted:
            self._wanted.discard(request)
            self._absent.add(request)

    def _on_timeout(self) -> None:
        if self._wishes:
            wishes, self._wishes = self._wishes, {}
            self._pool.request(wishes)
        if self._news:
            news, self._news = frozenset(self._news), set()
            self.arrived.emit(news)
