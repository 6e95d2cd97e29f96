"""Metadata in JPEG files, segment by segment; what is behind the first scan stays as it is.

Source: ITU-T T.81 annex B; XMP specification part 3, 1.1.3; Exif 2.32, 4.5.4.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
EXIF_HEADER = b"Exif\0\0"
_ICC_HEADER = b"ICC_PROFILE\0"
_SCAN = 0xDA
_END = 0xD9
_SEGMENTS_MOST = 10_000
_NEXT_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")

Segment = tuple[int, bytes]
"""Marker (second byte) and payload."""


def segments(data: bytes) -> Iterator[Segment]:
    """Yield the segments before the first scan."""
    for marker, begin, end in _walk(data, 2):
        if marker == _SCAN:
            return
        yield marker, data[begin:end]


def _walk(data: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield marker, begin and end of each payload from `at` on, scans included."""
    for _ in range(_SEGMENTS_MOST):
        found = _NEXT_MARKER.search(data, at)
        if found is None or data[found.end() - 1] == _END:
            return
        marker, begin = data[found.end() - 1], found.end() + 2
        if marker in (0x01, 0xD8):
            at = found.end()
            continue
        if begin > len(data):
            return
        end = found.end() + struct.unpack_from(">H", data, found.end())[0]
        if end < begin or end > len(data):
            return
        yield marker, begin, end
        at = end


def with_segments(data: bytes, exif: bytes, xmp: bytes) -> bytes:
    """Return the file with these metadata in place of its own of the same sorts.

    Args:
        data: A whole JPEG.
        exif: A TIFF structure, or nothing to keep the one that is there.
        xmp: An XMP packet, or nothing to keep the one that is there.
    """

    def is_kept(marker: int, payload: bytes) -> bool:
        is_exif = marker == 0xE1 and payload.startswith(EXIF_HEADER)
        is_xmp = marker == 0xE1 and payload.startswith(XMP_HEADER)
        return not ((is_exif and exif) or (is_xmp and xmp))

    added = []
    if exif:
        added.append((0xE1, EXIF_HEADER + exif))
    if xmp:
        added.append((0xE1, XMP_HEADER + xmp))
    return _rebuilt(data, is_kept, added)


def bare(data: bytes, exif: bytes = b"") -> bytes:
    """Return the file without any metadata and without anything behind its end.

    Args:
        data: A whole JPEG.
        exif: A TIFF structure that says no more than which way is up, or nothing.
    """
    added = [(0xE1, EXIF_HEADER + exif)] if exif else []
    whole = _rebuilt(data, _is_picture, added)
    end = _end_of(whole)
    return whole[:end] if end is not None else whole


def _is_picture(marker: int, payload: bytes) -> bool:
    """Whether a segment is part of the picture: tables, JFIF, Adobe's flag, the profile."""
    if marker == 0xE2:
        return payload.startswith(_ICC_HEADER)
    return marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _rebuilt(data: bytes, is_kept: Callable[[int, bytes], bool], added: list[Segment]) -> bytes:
    """Return the file with other segments; JFIF's own stays the first."""
    first: list[Segment] = []
    others: list[Segment] = []
    scan = len(data)
    for marker, begin, end in _walk(data, 2):
        if marker == _SCAN:
            scan = begin - 4
            break
        if is_kept(marker, data[begin:end]):
            (first if marker == 0xE0 and not others else others).append((marker, data[begin:end]))
    pieces = [b"\xff\xd8"]
    for marker, payload in (*first, *added, *others):
        pieces += (struct.pack(">BBH", 0xFF, marker, len(payload) + 2), payload)
    pieces.append(_without_late_metadata(data[scan:], is_kept))
    return b"".join(pieces)


def _without_late_metadata(tail: bytes, is_kept: Callable[[int, bytes], bool]) -> bytes:
    """Return scans without what stands between them and is not kept."""
    cuts = [
        (begin - 4, end)
        for marker, begin, end in _walk(tail, 0)
        if marker != _SCAN and not is_kept(marker, tail[begin:end])
    ]
    for begin, end in reversed(cuts):
        tail = tail[:begin] + tail[end:]
    return tail


def _end_of(data: bytes) -> int | None:
    """Return where the end-of-image marker ends, or None where there is none."""
    at = 2
    for _, _, end in _walk(data, 2):
        at = end
    found = _NEXT_MARKER.search(data, at)
    return found.end() if found is not None and data[found.end() - 1] == _END else None


def metadata_segments(data: bytes) -> Iterator[Segment]:
    """Yield the segments that are no part of the picture."""
    for marker, payload in segments(data):
        if not _is_picture(marker, payload):
            yield marker, payload
