"""What a kiosk shows: the pictures of sessions in the order they were made, and who is next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.status import Status
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.conversation import Turn
    from gallery_studio.domain.ids import ImageId, SessionId
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.providers.catalogue import Catalogue

HOLD_S = 8.0
_S_PER_LETTER = 0.055
SPEEDS = (0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True, slots=True)
class Slide:
    """One picture of the show.

    Attributes:
        image_id: The picture.
        width: Pixels.
        height: Pixels.
        caption: The person's words.
        turn: Such as ``Turn 3 of 4``, or "" where there was one turn only.
        model: Full name of the model, or "" for a picture that was brought in.
    """

    image_id: ImageId
    width: int
    height: int
    caption: str
    turn: str = ""
    model: str = ""

    @property
    def hold_s(self) -> float:
        """How long it stays at speed 1: long enough to read its caption."""
        return max(HOLD_S, _S_PER_LETTER * len(self.caption))


def slides_of(
    reader: LibraryReader, session_ids: Sequence[SessionId], catalogue: Catalogue
) -> tuple[Slide, ...]:
    """Return all pictures of sessions, session by session, in the order they were made.

    Raises:
        LibraryError: A session cannot be read.
    """
    slides: list[Slide] = []
    for session_id in session_ids:
        cards = [card for card in reader.canvas_cards(session_id) if _is_shown(card)]
        cards.sort(key=lambda card: (card.created_utc, card.placement.z))
        turns = _turns(reader, session_id)
        slides += [_slide(card, turns, catalogue) for card in cards]
    return tuple(slides)


def _is_shown(card: CanvasCard) -> bool:
    is_ready = card.status is Status.COMPLETED and card.image_id is not None
    return is_ready and not card.is_rejected


def _turns(reader: LibraryReader, session_id: SessionId) -> dict[str, tuple[Turn, int]]:
    """Return each turn with the depth of its conversation."""
    found: dict[str, tuple[Turn, int]] = {}
    for conversation in reader.conversations(session_id):
        turns = reader.turns(conversation.id)
        depth = max((turn.number for turn in turns), default=0)
        found |= {turn.id: (turn, depth) for turn in turns}
    return found


def _slide(card: CanvasCard, turns: dict[str, tuple[Turn, int]], catalogue: Catalogue) -> Slide:
    assert card.image_id is not None
    words = ""
    if card.turn_id in turns:
        turn, depth = turns[card.turn_id]
        words = f"Turn {turn.number} of {depth}" if depth > 1 else ""
    info = catalogue.get(card.model) if card.model else None
    return Slide(
        image_id=card.image_id,
        width=card.image_width,
        height=card.image_height,
        caption=card.caption,
        turn=words,
        model=info.name if info is not None else str(card.model),
    )


class ShowOrder:
    """Where a show stands.

    Attributes:
        is_looping: Whether the first picture follows the last.
    """

    def __init__(self, count: int, *, is_looping: bool) -> None:
        self._count = count
        self._index = 0
        self.is_looping = is_looping

    @property
    def index(self) -> int:
        """The picture shown, from 0."""
        return self._index

    @property
    def is_at_end(self) -> bool:
        """Whether nothing follows."""
        return self._count == 0 or (not self.is_looping and self._index == self._count - 1)

    def neighbour(self, steps: int) -> int | None:
        """Return the picture so many steps away, or None where there is none."""
        wanted = self._index + steps
        if self._count == 0:
            return None
        if self.is_looping and steps > 0:
            return wanted % self._count
        return wanted if 0 <= wanted < self._count else None

    def step(self, steps: int) -> bool:
        """Go forwards or back; return whether another picture is shown now.

        Back from the first picture leads to the last where the show loops.
        """
        wanted = self._index + steps
        if self._count == 0:
            return False
        wanted = wanted % self._count if self.is_looping else min(max(wanted, 0), self._count - 1)
        is_other = wanted != self._index
        self._index = wanted
        return is_other

    def go_to(self, index: int) -> bool:
        """Show a picture; return whether it is another one."""
        return self.step(min(max(index, 0), self._count - 1) - self._index)
