"""Soaks the kiosk: its show and its visits on a clock that is sped up, for as long as is wanted.

    soak.py [--visits 300] [--changes-between 12] [--restarts 0] [--minutes 0] [--json]

Everything but the clock is as in the kiosk: the window (offscreen), the private copy of the demo
session, throw-away libraries on disk, threads, previews, and the offline model. A round shows
some pictures and then lets a visitor make one by touching keys, change it, and be wiped at idle.
`--restarts` then has a real supervisor bring a real window back that many times.

The exit code is 1 when, after a warm-up of a fifth of the rounds, the memory grew by 10 % or
more (`--growth` says otherwise: few visits are no warm-up), or file handles, threads or child
processes were left over.
"""

import argparse
import asyncio
import gc
import json
import logging
import os
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QCoreApplication, QEventLoop, QThread, QTimer
from PySide6.QtWidgets import QApplication

from gallery_studio.app_kiosk import EXIT_KIOSK, build_kiosk
from gallery_studio.library.library import Library
from gallery_studio.studio.kiosk_library import COPY_NAME, VISITOR_NAME, copy_sessions, import_demo
from gallery_studio.studio.kiosk_options import KioskOptions
from gallery_studio.studio.kiosk_pin import hash_pin
from gallery_studio.ui.kiosk.kiosk_window import KioskWindow
from gallery_studio.workers.library_executor import LibraryExecutor
from gallery_studio.workers.supervisor import Supervisor, SupervisorLimits
from tests.support.screen import children_of

WARM_UP_SHARE = 0.2
GROWTH_MOST = 0.10
SWAY = 2
"""Threads of pools come and go, with what they hold open; a leak grows with every visit."""
WAIT_S = 60.0
IDLE_S = 90.0
SENTENCES = (
    "A lighthouse above the sea at night",
    "Dunes under a wide evening sky",
    "Snowy mountains",
    "A red door in a white wall, noon",
)
CHANGES = ("Make it night", "At sunset", "Black and white", "Warmer")


class Clock:
    """The kiosk's time; it only passes when it is told to."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@dataclass(frozen=True)
class Sample:
    """What the process held at one moment.

    Attributes:
        resident_mb: Resident memory.
        handles: Open file handles.
        threads: Threads of the operating system.
        children: Child processes, zombies included.
    """

    resident_mb: float
    handles: int
    threads: int
    children: int


def open_handles() -> int:
    """Count the open files a moment later: what is just being read is no leak."""
    QThread.msleep(20)
    QCoreApplication.processEvents()
    return len(list(Path("/proc/self/fd").iterdir())) - 1


def sample() -> Sample:
    """Measure this process (Linux)."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return Sample(
        resident_mb=pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
        handles=min(open_handles() for _ in range(10)),
        threads=len(list(Path("/proc/self/task").iterdir())),
        children=len(children),
    )


@dataclass(frozen=True)
class Report:
    """What a soak found."""

    visits: int
    picture_changes: int
    seconds: float
    kiosk_hours: float
    warm_mb: float
    last_mb: float
    growth: float
    handles: tuple[int, int]
    threads: tuple[int, int]
    children: int
    restarts: int
    curve_mb: tuple[float, ...]
    growth_most: float

    @property
    def faults(self) -> list[str]:
        """What is not as it should be."""
        found = []
        if self.growth >= self.growth_most:
            found.append(f"memory grew by {self.growth:.1%} after the warm-up")
        if self.handles[1] > self.handles[0] + SWAY:
            found.append(f"{self.handles[1] - self.handles[0]} file handles were left open")
        if self.threads[1] > self.threads[0] + SWAY:
            found.append(f"{self.threads[1] - self.threads[0]} threads were left over")
        if self.children:
            found.append(f"{self.children} child processes were left over")
        return found


class Soak:
    """Drives one kiosk window."""

    def __init__(self, app: QApplication, window: KioskWindow, private: Path) -> None:
        self._app, self._window, self._private = app, window, private
        self._clock = Clock()
        self._random = random.Random(7)
        self.changes = self.visits = 0
        assert window.show_view is not None
        assert window.visitor is not None
        self._show, self._visitor = window.show_view, window.visitor
        # The one thing that is not as in the kiosk: nobody waits hours for a clock.
        self._show._now_s = window.idle._now_s = self._clock
        self._show._timer.stop()
        self._show.restart()
        self._show.slide_changed.connect(self._on_slide_changed)

    @property
    def kiosk_hours(self) -> float:
        """How long it was for the kiosk."""
        return (self._clock.now_s - 1_000.0) / 3600

    def round(self, changes: int) -> None:
        """Show some pictures, then have a visitor."""
        self._attract(changes)
        self._visit()

    def _attract(self, changes: int) -> None:
        until = self.changes + changes
        while self.changes < until:
            held_s = self._show._slides[self._show.order.index].hold_s
            for part_s in (held_s + 0.01, 0.35, 0.4):  # the change, half way, arrived
                self._clock.now_s += part_s
                self._show.tick()
                self._window.grab()
                self._app.processEvents()

    def _visit(self) -> None:
        window, visitor = self._window, self._visitor
        window.begin_visit()
        visitor.set_keyboard_shown(True)
        self._type(self._random.choice(SENTENCES))
        self._ask(visitor.keyboard.enter.click)
        visitor.field.edit.setText(self._random.choice(CHANGES))
        self._ask(visitor.send.click)
        self._clock.now_s += IDLE_S - 5
        window.idle.look()
        window.grab()
        self._clock.now_s += 6
        window.idle.look()
        self._wait(lambda: not window._is_wiping, "the wipe")
        if (self._private / VISITOR_NAME).exists():
            raise RuntimeError("The visitor's library is still there.")
        self._clock.now_s += 3600 / 30  # the limit of the hour is not what is tested here
        self.visits += 1

    def _type(self, words: str) -> None:
        keyboard = self._visitor.keyboard
        for character in words:
            keys = {" ": keyboard.space, ",": keyboard.comma}
            (keys.get(character) or keyboard.keys[character.lower()]).click()

    def _ask(self, send: Callable[[], object]) -> None:
        before = self._visitor._picture
        send()
        self._wait(lambda: self._visitor._picture is not before, "a picture")
        self._window.grab()

    def _wait(self, is_true: Callable[[], bool], what: str) -> None:
        """Run the event loop until it is true."""
        until = time.monotonic() + WAIT_S
        while not is_true():
            if time.monotonic() > until:
                raise RuntimeError(f"{what} took longer than {WAIT_S:.0f} s")
            loop = QEventLoop()
            QTimer.singleShot(5, loop.quit)
            loop.exec()

    def _on_slide_changed(self, _index: int) -> None:
        self.changes += 1


