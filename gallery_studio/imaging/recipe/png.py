"""Metadata in PNG files, chunk by chunk; the picture's own chunks stay as they are.

Source: PNG 3rd edition (w3.org/TR/png-3), 11.3.3 "Textual information" and 11.3.2.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CREDENTIALS = b"caBX"
_PICTURE = frozenset(
    (
        *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB"),
        *(b"cICP", b"mDCV", b"cLLI", b"bKGD", b"acTL", b"fcTL", b"fdAT", b"pHYs"),
    )
)
"""Chunks without which the picture looks different; every other one is metadata."""

_TEXT_BYTES_MOST = 4_000_000
_CHUNKS_MOST = 100_000

Chunk = tuple[bytes, bytes]
"""Type and payload."""


def chunks(data: bytes) -> Iterator[Chunk]:
    """Yield the chunks of a file up to IEND; stop where it is cut off."""
    at = len(SIGNATURE)
    for _ in range(_CHUNKS_MOST):
        if at + 12 > len(data):
            return
        length, kind = struct.unpack_from(">I4s", data, at)
        if at + 12 + length > len(data):
            return
        yield kind, data[at + 8 : at + 8 + length]
        if kind == b"IEND":
            return
        at += 12 + length


def joined(some: Iterable[Chunk]) -> bytes:
    """Return a file of chunks."""
    pieces = [SIGNATURE]
    for kind, payload in some:
        pieces += (struct.pack(">I", len(payload)), kind, payload)
        pieces.append(struct.pack(">I", zlib.crc32(payload, zlib.crc32(kind))))
    return b"".join(pieces)


def with_texts(data: bytes, texts: Iterable[tuple[str, str]], xmp: bytes = b"") -> bytes:
    """Return the file with texts put after its header; those of the same keyword are replaced.

    Args:
        data: A whole PNG.
        texts: Keyword (1 to 79 letters of Latin-1) and text of each.
        xmp: An XMP packet, or nothing.
    """
    added = [text_chunk(keyword, text) for keyword, text in texts]
    keywords = {keyword for keyword, _ in texts}
    if xmp:
        added.append((b"iTXt", XMP_KEYWORD.encode() + b"\0\0\0\0\0" + xmp))
        keywords.add(XMP_KEYWORD)
    kept = [chunk for chunk in chunks(data) if not _is_text_of(chunk, keywords)]
    return joined([kept[0], *added, *kept[1:]])


XMP_KEYWORD = "XML:com.adobe.xmp"


def text_chunk(keyword: str, text: str) -> Chunk:
    """Return a text as tEXt, which more programs read, or as iTXt where its letters need that."""
    try:
        plain = text.encode("latin-1")
    except UnicodeEncodeError:
        return b"iTXt", keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode()
    is_safe = all(byte >= 0x20 or byte == 0x0A for byte in plain) and b"\x7f" not in plain
    if not is_safe:
        return b"iTXt", keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode()
    return b"tEXt", keyword.encode("latin-1") + b"\0" + plain


def bare(data: bytes, orientation_chunk: Chunk | None = None) -> bytes:
    """Return the file without any metadata.

    Args:
        data: A whole PNG.
        orientation_chunk: An eXIf chunk that says no more than which way is up, or None.
    """
    kept = [chunk for chunk in chunks(data) if chunk[0] in _PICTURE]
    if orientation_chunk is not None:
        kept.insert(1, orientation_chunk)
    return joined(kept)


def texts(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield keyword and text of each textual chunk; compressed ones up to a limit."""
    for kind, payload in chunks(data):
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            keyword, _, rest = payload.partition(b"\0")
            text = _text(kind, rest)
            if text is not None:
                yield keyword.decode("latin-1"), text


def _text(kind: bytes, rest: bytes) -> str | None:
    if kind == b"tEXt":
        return rest[:_TEXT_BYTES_MOST].decode("latin-1")
    if kind == b"zTXt":
        raw = _inflated(rest[1:])
        return None if raw is None else raw.decode("latin-1")
    is_packed, body = rest[:1] == b"\1", rest[2:].split(b"\0", 2)
    if len(body) < 3:
        return None
    raw = _inflated(body[2]) if is_packed else body[2][:_TEXT_BYTES_MOST]
    return None if raw is None else raw.decode("utf-8", "replace")


def _inflated(packed: bytes) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(packed, _TEXT_BYTES_MOST)
    except zlib.error:
        return None


def _is_text_of(chunk: Chunk, keywords: set[str]) -> bool:
    kind, payload = chunk
    is_text = kind in (b"tEXt", b"zTXt", b"iTXt")
    return is_text and payload.partition(b"\0")[0].decode("latin-1") in keywords


def metadata_chunks(data: bytes) -> Iterator[Chunk]:
    """Yield the chunks that are no part of the picture."""
    for kind, payload in chunks(data):
        if kind not in _PICTURE:
            yield kind, payload
