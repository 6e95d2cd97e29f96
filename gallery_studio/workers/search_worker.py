"""Looks things up beside the window: the newest question of each asker, and no outdated one.

A search over 100,000 texts may take a tenth of a second where filters find little; the window
must not wait for that at a key stroke. The thread has a read connection of its own and never waits
for the writer; SQLite lets Python's lock go while it works.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Signal

from gallery_studio.domain.errors import LibraryError
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gallery_studio.library.reader import LibraryReader

_log = logging.getLogger(__name__)

Look: TypeAlias = "Callable[[LibraryReader], tuple[object, bool]]"
"""Returns what it found, and whether that is all there is. Runs on the search thread."""

_FAULT = "The search ended unexpectedly; the log says more. Try again."


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What one look found.

    Attributes:
        asker: Who asked.
        asked: What was asked, as it was given.
        found: What was found.
        is_last: Whether nothing follows.
    """

    asker: str
    asked: object
    found: object
    is_last: bool


@dataclass(frozen=True, slots=True)
class SearchFailure:
    """A question that could not be answered.

    Attributes:
        asker: Who asked.
        asked: What was asked, as it was given.
        message: Why, and what to do.
    """

    asker: str
    asked: object
    message: str


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    asker: str
    asked: object
    looks: tuple[Look, ...]


class SearchWorker(QObject):
    """Answers questions in a thread of its own. Methods: GUI thread only.

    A newer question of the same asker takes the place of the one before: its running query is
    interrupted, and it is not answered any more.

    Signals:
        answered: `SearchAnswer`: of each look in turn, until one found all there is.
        failed: `SearchFailure`.
    """

    answered = Signal(object)
    failed = Signal(object)

    def __init__(self, open_reader: Callable[[], LibraryReader]) -> None:
        """Prepare the thread; it starts with the first question.

        Args:
            open_reader: Opens a read connection; called on the thread, at the first question.
        """
        super().__init__()
        self._open_reader = open_reader
        self._reader: LibraryReader | None = None
        self._state = threading.Condition()
        self._newest: dict[str, _Question] = {}
        self._waiting: deque[_Question] = deque()
        self._running: _Question | None = None
        self._is_ending = False
        self._thread: threading.Thread | None = None

    def ask(self, asker: str, asked: object, looks: Sequence[Look]) -> None:
        """Ask; `answered` or `failed` tells, unless the asker asks or cancels before that.

        Args:
            asker: Who asks, such as ``palette``.
            asked: Comes back with the answer.
            looks: Quick ones first; the next is taken when the one before did not find all.
        """
        question = _Question(asker, asked, tuple(looks))
        with self._state:
            self._drop(asker)
            self._newest[asker] = question
            self._waiting.append(question)
            self._state.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="search", daemon=True)
            self._thread.start()

    def cancel(self, asker: str) -> None:
        """Answer nothing that was asked before."""
        with self._state:
            self._drop(asker)

    def shutdown(self) -> None:
        """End the thread and close its connection (milliseconds); once."""
        with self._state:
            self._is_ending = True
            self._newest.clear()
            self._waiting.clear()
            self._state.notify()
        if self._thread is not None:
            self._thread.join()

    def _drop(self, asker: str) -> None:
        outdated = self._newest.pop(asker, None)
        if outdated is not None and outdated in self._waiting:
            self._waiting.remove(outdated)

    # -- the thread ----------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while (question := self._next()) is not None:
                self._answer(question)
        finally:
            if self._reader is not None:
                self._reader.shutdown()

    def _next(self) -> _Question | None:
        with self._state:
            self._running = None
            self._state.wait_for(lambda: self._waiting or self._is_ending)
            if self._is_ending:
                return None
            self._running = self._waiting.popleft()
            return self._running

    def _answer(self, question: _Question) -> None:
        try:
            for look in question.looks:
                found, is_all = look(self._open())
                if not self._is_wanted(question):
                    return
                is_last = is_all or look is question.looks[-1]
                answer = SearchAnswer(question.asker, question.asked, found, is_last)
                self.answered.emit(answer)
                if is_last:
                    return
        except LibraryError as error:
            # one that was interrupted is outdated, and says nothing
            self._fail(question, error.message)
        except Exception:  # noqa: BLE001 - a fault here must not leave the person without a word
            _log.exception("A search failed")
            self._fail(question, _FAULT)

    def _open(self) -> LibraryReader:
        if self._reader is None:
            self._reader = self._open_reader()
            self._reader.stop_when(self._is_outdated)
        return self._reader

    def _is_outdated(self) -> bool:
        """Whether nobody waits for what runs; asked from within a query, so without a lock."""
        running = self._running
        return running is not None and self._newest.get(running.asker) is not running

    def _fail(self, question: _Question, message: str) -> None:
        if self._is_wanted(question):
            self.failed.emit(SearchFailure(question.asker, question.asked, message))

    def _is_wanted(self, question: _Question) -> bool:
        with self._state:
            return self._newest.get(question.asker) is question
