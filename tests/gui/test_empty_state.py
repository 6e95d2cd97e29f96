"""The empty wall."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget

from gallery_studio.paths import resources
from gallery_studio.ui.empty_state import STARTERS, EmptyState


@pytest.fixture
def empty(qtbot, theme):
    window = QWidget()  # a window of its own would not become smaller than its content
    window.resize(1400, 900)
    qtbot.addWidget(window)
    empty = EmptyState(theme, window)
    empty.resize(1336, 800)
    window.show()
    empty.test_window = window
    return empty


def test_every_starter_has_its_picture():
    assert len(STARTERS) == 3
    for starter in STARTERS:
        assert (resources() / "art" / f"{starter.art}.jpg").is_file()


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_starter_gives_its_sentence(empty, qtbot, number):
    card = empty.cards[number]
    chosen = []
    empty.starter_chosen.connect(chosen.append)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert chosen == [STARTERS[number].sentence] * 2
    assert card.accessibleName() == STARTERS[number].sentence


def test_the_banner_leads_to_the_key_and_goes_with_it(empty, qtbot):
    assert empty.banner.isVisible()
    with qtbot.waitSignal(empty.add_key_requested):
        qtbot.mouseClick(empty.banner.button, Qt.MouseButton.LeftButton)
    empty.set_has_key(True)
    assert not empty.banner.isVisible()


def test_pictures_are_painted(empty):
    image = empty.cards[0].grab().toImage()
    colors = {image.pixelColor(x, 60).name() for x in range(20, 240, 5)}
    assert len(colors) > 20


@pytest.mark.parametrize(
    ("size", "frames", "art"),
    [((1336, 800), True, True), ((968, 528), False, True), ((968, 300), False, False)],
)
def test_it_gives_up_what_matters_least(empty, size, frames, art):
    empty.resize(*size)
    assert empty.frames.isVisible() is frames
    assert (empty.cards[0].height() > 120) is art


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("size", [(1336, 800), (968, 528), (608, 528), (608, 380)])
def test_nothing_is_clipped_or_overlaps(empty, theme, percent, size):
    theme.set_ui_scale(percent)
    empty.resize(*size)
    QApplication.processEvents()
    shown = [empty.frames, empty.headline, empty.lead, *empty.cards, empty.banner]
    shown = [widget for widget in shown if widget.isVisible()]
    for widget in shown:
        assert empty.rect().contains(widget.geometry()), widget
        assert widget.height() >= widget.minimumSizeHint().height()
    for first in shown:
        for second in shown:
            if first is not second:
                assert not first.geometry().intersects(second.geometry()), (first, second)
    banner = empty.banner
    if banner.isVisible():
        inner = QRect(0, 0, banner.width(), banner.height())
        for label in banner.children():
            if label.isWidgetType() and label.isVisible():
                assert inner.contains(label.geometry())
