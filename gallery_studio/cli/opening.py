"""Opening a library for one command."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from gallery_studio.library.library import Library
from gallery_studio.library.unmaking import LibraryFolder
from gallery_studio.workers.library_executor import LibraryExecutor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.workers.instance import LockOwner


class HeldElsewhereError(Exception):
    """Another process holds the library.

    Attributes:
        owner: Which one.
    """

    def __init__(self, owner: LockOwner) -> None:
        super().__init__(owner.sentence())
        self.owner = owner


@contextmanager
def writing(folder: Path) -> Iterator[LibraryExecutor]:
    """Open a library for writing, with its lock.

    A library that is made here and holds nothing in the end is taken away again: what was refused
    or stopped leaves the folder as it was.

    Raises:
        HeldElsewhereError: Another process has it open.
        LibraryError: It cannot be opened.
    """
    from gallery_studio.workers.instance import InstanceLock

    before = LibraryFolder(folder)
    lock = InstanceLock(folder)
    try:
        owner = lock.acquire()
        if owner is not None:
            raise HeldElsewhereError(owner)
        try:
            with _opened(folder) as executor:
                yield executor
        finally:
            before.take_away_unused()
    finally:
        lock.release()
        before.take_away_folders()


@contextmanager
def _opened(folder: Path) -> Iterator[LibraryExecutor]:
    library = Library.open(folder)
    executor = LibraryExecutor(library, lambda _changes: None)
    try:
        yield executor
    finally:
        executor.shutdown()
        library.shutdown()


@contextmanager
def reading(folder: Path) -> Iterator[LibraryReader]:
    """Open a library for reading, beside an open window or alone.

    Raises:
        LibraryError: There is none, or it cannot be read.
    """
    library = Library.open_read_only(folder)
    try:
        reader = library.reader()
        try:
            yield reader
        finally:
            reader.shutdown()
    finally:
        library.shutdown()