def prepare(folder: Path) -> KioskOptions:
    """Fill a library with the demo session and copy it, as the command does."""
    library = Library.open(folder / "library")
    executor = LibraryExecutor(library, lambda _changes: None)
    asyncio.run(import_demo(executor))
    executor.shutdown()
    library.shutdown()
    ids = copy_sessions(folder / "library", [], folder / "kiosk" / COPY_NAME)
    return KioskOptions(
        str(folder / "kiosk"), ids, hash_pin("4711"), is_interactive=True, idle_s=IDLE_S
    )


def restart_often(options: KioskOptions, times: int) -> int:
    """Kill a supervised window that often; return how often another one came back."""
    limits = SupervisorLimits(look_s=0.05, restart_s=0.05, crashes=10 * times + 10)
    command = [sys.executable, "-m", "gallery_studio.app_kiosk_process"]
    line = replace(options, is_full_screen=False).to_json()
    supervisor = Supervisor(command, lambda _is_broken: line, EXIT_KIOSK, limits)
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    old = back = 0
    try:
        while back < times:
            until = time.monotonic() + WAIT_S
            while not supervisor._has_beaten or children_of(os.getpid()) in ([], [old]):
                if time.monotonic() > until:
                    raise RuntimeError("The window did not come back.")
                time.sleep(0.02)
            (old,) = children_of(os.getpid())
            os.kill(old, signal.SIGKILL)
            back += 1
    finally:
        supervisor.stop()
        thread.join()
    return back


def soak(arguments: argparse.Namespace) -> Report:
    """Run all rounds and return what was found."""
    app = QApplication(sys.argv[:1])
    logging.getLogger("gallery_studio").setLevel(logging.ERROR)
    started = time.monotonic()
    samples: list[Sample] = []
    with tempfile.TemporaryDirectory(prefix="gallery-soak-") as folder, ExitStack() as stack:
        options = prepare(Path(folder))
        window = build_kiosk(app, options, stack)
        assert window.parts.worker is not None
        window.parts.worker._model.limits.per_hour = 1_000_000
        window.resize(960, 600)
        window.show()
        kiosk = Soak(app, window, Path(options.folder))
        until = started + 60 * arguments.minutes
        while kiosk.visits < arguments.visits or time.monotonic() < until:
            kiosk.round(arguments.changes_between)
            samples.append(sample())
            if not arguments.json and kiosk.visits % 20 == 0:
                print(kiosk.visits, samples[-1], flush=True)
        stack.close()
        restarts = restart_often(options, arguments.restarts) if arguments.restarts else 0
    report = _report(kiosk, samples)
    seconds = round(time.monotonic() - started, 1)
    return replace(report, seconds=seconds, restarts=restarts, growth_most=arguments.growth)


def _report(kiosk: Soak, samples: list[Sample]) -> Report:
    """Compare the first samples after the warm-up with the last ones; medians, for they sway."""
    warm = samples[int(len(samples) * WARM_UP_SHARE) :]
    few = max(1, len(warm) // 8)
    first = statistics.median(one.resident_mb for one in warm[:few])
    last = statistics.median(one.resident_mb for one in warm[-few:])
    every = max(1, len(samples) // 16)
    return Report(
        visits=kiosk.visits,
        picture_changes=kiosk.changes,
        seconds=0.0,
        kiosk_hours=round(kiosk.kiosk_hours, 1),
        warm_mb=round(first, 1),
        last_mb=round(last, 1),
        growth=round(last / first - 1, 4),
        # the least: a file that is just being read is no leak
        handles=(min(one.handles for one in warm[:few]), min(one.handles for one in warm[-few:])),
        threads=(max(one.threads for one in warm[:few]), max(one.threads for one in warm[-few:])),
        children=sample().children,
        restarts=0,
        curve_mb=tuple(round(one.resident_mb, 1) for one in samples[::every]),
        growth_most=GROWTH_MOST,
    )


def main() -> int:
    """Soak and tell; 1 when something is not as it should be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--visits", type=int, default=300, help="at least so many visits")
    parser.add_argument("--changes-between", type=int, default=12, help="pictures before each")
    parser.add_argument("--restarts", type=int, default=0, help="of a supervised window, after it")
    parser.add_argument("--minutes", type=float, default=0, help="go on for at least so long")
    parser.add_argument(
        "--growth", type=float, default=GROWTH_MOST, help="of memory, that is a fault"
    )
    parser.add_argument("--json", action="store_true", help="print the figures alone")
    report = soak(parser.parse_args())
    print(json.dumps(asdict(report) | {"faults": report.faults}))
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
