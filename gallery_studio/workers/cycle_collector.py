"""Collects Python's reference cycles on the GUI thread, and on no other.

By itself Python collects on whichever thread makes the object too many. A widget that hangs in a
cycle, such as a dialog that was closed, is then destroyed there: PySide ends the C++ object with
its wrapper, while the GUI thread may be about to use it, and the program crashes.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500
"""How often is looked whether there is enough to collect: a look costs a microsecond."""


class CycleCollector(QObject):
    """Takes the collecting over from Python until it is shut down. GUI thread only."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(collect_due)
        self._was_enabled = False

    def start(self) -> None:
        """Let no other thread collect from now on."""
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer.start()

    def shutdown(self) -> None:
        """Collect what the window left, and have Python collect by itself if it did before."""
        self._timer.stop()
        gc.collect()
        if self._was_enabled:
            gc.enable()


def collect_due() -> None:
    """Collect what Python's own measures call due, in the calling thread."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > thresholds[generation]:
            gc.collect(generation)
            return
