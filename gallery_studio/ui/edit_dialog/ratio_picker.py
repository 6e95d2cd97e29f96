"""Aspect ratios as shapes: the source's first, the rest behind "More"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from gallery_studio.ui.compose.compose_menus import RatioMenu
from gallery_studio.ui.compose.compose_value import Choice, ratio_value
from gallery_studio.ui.theme.painting import paint_icon, paint_surface, paint_text
from gallery_studio.ui.widgets.control import FOCUS_RADIUS
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from gallery_studio.ui.theme.theme import Theme


class RatioBox(QRadioButton):
    """One shape with its name. A radio button: Tab stops once, arrows choose."""

    def __init__(self, theme: Theme, value: str | None, name: str, aspect: float) -> None:
        super().__init__()
        self._theme, self.value, self._name, self._aspect = theme, value, name, aspect
        self.is_menu = False
        self.setAccessibleName(name)
        self.setAccessibleDescription("Aspect ratio")
        self.setProperty(FOCUS_RADIUS, 8)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_value(self, value: str | None, name: str, aspect: float) -> None:
        """Show another ratio."""
        self.value, self._name, self._aspect = value, name, aspect
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        """Room for shape and name."""
        height = self._theme.px(36) + self._theme.line_height("badge") + self._theme.px(8)
        return QSize(self._theme.px(52), height)

    def minimumSizeHint(self) -> QSize:
        """It may get narrower."""
        return QSize(self._theme.px(42), self.sizeHint().height())

    def hitButton(self, pos: QPoint) -> bool:
        """The whole box chooses."""
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses too, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.click()
                return
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint box, shape and name."""
        theme, px, painter = self._theme, self._theme.px, QPainter(self)
        rect = QRectF(self.rect())
        is_on = self.isChecked() and self.isEnabled()
        fill = "accentSoft" if is_on else ""
        if not fill and self.underMouse() and self.isEnabled():
            fill = "hover"
        ground = theme.color(fill) if fill else None
        border = theme.color("accent" if is_on else "border")
        paint_surface(painter, rect, theme.radius("control"), ground, border)
        token = "accentText" if is_on else "text" if self.isEnabled() else "textDisabled"
        ink = theme.color(token)
        line = theme.line_height("badge")
        area = rect.adjusted(0, px(7), 0, -line - px(8))
        if self.is_menu and self.value is None:
            icon = QRectF(area.left(), area.top(), area.width(), area.height())
            icon.setHeight(min(icon.height(), px(18)))
            icon.moveCenter(area.center())
            paint_icon(painter, theme, "ellipsis", icon, ink)
        else:
            self._paint_shape(painter, area, px(22))
        row = QRectF(rect.left(), rect.bottom() - line - px(6), rect.width(), line)
        center = Qt.AlignmentFlag.AlignHCenter
        paint_text(painter, theme.font("badge"), row, self._name, ink, center)

    def _paint_shape(self, painter: QPainter, area: QRectF, side: float) -> None:
        is_on = self.isChecked() and self.isEnabled()
        token = "accentText" if is_on else "textSecondary" if self.isEnabled() else "textDisabled"
        longer = min(side, area.height())
        width, height = longer * min(1.0, self._aspect), longer / max(1.0, self._aspect)
        shape = QRectF(0, 0, max(4.0, width), max(4.0, height))
        shape.moveCenter(area.center())
        color = self._theme.color(token)
        paint_surface(painter, shape, self._theme.px(3), None, color, border_px=1.75)


class RatioPicker(QWidget):
    """Source, a few common ratios, and a menu of the others.

    Args:
        theme: Gives colours and sizes.
        parent: Owner.

    Signals:
        ratio_changed(): A person chose another one.
    """

    ratio_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.boxes: list[RatioBox] = []
        self._others: tuple[str, ...] = ()
        self._refusals: dict[str, str] = {}
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.setAccessibleName("Aspect ratio")
        self.more = RatioBox(theme, None, "More", 1.0)
        self.more.is_menu = True
        self.more.clicked.connect(self._open_more)
        self._last: RatioBox | None = None

    @property
    def value(self) -> str | None:
        """The ratio chosen, or None for the source's."""
        checked = self._group.checkedButton()
        return checked.value if isinstance(checked, RatioBox) else None

    def show_ratios(
        self, shown: Sequence[str], others: Sequence[str], source_aspect: float
    ) -> None:
        """Offer other ratios; the source's is chosen."""
        for box in self.boxes:
            self._group.removeButton(box)
            self._row.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._row.setSpacing(self._theme.px(6))
        self._others = tuple(others)
        self.boxes = [RatioBox(self._theme, None, "Source", source_aspect)]
        self.boxes += [RatioBox(self._theme, r, r, ratio_value(r)) for r in shown]
        for box in self.boxes:
            self._group.addButton(box)
            self._row.addWidget(box)
            box.clicked.connect(self._on_clicked)
        self._group.addButton(self.more)
        self._row.addWidget(self.more)
        self.more.show_value(None, "More", 1.0)
        self.more.setVisible(bool(others))
        self.boxes[0].setChecked(True)
        self._last = self.boxes[0]

    def set_refusals(self, refusals: dict[str, str]) -> None:
        """Turn off what a chosen model does not make, with the reason; fall back to the source."""
        self._refusals = refusals
        for box in (*self.boxes, self.more):
            reason = refusals.get(box.value or "", "")
            box.setEnabled(not reason)
            set_plain_tooltip(box, reason)
        self.more.setEnabled(True)
        if self.value is not None and self.value in refusals:
            self.more.show_value(None, "More", 1.0)
            self.boxes[0].setChecked(True)
            self._last = self.boxes[0]

    def _on_clicked(self) -> None:
        checked = self._group.checkedButton()
        if isinstance(checked, RatioBox):
            self._last = checked
        self.more.show_value(None, "More", 1.0)
        self.ratio_changed.emit()

    def _open_more(self) -> None:
        if self.more.value is None and self._last is not None:
            self._last.setChecked(True)  # nothing is chosen before the menu says so
        menu = RatioMenu(self._theme, "Aspect ratio", self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for ratio in self._others:
            choice = Choice(ratio, self._refusals.get(ratio, ""))
            action = menu.add_ratio(choice, is_checked=ratio == self.more.value)
            action.setData(ratio)
        menu.triggered.connect(self._on_more_chosen)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _on_more_chosen(self, action: QAction) -> None:
        ratio = action.data()
        self.more.show_value(ratio, ratio, ratio_value(ratio))
        self.more.setChecked(True)
        self._last = self.more
        self.ratio_changed.emit()
