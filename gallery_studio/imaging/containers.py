"""What the four picture formats say about themselves before anything is decoded.

The sizes are read here, by hand, so that a bomb never reaches the decoder; the animation,
content credentials and EXIF orientation are read here too, and the decoder is given only what it
needs for the pixels. That keeps Pillow from parsing (and warning about, process-wide) broken EXIF,
text and multi-picture blocks. Every walk is bounded: no file can make it slow.

Sources: PNG 3rd edition (w3.org/TR/png-3), ITU-T T.81 annex B, GIF89a, the WebP container
specification, C2PA 2.1 section "Embedding manifests".
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING

from gallery_studio.domain.image import MediaType
from gallery_studio.imaging.exif import UPRIGHT, exif_orientation
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNKS_MOST = 100_000
_SEGMENTS_MOST = 10_000
_SCANS_PLAIN = 20
_SCANS_MOST = 1_000
_SCANNED_PIXELS_MOST = 1_000_000_000
_ICC_BYTES_MOST = 1_000_000

Chunk = tuple[bytes, int, int]
"""Type, begin and end of a chunk's payload in the file."""


class ContainerError(ValueError):
    """The bytes are not a whole file of their format; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Container:
    """What a picture's file says about it.

    Attributes:
        width: Width in pixels as stored, before the orientation is applied.
        height: Height in pixels as stored.
        frames: Number of frames, 1 for a still picture. Counting stops at a bound.
        has_credentials: Whether there is a C2PA box.
        orientation: EXIF orientation, 1 to 8.
        pieces: The stretches of the file that the decoder needs, in order.
    """

    width: int
    height: int
    frames: int
    has_credentials: bool
    orientation: int
    pieces: tuple[bytes | memoryview, ...]

    @property
    def is_sideways(self) -> bool:
        """Whether the orientation swaps width and height."""
        return self.orientation >= 5

    def picture_bytes(self) -> bytes:
        """Return the file as the decoder gets it."""
        first = self.pieces[0]
        return first if isinstance(first, bytes) else b"".join(self.pieces)


def read_container(data: bytes, media_type: MediaType) -> Container:
    """Read a picture's facts without decoding it.

    Raises:
        ContainerError: The file is cut off or broken.
    """
    readers = {
        MediaType.PNG: _read_png,
        MediaType.JPEG: _read_jpeg,
        MediaType.GIF: _read_gif,
        MediaType.WEBP: _read_webp,
    }
    try:
        container = readers[media_type](data)
    except (struct.error, IndexError) as error:
        raise ContainerError("that ends too early") from error
    if container.width < 1 or container.height < 1:
        raise ContainerError("without any pixels")
    return container


# --- PNG -------------------------------------------------------------------------------------

_PNG_PIXELS = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT"))
_PNG_END = b"\x00\x00\x00\x00IEND\xae\x42\x60\x82"


def _read_png(data: bytes) -> Container:
    view = memoryview(data)
    pieces: list[bytes | memoryview] = [view[:8]]
    facts: dict[bytes, bytes] = {}
    for kind, begin, end in _png_chunks(data):
        if kind in _PNG_PIXELS:
            if zlib.crc32(view[begin - 4 : end]) != struct.unpack_from(">I", data, end)[0]:
                raise ContainerError("whose checksum is wrong")
            pieces.append(view[begin - 8 : end + 4])
        elif kind == b"iCCP" and _is_sound_profile(view[begin:end]):
            pieces.append(view[begin - 8 : end + 4])
        facts.setdefault(kind, data[begin : begin + _FACT_BYTES.get(kind, 0)])
    if b"IHDR" not in facts or b"IDAT" not in facts:
        raise ContainerError("that ends too early")
    width, height = struct.unpack(">II", facts[b"IHDR"])
    frames = struct.unpack(">I", facts[b"acTL"])[0] if b"acTL" in facts else 1
    return Container(
        width,
        height,
        max(1, frames),
        has_credentials=b"caBX" in facts,
        orientation=exif_orientation(facts.get(b"eXIf", b"")),
        pieces=(*pieces, _PNG_END),
    )


_FACT_BYTES = {b"IHDR": 8, b"acTL": 4, b"eXIf": 1 << 16}
"""How much of a chunk is kept beside the pixels."""


def _png_chunks(data: bytes) -> Iterator[Chunk]:
    """Yield the chunks up to IEND; a file that only lacks what follows the pixels is whole."""
    at, has_pixels = 8, False
    for _ in range(_CHUNKS_MOST):
        if at + 12 > len(data):
            break
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 8 + length
        if kind == b"IEND" or (has_pixels and (not kind.isalpha() or end + 4 > len(data))):
            if kind == b"IDAT":
                raise ContainerError("that ends too early")
            return
        if end + 4 > len(data) or not kind.isalpha():
            raise ContainerError("that ends too early")
        if at == 8 and (kind != b"IHDR" or length != 13):
            raise ContainerError("whose header is broken")
        has_pixels = has_pixels or kind == b"IDAT"
        yield kind, at + 8, end
        at = end + 4
    else:
        raise ContainerError("made of too many pieces")


def _is_sound_profile(payload: memoryview) -> bool:
    """Whether a compressed colour profile unpacks, and not into a bomb."""
    name, _, packed = bytes(payload).partition(b"\x00")
    if not name or not packed:
        return False
    try:
        profile = zlib.decompressobj().decompress(packed[1:], _ICC_BYTES_MOST + 1)
    except zlib.error:
        return False
    return 0 < len(profile) <= _ICC_BYTES_MOST


# --- JPEG ------------------------------------------------------------------------------------

_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SEQUENTIAL = frozenset((0xC0, 0xC1))
"""Frames whose pixels are whole after one scan, if that has all components: the decoder reads no
further (Source: libjpeg, jdinput.c, `has_multiple_scans`)."""
_START_OF_SCAN = 0xDA
_NEXT_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")


def _read_jpeg(data: bytes) -> Container:
    view = memoryview(data)
    pieces: list[bytes | memoryview] = [view[:2]]
    size, components, has_credentials, orientation = None, 0, False, UPRIGHT
    for marker, begin, end in _jpeg_segments(data):
        if marker == _START_OF_SCAN:
            pieces.append(view[begin - 4 :])
            break
        if marker in _START_OF_FRAME and size is None:
            size = struct.unpack_from(">HH", data, begin + 1)
            components = data[begin + 5] if marker in _SEQUENTIAL else 0
        if marker == 0xE1 and data.startswith(b"Exif\x00\x00", begin):
            orientation = exif_orientation(data[begin:end])
        has_credentials = has_credentials or (marker == 0xEB and _is_c2pa(data[begin:end]))
        if _is_needed(marker, data[begin : begin + 12]):
            pieces.append(view[begin - 4 : end])
    if size is None:
        raise ContainerError("that ends too early")
    height, width = size
    if data[begin] != components:
        _check_scans(data, begin, width * height)
    return Container(width, height, 1, has_credentials, orientation, tuple(pieces))


def _jpeg_segments(data: bytes, at: int = 2) -> Iterator[tuple[int, int, int]]:
    """Yield marker, begin and end of each payload from `at` on, up to the end-of-image marker.

    After a start of scan the walk goes on behind its pixels.
    """
    for _ in range(_SEGMENTS_MOST):
        found = _NEXT_MARKER.search(data, at)
        if found is None:
            raise ContainerError("that ends too early")
        marker, begin = data[found.end() - 1], found.end() + 2
        if marker == 0xD9:
            return
        if marker in (0x01, 0xD8):
            at = found.end()
            continue
        end = found.end() + struct.unpack_from(">H", data, found.end())[0]
        if end < begin or end > len(data):
            raise ContainerError("that ends too early")
        yield marker, begin, end
        at = end
    raise ContainerError("made of too many pieces")


def _is_needed(marker: int, head: bytes) -> bool:
    """Whether the decoder needs a segment: tables, JFIF, Adobe's colour flag, the profile."""
    if marker == 0xE2:
        return head == b"ICC_PROFILE\x00"
    return marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _is_c2pa(payload: bytes) -> bool:
    """Whether an APP11 segment is a JUMBF box of content credentials."""
    return payload.startswith(b"JP") and payload[12:16] == b"jumb" and b"c2pa" in payload[:128]


