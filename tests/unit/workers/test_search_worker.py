"""The search thread: newest questions only, interrupted at once, never silent."""

from __future__ import annotations

import threading

import pytest

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.library.library import Library
from gallery_studio.library.reader import LibraryReader
from gallery_studio.workers.search_worker import SearchAnswer, SearchFailure, SearchWorker

_FOREVER = (
    "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
    " SELECT count(*) FROM n WHERE x < 0"
)
"""Ends when it is interrupted, and not before."""


class Desk:
    """A search thread and everything it told."""

    def __init__(self, library: Library) -> None:
        self.answers: list[SearchAnswer] = []
        self.failures: list[SearchFailure] = []
        self.worker = SearchWorker(library.reader)
        self.worker.answered.connect(self.answers.append)
        self.worker.failed.connect(self.failures.append)

    def found(self) -> list[object]:
        return [answer.found for answer in self.answers]


@pytest.fixture
def desk(qtbot, library_folder):
    library = Library.open(library_folder)
    desk = Desk(library)
    yield desk
    desk.worker.shutdown()
    library.shutdown()


def says(words: str, *, is_all: bool = True):
    return lambda reader: (f"{words}: {len(reader.session_summaries())}", is_all)


def endless(begun: threading.Event):
    def look(reader: LibraryReader) -> tuple[object, bool]:
        begun.set()
        return reader._rows(_FOREVER), True

    return look


def test_looks_follow_each_other_until_one_found_all(desk, qtbot) -> None:
    looks = (says("quick", is_all=False), says("whole"), says("never"))
    desk.worker.ask("palette", "lamp", looks)
    qtbot.waitUntil(lambda: len(desk.answers) == 2)
    desk.worker.ask("palette", "lamps", [says("next")])
    qtbot.waitUntil(lambda: len(desk.answers) == 3)
    assert desk.found() == ["quick: 0", "whole: 0", "next: 0"]
    assert [answer.is_last for answer in desk.answers] == [False, True, True]
    assert desk.answers[0].asked == "lamp"


def test_a_newer_question_ends_the_query_that_runs(desk, qtbot) -> None:
    begun = threading.Event()
    desk.worker.ask("palette", "old", [endless(begun)])
    assert begun.wait(10)
    desk.worker.ask("palette", "skipped", [says("skipped")])
    desk.worker.ask("palette", "new", [says("new")])
    qtbot.waitUntil(lambda: desk.found() == ["new: 0"], timeout=10_000)
    assert desk.failures == []


def test_another_asker_waits_and_is_answered(desk, qtbot) -> None:
    begun = threading.Event()
    desk.worker.ask("palette", "old", [endless(begun)])
    desk.worker.ask("sidebar", "lamp", [says("sidebar")])
    assert begun.wait(10)
    desk.worker.cancel("palette")
    qtbot.waitUntil(lambda: desk.found() == ["sidebar: 0"], timeout=10_000)


def test_what_cannot_be_read_is_said(desk, qtbot) -> None:
    def broken(_reader: LibraryReader) -> tuple[object, bool]:
        raise LibraryError(LibraryErrorKind.DAMAGED, "The library is damaged.")

    desk.worker.ask("palette", "lamp", [broken])
    qtbot.waitUntil(lambda: bool(desk.failures))
    assert desk.failures[0] == SearchFailure("palette", "lamp", "The library is damaged.")


def test_the_end_does_not_wait_for_a_query(desk) -> None:
    begun = threading.Event()
    desk.worker.ask("palette", "old", [endless(begun)])
    assert begun.wait(10)
    desk.worker.shutdown()  # joins the thread: without the interruption this would never end
    assert (desk.answers, desk.failures) == ([], [])
