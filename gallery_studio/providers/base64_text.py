"""Base64 as the service writes it: both alphabets, padded or not, decoded in small steps."""

from __future__ import annotations

import base64
import binascii

_URL_SAFE_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_STEP = 256 * 1024
"""Characters decoded at once: a step holds the GIL for well under a frame. A multiple of 4."""


def decode(text: str) -> bytes:
    """Return the bytes behind a base64 text, strictly.

    The standard library's `b64decode` would drop characters it does not know, and with them
    silently spoil a URL-safe signature.

    Raises:
        ValueError: The text is not base64.
    """
    raw = text.encode("ascii").translate(_URL_SAFE_TO_STANDARD).rstrip(b"=")
    raw += b"=" * (-len(raw) % 4)
    return b"".join(
        binascii.a2b_base64(raw[start : start + _STEP], strict_mode=True)
        for start in range(0, len(raw), _STEP)
    )


def encode_url_safe(data: bytes) -> str:
    """Return bytes as padded URL-safe base64, the form google-genai itself writes."""
    return base64.urlsafe_b64encode(data).decode("ascii")
