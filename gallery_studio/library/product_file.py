"""Files with products, CSV and JSON: what they are, and their rows one by one.

Nothing is guessed in silence: an encoding that cannot be told is offered for choice, headings that
are missing or come twice are refused, and every fault carries its line number. Rows are streamed:
a file of a million needs no more memory than one of ten.

Source: RFC 4180; the faults that were found in practice, in the project's notes on reliability.
"""

from __future__ import annotations

import codecs
import csv
from itertools import islice
from typing import IO, TYPE_CHECKING, Literal

from gallery_studio.domain.errors import RequestError
from gallery_studio.library.product_json import JsonFaultError, json_records
from gallery_studio.library.spreadsheet_text import restored
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIELDS = ("sku", "name", "brand", "description")
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
PREVIEW_ROWS = 5
CELL_CHARACTERS = 131_072

_HEADINGS = {
    "sku": ("sku", "article number", "article no", "item number", "item no", "product code", "id"),
    "name": ("name", "product", "product name", "title"),
    "brand": ("brand", "brand name", "manufacturer", "maker"),
    "description": ("description", "product description", "details", "text"),
}
_FIELD_OF = {word: field for field, words in _HEADINGS.items() for word in words}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSES = ("cp1252", "shift_jis", "gb18030")
"""Tried in this order where the encoding cannot be told; the first that fits is shown."""

_FITS_ALL = "mac_roman"
_CHUNK_BYTES = 1 << 20
_SHOWN_PROBLEMS = 3


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One product of a file.

    Attributes:
        line: Line it begins on, from 1.
        values: Text by field (see `FIELDS`); only fields the file has.
    """

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong on one line; line 0 is the file as a whole."""

    line: int
    text: str


class ImportRefusedError(RequestError):
    """A file cannot be imported; nothing was changed.

    Attributes:
        problems: Every fault found, in order, up to a limit.
    """

    def __init__(self, problems: tuple[RowProblem, ...], file_name: str) -> None:
        self.problems = problems
        super().__init__(_sentence(problems, file_name))


@dataclass(frozen=True, slots=True)
class ProductFile:
    """How a file is read.

    Attributes:
        path: The file.
        kind: ``csv`` or ``json``.
        encoding: Python's name of its encoding.
        is_encoding_sure: Whether that was told by a mark or proved; False offers a choice.
        delimiter: Between the cells of a CSV file; "" for JSON.
        fields: Field per column, "" for one that is not taken over.
        ignored: Headings that are not taken over.
        size_bytes: Its size.
    """

    path: Path
    kind: Literal["csv", "json"]
    encoding: str
    is_encoding_sure: bool
    delimiter: str
    fields: tuple[str, ...]
    ignored: tuple[str, ...]
    size_bytes: int


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would take over.

    Attributes:
        file: How the file is read.
        rows: Its first rows.
    """

    file: ProductFile
    rows: tuple[ProductRow, ...]


def inspect_file(path: Path, encoding: str | None = None) -> ImportPreview:
    """Find out what a file is and return its first rows (worker thread; reads the whole file once).

    Args:
        path: The file.
        encoding: Chosen by the person, or None to find it out.

    Raises:
        ImportRefusedError: It is no such file, or its headings are wrong.
    """
    size_bytes = _check_whole(path)
    found, is_sure = (encoding, True) if encoding else _encoding_of(path)
    file = ProductFile(path, "csv", found, is_sure, "", (), (), size_bytes)
    with open_text(file) as stream:
        first = _first_letter(stream, path)
        file = _json_file(file, stream) if first in "[{" else _csv_file(file, stream)
    with open_text(file) as stream:
        rows = tuple(islice(read_rows(file, stream), PREVIEW_ROWS))
    if not rows:
        raise refused(path, 0, "The file has headings but no products under them.")
    return ImportPreview(file, rows)


def open_text(file: ProductFile) -> IO[str]:
    """Open a file for `read_rows`.

    Raises:
        ImportRefusedError: It cannot be opened.
    """
    try:
        return file.path.open(encoding=file.encoding, newline="")
    except OSError as error:
        raise refused(file.path, 0, f"The file cannot be read ({error.strerror}).") from None


def read_rows(file: ProductFile, stream: IO[str]) -> Iterator[ProductRow]:
    """Yield the products of a file, from a stream of `open_text`.

    Raises:
        ImportRefusedError: A line is faulty; all before it were given.
    """
    rows = _json_rows(file, stream) if file.kind == "json" else _csv_rows(file, stream)
    try:
        yield from rows
    except UnicodeDecodeError:
        raise refused(
            file.path, 0, f"The text is not {file.encoding}. Choose another encoding."
        ) from None


def refused(path: Path, line: int, text: str) -> ImportRefusedError:
    """Return the refusal for one fault."""
    return ImportRefusedError((RowProblem(line, text),), path.name)


def _check_whole(path: Path) -> int:
    """Return the size of a file that may hold text.

    Raises:
        ImportRefusedError: It is empty, a workbook, or cannot be read.
    """
    try:
        size_bytes = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise refused(path, 0, f"The file cannot be read ({error.strerror}).") from None
    if not head.strip():
        raise refused(path, 0, "The file is empty.")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise refused(
            path, 0, "This is a workbook, not a CSV file. Save it as “CSV UTF-8” and try again."
        )
    return size_bytes


def _encoding_of(path: Path) -> tuple[str, bool]:
    """Return a file's encoding, and whether that is certain."""
    with path.open("rb") as file:
        head = file.read(4)
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                return encoding, True
        if _fits(file, "utf-8"):
            return "utf-8", True
        return next((each for each in _GUESSES if _fits(file, each)), _FITS_ALL), False


