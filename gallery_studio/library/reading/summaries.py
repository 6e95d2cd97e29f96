"""What sessions add up to, remembered for as long as nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.session import SessionSummary
from gallery_studio.library.reading.connection import ReadConnection
from gallery_studio.library.statements import json_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from gallery_studio.domain.ids import SessionId
    from gallery_studio.library.images import ImageStore

REMEMBERED = 2_000
"""Most sessions remembered: a megabyte or two."""

SUMMARY = """SELECT s.id, s.name,
        (SELECT count(*) FROM cards c INDEXED BY cards_with_pictures WHERE c.session_id = s.id
            AND c.deleted_utc IS NULL AND c.image_id IS NOT NULL),
        (SELECT count(*) FROM outputs o WHERE o.session_id = s.id
            AND o.status IN ('pending', 'generating')),
        (SELECT count(*) FROM cards c WHERE c.session_id = s.id AND c.is_starred = 1
            AND c.deleted_utc IS NULL AND c.image_id IS NOT NULL),
        (SELECT count(*) FROM conversations v WHERE v.session_id = s.id
            AND v.source_image_id IS NOT NULL AND v.deleted_utc IS NULL),
        s.created_utc, s.updated_utc,
        (SELECT c.image_id FROM cards c WHERE c.session_id = s.id
            AND c.deleted_utc IS NULL AND c.image_id IS NOT NULL
            ORDER BY c.is_starred DESC, c.created_utc DESC, c.rowid DESC LIMIT 1)"""
"""What a session adds up to, in the order of `SessionSummary`; the sessions are called ``s``."""

_SUMMARIES = f"""
    {SUMMARY}
    FROM json_each(?) wanted CROSS JOIN sessions s ON s.id = wanted.value
    WHERE s.deleted_utc IS NULL
"""


class SummaryQueries(ReadConnection):
    """Reads what sessions add up to.

    To count the cards of 24 sessions takes as long as to find those sessions. Between two key
    strokes mostly nothing was written and mostly the same sessions are found, so what was counted
    is kept until SQLite says that another connection has written; this one never does.
    """

    def __init__(self, connection: sqlite3.Connection, images: ImageStore) -> None:
        super().__init__(connection, images)
        self._remembered: dict[SessionId, SessionSummary] = {}
        self._summed_up_at = -1

    def _summed_up(self, session_ids: Sequence[SessionId]) -> tuple[SessionSummary, ...]:
        """Return the sessions in the order given, those left out that are gone."""
        # asked first: what is written from here on is seen by the next one who asks
        ((data_version,),) = self._rows("PRAGMA data_version")
        unknown = set(session_ids).difference(self._remembered)
        is_full = len(self._remembered) + len(unknown) > REMEMBERED
        if data_version != self._summed_up_at or is_full:
            self._remembered.clear()
            self._summed_up_at = data_version
            unknown = set(session_ids)
        if unknown:
            rows = self._rows(_SUMMARIES, (listed(unknown),))
            self._remembered.update((row[0], SessionSummary(*row)) for row in rows)
        known = self._remembered
        return tuple(known[one] for one in session_ids if one in known)


def listed(ids: Iterable[SessionId]) -> str:
    """Return ids as one value of a statement, for ``json_each``: there may be any number of them.

    A list in the statement itself would be parsed anew at each key stroke.
    """
    return json_text(sorted(ids))
