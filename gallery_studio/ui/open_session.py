"""The session that is open: what the person types and sets is kept as it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gallery_studio.domain.ids import new_session_id
from gallery_studio.domain.session import ComposeSettings, Session
from gallery_studio.domain.timestamps import utc_now, utc_text
from gallery_studio.records import replace

if TYPE_CHECKING:
    from gallery_studio.domain.ids import SessionId
    from gallery_studio.domain.session import Viewport
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.workers.studio_worker import StudioWorker

UNTITLED = "Untitled session"
_SAVE_AFTER_MS = 700
"""A crash may cost this much typing and no more."""


class OpenSession(QObject):
    """Which session is open, and its unsaved edges. GUI thread only.

    A new session is only stored when there is something to keep: a first picture asked for, or
    words typed.

    Signals:
        opened: The `Session`, another one than before.
        renamed: Its name.
    """

    opened = Signal(object)
    renamed = Signal(str)

    def __init__(
        self, reader: LibraryReader, worker: StudioWorker, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._worker = worker
        self._session = _new_session(ComposeSettings())
        self._is_stored = False
        self._draft: str | None = None
        self._compose: ComposeSettings | None = None
        self._viewport: Viewport | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save_now)

    @property
    def session(self) -> Session:
        """The session, as last stored."""
        return self._session

    @property
    def id(self) -> SessionId:
        """Its id."""
        return self._session.id

    @property
    def is_stored(self) -> bool:
        """Whether the library holds it."""
        return self._is_stored

    def start_new(self, compose: ComposeSettings) -> None:
        """Open a new, empty session."""
        self.save_now()
        self._session, self._is_stored = _new_session(compose), False
        self.opened.emit(self._session)

    def open(self, session_id: SessionId) -> None:
        """Open a stored session.

        Raises:
            LibraryError: There is none.
        """
        self.save_now()
        self._session, self._is_stored = self._reader.session(session_id), True
        self.opened.emit(self._session)

    def refresh(self) -> None:
        """Read the session again: its name may have changed."""
        if self._is_stored:
            before, self._session = self._session, self._reader.session(self.id)
            if before.name != self._session.name:
                self.renamed.emit(self._session.name)

    def store(self) -> None:
        """Make sure the library holds the session."""
        if not self._is_stored:
            self._is_stored = True
            self._worker.create_session(self._session)

    def adopt(self) -> None:
        """Take note that the library holds the session now: it was stored with what came in."""
        self._is_stored = True
        self.refresh()

    def rename(self, name: str) -> None:
        """Give the session a name of the person's choice."""
        name = name.strip()
        if name and name != self._session.name:
            self.store()
            self._session = replace(self._session, name=name, is_named_by_person=True)
            self._worker.rename_session(self.id, name)
            self.renamed.emit(name)

    def keep_draft(self, text: str) -> None:
        """Keep the text being typed."""
        if text != (self._session.draft if self._draft is None else self._draft):
            self._draft = text
            self._timer.start()

    def keep_compose(self, compose: ComposeSettings) -> None:
        """Keep what the compose bar is set to."""
        if compose != (self._compose or self._session.compose):
            self._compose = compose
            self._timer.start()

    def keep_viewport(self, viewport: Viewport) -> None:
        """Keep where the person looks."""
        if viewport != (self._viewport or self._session.viewport):
            self._viewport = viewport
            self._timer.start()

    def save_now(self) -> None:
        """Have everything kept written."""
        self._timer.stop()
        if self._draft:
            self.store()
        if self._is_stored:
            self._write()
        self._draft = self._compose = self._viewport = None

    def _write(self) -> None:
        if self._draft is not None:
            self._worker.save_draft(self.id, self._draft)
            self._session = replace(self._session, draft=self._draft)
        if self._compose is not None:
            self._worker.save_compose(self.id, self._compose)
            self._session = replace(self._session, compose=self._compose)
        if self._viewport is not None:
            self._worker.save_viewport(self.id, self._viewport)
            self._session = replace(self._session, viewport=self._viewport)


def _new_session(compose: ComposeSettings) -> Session:
    when = utc_now()
    now = utc_text(when)
    return Session(
        id=new_session_id(when.timestamp()),
        name=UNTITLED,
        created_utc=now,
        updated_utc=now,
        compose=compose,
    )
