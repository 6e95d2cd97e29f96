"""What a person asks for on the wall and in a conversation: words, files, marks, room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gallery_studio.config import Settings
from gallery_studio.library.library import Library
from gallery_studio.ui.conversation.output_tile import OutputTile
from gallery_studio.ui.widgets.menu import Menu
from tests.support.file_dialogs import answer, dialog_of
from tests.support.filled import fill, opened_at, paint
from tests.support.gemini_server import small_png
from tests.support.wall import CTRL, WAIT_MS, brought_in, center_of, png, toasts
from tests.unit.library.building import edit_work

CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def lamps(studio):
    """A session of three pictures and an edit of the first: (session, run, edit)."""
    library = Library.open(studio.folder)
    of, work = fill(library, "Halden lamp", ("brass dome", "cobalt room", "sage on sage"))
    reader = library.reader()
    image = reader.image(reader.output(work.outputs[0].id).image_id)
    reader.shutdown()
    edit = edit_work(of, image, work.outputs[0].id)
    library.work.start(edit)
    paint(library, edit.outputs[0].id, 99)
    library.shutdown()
    return of, work, edit


@pytest.fixture
def window(studio, lamps):
    """Opened at the session."""
    yield from opened_at(studio, lamps[0].id)


def press(window, card_ids, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key on the wall with these cards selected."""
    window.view.setFocus()
    window.view.select(list(card_ids))
    QTest.keyClick(window.view, key, modifiers)


def tile_of(window, edit) -> OutputTile:
    """Open the conversation of an edit and return the tile of its picture, with the focus."""
    window.edits.open_conversation(edit.conversations[0].id)
    (tile,) = [
        tile
        for tile in window.pane.findChildren(OutputTile)
        if tile.output.id == edit.outputs[0].id
    ]
    tile.setFocus()
    return tile


def test_the_directives_of_the_selection_are_copied_a_line_each(window, lamps) -> None:
    _, work, _ = lamps
    press(window, [card.id for card in work.cards[:2]], Qt.Key.Key_C, CTRL_SHIFT)
    assert QGuiApplication.clipboard().text() == "brass dome\ncobalt room"
    assert toasts(window) == ["Copied"]


def test_a_directive_is_used_again_with_the_cursor_behind_it(window, lamps) -> None:
    _, work, _ = lamps
    press(window, [work.cards[1].id], Qt.Key.Key_D)
    assert window.compose.edit.hasFocus()
    QTest.keyClicks(window.compose.edit, ", at night")
    assert window.compose.value().text == "cobalt room, at night"


def test_a_picture_brought_in_has_no_directive_to_use_again(window, qtbot, tmp_path) -> None:
    window.new_session()
    (tmp_path / "holiday.png").write_bytes(png(7))
    (card,) = brought_in(qtbot, window, [tmp_path / "holiday.png"])
    window.compose.edit.insertPlainText("words of mine")
    press(window, [card.id], Qt.Key.Key_D)
    assert window.compose.value().text == "words of mine"
    menu = menu_over(window, card)
    assert not item_of(menu, "Reuse directive").isEnabled()
    assert not item_of(menu, "Copy directive").isEnabled()
    menu.close()


def menu_over(window, card) -> Menu:
    """Press the right button over a card."""
    at = center_of(window, card)
    by_mouse = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(by_mouse, at, window.view.mapToGlobal(at))
    QApplication.sendEvent(window.view, event)
    return next(one for one in window.findChildren(Menu) if one.isVisible())


def item_of(menu: Menu, words: str) -> QAction:
    return next(one for one in menu.actions() if one.text().split("\t")[0] == words)


def test_a_card_is_rejected_from_its_menu_and_taken_back(window, qtbot, lamps) -> None:
    _, work, _ = lamps
    card = window.view.model.get(work.cards[2].id)

    def choose(words: str) -> None:
        menu = menu_over(window, card)
        action = item_of(menu, words)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    choose("Reject")
    qtbot.waitUntil(lambda: window.view.model.get(card.id).is_rejected, timeout=WAIT_MS)
    choose("Reject")
    qtbot.waitUntil(lambda: not window.view.model.get(card.id).is_rejected, timeout=WAIT_MS)


def test_several_pictures_are_saved_into_a_folder_beside_what_lies_there(
    window, qtbot, lamps, tmp_path
) -> None:
    _, work, _ = lamps
    folder = tmp_path / "taken out"
    folder.mkdir()
    (folder / "brass-dome.png").write_bytes(b"mine")
    press(window, [card.id for card in work.cards], Qt.Key.Key_S, CTRL)
    assert dialog_of(window).windowTitle() == "Save 3 images to a folder"
    answer(dialog_of(window), folder)
    qtbot.waitUntil(lambda: "3 images saved" in toasts(window), timeout=WAIT_MS)
    assert (folder / "brass-dome.png").read_bytes() == b"mine"
    saved = {path.name: path.read_bytes() for path in folder.iterdir()}
    names = ("brass-dome-2.png", "cobalt-room.png", "sage-on-sage.png")
    assert {name: saved[name] for name in names} == {
        name: small_png(red=number) for number, name in enumerate(names)
    }
    assert len(saved) == 4


