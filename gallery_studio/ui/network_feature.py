"""Says when there is no network, and lets the offline model stand in meanwhile.

There is no watching of cables here: what counts is whether the service answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gallery_studio.domain.errors import ProviderErrorKind
from gallery_studio.domain.status import Status
from gallery_studio.providers.catalogue import OFFLINE_MODEL
from gallery_studio.ui.widgets.banner import Banner

if TYPE_CHECKING:
    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.changes import Changes
    from gallery_studio.ui.main_window import MainWindow


class NetworkFeature(QObject):
    """A banner across the wall while the service is out of reach. GUI thread only."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._is_offline = False
        self._banner: Banner | None = None
        window.parts.worker.changed.connect(self._on_changed)

    @property
    def is_offline(self) -> bool:
        """Whether the service was out of reach the last time it was asked."""
        return self._is_offline

    def _on_changed(self, changes: Changes) -> None:
        if not changes.outputs:
            return
        for card in self._window.parts.reader.cards_of_outputs(changes.outputs):
            if card.model and card.model != OFFLINE_MODEL:
                self._look_at(card)

    def _look_at(self, card: CanvasCard) -> None:
        if card.status is Status.COMPLETED:
            self._set_offline(is_offline=False)
        elif card.status is Status.FAILED:
            self._set_offline(is_offline=card.error_kind == ProviderErrorKind.OFFLINE)

    def _set_offline(self, *, is_offline: bool) -> None:
        if is_offline == self._is_offline:
            return
        self._is_offline = is_offline
        self._window.area.set_banner(self._make_banner() if is_offline else None)
        if self._banner is not None and not is_offline:
            self._banner.deleteLater()
            self._banner = None
        self._window.composer.stand_in(is_offline=is_offline)

    def _make_banner(self) -> Banner:
        meanwhile = (
            " the Offline model draws samples meanwhile."
            if self._window.parts.keeper.settings.use_offline_model
            else " your words are kept."
        )
        text = f"No network. Gemini models return when you are back;{meanwhile}"
        self._banner = Banner(self._window.parts.theme, "wifi-off", text, button="Try now")
        self._banner.action_requested.connect(self._on_action_requested)
        return self._banner

    def _on_action_requested(self) -> None:
        """Send again what failed for want of a network."""
        self._window.parts.worker.retry(
            [
                card.output_id
                for card in self._window.canvas.cards
                if card.output_id and card.error_kind == ProviderErrorKind.OFFLINE
            ]
        )
