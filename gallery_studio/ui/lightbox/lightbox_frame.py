"""The frame of the lightbox: its parts and their places, how it comes, and how it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QHideEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gallery_studio.ui.lightbox.details_panel import DetailsPanel
from gallery_studio.ui.lightbox.filmstrip import Filmstrip
from gallery_studio.ui.lightbox.key_hints import KeyHints
from gallery_studio.ui.lightbox.lightbox_header import LightboxHeader
from gallery_studio.ui.lightbox.opening import Opening
from gallery_studio.ui.lightbox.stage import Stage
from gallery_studio.ui.widgets.focus_return import give_focus_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.ui.lightbox.lightbox_item import LightboxItem
    from gallery_studio.ui.lightbox.picture_source import PictureSource
    from gallery_studio.ui.theme.theme import Theme


class _StripBar(QWidget):
    """The ground of the filmstrip, which stands in its middle."""

    def __init__(self, theme: Theme, strip: Filmstrip) -> None:
        super().__init__()
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 1, 12, 0)
        self._row.addStretch(1)
        self._row.addWidget(strip, 1000)
        self._row.addStretch(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("app"))
        painter.fillRect(0, 0, self.width(), 1, self._theme.color("borderSubtle"))


class LightboxFrame(QWidget):
    """Covers its window; Tab goes round inside; the focus goes back when it closes.

    Args:
        theme: Gives all colours and sizes.
        window: What it covers; the lightbox is its child and keeps its size.
        source: Gives the pixels.
        describe: What a screen reader says of a picture.
    """

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        source: PictureSource,
        describe: Callable[[LightboxItem], str],
    ) -> None:
        super().__init__(window)
        self._theme, self._cover = theme, window
        self._source = source
        source.setParent(self)
        self._opener: QWidget | None = None
        self.header = LightboxHeader(theme)
        self.stage = Stage(theme, source)
        self.hints = KeyHints(theme)
        self.filmstrip = Filmstrip(theme, source, describe)
        self.details = DetailsPanel(theme, source)
        self.opening = Opening(theme, source, self)
        self.setAccessibleName("Lightbox")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._build_layout()
        self.hide()
        window.installEventFilter(self)
        self.opening.advanced.connect(self.update)
        self.opening.finished.connect(self._on_opened)
        theme.changed.connect(self.update)

    def _build_layout(self) -> None:
        self.content = QWidget(self)
        column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        row = QHBoxLayout()
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.stage, 1)
        left.addWidget(self.hints)
        left.addWidget(_StripBar(self._theme, self.filmstrip))
        row.addLayout(left, 1)
        row.addWidget(self.details)
        column.addLayout(row, 1)

    # Coming and going

    def uncover_from(self, item: LightboxItem | None, start: QRect | None) -> None:
        """Cover the window, flying a picture from a rectangle of the window to the stage.

        Args:
            item: The picture that flies.
            start: Where it lies in the window; None shows everything at once.
        """
        if not self.isVisible():
            self._opener = self.window().focusWidget()
        self.setGeometry(self._cover.rect())
        self.content.setGeometry(self.rect())
        self.show()
        self.raise_()
        self._settle_layout()
        end = self.stage.picture_rect()
        end.translate(QPointF(self.stage.mapTo(self, QPoint(0, 0))))
        begin = QRectF(start) if start is not None else QRectF()
        if item is not None and self.opening.begin(item, begin, end):
            self.content.hide()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._on_opened()

    def cover_again(self) -> None:
        """Hide and give the focus back to where it came from."""
        self.opening.stop()
        opener, self._opener = self._opener, None
        self.hide()
        give_focus_back(opener)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep covering the window as it changes its size."""
        if watched is self._cover and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._cover.rect())
            self.content.setGeometry(self.rect())
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop flying, also when the whole window closes."""
        super().hideEvent(event)
        self.opening.stop()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Swallow clicks: they must not reach the window beneath."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Swallow the wheel."""
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, or the picture on its way."""
        painter = QPainter(self)
        if self.opening.is_running:
            self.opening.paint(painter, QRectF(self.rect()))
        else:
            painter.fillRect(self.rect(), self._theme.color("canvas"))

    # Tab

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Go round among the controls of the lightbox, in reading order."""
        stops = self.tab_stops()
        if not stops:
            return True
        now = self.window().focusWidget()
        index = next((n for n, stop in enumerate(stops) if stop is now), -1 if is_next else 0)
        target = stops[(index + (1 if is_next else -1)) % len(stops)]
        reason = Qt.FocusReason.TabFocusReason if is_next else Qt.FocusReason.BacktabFocusReason
        target.setFocus(reason)
        pane = self.details.scroll_area
        if pane.viewport().isAncestorOf(target):
            pane.ensureWidgetVisible(target)
        return True

    def tab_stops(self) -> list[QWidget]:
        """Return the controls Tab reaches: header, stage, filmstrip, details."""
        stops: list[QWidget] = []
        for part in (self.header, self.stage, self.filmstrip, self.details):
            widgets = [part, *part.findChildren(QWidget)]
            stops += [widget for widget in widgets if _takes_tab(widget)]
        return stops

    # Internals

    def _settle_layout(self) -> None:
        """Have all parts in their places now: the picture flies to where it will be."""
        for widget in (self.content, self.header, self.details):
            layout = widget.layout()
            if layout is not None:
                layout.activate()

    def _on_opened(self) -> None:
        self.content.show()
        self.stage.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()


def _takes_tab(widget: QWidget) -> bool:
    takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(takes) and widget.isEnabled() and widget.isVisible() and _is_chosen(widget)


def _is_chosen(widget: QWidget) -> bool:
    """Of radio buttons only the chosen one is a Tab stop; arrows reach the others."""
    is_radio = widget.inherits("QRadioButton")
    return not is_radio or bool(widget.property("checked"))
