"""Steps after the first paint: in order, once, all of them, and at once when a person acts."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from gallery_studio.ui import furnishing as module
from gallery_studio.ui.features import FEATURES
from gallery_studio.ui.furnishing import Furnishing, Step
from gallery_studio.ui.module_order import leaf_first


@pytest.fixture
def window(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def furnishing(window):
    return Furnishing(window, window)


def test_nothing_is_built_before_the_first_paint(window, furnishing, qtbot):
    built: list[int] = []
    furnishing.begin([Step(lambda n=n: built.append(n)) for n in range(3)])
    assert not built
    with qtbot.waitSignal(furnishing.finished):
        window.show()
    assert built == [0, 1, 2]
    assert furnishing.is_finished


def test_a_window_that_is_never_painted_is_furnished_too(monkeypatch, furnishing, qtbot):
    monkeypatch.setattr(module, "_UNPAINTED_MS", 1)
    built: list[int] = []
    with qtbot.waitSignal(furnishing.finished):
        furnishing.begin([Step(lambda: built.append(1))])
    assert built == [1]


def test_a_key_is_let_through_when_all_is_built(monkeypatch, window, furnishing, qtbot):
    monkeypatch.setattr(module, "_BREATH_MS", 600_000)
    built: list[str] = []
    window.keyPressEvent = lambda _event: built.append("key")
    furnishing.begin([Step(lambda: built.append("first")), Step(lambda: built.append("second"))])
    window.show()
    qtbot.waitUntil(lambda: furnishing.is_painted)
    QTest.keyClick(window, Qt.Key.Key_A)
    assert built == ["first", "second", "key"]


def test_a_step_that_asks_for_the_rest_gets_it_after_itself(furnishing):
    built: list[str] = []

    def first() -> None:
        furnishing.finish()
        built.append("first")

    furnishing.begin([Step(first), Step(lambda: built.append("second"))])
    furnishing.finish()
    assert built == ["first", "second"]


def test_a_step_that_fails_is_told_and_the_others_follow(window, furnishing, qtbot):
    built: list[str] = []

    def fail() -> None:
        raise ValueError("no")

    furnishing.begin([Step(fail), Step(lambda: built.append("after"))])
    with qtbot.capture_exceptions() as told, qtbot.waitSignal(furnishing.finished):
        window.show()
    assert [kind for kind, *_ in told] == [ValueError]
    assert built == ["after"]


def test_a_finished_one_looks_at_nothing_any_more(window, furnishing, qtbot):
    furnishing.begin([Step(lambda: None)])
    furnishing.finish()
    furnishing.finish()
    assert furnishing.eventFilter(window, QEvent(QEvent.Type.KeyPress)) is False


def test_modules_come_after_what_they_need(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("gallery_studio.ui.replay.")]:
        monkeypatch.delitem(sys.modules, name)
    order = list(leaf_first([spec.full_module for spec in FEATURES]))
    feature, stage, wall = (
        order.index(f"gallery_studio.ui.replay.{name}")
        for name in ("replay_feature", "replay_stage", "replay_wall")
    )
    assert wall < stage < feature
    assert len(order) == len(set(order))
    assert "gallery_studio.ui.main_window" not in order
