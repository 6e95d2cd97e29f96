"""Matrix G: how the program ends: during a call, at a signal, by a crash; and what is left."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gallery_studio.domain.ids import SessionId
from gallery_studio.domain.status import Status
from gallery_studio.library.library import Library
from gallery_studio.paths import log_folder
from gallery_studio.studio.composing import Composition
from gallery_studio.workers.diagnostics import UNEXPECTED
from tests.faults.network_bench import WAIT_MS
from tests.support.acting import DRAFT, RENAMED
from tests.support.children import await_end, children_of, given, is_there
from tests.support.damage import make_library
from tests.support.fair_time import busyness, wait_for_end
from tests.support.gemini_server import (
    Answer,
    GeminiServer,
    answer_body,
    dripping,
    json_answer,
    never,
    picture,
    small_png,
)
from tests.support.kept import check_nothing_lost
from tests.support.studio_bench import FLASH, KEY, open_bench

ROOT = Path(__file__).parents[2]
CLOSED_S = 3.0


class Acting:
    """The program in a process of its own."""

    def __init__(self, folder: Path, act: str, **environ: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.acting", str(folder), act],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"} | environ,
        )  # fmt: skip

    def told(self) -> dict[str, Any]:
        """Return the next thing it told."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read() if self.process.stderr else ""
        facts: dict[str, Any] = json.loads(line)
        self._told_s = facts["at_s"]
        return facts

    def ended(self, code: int = 0) -> None:
        """Check that it ends in order, and in time since it told something last."""
        assert wait_for_end(self.process.pid, 60), "it never ended"
        took_s = time.monotonic() - self._told_s
        limit_s = CLOSED_S * busyness(self.process.pid)
        _, errors = self.process.communicate(timeout=30)
        assert self.process.returncode == code, errors
        assert "QThread: Destroyed" not in errors
        assert "Traceback" not in errors
        assert took_s < limit_s
        log = log_folder() / "gallery-studio.log"
        assert not log.exists() or "Traceback" not in log.read_text()


def looked(folder: Path) -> dict[str, Any]:
    """Start the program again, and return what its window shows."""
    again = Acting(folder, "look")
    facts = again.told()
    again.ended()
    return facts


