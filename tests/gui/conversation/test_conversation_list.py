"""The list of conversations: open, rename, delete."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gallery_studio.ui.conversation.conversation_list import ConversationList, ConversationRow

ROWS = (
    ConversationRow("a", "Darker", 3, "2026-11-21T11:48:00.000Z", ("s", "x"), is_active=True),
    ConversationRow("b", "<b>Cobalt</b>", 1, "2026-11-19T10:00:00.000Z"),
)


@pytest.fixture
def view(context, qtbot):
    view = ConversationList(context)
    qtbot.addWidget(view)
    view.show_rows(ROWS)
    view.show()
    view.activateWindow()
    return view


def test_rows_say_title_turns_and_age(view):
    assert [row.accessibleName() for row in view.rows()] == [
        "Darker. 3 turns · 12 min ago.",
        "<b>Cobalt</b>. 1 turn · 19 Nov.",
    ]
    assert "<b>" not in view.rows()[1].toolTip().replace("<p>", "")


def test_a_click_or_enter_opens(view, qtbot):
    with qtbot.waitSignal(view.open_requested) as caught:
        QTest.mouseClick(view.rows()[1], Qt.MouseButton.LeftButton)
    assert caught.args == ["b"]
    view.show()
    with qtbot.waitSignal(view.open_requested) as caught:
        QTest.keyClick(view.rows()[0], Qt.Key.Key_Return)
    assert caught.args == ["a"]


def test_f2_renames_in_place_and_escape_leaves_it(view, qtbot):
    row = view.rows()[0]
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_F2)
    field = row._field.edit
    field.setText("Night")
    with qtbot.waitSignal(view.rename_requested) as caught:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert caught.args == ["a", "Night"]
    assert view.isVisible()
    QTest.keyClick(row, Qt.Key.Key_F2)
    row._field.edit.setText("Never")
    with qtbot.assertNotEmitted(view.rename_requested):
        QTest.keyClick(row._field.edit, Qt.Key.Key_Escape)
    assert view.isVisible()
    assert row._field is None


def test_delete_asks_its_owner_and_the_focus_stays_in_the_list(view, qtbot):
    row = view.rows()[0]
    row.setFocus()
    with qtbot.waitSignal(view.delete_requested) as caught:
        QTest.keyClick(row, Qt.Key.Key_Delete)
    assert caught.args == ["a"]
    view.show_rows(ROWS[1:])
    assert len(view.rows()) == 1


def test_arrows_move_and_escape_closes(view):
    view.rows()[0].setFocus()
    QTest.keyClick(view.rows()[0], Qt.Key.Key_Down)
    assert view.focusWidget() is view.rows()[1]
    QTest.keyClick(view.rows()[1], Qt.Key.Key_Escape)
    assert not view.isVisible()


def test_without_conversations_it_says_how_to_begin_one(view):
    view.show_rows(())
    assert view.rows() == []
    assert not view._empty.isHidden()
