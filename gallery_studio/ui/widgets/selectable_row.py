"""Rows one can tick: models with what they are good for and what they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from gallery_studio.ui.theme.painting import paint_icon, paint_surface, paint_text
from gallery_studio.ui.widgets.check_box import paint_check
from gallery_studio.ui.widgets.control import FOCUS_RADIUS

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


class SelectableRow(QCheckBox):
    """A check box as wide as its pane: icon, name, summary, and a detail at the right.

    Args:
        theme: Gives all colours and sizes.
        name: First line.
        summary: Second line.
        icon: Name of an icon, or "".
        detail: Words at the right, such as a price.
        parent: Owner.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        summary: str = "",
        icon: str = "",
        detail: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._name, self._summary = theme, name, summary
        self._icon_name, self._detail = icon, detail
        self.setAccessibleName(name)
        self.setAccessibleDescription(", ".join(filter(None, (summary, detail))))
        self.setProperty(FOCUS_RADIUS, 8)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    def set_detail(self, detail: str) -> None:
        """Change the words at the right, such as a price that depends on the size."""
        self._detail = detail
        self.setAccessibleDescription(", ".join(filter(None, (self._summary, detail))))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for its lines."""
        lines = self._theme.line_height("bodyStrong")
        if self._summary:
            lines += self._theme.line_height("meta")
        return QSize(self._theme.px(320), lines + self._theme.px(12))

    def minimumSizeHint(self) -> QSize:
        """Its words are cut before it gets lower."""
        return QSize(self._theme.px(160), self.sizeHint().height())

    def hitButton(self, pos: QPoint) -> bool:
        """The whole row ticks."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the row."""
        painter, rect = QPainter(self), QRectF(self.rect())
        self._paint_surface(painter, rect)
        theme = self._theme
        inner = rect.adjusted(theme.px(14), 0, -theme.px(14), 0)
        side = theme.px(18)
        box = QRectF(inner.left(), inner.center().y() - side / 2, side, side)
        paint_check(painter, theme, box, is_checked=self.isChecked(), is_enabled=self.isEnabled())
        inner.setLeft(box.right() + theme.px(14))
        if self._icon_name:
            spot = QRectF(inner.left(), inner.top(), theme.px(16), inner.height())
            paint_icon(painter, theme, self._icon_name, spot, self._ink("text"))
            inner.setLeft(spot.right() + theme.px(10))
        self._paint_detail(painter, inner)
        self._paint_lines(painter, inner)

    def _paint_surface(self, painter: QPainter, rect: QRectF) -> None:
        theme = self._theme
        fill = "accentSoft" if self.isChecked() else ""
        if not fill and self.underMouse() and self.isEnabled():
            fill = "hover"
        border = "accent" if self.isChecked() and self.isEnabled() else "border"
        ground = theme.color(fill) if fill else None
        paint_surface(painter, rect, theme.radius("control"), ground, theme.color(border))

    def _paint_detail(self, painter: QPainter, inner: QRectF) -> None:
        font, align = self._theme.font("meta"), Qt.AlignmentFlag.AlignRight
        paint_text(painter, font, inner, self._detail, self._ink("textSecondary"), align)
        if self._detail:
            width = QFontMetrics(font).horizontalAdvance(self._detail)
            inner.setRight(inner.right() - width - self._theme.px(12))

    def _paint_lines(self, painter: QPainter, inner: QRectF) -> None:
        theme = self._theme
        first, second = theme.line_height("bodyStrong"), theme.line_height("meta")
        total = first + (second if self._summary else 0)
        row = QRectF(inner.left(), inner.center().y() - total / 2, inner.width(), first)
        paint_text(painter, theme.font("bodyStrong"), row, self._name, self._ink("text"))
        row = QRectF(row.left(), row.bottom(), row.width(), second)
        paint_text(painter, theme.font("meta"), row, self._summary, self._ink("textSecondary"))

    def _ink(self, token: str) -> QColor:
        return self._theme.color(token if self.isEnabled() else "textDisabled")

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
