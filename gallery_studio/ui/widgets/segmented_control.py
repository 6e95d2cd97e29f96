"""One of a few: All, Starred, Edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from gallery_studio.ui.theme.painting import paint_icon, paint_surface, paint_text
from gallery_studio.ui.widgets.control import FOCUS_RADIUS
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.ui.theme.theme import Theme


class _Segment(QRadioButton):
    """One choice. A radio button, so that Tab stops once and arrows choose."""

    def __init__(self, theme: Theme, text: str, icon: str = "") -> None:
        super().__init__()
        self._theme, self._label, self._icon = theme, text, icon
        self._is_compact = False
        self.setAccessibleName(text)
        self.setProperty(FOCUS_RADIUS, 6)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)

    def set_compact(self, is_compact: bool) -> None:
        """Show the icon alone, with its words as tooltip; a choice without icon keeps them."""
        self._is_compact = is_compact and bool(self._icon)
        set_plain_tooltip(self, self._label if self._is_compact else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = QFontMetrics(self._theme.font("bodyStrong")).horizontalAdvance(self._label) + 1
        if self._icon:
            width = self._theme.px(16) + (0 if self._is_compact else self._theme.px(6) + width)
        height = self._theme.control_height(32) - 2 * self._theme.px(2)
        return QSize(width + 2 * self._theme.px(12), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, rect = self._theme, QRectF(self.rect())
        painter = QPainter(self)
        is_lit = self.isChecked() or (self.underMouse() and self.isEnabled())
        if self.isChecked():
            fill = theme.color("pressed" if theme.is_dark else "raised")
            border = None if theme.is_dark else theme.color("border")
            paint_surface(painter, rect, theme.radius("image"), fill, border)
        token = "text" if is_lit else "textSecondary"
        color = theme.color(token if self.isEnabled() else "textDisabled")
        if self._icon:
            spot = QRectF(rect.left() + theme.px(12), rect.top(), theme.px(16), rect.height())
            paint_icon(painter, theme, self._icon, spot, color)
            rect.setLeft(spot.right() + theme.px(6) - theme.px(12))
        if not self._is_compact:
            align = Qt.AlignmentFlag.AlignHCenter
            paint_text(painter, theme.font("bodyStrong"), rect, self._label, color, align)


class SegmentedControl(QWidget):
    """A row of choices, one of which holds.

    Args:
        theme: Gives all colours and sizes.
        texts: Words of the choices.
        name: What is being chosen, for screen readers.
        parent: Owner.
        icons: Icons before the words, or none.

    Signals:
        choice_changed(int): A person chose the segment with that number.
    """

    choice_changed = Signal(int)

    def __init__(
        self,
        theme: Theme,
        texts: Sequence[str],
        name: str,
        parent: QWidget | None = None,
        *,
        icons: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        self._segments: list[_Segment] = []
        for index, text in enumerate(texts):
            segment = _Segment(theme, text, icons[index] if icons else "")
            self._segments.append(segment)
            segment.setAccessibleDescription(name)
            self._group.addButton(segment, index)
            self._row.addWidget(segment)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._on_toggled)
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def current(self) -> int:
        """Return the number of the choice that holds."""
        return self._group.checkedId()

    def set_current(self, index: int) -> None:
        """Choose without telling anybody."""
        self._group.blockSignals(True)
        self._group.button(index).setChecked(True)
        self._group.blockSignals(False)

    def set_compact(self, is_compact: bool) -> None:
        """Show icons alone where room is short, or the words again."""
        for segment in self._segments:
            segment.set_compact(is_compact)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the trough."""
        fill = self._theme.color("field" if self._theme.is_dark else "hover")
        radius = self._theme.radius("control")
        paint_surface(QPainter(self), QRectF(self.rect()), radius, fill)

    def _on_toggled(self, index: int, is_checked: bool) -> None:
        if is_checked:
            self.choice_changed.emit(index)

    def _on_theme_changed(self) -> None:
        edge = self._theme.px(2)
        self._row.setContentsMargins(edge, edge, edge, edge)
        for button in self._group.buttons():
            button.updateGeometry()
        self.update()
