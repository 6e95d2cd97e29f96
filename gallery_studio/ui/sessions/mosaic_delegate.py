"""Paints a session as a card: one large picture and two small ones, name, count and date."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from gallery_studio.ui.picture_part import paint_cover
from gallery_studio.ui.sidebar.session_delegate import SessionDelegate
from gallery_studio.ui.sidebar.session_list_model import SessionListModel
from gallery_studio.ui.theme.painting import (
    BadgeStyle,
    badge_size,
    paint_badge,
    paint_icon,
    paint_ring,
    paint_surface,
    paint_text,
    rounded_path,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.session import SessionSummary
    from gallery_studio.library.reading.browsing import BrowsedSession
    from gallery_studio.ui.theme.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex
GAP = 24
_REACH = 8
_MOSAIC_RATIO = 0.622
_MAIN_SHARE = 0.66
_SEAM = 3
_LABEL = 56


class MosaicDelegate(SessionDelegate):
    """Paints cards of a grid.

    Args:
        theme: Colours and fonts.
        pixmap: Returns a preview of at least a size, or None while it is not there.
        browsed: Returns the covers and the product of a session.
        parent: Owner.
    """

    def __init__(
        self,
        theme: Theme,
        pixmap: Callable[[ImageId, int], QPixmap | None],
        browsed: Callable[[SessionSummary], BrowsedSession],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, lambda image_id: pixmap(image_id, 64), parent)
        self._pixmap = pixmap
        self._browsed = browsed
        self.cell = QSize(320, 280)
        self.has_replay = False

    def fit(self, width: int) -> QSize:
        """Return the size of a cell for a viewport of that width, as many columns as fit."""
        px = self._theme.px
        columns = max(1, width // (px(270) + px(GAP)))
        cell = width // columns
        mosaic = round((cell - px(GAP)) * _MOSAIC_RATIO)
        self.cell = QSize(cell, mosaic + self._label_height() + px(GAP))
        return self.cell

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: ARG002
        """Return the size of a cell."""
        return self.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint one card."""
        card = self.card_rect(option.rect)
        is_hot = bool(option.state & QStyle.StateFlag.State_MouseOver)
        is_current = bool(option.state & QStyle.StateFlag.State_HasFocus) and self.is_ring_shown
        session = cast("SessionSummary", index.data(SessionListModel.SUMMARY_ROLE))
        browsed = self._browsed(session)
        painter.save()
        reach = self._theme.px(_REACH)
        ground = QRectF(card).adjusted(-reach, -reach, reach, 0)
        if is_hot or is_current:
            radius = self._theme.radius("card")
            paint_surface(painter, ground, radius, self._theme.color("canvasHover"))
        self._paint_mosaic(painter, self.mosaic_rect(option.rect), browsed.covers)
        self._paint_label(painter, card, browsed, str(index.data(SessionListModel.DETAIL_ROLE)))
        if is_hot or is_current:
            self._paint_buttons(painter, option.rect)
        if is_current:
            inner = ground.adjusted(4, 4, -4, -4)
            radius = self._theme.radius("card") - 4
            paint_ring(painter, inner, radius, self._theme.color("focus"))
        painter.restore()

    def updateEditorGeometry(
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,
        index: AnyIndex,  # noqa: ARG002
    ) -> None:
        """Lay the field of a new name over the name."""
        card, mosaic = self.card_rect(option.rect), self.mosaic_rect(option.rect)
        height = self._theme.control_height(32)
        editor.setGeometry(card.x(), mosaic.bottom() + self._theme.px(4), card.width(), height)

    # Geometry

    def card_rect(self, cell: QRect) -> QRect:
        """Return where the card lies in its cell."""
        px, reach = self._theme.px, self._theme.px(_REACH)
        return cell.adjusted(reach, reach, -(px(GAP) - reach), -(px(GAP) - reach))

    def mosaic_rect(self, cell: QRect) -> QRect:
        """Return where the pictures lie."""
        card = self.card_rect(cell)
        return QRect(card.topLeft(), QSize(card.width(), card.height() - self._label_height()))

    def menu_rect(self, cell: QRect) -> QRect:
        """Return the button that opens the menu."""
        mosaic, side = self.mosaic_rect(cell), self._theme.px(32)
        inset = self._theme.px(8)
        return QRect(mosaic.right() + 1 - side - inset, mosaic.top() + inset, side, side)

    def replay_rect(self, cell: QRect) -> QRect:
        """Return the button that replays the session."""
        inset, px = self._theme.px(8), self._theme.px
        mosaic = self.mosaic_rect(cell)
        return QRect(mosaic.left() + inset, mosaic.top() + inset, px(86), px(32))

    def _label_height(self) -> int:
        theme = self._theme
        lines = theme.line_height("bodyStrong") + theme.line_height("meta")
        return max(theme.px(_LABEL), lines + theme.px(18))

    # Parts

    def _paint_mosaic(self, painter: QPainter, rect: QRect, covers: tuple[ImageId, ...]) -> None:
        outline = rounded_path(QRectF(rect), self._theme.radius("control"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ratio = painter.device().devicePixelRatioF()
        for place, cover in zip(self._places(rect, len(covers)), covers, strict=False):
            box = QPainterPath()
            box.addRect(place)
            side = round(max(place.width(), place.height()) * ratio)
            found = self._pixmap(cover, side)
            paint_cover(painter, self._theme, place, found, outline.intersected(box))
        if not covers:
            paint_surface(
                painter, QRectF(rect), self._theme.radius("control"), self._theme.color("raised")
            )
            spot = QRectF(0, 0, self._theme.px(24), self._theme.px(24))
            spot.moveCenter(QRectF(rect).center())
            paint_icon(painter, self._theme, "image", spot, self._theme.color("textTertiary"))

    def _places(self, rect: QRect, count: int) -> list[QRectF]:
        """Return the places of one to three pictures; fewer take the room of those missing."""
        whole, seam = QRectF(rect), float(self._theme.px(_SEAM))
        if count < 2:
            return [whole]
        main = QRectF(whole)
        main.setWidth(round(whole.width() * _MAIN_SHARE))
        side = QRectF(whole)
        side.setLeft(main.right() + seam)
        if count < 3:
            return [main, side]
        upper, lower = QRectF(side), QRectF(side)
        upper.setHeight(round((side.height() - seam) / 2))
        lower.setTop(upper.bottom() + seam)
        return [main, upper, lower]

    def _paint_label(
        self, painter: QPainter, card: QRect, browsed: BrowsedSession, detail: str
    ) -> None:
        theme, session = self._theme, browsed.summary
        name_height, meta_height = theme.line_height("bodyStrong"), theme.line_height("meta")
        top = card.bottom() + 1 - self._label_height() + theme.px(9)
        left, right = card.left() + theme.px(2), float(card.right() + 1)
        if session.open_count:
            right = self._paint_generating(painter, right, top, session.open_count)
        elif session.starred_count:
            side = theme.px(16)
            star = QRectF(right - side - theme.px(2), top + (name_height - side) / 2, side, side)
            paint_icon(painter, theme, "star", star, theme.color("favourite"), is_filled=True)
            right = star.left()
        name = QRectF(left, top, right - theme.px(8) - left, name_height)
        paint_text(painter, theme.font("label"), name, session.name, theme.color("text"))
        row = QRectF(left, top + name_height, card.right() - left, meta_height)
        if browsed.product_color is not None:
            self._paint_dot(painter, row, browsed.product_color)
            row.setLeft(row.left() + theme.px(14))
        words = detail.split(" · Generating", maxsplit=1)[0]
        paint_text(painter, theme.font("meta"), row, words, theme.color("textTertiary"))

    def _paint_generating(self, painter: QPainter, right: float, top: int, count: int) -> float:
        style = BadgeStyle(f"Generating {count}", "loader", "accentText", "accentSoft")
        size = badge_size(self._theme, style)
        paint_badge(painter, self._theme, QPointF(right - size.width(), top), style)
        return right - size.width()

    def _paint_dot(self, painter: QPainter, row: QRectF, color: int) -> None:
        side = self._theme.px(8)
        dot = QRectF(row.left(), row.center().y() - side / 2, side, side)
        paint_surface(painter, dot, side / 2, self._theme.product_color(color))

    def _paint_buttons(self, painter: QPainter, cell: QRect) -> None:
        """Paint what can be done, over the pictures."""
        theme = self._theme
        ground = theme.color("onImageBg")
        ground.setAlphaF(theme.opacity("onImageButton"))
        menu = QRectF(self.menu_rect(cell))
        paint_surface(painter, menu, theme.radius("control"), ground)
        icon = menu.adjusted(*(theme.px(n) for n in (8, 8, -8, -8)))
        paint_icon(painter, theme, "ellipsis", icon, theme.color("onImage"))
        if self.has_replay:
            box = QRectF(self.replay_rect(cell))
            paint_surface(painter, box, theme.radius("control"), ground)
            spot = QRectF(box.left() + theme.px(10), box.top(), theme.px(16), box.height())
            paint_icon(painter, theme, "play", spot, theme.color("onImage"))
            words = box.adjusted(theme.px(32), 0, -theme.px(6), 0)
            align = Qt.AlignmentFlag.AlignLeft
            font = theme.font("bodyStrong")
            paint_text(painter, font, words, "Replay", theme.color("onImage"), align)
