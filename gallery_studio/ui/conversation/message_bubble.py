"""The person's words of a turn, with the pictures sent along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gallery_studio.ui.conversation.paragraph import Paragraph
from gallery_studio.ui.picture_part import paint_cover
from gallery_studio.ui.theme.painting import paint_surface

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.conversation import TurnReference
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.conversation.pane_context import PaneContext

_SHARE = 0.82
_THUMB, _STEP = 38, 44


class MessageBubble(QWidget):
    """A tinted bubble. Its owner asks `size_for` and sets the geometry.

    Args:
        context: Theme and pictures.
        message: The words.
        references: Pictures sent along.
        parent: Owner.
    """

    def __init__(
        self,
        context: PaneContext,
        message: str,
        references: Sequence[TurnReference],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._references = context, tuple(references)
        self._words = Paragraph(context.theme, message, parent=self)
        self.setAccessibleName(self._spoken(message))

    def size_for(self, room: int) -> tuple[int, int]:
        """Return width and height in a pane with `room` px: at most 82 % of it."""
        px = self._context.theme.px
        most = int(room * _SHARE) - 2 * px(12)
        width = self._words.natural_width(most)
        if self._references:
            width = max(width, min(most, len(self._references) * px(_STEP) - px(6)))
        height = 2 * px(8) + self._words.height_for(width) + self._thumb_rows(width) * px(_STEP)
        return width + 2 * px(12), height + (px(4) if self._references else 0)

    def set_size(self, x: int, y: int, width: int, height: int) -> None:
        """Take a place, and place the words in it."""
        px = self._context.theme.px
        self.setGeometry(x, y, width, height)
        inner = width - 2 * px(12)
        self._words.setGeometry(px(12), px(8), inner, self._words.height_for(inner))

    def uses_picture(self, image_ids: frozenset[ImageId]) -> bool:
        """Whether it shows one of the pictures."""
        return any(reference.image_id in image_ids for reference in self._references)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bubble and the pictures."""
        theme, painter = self._context.theme, QPainter(self)
        fill = theme.color("accentSoft")
        paint_surface(painter, QRectF(self.rect()), theme.radius("card"), fill)
        side, step = theme.px(_THUMB), theme.px(_STEP)
        per_row = self._per_row(self.width() - 2 * theme.px(12))
        top = self._words.geometry().bottom() + 1 + theme.px(6)
        for index, reference in enumerate(self._references):
            row, column = divmod(index, per_row)
            spot = QRectF(theme.px(12) + column * step, top + row * step, side, side)
            self._paint_thumb(painter, spot, reference.image_id)

    def _paint_thumb(self, painter: QPainter, spot: QRectF, image_id: ImageId) -> None:
        side = round(spot.width() * self.devicePixelRatioF())
        paint_cover(painter, self._context.theme, spot, self._context.preview(image_id, side))

    def _per_row(self, width: int) -> int:
        return max(1, (width + self._context.theme.px(6)) // self._context.theme.px(_STEP))

    def _thumb_rows(self, width: int) -> int:
        return -(-len(self._references) // self._per_row(width))

    def _spoken(self, message: str) -> str:
        count = len(self._references)
        if not count:
            return f"You: {message}"
        noun = "reference picture" if count == 1 else "reference pictures"
        return f"You: {message} With {count} {noun}."
