"""Where the pictures of an edit go: beside the picture they were made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.card import COLUMN_WIDTH, GAP, Placement, card_height
from gallery_studio.domain.geometry import Rect, bounding_rect

if TYPE_CHECKING:
    from collections.abc import Sequence

DESCENT_GAP = 56.0
"""Space between a picture and those made from it: room for the line of descent."""


def place_beside(
    aspects: Sequence[float], obstacles: Sequence[Rect], source: Rect | None
) -> list[Placement]:
    """Return places for the pictures of one turn, in a row right of their source.

    The row begins level with the source and moves down until it is free; nothing that lies on
    the wall is moved.

    Args:
        aspects: Width ÷ height of each new picture, in order.
        obstacles: Rectangles of the cards that are there already.
        source: Rectangle of the card the pictures are made from; None goes below everything.
    """
    width = source.width if source is not None else COLUMN_WIDTH
    heights = [card_height(width, aspect) for aspect in aspects]
    x, y = _corner(obstacles, source)
    row = Rect(x, y, len(aspects) * (width + GAP) - GAP, max(heights, default=0.0))
    y = _free_y(row, obstacles)
    return [
        Placement(x + index * (width + GAP), y, width, height)
        for index, height in enumerate(heights)
    ]


def _corner(obstacles: Sequence[Rect], source: Rect | None) -> tuple[float, float]:
    if source is not None:
        return source.right + DESCENT_GAP, source.y
    bounds = bounding_rect(obstacles)
    return (bounds.x, bounds.bottom + GAP) if bounds is not None else (0.0, 0.0)


def _free_y(row: Rect, obstacles: Sequence[Rect]) -> float:
    y = row.y
    in_the_way = sorted(
        (o for o in obstacles if o.x < row.right + GAP and row.x - GAP < o.right),
        key=lambda o: o.y,
    )
    for other in in_the_way:
        if other.y >= y + row.height + GAP:
            break
        y = max(y, other.bottom + GAP)
    return y
