"""Text of people and models: literal, wrapped, with the line height of the design."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gallery_studio.ui.theme.painting import paint_text, wrap_text

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

_MOST_LINES = 2_000


class Paragraph(QWidget):
    """Lines of plain text whose height follows from the width it is given.

    Its owner calls `height_for` and sets the geometry; nothing in it is ever read as HTML.

    Args:
        theme: Gives font and colour.
        text: Any text; line breaks stay.
        style: Step of the type scale.
        color: Colour token.
        parent: Owner.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        style: str = "body",
        color: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._style, self._color = theme, style, color
        self._text = ""
        self._wrapped: tuple[tuple[int, float], list[str]] = ((-1, 0.0), [])
        self.set_text(text)
        theme.changed.connect(self._forget)

    def text(self) -> str:
        """Return the text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self._forget()

    def set_color(self, token: str) -> None:
        """Show it in another colour token."""
        if token != self._color:
            self._color = token
            self.update()

    def height_for(self, width: int) -> int:
        """Return the height its lines need in that width, px."""
        return len(self._lines(width)) * self._theme.line_height(self._style)

    def natural_width(self, most: int) -> int:
        """Return the width of its longest line, at most `most`, px."""
        metrics = QFontMetricsF(self._theme.font(self._style))
        widest = max((metrics.horizontalAdvance(line) for line in self._lines(most)), default=0.0)
        return min(most, int(widest) + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the lines."""
        painter, theme = QPainter(self), self._theme
        font, line_height = theme.font(self._style), theme.line_height(self._style)
        color = theme.color(self._color)
        for index, line in enumerate(self._lines(self.width())):
            row = QRectF(0, index * line_height, self.width(), line_height)
            paint_text(painter, font, row, line, color)

    def _lines(self, width: int) -> list[str]:
        # The scale is part of the key: whoever lays out on a change may come before `_forget`.
        key = (width, self._theme.scale)
        if self._wrapped[0] != key:
            font = self._theme.font(self._style)
            lines: list[str] = []
            for part in self._text.split("\n"):
                lines += wrap_text(font, part, max(1, width), _MOST_LINES) or [""]
            self._wrapped = (key, lines[:_MOST_LINES])
        return self._wrapped[1]

    def _forget(self) -> None:
        self._wrapped = ((-1, 0.0), [])
        self.update()
