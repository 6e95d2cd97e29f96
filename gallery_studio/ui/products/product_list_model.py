"""Products as a Qt model: a page at a time, so that a catalogue of a million opens at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gallery_studio.domain.people import Product

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
PAGE = 100


class ProductListModel(QAbstractListModel):
    """Products that match a search.

    Args:
        page: Returns products for a search: text, how many, from which one on.
        parent: Owner.
    """

    PRODUCT_ROLE = int(Qt.ItemDataRole.UserRole) + 1
    IN_SESSION_ROLE = int(Qt.ItemDataRole.UserRole) + 2

    def __init__(
        self, page: Callable[[str, int, int], Sequence[Product]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._text = ""
        self._products: list[Product] = []
        self._in_session: frozenset[str] = frozenset()
        self._has_more = True

    def search(self, text: str) -> None:
        """Show what matches; "" is everything. As many rows as were loaded are loaded again."""
        wanted = max(PAGE, len(self._products)) if text == self._text else PAGE
        self.beginResetModel()
        self._text = text
        self._products = list(self._page(text, wanted, 0))
        self._has_more = len(self._products) == wanted
        self.endResetModel()

    def set_in_session(self, product_ids: Sequence[str]) -> None:
        """Mark those saved to the session."""
        self._in_session = frozenset(product_ids)
        if self._products:
            self.dataChanged.emit(self.index(0), self.index(len(self._products) - 1))

    def product(self, row: int) -> Product:
        """Return the product of a row."""
        return self._products[row]

    def row_of(self, product_id: str) -> int:
        """Return the row of a product, or -1."""
        ids = [product.id for product in self._products]
        return ids.index(product_id) if product_id in ids else -1  # type: ignore[arg-type]

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """Return the number of products loaded so far."""
        return 0 if parent.isValid() else len(self._products)

    def canFetchMore(self, parent: AnyIndex) -> bool:
        """Whether there may be more."""
        return not parent.isValid() and self._has_more

    def fetchMore(self, _parent: AnyIndex) -> None:
        """Load the next page."""
        more = self._page(self._text, PAGE, len(self._products))
        self._has_more = len(more) == PAGE
        if more:
            first = len(self._products)
            self.beginInsertRows(_ROOT, first, first + len(more) - 1)
            self._products += more
            self.endInsertRows()

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row shows."""
        if not index.isValid():
            return None
        product = self._products[index.row()]
        is_in_session = product.id in self._in_session
        if role == self.PRODUCT_ROLE:
            return product
        if role == self.IN_SESSION_ROLE:
            return is_in_session
        if role == Qt.ItemDataRole.DisplayRole:
            return product.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = [product.name, product.brand, product.sku]
            parts.append("in this session" if is_in_session else "")
            return ". ".join(filter(None, parts))
        return None
