"""The full-text index in one piece finds what it found in many."""

from __future__ import annotations

import pytest

from gallery_studio.domain.errors import LibraryError
from gallery_studio.library import search_index
from gallery_studio.library.library import Library
from tests.unit.library.building import run_work, session

WORDS = ("brass", "lamp", "velvet", "dusk", "lantern")


def pieces(reader) -> int:
    return reader._rows("SELECT count(DISTINCT segid) FROM search_idx")[0][0]


def check_index(library) -> None:
    """Let SQLite compare the index with the texts; it raises where they differ."""
    with library._writer.transaction() as transaction:
        transaction.rows("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")


@pytest.fixture
def written(library, reader):
    """Write texts, one act each, until there are more pieces than are left alone."""
    for number in range(60):
        text = f"{WORDS[number % 5]} {WORDS[number // 5 % 5]} number {number}"
        library.work.start(run_work(session(text, 1_795_000_000 + number), (text,)))
        if pieces(reader) > search_index.PIECES_MOST:
            return library
    return pytest.fail("the texts are in few pieces")


def found(reader) -> list:
    return [reader.search(text, limit=500) for text in ("b", "la", "brass", "dusk num", "x", "12")]


def test_everything_is_found_as_before_and_there_is_nothing_more_to_do(written, reader) -> None:
    before = found(reader)
    assert any(before)
    assert written.tidy()
    assert pieces(reader) == 1
    assert found(reader) == before
    check_index(written)
    assert not written.tidy()
    written.sessions.rename(before[0][0].session_id, "another name")
    assert [hit.text for hit in reader.search("another")] == ["another name"]
    check_index(written)


def test_it_ends_when_it_is_told_and_goes_on_another_time(written, reader) -> None:
    before, many = found(reader), pieces(reader)
    assert written.tidy(lambda: True)
    assert (pieces(reader), found(reader)) == (many, before)
    assert written.tidy()
    assert (pieces(reader), found(reader)) == (1, before)


def test_a_library_that_is_only_read_stays_as_it_is(written) -> None:
    beside = Library.open_read_only(written.folder)
    with pytest.raises(LibraryError, match="reading only"):
        beside.tidy()
