"""Cycles are collected on the GUI thread: a widget destroyed on another one ends the program."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gallery_studio.workers.cycle_collector import CycleCollector


class Knot:
    """Hangs in a cycle with a widget that nobody owns, and notes on which thread it ends."""

    def __init__(self, ended_on: list[threading.Thread]) -> None:
        self.itself = self
        self.widget = QWidget()
        self.ended_on = ended_on

    def __del__(self) -> None:
        self.ended_on.append(threading.current_thread())


@pytest.fixture
def collector(qapp: object) -> Iterator[CycleCollector]:
    made = CycleCollector()
    gc.collect()
    made.start()
    yield made
    made.shutdown()


def make_much() -> None:
    """Make what has Python collect by itself, all generations."""
    kept = [[[] for _ in range(1_000)] for _ in range(1_000)]
    assert len(kept) == 1_000


def test_another_thread_never_collects_a_widget(qtbot: QtBot, collector: CycleCollector) -> None:
    ended_on: list[threading.Thread] = []
    Knot(ended_on)
    other = threading.Thread(target=make_much)
    other.start()
    other.join()
    assert not ended_on
    kept = [[] for _ in range(10_000)]  # enough to collect, and made on this thread
    qtbot.waitUntil(lambda: bool(ended_on), timeout=5_000)
    assert ended_on == [threading.main_thread()]
    assert len(kept) == 10_000


@pytest.fixture(params=[True, False], ids=["by itself", "never by itself"])
def was_enabled(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Whether Python collects by itself before the collector comes; in tests it does not."""
    if request.param:
        gc.enable()
    yield request.param
    gc.disable()


def test_python_collects_as_before_afterwards(qapp: object, was_enabled: bool) -> None:
    assert gc.isenabled() == was_enabled
    collector = CycleCollector()
    collector.start()
    ended_on: list[threading.Thread] = []
    Knot(ended_on)
    assert not gc.isenabled()
    collector.shutdown()
    assert gc.isenabled() == was_enabled
    assert ended_on == [threading.main_thread()], "what the window left ends with it"
