"""Dialogs inside the window: a scrim and a panel, no window of their own, never ``exec``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
    QWheelEvent,
    QWindow,
)
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gallery_studio.ui.theme.painting import paint_shadow, paint_surface
from gallery_studio.ui.widgets.focus_return import give_focus_back
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

_EDGE = 32  # "max(100 % - 32, content)": what the window keeps around the panel


class _Panel(QWidget):
    """The surface of a dialog."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        fill, border = theme.color("overlay"), theme.color("border")
        paint_surface(QPainter(self), QRectF(self.rect()), theme.radius("panel"), fill, border)


class ModalDialog(QWidget):
    """A dialog over its window: Tab stays inside, Escape closes, focus goes back after it.

    Fill `body` (it scrolls) and, where there is one, `footer` (it does not); then `open`.
    It keeps the size of its window by itself.

    Args:
        theme: Gives all colours and sizes.
        title: Heading and accessible name.
        window: What it covers; the dialog is its child.
        size: Wanted size of the panel in px at 100 %.
        has_footer: Whether a footer of 68 px stands under the body.

    Signals:
        opened(): It covers the window now.
        closed(): It is gone and the focus is back.
    """

    opened = Signal()
    closed = Signal()
    # Python's collector may empty a widget before Qt sends its children's last events.
    _is_alive = False

    def __init__(
        self,
        theme: Theme,
        title: str,
        window: QWidget,
        size: tuple[int, int] = (560, 400),
        *,
        has_footer: bool = True,
    ) -> None:
        super().__init__(window)
        self._theme, self._wanted, self._cover = theme, size, window
        self._opener: QWidget | None = None
        self._guarded: QWindow | None = None
        self._panel = _Panel(theme, self)
        self.title_label = PlainLabel(theme, title, "h2")
        self.close_button = IconButton(theme, "x", "Close", key="Esc")
        self.body = QWidget()
        self.footer = QWidget()
        self.footer.setVisible(has_footer)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._build_layout()
        self._connect(window)
        self.hide()
        self._is_alive = True

    def _build_layout(self) -> None:
        self._header = QWidget()
        header = QHBoxLayout(self._header)
        header.addWidget(self.title_label, 1)
        header.addWidget(self.close_button)
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setWidget(self.body)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.viewport().setAutoFillBackground(False)
        self.body.setAutoFillBackground(False)
        column = QVBoxLayout(self._panel)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._header)
        self._middle = QHBoxLayout()
        self._middle.setSpacing(0)
        self._middle.addWidget(self.scroll_area, 1)
        column.addLayout(self._middle, 1)
        column.addWidget(self.footer)
        self._set_heights()

    def add_side_pane(self, pane: QWidget) -> None:
        """Put a pane at the left of the body; it does not scroll."""
        self._middle.insertWidget(0, pane)

    def _connect(self, window: QWidget) -> None:
        window.installEventFilter(self)
        self.close_button.clicked.connect(self.close_dialog)
        self._theme.changed.connect(self._on_theme_changed)

    @property
    def panel_rect(self) -> QRect:
        """Where the panel lies in the window."""
        return self._panel.geometry()

    def open(self, first: QWidget | None = None) -> None:
        """Cover the window and give the focus to a control, else to the first one.

        Args:
            first: The control to begin with.
        """
        if self.isVisible():
            return
        self._opener = self.window().focusWidget()
        self._fit()
        self.show()
        self.raise_()
        stops = self._tab_stops()
        start = first or (stops[0] if stops else self)
        start.setFocus(Qt.FocusReason.TabFocusReason)
        self.opened.emit()

    def can_close(self) -> bool:
        """Return whether it may go now; overridden where typed text could be lost."""
        return True

    def close_dialog(self) -> None:
        """Uncover the window and give the focus back to where it came from."""
        if not self.isVisible() or not self.can_close():
            return
        opener, self._opener = self._opener, None
        self.hide()
        give_focus_back(opener)
        self.closed.emit()

    # Events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep covering the window as it changes its size."""
        if self._is_alive and watched is self._cover and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Watch for focus that leaves the dialog by other ways than Tab."""
        super().showEvent(event)
        self._guarded = self.window().windowHandle()
        self._guarded.focusObjectChanged.connect(self._on_focus_object_changed)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of the focus, also when the whole window closes."""
        super().hideEvent(event)
        if not self._is_alive:
            return
        if self._guarded is not None and shiboken6.isValid(self._guarded):
            self._guarded.focusObjectChanged.disconnect(self._on_focus_object_changed)
        self._guarded = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape, scroll by page; no key goes on to the window beneath."""
        bar, key = self.scroll_area.verticalScrollBar(), event.key()
        if key == Qt.Key.Key_Escape:
            self.close_dialog()
        elif key == Qt.Key.Key_PageDown:
            bar.setValue(bar.value() + bar.pageStep())
        elif key == Qt.Key.Key_PageUp:
            bar.setValue(bar.value() - bar.pageStep())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Swallow clicks on the scrim: they must not reach the window beneath."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Swallow the wheel on the scrim."""
        event.accept()

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Go round among the controls of the dialog."""
        stops = self._tab_stops()
        if not stops:
            return True
        now = self.window().focusWidget()
        index = _index_of(stops, now)
        if index is None:
            index = -1 if is_next else 0
        target = stops[(index + (1 if is_next else -1)) % len(stops)]
        reason = Qt.FocusReason.TabFocusReason if is_next else Qt.FocusReason.BacktabFocusReason
        target.setFocus(reason)
        if self.body.isAncestorOf(target):
            self.scroll_area.ensureWidgetVisible(target)
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the scrim and the shadow of the panel."""
        theme, painter = self._theme, QPainter(self)
        scrim = QColor(theme.color("scrim"))
        scrim.setAlphaF(theme.opacity("scrim"))
        painter.fillRect(self.rect(), scrim)
        place = QRectF(self._panel.geometry())
        paint_shadow(painter, theme, place, theme.radius("panel"), 3)

    # Internals

    def _tab_stops(self) -> list[QWidget]:
        """Return the controls Tab reaches, in order, wherever they are in the chain of Qt."""
        stops: list[QWidget] = []
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            has_proxy = widget.focusProxy() is not None
            is_usable = widget.isEnabled() and widget.isVisible() and not has_proxy
            if takes_tab and is_usable and self.isAncestorOf(widget):
                stops.append(widget)
            widget = widget.nextInFocusChain()
        return sorted(stops, key=self._region_of)

    def _region_of(self, stop: QWidget) -> int:
        """Return when a control comes: side panes, body, footer, and × last."""
        if self._header.isAncestorOf(stop):
            return 3
        if self.footer.isAncestorOf(stop):
            return 2
        return 1 if self.body.isAncestorOf(stop) else 0

    def _on_focus_object_changed(self) -> None:
        """Take the focus back when the window beneath got it (a shortcut, a slow answer)."""
        new = self.window().focusWidget()
        if new is None or not self.isVisible():
            return
        if self.isAncestorOf(new) or new is self or _is_over(new, self):
            return
        if stops := self._tab_stops():
            stops[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        """Cover the window; the panel is as large as wanted, or as the window allows."""
        area = self._cover.rect()
        self.setGeometry(area)
        wanted = QSize(self._theme.px(self._wanted[0]), self._theme.px(self._wanted[1]))
        room = area.size() - QSize(_EDGE, _EDGE)
        place = QRect(0, 0, 0, 0)
        place.setSize(wanted.boundedTo(room))
        place.moveCenter(area.center())
        self._panel.setGeometry(place)

    def _set_heights(self) -> None:
        px = self._theme.px
        self._header.setFixedHeight(max(px(64), self._theme.line_height("h2") + px(16)))
        layout = self._header.layout()
        if layout is not None:
            layout.setContentsMargins(px(24), 0, px(14), 0)
        inner = self.footer.layout()
        needed = inner.sizeHint().height() if inner is not None else 0
        self.footer.setFixedHeight(max(px(68), needed))

    def _on_theme_changed(self) -> None:
        self._set_heights()
        self._fit()
        self.update()


def _index_of(stops: list[QWidget], widget: QWidget | None) -> int | None:
    """Return the stop that has the focus, itself or through a child."""
    for index, stop in enumerate(stops):
        if widget is stop or (widget is not None and stop.isAncestorOf(widget)):
            return index
    return None


def _is_over(widget: QWidget, dialog: ModalDialog) -> bool:
    """Return whether a widget belongs to another dialog that lies above this one."""
    above: QWidget | None = widget
    while above is not None and not isinstance(above, ModalDialog):
        above = above.parentWidget()
    cover = dialog.parentWidget()
    if above is None or cover is None or above.parentWidget() is not cover:
        return False
    siblings = cover.children()
    return siblings.index(above) > siblings.index(dialog)


def top_dialog(window: QWidget) -> ModalDialog | None:
    """Return the dialog on top of a window's own stack, or None: actions ask it if they may run."""
    dialogs = [child for child in window.children() if isinstance(child, ModalDialog)]
    return next((dialog for dialog in reversed(dialogs) if dialog.isVisible()), None)
