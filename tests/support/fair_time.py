"""Limits of time that hold on a busy machine too, without being looser on one that is not.

Linux counts for each thread how long it ran, and how long it was ready to run and had to wait.
Where a system does not tell, nothing is added to a limit.
"""

from __future__ import annotations

import hashlib
import os
import select
import time
import zlib
from pathlib import Path

OWN_THREAD = "thread-self"
_USUAL_S = 0.027  # CPU time of `_work` on a machine with nothing else to do


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


def _work() -> None:
    numbers = [number * 7 % 1013 for number in range(120_000)]
    data = bytes(number % 256 for number in sorted(numbers)) * 4
    zlib.compress(data, 6)
    hashlib.sha256(data * 8).digest()


def slowness() -> float:
    """Return how many times longer than usual a fixed piece of work runs just now; 1 is not.

    For limits of CPU time: what shares a core or its memory makes the same work run longer.
    """
    tries = []
    for _ in range(5):
        began_s = time.process_time()
        _work()
        tries.append(time.process_time() - began_s)
    return max(1.0, sorted(tries)[2] / _USUAL_S)


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
