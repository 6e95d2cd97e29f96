"""``kiosk --live MODEL``: real calls by the real SDK, limited, and silent about the account."""

from __future__ import annotations

import gc
import json
import os
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from gallery_studio.app_kiosk import _COUNT_FILE, build_kiosk
from gallery_studio.cli import kiosk as command
from gallery_studio.cli.main import parse
from gallery_studio.studio.kiosk_library import COPY_NAME, VISITOR_NAME, copy_sessions
from gallery_studio.studio.kiosk_limits import LIVE_PICTURES_PER_HOUR
from tests.support.gemini_server import LISTING, GeminiServer, picture, sample, small_png
from tests.support.kiosk_desk import demo_library, hashes, kiosk
from tests.support.screen import needs_screen, screen, wait_until
from tests.support.studio_bench import FLASH, KEY

WAIT_MS = 20_000
SENTENCE = "A lighthouse above the sea"


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch):
    with GeminiServer() as server:
        monkeypatch.setenv("GEMINI_API_KEY", KEY)
        monkeypatch.setenv("GALLERY_STUDIO_GEMINI_URL", server.url)
        yield server


def asked(server: GeminiServer) -> list:
    """The calls that somebody pays for."""
    return [request for request in server.requests if request.model != LISTING]


@pytest.fixture
def start(qapp, tmp_path, monkeypatch, gemini):
    """Starts the window as the command's supervisor does, with what the command line says."""
    monkeypatch.setattr("gallery_studio.studio.kiosk_pin._ROUNDS", 1)
    private = tmp_path / "private"
    ids = copy_sessions(demo_library(tmp_path / "library"), [], private / COPY_NAME)
    arguments, _ = parse(["kiosk", "--live", FLASH, "--pin", "4711"])
    options = replace(command._options(arguments), folder=str(private), session_ids=ids)
    with ExitStack() as stack:

        def begin(*, made_this_hour: int = 0):
            times = [time.time()] * made_this_hour
            (private / _COUNT_FILE).write_text(json.dumps(times), "utf-8")
            window = build_kiosk(qapp, options, stack)
            window.private = private
            window.resize(1000, 700)
            window.show()
            window.begin_visit()
            return window

        yield begin
        while QGuiApplication.overrideCursor() is not None:
            QGuiApplication.restoreOverrideCursor()
    gc.collect()


def ask(window, qtbot, words: str) -> str:
    """Ask for a picture; return what the visitor is told."""
    visitor = window.visitor
    visitor.field.edit.setText(words)
    qtbot.mouseClick(visitor.send, Qt.MouseButton.LeftButton)
    assert visitor.stage._is_busy
    qtbot.waitUntil(lambda: not visitor.stage._is_busy, timeout=WAIT_MS)
    return visitor.reply.text()


def words_on_screen(window) -> str:
    """Everything that a window says to eyes and to screen readers."""
    said = []
    for widget in (window, *window.findChildren(QWidget)):
        said += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        said.append(str(getattr(widget, "text", str)()))
    return "\n".join(said)


def holders_of(secret: str, *folders: Path) -> list[Path]:
    """Files that hold a secret."""
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    return [file for file in files if secret.encode() in file.read_bytes()]


def test_a_sentence_becomes_a_picture_and_is_changed_by_the_real_sdk(
    start, qtbot, gemini, isolated_home
):
    gemini.script(picture(small_png(), text="Here it is."), picture(small_png(40, 80, 200)))
    window = start()
    assert window.visitor.note.text() == "Gemini Nano Banana 2.1 answers."
    assert ask(window, qtbot, SENTENCE) == "Here it is."
    first = window.visitor._picture
    assert SENTENCE in json.dumps(asked(gemini)[0].body)
    ask(window, qtbot, "At sunset")
    second = window.visitor._picture
    assert (first.turn, second.turn) == (1, 2)
    assert first.image_id != second.image_id
    assert [request.model for request in asked(gemini)] == [FLASH, FLASH]
    assert "inlineData" in json.dumps(asked(gemini)[1].body)
    assert all(request.headers["x-goog-api-key"] == KEY for request in asked(gemini))
    assert KEY not in words_on_screen(window)
    assert holders_of(KEY, window.private, isolated_home) == []
    with qtbot.waitSignal(window.parts.worker.wiped):
        window.end_visit()
    assert not (window.private / VISITOR_NAME).exists()


def test_the_limit_of_the_hour_holds_over_visitors_and_is_said(start, qtbot, gemini):
    window = start(made_this_hour=LIVE_PICTURES_PER_HOUR - 1)
    assert "This was your last picture." in ask(window, qtbot, SENTENCE)
    with qtbot.waitSignal(window.parts.worker.wiped):
        window.end_visit()
    window.begin_visit()
    told = ask(window, qtbot, SENTENCE)
    assert told == "Many pictures were made in this hour. Come back a little later."
    assert len(asked(gemini)) == 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("err400key", "The model cannot answer just now. Try again in a moment."),
        ("err403", "The model cannot answer just now. Try again in a moment."),
        ("err404", "The model cannot answer just now. Try again in a moment."),
        ("safety", "This cannot be drawn. Try it in other words."),
    ],
)
def test_what_fails_says_nothing_of_the_account(start, qtbot, gemini, answer, told):
    gemini.script(sample(answer), picture(small_png()))
    window = start()
    assert ask(window, qtbot, SENTENCE) == told
    said = words_on_screen(window).lower()
    assert not [word for word in ("api key", "project", "billing", "quota") if word in said]
    assert window.visitor.field.text() == SENTENCE
    ask(window, qtbot, SENTENCE)
    assert window.visitor._picture is not None


@needs_screen
@pytest.mark.slow
def test_a_real_kiosk_asks_the_service_and_keeps_the_key_off_the_disk(
    tmp_path, gemini, isolated_home
):
    gemini.script(picture(small_png()))
    library = demo_library(tmp_path / "library")
    before = hashes(library)
    private = tmp_path / "private"
    with screen(tmp_path) as shown, kiosk(shown, library, private, "--live", FLASH) as desk:
        shown.tap(640, 300)
        shown.do("type", "--delay", "20", SENTENCE)
        shown.key("Return")
        wait_until(desk.visitor_pictures, 30, "the visitor's picture")
        assert [request.model for request in asked(gemini)] == [FLASH]
        assert holders_of(KEY, private, library, isolated_home) == []
        for pid in (desk.process.pid, desk.child()):
            assert KEY not in Path(f"/proc/{pid}/cmdline").read_text()
        assert desk.end() == 0
    assert not list(private.iterdir())
    assert hashes(library) == before
    assert os.environ["GEMINI_API_KEY"] == KEY
