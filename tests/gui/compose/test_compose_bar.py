"""The compose bar: what it says, when Generate is on, and what it asks for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from gallery_studio.domain.model_info import PriceEstimate
from gallery_studio.domain.session import ComposeSettings
from gallery_studio.ui.compose.compose_value import ComposeValue
from tests.support.compose_samples import MODELS, PRODUCTS, SETTINGS
from tests.support.drops import drop, enter, files_mime

CTRL = Qt.KeyboardModifier.ControlModifier


def entry(menu, text):
    return next(a for a in menu.actions() if a.text().split("\t")[0] == text)


def close(menu):
    menu.close()
    QApplication.sendPostedEvents(menu)


# Generate


def test_ctrl_enter_sends_the_value_once(bar, qtbot):
    bar.focus_text()
    sent = []
    bar.generate_requested.connect(sent.append)
    qtbot.keyClick(bar.edit, Qt.Key.Key_Return, CTRL)
    qtbot.keyClick(bar.edit, Qt.Key.Key_Enter, CTRL)
    assert sent == [ComposeValue("A lighthouse at dusk", SETTINGS)]
    assert not bar.can_generate


def test_the_text_stays_until_it_is_accepted(bar, qtbot):
    qtbot.mouseClick(bar.generate, Qt.MouseButton.LeftButton)
    assert bar.value().text == "A lighthouse at dusk"
    with qtbot.waitSignal(bar.draft_changed) as draft:
        bar.accept()
    assert draft.args == [""]
    assert bar.value().text == ""


def test_a_refused_run_keeps_everything(bar, qtbot):
    bar.add_reference("a")
    bar.request_generate()
    bar.set_busy(False)
    assert bar.value() == ComposeValue("A lighthouse at dusk", SETTINGS, ("a",))
    assert bar.can_generate


def test_accepting_can_be_undone_as_typing(bar):
    bar.accept()
    bar.edit.undo()
    assert bar.value().text == "A lighthouse at dusk"


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_without_words_generate_is_off_and_says_so(bar, qtbot, text):
    bar.set_value(ComposeValue(text, SETTINGS))
    assert not bar.can_generate
    assert bar.generate.accessibleDescription() == "Write a sentence first"
    with qtbot.assertNotEmitted(bar.generate_requested):
        qtbot.keyClick(bar.edit, Qt.Key.Key_Return, CTRL)


def shown_labels(bar):
    return [label.text() for label in bar.findChildren(QLabel) if label.isVisible()]


def test_without_a_model_generate_is_off_with_the_reason_under_it(bar):
    bar.set_value(ComposeValue("x", ComposeSettings()))
    assert not bar.can_generate
    assert "Choose a model" in shown_labels(bar)


def test_a_reason_from_outside_keeps_generate_off(bar, qtbot):
    before = bar.panel_rect
    bar.set_block_reason("$0.40 over this month's limit")
    assert "$0.40 over this month's limit" in shown_labels(bar)
    assert bar.generate.accessibleDescription() == "$0.40 over this month's limit"
    assert bar.panel_rect.height() > before.height()
    assert bar.panel_rect.bottom() == before.bottom()
    with qtbot.assertNotEmitted(bar.generate_requested):
        bar.request_generate()
    bar.set_block_reason("")
    assert bar.can_generate
    assert bar.panel_rect == before


def test_the_number_of_images_stands_on_the_button(bar):
    assert bar.generate.text() == "Generate 4"
    bar.set_value(ComposeValue("x", replace(SETTINGS, directive_count=1)))
    assert bar.generate.text() == "Generate"


def test_the_price_stands_beside_the_chips_and_in_the_tooltip(bar):
    bar.set_price(PriceEstimate(4, 0.54))
    assert "about $0.54" in shown_labels(bar)
    assert "4 images: 4 directives × 1 model, about $0.54" in bar.generate.toolTip()


def test_stop_is_there_while_something_runs(bar, qtbot):
    assert not bar.stop.isVisible()
    bar.set_running(True)
    with qtbot.waitSignal(bar.stop_requested):
        qtbot.mouseClick(bar.stop, Qt.MouseButton.LeftButton)
    bar.stop.setFocus()
    bar.set_running(False)
    assert not bar.stop.isVisible()
    assert bar.edit.hasFocus()


# Text


def test_typing_tells_the_draft_and_loading_does_not(bar, qtbot):
    with qtbot.assertNotEmitted(bar.draft_changed):
        bar.set_value(ComposeValue("stored", SETTINGS))
    bar.edit.moveCursor(bar.edit.textCursor().MoveOperation.End)
    with qtbot.waitSignal(bar.draft_changed) as draft:
        qtbot.keyClicks(bar.edit, "!")
    assert draft.args == ["stored!"]


def test_enter_alone_begins_a_line(bar, qtbot):
    bar.set_text("one")
    with qtbot.assertNotEmitted(bar.generate_requested):
        qtbot.keyClick(bar.edit, Qt.Key.Key_Return)
    assert bar.value().text == "one\n"


def test_ctrl_enter_waits_for_the_input_method(bar, qtbot):
    bar.focus_text()
    QApplication.sendEvent(bar.edit, QInputMethodEvent("にほん", []))
    with qtbot.assertNotEmitted(bar.generate_requested):
        qtbot.keyClick(bar.edit, Qt.Key.Key_Return, CTRL)
    done = QInputMethodEvent("", [])
    done.setCommitString("日本")
    QApplication.sendEvent(bar.edit, done)
    with qtbot.waitSignal(bar.generate_requested) as sent:
        qtbot.keyClick(bar.edit, Qt.Key.Key_Return, CTRL)
    assert "日本" in sent.args[0].text


def test_it_grows_to_six_lines_and_no_further(bar):
    heights = []
    for lines in (1, 3, 6, 12):
        bar.set_text("\n".join("x" * lines))
        heights.append(bar.panel_rect.height())
    assert heights[0] == 100
    assert heights[0] < heights[1] < heights[2] == heights[3]
    assert bar.panel_rect.bottom() == 800 - 20 - 1


def test_pasted_text_is_plain(bar):
    mime = QMimeData()
    mime.setHtml("<b>bold</b><img src='file:///etc/passwd'>")
    mime.setText("bold")
    bar.set_text("")
    bar.edit.insertFromMimeData(mime)
    assert bar.value().text == "bold"


def test_html_without_text_is_not_pasted_at_all(bar):
    mime = QMimeData()
    mime.setData("text/html", b"<img src='file:///etc/passwd'>")
    bar.set_text("before")
    if bar.edit.canInsertFromMimeData(mime):
        bar.edit.insertFromMimeData(mime)
    assert "img" not in bar.value().text


# References


def test_dropped_picture_files_are_handed_on(bar, qtbot, tmp_path):
    mime = QMimeData()
    names = ("a.PNG", "b.txt", "c.webp", "d.svg")
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in names])
    assert enter(bar, mime, QPoint(60, 60)), "the pointer says that it is welcome"
    with qtbot.waitSignal(bar.reference_files_dropped) as dropped:
        assert drop(bar, mime, QPoint(60, 60))
    assert dropped.args == [[Path(tmp_path / "a.PNG"), Path(tmp_path / "c.webp")]]
    assert bar.value().text == "A lighthouse at dusk"


def test_files_that_are_no_pictures_are_no_words_either(bar, tmp_path):
    mime = files_mime(tmp_path / "letter to my bank.txt")
    assert not enter(bar, mime, QPoint(60, 60))
    bar.edit.insertFromMimeData(mime)
    assert bar.value().text == "A lighthouse at dusk"


def test_an_encoded_picture_is_pasted_byte_for_byte(bar, qtbot):
    mime = QMimeData()
    mime.setData("image/png", b"\x89PNG whatever this is")
    with qtbot.waitSignal(bar.reference_bytes_pasted) as pasted:
        bar.edit.insertFromMimeData(mime)
    assert pasted.args == [b"\x89PNG whatever this is"]


def test_pixels_of_the_clipboard_become_a_png(bar, qtbot):
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    mime = QMimeData()
    mime.setImageData(image)
    with qtbot.waitSignal(bar.reference_bytes_pasted) as pasted:
        bar.edit.insertFromMimeData(mime)
    back = QImage.fromData(pasted.args[0], "PNG")
    assert (back.width(), back.height(), back.pixelColor(1, 1).name()) == (3, 2, "#ff0000")


def test_text_beside_a_picture_is_what_is_meant(bar, qtbot):
    mime = QMimeData()
    mime.setText("42")
    mime.setData("image/png", b"cells as a picture")
    bar.set_text("")
    with qtbot.assertNotEmitted(bar.reference_bytes_pasted):
        bar.edit.insertFromMimeData(mime)
    assert bar.value().text == "42"


def test_references_count_and_fill_up(bar):
    bar.set_reference_limit(2)
    bar.add_reference("a", "dahlia.jpg")
    bar.add_reference("a")
    assert "1 of 2" in shown_labels(bar)
    assert bar.attach.isEnabled()
    bar.add_reference("b")
    assert bar.value().reference_ids == ("a", "b")
    assert not bar.attach.isEnabled()
    assert "2 is the most" in bar.attach.toolTip()
    assert bar.references.thumbs()[0].accessibleName() == "Reference 1 dahlia.jpg"


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Return])
def test_a_reference_goes_by_key(bar, qtbot, key):
    for name in "abc":
        bar.add_reference(name)
    thumb = bar.references.thumbs()[1]
    thumb.setFocus()
    with qtbot.waitSignal(bar.references_changed) as left:
        qtbot.keyClick(thumb, key)
    assert left.args == [("a", "c")]
    assert bar.references.thumbs()[-1].hasFocus()


def test_a_reference_goes_by_its_cross(bar, qtbot):
    bar.add_reference("a")
    with qtbot.waitSignal(bar.references_changed) as left:
        qtbot.mouseClick(bar.references.thumbs()[0], Qt.MouseButton.LeftButton)
    assert left.args == [()]
    assert bar.references.thumbs() == []
    assert bar.edit.hasFocus()


def test_too_many_references_for_a_model_say_which(bar):
    for name in "abc":
        bar.add_reference(name)
    bar.set_value(replace(bar.value(), settings=replace(SETTINGS, models=("pro", "lite"))))
    assert "3.1 Lite takes at most 2 references" in shown_labels(bar)
    assert not bar.can_generate


# Chips


def test_directives_are_chosen_from_a_menu(bar, qtbot):
    qtbot.keyClick(bar.chips.directives, Qt.Key.Key_Space)
    menu = bar.chips.menu
    assert len(menu.actions()) == 12
    assert entry(menu, "4 directives").isChecked()
    with qtbot.waitSignal(bar.settings_changed) as changed:
        entry(menu, "7 directives").trigger()
    assert changed.args == [replace(SETTINGS, directive_count=7)]
    assert bar.generate.text() == "Generate 7"
    close(menu)


def test_models_are_ticked_without_closing_the_menu(bar, qtbot):
    bar.chips.models.click()
    menu = bar.chips.menu
    assert menu.actions()[0].text() == "Gemini 3 Pro Image\t$0.13"
    menu.setActiveAction(entry(menu, "Offline model"))
    with qtbot.waitSignal(bar.settings_changed) as changed:
        qtbot.keyClick(menu, Qt.Key.Key_Space)
    assert changed.args[0].models == ("pro", "offline")
    assert menu.isVisible()
    assert bar.chips.models.text() == "2 models"
    place = menu.actionGeometry(entry(menu, "Offline model")).center()
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    assert menu.isVisible()
    assert bar.value().settings.models == ("pro",)
    assert bar.chips.models.text() == "3 Pro"
    close(menu)


def test_the_offline_model_is_called_by_its_whole_name(bar):
    bar.set_value(ComposeValue("x", ComposeSettings(("offline",))))
    assert bar.chips.models.text() == "Offline model"


def test_ratios_no_chosen_model_takes_are_off_with_the_reason(bar):
    bar.set_value(ComposeValue("x", replace(SETTINGS, models=("pro", "lite"))))
    bar.chips.ratio.click()
    refused = entry(bar.chips.menu, "1:8")
    assert not refused.isEnabled()
    assert refused.text() == "1:8\t3.1 Lite does not make 1:8"
    assert entry(bar.chips.menu, "16:9").isEnabled()
    close(bar.chips.menu)


def test_ratio_and_size_are_chosen(bar, qtbot):
    bar.chips.ratio.click()
    with qtbot.waitSignal(bar.settings_changed) as changed:
        entry(bar.chips.menu, "16:9").trigger()
    assert changed.args[0].aspect_ratio == "16:9"
    close(bar.chips.menu)
    bar.chips.image_size.click()
    with qtbot.waitSignal(bar.settings_changed) as changed:
        entry(bar.chips.menu, "Auto").trigger()
    assert changed.args[0].image_size is None
    assert bar.chips.image_size.text() == "Auto size"
    close(bar.chips.menu)


def test_a_wish_comes_back_with_a_model_that_takes_it(bar):
    bar.chips.models.click()
    menu = bar.chips.menu
    entry(menu, "Gemini 3.1 Flash Lite").trigger()
    assert bar.value().settings.image_size is None
    entry(menu, "Gemini 3.1 Flash Lite").trigger()
    assert bar.value().settings.image_size == "2K"
    close(menu)


def test_products_have_a_chip_only_while_they_are_chosen(bar, qtbot):
    bar.set_products(PRODUCTS)
    assert bar.chips.product is None
    assert bar.chips.add.text() == "Product or person"
    with qtbot.waitSignal(bar.chips.add_requested):
        bar.chips.add.click()
    bar.set_value(ComposeValue("x", replace(SETTINGS, product_ids=("p1",))))
    assert bar.chips.product.text() == "Halden lamp"
    assert not bar.chips.add.text(), "+ is enough once something is chosen"
    bar.chips.product.click()
    with qtbot.waitSignal(bar.settings_changed) as changed:
        entry(bar.chips.menu, "Halden lamp").trigger()
    assert changed.args[0].product_ids == ()
    assert bar.chips.product is None
    bar.set_value(ComposeValue("x", replace(SETTINGS, product_ids=("p1",))))
    with qtbot.waitSignal(bar.settings_changed) as changed:
        qtbot.keyClick(bar.chips.product, Qt.Key.Key_Delete)
    assert changed.args[0].product_ids == ()
    bar.set_products([])
    assert bar.chips.product is None


def test_choosing_is_not_told_when_a_session_is_shown(bar, qtbot):
    with qtbot.assertNotEmitted(bar.settings_changed):
        bar.set_value(ComposeValue("x", replace(SETTINGS, directive_count=2)))
        bar.set_models(MODELS[:1])


# Form and access


def test_it_lies_in_the_middle_20_px_above_the_edge(bar):
    assert bar.panel_rect == QRect(210, 680, 880, 100)


def texts(bar):
    return [chip.text() for chip in bar.chips.stops() if chip.isVisible()]


def test_narrow_it_shows_counts_and_joins_ratio_and_size(bar):
    bar.set_value(ComposeValue("x", replace(SETTINGS, models=("pro", "offline"))))
    bar.place_in(QRect(0, 0, 608, 700))
    assert texts(bar) == ["", "4", "2", "4:5, 2K"]
    assert bar.chips.ratio.accessibleName() == "Aspect ratio: 4:5, size: 2K"
    bar.chips.ratio.click()
    assert {a.text().split("\t")[0] for a in bar.chips.menu.actions()} >= {"16:9", "1K", "4K"}
    close(bar.chips.menu)
    bar.place_in(QRect(0, 0, 1300, 800))
    assert texts(bar) == ["Product or person", "4 directives", "2 models", "4:5", "2K"]


@pytest.mark.parametrize("percent", [100, 125, 150])
@pytest.mark.parametrize("width", [440, 608, 900, 1300])
def test_nothing_is_squeezed_at_any_scale(stage, theme, percent, width):
    bar = stage.bar
    theme.set_ui_scale(percent)
    bar.set_products(PRODUCTS)
    bar.set_value(
        ComposeValue("x", replace(SETTINGS, product_ids=("p1",), models=("pro", "offline")))
    )
    bar.set_price(PriceEstimate(8, 1234.5))
    bar.place_in(QRect(0, 0, width, 700))
    QApplication.processEvents()
    inside = bar.rect()
    for widget in (*bar.chips.stops(), bar.generate, bar.attach, bar.edit):
        if widget.isVisible():
            place = QRect(widget.mapTo(bar, QPoint(0, 0)), widget.size())
            assert inside.contains(place), widget.accessibleName()
            assert widget.width() >= widget.minimumSizeHint().width(), widget.accessibleName()
            assert widget.height() >= widget.minimumSizeHint().height(), widget.accessibleName()


def test_tab_walks_as_one_reads(bar, qtbot):
    bar.set_products(PRODUCTS)
    bar.add_reference("a")
    bar.set_running(True)
    bar.focus_text()
    walked = []
    for _ in range(9):
        walked.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    chips = bar.chips
    assert walked == [
        bar.edit, bar.attach, *bar.references.thumbs(), chips.add, chips.directives,
        chips.models, chips.ratio, chips.image_size, bar.stop,
    ]  # fmt: skip


def test_everything_that_takes_the_focus_has_a_name(bar):
    bar.set_products(PRODUCTS)
    bar.add_reference("a")
    for widget in bar.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName(), widget


def test_targets_are_at_least_32_px(bar):
    bar.add_reference("a")
    for button in bar.findChildren(QAbstractButton):
        if button.isVisible():
            assert min(button.width(), button.height()) >= 32, button.accessibleName()


def test_names_of_people_are_plain_text_everywhere(bar):
    bar.set_products(PRODUCTS)
    bar.set_value(ComposeValue("x", replace(SETTINGS, product_ids=("p2",))))
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in bar.findChildren(QLabel))
    tips = [w.toolTip() for w in bar.findChildren(QWidget) if "passwd" in w.toolTip()]
    assert tips
    assert all("<img" not in tip for tip in tips)


def test_it_paints_in_both_schemes(stage, theme):
    pictures = set()
    for scheme in ("dark", "light"):
        theme.set_scheme(scheme)
        image = stage.bar.grab().toImage()
        pictures.add(image.pixelColor(image.width() // 2, image.height() // 2).name())
    assert len(pictures) == 2


def test_what_every_answer_tells_costs_nothing_when_it_is_no_news(bar, monkeypatch):
    """Each answer of a run would have the whole bar measured, laid out and painted three times."""
    price = PriceEstimate(4, 0.54)
    tellings = (
        lambda: bar.set_price(price),
        lambda: bar.set_block_reason(""),
        lambda: bar.set_running(True),
    )
    for tell in tellings:
        tell()
    assert bar.stop.isVisible()
    refits = []
    monkeypatch.setattr(bar, "_refit", lambda: refits.append(True))
    for tell in tellings:
        tell()
    assert not refits
    bar.set_running(False)
    bar.set_block_reason("No key")
    assert len(refits) > 1
