"""People, identities and products: what a picture should stay true to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from gallery_studio.domain.ids import (
        ConversationId,
        IdentityId,
        ImageId,
        PersonId,
        ProductId,
    )


@dataclass(frozen=True, slots=True)
class Person:
    """Someone pictures are made of.

    Attributes:
        id: The person.
        name: Shown name.
        appearance: Appearance preferences, in words.
        reference_images: Pictures of the person, in order.
        consent_note: What was agreed about their likeness.
        active_conversation_id: The conversation "Apply edit" goes on with, or None.
        is_default: Whether it is the one made on demand.
        created_utc: ISO 8601, UTC.
        deleted_utc: When it was put into the bin, or None.
    """

    id: PersonId
    name: str
    created_utc: str
    appearance: str = ""
    reference_images: tuple[ImageId, ...] = ()
    consent_note: str = ""
    active_conversation_id: ConversationId | None = None
    is_default: bool = False
    deleted_utc: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """A role a person is shown in, such as "The Artist".

    Attributes:
        id: The identity.
        name: Shown name.
        description: For the person.
        prompt: For the model.
        created_utc: ISO 8601, UTC.
        deleted_utc: When it was put into the bin, or None.
    """

    id: IdentityId
    name: str
    created_utc: str
    description: str = ""
    prompt: str = ""
    deleted_utc: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """A thing that must stay true to life.

    Attributes:
        id: The product.
        sku: Unique stock-keeping unit, or "".
        name: Shown name.
        brand: Shown brand.
        description: In words.
        image_id: Its picture, or None.
        color: Index of its dot colour, 0 to 7.
        created_utc: ISO 8601, UTC.
        deleted_utc: When it was put into the bin, or None.
    """

    id: ProductId
    sku: str
    name: str
    created_utc: str
    brand: str = ""
    description: str = ""
    image_id: ImageId | None = None
    color: int = 0
    deleted_utc: str | None = None
