"""A person's words in quotes, set in Newsreader: a voice, never a label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gallery_studio.ui.theme.painting import paint_paragraph, wrap_text

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

_MOST_LINES = 400  # all of any directive; a limit all the same
_LONG = 280
"""From this many characters on the smaller, upright size: italics are for a sentence or two."""


class VoiceQuote(QWidget):
    """Shows all of a text literally, wrapped, with the line height of the design."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._text = theme, ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._on_theme_changed)

    def set_text(self, text: str) -> None:
        """Show a text in quotes; its own outer quotes are left out."""
        bare = text.strip().strip('“”"')
        self._text = f"“{bare}”" if bare else ""
        self.setAccessibleName(self._text)
        self._on_theme_changed()

    def text(self) -> str:
        """Return what is shown."""
        return self._text

    def hasHeightForWidth(self) -> bool:
        """Its height follows from its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines in a width."""
        lines = wrap_text(self._theme.font(self._style()), self._text, width, _MOST_LINES)
        return max(1, len(lines)) * self._theme.line_height(self._style())

    def sizeHint(self) -> QSize:
        """Return the height of the text in the present width."""
        width = max(self.width(), self._theme.px(200))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """One line at least."""
        return QSize(self._theme.px(80), self._theme.line_height(self._style()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the lines."""
        style = self._style()
        paint_paragraph(
            QPainter(self), self._theme.font(style), QRectF(self.rect()), self._text,
            self._theme.color("text"), line_height=self._theme.line_height(style),
            max_lines=_MOST_LINES,
        )  # fmt: skip

    def _style(self) -> str:
        return "voiceQuote" if len(self._text) < _LONG else "voiceBody"

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
