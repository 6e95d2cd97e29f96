"""Search over everything that was written, as it is typed."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from gallery_studio.library.reading.connection import ReadConnection
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from gallery_studio.domain.ids import SessionId

# as unicode61 splits words: a quoted word that it would split again were a phrase, an error here
_WORDS = re.compile(r"[^\W_]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One text that holds all words looked for.

    Attributes:
        kind: ``session, composition, title, message, prompt, reply, caption, product, person,
            identity`` or ``project``.
        subject_id: Id of the thing whose text it is (for ``prompt`` and ``reply``: the output).
        session_id: Its session, or None.
        text: The whole text.
    """

    kind: str
    subject_id: str
    session_id: SessionId | None
    text: str


class SearchQueries(ReadConnection):
    """Reads the full-text index."""

    def search(self, text: str, *, limit: int = 50) -> list[SearchHit]:
        """Return the newest texts that hold all words, each word from its beginning.

        Case and accents do not matter. Sessions and projects in the bin are left out. Newest first
        and not by rank, which would take 100 times as long for one letter.
        """
        words = _WORDS.findall(unicodedata.normalize("NFC", text))
        if not words:
            return []
        rows = self._rows(
            "SELECT d.kind, d.subject_id, d.session_id, d.body FROM search"
            " JOIN search_documents d ON d.id = search.rowid"
            " LEFT JOIN sessions s ON s.id = d.session_id"
            " WHERE search MATCH ? AND s.deleted_utc IS NULL AND NOT (d.kind = 'project' AND EXISTS"
            " (SELECT 1 FROM projects p WHERE p.id = d.subject_id AND p.deleted_utc IS NOT NULL))"
            " ORDER BY search.rowid DESC LIMIT ?",
            (" ".join(f'"{word}"*' for word in words), limit),
        )
        return [SearchHit(*row) for row in rows]
