"""What lies on the canvas: cards by id and by place, the selection, the focus, lines of descent.

Pure Python; the view asks it what to paint and tells it what a person did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.card_filter import CardFilter
from gallery_studio.domain.geometry import Rect, bounding_rect
from gallery_studio.domain.status import Status
from gallery_studio.records import replace
from gallery_studio.ui.canvas.card_layout import picture_rect
from gallery_studio.ui.canvas.spatial_grid import SpatialGrid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gallery_studio.domain.card import CanvasCard, Placement, RunLabel
    from gallery_studio.domain.ids import CardId, ImageId, RunId

LABEL_SPREAD = 3.0
"""A run whose cards cover this many times their first area has been pulled apart: no label."""

LINE_CELL = 4096.0
"""Side of a cell of the lines of descent: one may cross the whole wall, and thousands of them."""


class CanvasModel:
    """Cards of one session. GUI thread only.

    Attributes:
        version: Grows with every change; caches compare it.
        focus_id: The card that has the keyboard focus, or None.
        card_filter: Which cards stand out; walking and selecting leaves the others out.
        is_filtered: Whether it leaves any out; asked for every card painted.
        order_of: Which of two cards of the same z lies lower, or None for the one that came
            first. A replay needs it: there cards come back in another order than they came.
    """

    def __init__(self) -> None:
        self.version = 0
        self.focus_id: CardId | None = None
        self._cards: dict[CardId, CanvasCard] = {}
        self._rank: dict[CardId, tuple[int, int]] = {}
        self._next_order = 0
        self._grid: SpatialGrid[CardId] = SpatialGrid()
        self._lines: SpatialGrid[CardId] = SpatialGrid(LINE_CELL)
        self._children: dict[CardId, set[CardId]] = {}
        self._by_image: dict[ImageId, set[CardId]] = {}
        self._by_run: dict[RunId, set[CardId]] = {}
        self._run_labels: dict[RunId, RunLabel] = {}
        self._open: set[CardId] = set()
        self._selection: dict[CardId, None] = {}
        self.card_filter = CardFilter()
        self.is_filtered = False
        self.order_of: Callable[[CardId], int] | None = None
        self._bounds: Rect | None = None
        self._bounds_version = -1

    def __len__(self) -> int:
        return len(self._cards)

    def __contains__(self, card_id: object) -> bool:
        return card_id in self._cards

    @property
    def cards(self) -> Mapping[CardId, CanvasCard]:
        """All cards by id, in the order in which they came."""
        return self._cards

    @property
    def open_ids(self) -> frozenset[CardId]:
        """Cards whose picture is still being made."""
        return frozenset(self._open)

    def get(self, card_id: CardId | None) -> CanvasCard | None:
        """Return a card, or None when it is not here."""
        return self._cards.get(card_id) if card_id is not None else None

    def cards_of_image(self, image_id: ImageId) -> list[CanvasCard]:
        """Return the cards that show a picture."""
        return [self._cards[card_id] for card_id in self._by_image.get(image_id, ())]

    # -- changes -------------------------------------------------------------------------------

    def set_cards(self, cards: Iterable[CanvasCard], run_labels: Iterable[RunLabel]) -> None:
        """Replace everything; selection and focus stay where their cards are still here."""
        keep, focus = list(self._selection), self.focus_id
        for index in (self._cards, self._rank, self._children, self._by_image, self._by_run):
            index.clear()
        self._lines.clear()
        self._open.clear()
        self._next_order = 0
        self._run_labels = {label.run_id: label for label in run_labels}
        self._fill({card.id: card for card in cards})
        self._selection = dict.fromkeys(c for c in keep if c in self._cards)
        self.focus_id = focus if focus in self._cards else None
        self.version += 1

    def add_run_labels(self, run_labels: Iterable[RunLabel]) -> None:
        """Add or replace labels of runs."""
        self._run_labels.update((label.run_id, label) for label in run_labels)
        self.version += 1

    def put(self, card: CanvasCard) -> CanvasCard | None:
        """Add or replace a card and return the one that was there."""
        old = self._cards.get(card.id)
        if old is not None:
            self._unindex(old)
        self._insert(card)
        self.version += 1
        return old

    def remove(self, card_id: CardId) -> CanvasCard | None:
        """Remove a card and return it."""
        card = self._cards.pop(card_id, None)
        if card is None:
            return None
        self._unindex(card)
        self._rank.pop(card_id, None)
        self._selection.pop(card_id, None)
        if self.focus_id == card_id:
            self.focus_id = None
        for child in self._children.get(card_id, ()):
            self._lines.remove(child)
        self.version += 1
        return card

    def move(self, card_id: CardId, placement: Placement) -> None:
        """Put a card somewhere else; one that is not here is ignored."""
        card = self._cards.get(card_id)
        if card is not None and card.placement != placement:
            self.put(replace(card, placement=placement))

    def _fill(self, cards: dict[CardId, CanvasCard]) -> None:
        """Index all cards at once, as `_insert` does one by one: a person waits for the wall."""
        self._cards.update(cards)
        self._grid.fill({card_id: card.placement for card_id, card in cards.items()})
        by_image, by_run = self._by_image, self._by_run
        for card_id, card in cards.items():
            self._rank[card_id] = (card.placement.z, self._order(card_id))
            image_id, run_id = card.image_id, card.run_id
            if image_id is not None:
                if image_id in by_image:
                    by_image[image_id].add(card_id)
                else:
                    by_image[image_id] = {card_id}
            if run_id is not None:
                if run_id in by_run:
                    by_run[run_id].add(card_id)
                else:
                    by_run[run_id] = {card_id}
            if card.status is not Status.COMPLETED and card.status.is_open:
                self._open.add(card_id)
            if card.source_card_id is not None:
                self._children.setdefault(card.source_card_id, set()).add(card_id)
        for children in self._children.values():
            for child in children:
                self._put_line(child)

    def _insert(self, card: CanvasCard) -> None:
        self._cards[card.id] = card
        self._rank[card.id] = (card.placement.z, self._order(card.id))
        self._grid.put(card.id, card.placement)
        if card.image_id is not None:
            self._by_image.setdefault(card.image_id, set()).add(card.id)
        if card.run_id is not None:
            self._by_run.setdefault(card.run_id, set()).add(card.id)
        if card.status.is_open:
            self._open.add(card.id)
        if card.source_card_id is not None:
            self._children.setdefault(card.source_card_id, set()).add(card.id)
            self._put_line(card.id)
        for child in self._children.get(card.id, ()):
            self._put_line(child)

    def _order(self, card_id: CardId) -> int:
        if self.order_of is not None:
            return self.order_of(card_id)
        rank = self._rank.get(card_id)
        if rank is not None:
            return rank[1]
        self._next_order += 1
        return self._next_order

    def _unindex(self, card: CanvasCard) -> None:
        self._grid.remove(card.id)
        self._lines.remove(card.id)
        self._open.discard(card.id)
        if card.image_id is not None:
            self._by_image.get(card.image_id, set()).discard(card.id)
        if card.run_id is not None:
            self._by_run.get(card.run_id, set()).discard(card.id)
        if card.source_card_id is not None:
            self._children.get(card.source_card_id, set()).discard(card.id)

    # -- what lies where -----------------------------------------------------------------------

    def bounds(self) -> Rect | None:
        """Return the rectangle around all cards, or None for an empty wall."""
        if self._bounds_version != self.version:
            self._bounds = self._measured()
            self._bounds_version = self.version
        return self._bounds

    def _measured(self) -> Rect | None:
        """Measure the bounds in four passes of C: a wall may hold fifty thousand cards."""
        places = [card.placement for card in self._cards.values()]
        if not places:
            return None
        left, top = min(place.x for place in places), min(place.y for place in places)
        right = max(place.x + place.width for place in places)
        bottom = max(place.y + place.height for place in places)
        return Rect(left, top, right - left, bottom - top)

    def cards_in(self, rect: Rect) -> list[CanvasCard]:
        """Return the cards that touch a rectangle, lowest first."""
        found = self._grid.touching(rect)
        found.sort(key=self._rank.__getitem__)
        cards = self._cards
        return [cards[card_id] for card_id in found]

    def images_in(self, rect: Rect) -> set[ImageId]:
        """Return the pictures of the cards that touch a rectangle: a wall may hold thousands."""
        cards = map(self._cards.__getitem__, self._grid.touching(rect))
        return {card.image_id for card in cards if card.image_id is not None}

    def set_card_filter(self, card_filter: CardFilter) -> None:
        """Let other cards stand out."""
        self.card_filter, self.is_filtered = card_filter, bool(card_filter)
        self.version += 1

    def standing_in(self, rect: Rect) -> list[CanvasCard]:
        """Return the cards that touch a rectangle and stand out, lowest first."""
        cards = self.cards_in(rect)
        return [c for c in cards if self.card_filter.matches(c)] if self.is_filtered else cards

    def standing(self) -> list[CanvasCard]:
        """Return all cards that stand out."""
        return [card for card in self._cards.values() if self.card_filter.matches(card)]

    def has_any(self, rect: Rect) -> bool:
        """Whether any card touches a rectangle."""
        return bool(self._grid.touching(rect))

    def card_at(self, x: float, y: float) -> CanvasCard | None:
        """Return the uppermost card at a point, or None."""
        top = max(self._grid.at(x, y), key=self._rank.__getitem__, default=None)
        return self.get(top)

    def top_z(self) -> int:
        """Return the highest stacking order in use."""
        return max((card.placement.z for card in self._cards.values()), default=0)

    # -- lines of descent ----------------------------------------------------------------------

    def line_of(self, card_id: CardId) -> tuple[float, float, float, float] | None:
        """Return start and end of the line from a card's source to it, or None."""
        card = self._cards.get(card_id)
        source = self.get(card.source_card_id) if card is not None else None
        if card is None or source is None:
            return None
        return (
            *picture_rect(source.placement).center,
            *picture_rect(card.placement).center,
        )

    def lines_of(self, card_id: CardId) -> list[tuple[float, float, float, float]]:
        """Return the lines that begin or end at a card."""
        ids = [card_id, *self._children.get(card_id, ())]
        lines = (self.line_of(other) for other in ids)
        return [line for line in lines if line is not None]

    def lines_in(self, rect: Rect) -> list[tuple[float, float, float, float]]:
        """Return the lines of descent whose bounds touch a rectangle."""
        lines = (self.line_of(card_id) for card_id in self._lines.touching(rect))
        return sorted(line for line in lines if line is not None)

    def _put_line(self, card_id: CardId) -> None:
        line = self.line_of(card_id)
        if line is not None:
            self._lines.put(card_id, line_bounds(line))

    # -- labels of runs ------------------------------------------------------------------------

    def run_label_place(self, label: RunLabel) -> Rect | None:
        """Return the rectangle of a run's cards as they lie now.

        None when no card is left, or the run was pulled apart: a label above a crowd of others'
        cards would be a lie.
        """
        ids = self._by_run.get(label.run_id)
        if not ids:
            return None
        rect = bounding_rect(self._cards[card_id].placement.rect for card_id in ids)
        first = max(1.0, label.rect.width * label.rect.height)
        if rect is None or rect.width * rect.height > LABEL_SPREAD * first:
            return None
        return rect

    def run_label_of(self, card: CanvasCard) -> RunLabel | None:
        """Return the label of a card's run."""
        return self._run_labels.get(card.run_id) if card.run_id is not None else None

    # -- selection -----------------------------------------------------------------------------

    @property
    def selection(self) -> list[CardId]:
        """Selected cards in the order in which they were selected."""
        return list(self._selection)

    def is_selected(self, card_id: CardId) -> bool:
        """Whether a card is selected."""
        return card_id in self._selection

    def select(self, card_ids: Iterable[CardId]) -> bool:
        """Select exactly these cards; return whether that changed anything."""
        wanted = dict.fromkeys(card_id for card_id in card_ids if card_id in self._cards)
        if wanted.keys() == self._selection.keys():
            return False
        self._selection = wanted
        return True


def line_bounds(line: tuple[float, float, float, float]) -> Rect:
    """Return the rectangle around a line, never without area."""
    x, y = min(line[0], line[2]), min(line[1], line[3])
    return Rect(x, y, abs(line[2] - line[0]), abs(line[3] - line[1])).grown(2.0)
