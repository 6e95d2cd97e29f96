"""Finds cards, turns and everything else that was written, as it is typed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from gallery_studio.domain.search_query import folded
from gallery_studio.library.reading.connection import ReadConnection
from gallery_studio.library.reading.search import THING_OUT_OF_BIN
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gallery_studio.domain.ids import CardId, ConversationId, ImageId, SessionId
    from gallery_studio.domain.search_query import SearchQuery
    from gallery_studio.library.database import Row, Value

_TEXTS_OF_CARD = 4
"""Texts a card usually has: its directive, the prompt sent, the title, a reply."""

_PAGE = 400
"""Texts looked at in one go once the first ones did not do, as phrases are compared after."""

LOOKED_AT = (200, 8_000, -1)
"""Texts, or cards without words, that filters look at: the newest first, all of them at last.

The first step answers a key stroke; each further one is taken while too little was found.
"""

_OF_CONVERSATIONS = frozenset({"prompt", "reply", "message", "caption", "title"})

# A text leads to a card that is on a canvas, where there is one, and to its conversation. What a
# card was made of at first has no conversation a person could see.
_CARD_OF = """
    CASE d.kind
        WHEN 'caption' THEN (SELECT c.id FROM cards c
            WHERE c.id = d.subject_id AND c.deleted_utc IS NULL)
        WHEN 'prompt' THEN (SELECT c.id FROM cards c
            WHERE c.output_id = d.subject_id AND c.deleted_utc IS NULL)
        WHEN 'reply' THEN (SELECT c.id FROM cards c
            WHERE c.output_id = d.subject_id AND c.deleted_utc IS NULL)
        WHEN 'message' THEN (SELECT c.id FROM outputs o JOIN cards c ON c.output_id = o.id
            WHERE o.turn_id = d.subject_id AND c.deleted_utc IS NULL ORDER BY o.position LIMIT 1)
    END
"""
_SEEN = """ AND v.deleted_utc IS NULL AND (v.source_image_id IS NOT NULL OR EXISTS
            (SELECT 1 FROM turns n WHERE n.conversation_id = v.id AND n.number > 1))"""
_CONVERSATION_OF = f"""
    CASE d.kind
        WHEN 'title' THEN (SELECT v.id FROM conversations v WHERE v.id = d.subject_id{_SEEN})
        WHEN 'message' THEN (SELECT v.id FROM turns t JOIN conversations v
            ON v.id = t.conversation_id WHERE t.id = d.subject_id{_SEEN})
        WHEN 'caption' THEN NULL
        ELSE (SELECT v.id FROM outputs o JOIN turns t ON t.id = o.turn_id
            JOIN conversations v ON v.id = t.conversation_id WHERE o.id = d.subject_id{_SEEN})
    END
"""
_BY_WORDS = f"""
    SELECT d.kind, d.subject_id, d.session_id, d.body, coalesce(s.name, ''),
        {_CARD_OF}, NULL, d.id
    FROM search JOIN search_documents d ON d.id = search.rowid
    LEFT JOIN sessions s ON s.id = d.session_id
    WHERE search MATCH ? AND search.rowid < ? AND {THING_OUT_OF_BIN}
    ORDER BY search.rowid DESC LIMIT ?
"""
_CONVERSATIONS = f"""
    SELECT d.id, {_CONVERSATION_OF} FROM search_documents d WHERE d.id IN ({{ids}})
"""
_BY_CARD = """
    SELECT 'card', c.id, c.session_id, coalesce(t.message, c.caption), s.name, c.id,
        t.conversation_id
    FROM cards c JOIN sessions s ON s.id = c.session_id
    LEFT JOIN images i ON i.id = c.image_id
    LEFT JOIN outputs o ON o.id = c.output_id LEFT JOIN turns t ON t.id = o.turn_id
    LEFT JOIN products p ON p.id = t.product_id
    WHERE c.deleted_utc IS NULL AND s.deleted_utc IS NULL{conditions}
    ORDER BY c.created_utc DESC, c.rowid DESC LIMIT ?
