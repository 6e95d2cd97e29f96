"""Toasts: their time, their number, their action, their voice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest

from gallery_studio.ui.widgets import toast as toast_module
from gallery_studio.ui.widgets.buttons import SecondaryButton
from gallery_studio.ui.widgets.toast import Toast, ToastArea, ToastMessage, error_message


@pytest.fixture
def spoken(monkeypatch):
    """What a screen reader would say, with its urgency."""
    heard = []
    monkeypatch.setattr(
        toast_module, "announce", lambda _w, text, *, is_urgent: heard.append((text, is_urgent))
    )
    return heard


class NoPointer(QObject):
    """Keeps Qt from telling a new toast of a pointer that another test left where it appears."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return event.type() == QEvent.Type.Enter and isinstance(watched, Toast)


@pytest.fixture
def area(qapp, theme, window, spoken):
    pointer = NoPointer(window)
    qapp.installEventFilter(pointer)
    window.setFocus()  # or Qt gives it to the first button there is, late, and the toast waits
    return ToastArea(theme, window)


def test_it_expires_after_five_seconds(area):
    toast = area.add(ToastMessage("4 images exported"))
    assert toast.timer.isActive()
    assert toast.timer.interval() == 5000
    toast.timer.timeout.emit()
    assert area.toasts == ()
    assert not area.isVisible()


def test_an_error_stays_until_it_is_closed(area):
    toast = area.add(error_message("2 of 8 images failed", "Retry both"))
    assert not toast.timer.isActive()
    QTest.mouseClick(toast.close_button, Qt.MouseButton.LeftButton)
    assert area.toasts == ()


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("Saved", 1),
        ("other.png is another picture, or was changed. Choose the file as it was saved.", 2),
        (
            "The program ended unexpectedly last time. Everything stored is here; what was being "
            "made can be retried.",
            3,
        ),
    ],
)
def test_an_error_can_be_read_to_its_end(qtbot, theme, area, words, lines):
    label = area.add(error_message(words))._label
    qtbot.waitUntil(lambda: label.height() == lines * theme.line_height("body"))
    assert not label.toolTip(), "all of it is there"


def test_the_pointer_stops_its_time(area):
    toast = area.add(ToastMessage("Saved"))
    point = QPointF(1, 1)
    toast.enterEvent(QEnterEvent(point, point, point))
    assert not toast.timer.isActive()
    toast.leaveEvent(QEvent(QEvent.Type.Leave))
    assert toast.timer.isActive()
    assert toast.timer.interval() <= 5000


def test_the_focus_stops_its_time(area, window, theme):
    other = SecondaryButton(theme, "Other")
    window.add(other)
    toast = area.add(ToastMessage("Session deleted", action="Undo"))
    toast.action_button.setFocus()
    assert not toast.timer.isActive()
    other.setFocus()
    assert toast.timer.isActive()


def test_its_action_runs_once_and_closes_it(area):
    called = []
    toast = area.add(ToastMessage("Session deleted", action="Undo"), lambda: called.append(1))
    QTest.keyClick(toast.action_button, Qt.Key.Key_Return)
    assert called == [1]
    assert area.toasts == ()


def test_escape_closes_it(area):
    toast = area.add(ToastMessage("Saved", action="Show"))
    toast.action_button.setFocus()
    QTest.keyClick(toast.action_button, Qt.Key.Key_Escape)
    assert area.toasts == ()


def test_there_are_three_at_most_and_errors_outlive_news(area):
    area.add(error_message("An error"))
    for number in range(4):
        area.add(ToastMessage(f"News {number}"))
    assert [t.message.text for t in area.toasts] == ["An error", "News 2", "News 3"]


def test_each_is_said_and_errors_at_once(area, spoken):
    area.add(ToastMessage("Saved"))
    area.add(error_message("Failed"))
    assert spoken == [("Saved", False), ("Failed", True)]


def test_they_stand_at_the_bottom_left_above_the_compose_bar(area, window):
    area.add(ToastMessage("Saved"))
    area.set_bottom(140)
    assert area.geometry().bottom() == window.height() - 140 - 1
    assert area.x() == 8
    window.resize(1100, 600)
    assert area.geometry().bottom() == 600 - 140 - 1


def test_a_real_announcement_goes_through_qt(theme, window):
    # Without the stand-in of `spoken`: Qt takes the event.
    ToastArea(theme, window).add(error_message("Failed"))


def test_a_toast_with_an_action_takes_the_keyboard_from_nobody(area, window, qapp):
    assert window.isActiveWindow()
    lost = []
    qapp.focusWindowChanged.connect(lost.append)
    area.add(ToastMessage("Image deleted", action="Undo"))
    qapp.processEvents()
    qapp.focusWindowChanged.disconnect(lost.append)
    assert lost == []
    assert window.isActiveWindow()
