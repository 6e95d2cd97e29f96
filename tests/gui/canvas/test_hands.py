"""What hands do on the canvas: click, band, move, resize, pan, zoom."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gallery_studio.domain.card import LABEL_HEIGHT
from gallery_studio.domain.session import Viewport
from gallery_studio.domain.status import Status
from gallery_studio.ui.canvas.canvas_view import CanvasView
from tests.support.canvas_hands import make_card, press_drag, send_wheel

LEFT = Qt.MouseButton.LeftButton
MIDDLE = Qt.MouseButton.MiddleButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_click_selects_the_card_under_the_pointer(view: CanvasView, wall: list) -> None:
    QTest.mouseClick(view, LEFT, NONE, QPoint(350, 50))
    assert view.model.selection == ["b"]
    QTest.mouseClick(view, LEFT, SHIFT, QPoint(50, 450))
    assert view.model.selection == ["b", "c"]
    QTest.mouseClick(view, LEFT, SHIFT, QPoint(350, 50))
    assert view.model.selection == ["c"]
    QTest.mouseClick(view, LEFT, NONE, QPoint(700, 700))
    assert view.model.selection == []


def test_the_uppermost_card_is_hit(view: CanvasView) -> None:
    view.set_cards([make_card("low"), make_card("high", 40, 40)])
    assert view.model.card_at(100, 100).id == "high"
    assert view.model.card_at(20, 20).id == "low"
    assert view.model.card_at(500, 20) is None


def test_band_selects_what_it_touches_and_shift_adds(view: CanvasView, wall: list) -> None:
    press_drag(view, QPoint(250, 5), QPoint(450, 500))
    assert set(view.model.selection) == {"b", "d"}
    assert view.living.marquee is None
    press_drag(view, QPoint(250, 380), QPoint(150, 450), SHIFT)
    assert set(view.model.selection) == {"b", "d", "c"}


def test_escape_gives_a_band_back(view: CanvasView, wall: list) -> None:
    view.select(["a"])
    QTest.mousePress(view, LEFT, NONE, QPoint(250, 5))
    QTest.mouseMove(view, QPoint(450, 500))
    assert set(view.model.selection) == {"b", "d"}
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.model.selection == ["a"]
    assert view.living.marquee is None


def test_drag_moves_the_selection_as_one_step_of_undo(
    qtbot: QtBot, view: CanvasView, wall: list, undo_stack: QUndoStack
) -> None:
    view.select(["a", "b"])
    with qtbot.waitSignal(view.placements_changed) as told:
        press_drag(view, QPoint(100, 100), QPoint(160, 130))
    moved = dict(told.args[0])
    assert (moved["a"].x, moved["a"].y) == (60, 30)
    assert (moved["b"].x, moved["b"].y) == (360, 30)
    assert undo_stack.count() == 1
    assert undo_stack.undoText() == "Move 2 images"
    with qtbot.waitSignal(view.placements_changed) as undone:
        undo_stack.undo()
    assert dict(undone.args[0]) == {c.id: c.placement for c in wall[:2]}
    assert view.model.get("a").placement == wall[0].placement
    undo_stack.redo()
    assert view.model.get("a").placement == moved["a"]
    assert view.model.get("c").placement == wall[2].placement


def test_escape_during_a_move_leaves_everything(
    view: CanvasView, wall: list, undo_stack: QUndoStack
) -> None:
    QTest.mousePress(view, LEFT, NONE, QPoint(100, 100))
    QTest.mouseMove(view, QPoint(200, 200))
    assert view.living.ghosts["a"].x == 100
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view, LEFT, NONE, QPoint(200, 200))
    assert view.living.ghosts == {}
    assert undo_stack.count() == 0
    assert view.model.get("a").placement == wall[0].placement


def test_undo_after_a_card_is_gone_moves_the_others(
    view: CanvasView, wall: list, undo_stack: QUndoStack
) -> None:
    view.select(["a", "b"])
    press_drag(view, QPoint(100, 100), QPoint(160, 130))
    view.remove_cards(["a"])
    undo_stack.undo()
    assert "a" not in view.model
    assert view.model.get("b").placement == wall[1].placement


@pytest.mark.parametrize(
    ("corner", "to"), [((202, 286), (302, 400)), ((-2, -2), (-102, -50)), ((202, -2), (302, 0))]
)
def test_a_corner_resizes_and_keeps_the_picture_ratio(
    view: CanvasView, undo_stack: QUndoStack, corner: tuple, to: tuple
) -> None:
    view.set_viewport(Viewport(200, 200, 1.0))
    view.set_cards([make_card("a")])
    view.select(["a"])
    x, y = view.camera.to_view(*corner)
    to_x, to_y = view.camera.to_view(*to)
    press_drag(view, QPoint(round(x), round(y)), QPoint(round(to_x), round(to_y)))
    place = view.model.get("a").placement
    assert place.width == pytest.approx(302, abs=1)
    assert place.width / (place.height - LABEL_HEIGHT) == pytest.approx(1.0)
    fixed_x = 0 if corner[0] > 0 else 200
    assert fixed_x in (pytest.approx(place.x), pytest.approx(place.x + place.width))
    assert undo_stack.undoText() == "Resize image"
    undo_stack.undo()
    assert view.model.get("a").placement == make_card("a").placement


@pytest.mark.parametrize("notches", [120, -120, 360])
def test_wheel_keeps_the_point_under_the_cursor(view: CanvasView, notches: int) -> None:
    at = QPointF(730, 210)
    before = view.camera.to_canvas(at.x(), at.y())
    send_wheel(view, at, angle=QPoint(0, notches))
    assert view.camera.zoom != 1.0
    assert view.camera.to_canvas(at.x(), at.y()) == pytest.approx(before)


def test_wheel_pans_when_set_so_and_ctrl_zooms_all_the_same(view: CanvasView) -> None:
    view.pointer.does_wheel_zoom = False
    send_wheel(view, QPointF(500, 400), angle=QPoint(0, -120))
    assert view.camera.zoom == 1.0
    assert view.camera.center_y > 400
    send_wheel(view, QPointF(500, 400), angle=QPoint(0, 120), modifiers=CTRL)
    assert view.camera.zoom > 1.0


def test_shift_wheel_pans_sideways(view: CanvasView) -> None:
    send_wheel(view, QPointF(500, 400), angle=QPoint(0, -120), modifiers=SHIFT)
    assert view.camera.zoom == 1.0
    assert view.camera.center_x > 500
    assert view.camera.center_y == 400


def test_touchpad_pans(view: CanvasView) -> None:
    phase = Qt.ScrollPhase.ScrollUpdate
    send_wheel(view, QPointF(9, 9), angle=QPoint(8, -16), pixels=QPoint(10, -20), phase=phase)
    assert (view.camera.center_x, view.camera.center_y, view.camera.zoom) == (490, 420, 1.0)


@pytest.mark.parametrize("way", ["middle", "alt", "space"])
def test_three_ways_to_pan(view: CanvasView, wall: list, way: str) -> None:
    button = MIDDLE if way == "middle" else LEFT
    if way == "space":
        QTest.keyPress(view, Qt.Key.Key_Space)
    opened = []
    view.lightbox_requested.connect(opened.append)
    view.select(["a"])
    press_drag(view, QPoint(100, 100), QPoint(140, 170), ALT if way == "alt" else NONE, button)
    if way == "space":
        QTest.keyRelease(view, Qt.Key.Key_Space)
    assert (view.camera.center_x, view.camera.center_y) == (460, 330)
    assert view.model.get("a").placement == wall[0].placement
    assert opened == []


def test_space_alone_opens_the_lightbox(qtbot: QtBot, view: CanvasView, wall: list) -> None:
    view.select(["c"])
    with qtbot.waitSignal(view.lightbox_requested) as told:
        QTest.keyClick(view, Qt.Key.Key_Space)
    assert told.args == ["c"]


def test_space_during_a_band_shifts_the_wall(view: CanvasView, wall: list) -> None:
    QTest.mousePress(view, LEFT, NONE, QPoint(250, 5))
    QTest.mouseMove(view, QPoint(290, 100))
    QTest.keyPress(view, Qt.Key.Key_Space)
    QTest.mouseMove(view, QPoint(290, 100))
    QTest.mouseMove(view, QPoint(290, 60))
    assert view.camera.center_y == 440
    QTest.keyRelease(view, Qt.Key.Key_Space)
    QTest.mouseRelease(view, LEFT, NONE, QPoint(290, 60))
    assert view.living.marquee is None


def test_hover_buttons_star_and_retry(qtbot: QtBot, view: CanvasView) -> None:
    failed = make_card(
        "f", 300, 0, image_id=None, status=Status.FAILED, error_message="Busy.", is_retryable=True
    )
    view.set_cards([make_card("a"), failed])
    QTest.mouseMove(view, QPoint(100, 100))
    buttons = view.layer.buttons()
    assert set(buttons) == {"edit", "full_view", "download", "more"}
    for name, signal in (
        ("edit", view.edit_requested),
        ("full_view", view.lightbox_requested),
        ("download", view.download_requested),
        ("more", view.menu_requested),
    ):
        with qtbot.waitSignal(signal) as told:
            QTest.mouseClick(view, LEFT, NONE, buttons[name].center().toPoint())
        assert told.args[0] in ("a", ["a"])
        assert buttons[name].height() >= 32
    with qtbot.waitSignal(view.star_toggled) as starred:
        QTest.mouseClick(view, LEFT, NONE, QPoint(179, 266))
    assert starred.args == [["a"]]
    with qtbot.waitSignal(view.retry_requested) as retried:
        QTest.mouseClick(view, LEFT, NONE, QPoint(400, 126))
    assert retried.args == [["f"]]


def test_new_cards_move_nothing_and_leave_the_view(view: CanvasView, wall: list) -> None:
    view.set_viewport(Viewport(123, 45, 0.7))
    view.update_cards([make_card("new", 2000, 2000)])
    assert view.viewport_state == Viewport(123, 45, 0.7)
    assert [view.model.get(c.id).placement for c in wall] == [c.placement for c in wall]
