"""Where cards go: free space for a new run, and the five arrangements of the Arrange menu.

Everything here is pure: rectangles and cards in, placements out. No arrangement changes the size
of a card, every one keeps the top left corner of what it arranges, and none lets two cards
overlap. Sizes are canvas units, y grows downwards.
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

from gallery_studio.domain.card import COLUMN_WIDTH, GAP, Placement, card_height
from gallery_studio.domain.geometry import Rect, bounding_rect
from gallery_studio.records import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.ids import CardId

RUN_HEADER = 48.0
"""Space above a run: its label and the distance to what lies above it."""

WALL_ASPECT = 1.6
"""Width ÷ height that a freshly arranged wall aims at: that of a usual screen."""

GROUP_GAP = 2 * GAP
"""Space between two groups of an arrangement."""

_SEARCH_COLUMNS = 12
"""How many columns to either side a new run looks for room."""


class Arrangement(StrEnum):
    """The entries of the Arrange menu."""

    DIRECTIVE = "directive"
    MODEL = "model"
    TIME = "time"
    TIDY = "tidy"
    PACK = "pack"


def columns_for(heights: Sequence[float], width: float = COLUMN_WIDTH) -> int:
    """Return how many columns `width` wide make a wall of `WALL_ASPECT` from these heights."""
    area = sum(height + GAP for height in heights) * (width + GAP)
    return max(1, round(math.sqrt(area * WALL_ASPECT) / (width + GAP)))


def place_run(
    aspects: Sequence[float],
    obstacles: Iterable[Rect],
    anchor: Rect,
    *,
    columns: int = 4,
    z: int = 0,
) -> list[Placement]:
    """Return places for a new run's cards in free space, as near to the anchor as there is room.

    Nothing that lies on the wall is moved. Cards fill columns from the left, each going to the
    shortest one; above them stays room for the run's label.

    Args:
        aspects: Width ÷ height of each new picture, in reading order.
        obstacles: Rectangles of the cards that are there already.
        anchor: What the person looks at; the run starts at its top left when that is free.
        columns: Most columns.
        z: Stacking order of the new cards.
    """
    if not aspects:
        return []
    cards = _masonry([(COLUMN_WIDTH, card_height(COLUMN_WIDTH, a)) for a in aspects], columns)
    size = bounding_rect(cards)
    assert size is not None
    x, y = _free_place(size, list(obstacles), anchor)
    return [Placement(c.x + x, c.y + y, c.width, c.height, z) for c in cards]


def _free_place(size: Rect, obstacles: list[Rect], anchor: Rect) -> tuple[float, float]:
    """Return the free top left corner nearest to the anchor's, looking downwards and sideways."""
    step = COLUMN_WIDTH + GAP
    best: tuple[float, float, float] | None = None
    for column in sorted(range(-_SEARCH_COLUMNS, _SEARCH_COLUMNS + 1), key=abs):
        dx = column * step
        if best is not None and abs(dx) >= best[0]:
            break
        x = anchor.x + dx
        y = _free_y(Rect(x, anchor.y, size.width, size.height), obstacles)
        # Rows are read downwards: going sideways costs twice as much as going down.
        cost = (y - anchor.y) + 2 * abs(dx)
        if best is None or cost < best[0]:
            best = (cost, x, y)
    assert best is not None
    return best[1], best[2]


def _free_y(wanted: Rect, obstacles: list[Rect]) -> float:
    """Return the first y at or below the wanted one at which the rectangle is free."""
    left, right = wanted.x - GAP, wanted.right + GAP
    column = sorted((o for o in obstacles if o.x < right and left < o.right), key=lambda o: o.y)
    y = wanted.y
    for rect in column:
        if rect.bottom + GAP <= y - RUN_HEADER + GAP:
            continue
        if rect.y >= y + wanted.height + GAP:
            break
        y = max(y, rect.bottom + RUN_HEADER)
    return y


def arrange(cards: Sequence[CanvasCard], how: Arrangement) -> dict[CardId, Placement]:
    """Return the new places of these cards; sizes, stacking and the top left corner stay."""
    if not cards:
        return {}
    corner = bounding_rect(card.placement.rect for card in cards)
    assert corner is not None
    placed = _LAYOUTS[how](cards)
    origin = bounding_rect(placed.values())
    assert origin is not None
    dx, dy = corner.x - origin.x, corner.y - origin.y
    return {
        card.id: replace(card.placement, x=placed[card.id].x + dx, y=placed[card.id].y + dy)
        for card in cards
    }


def _by_time(cards: Sequence[CanvasCard]) -> list[CanvasCard]:
    """Return the cards, oldest first; equals keep their place on the wall."""
    return sorted(cards, key=lambda c: (c.created_utc, c.placement.y, c.placement.x, c.id))


def _sizes(cards: Iterable[CanvasCard]) -> list[tuple[float, float]]:
    """Return width and height of each card."""
    return [(card.placement.width, card.placement.height) for card in cards]


def _masonry(sizes: Sequence[tuple[float, float]], columns: int) -> list[Rect]:
    """Return places in columns as wide as the widest card, each card in the shortest column."""
    width = max(size[0] for size in sizes)
    bottoms = [0.0] * max(1, min(columns, len(sizes)))
    result = []
    for size in sizes:
        column = min(range(len(bottoms)), key=bottoms.__getitem__)
        result.append(Rect(column * (width + GAP), bottoms[column], *size))
        bottoms[column] += size[1] + GAP
    return result


