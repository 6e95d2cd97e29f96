"""The pane: what is asked for by its tiles, strip, title and branches."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gallery_studio.ui.conversation.image_buttons import StartHereButton
from gallery_studio.ui.conversation.output_tile import OutputTile
from gallery_studio.ui.widgets.menu import Menu
from tests.support.pane_hands import long_line, type_into

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def choose(menu, words):
    """Click an entry of an open menu."""
    action = next(action for action in menu.actions() if action.text().startswith(words))
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def test_one_failed_output_is_retried_alone(pane, maker, qtbot):
    pane.show_conversation(maker.turn("t1").fail("t1-0").fail("t1-1").state())
    button = next(b for b in pane.turns.tile("t1-1").children() if hasattr(b, "click"))
    with qtbot.waitSignal(pane.retry_requested) as caught:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert caught.args == [("t1-1",)]
    assert button.accessibleName() == "Retry Nano 2.1 in turn 1"


def test_keys_of_a_tile(pane, maker, qtbot):
    pane.show_conversation(maker.turn("t1").state())
    tile = pane.turns.tile("t1-0")
    tile.setFocus()
    for key, signal in (
        (Qt.Key.Key_S, pane.star_toggled),
        (Qt.Key.Key_D, pane.download_requested),
        (Qt.Key.Key_Space, pane.lightbox_requested),
        (Qt.Key.Key_Return, pane.lightbox_requested),
    ):
        with qtbot.waitSignal(signal) as caught:
            QTest.keyClick(tile, key)
        assert caught.args == ["t1-0"]


def test_letters_can_be_turned_off(pane, maker, context, qtbot):
    context.has_letter_keys = False
    pane.show_conversation(maker.turn("t1").state())
    with qtbot.assertNotEmitted(pane.star_toggled):
        QTest.keyClick(pane.turns.tile("t1-0"), Qt.Key.Key_S)


def test_arrows_go_among_the_tiles_and_tab_stops_once(pane, maker):
    pane.show_conversation(long_line(maker, 2).state())
    tiles = pane.findChildren(OutputTile)
    stops = [t for t in tiles if t.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [t.output.id for t in stops] == ["t2-0"]
    stops[0].setFocus()
    QTest.keyClick(stops[0], Qt.Key.Key_Left)
    assert pane.turns.tile("t1-1").hasFocus()
    assert pane.active_output_id == "t1-1"


def test_a_digit_chooses_the_next_source_but_not_while_typing(pane, maker, qtbot):
    pane.show_conversation(long_line(maker, 2).state())
    pane.strip.setFocus()
    with qtbot.waitSignal(pane.head_chosen) as caught:
        QTest.keyClick(pane.strip, Qt.Key.Key_2)
    assert caught.args == ["t2-1"]
    with qtbot.assertNotEmitted(pane.head_chosen):
        type_into(pane, "2")
    assert pane.input.text.text() == "2"


def test_alt_arrows_go_by_image_and_by_turn_even_while_typing(pane, maker):
    pane.show_conversation(long_line(maker, 3).state())
    pane.focus_input()
    edit = pane.input.text.edit
    QTest.keyClick(edit, Qt.Key.Key_Right, ALT)
    assert pane.active_output_id == "t3-1"
    QTest.keyClick(edit, Qt.Key.Key_Up, ALT)
    assert pane.active_output_id == "t2-0"
    assert pane.header.badge.accessibleName() == "Turn 2 of 3"


def test_control_digits_toggle_models_and_the_references_key_asks(pane, maker, qtbot):
    pane.show_conversation(maker.turn("t1").state())
    before = pane.input.models.models
    pane.focus_input()
    QTest.keyClick(pane.input.text.edit, Qt.Key.Key_1, CONTROL)
    assert pane.input.models.models == before[1:]
    with qtbot.waitSignal(pane.reference_requested):
        QTest.keyClick(pane.input.text.edit, Qt.Key.Key_R, CONTROL | SHIFT)


def test_escape_leaves_and_pages_scroll(pane, maker, qtbot):
    pane.show_conversation(long_line(maker).state())
    bar = pane.turns.verticalScrollBar()
    pane.strip.setFocus()
    QTest.keyClick(pane.strip, Qt.Key.Key_PageUp)
    assert bar.value() < bar.maximum()
    with qtbot.waitSignal(pane.back_requested):
        QTest.keyClick(pane.strip, Qt.Key.Key_Escape)


def test_the_strip_scrolls_the_turns_and_opens_pictures(pane, maker, qtbot):
    pane.show_conversation(long_line(maker).state())
    pane.strip.setFocus()
    QTest.keyClick(pane.strip, Qt.Key.Key_Home)
    assert pane.active_output_id is None
    assert pane.turns.verticalScrollBar().value() == 0
    with qtbot.waitSignal(pane.lightbox_requested) as caught:
        QTest.keyClick(pane.strip, Qt.Key.Key_Return)
    assert caught.args == [None]
    QTest.keyClick(pane.strip, Qt.Key.Key_End)
    assert pane.active_output_id == "t8-1"
    assert pane.strip.offset > 0


def test_a_click_on_the_strip_goes_there(pane, maker):
    pane.show_conversation(long_line(maker, 2).state())
    place = pane.strip._spot(pane.strip.thumbs[1]).center().toPoint()
    QTest.mouseClick(pane.strip, Qt.MouseButton.LeftButton, pos=place)
    assert pane.active_output_id == "t1-0"


def test_the_title_is_edited_in_place(pane, maker, qtbot):
    pane.show_conversation(maker.turn("t1").state())
    title = pane.header.title
    title.button.setFocus()
    QTest.keyClick(title.button, Qt.Key.Key_F2)
    assert title.is_editing
    title.field.edit.setText("  A new   title ")
    with qtbot.waitSignal(pane.title_changed) as caught:
        QTest.keyClick(title.field.edit, Qt.Key.Key_Return)
    assert caught.args == ["A new title"]
    title.button.click()
    title.field.edit.setText("Never mind")
    with qtbot.assertNotEmitted(pane.title_changed):
        QTest.keyClick(title.field.edit, Qt.Key.Key_Escape)
    assert not title.is_editing


def test_a_branch_is_opened_and_stays_open(pane, maker, qtbot):
    maker.turn("t1").turn("t2", after="t1").turn("b2", after="t1")
    pane.show_conversation(maker.state())
    switcher = pane.turns.cards[1].branches
    assert switcher.text() == "Branch 2 of 2"
    with qtbot.waitSignal(pane.branch_chosen) as caught:
        switcher.previous.click()
    assert caught.args == ["t2-0"]
    assert [card.turn.id for card in pane.turns.cards] == ["t1", "t2"]
    pane.update_outputs(maker.set("b2-0", text="late words").state())
    assert [card.turn.id for card in pane.turns.cards] == ["t1", "t2"]
    assert not pane.turns.cards[1].branches.previous.isEnabled()
    with qtbot.waitSignal(pane.branch_chosen) as caught:
        QTest.mouseClick(pane.turns.cards[1].branches.next, Qt.MouseButton.LeftButton)
    assert caught.args == ["b2-0"]
    assert [card.turn.id for card in pane.turns.cards] == ["t1", "b2"]
    assert not pane.turns.cards[1].branches.next.isEnabled()


def test_the_button_on_an_earlier_picture_lets_the_next_edit_start_there(pane, maker, qtbot):
    pane.show_conversation(long_line(maker, 2).head("t2-0").state())
    tile = pane.turns.tile("t1-0")
    tile.setFocus()
    button = tile.findChild(StartHereButton)
    assert button.isVisible()
    with qtbot.waitSignal(pane.head_chosen) as caught:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert caught.args == ["t1-0"]
    pane.update_outputs(maker.head("t1-0").state())
    assert not button.isVisible()


def test_words_of_a_model_and_of_a_person_are_copied_from_their_menus(pane, maker, qtbot):
    maker.turn("t1", message="Darker, <b>please</b>").set("t1-0", text="Made it darker.")
    maker.fail("t1-1", "The model is busy.")
    pane.show_conversation(maker.state())
    clipboard = QGuiApplication.clipboard()
    turn = pane.turns.cards[0]
    for opener, words, copied in (
        (pane.turns.tile("t1-0"), "Copy the reply", "Made it darker."),
        (pane.turns.tile("t1-1"), "Copy the reason", "The model is busy."),
        (turn, "Copy message", "Darker, <b>please</b>"),
    ):
        if opener is turn:
            QTest.mouseClick(turn.menu_button, Qt.MouseButton.LeftButton)
        else:
            by_key, place = QContextMenuEvent.Reason.Keyboard, QPoint()
            QApplication.sendEvent(opener, QContextMenuEvent(by_key, place, place))
        menu = opener.findChild(Menu)
        choose(menu, words)
        assert clipboard.text() == copied
        qtbot.waitUntil(lambda gone=opener: gone.findChild(Menu) is None)
    clipboard.clear()


def test_an_unreadable_history_offers_the_picture_alone(pane, maker, qtbot):
    maker.turn("t1").fail("t1-0", "Cannot read it.", error_kind="history_unreadable")
    pane.show_conversation(maker.state())
    button = pane.turns.cards[0]._fresh_start
    assert button.text() == "Go on from the picture alone"
    with qtbot.waitSignal(pane.fresh_start_requested) as caught:
        button.click()
    assert caught.args == ["t1-0"]
