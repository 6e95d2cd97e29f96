"""Metadata in GIF files: comments and other programs' notes. None can be written.

Source: GIF89a, sections 24 and 26.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMENT, _PLAIN_TEXT, _APPLICATION = 0xFE, 0x01, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_HEADER_BYTES, _TRAILER = 13, 0x3B
_LEAST_BYTES = {0x2C: 10, 0x21: 2}
_BLOCKS_MOST = 1_000_000


def bare(data: bytes) -> bytes:
    """Return the file without comments and notes of other programs, and nothing behind its end."""
    return b"".join(data[begin:end] for begin, end, is_metadata in _blocks(data) if not is_metadata)


def metadata_blocks(data: bytes) -> Iterator[bytes]:
    """Yield comments and notes of other programs, as they lie in the file."""
    for begin, end, is_metadata in _blocks(data):
        if is_metadata:
            yield data[begin:end]


def _blocks(data: bytes) -> Iterator[tuple[int, int, bool]]:
    """Yield begin and end of each block, and whether it is metadata; stop where it is cut off."""
    if len(data) < _HEADER_BYTES:
        return
    at = 13 + _table_bytes(data[10])
    yield 0, at, False
    for _ in range(_BLOCKS_MOST):
        if at >= len(data):
            return
        begin, is_metadata = at, False
        if at + _LEAST_BYTES.get(data[at], 1) > len(data):
            return
        if data[at] == 0x2C:
            at = _sub_blocks_end(data, at + 10 + _table_bytes(data[at + 9]) + 1)
        elif data[at] == 0x21:
            label, name = data[at + 1], data[at + 3 : at + 14]
            is_note = label == _APPLICATION and name not in _LOOPS
            is_metadata = label == _COMMENT or is_note
            at = _sub_blocks_end(data, at + 2)
        else:
            yield begin, begin + 1, False
            if data[at] == _TRAILER:
                return
            at += 1
            continue
        yield begin, at, is_metadata


def _sub_blocks_end(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1


def _table_bytes(flags: int) -> int:
    return 3 * (2 << (flags & 7)) if flags & 0x80 else 0
