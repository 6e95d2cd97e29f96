"""The one timer behind spinners and skeletons."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gallery_studio.ui.theme.clock import MotionClock


def test_it_runs_only_while_somebody_listens(qapp):
    clock, one, two = MotionClock(), QObject(), QObject()
    assert not clock.is_running
    clock.start(one)
    clock.start(two)
    clock.start(two)
    assert clock.is_running
    clock.stop(one)
    assert clock.is_running
    clock.stop(two)
    assert not clock.is_running


def test_it_stands_still_when_motion_is_reduced(qapp):
    clock, one = MotionClock(), QObject()
    clock.set_still(True)
    clock.start(one)
    assert not clock.is_running
    assert clock.phase(1000) == 0
    clock.set_still(False)
    assert clock.is_running
    clock.stop(one)


def test_it_rests_after_a_listener_that_died_without_a_word(qapp, qtbot):
    clock, one = MotionClock(), QObject()
    clock.start(one)
    del one
    qtbot.waitUntil(lambda: not clock.is_running, timeout=1000)


def test_it_ticks(qapp, qtbot):
    clock, one = MotionClock(), QObject()
    with qtbot.waitSignal(clock.ticked, timeout=1000):
        clock.start(one)
    clock.stop(one)
