"""A session on its way out or in: progress with a stop, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio.domain.naming import format_bytes
from gallery_studio.ui.widgets.buttons import PrimaryButton, SecondaryButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.modal_dialog import ModalDialog
from gallery_studio.ui.widgets.progress_bar import ProgressBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.library.archive.store import ImportReport
    from gallery_studio.library.archive.writer import ExportReport
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.archive_worker import ArchiveProgress

_SIZE = (520, 360)
_LINES_MOST = 100


class ArchiveDialog(ModalDialog):
    """Shows one export or import from its begin to its report.

    Args:
        theme: Gives all colours and sizes.
        window: What it covers.
        title: Such as "Import session".
        name: The file it is about.

    Signals:
        stop_requested(): It shall end; `show_stopped` or a report follows.
        open_requested(object): The imported session (its id) shall be opened.
    """

    stop_requested = Signal()
    open_requested = Signal(object)

    def __init__(self, theme: Theme, window: QWidget, title: str, name: str) -> None:
        super().__init__(theme, title, window, _SIZE)
        self._report: ImportReport | None = None
        self._is_running = True
        self.name_label = PlainLabel(theme, name, "body", "textSecondary")
        self.result_label = PlainLabel(theme, "Checking…", "bodyStrong", max_lines=0)
        self.progress_bar = ProgressBar(theme, title)
        self.detail_label = PlainLabel(theme, "", "meta", "textSecondary", max_lines=0)
        self.stop_button = SecondaryButton(theme, "Stop")
        self.open_button = PrimaryButton(theme, "Open session")
        self.open_button.hide()
        self._build_content()
        self.stop_button.clicked.connect(self._on_stop_clicked)
        self.open_button.clicked.connect(self._on_open_clicked)

    def can_close(self) -> bool:
        """Closing while it runs asks for the end instead."""
        if self._is_running:
            self._on_stop_clicked()
        return not self._is_running

    def show_progress(self, progress: ArchiveProgress) -> None:
        """Show how far it is."""
        if not self._is_running:
            return
        self.progress_bar.set_share(progress.share)
        done, total = format_bytes(progress.done_bytes), format_bytes(progress.total_bytes)
        self.result_label.setText(f"{done} of {total}")

    def show_imported(self, report: ImportReport) -> None:
        """Show what came in, and what did not."""
        self._report = report
        lines = [*report.skipped, *report.notes]
        if report.is_copy:
            lines.insert(0, "The library had this session already, so this is a copy.")
        self._end(f"{report.name}: {report.sentence()}", lines)
        self.open_button.show()
        self.open_button.setFocus()

    def show_exported(self, report: ExportReport) -> None:
        """Show what was written."""
        lines = [f"{missing.reason}" for missing in report.missing]
        self._end(f"{report.sentence()}, {format_bytes(report.size_bytes)}", lines)

    def show_stopped(self) -> None:
        """Say that nothing was changed."""
        self._end("Stopped. Nothing was changed.", ())

    def show_failed(self, message: str) -> None:
        """Say why it could not be done."""
        self._end(message, ())

    def _build_content(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self.body)
        column.setContentsMargins(px(24), px(4), px(24), px(16))
        column.setSpacing(px(12))
        for widget in (self.name_label, self.progress_bar, self.result_label, self.detail_label):
            column.addWidget(widget)
        column.addStretch(1)
        row = QHBoxLayout(self.footer)
        row.setContentsMargins(px(24), 0, px(24), 0)
        row.setSpacing(px(8))
        row.addStretch(1)
        row.addWidget(self.stop_button)
        row.addWidget(self.open_button)

    def _end(self, result: str, lines: Sequence[str]) -> None:
        self._is_running = False
        self.progress_bar.hide()
        self.result_label.setText(result)
        left = len(lines) - _LINES_MOST
        shown = [*lines[:_LINES_MOST], *([f"… and {left} more"] if left > 0 else [])]
        self.detail_label.setText("\n".join(shown))
        self.stop_button.setText("Close")
        self.stop_button.setEnabled(True)

    def _on_stop_clicked(self) -> None:
        if not self._is_running:
            self.close_dialog()
            return
        self.stop_button.setEnabled(False)
        self.stop_requested.emit()

    def _on_open_clicked(self) -> None:
        report = self._report
        self.close_dialog()
        if report is not None:
            self.open_requested.emit(report.session_id)
