"""The two things written into EXIF: which way is up, and a comment.

Source: Exif 2.32, 4.6.4 "Orientation" and 4.6.5 "UserComment".
"""

from __future__ import annotations

import struct

from gallery_studio.imaging.exif import UPRIGHT

_ORIENTATION, _EXIF_IFD, _USER_COMMENT = 0x0112, 0x8769, 0x9286
_SHORT, _LONG, _UNDEFINED = 3, 4, 7
_UNICODE, _ASCII = b"UNICODE\0", b"ASCII\0\0\0"
_ENTRIES_MOST = 1_000
_COMMENT_BYTES_MOST = 2_000_000


def orientation_block(orientation: int) -> bytes:
    """Return a TIFF structure that says which way is up; nothing for an upright picture."""
    if orientation == UPRIGHT:
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, orientation, 0)
    return b"MM\0*" + struct.pack(">IH", 8, 1) + entry + b"\0\0\0\0"


def comment_block(text: str, orientation: int) -> bytes:
    """Return a TIFF structure with a comment, in UTF-16 as other programs expect it."""
    comment = _UNICODE + text.encode("utf-16-be")
    exif_at = 8 + 2 + 2 * 12 + 4
    comment_at = exif_at + 2 + 12 + 4
    first = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, orientation, 0)
    first += struct.pack(">HHII", _EXIF_IFD, _LONG, 1, exif_at)
    second = struct.pack(">HHII", _USER_COMMENT, _UNDEFINED, len(comment), comment_at)
    head = b"MM\0*" + struct.pack(">IH", 8, 2) + first + b"\0\0\0\0"
    return head + struct.pack(">H", 1) + second + b"\0\0\0\0" + comment


def read_comment(block: bytes) -> str:
    """Return the comment of an EXIF block, or "" where there is none or it is broken."""
    tiff = block.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return ""
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        exif = _entry(tiff, order, first, _EXIF_IFD)
        comment = _entry(tiff, order, exif[1], _USER_COMMENT) if exif else None
    except struct.error:
        return ""
    if comment is None:
        return ""
    count, at = comment
    return _decoded(tiff[at : at + min(count, _COMMENT_BYTES_MOST)], order)


def _entry(tiff: bytes, order: str, directory: int, wanted: int) -> tuple[int, int] | None:
    """Return count and value of an entry."""
    (count,) = struct.unpack_from(f"{order}H", tiff, directory)
    for number in range(min(count, _ENTRIES_MOST)):
        tag, _, members, value = struct.unpack_from(
            f"{order}HHII", tiff, directory + 2 + 12 * number
        )
        if tag == wanted:
            return members, value
    return None


def _decoded(raw: bytes, order: str) -> str:
    kind, body = raw[:8], raw[8:]
    if kind == _ASCII:
        return body.decode("ascii", "replace").rstrip("\0 ")
    if kind != _UNICODE:
        return body.decode("utf-8", "replace").strip("\0 ")
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    # Written big-endian by most programs, whatever the order of the block: the zeros tell.
    zeros_first, zeros_second = body[0::2].count(0), body[1::2].count(0)
    is_big = order == ">" if zeros_first == zeros_second else zeros_first > zeros_second
    return body.decode("utf-16-be" if is_big else "utf-16-le", "replace").rstrip("\0")
