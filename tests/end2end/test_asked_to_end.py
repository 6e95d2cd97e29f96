"""The system wants an end, and a person's half sentence is kept: the window in this process.

The same in a process of its own, with its exit code: ``tests/faults/test_g_ends.py``.
"""

from __future__ import annotations

import os
import signal
import sys

import pytest

from tests.support.commit_data import commit_data

WAIT_MS = 20_000
WORDS = "a half sentence"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are Unix's")
def test_the_window_closes_when_the_system_asks_for_it(studio, qtbot) -> None:
    with studio.window() as window:
        window.compose.edit.setFocus()
        qtbot.keyClicks(window.compose.edit, WORDS)
        os.kill(os.getpid(), signal.SIGTERM)
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT_MS)
    with studio.window() as window:
        assert window.compose.edit.toPlainText() == WORDS


@pytest.mark.skipif(sys.platform != "linux", reason="Qt's own function is found by Linux's maps")
def test_a_logout_has_everything_written_when_qt_goes_on(studio, qtbot) -> None:
    with studio.window() as window:
        window.compose.edit.setFocus()
        qtbot.keyClicks(window.compose.edit, WORDS)
        commit_data()
        assert window.parts.reader.session(window.session.id).draft == WORDS
        assert window.isVisible(), "a logout may still be called off"
