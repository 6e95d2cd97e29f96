"""One tile of the pyramid: 512 × 512 device pixels of the wall, and what of it is out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap

from gallery_studio.domain.geometry import Rect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.ui.canvas.card_layout import Detail

TILE_PX = 512
_MOST_PATCHES = 24
_MARGIN_PX = 1.0


class TileKey(NamedTuple):
    """Which tile: device pixels per canvas unit, column and row, and how much of cards it shows."""

    scale: float
    x: int
    y: int
    detail: Detail

    @property
    def rect(self) -> Rect:
        """What the tile shows, in canvas units."""
        side = TILE_PX / self.scale
        return Rect(self.x * side, self.y * side, side, side)

    @property
    def children(self) -> tuple[TileKey, TileKey, TileKey, TileKey]:
        """The four tiles of twice the scale that show the same."""
        scale, x, y, detail = self.scale * 2, self.x * 2, self.y * 2, self.detail
        return (
            TileKey(scale, x, y, detail),
            TileKey(scale, x + 1, y, detail),
            TileKey(scale, x, y + 1, detail),
            TileKey(scale, x + 1, y + 1, detail),
        )


class Tile:
    """A pixmap and the rectangles of it that must be painted again.

    Attributes:
        key: Which tile.
        rect: What it shows, in canvas units.
        pixmap: The picture; null before it was begun, and for far tiles of bare wall.
        is_wishing: Whether a picture in it was painted from less than was wished for.
        is_ready: Whether it was complete once; it is then shown until a newer state is painted.
    """

    __slots__ = ("_steps", "_work", "dirty", "is_ready", "is_wishing", "key", "pixmap", "rect")

    def __init__(self, key: TileKey) -> None:
        self.key = key
        self.rect = key.rect
        self.pixmap = QPixmap()
        self.is_ready = False
        self.is_wishing = False
        self.dirty: list[Rect] = [self.rect]
        self._work: Rect | None = None
        self._steps: Iterator[CanvasCard] | None = None

    @property
    def is_current(self) -> bool:
        """Whether it shows the wall as it is."""
        return self._work is None and not self.dirty

    @property
    def is_spoiled(self) -> bool:
        """Whether all of it is to be painted from the beginning: no change can spoil it more."""
        return self._work is None and self.dirty == [self.rect]

    @property
    def work(self) -> Rect | None:
        """The rectangle being painted, or None between two."""
        return self._work

    def invalidate(self, rect: Rect) -> bool:
        """Note that a rectangle of the canvas changed; return whether the tile shows any of it."""
        if not rect.intersects(self.rect):
            return False
        if self._work is not None and rect.intersects(self._work):
            # What was half painted is begun again, since it may hold the old state.
            self.dirty.append(self._work)
            self._work = self._steps = None
        if not any(_covers(other, rect) for other in self.dirty):
            self.dirty.append(rect)
        if len(self.dirty) > _MOST_PATCHES:
            self.dirty = [self.rect]
        return True

    def take_patch(self) -> Rect | None:
        """Begin the next rectangle: whole device pixels inside the tile."""
        if not self.dirty:
            return None
        if self.pixmap.isNull():
            self.dirty = [self.rect]
        self.is_wishing = self.is_wishing and not self.is_spoiled
        scale, whole = self.key.scale, self.rect
        rect = self.dirty.pop()
        left = max(0.0, (rect.x - whole.x) * scale // 1 - _MARGIN_PX)
        top = max(0.0, (rect.y - whole.y) * scale // 1 - _MARGIN_PX)
        right = min(float(TILE_PX), (rect.right - whole.x) * scale // 1 + 1 + _MARGIN_PX)
        bottom = min(float(TILE_PX), (rect.bottom - whole.y) * scale // 1 + 1 + _MARGIN_PX)
        self._work = Rect(
            whole.x + left / scale,
            whole.y + top / scale,
            max(0.0, right - left) / scale,
            max(0.0, bottom - top) / scale,
        )
        return self._work

    def begin(self, steps: Iterator[CanvasCard]) -> None:
        """Hold the cards still to be painted into the current rectangle."""
        self._steps = steps

    def next_card(self) -> CanvasCard | None:
        """Return the next card to paint; None when the current rectangle is done."""
        return next(self._steps, None) if self._steps is not None else None

    def finish_patch(self) -> None:
        """End the current rectangle."""
        self._work = self._steps = None
        if not self.dirty:
            self.is_ready = True

    def painter(self) -> QPainter:
        """Return a painter in canvas units, clipped to the current rectangle."""
        if self.pixmap.isNull():
            self.pixmap = QPixmap(TILE_PX, TILE_PX)
        painter = QPainter(self.pixmap)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = self.rect
        if self._work is not None:
            scale, work = self.key.scale, self._work
            painter.setClipRect(
                QRectF(
                    round((work.x - whole.x) * scale),
                    round((work.y - whole.y) * scale),
                    round(work.width * scale),
                    round(work.height * scale),
                )
            )
        painter.scale(self.key.scale, self.key.scale)
        painter.translate(-whole.x, -whole.y)
        return painter


def _covers(outer: Rect, inner: Rect) -> bool:
    """Whether a rectangle lies wholly inside another."""
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.right <= outer.right
        and inner.bottom <= outer.bottom
    )
