"""Plain geometry of the canvas, in canvas units, y growing downwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """X of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Y of the bottom edge."""
        return self.y + self.height

    @property
    def center(self) -> tuple[float, float]:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def contains(self, x: float, y: float) -> bool:
        """Whether a point lies inside; the left and top edges belong to it."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def intersects(self, other: Rect) -> bool:
        """Whether the two share an area (touching edges do not count)."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def united(self, other: Rect) -> Rect:
        """Return the smallest rectangle around both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Rect(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def grown(self, by: float) -> Rect:
        """Return the rectangle with `by` units added on every side."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def moved(self, dx: float, dy: float) -> Rect:
        """Return the rectangle moved."""
        return Rect(self.x + dx, self.y + dy, self.width, self.height)


def bounding_rect(rects: Iterable[Rect]) -> Rect | None:
    """Return the smallest rectangle around all, or None for none."""
    result: Rect | None = None
    for rect in rects:
        result = rect if result is None else result.united(rect)
    return result


def aspect_of(ratio: str | None, default: float = 1.0) -> float:
    """Return width ÷ height of a ratio such as ``4:5``; `default` when there is none.

    Raises:
        ValueError: The text is not two positive whole numbers with a colon between.
    """
    if ratio is None:
        return default
    left, _, right = ratio.partition(":")
    width, height = int(left), int(right)
    if width <= 0 or height <= 0:
        raise ValueError(f"not an aspect ratio: {ratio!r}")
    return width / height
