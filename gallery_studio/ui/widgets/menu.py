"""Menus: icon, words, and the key at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from gallery_studio.ui.theme.painting import paint_icon, paint_surface, paint_text, rounded_path
from gallery_studio.ui.widgets.keys import key_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.ui.theme.theme import Theme

_ICON, _KEY, _DANGER, _TEXT = "menu_icon", "menu_key", "menu_danger", "menu_text"
_DETAIL = "menu_detail"


class Menu(QMenu):
    """A pop-up menu. Words from people are safe in it: they are shown literally.

    Args:
        theme: Gives all colours and sizes.
        name: What it is a menu of, for screen readers.
        parent: Owner.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setFont(theme.font("body"))

    def add_item(
        self,
        text: str,
        on_triggered: Callable[[], object] | None = None,
        *,
        icon: str = "",
        key: str = "",
        is_danger: bool = False,
        is_checked: bool | None = None,
        detail: str = "",
    ) -> QAction:
        """Add an entry and return its action.

        Args:
            text: Its words.
            on_triggered: Called when it is chosen; a bound method of a QObject.
            icon: Name of an icon, or "".
            key: Portable form of the key that does the same; only shown.
            is_danger: Whether it destroys something.
            is_checked: None for a plain entry, else the state of its tick.
            detail: Words in the place of the key, such as a price.
        """
        shown = key_text(key) if key else detail
        action = self.addAction(text.replace("&", "&&") + (f"\t{shown}" if shown else ""))
        for name, value in ((_ICON, icon), (_KEY, shown), (_DANGER, is_danger), (_TEXT, text)):
            action.setProperty(name, value)
        action.setProperty(_DETAIL, detail)
        if is_checked is not None:
            action.setCheckable(True)
            action.setChecked(is_checked)
        if on_triggered is not None:
            action.triggered.connect(on_triggered)
        return action

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the corners round: a translucent window would cost more than it gives."""
        super().resizeEvent(event)
        whole = QRectF(self.rect()).adjusted(-1, -1, 1, 1)  # a mask has no half pixels
        path = rounded_path(whole, self._theme.radius("control"))
        self.setMask(QRegion(path.toFillPolygon().toPolygon()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground and entries."""
        theme, painter = self._theme, QPainter(self)
        painter.fillRect(self.rect(), theme.color("overlay"))
        radius = theme.radius("control")
        paint_surface(painter, QRectF(self.rect()), radius, None, theme.color("border"))
        for action in self.actions():
            if action.isVisible():
                self._paint_action(painter, action, self.actionGeometry(action))

    def _paint_action(self, painter: QPainter, action: QAction, place: QRect) -> None:
        theme, rect = self._theme, QRectF(place)
        if action.isSeparator():
            line = QRectF(rect.left(), rect.center().y(), rect.width(), 1)
            painter.fillRect(line, theme.color("border"))
            return
        if action is self.activeAction() and action.isEnabled():
            paint_surface(painter, rect, theme.radius("image"), theme.color("pressed"))
        self._paint_words(painter, action, rect.adjusted(theme.px(10), 0, -theme.px(10), 0))

    def _paint_words(self, painter: QPainter, action: QAction, rect: QRectF) -> None:
        theme = self._theme
        ink, icon_ink = "text", "textSecondary"
        if action.property(_DANGER):
            ink = icon_ink = "danger"
        if not action.isEnabled():
            ink = icon_ink = "textDisabled"
        icon = "check" if action.isChecked() else action.property(_ICON)
        if icon:
            spot = QRectF(rect.left(), rect.top(), theme.px(16), rect.height())
            paint_icon(painter, theme, icon, spot, theme.color(icon_ink))
        is_read = action.isEnabled() or action.property(_DETAIL)  # it may say why it is off
        key_ink = theme.color("textTertiary" if is_read else "textDisabled")
        align = Qt.AlignmentFlag.AlignRight
        paint_text(painter, theme.font("meta"), rect, action.property(_KEY) or "", key_ink, align)
        rect.setLeft(rect.left() + theme.px(28))
        words = action.property(_TEXT) or action.text()
        paint_text(painter, theme.font("body"), rect, words, theme.color(ink))
