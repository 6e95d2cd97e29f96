"""The one timer behind everything that moves without end: spinners and skeletons."""

from __future__ import annotations

from time import monotonic
from weakref import WeakSet

from PySide6.QtCore import QObject, QTimer, Signal

_FRAME_MS = 33  # 30 frames per second


class MotionClock(QObject):
    """Ticks 30 times a second while somebody listens; stands still when motion is reduced.

    Signals:
        ticked(): A frame is due. Connect through `start` only, so that the timer can rest.
    """

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._on_timeout)
        self._listeners: WeakSet[QObject] = WeakSet()
        self._is_still = False

    @property
    def is_running(self) -> bool:
        """Whether frames are being ticked."""
        return self._timer.isActive()

    def set_still(self, is_still: bool) -> None:
        """Stop all motion, or allow it again."""
        self._is_still = is_still
        self._settle()

    def start(self, listener: QObject) -> None:
        """Count a listener in. Counting the same one twice changes nothing."""
        self._listeners.add(listener)
        self._settle()

    def stop(self, listener: QObject) -> None:
        """Count a listener out; the timer rests when it was the last one."""
        self._listeners.discard(listener)
        self._settle()

    def phase(self, loop_ms: int) -> float:
        """Return where a loop of that length stands, 0 to 1; 0 when motion is reduced."""
        if self._is_still:
            return 0.0
        return (monotonic() * 1000 % loop_ms) / loop_ms

    def _on_timeout(self) -> None:
        if self._listeners:
            self.ticked.emit()
        else:  # whoever listened was destroyed without a word
            self._timer.stop()

    def _settle(self) -> None:
        should_run = bool(self._listeners) and not self._is_still
        if should_run and not self._timer.isActive():
            self._timer.start()
        elif not should_run:
            self._timer.stop()
