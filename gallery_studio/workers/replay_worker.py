"""Replays as the window sees them: a session is read apart from the window; a moment is copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gallery_studio.domain.timestamps import utc_now
from gallery_studio.studio.replaying import load_replay, pictures_at, session_of_moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.ids import SessionId
    from gallery_studio.domain.session import Session
    from gallery_studio.workers.studio_worker import StudioWorker


class ReplayWorker(QObject):
    """Reads sessions for replay and copies moments. Methods: GUI thread only.

    Signals:
        loaded: `LoadedReplay`.
        copied: (session id, number of pictures): a moment is a session of its own now.

    What cannot be done is told by the `refused` of the `StudioWorker`.
    """

    loaded = Signal(object)
    copied = Signal(str, int)

    def __init__(self, worker: StudioWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker

    def load(self, session_id: SessionId) -> None:
        """Read a session with all that is asked to be written before; `loaded` answers."""
        self._worker.ask("replay", self._load(session_id))

    def copy_moment(self, session: Session, cards: Sequence[CanvasCard], moment: str) -> None:
        """Make a session with copies of these cards; `copied` answers."""
        self._worker.ask("copy_moment", self._copy(session, list(cards), moment))

    async def _load(self, session_id: SessionId) -> None:
        access = self._worker.studio.access
        self.loaded.emit(await access.read(lambda reader: load_replay(reader, session_id)))

    async def _copy(self, session: Session, cards: list[CanvasCard], moment: str) -> None:
        access = self._worker.studio.access
        copy = session_of_moment(session, moment, utc_now())
        pictures = await access.read(lambda reader: pictures_at(reader, cards))
        await access.write(lambda library: library.cards.add_image_cards(copy, pictures))
        self.copied.emit(copy.id, len(pictures))
