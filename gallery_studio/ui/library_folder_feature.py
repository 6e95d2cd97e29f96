"""Works in another library folder: chosen in the settings, opened by starting anew."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess
from PySide6.QtWidgets import QFileDialog

from gallery_studio.paths import LIBRARY_VARIABLE, library_folder
from gallery_studio.records import replace

if TYPE_CHECKING:
    from gallery_studio.ui.main_window import MainWindow


class LibraryFolderFeature(QObject):
    """Lets the person choose the folder, keeps it, and offers to start anew. GUI thread only."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.settings.library_change_requested.connect(self.ask)

    def ask(self) -> None:
        """Let the person choose a folder."""
        dialog = QFileDialog(self._window, "Choose the library folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setDirectory(str(self._window.parts.folder))
        dialog.fileSelected.connect(self.choose)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def choose(self, folder: str) -> None:
        """Keep the folder for the next start; nothing is moved or deleted."""
        keeper = self._window.parts.keeper
        keeper.change(replace(keeper.settings, library=folder))
        keeper.save_now()
        if library_folder(None, folder) == self._window.parts.folder:
            return
        if os.environ.get(LIBRARY_VARIABLE):
            self._window.news.say_error(
                f"{LIBRARY_VARIABLE} is set and wins over the settings. Unset it to work in the "
                "chosen folder."
            )
            return
        self._window.news.offer(
            "The other library opens at the next start.", "folder-open", "Start anew", self._restart
        )

    def _restart(self) -> None:
        """Start the program again; this window closes in order."""
        QProcess.startDetached(sys.executable, ["-m", "gallery_studio"])
        self._window.close()
