"""The sessions of the sidebar as a Qt model."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from gallery_studio.domain.limits import TITLE_CHARACTERS
from gallery_studio.domain.naming import one_line
from gallery_studio.ui.sidebar.relative_age import relative_age

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gallery_studio.domain.session import SessionSummary

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_MOST_STEPS = 200


class SessionListModel(QAbstractListModel):
    """Sessions in the order they were given.

    Renaming asks: the name stays until the new list says otherwise.

    Args:
        now: Returns the present in the person's time zone; ages are reckoned from it.

    Signals:
        rename_requested(str, str): Session id and the new name, one line, not empty.
    """

    rename_requested = Signal(str, str)

    SUMMARY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
    DETAIL_ROLE = int(Qt.ItemDataRole.UserRole) + 2
    IS_OPEN_ROLE = int(Qt.ItemDataRole.UserRole) + 3

    def __init__(
        self, now: Callable[[], datetime] | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._now = now or (lambda: datetime.now().astimezone())
        self._sessions: list[SessionSummary] = []
        self._open_id = ""
        self._answers: dict[int, Callable[[SessionSummary], object]] = {
            Qt.ItemDataRole.DisplayRole: lambda session: session.name,
            Qt.ItemDataRole.EditRole: lambda session: session.name,
            Qt.ItemDataRole.AccessibleTextRole: self._spoken,
            self.SUMMARY_ROLE: lambda session: session,
            self.DETAIL_ROLE: self._detail,
            self.IS_OPEN_ROLE: lambda session: session.id == self._open_id,
        }

    # Content

    def set_sessions(self, sessions: Sequence[SessionSummary]) -> None:
        """Show these sessions. Rows that stay keep their place in the view and their editor."""
        wanted = list(sessions)
        if abs(len(wanted) - len(self._sessions)) > _MOST_STEPS:
            self.beginResetModel()
            self._sessions = wanted
            self.endResetModel()
            return
        self._remove_others({session.id for session in wanted})
        for row, session in enumerate(wanted):
            self._place(row, session)

    def set_open(self, session_id: str) -> None:
        """Mark the session that is open on the canvas; "" for none."""
        if session_id != self._open_id:
            self._open_id = session_id
            self.refresh()

    def refresh(self) -> None:
        """Paint all rows again: ages passed, covers arrived."""
        if self._sessions:
            self.dataChanged.emit(self.index(0), self.index(len(self._sessions) - 1))

    def session(self, row: int) -> SessionSummary:
        """Return the session of a row."""
        return self._sessions[row]

    def row_of(self, session_id: str) -> int:
        """Return the row of a session, or -1."""
        for row, session in enumerate(self._sessions):
            if session.id == session_id:
                return row
        return -1

    @property
    def open_id(self) -> str:
        """The session that is open on the canvas, or ""."""
        return self._open_id

    # Qt

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """Return the number of sessions."""
        return 0 if parent.isValid() else len(self._sessions)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row shows."""
        answer = self._answers.get(role) if index.isValid() else None
        return None if answer is None else answer(self._sessions[index.row()])

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for a new name; an empty or unchanged one changes nothing."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        session = self._sessions[index.row()]
        name = one_line(str(value), TITLE_CHARACTERS)
        if not name or name == session.name:
            return False
        self.rename_requested.emit(session.id, name)
        return True

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Every row can be chosen and renamed."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    # Internals

    def _detail(self, session: SessionSummary) -> str:
        age = relative_age(session.updated_utc, self._now())
        if session.open_count:
            return f"{image_count_text(session.image_count)} · Generating {session.open_count}"
        return f"{image_count_text(session.image_count)} · {age}"

    def _spoken(self, session: SessionSummary) -> str:
        detail = self._detail(session).replace(" · ", ", ")
        state = " Open." if session.id == self._open_id else ""
        return f"{session.name}. {detail}.{state}"

    def _remove_others(self, ids: set[str]) -> None:
        """Remove every row whose session is not among `ids`."""
        for row in range(len(self._sessions) - 1, -1, -1):
            if self._sessions[row].id not in ids:
                self.beginRemoveRows(_ROOT, row, row)
                del self._sessions[row]
                self.endRemoveRows()

    def _place(self, row: int, session: SessionSummary) -> None:
        """Bring a session to its row: moved, added or changed as needed."""
        is_in_place = row < len(self._sessions) and self._sessions[row].id == session.id
        present = row if is_in_place else self.row_of(session.id)
        if present < 0:
            self.beginInsertRows(_ROOT, row, row)
            self._sessions.insert(row, session)
            self.endInsertRows()
            return
        if present != row:
            self.beginMoveRows(_ROOT, present, present, _ROOT, row)
            self._sessions.insert(row, self._sessions.pop(present))
            self.endMoveRows()
        if self._sessions[row] != session:
            self._sessions[row] = session
            self.dataChanged.emit(self.index(row), self.index(row))


def image_count_text(count: int) -> str:
    """Return ``Empty``, ``1 image`` or ``38 images``."""
    if not count:
        return "Empty"
    return "1 image" if count == 1 else f"{count:,} images"
