"""Brings in what was dropped, pasted or chosen, and tells what came of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand
from PySide6.QtWidgets import QFileDialog

from gallery_studio.domain.ids import ModelId, ProductId
from gallery_studio.domain.naming import one_line, session_name
from gallery_studio.domain.timestamps import utc_now
from gallery_studio.records import replace
from gallery_studio.studio.import_sources import CardTarget, FileSource, ImportWish, name_of
from gallery_studio.ui.drop.import_panel import ImportPanel
from gallery_studio.ui.drop.skipped_dialog import SkippedDialog
from gallery_studio.ui.widgets.file_dialog import dialog_to_read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gallery_studio.domain.geometry import Rect
    from gallery_studio.domain.ids import CardId
    from gallery_studio.domain.session import Session
    from gallery_studio.imaging.recipe.recipe import Recipe
    from gallery_studio.studio.import_sources import SkippedSource, Source
    from gallery_studio.studio.importing import ImportProgress, ImportResult
    from gallery_studio.ui.drop.offer import Offer
    from gallery_studio.ui.main_window import MainWindow
    from gallery_studio.workers.import_worker import ChangedProduct, FinishedImport, ImportWorker

CARDS = "cards"
_PRODUCT = "product "
_FILTER = "Pictures (*.png *.jpg *.jpeg *.webp *.gif);;All files (*)"


class ImportController(QObject):
    """Between what is brought in, the studio and the toasts. GUI thread only."""

    def __init__(self, window: MainWindow, worker: ImportWorker) -> None:
        super().__init__(window)
        self._window = window
        self._worker = worker
        self.panel = ImportPanel(window.parts.theme, window.area)
        self.panel.stop_requested.connect(worker.cancel)
        worker.progressed.connect(self._on_progressed)
        worker.finished.connect(self._on_finished)
        worker.rested.connect(self.panel.end)
        worker.product_changed.connect(self._on_product_changed)

    def as_cards(self, offer: Offer, anchor: Rect) -> None:
        """Put what is offered onto the wall, from a place on."""
        session = self._session_for(offer.sources)
        wish = ImportWish(offer.sources, CardTarget(session, anchor), offer.skipped)
        self._begin(wish, CARDS)

    def as_references(self, offer: Offer, target: str) -> None:
        """Add what is offered to an input, by its name."""
        self._begin(ImportWish(offer.sources, skipped=offer.skipped), target)

    def as_product_image(self, offer: Offer, product_id: ProductId) -> None:
        """Give a product the first picture offered."""
        wish = ImportWish(offer.sources[:1], skipped=offer.skipped)
        self._begin(wish, f"{_PRODUCT}{product_id}")

    def ask_files(self, use: Callable[[list[Source]], None]) -> None:
        """Let the person choose picture files."""
        dialog = dialog_to_read(self._window, "Import images")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(_FILTER)
        self._ask(dialog, use)

    def ask_folder(self, use: Callable[[list[Source]], None]) -> None:
        """Let the person choose a folder of pictures."""
        dialog = dialog_to_read(self._window, "Import a folder of images")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._ask(dialog, use)

    def _ask(self, dialog: QFileDialog, use: Callable[[list[Source]], None]) -> None:
        dialog.filesSelected.connect(lambda paths: use([FileSource(Path(path)) for path in paths]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _begin(self, wish: ImportWish, purpose: str) -> None:
        self._worker.bring_in(wish, purpose)
        self.panel.begin()

    def _session_for(self, sources: Sequence[Source]) -> Session:
        """Return the open session; a new one is named by the first picture.

        It is stored together with its first card, so that nothing but bad files leaves no trace.
        """
        open_session = self._window.session
        if open_session.is_stored:
            return open_session.session
        name = Path(name_of(sources[0])).stem if sources else ""
        named = session_name(utc_now().astimezone(), name)
        return replace(open_session.session, name=named)

    # -- news ----------------------------------------------------------------------------------

    def _on_progressed(self, progress: ImportProgress) -> None:
        self.panel.show_import(progress)

    def _on_finished(self, finished: FinishedImport) -> None:
        result, purpose = finished.result, finished.purpose
        if purpose == CARDS:
            self._show_cards(result)
        elif purpose.startswith(_PRODUCT):
            for picture in result.pictures[:1]:
                product_id = ProductId(purpose.removeprefix(_PRODUCT))
                self._worker.set_product_image(product_id, picture.image_id)
        else:
            for picture in result.pictures:
                self._worker.add_reference(picture.image_id, picture.name, purpose)
        self._window.news.say_animations([picture.frames for picture in result.pictures])
        if result.skipped or result.left_out:
            self._say_skipped(result)

    def _show_cards(self, result: ImportResult) -> None:
        if not result.card_ids:
            return
        if result.session_id != self._window.session.id:
            self._say_elsewhere(result)
            return
        self._window.session.adopt()
        self._window.sidebar.set_open_session(self._window.session.id)
        worker = self._window.parts.worker
        command = ImportCommand(result.card_ids, worker.delete_cards, worker.restore_cards)
        self._window.undo_stack.push(command)
        recipe = result.pictures[0].recipe
        if recipe is not None and (recipe.message or recipe.prompt):
            self._offer_recipe(result.pictures[0].name, recipe)
        elif not result.skipped and not result.left_out:
            undo = command.undo_if_last(self._window)
            self._window.news.offer(_brought_in(result), "image-plus", "Undo", undo)

    def _say_elsewhere(self, result: ImportResult) -> None:
        """Another session was opened meanwhile: offer the way to what came in."""
        session_id = result.session_id
        if session_id is not None:
            text = f"{_brought_in(result)} to another session"
            show = partial(self._window.open_session, session_id)
            self._window.news.offer(text, "image-plus", "Open", show)

    def _offer_recipe(self, name: str, recipe: Recipe) -> None:
        text = f"{one_line(name, 24)} says how it was made"
        restore = partial(self._restore, recipe)
        self._window.news.offer(text, "history", "Restore it", restore)

    def _restore(self, recipe: Recipe) -> None:
        """Set the compose bar to make the picture again.

        The words sent name the product and the people already, so their chips go; a model that
        is not here, or a size nobody gave, leaves what is set.
        """
        composer, chips = self._window.composer, self._window.compose.chips
        known = {model.id for model in composer.askable()}
        model, wish = ModelId(recipe.model), chips.wish
        chips.choose(
            replace(
                wish,
                models=(model,) if model in known else wish.models,
                directive_count=1,
                aspect_ratio=recipe.aspect_ratio or wish.aspect_ratio,
                image_size=recipe.image_size or wish.image_size,
                product_ids=(),
                person_ids=(),
                identity_id=None,
            )
        )
        composer.fill(recipe.prompt or recipe.message)

    def _say_skipped(self, result: ImportResult) -> None:
        """Say in one sentence what was left out; the reasons are a click away."""
        news, skipped = self._window.news, result.skipped
        if not result.pictures and len(skipped) == 1:
            news.say_error(skipped[0].reason)
        elif skipped:
            news.offer(result.sentence, "triangle-alert", "Why", lambda: self._explain(skipped))
        else:
            news.say(result.sentence, "info", "textSecondary")

    def _explain(self, skipped: Sequence[SkippedSource]) -> None:
        SkippedDialog(self._window.parts.theme, self._window, skipped).open()

    def _on_product_changed(self, change: ChangedProduct) -> None:
        before = change.before
        text = f"“{one_line(before.name, 40)}” has a new image"
        undo = self._worker.save_product
        self._window.news.offer(text, "package", "Undo", lambda: undo(before))


def _brought_in(result: ImportResult) -> str:
    count = len(result.card_ids)
    return "1 image brought in" if count == 1 else f"{count} images brought in"


class ImportCommand(QUndoCommand):
    """Cards that were brought in together: to the bin, and back.

    Args:
        card_ids: The cards; they are on the wall already.
        delete: Puts cards into the bin.
        restore: Takes cards out of it.
    """

    def __init__(
        self,
        card_ids: list[CardId],
        delete: Callable[[Sequence[CardId]], None],
        restore: Callable[[Sequence[CardId]], None],
    ) -> None:
        count = len(card_ids)
        super().__init__("Import image" if count == 1 else f"Import {count} images")
        self._card_ids = card_ids
        self._delete = delete
        self._restore = restore
        self._is_undone = False

    def undo_if_last(self, window: MainWindow) -> Callable[[], None]:
        """Return a function that undoes this, unless something else was done since."""

        def undo() -> None:
            stack = window.undo_stack
            if stack.index() and stack.command(stack.index() - 1) is self:
                stack.undo()

        return undo

    def redo(self) -> None:
        """Bring the cards back; the first time they are there."""
        if self._is_undone:
            self._restore(self._card_ids)

    def undo(self) -> None:
        """Put the cards into the bin."""
        self._is_undone = True
        self._delete(self._card_ids)
