"""How the camera moves: panning, zooming, flying, and when it has come to rest."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gallery_studio.domain.session import Viewport

if TYPE_CHECKING:
    from PySide6.QtCore import QVariantAnimation

    from gallery_studio.ui.canvas.camera import Camera
    from gallery_studio.ui.theme.theme import Theme

STILL_AFTER_MS = 120
ZOOMED_AFTER_MS = 80
ZOOM_STEP = 1.25


class ViewMotion(QObject):
    """Moves the camera and says so.

    Signals:
        moved(): The camera looks elsewhere now.
        settled(): It has not moved for 120 ms.
    """

    moved = Signal()
    settled = Signal()

    def __init__(self, camera: Camera, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._camera = camera
        self._theme = theme
        self._start = self._end = camera.viewport
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(STILL_AFTER_MS)
        self._still.timeout.connect(self._on_still)
        self._zoom = camera.zoom
        self._zooming = QTimer(self)
        self._zooming.setSingleShot(True)
        self._zooming.setInterval(ZOOMED_AFTER_MS)

    @cached_property
    def _flight(self) -> QVariantAnimation:
        """Moves the camera smoothly; made for the first flight, since its classes take 1.3 ms."""
        from PySide6.QtCore import QEasingCurve, QVariantAnimation

        flight = QVariantAnimation(self)
        flight.setStartValue(0.0)
        flight.setEndValue(1.0)
        flight.setEasingCurve(QEasingCurve.Type.OutCubic)
        flight.valueChanged.connect(self._on_flight_advanced)
        return flight

    @property
    def _is_flying(self) -> bool:
        flight = vars(self).get("_flight")
        return flight is not None and flight.state() == flight.State.Running

    def _stop_flight(self) -> None:
        if self._is_flying:
            self._flight.stop()

    @property
    def is_moving(self) -> bool:
        """Whether the camera moved within the last 120 ms."""
        return self._still.isActive()

    @property
    def is_zooming(self) -> bool:
        """Whether the zoom changed within the last 80 ms, and the camera has not come to rest."""
        return self._zooming.isActive() and self._still.isActive()

    @property
    def destination(self) -> Viewport:
        """Where the camera looks, or will look when its flight has ended."""
        return self._end if self._is_flying else self._camera.viewport

    def pan_by(self, dx: float, dy: float) -> None:
        """Move what is shown by logical pixels."""
        self._stop_flight()
        self._camera.pan_by(dx, dy)
        self._announce()

    def zoom_at(self, x: float, y: float, zoom: float) -> None:
        """Zoom around a point of the view."""
        self._stop_flight()
        self._camera.zoom_at(x, y, zoom)
        self._announce()

    def look(self, viewport: Viewport) -> None:
        """Look somewhere at once; that is no zooming, however near it is."""
        self._stop_flight()
        self._camera.look(viewport)
        self._zoom = self._camera.zoom
        self._zooming.stop()
        self._announce()

    def fly_to(self, viewport: Viewport) -> None:
        """Fly somewhere in 280 ms; jump when motion is reduced."""
        duration = self._theme.duration("slow")
        if not duration:
            self.look(viewport)
            return
        self._stop_flight()
        self._start, self._end = self._camera.viewport, viewport
        self._flight.setDuration(duration)
        self._flight.start()

    def finish_flight(self) -> None:
        """Arrive at once, if under way."""
        if self._is_flying:
            self.look(self._end)

    def stop(self) -> None:
        """Stop all motion: the view is going away."""
        self._stop_flight()
        self._still.stop()

    def _announce(self) -> None:
        self._still.start()
        if self._camera.zoom != self._zoom:
            self._zoom = self._camera.zoom
            self._zooming.start()
        self.moved.emit()

    def _on_still(self) -> None:
        """Tell the rest, unless a slow frame only kept a flight from moving on."""
        if self._is_flying:
            self._still.start()
        else:
            self.settled.emit()

    def _on_flight_advanced(self, value: object) -> None:
        """Interpolate what is seen: the width shown grows evenly, so no point swings away."""
        part = float(value)  # type: ignore[arg-type]
        start, end = self._start, self._end
        span = (1 - part) / start.zoom + part / end.zoom
        is_level = start.zoom == end.zoom  # then it stays so, whatever the division gives
        self._camera.look(
            Viewport(
                start.center_x + (end.center_x - start.center_x) * part,
                start.center_y + (end.center_y - start.center_y) * part,
                end.zoom if is_level else 1 / span,
            )
        )
        self._announce()
