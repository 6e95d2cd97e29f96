"""The one thread through which every write to the library goes, one at a time.

No Qt here, so that the command line can use it without a display library.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.changes import Changes
    from gallery_studio.library.images import ImageStore
    from gallery_studio.library.library import Library
    from gallery_studio.library.reader import LibraryReader

T = TypeVar("T")


class LibraryExecutor:
    """Implements `studio.access.LibraryAccess`. Owns its thread and that thread's reader."""

    def __init__(self, library: Library, on_changes: Callable[[Changes], None]) -> None:
        """Start the thread.

        Args:
            library: Open for writing; not closed by the executor.
            on_changes: Told of every write that changed something, on the executor's thread,
                before the writer itself goes on.
        """
        self._library = library
        self._on_changes = on_changes
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="library")
        self._reader: LibraryReader | None = None

    @property
    def images(self) -> ImageStore:
        """The picture files."""
        return self._library.images

    async def write(self, operation: Callable[[Library], Changes]) -> Changes:
        """Run one write in its turn; see `LibraryAccess.write`.

        A write that has begun is finished even when the caller is cancelled meanwhile.
        """
        loop = asyncio.get_running_loop()
        return await asyncio.shield(loop.run_in_executor(self._pool, self._write, operation))

    async def read(self, query: Callable[[LibraryReader], T]) -> T:
        """Run one query in its turn; see `LibraryAccess.read`."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._read, query)

    def shutdown(self) -> None:
        """Finish what was asked for, then end the thread. Call it once, from any other thread."""
        self._pool.submit(self._close_reader).result()
        self._pool.shutdown(wait=True)

    def _write(self, operation: Callable[[Library], Changes]) -> Changes:
        changes = operation(self._library)
        if changes:
            self._on_changes(changes)
        return changes

    def _read(self, query: Callable[[LibraryReader], T]) -> T:
        if self._reader is None:
            self._reader = self._library.reader()
        return query(self._reader)

    def _close_reader(self) -> None:
        if self._reader is not None:
            self._reader.shutdown()
            self._reader = None
