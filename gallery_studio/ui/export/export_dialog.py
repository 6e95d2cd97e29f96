"""Export of pictures: which profile, and a look at exactly what leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio.studio.export_profiles import ExportProfile
from gallery_studio.ui.export.leaving_view import LeavingView
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.buttons import PrimaryButton, SecondaryButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.modal_dialog import ModalDialog
from gallery_studio.ui.widgets.segmented_control import SegmentedControl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.studio.export_profiles import Leaving
    from gallery_studio.ui.theme.theme import Theme

PROFILES = tuple(ExportProfile)
_SIZE = (720, 600)


class ExportDialog(ModalDialog):
    """Chooses a profile for pictures; the preview is of the first one.

    Connect `preview_requested` to the worker and give its answer to `show_leaving`.

    Args:
        theme: Gives all colours and sizes.
        window: What it covers.
        pictures: The pictures with their captions; never empty.
        profile: The one that is chosen first.

    Signals:
        preview_requested(object, str, object): Picture, caption and `ExportProfile` to prepare.
        export_requested(object): An `ExportProfile` was chosen; a folder is to be asked for.
    """

    preview_requested = Signal(object, str, object)
    export_requested = Signal(object)

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        pictures: Sequence[tuple[ImageId, str]],
        profile: ExportProfile = ExportProfile.ARCHIVE,
    ) -> None:
        count = len(pictures)
        title = "Export image" if count == 1 else f"Export {count} images"
        super().__init__(theme, title, window, _SIZE)
        self._pictures = tuple(pictures)
        self.profile_choice = SegmentedControl(theme, [p.label for p in PROFILES], "Profile")
        self.profile_choice.set_current(PROFILES.index(profile))
        self.summary_label = PlainLabel(theme, "", "body", "textSecondary", max_lines=0)
        self.leaving_view = LeavingView(theme)
        self.problem_label = PlainLabel(theme, "", "body", "danger", max_lines=0)
        self.problem_label.hide()
        self.cancel_button = SecondaryButton(theme, "Cancel")
        self.export_button = PrimaryButton(theme, "Choose folder…")
        self._build_content()
        self._connect_content()

    @property
    def profile(self) -> ExportProfile:
        """The profile that is chosen."""
        return PROFILES[self.profile_choice.current()]

    @property
    def pictures(self) -> tuple[tuple[ImageId, str], ...]:
        """The pictures with their captions."""
        return self._pictures

    def open(self, first: QWidget | None = None) -> None:
        """Open with a preview of the profile that is chosen."""
        super().open(first)
        self._ask()

    def show_leaving(self, leaving: Leaving) -> None:
        """Show what leaves; an answer to an earlier choice is passed over."""
        if leaving.profile is not self.profile:
            return
        self.leaving_view.show_leaving(leaving)
        self.export_button.setEnabled(True)

    def show_problem(self, message: str) -> None:
        """Say why this profile cannot be used."""
        self.leaving_view.show_problem(message)
        self.export_button.setEnabled(False)

    def show_unwritten(self, message: str) -> None:
        """Say why the pictures are not in the folder; another one can be chosen."""
        self.problem_label.setText(message)
        self.problem_label.show()
        self.scroll_area.ensureWidgetVisible(self.problem_label)
        announce(self, message, is_urgent=True)

    def _build_content(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self.body)
        column.setContentsMargins(px(24), px(4), px(24), px(16))
        column.setSpacing(px(12))
        column.addWidget(self.profile_choice)
        column.addWidget(self.summary_label)
        column.addWidget(self.problem_label)
        heading = "What leaves" if len(self._pictures) == 1 else "What leaves with the first one"
        column.addWidget(PlainLabel(self._theme, heading, "label", "textSecondary"))
        column.addWidget(self.leaving_view)
        column.addStretch(1)
        row = QHBoxLayout(self.footer)
        row.setContentsMargins(px(24), 0, px(24), 0)
        row.setSpacing(px(8))
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.export_button)

    def _connect_content(self) -> None:
        self.profile_choice.choice_changed.connect(self._on_choice_changed)
        self.cancel_button.clicked.connect(self.close_dialog)
        self.export_button.clicked.connect(self._on_export_clicked)

    def _on_choice_changed(self, _index: int) -> None:
        self._ask()

    def _on_export_clicked(self) -> None:
        self.problem_label.hide()
        self.export_requested.emit(self.profile)

    def _ask(self) -> None:
        self.summary_label.setText(self.profile.summary)
        self.problem_label.hide()
        self.leaving_view.show_waiting()
        self.export_button.setEnabled(False)
        image_id, caption = self._pictures[0]
        self.preview_requested.emit(image_id, caption, self.profile)
