"""People, identities, products and directives as the window sees them: ask, and be told by signals.

Every method returns at once; what came of it arrives as a signal, or as `StudioWorker.refused` with
the name of the method.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gallery_studio.domain.image import Origin
from gallery_studio.records import dataclass
from gallery_studio.studio import products
from gallery_studio.studio.products import ProductImport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.ids import (
        IdentityId,
        ImageId,
        PersonId,
        ProductId,
        SessionId,
    )
    from gallery_studio.domain.people import Identity, Person, Product
    from gallery_studio.domain.session import Directive
    from gallery_studio.library.product_file import ProductFile
    from gallery_studio.studio.directive_writer import DirectiveWish
    from gallery_studio.studio.products import ImportProgress
    from gallery_studio.workers.studio_worker import StudioWorker


COMPOSING_ACTIONS = frozenset(
    {
        "write_directives",
        "save_product",
        "preview_import",
        "import_products",
        "save_person",
        "save_identity",
        "add_picture",
    }
)
"""Requests whose refusal is shown where they were made."""


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture added to a form was stored.

    Attributes:
        image_id: The picture.
        target: Which form it was added to, as given in the request.
        frames: How many frames its file holds; the studio shows the first.
    """

    image_id: ImageId
    target: str
    frames: int = 1


class PeopleWorker(QObject):
    """Asks the studio about likenesses and directives. Methods: GUI thread only.

    Signals:
        directives_written: `WrittenDirectives`, with the number of the request: a tuple.
        import_previewed: `ImportPreview`.
        import_progressed: `ImportProgress`; many of them while an import runs.
        import_ended: `ImportResult`; a cancelled or faulty one is refused instead.
        products_exported: How many.
        picture_stored: `StoredPicture`.
        product_saved: Id of a product that was stored.
    """

    directives_written = Signal(object)
    import_previewed = Signal(object)
    import_progressed = Signal(object)
    import_ended = Signal(object)
    products_exported = Signal(int)
    picture_stored = Signal(object)
    product_saved = Signal(str)

    def __init__(self, worker: StudioWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._studio = worker.studio
        self._import: ProductImport | None = None

    # Directives.

    def write_directives(self, wish: DirectiveWish, number: int) -> None:
        """Have directives written; `directives_written` answers with the number."""
        self._worker.ask("write_directives", self._write_directives(wish, number))

    def save_directives(self, session_id: SessionId, directives: Sequence[Directive]) -> None:
        """Keep what a person is shown."""
        self._worker.write(
            "save_directives",
            lambda library: library.sessions.save_directives(session_id, list(directives)),
        )

    # Products.

    def save_product(self, product: Product) -> None:
        """Store a product; `product_saved` answers."""
        self._worker.ask("save_product", self._save_product(product))

    def delete_product(self, product_id: ProductId) -> None:
        """Put a product into the bin."""
        self._worker.write(
            "delete_product", lambda library: library.people.delete_product(product_id)
        )

    def restore_product(self, product_id: ProductId) -> None:
        """Take a product out of the bin."""
        self._worker.write(
            "restore_product", lambda library: library.people.restore_product(product_id)
        )

    def save_session_products(
        self, session_id: SessionId, product_ids: Sequence[ProductId]
    ) -> None:
        """Keep the products saved to a session, in order."""
        self._worker.write(
            "save_session_products",
            lambda library: library.sessions.save_products(session_id, list(product_ids)),
        )

    def preview_import(self, path: str, encoding: str | None = None) -> None:
        """Find out what a file is; `import_previewed` answers."""
        self._worker.ask("preview_import", self._preview_import(Path(path), encoding))

    def import_products(self, file: ProductFile) -> None:
        """Import a file; `import_progressed` and `import_ended` answer."""
        self._import = ProductImport(self._studio.access, file, self._announce_progress)
        self._worker.ask("import_products", self._import_products(self._import))

    def cancel_import(self) -> None:
        """End the running import; nothing of it is kept."""
        if self._import is not None:
            self._import.cancel()

    def export_products(self, path: str) -> None:
        """Write the catalogue to a CSV file; `products_exported` answers."""
        self._worker.ask("export_products", self._export_products(Path(path)))

    # People and identities.

    def save_person(self, person: Person) -> None:
        """Store a person."""
        self._worker.write("save_person", lambda library: library.people.save_person(person))

    def delete_person(self, person_id: PersonId) -> None:
        """Put a person into the bin."""
        self._worker.write("delete_person", lambda library: library.people.delete_person(person_id))

    def restore_person(self, person_id: PersonId) -> None:
        """Take a person out of the bin."""
        self._worker.write(
            "restore_person", lambda library: library.people.restore_person(person_id)
        )

    def save_identity(self, identity: Identity) -> None:
        """Store an identity."""
        self._worker.write("save_identity", lambda library: library.people.save_identity(identity))

    def delete_identity(self, identity_id: IdentityId) -> None:
        """Put an identity into the bin."""
        self._worker.write(
            "delete_identity", lambda library: library.people.delete_identity(identity_id)
        )

    def restore_identity(self, identity_id: IdentityId) -> None:
        """Take an identity out of the bin."""
        self._worker.write(
            "restore_identity", lambda library: library.people.restore_identity(identity_id)
        )

    def add_picture_file(self, path: str, target: str) -> None:
        """Store a picture file for a form; `picture_stored` answers."""
        self._worker.ask("add_picture", self._add_picture_file(Path(path), target))

    def add_picture_bytes(self, data: bytes, target: str) -> None:
        """Store a pasted picture for a form; `picture_stored` answers."""
        self._worker.ask("add_picture", self._add_picture(data, "Pasted picture", target))

    # How they run; on the studio thread.

    async def _write_directives(self, wish: DirectiveWish, number: int) -> None:
        written = await self._studio.directives.write(wish)
        self.directives_written.emit((number, written))

    async def _save_product(self, product: Product) -> None:
        await products.save_product(self._studio.access, product)
        self.product_saved.emit(product.id)

    async def _preview_import(self, path: Path, encoding: str | None) -> None:
        self.import_previewed.emit(await products.preview_import(path, encoding))

    async def _import_products(self, running: ProductImport) -> None:
        self.import_ended.emit(await running.run())

    async def _export_products(self, path: Path) -> None:
        count = await products.export_catalogue(self._studio.access, path)
        self.products_exported.emit(count)

    async def _add_picture_file(self, path: Path, target: str) -> None:
        from gallery_studio.imaging.loader import read_image_file

        data = await asyncio.to_thread(read_image_file, path)
        await self._add_picture(data, path.name, target)

    async def _add_picture(self, data: bytes, name: str, target: str) -> None:
        picture = await self._studio.add_image(data, name, Origin.REFERENCE)
        self.picture_stored.emit(StoredPicture(picture.file.id, target, picture.frames))

    def _announce_progress(self, progress: ImportProgress) -> None:
        self.import_progressed.emit(progress)
