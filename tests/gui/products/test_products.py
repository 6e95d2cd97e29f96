"""The catalogue and the import, with hands and keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from gallery_studio.domain.ids import ProductId
from gallery_studio.domain.people import Product
from gallery_studio.library.product_file import inspect_file
from gallery_studio.studio.products import ImportProgress
from gallery_studio.ui.products.catalogue_dialog import CatalogueDialog
from gallery_studio.ui.products.import_dialog import ImportDialog

NOW = "2026-11-21T11:42:00.000+00:00"
EVIL = "<img src='file:///etc/passwd'>"


def product(number: int, name: str = "") -> Product:
    return Product(ProductId(f"p{number}"), f"S-{number}", name or f"Lamp {number}", NOW, "Hell")


@pytest.fixture
def window(qtbot, theme):
    window = QWidget()
    window.resize(1200, 800)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    return window


class Shop:
    """A catalogue in memory that counts what was asked of it."""

    def __init__(self, count: int) -> None:
        self.products = [product(n) for n in range(count)]
        self.pages: list[tuple[str, int, int]] = []

    def page(self, text: str, limit: int, offset: int) -> list[Product]:
        self.pages.append((text, limit, offset))
        return self.found(text)[offset : offset + limit]

    def count(self, text: str) -> int:
        return len(self.found(text))

    def found(self, text: str) -> list[Product]:
        return [p for p in self.products if text.casefold() in p.name.casefold()]


def catalogue(theme, window, shop: Shop) -> CatalogueDialog:
    dialog = CatalogueDialog(theme, window, shop.page, shop.count, lambda _image: None)
    dialog.open_first()
    return dialog


def test_a_large_catalogue_is_read_page_by_page(theme, window, qtbot):
    shop = Shop(1_000)
    dialog = catalogue(theme, window, shop)
    assert dialog.model.rowCount() == 100
    dialog.list.scrollToBottom()
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 100)
    assert shop.pages[-1][1:] == (100, dialog.model.rowCount() - 100)
    assert dialog.total.text() == "1,000 products"
    qtbot.keyClicks(dialog.search.edit, "lamp 99")
    assert dialog.model.rowCount() == 11
    assert dialog.total.text() == "11 products"
    qtbot.keyClicks(dialog.search.edit, "zzz")
    assert "Nothing matches" in dialog.empty.text()


def test_save_needs_a_name_and_a_change(theme, window, qtbot):
    dialog = catalogue(theme, window, Shop(2))
    form = dialog.form
    assert not form.save.isEnabled()
    form.name.set_text("")
    with qtbot.assertNotEmitted(form.save_requested):
        form.request_save()
    form.name.set_text("Lamp of brass")
    with qtbot.waitSignal(form.save_requested) as saved:
        qtbot.keyClick(form.name.edit, Qt.Key.Key_Return)
    assert saved.args[0].name == "Lamp of brass"
    assert saved.args[0].id == "p0"
    form.set_saved()
    assert not form.is_changed


def test_going_to_another_product_saves_what_was_typed(theme, window, qtbot):
    dialog = catalogue(theme, window, Shop(2))
    dialog.form.brand.set_text("Other")
    with qtbot.waitSignal(dialog.form.save_requested) as saved:
        dialog.list.setCurrentIndex(dialog.model.index(1))
    assert (saved.args[0].id, saved.args[0].brand) == ("p0", "Other")
    assert dialog.form.product_id == "p1"


def test_delete_session_and_new(theme, window, qtbot):
    dialog = catalogue(theme, window, Shop(2))
    dialog.set_session(["p0"])
    assert dialog.form.in_session.text() == "Remove from session"
    with qtbot.waitSignal(dialog.form.session_toggled) as toggled:
        dialog.form.in_session.click()
    assert toggled.args == ["p0"]
    dialog.list.setFocus()
    with qtbot.waitSignal(dialog.form.delete_requested) as deleted:
        qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert deleted.args == ["p0"]
    dialog.new.click()
    assert dialog.form.name.text() == ""
    assert not dialog.form.delete.isVisible()


def import_dialog(theme, window, path: Path) -> ImportDialog:
    dialog = ImportDialog(theme, window)
    dialog.open()
    dialog.show_preview(inspect_file(path))
    return dialog


def test_the_preview_says_what_comes_and_what_not(theme, window, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"name;sku;price\n{EVIL};S-1;3\n")
    dialog = import_dialog(theme, window, path)
    assert "cells by semicolon" in dialog.facts.text()
    assert "Not taken over: price" in dialog.note.text()
    assert EVIL in dialog.table.accessibleDescription()
    assert dialog.start.isEnabled()
    assert not dialog.encoding.isVisible()
    for label in dialog.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_an_unknown_encoding_is_chosen(theme, window, tmp_path, qtbot):
    path = tmp_path / "a.csv"
    path.write_bytes("name\nLámpara\n".encode("cp1252"))
    dialog = import_dialog(theme, window, path)
    assert dialog.encoding.isVisible()
    dialog.encoding.open_menu()
    with qtbot.waitSignal(dialog.encoding_chosen) as chosen:
        dialog.encoding.menu_.actions()[1].trigger()
    assert chosen.args == ["cp1250"]
    dialog.encoding.menu_.close()


def test_after_a_wrong_encoding_another_one_is_chosen(theme, window, tmp_path, qtbot):
    path = tmp_path / "a.csv"
    path.write_bytes("name\nLámpara\n".encode("cp1252"))
    dialog = import_dialog(theme, window, path)
    dialog.show_problem("The text is not shift_jis. Choose another encoding.")
    assert dialog.encoding.isVisible()
    dialog.encoding.open_menu()
    with qtbot.waitSignal(dialog.encoding_chosen):
        dialog.encoding.menu_.actions()[1].trigger()
    dialog.encoding.menu_.close()
    dialog.show_preview(inspect_file(path, "cp1250"))
    assert dialog.encoding.isVisible()
    assert dialog.start.isEnabled()


def test_a_file_that_is_sure_of_its_encoding_offers_none(theme, window, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("name\nLamp\n")
    dialog = import_dialog(theme, window, path)
    dialog.show_problem("Line 2 has no name.")
    assert not dialog.encoding.isVisible()


def test_escape_cancels_a_running_import_and_closes_after_its_end(theme, window, tmp_path, qtbot):
    path = tmp_path / "a.csv"
    path.write_text("name\nLamp\n")
    dialog = import_dialog(theme, window, path)
    with qtbot.waitSignal(dialog.import_confirmed):
        qtbot.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    dialog.show_progress(ImportProgress(500, 0.5))
    assert "500 products" in dialog.count.text()
    assert dialog.bar.value() == 500
    with qtbot.waitSignal(dialog.cancel_requested):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.show_problem("The import was cancelled. Nothing was changed.")
    assert dialog.problem.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
