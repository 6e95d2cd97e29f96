"""Where pictures lie on the stage: one zoom and one centre for all that are compared.

The centre is a point of the picture, 0 to 1 each way, so that pictures of different sizes show
the same part of the scene. Zoom 1 fits the picture into its pane. Lengths are logical px.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from gallery_studio.records import dataclass

ZOOM_STEP = 1.25
MOST_ENLARGED = 16.0
"""Device px per pixel of the picture at the largest zoom."""


def fit_size(pane: QRectF, size: tuple[int, int]) -> tuple[float, float]:
    """Return the size a picture has when it fits into a pane."""
    factor = min(pane.width() / size[0], pane.height() / size[1])
    return size[0] * factor, size[1] * factor


@dataclass(slots=True)
class StageView:
    """What part of the pictures is seen, and how large."""

    zoom: float = 1.0
    u: float = 0.5
    v: float = 0.5

    @property
    def is_fit(self) -> bool:
        """Whether whole pictures are seen, as large as their panes allow."""
        return self.zoom == 1.0

    def fit(self) -> None:
        """Show whole pictures."""
        self.zoom, self.u, self.v = 1.0, 0.5, 0.5

    def place(self, pane: QRectF, size: tuple[int, int]) -> QRectF:
        """Return where a picture lies, whole, of which its pane shows a part."""
        width, height = (side * self.zoom for side in fit_size(pane, size))
        center = pane.center()
        return QRectF(center.x() - self.u * width, center.y() - self.v * height, width, height)

    def scale(self, pane: QRectF, size: tuple[int, int]) -> float:
        """Return logical px per pixel of the picture."""
        return fit_size(pane, size)[0] * self.zoom / size[0]

    def zoom_at(self, pane: QRectF, size: tuple[int, int], point: QPointF, factor: float) -> None:
        """Zoom so that the point of the picture under the cursor stays there.

        Args:
            pane: The pane the cursor is in.
            size: Its picture in pixels.
            point: The cursor.
            factor: Above 1 enlarges.
        """
        before = self.place(pane, size)
        u = (point.x() - before.left()) / before.width()
        v = (point.y() - before.top()) / before.height()
        self.zoom = self._limited(pane, size, self.zoom * factor)
        after = self.place(pane, size)
        self.u = u - (point.x() - pane.center().x()) / after.width()
        self.v = v - (point.y() - pane.center().y()) / after.height()
        if factor < 1:
            self._cover(pane, size)
        self._keep_in_sight()

    def zoom_to_scale(
        self, pane: QRectF, size: tuple[int, int], point: QPointF, scale: float
    ) -> None:
        """Zoom at a point until a pixel of the picture takes `scale` logical px."""
        self.zoom_at(pane, size, point, scale / self.scale(pane, size))

    def pan_by(self, pane: QRectF, size: tuple[int, int], dx: float, dy: float) -> None:
        """Move the pictures by logical px, as far as they have something to show."""
        whole = self.place(pane, size)
        self.u -= dx / whole.width()
        self.v -= dy / whole.height()
        self._cover(pane, size)

    def _limited(self, pane: QRectF, size: tuple[int, int], zoom: float) -> float:
        actual = size[0] / fit_size(pane, size)[0]
        least, most = min(1.0, actual), max(1.0, actual * MOST_ENLARGED)
        zoom = min(most, max(least, zoom))
        return 1.0 if abs(zoom - 1.0) < 1e-3 else zoom

    def _cover(self, pane: QRectF, size: tuple[int, int]) -> None:
        """Leave no gap beside a picture that is larger than its pane; centre a smaller one."""
        whole = self.place(pane, size)
        self.u = _covering(self.u, pane.width() / whole.width())
        self.v = _covering(self.v, pane.height() / whole.height())

    def _keep_in_sight(self) -> None:
        self.u = min(1.0, max(0.0, self.u))
        self.v = min(1.0, max(0.0, self.v))


def _covering(center: float, seen: float) -> float:
    """Return the nearest centre at which the seen part lies inside the picture."""
    if seen >= 1:
        return 0.5
    return min(1 - seen / 2, max(seen / 2, center))


def pane_rects(area: QRectF, count: int, gap: float) -> list[QRectF]:
    """Return the panes of one to four pictures side by side; four stand two by two."""
    columns = 2 if count == 4 else count
    rows = -(-count // columns) if count else 0
    if not rows:
        return []
    width = (area.width() - gap * (columns - 1)) / columns
    height = (area.height() - gap * (rows - 1)) / rows
    return [
        QRectF(
            area.left() + (index % columns) * (width + gap),
            area.top() + (index // columns) * (height + gap),
            width,
            height,
        )
        for index in range(count)
    ]
