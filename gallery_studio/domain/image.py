"""A picture as it lies in the library."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId


class MediaType(StrEnum):
    """The media types the studio reads and stores, found by looking at the bytes."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    GIF = "image/gif"

    @property
    def suffix(self) -> str:
        """File name suffix without the dot."""
        return {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}[
            self.value
        ]

    @property
    def label(self) -> str:
        """The short name a person knows, such as ``PNG``."""
        return {
            "image/png": "PNG",
            "image/jpeg": "JPEG",
            "image/webp": "WebP",
            "image/gif": "GIF",
        }[self.value]


class Origin(StrEnum):
    """How a picture came into the library."""

    GENERATED = "generated"
    IMPORTED = "imported"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class ImageFile:
    """One stored picture: the received bytes, kept untouched for ever.

    Attributes:
        id: SHA-256 of the bytes.
        media_type: Sniffed from the bytes, never believed from outside.
        width: Width in pixels after the EXIF orientation is applied.
        height: Height in pixels after the EXIF orientation is applied.
        size_bytes: Length of the file.
        origin: How it came in.
        created_utc: ISO 8601 time in UTC at which it was stored first.
        has_credentials: Whether the bytes carry content credentials (a C2PA box).
        source_name: The file name it was brought in under, if any.
        sealed_crc: CRC-32 of the bytes with its seal (`library.sealing`), where the bytes were at
            hand when this was made; else "", as in what is read from the library.
    """

    id: ImageId
    media_type: MediaType
    width: int
    height: int
    size_bytes: int
    origin: Origin
    created_utc: str
    has_credentials: bool = False
    source_name: str = ""
    sealed_crc: str = field(default="", compare=False, repr=False)

    @property
    def relative_path(self) -> str:
        """Path below the library folder, with forward slashes: ``images/ab/abcdef….png``."""
        return f"images/{self.id[:2]}/{self.id}.{self.media_type.suffix}"


@dataclass(frozen=True, slots=True)
class PreviewSet:
    """All previews of one picture, made from one decode.

    Attributes:
        micro_rgb: 16 × 16 px, raw RGB, row by row, 768 bytes; kept in the database.
        jpeg_64: Longest side 64 px, JPEG bytes.
        jpeg_256: Longest side 256 px, JPEG bytes.
        jpeg_768: Longest side 768 px, JPEG bytes.
        jpeg_2048: Longest side 2048 px, JPEG bytes, or None where the picture is not larger
            than the 768 px preview.
    """

    micro_rgb: bytes
    jpeg_64: bytes
    jpeg_256: bytes
    jpeg_768: bytes
    jpeg_2048: bytes | None = None

    def by_side(self) -> dict[int, bytes]:
        """Return the JPEG previews by their longest side in pixels."""
        sizes = {64: self.jpeg_64, 256: self.jpeg_256, 768: self.jpeg_768}
        if self.jpeg_2048 is not None:
            sizes[2048] = self.jpeg_2048
        return sizes


MICRO_SIDE_PX = 16
PREVIEW_SIDES_PX = (64, 256, 768, 2048)
"""Longest sides of the previews on disk; 2048 exists only for pictures larger than 768."""
