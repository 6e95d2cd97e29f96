"""Dialogs: Tab stays inside, Escape closes, focus returns, sizes hold."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from gallery_studio.ui.widgets.buttons import PrimaryButton, SecondaryButton
from gallery_studio.ui.widgets.modal_dialog import ModalDialog, top_dialog
from gallery_studio.ui.widgets.text_field import TextField


@pytest.fixture
def opener(theme, window):
    opener = SecondaryButton(theme, "Open")
    window.add(opener)
    opener.setFocus()
    return opener


@pytest.fixture
def dialog(theme, window, opener):
    dialog = ModalDialog(theme, "Rename", window, (560, 400))
    column = QVBoxLayout(dialog.body)
    dialog.name_field = TextField(theme, "Name")
    dialog.name_field.setMinimumHeight(900)
    column.addWidget(dialog.name_field)
    row = QHBoxLayout(dialog.footer)
    dialog.cancel, dialog.save = SecondaryButton(theme, "Cancel"), PrimaryButton(theme, "Save")
    row.addWidget(dialog.cancel)
    row.addWidget(dialog.save)
    return dialog


def test_it_opens_with_its_first_control_focused(dialog, window, qtbot):
    with qtbot.waitSignal(dialog.opened):
        dialog.open()
    assert window.focusWidget() is dialog.name_field.edit
    assert top_dialog(window) is dialog


def test_it_opens_on_the_control_asked_for(dialog, window):
    dialog.open(dialog.save)
    assert window.focusWidget() is dialog.save


def test_tab_goes_round_inside(dialog, window):
    dialog.open()
    stops = [dialog.name_field.edit, dialog.cancel, dialog.save, dialog.close_button]
    for stop in [*stops[1:], stops[0]]:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert window.focusWidget() is stop
    for stop in reversed(stops):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
        assert window.focusWidget() is stop


def test_a_disabled_control_is_passed_over(dialog, window):
    dialog.open()
    dialog.cancel.setEnabled(False)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert window.focusWidget() is dialog.save


def test_focus_that_slips_out_comes_back(dialog, window, opener):
    dialog.open()
    opener.setFocus()
    assert dialog.isAncestorOf(window.focusWidget())


@pytest.mark.parametrize("way", ["escape", "cross", "method"])
def test_closing_gives_the_focus_back(dialog, window, opener, qtbot, way):
    dialog.open()
    with qtbot.waitSignal(dialog.closed):
        if way == "escape":
            QTest.keyClick(dialog.name_field.edit, Qt.Key.Key_Escape)
        elif way == "cross":
            QTest.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
        else:
            dialog.close_dialog()
    assert not dialog.isVisible()
    assert window.focusWidget() is opener
    assert top_dialog(window) is None


def test_after_closing_focus_is_free_again(dialog, window, opener):
    dialog.open()
    dialog.close_dialog()
    other = dialog.parentWidget()
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    other.setFocus()
    assert window.focusWidget() is other


def test_it_survives_an_opener_that_is_gone(dialog, opener, window, qtbot):
    dialog.open()
    opener.setParent(None)
    opener.deleteLater()
    qtbot.wait(0)
    dialog.close_dialog()
    assert not dialog.isVisible()


def test_a_click_beside_the_panel_reaches_nobody(dialog, window, opener, qtbot):
    dialog.open()
    with qtbot.assertNotEmitted(opener.clicked):
        QTest.mouseClick(dialog, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert dialog.isVisible()


def test_a_dialog_that_may_not_close_stays(dialog, window):
    dialog.can_close = lambda: False
    dialog.open()
    QTest.keyClick(dialog.name_field.edit, Qt.Key.Key_Escape)
    assert dialog.isVisible()


def test_a_second_dialog_lies_above_and_gives_back_to_the_first(dialog, theme, window):
    dialog.open(dialog.save)
    second = ModalDialog(theme, "Sure?", window, (300, 200), has_footer=False)
    yes = PrimaryButton(theme, "Yes")
    QVBoxLayout(second.body).addWidget(yes)
    second.open()
    assert window.focusWidget() is yes
    assert top_dialog(window) is second
    QTest.keyClick(yes, Qt.Key.Key_Escape)
    assert top_dialog(window) is dialog
    assert window.focusWidget() is dialog.save


def test_the_panel_keeps_16_px_to_the_window_and_its_body_scrolls(dialog, window):
    dialog.open()
    assert dialog.panel_rect.size().toTuple() == (560, 400)
    assert dialog.panel_rect.center() == window.rect().center()
    window.resize(480, 360)
    assert dialog.geometry() == window.rect()
    assert dialog.panel_rect.size().toTuple() == (448, 328)
    assert dialog.scroll_area.verticalScrollBar().maximum() > 0
    assert dialog.footer.height() == 68


def test_header_and_footer_grow_with_the_scale(dialog, theme):
    dialog.open()
    theme.set_ui_scale(150)
    assert dialog.footer.height() >= 102
    assert dialog.panel_rect.width() == 840


def test_the_window_beneath_is_dimmed(dialog, window, theme):
    before = window.grab().toImage().pixelColor(5, 5).lightness()
    dialog.open()
    assert window.grab().toImage().pixelColor(5, 5).lightness() < before


def test_closing_the_window_lets_go_of_the_focus(dialog, window):
    dialog.open()
    window.close()
    assert dialog._guarded is None
