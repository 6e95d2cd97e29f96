"""How a picture of the library was made, in one query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gallery_studio.domain.image import Origin
from gallery_studio.library.reading.connection import ReadConnection
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId

_MADE_BY = f"""
    SELECT o.prompt, t.message, o.model, o.model_version, o.seed, t.aspect_ratio, t.image_size,
        coalesce(o.finished_utc, o.created_utc),
        EXISTS (SELECT 1 FROM output_references r JOIN images i ON i.id = r.image_id
            WHERE r.output_id = o.id AND i.origin <> '{Origin.GENERATED}')
        OR EXISTS (SELECT 1 FROM conversations c JOIN images i ON i.id = c.source_image_id
            WHERE c.id = t.conversation_id AND i.origin <> '{Origin.GENERATED}')
    FROM outputs o JOIN turns t ON t.id = o.turn_id
    WHERE o.image_id = ? ORDER BY o.rowid LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class MakingFacts:
    """How a picture was made, from the first output that made it.

    Attributes:
        prompt: The words sent.
        message: The person's words.
        model: Id of the model.
        model_version: What the service says it ran.
        seed: The seed, or None.
        aspect_ratio: As asked, or None.
        image_size: As asked, or None.
        created_utc: ISO 8601, UTC.
        is_composite: Whether a picture that no model made went into it.
    """

    prompt: str
    message: str
    model: str
    model_version: str
    seed: int | None
    aspect_ratio: str | None
    image_size: str | None
    created_utc: str
    is_composite: bool


class MakingQueries(ReadConnection):
    """Reads how pictures were made."""

    def making_facts(self, image_id: ImageId) -> MakingFacts | None:
        """Return how a picture was made, or None for one that no model made."""
        rows = self._rows(_MADE_BY, (image_id,))
        if not rows:
            return None
        fields: list[Any] = [*rows[0][:8], bool(rows[0][8])]
        return MakingFacts(*fields)
