"""Where the pictures of the show stand: one in the middle, the past to its left, the next right.

Measured from the design's picture of 1600 × 1000 px.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

PAST = 3
"""Earlier pictures that are seen."""

_WIDTH, _HEIGHT = 1600.0, 1000.0
_CENTRE_X, _CENTRE_Y = 900.0, 420.0
_ROOM = (960.0, 640.0)
_LEFT, _BOTTOM = 420 / 1600, 0.74
_UPRIGHT_WIDTH = 1100.0
_UPRIGHT_ROOM = (0.86, 0.6)
"""Of a screen that stands upright the picture takes nearly the whole width."""
_SHRINK = (1.0, 540 / 640, 460 / 640, 380 / 640, 300 / 640)
"""Size of a picture by its distance from the one shown."""
_PAST_STEPS = (0.0, 198.0, 343.0, 490.0, 640.0)
"""How far the left edge of an earlier picture lies from that of the one shown."""
_NEXT_GAP = 40.0
_DIM = (1.0, 0.52, 0.30, 0.19, 0.0)
"""Brightness of earlier pictures by distance."""
_NEXT_DIM = 0.30

DRIFT_PX = 10.0
_DRIFT_X_S, _DRIFT_Y_S = 197.0, 241.0


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a picture stands and how bright it is, 0 to 1."""

    rect: QRectF
    brightness: float


def drift(seconds: float) -> QPointF:
    """Return how far everything is shifted now, so that no edge burns into the display."""
    return QPointF(
        DRIFT_PX * math.sin(math.tau * seconds / _DRIFT_X_S),
        DRIFT_PX * math.sin(math.tau * seconds / _DRIFT_Y_S),
    )


class ShowLayout:
    """Places pictures on a screen of any size.

    Attributes:
        scale: Screen pixels for one pixel of the design.
    """

    def __init__(self, width: float, height: float) -> None:
        self._width, self._height = max(1.0, width), max(1.0, height)
        self._is_upright = self._height > self._width
        self._room = _UPRIGHT_ROOM if self._is_upright else (_ROOM[0] / _WIDTH, _ROOM[1] / _HEIGHT)
        across = _UPRIGHT_WIDTH if self._is_upright else _WIDTH
        self.scale = min(self._width / across, self._height / _HEIGHT)

    def main(self, aspect: float) -> QRectF:
        """Return the place of the picture shown (`aspect` is width ÷ height)."""
        room_width, room_height = self._room[0] * self._width, self._room[1] * self._height
        width = min(room_width, room_height * aspect)
        rect = QRectF(0, 0, width, width / aspect)
        centre_x = 0.5 if self._is_upright else _CENTRE_X / _WIDTH
        rect.moveCenter(QPointF(centre_x * self._width, _CENTRE_Y / _HEIGHT * self._height))
        return rect

    def stand(self, offset: int, aspect_of: Callable[[int], float]) -> Stand:
        """Return where the picture `offset` steps from the one shown stands.

        Args:
            offset: Negative for earlier pictures, 1 for the next, 0 for the one shown.
            aspect_of: Width ÷ height of the picture at an offset.
        """
        shown = self.main(aspect_of(0))
        if offset == 0:
            return Stand(shown, 1.0)
        steps = min(abs(offset), len(_SHRINK) - 1)
        own = self.main(aspect_of(offset))
        rect = QRectF(0, 0, own.width() * _SHRINK[steps], own.height() * _SHRINK[steps])
        if offset > 0:
            gap = _NEXT_GAP * self.scale + (offset - 1) * shown.width()
            rect.moveCenter(QPointF(0, shown.center().y()))
            rect.moveLeft(shown.right() + gap)
            return Stand(rect, _NEXT_DIM if offset == 1 else 0.0)
        rect.moveCenter(QPointF(0, shown.center().y()))
        rect.moveLeft(shown.left() - _PAST_STEPS[steps] * self._width / _WIDTH)
        return Stand(rect, _DIM[steps])

    def caption(self, shown: QRectF) -> QRectF:
        """Return the room for caption and facts under the picture shown."""
        if self._is_upright:
            left, bottom = (1 - _UPRIGHT_ROOM[0]) / 2 * self._width, shown.bottom()
        else:
            left = min(shown.left(), _LEFT * self._width)
            bottom = max(shown.bottom(), _BOTTOM * self._height)
        top = bottom + 58 * self.scale
        return QRectF(left, top, self._width - left - 80 * self.scale, self._height - top)

    def ticks(self, count: int) -> list[QRectF]:
        """Return the marks at the lower edge, one for each picture."""
        if count == 0:
            return []
        gap = min(6 * self.scale, self._width / count / 4)
        left, width = 40 * self.scale, self._width - 80 * self.scale
        each = (width - (count - 1) * gap) / count
        top = self._height - 32 * self.scale
        return [
            QRectF(left + n * (each + gap), top, each, max(2.0, 4 * self.scale))
            for n in range(count)
        ]


def between(start: Stand, end: Stand, progress: float) -> Stand:
    """Return the stand part of the way, 0 to 1."""
    a, b = start.rect, end.rect

    def mix(x: float, y: float) -> float:
        return x + (y - x) * progress

    rect = QRectF(
        mix(a.x(), b.x()), mix(a.y(), b.y()), mix(a.width(), b.width()), mix(a.height(), b.height())
    )
    return Stand(rect, mix(start.brightness, end.brightness))
