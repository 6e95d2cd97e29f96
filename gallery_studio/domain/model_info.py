"""What an image model is, can do and costs."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gallery_studio.domain.ids import ModelId


class ModelStatus(StrEnum):
    """Whether a model can be asked."""

    CURRENT = "current"
    RETIRED = "retired"
    UNLISTED = "unlisted"
    """In our catalogue, but the service does not list it for this key."""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One entry of the catalogue.

    Attributes:
        id: The service's id.
        name: Full name a person knows.
        short_name: Name on badges and chips, at most 16 letters.
        nickname: The service's nickname, such as "Nano Banana Pro"; may be empty.
        summary: One line on what it is good for.
        glyph: Name of its icon.
        provider: ``gemini`` or ``offline``.
        sizes: Image sizes it takes; empty when it has one fixed size and none may be sent.
        aspect_ratios: Aspect ratios it takes.
        max_references: Most reference pictures in one request.
        price_usd: Price per picture by image size (key ``""`` where sizes is empty); empty
            mapping when unknown. The offline model costs nothing: all prices are 0.
        typical_s: Seconds a picture usually takes, for the interface.
        status: Whether it can be asked.
        retired_on: ISO date of its end, when retired.
        is_deterministic: Whether the same request gives the same bytes.
        input_usd_per_million: Dollars per million tokens sent, or None when unknown.
        text_usd_per_million: Dollars per million text and thinking tokens, or None.
        image_usd_per_million: Dollars per million image tokens, or None.
    """

    id: ModelId
    name: str
    short_name: str
    nickname: str
    summary: str
    glyph: str
    provider: str
    sizes: tuple[str, ...]
    aspect_ratios: tuple[str, ...]
    max_references: int
    price_usd: Mapping[str, float]
    typical_s: float
    status: ModelStatus = ModelStatus.CURRENT
    retired_on: str = ""
    is_deterministic: bool = False
    input_usd_per_million: float | None = None
    text_usd_per_million: float | None = None
    image_usd_per_million: float | None = None

    def price_for(self, image_size: str | None) -> float | None:
        """Return the price of one picture in dollars, or None when it is not known.

        A size left open is the model's default, 1K.
        """
        if not self.price_usd:
            return None
        if image_size is not None and image_size in self.price_usd:
            return self.price_usd[image_size]
        if not self.sizes:
            return self.price_usd.get("")
        return self.price_usd.get("1K") if image_size is None else None


@dataclass(frozen=True, slots=True)
class PriceEstimate:
    """Price of what is about to be sent.

    Attributes:
        images: Number of pictures asked for.
        usd: Sum of the known prices in dollars.
        unknown: Number of pictures whose price is not known.
    """

    images: int
    usd: float
    unknown: int = 0
