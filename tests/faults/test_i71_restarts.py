"""Case 71: a window that was killed, aborted or hangs is back within ten seconds."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.support.kiosk_desk import NAME, demo_library, kiosk
from tests.support.screen import children_of, needs_screen, screen, wait_until

pytestmark = [needs_screen, pytest.mark.slow]


@pytest.mark.parametrize("how", ["SIGKILL", "SIGABRT", "SIGSEGV", "SIGSTOP"])
def test_a_window_that_ends_is_back_in_ten_seconds(tmp_path, how):
    library = demo_library(tmp_path / "library")
    with screen(tmp_path) as shown, kiosk(shown, library, tmp_path / "private") as desk:
        old = desk.child()
        started = time.monotonic()
        os.kill(old, getattr(signal, how))
        wait_until(lambda: desk.child() not in (0, old) and desk.is_shown(), 10, "the restart")
        assert time.monotonic() - started < 10
        assert len(children_of(desk.process.pid)) == 1
        assert desk.end() == 0


def test_the_window_ends_with_its_supervisor(tmp_path):
    library = demo_library(tmp_path / "library")
    with screen(tmp_path) as shown, kiosk(shown, library, tmp_path / "private") as desk:
        desk.process.kill()
        desk.process.wait()
        wait_until(lambda: not desk.is_shown(), 10, "the end of the window")


def test_a_crash_loop_shows_the_maintenance_page(tmp_path):
    library = demo_library(tmp_path / "library")
    with screen(tmp_path) as shown, kiosk(shown, library, tmp_path / "private") as desk:
        old = 0
        for _ in range(5):
            old = wait_until(lambda old=old: desk.child() not in (0, old) and desk.child(), 10)
            os.kill(old, signal.SIGKILL)
        wait_until(lambda: shown.window(f"{NAME}, maintenance"), 20, "the maintenance page")
        assert desk.is_running()
        assert desk.end() == 0
