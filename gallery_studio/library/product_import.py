"""Imports a catalogue: all of a file or nothing of it, in one transaction, streamed."""

from __future__ import annotations

from itertools import islice
from typing import IO, TYPE_CHECKING, Protocol

from gallery_studio.domain.errors import LibraryError, RequestError
from gallery_studio.domain.ids import new_product_id
from gallery_studio.domain.limits import TEXT_CHARACTERS, TITLE_CHARACTERS
from gallery_studio.library.errors import check_text
from gallery_studio.library.product_file import (
    FIELDS,
    ImportRefusedError,
    RowProblem,
    open_text,
    read_rows,
)
from gallery_studio.library.statements import placeholders
from gallery_studio.library.tables import PRODUCTS
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import ProductId
    from gallery_studio.library.product_file import ProductFile, ProductRow
    from gallery_studio.library.writer import Transaction, Writer

ROWS_MOST = 1_000_000
_BATCH = 500
_PROBLEMS_MOST = 100
_COLORS = 8
_MOST_CHARACTERS = dict.fromkeys(FIELDS, TITLE_CHARACTERS) | {"description": TEXT_CHARACTERS}


class ImportWatch(Protocol):
    """Who looks on. Called on the thread that imports."""

    def on_progress(self, rows: int, share: float) -> None:
        """Be told how many rows were taken, and which share of the file (0 to 1) was read."""
        ...

    def is_cancelled(self) -> bool:
        """Whether the import shall end; nothing of it is kept."""
        ...


class ImportCancelledError(RequestError):
    """A person ended the import; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("The import was cancelled. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did.

    Attributes:
        added: New products.
        updated: Products whose SKU was known: name, brand and description were replaced.
    """

    added: int
    updated: int


class ProductImporter:
    """Writes imported products."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def run(self, file: ProductFile, watch: ImportWatch) -> tuple[ImportResult, Changes]:
        """Import a file; return what it did and what changed.

        Products whose SKU is known already keep their id, picture and colour and get the file's
        texts; all others are new.

        Args:
            file: As `inspect_file` found it.
            watch: Told of progress, asked whether to end.

        Raises:
            ImportRefusedError: Lines are faulty; all faults are named, nothing was changed.
            ImportCancelledError: A person ended it; nothing was changed.
            LibraryError: Nothing was stored.
        """
        with open_text(file) as stream, self._writer.transaction() as transaction:
            result = _Import(transaction, file, watch).run(stream)
        return result, transaction.changes(people=True)


class _Import:
    """One import under way."""

    def __init__(self, transaction: Transaction, file: ProductFile, watch: ImportWatch) -> None:
        self._transaction = transaction
        self._file = file
        self._watch = watch
        self._problems: list[RowProblem] = []
        self._rows = self._added = self._updated = 0

    def run(self, stream: IO[str]) -> ImportResult:
        # temp: in a file of its own that SQLite keeps out of memory
        self._transaction.rows("CREATE TEMP TABLE import_skus (sku TEXT PRIMARY KEY, line INTEGER)")
        rows = self._given(stream)
        while batch := list(islice(rows, _BATCH)):
            self._take(batch)
            self._watch.on_progress(self._rows, self._share(stream))
            if self._watch.is_cancelled():
                raise ImportCancelledError
        if self._problems:
            raise ImportRefusedError(tuple(self._problems), self._file.path.name)
        self._transaction.rows("DROP TABLE import_skus")
        return ImportResult(self._added, self._updated)

    def _given(self, stream: IO[str]) -> Iterator[ProductRow]:
        """Yield the rows; a line that cannot be read ends them, for what follows is out of step."""
        try:
            yield from read_rows(self._file, stream)
        except ImportRefusedError as error:
            self._problems += error.problems

    def _take(self, batch: list[ProductRow]) -> None:
        self._rows += len(batch)
        if self._rows > ROWS_MOST:
            text = f"There are more than {ROWS_MOST:,} products. Split the file."
            raise ImportRefusedError((RowProblem(batch[-1].line, text),), self._file.path.name)
        for row in batch:
            if fault := _fault(row):
                self._blame(row.line, fault)
        self._note_skus(batch)
        if not self._problems:
            self._store(batch)

    def _blame(self, line: int, text: str) -> None:
        self._problems.append(RowProblem(line, text))
        if len(self._problems) >= _PROBLEMS_MOST:
            raise ImportRefusedError(tuple(self._problems), self._file.path.name)

    def _note_skus(self, batch: list[ProductRow]) -> None:
        """Remember the SKUs and blame the lines that say one again."""
        with_sku = [row for row in batch if row.values.get("sku")]
        skus = [row.values["sku"] for row in with_sku]
        seen: dict[str, int] = dict(
            self._transaction.rows(
                f"SELECT sku, line FROM import_skus WHERE sku IN ({placeholders(skus)})", skus
            )
        )
        for row in with_sku:
            sku = row.values["sku"]
            if sku in seen:
                self._blame(row.line, f"The SKU “{sku}” is on line {seen[sku]:,} already.")
            seen.setdefault(sku, row.line)
        self._transaction.insert_many(
            "INSERT OR IGNORE INTO import_skus (sku, line) VALUES (?, ?)",
            [(row.values["sku"], row.line) for row in with_sku],
        )

    def _store(self, batch: list[ProductRow]) -> None:
        known = self._known_ids(batch)
        new = [row for row in batch if row.values.get("sku") not in known]
        for row in batch:
            product_id = known.get(row.values.get("sku", ""))
            if product_id is not None:
                self._transaction.update(PRODUCTS, [product_id], **row.values)
        self._transaction.insert_many(
            "INSERT INTO products (id, sku, name, brand, description, color, created_utc)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [self._new_row(row, number) for number, row in enumerate(new, self._added)],
        )
        self._added += len(new)
        self._updated += len(batch) - len(new)

    def _known_ids(self, batch: list[ProductRow]) -> dict[str, ProductId]:
        skus = [sku for row in batch if (sku := row.values.get("sku"))]
        return dict(
            self._transaction.rows(
                f"SELECT sku, id FROM products WHERE sku IN ({placeholders(skus)})"
                " AND sku <> '' AND deleted_utc IS NULL",
                skus,
            )
        )

    def _new_row(self, row: ProductRow, number: int) -> tuple[str | int, ...]:
        texts = [row.values.get(field, "") for field in FIELDS]
        color = number % _COLORS
        return (new_product_id(), *texts, color, self._transaction.now_utc)

    def _share(self, stream: IO[str]) -> float:
        read_bytes: int = stream.buffer.tell()  # type: ignore[attr-defined]
        return min(1.0, read_bytes / max(1, self._file.size_bytes))


def _fault(row: ProductRow) -> str:
    """Return what is wrong with a row, or ""."""
    if not row.values.get("name"):
        return "The name is missing."
    for field, text in row.values.items():
        if len(text) > _MOST_CHARACTERS[field]:
            most = _MOST_CHARACTERS[field]
            return f"The {field} is {len(text):,} letters long; {most:,} are the most."
        if "\0" in text:
            return f"The {field} holds a zero byte."
        try:
            check_text(field, text)
        except LibraryError:
            return f"The {field} holds a broken character."
    return ""
