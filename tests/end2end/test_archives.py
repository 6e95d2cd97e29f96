"""Out, wiped, in: the conversation goes on, through the real SDK; and beside an open window."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from gallery_studio.library.archive.progress import ArchiveTask
from gallery_studio.studio.archiving import export_session, import_session
from gallery_studio.studio.editing import EditMessage, EditSource
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
    from gallery_studio.library.library import Library

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
