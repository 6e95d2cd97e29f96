"""Writes the catalogue as a CSV file that spreadsheets open safely."""

from __future__ import annotations

import csv
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from gallery_studio.domain.errors import RequestError
from gallery_studio.library.product_file import FIELDS
from gallery_studio.library.spreadsheet_text import neutralised

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gallery_studio.domain.people import Product


class _CsvWriter(Protocol):
    def writerow(self, row: Iterable[str], /) -> object: ...


def export_products(products: Iterable[Product], path: Path) -> int:
    """Write products to a file, whole or not at all; return how many.

    UTF-8 with a mark, which Excel needs; commas; lines end as RFC 4180 says.

    Raises:
        RequestError: The file cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".products-", dir=path.parent)
    except OSError as error:
        raise _cannot(path, error) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
            count = _write(csv.writer(file), products)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise _cannot(path, error) from None
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return count


def _write(writer: _CsvWriter, products: Iterable[Product]) -> int:
    writer.writerow(FIELDS)
    count = 0
    for product in products:
        writer.writerow([neutralised(str(getattr(product, field))) for field in FIELDS])
        count += 1
    return count


def _cannot(path: Path, error: OSError) -> RequestError:
    return RequestError(
        f"“{path.name}” cannot be written ({error.strerror}). Choose another folder."
    )
