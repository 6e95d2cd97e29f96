"""The time line of a replay: where it is, and a tick at each turn."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSlider, QToolTip, QWidget

from gallery_studio.ui.theme.painting import paint_surface
from gallery_studio.ui.widgets.control import FOCUS_RADIUS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.replay import Replay
    from gallery_studio.ui.theme.theme import Theme

_HEIGHT = 32
_EDGE = 12
_TRACK = 4
_KNOB = 16
_TICK = 10
_REACH = 6
_TOOLTIP_CHARACTERS = 300


class Scrubber(QSlider):
    """A slider over the whole session, in milliseconds at speed 1.

    Signals:
        scrubbed(float): A person wants to see what is shown at that many seconds.
    """

    scrubbed = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._ticks: Sequence[tuple[float, str]] = ()
        self._shown_ticks: list[float] | None = None
        """Where ticks are painted; None until they are painted at this size."""
        self.setAccessibleName("Time in the session")
        self.setProperty(FOCUS_RADIUS, 8)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._on_theme_changed)

    def use(self, replay: Replay) -> None:
        """Show another session's time line."""
        self.setRange(0, max(1, round(replay.duration_s * 1000)))
        self._ticks = [(turn.at_s, turn.logged.message) for turn in replay.turns]
        self._shown_ticks = None
        self.update()

    def set_time(self, seconds: float) -> None:
        """Show where the replay is."""
        self.setValue(round(seconds * 1000))

    def sizeHint(self) -> QSize:
        """As wide as there is room, high enough to be hit."""
        return QSize(self._theme.px(240), self._theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the least room it needs."""
        return QSize(self._theme.px(120), self._theme.px(_HEIGHT))

    # -- events --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the ticks anew."""
        super().resizeEvent(event)
        self._shown_ticks = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave all keys to the replay, whose table knows them."""
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where the pointer is."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._scrub(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer while the button is down."""
        if self.isSliderDown():
            self._scrub(event.position())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Stay here."""
        self.setSliderDown(False)

    def event(self, event: QEvent) -> bool:
        """Tell what was asked at the tick under the pointer; as plain text."""
        if event.type() == QEvent.Type.ToolTip:
            at = cast("QHelpEvent", event)
            words = self._words_at(at.x())[:_TOOLTIP_CHARACTERS]
            QToolTip.showText(at.globalPos(), f"<p>{escape(words)}</p>" if words else "", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint track, ticks and knob."""
        theme, painter = self._theme, QPainter(self)
        track = self._track()
        x = self._x_of(self.value() / 1000)
        radius = track.height() / 2
        paint_surface(painter, track, radius, theme.color("pressed"))
        done = QRectF(track.topLeft(), QPointF(x, track.bottom()))
        paint_surface(painter, done, radius, theme.color("accent"))
        self._paint_ticks(painter, track, x)
        side = theme.px(_KNOB)
        knob = QRectF(0, 0, side, side)
        knob.moveCenter(QPointF(x, track.center().y()))
        paint_surface(painter, knob, side / 2, theme.color("accent"), theme.color("raised"),
                      border_px=2)  # fmt: skip

    # -- internals -----------------------------------------------------------------------------

    def _paint_ticks(self, painter: QPainter, track: QRectF, done_x: float) -> None:
        theme = self._theme
        height, width = theme.px(_TICK), max(1, theme.px(2))
        top = track.center().y() - height / 2
        done, open_ = theme.color("accent"), theme.color("borderControl")
        if self._shown_ticks is None:
            self._shown_ticks = self._spaced_ticks(2 * width)
        for x in self._shown_ticks:
            tick = QRectF(x - width / 2, top, width, height)
            painter.fillRect(tick, done if x <= done_x else open_)

    def _spaced_ticks(self, least_px: float) -> list[float]:
        """Return where ticks can be told apart: of a thousand turns not every one has its own."""
        shown: list[float] = []
        for at_s, _ in self._ticks:
            x = self._x_of(at_s)
            if not shown or x - shown[-1] >= least_px:
                shown.append(x)
        return shown

    def _track(self) -> QRectF:
        edge, height = self._theme.px(_EDGE), self._theme.px(_TRACK)
        return QRectF(edge, (self.height() - height) / 2, self.width() - 2 * edge, height)

    def _x_of(self, seconds: float) -> float:
        track = self._track()
        return track.left() + track.width() * seconds * 1000 / self.maximum()

    def _scrub(self, at: QPointF) -> None:
        track = self._track()
        part = max(0.0, min(1.0, (at.x() - track.left()) / max(1.0, track.width())))
        self.scrubbed.emit(part * self.maximum() / 1000)

    def _words_at(self, x: float) -> str:
        near = [(abs(self._x_of(at_s) - x), words) for at_s, words in self._ticks]
        distance, words = min(near, default=(float("inf"), ""))
        return words if distance <= self._theme.px(_REACH) else ""

    def _on_theme_changed(self) -> None:
        self._shown_ticks = None
        self.updateGeometry()
        self.update()
