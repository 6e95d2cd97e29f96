"""The filter of the kiosk: what gets through, and what does not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QContextMenuEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gallery_studio.ui.kiosk.exit_gesture import TAPS, ExitGesture
from gallery_studio.ui.kiosk.lockdown import Lockdown, is_key_allowed

_NONE = Qt.KeyboardModifier.NoModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_META = Qt.KeyboardModifier.MetaModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class Window(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.edit = QLineEdit(self)
        self.menus, self.drops = 0, 0
        self.setAcceptDrops(True)
        QVBoxLayout(self).addWidget(self.edit)

    def contextMenuEvent(self, event) -> None:
        self.menus += 1

    def dropEvent(self, event) -> None:
        self.drops += 1


@pytest.fixture
def window(qapp, qtbot):
    window = Window()
    qtbot.addWidget(window)
    window.lockdown = Lockdown(window)
    qapp.installEventFilter(window.lockdown)
    window.show()
    window.edit.setFocus()
    yield window
    window.lockdown.unlock()
    qapp.removeEventFilter(window.lockdown)


@pytest.mark.parametrize(
    ("key", "modifiers", "text"),
    [
        (Qt.Key.Key_A, _NONE, "a"),
        (Qt.Key.Key_A, _SHIFT, "A"),
        (Qt.Key.Key_Q, _CTRL | _ALT, "@"),
        (Qt.Key.Key_E, Qt.KeyboardModifier.GroupSwitchModifier, "€"),
        (Qt.Key.Key_Space, _NONE, " "),
        (Qt.Key.Key_Backspace, _NONE, "\b"),
        (Qt.Key.Key_Delete, _NONE, "\x7f"),
        (Qt.Key.Key_Return, _NONE, "\r"),
        (Qt.Key.Key_Left, _SHIFT, ""),
        (Qt.Key.Key_Tab, _NONE, "\t"),
    ],
)
def test_typing_is_allowed(key, modifiers, text):
    assert is_key_allowed(key, modifiers, text)


@pytest.mark.parametrize(
    ("key", "modifiers", "text"),
    [
        *((Qt.Key(Qt.Key.Key_F1 + number), _NONE, "") for number in range(12)),
        *((getattr(Qt.Key, f"Key_{letter}"), _CTRL, "\x11") for letter in "QOSPWNCVXA"),
        (Qt.Key.Key_Comma, _CTRL, ","),
        (Qt.Key.Key_F, _ALT, "f"),
        (Qt.Key.Key_Escape, _NONE, "\x1b"),
        (Qt.Key.Key_Menu, _NONE, ""),
        (Qt.Key.Key_Print, _NONE, ""),
        (Qt.Key.Key_Insert, _SHIFT, ""),
        (Qt.Key.Key_Delete, _SHIFT, "\x7f"),
        (Qt.Key.Key_F10, _SHIFT, ""),
        (Qt.Key.Key_Left, _ALT, ""),
        (Qt.Key.Key_L, _META, "l"),
        (Qt.Key.Key_Q, _CTRL | _ALT, "\x11"),
        (Qt.Key.Key_Alt, _ALT, ""),
        (Qt.Key.Key_Control, _CTRL, ""),
        (Qt.Key.Key_Back, _NONE, ""),
    ],
)
def test_everything_else_is_not(key, modifiers, text):
    assert not is_key_allowed(key, modifiers, text)


def test_shortcuts_are_dead_and_letters_live(window, qtbot):
    fired = []
    for keys in ("Ctrl+Q", "F11", "Esc", "Alt+F"):
        action = QAction(keys, window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _=False, keys=keys: fired.append(keys))
        window.addAction(action)
    with qtbot.waitSignal(window.lockdown.key_pressed):
        QTest.keyClick(window.edit, Qt.Key.Key_Escape)
    for key, modifiers in (
        (Qt.Key.Key_Q, _CTRL),
        (Qt.Key.Key_F11, _NONE),
        (Qt.Key.Key_F, _ALT),
    ):
        QTest.keyClick(window.edit, key, modifiers)
    QTest.keyClicks(window.edit, "a sentence")
    assert fired == []
    assert window.edit.text() == "a sentence"


def test_paste_copy_and_undo_keys_do_nothing(window, qapp):
    qapp.clipboard().setText("secret")
    for keys in ("V", "X", "C", "Z", "A"):
        QTest.keyClick(window.edit, getattr(Qt.Key, f"Key_{keys}"), _CTRL)
    QTest.keyClick(window.edit, Qt.Key.Key_Insert, _SHIFT)
    QTest.mouseClick(window.edit, Qt.MouseButton.MiddleButton)
    assert window.edit.text() == ""
    assert qapp.clipboard().text() == "secret"


def test_menus_and_drops_do_not_arrive(window, qapp):
    QTest.mouseClick(window, Qt.MouseButton.RightButton)
    point = QPoint(5, 5)
    qapp.sendEvent(window, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, point, point))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/picture.png")])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, _NONE
    )
    qapp.sendEvent(window, drop)
    assert (window.menus, window.drops) == (0, 0)


def test_it_closes_only_when_unlocked(window, qapp):
    qapp.sendEvent(window, QCloseEvent())
    assert not window.close()
    assert window.isVisible()
    window.lockdown.unlock()
    assert window.close()


def test_a_tap_that_nobody_takes_is_one_tap(window, qtbot):
    taps = []
    window.lockdown.tapped.connect(lambda at, when_s: taps.append(when_s))
    child = QWidget(window)
    child.setGeometry(0, 0, 20, 20)
    child.show()
    QTest.mouseClick(child, Qt.MouseButton.LeftButton)
    assert len(taps) == 1


def test_synthetic_events_are_no_visitor(window, qapp):
    touches = []
    window.lockdown.touched.connect(lambda: touches.append(1))
    qapp.sendEvent(window.edit, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, _NONE, "a"))
    assert touches == []
    QTest.keyClick(window.edit, Qt.Key.Key_A)
    assert touches


@pytest.mark.parametrize(
    ("gaps", "is_exit"),
    [
        ((0.4, 0.4, 0.4, 0.4), True),
        ((0.5, 0.5, 0.5, 0.5), True),
        ((0.4, 0.4, 0.4, 0.6), False),
        ((0.4, 0.4, 0.4), False),
    ],
)
def test_five_quick_taps_in_the_corner_and_no_others(gaps, is_exit):
    gesture, when_s = ExitGesture(), 100.0
    found = [gesture.tap(when_s, is_in_corner=True)]
    for gap in gaps:
        when_s += gap
        found.append(gesture.tap(when_s, is_in_corner=True))
    assert any(found) is is_exit


def test_a_tap_elsewhere_begins_anew():
    gesture = ExitGesture()
    places = [True] * (TAPS - 1) + [False] + [True] * (TAPS - 1)
    taps = [gesture.tap(n * 0.1, is_in_corner=place) for n, place in enumerate(places)]
    assert not any(taps)
    assert gesture.tap(1.0, is_in_corner=True)
