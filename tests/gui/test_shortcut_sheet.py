"""The sheet of all keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from gallery_studio.ui.actions import SPECS, ActionTable
from gallery_studio.ui.shortcut_sheet import KeyCap, ShortcutSheet


@pytest.fixture
def window(qtbot):
    window = QWidget()
    window.resize(1024, 700)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    return window


def test_it_has_every_row_with_its_key(theme, window):
    sheet = ShortcutSheet(theme, window, ActionTable())
    sheet.open()
    texts = {label.text() for label in sheet.findChildren(QLabel)}
    keys = [cap.accessibleName() for cap in sheet.findChildren(KeyCap)]
    rows = [spec for spec in SPECS if spec.key]
    assert {spec.text for spec in rows} <= texts
    assert sorted(keys) == sorted(spec.key for spec in rows)


def test_letters_that_are_off_are_shown_as_off(theme, window):
    sheet = ShortcutSheet(theme, window, ActionTable(), are_letters_on=False)
    sheet.open()
    off = {cap.accessibleName() for cap in sheet.findChildren(KeyCap) if not cap.isEnabled()}
    assert off == {spec.key for spec in SPECS if spec.is_letter}
    assert any("Single letters are off" in x.text() for x in sheet.findChildren(QLabel))


@pytest.mark.parametrize("percent", [100, 150])
def test_it_fits_the_smallest_window_and_closes_on_escape(theme, window, qtbot, percent):
    theme.set_ui_scale(percent)
    sheet = ShortcutSheet(theme, window, ActionTable())
    sheet.open()
    assert window.rect().contains(sheet.panel_rect)
    assert sheet.body.width() <= sheet.scroll_area.viewport().width()
    with qtbot.waitSignal(sheet.closed):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
