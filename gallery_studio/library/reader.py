"""Everything that can be read from a library, on a connection of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.library.archive.facts import MakingQueries
from gallery_studio.library.reading.bin import BinQueries
from gallery_studio.library.reading.browsing import BrowsingQueries
from gallery_studio.library.reading.canvas import CanvasQueries
from gallery_studio.library.reading.conversations import ConversationQueries
from gallery_studio.library.reading.finding import FindingQueries
from gallery_studio.library.reading.people import PeopleQueries
from gallery_studio.library.reading.projects import ProjectQueries
from gallery_studio.library.reading.search import SearchQueries
from gallery_studio.library.reading.sessions import SessionQueries

if TYPE_CHECKING:
    from gallery_studio.domain.ids import SessionId
    from gallery_studio.library.archive.snapshot import SessionSnapshot


class LibraryReader(
    SessionQueries,
    ConversationQueries,
    PeopleQueries,
    ProjectQueries,
    SearchQueries,
    BinQueries,
    BrowsingQueries,
    FindingQueries,
    MakingQueries,
    CanvasQueries,
):
    """Reads beside the writer and never waits for it.

    Made and used in one thread; each thread that reads has its own. `shutdown` closes it.
    Every method raises `LibraryError` when the library cannot be read.
    """

    def session_snapshot(
        self, session_id: SessionId, *, with_people: bool = False
    ) -> SessionSnapshot:
        """Return everything of a session, read at one moment: see `ArchiveQueries`."""
        from gallery_studio.library.archive.snapshot import ArchiveQueries

        queries = ArchiveQueries(self._connection, self._images)
        return queries.session_snapshot(session_id, with_people=with_people)
