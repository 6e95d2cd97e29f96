"""Pictures at hand for painting: the best there is now, and the wish for what would be better."""

from __future__ import annotations

from collections import OrderedDict, deque
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QPixmap

from gallery_studio.ui.canvas.micro_atlas import MicroAtlas
from gallery_studio.workers.preview_pool import PreviewRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

    from PySide6.QtGui import QColor

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.workers.preview_pool import Preview, PreviewPool

SIDES = (64, 256, 768, 2048)
MOST_BYTES = 64 * 1024 * 1024
"""Decoded previews kept; tiles hold what was painted from the others."""

LANDING_MS = 8
LANDING_S = 0.002
"""How long decoded previews may be taken in at a time: hundreds can arrive between two frames."""

NEWS_S = 0.1
"""How often is told what arrived while more is coming: tiles are painted again for all of it."""

_Part = tuple[QPixmap, QRectF]
"""A pixmap and the part of it that shows a picture."""

_Key = tuple["ImageId", int]
"""A `PreviewRequest`, or the plain tuple that is equal to it and made in a third of the time."""

_MICRO_REACH_PX = 20
"""Up to this size on the screen a micro preview is as good as a decoded one."""


def side_for(size_px: float) -> int:
    """Return the longest side of the preview that fits a size in device px; 0 is the micro one."""
    if size_px <= _MICRO_REACH_PX:
        return 0
    for side in SIDES:
        # A preview enlarged by a quarter still looks sharp and costs a tenth of the next one.
        if size_px <= side * 1.25:
            return side
    return SIDES[-1]


class PreviewStore(QObject):
    """Keeps micro previews and recently used decoded ones. GUI thread only.

    Attributes:
        wish_count: How often painting wished for something better; only grows.

    Signals:
        arrived(list[PreviewRequest]): Wishes were fulfilled, or never will be; what shows those
            pictures can be repainted.
    """

    arrived = Signal(object)

    def __init__(self, pool: PreviewPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._atlas = MicroAtlas()
        self._pixmaps: OrderedDict[_Key, _Part] = OrderedDict()
        self._sides: dict[ImageId, tuple[int, ...]] = {}
        self._bytes = 0
        self._wishes: dict[PreviewRequest, None] = {}
        self._absent: set[_Key] = set()
        self._landed: deque[Preview] = deque()
        self._news: list[PreviewRequest] = []
        self._told_at = 0.0
        self._landing = QTimer(self)
        self._landing.setSingleShot(True)
        self._landing.setInterval(LANDING_MS)
        self._landing.timeout.connect(self._on_landing)
        self._sending = QTimer(self)
        self._sending.setSingleShot(True)
        self._sending.setInterval(0)
        self._sending.timeout.connect(self._on_sending)
        self.wish_count = 0
        pool.preview_ready.connect(self._on_preview_ready)
        pool.preview_missing.connect(self._on_preview_missing)

    def set_micros(self, micros: Mapping[ImageId, bytes]) -> None:
        """Replace all micro previews: another session is shown."""
        self._atlas.clear()
        self._atlas.add(micros)

    def add_micros(self, micros: Mapping[ImageId, bytes]) -> None:
        """Add micro previews of new pictures."""
        self._atlas.add(micros)

    def mean_color(self, image_id: ImageId | None) -> QColor | None:
        """Return the mean colour of a picture, or None while it is unknown."""
        return self._atlas.mean_color(image_id)

    def best(self, image_id: ImageId, size_px: float) -> _Part | None:
        """Return the best picture at hand for a size in device px, and wish for a better one.

        Returns:
            A pixmap and the part of it to draw, or None while there is nothing at all.
        """
        side = side_for(size_px)
        if side == 0:
            if image_id in self._atlas:
                return self._atlas.find(image_id)
            side = SIDES[0]
        elif side == SIDES[-1] and (image_id, side) in self._absent:
            side = SIDES[-2]
        wanted = image_id, side
        found = self._pixmaps.get(wanted)
        if found is not None:
            self._pixmaps.move_to_end(wanted)
            return found
        if wanted not in self._absent:
            self._wishes[PreviewRequest(image_id, side)] = None
            self.wish_count += 1
        sides = self._sides.get(image_id)
        if sides:
            return self._pixmaps[image_id, sides[-1]]
        return self._atlas.find(image_id)

    def has(self, image_id: ImageId, size_px: float) -> bool:
        """Whether nothing better than what is at hand is to be expected for that size."""
        wanted = PreviewRequest(image_id, side_for(size_px) or SIDES[0])
        return wanted in self._pixmaps or wanted in self._absent

    def send_wishes(self) -> None:
        """Send what painting wished for since the last time, once the frame is on the screen.

        Before, the threads that decode would take the interpreter from the frame.
        """
        if self._wishes:
            self._sending.start()

    def _on_sending(self) -> None:
        self._pool.request(self._wishes)
        self._wishes = {}

    def drop_wishes(self, images_seen: Callable[[], Container[ImageId]]) -> int:
        """Drop wishes for pictures that scrolled away; return how many were dropped."""
        return self._pool.retain(images_seen()) if self._pool.waiting else 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits to be decoded, taken in or told."""
        return not (self._wishes or self._landed or self._news) and self._pool.is_idle

    def renew(self, image_ids: Iterable[ImageId]) -> None:
        """Wish again for previews that were missing: they have been rebuilt."""
        wanted = set(image_ids)
        self._absent = {wish for wish in self._absent if wish[0] not in wanted}
        self._pool.forget_missing(wanted)

    def _on_preview_ready(self, preview: Preview) -> None:
        self._landed.append(preview)
        self._land_soon()

    def _land_soon(self) -> None:
        if not self._landing.isActive():
            self._landing.start()

    def _on_landing(self) -> None:
        """Take in decoded previews for a moment; the rest has to wait for the next one."""
        deadline = perf_counter() + LANDING_S
        while self._landed and perf_counter() < deadline:
            self._take_in(self._landed.popleft())
        self._tell(perf_counter())
        if self._landed or self._news:
            self._landing.start()

    def _take_in(self, preview: Preview) -> None:
        request = preview.request
        if request in self._pixmaps:
            return
        pixmap = QPixmap.fromImage(preview.image)
        self._pixmaps[request] = pixmap, QRectF(pixmap.rect())
        held = self._sides.get(request.image_id, ())
        self._sides[request.image_id] = tuple(sorted((*held, request.side)))
        self._bytes += _size_bytes(pixmap)
        while self._bytes > MOST_BYTES and len(self._pixmaps) > 1:
            self._forget_oldest()
        self._news.append(request)

    def _forget_oldest(self) -> None:
        (image_id, oldest), (pixmap, _) = self._pixmaps.popitem(last=False)
        self._bytes -= _size_bytes(pixmap)
        left = tuple(side for side in self._sides[image_id] if side != oldest)
        if left:
            self._sides[image_id] = left
        else:
            del self._sides[image_id]

    def _tell(self, now_s: float) -> None:
        """Tell what arrived: all of it at the end, and now and then while more is coming."""
        is_last = not self._landed and self._pool.is_idle
        if self._news and (is_last or now_s - self._told_at >= NEWS_S):
            self._told_at = now_s
            news, self._news = self._news, []
            self.arrived.emit(news)

    def _on_preview_missing(self, request: PreviewRequest) -> None:
        self._absent.add(request)
        self._news.append(request)
        self._land_soon()


def _size_bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
