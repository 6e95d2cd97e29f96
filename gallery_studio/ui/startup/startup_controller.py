"""Between the startup window and what recovers a library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from gallery_studio.library.recovery import RecoveryAction
from gallery_studio.ui.startup.startup_window import StartupWindow

if TYPE_CHECKING:
    from gallery_studio.domain.errors import LibraryError
    from gallery_studio.library.recovery import Backup, RecoveryReport
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.recovery_worker import RecoveryWorker


class StartupController(QObject):
    """Carries out what is chosen in a startup window. GUI thread only.

    Attributes:
        folder: The library to open next; None when the person quits.
        report: What was recovered, or None.

    Signals:
        finished: The window has closed; `folder` and `report` hold.
    """

    finished = Signal()

    def __init__(
        self, theme: Theme, folder: Path, error: LibraryError, worker: RecoveryWorker
    ) -> None:
        super().__init__()
        self.folder: Path | None = None
        self.report: RecoveryReport | None = None
        self._present = folder
        self._worker = worker
        self.window = StartupWindow(theme, error)
        self.window.action_chosen.connect(self._on_action_chosen)
        self.window.show_folder_requested.connect(self._on_show_folder_requested)
        self.window.closed.connect(self.finished)
        worker.options_found.connect(self.window.show_options)
        worker.progressed.connect(self.window.show_progress)
        worker.recovered.connect(self._on_recovered)
        worker.failed.connect(self.window.show_failure)
        worker.look_for_options(folder, error)

    def _on_action_chosen(self, action: RecoveryAction, backup: Backup | None) -> None:
        if self.window.is_busy:
            return
        if action is RecoveryAction.TRY_AGAIN:
            self._open(self._present)
        elif action is RecoveryAction.CHOOSE_FOLDER:
            self._choose_folder()
        else:
            self.window.show_working(action)
            self._worker.recover(self._present, action, backup)

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self.window, "Choose a library folder", str(self._present.parent))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._on_folder_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_folder_chosen(self, name: str) -> None:
        self._open(Path(name))

    def _on_recovered(self, report: RecoveryReport) -> None:
        self.report = report
        self._open(self._present)

    def _on_show_folder_requested(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._present)))

    def _open(self, folder: Path) -> None:
        """Let the studio try this folder."""
        self.folder = folder
        self.window.set_idle()
        self.window.close()
