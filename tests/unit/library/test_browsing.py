"""Sessions found by everything written in them."""

from __future__ import annotations

import pytest

from gallery_studio.domain.people import Product
from gallery_studio.domain.search_query import parse_search
from gallery_studio.library.reading import browsing
from gallery_studio.library.reading.browsing import SessionSort, SessionsWanted
from tests.unit.library.building import OFFLINE, answer, run_work, session


@pytest.fixture
def sessions(library):
    made = {}
    for name, text, count in (("Alpha", "brass dome", 1), ("Beta", "velvet", 3), ("gamma", "x", 2)):
        of = session(name, 1_795_000_000 + len(made))
        work = run_work(of, tuple(f"{text} {n}" for n in range(count)))
        library.work.start(work)
        for output in work.outputs:
            answer(library, output.id, f"{name}{output.id}".encode())
        made[name] = work
    return made


def names(reader, text: str = "", **wanted) -> list[str]:
    found = reader.browse(SessionsWanted(parse_search(text), **wanted))
    return [summary.name for summary in found.sessions]


def test_a_word_of_a_directive_finds_its_session(reader, sessions) -> None:
    assert names(reader, "velv") == ["Beta"]
    assert names(reader, "alph") == ["Alpha"]
    assert names(reader, "brass velvet") == []


def test_the_name_of_a_product_finds_where_it_is_shown(library, reader, sessions) -> None:
    library.people.save_products([Product("prd-1", "S1", "Halden lamp", "2026", color=3)])
    library.sessions.save_products(sessions["Beta"].session_id, ["prd-1"])
    assert names(reader, "halden") == ["Beta"]
    assert names(reader, product_id="prd-1") == ["Beta"]
    found = reader.browse(SessionsWanted(parse_search("halden"))).sessions
    (browsed,) = reader.with_covers(found)
    assert (browsed.product_color, browsed.product_name) == (3, "Halden lamp")
    assert len(browsed.covers) == 3


def test_sessions_are_sorted_and_filtered(library, reader, sessions) -> None:
    assert names(reader) == ["gamma", "Beta", "Alpha"]
    assert names(reader, sort=SessionSort.OLDEST) == ["Alpha", "Beta", "gamma"]
    assert names(reader, sort=SessionSort.NAME) == ["Alpha", "Beta", "gamma"]
    assert names(reader, sort=SessionSort.LARGEST) == ["Beta", "gamma", "Alpha"]
    assert names(reader, model=OFFLINE) == names(reader)
    assert names(reader, model="other") == []
    library.cards.star([sessions["Alpha"].cards[0].id], is_starred=True)
    assert names(reader, show="starred") == names(reader, "starred") == ["Alpha"]
    assert names(reader, show="edited") == []


def test_a_key_stroke_looks_at_the_newest_texts_and_says_so(reader, sessions, monkeypatch) -> None:
    monkeypatch.setattr(browsing, "LOOKED_AT", 1)
    wanted = SessionsWanted(parse_search("0"))
    assert not reader.browse(wanted).is_whole
    whole = reader.browse(wanted, is_whole=True)
    assert whole.is_whole
    assert len(whole.sessions) == 3
