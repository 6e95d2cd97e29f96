"""Uses the running studio as nobody would: keys, buttons and drags at random, with real events.

    monkey.py [--acts 1000] [--seed 1] [--slow]

The studio runs as a process of its own on a virtual screen (Xvfb, openbox and xdotool needed), on a
throw-away library with the demo session, a person and a product, and without key or network. It
is started again when it ends. At the end it must still obey, and end in order.

Qt's own file dialogs delete files and folders, anywhere: over a window that is not the studio's
nothing is pressed but Escape, and the studio is run in the throw-away folder.

The exit code is 1 when it crashed, hung at its end, or an unexpected error stands in its log; the
acts before and what the log says are printed.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from gallery_studio.domain.ids import new_person_id, new_product_id
from gallery_studio.domain.people import Person, Product
from gallery_studio.domain.timestamps import utc_now
from gallery_studio.library.library import Library
from tests.support.kiosk_desk import demo_library
from tests.support.screen import Screen, missing_programs, screen, wait_until

_WIDTH, _HEIGHT = 1280, 800
_KEYS = (
    *("Tab",) * 6, *("shift+Tab",) * 2, *("Return",) * 3, *("Escape",) * 4, *("space",) * 2,
    *("Up", "Down", "Left", "Right") * 2, "ctrl+k", "ctrl+f", "ctrl+b", "ctrl+j", "ctrl+l",
    "ctrl+n", "ctrl+z", "ctrl+shift+z", "ctrl+comma", "F1", "F2", "F5", "F6", "Delete", "e", "s",
    "x", "c", "r", "d", "p", "u", "3", "ctrl+a", "ctrl+c", "ctrl+v", "ctrl+Return", "ctrl+e",
    "ctrl+i", "ctrl+period", "shift+1", "shift+2", "ctrl+plus", "ctrl+minus", "alt+Up", "alt+Down",
    "Menu", "shift+F10", "Home", "End", "Prior", "Next", "shift+p", "ctrl+shift+o",
)  # fmt: skip
_WORDS = ("a lamp at dusk", "@a", "night", "brighter", "warmer ", "starred", "x")
_STARTS_MOST = 12


def furnished_library(folder: Path) -> Path:
    """Make a library with something of everything a hand can find."""
    demo_library(folder)
    library = Library.open(folder)
    library.people.save_person(Person(new_person_id(), "Ada", utc_now()))
    library.people.save_products([Product(new_product_id(), "L-1", "Halden lamp", utc_now())])
    library.shutdown()
    return folder


class Monkey:
    """Acts on a studio that it starts."""

    def __init__(self, shown: Screen, folder: Path, seed: int, pauses_s: tuple[float, ...]) -> None:
        home = folder / "home"
        home.mkdir()
        self._environment = shown.environment | {
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        for name in ("GEMINI_API_KEY", "GOOGLE_API_KEY"):
            self._environment.pop(name, None)
        self._shown, self._folder, self._random = shown, folder, random.Random(seed)
        self._pauses_s = pauses_s
        self._recent: deque[str] = deque(maxlen=12)
        self._logs = home / "cache" / "gallery-studio" / "log"
        self.faults: list[str] = []
        self._library = furnished_library(folder / "library")
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "gallery_studio", "--library", str(self._library)]
        process = subprocess.Popen(
            command, env=self._environment, cwd=self._folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_until(lambda: self._shown.window("Gallery Studio"), 60, "the window")
        return process

    def act(self) -> None:
        """Do one thing; start the studio again if it has ended."""
        code = self._process.poll()
        if code is not None:
            if code:
                self.faults.append(f"ended with {code} after: {' / '.join(self._recent)}")
            self._process = self._start()
        name = self._shown.do("getactivewindow", "getwindowname")
        words = self._next() if name.endswith("Gallery Studio") else ("key", "Escape")
        self._recent.append(" ".join(words))
        self._shown.do(*words)
        time.sleep(self._random.choice(self._pauses_s))

    def _next(self) -> tuple[str, ...]:
        chance, pick = self._random.random(), self._random
        x, y = pick.randint(5, _WIDTH - 10), pick.randint(35, _HEIGHT - 10)
        if chance < 0.5:
            return ("key", pick.choice(_KEYS))
        if chance < 0.9:
            return ("mousemove", str(x), str(y), "click", pick.choice("11111111345"))
        if chance < 0.95:
            to = (x + pick.randint(-200, 200), y + pick.randint(-200, 200))
            near, far = (str(x + 40), str(y + 30)), tuple(map(str, to))
            return (
                *("mousemove", str(x), str(y), "mousedown", "1", "mousemove", *near),
                *("mousemove", *far, "mouseup", "1"),
            )
        return ("type", "--delay", "10", pick.choice(_WORDS))

    def end(self) -> None:
        """End the studio as the system does, and read what it has logged."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.faults.append(f"did not end in 30 s after: {' / '.join(self._recent)}")
                self._process.kill()
                self._process.wait()
        for path in sorted(self._logs.glob("*.log*")):
            text = path.read_text(encoding="utf-8", errors="replace")
            if "Unexpected error" in text or "Fatal Python error" in text:
                self.faults.append(f"{path.name}:\n{text}")


def main() -> int:
    """Act, and print what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--acts", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slow", action="store_true", help="leave it time to answer each act")
    arguments = parser.parse_args()
    if missing := missing_programs():
        print(missing)
        return 2
    os.environ.pop("QT_QPA_PLATFORM", None)
    pauses_s = (0.4, 0.8) if arguments.slow else (0.02, 0.05, 0.15, 0.4)
    with tempfile.TemporaryDirectory() as folder, screen(Path(folder)) as shown:
        monkey = Monkey(shown, Path(folder), arguments.seed, pauses_s)
        for _ in range(arguments.acts):
            monkey.act()
            if len(monkey.faults) >= _STARTS_MOST:
                break
        monkey.end()
    print(f"{arguments.acts} acts, seed {arguments.seed}: {len(monkey.faults)} faults")
    print("\n".join(monkey.faults))
    return 1 if monkey.faults else 0


if __name__ == "__main__":
    sys.exit(main())
