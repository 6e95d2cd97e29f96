"""What a person asks of a picture where a conversation shows it: see it large, save it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gallery_studio.domain.ids import OutputId

if TYPE_CHECKING:
    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.ui.main_window import MainWindow

_IN_BIN = "The card of this image is in the bin. Restore it there first."


class ShownOutputs(QObject):
    """Between the conversation's pane and what its pictures need. GUI thread only.

    A picture stays in its conversation when its card is deleted from the wall.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.pane.lightbox_requested.connect(self._on_lightbox_requested)
        window.pane.download_requested.connect(self._on_download_requested)

    def cards_of(self, output_id: OutputId) -> list[CanvasCard]:
        """Return the cards of a picture; say so when they are in the bin."""
        cards = self._window.parts.reader.cards_of_outputs([output_id])
        if not cards:
            self._window.news.say_error(_IN_BIN)
        return cards

    def _on_lightbox_requested(self, output_id: OutputId | None) -> None:
        """Show the pictures of the conversation large."""
        state = self._window.pane.state
        if state is not None and (output_id is None or self.cards_of(output_id)):
            self._window.lightbox.open_conversation(state, output_id)

    def _on_download_requested(self, output_id: str) -> None:
        """Save a picture; it needs no card for that."""
        reader = self._window.parts.reader
        output = reader.output(OutputId(output_id))
        if output.image_id is not None:
            self._window.export.save_one_as(output.image_id, reader.turn(output.turn_id).message)