def _fits(file: IO[bytes], encoding: str) -> bool:
    """Whether a whole file can be read with an encoding."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(_CHUNK_BYTES):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _first_letter(stream: IO[str], path: Path) -> str:
    """Return the first letter that is no blank, and go back to the beginning."""
    try:
        head = stream.read(4096)
    except UnicodeError:
        raise refused(path, 0, "The text cannot be read. Choose another encoding.") from None
    if "\0" in head:
        raise refused(
            path, 0, "The file holds zero bytes: it is no text, or UTF-16 without a mark."
        )
    stream.seek(0)
    return head.lstrip()[:1]


def _csv_file(file: ProductFile, stream: IO[str]) -> ProductFile:
    """Return how a CSV file is read, from its heading line.

    Raises:
        ImportRefusedError: Headings cannot be read, are missing or come twice.
    """
    delimiter, headings = max(
        _readable_headings(file, stream),
        key=lambda found: (len(_known(found[1])), len(found[1])),
    )
    _check_headings(file.path, headings)
    return _with_columns(file, "csv", delimiter, headings)


def _readable_headings(file: ProductFile, stream: IO[str]) -> list[tuple[str, list[str]]]:
    """Return each delimiter with which the heading line can be read, and what it says then.

    Quoted headings are an error under every delimiter but their own.
    """
    found: list[tuple[str, list[str]]] = []
    problem = ""
    for mark in DELIMITERS:
        try:
            found.append((mark, _headings(stream, mark)))
        except csv.Error as error:
            problem = problem or str(error)
    if not found:
        raise refused(file.path, 1, f"The headings cannot be read ({problem}).")
    return found


def _headings(stream: IO[str], delimiter: str) -> list[str]:
    stream.seek(0)
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    return next((row for row in reader if any(cell.strip() for cell in row)), [])


def _known(headings: list[str]) -> list[str]:
    return [field for heading in headings if (field := _field_of(heading))]


def _field_of(heading: str) -> str:
    return _FIELD_OF.get(" ".join(heading.replace("_", " ").split()).casefold(), "")


def _check_headings(path: Path, headings: list[str]) -> None:
    known = _known(headings)
    twice = next((field for field in known if known.count(field) > 1), "")
    if twice:
        names = [heading for heading in headings if _field_of(heading) == twice]
        raise refused(
            path, 1, f"Two columns say the {twice}: {' and '.join(map(_shown, names))}. Keep one."
        )
    if "name" not in known:
        raise refused(
            path,
            1,
            f"There is no column “name”. The headings are {', '.join(map(_shown, headings))}.",
        )


def _shown(heading: str) -> str:
    return f"“{' '.join(heading.split())[:40]}”"


def _with_columns(
    file: ProductFile, kind: Literal["csv", "json"], delimiter: str, headings: list[str]
) -> ProductFile:
    return ProductFile(
        path=file.path,
        kind=kind,
        encoding=file.encoding,
        is_encoding_sure=file.is_encoding_sure,
        delimiter=delimiter,
        fields=tuple(map(_field_of, headings)),
        ignored=tuple(heading for heading in headings if not _field_of(heading)),
        size_bytes=file.size_bytes,
    )


def _csv_rows(file: ProductFile, stream: IO[str]) -> Iterator[ProductRow]:
    reader = csv.reader(stream, delimiter=file.delimiter, strict=True)
    has_headings = False
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise refused(file.path, line, _csv_fault(str(error))) from None
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        if not has_headings:
            has_headings = True
            continue
        yield ProductRow(line, _values(file, line, cells))


def _csv_fault(words: str) -> str:
    if "field larger" in words:
        return (
            f"A cell is longer than {CELL_CHARACTERS:,} letters. A quote that begins here is "
            "probably never closed."
        )
    if "unexpected end" in words:
        return "A quote that begins here is never closed."
    return f"The line cannot be read ({words})."


def _values(file: ProductFile, line: int, cells: list[str]) -> dict[str, str]:
    if len(cells) != len(file.fields):
        raise refused(
            file.path,
            line,
            f"It has {len(cells)} cells, and the headings are {len(file.fields)}.",
        )
    pairs = zip(file.fields, cells, strict=True)
    return {field: restored(cell).strip() for field, cell in pairs if field}


def _json_file(file: ProductFile, stream: IO[str]) -> ProductFile:
    names: dict[str, None] = {}
    try:
        for _, record in islice(json_records(stream), PREVIEW_ROWS):
            names |= dict.fromkeys(record)
    except JsonFaultError as fault:
        raise refused(file.path, fault.line, fault.text) from None
    if not names:
        raise refused(file.path, 0, "The file holds no products.")
    _check_headings(file.path, list(names))
    return _with_columns(file, "json", "", list(names))


def _json_rows(file: ProductFile, stream: IO[str]) -> Iterator[ProductRow]:
    try:
        for line, record in json_records(stream):
            yield ProductRow(line, _record_values(file, line, record))
    except JsonFaultError as fault:
        raise refused(file.path, fault.line, fault.text) from None


def _record_values(file: ProductFile, line: int, record: dict[str, object]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in record.items():
        field = _field_of(name)
        if not field:
            continue
        if field in values:
            raise refused(file.path, line, f"It says the {field} twice.")
        if isinstance(value, bool) or not isinstance(value, str | int | float | None):
            raise refused(file.path, line, f"The {field} is neither text nor a number.")
        values[field] = "" if value is None else str(value).strip()
    return values


def _sentence(problems: tuple[RowProblem, ...], file_name: str) -> str:
    shown = [
        f"Line {problem.line:,}: {problem.text}" if problem.line else problem.text
        for problem in problems[:_SHOWN_PROBLEMS]
    ]
    more = len(problems) - len(shown)
    rest = f" And {more} more." if more > 0 else ""
    return f"“{file_name}” cannot be imported. {' '.join(shown)}{rest} Nothing was changed."