def _check_scans(data: bytes, at: int, pixels: int) -> None:
    """Refuse a progressive file whose many scans would hold the decoder for minutes.

    Source: libjpeg-turbo, "Two Issues with the JPEG Standard" (2014), issue 2.

    Raises:
        ContainerError: There are too many scans for so many pixels.
    """
    if data.count(b"\xff\xda", at) < _SCANS_PLAIN:
        return
    # Video behind a phone's picture has such bytes too, so now the scans are counted truly.
    scans = 1
    try:
        scans += sum(marker == _START_OF_SCAN for marker, _, _ in _jpeg_segments(data, at))
    except ContainerError as error:
        if "pieces" in str(error):
            raise
    if scans > _SCANS_MOST or scans * pixels > _SCANNED_PIXELS_MOST:
        raise ContainerError("made of too many pieces")


# --- GIF -------------------------------------------------------------------------------------

_GIF_STEPS_MOST = 1_000_000


def _read_gif(data: bytes) -> Container:
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    at = 13 + _color_table_bytes(flags)
    frames, steps = 0, 0
    while at < len(data) and data[at] != 0x3B and steps < _GIF_STEPS_MOST:
        if data[at] == 0x2C:
            frames += 1
            if frames == 1:
                width, height = _gif_extent(data, at, width, height)
            at += 10 + _color_table_bytes(data[at + 9]) + 1
        elif data[at] == 0x21:
            at += 2
        else:
            at, steps = at + 1, steps + 1
            continue
        while at < len(data) and data[at] and steps < _GIF_STEPS_MOST:
            at, steps = at + data[at] + 1, steps + 1
        at, steps = at + 1, steps + 1
    if not frames:
        raise ContainerError("that ends too early")
    return Container(width, height, frames, False, UPRIGHT, (data,))


