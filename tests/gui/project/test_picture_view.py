"""A picture of the page: the divider by keys and mouse, the frame that asks for a picture."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from gallery_studio.ui.project.picture_view import PictureView

COLORS = {"after": "#3060c0", "before": "#c06030"}


def pixmap(image_id: str, _side: int) -> QPixmap | None:
    if image_id not in COLORS:
        return None
    found = QPixmap(300, 200)
    found.fill(QColor(COLORS[image_id]))
    return found


@pytest.fixture
def view(theme, qtbot):
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.resize(500, 400)
    view = PictureView(theme, pixmap, 2, owner)
    view.set_picture("after", "a lamp", 1.5)
    view.set_before("before")
    view.place(QRectF(60, 60, 300, 200))
    owner.show()
    view.owner = owner
    return view


def color_at(view: PictureView, share: float) -> str:
    rect = view.picture_rect
    image = view.grab().toImage()
    point = QPoint(round(rect.left() + share * rect.width()), round(rect.bottom()) - 20)
    return image.pixelColor(point * image.devicePixelRatio()).name()


def test_comparing_shows_before_left_of_the_divider(view):
    assert color_at(view, 0.25) == COLORS["after"]
    view.set_comparing(is_comparing=True)
    assert color_at(view, 0.25) == COLORS["before"]
    assert color_at(view, 0.75) == COLORS["after"]
    assert "compared with the step before" in view.accessibleName()


def test_keys_move_the_divider(view):
    view.set_comparing(is_comparing=True)
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.share == pytest.approx(0.79)
    assert color_at(view, 0.7) == COLORS["before"]
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.share == 0
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.share == 0
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.share == 1


def test_the_mouse_brings_the_divider(view):
    view.set_comparing(is_comparing=True)
    rect = view.picture_rect
    spot = QPoint(round(rect.left() + 0.2 * rect.width()), round(rect.center().y()))
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=spot)
    assert view.share == pytest.approx(0.2, abs=0.01)


def test_without_a_picture_before_there_is_nothing_to_compare(view):
    view.set_before(None)
    view.set_comparing(is_comparing=True)
    assert not view.is_comparing


def test_enter_and_double_click_open_it(view, qtbot):
    with qtbot.waitSignal(view.opened):
        QTest.keyClick(view, Qt.Key.Key_Return)
    with qtbot.waitSignal(view.opened):
        QTest.mouseDClick(view, Qt.MouseButton.LeftButton)


def test_the_empty_frame_asks_for_a_picture(view, qtbot):
    view.set_picture(None, "", 1.5)
    view.set_empty_words("Choose the final image")
    assert view.accessibleName() == "Choose the final image"
    with qtbot.waitSignal(view.choose_requested):
        QTest.mouseClick(view, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(view.choose_requested):
        QTest.keyClick(view, Qt.Key.Key_Return)
