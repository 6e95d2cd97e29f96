"""The CRC-32 of a picture file as it is kept: with a seal that tells when it is not to be trusted.

An archive needs the CRC-32 of each file. It is computed once, when the bytes come in, together with
the SHA-256 that names the picture; so an export can tell by length and CRC whether a file still has
these bytes, in a third of the time SHA-256 takes. The value carries a check that binds it to the
picture and its length: what was damaged in the database, or belongs to another picture, does not
fit and counts as not known. Then, and where a file has another CRC, its SHA-256 decides.

That finds accidents: every change within 32 bits that follow each other, and of all others all but
one in 4,294,967,296. It does not find somebody who writes other bytes of the same CRC, or a value
with its seal, on purpose: no secret is in it. Who may write the library's folder may as well
rewrite rows and names; the check of the library and every import take the SHA-256 of every byte.
"""

from __future__ import annotations

import hashlib

_CRC_DIGITS = 8
_SEAL_DIGITS = 24


def sealed(image_id: str, size_bytes: int, crc: int) -> str:
    """Return a CRC-32 with its seal, as the database keeps it.

    Args:
        image_id: SHA-256 of the bytes, in hex.
        size_bytes: How many they are.
        crc: Their CRC-32; computed from the very bytes that were hashed.
    """
    value = f"{crc:0{_CRC_DIGITS}x}"
    return value + _seal(image_id, size_bytes, value)


def unsealed(image_id: str, size_bytes: int, kept: str) -> int | None:
    """Return the CRC-32 of a picture's bytes, or None when what was kept does not fit to it."""
    value, seal = kept[:_CRC_DIGITS], kept[_CRC_DIGITS:]
    if not seal or seal != _seal(image_id, size_bytes, value):
        return None
    return int(value, 16)


def _seal(image_id: str, size_bytes: int, value: str) -> str:
    text = f"gallery-studio crc-32 {image_id} {size_bytes} {value}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_SEAL_DIGITS]
