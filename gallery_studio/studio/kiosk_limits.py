"""How much visitors may ask for: so much each, and so much in an hour together."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PICTURES_PER_VISITOR = 6
PICTURES_PER_HOUR = 240
LIVE_PICTURES_PER_HOUR = 30
"""Of real calls, which somebody pays for."""
_HOUR_S = 3600.0


class VisitorLimits:
    """Counts pictures. The hour's count outlives a crash: it lies in a file.

    Attributes:
        per_visitor: Most pictures of one visitor.
        per_hour: Most pictures in any hour.
    """

    def __init__(
        self,
        file: Path,
        *,
        per_visitor: int = PICTURES_PER_VISITOR,
        per_hour: int = PICTURES_PER_HOUR,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        """Read the hour's count.

        Args:
            file: Where the count lies; made at the first picture.
            per_visitor: Most pictures of one visitor.
            per_hour: Most pictures in any hour.
            now_s: The clock, in seconds since 1970.
        """
        self.per_visitor = per_visitor
        self.per_hour = per_hour
        self._file = file
        self._now_s = now_s
        self._visitor = 0
        self._times_s = _read(file)

    @property
    def left(self) -> int:
        """Pictures this visitor may still ask for now."""
        return max(0, min(self.per_visitor - self._visitor, self.per_hour - self._in_hour()))

    def refusal(self) -> str:
        """Return why no picture can be asked for, in words for the visitor, or ""."""
        if self._visitor >= self.per_visitor:
            return f"{self.per_visitor} pictures each: these were yours. Thank you for playing."
        if self._in_hour() >= self.per_hour:
            return "Many pictures were made in this hour. Come back a little later."
        return ""

    def count(self) -> None:
        """Count a picture that is asked for now, before it is asked for.

        Raises:
            OSError: The count cannot be kept; the picture must not be asked for.
        """
        self._in_hour()
        self._times_s.append(self._now_s())
        self._visitor += 1
        part = self._file.with_suffix(".part")
        part.write_text(json.dumps(self._times_s), encoding="utf-8")
        part.replace(self._file)

    def next_visitor(self) -> None:
        """Begin to count for another visitor."""
        self._visitor = 0

    def _in_hour(self) -> int:
        now_s = self._now_s()
        # A clock set back must not lock visitors out: what lies ahead counts as now.
        kept = [min(when, now_s) for when in self._times_s]
        self._times_s = [when for when in kept if now_s - when < _HOUR_S]
        return len(self._times_s)


def _read(file: Path) -> list[float]:
    """Return the stored times; a file that is missing or damaged holds none."""
    try:
        times = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    if not isinstance(times, list):
        return []
    return [float(when) for when in times if isinstance(when, int | float)]
