"""What lies in the bin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.library.reading.connection import ReadConnection

if TYPE_CHECKING:
    from gallery_studio.domain.bin import BinEntry

_SESSIONS = """
    SELECT 'session', s.id, s.name, s.deleted_utc, s.id, s.name,
        (SELECT count(*) FROM cards c WHERE c.session_id = s.id AND c.deleted_utc IS NULL
            AND c.image_id IS NOT NULL),
        (SELECT count(*) FROM cards c WHERE c.session_id = s.id AND c.is_starred = 1
            AND c.image_id IS NOT NULL),
        (SELECT c.image_id FROM cards c WHERE c.session_id = s.id AND c.deleted_utc IS NULL
            AND c.image_id IS NOT NULL ORDER BY c.is_starred DESC, c.created_utc DESC LIMIT 1)
    FROM sessions s WHERE s.deleted_utc IS NOT NULL
"""
_CARDS = """
    SELECT 'card', c.id, coalesce(t.message, c.caption), c.deleted_utc, s.id, s.name,
        c.image_id IS NOT NULL, c.is_starred, c.image_id
    FROM cards c JOIN sessions s ON s.id = c.session_id
    LEFT JOIN outputs o ON o.id = c.output_id LEFT JOIN turns t ON t.id = o.turn_id
    WHERE c.deleted_utc IS NOT NULL AND c.deleted_with IS NULL AND s.deleted_utc IS NULL
"""
_CONVERSATIONS = """
    SELECT 'conversation', v.id, v.title, v.deleted_utc, s.id, s.name,
        (SELECT count(*) FROM turns t JOIN outputs o ON o.turn_id = t.id
            WHERE t.conversation_id = v.id AND o.image_id IS NOT NULL),
        (SELECT count(*) FROM turns t JOIN outputs o ON o.turn_id = t.id
            JOIN cards c ON c.output_id = o.id
            WHERE t.conversation_id = v.id AND c.is_starred = 1),
        coalesce((SELECT o.image_id FROM turns t JOIN outputs o ON o.turn_id = t.id
            WHERE t.conversation_id = v.id AND o.image_id IS NOT NULL
            ORDER BY t.number DESC, o.position LIMIT 1), v.source_image_id)
    FROM conversations v JOIN sessions s ON s.id = v.session_id
    WHERE v.deleted_utc IS NOT NULL AND s.deleted_utc IS NULL
"""
_PROJECTS = """
    SELECT 'project', p.id, p.title, p.deleted_utc, s.id, coalesce(s.name, ''),
        (SELECT count(*) FROM project_images i WHERE i.project_id = p.id), 0, p.featured_image_id
    FROM projects p LEFT JOIN sessions s ON s.id = p.session_id
    WHERE p.deleted_utc IS NOT NULL
"""
_OUTPUTS = """
    SELECT 'output', o.id, t.message, o.deleted_utc, s.id, s.name, o.image_id IS NOT NULL,
        (SELECT count(*) FROM cards c WHERE c.output_id = o.id AND c.is_starred = 1), o.image_id
    FROM outputs o JOIN turns t ON t.id = o.turn_id JOIN conversations v ON v.id = t.conversation_id
    JOIN sessions s ON s.id = o.session_id
    WHERE o.deleted_utc IS NOT NULL AND v.deleted_utc IS NULL AND s.deleted_utc IS NULL
"""
_PRODUCTS = """
    SELECT 'product', p.id, p.name, p.deleted_utc, NULL, '', p.image_id IS NOT NULL, 0, p.image_id
    FROM products p WHERE p.deleted_utc IS NOT NULL AND p.removed_utc IS NULL
"""
_PEOPLE = """
    SELECT 'person', q.id, q.name, q.deleted_utc, NULL, '',
        (SELECT count(*) FROM person_references r WHERE r.person_id = q.id), 0,
        (SELECT r.image_id FROM person_references r WHERE r.person_id = q.id
            ORDER BY r.position LIMIT 1)
    FROM people q WHERE q.deleted_utc IS NOT NULL
"""
_IDENTITIES = """
    SELECT 'identity', y.id, y.name, y.deleted_utc, NULL, '', 0, 0, NULL
    FROM identities y WHERE y.deleted_utc IS NOT NULL
"""
_ALL = " UNION ALL ".join(
    (_SESSIONS, _CARDS, _OUTPUTS, _CONVERSATIONS, _PROJECTS, _PRODUCTS, _PEOPLE, _IDENTITIES)
)


class BinQueries(ReadConnection):
    """Reads the bin."""

    def bin_entries(self, *, before_utc: str = "", limit: int = 5_000) -> list[BinEntry]:
        """Return what lies in the bin, the last thrown away first.

        Args:
            before_utc: Only what was thrown away before that time (ISO 8601, UTC); "" for all.
            limit: Most entries to return.
        """
        condition = " WHERE deleted_utc < ?1" if before_utc else ""
        rows = self._rows(
            "SELECT * FROM (SELECT 0 AS kind, 0 AS id, 0 AS name, '' AS deleted_utc, 0, 0, 0, 0, 0"
            f" WHERE 0 UNION ALL {_ALL}){condition} ORDER BY deleted_utc DESC, id LIMIT ?2",
            (before_utc, limit),
        )
        return [_entry(row) for row in rows]

    def bin_count(self) -> int:
        """Return how many things lie in the bin."""
        return int(self._rows(f"SELECT count(*) FROM ({_ALL})")[0][0])


def _entry(row: tuple[object, ...]) -> BinEntry:
    from gallery_studio.domain.bin import BinEntry, BinKey, BinKind

    kind, thing, *rest = row
    return BinEntry(BinKey(BinKind(str(kind)), str(thing)), *rest)  # type: ignore[arg-type]
