"""The library as its own screens see it: duplicate, bin; ask, and be told by signals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gallery_studio.domain.bin import BinKind, EmptiedBin
from gallery_studio.domain.errors import LibraryError
from gallery_studio.domain.ids import CardId

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gallery_studio.domain.bin import BinKey
    from gallery_studio.domain.card import CardMarks
    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import OutputId, SessionId
    from gallery_studio.library.library import Library
    from gallery_studio.workers.studio_worker import StudioWorker

_AT_ONCE = 50
"""Things removed in one transaction; others may write in between."""


class LibraryDesk(QObject):
    """Asks the library. Methods: GUI thread only; they return at once.

    What cannot be done is told by the `refused` of the `StudioWorker`.

    Signals:
        duplicated: Id and name of the copy.
        emptied: `EmptiedBin`: a person removed things for ever.
        restored: How many things were taken back.
    """

    duplicated = Signal(str, str)
    emptied = Signal(object)
    restored = Signal(int)

    def __init__(self, worker: StudioWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker

    def duplicate(self, session_id: SessionId, name: str) -> None:
        """Copy a session; `duplicated` answers."""
        self._worker.ask("duplicate_session", self._duplicate(session_id, name))

    def mark_cards(self, marks: Mapping[CardId, CardMarks]) -> None:
        """Give cards star, rating and rejection."""
        kept = dict(marks)
        self._worker.write("mark_cards", lambda library: library.cards.mark(kept))

    def delete_output(self, output_id: OutputId) -> None:
        """Put one picture of a turn and its card into the bin."""
        self._worker.write(
            "delete_output", lambda library: library.conversations.delete_output(output_id)
        )

    def restore_output(self, output_id: OutputId) -> None:
        """Take it out again."""
        self._worker.write(
            "restore_output", lambda library: library.conversations.restore_output(output_id)
        )

    def restore(self, keys: Sequence[BinKey]) -> None:
        """Take things out of the bin; `restored` tells how many came back."""
        self._worker.ask("restore", self._restore(list(keys)))

    def remove(self, keys: Sequence[BinKey]) -> None:
        """Remove things in the bin for ever; `emptied` answers."""
        self._worker.ask("empty_bin", self._remove(list(keys)))

    def remove_older(self, before_utc: str) -> None:
        """Remove what was thrown away before that time, but never anything starred."""
        self._worker.ask("empty_bin", self._remove_older(before_utc))

    async def _duplicate(self, session_id: SessionId, name: str) -> None:
        made: list[SessionId] = []

        def copy(library: Library) -> Changes:
            changes, copy_id = library.copier.duplicate(session_id, name)
            made.append(copy_id)
            return changes

        await self._worker.studio.access.write(copy)
        self.duplicated.emit(made[0], name)

    async def _restore(self, keys: list[BinKey]) -> None:
        """Take back cards together and the rest one by one: what cannot keeps no other."""
        access = self._worker.studio.access
        cards = [CardId(key.id) for key in keys if key.kind is BinKind.CARD]
        if cards:
            await access.write(lambda library: library.cards.restore(cards))
        count, problem = len(cards), None
        for key in keys:
            if key.kind is not BinKind.CARD:
                try:
                    await access.write(partial(_restore, key))
                    count += 1
                except LibraryError as error:
                    problem = error
        if count:
            self.restored.emit(count)
        if problem is not None:
            raise problem

    async def _remove(self, keys: list[BinKey]) -> None:
        self.emptied.emit(await self._removed(keys, is_starred_kept=False))

    async def _remove_older(self, before_utc: str) -> None:
        access = self._worker.studio.access
        entries = await access.read(lambda reader: reader.bin_entries(before_utc=before_utc))
        keys = [entry.key for entry in entries if not entry.starred_count]
        await self._removed(keys, is_starred_kept=True)

    async def _removed(self, keys: list[BinKey], *, is_starred_kept: bool) -> EmptiedBin:
        reports = [EmptiedBin()]

        def remove(some: list[BinKey], library: Library) -> Changes:
            changes, report = library.bin.remove(some, is_starred_kept=is_starred_kept)
            reports.append(reports.pop() + report)
            return changes

        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            await self._worker.studio.access.write(partial(remove, some))
        return reports[0]


def _restore(key: BinKey, library: Library) -> Changes:
    """Take one thing that is no card out of the bin."""
    takers: dict[BinKind, Callable[[Any], Changes]] = {
        BinKind.SESSION: library.sessions.restore,
        BinKind.CONVERSATION: library.conversations.restore,
        BinKind.OUTPUT: library.conversations.restore_output,
        BinKind.PROJECT: library.projects.restore,
        BinKind.PRODUCT: library.people.restore_product,
        BinKind.PERSON: library.people.restore_person,
        BinKind.IDENTITY: library.people.restore_identity,
    }
    return takers[key.kind](key.id)
