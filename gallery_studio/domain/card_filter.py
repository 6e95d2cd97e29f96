"""Which cards of a canvas are meant; the others step back but keep their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from gallery_studio.domain.card import CanvasCard


@dataclass(frozen=True, slots=True)
class CardFilter:
    """What a card must be to stand out. All conditions hold together.

    Attributes:
        is_starred: Only starred cards.
        least_rating: Only cards rated at least so high, 0 for all.
        is_not_rejected: Only cards that were not rejected.
        model: Only cards of this model, or "" for all.
        product: Only cards that show the product of this name, or "" for all.
    """

    is_starred: bool = False
    least_rating: int = 0
    is_not_rejected: bool = False
    model: str = ""
    product: str = ""

    def __bool__(self) -> bool:
        """Whether any card could be left out."""
        return self != CardFilter()

    def matches(self, card: CanvasCard) -> bool:
        """Whether a card stands out."""
        return (
            (card.is_starred or not self.is_starred)
            and card.rating >= self.least_rating
            and not (self.is_not_rejected and card.is_rejected)
            and self.model in ("", card.model)
            and self.product in ("", card.product_name)
        )
