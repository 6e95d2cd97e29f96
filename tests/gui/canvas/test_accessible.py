"""What a screen reader is told about the canvas."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from gallery_studio.domain.status import Status
from gallery_studio.ui.canvas.canvas_view import CanvasView
from gallery_studio.ui.canvas.card_text import spoken_name
from tests.support.canvas_hands import make_card

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "Caption of a. 3 Pro. Ready."),
        (
            {"product_name": "Halden lamp", "is_starred": True},
            "Caption of a. 3 Pro. Halden lamp. Starred. Ready.",
        ),
        (
            {
                "status": Status.GENERATING,
                "started_utc": (NOW - timedelta(seconds=11)).isoformat(),
            },
            "Caption of a. 3 Pro. Generating, 11 seconds.",
        ),
        (
            {"status": Status.FAILED, "error_message": "The model is busy."},
            "Caption of a. 3 Pro. Failed: The model is busy.",
        ),
        ({"status": Status.CANCELLED, "model": "", "caption": ""}, "Untitled. Stopped."),
    ],
)
def test_spoken_names(changes: dict, expected: str) -> None:
    assert spoken_name(make_card("a", **changes), lambda _: ("3 Pro", "gem"), NOW) == expected


def test_the_canvas_is_a_list_of_its_cards(view: CanvasView, wall: list) -> None:
    canvas = QAccessible.queryAccessibleInterface(view)
    assert canvas.role() == QAccessible.Role.List
    assert canvas.childCount() == 4
    names = [canvas.child(i).text(QAccessible.Text.Name) for i in range(4)]
    assert names[1] == "Caption of b. 3 Pro. Ready."
    item = canvas.child(1)
    assert item.role() == QAccessible.Role.ListItem
    assert canvas.indexOfChild(item) == 1
    assert item.rect().topLeft() == view.mapToGlobal(QPoint(300, 0))
    assert item.rect().width() == 200


def test_states_follow_selection_and_focus(qtbot: QtBot, view: CanvasView, wall: list) -> None:
    canvas = QAccessible.queryAccessibleInterface(view)
    view.activateWindow()
    qtbot.waitUntil(view.hasFocus)
    view.select(["b"])
    view.set_focus_card("b", is_by_keyboard=True)
    state = canvas.child(1).state()
    assert state.selected
    assert state.focused
    assert not canvas.child(0).state().selected
    at = view.mapToGlobal(QPoint(350, 450))
    assert canvas.childAt(at.x(), at.y()).text(QAccessible.Text.Name).startswith("Caption of d")
    view.update_cards([make_card("a", image_id=None, status=Status.GENERATING)])
    assert canvas.child(0).state().busy


def test_a_removed_card_is_no_longer_valid(view: CanvasView, wall: list) -> None:
    canvas = QAccessible.queryAccessibleInterface(view)
    item = canvas.child(0)
    view.remove_cards(["a"])
    assert not item.isValid()
    assert canvas.childCount() == 3


def test_events_name_the_right_card(
    view: CanvasView, wall: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: told.append((event.type(), event.child()))
    )
    view.set_focus_card("c", is_by_keyboard=True)
    view.select(["c"])
    assert (QAccessible.Event.Focus, 2) in told
    assert any(kind == QAccessible.Event.SelectionWithin for kind, _ in told)
