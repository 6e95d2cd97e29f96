"""Keeps keys out of logs, crash reports and messages."""

from __future__ import annotations

import base64
import logging
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

HIDDEN = "[key hidden]"

_GOOGLE_KEY = r"AIza[0-9A-Za-z_\-]{8,}|\bAQ\.[0-9A-Za-z_\-]{16,}"
_NAMED_VALUE = r"""(?ix)
    ( (?:x-goog-api-key | authorization) ['"]? \s* [:=,] \s* (?:b(?=['"]))? ['"]? (?:bearer\s+)?
    | \b (?:api_?key | access_token | key) = )
    (?!\[key\ hidden\]) [^\s'",;&)\]}]+
    """
"""Both are compiled for the first line of a log: 2 ms that the start does without."""


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text without keys: those named, and everything that looks like one.

    Args:
        text: Any text, tracebacks included.
        secrets: Keys that are known; also found percent-encoded and in base64.
    """
    for secret in secrets:
        for form in _written_forms(secret):
            text = text.replace(form, HIDDEN)
    return re.sub(_NAMED_VALUE, rf"\1{HIDDEN}", re.sub(_GOOGLE_KEY, HIDDEN, text))


class RedactingFormatter(logging.Formatter):
    """A log formatter that hides keys in the whole line, the exception's text included.

    A filter would be too early: it does not see the traceback.
    """

    def __init__(self, fmt: str | None = None, datefmt: str | None = None) -> None:
        super().__init__(fmt, datefmt)
        self._secrets: frozenset[str] = frozenset()

    def hide(self, secret: str) -> None:
        """Hide this text from now on. Thread-safe."""
        if secret:
            self._secrets |= {secret}

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished line without keys."""
        return redact(super().format(record), self._secrets)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self._secrets)} hidden)"


def _written_forms(secret: str) -> tuple[str, ...]:
    """Return the ways in which a key may be written in a text."""
    if not secret:
        return ()
    encoded = base64.b64encode(secret.encode()).decode("ascii").rstrip("=")
    return (secret, quote(secret, safe=""), encoded)
