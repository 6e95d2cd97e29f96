"""Pictures pasted, and those that come from an address or a browser."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest

from gallery_studio.domain.status import Status
from gallery_studio.studio.web_import import FetchPolicy
from gallery_studio.ui.widgets.selectable_row import SelectableRow
from tests.support.drops import drop_on_wall, files_mime, in_and_out
from tests.support.wall import (
    CTRL,
    MIDDLE,
    WAIT_MS,
    brought_in,
    captions,
    have_cards,
    png,
    toasts,
)
from tests.support.web_server import WebServer, trusting


def use_server(window) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    in_and_out(window).worker.policy = FetchPolicy(resolve, lambda _: True, trusting())


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


def test_pictures_pasted_into_an_edit_are_its_references(window, qtbot, pictures) -> None:
    (card,) = brought_in(qtbot, window, pictures[:1])
    window.view.setFocus()
    window.view.select([card.id])
    QTest.keyClick(window.view, Qt.Key.Key_E)
    dialog = window.edits._dialog

    def paste(shade: int, field, count: int) -> None:
        mime = QMimeData()
        mime.setData("image/png", png(shade))
        QGuiApplication.clipboard().setMimeData(mime)
        field.text.edit.setFocus()
        QTest.keyClick(field.text.edit, Qt.Key.Key_V, CTRL)
        qtbot.waitUntil(lambda: len(field.message().references) == count, timeout=WAIT_MS)

    paste(70, dialog, 1)
    paste(71, dialog, 2)
    QTest.keyClicks(dialog.text.edit, "warmer")
    (offline,) = dialog.form.findChildren(SelectableRow)
    qtbot.mouseClick(offline, Qt.MouseButton.LeftButton)
    QTest.keyClick(dialog.text.edit, Qt.Key.Key_Return, CTRL)
    have_cards(qtbot, window, 2)
    qtbot.waitUntil(lambda: window.edits.conversation_id is not None, timeout=WAIT_MS)
    (turn,) = window.parts.reader.turns(window.edits.conversation_id)
    assert [one.label for one in turn.references] == ["Pasted picture", "Pasted picture"]
    qtbot.waitUntil(window.pane.input.text.edit.isVisible, timeout=WAIT_MS)
    paste(72, window.pane.input, 1)
    done = [Status.COMPLETED] * 2
    qtbot.waitUntil(lambda: [c.status for c in window.canvas.cards] == done, timeout=WAIT_MS)


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
