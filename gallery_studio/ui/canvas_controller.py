"""Keeps the canvas true to the library: loads cards, follows changes, carries out intentions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand

from gallery_studio.domain.changes import Changes
from gallery_studio.domain.generation import ProgressKind
from gallery_studio.domain.status import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QUndoStack

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.ids import CardId, ImageId, OutputId
    from gallery_studio.domain.session import Session
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.studio.running import OutputProgress
    from gallery_studio.ui.canvas.canvas_view import CanvasView
    from gallery_studio.ui.open_session import OpenSession
    from gallery_studio.workers.studio_worker import StudioWorker


class CanvasController(QObject):
    """Between the canvas, the library and the studio. GUI thread only.

    Signals:
        cards_shown: Number of cards on the wall now.
        cards_deleted: Ids of cards that were put into the bin, for the toast with Undo.
        run_arrived: Ids of cards that are new on the wall.
    """

    cards_shown = Signal(int)
    cards_deleted = Signal(object)
    run_arrived = Signal(object)

    def __init__(
        self,
        view: CanvasView,
        reader: LibraryReader,
        worker: StudioWorker,
        session: OpenSession,
        undo_stack: QUndoStack,
    ) -> None:
        super().__init__(view)
        self._view = view
        self._reader = reader
        self._worker = worker
        self._session = session
        self._undo_stack = undo_stack
        self._pending = Changes()
        self._waits: dict[OutputId, OutputProgress] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._apply_changes)
        self._connect()

    def _connect(self) -> None:
        self._session.opened.connect(self._on_opened)
        self._worker.changed.connect(self._on_changed)
        self._worker.progressed.connect(self._on_progressed)
        self._view.placements_changed.connect(self._on_placements_changed)
        self._view.viewport_changed.connect(self._session.keep_viewport)
        self._view.retry_requested.connect(self._on_retry_requested)
        self._view.delete_requested.connect(self._on_delete_requested)

    @property
    def cards(self) -> Sequence[CanvasCard]:
        """All cards on the wall."""
        return list(self._view.model.cards.values())

    @property
    def running(self) -> list[OutputId]:
        """Outputs on the wall whose answer may still arrive."""
        return [card.output_id for card in self.cards if card.output_id and card.status.is_open]

    def chosen(self, card_ids: Sequence[CardId]) -> list[CanvasCard]:
        """Return cards by id; unknown ones are left out."""
        found = (self._view.model.get(card_id) for card_id in card_ids)
        return [card for card in found if card is not None]

    def _on_opened(self, session: Session) -> None:
        self._pending = Changes()
        self._undo_stack.clear()
        cards = self._reader.canvas_cards(session.id) if self._session.is_stored else []
        labels = self._reader.run_labels(session.id) if cards else []
        micros = self._reader.micro_previews(session.id) if cards else {}
        self._view.set_cards(cards, labels, micros)
        if session.viewport is not None:
            self._view.set_viewport(session.viewport)
        else:
            self._view.fit_all(is_animated=False)
        self.cards_shown.emit(len(cards))

    def _on_changed(self, changes: Changes) -> None:
        if changes.cards or changes.removed_cards:
            self._pending |= changes
            self._timer.start()

    def _on_progressed(self, news: OutputProgress) -> None:
        """Show the countdown of a card that waits for another try.

        The news may be faster than the card, which is read a turn of the event loop later.
        """
        if news.progress.kind is ProgressKind.WAITING:
            self._waits[news.output_id] = news
        else:
            self._waits.pop(news.output_id, None)
        for card in self.cards:
            if card.output_id == news.output_id:
                self._show_wait(card)

    def _show_wait(self, card: CanvasCard) -> None:
        if card.output_id is not None and not card.status.is_open:
            # Ended while it waited for another try: a retry must not begin with that countdown.
            self._waits.pop(card.output_id, None)
        news = self._waits.get(card.output_id) if card.output_id is not None else None
        if news is None:
            self._view.set_waiting(card.id, 0.0, "")
        else:
            self._view.set_waiting(card.id, news.progress.retry_in_s, news.progress.message)

    def _apply_changes(self) -> None:
        """Show what was written since the last time, in one go."""
        changes, self._pending = self._pending, Changes()
        if changes.removed_cards:
            self._view.remove_cards(changes.removed_cards)
        wanted = changes.cards - changes.removed_cards
        cards = [card for card in self._reader.canvas_cards_by_id(wanted) if self._is_ours(card)]
        if cards:
            self._show(cards)
        self.cards_shown.emit(len(self._view.model.cards))

    def _is_ours(self, card: CanvasCard) -> bool:
        return card.session_id == self._session.id

    def _show(self, cards: list[CanvasCard]) -> None:
        was_empty = not self._view.model.cards
        new = [card for card in cards if self._view.model.get(card.id) is None]
        images: list[ImageId] = [card.image_id for card in cards if card.image_id is not None]
        micros = self._reader.micro_previews_of(images) if images else {}
        labels = self._reader.run_labels(self._session.id) if new else ()
        self._view.update_cards(cards, labels, micros)
        for card in new + [card for card in cards if not card.status.is_open]:
            self._show_wait(card)
        if was_empty:
            self._view.fit_all()
        elif new:
            self.run_arrived.emit([card.id for card in new])

    def _on_placements_changed(self, placements: object) -> None:
        self._worker.move_cards(placements)  # type: ignore[arg-type]

    def _on_retry_requested(self, card_ids: list[CardId]) -> None:
        ended = (Status.FAILED, Status.CANCELLED)
        self._worker.retry(
            [c.output_id for c in self.chosen(card_ids) if c.output_id and c.status in ended]
        )

    def _on_delete_requested(self, card_ids: list[CardId]) -> None:
        """Put cards into the bin; what is still running is stopped first."""
        cards = self.chosen(card_ids)
        if not cards:
            return
        running = [card.output_id for card in cards if card.output_id and card.status.is_open]
        if running:
            self._worker.stop(running)
        ids = [card.id for card in cards]
        self._undo_stack.push(
            _DeleteCardsCommand(ids, self._worker.delete_cards, self._worker.restore_cards)
        )
        self.cards_deleted.emit(ids)


class _DeleteCardsCommand(QUndoCommand):
    """Cards to the bin, and back."""

    def __init__(
        self,
        card_ids: list[CardId],
        delete: Callable[[Sequence[CardId]], None],
        restore: Callable[[Sequence[CardId]], None],
    ) -> None:
        count = len(card_ids)
        super().__init__("Delete card" if count == 1 else f"Delete {count} cards")
        self._card_ids = card_ids
        self._delete = delete
        self._restore = restore

    def redo(self) -> None:
        """Put the cards into the bin."""
        self._delete(self._card_ids)

    def undo(self) -> None:
        """Take them out again."""
        self._restore(self._card_ids)
