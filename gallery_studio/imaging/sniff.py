"""What bytes are, by looking at them. Neither file names nor media types from outside are believed.

Pure Python: importing this module loads neither Pillow nor anything that decodes.
"""

from __future__ import annotations

import re
import zlib

from gallery_studio.domain.image import MediaType

ALLOWED_LABELS = ", ".join(media_type.label for media_type in MediaType)
"""The formats the studio reads, as a person knows them: ``PNG, JPEG, WebP, GIF``."""

_HEAD_BYTES = 4096

_FOREIGN_PREFIXES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"%!PS", "an EPS file"),
    (b"\xc5\xd0\xd3\xc6", "an EPS file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\xfd7zXZ\x00", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"II+\x00", "a TIFF picture"),
    (b"MM\x00+", "a TIFF picture"),
    (b"8BPS", "a Photoshop document"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"qoif", "a QOI picture"),
    (b"\x76\x2f\x31\x01", "an OpenEXR picture"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\x8aMNG", "an MNG animation"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"\x7fELF", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"#!", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"{\\rtf", "an RTF document"),
)
_BRANDS = {
    b"avif": "an AVIF picture",
    b"avis": "an AVIF picture",
    b"heic": "a HEIC picture",
    b"heix": "a HEIC picture",
    b"hevc": "a HEIC picture",
    b"mif1": "a HEIC picture",
    b"msf1": "a HEIC picture",
}
_MARKUP = (
    (re.compile(rb"<svg[\s>]", re.IGNORECASE), "an SVG drawing"),
    (re.compile(rb"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE), "a web page"),
    (re.compile(rb"\s*<\?xml"), "an XML file"),
)


def sniff(data: bytes) -> MediaType | None:
    """Return the media type the bytes begin like, or None when the studio does not read them."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if data.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return MediaType.GIF
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return MediaType.WEBP
    return None


def describe(data: bytes) -> str:
    """Return in words what bytes are, to be put after "it contains", such as ``a PDF``."""
    known = sniff(data)
    if known is not None:
        return f"a {known.label} picture"
    if not data:
        return "nothing: it is empty"
    head = data[:_HEAD_BYTES]
    return _binary(head) or _compressed(head) or _markup(head) or _plain(head)


def _binary(head: bytes) -> str | None:
    """Name a format that is known by its first bytes."""
    for prefix, words in _FOREIGN_PREFIXES:
        if head.startswith(prefix):
            return words
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "a video")
    if head.startswith(b"RIFF"):
        return "a sound file" if head[8:12] == b"WAVE" else "a video"
    if head.startswith(b"BM") and head[6:10] == b"\x00\x00\x00\x00":
        return "a BMP picture"
    return None


def _compressed(head: bytes) -> str | None:
    """Look into a gzip stream, but never further than a few kilobytes."""
    if not head.startswith(b"\x1f\x8b"):
        return None
    try:
        inside = zlib.decompressobj(wbits=31).decompress(head, _HEAD_BYTES)
    except zlib.error:
        return "a compressed file"
    return f"{_markup(inside) or 'a file'}, compressed"


def _markup(head: bytes) -> str | None:
    """Name a text that is made of tags."""
    for pattern, words in _MARKUP:
        if pattern.search(_as_ascii(head)):
            return words
    return None


def _plain(head: bytes) -> str:
    """Tell text from data nobody knows."""
    text = _as_ascii(head)
    if all(byte >= 0x20 or byte in b"\t\n\r\f" for byte in text):
        return "text"
    return "data of an unknown kind"


def _as_ascii(head: bytes) -> bytes:
    """Return the head without its byte-order mark; UTF-16 becomes one byte a letter."""
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(codec, "replace").encode("ascii", "replace")
    return head.removeprefix(b"\xef\xbb\xbf")
