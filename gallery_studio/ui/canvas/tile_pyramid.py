"""The tile pyramid: the wall as pictures of 512 px at powers of two, painted a little each frame.

A frame shows tiles of the level nearest the zoom. Tiles that are missing or out of date are painted
for a few milliseconds; whatever is not ready is stood in for by a stretched neighbour level. The
farthest levels are made by halving the level below, so that no tile ever has to visit more than
some thousand cards. When the view stands still, near levels are painted once more at the exact
zoom, so that text is sharp at every one.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from math import floor, log2
from operator import attrgetter
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QRegion

from gallery_studio.records import dataclass
from gallery_studio.ui.canvas.card_layout import Detail, detail_for
from gallery_studio.ui.canvas.tile import TILE_PX, Tile, TileKey

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from PySide6.QtGui import QPainter

    from gallery_studio.domain.geometry import Rect
    from gallery_studio.ui.canvas.camera import Camera
    from gallery_studio.ui.canvas.wall_painter import WallPainter

    _Place = Callable[[TileKey], QRectF]

MOST_TILES = 100
BUDGET_S = 0.006
"""How long a frame may paint tiles."""

BASE_SCALE = 1 / 16
"""Below this, a tile is made of its four children; a new card is 12 px wide here."""

_WHOLE = QRectF(0, 0, TILE_PX, TILE_PX)
_ANCESTORS = 7
_BY_DETAIL = {
    Detail.FULL: (Detail.FULL, Detail.MIDDLE, Detail.FAR),
    Detail.MIDDLE: (Detail.MIDDLE, Detail.FULL, Detail.FAR),
    Detail.FAR: (Detail.FAR, Detail.MIDDLE, Detail.FULL),
}
"""What stands in for a tile with one level of detail, the most alike first."""

_CARDS_BETWEEN_LOOKS = 8
"""Far cards painted between two looks at the clock: each costs some microseconds."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The tiles that one frame shows.

    Attributes:
        scale: Device pixels per canvas unit of the tiles.
        shown: Device pixels per canvas unit on the screen.
        ratio: Device pixels per logical pixel.
        detail: How much of a card they show.
        keys: The visible ones, those in the middle first.
    """

    scale: float
    shown: float
    ratio: float
    detail: Detail
    keys: tuple[TileKey, ...]


class Budget(NamedTuple):
    """How long a frame may paint tiles, in seconds.

    Attributes:
        missing_s: Those that show nothing of their own yet, and all the others after them.
        stale_s: Those that show an older state, which can wait while the wall moves.
    """

    missing_s: float
    stale_s: float


class TilePyramid:
    """Keeps about a hundred tiles and paints them when they are needed. GUI thread only."""

    def __init__(self, wall: WallPainter, *, most_tiles: int = MOST_TILES) -> None:
        self._wall = wall
        self._tiles: OrderedDict[TileKey, Tile] = OrderedDict()
        self._least = self._most = most_tiles
        self._pinned: frozenset[TileKey] = frozenset()
        self._ratio = 1.0
        self._finished: set[TileKey] = set()
        self.patches_painted = 0
        self.blit_s = 0.0
        """How long the last frame took to put its tiles on the screen."""

    def __len__(self) -> int:
        return len(self._tiles)

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """All tiles in memory, longest unused first."""
        return tuple(self._tiles.values())

    def clear(self) -> None:
        """Forget everything: another session, theme or screen."""
        self._tiles.clear()

    def invalidate(self, rect: Rect) -> list[TileKey]:
        """Note that a rectangle of the canvas changed; return the tiles that show any of it."""
        return [tile.key for tile in self._tiles.values() if tile.invalidate(rect)]

    def invalidate_near(self, rect: Rect, least_scale: float, most_scale: float) -> None:
        """Note that a preview is there, which tiles between two scales may have wished for.

        What wished for nothing shows all its pictures as well as it can.
        """
        for tile in self._tiles.values():
            if tile.is_wishing and least_scale <= tile.key.scale <= most_scale:
                tile.invalidate(rect)

    def invalidate_wishing(self) -> None:
        """Note that much of what tiles wished for is there, too much to look at each of it."""
        for tile in self._tiles.values():
            if tile.is_wishing:
                tile.invalidate(tile.rect)

    def wish_again(self, shown: Collection[TileKey]) -> None:
        """Let tiles out of sight be painted again when they come back; wishes were dropped."""
        for key, tile in self._tiles.items():
            if tile.is_wishing and key not in shown:
                tile.invalidate(tile.rect)

    def invalidate_all(self) -> None:
        """Paint everything again, showing the old state meanwhile."""
        for tile in self._tiles.values():
            tile.invalidate(tile.rect)

    # -- a frame -------------------------------------------------------------------------------

    def sheet(self, camera: Camera, ratio: float, *, is_zooming: bool) -> Sheet:
        """Return the tiles to show: a power of two while it zooms, or the exact zoom of near cards.

        A view that only pans has the exact zoom too: its tiles are there, and are not scaled.
        """
        if ratio != self._ratio:
            self.clear()
            self._ratio = ratio
        detail = detail_for(camera.zoom)
        exact = camera.zoom * ratio
        is_exact = not is_zooming and detail is not Detail.FAR
        scale = exact if is_exact else level_scale(camera.zoom, ratio, is_zooming=is_zooming)
        return Sheet(scale, exact, ratio, detail, _visible_keys(camera, scale, detail))

    def paint(
        self, painter: QPainter, camera: Camera, sheet: Sheet, budget: Budget, dirty: QRegion
    ) -> bool:
        """Paint the frame's tiles; return whether all of them show the wall as it is.

        Args:
            painter: Paints the view, in logical pixels.
            camera: Where the view looks.
            sheet: What to show.
            budget: How long tiles may be painted; to put them on the screen comes on top.
            dirty: What of the view is to be painted.
        """
        now = perf_counter()
        is_complete = self.prepare(sheet, now + budget.missing_s, now + budget.stale_s)
        started = perf_counter()
        place = partial(_place, sheet=sheet, corner=_corner(camera, sheet))
        for key in sheet.keys:
            self._blit_within(painter, key, place, dirty)
        painter.setClipping(False)
        self.blit_s = perf_counter() - started
        return is_complete

    def prepare(self, sheet: Sheet, deadline: float, stale_deadline: float | None = None) -> bool:
        """Paint what is missing, then what is stale, until deadlines (of `perf_counter`).

        Returns:
            Whether all of the sheet shows the wall as it is.
        """
        self._pinned = frozenset(sheet.keys)
        self._most = max(self._least, 2 * len(sheet.keys) + 8)
        stale_until = deadline if stale_deadline is None else stale_deadline
        due = [tile for tile in [self._tile(key) for key in sheet.keys] if not tile.is_current]
        due.sort(key=attrgetter("is_ready"))
        is_complete = True
        for tile in due:
            until = stale_until if tile.is_ready else deadline
            if self._update(tile, until):
                self._finished.add(tile.key)
            else:
                is_complete = False
        return is_complete

    def take_finished(self, camera: Camera, sheet: Sheet) -> QRegion:
        """Return where tiles of a sheet became current since the last time, in the view."""
        finished, self._finished = self._finished, set()
        corner = _corner(camera, sheet)
        region = QRegion()
        for key in finished.intersection(sheet.keys):
            region += _place(key, sheet, corner).toAlignedRect()
        return region

    def _tile(self, key: TileKey) -> Tile:
        tile = self._tiles.get(key)
        if tile is None:
            tile = self._tiles[key] = Tile(key)
            self._forget_oldest()
        else:
            self._tiles.move_to_end(key)
        return tile

    def _forget_oldest(self) -> None:
        """Forget the tiles unused for longest; never one that this frame shows."""
        while len(self._tiles) > self._most:
            key, tile = self._tiles.popitem(last=False)
            if key in self._pinned:
                self._tiles[key] = tile

    def _update(self, tile: Tile, deadline: float) -> bool:
        """Paint what a tile lacks until the deadline; return whether it is current now."""
        paint = self._paint_from_children if tile.key.scale < BASE_SCALE else self._paint_from_cards
        while not tile.is_current:
            if perf_counter() >= deadline:
                return False
            if not paint(tile, deadline):
                return False
        return True

    def _paint_from_cards(self, tile: Tile, deadline: float) -> bool:
        """Paint one rectangle of a tile; return whether it was finished."""
        detail = tile.key.detail
        is_fresh = tile.work is None
        work = tile.work or tile.take_patch()
        assert work is not None
        if is_fresh and detail is Detail.FAR and tile.pixmap.isNull() and self._wall.is_bare(work):
            tile.finish_patch()
            return True
        wishes = self._wall.wish_count
        painter = tile.painter()
        try:
            if is_fresh:
                self._wall.ground(painter, work, detail, tile.key.scale)
                tile.begin(self._wall.card_steps(work))
                self.patches_painted += 1
            if not self._paint_cards(tile, painter, detail, deadline):
                return False
            self._wall.labels(painter, work, detail)
        finally:
            painter.end()
            tile.is_wishing = tile.is_wishing or self._wall.wish_count > wishes
        tile.finish_patch()
        return True

    def _paint_cards(self, tile: Tile, painter: QPainter, detail: Detail, deadline: float) -> bool:
        """Paint cards until there are no more or the time is over."""
        scale = tile.key.scale
        until_look = 1 if detail is not Detail.FAR else _CARDS_BETWEEN_LOOKS
        count = 0
        while (card := tile.next_card()) is not None:
            self._wall.paint_card(painter, card, detail, scale)
            count += 1
            if count % until_look == 0 and perf_counter() >= deadline:
                return False
        return True

    def _paint_from_children(self, tile: Tile, deadline: float) -> bool:
        """Halve the four children into a tile; return whether all of them were current."""
        if tile.pixmap.isNull() and self._wall.is_bare(tile.key.rect):
            tile.take_patch()
            tile.finish_patch()
            return True
        children = [self._tile(key) for key in tile.key.children]
        for child in children:
            if not child.is_current and not self._update(child, deadline):
                return False
        tile.take_patch()
        painter = tile.painter()
        try:
            for child in children:
                rect = child.rect
                self._draw(painter, QRectF(rect.x, rect.y, rect.width, rect.height), child)
                tile.is_wishing = tile.is_wishing or child.is_wishing
        finally:
            painter.end()
        self.patches_painted += 1
        tile.finish_patch()
        return True

    # -- on the screen -------------------------------------------------------------------------

    def _blit_within(self, painter: QPainter, key: TileKey, place: _Place, dirty: QRegion) -> None:
        """Put what is dirty of a tile on the screen.

        Rectangle by rectangle: under any other clip Qt scales pictures three times as slowly.
        """
        target = place(key)
        around = target.toAlignedRect()
        if dirty.rectCount() == 1:
            if dirty.intersects(around):
                self._blit(painter, key, place, target)
            return
        for rect in dirty.intersected(around):  # type: ignore[attr-defined]
            painter.setClipRect(rect)
            self._blit(painter, key, place, target)

    def _blit(self, painter: QPainter, key: TileKey, place: _Place, target: QRectF) -> None:
        """Put a tile on the screen, or what stands in for it."""
        tile = self._tiles.get(key)
        if tile is not None and tile.is_ready:
            self._draw(painter, target, tile)
            return
        if self._blit_levels(painter, key, place, target):
            return
        finer = list(self._finer(key, target, painter))
        if len(finer) < len(key.children) and not self._blit_ancestor(painter, key, target):
            self._draw(painter, target, tile)
        for child, part in finer:
            self._draw(painter, part, child)

    def _blit_levels(self, painter: QPainter, key: TileKey, place: _Place, target: QRectF) -> bool:
        """Show a tile of an exact zoom by the level above or below; return whether one is there.

        Their tiles do not lie in its grid, and are placed as if they were shown themselves.
        """
        below = _power_at_most(key.scale)
        if below == key.scale:
            return False
        view = QRectF(painter.window())
        for scale in (below * 2, below):
            keys = [k for k in _keys_in(key.rect, scale, key.detail) if place(k).intersects(view)]
            tiles = [self._ready(each) for each in keys]
            if all(tiles):
                painter.save()
                painter.setClipRect(target, Qt.ClipOperation.IntersectClip)
                for each, tile in zip(keys, tiles, strict=True):
                    self._draw(painter, place(each), tile)
                painter.restore()
                return True
        return False

    def _ready(self, key: TileKey) -> Tile | None:
        """Return what shows a tile's place at its scale, the most alike level of detail first."""
        scale, x, y, wanted = key
        for detail in _BY_DETAIL[wanted]:
            tile = self._tiles.get(TileKey(scale, x, y, detail))
            if tile is not None and tile.is_ready:
                return tile
        return None

    def _draw(self, painter: QPainter, target: QRectF, tile: Tile | None) -> None:
        """Draw a whole tile, or the bare wall where it holds no picture."""
        if tile is None or tile.pixmap.isNull():
            painter.fillRect(target, self._wall.ground_color())
        else:
            painter.drawPixmap(target, tile.pixmap, _WHOLE)

    def _blit_ancestor(self, painter: QPainter, key: TileKey, target: QRectF) -> bool:
        """Stretch the part of a coarser tile that shows the same; return whether there is one."""
        rect = key.rect
        scale = _power_at_most(key.scale)
        for _ in range(_ANCESTORS):
            side = TILE_PX / scale
            column, row = floor(rect.center[0] / side), floor(rect.center[1] / side)
            tile = self._ready(TileKey(scale, column, row, key.detail))
            if tile is not None:
                part = QRectF(
                    (rect.x - column * side) * scale,
                    (rect.y - row * side) * scale,
                    rect.width * scale,
                    rect.height * scale,
                )
                if _WHOLE.contains(part):
                    if tile.pixmap.isNull():
                        painter.fillRect(target, self._wall.ground_color())
                    else:
                        painter.drawPixmap(target, tile.pixmap, part)
                    return True
            scale /= 2
        return False

    def _finer(
        self, key: TileKey, target: QRectF, painter: QPainter
    ) -> Iterator[tuple[Tile, QRectF]]:
        """Return the ready tiles of twice the scale that show a part of this one, and where.

        On whole device pixels, so that the four leave no seam between them.
        """
        ratio = painter.device().devicePixelRatio()
        middle = target.center()
        x, y = round(middle.x() * ratio) / ratio, round(middle.y() * ratio) / ratio
        columns = (target.left(), x), (x, target.right())
        rows = (target.top(), y), (y, target.bottom())
        places = [(*column, *row) for row in rows for column in columns]
        for child, (left, right, top, bottom) in zip(key.children, places, strict=True):
            tile = self._ready(child)
            if tile is not None:
                yield tile, QRectF(left, top, right - left, bottom - top)


