"""A recipe: how a picture was made, as far as its file says."""

from __future__ import annotations

from typing import Any

from gallery_studio.records import asdict, dataclass

GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
"""IPTC's word for a picture that a model made."""

COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
"""IPTC's word for a photograph that a model changed."""

ALGORITHMIC = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
"""IPTC's word for a picture that rules alone drew: the offline model learned from no pictures."""

ENHANCED = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicallyEnhanced"
"""IPTC's word for a photograph that rules alone changed."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a picture was made.

    Attributes:
        prompt: The words sent.
        message: The words the person wrote, where they differ.
        model: Id of the model.
        model_version: What the service says it ran.
        seed: The seed, or None.
        aspect_ratio: As asked, or "".
        image_size: As asked, or "".
        width: Pixels, 0 when not known.
        height: Pixels, 0 when not known.
        is_composite: Whether a photograph was changed.
        is_algorithmic: Whether rules made it, and no trained model.
        created_utc: ISO 8601, UTC, or "".
        origin: Where it was read: ``gallery-studio``, ``parameters`` or ``xmp``; "" for one made
            here.
    """

    prompt: str = ""
    message: str = ""
    model: str = ""
    model_version: str = ""
    seed: int | None = None
    aspect_ratio: str = ""
    image_size: str = ""
    width: int = 0
    height: int = 0
    is_composite: bool = False
    is_algorithmic: bool = False
    created_utc: str = ""
    origin: str = ""

    @property
    def source_type(self) -> str:
        """IPTC's word for how the picture came to be."""
        if self.is_algorithmic:
            return ENHANCED if self.is_composite else ALGORITHMIC
        return COMPOSITE if self.is_composite else GENERATED

    def as_dict(self) -> dict[str, Any]:
        """Return what is known, as JSON-like data."""
        return {
            key: value for key, value in asdict(self).items() if value not in ("", None, 0, False)
        }
