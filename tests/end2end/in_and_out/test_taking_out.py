"""Cards dragged to other programs and to places of the window, and copied."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gallery_studio.domain.status import Status
from gallery_studio.ui.drop.drop_zones import Zone
from gallery_studio.ui.drop.offer import STUDIO_IMAGES
from tests.support.drops import drop, enter, hover_wall, in_and_out, zones_of
from tests.support.wall import CTRL, MIDDLE, WAIT_MS, brought_in, center_of, have_cards, toasts


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
