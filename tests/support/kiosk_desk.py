"""A kiosk as its owner starts it: from the command line, on a screen, with a library."""

from __future__ import annotations

import asyncio
import hashlib
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from gallery_studio.library.library import Library
from gallery_studio.studio.kiosk_library import import_demo
from gallery_studio.workers.library_executor import LibraryExecutor
from tests.support.screen import Screen, children_of, wait_until

PIN = "4711"
NAME = "Gallery Studio kiosk"


def demo_library(folder: Path) -> Path:
    """Fill a library with the demo session."""
    library = Library.open(folder)
    executor = LibraryExecutor(library, lambda _changes: None)
    asyncio.run(import_demo(executor))
    executor.shutdown()
    library.shutdown()
    return folder


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a library, the lock left out."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "library.lock"
    }


class Desk:
    """A running kiosk."""

    def __init__(self, process: subprocess.Popen, screen: Screen, private: Path) -> None:
        self.process, self.screen, self._private = process, screen, private

    def child(self) -> int:
        """Return the window's process; 0 while there is none."""
        found = children_of(self.process.pid)
        return found[0] if found else 0

    def is_shown(self) -> bool:
        return bool(self.screen.window(NAME))

    def is_filling(self) -> bool:
        """Whether the window covers the whole screen."""
        window = self.screen.window(NAME)
        size = window and self.screen.do("getwindowgeometry", "--shell", window)
        return bool(size) and "WIDTH=1280\nHEIGHT=800" in size

    def is_running(self) -> bool:
        return self.process.poll() is None

    def private(self) -> Path:
        """Return the kiosk's own folder."""
        return next(self._private.glob("gallery-studio-kiosk-*"))

    def visitor_pictures(self) -> list[Path]:
        return sorted((self.private() / "visitor" / "images").glob("*/*.*"))

    def leave(self, pin: str = PIN) -> None:
        """Make the hidden gesture and type a PIN."""
        self.screen.tap(1270, 8, times=5)
        self.screen.do("type", "--delay", "30", pin)
        self.screen.key("Return")

    def end(self) -> int:
        """Leave as its owner does, who tries again when a key came before the pad was there.

        Returns:
            What the process ended with.
        """
        for _ in range(3):
            self.leave()
            try:
                return self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                continue
        raise AssertionError("the kiosk did not end")


@contextmanager
def kiosk(screen: Screen, library: Path, temporary: Path, *options: str):
    """Start a kiosk and wait until it is on the screen."""
    temporary.mkdir(exist_ok=True)
    environment = screen.environment | {"TMPDIR": str(temporary), "GALLERY_STUDIO_KIOSK_PIN": PIN}
    command = [sys.executable, "-m", "gallery_studio", "--library", str(library), "kiosk", "--loop"]
    process = subprocess.Popen([*command, *options], env=environment)
    desk = Desk(process, screen, temporary)
    try:
        wait_until(desk.is_filling, 40, "the kiosk")
        screen.do("windowfocus", "--sync", screen.window(NAME))
        yield desk
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=60)
