"""The framed field of an edit message: it grows with its text and hands pictures on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gallery_studio.ui.compose.prompt_edit import PromptEdit
from gallery_studio.ui.theme.painting import paint_surface

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


class _GrowingEdit(PromptEdit):
    """As high as its text, between two heights its frame knows."""

    type_style = "body"
    least_px, most_px = 60, 140

    def wanted_height(self) -> int:
        """Return the height its lines need, within the limits, px."""
        return self._wanted_height()

    def _wanted_height(self) -> int:
        lines = max(1, round(self.document().size().height()))
        needed = int(lines * self._line_px() + 4)
        return min(max(self._theme.px(self.least_px), needed), self._theme.px(self.most_px))

    def _is_long(self) -> bool:
        # Asked once a layout: two limits that disagree switch the bar, and with it the width and
        # the layout, for ever.
        needed = round(self.document().size().height()) * self._line_px() + 4
        return bool(needed > self._theme.px(self.most_px))

    def _on_theme_changed(self) -> None:
        super()._on_theme_changed()
        self.setFont(self._theme.font(self.type_style))
        self._fit()


class _LargeEdit(_GrowingEdit):
    """The field of the dialog: larger letters, and a height that stays."""

    type_style = "compose"
    least_px, most_px = 72, 72


class MessageEdit(QWidget):
    """A field with a frame; see `PromptEdit` for what it does with keys and pictures.

    Args:
        theme: Gives colours and sizes.
        name: What belongs in it, for screen readers.
        placeholder: Words shown while it is empty.
        is_large: Whether it is the field of a dialog: 92 px, larger letters.
        parent: Owner.

    Signals:
        text_changed(): The text is different now.
        height_changed(): It needs another height.
    """

    text_changed = Signal()
    height_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        placeholder: str,
        *,
        is_large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        kind = _LargeEdit if is_large else _GrowingEdit
        self.edit = kind(theme, name, placeholder, self)
        self._is_wrong = False
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.height_changed.connect(self._on_height_changed)
        self.edit.focus_changed.connect(self.update)
        theme.changed.connect(self._on_height_changed)

    def text(self) -> str:
        """Return the text as typed."""
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        """Replace the text as if typed: it can be undone."""
        self.edit.replace_text(text)

    def clear(self) -> None:
        """Empty it; undo does not bring a sent text back."""
        self.edit.clear()

    def set_wrong(self, *, is_wrong: bool) -> None:
        """Frame it as holding something that cannot be sent."""
        if is_wrong != self._is_wrong:
            self._is_wrong = is_wrong
            self.update()

    def sizeHint(self) -> QSize:
        """The text and the frame around it."""
        return QSize(self._theme.px(320), self.edit.wanted_height() + self._theme.px(20))

    def minimumSizeHint(self) -> QSize:
        """It may get narrow."""
        return QSize(self._theme.px(80), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the text inside the frame."""
        super().resizeEvent(event)
        px = self._theme.px
        self.edit.setGeometry(self.rect().adjusted(px(11), px(9), -px(6), -px(9)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frame: in the accent while it has the focus."""
        theme = self._theme
        token, width = "borderControl", 1.0
        if self._is_wrong:
            token, width = "danger", 2.0
        elif self.edit.hasFocus():
            token, width = "accent", 2.0
        paint_surface(
            QPainter(self), QRectF(self.rect()), theme.radius("control"),
            theme.color("field"), theme.color(token), border_px=width,
        )  # fmt: skip

    def _on_text_changed(self) -> None:
        self.text_changed.emit()

    def _on_height_changed(self) -> None:
        self.updateGeometry()
        self.height_changed.emit()
