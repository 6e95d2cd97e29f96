"""Where a drop can go: labelled zones over the wall while something is dragged across it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gallery_studio.records import dataclass
from gallery_studio.ui.theme.painting import paint_icon, paint_shadow, paint_surface, paint_text

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

    from gallery_studio.ui.theme.theme import Theme


class Zone(StrEnum):
    """What a drop becomes."""

    CARD = "card"
    MOVE = "move"
    REFERENCE = "reference"
    EDIT = "edit"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class ZoneWords:
    """How a zone is shown: icon, name, and what will happen."""

    icon: str
    name: str
    detail: str


WORDS = {
    Zone.CARD: ZoneWords("image-plus", "New card", "It goes where you drop it"),
    Zone.MOVE: ZoneWords("move", "Move here", ""),
    Zone.REFERENCE: ZoneWords("link", "Reference", "For the next images"),
    Zone.EDIT: ZoneWords("wand-sparkles", "Edit this", "Uses the dropped image"),
    Zone.PRODUCT: ZoneWords("package", "Product image", "Keeps a product true"),
}
_EDGE = 10
_VEIL = 0.25
_TINT = 0.2


@dataclass(frozen=True, slots=True)
class ZonePlaces:
    """Where the zones are, in the overlay's coordinates.

    Attributes:
        wall: All of the wall that can be seen.
        compose: The compose bar; the zones at the bottom lie on it.
        header_px: Height of what covers the wall above.
    """

    wall: QRect
    compose: QRect
    header_px: int


class DropZones(QWidget):
    """Paints the zones and tells which one is where. It lies over the wall and takes the drag.

    Args:
        theme: Gives all colours and sizes.
        parent: The canvas area.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bottom: dict[Zone, QRectF] = {}
        self._places: ZonePlaces | None = None
        self._wall_zone = Zone.CARD
        self._card: QRectF | None = None
        self.hot: Zone | None = None
        self.setAcceptDrops(True)
        self.setAccessibleName("Drop zones")
        self.hide()

    def begin(self, places: ZonePlaces, zones: tuple[Zone, ...]) -> None:
        """Show the zones; those other than of the wall stand side by side at the bottom."""
        self._places = places
        self._wall_zone = zones[0]
        self._bottom = self._laid_out(zones[1:])
        self.hot = self._card = None
        self.setGeometry(places.wall)
        self.show()
        self.raise_()

    def end(self) -> None:
        """Take the zones away."""
        self.hide()

    def rect_of(self, zone: Zone) -> QRectF:
        """Return where a zone at the bottom is; for the wall's zone its frame."""
        return self._bottom.get(zone, self._frame())

    def zone_at(self, pos: QPointF) -> Zone:
        """Return the zone at the bottom under a point, or else the wall's."""
        for zone, rect in self._bottom.items():
            if rect.contains(pos):
                return zone
        return self._wall_zone

    def set_hot(self, zone: Zone, card: QRectF | None) -> None:
        """Light up a zone, and the card that would be edited."""
        if (zone, card) != (self.hot, self._card):
            self.hot, self._card = zone, card
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a veil, the frame of the wall, the zones and the card."""
        painter = QPainter(self)
        veil = self._theme.color("canvas")
        veil.setAlphaF(_VEIL)
        painter.fillRect(self.rect(), veil)
        self._paint_wall(painter)
        if self._places is not None and self._bottom:
            # Nothing of the compose bar looks through between the zones.
            bar = QRectF(self._places.compose).adjusted(-1, -1, 1, 1)
            ground = self._theme.color("canvas")
            paint_surface(painter, bar, self._theme.radius("panel"), ground)
        for zone, rect in self._bottom.items():
            self._paint_zone(painter, zone, rect)
        if self._card is not None:
            self._paint_card(painter, self._card)

    def _paint_wall(self, painter: QPainter) -> None:
        theme, is_hot = self._theme, self.hot == self._wall_zone
        frame = self._frame()
        border = theme.color("accent" if is_hot else "borderControl")
        width = 2.0 if is_hot else 1.0
        paint_surface(
            painter, frame, theme.radius("panel"), None, border, border_px=width, is_dashed=True
        )
        middle = QPointF(frame.center().x(), frame.top() + theme.px(36))
        self._paint_pill(painter, WORDS[self._wall_zone], middle, is_hot=is_hot)

    def _paint_card(self, painter: QPainter, card: QRectF) -> None:
        theme = self._theme
        tint = theme.color("accentSoft")
        tint.setAlphaF(_TINT)
        accent = theme.color("accent")
        paint_surface(painter, card, theme.radius("card"), tint, accent, border_px=2.0)
        self._paint_pill(painter, WORDS[Zone.EDIT], card.center(), is_hot=True)

    def _paint_pill(
        self, painter: QPainter, words: ZoneWords, middle: QPointF, *, is_hot: bool
    ) -> None:
        """Paint icon, name and detail on a surface of their own: they are read over pictures."""
        theme, px = self._theme, self._theme.px
        name, meta = theme.font("label"), theme.font("meta")
        name_px = QFontMetricsF(name).horizontalAdvance(words.name) + 2
        detail_px = QFontMetricsF(meta).horizontalAdvance(words.detail) + 2 if words.detail else 0.0
        gap = px(10) if words.detail else 0
        rect = QRectF(0, 0, px(14 + 18 + 8 + 14) + name_px + gap + detail_px, px(36))
        rect.moveCenter(self._kept_inside(middle, rect))
        paint_shadow(painter, theme, rect, theme.radius("control"), 2)
        border = theme.color("accent" if is_hot else "border")
        paint_surface(painter, rect, theme.radius("control"), theme.color("overlay"), border)
        icon = QRectF(rect.left() + px(14), rect.top(), px(18), rect.height())
        ink = theme.color("accentText" if is_hot else "text")
        paint_icon(painter, theme, words.icon, icon, ink)
        spot = QRectF(icon.right() + px(8), rect.top(), name_px, rect.height())
        paint_text(painter, name, spot, words.name, ink)
        spot = QRectF(spot.right() + gap, rect.top(), detail_px, rect.height())
        paint_text(painter, meta, spot, words.detail, theme.color("textSecondary"))

    def _kept_inside(self, middle: QPointF, rect: QRectF) -> QPointF:
        half = rect.width() / 2 + self._theme.px(_EDGE)
        x = min(max(middle.x(), half), max(half, self.width() - half))
        return QPointF(x, middle.y())

    def _paint_zone(self, painter: QPainter, zone: Zone, rect: QRectF) -> None:
        theme, px, words = self._theme, self._theme.px, WORDS[zone]
        is_hot = zone is self.hot
        paint_shadow(painter, theme, rect, theme.radius("panel"), 2)
        fill = theme.color("accentSoft" if is_hot else "overlay")
        border = theme.color("accent" if is_hot else "borderControl")
        width = 2.0 if is_hot else 1.0
        paint_surface(
            painter, rect, theme.radius("panel"), fill, border, border_px=width, is_dashed=True
        )
        ink = theme.color("accentText" if is_hot else "text")
        line, small = theme.line_height("label"), theme.line_height("meta")
        top = rect.center().y() - (px(20) + px(8) + line + small) / 2
        paint_icon(painter, theme, words.icon, QRectF(rect.left(), top, rect.width(), px(20)), ink)
        row = QRectF(rect.left(), top + px(28), rect.width(), line)
        centre = Qt.AlignmentFlag.AlignHCenter
        paint_text(painter, theme.font("label"), row, words.name, ink, centre)
        row = QRectF(row.left(), row.bottom(), row.width(), small)
        quiet = theme.color("textSecondary")
        paint_text(painter, theme.font("meta"), row, words.detail, quiet, centre)

    def _frame(self) -> QRectF:
        if self._places is None:
            return QRectF()
        px = self._theme.px
        top = self._places.header_px + px(4)
        bottom = self._places.compose.top() - px(12) if self._bottom else self.height() - px(12)
        return QRectF(px(12), top, self.width() - px(24), max(0, bottom - top))

    def _laid_out(self, zones: tuple[Zone, ...]) -> dict[Zone, QRectF]:
        """Share the compose bar's place among the zones."""
        if self._places is None or not zones:
            return {}
        px, bar = self._theme.px, QRectF(self._places.compose)
        gap = px(12)
        width = (bar.width() - gap * (len(zones) - 1)) / len(zones)
        height = max(bar.height(), float(px(96)))
        top = bar.bottom() - height
        return {
            zone: QRectF(bar.left() + number * (width + gap), top, width, height)
            for number, zone in enumerate(zones)
        }
