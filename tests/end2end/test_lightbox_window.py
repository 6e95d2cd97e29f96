"""What is asked for in the lightbox of the whole window: copies, files, lost files, words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gallery_studio.config import Settings
from gallery_studio.library.library import Library
from tests.support.file_dialogs import answer, dialog_of
from tests.support.filled import opened_at
from tests.support.gemini_server import small_png
from tests.support.wall import CTRL, WAIT_MS, toasts

CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(studio, lamps):
    """Opened at the session."""
    yield from opened_at(studio, lamps[0].id)


def open_large(window, number: int):
    """Open a card large from the keyboard and return the lightbox."""
    card = sorted(window.canvas.cards, key=lambda card: card.placement.x)[number]
    window.view.setFocus()
    window.view.select([card.id])
    QTest.keyClick(window.view, Qt.Key.Key_Space)
    return window.lightbox._box


def is_seen(window, widget) -> bool:
    """Whether a click in the middle of a widget would reach it."""
    found = window.childAt(widget.mapTo(window, widget.rect().center()))
    return found is widget or widget.isAncestorOf(found)


def told(window, words: str) -> list:
    """Return the toasts a person sees that say this."""
    found = [toast for toast in window.toasts.toasts if words in toast.message.text]
    return [toast for toast in found if is_seen(window, toast)]


def test_a_picture_is_copied_with_all_its_pixels(window, qtbot) -> None:
    box = open_large(window, 1)
    QTest.keyClick(box, Qt.Key.Key_C, CTRL)
    qtbot.waitUntil(lambda: bool(told(window, "Image copied")), timeout=WAIT_MS)
    image = QGuiApplication.clipboard().image()
    item = box.order.current.image
    assert (image.width(), image.height()) == (item.width, item.height)
    assert image.pixelColor(0, 0).red() == 1
    box.close_lightbox()
    assert told(window, "Image copied"), "it is still told where the lightbox was"


def test_a_picture_is_saved_under_the_name_that_was_given(window, qtbot, tmp_path) -> None:
    box = open_large(window, 0)
    QTest.keyClick(box, Qt.Key.Key_S, CTRL)
    assert answer(dialog_of(window), tmp_path / "my lamp") == "brass-dome.png"
    words = f"1 image saved to {tmp_path.name}"
    qtbot.waitUntil(lambda: bool(told(window, words)), timeout=WAIT_MS)
    assert (tmp_path / "my lamp.png").read_bytes() == small_png(red=0)
    assert box.isVisible()
    box.close_lightbox()


def test_a_folder_that_takes_no_file_is_named_over_the_picture(window, qtbot, tmp_path) -> None:
    box = open_large(window, 0)
    window.parts.worker.save_picture(box.order.current.image.id, str(tmp_path / "gone" / "a.png"))
    qtbot.waitUntil(lambda: bool(told(window, "could not be saved")), timeout=WAIT_MS)
    assert "Choose another folder." in toasts(window)[0]
    (toast,) = told(window, "could not be saved")
    QTest.mouseClick(toast.close_button, Qt.MouseButton.LeftButton)
    assert not toasts(window)
    assert box.isVisible()
    box.close_lightbox()


def test_undo_in_the_lightbox_brings_a_deleted_picture_back_into_it(window, qtbot) -> None:
    box = open_large(window, 1)
    deleted = box.order.current.key
    QTest.keyClick(box, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(window.canvas.cards) == 2, timeout=WAIT_MS)
    (toast,) = told(window, "Image deleted")
    QTest.mouseClick(toast.action_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(window.canvas.cards) == 3, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: [i.key for i in box.order.items][1:2] == [deleted], timeout=WAIT_MS)
    QTest.keyClick(box, Qt.Key.Key_Z, CTRL_SHIFT)
    qtbot.waitUntil(lambda: deleted not in [i.key for i in box.order.items], timeout=WAIT_MS)
    box.close_lightbox()


def test_a_directive_is_copied_and_its_news_is_closed_or_ends_with_the_window(window) -> None:
    box = open_large(window, 2)
    QTest.keyClick(box, Qt.Key.Key_C, CTRL_SHIFT)
    assert QGuiApplication.clipboard().text() == "sage on sage"
    (toast,) = told(window, "Copied")
    focus_by_tab(window, toast.close_button)
    QTest.keyClick(toast.close_button, Qt.Key.Key_Space)
    assert not toasts(window)
    assert box.isAncestorOf(window.focusWidget())
    QTest.keyClick(box, Qt.Key.Key_C, CTRL_SHIFT)
    assert told(window, "Copied")


def focus_by_tab(window, widget) -> None:
    for _ in range(40):
        if widget.hasFocus():
            return
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    raise AssertionError("Tab does not lead there")


def test_a_lost_file_is_located_and_another_picture_is_refused(
    studio, qtbot, lamps, tmp_path
) -> None:
    image_id = lose_the_first(studio, tmp_path)
    settings = Settings(last_session=lamps[0].id, is_motion_reduced=True)
    with studio.window(settings) as window:
        box = open_large(window, 0)
        qtbot.waitUntil(lambda: bool(box.stage.buttons.shown), timeout=WAIT_MS)
        qtbot.waitUntil(lambda: bool(told(window, "picture files are missing")), timeout=WAIT_MS)
        assert window.view.is_missing(image_id)

        def locate(path) -> None:
            QTest.mouseClick(box.stage.buttons.shown[0], Qt.MouseButton.LeftButton)
            answer(dialog_of(window), path)

        (tmp_path / "other.png").write_bytes(small_png(red=200))
        locate(tmp_path / "other.png")
        words = "other.png is another picture"
        qtbot.waitUntil(lambda: bool(told(window, words)), timeout=WAIT_MS)
        locate(tmp_path / "kept.png")
        qtbot.waitUntil(lambda: not box.stage.buttons.shown, timeout=WAIT_MS)
        reader = window.parts.reader
        path = reader.image_store.path_of(reader.image(image_id))
        assert path.read_bytes() == (tmp_path / "kept.png").read_bytes()
        qtbot.waitUntil(lambda: not window.view.is_missing(image_id), timeout=WAIT_MS)
        qtbot.waitUntil(lambda: window.previews.pixmap(image_id, 64) is not None, timeout=WAIT_MS)
        box.close_lightbox()


def lose_the_first(studio, folder):
    """Take a picture's file and previews away; keep a copy of the file."""
    library = Library.open(studio.folder)
    reader = library.reader()
    (summary,) = reader.session_summaries()
    card = min(reader.canvas_cards(summary.id), key=lambda card: card.placement.x)
    path = library.images.path_of(reader.image(card.image_id))
    (folder / "kept.png").write_bytes(path.read_bytes())
    path.unlink()
    for preview in (studio.folder / "previews").rglob(f"{card.image_id}*"):
        preview.unlink()
    reader.shutdown()
    library.shutdown()
    return card.image_id
