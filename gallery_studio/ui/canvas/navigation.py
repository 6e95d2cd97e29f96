"""Which card lies next in a direction: how arrow keys walk over the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.geometry import Rect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.ui.canvas.canvas_model import CanvasModel

NEAR = 3_000.0
"""How far to look first, in canvas units; the whole wall is searched only when this is bare."""

_ASIDE_COST = 2.0


def next_card(
    model: CanvasModel, origin: CanvasCard, direction: tuple[int, int]
) -> CanvasCard | None:
    """Return the nearest card in a direction (-1, 0 or 1 in x and y), or None at the edge."""
    center = origin.placement.rect.center
    near = Rect(center[0] - NEAR, center[1] - NEAR, 2 * NEAR, 2 * NEAR)
    best = _nearest(model.standing_in(near), origin, direction)
    return best or _nearest(model.standing(), origin, direction)


def first_card(model: CanvasModel, seen: Rect) -> CanvasCard | None:
    """Return where a walk begins: the upper left card in sight, else of the wall."""
    cards = model.standing_in(seen) or model.standing()
    return min(cards, key=lambda card: card.placement.x + card.placement.y, default=None)


def _nearest(
    cards: Iterable[CanvasCard], origin: CanvasCard, direction: tuple[int, int]
) -> CanvasCard | None:
    best: tuple[float, CanvasCard] | None = None
    for card in cards:
        distance = _distance(origin, card, direction)
        if distance is not None and (best is None or distance < best[0]):
            best = (distance, card)
    return best[1] if best else None


def _distance(origin: CanvasCard, card: CanvasCard, direction: tuple[int, int]) -> float | None:
    """Return how far a card lies in a direction, or None when it does not lie there.

    Being aside counts double, and only as far as the two do not overlap across the direction, so
    that a walk along a row of cards of different heights stays in the row.
    """
    if card.id == origin.id:
        return None
    here, there = origin.placement.rect, card.placement.rect
    dx = there.center[0] - here.center[0]
    dy = there.center[1] - here.center[1]
    along = dx * direction[0] + dy * direction[1]
    if along <= 1.0:
        return None
    if direction[0]:
        aside = max(0.0, there.y - here.bottom, here.y - there.bottom)
        return along + _ASIDE_COST * aside + abs(dy) * 0.3
    aside = max(0.0, there.x - here.right, here.x - there.right)
    return along + _ASIDE_COST * aside + abs(dx) * 0.3
