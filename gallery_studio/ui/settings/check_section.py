"""“Check library” in the settings: a button, how far it is, what was found, and Repair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.buttons import SecondaryButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.progress_bar import ProgressBar

if TYPE_CHECKING:
    from gallery_studio.studio.checking import CheckReport
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.check_worker import CheckProgress

_SHOWN_MOST = 30
_NOTE = "Reads every picture and compares it with what was stored. You can go on working."


class CheckSection(QWidget):
    """Asks for a check and shows what came of it; does no work itself.

    Signals:
        check_requested(): Everything shall be checked.
        repair_requested(): What was found shall be repaired.
        stop_requested(): The check shall end.
    """

    check_requested = Signal()
    repair_requested = Signal()
    stop_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.is_busy = False
        self.check_button = SecondaryButton(theme, "Check library", icon="scan")
        self.repair_button = SecondaryButton(theme, "Repair", icon="wand-sparkles")
        self.status = PlainLabel(theme, _NOTE, "meta", "textSecondary", max_lines=0)
        self.progress = ProgressBar(theme, "Progress of the check")
        self.findings: list[PlainLabel] = []
        self._build_layout()
        self.check_button.clicked.connect(self._on_check_clicked)
        self.repair_button.clicked.connect(self._on_repair_clicked)

    def _build_layout(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addWidget(self.check_button)
        buttons.addWidget(self.repair_button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self.progress)
        column.addWidget(self.status)
        self._list = QVBoxLayout()
        self._list.setSpacing(px(6))
        column.addLayout(self._list)
        self.progress.hide()
        self.repair_button.hide()

    def show_running(self) -> None:
        """Show that a check is on."""
        self._set_busy(is_busy=True)
        self.progress.set_share(0)
        self.status.setText("Checking…")

    def show_progress(self, progress: CheckProgress) -> None:
        """Show how far the check is."""
        self.progress.set_share(progress.done / progress.total)
        self.status.setText(f"Checking… {progress.done:,} of {progress.total:,} pictures")

    def show_report(self, report: CheckReport) -> None:
        """Show what was found, or that nothing was."""
        self._set_busy(is_busy=False)
        self.status.setText(report.sentence)
        for sentence in report.repaired:
            self._add(f"✓ {sentence}", "success")
        for sentence in report.unrepaired:
            self._add(f"✗ {sentence}", "danger")
        for finding in report.findings[:_SHOWN_MOST]:
            mark, color = ("✗", "text") if finding.is_problem else ("·", "textSecondary")
            self._add(f"{mark} {finding.message}", color)
        if len(report.findings) > _SHOWN_MOST:
            more = len(report.findings) - _SHOWN_MOST
            self._add(f"… and {more:,} more: gallery-studio doctor", "textSecondary")
        self.repair_button.setVisible(report.can_repair)
        announce(self, report.sentence)

    def show_failure(self, message: str) -> None:
        """Show why the check could not be made."""
        self._set_busy(is_busy=False)
        self.status.setText(message)
        announce(self, message)

    def _add(self, text: str, color: str) -> None:
        label = PlainLabel(self._theme, text, "meta", color, max_lines=0)
        self._list.addWidget(label)
        self.findings.append(label)

    def _set_busy(self, *, is_busy: bool) -> None:
        self.is_busy = is_busy
        self.check_button.setText("Stop" if is_busy else "Check library")
        self.check_button.set_icon("square" if is_busy else "scan")
        self.progress.setVisible(is_busy)
        self.repair_button.setEnabled(not is_busy)
        for label in self.findings:
            self._list.removeWidget(label)
            label.deleteLater()
        self.findings = []

    def _on_check_clicked(self) -> None:
        if self.is_busy:
            self.stop_requested.emit()
            return
        self.show_running()
        self.check_requested.emit()

    def _on_repair_clicked(self) -> None:
        self.show_running()
        self.repair_requested.emit()
