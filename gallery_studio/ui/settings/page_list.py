"""The list of pages at the left of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.ui.theme.painting import paint_icon, paint_surface, paint_text
from gallery_studio.ui.widgets.control import FOCUS_RADIUS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.ui.theme.theme import Theme


class _PageRow(QRadioButton):
    """One page. A radio button, so that Tab stops once and arrows choose."""

    def __init__(self, theme: Theme, text: str, icon: str) -> None:
        super().__init__()
        self._theme, self._label, self._icon_name = theme, text, icon
        self.setAccessibleName(text)
        self.setProperty(FOCUS_RADIUS, 8)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for bar, icon and words."""
        width = QFontMetrics(self._theme.font("body")).horizontalAdvance(self._label)
        return QSize(width + self._theme.px(50), self._theme.control_height(36))

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """The whole row."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint tint, bar, icon and words."""
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        if self.isChecked():
            paint_surface(painter, rect, theme.radius("control"), theme.color("selected"))
            bar = QRectF(0, rect.top() + theme.px(8), theme.px(3), rect.height() - theme.px(16))
            paint_surface(painter, bar, 1.5, theme.color("accent"))
        elif self.underMouse():
            paint_surface(painter, rect, theme.radius("control"), theme.color("hover"))
        ink = theme.color("text" if self.isChecked() else "textSecondary")
        spot = QRectF(theme.px(12), 0, theme.px(16), rect.height())
        paint_icon(painter, theme, self._icon_name, spot, ink)
        rect.setLeft(theme.px(38))
        paint_text(painter, theme.font("body"), rect, self._label, ink)


class PageList(QWidget):
    """The pages, one of which is in front.

    Signals:
        page_chosen(int): A person went to the page with that number.
    """

    page_chosen = Signal(int)

    def __init__(self, theme: Theme, pages: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._theme = theme
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        for number, (title, icon) in enumerate(pages):
            row = _PageRow(theme, title, icon)
            self._group.addButton(row, number)
            self._column.addWidget(row)
        self._column.addStretch(1)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._on_toggled)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Pages of the settings")
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def sizeHint(self) -> QSize:
        """As wide as designed, or as its longest words need."""
        hint = super().sizeHint()
        return QSize(max(self._theme.px(220), hint.width()), hint.height())

    def choose(self, number: int) -> None:
        """Bring a page to the front."""
        self._group.button(number).setChecked(True)

    def current_row(self) -> QWidget | None:
        """Return the row of the page in front."""
        return self._group.checkedButton()

    def _on_toggled(self, number: int, is_checked: bool) -> None:
        if is_checked:
            self.page_chosen.emit(number)

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(16), px(4), px(0), px(16))
        self._column.setSpacing(px(2))
        for row in self._group.buttons():
            row.updateGeometry()
        self.updateGeometry()
