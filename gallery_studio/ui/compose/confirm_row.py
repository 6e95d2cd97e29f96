"""A question in place: what would happen, and the two answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gallery_studio.ui.theme.painting import paint_icon, paint_surface
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.buttons import GhostButton, SecondaryButton
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


class ConfirmRow(QWidget):
    """Hidden until something is asked; Escape declines.

    Signals:
        confirmed(): Do it all the same.
        declined(): Leave it.
    """

    confirmed = Signal()
    declined = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = PlainLabel(theme, "", "body", "text", max_lines=2)
        self.decline = GhostButton(theme, "Cancel", height=32)
        self.confirm = SecondaryButton(theme, "Generate anyway", height=32)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self.decline)
        self._row.addWidget(self.confirm)
        self.decline.clicked.connect(self.declined)
        self.confirm.clicked.connect(self.confirmed)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.hide()

    def ask(self, text: str, answer: str) -> None:
        """Ask, and put the focus on the answer that changes nothing."""
        self._text.setText(text)
        self.confirm.setText(answer)
        self.show()
        self.decline.setFocus(Qt.FocusReason.TabFocusReason)
        announce(self, text, is_urgent=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Decline on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.declined.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground and icon."""
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        paint_surface(painter, rect, theme.radius("control"), theme.color("warningSoft"))
        spot = QRectF(theme.px(10), 0, theme.px(16), rect.height())
        paint_icon(painter, theme, "wallet", spot, theme.color("warning"))

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(34), px(4), px(6), px(4))
        self._row.setSpacing(px(6))
        self.update()
