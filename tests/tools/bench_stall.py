"""The longest stall of the window while eight answers of 8 MB arrive.

Run as a program it is the service: ``bench_stall.py serve FOLDER`` answers with the pictures in
a folder, in a process of its own, so that it takes no turn of this interpreter's lock.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

ANSWERS = 8
MODEL = "gemini-nano-banana-2.1"
KEY = "AIzaTESTTESTTESTTESTTEST"
SIDE = 1632
"""A PNG of this side full of noise has 8 MB."""

IDLE_MS = 2000
LONGEST_MS = 60_000


def serve(folder: Path) -> None:
    """Answer requests with the pictures of a folder until the input ends."""
    from tests.support.gemini_server import GeminiServer, picture

    if hasattr(os, "nice"):
        os.nice(19)  # it stands for a computer far away, which takes none of our processors
    pictures = [path.read_bytes() for path in sorted(folder.glob("*.png"))]
    with GeminiServer() as server:
        server.script(*(picture(data) for data in pictures))
        print(server.url, flush=True)
        sys.stdin.read()


@contextmanager
def service(folder: Path) -> Iterator[str]:
    """Run the service in a process of its own and give its address."""
    command = [sys.executable, str(Path(__file__)), "serve", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            assert process.stdin is not None
            process.stdin.close()


def write_pictures(folder: Path) -> None:
    """Write the answers: pictures of noise, each with bytes of its own."""
    from PIL import Image

    for number in range(ANSWERS):
        picture = Image.frombytes("RGB", (SIDE, SIDE), os.urandom(SIDE * SIDE * 3))
        picture.save(folder / f"{number}.png", compress_level=1)


class Pulse:
    """A timer of 1 ms that notes how long the window did not come round to it."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._on_timeout)
        self._last = 0.0
        self.gaps: list[float] = []

    def start(self) -> None:
        self.gaps = []
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> list[float]:
        """Return the gaps in ms."""
        self._timer.stop()
        return self.gaps

    def _on_timeout(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now


class Gesture:
    """Pans the canvas to and fro, a frame each 16 ms, and notes what a frame costs."""

    def __init__(self, window) -> None:
        from PySide6.QtCore import QTimer

        self._view = window.view
        self._timer = QTimer()
        self._timer.setInterval(16)
        self._timer.timeout.connect(self._pan)
        self._step = 0
        self.frames: list[float] = []

    def start(self) -> None:
        self.frames = []
        self._timer.start()

    def stop(self) -> list[float]:
        """Return the frames in ms."""
        self._timer.stop()
        return self.frames

    def _pan(self) -> None:
        self._step += 1
        started = time.perf_counter()
        self._view.motion.pan_by(13 if self._step // 20 % 2 else -13, 0)
        self._view.repaint()
        self.frames.append((time.perf_counter() - started) * 1000)


def run_loop(is_over, longest_ms: int) -> None:
    """Run the window until something is so; the loop waits without the interpreter's lock."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    look = QTimer()
    look.setInterval(50)
    look.timeout.connect(lambda: loop.quit() if is_over() else None)
    look.start()
    QTimer.singleShot(longest_ms, loop, loop.quit)
    loop.exec()


class Arrivals:
    """One window with a key, asked for eight pictures."""

    def __init__(self, window) -> None:
        self.window = window

    def ask(self) -> None:
        """Send a brief, as the compose bar does."""
        from gallery_studio.domain.ids import ModelId
        from gallery_studio.studio.composing import Composition

        self.window.session.store()
        self.window.parts.worker.generate(
            Composition(
                "a lamp on a plinth at dusk",
                (ModelId(MODEL),),
                session_id=self.window.session.id,
                directive_count=ANSWERS,
            )
        )

    def is_complete(self) -> bool:
        cards = self.window.canvas.cards
        return len(cards) == ANSWERS and not any(card.status.is_open for card in cards)


def measure(window) -> tuple[list[float], list[float], list[float], list[float]]:
    """Return the gaps of an idle window and while answers arrive, and the frames of a gesture."""
    pulse, gesture, arrivals = Pulse(), Gesture(window), Arrivals(window)
    run_loop(lambda: window.parts.worker.studio.text_provider() is not None, 10_000)
    run_loop(lambda: False, IDLE_MS)  # what starts after the first paint ends first
    pulse.start()
    run_loop(lambda: False, IDLE_MS)
    idle = pulse.stop()
    pulse.start()
    arrivals.ask()
    run_loop(arrivals.is_complete, LONGEST_MS)
    busy = pulse.stop()
    if not arrivals.is_complete():
        raise RuntimeError([(c.status, c.error_message) for c in window.canvas.cards])
    gesture.start()
    run_loop(lambda: False, IDLE_MS)
    calm = gesture.stop()
    window.new_session()
    arrivals.ask()
    gesture.start()
    run_loop(arrivals.is_complete, LONGEST_MS)
    moved = gesture.stop()
    if not arrivals.is_complete():
        raise RuntimeError([(c.status, c.error_message) for c in window.canvas.cards])
    return idle, busy, calm, moved


def open_studio(stack: ExitStack, folder: Path):
    """Open the window as the program does, on a library of its own."""
    from bench_canvas import application

    from gallery_studio.app import WindowOptions, open_window
    from gallery_studio.config import SettingsFile
    from gallery_studio.workers.instance import InstanceLock

    library = folder / "library"
    lock = InstanceLock(library)
    lock.acquire()
    stack.callback(lock.release)
    options = WindowOptions(library, SettingsFile(folder / "settings.json"), lambda _secret: None)
    window = stack.enter_context(open_window(application(), options))
    window.resize(1600, 1000)
    window.show()
    window.furnishing.finish()
    return window


@contextmanager
def variables(**values: str) -> Iterator[None]:
    """Set variables of the environment for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def stall(context) -> list:
    """The longest gap of a 1 ms timer while eight answers arrive, against an idle window."""
    from bench_figures import Figure, percentile, shown

    with tempfile.TemporaryDirectory(prefix="gallery-bench-") as temporary, ExitStack() as stack:
        folder = Path(temporary)
        write_pictures(folder)
        url = stack.enter_context(service(folder))
        stack.enter_context(
            variables(
                GEMINI_API_KEY=KEY,
                GALLERY_STUDIO_GEMINI_URL=url,
                HOME=str(folder),
                PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring",
            )
        )
        window = open_studio(stack, folder)
        idle, busy, calm, moved = measure(window)
    gap = f"idle {shown(max(idle), 'ms')}"
    over = sum(value > 16 for value in busy)
    p99 = percentile(busy, 0.99)
    frames, frames_idle = percentile(moved, 0.95), percentile(calm, 0.95)
    return [
        Figure(
            f"longest stall while {ANSWERS} answers of 8 MB arrive", max(busy), "ms", 50,
            reference=gap, note=f"p99 {p99:.1f} ms, {over} over 16 ms in {sum(busy) / 1000:.1f} s",
        ),
        Figure(
            "gesture p95 meanwhile", frames / frames_idle, "x", 1.5, ours=shown(frames, "ms"),
            reference=f"idle {shown(frames_idle, 'ms')}",
            note=f"worst {max(moved):.1f} ms of {len(moved)} frames",
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    serve(Path(sys.argv[2]))
