"""The menu of a turn: copy, retry what failed, start here, stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.ui.conversation.conversation_text import model_name
from gallery_studio.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from gallery_studio.ui.conversation.conversation_state import TurnView
    from gallery_studio.ui.conversation.intents import OutputIntents
    from gallery_studio.ui.conversation.pane_context import PaneContext

_OUTPUT = "output_id"


class TurnMenu(Menu):
    """What can be done with a whole turn.

    Args:
        context: Theme and models.
        intents: Where wishes go.
        turn: The turn.
        parent: Owner.
    """

    def __init__(
        self,
        context: PaneContext,
        intents: OutputIntents,
        turn: TurnView,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context.theme, f"Turn {turn.number}", parent)
        self._context, self._intents, self._turn = context, intents, turn
        self.add_item("Copy message", self._on_copy, icon="copy")
        retry = self.add_item("Retry failed", self._on_retry, icon="rotate-ccw")
        retry.setEnabled(bool(turn.retryable))
        self._add_starts()
        if turn.is_running:
            self.addSeparator()
            self.add_item("Stop", self._on_stop, icon="square")

    def _add_starts(self) -> None:
        """Offer every picture of the turn as the place the next edit starts."""
        ready = [output for output in self._turn.outputs if output.is_ready]
        if ready:
            self.addSeparator()
        for output in ready:
            name = model_name(self._context.catalogue, output.model)
            key = str(self._turn.outputs.index(output) + 1)
            words = "Start next edit here" if len(ready) == 1 else f"Start next edit from {name}"
            action = self.add_item(words, icon="corner-down-right", key=key)
            action.setProperty(_OUTPUT, output.id)
            action.setEnabled(not output.is_head)
        self.triggered.connect(self._on_triggered)

    def _on_triggered(self, action: QAction) -> None:
        if output_id := action.property(_OUTPUT):
            self._intents.head_chosen.emit(output_id)

    def _on_copy(self) -> None:
        self._intents.copy_requested.emit(self._turn.message)

    def _on_retry(self) -> None:
        self._intents.retry_requested.emit(self._turn.retryable)

    def _on_stop(self) -> None:
        self._intents.stop_requested.emit(self._turn.running)
