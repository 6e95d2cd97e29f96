"""What the lightbox knows of a picture; the owner fills it in from what it has at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.image import ImageFile


@dataclass(frozen=True, slots=True)
class LightboxProduct:
    """A product a picture shows: its name, and the index of its dot's colour (0 to 7)."""

    name: str
    color: int = 0


@dataclass(frozen=True, slots=True)
class LightboxItem:
    """One picture of the lightbox.

    Attributes:
        key: The card or output it stands for; all signals speak of this key.
        image: The stored picture, or None for an output without one.
        caption: The title: its directive, or the name of a picture that was brought in.
        message: The directive as the person wrote it, quoted in the details; "" shows none.
        prompt: The words that were sent, for the words that differ; "" takes the message.
        turn_label: ``Turn 2``, ``Source``, or "" outside a conversation.
        turn_count: Turns of its conversation, or 0 when not known.
        model: The model asked, or "" for a picture that was brought in.
        aspect_ratio: As asked, or "".
        image_size: As asked, or "".
        seed: The seed sent, or None.
        is_starred: Marked by the person.
        rating: 0 to 5.
        is_rejected: Put aside by the person.
        cost_usd: What it cost, or None when not known.
        duration_s: From sending to answer, or None.
        created_utc: ISO 8601, UTC.
        session_name: The session it belongs to.
        products: Products it shows.
        references: Pictures sent along with it, in order.
        lineage: Pictures it was made from, the oldest first, without itself.
        error: Why there is no picture, or "".
    """

    key: str
    image: ImageFile | None
    caption: str
    message: str = ""
    prompt: str = ""
    turn_label: str = ""
    turn_count: int = 0
    model: str = ""
    aspect_ratio: str = ""
    image_size: str = ""
    seed: int | None = None
    is_starred: bool = False
    rating: int = 0
    is_rejected: bool = False
    cost_usd: float | None = None
    duration_s: float | None = None
    created_utc: str = ""
    session_name: str = ""
    products: tuple[LightboxProduct, ...] = ()
    references: tuple[ImageId, ...] = ()
    lineage: tuple[ImageId, ...] = ()
    error: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels; 4 × 3 where there is no picture, so that a frame stands."""
        if self.image is None or not self.image.width or not self.image.height:
            return 4, 3
        return self.image.width, self.image.height
