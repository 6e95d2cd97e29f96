"""Drags a file from another program onto a window of ours, with real mouse events."""

from __future__ import annotations

import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.drag_source import SIDE
from tests.support.screen import Screen, wait_until

_PROGRAM = Path(__file__).with_name("drag_source.py")


class Dragging:
    """The other program."""

    def __init__(self, shown: Screen, process: subprocess.Popen[str]) -> None:
        self._shown = shown
        self._process = process

    def drag_to(self, x: int, y: int) -> str:
        """Drag its file to a place of the screen; return ``taken`` or ``refused``."""
        middle = SIDE // 2
        self._shown.do("mousemove", str(middle), str(middle), "mousedown", "1")
        for part in range(1, 9):
            to = (middle + (x - middle) * part // 8, middle + (y - middle) * part // 8)
            self._shown.do("mousemove", *map(str, to), "sleep", "0.05")
        for nudge in (3, 6, 3):  # what lies below answers each move, in its own time
            self._shown.do("sleep", "0.4", "mousemove", str(x + nudge), str(y + nudge))
        self._shown.do("sleep", "0.4", "mouseup", "1")
        return said(self._process)


def said(process: subprocess.Popen[str]) -> str:
    """Return the next line of a process; it has ten seconds for it."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], 10)
    assert ready, "the other program said nothing"
    return process.stdout.readline().strip()


@contextmanager
def drag_source(shown: Screen, file: Path) -> Iterator[Dragging]:
    """Run the other program above everything else."""
    process = subprocess.Popen(
        [sys.executable, str(_PROGRAM), str(file)],
        env=shown.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert said(process) == "ready"
        yield Dragging(shown, process)
    finally:
        process.kill()
        process.communicate(timeout=10)


@contextmanager
def running_window(shown: Screen, library: Path) -> Iterator[None]:
    """Run the studio in a process of its own until its window is there."""
    process = subprocess.Popen(
        [sys.executable, "-m", "gallery_studio", "--library", str(library)], env=shown.environment
    )
    try:
        wait_until(lambda: bool(shown.window("Gallery Studio")), 30)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)
