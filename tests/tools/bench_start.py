"""Cold start to the first paint: the whole studio against a bare window, each in its own process.

Run as a program it is one start: ``bench_start.py bare`` or ``bench_start.py LIBRARY``; it prints
the CPU time from the birth of the process to the first painted frame, and what was imported.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.abc import Loader, MetaPathFinder
from importlib.util import find_spec
from pathlib import Path

HEAVY = ("google.genai", "pydantic", "PIL.PngImagePlugin", "PIL.JpegImagePlugin", "keyring")
"""What must not be imported on the way to the first paint."""

ROUNDS = 7


def report_paint() -> None:
    """Print the figures of this process and end it at once."""
    figures = {
        "cpu_ms": time.process_time() * 1000,
        "painted_s": time.time(),
        "heavy": [name for name in HEAVY if name in sys.modules],
        "modules": list(sys.modules),
    }
    print(json.dumps(figures), flush=True)
    os._exit(0)


def start_bare() -> None:
    """Show an empty window: the least a program of PySide6 can do."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event) -> None:
            super().paintEvent(event)
            report_paint()

    app = QApplication(sys.argv[:1])
    window = Window()
    window.resize(1600, 1000)
    window.show()
    app.exec()


class PaintedWatch(Loader, MetaPathFinder):
    """Has the canvas report its first paint, without importing anything ahead of the program."""

    NAME = "gallery_studio.ui.canvas.canvas_view"

    def find_spec(self, name, path, target=None):
        """Stand in for the loader of the canvas alone."""
        if name != self.NAME:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        self._loader, spec.loader = spec.loader, self
        return spec

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module) -> None:
        self._loader.exec_module(module)
        painted = module.CanvasView.paintEvent

        def paint(view, event) -> None:
            from PySide6.QtCore import QTimer

            painted(view, event)
            # The rest of the window is painted in the same pass, and then flushed.
            QTimer.singleShot(0, report_paint)

        module.CanvasView.paintEvent = paint


def start_studio(folder: str) -> None:
    """Start the program as the command does, until its canvas was painted."""
    from gallery_studio.__main__ import main

    sys.meta_path.insert(0, PaintedWatch())
    sys.argv = ["gallery-studio", "--library", folder]
    main()


def seed_cards(folder: Path, cards: int) -> str:
    """Fill a library with one session of `cards` cards; return its id."""
    from seed_library import paint, seed_session

    from gallery_studio.domain.image import Origin
    from gallery_studio.library.library import Library
    from gallery_studio.studio.storing import store_now

    chance = random.Random(7)
    library = Library.open(folder)
    try:
        pictures = [
            store_now(library.images, paint(n, chance), Origin.GENERATED, "") for n in range(8)
        ]
        return seed_session(library, pictures, cards, chance, "A session of many cards")
    finally:
        library.shutdown()


def environment(folder: Path, last_session: str = "") -> dict[str, str]:
    """Return the environment of a start: a home of its own, and byte code that is kept.

    Args:
        folder: Gets the byte code, and a home for each session.
        last_session: The session that was open at the last end, or "".
    """
    home = folder / f"home{last_session}"
    if last_session:
        settings = home / "config" / "gallery-studio" / "settings.json"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(json.dumps({"last_session": last_session}), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GEMINI_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "QT_QPA_PLATFORM": "offscreen",
    }


def start_once(what: str, variables: dict[str, str]) -> dict:
    """Start a process and return what it printed, with the wall time since it was asked for."""
    begun = time.time()
    command = [sys.executable, str(Path(__file__)), what]
    done = subprocess.run(command, capture_output=True, text=True, env=variables, check=True)
    figures = json.loads(done.stdout.splitlines()[-1])
    return figures | {"wall_ms": (figures["painted_s"] - begun) * 1000}


def cold_starts(context) -> list:
    """CPU time to the first paint with an empty library and with 1,000 cards."""
    from bench_figures import Figure, shown

    rounds = 3 if context.is_quick else ROUNDS
    with tempfile.TemporaryDirectory(prefix="gallery-bench-") as temporary:
        folder = Path(temporary)
        session = seed_cards(folder / "cards", 1000)
        kinds = {
            "bare": ("bare", environment(folder)),
            "empty": (str(folder / "empty"), environment(folder)),
            "cards": (str(folder / "cards"), environment(folder, session)),
        }
        for kind in kinds.values():  # once for the byte code and the disk's cache
            start_once(*kind)
        starts = [{name: start_once(*kind) for name, kind in kinds.items()} for _ in range(rounds)]

    def middle(kind: str, name: str) -> float:
        return statistics.median(start[kind][name] for start in starts)

    bare, bare_wall = middle("bare", "cpu_ms"), middle("bare", "wall_ms")
    figures = []
    for case, kind, goal in (
        ("start to first paint, empty library (CPU)", "empty", 1.5),
        ("start to first paint, 1,000 cards on the wall (CPU)", "cards", 2.5),
    ):
        cpu, wall = middle(kind, "cpu_ms"), middle(kind, "wall_ms")
        figures.append(
            Figure(
                case,
                cpu / bare,
                "x",
                goal,
                ours=shown(cpu, "ms"),
                reference=f"bare QMainWindow {shown(bare, 'ms')}",
                note=f"wall {wall:.0f} ms against {bare_wall:.0f} ms",
            )
        )
    heavy = sorted({name for start in starts for k in kinds for name in start[k]["heavy"]})
    note = ", ".join(heavy) or f"none of {', '.join(HEAVY)}"
    figures.append(Figure("heavy modules at the first paint", len(heavy), "mod", 0, note=note))
    return figures


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        start_bare()
    else:
        start_studio(sys.argv[1])
