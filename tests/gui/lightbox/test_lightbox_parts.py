"""The small parts of the lightbox under a person's hands: stars, filmstrip, divider, menu."""

from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from gallery_studio.ui.lightbox.divider_knob import DividerKnob
from gallery_studio.ui.lightbox.lightbox import Lightbox
from gallery_studio.ui.lightbox.picture_order import LightboxMode
from gallery_studio.ui.widgets.menu import Menu
from tests.support.canvas_hands import send_wheel

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def press(box: Lightbox, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(box.window().focusWidget(), key, modifiers)


def star_at(row, number: int) -> QPoint:
    return QPoint(row.width() * (2 * number - 1) // 10, row.height() // 2)


def stars_painted(row) -> int:
    """Return how many stars are filled on the screen."""
    picture, filled = row.grab().toImage(), row._theme.color("favourite").rgb()
    return sum(picture.pixel(star_at(row, number)) == filled for number in range(1, 6))


def open_menu(box: Lightbox) -> Menu:
    return next(menu for menu in box.findChildren(Menu) if menu.isVisible())


def words_of(menu: Menu) -> list[str]:
    return [action.text().split("\t")[0] for action in menu.actions() if action.text()]


def item_of(menu: Menu, words: str) -> QAction:
    return next(one for one in menu.actions() if one.text().split("\t")[0] == words)


def choose(menu: Menu, words: str) -> None:
    """Click an entry."""
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(item_of(menu, words)).center())


def test_stars_show_what_a_click_would_give_and_a_click_gives_it(qtbot, open_at):
    box = open_at("card-1")
    row = box.details.rating
    QTest.mouseMove(box.stage, QPoint(300, 200))  # wherever the pointer was left before
    assert stars_painted(row) == 0
    QTest.mouseMove(row, star_at(row, 4))
    assert stars_painted(row) == 4
    with qtbot.waitSignal(box.rated) as rated:
        QTest.mouseClick(row, LEFT, pos=star_at(row, 3))
    assert rated.args == ["card-1", 3]
    assert row.accessibleName() == "Rating: 3 of 5"
    QTest.mouseMove(row, star_at(row, 5))
    assert stars_painted(row) == 5
    QTest.mouseMove(box.stage, QPoint(300, 200))
    qtbot.waitUntil(lambda: stars_painted(row) == 3)


def test_a_click_on_the_rating_it_has_takes_it_away(qtbot, open_at):
    box = open_at("card-1")
    row = box.details.rating
    QTest.mouseClick(row, LEFT, pos=star_at(row, 2))
    assert box.order.current.rating == 2
    QTest.mouseClick(row, LEFT, pos=star_at(row, 2))
    assert box.order.current.rating == 0
    assert row.accessibleName() == "Rating: none"
    QTest.mouseClick(row, Qt.MouseButton.RightButton, pos=star_at(row, 2))
    assert box.order.current.rating == 0


def test_arrows_rate_while_the_stars_have_the_focus_and_all_else_is_the_lightboxs(open_at):
    box = open_at("card-1")
    row = box.details.rating
    row.setFocus(Qt.FocusReason.TabFocusReason)
    press(box, Qt.Key.Key_Left)
    assert box.order.current.rating == 0
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        press(box, key)
    assert box.order.current.key == "card-1"
    assert box.order.current.rating == 2
    assert stars_painted(row) == 2
    press(box, Qt.Key.Key_S)
    assert box.order.current.is_starred
    press(box, Qt.Key.Key_End)
    assert box.order.current.key == "card-4"


def test_a_quick_second_click_on_the_filmstrip_counts_as_well(open_at):
    box = open_at("card-0")
    strip = box.filmstrip

    def place(row: int) -> QPoint:
        return strip.visualRect(strip.strip_model.index(row)).center()

    QTest.mouseClick(strip.viewport(), LEFT, pos=place(1))
    assert box.order.current.key == "card-1"
    QTest.mouseDClick(strip.viewport(), LEFT, pos=place(2))
    assert box.order.current.key == "card-2"
    assert box.stage.view.is_fit
    QTest.mouseDClick(strip.viewport(), LEFT, CTRL, place(3))
    assert box.mode is LightboxMode.COMPARE
    assert strip.strip_model.letters == {"card-3": "A", "card-2": "B"}


def test_the_wheel_moves_a_long_filmstrip_sideways_and_no_picture(bench, open_at):
    first = bench.items[0]
    bench.items[:] = [replace(first, key=f"card-{number}") for number in range(60)]
    box = open_at("card-0")
    strip, at = box.filmstrip, QPointF(60, 40)
    strip.grab()
    assert strip.indexAt(at.toPoint()).row() == 0
    send_wheel(strip.viewport(), at, angle=QPoint(0, -720))
    assert strip.indexAt(at.toPoint()).row() > 5
    send_wheel(strip.viewport(), at, angle=QPoint(720, 0))
    assert strip.indexAt(at.toPoint()).row() == 0
    assert box.order.current.key == "card-0"
    assert box.stage.view.is_fit


def test_the_divider_is_reached_by_tab_and_moved_by_arrows(bench, open_at):
    box = open_at("card-0", ("card-0", "card-1"))
    for _ in range(40):
        press(box, Qt.Key.Key_Tab)
        if isinstance(bench.window.focusWidget(), DividerKnob):
            break
    knob = bench.window.focusWidget()
    middle = knob.geometry().center().x()
    assert knob.value() == 500
    press(box, Qt.Key.Key_Right)
    assert knob.value() == 510
    press(box, Qt.Key.Key_Left, SHIFT)
    assert knob.value() == 410
    assert knob.geometry().center().x() < middle
    press(box, Qt.Key.Key_Home)
    assert knob.value() == 0
    press(box, Qt.Key.Key_PageUp)
    assert knob.value() == 0
    press(box, Qt.Key.Key_X)
    assert [item.key for item in box.order.shown(box.mode)] == ["card-1", "card-0"]


def test_the_more_button_and_the_menu_key_open_the_menu(qtbot, bench, open_at):
    box = open_at("card-1")
    QTest.mouseClick(box.header.more_button, LEFT)
    menu = open_menu(box)
    words = ["Edit…", "Star", "Reject", "Copy image", "Copy directive", "Save as…"]
    assert words_of(menu)[:6] == words
    assert "Swap" not in words_of(menu)
    choose(menu, "Star")
    assert box.order.current.is_starred
    press(box, Qt.Key.Key_2)
    press(box, Qt.Key.Key_F10, SHIFT)
    assert {"Swap", "Difference map"} <= set(words_of(open_menu(box)))
    QTest.keyClick(open_menu(box), Qt.Key.Key_Escape)
    press(box, Qt.Key.Key_1)
    bench.items[1] = replace(bench.items[1], message="")
    box.update_items(bench.items)
    press(box, Qt.Key.Key_Menu)
    assert not item_of(open_menu(box), "Copy directive").isEnabled()
    with qtbot.waitSignal(box.delete_requested) as deleted:
        choose(open_menu(box), "Delete")
    assert deleted.args == ["card-1"]
    assert box.order.current.key == "card-2"
