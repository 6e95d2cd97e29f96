"""Lines under the outputs of a turn: a model's words, and how a running turn stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from gallery_studio.ui.conversation.paragraph import Paragraph
from gallery_studio.ui.theme.painting import paint_icon, paint_surface
from gallery_studio.ui.widgets.busy import Spinner

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

_INDENT = 28


class ReplyLine(QWidget):
    """A model's glyph and its words.

    Args:
        theme: Gives colours and sizes.
        glyph: Icon of the model.
        name: Short name of the model.
        text: Its words, or the reason of its failure.
        parent: Owner.
    """

    def __init__(
        self, theme: Theme, glyph: str, name: str, text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.key: tuple[object, ...] = ()
        self._theme, self._glyph = theme, glyph
        self._words = Paragraph(theme, text, color="textSecondary", parent=self)
        self.setAccessibleName(f"{name}: {text}")

    def height_for(self, width: int) -> int:
        """Return the height it needs in a width, px."""
        return self._words.height_for(width - self._theme.px(_INDENT)) + self._theme.px(4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the words."""
        super().resizeEvent(event)
        indent = self._theme.px(_INDENT)
        self._words.setGeometry(indent, self._theme.px(2), self.width() - indent, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the glyph on its disc."""
        theme, painter = self._theme, QPainter(self)
        disc = QRectF(0, theme.px(2), theme.px(20), theme.px(20))
        paint_surface(painter, disc, theme.px(10), theme.color("hover"))
        icon = disc.adjusted(theme.px(4), theme.px(4), -theme.px(4), -theme.px(4))
        paint_icon(painter, theme, self._glyph, icon, theme.color("textSecondary"))


class RunningLine(QWidget):
    """A small spinner and how many pictures are ready."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._spinner = Spinner(theme, "Generating", 16, self)
        self._words = Paragraph(theme, "", "meta", "textSecondary", self)

    def set_text(self, text: str) -> None:
        """Say how it stands."""
        self._words.set_text(text)
        self.setAccessibleName(text)

    def height_for(self, width: int) -> int:
        """Return the height it needs in a width, px."""
        return max(self._theme.px(20), self._words.height_for(width - self._theme.px(24)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place spinner and words."""
        super().resizeEvent(event)
        px = self._theme.px
        inner = self.width() - px(24)
        height = self._words.height_for(inner)
        top = max(0, (self.height() - height) // 2)
        self._spinner.setGeometry(
            0, top + (self._theme.line_height("meta") - px(16)) // 2, px(16), px(16)
        )
        self._words.setGeometry(px(24), top, inner, height)
