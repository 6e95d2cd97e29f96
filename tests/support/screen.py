"""A screen of one's own with a window manager, and hands on its keyboard and mouse."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = ("Xvfb", "xdotool", "openbox")


def missing_programs() -> str:
    """Return why there can be no screen, or ""."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    try:
        ctypes.CDLL("libxcb-cursor.so.0")  # Qt's xcb platform does not load without it
    except OSError:
        missing.append("libxcb-cursor0")
    return f"not installed: {', '.join(missing)}" if missing else ""


needs_screen = pytest.mark.skipif(bool(missing_programs()), reason=missing_programs() or "-")


class Screen:
    """Real key and mouse events on a virtual display."""

    def __init__(self, display: str) -> None:
        self.environment = os.environ | {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "LIBGL_ALWAYS_SOFTWARE": "1",
        }

    def do(self, *words: str) -> str:
        """Run xdotool; return what it says."""
        return subprocess.run(
            ["xdotool", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        ).stdout.strip()

    def key(self, *names: str) -> None:
        self.do("key", "--delay", "15", *names)

    def tap(self, x: int, y: int, button: int = 1, times: int = 1) -> None:
        repeat = ("--repeat", str(times), "--delay", "80") if times > 1 else ()
        self.do("mousemove", str(x), str(y), "click", *repeat, str(button))

    def window(self, name: str) -> str:
        """Return the id of a visible window, or ""."""
        return self.do("search", "--onlyvisible", "--name", name).partition("\n")[0]

    def windows(self) -> list[str]:
        """Return the names of all visible windows."""
        ids = self.do("search", "--onlyvisible", "--name", ".+").split()
        return sorted({self.do("getwindowname", one) for one in ids})


@contextmanager
def screen(folder: Path):
    """Start a display and a window manager; end both."""
    read_fd, write_fd = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_fd), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=(write_fd,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write_fd)
    with os.fdopen(read_fd) as pipe:
        display = f":{pipe.readline().strip()}"
    shown = Screen(display)
    manager = subprocess.Popen(
        ["openbox"], env=shown.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield shown
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(timeout=10)


def wait_until(is_true, seconds: float = 20.0, what: str = "it"):
    """Ask again and again until it is true; return what it returned."""
    end = time.monotonic() + seconds
    while True:
        found = is_true()
        if found:
            return found
        assert time.monotonic() < end, f"{what} took longer than {seconds} s"
        time.sleep(0.05)


def children_of(pid: int) -> list[int]:
    """Return the processes a process started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found
