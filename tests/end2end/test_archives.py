"""Out, wiped, in: the conversation goes on, through the real SDK; and beside an open window."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gallery_studio.library.archive.progress import ArchiveTask
from gallery_studio.library.library import Library
from gallery_studio.studio.archiving import PictureLook, export_session, import_session
from gallery_studio.studio.editing import EditMessage, EditSource
from gallery_studio.workers.window_commands import WindowCommands
from tests.end2end.test_edit_conversations import pictures_of, signatures_of
from tests.end2end.test_handover import Process, finished
from tests.support.archive_session import export, full_session
from tests.support.gemini_server import GeminiServer, picture, small_png
from tests.support.studio_bench import FLASH, open_bench

SIGNATURE = bytes(range(256)) + b">>>???"


def test_a_conversation_goes_on_after_export_wipe_and_import(tmp_path: Path) -> None:
    archive = tmp_path / "session.zip"
    source, first, second = small_png(255, 255, 255), small_png(1), small_png(2)

    async def before(server: GeminiServer) -> tuple[str, str]:
        answers = (picture(first, text="one", signature=SIGNATURE), picture(second, text="two"))
        server.script(*answers, model=FLASH)
        async with open_bench(tmp_path / "old", server.url) as bench:
            session_id, image_id = await bench.studio.import_image(source, "source.png")
            turn = await bench.studio.start_edit(
                EditSource(session_id, image_id), EditMessage("warmer", (FLASH,))
            )
            await bench.ended([output_id for output_id, _ in turn.outputs])
            await export_session(bench.executor, session_id, archive, ArchiveTask())
            return session_id, turn.conversation_id

    async def after(server: GeminiServer, session_id: str, conversation_id: str) -> None:
        async with open_bench(tmp_path / "new", server.url) as bench:
            report = await import_session(bench.executor, archive, ArchiveTask())
            assert (report.session_id, report.pictures) == (session_id, 2)
            assert bench.changes[-1].sessions == {session_id}
            turn = await bench.studio.continue_edit(
                conversation_id, None, EditMessage("and softer", (FLASH,))
            )
            (output,) = await bench.ended([output_id for output_id, _ in turn.outputs])
            assert output.text == "two"

    with GeminiServer() as server:
        asyncio.run(after(server, *asyncio.run(before(server))))
        user, model, now = server.requests[-1].body["contents"]
    assert pictures_of(user) == [source]
    assert pictures_of(model) == [first]
    assert signatures_of(model) == [SIGNATURE]
    assert now["parts"][-1]["text"] == "and softer"


def test_import_and_delete_are_handed_to_the_open_window(studio, qtbot, tmp_path: Path) -> None:
    other = Library.open(tmp_path / "other")
    session_id = full_session(other)
    export(other, session_id, tmp_path / "s.zip")
    other.shutdown()
    library = str(studio.folder)
    with studio.window() as window:
        arguments = ("--library", library, "import", str(tmp_path / "s.zip"), "--json")
        brought = finished(Process(*arguments), qtbot)
        assert brought.returncode == 0, brought.stderr
        assert json.loads(brought.stdout)["session_id"] == session_id
        qtbot.waitUntil(lambda: window.sidebar.model.rowCount() == 1, timeout=20_000)
        out = str(tmp_path / "again.zip")
        taken = finished(Process("--library", library, "export", session_id, out), qtbot)
        assert taken.stdout == "7 pictures and 1 project exported to again.zip\n"
        deleted = finished(Process("--library", library, "delete", session_id), qtbot)
        assert deleted.returncode == 0, deleted.stderr
        qtbot.waitUntil(lambda: window.sidebar.model.rowCount() == 0, timeout=20_000)
        wrong = finished(Process("--library", library, "import", out + ".no"), qtbot)
        assert wrong.returncode == 2
        assert "it is not there; nothing was changed." in wrong.stderr


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT for one process there")
def test_an_import_in_the_window_ends_with_whoever_asked_for_it(
    studio, qtbot, tmp_path: Path, monkeypatch
) -> None:
    """Ctrl+C in the terminal ends the import that the open window runs for it."""
    other = Library.open(tmp_path / "other")
    export(other, full_session(other), tmp_path / "s.zip")
    other.shutdown()
    begun, may_go_on = threading.Event(), threading.Event()
    real = PictureLook.inspect

    def held(look: PictureLook, data: bytes, name: str):
        begun.set()
        may_go_on.wait(20)
        return real(look, data, name)

    monkeypatch.setattr(PictureLook, "inspect", held)
    with studio.window() as window:
        command = ["--library", str(studio.folder), "import", str(tmp_path / "s.zip")]
        asker = subprocess.Popen(
            [sys.executable, "-m", "gallery_studio", *command],
            stderr=subprocess.PIPE,
            text=True,
        )
        qtbot.waitUntil(begun.is_set, timeout=20_000)
        asker.send_signal(signal.SIGINT)
        qtbot.waitUntil(lambda: asker.poll() is not None, timeout=20_000)
        assert asker.returncode == 130
        assert asker.communicate()[1] == "Stopped.\n"
        commands = window.findChild(WindowCommands)
        qtbot.waitUntil(lambda: not commands._running, timeout=20_000)
        may_go_on.set()
        qtbot.waitUntil(lambda: not list(studio.folder.glob(".part-*")), timeout=20_000)
    library = Library.open_read_only(studio.folder)
    reader = library.reader()
    assert reader.session_summaries() == []
    reader.shutdown()
    library.shutdown()


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals here")
def test_a_terminal_shows_how_far_the_import_in_the_window_is(
    studio, qtbot, tmp_path: Path
) -> None:
    other = Library.open(tmp_path / "other")
    export(other, full_session(other), tmp_path / "s.zip")
    other.shutdown()
    seen, terminal = os.openpty()
    with studio.window():
        command = ["--library", str(studio.folder), "import", str(tmp_path / "s.zip")]
        asker = subprocess.Popen(
            [sys.executable, "-m", "gallery_studio", *command],
            stdout=subprocess.DEVNULL,
            stderr=terminal,
        )
        os.close(terminal)
        qtbot.waitUntil(lambda: asker.poll() is not None, timeout=20_000)
    shown = os.read(seen, 100_000).decode()
    os.close(seen)
    assert asker.returncode == 0
    assert shown.startswith("\rImporting: 0 bytes of ")
    assert "\n" not in shown
    assert shown.endswith(" \r")
