"""What a kiosk says over everything else: whether a visitor is there, or that it is mended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gallery_studio.ui.kiosk.show_layout import drift
from gallery_studio.ui.theme.painting import paint_paragraph, paint_surface
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.buttons import PrimaryButton
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

_ANNOUNCED_AT = (15, 5)
_REPAINT_MS = 1000


class IdleNotice(QWidget):
    """Counts down to the wipe; any touch takes it away.

    Signals:
        stay_requested(): The visitor is still there.
    """

    stay_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._cover = theme, parent
        self.title = PlainLabel(theme, "Are you still there?", "h1")
        self.count = PlainLabel(theme, "", "body", "textSecondary", max_lines=2)
        self.stay = PrimaryButton(theme, "Go on", height=40)
        self.stay.clicked.connect(self.stay_requested)
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(32), px(28), px(32), px(28))
        column.setSpacing(px(16))
        for part in (self.title, self.count, self.stay):
            column.addWidget(part)
        self.setMinimumWidth(px(420))
        self.hide()

    def show_seconds(self, seconds: int) -> None:
        """Show how many are left; 0 hides it."""
        if seconds == 0:
            self.hide()
            return
        unit = "second" if seconds == 1 else "seconds"
        self.count.setText(f"What you made here is deleted in {seconds} {unit}.")
        cover = self._cover
        self.adjustSize()
        self.move((cover.width() - self.width()) // 2, (cover.height() - self.height()) // 2)
        if not self.isVisible() or seconds in _ANNOUNCED_AT:
            announce(self, f"{self.title.text()} {self.count.text()}")
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the panel."""
        theme = self._theme
        fill, border = theme.color("overlay"), theme.color("border")
        paint_surface(QPainter(self), QRectF(self.rect()), theme.radius("panel"), fill, border)


class MaintenancePage(QWidget):
    """Asks for patience; it drifts slowly, for it may stay long."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._started_s = time.monotonic()
        self.setAccessibleName("Back in a moment. This display is being put in order.")
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.update)
        self._timer.start(_REPAINT_MS)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the words in the middle of a dark wall."""
        theme, painter = self._theme, QPainter(self)
        painter.fillRect(self.rect(), theme.color("canvas"))
        painter.translate(drift(time.monotonic() - self._started_s))
        middle, line = self.height() * 0.42, theme.line_height("voiceHero")
        center = Qt.AlignmentFlag.AlignHCenter
        paint_paragraph(
            painter, theme.font("voiceHero"), QRectF(0, middle, self.width(), line),
            "Back in a moment", theme.color("text"), line_height=line, max_lines=1, align=center,
        )  # fmt: skip
        row = theme.line_height("compose")
        paint_paragraph(
            painter, theme.font("compose"), QRectF(0, middle + 1.4 * line, self.width(), row),
            "This display is being put in order.", theme.color("textSecondary"),
            line_height=row, max_lines=1, align=center,
        )  # fmt: skip
