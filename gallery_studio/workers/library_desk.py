"""The library as its own screens see it: duplicate, bin; ask, and be told by signals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gallery_studio.domain.bin import BinKind, EmptiedBin
from gallery_studio.domain.changes import Changes
from gallery_studio.domain.ids import CardId, ConversationId, ProjectId, SessionId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.bin import BinKey
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
    """

    duplicated = Signal(str, str)
    emptied = Signal(object)

    def __init__(self, worker: StudioWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker

    def duplicate(self, session_id: SessionId, name: str) -> None:
        """Copy a session; `duplicated` answers."""
        self._worker.ask("duplicate_session", self._duplicate(session_id, name))

    def reject_cards(self, card_ids: Sequence[CardId], *, is_rejected: bool) -> None:
        """Put cards aside, or take them back."""
        ids = list(card_ids)
        self._worker.write(
            "reject_cards", lambda library: library.cards.reject(ids, is_rejected=is_rejected)
        )

    def restore(self, keys: Sequence[BinKey]) -> None:
        """Take things out of the bin."""
        chosen = list(keys)
        self._worker.write("restore", lambda library: _restore(library, chosen))

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


def _restore(library: Library, keys: list[BinKey]) -> Changes:
    """Take things out of the bin, cards together and the rest one by one."""
    changes = Changes()
    cards = [CardId(key.id) for key in keys if key.kind is BinKind.CARD]
    if cards:
        changes |= library.cards.restore(cards)
    for key in keys:
        if key.kind is BinKind.SESSION:
            changes |= library.sessions.restore(SessionId(key.id))
        elif key.kind is BinKind.CONVERSATION:
            changes |= library.conversations.restore(ConversationId(key.id))
        elif key.kind is BinKind.PROJECT:
            changes |= library.projects.restore(ProjectId(key.id))
    return changes