@pytest.fixture
def gemini(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    arrived = tmp_path / "arrived"
    monkeypatch.setenv("ARRIVED_FILE", str(arrived))
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    with GeminiServer() as server:
        monkeypatch.setenv("GALLERY_STUDIO_GEMINI_URL", server.url)
        waiting = threading.Thread(
            target=lambda: server.called.wait(60) and arrived.touch(), daemon=True
        )
        waiting.start()
        yield server
        server.called.set()
        waiting.join()


def big_body() -> Answer:
    body = answer_body([{"text": "word " * 8_000_000}])
    return json_answer(body)


@pytest.mark.parametrize("make", [never, lambda: dripping(0.05), big_body],
                         ids=["no answer", "drip", "big body"])  # fmt: skip
def test_g55_closing_during_a_call(library_folder: Path, gemini, make) -> None:
    gemini.script(make())
    acting = Acting(library_folder, "close during a call")
    told = acting.told()
    acting.ended()
    assert not told["has_sdk"], "google-genai belongs into a process of its own"
    assert looked(library_folder)["statuses"] == ["cancelled"]
    check_nothing_lost(library_folder, [])


def test_g55_thread_that_hangs_does_not_keep_the_process(library_folder: Path, gemini) -> None:
    """The database is closed all the same; the limit of 3 s is shortened."""
    make_library(library_folder, sessions=1)
    acting = Acting(library_folder, "hang")
    acting.told()
    acting.ended()
    log_of_sqlite = library_folder / "library.sqlite3-wal"
    assert log_of_sqlite.stat().st_size == 0, "the database was left open"
    assert "did not end in time" in (log_folder() / "gallery-studio.log").read_text()
    assert looked(library_folder)["toasts"] == []
    library = Library.open(library_folder)
    reader = library.reader()
    assert [summary.name for summary in reader.session_summaries()] == [RENAMED]
    reader.shutdown()
    library.shutdown()
    check_nothing_lost(library_folder, [])


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_g55_killed_window_leaves_no_process_behind(library_folder: Path, gemini) -> None:
    gemini.script(never())
    acting = Acting(library_folder, "end during a call")
    acting.told()
    children = children_of(acting.process.pid)
    assert any(b"gemini_child" in given(pid) for pid in children)
    assert not any(KEY.encode() in given(pid) for pid in children)
    acting.process.kill()
    acting.process.communicate(timeout=30)
    for pid in children:
        await_end(pid, CLOSED_S)
    assert gemini.disconnected.wait(CLOSED_S)
    check_nothing_lost(library_folder, [])


def test_g56_cancel_at_ten_moments(library_folder: Path) -> None:
    chance = random.Random(56)

    async def scenario(server: GeminiServer) -> None:
        async with open_bench(library_folder, server.url) as bench:
            for _ in range(10):
                gate = threading.Event()
                server.script(replace(picture(small_png()), drip_s=0.0005).after(gate), model=FLASH)
                server.arrived.clear()
                run = await bench.studio.generate(Composition(text="a lamp", models=(FLASH,)))
                output_id = run.outputs[0][0]
                if chance.random() < 0.7:
                    gate.set()
                moment = asyncio.get_running_loop().create_future()
                asyncio.get_running_loop().call_later(
                    chance.uniform(0.0, 0.25), moment.set_result, None
                )
                await moment
                begin_s = time.monotonic()
                await bench.studio.stop([output_id])
                assert time.monotonic() - begin_s < 0.5 * busyness()
                stopped = await bench.output(output_id)
                assert stopped.status is Status.CANCELLED
                gate.set()
                assert await bench.output(output_id) == stopped, "a late answer changed something"
                assert stopped.image_id is None
            server.script(picture(small_png()), model=FLASH)
            done: Status | None = None
            for _ in range(12):
                run = await bench.studio.generate(Composition(text="a lamp", models=(FLASH,)))
                (output,) = await bench.ended([run.outputs[0][0]])
                done = output.status
            assert done is Status.COMPLETED

    with GeminiServer() as server:
        asyncio.run(scenario(server))
    check_nothing_lost(library_folder, [])


def test_g57_closing_a_session_while_its_pictures_load(studio, qtbot, qapp) -> None:
    make_library(studio.folder, sessions=2, pictures=12)
    with studio.window() as window:
        sessions = [s.id for s in window.parts.reader.session_summaries()]
        for number in range(100):
            window.open_session(SessionId(sessions[number % 2]))
            window.view.fit_all(is_animated=False)
            qapp.processEvents()
            if number % 4 == 0:
                window.new_session()
            if number % 10 == 0:
                window.view.select_all()
                window.action("settings").trigger()
                qapp.processEvents()
                window.settings._dialog.close_dialog()
        window.open_session(SessionId(sessions[0]))
        qtbot.waitUntil(lambda: len(window.canvas.cards) == 12, timeout=WAIT_MS)
        assert not window.toasts.toasts


def test_g57_closing_a_session_while_its_call_runs(studio, qtbot, gemini) -> None:
    from tests.faults.network_bench import ask, has_ended, has_key

    gate = threading.Event()
    gemini.script(picture(small_png()).after(gate))
    with studio.window() as window:
        qtbot.waitUntil(lambda: has_key(window), timeout=WAIT_MS)
        for _ in range(100):
            ask(window)
            qtbot.waitUntil(lambda: bool(window.canvas.running), timeout=WAIT_MS)
            first = window.session.id
            window.new_session()
        gate.set()
        window.open_session(first)
        qtbot.waitUntil(lambda: has_ended(window, 1), timeout=WAIT_MS)
        assert [card.status for card in window.canvas.cards] == [Status.COMPLETED]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are Unix's")
@pytest.mark.parametrize("act", ["fail at the end", "fail to end the thread"])
def test_g58_fault_at_the_end_is_logged_and_said(library_folder: Path, act: str) -> None:
    acting = Acting(library_folder, act)
    acting.told()
    assert wait_for_end(acting.process.pid, 60), "it never ended"
    _, errors = acting.process.communicate(timeout=30)
    assert acting.process.returncode == 1
    assert errors.splitlines()[-1] == f"gallery-studio: {UNEXPECTED}"
    assert "Traceback" not in errors
    log = (log_folder() / "gallery-studio.log").read_text()
    assert "injected into the end" in log
    (log_folder() / "gallery-studio.log").unlink()
    assert looked(library_folder)["toasts"] == []
    check_nothing_lost(library_folder, [])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_g59_asked_to_end_it_saves_and_ends(library_folder: Path, gemini, number) -> None:
    acting = Acting(library_folder, "write in haste")
    acting.told()
    acting.process.send_signal(number)
    acting.ended()
    facts = looked(library_folder)
    assert facts["text"] == DRAFT
    assert facts["toasts"] == []


@pytest.mark.skipif(sys.platform != "linux", reason="Qt's own function is found by Linux's maps")
@pytest.mark.parametrize("is_quit", [False, True], ids=["taken away", "quit"])
def test_g59_logging_out_saves_before_the_process_is_taken_away(
    library_folder: Path, gemini, is_quit
) -> None:
    """Once Qt's own `appCommitData` has returned, nothing may be left to write."""
    acting = Acting(library_folder, "log out and quit" if is_quit else "log out")
    acting.told()
    if is_quit:
        acting.ended()
    else:
        assert acting.process.poll() is None, "a logout may still be called off"
        acting.process.kill()
        acting.process.communicate()
    facts = looked(library_folder)
    assert facts["text"] == DRAFT
    assert facts["toasts"] == []
    check_nothing_lost(library_folder, [])


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are Unix's")
def test_g59_asked_to_end_during_a_call(library_folder: Path, gemini) -> None:
    gemini.script(never())
    acting = Acting(library_folder, "end during a call")
    acting.told()
    children = children_of(acting.process.pid) if sys.platform == "linux" else []
    acting.process.send_signal(signal.SIGTERM)
    acting.ended()
    assert not any(map(is_there, children))
    assert looked(library_folder)["statuses"] == ["cancelled"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are Unix's")
def test_g59_after_a_crash_the_next_start_says_so_and_has_the_draft(library_folder: Path) -> None:
    acting = Acting(library_folder, "write")
    acting.told()
    acting.process.send_signal(signal.SIGSEGV)
    _, errors = acting.process.communicate(timeout=30)
    assert acting.process.returncode == -signal.SIGSEGV, errors
    report = (log_folder() / "crash.log").read_text()
    assert "Segmentation fault" in report
    assert DRAFT not in report
    facts = looked(library_folder)
    assert any("ended unexpectedly last time" in text for text in facts["toasts"])
    assert facts["text"] == DRAFT
    assert looked(library_folder)["toasts"] == [], "it is said once"
    check_nothing_lost(library_folder, [])
