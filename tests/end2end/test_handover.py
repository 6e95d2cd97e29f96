"""A command line beside an open window: reading works, writing is handed over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from gallery_studio.config import Settings
from tests.support.gemini_server import GeminiServer, picture, small_png
from tests.support.replayed import make_session
from tests.support.studio_bench import FLASH, KEY


class Process(threading.Thread):
    """A command line in a process of its own, waited for in a thread."""

    def __init__(self, *arguments: str) -> None:
        super().__init__()
        self._arguments = arguments
        self.result: subprocess.CompletedProcess[str] | None = None
        self.start()

    def run(self) -> None:
        self.result = subprocess.run(
            [sys.executable, "-m", "gallery_studio", *self._arguments],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env=dict(os.environ),
        )


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch):
    with GeminiServer() as server:
        monkeypatch.setenv("GEMINI_API_KEY", KEY)
        monkeypatch.setenv("GALLERY_STUDIO_GEMINI_URL", server.url)
        yield server


def finished(process: Process, qtbot) -> subprocess.CompletedProcess[str]:
    qtbot.waitUntil(lambda: not process.is_alive(), timeout=60_000)
    process.join()
    assert process.result is not None
    return process.result


def test_the_open_window_makes_the_pictures_of_a_command_line(studio, qtbot, gemini) -> None:
    gemini.script(picture(small_png()), model=FLASH)
    library = str(studio.folder)
    with studio.window() as window:
        qtbot.waitUntil(lambda: len(window.composer.askable()) > 1, timeout=20_000)
        made = finished(
            Process("--library", library, "generate", "a lamp", "--model", FLASH, "--json"), qtbot
        )
        assert made.returncode == 0, made.stderr
        line = json.loads(made.stdout)
        qtbot.waitUntil(lambda: window.sidebar.model.rowCount() == 1, timeout=20_000)
        listed = finished(Process("--library", library, "sessions", "--json"), qtbot)
        assert json.loads(listed.stdout)["id"] == line["session"]
        wrong = finished(
            Process("--library", library, "generate", "x", "--model", "no-such", "--json"), qtbot
        )
        assert wrong.returncode == 2
        assert "no model called" in wrong.stderr


def test_the_open_window_holds_a_command_line_to_its_limit(studio, qtbot, gemini) -> None:
    arguments = ("--library", str(studio.folder), "generate", "a lamp", "--model", FLASH)
    with studio.window(Settings(monthly_limit_usd=0.02)) as window:
        qtbot.waitUntil(lambda: len(window.composer.askable()) > 1, timeout=20_000)
        stopped = finished(Process(*arguments, "--over-budget"), qtbot)
        assert (stopped.returncode, stopped.stdout) == (2, "")
        assert "1 image, about $0." in stopped.stderr
        assert "Raise the limit" in stopped.stderr
        assert not any("generateContent" in request.path for request in gemini.requests)
        keeper = window.parts.keeper
        keeper.change(replace(keeper.settings, is_stopping_at_limit=False))
        assert finished(Process(*arguments), qtbot).returncode == 2
        passed = finished(Process(*arguments, "--over-budget"), qtbot)
        assert passed.returncode == 0, passed.stderr


def test_the_open_window_makes_the_project_of_a_command_line(studio, qtbot, tmp_path: Path) -> None:
    session = make_session(studio.folder, 20)
    library = ("--library", str(studio.folder))
    with studio.window() as window:
        made = finished(
            Process(*library, "project", "create", session, "--title", "Halden", "--json"), qtbot
        )
        assert made.returncode == 0, made.stderr
        data = json.loads(made.stdout)
        assert (data["slug"], data["title"]) == ("halden", "Halden")
        assert "remark" not in data
        qtbot.waitUntil(lambda: len(window.sidebar.projects._rows) == 1, timeout=20_000)
        assert [p.slug for p in window.parts.reader.projects()] == ["halden"]
        wrong = finished(Process(*library, "project", "create", "nothing"), qtbot)
        assert wrong.returncode == 2
        assert "No session is called “nothing”" in wrong.stderr
        page = tmp_path / "halden.html"
        exported = finished(Process(*library, "project", "export", "halden", str(page)), qtbot)
        assert exported.returncode == 0, exported.stderr
        assert "Halden" in page.read_text("utf-8")


def test_a_second_start_raises_the_first_window(studio, qtbot) -> None:
    with studio.window() as window:
        window.showMinimized()
        second = finished(Process("--library", str(studio.folder)), qtbot)
        assert second.returncode == 0, second.stderr
        assert not window.isMinimized()
