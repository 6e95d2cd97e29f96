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
_WORDS = r"[^\W_]+"


_THINGS = """
        WHEN 'product' THEN (SELECT deleted_utc FROM products WHERE id = d.subject_id)
        WHEN 'person' THEN (SELECT deleted_utc FROM people WHERE id = d.subject_id)
        WHEN 'identity' THEN (SELECT deleted_utc FROM identities WHERE id = d.subject_id)
        WHEN 'project' THEN (SELECT deleted_utc FROM projects WHERE id = d.subject_id)
"""
_TALK = """
        WHEN 'title' THEN (SELECT deleted_utc FROM conversations WHERE id = d.subject_id)
        WHEN 'message' THEN (SELECT v.deleted_utc FROM turns t JOIN conversations v
            ON v.id = t.conversation_id WHERE t.id = d.subject_id)
        WHEN 'prompt' THEN (SELECT coalesce(o.deleted_utc, v.deleted_utc) FROM outputs o
            JOIN turns t ON t.id = o.turn_id JOIN conversations v ON v.id = t.conversation_id
            WHERE o.id = d.subject_id)
        WHEN 'reply' THEN (SELECT coalesce(o.deleted_utc, v.deleted_utc) FROM outputs o
            JOIN turns t ON t.id = o.turn_id JOIN conversations v ON v.id = t.conversation_id
            WHERE o.id = d.subject_id)
        WHEN 'caption' THEN (SELECT deleted_utc FROM cards WHERE id = d.subject_id)
"""
THING_OUT_OF_BIN = f"s.deleted_utc IS NULL AND CASE d.kind {_THINGS} END IS NULL"
"""That a text ``d`` (with its session ``s`` joined) is of no session or thing in the bin."""

_OUT_OF_BIN = f"s.deleted_utc IS NULL AND CASE d.kind {_THINGS} {_TALK} END IS NULL"


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

        Case and accents do not matter. What lies in the bin is left out. Newest first and not by
        rank, which would take 100 times as long for one letter.
        """
        words = re.findall(_WORDS, unicodedata.normalize("NFC", text))
        if not words:
            return []
        rows = self._rows(
            "SELECT d.kind, d.subject_id, d.session_id, d.body FROM search"
            " JOIN search_documents d ON d.id = search.rowid"
            " LEFT JOIN sessions s ON s.id = d.session_id"
            f" WHERE search MATCH ? AND {_OUT_OF_BIN} ORDER BY search.rowid DESC LIMIT ?",
            (" ".join(f'"{word}"*' for word in words), limit),
        )
        return [SearchHit(*row) for row in rows]