def _gif_extent(data: bytes, at: int, width: int, height: int) -> tuple[int, int]:
    """Return the size of the canvas; a first frame that reaches over it enlarges it."""
    left, top, wide, high = struct.unpack_from("<HHHH", data, at + 1)
    return max(width, left + wide), max(height, top + high)


def _color_table_bytes(flags: int) -> int:
    return 3 * (2 << (flags & 7)) if flags & 0x80 else 0


# --- WebP ------------------------------------------------------------------------------------


def _read_webp(data: bytes) -> Container:
    size: tuple[int, int] | None = None
    frames, has_credentials, orientation = 0, False, UPRIGHT
    for kind, begin, end in _riff_chunks(data):
        if kind in _WEBP_SIZES and size is None:
            size = _WEBP_SIZES[kind](data, begin)
        elif kind == b"EXIF":
            orientation = exif_orientation(data[begin:end])
        frames += kind == b"ANMF"
        has_credentials = has_credentials or kind == b"C2PA"
    if size is None:
        raise ContainerError("that ends too early")
    return Container(*size, max(1, frames), has_credentials, orientation, (data,))


def _riff_chunks(data: bytes) -> Iterator[Chunk]:
    at = 12
    for _ in range(_CHUNKS_MOST):
        if at + 8 > len(data):
            return
        kind, length = struct.unpack_from("<4sI", data, at)
        yield kind, at + 8, at + 8 + length
        at += 8 + length + (length & 1)
    raise ContainerError("made of too many pieces")


def _lossy_size(data: bytes, at: int) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", data, at + 6)
    return width & 0x3FFF, height & 0x3FFF


def _lossless_size(data: bytes, at: int) -> tuple[int, int]:
    bits = struct.unpack_from("<I", data, at + 1)[0]
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _extended_size(data: bytes, at: int) -> tuple[int, int]:
    low_w, high_w, low_h, high_h = struct.unpack_from("<HBHB", data, at + 4)
    return (low_w | high_w << 16) + 1, (low_h | high_h << 16) + 1


_WEBP_SIZES = {b"VP8 ": _lossy_size, b"VP8L": _lossless_size, b"VP8X": _extended_size}
