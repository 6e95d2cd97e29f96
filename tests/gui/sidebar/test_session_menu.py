"""The menu of a session in the sidebar: by a right click and by its key."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.gui.sidebar.conftest import click_row, entry


def test_the_menu_opens_where_the_pointer_is(sidebar, qtbot):
    index = sidebar.model.index(4)
    sidebar.list.open_menu(index, QPoint(10, 10))
    with qtbot.waitSignal(sidebar.session_chosen) as chosen:
        entry(sidebar.list.menu, "Open").trigger()
    assert chosen.args == ["gal-4"]
    entry(sidebar.list.menu, "Rename").trigger()
    assert sidebar.list.findChild(QLineEdit).text() == "Session 4"
    sidebar.list.menu.close()


def ask_for_menu(view, reason, at) -> None:
    viewport = view.viewport()
    QApplication.sendEvent(viewport, QContextMenuEvent(reason, at, viewport.mapToGlobal(at)))


def test_a_right_click_opens_the_menu_of_the_row_under_it(sidebar, qtbot):
    place = sidebar.list.visualRect(sidebar.model.index(4)).center()
    with qtbot.assertNotEmitted(sidebar.session_chosen):
        click_row(qtbot, sidebar, 4, Qt.MouseButton.RightButton)
        ask_for_menu(sidebar.list, QContextMenuEvent.Reason.Mouse, place)
    menu = sidebar.list.menu
    assert menu.isVisible()
    with qtbot.waitSignal(sidebar.session_discard_requested) as discarded:
        entry(menu, "Discard").trigger()
    assert discarded.args == ["gal-4"]
    menu.close()


def test_a_right_click_beside_the_rows_opens_nothing(sidebar):
    below = sidebar.list.visualRect(sidebar.model.index(4)).bottomLeft() + QPoint(20, 30)
    ask_for_menu(sidebar.list, QContextMenuEvent.Reason.Mouse, below)
    assert sidebar.list.menu is None


def test_the_menu_key_opens_the_menu_of_the_current_row(sidebar, qtbot):
    sidebar.focus_list()
    ask_for_menu(sidebar.list, QContextMenuEvent.Reason.Keyboard, QPoint(0, 0))
    with qtbot.waitSignal(sidebar.session_chosen) as chosen:
        entry(sidebar.list.menu, "Open").trigger()
    assert chosen.args == ["gal-2"]
    sidebar.list.menu.close()
