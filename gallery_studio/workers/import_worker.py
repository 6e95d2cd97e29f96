"""Pictures in and out as the window sees them: ask, and be told by signals."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QObject, Signal

from gallery_studio.domain.errors import RequestError
from gallery_studio.records import dataclass, field, replace
from gallery_studio.studio.exporting import prepare_files
from gallery_studio.studio.importing import PictureImport
from gallery_studio.studio.products import save_product
from gallery_studio.workers.copies import CopyFolder
from gallery_studio.workers.studio_worker import StoredReference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage

    from gallery_studio.domain.ids import ImageId, ProductId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.domain.people import Product
    from gallery_studio.library.images import ImageStore
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.studio.exporting import PreparedPicture
    from gallery_studio.studio.import_sources import ImportWish
    from gallery_studio.studio.importing import ImportProgress, ImportResult
    from gallery_studio.studio.web_import import FetchPolicy
    from gallery_studio.workers.studio_worker import StudioWorker

_PIXELS_SIDE_PX = 2_048


@dataclass(frozen=True, slots=True)
class FinishedImport:
    """An import has ended.

    Attributes:
        purpose: What it was for, as given in the request.
        result: What came of it.
    """

    purpose: str
    result: ImportResult


@dataclass(frozen=True, slots=True)
class PreparedPictures:
    """Pictures are ready for other programs.

    Attributes:
        number: Of the request.
        files: Copies, in order.
        width: Of the pixels; 0 when there are none.
        height: Of the pixels.
        rgba: Pixels of the first picture, at most 2048 px on a side, when there is only one.
    """

    number: int
    files: tuple[PreparedPicture, ...]
    width: int = 0
    height: int = 0
    rgba: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class ChangedProduct:
    """A product got another picture.

    Attributes:
        before: The product with its old picture.
        image_id: Its new picture.
    """

    before: Product
    image_id: ImageId


class ImportWorker(QObject):
    """Brings pictures in and makes them ready to go out. Methods: GUI thread only.

    Args:
        worker: Gives the studio thread.
        parent: Owner.

    Attributes:
        copies: To be deleted when the studio thread has ended.

    Signals:
        progressed: `ImportProgress` of the import that runs.
        finished: `FinishedImport`.
        prepared: `PreparedPictures`.
        product_changed: `ChangedProduct`.
        rested: No import runs any more, however they ended.
    """

    progressed = Signal(object)
    finished = Signal(object)
    prepared = Signal(object)
    product_changed = Signal(object)
    rested = Signal()

    def __init__(self, worker: StudioWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._running: list[PictureImport] = []
        self.copies = CopyFolder()
        self._turn = asyncio.Lock()
        self.policy: FetchPolicy | None = None
        """How pictures are fetched; the open web when None."""

    @property
    def is_running(self) -> bool:
        """Whether pictures are being brought in."""
        return bool(self._running)

    def bring_in(self, wish: ImportWish, purpose: str) -> None:
        """Bring pictures in, after what was asked for before.

        `finished` answers, or the studio's `refused`; `rested` comes after the last one.
        """
        access = self._worker.studio.access
        running = PictureImport(access, wish, self._announce, self.policy)
        self._running.append(running)
        self._worker.ask("import", self._bring_in(running, purpose))

    def cancel(self) -> None:
        """Stop all imports; `finished` tells what was brought in by then."""
        for running in list(self._running):
            running.cancel()

    def prepare(self, number: int, pictures: Sequence[tuple[ImageId, str]]) -> None:
        """Copy pictures to files under readable names; `prepared` answers."""
        self._worker.ask("prepare_files", self._prepare(number, tuple(pictures)))

    def set_product_image(self, product_id: ProductId, image_id: ImageId) -> None:
        """Give a product another picture; `product_changed` answers."""
        self._worker.ask("product_image", self._set_product_image(product_id, image_id))

    def save_product(self, product: Product) -> None:
        """Store a product: the way back."""
        self._worker.ask("save_product", save_product(self._worker.studio.access, product))

    def add_reference(self, image_id: ImageId, name: str, target: str) -> None:
        """Hand a picture of the library to an input, as if it had just been stored."""
        self._worker.reference_stored.emit(StoredReference(image_id, name, target))

    # On the studio thread.

    def _announce(self, progress: ImportProgress) -> None:
        self.progressed.emit(progress)

    async def _bring_in(self, running: PictureImport, purpose: str) -> None:
        try:
            async with self._turn:
                self.finished.emit(FinishedImport(purpose, await running.run()))
        finally:
            self._running.remove(running)
            if not self._running:
                self.rested.emit()

    async def _prepare(self, number: int, pictures: tuple[tuple[ImageId, str], ...]) -> None:
        access = self._worker.studio.access
        files = await access.read(lambda reader: _files(reader, pictures))
        prepared = await asyncio.to_thread(
            lambda: prepare_files(access.images, files, self.copies.path())
        )
        news = PreparedPictures(number, prepared)
        if len(files) == 1:
            pixels = await asyncio.to_thread(_pixels, access.images, files[0][0])
            news = replace(news, width=pixels[0], height=pixels[1], rgba=pixels[2])
        self.prepared.emit(news)

    async def _set_product_image(self, product_id: ProductId, image_id: ImageId) -> None:
        access = self._worker.studio.access
        found = await access.read(lambda reader: reader.products_by_id([product_id]))
        before = found.get(product_id)
        if before is None:
            raise RequestError("This product is no longer in the library.")
        await save_product(access, replace(before, image_id=image_id))
        self.product_changed.emit(ChangedProduct(before, image_id))


def encoded(image: QImage) -> bytes:
    """Return pixels as a PNG; for a worker thread, since a large picture takes a second."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _files(
    reader: LibraryReader, pictures: tuple[tuple[ImageId, str], ...]
) -> list[tuple[ImageFile, str]]:
    found = reader.images(image_id for image_id, _ in pictures)
    return [(found[image_id], caption) for image_id, caption in pictures if image_id in found]


def _pixels(images: ImageStore, image: ImageFile) -> tuple[int, int, bytes]:
    """Return width, height and RGBA bytes for programs that take no files (worker thread)."""
    from gallery_studio.imaging.loader import load_scaled
    from gallery_studio.imaging.previews import shrunk

    data = images.read(image)
    loaded = load_scaled(data, _PIXELS_SIDE_PX, name=image.source_name).image
    picture = shrunk(loaded, _PIXELS_SIDE_PX).convert("RGBA")
    return picture.width, picture.height, picture.tobytes()
