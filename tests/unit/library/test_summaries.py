"""What sessions add up to is counted once, and anew as soon as anything was written."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallery_studio.domain.search_query import parse_search
from gallery_studio.library.database import DATABASE_NAME
from gallery_studio.library.library import Library
from gallery_studio.library.reading import summaries
from gallery_studio.library.reading.browsing import SessionsWanted
from tests.unit.library.building import MICRO, answer, edit_work, image_of, run_work, session

ALL = SessionsWanted()


@pytest.fixture
def works(library):
    """Two sessions, of three pictures and of two."""
    made = []
    for number, count in enumerate((3, 2)):
        of = session(f"session {number}", 1_795_000_000 + number)
        work = run_work(of, tuple(f"brass {n}" for n in range(count)))
        library.work.start(work)
        for output in work.outputs:
            answer(library, output.id, f"{number} {output.id}".encode())
        made.append(work)
    return made


def counts(reader) -> list[int]:
    """Count the sessions whose cards were counted for each of two questions."""
    counted = []
    rows = reader._rows

    def counting(sql, values=()):
        if sql == summaries._SUMMARIES:
            counted.append(values[0].count("gal-"))
        return rows(sql, values)

    reader._rows = counting
    return counted


def fresh(library, wanted=ALL):
    """Return what a reader finds that remembers nothing."""
    reader = library.reader()
    try:
        return reader.browse(wanted)
    finally:
        reader.shutdown()


def test_what_is_known_is_not_counted_again(reader, works) -> None:
    counted = counts(reader)
    first = reader.browse(ALL)
    assert counted == [2]
    assert [one.image_count for one in first.sessions] == [2, 3]
    assert reader.browse(ALL) == first
    assert reader.browse(SessionsWanted(parse_search("brass"))) == first
    assert reader.summaries_of([works[0].session_id]) == first.sessions[1:]
    assert counted == [2]


def test_only_what_is_not_known_yet_is_counted(reader, works) -> None:
    counted = counts(reader)
    reader.summaries_of([works[0].session_id])
    reader.browse(ALL)
    assert counted == [1, 1]


def _edit(library, works) -> None:
    image = image_of(b"0 source")
    library.work.add_image(image, MICRO)
    library.work.start(edit_work(works[0].session, image))


ACTS = {
    "star": lambda library, works: library.cards.star([works[0].cards[0].id], is_starred=True),
    "no star": lambda library, works: library.cards.star([works[0].cards[0].id], is_starred=False),
    "delete": lambda library, works: library.cards.delete([works[0].cards[1].id]),
    "restore": lambda library, works: library.cards.restore([works[0].cards[1].id]),
    "rename": lambda library, works: library.sessions.rename(works[1].session_id, "Harbour"),
    "discard": lambda library, works: library.sessions.discard(works[1].session_id),
    "bring back": lambda library, works: library.sessions.restore(works[1].session_id),
    "start": lambda library, works: library.work.start(run_work(works[1].session, ("more",))),
    "edit": _edit,
}


@pytest.mark.parametrize("act", ACTS)
def test_after_every_act_the_counts_are_those_of_the_library(library, reader, works, act) -> None:
    before = reader.browse(ALL)
    assert before == fresh(library)
    ACTS[act](library, works)
    assert reader.browse(ALL) == fresh(library)


@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=8))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_row_of_acts_leaves_an_old_count(library, reader, works, acts) -> None:
    for act in acts:
        ACTS[act](library, works)
        assert reader.browse(ALL) == fresh(library), act


def test_what_another_program_writes_is_seen(library, reader, works) -> None:
    reader.browse(ALL)
    with closing(sqlite3.connect(library.folder / DATABASE_NAME)) as other, other:
        other.execute("UPDATE cards SET deleted_utc = '2026' WHERE id = ?", (works[1].cards[0].id,))
    assert [one.image_count for one in reader.browse(ALL).sessions] == [1, 3]


def test_a_library_nobody_may_write_is_read_as_before(library, works) -> None:
    found = fresh(library)
    library.shutdown()
    read_only = Library.open_read_only(library.folder)
    reader = read_only.reader()
    assert reader.browse(ALL) == reader.browse(ALL) == found
    reader.shutdown()
    read_only.shutdown()


def test_a_session_that_goes_meanwhile_is_left_out(library, reader, works) -> None:
    rows = reader._rows

    def discarding(sql, values=()):
        if sql == summaries._SUMMARIES:
            library.sessions.discard(works[1].session_id)
        return rows(sql, values)

    reader._rows = discarding
    assert [one.id for one in reader.browse(ALL).sessions] == [works[0].session_id]
    assert reader.browse(ALL) == fresh(library)


def test_no_more_than_some_are_remembered(reader, works, monkeypatch) -> None:
    monkeypatch.setattr(summaries, "REMEMBERED", 1)
    assert len(reader.browse(ALL).sessions) == 2
    reader.summaries_of([works[0].session_id])
    assert len(reader.summaries_of([works[1].session_id])) == 1
    assert len(reader._remembered) == 1
