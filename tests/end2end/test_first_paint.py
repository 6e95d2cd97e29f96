"""The window is painted first; whatever is done to it meanwhile finds all of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from gallery_studio.config import Settings
from gallery_studio.domain.errors import LibraryError
from gallery_studio.library.library import Library
from gallery_studio.ui import furnishing
from gallery_studio.ui.features import FEATURES
from gallery_studio.ui.library_feature import LibraryFeature
from gallery_studio.ui.palette.palette_feature import PaletteFeature
from tests.end2end.test_library_window import feature, fill
from tests.tools.bench_start import environment

WAIT_MS = 20_000
START = Path(__file__).parents[1] / "tools" / "bench_start.py"
LATER = (
    *("google.genai", "pydantic", "PIL", "keyring", "peewee", "asyncio", "email", "ssl"),
    *("concurrent.futures.thread", "logging.handlers", "hashlib", "PySide6.QtNetwork"),
    *(
        "html.entities",
        "socket",
        "dataclasses",
        "inspect",
        "gallery_studio.domain.project",
        "gallery_studio.domain.event",
    ),
    *("gallery_studio.ui.widgets.menu", "gallery_studio.ui.canvas.canvas_accessible"),
    *("gallery_studio.studio.studio", "gallery_studio.workers.library_executor"),
    *("gallery_studio.ui.lightbox_controller", "gallery_studio.ui.window_furniture"),
    *(spec.full_module for spec in FEATURES),
)
"""What no start may wait for."""


@pytest.fixture
def early(monkeypatch, studio, qtbot):
    """A window that was painted, and of which nothing more is built by itself."""
    monkeypatch.setattr(furnishing, "_BREATH_MS", 600_000)
    with studio.window(is_whole=False) as window:
        qtbot.waitUntil(lambda: window.furnishing.is_painted, timeout=WAIT_MS)
        assert not window.features
        yield window


def stored(window):
    """Return the open session as the library holds it, or None."""
    try:
        return window.parts.reader.session(window.session.id)
    except LibraryError:
        return None


def test_nothing_heavy_before_the_first_paint(library_folder, tmp_path):
    Library.open(library_folder).shutdown()
    for _ in range(2):  # the first start keeps what later ones read
        started = subprocess.run(
            [sys.executable, START, str(library_folder)],
            capture_output=True,
            text=True,
            env=environment(tmp_path),
            check=True,
            timeout=60,
        )
    modules = json.loads(started.stdout.splitlines()[-1])["modules"]
    assert "gallery_studio.ui.main_window" in modules
    assert not set(LATER) & set(modules)


def test_the_rest_follows_by_itself(studio, qtbot):
    with studio.window(is_whole=False) as window:
        qtbot.waitUntil(lambda: window.furnishing.is_finished, timeout=WAIT_MS)
        assert [type(one).__name__ for one in window.features] == [spec.name for spec in FEATURES]
        assert window.action("new_session").isEnabled()


def test_a_key_pressed_at_once_finds_its_feature(early):
    QTest.keyClick(early, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert early.furnishing.is_finished
    assert feature(early, PaletteFeature).dialog.isVisible()


def test_a_button_pressed_at_once_finds_its_feature(early):
    QTest.mouseClick(early.sidebar.all_sessions, Qt.MouseButton.LeftButton)
    assert feature(early, LibraryFeature).sessions.is_shown


def test_words_typed_at_once_are_kept(early, qtbot):
    assert early.compose.edit.hasFocus()
    QTest.keyClicks(early.compose.edit, "a lamp")
    assert early.compose.edit.toPlainText() == "a lamp"
    assert early.furnishing.is_finished
    qtbot.waitUntil(lambda: getattr(stored(early), "draft", "") == "a lamp", timeout=WAIT_MS)


def test_a_window_closed_at_once_ends_in_order(early):
    early.close()
    assert early.furnishing.is_finished


def test_writes_asked_for_before_the_studio_is_there_are_stored(early, qtbot):
    early.session.rename("Named at once")
    early.furnishing.finish()
    qtbot.waitUntil(lambda: getattr(stored(early), "name", "") == "Named at once", timeout=WAIT_MS)


def test_nothing_but_the_window_is_ever_shown(qapp, studio, qtbot):
    seen: list[str] = []

    class Shown(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            is_window = isinstance(watched, QWidget) and watched.isWindow()
            if event.type() == QEvent.Type.Show and is_window:
                seen.append(type(watched).__name__)
            return False

    shown = Shown()
    qapp.installEventFilter(shown)
    try:
        with studio.window():
            pass
    finally:
        qapp.removeEventFilter(shown)
    assert seen == ["MainWindow"]


def test_the_keyboard_stays_where_it_is(studio, qtbot):
    with studio.window() as window:
        assert window.compose.edit.hasFocus()


def test_the_last_session_is_there_at_the_first_paint(monkeypatch, studio, qtbot, library_folder):
    monkeypatch.setattr(furnishing, "_BREATH_MS", 600_000)
    library = Library.open(library_folder)
    session, _ = fill(library, "Lamps", ("a lamp", "another"))
    library.shutdown()
    with studio.window(Settings(last_session=session.id), is_whole=False) as window:
        qtbot.waitUntil(lambda: window.furnishing.is_painted, timeout=WAIT_MS)
        assert window.session.id == session.id
        assert len(window.view.model.cards) == 2
        assert not window.features
        # Qt's clock of animations, seen by an event filter, has PySide make all classes it knows.
        assert "_flight" not in vars(window.view.motion)
