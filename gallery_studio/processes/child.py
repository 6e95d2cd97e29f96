"""The child's side of a helper process: its pipe, and its end."""

from __future__ import annotations

import contextlib
import os
import queue
import sys
from typing import TYPE_CHECKING

from gallery_studio.processes.frames import Frame, read_frame, write_frame

if TYPE_CHECKING:
    from collections.abc import Callable

_NICENESS = 10
"""The window comes first where both want the same processor."""


class Pipe:
    """The way to the window's process and back. Any thread may send."""

    def __init__(self, from_descriptor: int, to_descriptor: int) -> None:
        self._from, self._to = from_descriptor, to_descriptor
        self._outgoing: queue.SimpleQueue[Frame] = queue.SimpleQueue()

    def receive(self) -> Frame | None:
        """Wait for the next frame; None when the other process is gone."""
        return read_frame(self._from)

    def receive_all(self, on_frame: Callable[[Frame], object]) -> None:
        """Take frames for ever (a thread of its own); without the other process, end this one.

        At once and by force: connections close with the process, and nothing here is worth
        keeping.
        """
        try:
            while (frame := self.receive()) is not None:
                on_frame(frame)
        finally:
            os._exit(0)

    def send(self, frame: Frame) -> None:
        """Send a frame; returns at once."""
        self._outgoing.put(frame)

    def write_all(self) -> None:
        """Write what is sent, in its order (a thread of its own).

        With the first frame that cannot be written this process ends, by force: the other one
        sees it, and would wait for a mute one until its patience is at an end.
        """
        try:
            while True:
                write_frame(self._to, self._outgoing.get())
        finally:
            os._exit(1)


def become_child() -> Pipe:
    """Stand back behind the window, and keep the standard streams for frames.

    What a library prints goes nowhere.
    """
    _stand_back()
    pipe = Pipe(os.dup(sys.stdin.fileno()), os.dup(sys.stdout.fileno()))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdin, sys.stdout):
        os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
    return pipe


def _stand_back() -> None:
    """Take a low priority (Windows is told at the start), and wait for one's turn.

    A process in Linux's batch class does not take the processor from another one when it wakes, as
    one that receives does thousands of times a second, each time out of the window's frame.

    Source: https://man7.org/linux/man-pages/man7/sched.7.html (SCHED_BATCH)
    """
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # a sandbox may forbid it
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
