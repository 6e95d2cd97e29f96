"""Cards: pictures in their places on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.geometry import Rect
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from gallery_studio.domain.ids import (
        CardId,
        ConversationId,
        ImageId,
        ModelId,
        OutputId,
        RunId,
        SessionId,
        TurnId,
    )
    from gallery_studio.domain.status import Status

LABEL_HEIGHT = 84.0
"""Height of a card's label (caption, badge, star) below the picture, in canvas units."""

COLUMN_WIDTH = 200.0
"""Width of a new card, in canvas units."""

GAP = 16.0
"""Space between new cards, in canvas units."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A card's place. Canvas units; y grows downwards; the size includes the label.

    Attributes:
        x: Left edge.
        y: Top edge.
        width: Width of the card.
        height: Height of the card with its label.
        z: Stacking order; higher is nearer.
    """

    x: float
    y: float
    width: float
    height: float
    z: int = 0

    @property
    def rect(self) -> Rect:
        """The place as a rectangle."""
        return Rect(self.x, self.y, self.width, self.height)


def card_height(width: float, aspect: float) -> float:
    """Return the height of a card `width` wide whose picture has `aspect` (width ÷ height)."""
    return width / aspect + LABEL_HEIGHT


@dataclass(frozen=True, slots=True)
class CardMarks:
    """What a person thinks of a picture.

    Attributes:
        is_starred: Marked by the person.
        rating: 0 to 5.
        is_rejected: Put aside by the person.
    """

    is_starred: bool = False
    rating: int = 0
    is_rejected: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it is stored.

    Attributes:
        id: The card.
        session_id: Its session.
        output_id: The output it shows, or None for a picture that was brought in.
        image_id: The picture of a card without output; None while an output has none.
        placement: Where it lies.
        is_starred: Marked by the person.
        rating: 0 to 5.
        is_rejected: Put aside by the person.
        caption: What a card without output is called.
        created_utc: ISO 8601, UTC.
        deleted_utc: When it was put into the bin, or None.
    """

    id: CardId
    session_id: SessionId
    output_id: OutputId | None
    image_id: ImageId | None
    placement: Placement
    created_utc: str
    is_starred: bool = False
    rating: int = 0
    is_rejected: bool = False
    caption: str = ""
    deleted_utc: str | None = None


@dataclass(frozen=True, slots=True)
class CanvasCard:
    """A card with everything the canvas needs to paint and name it, from one query.

    Attributes:
        id: The card.
        placement: Where it lies.
        status: COMPLETED for a picture that was brought in.
        caption: The directive or message, or the name of a picture that was brought in.
        model: The model asked, or "" for a picture that was brought in.
        image_id: The picture, or None while there is none.
        image_width: Pixels, 0 while there is no picture.
        image_height: Pixels, 0 while there is no picture.
        output_id: The output it shows, or None.
        turn_id: Its turn, or None.
        conversation_id: Its conversation, or None.
        run_id: The run that made it, or None.
        product_name: The product it shows, or "".
        product_color: Index of the product's dot colour, 0 to 7.
        is_starred: Marked by the person.
        rating: 0 to 5.
        is_rejected: Put aside by the person.
        edit_turns: Turns of the conversations that began from this picture.
        source_card_id: The card whose picture this one was made from (descent line), or None.
        error_kind: A `ProviderErrorKind` value, or "".
        error_message: What the person is told, or "".
        is_retryable: Whether Retry can help.
        started_utc: When it was sent, or None.
        created_utc: When the card was made.
        session_id: Its session.
    """

    id: CardId
    placement: Placement
    status: Status
    caption: str
    model: ModelId | str
    image_id: ImageId | None
    created_utc: str
    image_width: int = 0
    image_height: int = 0
    output_id: OutputId | None = None
    turn_id: TurnId | None = None
    conversation_id: ConversationId | None = None
    run_id: RunId | None = None
    product_name: str = ""
    product_color: int = 0
    is_starred: bool = False
    rating: int = 0
    is_rejected: bool = False
    edit_turns: int = 0
    source_card_id: CardId | None = None
    error_kind: str = ""
    error_message: str = ""
    is_retryable: bool = False
    started_utc: str | None = None
    session_id: SessionId | str = ""


@dataclass(frozen=True, slots=True)
class RunLabel:
    """The line above the cards of a run, such as "11:42  Four directives, two models".

    Attributes:
        run_id: The run.
        created_utc: ISO 8601, UTC.
        directive_count: Directives of the run.
        model_count: Models asked.
        product_names: Products shown.
        rect: Bounding rectangle of the run's cards as they were first laid out.
    """

    run_id: RunId
    created_utc: str
    directive_count: int
    model_count: int
    product_names: tuple[str, ...]
    rect: Rect
