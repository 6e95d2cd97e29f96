"""Files and folders dropped on the wall and its zones, and what their recipes offer."""

from __future__ import annotations

import os
from dataclasses import replace

from PySide6.QtCore import QMimeData, QPoint

from gallery_studio.domain.ids import ModelId, ProductId
from gallery_studio.domain.people import Product
from gallery_studio.domain.session import ComposeSettings
from gallery_studio.imaging.recipe.recipe import Recipe
from gallery_studio.imaging.recipe.writing import with_recipe
from gallery_studio.ui.drop.drop_zones import Zone
from tests.support.drops import (
    drop,
    drop_on_wall,
    enter,
    files_mime,
    hover_wall,
    in_and_out,
    leave,
    zones_of,
)
from tests.support.gemini_server import small_png
from tests.support.wall import (
    MIDDLE,
    WAIT_MS,
    brought_in,
    captions,
    center_of,
    have_cards,
    png,
    toasts,
)


def test_files_dropped_become_cards_and_one_undo_takes_them_back(window, qtbot, pictures) -> None:
    drop_on_wall(window, files_mime(*pictures), MIDDLE)
    assert not zones_of(window).isVisible()
    have_cards(qtbot, window, 3)
    assert captions(window) == ["boat 1.png", "boat 2.png", "boat 3.png"]
    qtbot.waitUntil(lambda: window.undo_stack.count() == 1)
    assert window.session.is_stored
    assert "boat 1" in window.session.session.name
    ids = {card.id for card in window.canvas.cards}
    window.undo_stack.undo()
    have_cards(qtbot, window, 0)
    window.undo_stack.redo()
    have_cards(qtbot, window, 3)
    assert {card.id for card in window.canvas.cards} == ids


def test_cards_are_there_again_after_a_restart(studio, qtbot, pictures) -> None:
    with studio.window() as window:
        brought_in(qtbot, window, pictures)
        before = {card.id: (card.placement, card.image_id) for card in window.canvas.cards}
    with studio.window() as window:
        assert {c.id: (c.placement, c.image_id) for c in window.canvas.cards} == before


def test_a_second_drop_lands_where_it_was_let_go(window, qtbot, pictures) -> None:
    first = brought_in(qtbot, window, pictures[:1])[0]
    at = QPoint(120, 200)
    x, y = window.view.camera.to_canvas(at.x(), at.y())
    drop_on_wall(window, files_mime(pictures[1]), at)
    have_cards(qtbot, window, 2)
    new = next(card for card in window.canvas.cards if card.id != first.id)
    assert new.placement.rect.contains(x, y)
    assert not new.placement.rect.intersects(first.placement.rect)


def test_bad_files_are_named_in_one_toast_and_explained(window, qtbot, pictures, tmp_path) -> None:
    (tmp_path / "drawing.png").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    os.mkfifo(tmp_path / "pipe.png")
    bad = [tmp_path / "drawing.png", tmp_path / "pipe.png", tmp_path / "gone.png"]
    drop_on_wall(window, files_mime(*pictures, *bad), MIDDLE)
    have_cards(qtbot, window, 3)
    expected = "3 images, 3 skipped: drawing.png, pipe.png, gone.png"
    qtbot.waitUntil(lambda: expected in toasts(window), timeout=WAIT_MS)
    toast = next(t for t in window.toasts.toasts if t.message.text == expected)
    toast.action_button.click()
    from gallery_studio.ui.drop.skipped_dialog import SkippedDialog

    (dialog,) = window.findChildren(SkippedDialog)
    words = [label.text() for label in dialog.body.findChildren(type(dialog.title_label))]
    assert any("an SVG drawing" in text for text in words)
    assert any("device or pipe" in text for text in words)
    dialog.close_dialog()


def test_one_bad_file_alone_is_an_error_with_its_reason(window, qtbot, tmp_path) -> None:
    (tmp_path / "letter.png").write_text("Dear all")
    drop_on_wall(window, files_mime(tmp_path / "letter.png"), MIDDLE)
    qtbot.waitUntil(lambda: any("letter.png is not a picture" in t for t in toasts(window)))
    assert window.canvas.cards == []
    assert window.undo_stack.count() == 0
    assert not window.session.is_stored
    assert window.parts.reader.totals().sessions == 0


def test_an_import_goes_where_it_was_asked_for(window, qtbot, pictures) -> None:
    window.session.rename("First")
    first = window.session.id
    drop_on_wall(window, files_mime(*pictures), MIDDLE)
    window.new_session()
    text = "3 images brought in to another session"
    qtbot.waitUntil(lambda: text in toasts(window), timeout=WAIT_MS)
    assert window.canvas.cards == []
    assert window.undo_stack.count() == 0
    next(t for t in window.toasts.toasts if t.message.text == text).action_button.click()
    assert window.session.id == first
    have_cards(qtbot, window, 3)


def test_a_drop_on_the_reference_zone_goes_to_the_compose_bar(window, qtbot, pictures) -> None:
    mime = files_mime(pictures[0])
    hover_wall(window, mime, MIDDLE)
    at = zones_of(window).rect_of(Zone.REFERENCE).center().toPoint()
    drop(zones_of(window), mime, at)
    qtbot.waitUntil(lambda: len(window.compose.value().reference_ids) == 1, timeout=WAIT_MS)
    assert window.canvas.cards == []


