"""A frame on the screen: sharp at rest, whole under any clip, in time while it moves."""

from collections.abc import Callable
from time import perf_counter

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gallery_studio.domain.session import Viewport
from gallery_studio.ui.canvas import canvas_wall
from gallery_studio.ui.canvas.canvas_view import CanvasView
from gallery_studio.ui.canvas.canvas_wall import LEAST_BUDGET_S, MOVING_S
from gallery_studio.ui.canvas.tile_pyramid import BUDGET_S, Budget
from tests.support.canvas_hands import Previews, make_card

STALE = "#ff00ff"


def on_screen(view: CanvasView) -> QImage:
    """Return what is on the screen, painted whenever it was."""
    return view.screen().grabWindow(view.winId()).toImage()


def painted(view: CanvasView, region: QRegion | None = None) -> QImage:
    """Return a frame, painted into a picture that shows where nothing was painted."""
    image = QImage(view.size() * view.devicePixelRatioF(), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(view.devicePixelRatioF())
    image.fill(QColor(STALE))
    view.render(image, QPoint(), region or QRegion(view.rect()))
    return image


@pytest.fixture
def shown(
    view: CanvasView, previews: Previews, wall: list, settle: Callable[[], None]
) -> CanvasView:
    for card in wall:
        previews.write(str(card.image_id), "#3060a0")
    view.set_cards(wall)
    view.set_viewport(Viewport(300, 300, 0.83))
    settle()
    return view


def test_the_picture_is_sharp_with_the_first_frame_at_rest(qtbot: QtBot, shown: CanvasView) -> None:
    """While it zooms, tiles of another scale are shown without smoothing."""
    shown.repaint()
    sharp = on_screen(shown)
    for zoom in (0.88, 0.92, 0.88, 0.83):
        shown.motion.zoom_at(500, 400, zoom)
        shown.repaint()
    moving = on_screen(shown)
    assert moving != sharp
    with qtbot.waitSignal(shown.motion.settled):
        pass
    shown.repaint()
    assert on_screen(shown) == sharp


def test_a_pan_shows_the_picture_as_sharp_as_at_rest(shown: CanvasView) -> None:
    """Its tiles are those of the exact zoom, which need not be painted again."""
    shown.repaint()
    sharp, painted_before = on_screen(shown), shown.tiles.patches_painted
    shown.motion.pan_by(16, 12)
    shown.repaint()
    assert shown.motion.is_moving
    kept = QRect(0, 0, shown.width() - 16, shown.height() - 12)
    assert on_screen(shown).copy(kept.translated(16, 12)) == sharp.copy(kept)
    assert shown.tiles.patches_painted - painted_before <= 4


def test_a_zoom_is_over_when_only_a_pan_goes_on(qtbot: QtBot, shown: CanvasView) -> None:
    shown.motion.zoom_at(500, 400, 0.9)
    assert shown.motion.is_zooming
    shown.motion.pan_by(1, 1)
    assert shown.motion.is_zooming
    qtbot.waitUntil(lambda: not shown.motion.is_zooming)
    shown.motion.pan_by(1, 1)
    assert shown.motion.is_moving
    assert not shown.motion.is_zooming


def test_a_jump_is_no_zoom(view: CanvasView) -> None:
    view.motion.look(Viewport(100, 100, 0.77))
    view.motion.pan_by(1, 1)
    assert not view.motion.is_zooming


def test_the_level_of_a_zoom_stands_in_for_all_tiles_of_rest(
    qtbot: QtBot, shown: CanvasView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two lie in different grids; without it the picture would fall back to a blur."""
    shown.motion.zoom_at(500, 400, 0.91)
    for _ in range(30):
        shown.repaint()
    moving = painted(shown)
    monkeypatch.setattr(shown, "_budget", lambda: Budget(0.0, 0.0))
    monkeypatch.setattr(canvas_wall, "BUDGET_S", 0.0)
    qtbot.waitUntil(lambda: not shown.motion.is_zooming)
    shown.motion.pan_by(0, 0)
    assert painted(shown) == moving


def test_behind_a_hidden_wall_no_tile_is_painted(qtbot: QtBot, shown: CanvasView) -> None:
    shown.hide()
    shown.previews.arrived.emit([])
    assert not shown._more.isActive()


@pytest.mark.parametrize("is_moving", [False, True])
def test_a_frame_is_the_same_under_any_clip(shown: CanvasView, *, is_moving: bool) -> None:
    if is_moving:
        shown.motion.pan_by(5, 5)
        for _ in range(30):
            shown.repaint()
    whole = painted(shown)
    hole = QRect(130, 90, 411, 207)
    around = painted(shown, QRegion(shown.rect()) - QRegion(hole))
    assert around.copy(hole) == painted(shown, QRegion(0, 0, 1, 1)).copy(hole), "all stale"
    for part in QRegion(shown.rect()) - QRegion(hole):
        assert around.copy(part) == whole.copy(part)


@pytest.mark.parametrize("zoom", [0.5, 0.53, 0.47])
def test_finer_tiles_stand_in_without_a_seam(
    shown: CanvasView, monkeypatch: pytest.MonkeyPatch, zoom: float
) -> None:
    shown.motion.zoom_at(500, 400, 1.0)
    for _ in range(30):
        shown.repaint()
    monkeypatch.setattr(shown, "_budget", lambda: Budget(0.0, 0.0))
    shown.motion.zoom_at(500, 400, zoom)
    image = painted(shown)
    stale = QColor(STALE).rgb()
    rows = [image.constScanLine(y) for y in range(image.height())]
    wanted = stale.to_bytes(4, "little")
    assert not any(wanted in bytes(row) for row in rows)


@pytest.mark.parametrize("zoom", [0.25, 0.83])
def test_what_came_little_by_little_is_on_the_screen_in_the_end(
    qtbot: QtBot,
    view: CanvasView,
    previews: Previews,
    monkeypatch: pytest.MonkeyPatch,
    zoom: float,
) -> None:
    """Each frame shows what is finished; together they show the same as one of the whole view."""
    monkeypatch.setattr(canvas_wall, "BUDGET_S", 0.002)
    monkeypatch.setattr(canvas_wall, "FIRST_BUDGET_S", 0.002)
    cards = [make_card(f"{n}", n % 12 * 220, n // 12 * 260) for n in range(144)]
    for number, card in enumerate(cards):
        previews.write(str(card.image_id), f"#{number:02x}60a0", sides=(64, 256))
    view.set_viewport(Viewport(1300, 1500, zoom))
    qtbot.waitUntil(lambda: not view.motion.is_moving)
    view.set_cards(cards)

    def check() -> None:
        assert view.previews.wish_count > 0
        assert view.previews.is_idle
        assert not view._more.isActive()
        assert not view._is_incomplete

    qtbot.waitUntil(check, timeout=5000)
    QApplication.processEvents()
    shown = on_screen(view)
    view.tiles.clear()
    monkeypatch.setattr(canvas_wall, "BUDGET_S", 9.0)
    view.repaint()
    assert on_screen(view) == shown


def test_a_frame_at_rest_paints_nothing_of_tiles_that_are_not_finished(
    qtbot: QtBot, shown: CanvasView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To put every tile on the screen takes longer than to paint the one that is new."""
    shown.repaint()
    qtbot.waitUntil(lambda: not shown._more.isActive())
    frames: list[QRegion] = []
    paint = shown._paint

    def note(painter: QPainter, dirty: QRegion) -> None:
        frames.append(QRegion(dirty))
        paint(painter, dirty)

    monkeypatch.setattr(shown, "_paint", note)
    monkeypatch.setattr(canvas_wall, "BUDGET_S", 0.0)
    shown.tiles.invalidate_all()
    shown._is_incomplete = True
    shown._paint_more()
    QApplication.processEvents()
    assert not frames
    monkeypatch.setattr(canvas_wall, "BUDGET_S", 9.0)
    qtbot.waitUntil(lambda: not shown._more.isActive())
    QApplication.processEvents()
    assert len(frames) == 1


def test_a_screen_that_takes_long_leaves_tiles_less_time_while_it_moves(view: CanvasView) -> None:
    view._is_first_frame = False
    view.motion.stop()
    view.tiles.blit_s = 0.030
    assert view._budget() == Budget(BUDGET_S, BUDGET_S)
    view.motion.pan_by(1, 1)
    assert view._budget() == Budget(LEAST_BUDGET_S, LEAST_BUDGET_S)
    view.tiles.blit_s = 0.005
    assert view._budget().missing_s == pytest.approx(MOVING_S - 0.005)
    view.tiles.blit_s = 0.001
    assert view._budget() == Budget(BUDGET_S, LEAST_BUDGET_S)


def test_what_is_missing_comes_before_what_is_stale(
    shown: CanvasView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A card that arrives during a gesture can wait; the tile the hand uncovers cannot."""
    sheet = shown.tiles.sheet(shown.camera, shown.devicePixelRatioF(), is_zooming=False)
    shown.tiles.invalidate_all()
    missing = sheet.keys[-1]
    del shown.tiles._tiles[missing]
    now = perf_counter()
    assert not shown.tiles.prepare(sheet, now + 60, now)
    assert [tile.key for tile in shown.tiles.tiles if tile.is_current] == [missing]
    assert shown.tiles.prepare(sheet, now + 60)
