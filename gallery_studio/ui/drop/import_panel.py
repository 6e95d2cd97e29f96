"""How far an import is, with a way to stop it; shown only when it takes a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio.ui.theme.painting import paint_shadow, paint_surface
from gallery_studio.ui.widgets.buttons import GhostButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.progress_bar import ProgressBar

if TYPE_CHECKING:
    from gallery_studio.studio.importing import ImportProgress
    from gallery_studio.ui.theme.theme import Theme

SHOW_AFTER_MS = 400
_SHADE = 20
_WIDTH = 420
_TOP = 52 + 4


class ImportPanel(QWidget):
    """A small panel at the top of the wall.

    Args:
        theme: Gives all colours and sizes.
        pane: What it floats over.

    Signals:
        stop_requested(): Stop was pressed.
    """

    stop_requested = Signal()
    # Python's collector may empty a widget before Qt sends its children's last events.
    _is_alive = False

    def __init__(self, theme: Theme, pane: QWidget) -> None:
        super().__init__(pane)
        self._theme, self._pane = theme, pane
        self.label = PlainLabel(theme, "", "body", max_lines=1)
        self.bar = ProgressBar(theme, "Images brought in")
        self.stop_button = GhostButton(theme, "Stop", height=32)
        self.setAccessibleName("Import")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOW_AFTER_MS)
        self._timer.timeout.connect(self._appear)
        self.stop_button.clicked.connect(self._on_stop_clicked)
        self._build_layout()
        pane.installEventFilter(self)
        theme.changed.connect(self._place)
        self.hide()
        self._is_alive = True

    def begin(self) -> None:
        """Appear soon, unless it is over by then."""
        self.stop_button.setEnabled(True)
        if not self.isVisible() and not self._timer.isActive():
            self.show_progress("Looking for images…", 0.0)
            self._timer.start()

    def show_import(self, progress: ImportProgress) -> None:
        """Show how far it is."""
        if not progress.total:
            return
        number = min(progress.done + 1, progress.total)
        count = f"{number:,} of {progress.total:,}" if progress.total > 1 else ""
        words = " · ".join(part for part in (count, progress.name) if part)
        self.show_progress(words, progress.share)

    def show_progress(self, words: str, share: float) -> None:
        """Show words and a share, 0 to 1."""
        self.label.setText(words)
        self.bar.set_share(share)

    def end(self) -> None:
        """Go away."""
        self._timer.stop()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the middle as the pane changes its size."""
        if self._is_alive and watched is self._pane and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint shadow and surface."""
        theme, painter, edge = self._theme, QPainter(self), self._theme.px(_SHADE)
        rect = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        radius = theme.radius("control")
        paint_shadow(painter, theme, rect, radius, 2)
        paint_surface(painter, rect, radius, theme.color("overlay"), theme.color("border"))

    def _build_layout(self) -> None:
        px, edge = self._theme.px, self._theme.px(_SHADE)
        words = QVBoxLayout()
        words.setSpacing(px(6))
        words.addWidget(self.label)
        words.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(edge + px(16), edge + px(8), edge + px(8), edge + px(10))
        row.setSpacing(px(12))
        row.addLayout(words, 1)
        row.addWidget(self.stop_button)

    def _appear(self) -> None:
        self.show()
        self._place()

    def _place(self) -> None:
        edge = self._theme.px(_SHADE)
        width = min(self._theme.px(_WIDTH) + 2 * edge, self._pane.width())
        left = (self._pane.width() - width) // 2
        top = self._theme.px(_TOP) - edge // 2
        self.setGeometry(left, top, width, self.sizeHint().height())
        self.raise_()

    def _on_stop_clicked(self) -> None:
        self.stop_button.setEnabled(False)
        self.stop_requested.emit()
