"""Pictures in and out by hand, in the whole window: drops, paste, undo, drags to other programs."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest

from gallery_studio.domain.ids import ModelId, ProductId
from gallery_studio.domain.people import Product
from gallery_studio.domain.session import ComposeSettings
from gallery_studio.domain.status import Status
from gallery_studio.imaging.recipe.recipe import Recipe
from gallery_studio.imaging.recipe.writing import with_recipe
from gallery_studio.studio.web_import import FetchPolicy
from gallery_studio.ui.drop.drop_zones import Zone
from gallery_studio.ui.drop.offer import STUDIO_IMAGES
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
from tests.support.imaging_samples import encoded
from tests.support.web_server import WebServer, trusting

WAIT_MS = 20_000
CTRL = Qt.KeyboardModifier.ControlModifier
MIDDLE = QPoint(500, 350)


def png(shade: int, width: int = 90, height: int = 60) -> bytes:
    from PIL import Image

    return encoded(Image.new("RGB", (width, height), (shade, 80, 120)), "PNG")


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Three good pictures."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    paths = [folder / f"boat {number}.png" for number in (1, 2, 3)]
    for number, path in enumerate(paths):
        path.write_bytes(png(number))
    return paths


@pytest.fixture
def window(studio):
    with studio.window() as opened:
        yield opened
        QGuiApplication.clipboard().clear()


def captions(window) -> list[str]:
    return sorted(card.caption for card in window.canvas.cards)


def toasts(window) -> list[str]:
    return [toast.message.text for toast in window.toasts.toasts]


def have_cards(qtbot, window, count: int) -> None:
    qtbot.waitUntil(lambda: len(window.canvas.cards) == count, timeout=WAIT_MS)


def center_of(window, card) -> QPoint:
    """Return where a card's picture is, in the view."""
    x, y = window.view.camera.to_view(*card.placement.rect.center)
    return QPoint(round(x), round(y) - 30)


def brought_in(qtbot, window, paths) -> list:
    drop_on_wall(window, files_mime(*paths), MIDDLE)
    have_cards(qtbot, window, len(paths))
    qtbot.waitUntil(lambda: not window.view.motion.is_moving, timeout=WAIT_MS)
    return window.canvas.cards


# -- in ----------------------------------------------------------------------------------------


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


def test_a_bitmap_is_pasted_as_a_card(window, qtbot) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    QGuiApplication.clipboard().setImage(image)
    window.view.setFocus()
    QTest.keyClick(window.view, Qt.Key.Key_V, CTRL)
    have_cards(qtbot, window, 1)
    (card,) = window.canvas.cards
    assert card.caption == "Pasted image"
    assert (card.image_width, card.image_height) == (40, 30)


def test_files_are_pasted_as_cards(window, qtbot, pictures) -> None:
    QGuiApplication.clipboard().setMimeData(files_mime(*pictures[:2]))
    window.view.setFocus()
    QTest.keyClick(window.view, Qt.Key.Key_V, CTRL)
    have_cards(qtbot, window, 2)


def test_words_pasted_go_to_the_compose_bar(window, qtbot) -> None:
    QGuiApplication.clipboard().setText("a red boat in fog")
    window.view.setFocus()
    QTest.keyClick(window.view, Qt.Key.Key_V, CTRL)
    assert window.compose.value().text == "a red boat in fog"
    assert window.compose.edit.hasFocus()
    assert window.canvas.cards == []


def use_server(window) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    in_and_out(window).worker.policy = FetchPolicy(resolve, lambda _: True, trusting())


def test_an_address_pasted_becomes_a_card(window, qtbot) -> None:
    use_server(window)
    with WebServer() as server:
        QGuiApplication.clipboard().setText(f"  {server.give('/red%20boat.png', png(1))}\n")
        window.view.setFocus()
        QTest.keyClick(window.view, Qt.Key.Key_V, CTRL)
        have_cards(qtbot, window, 1)
    assert captions(window) == ["red boat.png"]


