"""The lightbox as a person uses it: by keys, wheel, drag and filmstrip."""

import threading
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImageReader, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from gallery_studio.imaging import loader
from gallery_studio.ui.lightbox.filmstrip import KEY_ROLE
from gallery_studio.ui.lightbox.picture_order import LightboxMode

CTRL = Qt.KeyboardModifier.ControlModifier


def press(box, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(box.window().focusWidget(), key, modifiers)


def wheel(stage, point: QPointF, delta: int) -> None:
    event = QWheelEvent(
        point, stage.mapToGlobal(point), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(stage, event)


def loaded(box, key):
    image = box.order.find(key).image
    return lambda: box.stage._source._pool.find(image.id) is not None


def test_arrows_walk_in_the_given_order_and_say_so(qtbot, open_at):
    box = open_at("card-1")
    seen = []
    box.current_changed.connect(seen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        press(box, key)
    assert seen == ["card-2", "card-3", "card-2"]
    press(box, Qt.Key.Key_End)
    press(box, Qt.Key.Key_Right)
    assert box.order.current.key == "card-4"
    assert box.header.title.text() == "Directive 4"
    assert box.stage.accessibleName().startswith("Image 5 of 5. Directive 4.")


def test_escape_closes_and_gives_the_focus_back(qtbot, bench, open_at):
    box = open_at("card-1")
    assert bench.window.focusWidget() is box.stage
    press(box, Qt.Key.Key_Right)
    with qtbot.waitSignal(box.closed) as closed:
        press(box, Qt.Key.Key_Escape)
    assert closed.args == ["card-2"]
    assert not box.isVisible()
    assert bench.window.focusWidget() is bench.opener


def test_the_picture_comes_from_preview_to_full_size_in_the_same_place(qtbot, open_at, monkeypatch):
    gate = threading.Event()
    real = loader.read_image_file

    def wait_and_read(path):
        assert gate.wait(10)
        return real(path)

    monkeypatch.setattr(loader, "read_image_file", wait_and_read)
    box = open_at("card-0")
    image = box.order.current.image
    source = box.stage._source
    qtbot.waitUntil(lambda: source.frame(image.id, 2048) is not None)
    before, place = box.stage.grab().toImage(), box.stage.picture_rect()
    with qtbot.waitSignal(source.arrived):
        gate.set()
    qtbot.waitUntil(loaded(box, "card-0"))
    after = box.stage.grab().toImage()
    assert box.stage.picture_rect() == place
    for x, y in ((100, 100), (400, 300), (700, 200)):
        one, two = before.pixelColor(x, y), after.pixelColor(x, y)
        assert abs(one.red() - two.red()) < 12
        assert abs(one.green() - two.green()) < 12


def test_nothing_is_decoded_on_the_gui_thread(qtbot, open_at, monkeypatch):
    gui, used = threading.get_ident(), set()
    real_load, real_read = loader.load_scaled, QImageReader.read

    def load(*arguments, **named):
        used.add(threading.get_ident())
        return real_load(*arguments, **named)

    def read(reader):
        used.add(threading.get_ident())
        return real_read(reader)

    monkeypatch.setattr(loader, "load_scaled", load)
    monkeypatch.setattr(QImageReader, "read", read)
    box = open_at("card-0")
    press(box, Qt.Key.Key_2)
    press(box, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: box.stage.difference() is not None)
    qtbot.waitUntil(loaded(box, "card-1"))
    assert used
    assert gui not in used


def test_the_wheel_zooms_at_the_cursor_and_a_drag_pans(open_at):
    box = open_at("card-0")
    stage, point = box.stage, QPointF(300, 200)
    before = stage.panes()[0].place
    part = (point - before.topLeft()).x() / before.width()
    for _ in range(4):
        wheel(stage, point, 120)
    after = stage.panes()[0].place
    assert after.width() > 2 * before.width()
    assert (point - after.topLeft()).x() / after.width() == pytest.approx(part, abs=2e-3)
    QTest.mousePress(stage, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    QTest.mouseMove(stage, QPoint(260, 180))
    QTest.mouseRelease(stage, Qt.MouseButton.LeftButton, pos=QPoint(260, 180))
    moved = stage.panes()[0].place.topLeft() - after.topLeft()
    assert (moved.x(), moved.y()) == pytest.approx((-40, -20), abs=1)


def test_z_and_double_click_toggle_actual_size_and_fit(open_at):
    box = open_at("card-0")
    press(box, Qt.Key.Key_Z)
    assert box.stage.scale_percent == 100
    press(box, Qt.Key.Key_Z)
    assert box.stage.view.is_fit
    QTest.mouseDClick(box.stage, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    assert box.stage.scale_percent == 100


def test_w_goes_round_the_walls(open_at):
    box = open_at("card-4")
    corner = []
    for _ in range(5):
        corner.append(box.stage.grab().toImage().pixelColor(2, 2).name())
        press(box, Qt.Key.Key_W)
    canvas = box._theme.color("canvas").name()
    assert corner == [canvas, "#777777", "#ffffff", "#000000", canvas]


def test_the_filmstrip_shows_what_is_clicked(open_at):
    box = open_at("card-0")
    strip = box.filmstrip
    index = strip.strip_model.index(3)
    QTest.mouseClick(
        strip.viewport(), Qt.MouseButton.LeftButton, pos=strip.visualRect(index).center()
    )
    assert box.order.current.key == "card-3"
    assert strip.currentIndex().data(KEY_ROLE) == "card-3"
    QTest.mouseClick(
        strip.viewport(), Qt.MouseButton.LeftButton, CTRL,
        pos=strip.visualRect(strip.strip_model.index(1)).center(),
    )  # fmt: skip
    assert box.mode is LightboxMode.COMPARE
    assert strip.strip_model.letters == {"card-1": "A", "card-3": "B"}
    name = strip.strip_model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert name.endswith("Compared as A.")


def test_the_filmstrip_is_walked_by_arrows_and_picked_by_enter(open_at):
    box = open_at("card-0")
    box.filmstrip.setFocus(Qt.FocusReason.TabFocusReason)
    press(box, Qt.Key.Key_Right)
    press(box, Qt.Key.Key_Right)
    assert box.order.current.key == "card-0"
    press(box, Qt.Key.Key_Return)
    assert box.order.current.key == "card-2"
    press(box, Qt.Key.Key_W)
    assert box.stage.wall == 1


def test_delete_moves_on_and_the_last_one_closes(open_at):
    box = open_at("card-3")
    deleted, closed = [], []
    box.delete_requested.connect(deleted.append)
    box.closed.connect(closed.append)
    press(box, Qt.Key.Key_Delete)
    assert box.order.current.key == "card-4"
    press(box, Qt.Key.Key_Delete)
    assert box.order.current.key == "card-2"
    for _ in range(3):
        press(box, Qt.Key.Key_Delete)
    assert deleted == ["card-3", "card-4", "card-2", "card-1", "card-0"]
    assert closed == [""]
    assert not box.isVisible()


@pytest.mark.parametrize(
    ("key", "modifiers", "signal"),
    [
        (Qt.Key.Key_S, None, "star_toggled"),
        (Qt.Key.Key_E, None, "edit_requested"),
        (Qt.Key.Key_C, CTRL, "copy_picture_requested"),
        (Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier, "copy_directive_requested"),
        (Qt.Key.Key_S, CTRL, "save_as_requested"),
    ],
)
def test_keys_say_what_the_person_wants(qtbot, open_at, key, modifiers, signal):
    box = open_at("card-1")
    with qtbot.waitSignal(getattr(box, signal)) as said:
        press(box, key, modifiers or Qt.KeyboardModifier.NoModifier)
    assert said.args == ["card-1"]


def test_stars_and_ratings_are_seen_at_once(qtbot, open_at):
    box = open_at("card-1")
    press(box, Qt.Key.Key_S)
    assert box.header.star_button.isChecked()
    assert not box.details.star_badge.isHidden()
    with qtbot.waitSignal(box.rated) as rated:
        press(box, Qt.Key.Key_4, CTRL)
    assert rated.args == ["card-1", 4]
    assert box.details.rating.accessibleName() == "Rating: 4 of 5"
    assert box.header.star_button.accessibleName() == "Unstar"


def test_letters_can_be_turned_off_but_never_the_rest(open_at):
    box = open_at("card-1")
    box.keys.are_letters_on = False
    press(box, Qt.Key.Key_W)
    press(box, Qt.Key.Key_2)
    assert box.stage.wall == 0
    assert box.mode is LightboxMode.COMPARE


def test_a_missing_file_has_a_frame_and_can_be_located(qtbot, bench, open_at):
    lost = bench.items[1]
    kept = bench.files.picture(lost.image).read_bytes()
    bench.files.lose(lost.image)
    box = open_at("card-1")
    qtbot.waitUntil(lambda: bool(box.stage.buttons.shown))
    button = box.stage.buttons.shown[0]
    assert button.text() == "Locate…"
    with qtbot.waitSignal(box.locate_requested) as located:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert located.args == ["card-1"]
    bench.files.picture(lost.image).write_bytes(kept)
    box.picture_located("card-1")
    qtbot.waitUntil(loaded(box, "card-1"))
    assert box.stage.buttons.shown == []


def test_an_output_without_picture_says_why(bench, open_at):
    from dataclasses import replace

    bench.items[1] = replace(bench.items[1], image=None, error="Blocked by the safety filter")
    box = open_at("card-1")
    box.stage.grab()
    press(box, Qt.Key.Key_2)
    box.stage.grab()
    assert box.stage.accessibleName().endswith("No image: Blocked by the safety filter.")
    assert box.stage.panes()[1].is_empty


def test_tab_stays_inside_and_reaches_every_part(open_at, bench):
    box = open_at("card-2")
    seen = []
    for _ in range(40):
        QTest.keyClick(bench.window.focusWidget(), Qt.Key.Key_Tab)
        focus = bench.window.focusWidget()
        assert box.isAncestorOf(focus)
        if focus in seen:
            break
        seen.append(focus)
    assert {box.header.close_button, box.header.edit_button, box.filmstrip, box.stage} <= set(seen)
    assert box.details.copy_button in seen
    for widget in seen:
        assert widget.accessibleName(), widget


def test_it_follows_the_window_down_to_the_smallest_size(qtbot, bench, open_at):
    box = open_at("card-2")
    bench.window.resize(1024, 700)
    assert box.size() == bench.window.size()
    QApplication.processEvents()
    header = box.header
    places = [
        w.geometry() for w in (header.title, header.modes, header.star_button, header.edit_button)
    ]
    assert all(a.right() < b.left() for a, b in pairwise(places))
    assert header.details_button.geometry().right() <= 1024
    assert box.details.width() == 320
    assert box.stage.width() == 1024 - 320
    assert box.stage.area().contains(box.stage.picture_rect())


def test_it_flies_from_the_card_and_arrives(qtbot, bench):
    box = bench.box
    box._theme.set_motion_reduced(False)
    box.show_items(bench.items, "card-0")
    box.open_from(QRect(100, 200, 90, 60))
    assert box.opening.is_running
    assert box.content.isHidden()
    box.grab()
    start = box.opening.place()
    assert start.width() < 400
    qtbot.waitUntil(lambda: not box.opening.is_running)
    assert not box.content.isHidden()
    assert bench.window.focusWidget() is box.stage


def test_reduced_motion_does_not_fly(bench):
    bench.box.show_items(bench.items, "card-0")
    bench.box.open_from(QRect(100, 200, 90, 60))
    assert not bench.box.opening.is_running


def test_escape_during_the_flight_closes(bench):
    box = bench.box
    box._theme.set_motion_reduced(False)
    box.show_items(bench.items, "card-0")
    box.open_from(QRect(100, 200, 90, 60))
    press(box, Qt.Key.Key_Escape)
    assert not box.isVisible()
    assert bench.window.focusWidget() is bench.opener


def test_words_from_people_are_never_html(qtbot, bench, open_at, tmp_path):
    from dataclasses import replace

    from gallery_studio.ui.lightbox.lightbox_item import LightboxProduct

    payload = f'<img src="file://{tmp_path}/canary.png"><b>bold</b>'
    bench.items[2] = replace(
        bench.items[2], caption=payload, message=payload, prompt=payload, turn_label=payload,
        session_name=payload, model=payload, products=(LightboxProduct(payload),),
    )  # fmt: skip
    box = open_at("card-2")
    press(box, Qt.Key.Key_2)
    labels = box.findChildren(QLabel)
    assert any(payload in label.text() for label in labels)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
    assert box.details.quote.text() == f"“{payload}”"
    tooltip = box.filmstrip.strip_model.index(2).data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tooltip
    box.grab()


def test_closing_gives_the_memory_back(qtbot, open_at):
    box = open_at("card-0")
    qtbot.waitUntil(loaded(box, "card-0"))
    box.close_lightbox()
    assert not loaded(box, "card-0")()


def test_the_owner_can_take_pictures_away_while_it_is_open(bench, open_at):
    box = open_at("card-2")
    box.update_items([item for item in bench.items if item.key != "card-2"])
    assert box.order.current.key == "card-0"
    box.update_items([])
    assert not box.isVisible()


def test_lineage_leads_to_where_the_picture_came_from(bench, open_at):
    box = open_at("card-2")
    source, own = box.details.lineage.buttons
    assert own.is_ringed
    assert own.focusPolicy() == Qt.FocusPolicy.NoFocus
    QTest.mouseClick(source, Qt.MouseButton.LeftButton)
    assert box.order.current.key == "card-0"
