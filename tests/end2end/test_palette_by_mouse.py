"""The palette under the mouse, and what it offers when the library cannot be searched."""

from __future__ import annotations

import sqlite3

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gallery_studio.config import Settings
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.ui.palette.palette_feature import PaletteFeature
from gallery_studio.ui.shortcut_sheet import ShortcutSheet
from tests.support.wall import CTRL, WAIT_MS, toasts

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(studio, lamps):
    with studio.window(Settings(is_motion_reduced=True)) as opened:
        yield opened


def asked(window, qtbot, words: str):
    """Type words into the palette and return it once it shows what was found."""
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    palette = next(one for one in window.features if isinstance(one, PaletteFeature)).dialog
    QTest.keyClicks(palette.field.edit, words)
    qtbot.waitUntil(lambda: not palette._is_waiting, timeout=WAIT_MS)
    return palette


def lines(palette) -> list[str]:
    model = palette.list.lines
    return [model.index(row).data() for row in range(model.rowCount())]


def middle_of(palette, line: str) -> QPoint:
    palette.list.grab()  # lays the lines out
    row = lines(palette).index(line)
    return palette.list.visualRect(palette.list.lines.index(row)).center()


def test_a_click_goes_to_what_is_under_it(window, qtbot, lamps) -> None:
    of, work = lamps
    palette = asked(window, qtbot, "model:offline")
    at = middle_of(palette, "cobalt room. Halden lamp")
    assert palette.list.current_entry().text != "cobalt room"
    QTest.mouseClick(palette.list.viewport(), LEFT, pos=at)
    assert not palette.isVisible()
    assert window.session.id == of.id
    assert window.view.model.selection == [work.cards[1].id]


def test_a_click_on_a_heading_or_beside_the_lines_goes_nowhere(window, qtbot) -> None:
    palette = asked(window, qtbot, "shortc")
    viewport = palette.list.viewport()
    QTest.mouseClick(viewport, LEFT, pos=middle_of(palette, "Actions"))
    QTest.mouseClick(viewport, LEFT, pos=viewport.rect().bottomLeft() + QPoint(40, -2))
    assert palette.isVisible()
    assert not window.findChildren(ShortcutSheet)
    assert palette.field.edit.hasFocus()
    assert palette.list.current_entry().text == "Keyboard shortcuts"
    QTest.mouseClick(viewport, LEFT, pos=middle_of(palette, "Keyboard shortcuts. F1"))
    (sheet,) = window.findChildren(ShortcutSheet)
    assert sheet.isVisible()
    sheet.close_dialog()


def test_actions_are_offered_and_the_reason_told_when_nothing_can_be_searched(
    studio, window, qtbot
) -> None:
    with sqlite3.connect(studio.folder / DATABASE_NAME) as connection:
        connection.execute("DROP TABLE search")
    connection.close()
    palette = asked(window, qtbot, "shortc")
    assert lines(palette)[:2] == ["Actions", "Keyboard shortcuts. F1"]
    (words,) = toasts(window)
    assert "damaged" in words
    QTest.keyClicks(palette.field.edit, "u")
    qtbot.waitUntil(lambda: not palette._is_waiting, timeout=WAIT_MS)
    assert toasts(window) == [words], "the same is told once"
    QTest.keyClick(palette.field.edit, Qt.Key.Key_Escape)