def test_a_picture_dragged_from_a_browser_comes_from_its_address(window, qtbot) -> None:
    use_server(window)
    with WebServer() as server:
        address = server.give("/boat.png", png(1))
        mime = QMimeData()
        mime.setUrls([QUrl("https://pictures.example/the-page-around-it")])
        mime.setHtml(f'<a href="/page"><img alt="x" src="{address}"></a>')
        drop_on_wall(window, mime, MIDDLE)
        have_cards(qtbot, window, 1)
    assert captions(window) == ["boat.png"]


def test_a_bitmap_from_a_browser_needs_no_network(window, qtbot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://pictures.example/boat.png")])
    mime.setData("image/png", png(7))
    drop_on_wall(window, mime, MIDDLE)
    have_cards(qtbot, window, 1)
    assert captions(window) == ["boat.png"]


def test_http_addresses_are_refused_in_words(window, qtbot) -> None:
    QGuiApplication.clipboard().setText("http://pictures.example/boat.png")
    in_and_out(window).paste()
    qtbot.waitUntil(lambda: any("begins with http:" in t for t in toasts(window)))


def test_a_slow_fetch_shows_its_progress_and_can_be_stopped(window, qtbot) -> None:
    use_server(window)
    panel = in_and_out(window).imports.panel
    with WebServer() as server:
        QGuiApplication.clipboard().setText(server.stream("/boat.png", png(1), b"x", pause_s=0.02))
        in_and_out(window).paste()
        qtbot.waitUntil(panel.isVisible, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: "pictures.example" in panel.label.text(), timeout=WAIT_MS)
        panel.stop_button.click()
        qtbot.waitUntil(lambda: not panel.isVisible(), timeout=WAIT_MS)
        qtbot.waitUntil(lambda: "Stopped: 0 images, 1 left out" in toasts(window))
        server.ended.set()
    assert window.canvas.cards == []


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


# -- out ---------------------------------------------------------------------------------------


@pytest.fixture
def drags(window) -> list:
    """Take drags instead of running them: what they carry."""
    taken: list = []

    def run(drag) -> None:
        mime = drag.mimeData()
        taken.append(
            {
                "urls": [url.toLocalFile() for url in mime.urls()],
                "text": mime.text(),
                "image": mime.imageData(),
                "own": bytes(mime.data(STUDIO_IMAGES).data()),
                "formats": mime.formats(),
                "pixmap": drag.pixmap(),
            }
        )

    in_and_out(window).carry.run_drag = run
    return taken


def test_ctrl_drag_takes_a_card_out_as_a_real_file(window, qtbot, pictures, drags) -> None:
    card = brought_in(qtbot, window, pictures)[0]
    start = center_of(window, card)
    QTest.mousePress(window.view, Qt.MouseButton.LeftButton, CTRL, start)
    QTest.mouseMove(window.view, start + QPoint(30, 20))
    qtbot.waitUntil(lambda: bool(drags), timeout=WAIT_MS)
    QTest.mouseRelease(window.view, Qt.MouseButton.LeftButton, CTRL, start + QPoint(30, 20))
    (drag,) = drags
    (path,) = map(Path, drag["urls"])
    source = next(p for p in pictures if p.name == card.caption)
    assert path.read_bytes() == source.read_bytes()
    assert path.name == f"{source.stem.replace(' ', '-')}.png"
    assert path.parent.parent.stat().st_mode & 0o077 == 0
    assert drag["text"] == card.caption
    assert (drag["image"].width(), drag["image"].height()) == (90, 60)
    assert card.image_id.encode() in drag["own"]
    assert not drag["pixmap"].isNull()
    assert window.view.placements([card.id])[card.id] == card.placement


def test_copies_for_other_programs_go_with_the_window(studio, qtbot, pictures) -> None:
    with studio.window() as window:
        card = brought_in(qtbot, window, pictures[:1])[0]
        window.view.select([card.id])
        window.actions_by_id["copy_files"].trigger()
        qtbot.waitUntil(lambda: "File copied" in toasts(window), timeout=WAIT_MS)
        (url,) = QGuiApplication.clipboard().mimeData().urls()
        path = Path(url.toLocalFile())
        assert path.exists()
    assert not path.parent.parent.exists()
    QGuiApplication.clipboard().clear()


def test_letting_go_before_the_file_is_ready_drags_nothing(window, qtbot, pictures, drags) -> None:
    card = brought_in(qtbot, window, pictures[:1])[0]
    start = center_of(window, card)
    with qtbot.waitSignal(in_and_out(window).worker.prepared, timeout=WAIT_MS):
        QTest.mousePress(window.view, Qt.MouseButton.LeftButton, CTRL, start)
        QTest.mouseMove(window.view, start + QPoint(30, 20))
        QTest.mouseRelease(window.view, Qt.MouseButton.LeftButton, CTRL, start + QPoint(30, 20))
    assert drags == []


def test_a_card_dragged_onto_the_compose_bar_goes_out_too(window, qtbot, pictures, drags) -> None:
    card = brought_in(qtbot, window, pictures[:1])[0]
    start = center_of(window, card)
    on_bar = window.compose.panel_rect.center()
    QTest.mousePress(window.view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(window.view, start + QPoint(20, 0))
    QTest.mouseMove(window.view, on_bar)
    qtbot.waitUntil(lambda: bool(drags), timeout=WAIT_MS)
    assert window.view.placements([card.id])[card.id] == card.placement


def test_a_plain_drag_inside_the_wall_still_moves(window, qtbot, pictures, drags) -> None:
    card = brought_in(qtbot, window, pictures[:1])[0]
    start = center_of(window, card)
    QTest.mousePress(window.view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(window.view, start + QPoint(20, 0))
    QTest.mouseMove(window.view, start + QPoint(60, -40))
    QTest.mouseRelease(window.view, Qt.MouseButton.LeftButton, pos=start + QPoint(60, -40))
    assert drags == []
    assert window.view.placements([card.id])[card.id] != card.placement


def test_a_drag_over_the_edge_takes_the_selection_out(window, qtbot, pictures, drags) -> None:
    cards = brought_in(qtbot, window, pictures)
    window.view.select([card.id for card in cards])
    start = center_of(window, cards[1])
    QTest.mousePress(window.view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(window.view, start + QPoint(20, 0))
    QTest.mouseMove(window.view, QPoint(-20, 300))
    qtbot.waitUntil(lambda: bool(drags), timeout=WAIT_MS)
    assert len(drags[0]["urls"]) == 3
    assert Path(drags[0]["urls"][0]).stem == Path(cards[1].caption).stem.replace(" ", "-")
    assert drags[0]["image"] is None
    after = window.view.placements([card.id for card in cards])
    assert after == {card.id: card.placement for card in cards}


def own_mime(window, qtbot, cards) -> QMimeData:
    """Return what a drag of these cards carries."""
    taken: list[QMimeData] = []

    def run(drag) -> None:
        mime = QMimeData()
        for name in drag.mimeData().formats():
            mime.setData(name, drag.mimeData().data(name))
        taken.append(mime)

    carry = in_and_out(window).carry
    carry.run_drag = run
    carry._prepare(cards, carry._drag)
    qtbot.waitUntil(lambda: bool(taken), timeout=WAIT_MS)
    return taken[0]


def test_our_own_card_dropped_on_the_wall_moves_it(window, qtbot, pictures) -> None:
    card = brought_in(qtbot, window, pictures[:1])[0]
    mime = own_mime(window, qtbot, [card])
    at = QPoint(100, 300)
    hover_wall(window, mime, at)
    assert zones_of(window).hot is Zone.MOVE
    drop(zones_of(window), mime, at)
    (moved,) = window.canvas.cards
    assert (moved.placement.x, moved.placement.y) == pytest.approx(
        window.view.camera.to_canvas(at.x(), at.y())
    )
    assert window.undo_stack.count() == 2


def test_our_own_card_becomes_a_reference_with_its_name(window, qtbot, pictures) -> None:
    card = brought_in(qtbot, window, pictures[:1])[0]
    mime = own_mime(window, qtbot, [card])
    hover_wall(window, mime, MIDDLE)
    drop(zones_of(window), mime, zones_of(window).rect_of(Zone.REFERENCE).center().toPoint())
    qtbot.waitUntil(
        lambda: window.compose.value().reference_ids == (card.image_id,), timeout=WAIT_MS
    )


def test_our_own_card_dropped_on_the_conversation_becomes_a_reference(
    window, qtbot, pictures
) -> None:
    from gallery_studio.studio.editing import EditMessage, EditSource

    first, second = brought_in(qtbot, window, pictures[:2])
    source = EditSource(window.session.id, first.image_id)
    window.parts.worker.start_edit(source, EditMessage("make it darker", ("offline",)))
    qtbot.waitUntil(lambda: window.pane.state is not None, timeout=WAIT_MS)
    qtbot.waitUntil(
        lambda: all(card.status is Status.COMPLETED for card in window.canvas.cards),
        timeout=WAIT_MS,
    )
    mime = own_mime(window, qtbot, [second])
    references = window.pane.input.references
    text = window.pane.input.text.edit.viewport()
    for place in (window.pane, text):
        assert enter(place, mime, QPoint(20, 20))
        assert drop(place, mime, QPoint(20, 20))
    qtbot.waitUntil(lambda: len(references.references) == 1, timeout=WAIT_MS)
    assert references.references[0].image_id == second.image_id
    assert references.references[0].label == second.caption


def test_copy_and_paste_makes_a_second_card_of_the_same_picture(window, qtbot, pictures) -> None:
    card = brought_in(qtbot, window, pictures[:1])[0]
    window.view.setFocus()
    window.view.select([card.id])
    QTest.keyClick(window.view, Qt.Key.Key_C, CTRL)
    qtbot.waitUntil(lambda: "Image copied" in toasts(window), timeout=WAIT_MS)
    mime = QGuiApplication.clipboard().mimeData()
    assert {"text/uri-list", "text/plain", "application/x-qt-image", STUDIO_IMAGES} <= set(
        mime.formats()
    )
    QTest.keyClick(window.view, Qt.Key.Key_V, CTRL)
    have_cards(qtbot, window, 2)
    assert {one.image_id for one in window.canvas.cards} == {card.image_id}


def test_copy_as_file_carries_files_alone(window, qtbot, pictures) -> None:
    cards = brought_in(qtbot, window, pictures[:2])
    window.view.select([card.id for card in cards])
    window.actions_by_id["copy_files"].trigger()
    qtbot.waitUntil(lambda: "2 files copied" in toasts(window), timeout=WAIT_MS)
    mime = QGuiApplication.clipboard().mimeData()
    assert [Path(url.toLocalFile()).exists() for url in mime.urls()] == [True, True]
    assert not mime.hasImage()


def test_copy_prompt_copies_the_words_sent(window, qtbot) -> None:
    window.composer.fill("a lighthouse at dusk")
    window.compose.request_generate()
    qtbot.waitUntil(
        lambda: [c.status for c in window.canvas.cards] == [Status.COMPLETED], timeout=WAIT_MS
    )
    card = window.canvas.cards[0]
    window.view.select([card.id])
    window.actions_by_id["copy_prompt"].trigger()
    sent = window.parts.reader.output(card.output_id).prompt
    assert QGuiApplication.clipboard().text() == sent
    assert "lighthouse" in sent
