"""Says aloud how far a run is: for those who listen to the screen, never once a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gallery_studio.domain.status import Status
from gallery_studio.ui.widgets.announce import announce

if TYPE_CHECKING:
    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import OutputId
    from gallery_studio.ui.main_window import MainWindow


class ProgressFeature(QObject):
    """Announces "2 of 8 images ready" and each failure with its reason. GUI thread only."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._open: set[OutputId] = set()
        self._done = 0
        window.parts.worker.changed.connect(self._on_changed)

    def _on_changed(self, changes: Changes) -> None:
        for card in self._window.parts.reader.cards_of_outputs(changes.outputs):
            if card.output_id is None:
                continue
            if card.status.is_open:
                self._open.add(card.output_id)
            elif card.output_id in self._open:
                self._open.discard(card.output_id)
                self._done += 1
                self._say(card.status, card.model, card.error_message)
        if not self._open:
            self._done = 0

    def _say(self, status: Status, model: str, reason: str) -> None:
        if status is Status.FAILED:
            name, _ = self._window.model_badge(model)
            announce(self._window.view, f"{name} failed: {reason}", is_urgent=True)
        else:
            total = self._done + len(self._open)
            noun = "image" if total == 1 else "images"
            announce(self._window.view, f"{self._done} of {total} {noun} ready")
