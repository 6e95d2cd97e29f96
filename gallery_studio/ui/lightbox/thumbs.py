"""Small pictures: in the filmstrip, and those one can press in the details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from gallery_studio.ui.picture_part import paint_cover
from gallery_studio.ui.theme.painting import paint_icon, paint_ring
from gallery_studio.ui.widgets.control import FOCUS_RADIUS

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.lightbox.picture_source import PictureSource
    from gallery_studio.ui.theme.theme import Theme

_RING = 4


def paint_thumb(
    painter: QPainter,
    theme: Theme,
    source: PictureSource,
    image_id: ImageId | None,
    rect: QRectF,
) -> None:
    """Paint a picture cropped to a rectangle with round corners; a tint while it is not there."""
    size_px = max(rect.width(), rect.height()) * painter.device().devicePixelRatioF()
    pixmap = source.thumbnail(image_id, size_px) if image_id is not None else None
    paint_cover(painter, theme, rect, pixmap)
    if image_id is None:
        spot = QRectF(0, 0, theme.px(16), theme.px(16))
        spot.moveCenter(rect.center())
        paint_icon(painter, theme, "circle-alert", spot, theme.color("textSecondary"))


class ThumbButton(QAbstractButton):
    """A small picture; pressed it goes there, where it can be gone to."""

    def __init__(
        self,
        theme: Theme,
        source: PictureSource,
        image_id: ImageId,
        side: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._source, self._side = theme, source, side
        self.image_id = image_id
        self.is_ringed = False
        self.setProperty(FOCUS_RADIUS, 10)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        source.arrived.connect(self._on_arrived)

    def set_usable(self, is_usable: bool) -> None:
        """Say whether it can be pressed; a picture that is only shown takes no focus."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_usable else Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not is_usable)
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if is_usable else Qt.CursorShape.ArrowCursor
        )

    def sizeHint(self) -> QSize:
        """The picture, and room for its ring."""
        side = self._theme.px(self._side) + 2 * _RING
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture, and the ring of the one that is shown large."""
        painter = QPainter(self)
        side = self._theme.px(self._side)
        rect = QRectF(0, 0, side, side)
        rect.moveCenter(QRectF(self.rect()).center())
        paint_thumb(painter, self._theme, self._source, self.image_id, rect)
        if self.is_ringed:
            radius = self._theme.radius("image")
            paint_ring(painter, rect, radius, self._theme.color("accent"), gap=1)

    def _on_arrived(self, image_id: str) -> None:
        if image_id == self.image_id:
            self.update()
