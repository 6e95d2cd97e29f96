"""Everything that can be read from a library, on a connection of its own."""

from __future__ import annotations

from gallery_studio.library.archive.snapshot import ArchiveQueries
from gallery_studio.library.reading.bin import BinQueries
from gallery_studio.library.reading.browsing import BrowsingQueries
from gallery_studio.library.reading.conversations import ConversationQueries
from gallery_studio.library.reading.finding import FindingQueries
from gallery_studio.library.reading.people import PeopleQueries
from gallery_studio.library.reading.projects import ProjectQueries
from gallery_studio.library.reading.search import SearchQueries
from gallery_studio.library.reading.sessions import SessionQueries


class LibraryReader(
    SessionQueries,
    ConversationQueries,
    PeopleQueries,
    ProjectQueries,
    SearchQueries,
    BinQueries,
    BrowsingQueries,
    FindingQueries,
    ArchiveQueries,
):
    """Reads beside the writer and never waits for it.

    Made and used in one thread; each thread that reads has its own. `shutdown` closes it.
    Every method raises `LibraryError` when the library cannot be read.
    """
