"""The dialog of a time-lapse: what it shall be, how far it is, where it is."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio.domain.naming import file_stem
from gallery_studio.imaging.timelapse import FrameColors
from gallery_studio.paths import resources
from gallery_studio.studio.timelapse import (
    FORMATS,
    LENGTHS_S,
    SIZES,
    TimelapseRequest,
    find_ffmpeg,
)
from gallery_studio.ui.replay.replay_words import quote_of, told
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.buttons import GhostButton, PrimaryButton
from gallery_studio.ui.widgets.choice_chip import ChoiceChip
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.modal_dialog import ModalDialog
from gallery_studio.ui.widgets.progress_bar import ProgressBar
from gallery_studio.ui.widgets.segmented_control import SegmentedControl

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.replay import ReplayState
    from gallery_studio.studio.replaying import LoadedReplay
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.timelapse_worker import TimelapseWorker

_NAMES = {"webp": "WebP", "gif": "GIF", "mp4": "MP4"}
_NOTES = {
    "webp": "Small, in full colour; plays in every browser.",
    "gif": "Plays everywhere; larger, with 256 colours in all.",
    "mp4": "Small; plays in every player. Made with ffmpeg.",
}
_NO_FFMPEG = "MP4 needs ffmpeg, which was not found on this computer. WebP and GIF need nothing."
_FRAME_TOKENS = ("canvas", "raised", "dangerSoft", "text", "textSecondary", "accent")
_LENGTH_DEFAULT = 1
_SIZE_DEFAULT = SIZES[1]


class Stage(StrEnum):
    """Where the dialog is."""

    CHOOSING = "choosing"
    MAKING = "making"
    MADE = "made"


class TimelapseDialog(ModalDialog):
    """Asks, shows progress, and says where the file is. GUI thread only.

    Args:
        theme: Gives all colours and sizes.
        window: What it covers.
        worker: Makes the file; belongs to the dialog from now on.
        loaded: The session.
        name_of: Short name of a model, by its id.
    """

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        worker: TimelapseWorker,
        loaded: LoadedReplay,
        name_of: Callable[[str], str],
    ) -> None:
        super().__init__(theme, "Time-lapse", window, (520, 440))
        self._worker, self._loaded, self._name_of = worker, loaded, name_of
        worker.setParent(self)
        self.stage = Stage.CHOOSING
        self.path: Path | None = None
        self.formats = SegmentedControl(theme, [_NAMES[name] for name in FORMATS], "Format")
        sizes = [(size, f"{size[0]} × {size[1]}") for size in SIZES]
        self.size_chip = ChoiceChip(theme, "Size", sizes)
        self.lengths = SegmentedControl(theme, [f"{s} s" for s in LENGTHS_S], "Length")
        self.note = PlainLabel(theme, "", "meta", "textSecondary", max_lines=2)
        self.bar = ProgressBar(theme, "Time-lapse")
        self.news = PlainLabel(theme, "", "body", "textSecondary", max_lines=3)
        self.leave = GhostButton(theme, "Cancel")
        self.save = PrimaryButton(theme, "Save as…")
        self._build_body()
        self._build_footer()
        self._connect_parts(window)
        self._show_stage(Stage.CHOOSING)

    def _build_body(self) -> None:
        theme, px = self._theme, self._theme.px
        column = QVBoxLayout(self.body)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(px(16))
        column.addWidget(
            PlainLabel(theme, "The session as a short animation.", "body", "textSecondary")
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(12))
        grid.setColumnStretch(1, 1)
        rows = (("Format", self.formats), ("Size", self.size_chip), ("Length", self.lengths))
        for number, (name, control) in enumerate(rows):
            grid.addWidget(PlainLabel(theme, name, "label"), number, 0)
            grid.addWidget(control, number, 1, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(grid)
        for widget in (self.note, self.bar, self.news):
            column.addWidget(widget)
        column.addStretch(1)
        self.size_chip.set_value(_SIZE_DEFAULT)
        self.lengths.set_current(_LENGTH_DEFAULT)

    def _build_footer(self) -> None:
        px = self._theme.px
        row = QHBoxLayout(self.footer)
        row.setContentsMargins(px(24), px(12), px(24), px(12))
        row.setSpacing(px(12))
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.save)

    def _connect_parts(self, window: QWidget) -> None:
        self.formats.choice_changed.connect(self._on_format_changed)
        self.leave.clicked.connect(self._on_leave_clicked)
        self.save.clicked.connect(self._on_save_clicked)
        self._worker.progressed.connect(self.bar.set_share)
        self._worker.made.connect(self._on_made)
        self._worker.failed.connect(self._on_failed)
        self._worker.cancelled.connect(self._on_cancelled)
        self.closed.connect(self._worker.cancel)
        window.installEventFilter(self)

    @property
    def format(self) -> str:
        """The chosen format, one of `FORMATS`."""
        return FORMATS[self.formats.current()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stop the making when the window goes."""
        if event.type() == QEvent.Type.Close:
            self._worker.cancel()
        return super().eventFilter(watched, event)

    # -- making --------------------------------------------------------------------------------

    def start(self, path: Path) -> None:
        """Make the file."""
        size = self.size_chip.value
        assert isinstance(size, tuple)
        length_s = LENGTHS_S[self.lengths.current()]
        colors = FrameColors(*(self._theme.color(token).name() for token in _FRAME_TOKENS))
        request = TimelapseRequest(path, self.format, size, length_s, colors, resources() / "fonts")
        self.path = path
        self.bar.set_share(0)
        self._show_stage(Stage.MAKING)
        self._worker.make(self._loaded, request, self._facts_of)

    def _facts_of(self, state: ReplayState) -> tuple[str, str]:
        """Return quote and facts of a moment (worker thread: only reads what never changes)."""
        return quote_of(state), told(state, self._name_of)

    def _on_save_clicked(self) -> None:
        if self.stage is Stage.MADE and self.path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.path.parent)))
            return
        name = _NAMES[self.format]
        dialog = QFileDialog(self.window(), "Save time-lapse as")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{name} (*.{self.format})")
        dialog.setDefaultSuffix(self.format)
        dialog.selectFile(f"{file_stem(self._loaded.session.name)}.{self.format}")
        dialog.fileSelected.connect(lambda path: self.start(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_leave_clicked(self) -> None:
        if self.stage is Stage.MAKING:
            self._worker.cancel()
        else:
            self.close_dialog()

    def _on_made(self, path: Path) -> None:
        megabytes = path.stat().st_size / 1_000_000 if path.exists() else 0.0
        self._show_stage(Stage.MADE)
        self._say(f"Saved {path.name} ({megabytes:.1f} MB)")

    def _on_failed(self, message: str) -> None:
        self._show_stage(Stage.CHOOSING)
        self._say(message, is_urgent=True)

    def _on_cancelled(self) -> None:
        self._show_stage(Stage.CHOOSING)
        self._say("Stopped; nothing was saved")

    # -- showing -------------------------------------------------------------------------------

    def _show_stage(self, stage: Stage) -> None:
        self.stage = stage
        is_making = stage is Stage.MAKING
        for control in (self.formats, self.size_chip, self.lengths):
            control.setEnabled(not is_making)
        self.bar.setVisible(is_making)
        self.news.setText("Making the frames…" if is_making else "")
        self.leave.setText("Cancel" if stage is not Stage.MADE else "Done")
        self.save.setText("Show in folder" if stage is Stage.MADE else "Save as…")
        self._show_format()

    def _show_format(self) -> None:
        is_missing = self.format == "mp4" and find_ffmpeg() is None
        self.note.setText(_NO_FFMPEG if is_missing else _NOTES[self.format])
        self.note.set_color("warning" if is_missing else "textSecondary")
        self.save.setEnabled(self.stage is not Stage.MAKING and not is_missing)

    def _on_format_changed(self, _index: int) -> None:
        if self.stage is Stage.MADE:
            self._show_stage(Stage.CHOOSING)
        self._show_format()

    def _say(self, text: str, *, is_urgent: bool = False) -> None:
        self.news.setText(text)
        announce(self, text, is_urgent=is_urgent)
