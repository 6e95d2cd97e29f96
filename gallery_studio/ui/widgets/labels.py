"""Labels that show any text literally, in a style of the type scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gallery_studio.ui.theme.painting import paint_lines, wrap_text
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.ui.theme.theme import Theme


class PlainLabel(QLabel):
    """A label whose text is never taken for HTML.

    Args:
        theme: Gives font and colour.
        text: Any text, from people or models too.
        style: Step of the type scale.
        color: Colour token.
        max_lines: 0 wraps without end; from 1 on the text ends in an ellipsis after so many
            lines, and the tooltip has all of it.
        parent: Owner.
    """

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        style: str = "body",
        color: str = "text",
        max_lines: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._style, self._color = theme, style, color
        self._max_lines = max_lines
        self._wrapped: dict[tuple[float, int], list[str]] = {}
        self._heights: dict[int, int] = {}
        self._one_line: int | None = None
        self._told_height = 0
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(max_lines != 1)
        if max_lines:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        super().setText(text)
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def setText(self, text: str) -> None:
        """Show another text."""
        if text == self.text():
            return
        super().setText(text)
        self._forget()
        self._update_tooltip()

    def setFont(self, font: QFont | str | Sequence[str]) -> None:
        """Show the text in another font."""
        super().setFont(font)
        self._forget()

    def set_color(self, token: str) -> None:
        """Show the text in another colour token."""
        self._color = token
        self._on_theme_changed()

    def sizeHint(self) -> QSize:
        """Room for the text on one line, or for all its lines in the present width."""
        if self._max_lines == 0:
            return super().sizeHint()
        if self._one_line is None:
            self._one_line = QFontMetrics(self.font()).horizontalAdvance(self.text()) + 2
        width = self._one_line
        if self._max_lines > 1:
            width = min(width, self._theme.px(320))
        self._told_height = self.heightForWidth(max(self.width(), width))
        return QSize(width, self._told_height)

    def minimumSizeHint(self) -> QSize:
        """An elided label may shrink to a few letters."""
        if self._max_lines == 0:
            return super().minimumSizeHint()
        return QSize(self._theme.px(16), self._theme.line_height(self._style))

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines shown in that width."""
        if self._max_lines == 0:
            height = self._heights.get(width)
            if height is None:
                height = self._heights[width] = super().heightForWidth(width)
            return height
        lines = 1
        if self._max_lines > 1:
            lines = max(1, len(self._lines(width, self._max_lines)))
        return lines * self._theme.line_height(self._style)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines that fit; text without a limit is left to QLabel."""
        if self._max_lines == 0:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        line = self._theme.line_height(self._style)
        rows = min(self._max_lines, max(1, self.height() // line))
        lines = self._lines(self.width(), rows)
        top = max(0, (self.height() - len(lines) * line) / 2)
        rect = QRectF(0, top, self.width(), self.height())
        token = self._color if self.isEnabled() else "textDisabled"
        align = self.alignment() & Qt.AlignmentFlag(0x0F)
        color = self._theme.color(token)
        paint_lines(painter, self.font(), rect, lines, color, line_height=line, align=align)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the lines of this width, and offer the whole text where it does not fit.

        A layout keeps the height it was told first, in a width that may be another one.
        """
        super().resizeEvent(event)
        if self._max_lines > 1 and self._told_height != self.sizeHint().height():
            self.updateGeometry()
        self._update_tooltip()

    def _update_tooltip(self) -> None:
        if self._max_lines == 0:
            return
        whole = " ".join(self.text().split())
        lines = self._lines(max(1, self.width()), self._max_lines)
        is_cut = bool(lines) and lines[-1].endswith("…") and not whole.endswith("…")
        set_plain_tooltip(self, self.text() if is_cut else "")

    def _lines(self, width: float, most: int) -> list[str]:
        """Return the lines in a width; layouts ask for the same ones again and again."""
        found = self._wrapped.get((width, most))
        if found is None:
            found = wrap_text(self.font(), self.text(), width, most)
            self._wrapped[width, most] = found
        return found

    def _forget(self) -> None:
        """Measure anew: text or font is another one."""
        self._wrapped.clear()
        self._heights.clear()
        self._one_line = None

    def _on_theme_changed(self) -> None:
        self.setFont(self._theme.font(self._style))
        palette = self.palette()
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            palette.setColor(group, QPalette.ColorRole.WindowText, self._theme.color(self._color))
        disabled = self._theme.color("textDisabled")
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText, disabled)
        self.setPalette(palette)
        self.updateGeometry()


def plain_label(
    theme: Theme, text: str, style: str = "body", color: str = "text", max_lines: int = 0
) -> PlainLabel:
    """Return a label that shows its text literally and wraps it (see `PlainLabel`)."""
    return PlainLabel(theme, text, style, color, max_lines)
