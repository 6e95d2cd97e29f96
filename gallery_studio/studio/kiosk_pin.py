"""The PIN that ends a kiosk: kept as a slow hash, and paused after wrong tries."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Callable

TRIES, PAUSE_S = 5, 60.0
PIN_LEAST, PIN_MOST = 4, 12
_ROUNDS = 600_000
"""PBKDF2 with SHA-256. Source: OWASP Password Storage Cheat Sheet."""


def check_pin(pin: str) -> str:
    """Return a PIN that can be typed on the pad.

    Raises:
        RequestError: It is too short, too long, or not made of digits.
    """
    if not (pin.isascii() and pin.isdigit() and PIN_LEAST <= len(pin) <= PIN_MOST):
        raise RequestError(f"The PIN is made of {PIN_LEAST} to {PIN_MOST} digits.")
    return pin


def new_pin() -> str:
    """Return a random PIN of six digits."""
    return f"{secrets.randbelow(1_000_000):06}"


def hash_pin(pin: str) -> str:
    """Return the salted hash of a PIN as text: salt and digest in hexadecimal."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}:{_digest(pin, salt).hex()}"


def is_pin(pin: str, hashed: str) -> bool:
    """Whether a PIN is the one a hash was made of; takes a fifth of a second on purpose."""
    salt, _, digest = hashed.partition(":")
    return hmac.compare_digest(_digest(pin, bytes.fromhex(salt)).hex(), digest)


def _digest(pin: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, _ROUNDS)


class PinLock:
    """Counts wrong tries: after five of them nothing is taken for a minute."""

    def __init__(self, hashed: str, *, now_s: Callable[[], float] = time.monotonic) -> None:
        """Lock.

        Args:
            hashed: What `hash_pin` returned.
            now_s: The clock, in seconds; never goes backwards.
        """
        self._hashed = hashed
        self._now_s = now_s
        self._wrong = 0
        self._paused_until_s = float("-inf")

    @property
    def tries_left(self) -> int:
        """Tries before the pause."""
        return TRIES - self._wrong

    @property
    def pause_left_s(self) -> float:
        """Seconds until a PIN is taken again; 0 when it is taken now."""
        return max(0.0, self._paused_until_s - self._now_s())

    def open(self, pin: str) -> bool:
        """Try a PIN; during a pause even the right one is refused, unread."""
        if self.pause_left_s > 0:
            return False
        if is_pin(pin, self._hashed):
            self._wrong = 0
            return True
        self._wrong += 1
        if self._wrong >= TRIES:
            self._wrong = 0
            self._paused_until_s = self._now_s() + PAUSE_S
        return False
