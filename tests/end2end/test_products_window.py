"""The catalogue at the window: pictures of products, files read and written."""

from __future__ import annotations

import csv
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from gallery_studio.ui.composing_feature import ComposingFeature
from tests.support.drops import drop, enter
from tests.support.gemini_server import small_png
from tests.support.wall import CTRL, WAIT_MS, toasts

LEFT = Qt.MouseButton.LeftButton


def products_of(window):
    return next(f for f in window.features if isinstance(f, ComposingFeature)).products


def stored(window):
    return window.parts.reader.find_products()


def opened_catalogue(window, qtbot):
    qtbot.mouseClick(window.sidebar.products.add, LEFT)
    return products_of(window).catalogue


def filled(window, qtbot, *names: str):
    """Open the catalogue and type products in."""
    catalogue = opened_catalogue(window, qtbot)
    for name in names:
        qtbot.mouseClick(catalogue.new, LEFT)
        QTest.keyClicks(catalogue.form.name.edit, name)
        QTest.keyClick(catalogue.form.name.edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda n=name: n in [p.name for p in stored(window)], timeout=WAIT_MS)
    return catalogue


def picture_mime(red: int) -> QMimeData:
    mime = QMimeData()
    mime.setData("image/png", small_png(red=red))
    return mime


def test_a_picture_is_dropped_pasted_and_taken_away(studio, qtbot) -> None:
    with studio.window() as window:
        form = filled(window, qtbot, "Halden lamp").form

        def image_changes_from(before) -> str | None:
            qtbot.waitUntil(lambda: stored(window)[0].image_id != before, timeout=WAIT_MS)
            qtbot.waitUntil(lambda: not form.save.isEnabled(), timeout=WAIT_MS)
            return stored(window)[0].image_id

        mime = picture_mime(1)
        assert enter(form.picture, mime, QPoint(20, 20))
        assert drop(form.picture, mime, QPoint(20, 20))
        dropped = image_changes_from(None)
        assert form.picture.image_id == dropped
        QGuiApplication.clipboard().setMimeData(picture_mime(2))
        form.picture.setFocus()
        QTest.keyClick(form.picture, Qt.Key.Key_V, CTRL)
        pasted = image_changes_from(dropped)
        QGuiApplication.clipboard().clear()
        QTest.keyClick(form.picture, Qt.Key.Key_Delete)
        assert form.picture.image_id is None
        assert stored(window)[0].image_id == pasted, "only Save takes it away for good"
        qtbot.mouseClick(form.save, LEFT)
        assert image_changes_from(pasted) is None
        assert stored(window)[0].name == "Halden lamp"
        products_of(window).catalogue.close_dialog()


def choose_file(window, title: str, path: Path) -> None:
    """Take a file in the dialog that is open."""
    (dialog,) = [d for d in window.findChildren(QFileDialog) if d.windowTitle() == title]
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(path.name)
    dialog.accept()


def test_an_encoding_is_chosen_and_the_words_come_in_right(studio, qtbot, tmp_path) -> None:
    table = tmp_path / "products.csv"
    table.write_bytes("name,brand\nL\xe1mpara,Peque\xf1o\n".encode("cp1252"))
    with studio.window() as window:
        catalogue = opened_catalogue(window, qtbot)
        qtbot.mouseClick(catalogue.import_button, LEFT)
        choose_file(window, "Import products", table)
        dialog = products_of(window).import_dialog
        qtbot.waitUntil(dialog.start.isEnabled, timeout=WAIT_MS)

        def read_as(encoding: str) -> str:
            dialog.encoding.open_menu()
            menu = dialog.encoding.menu_
            values = [value for value, _ in dialog.encoding._choices]
            menu.actions()[values.index(encoding)].trigger()
            menu.close()
            qtbot.waitUntil(lambda: f", {encoding}, " in dialog.facts.text(), timeout=WAIT_MS)
            return dialog.table.accessibleDescription()

        assert "Lámpara" not in read_as("cp1251")
        assert "Lámpara" in read_as("cp1252")
        assert "Pequeño" in read_as("cp1252")
        qtbot.mouseClick(dialog.start, LEFT)
        qtbot.waitUntil(lambda: len(stored(window)) == 1, timeout=WAIT_MS)
        (product,) = stored(window)
        assert (product.name, product.brand) == ("Lámpara", "Pequeño")
        qtbot.waitUntil(lambda: products_of(window).import_dialog is None, timeout=WAIT_MS)
        catalogue.close_dialog()


def test_the_catalogue_is_exported_or_it_says_why_not(studio, qtbot, tmp_path: Path) -> None:
    with studio.window() as window:
        catalogue = filled(window, qtbot, "Halden lamp", "Mira vase")
        qtbot.waitUntil(catalogue.export_button.isEnabled, timeout=WAIT_MS)
        qtbot.mouseClick(catalogue.export_button, LEFT)
        (dialog,) = window.findChildren(QFileDialog)
        dialog.fileSelected.emit(str(tmp_path / "gone" / "products.csv"))
        dialog.close()
        qtbot.waitUntil(lambda: len(toasts(window)) == 1, timeout=WAIT_MS)
        assert "products.csv" in toasts(window)[0]
        qtbot.waitUntil(lambda: not window.findChildren(QFileDialog), timeout=WAIT_MS)
        qtbot.mouseClick(catalogue.export_button, LEFT)
        choose_file(window, "Export products", tmp_path / "autumn")
        qtbot.waitUntil(lambda: "2 products exported" in toasts(window), timeout=WAIT_MS)
        with (tmp_path / "autumn.csv").open(encoding="utf-8-sig", newline="") as file:
            names = [row["name"] for row in csv.DictReader(file)]
        assert sorted(names) == ["Halden lamp", "Mira vase"]
        catalogue.close_dialog()
