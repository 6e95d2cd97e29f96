"""The sessions of the sidebar as a Qt model."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from gallery_studio.domain.session import SessionSummary
from gallery_studio.ui.sidebar.session_list_model import SessionListModel

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def session(number, **changes):
    base = SessionSummary(
        id=f"gal-{number}",
        name=f"Session {number}",
        image_count=number,
        open_count=0,
        starred_count=0,
        edited_count=0,
        created_utc="2026-11-21T11:00:00Z",
        updated_utc="2026-11-21T11:48:00Z",
        cover=None,
    )
    return replace(base, **changes)


@pytest.fixture
def model(qapp):
    model = SessionListModel(lambda: NOW)
    model.tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    return model


def names(model):
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def test_a_row_shows_name_count_and_age(model):
    model.set_sessions([session(38)])
    index = model.index(0)
    assert index.data() == "Session 38"
    assert index.data(model.DETAIL_ROLE) == "38 images · 12 min ago"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "Empty"), (1, "1 image"), (38, "38 images"), (10_000, "10,000 images")]
)
def test_counts_in_words(model, count, text):
    model.set_sessions([session(1, image_count=count)])
    assert model.index(0).data(model.DETAIL_ROLE).startswith(text)


def test_a_generating_session_says_how_many_are_open(model):
    model.set_sessions([session(5, open_count=3)])
    assert model.index(0).data(model.DETAIL_ROLE) == "5 images · Generating 3"


def test_a_screen_reader_hears_name_count_age_and_state(model):
    model.set_sessions([session(38)])
    model.set_open("gal-38")
    spoken = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Session 38. 38 images, 12 min ago. Open."


def test_rename_asks_and_changes_nothing_itself(model, qtbot):
    model.set_sessions([session(1)])
    with qtbot.waitSignal(model.rename_requested) as asked:
        assert model.setData(model.index(0), "  Casa\n Rosa ")
    assert asked.args == ["gal-1", "Casa Rosa"]
    assert names(model) == ["Session 1"]


@pytest.mark.parametrize("name", ["", "   ", "Session 1", "\n"])
def test_an_empty_or_unchanged_name_asks_nothing(model, qtbot, name):
    model.set_sessions([session(1)])
    with qtbot.assertNotEmitted(model.rename_requested):
        assert not model.setData(model.index(0), name)


def test_a_long_name_is_cut(model, qtbot):
    model.set_sessions([session(1)])
    with qtbot.waitSignal(model.rename_requested) as asked:
        model.setData(model.index(0), "word " * 100)
    assert len(asked.args[1]) <= 200


def test_rows_that_stay_keep_their_index(model):
    model.set_sessions([session(n) for n in range(5)])
    kept = QPersistentModelIndex(model.index(3))
    model.set_sessions([session(9), session(3, name="New name"), session(1)])
    assert names(model) == ["Session 9", "New name", "Session 1"]
    assert kept.row() == 1


def test_any_list_follows_any_other(model):
    numbers = random.Random(7)
    for _ in range(60):
        wanted = numbers.sample(range(12), numbers.randrange(12))
        model.set_sessions([session(n) for n in wanted])
        assert names(model) == [f"Session {n}" for n in wanted]


def test_a_much_longer_list_is_taken_at_once(model, qtbot):
    with qtbot.waitSignal(model.modelReset):
        model.set_sessions([session(n) for n in range(500)])
    assert model.rowCount() == 500
    assert model.row_of("gal-499") == 499
    assert model.row_of("gal-500") == -1
