"""A uniform grid over the canvas: which rectangles touch this one, which lie under this point."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gallery_studio.domain.geometry import Rect

Key = TypeVar("Key")

CELL = 512.0
"""Side of a cell in canvas units: a card touches one to four."""

_Cells = tuple[int, int, int, int]


class Box(Protocol):
    """What lies somewhere: a `Rect`, or a `Placement` as it is."""

    @property
    def x(self) -> float:
        """Left edge."""

    @property
    def y(self) -> float:
        """Upper edge."""

    @property
    def width(self) -> float:
        """Width."""

    @property
    def height(self) -> float:
        """Height."""


class SpatialGrid(Generic[Key]):
    """Keys with rectangles, found by place in time that grows with what is found only."""

    def __init__(self, cell: float = CELL) -> None:
        self._cell = cell
        self._cells: dict[tuple[int, int], set[Key]] = {}
        self._rects: dict[Key, Box] = {}

    def __len__(self) -> int:
        return len(self._rects)

    def __contains__(self, key: Key) -> bool:
        return key in self._rects

    def clear(self) -> None:
        """Forget everything."""
        self._cells.clear()
        self._rects.clear()

    def fill(self, boxes: Mapping[Key, Box]) -> None:
        """Hold these and nothing else: all the cards of a session, in a loop without calls."""
        self._rects = dict(boxes)
        cells: dict[tuple[int, int], set[Key]] = {}
        self._cells = cells
        side = self._cell
        for key, box in boxes.items():
            x, y = box.x, box.y
            left, right = floor(x / side), floor((x + box.width) / side)
            top, bottom = floor(y / side), floor((y + box.height) / side)
            places = (
                ((left, top),)
                if left == right and top == bottom
                else [(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]
            )
            for place in places:
                cell = cells.get(place)
                if cell is None:
                    cells[place] = {key}
                else:
                    cell.add(key)

    def put(self, key: Key, rect: Box) -> None:
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
        boxes = ((key, self._rects[key]) for key in cell)
        return [
            key
            for key, box in boxes
            if box.x <= x < box.x + box.width and box.y <= y < box.y + box.height
        ]

    def _span(self, rect: Box) -> _Cells:
        """Return the first and last cell in x and y."""
        cell = self._cell
        return (
            floor(rect.x / cell),
            floor(rect.y / cell),
            floor((rect.x + rect.width) / cell),
            floor((rect.y + rect.height) / cell),
        )
