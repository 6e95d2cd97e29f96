"""Which pictures go along with a new picture, and which do not fit.

The order is the order of importance to a model: the product, what the person added by hand, then
the people, picture by picture in turns so that nobody is left out wholly.
"""

from __future__ import annotations

from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from gallery_studio.domain.conversation import TurnReference
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.people import Person, Product


@dataclass(frozen=True, slots=True)
class ReferencePlan:
    """What is sent.

    Attributes:
        sent: Pictures sent, in order.
        left_out: Pictures of people that do not fit, in order; named before sending.
        is_over: Whether product and hand-added pictures alone are too many: it cannot be sent.
    """

    sent: tuple[TurnReference, ...]
    left_out: tuple[TurnReference, ...] = ()
    is_over: bool = False

    def note(self, limit: int) -> str:
        """Return what to say about pictures that do not fit, or ""."""
        names = list(dict.fromkeys(reference.label for reference in self.left_out))
        if not names:
            return ""
        count = len(self.left_out)
        pictures = "1 picture" if count == 1 else f"{count} pictures"
        verb = "does" if count == 1 else "do"
        return (
            f"{pictures} of {' and '.join(names)} {verb} not fit: "
            f"{limit} reference{'' if limit == 1 else 's'} are the most."
        )


def plan_references(
    product: Product | None,
    people: Sequence[Person],
    added: Sequence[TurnReference],
    limit: int,
) -> ReferencePlan:
    """Decide which pictures go along with a new picture.

    Args:
        product: The product shown, or None.
        people: The people shown.
        added: Pictures added by hand.
        limit: Most pictures the model, or the settings, allow.
    """
    first = [*_of_product(product), *added]
    wanted = _unique([*first, *_of_people(people)])
    needed = len(_unique(first))
    return ReferencePlan(wanted[:limit], wanted[limit:], is_over=needed > limit)


def _of_product(product: Product | None) -> list[TurnReference]:
    if product is None or product.image_id is None:
        return []
    return [TurnReference(product.image_id, role="product", label=product.name)]


def _of_people(people: Sequence[Person]) -> list[TurnReference]:
    """Return the pictures of all people in turns: everybody's first, everybody's second, …."""
    per_person = [
        [TurnReference(image_id, "identity", person.name) for image_id in person.reference_images]
        for person in people
    ]
    in_turns = chain.from_iterable(zip_longest(*per_person))
    return [reference for reference in in_turns if reference is not None]


def _unique(references: Sequence[TurnReference]) -> tuple[TurnReference, ...]:
    """Return each picture once, where it comes first."""
    by_image = {reference.image_id: reference for reference in reversed(references)}
    order = dict.fromkeys(reference.image_id for reference in references)
    return tuple(by_image[image_id] for image_id in order)