def _time(cards: Sequence[CanvasCard]) -> dict[CardId, Rect]:
    """Lay out oldest first in columns."""
    ordered = _by_time(cards)
    sizes = _sizes(ordered)
    columns = columns_for([size[1] for size in sizes], max(size[0] for size in sizes))
    places = _masonry(sizes, columns)
    return {card.id: place for card, place in zip(ordered, places, strict=True)}


def _grouped(cards: Sequence[CanvasCard], key: Callable[[CanvasCard], str]) -> dict[CardId, Rect]:
    """Lay out one block of rows for each key, oldest group first."""
    groups: dict[str, list[CanvasCard]] = {}
    for card in _by_time(cards):
        groups.setdefault(key(card), []).append(card)
    wall = columns_for(
        [card.placement.height for card in cards], max(c.placement.width for c in cards)
    )
    per_row = max(1, min(max(len(group) for group in groups.values()), 2 * wall))
    placed: dict[CardId, Rect] = {}
    y = 0.0
    for group in groups.values():
        y = _rows(group, per_row, y, placed) + GROUP_GAP
    return placed


def _rows(cards: Sequence[CanvasCard], per_row: int, y: float, placed: dict[CardId, Rect]) -> float:
    """Place cards in rows from `y` downwards and return where the last row ends."""
    bottom = y
    for start in range(0, len(cards), per_row):
        top = bottom + (GAP if start else 0.0)
        x = 0.0
        for card in cards[start : start + per_row]:
            placed[card.id] = Rect(x, top, card.placement.width, card.placement.height)
            x += card.placement.width + GAP
            bottom = max(bottom, top + card.placement.height)
    return bottom


def _directive(cards: Sequence[CanvasCard]) -> dict[CardId, Rect]:
    """One row of cards for each directive."""
    return _grouped(cards, lambda card: card.caption)


def _model(cards: Sequence[CanvasCard]) -> dict[CardId, Rect]:
    """One row of cards for each model."""
    return _grouped(cards, lambda card: str(card.model))


def _tidy(cards: Sequence[CanvasCard]) -> dict[CardId, Rect]:
    """Straighten: cards keep their column and their order in it, gaps become even."""
    ordered = sorted(cards, key=lambda c: (c.placement.x, c.placement.y, c.id))
    columns: list[list[CanvasCard]] = []
    for card in ordered:
        start = columns[-1][0].placement if columns else None
        if start is not None and card.placement.x < start.x + start.width / 2:
            columns[-1].append(card)
        else:
            columns.append([card])
    placed: dict[CardId, Rect] = {}
    x = 0.0
    for column in columns:
        x = _stack(column, x, placed) + GAP
    return placed


def _stack(column: Sequence[CanvasCard], x: float, placed: dict[CardId, Rect]) -> float:
    """Place one column of cards from the top down and return its right edge."""
    y = 0.0
    for card in sorted(column, key=lambda c: (c.placement.y, c.placement.x, c.id)):
        place = card.placement
        placed[card.id] = Rect(x, y, place.width, place.height)
        y += place.height + GAP
    return x + max(card.placement.width for card in column)


def _pack(cards: Sequence[CanvasCard]) -> dict[CardId, Rect]:
    """Lay out as tightly as a skyline allows, tallest first.

    Source: J. Jylänki, "A Thousand Ways to Pack the Bin" (2010), section 2.3, skyline bottom-left.
    """
    ordered = sorted(cards, key=lambda c: (-c.placement.height, -c.placement.width, c.id))
    area = sum((c.placement.width + GAP) * (c.placement.height + GAP) for c in cards)
    widest = max(c.placement.width for c in cards) + GAP
    skyline = [(0.0, 0.0, max(widest, math.sqrt(area * WALL_ASPECT)))]
    placed: dict[CardId, Rect] = {}
    for card in ordered:
        place = card.placement
        x, y = _lowest(skyline, place.width + GAP)
        placed[card.id] = Rect(x, y, place.width, place.height)
        skyline = _raised(skyline, x, y + place.height + GAP, place.width + GAP)
    return placed


def _lowest(skyline: list[tuple[float, float, float]], width: float) -> tuple[float, float]:
    """Return the lowest, then leftmost, place for something `width` wide on the skyline."""
    end = skyline[-1][0] + skyline[-1][2] + 1e-6
    best: tuple[float, float] | None = None
    for index, (x, _, _) in enumerate(skyline):
        right = x + width
        if right > end:
            break
        top = _top_between(skyline, index, right - 1e-6)
        if best is None or top < best[0]:
            best = (top, x)
    assert best is not None
    return best[1], best[0]


def _top_between(skyline: list[tuple[float, float, float]], first: int, right: float) -> float:
    """Return the highest top of the skyline from a step on, up to an x."""
    top = skyline[first][1]
    for index in range(first + 1, len(skyline)):
        left, height, _ = skyline[index]
        if left >= right:
            break
        top = max(top, height)
    return top


def _raised(
    skyline: list[tuple[float, float, float]], x: float, top: float, width: float
) -> list[tuple[float, float, float]]:
    """Return the skyline (left, top, width) after something was put on it."""
    right = x + width
    result = [(x, top, width)]
    for left, height, length in skyline:
        end = left + length
        if left < x - 1e-6:
            result.append((left, height, min(end, x) - left))
        if end > right + 1e-6:
            start = max(left, right)
            result.append((start, height, end - start))
    return sorted(result)


_LAYOUTS: Mapping[Arrangement, Callable[[Sequence[CanvasCard]], dict[CardId, Rect]]] = {
    Arrangement.DIRECTIVE: _directive,
    Arrangement.MODEL: _model,
    Arrangement.TIME: _time,
    Arrangement.TIDY: _tidy,
    Arrangement.PACK: _pack,
}
