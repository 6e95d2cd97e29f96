"""Limits of time that hold on a busy machine too, without being looser on one that is not.

Linux counts for each thread how long it ran, and how long it was ready to run and had to wait.
Where a system does not tell, nothing is added to a limit.
"""

from __future__ import annotations

import os
import select
import time
from pathlib import Path

OWN_THREAD = "thread-self"


def _ran_and_waited_s(process: int | str) -> tuple[float, float]:
    """Return how long the main thread of a process, or this thread, ran and waited so far."""
    try:
        ran_ns, waited_ns, _ = Path(f"/proc/{process}/schedstat").read_text().split()
    except OSError:
        return 1.0, 0.0
    return int(ran_ns) / 1e9, int(waited_ns) / 1e9


def busyness(process: int | str = OWN_THREAD) -> float:
    """Return by how much the machine's other work stretched the life of a process; 1 is not.

    A process that hangs, sleeps or computes for nothing is not stretched: only one that is ready
    to run and is not let. Of one that has ended it is known until it is waited for.
    """
    ran_s, waited_s = _ran_and_waited_s(process)
    return (ran_s + waited_s) / max(ran_s, 0.001)


class Stopwatch:
    """Time of this thread from its making on, without what it waited for a processor."""

    def __init__(self) -> None:
        self._began_s = time.monotonic()
        self._waited_s = _ran_and_waited_s(OWN_THREAD)[1]

    @property
    def elapsed_s(self) -> float:
        """How long it has run."""
        waited_s = _ran_and_waited_s(OWN_THREAD)[1] - self._waited_s
        return time.monotonic() - self._began_s - waited_s


def wait_for_end(process: int, timeout_s: float) -> bool:
    """Wait until a child has ended, and leave what is known of it; return whether it has."""
    handle = os.pidfd_open(process)
    try:
        return bool(select.select([handle], [], [], timeout_s)[0])
    finally:
        os.close(handle)
