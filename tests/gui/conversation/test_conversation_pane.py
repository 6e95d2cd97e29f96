"""The pane: what it shows, says, keeps and asks for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTextEdit, QWidget

from gallery_studio.domain.conversation import TurnReference
from gallery_studio.domain.generation import Progress, ProgressKind
from gallery_studio.studio.running import OutputProgress
from gallery_studio.ui.conversation import notices
from gallery_studio.ui.conversation.output_tile import OutputTile
from gallery_studio.ui.conversation.tile_painter import waiting_lines
from gallery_studio.ui.conversation.turn_card import TurnCard, columns_for

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PAYLOAD = '<img src="file:///etc/passwd" width=100000><b>bold</b> & {x} %s'


def long_line(maker, count=8):
    for number in range(1, count + 1):
        maker.turn(f"t{number}", after=f"t{number - 1}" if number > 1 else None)
    return maker


def type_into(pane, text):
    pane.focus_input()
    QTest.keyClicks(pane.input.text.edit, text)


# What it shows


def test_it_says_which_turn_of_how_many(pane, maker):
    pane.show_conversation(long_line(maker, 3).state())
    assert pane.header.badge.accessibleName() == "Turn 3 of 3"
    assert pane.header.title.button.accessibleName() == "Title: Edit: Make it darker"


def test_tiles_and_strip_have_names_for_screen_readers(pane, maker):
    pane.show_conversation(long_line(maker, 3).state())
    assert pane.turns.tile("t3-0").accessibleName() == (
        "Turn 3, 3 Pro, ready, next edit starts here."
    )
    assert pane.strip.accessibleName() == (
        "Turn 3, 3 Pro, ready, next edit starts here. Image 6 of 7"
    )


def test_everything_that_takes_the_focus_has_a_name(pane, maker):
    maker.turn("t1").fail("t1-0").run("t1-1").turn("b1")
    pane.show_conversation(maker.state())
    pane.add_reference("ref")
    nameless = [
        widget
        for widget in pane.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and widget.focusProxy() is None
        and not widget.accessibleName()
    ]
    assert nameless == []


def test_one_two_and_three_columns():
    assert columns_for(1, 400, 560) == 1
    assert columns_for(2, 400, 560) == 2
    assert columns_for(3, 400, 560) == 2
    assert columns_for(3, 600, 560) == 3


def test_text_of_people_and_models_is_literal_everywhere(pane, maker):
    maker.conversation = maker.conversation.__class__(
        "cnv", "gal", PAYLOAD, "2026-11-21T11:00:00.000Z", "2026-11-21T11:00:00.000Z",
        source_image_id="source",
    )  # fmt: skip
    maker.turn("t1", message=PAYLOAD).set("t1-0", text=PAYLOAD).fail("t1-1", PAYLOAD)
    pane.show_conversation(maker.state())
    pane.add_reference("ref", PAYLOAD)
    pane.show_notice(notices.refused(PAYLOAD))
    pane.set_left_out((("gemini-3-pro-image", ("ref",)),))
    pane.grab()
    assert not [w for w in pane.findChildren(QLabel) if w.textFormat() != Qt.TextFormat.PlainText]
    assert not [w for w in pane.findChildren(QTextEdit) if w.acceptRichText()]
    tips = [w.toolTip() for w in pane.findChildren(QWidget) if PAYLOAD[:9] in w.toolTip()]
    assert tips == []


def test_nothing_that_stays_is_built_again(pane, maker):
    pane.show_conversation(long_line(maker).run("t8-1").state())
    cards = list(pane.turns.cards)
    tiles = pane.findChildren(OutputTile)
    pane.update_outputs(maker.done("t8-1", "new").state())
    assert pane.turns.cards == cards
    assert pane.findChildren(OutputTile) == tiles
    assert pane.turns.tile("t8-1").output.image_id == "new"


def test_a_state_of_another_conversation_is_not_taken_for_news(pane, maker):
    pane.show_conversation(maker.turn("t1").state())
    other = maker.__class__()
    other.conversation = other.conversation.__class__(
        "other", "gal", "Other", "2026-11-21T11:00:00.000Z", "2026-11-21T11:00:00.000Z"
    )
    pane.update_outputs(other.state())
    assert pane.state.conversation.id == "cnv"


def test_thirty_turns_of_three_outputs_make_few_widgets_and_paint_only_what_is_seen(
    pane, maker, context
):
    for number in range(1, 31):
        maker.turn(
            f"t{number}",
            after=f"t{number - 1}" if number > 1 else None,
            models=("gemini-3-pro-image", "gemini-nano-banana-2.1", "offline"),
        ).set(f"t{number}-0", text="Done.")
    painted = []
    context.preview = lambda image_id, _side: painted.append(image_id)
    pane.show_conversation(maker.state())
    assert len(pane.findChildren(OutputTile)) == 90
    cards = pane.findChildren(TurnCard)
    assert sum(len(card.findChildren(QWidget)) for card in cards) <= 12 * 30
    pane.turns.viewport().grab()
    assert 0 < len({name for name in painted if name.startswith("image-")}) < 40


def test_a_skeleton_stands_still_when_motion_is_reduced(pane, maker, context):
    pane.show_conversation(maker.turn("t1").run("t1-0").state())
    assert not context.theme.clock.is_running
    first = pane.turns.tile("t1-0").grab().toImage()
    QTest.qWait(40)
    assert pane.turns.tile("t1-0").grab().toImage() == first


def test_a_skeleton_moves_otherwise_and_rests_when_hidden(pane, maker, context):
    context.theme.set_motion_reduced(False)
    pane.show_conversation(maker.turn("t1").run("t1-0").state())
    assert context.theme.clock.is_running
    pane.hide()
    context.theme.clock.ticked.emit()
    assert not context.theme.clock.is_running


def test_seconds_and_waiting_are_told(pane, maker, context):
    pane.show_conversation(maker.turn("t1").run("t1-0").state())
    tile = pane.turns.tile("t1-0")
    assert waiting_lines(context, tile.facts()) == ("14 s", "usually 24 s")
    news = Progress(ProgressKind.WAITING, "The model is busy.", retry_in_s=8)
    pane.show_progress(OutputProgress("t1-0", news))
    assert waiting_lines(context, tile.facts()) == ("Again in 8 s", "The model is busy.")
    pane.show_progress(OutputProgress("t1-0", Progress(ProgressKind.SENT)))
    assert waiting_lines(context, tile.facts())[0] == "14 s"


@pytest.mark.parametrize("width", [360, 440, 720])
def test_at_150_percent_nothing_leaves_its_card(pane, maker, context, qtbot, width):
    context.theme.set_ui_scale(150)
    maker.turn("t1", message="Darker " * 20, references=(TurnReference("a"), TurnReference("b")))
    maker.set("t1-0", text="A reply. " * 12).fail("t1-1", "The model is busy.").turn("b1")
    pane.resize(width, 900)
    pane.show_conversation(maker.state("t1"))
    card = pane.turns.cards[0]
    for child in card.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if child.isVisible():
            assert card.rect().contains(child.geometry()), child
    pane.layout().activate()
    qtbot.waitUntil(lambda: pane.input.send.height() >= context.theme.px(32))
    for child in (pane.input.send, pane.input.models.shape, pane.input.references.add):
        place = child.mapTo(pane, child.rect().bottomRight())
        assert pane.rect().contains(place)
        assert child.height() >= context.theme.px(32)


def test_another_scale_lays_the_turns_out_anew(pane, maker, context):
    maker.turn("t1", message="Darker " * 30).set("t1-0", text="A reply. " * 20)
    pane.show_conversation(maker.state())
    context.theme.set_ui_scale(150)
    live = [(child.y(), child.height()) for child in pane.turns.cards[0].tiles]
    height = pane.turns.cards[0].height()
    pane.turns._arrange()
    assert pane.turns.cards[0].height() == height
    assert [(child.y(), child.height()) for child in pane.turns.cards[0].tiles] == live


# The scroll rule


def test_it_opens_at_the_newest_turn(pane, maker):
    pane.show_conversation(long_line(maker).state())
    assert pane.turns.is_at_bottom()
    assert pane.turns.verticalScrollBar().maximum() > 0


def test_a_new_turn_is_followed_from_the_bottom(pane, maker):
    pane.show_conversation(long_line(maker).state())
    pane.show_conversation(maker.turn("t9", after="t8").run("t9-0").state())
    assert pane.turns.is_at_bottom()
    assert pane.active_output_id == "t9-1"


def test_a_new_turn_leaves_a_reader_where_they_are(pane, maker):
    pane.show_conversation(long_line(maker).state())
    bar = pane.turns.verticalScrollBar()
    bar.setValue(40)
    pane.show_conversation(maker.turn("t9", after="t8").run("t9-0").state())
    assert bar.value() == 40


# Wishes


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


def test_an_unreadable_history_offers_the_picture_alone(pane, maker, qtbot):
    maker.turn("t1").fail("t1-0", "Cannot read it.", error_kind="history_unreadable")
    pane.show_conversation(maker.state())
    button = pane.turns.cards[0]._fresh_start
    assert button.text() == "Go on from the picture alone"
    with qtbot.waitSignal(pane.fresh_start_requested) as caught:
        button.click()
    assert caught.args == ["t1-0"]


# The input


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


def test_dropped_files_are_handed_on(pane, maker, qtbot, tmp_path):
    pane.show_conversation(maker.turn("t1").state())
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png"))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    with qtbot.waitSignal(pane.reference_files_dropped) as caught:
        pane.input.dropEvent(event)
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
