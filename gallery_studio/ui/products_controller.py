"""Between the catalogue, the session's products and the compose bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from gallery_studio.domain.ids import ProductId
from gallery_studio.domain.naming import one_line
from gallery_studio.records import replace
from gallery_studio.ui.products.catalogue_dialog import CatalogueDialog
from gallery_studio.ui.products.import_dialog import ImportDialog
from gallery_studio.ui.widgets.file_dialog import dialog_to_read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.people import Product
    from gallery_studio.library.product_import import ImportResult
    from gallery_studio.ui.main_window import MainWindow
    from gallery_studio.workers.people_worker import PeopleWorker, StoredPicture
    from gallery_studio.workers.studio_worker import Refusal

_PICTURES = "Pictures (*.png *.jpg *.jpeg *.webp *.gif)"
_TABLES = "Products (*.csv *.tsv *.txt *.json *.jsonl);;All files (*)"
_TARGET = "product"
_REFRESH_MS = 120
_SHOWN_UNSAVED = 5


class ProductsController(QObject):
    """Products in sidebar, compose bar and catalogue. GUI thread only.

    Signals:
        products_shown(object): The `Product`s sidebar and compose bar offer now.
    """

    products_shown = Signal(object)

    def __init__(self, window: MainWindow, people: PeopleWorker) -> None:
        super().__init__(window)
        self._window = window
        self._people = people
        self._reader = window.parts.reader
        self._theme = window.parts.theme
        self._catalogue: CatalogueDialog | None = None
        self._import: ImportDialog | None = None
        self._path = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        window, people = self._window, self._people
        window.parts.worker.changed.connect(self._on_changed)
        window.parts.worker.refused.connect(self._on_refused)
        window.session.opened.connect(self._on_opened)
        window.previews.arrived.connect(self._on_previews_arrived)
        window.sidebar.product_chosen.connect(self.use)
        window.sidebar.products.catalogue_requested.connect(self.open_catalogue)
        people.product_saved.connect(self._on_saved)
        people.picture_stored.connect(self._on_picture_stored)
        people.import_previewed.connect(self._on_previewed)
        people.import_progressed.connect(self._on_progressed)
        people.import_ended.connect(self._on_import_ended)
        people.products_exported.connect(self._on_exported)

    # The session's products

    def session_products(self) -> list[Product]:
        """Return the products saved to the open session."""
        if not self._window.session.is_stored:
            return []
        return self._reader.session_products(self._window.session.id)

    def refresh(self) -> None:
        """Show the session's products; without any, the newest of the catalogue.

        The compose bar offers both: a second product is one choice away, as the first was.
        """
        self._timer.stop()
        saved = self.session_products()
        newest = self._reader.find_products(limit=_SHOWN_UNSAVED)
        shown = saved or newest
        counts = self._reader.product_image_counts([product.id for product in shown])
        self._window.sidebar.set_products(shown, counts)
        wish = self._window.compose.chips.wish
        chosen = self._reader.products_by_id(wish.product_ids)
        known = {product.id: product for product in (*shown, *newest)} | chosen
        self._window.compose.set_products(list(known.values()))
        self.products_shown.emit(tuple(known.values()))
        if self._catalogue is not None:
            self._catalogue.set_session([product.id for product in saved])
            self._catalogue.refresh()

    def use(self, product_id: str) -> None:
        """Show a product in the next pictures, or take it out; it is saved to the session."""
        bar = self._window.compose
        wish, key = bar.chips.wish, ProductId(product_id)
        if key in wish.product_ids:
            left = tuple(each for each in wish.product_ids if each != key)
            bar.chips.choose(replace(wish, product_ids=left))
            return
        self._offer(key)
        bar.chips.choose(replace(wish, product_ids=(*wish.product_ids, key)))
        self._save_to_session(key)

    def _offer(self, product_id: ProductId) -> None:
        """Make sure the compose bar knows a product."""
        bar = self._window.compose
        if product_id not in {product.id for product in bar.chips.products}:
            found = self._reader.products_by_id([product_id])
            bar.set_products([*bar.chips.products, *found.values()])

    def _save_to_session(self, product_id: ProductId) -> None:
        saved = [product.id for product in self.session_products()]
        if product_id not in saved:
            self._window.session.store()
            self._people.save_session_products(self._window.session.id, [*saved, product_id])

    def _on_session_toggled(self, product_id: str) -> None:
        key, saved = ProductId(product_id), [p.id for p in self.session_products()]
        left = [each for each in saved if each != key]
        self._window.session.store()
        self._people.save_session_products(
            self._window.session.id, left if key in saved else [*saved, key]
        )

    # The catalogue

    def open_catalogue(self) -> None:
        """Open the catalogue."""
        dialog = CatalogueDialog(
            self._theme, self._window, self._page, self._reader.product_count, self._preview
        )
        self._catalogue = dialog
        dialog.form.save_requested.connect(self._people.save_product)
        dialog.form.delete_requested.connect(self._on_delete_requested)
        dialog.form.session_toggled.connect(self._on_session_toggled)
        dialog.form.picture_requested.connect(self._on_picture_requested)
        dialog.form.files_offered.connect(self._on_files_offered)
        dialog.form.bytes_offered.connect(self._on_bytes_offered)
        dialog.import_requested.connect(self._on_import_requested)
        dialog.export_requested.connect(self._on_export_requested)
        dialog.closed.connect(self._on_catalogue_closed)
        dialog.set_session([product.id for product in self.session_products()])
        dialog.open_first()

    @property
    def catalogue(self) -> CatalogueDialog | None:
        """The catalogue, while it is open."""
        return self._catalogue

    @property
    def import_dialog(self) -> ImportDialog | None:
        """The import, while it is open."""
        return self._import

    def _page(self, text: str, limit: int, offset: int) -> Sequence[Product]:
        return self._reader.find_products(text, limit=limit, offset=offset)

    def _preview(self, image_id: ImageId) -> QPixmap | None:
        return self._window.previews.pixmap(image_id, 256)

    def _on_delete_requested(self, product_id: str) -> None:
        name = self._reader.product(ProductId(product_id)).name
        self._people.delete_product(ProductId(product_id))
        self._window.news.offer(
            f"“{one_line(name, 40)}” deleted",
            "trash-2",
            "Undo",
            lambda: self._people.restore_product(ProductId(product_id)),
        )
        if self._catalogue is not None:
            self._catalogue.begin_new()

    def _on_saved(self, product_id: str) -> None:
        if self._catalogue is not None and self._catalogue.form.product_id == product_id:
            self._catalogue.form.set_saved()
            self._catalogue.refresh()

    def _on_catalogue_closed(self) -> None:
        if self._catalogue is not None:
            if self._catalogue.form.is_changed and self._catalogue.form.product().name:
                self._catalogue.form.request_save()
            self._catalogue.deleteLater()
            self._catalogue = None

    # Pictures

    def _on_picture_requested(self) -> None:
        dialog = dialog_to_read(self._window, "Choose a picture of the product")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_PICTURES)
        dialog.filesSelected.connect(self._on_files_offered)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_files_offered(self, files: Sequence[object]) -> None:
        if self._catalogue is not None and files:
            target = f"{_TARGET}:{self._catalogue.form.product_id}"
            self._people.add_picture_file(str(files[0]), target)

    def _on_bytes_offered(self, data: bytes) -> None:
        if self._catalogue is not None:
            target = f"{_TARGET}:{self._catalogue.form.product_id}"
            self._people.add_picture_bytes(data, target)

    def _on_picture_stored(self, picture: StoredPicture) -> None:
        form = self._catalogue.form if self._catalogue is not None else None
        if form is not None and picture.target == f"{_TARGET}:{form.product_id}":
            form.set_image(picture.image_id)
            self._window.news.say_animations([picture.frames])
            if form.product().name:
                form.request_save()

    # Import and export

    def _on_import_requested(self) -> None:
        dialog = dialog_to_read(self._window, "Import products")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_TABLES)
        dialog.fileSelected.connect(self.begin_import)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def begin_import(self, path: str) -> None:
        """Show what a file would bring."""
        self._path = path
        self._import = ImportDialog(self._theme, self._window)
        self._import.encoding_chosen.connect(self._on_encoding_chosen)
        self._import.import_confirmed.connect(self._people.import_products)
        self._import.cancel_requested.connect(self._people.cancel_import)
        self._import.closed.connect(self._on_import_closed)
        self._import.open()
        self._people.preview_import(path)

    def _on_encoding_chosen(self, encoding: str) -> None:
        self._people.preview_import(self._path, encoding)

    def _on_previewed(self, preview: object) -> None:
        if self._import is not None:
            self._import.show_preview(preview)  # type: ignore[arg-type]

    def _on_progressed(self, progress: object) -> None:
        if self._import is not None:
            self._import.show_progress(progress)  # type: ignore[arg-type]

    def _on_import_ended(self, result: ImportResult) -> None:
        if self._import is not None:
            self._import.end()
        parts = [f"{result.added:,} products added"] if result.added else []
        parts += [f"{result.updated:,} updated"] if result.updated else []
        self._window.news.say(", ".join(parts) or "Nothing to import")

    def _on_import_closed(self) -> None:
        if self._import is not None:
            self._import.deleteLater()
            self._import = None

    def _on_export_requested(self) -> None:
        dialog = QFileDialog(self._window, "Export products")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile("products.csv")
        dialog.fileSelected.connect(self._people.export_products)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_exported(self, count: int) -> None:
        self._window.news.say(f"{count:,} products exported")

    # News

    def _on_refused(self, refusal: Refusal) -> None:
        if refusal.action in ("preview_import", "import_products") and self._import is not None:
            self._import.show_problem(refusal.message)
        elif refusal.action in ("save_product", "add_picture") and self._catalogue is not None:
            self._catalogue.form.show_problem(refusal.message)
        elif refusal.action in ("save_product", "preview_import", "import_products"):
            self._window.news.say_error(refusal.message)

    def _on_changed(self, changes: Changes) -> None:
        if changes.people or self._window.session.id in changes.sessions:
            self._timer.start()

    def _on_opened(self, _session: object) -> None:
        self.refresh()

    def _on_previews_arrived(self, _image_ids: object) -> None:
        if self._catalogue is not None:
            self._catalogue.list.viewport().update()
            self._catalogue.form.picture.update()
