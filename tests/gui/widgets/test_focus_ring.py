"""The ring of a window: after the keyboard, never after the mouse."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gallery_studio.ui.widgets.buttons import SecondaryButton
from gallery_studio.ui.widgets.focus_ring import FocusRing
from gallery_studio.ui.widgets.modal_dialog import ModalDialog
from gallery_studio.ui.widgets.text_field import TextField


@pytest.fixture
def ring(theme, window, qapp):
    ring = FocusRing(theme, window, qapp)
    yield ring
    qapp.focusChanged.disconnect(ring._on_focus_changed)


@pytest.fixture
def buttons(theme, window, ring):
    buttons = [SecondaryButton(theme, text) for text in ("One", "Two", "Three")]
    window.add(*buttons)
    return buttons


def test_a_click_shows_no_ring(ring, buttons):
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert ring.target is None


def test_tab_shows_it_around_the_control_after_a_gap(ring, buttons, window):
    buttons[0].setFocus()
    assert ring.target is None
    QTest.keyClick(buttons[0], Qt.Key.Key_Tab)
    assert ring.target is buttons[1]
    place = QRect(buttons[1].mapTo(window, QPoint(0, 0)), buttons[1].size())
    assert ring.geometry() == place.adjusted(-4, -4, 4, 4)
    QTest.keyClick(buttons[1], Qt.Key.Key_Backtab)
    assert ring.target is buttons[0]


def test_it_is_painted_in_the_colour_of_focus(ring, buttons, window, theme):
    buttons[0].setFocus()
    QTest.keyClick(buttons[0], Qt.Key.Key_Tab)
    edge = ring.geometry().center().x(), ring.geometry().top()
    image = window.grab().toImage()
    assert image.pixelColor(edge[0], edge[1] + 1) == theme.color("focus")


def test_the_mouse_takes_it_away(ring, buttons):
    buttons[0].setFocus()
    QTest.keyClick(buttons[0], Qt.Key.Key_Tab)
    QTest.mousePress(buttons[1], Qt.MouseButton.LeftButton)
    assert ring.target is None
    QTest.mouseRelease(buttons[1], Qt.MouseButton.LeftButton)


def test_a_modifier_alone_is_no_navigation(ring, buttons):
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    QTest.keyClick(buttons[0], Qt.Key.Key_Shift)
    buttons[1].setFocus()
    assert ring.target is None


def test_a_text_field_has_its_own_border_instead(ring, buttons, window, theme):
    field = TextField(theme, "Name")
    window.add(field)
    buttons[2].setFocus()
    QTest.keyClick(buttons[2], Qt.Key.Key_Tab)
    assert field.edit.hasFocus()
    assert ring.target is None
    QTest.keyClick(field.edit, Qt.Key.Key_Backtab)
    assert ring.target is buttons[2]


def test_it_follows_what_moves_and_leaves_what_hides(ring, buttons, window):
    buttons[0].setFocus()
    QTest.keyClick(buttons[0], Qt.Key.Key_Tab)
    buttons[1].move(200, 300)
    assert ring.pos() == QPoint(196, 296)
    buttons[1].hide()  # Qt passes the focus on, and the ring goes with it
    assert ring.target is window.focusWidget()


def test_it_is_cut_where_a_pane_scrolls(theme, window, ring):
    area = QScrollArea()
    area.setFixedHeight(60)
    inner = QWidget()
    column = QVBoxLayout(inner)
    buttons = [SecondaryButton(theme, str(number)) for number in range(8)]
    for button in buttons:
        column.addWidget(button)
    area.setWidget(inner)
    window.add(area)
    buttons[0].setFocus()
    QTest.keyClick(buttons[0], Qt.Key.Key_Tab)
    target = ring.target
    assert target is buttons[1]
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert ring.target is None
    area.ensureWidgetVisible(target)
    pane = QRect(area.viewport().mapTo(window, QPoint(0, 0)), area.viewport().size())
    assert ring.target is target
    assert pane.adjusted(-4, -4, 4, 4).contains(ring.geometry())


def test_it_lies_above_a_dialog(theme, window, ring, buttons):
    buttons[0].setFocus()
    QTest.keyClick(buttons[0], Qt.Key.Key_Tab)
    dialog = ModalDialog(theme, "Sure?", window, (300, 200))
    yes = SecondaryButton(theme, "Yes")
    QVBoxLayout(dialog.body).addWidget(yes)
    dialog.open()
    assert ring.target is yes
    children = window.children()
    assert children.index(ring) > children.index(dialog)
    dialog.close_dialog()
    assert ring.target is buttons[1]


def test_a_widget_that_dies_leaves_no_ring(ring, buttons, qtbot):
    buttons[0].setFocus()
    QTest.keyClick(buttons[0], Qt.Key.Key_Tab)
    buttons[1].setParent(None)
    buttons[1].deleteLater()
    qtbot.waitUntil(lambda: ring.target is not buttons[1])


def test_a_viewport_that_pyside_let_go_of_ends_nothing(theme, window, ring):
    """Its error left `eventFilter`, and on Python 3.11 that ended the whole program."""
    pane, body = QScrollArea(), QWidget()
    button = SecondaryButton(theme, "In the pane")
    QVBoxLayout(body).addWidget(button)
    pane.setWidget(body)
    window.add(pane)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Backtab)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.target is button
    shiboken6.invalidate(pane.viewport())
    ring.eventFilter(window, QEvent(QEvent.Type.Hide))
    assert ring.target is button
