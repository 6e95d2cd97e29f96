"""A sidebar of five sessions, and hands on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from gallery_studio.domain.session import SessionSummary
from gallery_studio.ui.sidebar.library_sidebar import LibrarySidebar

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def session(number, **changes):
    base = SessionSummary(
        id=f"gal-{number}", name=f"Session {number}", image_count=number, open_count=0,
        starred_count=0, edited_count=0, created_utc="2026-11-21T11:00:00Z",
        updated_utc="2026-11-21T11:48:00Z", cover=f"image-{number}",
    )  # fmt: skip
    return replace(base, **changes)


class Covers:
    """Covers that arrive when told."""

    def __init__(self):
        self.are_there = False
        self.asked = set()

    def __call__(self, image_id):
        self.asked.add(image_id)
        if not self.are_there:
            return None
        pixmap = QPixmap(64, 48)
        pixmap.fill("#12ab34")
        return pixmap


@pytest.fixture
def covers(qapp):
    return Covers()


@pytest.fixture
def sidebar(qtbot, theme, covers):
    window = QWidget()
    window.resize(1000, 800)
    qtbot.addWidget(window)
    sidebar = LibrarySidebar(theme, covers, now=lambda: NOW, parent=window)
    sidebar.setFixedHeight(800)
    sidebar.set_sessions([session(n) for n in range(5)])
    sidebar.set_open_session("gal-2")
    with qtbot.waitActive(window):
        window.show()
    sidebar.test_window = window
    return sidebar


def entry(menu, text):
    return next(a for a in menu.actions() if a.text().split("\t")[0] == text)


def click_row(qtbot, sidebar, row, button=Qt.MouseButton.LeftButton):
    place = sidebar.list.visualRect(sidebar.model.index(row)).center()
    qtbot.mouseClick(sidebar.list.viewport(), button, pos=place)
