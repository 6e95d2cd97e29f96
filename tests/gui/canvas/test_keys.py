"""The keyboard of the canvas."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gallery_studio.domain.session import Viewport
from gallery_studio.ui.canvas.canvas_view import CanvasView
from tests.support.canvas_hands import make_card

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_arrows_walk_to_the_nearest_card(view: CanvasView, wall: list) -> None:
    walk = []
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Down, Key.Key_Left, Key.Key_Up):
        QTest.keyClick(view, key)
        walk.append(view.model.focus_id)
    assert walk == ["a", "b", "d", "c", "a"]
    assert view.model.selection == ["a"]
    assert view.living.is_focus_shown


def test_arrows_stay_in_the_row_between_cards_of_other_heights(view: CanvasView) -> None:
    from gallery_studio.domain.card import Placement

    tall = make_card("tall", placement=Placement(216, 0, 200, 600))
    view.set_cards([make_card("a"), tall, make_card("c", 432, 0), make_card("d", 432, 320)])
    view.set_focus_card("a")
    QTest.keyClick(view, Key.Key_Right)
    QTest.keyClick(view, Key.Key_Right)
    assert view.model.focus_id in ("c", "d")
    QTest.keyClick(view, Key.Key_Right)
    assert view.model.focus_id in ("c", "d")


def test_shift_and_arrows_extend_the_selection(view: CanvasView, wall: list) -> None:
    view.select(["a"])
    view.set_focus_card("a")
    QTest.keyClick(view, Key.Key_Right, SHIFT)
    QTest.keyClick(view, Key.Key_Down, SHIFT)
    assert view.model.selection == ["a", "b", "d"]


def test_walking_brings_the_card_into_view_and_no_further(view: CanvasView) -> None:
    view.set_cards([make_card("a"), make_card("far", 1500, 0)])
    view.set_focus_card("a")
    QTest.keyClick(view, Key.Key_Right)
    rect = view.camera.rect_to_view(view.model.get("far").placement.rect)
    assert rect.right == pytest.approx(1000 - 24)
    assert view.camera.zoom == 1.0


def test_alt_and_arrows_nudge_and_are_undone_together(
    view: CanvasView, wall: list, undo_stack: QUndoStack
) -> None:
    view.select(["a"])
    QTest.keyClick(view, Key.Key_Right, ALT)
    QTest.keyClick(view, Key.Key_Right, ALT)
    QTest.keyClick(view, Key.Key_Down, ALT | SHIFT)
    place = view.model.get("a").placement
    assert (place.x, place.y) == (16, 64)
    assert undo_stack.count() == 1
    undo_stack.undo()
    assert view.model.get("a").placement == wall[0].placement


@pytest.mark.parametrize(
    ("key", "modifiers", "name", "expected"),
    [
        (Key.Key_E, Qt.KeyboardModifier.NoModifier, "edit_requested", "b"),
        (Key.Key_Return, Qt.KeyboardModifier.NoModifier, "open_requested", "b"),
        (Key.Key_D, Qt.KeyboardModifier.NoModifier, "directive_reuse_requested", "b"),
        (Key.Key_S, Qt.KeyboardModifier.NoModifier, "star_toggled", ["a", "b"]),
        (Key.Key_R, Qt.KeyboardModifier.NoModifier, "retry_requested", ["a", "b"]),
        (Key.Key_C, Qt.KeyboardModifier.NoModifier, "compare_requested", ["a", "b"]),
        (Key.Key_P, Qt.KeyboardModifier.NoModifier, "star_toggled", ["a", "b"]),
        (Key.Key_P, SHIFT, "project_requested", ["a", "b"]),
        (Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "delete_requested", ["a", "b"]),
        (Key.Key_C, CTRL | SHIFT, "copy_requested", ["a", "b"]),
    ],
)
def test_intentions(
    qtbot: QtBot, view: CanvasView, wall: list, key: Key, modifiers: object, name: str, expected
) -> None:
    view.select(["a", "b"])
    view.set_focus_card("b")
    with qtbot.waitSignal(getattr(view, name)) as told:
        QTest.keyClick(view, key, modifiers)
    assert told.args == [expected]


def test_letters_can_be_turned_off(view: CanvasView, wall: list) -> None:
    view.select(["a"])
    starred = []
    view.star_toggled.connect(starred.append)
    view.keys.are_letters_on = False
    QTest.keyClick(view, Key.Key_S)
    assert starred == []
    QTest.keyClick(view, Key.Key_A, CTRL)
    assert len(view.model.selection) == 4


def test_escape_clears_the_selection_then_belongs_to_others(view: CanvasView, wall: list) -> None:
    view.select_all()
    assert view.keys.press(_key(Key.Key_Escape))
    assert view.model.selection == []
    assert not view.keys.press(_key(Key.Key_Escape))


def _key(key: Key):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    return QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)


def test_zoom_keys(view: CanvasView, wall: list) -> None:
    view.set_viewport(Viewport(250, 350, 0.5))
    QTest.keyClick(view, Key.Key_0, CTRL)
    assert view.viewport_state == Viewport(250, 350, 1.0)
    QTest.keyClick(view, Key.Key_Minus, CTRL)
    assert view.camera.zoom == pytest.approx(0.8)
    QTest.keyClick(view, Key.Key_Plus, CTRL)
    assert view.camera.zoom == pytest.approx(1.0)


def test_fit_leaves_out_what_panels_cover(view: CanvasView, wall: list) -> None:
    view.set_insets(0, 52, 0, 140)
    QTest.keyClick(view, Key.Key_Exclam, SHIFT)
    bounds = view.camera.rect_to_view(view.model.bounds())
    assert bounds.y >= 52
    assert bounds.bottom <= 800 - 140
    assert bounds.x >= 0
    view.select(["d"])
    QTest.keyClick(view, Key.Key_At, SHIFT)
    card = view.camera.rect_to_view(wall[3].placement.rect)
    assert card.center == pytest.approx((500, 52 + (800 - 52 - 140) / 2))


def test_a_wall_that_was_fitted_takes_the_room_a_panel_gives_back(
    view: CanvasView, wall: list
) -> None:
    view.set_insets(0, 52, 0, 600)
    view.fit_all(is_animated=False)
    small = view.viewport_state
    view.set_insets(0, 52, 0, 640)
    assert view.viewport_state == small, "it does not dance with a panel that grows"
    view.set_insets(0, 52, 0, 140)
    view.motion.finish_flight()
    assert view.camera.zoom > 1.5 * small.zoom
    view.set_insets(0, 52, 0, 600)
    view.fit_all(is_animated=False)
    view.motion.pan_by(30, 0)
    moved = view.viewport_state
    view.set_insets(0, 52, 0, 140)
    assert view.viewport_state == moved, "who has moved the wall wants it there"


def test_fit_before_the_first_show_knows_the_size(
    qtbot: QtBot, view: CanvasView, previews: object, wall: list
) -> None:
    from PySide6.QtGui import QUndoStack

    pool = view.previews._pool
    other = CanvasView(view.theme, pool, QUndoStack(), view.model_badge)
    qtbot.addWidget(other)
    other.resize(1000, 800)
    other.set_cards(wall)
    other.fit_all(is_animated=False)
    view.fit_all(is_animated=False)
    assert other.viewport_state == view.viewport_state


def test_flight_takes_its_time_and_arrives(qtbot: QtBot, view: CanvasView, wall: list) -> None:
    view.theme.set_motion_reduced(False)
    target = Viewport(2000, 1000, 0.4)
    view.set_viewport(target, is_animated=True)
    assert view.viewport_state != target
    with qtbot.waitSignal(view.viewport_changed, timeout=3000) as told:
        pass
    assert told.args[0].center_x == pytest.approx(2000)
    assert told.args[0].zoom == pytest.approx(0.4)


def test_arrange_is_one_step_of_undo(view: CanvasView, undo_stack: QUndoStack) -> None:
    from gallery_studio.domain.arrange import Arrangement

    cards = [make_card(name, i * 37, i * 51) for i, name in enumerate("abcdef")]
    view.set_cards(cards)
    view.arrange(Arrangement.PACK)
    assert undo_stack.undoText() == "Pack"
    assert undo_stack.count() == 1
    undo_stack.undo()
    assert [c.placement for c in view.model.cards.values()] == [c.placement for c in cards]


def test_many_cards_move_at_once_and_come_back(view: CanvasView, undo_stack: QUndoStack) -> None:
    from gallery_studio.domain.arrange import Arrangement

    cards = [make_card(f"c{i}", i * 7, i * 11) for i in range(400)]
    view.set_cards(cards)
    told = []
    view.placements_changed.connect(told.append)
    view.arrange(Arrangement.TIME)
    assert len(told[0]) >= 399
    assert {key: view.model.cards[key].placement for key, _ in told[0]} == dict(told[0])
    undo_stack.undo()
    assert [c.placement for c in view.model.cards.values()] == [c.placement for c in cards]


def test_tab_puts_the_keyboard_on_the_first_card_in_sight(view: CanvasView, wall: list) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent

    view.focusInEvent(QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert view.model.focus_id == "a"
    assert view.living.is_focus_shown
