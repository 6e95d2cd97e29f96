"""The left of the dialog: the picture, what made it, and what it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from gallery_studio.ui.conversation.conversation_text import model_glyph, model_name
from gallery_studio.ui.theme.painting import (
    BadgeStyle,
    badge_size,
    paint_badge,
    paint_paragraph,
    paint_surface,
    paint_text,
    rounded_path,
    wrap_text,
)
from gallery_studio.ui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.conversation.pane_context import PaneContext
    from gallery_studio.ui.edit_dialog.edit_subject import EditSubject

_PROMPT_LINES = 4


class SourcePane(QWidget):
    """Shows the source.

    Args:
        context: Theme, models, pictures.
        parent: Owner.

    Signals:
        lightbox_requested(): Show it large.
    """

    lightbox_requested = Signal()

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._theme = context, context.theme
        self._subject: EditSubject | None = None
        self.full = IconButton(self._theme, "maximize-2", "Full view", parent=self)
        self.full.clicked.connect(self.lightbox_requested)
        self._theme.changed.connect(self._place)

    def show_subject(self, subject: EditSubject) -> None:
        """Show another picture."""
        self._subject = subject
        spoken = [subject.facts]
        if subject.model is not None:
            spoken.insert(0, model_name(self._context.catalogue, subject.model))
        if subject.prompt:
            spoken.append(f"“{subject.prompt}”")
        self.setAccessibleName(f"Source: {', '.join(spoken)}")
        self._place()
        self.update()

    def previews_changed(self, image_ids: Iterable[ImageId]) -> None:
        """Paint again when the preview is at hand."""
        if self._subject is not None and self._subject.source.image_id in set(image_ids):
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the button."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint picture and words."""
        if self._subject is None:
            return
        painter, picture = QPainter(self), self._picture_rect()
        self._paint_picture(painter, picture, self._subject)
        y = picture.bottom() + self._theme.px(12)
        y = self._paint_facts(painter, y, self._subject)
        y = self._paint_prompt(painter, y, self._subject)
        self._paint_product(painter, y, self._subject)

    # Internals

    def _column(self) -> QRectF:
        px = self._theme.px
        return QRectF(px(24), px(8), self.width() - px(24) - px(16), self.height() - px(16))

    def _words_height(self, subject: EditSubject) -> int:
        theme, px = self._theme, self._theme.px
        height = px(12) + px(32)
        if subject.prompt:
            height += px(8) + len(self._prompt_lines(subject)) * theme.line_height("voiceQuote")
        if subject.product_name:
            height += px(12) + theme.line_height("meta")
        return height

    def _prompt_lines(self, subject: EditSubject) -> list[str]:
        font, width = self._theme.font("voiceQuote"), self._column().width()
        return wrap_text(font, f"“{subject.prompt}”", width, _PROMPT_LINES)

    def _picture_rect(self) -> QRectF:
        """Return the place of the picture: as wide as the pane, if the words still fit under it."""
        column, subject = self._column(), self._subject
        if subject is None:
            return QRectF()
        most = max(self._theme.px(96), column.height() - self._words_height(subject))
        most = min(most, column.width())
        width, height = column.width(), column.width() / subject.aspect
        if height > most:
            width, height = most * subject.aspect, most
        return QRectF(column.left(), column.top(), width, height)

    def _paint_picture(self, painter: QPainter, rect: QRectF, subject: EditSubject) -> None:
        theme = self._theme
        radius = theme.radius("control")
        paint_surface(painter, rect, radius, theme.color("skeleton"))
        side = round(max(rect.width(), rect.height()) * self.devicePixelRatioF())
        pixmap = self._context.preview(subject.source.image_id, side)
        if pixmap is None or pixmap.isNull():
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(rounded_path(rect, radius))
        painter.drawPixmap(rect, pixmap, QRectF(pixmap.rect()))
        painter.restore()

    def _paint_facts(self, painter: QPainter, y: float, subject: EditSubject) -> float:
        theme, px, left = self._theme, self._theme.px, self._column().left()
        height = px(32)
        if subject.model is not None:
            catalogue = self._context.catalogue
            style = BadgeStyle(
                model_name(catalogue, subject.model), model_glyph(catalogue, subject.model)
            )
        else:
            style = BadgeStyle("Brought in", "import")
        top = y + (height - badge_size(theme, style).height()) / 2
        badge = paint_badge(painter, theme, QPointF(left, top), style)
        row = QRectF(badge.right() + px(8), y, self.full.x() - badge.right() - px(12), height)
        paint_text(painter, theme.font("meta"), row, subject.facts, theme.color("textSecondary"))
        return y + height

    def _paint_prompt(self, painter: QPainter, y: float, subject: EditSubject) -> float:
        if not subject.prompt:
            return y
        theme, column = self._theme, self._column()
        line = theme.line_height("voiceQuote")
        y += theme.px(8)
        block = QRectF(column.left(), y, column.width(), line)
        lines = paint_paragraph(
            painter, theme.font("voiceQuote"), block, f"“{subject.prompt}”", theme.color("text"),
            line_height=line, max_lines=_PROMPT_LINES,
        )  # fmt: skip
        return y + lines * line

    def _paint_product(self, painter: QPainter, y: float, subject: EditSubject) -> None:
        if not subject.product_name:
            return
        theme, px, column = self._theme, self._theme.px, self._column()
        row = QRectF(column.left(), y + px(12), column.width(), theme.line_height("meta"))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.product_color(subject.product_color))
        half = px(8) / 2
        painter.drawEllipse(QPointF(row.left() + half, row.center().y()), half, half)
        painter.restore()
        row.setLeft(row.left() + px(16))
        text = f"{subject.product_name} is kept true to life"
        paint_text(painter, theme.font("meta"), row, text, theme.color("textSecondary"))

    def _place(self) -> None:
        if self._subject is None:
            return
        side = self._theme.px(32)
        y = self._picture_rect().bottom() + self._theme.px(12)
        self.full.setGeometry(int(self._column().right()) - side, int(y), side, side)
