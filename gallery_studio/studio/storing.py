"""Brings a picture's bytes into the library's folder: checked, hashed, written, previewed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import ImageError, ProviderError, ProviderErrorKind
from gallery_studio.domain.image import ImageFile, Origin
from gallery_studio.domain.timestamps import utc_now, utc_text
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from gallery_studio.library.images import ImageStore


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture whose file is safe on disk but whose row is not written yet.

    Attributes:
        file: What its row will say.
        micro_rgb: Its micro preview, 16 × 16 px RGB.
        frames: How many frames its file holds; the studio shows the first.
    """

    file: ImageFile
    micro_rgb: bytes
    frames: int = 1


async def store_picture(images: ImageStore, data: bytes) -> StoredPicture:
    """Store a model's answer.

    Raises:
        ProviderError: The bytes are not a picture that can be read.
        LibraryError: The file could not be written; nothing is left behind.
    """
    try:
        return await asyncio.to_thread(store_now, images, data, Origin.GENERATED, "")
    except ImageError as error:
        raise ProviderError(
            ProviderErrorKind.DAMAGED_ANSWER,
            f"The model's answer holds no readable picture: {error.message} "
            "It may have been charged all the same. Try again to ask the model once more.",
            retryable=True,
            may_be_charged=True,
        ) from error


def store_now(images: ImageStore, data: bytes, origin: Origin, name: str) -> StoredPicture:
    """Store a picture's file and previews in the calling thread (never the GUI's or a loop's).

    The bytes are decoded once: that proves them readable and makes all previews. Meanwhile they
    are hashed and on their way to the disk already.

    Raises:
        ImageError: The bytes are not a picture that can be read, or it is too large.
        LibraryError: The file could not be written.
    """
    from gallery_studio.imaging.previews import previews_of

    with images.arriving(data) as arrival:
        checked, previews = previews_of(data, name)
        image_id = images.keep(arrival, checked.media_type)
    images.store_previews(image_id, previews)
    file = ImageFile(
        id=image_id,
        media_type=checked.media_type,
        width=checked.width,
        height=checked.height,
        size_bytes=len(data),
        origin=origin,
        created_utc=utc_text(utc_now()),
        has_credentials=checked.has_credentials,
        source_name=name,
    )
    return StoredPicture(file, previews.micro_rgb, checked.frames)
