"""Watches for a visitor who has gone: counts down before everything of theirs is wiped."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

COUNTDOWN_S = 15.0
_LOOK_MS = 200


class IdleWatch(QObject):
    """Runs while a visitor is there. GUI thread only.

    Signals:
        counted(int): So many seconds are left; 0 takes the countdown away.
        expired(): Nobody came back.
    """

    counted = Signal(int)
    expired = Signal()

    def __init__(
        self,
        idle_s: float,
        parent: QObject | None = None,
        *,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare.

        Args:
            idle_s: Seconds without a touch, the countdown included.
            parent: Owner.
            now_s: The clock, in seconds; never goes backwards.
        """
        super().__init__(parent)
        self._idle_s = idle_s
        self._countdown_s = min(COUNTDOWN_S, idle_s / 2)
        self._now_s = now_s
        self._touched_s = now_s()
        self._shown = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def is_running(self) -> bool:
        """Whether a visitor is there."""
        return self._timer.isActive()

    def start(self) -> None:
        """A visitor came."""
        self.touch()
        self._timer.start()

    def stop(self) -> None:
        """The visitor has gone."""
        self._timer.stop()
        self._show(0)

    def touch(self) -> None:
        """Somebody is there; a countdown ends."""
        self._touched_s = self._now_s()
        self._show(0)

    def look(self) -> None:
        """See how long nobody has touched anything."""
        left_s = self._idle_s - (self._now_s() - self._touched_s)
        if left_s <= 0:
            self.stop()
            self.expired.emit()
        elif left_s <= self._countdown_s:
            self._show(math.ceil(left_s))

    def _show(self, seconds: int) -> None:
        if seconds != self._shown:
            self._shown = seconds
            self.counted.emit(seconds)
