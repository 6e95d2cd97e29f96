"""What a person looked like when a conversation began: kept as one hash, compared later."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gallery_studio.domain.conversation import Conversation
    from gallery_studio.domain.people import Person
    from gallery_studio.library.reader import LibraryReader

CHANGED_SENTENCE = (
    "{name}'s reference pictures have changed since this conversation began. It goes on with the "
    "earlier ones; start a new one to use the new pictures."
)


def references_hash(person: Person) -> str:
    """Return the SHA-256 over a person's reference pictures in their order; "" without any.

    The ids of pictures are SHA-256 of their bytes, so this is one over the bytes.
    """
    if not person.reference_images:
        return ""
    return hashlib.sha256("\n".join(person.reference_images).encode("ascii")).hexdigest()


def changed_sentence(reader: LibraryReader, conversation: Conversation) -> str:
    """Return what to say when a person's pictures changed since a conversation began, or "".

    Raises:
        LibraryError: The library cannot be read.
    """
    if conversation.person_id is None or not conversation.references_hash:
        return ""
    person = reader.person(conversation.person_id)
    if references_hash(person) == conversation.references_hash:
        return ""
    return CHANGED_SENTENCE.format(name=person.name)
