"""Keeps a kiosk's window alive: starts its process, listens to its heart, starts it again.

No Qt here: nothing that can crash a window can crash its supervisor.
"""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, BinaryIO

from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_log = logging.getLogger(__name__)

BEAT_S = 2.0
"""The window's GUI thread says that it lives so often."""


@dataclass(frozen=True, slots=True)
class SupervisorLimits:
    """When a window counts as dead.

    Attributes:
        start_s: Time it has until its first heartbeat.
        silence_s: Time without a heartbeat after which it is killed.
        look_s: How often it is looked after.
        restart_s: Pause before it is started again.
        crashes: So many crashes …
        crashes_within_s: … in so many seconds show the maintenance page.
        maintenance_s: How long that stays before the window gets another chance.
    """

    start_s: float = 30.0
    silence_s: float = 5.0
    look_s: float = 0.2
    restart_s: float = 0.3
    crashes: int = 5
    crashes_within_s: float = 60.0
    maintenance_s: float = 300.0


class Supervisor:
    """Runs one child at a time until it ends with the agreed exit code."""

    def __init__(
        self,
        command: Sequence[str],
        handover: Callable[[bool], str],
        exit_code: int,
        limits: SupervisorLimits | None = None,
        *,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare.

        Args:
            command: Starts the child; it gets one line on standard input, and ends when that is
                closed; it writes a line to standard output for each heartbeat.
            handover: Returns the line; told whether to show the maintenance page.
            exit_code: With this code the child says that a person ended it.
            limits: When it counts as dead.
            now_s: The clock, in seconds; never goes backwards.
        """
        self._command = list(command)
        self._handover = handover
        self._exit_code = exit_code
        self._limits = limits or SupervisorLimits()
        self._now_s = now_s
        self._crashes: deque[float] = deque()
        self._stop = threading.Event()
        self._heart_s = 0.0
        self._has_beaten = False

    def stop(self) -> None:
        """Have `run` end the child and return; any thread, and signal handlers."""
        self._stop.set()

    def run(self) -> int:
        """Keep a child running; return 0 once it was ended by a person or by `stop`."""
        maintenance_until_s: float | None = None
        while not self._stop.is_set():
            code = self._run_once(maintenance_until_s)
            if code == self._exit_code:
                return 0
            if self._stop.is_set():
                break
            if maintenance_until_s is not None and self._now_s() >= maintenance_until_s:
                maintenance_until_s = None
                self._crashes.clear()
            elif self._is_crash_loop():
                maintenance_until_s = self._now_s() + self._limits.maintenance_s
            self._stop.wait(self._limits.restart_s)
        return 0

    def _run_once(self, until_s: float | None) -> int | None:
        """Run one child to its end; return its exit code, None when its time was over."""
        child = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert child.stdin is not None
        assert child.stdout is not None
        self._heart_s, self._has_beaten = self._now_s(), False
        listener = threading.Thread(target=self._listen, args=(child.stdout,), daemon=True)
        listener.start()
        try:
            child.stdin.write(self._handover(until_s is not None).encode() + b"\n")
            child.stdin.flush()
            return self._watch(child, until_s)
        except BrokenPipeError:
            return child.wait()
        finally:
            _end(child)
            listener.join()
            child.stdout.close()

    def _watch(self, child: subprocess.Popen[bytes], until_s: float | None) -> int | None:
        while True:
            code = child.poll()
            if code is not None:
                if code != self._exit_code:
                    _log.warning("The kiosk's window ended with code %d", code)
                return code
            if self._stop.is_set() or (until_s is not None and self._now_s() >= until_s):
                return None
            limit_s = self._limits.silence_s if self._has_beaten else self._limits.start_s
            if self._now_s() - self._heart_s > limit_s:
                _log.warning("The kiosk's window does not answer and is ended")
                return None
            self._stop.wait(self._limits.look_s)

    def _listen(self, pipe: BinaryIO) -> None:
        """Note each heartbeat (a thread of its own, until the child closes the pipe)."""
        while pipe.readline():
            self._heart_s, self._has_beaten = self._now_s(), True

    def _is_crash_loop(self) -> bool:
        """Count a crash; return whether there were too many lately."""
        now_s = self._now_s()
        self._crashes.append(now_s)
        while now_s - self._crashes[0] > self._limits.crashes_within_s:
            self._crashes.popleft()
        return len(self._crashes) >= self._limits.crashes


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill a child that still runs and take its remains away, so that no zombie is left."""
    if child.stdin is not None:
        try:
            child.stdin.close()
        except BrokenPipeError:
            _log.debug("The kiosk's window was gone before its pipe")
    if child.poll() is None:
        child.kill()
    child.wait()