def test_pictures_brought_in_keep_their_names_when_they_go_out(window, qtbot, tmp_path) -> None:
    window.new_session()
    paths = [tmp_path / "holiday 1.png", tmp_path / "holiday 2.png"]
    for number, path in enumerate(paths):
        path.write_bytes(png(number))
    cards = brought_in(qtbot, window, paths)
    folder = tmp_path / "out"
    folder.mkdir()
    press(window, [cards[0].id], Qt.Key.Key_S, CTRL)
    stem = cards[0].caption.removesuffix(".png").replace(" ", "-")
    assert answer(dialog_of(window), folder / "one.png") == f"{stem}.png"
    qtbot.waitUntil(lambda: "1 image saved to out" in toasts(window), timeout=WAIT_MS)
    press(window, [card.id for card in cards], Qt.Key.Key_S, CTRL)
    answer(dialog_of(window), folder)
    qtbot.waitUntil(lambda: "2 images saved" in toasts(window), timeout=WAIT_MS)
    names = {path.name for path in folder.iterdir()}
    assert names == {"one.png", "holiday-1.png", "holiday-2.png"}


def test_a_picture_of_a_conversation_is_saved(window, qtbot, lamps, tmp_path) -> None:
    tile = tile_of(window, lamps[2])
    QTest.keyClick(tile, Qt.Key.Key_D)
    assert answer(dialog_of(window), tmp_path / "warm.png") == "warmer.png"
    qtbot.waitUntil((tmp_path / "warm.png").exists, timeout=WAIT_MS)
    assert (tmp_path / "warm.png").read_bytes() == small_png(red=99)


def test_a_picture_whose_card_is_in_the_bin_is_saved_and_else_says_where_it_is(
    window, qtbot, lamps, tmp_path
) -> None:
    _, _, edit = lamps
    press(window, [edit.cards[0].id], Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(window.canvas.cards) == 3, timeout=WAIT_MS)
    tile = tile_of(window, edit)
    for key in (Qt.Key.Key_S, Qt.Key.Key_U, Qt.Key.Key_Space):
        QTest.keyClick(tile, key)
        toast = next(t for t in window.toasts.toasts if "is in the bin" in t.message.text)
        assert toast.message.text == "The card of this image is in the bin. Restore it there first."
        toast.close_toast()
    assert window.lightbox._box is None
    QTest.keyClick(tile, Qt.Key.Key_D)
    answer(dialog_of(window), tmp_path / "warm.png")
    qtbot.waitUntil((tmp_path / "warm.png").exists, timeout=WAIT_MS)
    assert (tmp_path / "warm.png").read_bytes() == small_png(red=99)


def test_star_and_rejection_are_taken_away_in_a_conversation(window, qtbot, lamps) -> None:
    card = lamps[2].cards[0]
    tile = tile_of(window, lamps[2])

    def flags() -> tuple[bool, bool]:
        found = window.view.model.get(card.id)
        return found.is_starred, found.is_rejected

    QTest.keyClick(tile, Qt.Key.Key_S)
    QTest.keyClick(tile, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: flags() == (True, True), timeout=WAIT_MS)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_U)
    qtbot.waitUntil(lambda: flags() == (False, False), timeout=WAIT_MS)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: flags() == (True, True), timeout=WAIT_MS)


def drag_split(window, qtbot, by: int) -> int:
    """Drag the line between wall and conversation; return the width the conversation has then."""
    handle = window.split.splitter.handle(1)
    qtbot.waitUntil(lambda: handle.height() == window.split.splitter.height())
    start, before = handle.rect().center(), window.pane.width()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(handle, start + QPoint(by, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start)
    assert window.pane.width() == pytest.approx(before - by, abs=handle.width())
    return window.pane.width()


def test_the_width_a_conversation_is_dragged_to_is_kept(studio, qtbot, lamps) -> None:
    of, _, edit = lamps
    with studio.window(Settings(last_session=of.id, is_motion_reduced=True)) as window:
        tile_of(window, edit)
        width = drag_split(window, qtbot, -80)
    with studio.window() as window:
        tile_of(window, edit)
        assert window.pane.width() == width


def test_a_widened_conversation_that_is_dragged_stays_as_it_was_dragged(
    window, qtbot, lamps
) -> None:
    tile_of(window, lamps[2])
    window.action("widen_conversation").trigger()
    width = drag_split(window, qtbot, 120)
    assert window.pane.header.widen.accessibleName() == "Widen the conversation"
    window.resize(window.width() + 40, window.height())
    assert window.pane.width() == width
