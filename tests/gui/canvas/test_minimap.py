"""The minimap panel and its zoom controls."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gallery_studio.domain.session import Viewport
from gallery_studio.ui.canvas.canvas_view import CanvasView
from gallery_studio.ui.canvas.minimap_panel import MinimapPanel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(view: CanvasView, wall: list) -> MinimapPanel:
    made = MinimapPanel(view, view.theme)
    made.show()
    return made


def test_it_has_the_size_of_the_design_and_folds_to_a_bar(panel: MinimapPanel) -> None:
    assert (panel.width(), panel.height()) == (200, 152)
    panel.move(700, 600)
    panel.toggle_map()
    assert not panel.is_map_shown
    assert panel.height() == 40
    assert panel.geometry().bottom() == 751
    panel.toggle_map()
    assert panel.geometry().bottom() == 751


def test_zoom_controls(view: CanvasView, panel: MinimapPanel) -> None:
    panel.button("in").click()
    assert view.camera.zoom == pytest.approx(1.25)
    assert panel.zoom_button.text() == "125 %"
    panel.button("out").click()
    panel.button("out").click()
    assert panel.zoom_button.text() == "80 %"
    panel.zoom_button.click()
    assert view.camera.zoom == 1.0
    panel.button("fit").click()
    assert view.camera.visible_rect().united(view.model.bounds()) == view.camera.visible_rect()


def test_every_button_is_named_and_large_enough(panel: MinimapPanel) -> None:
    for name in ("out", "in", "fit", "arrange"):
        button = panel.button(name)
        assert button.accessibleName()
        assert button.accessibleName() in button.toolTip()
        assert min(button.width(), button.height()) >= 32


def test_a_press_goes_there(qtbot: QtBot, view: CanvasView, panel: MinimapPanel) -> None:
    qtbot.waitUntil(lambda: panel.map.is_current)
    at = QPoint(panel.map.width() // 2 + 10, panel.map.height() // 2)
    expected = panel.map.to_canvas(QPointF(at))
    QTest.mouseClick(panel.map, LEFT, Qt.KeyboardModifier.NoModifier, at)
    state = view.viewport_state
    assert state == Viewport(pytest.approx(expected[0]), pytest.approx(expected[1]), 1.0)


def test_it_shows_the_cards_of_now(qtbot: QtBot, view: CanvasView, panel: MinimapPanel) -> None:
    qtbot.waitUntil(lambda: panel.map.is_current)
    before = panel.map.grab().toImage()
    view.remove_cards(["a", "b"])
    qtbot.waitUntil(lambda: panel.map.is_current)
    assert panel.map.grab().toImage() != before
