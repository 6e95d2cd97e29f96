"""What can be brought in: files, folders, pasted pictures, addresses, pictures of the library."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from gallery_studio.domain.image import MediaType
from gallery_studio.domain.limits import (
    IMPORT_DEPTH_MOST,
    IMPORT_ENTRIES_MOST,
    IMPORT_FILES_MOST,
)
from gallery_studio.domain.naming import one_line
from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from gallery_studio.domain.geometry import Rect
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.session import Session

SUFFIXES = frozenset({".jpeg", *(f".{media_type.suffix}" for media_type in MediaType)})


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file, or a folder with everything in it."""

    path: Path


@dataclass(frozen=True, slots=True)
class MadeSource:
    """A picture that was pasted or dropped without a file.

    Attributes:
        make: Returns its encoded bytes; called in a worker thread.
        name: What it is called.
    """

    make: Callable[[], bytes] = field(repr=False)
    name: str


@dataclass(frozen=True, slots=True)
class AddressSource:
    """A picture on the web."""

    address: str


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A picture the library has already."""

    image_id: ImageId
    name: str


Source = FileSource | MadeSource | AddressSource | StoredSource


@dataclass(frozen=True, slots=True)
class CardTarget:
    """Where pictures become cards.

    Attributes:
        session: Made when it is not there yet.
        anchor: Where the first one goes, if that is free; only its top left corner counts.
    """

    session: Session
    anchor: Rect


@dataclass(frozen=True, slots=True)
class ImportWish:
    """What to bring in.

    Attributes:
        sources: In order.
        cards: Where they become cards; None stores them as references.
        skipped: What was refused before, to be reported with the rest.
    """

    sources: tuple[Source, ...]
    cards: CardTarget | None = None
    skipped: tuple[SkippedSource, ...] = ()


@dataclass(frozen=True, slots=True)
class SkippedSource:
    """Something that was not brought in.

    Attributes:
        name: What the person calls it.
        reason: Why, in a sentence.
    """

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The pictures among files and folders.

    Attributes:
        paths: Files to read, in order; at most `IMPORT_FILES_MOST`.
        skipped: Folders that cannot be read.
        left_out: Pictures beyond the limit.
    """

    paths: tuple[Path, ...]
    skipped: tuple[SkippedSource, ...]
    left_out: int


def find_pictures(paths: Iterable[Path], is_cancelled: Callable[[], bool]) -> FoundFiles:
    """Return the files given and those in the folders given, sorted (worker thread).

    In folders only what is named like a picture counts; hidden things and linked folders are left
    alone. Nothing is opened.
    """
    finder = _Finder(is_cancelled)
    for path in paths:
        finder.add(path)
    return FoundFiles(
        tuple(finder.found[:IMPORT_FILES_MOST]),
        tuple(finder.skipped),
        max(0, len(finder.found) - IMPORT_FILES_MOST),
    )


class _Finder:
    """Walks through folders."""

    def __init__(self, is_cancelled: Callable[[], bool]) -> None:
        self.found: list[Path] = []
        self.skipped: list[SkippedSource] = []
        self._is_cancelled = is_cancelled
        self._entries = 0

    def add(self, path: Path) -> None:
        """Add a file, or what a folder holds."""
        if path.is_dir():
            self._add_folder(path, 0)
        else:
            self.found.append(path)

    def _add_folder(self, folder: Path, depth: int) -> None:
        folders = []
        for entry in self._scan(folder):
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif Path(entry.name).suffix.lower() in SUFFIXES:
                self.found.append(Path(entry.path))
        for inner in folders:
            if depth < IMPORT_DEPTH_MOST:
                self._add_folder(inner, depth + 1)

    def _scan(self, folder: Path) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                seen = sorted(entries, key=lambda entry: _natural(entry.name))
        except OSError as error:
            reason = f"{folder.name} cannot be read ({error.strerror}). Check its permissions."
            self.skipped.append(SkippedSource(folder.name, reason))
            return
        for entry in seen:
            self._entries += 1
            if self._is_cancelled() or self._entries > IMPORT_ENTRIES_MOST:
                return
            if not entry.name.startswith("."):
                yield entry


def name_of(source: Source) -> str:
    """Return what a person calls a source."""
    match source:
        case FileSource(path):
            return one_line(path.name, 80)
        case AddressSource(address):
            return host_of(address)
        case MadeSource(_, name) | StoredSource(_, name):
            return one_line(name, 80)


def host_of(address: str) -> str:
    """Return the part of an address that tells whose it is."""
    rest = address.partition("://")[2] or address
    return one_line(rest.partition("/")[0].rpartition("@")[2], 60)


def _natural(name: str) -> tuple[tuple[bool, int, str], ...]:
    """Return a key that sorts ``2.png`` before ``10.png``."""
    parts: list[tuple[bool, int, str]] = []
    digits = ""
    for letter in f"{name.casefold()}\0":
        if letter.isascii() and letter.isdigit() and len(digits) < 18:
            digits += letter
            continue
        if digits:
            parts.append((False, int(digits), ""))
            digits = ""
        parts.append((True, 0, letter))
    return tuple(parts)
