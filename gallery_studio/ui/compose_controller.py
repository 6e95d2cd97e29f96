"""Between the compose bar and the studio: prices, reasons, references, Generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gallery_studio.domain.conversation import TurnReference
from gallery_studio.domain.ids import ModelId
from gallery_studio.domain.session import ComposeSettings
from gallery_studio.providers.catalogue import OFFLINE_MODEL
from gallery_studio.records import replace
from gallery_studio.ui.compose.compose_value import ComposeValue, image_count, settled
from gallery_studio.ui.widgets.file_dialog import dialog_to_read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.model_info import ModelInfo
    from gallery_studio.domain.session import Directive, Session
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.studio.composing import ComposedRun
    from gallery_studio.ui.compose.compose_bar import ComposeBar
    from gallery_studio.ui.open_session import OpenSession
    from gallery_studio.ui.settings_keeper import SettingsKeeper
    from gallery_studio.workers.key_worker import KeyNews
    from gallery_studio.workers.studio_worker import Refusal, StoredReference, StudioWorker

TARGET = "compose"


class ComposeController(QObject):
    """Carries out what the compose bar asks for. GUI thread only.

    Signals:
        accepted: A run was accepted: its `ComposedRun`.
        refused: A sentence that says why not.
        directives_wanted: The `ComposeValue` whose directives shall be shown first.
        price_changed: The `PriceEstimate` of what the bar would send.
    """

    accepted = Signal(object)
    refused = Signal(str)
    directives_wanted = Signal(object)
    price_changed = Signal(object)

    def __init__(
        self,
        bar: ComposeBar,
        worker: StudioWorker,
        session: OpenSession,
        keeper: SettingsKeeper,
        catalogue: Catalogue,
    ) -> None:
        super().__init__(bar)
        self._bar = bar
        self._worker = worker
        self._session = session
        self._keeper = keeper
        self._catalogue = catalogue
        self._has_key = False
        self._names: dict[ImageId, str] = {}
        self._before_offline: tuple[ModelId, ...] = ()
        self.shows_directives_first = False
        self._directives: tuple[Directive, ...] = ()
        self._is_writing = False
        self._budget_block = self._budget_question = ""
        self._connect()
        self._show_models()

    def _connect(self) -> None:
        self._session.opened.connect(self._on_opened)
        self._keeper.changed.connect(self._show_models)
        self._bar.draft_changed.connect(self._session.keep_draft)
        self._bar.settings_changed.connect(self._on_settings_changed)
        self._bar.generate_requested.connect(self._on_generate_requested)
        self._bar.confirmed.connect(self._on_confirmed)
        self._bar.reference_files_dropped.connect(self.add_reference_files)
        self._bar.reference_bytes_pasted.connect(self._on_reference_bytes_pasted)
        self._worker.composed.connect(self._on_composed)
        self._worker.refused.connect(self._on_refused)
        self._worker.reference_stored.connect(self._on_reference_stored)

    def askable(self) -> list[ModelInfo]:
        """Return the models that can be asked now, in the catalogue's order."""
        return list(self._offered().current())

    def _offered(self) -> Catalogue:
        return self._catalogue.askable(
            has_key=self._has_key, with_offline=self._keeper.settings.use_offline_model
        )

    def default_compose(self) -> ComposeSettings:
        """Return what a new session's compose bar is set to."""
        askable = {info.id for info in self.askable()}
        chosen = tuple(
            ModelId(model) for model in self._keeper.settings.default_models if model in askable
        )
        if not chosen and askable:
            chosen = (self._offered().default_model(has_key=self._has_key).id,)
        return ComposeSettings(models=chosen, aspect_ratio="1:1", image_size="1K")

    def show_key(self, news: KeyNews) -> None:
        """Offer the models that go with the key."""
        if news.has_key == self._has_key:
            return
        had_default = self._bar.value().settings.models == self.default_compose().models
        self._has_key = news.has_key
        self._show_models()
        if had_default and not self._session.is_stored:
            self._show_compose(self.default_compose())

    def stand_in(self, *, is_offline: bool) -> None:
        """Let the offline model stand in while there is no network, and step back afterwards."""
        settings = self._bar.value().settings
        if is_offline and self._keeper.settings.use_offline_model:
            if OFFLINE_MODEL not in settings.models:
                self._before_offline = settings.models
                self._show_compose(replace(settings, models=(OFFLINE_MODEL,)))
        elif not is_offline and self._before_offline:
            models, self._before_offline = self._before_offline, ()
            if settings.models == (OFFLINE_MODEL,):
                self._show_compose(replace(settings, models=models))

    def use_catalogue(self, catalogue: Catalogue) -> None:
        """Offer other models: the service told which there are."""
        self._catalogue = catalogue
        self._show_models()

    def add_reference_files(self, paths: Sequence[Path]) -> None:
        """Store picture files and add them as references."""
        for path in paths:
            self._worker.add_reference_file(str(path), TARGET)

    def use_directives(self, directives: tuple[Directive, ...], *, is_writing: bool) -> None:
        """Send these directives with the next run, once they are written; () sends the words."""
        self._directives = directives
        self._is_writing = is_writing
        self._show_block()

    def set_budget(self, *, block: str, question: str) -> None:
        """Tell what the budget says to the present price.

        Args:
            block: Why nothing may be sent, or "".
            question: What to ask before sending, or "".
        """
        self._budget_block, self._budget_question = block, question
        self._show_block()

    def refresh(self) -> None:
        """Show the price again."""
        self._show_price()

    def _show_block(self) -> None:
        self._bar.set_block_reason(
            self._budget_block or ("Writing the directives…" if self._is_writing else "")
        )

    def ask_for_references(self) -> None:
        """Let the person choose reference pictures."""
        from PySide6.QtWidgets import QFileDialog

        dialog = dialog_to_read(self._bar.window(), "Add reference images")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter("Pictures (*.png *.jpg *.jpeg *.webp *.gif)")
        dialog.filesSelected.connect(self.add_reference_files)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def fill(self, text: str) -> None:
        """Put words into the bar and the cursor behind them."""
        self._bar.set_text(text)
        self._bar.focus_text()

    def _show_models(self, *_: object) -> None:
        self._bar.set_models(self.askable())
        self._show_price()

    def _show_compose(self, compose: ComposeSettings) -> None:
        askable = self.askable()
        compose = settled(compose, askable)
        if not compose.models:
            compose = replace(compose, models=self.default_compose().models)
        value = self._bar.value()
        self._bar.set_value(ComposeValue(value.text, compose, value.reference_ids))
        self._show_price()

    def _show_price(self) -> None:
        settings = self._bar.value().settings
        count = image_count(settings) // max(1, len(settings.models))
        price = self._catalogue.estimate(settings.models, count, settings.image_size)
        self._bar.set_price(price)
        self.price_changed.emit(price)

    def _on_opened(self, session: Session) -> None:
        self._bar.set_value(ComposeValue(session.draft, session.compose, ()))
        self._show_compose(session.compose)

    def _on_settings_changed(self, settings: ComposeSettings) -> None:
        self._session.keep_compose(settings)
        self._show_price()

    def _on_generate_requested(self, value: ComposeValue) -> None:
        """Show the directives first, ask about the budget, or send."""
        is_first = self.shows_directives_first and not self._directives
        if is_first and value.settings.directive_count > 1:
            self._bar.set_busy(is_busy=False)
            self.directives_wanted.emit(value)
        elif self._budget_question:
            self._bar.ask(f"{self._budget_question}. Generate all the same?", "Generate anyway")
        else:
            self._send(value)

    def _on_confirmed(self) -> None:
        self._send(self._bar.value())

    def _send(self, value: ComposeValue) -> None:
        from gallery_studio.studio.composing import Composition

        self._session.save_now()
        self._session.store()
        settings = value.settings
        self._worker.generate(
            Composition(
                text=value.text,
                models=settings.models,
                session_id=self._session.id,
                directive_count=settings.directive_count,
                directives=self._directives,
                product_ids=settings.product_ids,
                person_ids=settings.person_ids,
                identity_id=settings.identity_id,
                aspect_ratio=settings.aspect_ratio,
                image_size=settings.image_size,
                references=tuple(
                    TurnReference(image_id, "person", self._names.get(image_id, ""))
                    for image_id in value.reference_ids
                ),
            )
        )

    def _on_composed(self, run: ComposedRun) -> None:
        """The run is stored: only now may the words go."""
        if run.session_id != self._session.id:
            return
        self._bar.accept()
        self._session.keep_draft("")
        self._session.refresh()
        self.accepted.emit(run)

    def _on_refused(self, refusal: Refusal) -> None:
        if refusal.action in ("generate", "add_reference"):
            self._bar.set_busy(is_busy=False)
            self.refused.emit(refusal.message)

    def _on_reference_bytes_pasted(self, data: bytes) -> None:
        self._worker.add_reference_bytes(data, "Pasted picture", TARGET)

    def _on_reference_stored(self, reference: StoredReference) -> None:
        if reference.target == TARGET:
            self._names[reference.image_id] = reference.name
            self._bar.add_reference(reference.image_id, reference.name)
