"""Text of people and models is shown literally, everywhere."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QLabel

from gallery_studio.ui.widgets.banner import Banner
from gallery_studio.ui.widgets.keys import key_text
from gallery_studio.ui.widgets.labels import PlainLabel, plain_label
from gallery_studio.ui.widgets.menu import Menu
from gallery_studio.ui.widgets.modal_dialog import ModalDialog
from gallery_studio.ui.widgets.toast import Toast, ToastMessage
from gallery_studio.ui.widgets.tooltips import LONGEST, plain_tooltip, set_plain_tooltip


@pytest.fixture
def payload(tmp_path) -> str:
    """HTML that would load a picture and grow to its size, were it taken for HTML."""
    path = tmp_path / "canary.png"
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.magenta)
    assert image.save(str(path))
    return f'<img src="{path.as_uri()}" width=400 height=300>'


def has_magenta(image: QImage) -> bool:
    return any(
        image.pixelColor(x, y).name() == "#ff00ff"
        for x in range(0, image.width(), 4)
        for y in range(0, image.height(), 4)
    )


def test_the_payload_works_where_nobody_guards(qtbot, payload):
    label = QLabel(payload)
    qtbot.addWidget(label)
    label.resize(500, 400)
    assert has_magenta(label.grab().toImage())


@pytest.mark.parametrize("max_lines", [0, 1, 3])
def test_a_label_shows_it_literally(theme, qtbot, payload, max_lines):
    label = PlainLabel(theme, payload, max_lines=max_lines)
    qtbot.addWidget(label)
    label.resize(500, 400)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert not has_magenta(label.grab().toImage())
    assert label.text() == payload
    assert label.sizeHint().height() < 300


@pytest.mark.parametrize(
    "make",
    [
        lambda theme, window, text: Toast(theme, ToastMessage(text, action=text)),
        lambda theme, window, text: Banner(theme, "info", text, title=text, button=text),
        lambda theme, window, text: ModalDialog(theme, text, window),
    ],
    ids=["toast", "banner", "dialog"],
)
def test_every_label_inside_is_plain(theme, window, qtbot, payload, make):
    widget = make(theme, window, payload)
    qtbot.addWidget(widget)
    widget.resize(900, 500)
    labels = widget.findChildren(QLabel)
    assert labels
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    assert not has_magenta(widget.grab().toImage())


def test_a_tooltip_shows_it_literally(theme, qtbot, payload):
    label = plain_label(theme, "x")
    qtbot.addWidget(label)
    set_plain_tooltip(label, payload, "E")
    document = QTextDocument()
    document.setHtml(label.toolTip())
    assert document.toPlainText().startswith(payload)
    set_plain_tooltip(label, "")
    assert label.toolTip() == ""


@settings(max_examples=80, deadline=None)
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"])))
def test_any_text_survives_a_tooltip(qapp, text):
    document = QTextDocument()
    document.setHtml(plain_tooltip(text))
    assert document.toPlainText() == (text if len(text) <= LONGEST else text[:499] + "…")


def test_a_long_tooltip_is_cut(qapp):
    document = QTextDocument()
    document.setHtml(plain_tooltip("x" * 600))
    assert document.toPlainText() == "x" * (LONGEST - 1) + "…"


def test_a_cut_label_offers_its_whole_text(theme, qtbot):
    label = PlainLabel(theme, "A very long name that does not fit in sixty pixels")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert "sixty pixels" in label.toolTip()
    label.resize(800, 20)
    assert label.toolTip() == ""
    label.setText("x" * 300)
    assert label.toolTip()


def test_a_label_of_two_lines_is_two_lines_high(theme, qtbot):
    label = PlainLabel(theme, "word " * 50, max_lines=2)
    qtbot.addWidget(label)
    assert label.heightForWidth(200) == 2 * theme.line_height("body")
    assert label.heightForWidth(9999) == theme.line_height("body")


def test_a_menu_shows_names_literally(theme, qtbot, payload):
    menu = Menu(theme, "Session")
    qtbot.addWidget(menu)
    action = menu.add_item("Basalt & amber", key="Ctrl+Return")
    assert action.text() == "Basalt && amber\tCtrl+↵"
    assert action.shortcut().isEmpty()
    menu.add_item(payload)
    menu.resize(menu.sizeHint())
    assert not has_magenta(menu.grab().toImage())


def test_a_menu_entry_acts(theme, qtbot):
    menu = Menu(theme, "Card")
    qtbot.addWidget(menu)
    called = []
    menu.add_item("Edit", lambda: called.append(1), icon="wand-sparkles", is_danger=True).trigger()
    assert called == [1]


def test_keys_are_written_short(qapp):
    assert key_text("Ctrl+Return") == "Ctrl+↵"
    assert key_text("Alt+Left") == "Alt+←"
