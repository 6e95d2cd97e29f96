"""Sessions as the browser shows them: searched in everything written, filtered and sorted."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING

from gallery_studio.domain.search_query import SearchQuery
from gallery_studio.library.reading.finding import card_conditions, match_of
from gallery_studio.library.reading.summaries import SummaryQueries, listed
from gallery_studio.library.records import folded
from gallery_studio.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gallery_studio.domain.ids import ImageId, SessionId
    from gallery_studio.domain.session import SessionSummary
    from gallery_studio.library.database import Value

LOOKED_AT = 600
"""Texts looked at to answer a key stroke; a whole answer looks at all."""

FILTERED_FIRST = 200
"""Texts, or cards without words, that filters look at for a key stroke."""

FOUND_FIRST = 24
"""Sessions shown at a key stroke; the others follow when typing rests."""

_COVERS = 3


class SessionSort(StrEnum):
    """In which order sessions are shown."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"
    LARGEST = "largest"


@dataclass(frozen=True, slots=True)
class SessionsWanted:
    """Which sessions are asked for.

    Attributes:
        query: Words and filters.
        show: ``all``, ``starred`` or ``edited``.
        model: Id of a model that made a picture of the session, or "".
        product_id: A product shown in it, or "".
        sort: The order.
        limit: Most sessions to return.
    """

    query: SearchQuery = field(default_factory=SearchQuery)
    show: str = "all"
    model: str = ""
    product_id: str = ""
    sort: SessionSort = SessionSort.NEWEST
    limit: int = 500


@dataclass(frozen=True, slots=True)
class BrowsedSession:
    """A session as the browser shows it.

    Attributes:
        summary: Name, counts, dates.
        covers: Up to three pictures, the cover first.
        product_color: Colour index of the product it shows, or None.
        product_name: Its name, or "".
    """

    summary: SessionSummary
    covers: tuple[ImageId, ...] = ()
    product_color: int | None = None
    product_name: str = ""


@dataclass(frozen=True, slots=True)
class BrowsedSessions:
    """What was found.

    Attributes:
        sessions: The sessions.
        is_whole: Whether every text was looked at; else older sessions may be missing.
    """

    sessions: tuple[SessionSummary, ...]
    is_whole: bool = True


# Which sessions only: what they add up to is known of most of them (`SummaryQueries`).
_FOUND = """
    SELECT s.id FROM sessions s
    WHERE s.deleted_utc IS NULL
        AND EXISTS (SELECT 1 FROM cards c WHERE c.session_id = s.id AND c.deleted_utc IS NULL)
        {conditions}
    ORDER BY {order} LIMIT ?
"""
_ORDERS = {
    SessionSort.NEWEST: "s.updated_utc DESC, s.id DESC",
    SessionSort.OLDEST: "s.updated_utc, s.id",
    SessionSort.NAME: "s.name_folded, s.id",
    SessionSort.LARGEST: "(SELECT count(*) FROM cards c WHERE c.session_id = s.id"
    " AND c.deleted_utc IS NULL AND c.image_id IS NOT NULL) DESC, s.updated_utc DESC",
}
_SHOWN = {
    "all": "",
    "starred": """ AND EXISTS (SELECT 1 FROM cards c WHERE c.session_id = s.id
        AND c.is_starred = 1 AND c.deleted_utc IS NULL AND c.image_id IS NOT NULL)""",
    "edited": """ AND EXISTS (SELECT 1 FROM conversations v WHERE v.session_id = s.id
        AND v.source_image_id IS NOT NULL AND v.deleted_utc IS NULL)""",
}
_MODEL = """ AND EXISTS (SELECT 1 FROM outputs o WHERE o.session_id = s.id AND o.model = ?
    AND o.image_id IS NOT NULL)"""
_FILTERED = """ AND s.id IN (SELECT c.session_id FROM cards c
    LEFT JOIN images i ON i.id = c.image_id
    LEFT JOIN outputs o ON o.id = c.output_id LEFT JOIN turns t ON t.id = o.turn_id
    LEFT JOIN products p ON p.id = t.product_id WHERE c.deleted_utc IS NULL{conditions})"""
_ONE_OF = "s.id IN (SELECT value FROM json_each(?))"
# One row: six hundred of them take as long as the search itself. The texts are read in the order of
# their numbers, not as they come out of the index.
_WRITTEN = """
    SELECT count(*), json_group_array(DISTINCT session_id) FILTER (WHERE session_id IS NOT NULL),
        json_group_array(subject_id) FILTER (WHERE kind = 'product')
    FROM search_documents
    WHERE id IN (SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?)
"""


