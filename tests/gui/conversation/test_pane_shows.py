"""The pane: what it shows and says, and where it scrolls to."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTextEdit, QWidget

from gallery_studio.domain.conversation import TurnReference
from gallery_studio.domain.generation import Progress, ProgressKind
from gallery_studio.studio.running import OutputProgress
from gallery_studio.ui.conversation import notices
from gallery_studio.ui.conversation.output_tile import OutputTile
from gallery_studio.ui.conversation.tile_painter import waiting_lines
from gallery_studio.ui.conversation.turn_card import TurnCard, columns_for
from tests.support.pane_hands import long_line

PAYLOAD = '<img src="file:///etc/passwd" width=100000><b>bold</b> & {x} %s'


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
    context.theme.clock.ticked.emit()
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
