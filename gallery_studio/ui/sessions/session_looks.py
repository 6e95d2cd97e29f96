"""How sessions are looked for as a person types: a quick look, then the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.library.reading.browsing import FOUND_FIRST
from gallery_studio.records import replace

if TYPE_CHECKING:
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.library.reading.browsing import BrowsedSessions, SessionsWanted
    from gallery_studio.workers.search_worker import Look


def looks_for_sessions(wanted: SessionsWanted) -> tuple[Look, Look]:
    """Return the two looks; both find `BrowsedSessions`."""
    first = replace(wanted, limit=min(FOUND_FIRST, wanted.limit))

    def quick(reader: LibraryReader) -> tuple[BrowsedSessions, bool]:
        found = reader.browse(first)
        return found, found.is_whole and len(found.sessions) < first.limit

    def whole(reader: LibraryReader) -> tuple[BrowsedSessions, bool]:
        return reader.browse(wanted, is_whole=True), True

    return quick, whole
