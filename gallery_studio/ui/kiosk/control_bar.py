"""The bar that any key brings up for a moment: pause, back, next, speed, caption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gallery_studio.ui.theme.painting import paint_surface
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

SHOWN_MS = 3000


class ControlBar(QWidget):
    """Hides itself three seconds after it was last wanted.

    Signals:
        pause_requested(): Stay, or go on.
        step_requested(int): One picture back or forwards.
        speed_requested(int): Slower or faster.
        caption_requested(): Words and marks off, or on.
    """

    pause_requested = Signal()
    step_requested = Signal(int)
    speed_requested = Signal(int)
    caption_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.back = IconButton(theme, "skip-back", "Back")
        self.pause = IconButton(theme, "pause", "Pause")
        self.next = IconButton(theme, "skip-forward", "Next")
        self.slower = IconButton(theme, "minus", "Slower")
        self.speed = PlainLabel(theme, "1×", "meta", "textSecondary")
        self.faster = IconButton(theme, "plus", "Faster")
        self.caption = IconButton(theme, "type", "Captions")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self._build_layout()
        self._connect()
        self.hide()

    def wake(self) -> None:
        """Be seen for three more seconds."""
        self.show()
        self.raise_()
        self._timer.start()

    def show_state(self, *, is_paused: bool, speed: float) -> None:
        """Show what the show does."""
        self.pause.set_icon("play" if is_paused else "pause")
        self.pause.set_name("Go on" if is_paused else "Pause")
        self.speed.setText(f"{speed:g}×")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        theme = self._theme
        fill, border = theme.color("overlay"), theme.color("border")
        paint_surface(QPainter(self), QRectF(self.rect()), theme.radius("panel"), fill, border)

    def _build_layout(self) -> None:
        row = QHBoxLayout(self)
        px = self._theme.px
        row.setContentsMargins(px(8), px(8), px(8), px(8))
        row.setSpacing(px(4))
        self.speed.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.speed.setMinimumWidth(px(36))
        for part in (
            self.back,
            self.pause,
            self.next,
            self.slower,
            self.speed,
            self.faster,
            self.caption,
        ):
            if isinstance(part, IconButton):
                part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(part)

    def _connect(self) -> None:
        self.pause.clicked.connect(self.pause_requested)
        self.caption.clicked.connect(self.caption_requested)
        self.back.clicked.connect(lambda: self.step_requested.emit(-1))
        self.next.clicked.connect(lambda: self.step_requested.emit(1))
        self.slower.clicked.connect(lambda: self.speed_requested.emit(-1))
        self.faster.clicked.connect(lambda: self.speed_requested.emit(1))
