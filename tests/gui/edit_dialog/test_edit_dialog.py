"""The edit dialog: what it chooses, asks, keeps and says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from gallery_studio.ui.compose.compose_menus import RatioMenu

CONTROL = Qt.KeyboardModifier.ControlModifier
PAYLOAD = '<img src="file:///etc/passwd"><b>x</b> & y'


def test_it_opens_with_the_text_focused_and_gives_the_focus_back(dialog, window, subject):
    dialog.open_for(subject)
    assert window.focusWidget() is dialog.text.edit
    QTest.keyClick(dialog.text.edit, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert window.focusWidget() is window.opener


def test_the_sources_model_shape_and_size_are_chosen(dialog, subject):
    dialog.open_for(subject)
    message = dialog.message()
    assert message.models == ("gemini-3-pro-image",)
    assert message.aspect_ratio is None
    assert message.image_size == "1K"
    assert dialog.price.text() == "1 image, about $0.13"


def test_it_starts_only_with_text_and_a_model(dialog, subject, qtbot):
    dialog.open_for(subject)
    assert not dialog.start.isEnabled()
    assert dialog.start.accessibleDescription() == "Describe the edit first."
    with qtbot.assertNotEmitted(dialog.start_requested):
        QTest.keyClick(dialog.text.edit, Qt.Key.Key_Return, CONTROL)
    assert dialog.price.text() == "Describe the edit first."
    QTest.keyClicks(dialog.text.edit, "warmer")
    assert dialog.start.isEnabled()
    dialog.form.rows[1].setChecked(False)
    assert not dialog.start.isEnabled()
    assert dialog.price.text() == "Choose at least one model."


def test_control_enter_starts_once_and_the_text_stays_until_accepted(dialog, subject, qtbot):
    dialog.open_for(subject)
    QTest.keyClicks(dialog.text.edit, "warmer")
    with qtbot.waitSignal(dialog.start_requested) as caught:
        QTest.keyClick(dialog.text.edit, Qt.Key.Key_Return, CONTROL)
    assert caught.args[0].text == "warmer"
    with qtbot.assertNotEmitted(dialog.start_requested):
        QTest.keyClick(dialog.text.edit, Qt.Key.Key_Return, CONTROL)
    assert dialog.isVisible()
    dialog.refuse_message("The disk is full.")
    assert dialog.text.text() == "warmer"
    assert dialog.price.text() == "The disk is full."
    assert dialog.start.isEnabled()
    dialog.accept_message()
    assert not dialog.isVisible()


def test_control_enter_starts_from_other_controls_too(dialog, subject, qtbot):
    dialog.open_for(subject)
    QTest.keyClicks(dialog.text.edit, "warmer")
    for control in (dialog.form.ratios.boxes[0], dialog.form.starters[0]):
        control.setFocus()
    dialog.form.ratios.boxes[0].setFocus()
    with qtbot.waitSignal(dialog.start_requested):
        QTest.keyClick(dialog.form.ratios.boxes[0], Qt.Key.Key_Return, CONTROL)


def test_escape_asks_only_when_text_was_typed(dialog, subject, window):
    dialog.open_for(subject)
    QTest.keyClicks(dialog.text.edit, "warmer")
    QTest.keyClick(dialog.text.edit, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.is_asking
    assert window.focusWidget() is dialog.keep
    QTest.keyClick(dialog.keep, Qt.Key.Key_Escape)
    assert not dialog.is_asking
    assert dialog.text.text() == "warmer"
    dialog.close_dialog()
    dialog.discard.click()
    assert not dialog.isVisible()


def test_it_begins_empty_for_another_picture(dialog, subject):
    dialog.open_for(subject)
    dialog.text.set_text("warmer")
    dialog.add_reference("ref")
    dialog.accept_message()
    dialog.open_for(replace(subject, model=None))
    message = dialog.message()
    assert (message.text, message.references, message.models) == ("", (), ())


def test_a_starter_puts_its_words_into_the_text(dialog, subject, window):
    dialog.open_for(subject)
    dialog.form.starters[0].click()
    assert dialog.text.text() == "Change the light to "
    assert window.focusWidget() is dialog.text.edit
    QTest.keyClicks(dialog.text.edit, "dusk")
    dialog.form.starters[2].click()
    assert dialog.text.text() == "Change the light to dusk\nRemove "


def test_the_counter_counts_and_too_long_a_text_is_not_sent(dialog, subject):
    dialog.open_for(subject)
    dialog.text.set_text("a" * 48)
    assert dialog.form.counter.text() == "48 / 2000"
    dialog.text.set_text("a" * 2001)
    assert not dialog.start.isEnabled()
    assert "2000" in dialog.start.accessibleDescription()


def test_prices_and_pixels_follow_size_and_shape(dialog, subject):
    dialog.open_for(subject)
    form = dialog.form
    form.sizes._group.button(2).click()
    assert dialog.message().image_size == "4K"
    assert form.pixels.text() == "4096 × 4096"
    assert "$0.24" in form.rows[1].accessibleDescription()
    form.ratios.boxes[1].click()
    assert dialog.message().aspect_ratio == "4:5"
    assert form.pixels.text().startswith("about ")


def test_a_model_of_another_size_is_named(dialog, subject):
    dialog.open_for(subject)
    dialog.form.rows[2].setChecked(True)
    dialog.form.sizes._group.button(1).click()
    assert "3.1 Lite: 1K" in dialog.form.pixels.text()


def test_a_ratio_a_model_refuses_is_off_and_falls_back_to_the_source(dialog, subject):
    dialog.open_for(subject)
    form = dialog.form
    form.rows[1].setChecked(False)
    form.rows[0].setChecked(True)
    form.ratios.more.show_value("8:1", "8:1", 8.0)
    form.ratios.more.setChecked(True)
    assert dialog.message().aspect_ratio == "8:1"
    form.rows[1].setChecked(True)
    assert dialog.message().aspect_ratio is None


def open_ratios(form):
    """Open the menu of the ratios that have no box."""
    QTest.mouseClick(form.ratios.more, Qt.MouseButton.LeftButton)
    return form.ratios.findChild(RatioMenu)


def choose(menu, words):
    action = next(action for action in menu.actions() if action.data() == words)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def test_a_ratio_is_chosen_in_the_menu_of_the_others(dialog, subject, qtbot):
    dialog.open_for(subject)
    ratios = dialog.form.ratios
    menu = open_ratios(dialog.form)
    assert ratios.value is None
    choose(menu, "21:9")
    assert dialog.message().aspect_ratio == "21:9"
    assert ratios.more.isChecked()
    assert ratios.more.accessibleName() == "21:9"
    assert dialog.form.pixels.text().startswith("about ")
    qtbot.waitUntil(lambda: ratios.findChild(RatioMenu) is None)
    again = open_ratios(dialog.form)
    assert [a.data() for a in again.actions() if a.isChecked()] == ["21:9"]
    QTest.keyClick(again, Qt.Key.Key_Escape)
    assert dialog.message().aspect_ratio == "21:9"
    ratios.boxes[1].click()
    assert dialog.message().aspect_ratio == "4:5"
    assert ratios.more.accessibleName() == "More"


def test_the_menu_of_ratios_says_which_a_chosen_model_does_not_make(dialog, subject):
    """Chosen all the same, it would be the source's again without a word."""
    dialog.open_for(subject)
    form = dialog.form
    menu = open_ratios(form)
    refused = next(action for action in menu.actions() if action.data() == "8:1")
    assert not refused.isEnabled()
    assert "3 Pro" in refused.text()
    choose(menu, "8:1")
    assert menu.isVisible()
    assert dialog.message().aspect_ratio is None
    QTest.keyClick(menu, Qt.Key.Key_Escape)