def test_a_drop_on_a_card_edits_it_with_the_picture_as_reference(window, qtbot, pictures) -> None:
    card = brought_in(qtbot, window, pictures[:1])[0]
    mime = files_mime(pictures[1])
    at = center_of(window, card)
    hover_wall(window, mime, at)
    assert zones_of(window).hot is Zone.EDIT
    drop(zones_of(window), mime, at)
    from gallery_studio.ui.edit_dialog.edit_dialog import EditDialog

    qtbot.waitUntil(lambda: bool(window.findChildren(EditDialog)), timeout=WAIT_MS)
    (dialog,) = window.findChildren(EditDialog)
    qtbot.waitUntil(lambda: len(dialog.form.references.references) == 1, timeout=WAIT_MS)
    assert dialog.subject.source.image_id == card.image_id
    assert dialog.form.references.references[0].label == "boat 2.png"
    assert len(window.canvas.cards) == 1
    dialog.close_dialog()


def test_the_product_zone_is_there_only_with_products(window, qtbot, pictures) -> None:
    mime = files_mime(pictures[0])
    hover_wall(window, mime, MIDDLE)
    zones = zones_of(window)
    frame = zones.rect_of(Zone.MOVE)  # not shown: the wall's frame stands for it
    assert zones.rect_of(Zone.PRODUCT) == frame
    leave(zones)
    product = Product("prd-1", "A-1", "Red boots", "2026-11-21T10:00:00+00:00")
    in_and_out(window).worker.save_product(product)
    reader = window.parts.reader
    qtbot.waitUntil(lambda: "prd-1" in reader.products_by_id(["prd-1"]), timeout=WAIT_MS)
    hover_wall(window, mime, MIDDLE)
    drop(zones, mime, zones.rect_of(Zone.PRODUCT).center().toPoint())
    qtbot.waitUntil(
        lambda: reader.products_by_id(["prd-1"])["prd-1"].image_id is not None, timeout=WAIT_MS
    )
    qtbot.waitUntil(lambda: "“Red boots” has a new image" in toasts(window), timeout=WAIT_MS)
    window.toasts.toasts[-1].action_button.click()
    qtbot.waitUntil(
        lambda: reader.products_by_id(["prd-1"])["prd-1"].image_id is None, timeout=WAIT_MS
    )


def test_zones_go_when_the_drag_leaves_and_text_shows_none(window, qtbot, pictures) -> None:
    mime = files_mime(pictures[0])
    hover_wall(window, mime, MIDDLE)
    leave(zones_of(window))
    assert not zones_of(window).isVisible()
    enter(window.area, mime, MIDDLE)
    leave(window.area)
    qtbot.waitUntil(lambda: not zones_of(window).isVisible())
    words = QMimeData()
    words.setText("a lighthouse")
    assert not enter(window.area, words, MIDDLE)
    assert not zones_of(window).isVisible()


def test_a_folder_is_brought_in_and_the_panel_goes(window, qtbot, pictures) -> None:
    drop_on_wall(window, files_mime(pictures[0].parent), MIDDLE)
    have_cards(qtbot, window, 3)
    worker = in_and_out(window).worker
    qtbot.waitUntil(lambda: not worker.is_running)
    qtbot.waitUntil(lambda: not in_and_out(window).imports.panel.isVisible())


def test_closing_during_an_import_ends_it(studio, qtbot, tmp_path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(150):
        (folder / f"{number}.png").write_bytes(png(number, 400, 300))
    with studio.window() as window:
        drop_on_wall(window, files_mime(folder), MIDDLE)
        session_id = window.session.id
    with studio.window() as window:
        assert len(window.parts.reader.canvas_cards(session_id)) < 150


def test_a_picture_with_a_recipe_offers_its_prompt(window, qtbot, tmp_path) -> None:
    from PIL import Image, PngImagePlugin

    info = PngImagePlugin.PngInfo()
    info.add_text("parameters", "a red boat in fog\nSteps: 20, Seed: 7, Size: 64x64, Model: x")
    Image.new("RGB", (64, 64)).save(tmp_path / "boat.png", pnginfo=info)
    drop_on_wall(window, files_mime(tmp_path / "boat.png"), MIDDLE)
    have_cards(qtbot, window, 1)
    text = "boat.png says how it was made"
    qtbot.waitUntil(lambda: text in toasts(window), timeout=WAIT_MS)
    toast = next(t for t in window.toasts.toasts if t.message.text == text)
    assert toast.message.action == "Restore it"
    toast.action_button.click()
    assert window.compose.value().text == "a red boat in fog"


def test_the_recipe_of_a_picture_of_ours_sets_the_bar_to_make_it_again(
    window, qtbot, tmp_path
) -> None:
    recipe = Recipe(
        prompt="a boat\n\nFor this picture: in fog.\n\nShow this product: Mira.",
        message="in fog",
        model="offline",
        aspect_ratio="4:5",
        image_size="512",
    )
    made = with_recipe(small_png(), recipe)
    (tmp_path / "boat.png").write_bytes(made)
    wish = window.compose.chips.wish
    window.compose.chips.choose(replace(wish, directive_count=6, product_ids=(ProductId("p"),)))
    drop_on_wall(window, files_mime(tmp_path / "boat.png"), MIDDLE)
    text = "boat.png says how it was made"
    qtbot.waitUntil(lambda: text in toasts(window), timeout=WAIT_MS)
    next(t for t in window.toasts.toasts if t.message.text == text).action_button.click()
    value = window.compose.value()
    assert value.text == recipe.prompt
    assert value.settings == ComposeSettings((ModelId("offline"),), 1, "4:5", "512")
