"""The menu of an output: everything its hover buttons do, and their keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gallery_studio.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gallery_studio.ui.conversation.conversation_state import OutputView
    from gallery_studio.ui.conversation.intents import OutputIntents
    from gallery_studio.ui.theme.theme import Theme


MOST_STARS = 5


class OutputMenu(Menu):
    """What can be done with one output.

    Args:
        theme: Gives colours and sizes.
        intents: Where wishes go.
        output: The output.
        name: Short name of its model.
        parent: Owner.
    """

    def __init__(
        self,
        theme: Theme,
        intents: OutputIntents,
        output: OutputView,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, f"{name} in turn {output.turn_number}", parent)
        self._intents, self._output = intents, output
        if output.is_ready:
            self._add_picture_items()
        if output.is_retryable:
            self.add_item("Retry", self._on_retry, icon="rotate-ccw", key="R")
        if output.is_history_unreadable:
            self.add_item(
                "Go on from the picture alone", self._on_fresh_start, icon="corner-down-right"
            )
        if output.status.is_open:
            self.add_item("Stop", self._on_stop, icon="square")
        if text := output.words or output.failure:
            self._copied = text
            words = "Copy the reply" if output.words else "Copy the reason"
            self.add_item(words, self._on_copy, icon="copy")
        self.addSeparator()
        self.add_item("Delete", self._on_delete, icon="trash-2", key="Del", is_danger=True)

    def _add_picture_items(self) -> None:
        number = self._output.turn_number
        start = self.add_item(
            f"Start the next edit here (turn {number})", self._on_head, icon="corner-down-right"
        )
        start.setEnabled(not self._output.is_head)
        self.add_item("Full view", self._on_open, icon="maximize-2", key="Space")
        star = "Take the star away" if self._output.is_starred else "Star"
        self.add_item(star, self._on_star, icon="star", key="S")
        self.add_item("Rate…", self._on_rate, icon="star", key="Alt+5")
        reject = "Take back" if self._output.is_rejected else "Reject"
        self.add_item(reject, self._on_reject, icon="eye-off", key="X")
        self.add_item("Download", self._on_download, icon="download", key="D")
        self.add_item("Add to project…", self._on_project, icon="folder-plus")

    def _on_head(self) -> None:
        self._intents.head_chosen.emit(self._output.id)

    def _on_open(self) -> None:
        self._intents.lightbox_requested.emit(self._output.id)

    def _on_star(self) -> None:
        self._intents.star_toggled.emit(self._output.id)

    def _on_rate(self) -> None:
        """Offer the ratings where this menu was."""
        menu = Menu(self._theme, "Rating", self.parentWidget())
        for rating in range(MOST_STARS, -1, -1):
            words = f"{rating} star{'' if rating == 1 else 's'}" if rating else "No rating"
            rate = partial(self._intents.rating_requested.emit, self._output.id, rating)
            is_held = rating == self._output.rating
            menu.add_item(words, rate, key=f"Alt+{rating}", is_checked=is_held)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.pos())

    def _on_reject(self) -> None:
        self._intents.reject_toggled.emit(self._output.id)

    def _on_delete(self) -> None:
        self._intents.delete_requested.emit(self._output.id)

    def _on_download(self) -> None:
        self._intents.download_requested.emit(self._output.id)

    def _on_project(self) -> None:
        self._intents.project_requested.emit(self._output.id)

    def _on_retry(self) -> None:
        self._intents.retry_requested.emit((self._output.id,))

    def _on_fresh_start(self) -> None:
        self._intents.fresh_start_requested.emit(self._output.id)

    def _on_stop(self) -> None:
        self._intents.stop_requested.emit((self._output.id,))

    def _on_copy(self) -> None:
        self._intents.copy_requested.emit(self._copied)