def test_references_and_what_will_not_fit(dialog, subject, qtbot):
    dialog.open_for(subject)
    with qtbot.waitSignal(dialog.message_changed):
        dialog.add_reference("a", "pears.jpg")
    dialog.set_left_out((("gemini-3-pro-image", ("a",)),))
    assert dialog.form.left_out.text() == "pears.jpg will not fit for 3 Pro."
    for number in range(9):
        dialog.add_reference(f"r{number}")
    assert dialog.form.references.count.text() == "5 of 5"
    with qtbot.waitSignal(dialog.reference_requested):
        dialog.form.references.set_references(())
        dialog.form.references.add.click()


def test_a_pasted_picture_goes_on_as_bytes(dialog, subject, qtbot):
    dialog.open_for(subject)
    mime = QMimeData()
    mime.setData("image/png", b"bytes")
    with qtbot.waitSignal(dialog.reference_bytes_pasted) as caught:
        dialog.text.edit.insertFromMimeData(mime)
    assert bytes(caught.args[0]) == b"bytes"


@pytest.mark.parametrize("percent", [100, 150])
def test_in_the_smallest_window_the_body_scrolls_and_the_footer_stays(
    dialog, subject, window, context, percent, qtbot
):
    context.theme.set_ui_scale(percent)
    window.resize(1024, 700)
    dialog.open_for(subject)
    qtbot.waitUntil(lambda: dialog.scroll_area.verticalScrollBar().maximum() > 0)
    for control in (dialog.start, dialog.cancel, dialog.price):
        corner = control.mapTo(window, control.rect().bottomRight())
        assert dialog.panel_rect.contains(corner)
    body = dialog.scroll_area.viewport().width()
    assert dialog.body.width() <= body
    right = dialog.form.text.mapTo(window, QPoint(dialog.form.text.width(), 0)).x()
    assert right <= dialog.panel_rect.right()


def test_names_and_literal_text(dialog, subject):
    dialog.open_for(replace(subject, prompt=PAYLOAD, product_name=PAYLOAD))
    dialog.add_reference("a", PAYLOAD)
    dialog.set_left_out((("gemini-3-pro-image", ("a",)),))
    dialog.refuse_message(PAYLOAD)
    dialog.grab()
    assert not [w for w in dialog.findChildren(QLabel) if w.textFormat() != Qt.TextFormat.PlainText]
    assert not [w for w in dialog.findChildren(QWidget) if PAYLOAD[:5] in w.toolTip()]
    nameless = [
        w
        for w in dialog.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and w.isVisible()
        and w.focusProxy() is None
        and not w.accessibleName()
    ]
    assert nameless == []