class BrowsingQueries(SummaryQueries):
    """Reads sessions for the sidebar and the browser."""

    def browse(self, wanted: SessionsWanted, *, is_whole: bool = False) -> BrowsedSessions:
        """Return the sessions that are asked for; those without a card are never shown.

        A session is found by its name and by everything written in it: directives, messages,
        replies, captions, and the names of its products.

        Args:
            wanted: Which ones.
            is_whole: Whether to look at every text and card, which may take a tenth of a second;
                else only at the newest `LOOKED_AT` texts that match, or cards.
        """
        conditions = _SHOWN[wanted.show]
        values: list[Value] = []
        looked_at = -1 if is_whole else LOOKED_AT
        was_whole = True
        if wanted.model:
            conditions, values = conditions + _MODEL, [*values, wanted.model]
        if wanted.product_id:
            conditions += f" AND {_ONE_OF}"
            values.append(listed(self._sessions_of_products({wanted.product_id})))
        if wanted.query.has_filters:
            sql, more = card_conditions(wanted.query, newest=FILTERED_FIRST if not is_whole else -1)
            conditions += _FILTERED.format(conditions=sql)
            values += more
            was_whole = is_whole
        elif wanted.query.has_words:
            written, was_whole = self._written_in(wanted.query, looked_at)
            names = " AND ".join(["instr(s.name_folded, ?)"] * len(wanted.query.words))
            conditions += f" AND (({names}) OR {_ONE_OF})"
            values += [*(folded(word) for word in wanted.query.words), written]
        sql = _FOUND.format(conditions=conditions, order=_ORDERS[wanted.sort])
        found = [row[0] for row in self._rows(sql, (*values, wanted.limit))]
        return BrowsedSessions(self._summed_up(found), was_whole)

    def summaries_of(self, session_ids: Iterable[SessionId]) -> tuple[SessionSummary, ...]:
        """Return those of the sessions that are shown anywhere, the one worked on last first."""
        conditions, order = f" AND {_ONE_OF}", _ORDERS[SessionSort.NEWEST]
        sql = _FOUND.format(conditions=conditions, order=order)
        return self._summed_up([row[0] for row in self._rows(sql, (listed(session_ids), -1))])

    def with_covers(self, summaries: tuple[SessionSummary, ...]) -> list[BrowsedSession]:
        """Return sessions with up to three covers each and the product they show."""
        return [self._with_covers(summary) for summary in summaries]

    def session_products_shown(self) -> list[tuple[str, str]]:
        """Return id and name of the products that pictures show, by name."""
        return self._rows(
            "SELECT p.id, p.name FROM products p WHERE p.deleted_utc IS NULL AND (EXISTS"
            " (SELECT 1 FROM turns t WHERE t.product_id = p.id) OR EXISTS (SELECT 1 FROM"
            " session_products s WHERE s.product_id = p.id)) ORDER BY p.name LIMIT 40"
        )

    def image_card_count(self) -> int:
        """Return how many pictures lie on the canvases of all sessions."""
        rows = self._rows(
            "SELECT count(*) FROM cards c JOIN sessions s ON s.id = c.session_id"
            " WHERE c.deleted_utc IS NULL AND c.image_id IS NOT NULL AND s.deleted_utc IS NULL"
        )
        return int(rows[0][0])

    def models_used(self) -> list[str]:
        """Return the ids of all models that made a picture."""
        rows = self._rows("SELECT DISTINCT model FROM outputs WHERE image_id IS NOT NULL")
        return sorted(str(row[0]) for row in rows)

    def _with_covers(self, summary: SessionSummary) -> BrowsedSession:
        covers = self._rows(
            "SELECT c.image_id FROM cards c WHERE c.session_id = ? AND c.deleted_utc IS NULL"
            " AND c.image_id IS NOT NULL ORDER BY c.is_starred DESC, c.created_utc DESC,"
            f" c.rowid DESC LIMIT {_COVERS}",
            (summary.id,),
        )
        products = self._rows(
            "SELECT p.color, p.name FROM session_products x JOIN products p"
            " ON p.id = x.product_id WHERE x.session_id = ? ORDER BY x.position LIMIT 1",
            (summary.id,),
        )
        color, name = products[0] if products else (None, "")
        return BrowsedSession(summary, tuple(row[0] for row in covers), color, name)

    def _written_in(self, query: SearchQuery, looked_at: int) -> tuple[str, bool]:
        """Return the sessions with a text that matches, and whether all texts were looked at.

        The sessions are a JSON list, as `_ONE_OF` takes it.
        """
        ((count, sessions, products),) = self._rows(_WRITTEN, (match_of(query), looked_at))
        shown = self._sessions_of_products(set(json.loads(products)))
        if shown:
            sessions = listed(shown.union(json.loads(sessions)))
        return sessions, count != looked_at

    def _sessions_of_products(self, product_ids: set[str]) -> set[SessionId]:
        found: set[SessionId] = set()
        for column in ("turns", "session_products"):
            sql = f"SELECT DISTINCT session_id FROM {column} WHERE product_id IN ({{ids}})"
            found.update(row[0] for row in self._rows_of(sql, product_ids))
        return found
