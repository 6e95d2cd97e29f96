"""Labels that show any text literally, in a style of the type scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gallery_studio.ui.theme.painting import paint_paragraph, wrap_text
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
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
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(max_lines != 1)
        if max_lines:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        super().setText(text)
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        self._update_tooltip()

    def set_color(self, token: str) -> None:
        """Show the text in another colour token."""
        self._color = token
        self._on_theme_changed()

    def sizeHint(self) -> QSize:
        """Room for the text on one line, or for all its lines in the present width."""
        if self._max_lines == 0:
            return super().sizeHint()
        width = QFontMetrics(self.font()).horizontalAdvance(self.text()) + 2
        if self._max_lines > 1:
            width = min(width, self._theme.px(320))
        return QSize(width, self.heightForWidth(max(self.width(), width)))

    def minimumSizeHint(self) -> QSize:
        """An elided label may shrink to a few letters."""
        if self._max_lines == 0:
            return super().minimumSizeHint()
        return QSize(self._theme.px(16), self._theme.line_height(self._style))

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines shown in that width."""
        if self._max_lines == 0:
            return super().heightForWidth(width)
        lines = 1
        if self._max_lines > 1:
            lines = max(1, len(wrap_text(self.font(), self.text(), width, self._max_lines)))
        return lines * self._theme.line_height(self._style)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines that fit; text without a limit is left to QLabel."""
        if self._max_lines == 0:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        line = self._theme.line_height(self._style)
        rows = min(self._max_lines, max(1, self.height() // line))
        used = len(wrap_text(self.font(), self.text(), self.width(), rows)) * line
        rect = QRectF(0, max(0, (self.height() - used) / 2), self.width(), self.height())
        token = self._color if self.isEnabled() else "textDisabled"
        paint_paragraph(
            painter, self.font(), rect, self.text(), self._theme.color(token),
            line_height=line, max_lines=rows, align=self.alignment() & Qt.AlignmentFlag(0x0F),
        )  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text as a tooltip when it no longer fits."""
        super().resizeEvent(event)
        self._update_tooltip()

    def _update_tooltip(self) -> None:
        if self._max_lines == 0:
            return
        whole = " ".join(self.text().split())
        lines = wrap_text(self.font(), whole, max(1, self.width()), self._max_lines)
        is_cut = bool(lines) and lines[-1].endswith("…") and not whole.endswith("…")
        set_plain_tooltip(self, self.text() if is_cut else "")

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
