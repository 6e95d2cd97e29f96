"""The place above the input where a conversation says what stands in its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from gallery_studio.ui.conversation.paragraph import Paragraph
from gallery_studio.ui.theme.painting import paint_icon, paint_surface
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.buttons import SecondaryButton

if TYPE_CHECKING:
    from gallery_studio.ui.conversation.notices import Notice
    from gallery_studio.ui.theme.theme import Theme


class NoticeBar(QWidget):
    """A sentence and at most one button; gone while there is nothing to say.

    Args:
        theme: Gives colours and sizes.
        parent: Owner.

    Signals:
        action_requested(str): A `NoticeAction` value.
    """

    action_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._notice: Notice | None = None
        self._words = Paragraph(theme, "", parent=self)
        self.button = SecondaryButton(theme, "", height=32, parent=self)
        self.button.clicked.connect(self._on_clicked)
        theme.changed.connect(self._fit)
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """What it says, or None."""
        return self._notice

    def show_notice(self, notice: Notice | None) -> None:
        """Say something, aloud too; None takes it back."""
        if notice == self._notice:
            return
        self._notice = notice
        self.setVisible(notice is not None)
        if notice is None:
            return
        self._words.set_text(notice.text)
        self.button.setText(notice.button)
        self.button.setVisible(bool(notice.button))
        self.setAccessibleName(notice.text)
        announce(self, notice.text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint surface and icon."""
        theme, px, painter = self._theme, self._theme.px, QPainter(self)
        rect = QRectF(self.rect()).adjusted(px(16), px(8), -px(16), -px(4))
        fill, border = theme.color("warningSoft"), theme.color("warning")
        paint_surface(painter, rect, theme.radius("control"), fill, border)
        spot = QRectF(rect.left() + px(12), rect.top() + px(10), px(18), px(20))
        paint_icon(painter, theme, "circle-alert", spot, border)

    def _fit(self) -> None:
        if self._notice is None:
            return
        px = self._theme.px
        left, right = px(16 + 40), px(16 + 12)
        size = self.button.sizeHint()
        inner = self.width() - left - right
        is_beside = bool(self._notice.button) and inner - size.width() > px(220)
        text_width = inner - size.width() - px(12) if is_beside else inner
        text = self._words.height_for(max(px(80), text_width))
        top = px(8 + 10)
        self._words.setGeometry(left, top, max(px(80), text_width), text)
        bottom = top + text
        if is_beside:
            y = px(8) + max(px(4), (text + px(20) - size.height()) // 2)
            self.button.setGeometry(
                self.width() - right - size.width(), y, size.width(), size.height()
            )
            bottom = max(bottom, y + size.height() - px(4))
        elif self._notice.button:
            self.button.setGeometry(left, bottom + px(6), size.width(), size.height())
            bottom += px(6) + size.height()
        self.setFixedHeight(bottom + px(10 + 4))
        self.update()

    def _on_clicked(self) -> None:
        if self._notice is not None:
            self.action_requested.emit(self._notice.action.value)
