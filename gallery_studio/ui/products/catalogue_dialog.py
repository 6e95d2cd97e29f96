"""The catalogue: list and search at the left, the chosen product at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QVBoxLayout, QWidget

from gallery_studio.ui.products.product_delegate import ProductDelegate
from gallery_studio.ui.products.product_form import ProductForm, blank_product
from gallery_studio.ui.products.product_list_model import ProductListModel
from gallery_studio.ui.widgets.buttons import GhostButton, SecondaryButton
from gallery_studio.ui.widgets.divider import Divider
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.modal_dialog import ModalDialog
from gallery_studio.ui.widgets.text_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QKeyEvent, QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.people import Product
    from gallery_studio.ui.theme.theme import Theme

_COUNTED_MOST = 1_000
_LIST_WIDTH = 360


class CatalogueDialog(ModalDialog):
    """Lists, finds, adds, edits and deletes products. It reads by the functions it is given.

    Args:
        theme: Gives all colours and sizes.
        window: What it covers.
        page: Returns products for a search: text, how many, from which one on.
        count: Returns how many products match a search (at most a thousand are counted).
        preview: Returns a picture's preview at once, or None while it is not there.

    Signals:
        import_requested(): Choose a file to import.
        export_requested(): Choose where the catalogue goes.
    """

    import_requested = Signal()
    export_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        page: Callable[[str, int, int], Sequence[Product]],
        count: Callable[[str], int],
        preview: Callable[[ImageId], QPixmap | None],
    ) -> None:
        super().__init__(theme, "Products", window, (960, 640), has_footer=True)
        self._count = count
        self._session: tuple[str, ...] = ()
        self.model = ProductListModel(page, self)
        self.search = SearchField(theme, "Search products", placeholder="Name, brand or SKU")
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(ProductDelegate(theme, preview, self.list))
        self.empty = PlainLabel(theme, "", "body", "textTertiary", max_lines=0)
        self.total = PlainLabel(theme, "", "meta", "textSecondary")
        self.new = SecondaryButton(theme, "New product", icon="plus")
        self.import_button = GhostButton(theme, "Import CSV or JSON…", icon="import")
        self.export_button = GhostButton(theme, "Export CSV…", icon="upload")
        self.form = ProductForm(theme, preview)
        self._build_parts()
        self._connect_parts()

    def refresh(self) -> None:
        """Read the list again, and keep the product chosen."""
        chosen = self.form.product_id
        self.model.search(self.search.text().strip())
        self._choose_row(self.model.row_of(chosen))
        self._show_total()

    def set_session(self, product_ids: Sequence[str]) -> None:
        """Mark the products saved to the open session."""
        self._session = tuple(product_ids)
        self.model.set_in_session(self._session)
        self.form.set_in_session(is_in_session=self.form.product_id in self._session)

    def show_product(self, product: Product) -> None:
        """Show a stored product in the form."""
        self.form.show_product(product, is_stored=True)
        self.form.set_in_session(is_in_session=product.id in self._session)
        self._choose_row(self.model.row_of(product.id))

    def begin_new(self) -> None:
        """Empty the form for a new product."""
        self.list.clearSelection()
        self.form.show_product(blank_product(self._count("")), is_stored=False)
        self.form.name.edit.setFocus()

    def open_first(self) -> None:
        """Open with the newest product, or with an empty form where there is none."""
        self.refresh()
        if self.model.rowCount():
            self.show_product(self.model.product(0))
            self.open(self.search.edit)
        else:
            self.open()
            self.begin_new()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete on the list puts the product into the bin."""
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus():
            index = self.list.currentIndex()
            if index.isValid():
                self.form.delete_requested.emit(self.model.product(index.row()).id)
            return
        super().keyPressEvent(event)

    def _build_parts(self) -> None:
        theme, px = self._theme, self._theme.px
        side = QWidget()
        side.setFixedWidth(px(_LIST_WIDTH))
        column = QVBoxLayout(side)
        column.setContentsMargins(px(24), 0, px(12), px(12))
        column.setSpacing(px(10))
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName("Products")
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.viewport().setAutoFillBackground(False)
        self.add_side_pane(side)
        body = QHBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(Divider(theme, is_vertical=True, color="borderSubtle"))
        body.addWidget(self.form, 1)
        row = QHBoxLayout(self.footer)
        row.setContentsMargins(px(24), px(12), px(24), px(12))
        row.setSpacing(px(8))
        row.addWidget(self.new)
        row.addWidget(self.import_button)
        row.addWidget(self.export_button)
        row.addStretch(1)
        row.addWidget(self.total)

    def _connect_parts(self) -> None:
        self.search.text_changed.connect(self._on_search_changed)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.new.clicked.connect(self.begin_new)
        self.import_button.clicked.connect(self.import_requested)
        self.export_button.clicked.connect(self.export_requested)

    def _choose_row(self, row: int) -> None:
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
        else:
            self.list.clearSelection()
        selection.blockSignals(False)
        self.list.viewport().update()

    def _show_total(self) -> None:
        text = self.search.text().strip()
        count = self._count(text)
        number = f"{count:,}+" if text and count >= _COUNTED_MOST else f"{count:,}"
        self.total.setText(f"{number} product{'' if count == 1 else 's'}")
        self.export_button.setEnabled(bool(count))
        nothing = f"Nothing matches ‘{text}’." if text else "No products yet. Add or import some."
        self.empty.setText("" if count else nothing)
        self.empty.setVisible(not count)

    def _on_search_changed(self, _text: str) -> None:
        self.refresh()

    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            if self.form.is_changed and self.form.product().name:
                self.form.request_save()
            self.show_product(self.model.product(current.row()))