"""
# From the texts to their cards (CROSS JOIN keeps that order), not from each card to its texts:
# the index knows which match. Cards by their numbers, which the indexes hold: no card is read.
_MATCHES = """
    AND c.rowid IN (
        WITH hits (kind, subject_id) AS (SELECT d.kind, d.subject_id FROM search_documents d
            WHERE d.id IN (SELECT rowid FROM search WHERE search MATCH ?
                ORDER BY rowid DESC LIMIT ?))
        SELECT k.rowid FROM hits h CROSS JOIN cards k ON k.id = h.subject_id
            WHERE h.kind = 'caption'
        UNION ALL SELECT k.rowid FROM hits h CROSS JOIN cards k ON k.output_id = h.subject_id
            WHERE h.kind IN ('prompt', 'reply')
        UNION ALL SELECT k.rowid FROM hits h CROSS JOIN outputs x ON x.turn_id = h.subject_id
            CROSS JOIN cards k ON k.output_id = x.id WHERE h.kind = 'message'
        UNION ALL SELECT k.rowid FROM hits h CROSS JOIN turns y ON y.conversation_id = h.subject_id
            CROSS JOIN outputs x ON x.turn_id = y.id CROSS JOIN cards k ON k.output_id = x.id
            WHERE h.kind = 'title')
"""
_NEWEST = " AND c.rowid > (SELECT coalesce(max(rowid), 0) FROM cards) - ?"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found.

    Attributes:
        kind: ``card, turn, session, composition, title, product, person, identity, project``.
        subject_id: Id of the thing whose text it is.
        session_id: Its session, or None.
        text: The text that was found.
        session_name: Name of its session, or "".
        card_id: The card to jump to, or None.
        conversation_id: The conversation to open where there is no card, or None.
        image_id: A picture to show beside it, or None.
        model: The model of the card, or "".
    """

    kind: str
    subject_id: str
    session_id: SessionId | None
    text: str
    session_name: str = ""
    card_id: CardId | None = None
    conversation_id: ConversationId | None = None
    image_id: ImageId | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class FoundThings:
    """What was found.

    Attributes:
        things: Newest first, each card once.
        is_whole: Whether everything was looked at; else older things may be missing.
    """

    things: tuple[Found, ...]
    is_whole: bool = True


class FindingQueries(ReadConnection):
    """Finds by words and filters, newest first."""

    def find(self, query: SearchQuery, *, limit: int = 40) -> list[Found]:
        """Return what is found, each card once.

        Filters are about cards, so with one of them only cards are found. Newest first and not
        by rank, which would take 100 times as long for one letter.
        """
        return list(self.find_things(query, limit=limit).things)

    def find_things(self, query: SearchQuery, *, limit: int, is_whole: bool = True) -> FoundThings:
        """Return what is found, each card once; see `find`.

        Args:
            query: Words and filters.
            limit: Most things to return.
            is_whole: Whether to look at everything, which may take a tenth of a second; else only
                at what is newest, which answers a key stroke.
        """
        if not query:
            return FoundThings(())
        if query.has_filters:
            found, was_whole = self._by_card(query, limit, is_whole=is_whole)
        else:
            found, was_whole = self._by_words(query, limit, is_whole=is_whole)
        return FoundThings(self._shown(found), was_whole or len(found) == limit)

    def _by_card(self, query: SearchQuery, limit: int, *, is_whole: bool) -> tuple[list[Row], bool]:
        found: list[Row] = []
        wanted = limit + _PAGE if query.phrases else limit
        for newest in LOOKED_AT if is_whole else LOOKED_AT[:1]:
            conditions, values = card_conditions(query, newest=newest)
            rows = self._rows(_BY_CARD.format(conditions=conditions), (*values, wanted))
            found = _once([row for row in rows if _has_phrases(query, row)], limit)
            if len(found) == limit:
                break
        return found, is_whole

    def _by_words(
        self, query: SearchQuery, limit: int, *, is_whole: bool
    ) -> tuple[list[Row], bool]:
        """Look through the texts that match, page by page, until enough was found."""
        rows: list[Row] = []
        found: list[Row] = []
        for page in self._pages(query, _TEXTS_OF_CARD * limit):
            rows += [row for row in page if _has_phrases(query, row)]
            found = _once(rows, limit)
            if len(found) == limit:
                break
            if not is_whole and len(page) == _PAGE:
                return found, False
        return found, True

    def _pages(self, query: SearchQuery, first: int) -> Iterator[list[Row]]:
        before, size = sys.maxsize, first
        while True:
            page = self._rows(_BY_WORDS, (match_of(query), before, size))
            yield self._with_conversations(page)
            if len(page) < size:
                return
            before, size = page[-1][-1], _PAGE

    def _with_conversations(self, page: list[Row]) -> list[Row]:
        """Return the same with the conversations of texts without a card.

        Those of the others are looked up only where a title may repeat their words.
        """
        alone = [row[-1] for row in page if row[0] in _OF_CONVERSATIONS and not row[5]]
        talks: dict[int, str] = dict(self._rows_of(_CONVERSATIONS, alone))
        if any(row[0] == "title" and talks.get(row[-1]) for row in page):
            others = [row[-1] for row in page if row[5]]
            talks |= dict(self._rows_of(_CONVERSATIONS, others))
        return [(*row[:6], talks.get(row[-1]), row[-1]) for row in page]

    def _shown(self, found: list[Row]) -> tuple[Found, ...]:
        """Return what was found, with picture and model of its cards."""
        ids = [row[5] for row in found if row[5] is not None]
        sql = (
            "SELECT c.id, c.image_id, coalesce(o.model, '') FROM cards c"
            " LEFT JOIN outputs o ON o.id = c.output_id WHERE c.id IN ({ids})"
        )
        pictures = {row[0]: row[1:] for row in self._rows_of(sql, ids)}
        return tuple(Found(*row, *pictures.get(row[5], ())) for row in found)


