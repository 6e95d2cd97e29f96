"""The camera: which part of the endless canvas the view shows, and how large.

View coordinates are logical pixels from the top left of the widget; canvas coordinates are the
units of `Placement`.
"""

from __future__ import annotations

from gallery_studio.domain.geometry import Rect
from gallery_studio.domain.session import Viewport
from gallery_studio.records import dataclass, replace

MIN_ZOOM = 0.004
MAX_ZOOM = 8.0


@dataclass(frozen=True, slots=True)
class Insets:
    """Edges of the view that other panels cover, in logical pixels."""

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0


class Camera:
    """Maps between view and canvas; holds centre, zoom and the size of the view."""

    def __init__(self, width: float = 1.0, height: float = 1.0) -> None:
        self.center_x = 0.0
        self.center_y = 0.0
        self.zoom = 1.0
        self.width = width
        self.height = height
        self.insets = Insets()
        self.overlay: Rect | None = None
        """What floats over the part that is free (view pixels), such as the minimap."""

    @property
    def viewport(self) -> Viewport:
        """Where it looks."""
        return Viewport(self.center_x, self.center_y, self.zoom)

    def look(self, viewport: Viewport) -> None:
        """Look somewhere; the zoom is kept within its limits."""
        self.center_x, self.center_y = viewport.center_x, viewport.center_y
        self.zoom = min(MAX_ZOOM, max(MIN_ZOOM, viewport.zoom))

    @property
    def origin(self) -> tuple[float, float]:
        """Canvas point in the top left corner of the view."""
        return (
            self.center_x - self.width / 2 / self.zoom,
            self.center_y - self.height / 2 / self.zoom,
        )

    def to_canvas(self, x: float, y: float) -> tuple[float, float]:
        """Return the canvas point under a point of the view."""
        left, top = self.origin
        return left + x / self.zoom, top + y / self.zoom

    def to_view(self, x: float, y: float) -> tuple[float, float]:
        """Return where a canvas point lies in the view."""
        left, top = self.origin
        return (x - left) * self.zoom, (y - top) * self.zoom

    def rect_to_view(self, rect: Rect) -> Rect:
        """Return where a canvas rectangle lies in the view."""
        x, y = self.to_view(rect.x, rect.y)
        return Rect(x, y, rect.width * self.zoom, rect.height * self.zoom)

    def rect_to_canvas(self, rect: Rect) -> Rect:
        """Return the canvas rectangle under a rectangle of the view."""
        x, y = self.to_canvas(rect.x, rect.y)
        return Rect(x, y, rect.width / self.zoom, rect.height / self.zoom)

    def visible_rect(self) -> Rect:
        """Return the canvas rectangle that the view shows."""
        x, y = self.origin
        return Rect(x, y, self.width / self.zoom, self.height / self.zoom)

    def pan_by(self, dx: float, dy: float) -> None:
        """Move what is shown by view pixels: positive goes right and down."""
        self.center_x -= dx / self.zoom
        self.center_y -= dy / self.zoom

    def zoom_at(self, x: float, y: float, zoom: float) -> None:
        """Zoom so that the canvas point under a point of the view stays there."""
        anchor_x, anchor_y = self.to_canvas(x, y)
        self.zoom = min(MAX_ZOOM, max(MIN_ZOOM, zoom))
        self.center_x = anchor_x + (self.width / 2 - x) / self.zoom
        self.center_y = anchor_y + (self.height / 2 - y) / self.zoom

    def framing(self, rect: Rect, *, margin: float = 28.0, most_zoom: float = 1.0) -> Viewport:
        """Return the viewport that shows a whole rectangle in the part nothing covers.

        What floats over that part is left of or above, whichever shows it larger; where it would
        take half of the size, it may lie over a corner.
        """
        whole = self._framing(rect, self.insets, margin, most_zoom)
        over = self.overlay
        if over is None or not self._placed(rect, whole).intersects(over):
            return whole
        beside = (
            replace(self.insets, right=max(self.insets.right, self.width - over.x)),
            replace(self.insets, bottom=max(self.insets.bottom, self.height - over.y)),
        )
        found = [self._framing(rect, insets, margin, most_zoom) for insets in beside]
        best = max(found, key=lambda viewport: viewport.zoom)
        return best if best.zoom > whole.zoom / 2 else whole

    def _framing(self, rect: Rect, insets: Insets, margin: float, most_zoom: float) -> Viewport:
        free_width = max(1.0, self.width - insets.left - insets.right - 2 * margin)
        free_height = max(1.0, self.height - insets.top - insets.bottom - 2 * margin)
        zoom = min(free_width / max(1.0, rect.width), free_height / max(1.0, rect.height))
        zoom = min(most_zoom, max(MIN_ZOOM, zoom))
        x, y = rect.center
        return Viewport(
            x - (insets.left - insets.right) / 2 / zoom,
            y - (insets.top - insets.bottom) / 2 / zoom,
            zoom,
        )

    def _placed(self, rect: Rect, viewport: Viewport) -> Rect:
        """Return where a rectangle of the canvas would lie in the view."""
        x = (rect.x - viewport.center_x) * viewport.zoom + self.width / 2
        y = (rect.y - viewport.center_y) * viewport.zoom + self.height / 2
        return Rect(x, y, rect.width * viewport.zoom, rect.height * viewport.zoom)
