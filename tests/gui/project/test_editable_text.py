"""Words edited where they stand: by click and by key, kept, dropped and shown literally."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from gallery_studio.ui.project.editable_text import EditableText, TextLook


@pytest.fixture
def text(theme, qtbot):
    owner = QWidget()
    qtbot.addWidget(owner)
    widget = EditableText(theme, "Title", TextLook("voiceBody"), "Untitled", owner)
    other = QPlainTextEdit(owner)
    column = QVBoxLayout(owner)
    column.addWidget(widget)
    column.addWidget(other)
    widget.set_text("Halden")
    widget.set_editable(is_editable=True)
    widget.setMinimumHeight(60)
    owner.resize(400, 200)
    owner.show()
    owner.activateWindow()
    qtbot.waitUntil(owner.isActiveWindow)
    widget.other = other
    widget.owner = owner
    return widget


def field(text: EditableText) -> QPlainTextEdit:
    (found,) = text.findChildren(QPlainTextEdit)
    return found


def test_words_that_came_while_the_field_was_open_stay_when_nothing_was_typed(text, qtbot):
    text.edit_text()
    text.set_text("Told anew")
    with qtbot.assertNotEmitted(text.edited):
        QTest.keyClick(field(text), Qt.Key.Key_Return)
    assert text.text() == "Told anew"


@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_keys_begin_and_enter_keeps(text, qtbot, key):
    text.setFocus()
    QTest.keyClick(text, key)
    assert text.is_editing
    assert field(text).textCursor().selectedText() == "Halden"
    with qtbot.waitSignal(text.edited) as signal:
        QTest.keyClicks(field(text), "Lit from within")
        QTest.keyClick(field(text), Qt.Key.Key_Return)
    assert signal.args == ["Lit from within"]
    assert not text.is_editing
    assert text.hasFocus()


def test_a_click_begins_and_leaving_keeps(text, qtbot):
    QTest.mouseClick(text, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field(text), "Other")
    with qtbot.waitSignal(text.edited) as signal:
        text.other.setFocus()
    assert signal.args == ["Other"]


def test_escape_leaves_everything_as_it_was(text, qtbot):
    text.edit_text()
    QTest.keyClicks(field(text), "Other")
    with qtbot.assertNotEmitted(text.edited):
        QTest.keyClick(field(text), Qt.Key.Key_Escape)
    assert text.text() == "Halden"


def test_nothing_new_is_not_told(text, qtbot):
    text.edit_text()
    with qtbot.assertNotEmitted(text.edited):
        QTest.keyClick(field(text), Qt.Key.Key_Return)


def test_shift_enter_breaks_the_line(text, qtbot):
    text.edit_text()
    QTest.keyClicks(field(text), "a")
    QTest.keyClick(field(text), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(field(text), "b")
    with qtbot.waitSignal(text.edited) as signal:
        QTest.keyClick(field(text), Qt.Key.Key_Return)
    assert signal.args == ["a\nb"]


def test_what_may_not_be_changed_takes_no_focus(text):
    text.set_editable(is_editable=False)
    QTest.mouseClick(text, Qt.MouseButton.LeftButton)
    assert not text.is_editing
    assert text.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_height_follows_the_words_and_names_are_spoken(text):
    one = text.height_for(300)
    text.set_text("a long line of words " * 12)
    assert text.height_for(300) > 2 * one
    assert text.accessibleName().startswith("Title: a long line")
    text.set_text("")
    text.set_editable(is_editable=False)
    assert text.height_for(300) == 0
