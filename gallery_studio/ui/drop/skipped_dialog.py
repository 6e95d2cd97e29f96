"""What an import left out, and why, each by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.modal_dialog import ModalDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from gallery_studio.studio.import_sources import SkippedSource
    from gallery_studio.ui.theme.theme import Theme

_SIZE = (640, 440)
_SHOWN_MOST = 200


class SkippedDialog(ModalDialog):
    """A list of names and reasons.

    Args:
        theme: Gives all colours and sizes.
        window: What it covers.
        skipped: What was left out; the first 200 are shown.
    """

    def __init__(self, theme: Theme, window: QWidget, skipped: Sequence[SkippedSource]) -> None:
        count = len(skipped)
        title = "1 file skipped" if count == 1 else f"{count:,} files skipped"
        super().__init__(theme, title, window, _SIZE, has_footer=False)
        column = QVBoxLayout(self.body)
        edge = theme.px(24)
        column.setContentsMargins(edge, theme.px(8), edge, edge)
        column.setSpacing(theme.px(2))
        for one in skipped[:_SHOWN_MOST]:
            column.addWidget(PlainLabel(theme, one.name, "bodyStrong", max_lines=1))
            column.addWidget(PlainLabel(theme, one.reason, "body", "textSecondary", max_lines=4))
            column.addSpacing(theme.px(10))
        if count > _SHOWN_MOST:
            more = f"and {count - _SHOWN_MOST:,} more"
            column.addWidget(PlainLabel(theme, more, "body", "textSecondary"))
        column.addStretch(1)
        self.closed.connect(self.deleteLater)
