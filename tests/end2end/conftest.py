"""The whole window on a real library, with the Gemini server on loopback when asked for."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from gallery_studio.app import WindowOptions, open_window
from gallery_studio.config import Settings, SettingsFile
from gallery_studio.library.library import Library
from gallery_studio.workers.instance import InstanceLock
from tests.support.filled import fill


class Studio:
    """Opens and closes windows on one library, as a person does.

    Models are asked in this process, unless `in_processes` is set: a second for each window is
    spent where that is what a test is about.
    """

    def __init__(self, qapp, qtbot, folder: Path, settings_path: Path) -> None:
        self._qapp = qapp
        self._qtbot = qtbot
        self.folder = folder
        self.settings_file = SettingsFile(settings_path)
        self.secrets: list[str] = []
        self.in_processes = False

    @contextmanager
    def window(self, settings: Settings | None = None, *, is_whole: bool = True):
        """Open the window; without `is_whole` as it is while it is painted for the first time."""
        if settings is not None:
            self.settings_file.save(settings)
        options = WindowOptions(
            self.folder,
            self.settings_file,
            self.secrets.append,
            in_processes=self.in_processes,
        )
        lock = InstanceLock(self.folder)
        assert lock.acquire() is None
        with ExitStack() as stack:
            stack.callback(lock.release)
            window = stack.enter_context(open_window(self._qapp, options))
            window.resize(1400, 900)
            window.show()
            window.activateWindow()
            if is_whole:
                self._qtbot.waitUntil(window.isActiveWindow)
                window.furnishing.finish()
            yield window
        # What `deleteLater` promised happens now, while the test still looks.
        self._qapp.sendPostedEvents()
        self._qapp.processEvents()
        left = [
            type(widget).__name__
            for widget in self._qapp.allWidgets()
            if type(widget).__module__.startswith("gallery_studio.")
        ]
        assert not left, f"left to Python's collector, over which Qt crashes: {sorted(set(left))}"


@pytest.fixture
def studio(qapp, qtbot, library_folder: Path, tmp_path: Path) -> Studio:
    return Studio(qapp, qtbot, library_folder, tmp_path / "settings.json")


@pytest.fixture
def in_processes(studio: Studio) -> None:
    """Models are asked, and previews made, in processes of their own, as in the program."""
    studio.in_processes = True


@pytest.fixture
def lamps(studio: Studio):
    """A session of three pictures: (session, run)."""
    library = Library.open(studio.folder)
    filled = fill(library, "Halden lamp", ("brass dome", "cobalt room", "sage on sage"))
    library.shutdown()
    return filled
