"""Pictures as they go out with a message: small enough to send, the same bytes every time."""

from __future__ import annotations

import math
from io import BytesIO
from typing import TYPE_CHECKING

from gallery_studio.domain.generation import ReferenceImage
from gallery_studio.domain.image import MediaType
from gallery_studio.domain.limits import REFERENCE_BYTES, REFERENCE_SIDE_PX
from gallery_studio.imaging.loader import inspect, load_scaled
from gallery_studio.imaging.previews import shrunk

if TYPE_CHECKING:
    from PIL.Image import Image

    from gallery_studio.domain.ids import ImageId

_SENT_AS_THEY_ARE = frozenset((MediaType.PNG, MediaType.JPEG, MediaType.WEBP))
_QUALITIES = (90, 75)
_STEP_DOWN = 0.9


def outgoing_reference(data: bytes, image_id: ImageId, label: str = "") -> ReferenceImage:
    """Return a stored picture as it is sent to a model; any thread, a worker by choice.

    Within the limits the bytes go out untouched. Larger ones, GIFs, and pictures that a model
    could see otherwise than the person does (turned by EXIF, or moving) are made anew: upright, the
    first frame, sRGB, longest side at most 2048 px, as JPEG, or with transparency as WebP.

    Args:
        data: The stored bytes.
        image_id: Their SHA-256.
        label: Short name a person knows the picture by.

    Raises:
        ImageError: It is not a picture of an allowed format, exceeds a limit or is damaged.
    """
    facts = inspect(data, name=label)
    is_sent_as_it_is = (
        facts.media_type in _SENT_AS_THEY_ARE
        and max(facts.width, facts.height) <= REFERENCE_SIDE_PX
        and len(data) < REFERENCE_BYTES
        and facts.frames == 1
        and not facts.is_turned
    )
    if is_sent_as_it_is:
        return ReferenceImage(image_id, facts.media_type, data, label)
    image = _opaque_if_it_is(load_scaled(data, REFERENCE_SIDE_PX, name=label).image)
    media_type, sent = _encoded(shrunk(image, REFERENCE_SIDE_PX))
    return ReferenceImage(image_id, media_type, sent, label)


def _opaque_if_it_is(image: Image) -> Image:
    """Drop an alpha channel that hides nothing."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        return image.convert("RGB")
    return image


def _encoded(image: Image) -> tuple[MediaType, bytes]:
    """Return the best encoding below the limit; the picture shrinks until there is one."""
    media_type = MediaType.WEBP if image.mode == "RGBA" else MediaType.JPEG
    while True:
        for quality in _QUALITIES:
            data = _saved(image, media_type, quality)
            if len(data) < REFERENCE_BYTES:
                return media_type, data
        factor = min(_STEP_DOWN, math.sqrt(REFERENCE_BYTES / len(data)))
        image = shrunk(image, max(1, round(max(image.size) * factor)))


def _saved(image: Image, media_type: MediaType, quality: int) -> bytes:
    if media_type is MediaType.WEBP:
        # Without this, saving as WebP would load every plug-in of Pillow.
        from PIL import WebPImagePlugin  # noqa: F401
    stream = BytesIO()
    image.save(stream, media_type.label, quality=quality)
    return stream.getvalue()
