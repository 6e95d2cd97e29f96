"""A theme, a window, a filled library and a studio thread."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QWidget

from gallery_studio.library.library import Library
from gallery_studio.workers.archive_worker import ArchiveWorker
from gallery_studio.workers.library_executor import LibraryExecutor
from gallery_studio.workers.studio_thread import StudioThread
from tests.support.archive_session import full_session


@pytest.fixture
def window(qtbot):
    window = QWidget()
    window.resize(1100, 800)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@dataclass
class Bench:
    """A worker on a real library."""

    library: Library
    worker: ArchiveWorker
    session_id: str


@pytest.fixture
def bench(tmp_path, qapp):
    library = Library.open(tmp_path / "library")
    session_id = full_session(library)
    executor = LibraryExecutor(library, lambda _changes: None)
    thread = StudioThread()
    thread.start_and_wait()
    worker = ArchiveWorker(thread, executor)
    yield Bench(library, worker, session_id)
    worker.shutdown()
    assert thread.shutdown(asyncio.sleep(0), 3.0)
    executor.shutdown()
    library.shutdown()
