"""Takes sessions and pictures out, and brings sessions in, from the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from gallery_studio.domain.naming import file_stem
from gallery_studio.studio.export_profiles import ExportProfile
from gallery_studio.ui.export.archive_dialog import ArchiveDialog
from gallery_studio.ui.export.export_dialog import ExportDialog
from gallery_studio.ui.widgets.file_dialog import dialog_to_read
from gallery_studio.workers.archive_worker import ArchiveWorker

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId, SessionId
    from gallery_studio.library.archive.store import ImportReport
    from gallery_studio.library.archive.writer import ExportReport
    from gallery_studio.studio.export_profiles import Leaving
    from gallery_studio.ui.main_window import MainWindow

_ARCHIVES = "Session archives (*.zip)"


class ArchiveFeature(QObject):
    """Between the export dialogs and the archive worker. GUI thread only."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        worker = window.parts.worker
        self.worker = ArchiveWorker(worker.studio_thread, worker.studio.access, self)
        self._dialog: ArchiveDialog | None = None
        self._export: ExportDialog | None = None
        actions = window.actions_by_id
        actions["export_session"].triggered.connect(self.ask_for_archive)
        actions["import_session"].triggered.connect(self.ask_for_import)
        actions["export_images"].triggered.connect(self.open_export)
        self.worker.session_exported.connect(self._on_session_exported)
        self.worker.session_imported.connect(self._on_session_imported)
        self.worker.leaving_shown.connect(self._on_leaving_shown)
        self.worker.pictures_exported.connect(self._on_pictures_exported)
        self.worker.pictures_failed.connect(self._on_pictures_failed)
        self.worker.stopped.connect(self._on_stopped)
        self.worker.failed.connect(self._on_failed)

    def take_down(self) -> None:
        """Stop what runs, and let it clean up."""
        self.worker.shutdown()

    # -- sessions ------------------------------------------------------------------------------

    def ask_for_archive(self) -> None:
        """Let the person choose where the open session is written to."""
        session = self._window.session
        if not session.is_stored or self.worker.is_running:
            return
        dialog = QFileDialog(self._window, "Export session")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_ARCHIVES)
        dialog.setDefaultSuffix("zip")
        dialog.selectFile(f"{file_stem(session.session.name)}.zip")
        session_id = session.id
        dialog.fileSelected.connect(lambda path: self.export_session(session_id, Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export_session(self, session_id: SessionId, path: Path) -> None:
        """Write a session to an archive, with its progress on show."""
        self._begin("Export session", path)
        self.worker.export_session(session_id, path)

    def ask_for_import(self) -> None:
        """Let the person choose an archive to bring in."""
        if self.worker.is_running:
            return
        dialog = dialog_to_read(self._window, "Import session")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_ARCHIVES)
        dialog.fileSelected.connect(lambda path: self.import_session(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def import_session(self, path: Path) -> None:
        """Bring a session in, with its progress and its report on show."""
        self._begin("Import session", path)
        self.worker.import_session(path)

    def _begin(self, title: str, path: Path) -> None:
        dialog = ArchiveDialog(self._window.parts.theme, self._window, title, path.name)
        self.worker.progressed.connect(dialog.show_progress)
        dialog.stop_requested.connect(self.worker.stop)
        dialog.open_requested.connect(self._on_open_requested)
        dialog.closed.connect(self._on_archive_closed)
        self._dialog = dialog
        dialog.open()

    def _on_archive_closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _on_open_requested(self, session_id: SessionId) -> None:
        self._window.open_session(session_id)

    def _on_session_exported(self, report: ExportReport) -> None:
        if self._dialog is not None:
            self._dialog.show_exported(report)

    def _on_session_imported(self, report: ImportReport) -> None:
        if self._dialog is not None:
            self._dialog.show_imported(report)

    def _on_stopped(self) -> None:
        if self._dialog is not None:
            self._dialog.show_stopped()

    def _on_failed(self, message: str) -> None:
        if self._export is not None:
            self._export.show_problem(message)
        elif self._dialog is not None:
            self._dialog.show_failed(message)
        else:
            self._window.news.say_error(message)

    # -- pictures ------------------------------------------------------------------------------

    def open_export(self) -> None:
        """Export the selected pictures by a profile, with a preview of what leaves."""
        pictures: list[tuple[ImageId, str]] = [
            (card.image_id, card.caption)
            for card in self._window.canvas.chosen(self._window.view.model.selection)
            if card.image_id is not None
        ]
        if not pictures:
            return
        parts = self._window.parts
        profile = ExportProfile(parts.keeper.settings.export_profile)
        dialog = ExportDialog(parts.theme, self._window, pictures, profile)
        dialog.preview_requested.connect(self.worker.show_leaving)
        dialog.export_requested.connect(self._on_export_requested)
        dialog.closed.connect(self._on_export_closed)
        self._export = dialog
        dialog.open()

    def _on_export_requested(self, profile: ExportProfile) -> None:
        if self._export is None:
            return
        pictures = self._export.pictures
        dialog = QFileDialog(self._window, "Export to folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(
            lambda folder: self.worker.export_pictures(pictures, profile, Path(folder))
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_leaving_shown(self, leaving: Leaving) -> None:
        if self._export is not None:
            self._export.show_leaving(leaving)

    def _on_pictures_exported(self, _report: object) -> None:
        if self._export is not None:
            self._export.close_dialog()
        self._window.news.say("Exported")

    def _on_pictures_failed(self, message: str) -> None:
        if self._export is not None:
            self._export.show_unwritten(message)
        else:
            self._window.news.say_error(message)

    def _on_export_closed(self) -> None:
        if self._export is not None:
            self._export.deleteLater()
            self._export = None
