"""Collects what tests leave in cycles: between them, on the thread that makes widgets."""

from __future__ import annotations

import contextlib
import ctypes
import gc

from gallery_studio.workers.cycle_collector import collect_due
from tests.support.memory import resident_mb

_MUCH_MB = 150


class Garbage:
    """What tests have left since all of it was collected."""

    def __init__(self) -> None:
        self._after_mb = resident_mb()

    def collect(self) -> None:
        """Collect what is due; all when the process has grown much.

        A closed window hangs in cycles of 10 MB, few objects each, which seldom count as due: over
        a thousand tests that came to 1.7 GB.
        """
        if resident_mb() < self._after_mb + _MUCH_MB:
            collect_due()
            return
        gc.collect()
        with contextlib.suppress(OSError, AttributeError):  # other systems have no such function
            ctypes.CDLL("libc.so.6").malloc_trim(0)
        self._after_mb = resident_mb()
