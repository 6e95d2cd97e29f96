"""Brings a picture's bytes into the library's folder: checked, hashed, written, previewed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from gallery_studio.domain.errors import ImageError, ProviderError, ProviderErrorKind
from gallery_studio.domain.ids import ImageId
from gallery_studio.domain.image import ImageFile, Origin
from gallery_studio.domain.timestamps import utc_now, utc_text
from gallery_studio.imaging.previewing import preview_now
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from gallery_studio.imaging.previewing import PreviewedPicture
    from gallery_studio.library.arriving import Arrival
    from gallery_studio.library.images import ImageStore


class Previewer(Protocol):
    """Checks pictures and makes their previews, away from the loop that asks."""

    def prepare(self) -> None:
        """Get ready: a picture will arrive soon."""
        ...

    async def preview(self, data: bytes) -> PreviewedPicture:
        """Check a picture and make its previews.

        Raises:
            ImageError: The bytes are not a picture that can be read, or it is too large.
            StudioError: It could not be found out; trying again can help.
        """
        ...

    async def aclose(self) -> None:
        """Let go of everything."""
        ...


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


async def store_picture(images: ImageStore, previewer: Previewer, data: bytes) -> StoredPicture:
    """Store a model's answer.

    Raises:
        ProviderError: The bytes are not a picture that can be read.
        LibraryError: The file could not be written; nothing is left behind.
        StudioError: The bytes could not be looked at; trying again can help.
    """
    try:
        picture = await previewer.preview(data)
    except ImageError as error:
        raise ProviderError(
            ProviderErrorKind.DAMAGED_ANSWER,
            f"The model's answer holds no readable picture: {error.message} "
            "It may have been charged all the same. Try again to ask the model once more.",
            retryable=True,
            may_be_charged=True,
        ) from error
    return await asyncio.to_thread(_store, images, data, picture, Origin.GENERATED, "")


def store_now(images: ImageStore, data: bytes, origin: Origin, name: str) -> StoredPicture:
    """Store a picture's file and previews in the calling thread (never the GUI's or a loop's).

    The bytes are decoded once: that proves them readable and makes all previews. Meanwhile they
    are hashed and on their way to the disk already.

    Raises:
        ImageError: The bytes are not a picture that can be read, or it is too large.
        LibraryError: The file could not be written.
    """
    with images.arriving(data) as arrival:
        picture = preview_now(data, name)
        images.keep(arrival, picture.media_type)
    return _stored(images, arrival, picture, origin, name)


def _store(
    images: ImageStore, data: bytes, picture: PreviewedPicture, origin: Origin, name: str
) -> StoredPicture:
    """Write the file of a picture and its previews."""
    with images.arriving(data) as arrival:
        images.keep(arrival, picture.media_type)
    return _stored(images, arrival, picture, origin, name)


def _stored(
    images: ImageStore, arrival: Arrival, picture: PreviewedPicture, origin: Origin, name: str
) -> StoredPicture:
    """Write the previews of a picture whose file is stored."""
    image_id = ImageId(arrival.digest())
    images.store_previews(image_id, picture.previews)
    file = ImageFile(
        id=image_id,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        size_bytes=arrival.size_bytes,
        origin=origin,
        created_utc=utc_text(utc_now()),
        has_credentials=picture.has_credentials,
        source_name=name,
        sealed_crc=arrival.sealed_crc(),
    )
    return StoredPicture(file, picture.previews.micro_rgb, picture.frames)
