"""Pictures for a page that is wider than the previews of lists."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPixmap

from gallery_studio.domain.image import PREVIEW_SIDES_PX
from gallery_studio.workers.preview_pool import PreviewRequest

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.preview_source import PreviewSource
    from gallery_studio.workers.preview_pool import Preview, PreviewPool

_LARGE, _ENOUGH = PREVIEW_SIDES_PX[-1], PREVIEW_SIDES_PX[-2]
_MOST = 24


class PagePreviews(QObject):
    """Adds sharp large pictures to a source of previews. GUI thread only.

    What is kept is scaled down to the size it is shown at.

    Signals:
        arrived: Frozenset of image ids that can be painted, or painted more sharply, now.
    """

    arrived = Signal(object)

    def __init__(self, pool: PreviewPool, source: PreviewSource, parent: QObject) -> None:
        super().__init__(parent)
        self._pool, self._source = pool, source
        self._pixmaps: OrderedDict[ImageId, tuple[int, QPixmap]] = OrderedDict()
        self._wanted: dict[ImageId, int] = {}
        self._absent: set[ImageId] = set()
        queued = Qt.ConnectionType.QueuedConnection
        pool.preview_ready.connect(self._on_preview_ready, queued)
        pool.preview_missing.connect(self._on_preview_missing, queued)
        source.arrived.connect(self.arrived)

    def pixmap(self, image_id: ImageId, side_px: int) -> QPixmap | None:
        """Return a picture of about `side_px` on its longest side, or what is there of it now."""
        if side_px <= _ENOUGH or image_id in self._absent:
            return self._source.pixmap(image_id, side_px)
        kept = self._pixmaps.get(image_id)
        if kept is not None:
            self._pixmaps.move_to_end(image_id)
        if (kept is None or kept[0] < min(side_px, _LARGE)) and image_id not in self._wanted:
            self._wanted[image_id] = side_px
            self._pool.request([PreviewRequest(image_id, _LARGE)])
        return kept[1] if kept is not None else self._source.pixmap(image_id, side_px)

    def _on_preview_ready(self, preview: Preview) -> None:
        image_id = preview.request.image_id
        if preview.request.side != _LARGE or image_id not in self._wanted:
            return
        side = self._wanted.pop(image_id)
        image = preview.image
        if max(image.width(), image.height()) > side:
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode
            image = image.scaled(side, side, keep, smooth.SmoothTransformation)
        self._pixmaps[image_id] = (min(side, _LARGE), QPixmap.fromImage(image))
        while len(self._pixmaps) > _MOST:
            self._pixmaps.popitem(last=False)
        self.arrived.emit(frozenset({image_id}))

    def _on_preview_missing(self, request: PreviewRequest) -> None:
        if request.side == _LARGE and self._wanted.pop(request.image_id, 0):
            self._absent.add(request.image_id)
            self.arrived.emit(frozenset({request.image_id}))
