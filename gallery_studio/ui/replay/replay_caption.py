"""The caption of a replay: the person's words as a voice, and what happened as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gallery_studio.ui.theme.painting import paint_paragraph, paint_text, wrap_text

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

_LINES = 2
_EDGE = 20
_TOP = 14


class ReplayCaption(QWidget):
    """Quote and facts; always as high as two lines and one, so that nothing jumps."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._quote = self._facts = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    @property
    def quote(self) -> str:
        """The words shown as a quote, or ""."""
        return self._quote

    @property
    def facts(self) -> str:
        """What is said to have happened."""
        return self._facts

    def set_words(self, quote: str, facts: str) -> None:
        """Show other words; they are plain text, whoever wrote them."""
        if (quote, facts) != (self._quote, self._facts):
            self._quote, self._facts = quote, facts
            self.setAccessibleName(f"{quote}. {facts}" if quote else facts)
            self.update()

    def sizeHint(self) -> QSize:
        """Room for two lines of quote and one of facts."""
        theme = self._theme
        lines = _LINES * theme.line_height("voiceQuote") + theme.line_height("meta")
        return QSize(theme.px(240), lines + theme.px(_TOP + 4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the quote above the facts; both stand in the middle."""
        theme, painter = self._theme, QPainter(self)
        font, words = theme.font("voiceQuote"), f"“{self._quote}”" if self._quote else ""
        line, gap, edge = theme.line_height("voiceQuote"), theme.px(4), theme.px(_EDGE)
        width = self.width() - 2 * edge
        lines = len(wrap_text(font, words, width, _LINES))
        height = lines * line + (gap if lines else 0) + theme.line_height("meta")
        top = max(gap, (self.height() - height + gap) // 2)
        quote = QRectF(edge, top, width, lines * line)
        color = theme.color("text")
        paint_paragraph(painter, font, quote, words, color, line_height=line, max_lines=_LINES)
        facts = QRectF(
            edge, top + height - theme.line_height("meta"), width, theme.line_height("meta")
        )
        paint_text(painter, theme.font("meta"), facts, self._facts, theme.color("textSecondary"))

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
