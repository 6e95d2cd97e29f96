"""An error in an override is told, and never the end of the program."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
import shiboken6, sys
if "guard" in sys.argv:
    from gallery_studio.ui.override_guard import guard_overrides
    guard_overrides()

class Filter(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            HIDE
        return super().eventFilter(watched, event)

app = QApplication([])
window, child = QWidget(), QWidget()
child.setParent(window)
filter = Filter(window)
child.installEventFilter(filter)
window.show()
gone = QWidget()
shiboken6.delete(gone)
try:
    child.hide()
except (TypeError, ValueError, RuntimeError) as error:
    print("told:", error)
print("alive", Filter.eventFilter.__name__)
"""


def run(statement: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("HIDE", statement), *options],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("len(5)", "has no len()"),
        ("int('x')", "invalid literal for int()"),
        ("gone.parentWidget()", "already deleted"),
        ("raise ValueError('ours')", "ours"),
    ],
)
def test_an_error_of_c_code_is_told_to_who_called_qt(statement, said):
    done = run(statement, "guard")
    assert done.returncode == 0, done.stderr
    assert "told:" in done.stdout
    assert said in done.stdout
    assert done.stdout.endswith("alive eventFilter\n")


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="Python itself guards from 3.12 on")
def test_without_it_the_program_ends():
    """When this fails, PySide has mended it, and the guard can go."""
    assert run("len(5)").returncode < 0


def test_what_raises_nothing_is_as_before():
    done = run("pass", "guard")
    assert (done.returncode, done.stdout) == (0, "alive eventFilter\n")
