"""The panel of directives: with hands and keys, no writer behind it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gallery_studio.domain.limits import DIRECTIVES_MOST
from gallery_studio.domain.session import Directive
from gallery_studio.ui.directives.directive_panel import DirectivePanel

FOUR = (
    Directive("blue dusk, neon", "local"),
    Directive("a garden after rain", "local"),
    Directive("neon at blue dusk", "local"),
    Directive("<img src='file:///etc/passwd'>", "gemini"),
)


@pytest.fixture
def panel(qtbot, theme):
    window = QWidget()
    window.resize(800, 600)
    panel = DirectivePanel(theme)
    QVBoxLayout(window).addWidget(panel)
    panel.set_directives(FOUR)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    panel.keep = window
    return panel


def test_it_shows_what_it_is_given(panel):
    assert panel.directives() == FOUR
    assert [row.field.text() for row in panel.rows()] == [d.text for d in FOUR]


def test_near_duplicates_are_marked_in_words(panel):
    shown = [row.badge.isVisible() for row in panel.rows()]
    assert shown == [False, False, True, False]
    row = panel.rows()[2]
    assert row.badge.accessibleName() == "Like 1"
    assert row.field.edit.accessibleDescription() == "Nearly the same as directive 1"
    row.field.set_text("macro of the glass")
    assert not row.badge.isVisible()


def test_typing_makes_a_directive_the_persons_own(panel, qtbot):
    with qtbot.waitSignal(panel.directives_changed):
        qtbot.keyClicks(panel.rows()[1].field.edit, "!")
    assert panel.directives()[1] == Directive("a garden after rain!", "person")
    assert panel.directives()[0].source == "local"


def test_locks_stay_out_of_a_reroll_of_all(panel, qtbot):
    assert panel.reroll_all.text() == "Re-roll all"
    qtbot.mouseClick(panel.rows()[1].lock, Qt.MouseButton.LeftButton)
    assert panel.directives()[1].is_locked
    assert panel.reroll_all.text() == "Re-roll the others"
    assert not panel.rows()[1].reroll.isEnabled()
    with qtbot.waitSignal(panel.reroll_requested) as asked:
        qtbot.keyClick(panel.reroll_all, Qt.Key.Key_Space)
    assert asked.args == [(0, 2, 3)]
    with qtbot.waitSignal(panel.reroll_requested) as asked:
        qtbot.mouseClick(panel.rows()[2].reroll, Qt.MouseButton.LeftButton)
    assert asked.args == [(2,)]


def test_with_all_locked_there_is_nothing_to_reroll(panel):
    for row in panel.rows():
        row.lock.click()
    assert not panel.reroll_all.isEnabled()


def test_a_row_being_written_cannot_be_edited_and_comes_back(panel):
    panel.set_busy((1,))
    row = panel.rows()[1]
    assert not row.field.isEnabled()
    assert row.field.text() == ""
    assert len(panel.directives()) == 3
    panel.replace_directive(1, Directive("golden hour", "local"))
    assert row.field.isEnabled()
    assert panel.directives()[1].text == "golden hour"


def test_delete_keeps_the_focus_in_the_list_and_the_last_one_closes(panel, qtbot):
    for left in (3, 2, 1):
        panel.rows()[0].remove.click()
        assert len(panel.rows()) == left
        assert panel.rows()[0].remove.hasFocus()
    with qtbot.waitSignal(panel.closed):
        panel.rows()[0].remove.click()


def test_enter_goes_on_and_adds_at_the_end_up_to_the_most(panel, qtbot):
    edit = panel.rows()[0].field.edit
    edit.setFocus()
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert panel.rows()[1].field.edit.hasFocus()
    qtbot.keyClick(panel.rows()[3].field.edit, Qt.Key.Key_Return)
    assert len(panel.rows()) == 5
    assert panel.rows()[4].field.edit.hasFocus()
    assert len(panel.directives()) == 4
    while panel.add.isEnabled():
        panel.add.click()
    assert len(panel.rows()) == DIRECTIVES_MOST


def test_more_than_six_rows_scroll(panel):
    heights = []
    for count in (3, 6, 12):
        panel.set_directives([Directive(f"number {n}") for n in range(count)])
        heights.append(panel._scroll.height())
    assert heights[0] < heights[1] < heights[2]
    assert heights[2] < 1.2 * heights[1]
    panel.set_directives([])
    assert panel.directives() == ()


def test_everything_that_takes_the_focus_has_a_name(panel):
    for widget in panel.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(panel):
            assert widget.accessibleName(), widget
