"""Banners: a lasting state in words, with one way out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.ui.theme.painting import paint_icon, paint_surface
from gallery_studio.ui.widgets.buttons import SecondaryButton
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


class Banner(QWidget):
    """Icon, title, text and one button.

    Args:
        theme: Gives all colours and sizes.
        icon: Name of an icon.
        text: What is the matter, and what happens meanwhile.
        title: Short line above it, or "".
        button: Words of the button, or "" for none.
        parent: Owner.

    Signals:
        action_requested(): The button was pressed.
    """

    action_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        icon: str,
        text: str,
        *,
        title: str = "",
        button: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._icon, self._icon_color = theme, icon, "warning"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._title = PlainLabel(theme, title, "bodyStrong", max_lines=2)
        style, color = ("meta", "textSecondary") if title else ("body", "text")
        self._text = PlainLabel(theme, text, style, color, max_lines=0)
        self.button = SecondaryButton(theme, button)
        self.button.clicked.connect(self._on_button_clicked)
        self.setAccessibleName(f"{title}. {text}" if title else text)
        # Never show: what has no parent yet would come up as a window of its own.
        for child, words in ((self._title, title), (self.button, button)):
            if not words:
                child.hide()
        self._build_layout()
        theme.changed.connect(self._on_theme_changed)

    def set_button_icon(self, name: str) -> None:
        """Give the button an icon."""
        self.button.set_icon(name)

    def set_icon_color(self, token: str) -> None:
        """Show the icon in another colour token."""
        self._icon_color = token
        self.update()

    def set_text(self, text: str) -> None:
        """Change what it says."""
        self._text.setText(text)
        title = self._title.text()
        self.setAccessibleName(f"{title}. {text}" if title else text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint surface and icon."""
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        fill, border = theme.color("raised"), theme.color("border")
        paint_surface(painter, rect, theme.radius("control"), fill, border)
        spot = QRectF(theme.px(16), 0, theme.px(18), rect.height())
        paint_icon(painter, theme, self._icon, spot, theme.color(self._icon_color))

    def _build_layout(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._text)
        self._row = QHBoxLayout(self)
        self._row.addLayout(words, 1)
        self._row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._set_margins()

    def _set_margins(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(46), px(8), px(10), px(8))
        self._row.setSpacing(px(16))

    def _on_button_clicked(self) -> None:
        self.action_requested.emit()

    def _on_theme_changed(self) -> None:
        self._set_margins()
        self.update()
