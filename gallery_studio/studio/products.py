"""Products: kept by hand, from files, and out to files again."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING

from gallery_studio.domain.errors import RequestError
from gallery_studio.domain.limits import TEXT_CHARACTERS, TITLE_CHARACTERS
from gallery_studio.library.product_export import export_products
from gallery_studio.library.product_file import ImportPreview, ProductFile, inspect_file
from gallery_studio.records import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.people import Product
    from gallery_studio.library.library import Library
    from gallery_studio.library.product_import import ImportResult
    from gallery_studio.studio.access import LibraryAccess

_NEWS_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """News of a running import.

    Attributes:
        rows: Rows taken so far; nothing of them is kept before the end.
        share: Share of the file read, 0 to 1.
    """

    rows: int
    share: float


class ProductImport:
    """One import, which can be cancelled from any thread."""

    def __init__(
        self,
        access: LibraryAccess,
        file: ProductFile,
        on_progress: Callable[[ImportProgress], None],
    ) -> None:
        """Prepare an import.

        Args:
            access: The library.
            file: As `preview_import` found it.
            on_progress: Told at most ten times a second, on the library's thread.
        """
        self._access = access
        self._file = file
        self._tell = on_progress
        self._told_s = 0.0
        self._cancelled = threading.Event()

    async def run(self) -> ImportResult:
        """Import everything or nothing (studio thread).

        Raises:
            RequestError: A line is faulty, or the import was cancelled; nothing was changed.
            LibraryError: Nothing was stored.
        """
        results: list[ImportResult] = []

        def write(library: Library) -> Changes:
            result, changes = library.product_importer.run(self._file, self)
            results.append(result)
            return changes

        await self._access.write(write)
        return results[0]

    def cancel(self) -> None:
        """End the import; nothing of it is kept. Any thread."""
        self._cancelled.set()

    def on_progress(self, rows: int, share: float) -> None:
        """Tell how far it is; see `ImportWatch`."""
        now_s = time.monotonic()
        if now_s - self._told_s >= _NEWS_EVERY_S or share >= 1:
            self._told_s = now_s
            self._tell(ImportProgress(rows, share))

    def is_cancelled(self) -> bool:
        """Whether it shall end; see `ImportWatch`."""
        return self._cancelled.is_set()


async def preview_import(path: Path, encoding: str | None = None) -> ImportPreview:
    """Find out what a file is and return its first rows.

    Raises:
        RequestError: It cannot be imported; says why.
    """
    return await asyncio.to_thread(inspect_file, path, encoding)


async def export_catalogue(access: LibraryAccess, path: Path) -> int:
    """Write all products to a CSV file; return how many.

    Raises:
        RequestError: The file cannot be written; an older one is untouched.
        LibraryError: The library cannot be read.
    """
    return await access.read(lambda reader: export_products(reader.every_product(), path))


async def save_product(access: LibraryAccess, product: Product) -> None:
    """Store a product.

    Raises:
        RequestError: A text is missing or too long.
        LibraryError: Its SKU belongs to another product, or it could not be stored.
    """
    tidy = replace(
        product,
        name=product.name.strip(),
        sku=product.sku.strip(),
        brand=product.brand.strip(),
        description=product.description.strip(),
    )
    check_product(tidy)
    await access.write(lambda library: library.people.save_products([tidy]))


def check_product(product: Product) -> None:
    """Check a product's texts.

    Raises:
        RequestError: One is missing or too long; says which.
    """
    if not product.name.strip():
        raise RequestError("Give the product a name.")
    for field in ("name", "sku", "brand"):
        check_length(f"product's {field}", getattr(product, field), TITLE_CHARACTERS)
    check_length("product's description", product.description, TEXT_CHARACTERS)


def check_length(what: str, text: str, most: int) -> None:
    """Check that a text can be kept.

    Raises:
        RequestError: It is too long.
    """
    if len(text) > most:
        raise RequestError(f"The {what} is {len(text):,} letters long; {most:,} are the most.")
