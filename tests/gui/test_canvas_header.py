"""The head of the canvas, and the title that is edited in it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gallery_studio.ui.actions import ActionTable, Fact
from gallery_studio.ui.canvas_header import CanvasHeader

EVIL = "<img src='file:///etc/passwd'>"


@pytest.fixture
def header(qtbot, theme):
    window = QWidget()
    window.resize(1000, 400)
    qtbot.addWidget(window)
    header = CanvasHeader(theme, window)
    header.setGeometry(0, 0, 900, 52)
    table = ActionTable()
    header.acts = table.build(window)
    table.apply_facts(header.acts, {Fact.HAS_CARDS, Fact.HAS_SESSION})
    header.set_actions(table, header.acts)
    header.set_title("Halden lamp")
    header.set_image_count(38)
    with qtbot.waitActive(window):
        window.show()
    header.test_window = window
    return header


def words(menu):
    return [action.text() for action in menu.actions() if action.text()]


def test_it_shows_name_and_count(header):
    assert header.title.title == "Halden lamp"
    assert header.count.text() == "38 images"


@pytest.mark.parametrize("how", ["click", "f2", "method"])
def test_the_name_is_edited_in_place(header, qtbot, how):
    if how == "click":
        qtbot.mouseClick(header.title.button, Qt.MouseButton.LeftButton)
    elif how == "f2":
        qtbot.keyClick(header.title.button, Qt.Key.Key_F2)
    else:
        header.edit_title()
    qtbot.keyClicks(header.title.field, "  New   name ")
    with qtbot.waitSignal(header.renamed) as renamed:
        qtbot.keyClick(header.title.field, Qt.Key.Key_Return)
    assert renamed.args == ["New name"]
    assert header.title.title == "Halden lamp"
    assert not header.title.is_editing


def test_escape_and_an_empty_name_change_nothing(header, qtbot):
    with qtbot.assertNotEmitted(header.renamed):
        header.edit_title()
        qtbot.keyClicks(header.title.field, "x")
        qtbot.keyClick(header.title.field, Qt.Key.Key_Escape)
        assert header.title.button.hasFocus()
        header.edit_title()
        header.title.field.clear()
        qtbot.keyClick(header.title.field, Qt.Key.Key_Return)


def test_leaving_the_field_renames(header, qtbot):
    header.edit_title()
    header.title.field.setText("Left")
    with qtbot.waitSignal(header.renamed) as renamed:
        header.more.setFocus()
    assert renamed.args == ["Left"]
    assert header.more.hasFocus()


def test_a_new_title_does_not_close_the_field(header):
    header.edit_title()
    header.title.field.setText("half")
    header.set_title("From elsewhere")
    assert header.title.is_editing
    assert header.title.field.text() == "half"


def test_arranging_needs_cards(header):
    assert header.arrange.isVisible()
    header.set_image_count(0)
    assert header.count.text() == "Empty"
    assert not header.arrange.isVisible()


def test_the_menus_are_made_of_the_table(header, qtbot):
    qtbot.mouseClick(header.arrange, Qt.MouseButton.LeftButton)
    assert words(header.menu) == ["By directive", "By model", "By time", "Tidy", "Pack"]
    with qtbot.waitSignal(header.acts["arrange_by_model"].triggered):
        header.menu.actions()[1].trigger()
    header.menu.close()
    qtbot.keyClick(header.more, Qt.Key.Key_Return)
    assert "Minimap\tM" in words(header.menu)
    header.menu.close()
    header.are_letters_on = False
    header.open_more_menu()
    assert "Minimap" in words(header.menu)
    header.menu.close()


def test_narrow_it_keeps_icons(header):
    header.resize(600, 52)
    assert not header.count.isVisible()
    assert not header.arrange.isVisible()
    assert header.arrange_icon.isVisible()
    assert header.arrange_icon.accessibleName() == "Arrange"


def test_a_long_name_is_cut_and_told_whole_in_its_tooltip(header, qtbot):
    header.set_title("A very long name " * 12)
    qtbot.waitUntil(lambda: "very long" in header.title.button.toolTip())
    assert header.more.geometry().right() <= header.width()


def test_names_are_plain_text(header):
    header.set_title(EVIL * 8)
    header.resize(600, 52)
    header.grab()
    assert "<img" not in header.title.button.toolTip()
    assert header.title.button.text() == EVIL * 8
