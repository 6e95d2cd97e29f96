"""Matrix A: who else has the library, and how long. Real processes, offscreen."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from pytestqt.qtbot import QtBot

from gallery_studio.app import WindowOptions, open_window
from gallery_studio.config import SettingsFile
from gallery_studio.library import database as database_module
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.library.library import Library
from gallery_studio.workers.handover import hand_over
from gallery_studio.workers.instance import InstanceLock
from tests.support.damage import make_library
from tests.support.fair_time import Stopwatch

START_S = 60.0
STALL_MOST_MS = 200.0
HELD_S = 3.0

HOLDING = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
connection.execute("ROLLBACK")
"""


class Program:
    """The program in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gallery_studio", "--library", str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        )

    def wait_until_open(self) -> None:
        """Return once its window answers."""
        until_s = time.monotonic() + START_S
        while hand_over(self.folder, "raise", {}, lambda _m: None, answer_ms=2_000) != 0:
            assert self.process.poll() is None, self.process.stderr.read()
            assert time.monotonic() < until_s, "the window never opened"

    def stop(self) -> None:
        """End it by whatever it takes."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
        self.process.communicate()


@pytest.fixture
def start(library_folder: Path):
    programs = []

    def start() -> Program:
        programs.append(Program(library_folder))
        return programs[-1]

    yield start
    for program in programs:
        program.stop()


def digest(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.glob("library.sqlite3*")
        if not path.name.endswith("-shm")
    }


@pytest.mark.slow
def test_a04_second_instance_raises_the_first_window(library_folder: Path, start) -> None:
    make_library(library_folder, sessions=1)
    first = start()
    first.wait_until_open()
    before = digest(library_folder)
    second = start()
    out, err = second.process.communicate(timeout=START_S)
    assert second.process.returncode == 0, err
    assert (out, err) == ("", "")
    assert first.process.poll() is None
    assert digest(library_folder) == before


@pytest.mark.slow
def test_a04_second_instance_beside_one_that_hangs_says_who_holds_it(
    library_folder: Path, start
) -> None:
    make_library(library_folder, sessions=1)
    first = start()
    first.wait_until_open()
    before = digest(library_folder)
    first.process.send_signal(signal.SIGSTOP)
    second = start()
    said = second.process.stderr.readline()
    assert f"process {first.process.pid}" in said
    assert "This library is open in" in said
    assert digest(library_folder) == before


@pytest.mark.slow
def test_a05_second_instance_after_kill(library_folder: Path, start) -> None:
    make_library(library_folder, sessions=1)
    first = start()
    first.wait_until_open()
    first.process.kill()
    first.process.wait()
    assert (library_folder / "library.lock").exists()
    second = start()
    second.wait_until_open()
    second.process.terminate()
    _, err = second.process.communicate(timeout=START_S)
    assert second.process.returncode == 0, err
    assert "Traceback" not in err


def test_a05_lock_of_a_killed_process_is_taken_over(library_folder: Path) -> None:
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from gallery_studio.workers.instance import InstanceLock\n"
        "lock = InstanceLock(Path(sys.argv[1]))\n"
        "assert lock.acquire() is None\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(library_folder)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (library_folder / "library.lock").exists()
    lock = InstanceLock(library_folder)
    assert lock.acquire() is None
    lock.release()


@contextlib.contextmanager
def held(folder: Path, seconds: float):
    """Hold the database's write lock in another process for a while."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(folder / DATABASE_NAME), str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "held\n"
    try:
        yield
    finally:
        holder.kill()
        holder.communicate()


class Heartbeat:
    """Measures the longest the GUI thread was not there, in ms; waiting for a processor aside."""

    def __init__(self, parent) -> None:
        self._watch = Stopwatch()
        self.longest_ms = 0.0
        self._timer = QTimer(parent)
        self._timer.timeout.connect(self.beat)
        self._timer.start(10)

    def beat(self) -> None:
        self.longest_ms = max(self.longest_ms, self._watch.elapsed_s * 1000)
        self._watch = Stopwatch()


@pytest.fixture
def window(qapp, qtbot: QtBot, library_folder: Path, tmp_path: Path):
    make_library(library_folder, sessions=1)
    options = WindowOptions(
        library_folder, SettingsFile(tmp_path / "settings.json"), lambda _key: None
    )
    with open_window(qapp, options) as window:
        window.show()
        window.furnishing.finish()
        qtbot.waitUntil(window.isVisible)
        yield window
    qapp.processEvents()


def settle(ms: int) -> None:
    """Let the program run by itself (`qtbot.wait` would hold the GIL)."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def first_session(window):
    return window.parts.reader.session_summaries()[0]


@pytest.mark.slow
def test_a06_busy_for_three_seconds_the_window_lives_and_the_save_comes_through(
    window, qtbot: QtBot, library_folder: Path
) -> None:
    session = first_session(window)
    settle(500)
    with held(library_folder, HELD_S):
        heart = Heartbeat(window)
        began_s = time.monotonic()
        window.parts.worker.rename_session(session.id, "renamed while busy")
        qtbot.waitUntil(lambda: first_session(window).name == "renamed while busy", timeout=10_000)
        heart.beat()
    assert time.monotonic() - began_s > HELD_S - 0.5, "it was never held"
    assert heart.longest_ms < STALL_MOST_MS
    assert not window.toasts.toasts


def test_a06_busy_for_longer_is_said_and_can_be_tried_again(
    qapp, qtbot: QtBot, library_folder: Path, tmp_path: Path, monkeypatch
) -> None:
    """The time limit is shortened: what matters is what happens once it is over."""
    monkeypatch.setitem(database_module._PRAGMAS, "busy_timeout", 300)
    make_library(library_folder, sessions=1)
    options = WindowOptions(
        library_folder, SettingsFile(tmp_path / "settings.json"), lambda _key: None
    )
    with open_window(qapp, options) as window:
        window.show()
        window.furnishing.finish()
        session = first_session(window)
        with held(library_folder, 60):
            window.parts.worker.rename_session(session.id, "too late")
            qtbot.waitUntil(lambda: bool(window.toasts.toasts), timeout=10_000)
        [toast] = window.toasts.toasts
        assert "in use by another program" in toast.message.text
        assert "try again" in toast.message.text
        assert first_session(window).name == session.name
        window.parts.worker.rename_session(session.id, "again")
        qtbot.waitUntil(lambda: first_session(window).name == "again", timeout=10_000)
    qapp.processEvents()


def test_a06_writers_of_one_process_wait_for_each_other(library_folder: Path) -> None:
    """Two libraries of one process on one folder never see each other as busy."""
    make_library(library_folder, sessions=1)
    libraries = [Library.open(library_folder) for _ in range(2)]
    reader = libraries[0].reader()
    session_id = reader.session_summaries()[0].id
    failed: list[BaseException] = []

    def save(library: Library) -> None:
        try:
            for number in range(30):
                library.sessions.save_draft(session_id, f"draft {number}")
        except BaseException as error:  # noqa: BLE001 - shown by the test
            failed.append(error)

    threads = [threading.Thread(target=save, args=(library,)) for library in libraries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reader.shutdown()
    for library in libraries:
        library.shutdown()
    assert failed == []
