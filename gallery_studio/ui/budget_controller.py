"""Keeps the monthly budget in view of everything that can cost money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gallery_studio.studio.budget import Budget, Verdict, read_budget

if TYPE_CHECKING:
    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.model_info import PriceEstimate
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.studio.budget import Judgement
    from gallery_studio.studio.editing import EditMessage
    from gallery_studio.ui.compose_controller import ComposeController
    from gallery_studio.ui.settings_keeper import SettingsKeeper
    from gallery_studio.workers.studio_worker import StudioWorker

_REFRESH_MS = 150


class BudgetController(QObject):
    """Judges prices by the budget of the month. GUI thread only.

    Signals:
        changed(): The budget is different now; judge again.
    """

    changed = Signal()

    def __init__(
        self,
        reader: LibraryReader,
        worker: StudioWorker,
        keeper: SettingsKeeper,
        catalogue: Catalogue,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._keeper = keeper
        self._catalogue = catalogue
        self._composer: ComposeController | None = None
        self._budget = Budget()
        self._asked: EditMessage | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        worker.changed.connect(self._on_library_changed)
        keeper.changed.connect(self._on_settings_changed)
        self.refresh()

    def serve(self, composer: ComposeController) -> None:
        """Judge what the compose bar would send, whenever that changes."""
        self._composer = composer
        composer.price_changed.connect(self._on_price_changed)
        self.changed.connect(composer.refresh)
        composer.refresh()

    def use_catalogue(self, catalogue: Catalogue) -> None:
        """Estimate by other prices from now on."""
        self._catalogue = catalogue
        self.refresh()

    def judge(self, price: PriceEstimate) -> Judgement:
        """Return whether something of that price may be sent, and what to say about it."""
        return self._budget.judge(price)

    def refuse_edit(self, message: EditMessage) -> str:
        """Return why an edit is not sent now, or "".

        What only has to be asked about passes when it is sent again.

        Args:
            message: What would be sent.
        """
        price = self._catalogue.estimate(message.models, 1, message.image_size)
        judgement = self.judge(price)
        if judgement.verdict is Verdict.FREE or message == self._asked:
            self._asked = None
            return ""
        if judgement.verdict is Verdict.STOP:
            return (
                f"{judgement.text}. Nothing was sent. Raise the limit in the settings, or choose "
                "another model."
            )
        self._asked = message
        return f"{judgement.text}. Send again to send it all the same."

    def refresh(self) -> None:
        """Read what was spent again."""
        self._timer.stop()
        budget = read_budget(self._reader, self._keeper.settings, self._catalogue)
        if budget != self._budget:
            self._budget = budget
            self.changed.emit()

    def _on_price_changed(self, price: PriceEstimate) -> None:
        if self._composer is not None:
            judgement = self.judge(price)
            is_stopped = judgement.verdict is Verdict.STOP
            is_asked = judgement.verdict is Verdict.ASK
            self._composer.set_budget(
                block=judgement.text if is_stopped else "",
                question=judgement.text if is_asked else "",
            )

    def _on_library_changed(self, changes: Changes) -> None:
        if changes.outputs or changes.sessions:
            self._timer.start()

    def _on_settings_changed(self, _settings: object) -> None:
        self.refresh()