def level_scale(zoom: float, ratio: float, *, is_zooming: bool = False) -> float:
    """Return the scale of the pyramid's level nearest a zoom.

    While it zooms on a dense screen, a coarser one: to scale a picture down takes twice as long as
    to scale it up, and what is scaled without smoothing looks no better for more pixels.
    """
    coarser = log2(max(1.0, ratio)) / 2 if is_zooming else 0.0
    return 2.0 ** round(log2(zoom * ratio) - coarser)


def _power_at_most(scale: float) -> float:
    return 2.0 ** floor(log2(scale))


def _visible_keys(camera: Camera, scale: float, detail: Detail) -> tuple[TileKey, ...]:
    """Return the tiles that the view shows, those nearest its middle first."""
    rect = camera.visible_rect()
    side = TILE_PX / scale
    middle_x, middle_y = rect.center[0] / side - 0.5, rect.center[1] / side - 0.5
    keys = _keys_in(rect, scale, detail)
    keys.sort(key=lambda key: (key.x - middle_x) ** 2 + (key.y - middle_y) ** 2)
    return tuple(keys)


def _keys_in(rect: Rect, scale: float, detail: Detail) -> list[TileKey]:
    """Return the tiles of a level that show any of a rectangle."""
    side = TILE_PX / scale
    columns = range(floor(rect.x / side), floor(rect.right / side) + 1)
    rows = range(floor(rect.y / side), floor(rect.bottom / side) + 1)
    return [TileKey(scale, x, y, detail) for y in rows for x in columns]


def _corner(camera: Camera, sheet: Sheet) -> tuple[float, float]:
    """Return the view's corner in the logical pixels of the wall, on a whole device pixel."""
    x, y = camera.origin
    return round(x * sheet.shown) / sheet.ratio, round(y * sheet.shown) / sheet.ratio


def _place(key: TileKey, sheet: Sheet, corner: tuple[float, float]) -> QRectF:
    """Return where a tile lies in the view: on whole device pixels, so that no seam shows."""
    side = TILE_PX / key.scale * sheet.shown
    ratio = sheet.ratio
    left, top = round(key.x * side), round(key.y * side)
    right, bottom = round((key.x + 1) * side), round((key.y + 1) * side)
    return QRectF(
        left / ratio - corner[0],
        top / ratio - corner[1],
        (right - left) / ratio,
        (bottom - top) / ratio,
    )
