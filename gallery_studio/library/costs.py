"""What was spent on words; pictures count their own cost when their answer is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.library.tables import COSTS

if TYPE_CHECKING:
    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import ModelId, SessionId
    from gallery_studio.library.writer import Writer


class CostStore:
    """Writes costs. Each method is one transaction; raises `LibraryError` when nothing was kept."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def add(self, session_id: SessionId | None, model: ModelId, kind: str, usd: float) -> Changes:
        """Count a cost to a session and to the month.

        Args:
            session_id: The session, or None for none.
            model: The model that was asked.
            kind: What for, such as ``directives``.
            usd: Dollars.
        """
        with self._writer.transaction() as transaction:
            transaction.insert(
                COSTS,
                {
                    "session_id": session_id,
                    "output_id": None,
                    "model": model,
                    "kind": kind,
                    "usd": usd,
                    "created_utc": transaction.now_utc,
                },
            )
            if session_id is not None:
                transaction.touch(sessions=[session_id])
        return transaction.changes()
