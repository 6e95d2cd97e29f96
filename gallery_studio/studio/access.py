"""How use cases reach the library: one writer, awaited, and short reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.changes import Changes
    from gallery_studio.library.images import ImageStore
    from gallery_studio.library.library import Library
    from gallery_studio.library.reader import LibraryReader

T = TypeVar("T")


class LibraryAccess(Protocol):
    """The library as the studio thread sees it. Implemented in `workers`."""

    @property
    def images(self) -> ImageStore:
        """The picture files; storing one needs no database and may run in any thread."""
        ...

    async def write(self, operation: Callable[[Library], Changes]) -> Changes:
        """Run one write in its turn, announce what it changed, and return that.

        Raises:
            LibraryError: Nothing was written.
        """
        ...

    async def read(self, query: Callable[[LibraryReader], T]) -> T:
        """Run one query in its turn, after the writes asked for before it.

        Raises:
            LibraryError: The library cannot be read.
        """
        ...
