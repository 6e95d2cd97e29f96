"""Metadata in WebP files, chunk by chunk.

Source: RFC 9649, 2.7 "Extended File Format".
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from gallery_studio.domain.image import MediaType
from gallery_studio.imaging.containers import read_container

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_EXIF_FLAG, _XMP_FLAG, _ALPHA_FLAG = 0x08, 0x04, 0x10
_CHUNKS_MOST = 100_000
_PICTURE = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_FLAG_OF = {b"EXIF": _EXIF_FLAG, b"XMP ": _XMP_FLAG}

Chunk = tuple[bytes, bytes]
"""Type and payload."""


def chunks(data: bytes) -> Iterator[Chunk]:
    """Yield the chunks of a file; stop where it is cut off."""
    at = 12
    for _ in range(_CHUNKS_MOST):
        if at + 8 > len(data):
            return
        kind, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > len(data):
            return
        yield kind, data[at + 8 : at + 8 + length]
        at += 8 + length + (length & 1)


def with_chunks(data: bytes, exif: bytes, xmp: bytes) -> bytes:
    """Return the file with these metadata in place of its own of the same sorts."""
    new = {kind: payload for kind, payload in ((b"EXIF", exif), (b"XMP ", xmp)) if payload}
    kept = [chunk for chunk in chunks(data) if chunk[0] not in new]
    return _joined(data, [*kept, *new.items()])


def bare(data: bytes, exif: bytes = b"") -> bytes:
    """Return the file without any metadata; `exif` says no more than which way is up."""
    kept = [chunk for chunk in chunks(data) if chunk[0] in _PICTURE]
    return _joined(data, [*kept, *([(b"EXIF", exif)] if exif else [])])


def metadata_chunks(data: bytes) -> Iterator[Chunk]:
    """Yield the chunks that are no part of the picture."""
    for kind, payload in chunks(data):
        if kind not in _PICTURE:
            yield kind, payload


def _joined(data: bytes, some: Iterable[Chunk]) -> bytes:
    """Return a file of chunks, with the extended header where metadata need it."""
    everything = list(some)
    flags = sum(_FLAG_OF.get(kind, 0) for kind in {kind for kind, _ in everything})
    if everything and everything[0][0] == b"VP8X":
        old = everything[0][1]
        first = old[0] & ~(_EXIF_FLAG | _XMP_FLAG) | flags
        everything[0] = (b"VP8X", bytes([first]) + old[1:])
    elif flags:
        everything.insert(0, (b"VP8X", _extended_header(data, everything[0], flags)))
    body = b"".join(
        struct.pack("<4sI", kind, len(payload)) + payload + b"\0" * (len(payload) & 1)
        for kind, payload in everything
    )
    return struct.pack("<4sI4s", b"RIFF", len(body) + 4, b"WEBP") + body


def _extended_header(data: bytes, picture: Chunk, flags: int) -> bytes:
    container = read_container(data, MediaType.WEBP)
    kind, payload = picture
    if kind == b"VP8L" and payload[4] & 0x10:
        flags |= _ALPHA_FLAG
    width, height = container.width - 1, container.height - 1
    return struct.pack("<I", flags) + width.to_bytes(3, "little") + height.to_bytes(3, "little")
