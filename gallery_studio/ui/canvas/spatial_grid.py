"""A uniform grid over the canvas: which rectangles touch this one, which lie under this point."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gallery_studio.domain.geometry import Rect

Key = TypeVar("Key")

CELL = 512.0
"""Side of a cell in canvas units: a card touches one to four."""

_Cells = tuple[int, int, int, int]


class SpatialGrid(Generic[Key]):
    """Keys with rectangles, found by place in time that grows with what is found only."""

    def __init__(self, cell: float = CELL) -> None:
        self._cell = cell
        self._cells: dict[tuple[int, int], set[Key]] = {}
        self._rects: dict[Key, Rect] = {}

    def __len__(self) -> int:
        return len(self._rects)

    def __contains__(self, key: Key) -> bool:
        return key in self._rects

    def clear(self) -> None:
        """Forget everything."""
        self._cells.clear()
        self._rects.clear()

    def put(self, key: Key, rect: Rect) -> None:
        """Add a key, or move it."""
        if key in self._rects:
            self.remove(key)
        self._rects[key] = rect
        left, top, right, bottom = self._span(rect)
        cells = self._cells
        for x in range(left, right + 1):
            for y in range(top, bottom + 1):
                cell = cells.get((x, y))
                if cell is None:
                    cells[(x, y)] = {key}
                else:
                    cell.add(key)

    def remove(self, key: Key) -> None:
        """Remove a key; one that is not there is ignored."""
        rect = self._rects.pop(key, None)
        if rect is None:
            return
        left, top, right, bottom = self._span(rect)
        for x in range(left, right + 1):
            for y in range(top, bottom + 1):
                cell = self._cells[(x, y)]
                cell.discard(key)
                if not cell:
                    del self._cells[(x, y)]

    def touching(self, rect: Rect) -> list[Key]:
        """Return the keys whose rectangles share an area with this one, in no order."""
        left, top, right, bottom = self._span(rect)
        if (right - left + 1) * (bottom - top + 1) > len(self._cells):
            return self._overlapping(self._rects, rect)
        found: set[Key] = set()
        for x in range(left, right + 1):
            for y in range(top, bottom + 1):
                cell = self._cells.get((x, y))
                if cell is not None:
                    found |= cell
        return self._overlapping(found, rect)

    def _overlapping(self, keys: Iterable[Key], rect: Rect) -> list[Key]:
        """Return the keys that share an area with a rectangle (`Rect.intersects`, inlined: hot)."""
        rects = self._rects
        left, top, right, bottom = rect.x, rect.y, rect.right, rect.bottom
        result = []
        for key in keys:
            other = rects[key]
            x, y = other.x, other.y
            if x < right and y < bottom and left < x + other.width and top < y + other.height:
                result.append(key)
        return result

    def at(self, x: float, y: float) -> list[Key]:
        """Return the keys whose rectangles contain the point, in no order."""
        cell = self._cells.get((floor(x / self._cell), floor(y / self._cell)), ())
        return [key for key in cell if self._rects[key].contains(x, y)]

    def _span(self, rect: Rect) -> _Cells:
        """Return the first and last cell in x and y."""
        cell = self._cell
        return (
            floor(rect.x / cell),
            floor(rect.y / cell),
            floor((rect.x + rect.width) / cell),
            floor((rect.y + rect.height) / cell),
        )
