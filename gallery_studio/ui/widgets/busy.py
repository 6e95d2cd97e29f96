"""What stands where something is not there yet: spinners and skeletons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gallery_studio.ui.theme.painting import paint_skeleton, paint_spinner

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

_TURN_MS = 1000


class _Ticking(QWidget):
    """Repaints with the shared clock while it is on the screen, and only then."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        theme.changed.connect(self.update)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._theme.clock.ticked.connect(self.update)
        self._theme.clock.start(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._theme.clock.ticked.disconnect(self.update)
        self._theme.clock.stop(self)


class Spinner(_Ticking):
    """A turning ring; still when motion is reduced, so seconds belong beside it."""

    def __init__(
        self, theme: Theme, name: str = "Working", size_px: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, name, parent)
        self._size_px = size_px
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        side = self._theme.px(self._size_px)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ring where it stands now."""
        phase = self._theme.clock.phase(_TURN_MS)
        paint_spinner(QPainter(self), self._theme, QRectF(self.rect()), phase)


class Skeleton(_Ticking):
    """The place of a picture or a text that is on its way."""

    def __init__(
        self,
        theme: Theme,
        name: str = "Loading",
        radius: str = "image",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, name, parent)
        self._radius = radius

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tint, and the light where it stands now."""
        theme = self._theme
        phase = theme.clock.phase(theme.duration("shimmer"))
        radius = theme.radius(self._radius)
        paint_skeleton(QPainter(self), theme, QRectF(self.rect()), radius, phase)
