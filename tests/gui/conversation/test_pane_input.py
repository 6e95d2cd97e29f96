"""The pane: its message, models and references, from typing to the accepted turn."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest

from gallery_studio.ui.compose.compose_menus import TickMenu
from gallery_studio.ui.conversation import notices
from tests.support.pane_hands import type_into

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_the_text_stays_until_the_turn_was_accepted(pane, maker, qtbot):
    pane.show_conversation(maker.turn("t1").state())
    pane.add_reference("ref")
    type_into(pane, "warmer")
    with qtbot.waitSignal(pane.send_requested) as caught:
        QTest.keyClick(pane.input.text.edit, Qt.Key.Key_Return, CONTROL)
    message = caught.args[0]
    assert (message.text, message.models) == ("warmer", pane.state.models)
    assert [r.image_id for r in message.references] == ["ref"]
    assert pane.input.text.text() == "warmer"
    assert not pane.input.send.isEnabled()
    pane.accept_message()
    assert pane.input.text.text() == ""
    assert pane.input.references.references == ()


def test_a_refused_message_keeps_its_text_and_says_why(pane, maker):
    pane.show_conversation(maker.turn("t1").state())
    type_into(pane, "warmer")
    pane.input.submit()
    pane.refuse_message("The disk is full.")
    assert pane.input.text.text() == "warmer"
    assert pane.input.send.isEnabled()
    assert pane.notice.notice.text == "The disk is full."


def test_an_empty_message_says_so(pane, maker, qtbot):
    pane.show_conversation(maker.turn("t1").state())
    pane.focus_input()
    with qtbot.assertNotEmitted(pane.send_requested):
        QTest.keyClick(pane.input.text.edit, Qt.Key.Key_Return, CONTROL)
    assert pane.input.price.text() == "Describe the edit first."


def test_while_a_turn_runs_one_can_type_and_stop_but_not_send(pane, maker, qtbot):
    pane.show_conversation(maker.turn("t1").run("t1-0").run("t1-1").state())
    type_into(pane, "then")
    assert pane.input.text.text() == "then"
    assert not pane.input.send.isEnabled()
    with qtbot.waitSignal(pane.stop_requested) as caught:
        pane.input.stop.click()
    assert caught.args == [("t1-0", "t1-1")]
    pane.update_outputs(maker.done("t1-0", "a").fail("t1-1").state())
    assert pane.input.stop.isHidden()
    assert pane.input.send.isEnabled()
    assert pane.input.text.text() == "then"


def test_models_change_for_one_turn_only(pane, maker):
    pane.show_conversation(maker.turn("t1").state())
    usual = pane.input.models.models
    pane.input.models.toggle(0)
    pane.show_conversation(maker.set("t1-0", text="news").state())
    assert pane.input.models.models == usual[1:]
    type_into(pane, "warmer")
    pane.input.submit()
    pane.accept_message()
    assert pane.input.models.models == usual


def test_models_that_do_not_fit_are_ticked_in_a_menu_that_stays_open(pane, maker, qtbot):
    pane.show_conversation(maker.turn("t1").state())
    models = pane.input.models
    assert models.more.isVisible()
    usual, hidden = models.models, [t for t in models.toggles if t.isHidden()]
    QTest.mouseClick(models.more, Qt.MouseButton.LeftButton)
    menu = models.findChild(TickMenu)
    assert len(menu.actions()) == len(hidden)
    action, wanted = menu.actions()[-1], hidden[-1].property("model")
    place = menu.actionGeometry(action).center()
    with qtbot.waitSignal(pane.message_changed) as caught:
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    assert set(caught.args[0].models) == {*usual, wanted}
    assert menu.isVisible()
    assert action.isChecked()
    assert models.more.text() == f"+{len(hidden)}, 1 on"
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    assert models.models == usual
    QTest.keyClick(menu, Qt.Key.Key_Escape)


def test_without_a_model_it_cannot_be_sent(pane, maker):
    pane.show_conversation(maker.turn("t1").state())
    type_into(pane, "warmer")
    pane.input.models.toggle(0)
    pane.input.models.toggle(0)
    assert len(pane.input.models.toggles) > 2
    pane.input.models.choose(())
    pane.input.set_block("")
    assert pane.input.reason == "Choose at least one model."
    assert pane.input.price.text() == "Choose at least one model."


def test_five_references_are_the_most(pane, maker):
    pane.show_conversation(maker.turn("t1").state())
    row = pane.input.references
    assert [pane.add_reference(f"ref{n}") for n in range(7)] == [True] * 5 + [False] * 2
    assert row.count.text() == "5 of 5"
    assert not row.add.isEnabled()
    assert "5 is the most" in row.add.toolTip()
    assert not pane.add_reference("ref0")


def test_a_reference_goes_with_the_delete_key_and_the_focus_stays_in_the_row(pane, maker, qtbot):
    pane.show_conversation(maker.turn("t1").state())
    for name in ("a", "b"):
        pane.add_reference(name, f"{name}.png")
    thumb = pane.input.references.thumbs()[0]
    thumb.setFocus()
    with qtbot.waitSignal(pane.reference_removed) as caught:
        QTest.keyClick(thumb, Qt.Key.Key_Delete)
    assert caught.args == ["a"]
    assert [t.accessibleName() for t in pane.input.references.thumbs()] == ["b.png"]
    assert pane.input.references.thumbs()[0].hasFocus()


def test_what_will_not_fit_is_named(pane, maker):
    pane.show_conversation(maker.turn("t1").state())
    pane.add_reference("a", "pears.jpg")
    pane.set_left_out((("gemini-3-pro-image", ("a",)),))
    assert pane.input.note.text() == "pears.jpg will not fit for 3 Pro."
    assert not pane.input.note.isHidden()
    pane.set_left_out(())
    assert pane.input.note.isHidden()


def test_pasted_files_are_handed_on(pane, maker, qtbot, tmp_path):
    pane.show_conversation(maker.turn("t1").state())
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png"))])
    with qtbot.waitSignal(pane.reference_files_dropped) as caught:
        pane.input.text.edit.insertFromMimeData(mime)
    assert caught.args == [(str(tmp_path / "a.png"),)]


def test_a_pasted_picture_is_handed_on_as_bytes(pane, maker, qtbot):
    pane.show_conversation(maker.turn("t1").state())
    mime = QMimeData()
    mime.setData("image/png", b"\x89PNG-bytes")
    with qtbot.waitSignal(pane.reference_bytes_pasted) as caught:
        pane.input.text.edit.insertFromMimeData(mime)
    assert bytes(caught.args[0]) == b"\x89PNG-bytes"


def test_the_field_grows_with_its_text_and_stops(pane, maker, context, qtbot):
    pane.show_conversation(maker.turn("t1").state())
    px = context.theme.px
    assert pane.input.text.height() == px(80)
    pane.input.text.set_text("line\n" * 30)
    qtbot.waitUntil(lambda: pane.input.text.height() == px(160))
    pane.accept_message()
    qtbot.waitUntil(lambda: pane.input.text.height() == px(80))


def test_a_notice_that_blocks_holds_sending_back(pane, maker, qtbot):
    pane.show_conversation(maker.turn("t1").state())
    type_into(pane, "warmer")
    pane.show_notice(notices.other_identity("The Artist"))
    assert not pane.input.send.isEnabled()
    with qtbot.waitSignal(pane.notice_action_requested) as caught:
        pane.notice.button.click()
    assert caught.args == ["start_new"]
    pane.show_notice(None)
    assert pane.input.send.isEnabled()


def test_another_conversation_begins_empty(pane, maker):
    pane.show_conversation(maker.turn("t1").state())
    type_into(pane, "warmer")
    pane.show_notice(notices.references_changed())
    other = maker.__class__()
    other.conversation = other.conversation.__class__(
        "other", "gal", "Other", "2026-11-21T11:00:00.000Z", "2026-11-21T11:00:00.000Z"
    )
    pane.show_conversation(other.state())
    assert pane.input.text.text() == ""
    assert pane.notice.notice is None
    assert pane.turns.cards == []


def test_what_was_typed_for_a_conversation_waits_for_it(pane, maker):
    pane.show_conversation(maker.turn("t1").state())
    type_into(pane, "warmer")
    pane.add_reference("ref")
    pane.input.models.toggle(0)
    left = pane.input.message()
    other = maker.__class__()
    other.conversation = other.conversation.__class__(
        "other", "gal", "Other", "2026-11-21T11:00:00.000Z", "2026-11-21T11:00:00.000Z"
    )
    pane.show_conversation(other.state())
    type_into(pane, "colder")
    pane.show_conversation(maker.state())
    assert pane.input.message() == left


def test_a_turn_accepted_for_another_conversation_leaves_the_text_alone(pane, maker):
    pane.show_conversation(maker.turn("t1").state())
    type_into(pane, "warmer")
    pane.accept_message("other")
    assert pane.input.text.text() == "warmer"
    pane.accept_message("cnv")
    assert pane.input.text.text() == ""
