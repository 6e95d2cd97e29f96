"""What the quick queries find is what a plain look at every text finds."""

from __future__ import annotations

import random
import re

import pytest

from gallery_studio.domain.people import Product
from gallery_studio.domain.search_query import folded, parse_search
from gallery_studio.library.reading.browsing import SessionsWanted
from tests.unit.library.building import answer, edit_work, run_work, session

WORDS = ("brass", "bramble", "lamp", "lantern", "dusk", "velvet", "vellum", "Ähre")
TYPED = ("b", "br", "bra", "brass", "brass l", "la lan", "dusk vel", "ähr", "x", "brass brass")

_WORD = re.compile(r"[^\W_]+")


@pytest.fixture
def texts(library):
    """Fill a library with texts of a few words, some of it starred and some in the bin."""
    rng = random.Random(11)

    def text(most: int = 4) -> str:
        return " ".join(rng.choices(WORDS, k=rng.randrange(1, most)))

    library.people.save_products([Product(f"prd-{n}", f"S{n}", text(), "2026") for n in range(4)])
    for number in range(12):
        of = session(text(3), 1_795_000_000 + number)
        work = run_work(of, tuple(text() for _ in range(rng.randrange(1, 5))))
        library.work.start(work)
        for output in work.outputs:
            image = answer(library, output.id, output.id.encode(), text=text() * (number % 2))
        edit = edit_work(of, image, work.outputs[-1].id, message=text())
        library.work.start(edit)
        answer(library, edit.outputs[0].id, edit.outputs[0].id.encode())
        cards = [card.id for card in (*work.cards, *edit.cards)]
        library.cards.star(rng.sample(cards, 2), is_starred=True)
        if number % 3 == 0:
            library.cards.delete(cards[:1])
            library.sessions.save_products(of.id, [f"prd-{number // 3}"])
        if number == 5:
            library.sessions.discard(of.id)


def rows(reader, sql: str) -> list[tuple]:
    return reader._rows(sql)


def holds(body: str, text: str) -> bool:
    """Whether each word typed begins a word of a text."""
    begun = _WORD.findall(folded(body))
    return all(any(word.startswith(one) for word in begun) for one in folded(text).split())


def starred_plainly(reader, text: str) -> list[str]:
    """Return the starred cards with a text that matches, newest first."""
    of_output, of_turn, of_conversation = {}, {}, {}
    sql = (
        "SELECT c.id, c.output_id, o.turn_id, t.conversation_id FROM cards c"
        " JOIN outputs o ON o.id = c.output_id JOIN turns t ON t.id = o.turn_id"
    )
    for card, output, turn, conversation in rows(reader, sql):
        of_output.setdefault(output, set()).add(card)
        of_turn.setdefault(turn, set()).add(card)
        of_conversation.setdefault(conversation, set()).add(card)
    owners = {
        "prompt": of_output, "reply": of_output, "message": of_turn, "title": of_conversation,
    }  # fmt: skip
    matching = {
        card
        for kind, subject, body in rows(
            reader, "SELECT kind, subject_id, body FROM search_documents"
        )
        if holds(body, text)
        for card in owners.get(kind, {}).get(subject, {subject})
    }
    sql = (
        "SELECT c.id FROM cards c JOIN sessions s ON s.id = c.session_id"
        " WHERE c.is_starred = 1 AND c.deleted_utc IS NULL AND s.deleted_utc IS NULL"
        " ORDER BY c.created_utc DESC, c.rowid DESC"
    )
    return [card for (card,) in rows(reader, sql) if card in matching]


def sessions_plainly(reader, text: str) -> list[str]:
    """Return the sessions in which, or in whose products or name, all words are written."""
    written, products = set(), set()
    for kind, subject, session_id, body in rows(
        reader, "SELECT kind, subject_id, session_id, body FROM search_documents"
    ):
        if holds(body, text):
            written.add(session_id)
            products |= {subject} if kind == "product" else set()
    shown = rows(reader, "SELECT session_id, product_id FROM session_products")
    written |= {session_id for session_id, product in shown if product in products}
    sql = (
        "SELECT id, name_folded FROM sessions WHERE deleted_utc IS NULL"
        " ORDER BY updated_utc DESC, id DESC"
    )
    words = text.casefold().split()
    return [
        session_id
        for session_id, name in rows(reader, sql)
        if session_id in written or all(word in name for word in words)
    ]


def test_starred_cards_are_those_of_all_texts_that_match(texts, reader) -> None:
    for text in TYPED:
        found = reader.find(parse_search(f"{text} starred"), limit=1000)
        assert [one.card_id for one in found] == starred_plainly(reader, text), text
        cards = {card.id: card for card in reader.canvas_cards_by_id(one.card_id for one in found)}
        assert all(one.image_id == cards[one.card_id].image_id for one in found)
        assert all(one.model == cards[one.card_id].model for one in found)


def test_sessions_are_those_in_which_it_is_written(texts, reader) -> None:
    for text in TYPED:
        found = reader.browse(SessionsWanted(parse_search(text)), is_whole=True).sessions
        assert [summary.id for summary in found] == sessions_plainly(reader, text), text
        assert reader.browse(SessionsWanted(parse_search(text))).sessions == found
        words = text.casefold().split()
        named = [
            one.id
            for one in reader.session_summaries(limit=1000)
            if all(word in one.name.casefold() for word in words)
        ]
        assert [one.id for one in reader.session_summaries(search=text, limit=1000)] == named
