"""An error in an override is told, and never the end of the program."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QSize, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent, QUndoCommand, QUndoStack
from PySide6.QtWidgets import QPushButton, QWidget

from gallery_studio.ui.override_guard import guarded

FILTER = """
import sys
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
import shiboken6
if "guard" in sys.argv:
    from gallery_studio.ui.override_guard import guard_overrides
    guard_overrides()
sys.excepthook = lambda kind, error, trace: print("told:", error)

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
child.hide()
print("alive", Filter.eventFilter.__name__)
"""

LAYOUT = """
import sys
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget
if "guard" in sys.argv:
    from gallery_studio.ui.override_guard import guard_overrides
    guard_overrides()
told = []
sys.excepthook = lambda kind, error, trace: told.append(error)
failing = []

class Button(QPushButton):
    def sizeHint(self) -> QSize:
        self.fontMetrics().horizontalAdvance("x")
        if failing:
            raise ValueError(failing.pop())
        return QSize(50, 20)

class Other(QWidget):
    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.fontMetrics().height())

app = QApplication([])
for _ in range(20):
    window = QWidget()
    row = QHBoxLayout(window)
    for kind in (Button, Other, Button, Other):
        row.addWidget(kind())
    failing.append("ours")
    try:
        row.invalidate()
        row.activate()
    except ValueError:
        pass
print("alive", len(told))
"""


def run(program: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *options],
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
def test_an_error_is_told_and_qt_goes_on(statement, said):
    done = run(FILTER.replace("HIDE", statement), "guard")
    assert done.returncode == 0, done.stderr
    assert "told:" in done.stdout
    assert said in done.stdout
    assert done.stdout.endswith("alive eventFilter\n")


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="Python itself guards from 3.12 on")
def test_without_it_an_error_of_c_code_ends_the_program():
    assert run(FILTER.replace("HIDE", "len(5)")).returncode < 0


def test_an_error_while_qt_lays_out_costs_no_other_override_its_function():
    done = run(LAYOUT, "guard")
    assert (done.returncode, done.stdout) == (0, "alive 20\n"), done.stderr


def test_without_it_an_error_while_qt_lays_out_ends_the_program():
    """When this fails, PySide has mended it: see whether the guard can go."""
    assert run(LAYOUT).returncode < 0


def test_what_raises_nothing_is_as_before():
    done = run(FILTER.replace("HIDE", "pass"), "guard")
    assert (done.returncode, done.stdout) == (0, "alive eventFilter\n")


class Faulty(QPushButton):
    def sizeHint(self) -> QSize:
        raise ValueError("no size")

    def resizeEvent(self, event: QResizeEvent) -> None:
        raise ValueError("no resizing")

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            raise ValueError("no event")
        return super().event(event)


class FaultyModel(QAbstractListModel):
    def rowCount(self, parent: QModelIndex | None = None) -> int:
        raise ValueError("no rows")

    def data(self, index: QModelIndex, role: int = 0) -> object:
        raise ValueError("no data")


class FaultyCommand(QUndoCommand):
    def redo(self) -> None:
        raise ValueError("not done")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: heard.append(str(error)))
    return heard


def test_qt_is_answered_by_the_class_above(qtbot, told):
    button = Faulty()
    qtbot.addWidget(button)
    assert button.sizeHint() == QPushButton.sizeHint(button)
    button.resize(70, 20)
    button.show()
    at = button.rect().center().toPointF()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    button.event(QMouseEvent(QEvent.Type.MouseButtonPress, at, at, left, left, none))
    assert button.isDown()
    assert {"no size", "no resizing", "no event"} <= set(told)
    assert FaultyModel().rowCount() == 0
    assert FaultyModel().data(QModelIndex()) is None


def test_an_act_that_fails_is_told_and_the_stack_goes_on(qapp, told):
    stack = QUndoStack()
    stack.push(FaultyCommand())
    assert told == ["not done"]
    assert stack.count() == 1


def test_the_end_of_the_program_is_let_through():
    def leave(_this: QObject) -> None:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        guarded(QWidget, "hideEvent", leave)(QObject())
