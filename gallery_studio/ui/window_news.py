"""What the window tells a person in passing: toasts, with one thing to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gallery_studio.domain.ids import ConversationId, SessionId
from gallery_studio.domain.naming import one_line
from gallery_studio.ui.animation_note import animation_note
from gallery_studio.ui.widgets.toast import ToastMessage, error_message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QUndoStack
    from PySide6.QtWidgets import QWidget

    from gallery_studio.domain.ids import CardId
    from gallery_studio.ui.canvas.canvas_view import CanvasView
    from gallery_studio.ui.widgets.toast import ToastArea
    from gallery_studio.workers.studio_worker import Refusal, StoredReference, StudioWorker

_RUN_ICON = "sparkles"
_SHOWN_IN_PLACE = frozenset({"generate", "add_reference", "start_edit", "continue_edit"})


class WindowNews(QObject):
    """Turns news into toasts. GUI thread only."""

    def __init__(
        self,
        toasts: ToastArea,
        worker: StudioWorker,
        view: CanvasView,
        undo_stack: QUndoStack,
    ) -> None:
        super().__init__(toasts)
        self._toasts = self._own_toasts = toasts
        self._worker = worker
        self._view = view
        self._undo_stack = undo_stack
        worker.refused.connect(self._on_refused)
        worker.problem_reported.connect(self.say_error)
        worker.reference_stored.connect(self._on_reference_stored)

    def use_toasts(self, toasts: ToastArea) -> None:
        """Show what is said from now on there: a page lies over the canvas."""
        self._toasts = toasts

    def lie_over(self, pane: QWidget | None) -> None:
        """Show what is said over something that covers the window; None leads back."""
        self._own_toasts.lie_over(pane)

    def say(self, text: str, icon: str = "circle-check", color: str = "success") -> None:
        """Say something that went well."""
        self._toasts.add(ToastMessage(text, icon, color))

    def say_error(self, text: str) -> None:
        """Say what went wrong; stays until it is closed. The same words are said once."""
        if all(toast.message.text != text for toast in self._toasts.toasts):
            self._toasts.add(error_message(text))

    def offer(self, text: str, icon: str, action: str, on_action: Callable[[], object]) -> None:
        """Say something and offer one thing to do about it."""
        self._toasts.add(ToastMessage(text, icon, "textSecondary", action), on_action)

    def say_animations(self, frames: Sequence[int]) -> None:
        """Say which of the pictures just brought in move: the studio shows their first frames.

        Args:
            frames: How many frames each picture has; nothing is said where all stand still.
        """
        text = animation_note(frames)
        if text:
            self.say(text, "info", "textSecondary")

    def say_session_discarded(self, session_id: str, name: str) -> None:
        """A session went into the bin: offer it back."""
        what = f"“{one_line(name, 40)}”" if name else "Session"
        self.offer(
            f"{what} deleted",
            "trash-2",
            "Undo",
            lambda: self._worker.restore_session(SessionId(session_id)),
        )

    def say_conversation_deleted(self, conversation_id: str, title: str) -> None:
        """A conversation went into the bin: offer it back."""
        self.offer(
            f"“{one_line(title, 40)}” deleted",
            "trash-2",
            "Undo",
            lambda: self._worker.restore_conversation(ConversationId(conversation_id)),
        )

    def say_cards_deleted(self, card_ids: list[CardId]) -> None:
        """Cards went into the bin: offer them back."""
        count = len(card_ids)
        text = "Image deleted" if count == 1 else f"{count} images deleted"
        self.offer(text, "trash-2", "Undo", self._undo_stack.undo)

    def say_run_arrived(self, card_ids: list[CardId]) -> None:
        """New cards lie out of sight: offer to go there; the view itself is never moved."""
        model, visible = self._view.model, self._view.camera.visible_rect()
        places = [card.placement.rect for card in map(model.get, card_ids) if card is not None]
        if places and not any(place.intersects(visible) for place in places):
            count = len(places)
            text = "1 new image below" if count == 1 else f"{count} new images"
            self._close_run_toasts()
            self.offer(text, _RUN_ICON, "Show", lambda: self._view.fly_to_card(card_ids[0]))

    def _close_run_toasts(self) -> None:
        """The newest run is the one to go to: older offers only pile up."""
        for toast in self._toasts.toasts:
            if toast.message.icon == _RUN_ICON:
                toast.close_toast()

    def _on_reference_stored(self, reference: StoredReference) -> None:
        self.say_animations([reference.frames])

    def _on_refused(self, refusal: Refusal) -> None:
        # Whoever was refused something has these two loaded; the first paint has not.
        from gallery_studio.workers.people_worker import COMPOSING_ACTIONS
        from gallery_studio.workers.project_worker import ACTIONS as PROJECT_ACTIONS

        if refusal.action not in _SHOWN_IN_PLACE | COMPOSING_ACTIONS | PROJECT_ACTIONS:
            self.say_error(refusal.message)