def match_of(query: SearchQuery) -> str:
    """Return the words as FTS5 reads them: each from its beginning, all of them."""
    return " ".join(f'"{word}"*' for word in query.words)


def card_conditions(query: SearchQuery, *, newest: int = -1) -> tuple[str, list[Value]]:
    """Return the conditions on cards ``c`` (with ``o, t, p, i`` joined) and their values.

    Args:
        query: Words and filters.
        newest: How many of the newest texts that hold the words are looked at, or how many of
            the newest cards without words; -1 for all.
    """
    is_near = newest >= 0 and not query.has_words
    tests: list[tuple[bool, str, list[Value]]] = [
        (query.has_words, _MATCHES, [match_of(query), newest]),
        (is_near, _NEWEST, [newest]),
        (query.is_starred, " AND c.is_starred = 1", []),
        (query.is_rejected, " AND c.is_rejected = 1", []),
        (query.least_rating > 0, " AND c.rating >= ?", [query.least_rating]),
        (query.most_rating < 5, " AND c.rating <= ?", [query.most_rating]),
        (bool(query.model), " AND instr(lower(o.model), ?)", [query.model.lower()]),
        (bool(query.from_date), " AND c.created_utc >= ?", [query.from_date]),
        (bool(query.until_date), " AND c.created_utc < ?", [query.until_date]),
        (bool(query.product), _PRODUCT, [f"%{_escaped(query.product)}%"]),
        (bool(query.person), _PERSON, [f"%{_escaped(query.person)}%"]),
        (bool(query.ratio), *_ratio_condition(query.ratio)),
    ]
    held = [(sql, values) for is_wanted, sql, values in tests if is_wanted]
    return "".join(sql for sql, _ in held), [value for _, values in held for value in values]


_PRODUCT = " AND (p.name || ' ' || p.brand || ' ' || p.sku) LIKE ? ESCAPE '\\'"
_PERSON = """
    AND EXISTS (SELECT 1 FROM people q JOIN person_references r ON r.person_id = q.id
        WHERE q.name LIKE ? ESCAPE '\\' AND (
            EXISTS (SELECT 1 FROM output_references x
                WHERE x.output_id = c.output_id AND x.image_id = r.image_id)
            OR EXISTS (SELECT 1 FROM conversations v
                WHERE v.id = t.conversation_id AND v.person_id = q.id)))
"""


def _ratio_condition(text: str) -> tuple[str, list[Value]]:
    """Return a condition that a picture has about this ratio of width to height."""
    width, _, height = text.replace("x", ":").replace("/", ":").partition(":")
    try:
        aspect = float(width) / float(height)
    except (ValueError, ZeroDivisionError):
        return " AND t.aspect_ratio = ?", [text]
    return " AND abs(i.width * 1.0 / i.height - ?) < ?", [aspect, aspect * 0.03]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _has_phrases(query: SearchQuery, row: Row) -> bool:
    """Whether a text holds what was quoted; the index knows words only, not their order."""
    if not query.phrases:
        return True
    text = folded(str(row[3]))
    return all(phrase in text for phrase in query.phrases)


def _once(rows: Sequence[Row], limit: int) -> list[Row]:
    """Return each card, conversation or other thing once: the first fields of `Found`."""
    found: dict[str, Row] = {}
    talked: set[str] = set()
    for kind, subject_id, session_id, text, session_name, card_id, conversation_id, *_ in rows:
        if kind in _OF_CONVERSATIONS and not (card_id or conversation_id):
            continue  # it lies in the bin
        if kind == "title" and conversation_id in talked:
            continue  # the title repeats the words of a turn that was found
        talked.add(conversation_id)
        shown = "card" if card_id else "turn" if conversation_id else kind
        key = card_id or conversation_id or subject_id
        if key in found and kind != "message":
            continue  # a person's own words say more than what was sent or answered
        found[key] = (shown, subject_id, session_id, text, session_name, card_id, conversation_id)
        if len(found) >= limit:
            break
    return list(found.values())
