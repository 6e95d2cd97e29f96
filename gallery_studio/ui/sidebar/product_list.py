"""The products of the sidebar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.ui.sidebar.section_heading import SectionHeading
from gallery_studio.ui.theme.painting import paint_text
from gallery_studio.ui.widgets.buttons import GhostButton

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gallery_studio.domain.ids import ProductId
    from gallery_studio.domain.people import Product
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.ui.widgets.control import Look


_HINT = "Things to keep true to life: name them, add photos."


class ProductRow(GhostButton):
    """A row of 32 px: the product's dot, its name, and how many pictures show it."""

    def __init__(
        self, theme: Theme, product: Product, count: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, product.name, height=32, parent=parent)
        self.product, self.count = product, count
        shown = f"Shown by {count} images. " if count else ""
        self.setAccessibleDescription(f"{shown}Show this product in the next images")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """A long name is cut."""
        return QSize(self._theme.px(64), self.sizeHint().height())

    def _paint_parts(self, painter: QPainter, _look: Look) -> None:
        theme, rect = self._theme, QRectF(self.rect())
        dot = QRectF(theme.px(18), 0, theme.px(8), theme.px(8))
        dot.moveTop(rect.center().y() - dot.height() / 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.product_color(self.product.color))
        painter.setBrush(theme.product_color(self.product.color))
        painter.drawEllipse(dot)
        right = rect.adjusted(0, 0, -theme.px(10), 0)
        align, ink = Qt.AlignmentFlag.AlignRight, theme.color("textTertiary")
        paint_text(painter, theme.font("meta"), right, self.count, ink, align)
        width = QFontMetrics(theme.font("meta")).horizontalAdvance(self.count)
        rect.adjust(theme.px(46), 0, -width - theme.px(18), 0)
        paint_text(painter, theme.font("body"), rect, self.text(), theme.color("text"))


class ProductList(QWidget):
    """The products saved to the session, and the way to the catalogue.

    Signals:
        product_chosen(str): Id of the product a person wants in the next pictures.
        catalogue_requested(): Open the catalogue.
    """

    product_chosen = Signal(str)
    catalogue_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[ProductRow] = []
        self._column = QVBoxLayout(self)
        self.heading = SectionHeading(theme, "Products", "Products: open the catalogue", _HINT)
        self.add = self.heading.add
        self.add.clicked.connect(self.catalogue_requested)
        self._column.addWidget(self.heading)
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def set_products(self, products: Sequence[Product], counts: Mapping[ProductId, str]) -> None:
        """Show these products, and beside each how many pictures show it."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.deleteLater()
        self._rows = [
            ProductRow(self._theme, product, counts.get(product.id, ""), self)
            for product in products
        ]
        self.heading.set_empty(is_empty=not self._rows)
        for row in self._rows:
            row.clicked.connect(self._on_row_clicked)
            self._column.addWidget(row)

    def rows(self) -> list[ProductRow]:
        """Return the rows in order."""
        return list(self._rows)

    def _on_row_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, ProductRow):
            self.product_chosen.emit(row.product.id)

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(8), px(12), px(8), px(8))
        self._column.setSpacing(0)
