"""The one ring of a window that shows where the keyboard is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from gallery_studio.ui.theme.painting import paint_surface
from gallery_studio.ui.widgets.control import FOCUS_RADIUS, OWN_FOCUS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from gallery_studio.ui.theme.theme import Theme

_OUT = 4  # 2 px gap + 2 px ring
_MOVES = {
    QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide,
    QEvent.Type.ZOrderChange, QEvent.Type.ParentChange,
}  # fmt: skip
_MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta}


class FocusRing(QWidget):
    """An overlay that rings the focused widget after keyboard navigation.

    A widget with the dynamic property ``paints_own_focus`` gets no ring (text fields, canvas);
    ``focus_radius`` tells the radius of its corners. Create it once per window, last.

    Args:
        theme: Gives the colour.
        window: The window; the ring is its child and takes no mouse events.
        app: Tells where the focus goes.
    """

    # Python's collector may empty a widget before Qt sends its children's last events.
    _is_alive = False

    def __init__(self, theme: Theme, window: QWidget, app: QApplication) -> None:
        super().__init__(window)
        self._theme = theme
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._is_keyboard = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("focus_ring")
        self.hide()
        app.focusChanged.connect(self._on_focus_changed)
        theme.changed.connect(self._follow)
        self._is_alive = True

    @property
    def target(self) -> QWidget | None:
        """The widget with the ring, or None while there is none."""
        return self._target if self.isVisible() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch the focused widget for keys and clicks, and all around it for moves."""
        if not self._is_alive:
            return False
        if event.type() in _MOVES:
            self._follow()
        elif watched is self._target:
            self._notice_input(event)
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ring; the overlay is as large as it."""
        if self._target is None:
            return
        radius = self._target.property(FOCUS_RADIUS)
        radius = self._theme.px(6 if radius is None else radius)
        rect = self._ring_rect().translated(-self.pos())
        color = self._theme.color("focus")
        paint_surface(QPainter(self), QRectF(rect), radius + _OUT, None, color, border_px=2.0)

    def _notice_input(self, event: QEvent) -> None:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress:
            self._is_keyboard = False
            self._follow()
        elif isinstance(event, QKeyEvent) and event.key() not in _MODIFIERS:
            self._is_keyboard = True  # the ring comes with the next move of the focus

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._is_keyboard = False
        self._unwatch()
        is_ours = new is not None and new.window() is self.window()
        self._target = new if is_ours else None
        if self._target is not None:
            self._watch(self._target)
        self._follow()

    def _watch(self, target: QWidget) -> None:
        widget: QWidget | None = target
        while widget is not None:
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = None if widget.isWindow() else widget.parentWidget()

    def _unwatch(self) -> None:
        for widget in self._watched:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        self._watched.clear()

    def _follow(self) -> None:
        """Move to the target, or hide."""
        target = self._target
        is_shown = (
            target is not None
            and shiboken6.isValid(target)
            and self._is_keyboard
            and not target.property(OWN_FOCUS)
            and target.isVisible()
        )
        place = self._ring_rect().intersected(self._clip()) if is_shown else QRect()
        if place.isEmpty():
            self.hide()
            return
        self.setGeometry(place)
        self.raise_()
        self.show()
        self.update()

    def _ring_rect(self) -> QRect:
        """Return the ring's rectangle in the window."""
        if self._target is None:
            return QRect()
        corner = self._target.mapTo(self.window(), QPoint(0, 0))
        return QRect(corner, self._target.size()).adjusted(-_OUT, -_OUT, _OUT, _OUT)

    def _clip(self) -> QRect:
        """Return what scrolling leaves visible around the target, in the window."""
        window = self.window()
        clip = window.rect()
        # Asked anew: a viewport is Qt's own, and what PySide kept of it may be invalid by now.
        widget, parent = self._target, None
        while widget is not None and widget is not window:
            parent = widget.parentWidget()
            if isinstance(parent, QAbstractScrollArea) and widget is parent.viewport():
                pane = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
                clip = clip.intersected(pane.adjusted(-_OUT, -_OUT, _OUT, _OUT))
            widget = parent
        return clip
