"""Paints a product of the catalogue: picture or dot, name, brand and SKU."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gallery_studio.ui.picture_part import paint_cover
from gallery_studio.ui.products.product_list_model import AnyIndex, ProductListModel
from gallery_studio.ui.theme.painting import paint_icon, paint_surface, paint_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPainter, QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.people import Product
    from gallery_studio.ui.theme.theme import Theme


class ProductDelegate(QStyledItemDelegate):
    """Paints rows; knows no library.

    Args:
        theme: Gives all colours and sizes.
        preview: Returns a picture's preview at once, or None while it is not there.
        parent: Owner.
    """

    def __init__(
        self, theme: Theme, preview: Callable[[ImageId], QPixmap | None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme, self._preview = theme, preview

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        """Two lines and air."""
        lines = self._theme.line_height("bodyStrong") + self._theme.line_height("meta")
        return QSize(self._theme.px(240), max(self._theme.px(56), lines + self._theme.px(12)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint one row."""
        theme, px = self._theme, self._theme.px
        product: Product = index.data(ProductListModel.PRODUCT_ROLE)
        rect = QRectF(option.rect).adjusted(px(2), px(1), -px(2), -px(1))
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            paint_surface(painter, rect, theme.radius("control"), theme.color("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            paint_surface(painter, rect, theme.radius("control"), theme.color("hover"))
        spot = QRectF(rect.left() + px(8), 0, px(40), px(40))
        spot.moveTop(rect.center().y() - spot.height() / 2)
        self._paint_picture(painter, spot, product)
        words = rect.adjusted(px(60), 0, -px(12), 0)
        if index.data(ProductListModel.IN_SESSION_ROLE):
            mark = QRectF(rect.right() - px(28), rect.top(), px(16), rect.height())
            paint_icon(painter, theme, "check", mark, theme.color("accentText"))
            words.setRight(mark.left() - px(8))
        self._paint_words(painter, words, product)

    def _paint_picture(self, painter: QPainter, spot: QRectF, product: Product) -> None:
        theme, px = self._theme, self._theme.px
        if product.image_id is not None:
            paint_cover(painter, theme, spot, self._preview(product.image_id))
            return
        paint_surface(painter, spot, theme.radius("image"), theme.color("hover"))
        dot = QRectF(0, 0, px(10), px(10))
        dot.moveCenter(spot.center())
        paint_surface(painter, dot, px(5), theme.product_color(product.color))

    def _paint_words(self, painter: QPainter, rect: QRectF, product: Product) -> None:
        theme = self._theme
        first, second = theme.line_height("bodyStrong"), theme.line_height("meta")
        detail = " · ".join(filter(None, (product.brand, product.sku)))
        total = first + (second if detail else 0)
        row = QRectF(rect.left(), rect.center().y() - total / 2, rect.width(), first)
        left = Qt.AlignmentFlag.AlignLeft
        font, ink = theme.font("bodyStrong"), theme.color("text")
        paint_text(painter, font, row, product.name, ink, left)
        row = QRectF(row.left(), row.bottom(), row.width(), second)
        paint_text(painter, theme.font("meta"), row, detail, theme.color("textSecondary"), left)
