"""E44, E46: every text is shown letter by letter, wherever it came from, however it came in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QTextBrowser, QTextEdit

from gallery_studio.config import Settings
from gallery_studio.ui.conversation.message_edit import MessageEdit
from tests.faults.network_bench import WAIT_MS
from tests.support.tour import fill, long_markup, walk

OTHER_MARKS = re.compile(r"<(?!/?(?:p|i|br)>)")
LARGEST_PX = 16_000
"""No widget may grow to what an image tag asks for (100,000)."""


class Faults:
    """Looks at every label and text field there is, and notes what is not plain."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self.labels = 0

    def look(self) -> None:
        for widget in QApplication.allWidgets():
            name = f"{type(widget).__name__} in {type(widget.parent()).__name__}"
            if isinstance(widget, QLabel) and not isinstance(widget.parent(), QFileDialog):
                # Qt's own dialog has its own words in its labels.
                self.labels += 1
                if widget.windowType() == Qt.WindowType.ToolTip:
                    # Always rich and always escaped: only our own marks may be in it.
                    if OTHER_MARKS.search(widget.text()):
                        self.found.add(f"tooltip of {name} holds {widget.text()[:40]!r}")
                elif widget.text() and widget.textFormat() != Qt.TextFormat.PlainText:
                    self.found.add(f"{name} is not plain: {widget.text()[:40]!r}")
            if isinstance(widget, QTextEdit) and widget.acceptRichText():
                self.found.add(f"{name} takes rich text")
            if isinstance(widget, QTextBrowser) and widget.openLinks():
                self.found.add(f"{name} follows links")
            # Lists of many rows are high inside their scroll areas; nothing else is.
            if widget.isVisible() and widget.width() > LARGEST_PX:
                self.found.add(f"{name} is {widget.width()} px wide")


def test_e44_every_label_is_plain_and_keeps_its_size(studio, qtbot, qapp, tmp_path: Path) -> None:
    canary = tmp_path / "CANARY.png"
    canary.write_bytes(b"not looked at")
    session_id = fill(studio.folder, canary)
    faults = Faults()

    def settle() -> None:
        for _ in range(3):
            qapp.processEvents()
        faults.look()

    with studio.window(Settings(last_session=session_id)) as window:
        assert walk(window, long_markup(canary), settle) > 30
        assert (window.width(), window.height()) == (1400, 900)
    assert faults.labels > 100
    assert faults.found == set()


def test_e44_text_is_shown_letter_by_letter(studio, qtbot, tmp_path: Path) -> None:
    canary = tmp_path / "CANARY.png"
    session_id = fill(studio.folder, canary)
    text = long_markup(canary)
    with studio.window(Settings(last_session=session_id)) as window:
        assert window.windowTitle().startswith("if a<b> then <img")
        assert window.compose.edit.toPlainText() == text
        assert {card.caption for card in window.canvas.cards} == {text}
        window.news.say(text)
        assert window.toasts.toasts[0].message.text == text
        found = window.parts.reader.search("then")
        assert found, "what looks like markup is found by its words"


@pytest.mark.parametrize("is_large", [False, True])
def test_e44_message_of_any_length_is_laid_out(studio, qtbot, is_large) -> None:
    with studio.window() as window:
        edit = MessageEdit(window.parts.theme, "Message", "", is_large=is_large, parent=window)
        edit.show()
        for lines in (1, *range(4, 14), 20, 60):
            for width in (300, 420, 640):
                edit.resize(width, 80)
                edit.edit.setPlainText("\n".join(["if a<b> then this is a longer line"] * lines))
                QApplication.processEvents()
            assert edit.edit.toPlainText().count("\n") == lines - 1


def html_with_images(canary: Path) -> QMimeData:
    mime = QMimeData()
    mime.setHtml(f"<b>bold</b> <img src='{canary.as_uri()}'> <a href='{canary.as_uri()}'>link</a>")
    mime.setText("bold link")
    return mime


def only_html(canary: Path) -> QMimeData:
    mime = QMimeData()
    mime.setHtml(f"<b>bold</b> <img src='{canary.as_uri()}'>")
    return mime


def pasted_into(edit: Any, mime: QMimeData) -> str:
    edit.setFocus()
    edit.clear()
    edit.insertFromMimeData(mime)
    QApplication.processEvents()
    return str(edit.toPlainText())


@pytest.mark.parametrize("make", [html_with_images, only_html])
def test_e46_pasted_html_is_plain_text(studio, qtbot, tmp_path: Path, make) -> None:
    canary = tmp_path / "CANARY.png"
    session_id = fill(studio.folder, canary)
    with studio.window(Settings(last_session=session_id)) as window:
        window.edits.open_card(next(iter(window.view.model.cards)))
        qtbot.waitUntil(lambda: window.split.is_open, timeout=WAIT_MS)
        fields = [window.compose.edit, *(m.edit for m in window.pane.findChildren(MessageEdit))]
        assert len(fields) >= 2
        for edit in fields:
            said = pasted_into(edit, make(canary))
            assert said in ("bold link", "")
            assert "\ufffc" not in said, "a picture came in"
            html = edit.document().toHtml()
            assert "<img" not in html
            assert "font-weight:700" not in html
        assert window.compose.value().reference_ids == ()
