"""The way from the card on the wall to the stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QObject, QRectF, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QPainter

if TYPE_CHECKING:
    from gallery_studio.ui.lightbox.lightbox_item import LightboxItem
    from gallery_studio.ui.lightbox.picture_source import PictureSource
    from gallery_studio.ui.theme.theme import Theme


class Opening(QObject):
    """Moves a picture from one rectangle to another while the ground fades in.

    Signals:
        advanced(): Paint the next frame.
        finished(): It has arrived; also where motion is reduced.
    """

    advanced = Signal()
    finished = Signal()

    def __init__(self, theme: Theme, source: PictureSource, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._source = theme, source
        self._start, self._end = QRectF(), QRectF()
        self._item: LightboxItem | None = None
        self._flight = QVariantAnimation(self)
        self._flight.setStartValue(0.0)
        self._flight.setEndValue(1.0)
        self._flight.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._flight.valueChanged.connect(self._on_advanced)
        self._flight.finished.connect(self.finished)

    @property
    def is_running(self) -> bool:
        """Whether the picture is on its way."""
        return self._flight.state() == QVariantAnimation.State.Running

    def begin(self, item: LightboxItem, start: QRectF, end: QRectF) -> bool:
        """Begin; return False where motion is reduced and there is no way to show."""
        duration = self._theme.duration("slow")
        if not duration or start.isEmpty() or end.isEmpty():
            return False
        self._item, self._start, self._end = item, start, end
        self._flight.stop()
        self._flight.setDuration(duration)
        self._flight.start()
        return True

    def stop(self) -> None:
        """Arrive without telling anybody."""
        self._flight.blockSignals(True)
        self._flight.stop()
        self._flight.blockSignals(False)

    def place(self) -> QRectF:
        """Return where the picture is now."""
        part = float(self._flight.currentValue())
        start, end = self._start, self._end
        return QRectF(
            start.left() + (end.left() - start.left()) * part,
            start.top() + (end.top() - start.top()) * part,
            start.width() + (end.width() - start.width()) * part,
            start.height() + (end.height() - start.height()) * part,
        )

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint the ground as far as it has faded in, and the picture where it is."""
        ground = QColor(self._theme.color("canvas"))
        ground.setAlphaF(float(self._flight.currentValue()))
        painter.fillRect(area, ground)
        image = self._item.image if self._item is not None else None
        if image is None:
            return
        place = self.place()
        pixmap = self._source.thumbnail(image.id, max(self._end.width(), self._end.height()))
        if pixmap is None:
            painter.fillRect(place, self._theme.color("skeleton"))
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))

    def _on_advanced(self) -> None:
        self.advanced.emit()
