"""Comparing: divider, shared view, flicker, difference map and blind vote."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from gallery_studio.ui.lightbox.picture_order import LightboxMode

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def press(box, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(box.stage, key, modifiers)


def shown(box):
    return [pane.item.key for pane in box.stage.panes()]


@pytest.fixture
def box(open_at):
    box = open_at("card-2")
    press(box, Qt.Key.Key_2)
    return box


def test_keys_move_the_divider_by_one_and_by_ten_percent(box):
    press(box, Qt.Key.Key_Right)
    assert box.stage.divider == pytest.approx(0.51)
    press(box, Qt.Key.Key_Left, SHIFT)
    assert box.stage.divider == pytest.approx(0.41)
    press(box, Qt.Key.Key_Home)
    press(box, Qt.Key.Key_Left)
    assert box.stage.divider == 0
    press(box, Qt.Key.Key_End)
    assert box.stage.divider == 1
    assert shown(box) == ["card-0", "card-2"]


def test_a_screen_reader_finds_a_slider_with_its_value(box):
    box.stage.set_divider(0.25)
    interface = QAccessible.queryAccessibleInterface(box.stage.knob)
    assert interface.role() == QAccessible.Role.Slider
    assert interface.text(QAccessible.Text.Name) == "Divider between left and right image"
    assert box.stage.knob.value() == 250


def test_the_divider_is_dragged_and_parts_the_pictures(box):
    stage = box.stage
    frame = stage._frame()
    target = QPoint(round(frame.left() + frame.width() * 0.3), 200)
    QTest.mousePress(stage, Qt.MouseButton.LeftButton, pos=QPoint(target.x() + 200, 200))
    QTest.mouseMove(stage, target)
    QTest.mouseRelease(stage, Qt.MouseButton.LeftButton, pos=target)
    assert stage.divider == pytest.approx(0.3, abs=0.01)
    left, right = stage.panes()
    assert left.clip.right() == right.clip.left() == pytest.approx(target.x(), abs=1)
    middle = stage.knob.geometry().center()
    assert middle.x() == pytest.approx(target.x(), abs=2)


def test_zoomed_in_a_drag_far_from_the_divider_pans(box):
    box.stage.zoom_by(3.0, QPointF(300, 300))
    before, divider = box.stage.view.u, box.stage.divider
    QTest.mousePress(box.stage, Qt.MouseButton.LeftButton, pos=QPoint(100, 300))
    QTest.mouseMove(box.stage, QPoint(60, 300))
    QTest.mouseRelease(box.stage, Qt.MouseButton.LeftButton, pos=QPoint(60, 300))
    assert box.stage.view.u > before
    assert box.stage.divider == divider


def test_x_swaps_and_alt_arrows_change_left_and_right(box):
    seen = []
    box.current_changed.connect(seen.append)
    press(box, Qt.Key.Key_X)
    assert shown(box) == ["card-2", "card-0"]
    press(box, Qt.Key.Key_Right, ALT)
    assert shown(box) == ["card-3", "card-0"]
    press(box, Qt.Key.Key_Right, ALT | SHIFT)
    assert shown(box) == ["card-3", "card-1"]
    assert seen == ["card-0", "card-1"]


def test_zoom_and_pan_are_shared_and_kept_for_the_next_pair(box):
    press(box, Qt.Key.Key_3)
    stage = box.stage
    stage.zoom_by(2.5, stage.panes()[0].clip.center() + QPointF(40, 30))
    stage.pan_by(-12, 7)
    left, right = stage.panes()
    assert left.place.size() == right.place.size()
    offsets = [pane.place.topLeft() - pane.clip.topLeft() for pane in (left, right)]
    assert offsets[0].x() == pytest.approx(offsets[1].x(), abs=1)
    assert offsets[0].y() == pytest.approx(offsets[1].y(), abs=1)
    state = (stage.view.zoom, stage.view.u, stage.view.v)
    press(box, Qt.Key.Key_Right)
    assert shown(box) == ["card-0", "card-3"]
    assert (stage.view.zoom, stage.view.u, stage.view.v) == state


def test_four_pictures_stand_two_by_two(open_at):
    box = open_at("card-0", ("card-0", "card-1", "card-2", "card-3"))
    assert box.mode is LightboxMode.SIDE_BY_SIDE
    assert [pane.tag for pane in box.stage.panes()] == ["Image A", "Image B", "Image C", "Image D"]
    assert len({pane.clip.top() for pane in box.stage.panes()}) == 2
    assert box.filmstrip.strip_model.letters["card-3"] == "D"


def test_two_chosen_on_the_wall_open_under_the_divider(open_at):
    box = open_at("card-0", ("card-4", "card-1"))
    assert box.mode is LightboxMode.COMPARE
    assert shown(box) == ["card-4", "card-1"]
    assert box.stage.note == "Size differs: 400 × 400 and 1200 × 800"
    names = [name for name, _value in box.details.differences.rows if name]
    assert names == ["Pixels", "Seed", "Own words"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_F])
def test_holding_a_key_flickers(box, key):
    QTest.keyPress(box.stage, key)
    left, right = box.stage.panes()
    assert right.seen.isEmpty()
    assert left.clip.width() == box.stage.area().width()
    QTest.keyRelease(box.stage, key)
    assert not box.stage.panes()[1].seen.isEmpty()


def test_in_view_the_partner_flickers_in(open_at):
    box = open_at("card-2")
    QTest.keyPress(box.stage, Qt.Key.Key_Space)
    assert shown(box) == ["card-0"]
    box.filmstrip.setFocus()
    assert shown(box) == ["card-2"]


def test_the_difference_map_is_made_and_measured(qtbot, box):
    press(box, Qt.Key.Key_D)
    assert box.stage.note == "Comparing…"
    qtbot.waitUntil(lambda: box.stage.difference() is not None)
    assert box.stage.note.startswith("Difference: ")
    assert box.stage.knob.isHidden()
    press(box, Qt.Key.Key_D)
    assert box.stage.difference() is None
    assert not box.stage.knob.isHidden()


def test_a_blind_vote_tells_nothing_and_stars_the_winner(qtbot, box):
    stars = []
    box.star_toggled.connect(stars.append)
    press(box, Qt.Key.Key_H)
    assert [pane.tag for pane in box.stage.panes()] == ["A", "B"]
    assert sorted(shown(box)) == ["card-0", "card-2"]
    assert box.header.title.text() == "Which one is better?"
    assert box.header.badge.isHidden()
    assert not box.header.star_button.isEnabled()
    assert "Directive" not in box.stage.accessibleName()
    model = box.filmstrip.strip_model
    assert "Directive" not in model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole) is None
    press(box, Qt.Key.Key_S)
    press(box, Qt.Key.Key_Delete)
    assert stars == []
    winner = shown(box)[0]
    QTest.mouseClick(box.stage.buttons.shown[0], Qt.MouseButton.LeftButton)
    assert stars == [winner]
    assert box.order.current.key == winner
    assert box.order.current.is_starred
    assert box.header.title.text() == box.order.current.caption
    assert box.stage.buttons.shown == []


def test_places_of_a_vote_are_drawn_by_lot(box):
    first = []
    for _ in range(12):
        press(box, Qt.Key.Key_H)
        first.append(shown(box)[0])
        press(box, Qt.Key.Key_H)
    assert set(first) == {"card-0", "card-2"}


def test_with_one_picture_there_is_nothing_to_compare(bench):
    bench.box.show_items(bench.items[:1], "card-0")
    bench.box.open_from(None)
    press(bench.box, Qt.Key.Key_2)
    assert bench.box.mode is LightboxMode.VIEW
    assert bench.box.header.modes.current() == 0


def test_the_menu_offers_everything_and_says_its_keys(box):
    from gallery_studio.ui.lightbox.lightbox_menu import make_menu

    texts = [action.property("menu_text") for action in make_menu(box._theme, box).actions()]
    assert {"Swap", "Difference map", "Hide names (blind vote)", "Save as…", "Delete"} <= set(texts)
