"""Opens pictures large, in the order of the canvas or of a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Signal
from PySide6.QtWidgets import QFileDialog

from gallery_studio.domain.ids import CardId
from gallery_studio.records import replace
from gallery_studio.ui.lightbox.lightbox import Lightbox
from gallery_studio.ui.lightbox.lightbox_item import LightboxItem, LightboxProduct
from gallery_studio.ui.widgets.file_dialog import dialog_to_read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.conversation import Output
    from gallery_studio.domain.ids import ImageId, OutputId, TurnId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.providers.catalogue import Catalogue
    from gallery_studio.ui.canvas.canvas_view import CanvasView
    from gallery_studio.ui.conversation.conversation_state import ConversationState
    from gallery_studio.ui.edit_controller import EditController
    from gallery_studio.ui.open_session import OpenSession
    from gallery_studio.ui.picture_export import PictureExport
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.workers.picture_pool import PicturePool
    from gallery_studio.workers.preview_pool import PreviewPool
    from gallery_studio.workers.studio_worker import StudioWorker

_MOST = 400
"""Pictures the filmstrip holds; of a larger wall those nearest in order to the one opened."""


class LightboxController(QObject):
    """Fills the lightbox and carries out what is asked for in it. GUI thread only.

    Signals:
        star_toggled(list[CardId]): Star them, or take the stars away.
        reject_toggled(list[CardId]): Reject them, or take them back.
        rated(list[CardId], int): Give them 0 to 5.
        covered(QWidget | None): What lies over the window now, where news is to be shown.
    """

    star_toggled = Signal(object)
    reject_toggled = Signal(object)
    rated = Signal(object, int)
    covered = Signal(object)

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        previews: PreviewPool,
        pictures: PicturePool,
        catalogue: Catalogue,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._previews = previews
        self._pictures = pictures
        self._catalogue = catalogue
        self._box: Lightbox | None = None
        self._cards: dict[str, CanvasCard] = {}
        self._items: dict[str, LightboxItem] = {}

    def use(
        self,
        reader: LibraryReader,
        worker: StudioWorker,
        session: OpenSession,
        view: CanvasView,
        edits: EditController,
        export: PictureExport,
    ) -> None:
        """Connect everything; once."""
        self._reader = reader
        self._worker = worker
        self._session = session
        self._view = view
        self._edits = edits
        self._export = export
        view.lightbox_requested.connect(self.open_card)
        view.compare_requested.connect(self.compare_cards)
        worker.picture_located.connect(self._on_picture_located)
        worker.changed.connect(self._on_changed)

    def use_catalogue(self, catalogue: Catalogue) -> None:
        """Know other models from the next opening on."""
        self._catalogue = catalogue

    def open_card(self, card_id: CardId) -> None:
        """Show a card's picture, and all others of the wall around it."""
        self._open(self._in_reading_order(), card_id)

    def compare_cards(self, card_ids: list[CardId]) -> None:
        """Compare two to four cards; a single one is shown alone."""
        pictures = [
            card_id
            for card_id in card_ids
            if (card := self._view.model.get(card_id)) is not None and card.image_id is not None
        ]
        if pictures:
            self._open(self._in_reading_order(), pictures[0], compare=pictures[:4])

    def open_conversation(self, state: ConversationState, output_id: OutputId | None) -> None:
        """Show the pictures of a conversation in its order, its source first."""
        by_output = {card.output_id: card for card in self._view.model.cards.values()}
        cards = [
            by_output[output.id]
            for turn in state.turns
            for output in turn.outputs
            if output.is_ready and output.id in by_output
        ]
        source = [
            card
            for card in self._view.model.cards.values()
            if card.image_id is not None and card.image_id == state.source_image_id
        ]
        numbers = {
            output.id: f"Turn {turn.number}" for turn in state.turns for output in turn.outputs
        }
        ordered = source[:1] + cards
        if not ordered:
            return
        wanted = by_output[output_id].id if output_id in by_output else ordered[0].id
        self._open(ordered, wanted, labels=numbers, turns=len(state.turns))

    # -- filling -------------------------------------------------------------------------------

    def _open(
        self,
        cards: Sequence[CanvasCard],
        current: str,
        *,
        compare: Sequence[str] = (),
        labels: Mapping[OutputId, str] | None = None,
        turns: int = 0,
    ) -> None:
        shown = _around(cards, current, compare)
        self._cards = {card.id: card for card in shown}
        if current not in self._cards:
            return
        items = self._make_items(shown, labels or {}, turns)
        self._items = {item.key: item for item in items}
        self._close_box()
        self._box = Lightbox(
            self._theme, self._window, self._previews, self._pictures, self._catalogue.get
        )
        self._connect(self._box)
        self._box.show_items(items, current, compare=compare)
        self._box.open_from(self._rect_of(current))
        self.covered.emit(self._box.stage)

    def _in_reading_order(self) -> list[CanvasCard]:
        cards = [card for card in self._view.model.cards.values() if card.image_id is not None]
        return sorted(cards, key=lambda card: (card.placement.y, card.placement.x))

    def _make_items(
        self, cards: Sequence[CanvasCard], labels: Mapping[OutputId, str], turns: int
    ) -> list[LightboxItem]:
        files = self._reader.images(card.image_id for card in cards if card.image_id is not None)
        turn_ids: list[TurnId] = [card.turn_id for card in cards if card.turn_id is not None]
        outputs = {output.id: output for output in self._reader.outputs_of_turns(turn_ids)}
        items = []
        for card in cards:
            output = outputs.get(card.output_id) if card.output_id is not None else None
            item = self._item(card, files, output)
            if turns:
                label = labels.get(output.id, "Source") if output is not None else "Source"
                item = replace(item, turn_label=label, turn_count=turns)
            items.append(item)
        return items

    def _item(
        self, card: CanvasCard, files: Mapping[ImageId, ImageFile], output: Output | None
    ) -> LightboxItem:
        products = (
            (LightboxProduct(card.product_name, card.product_color),) if card.product_name else ()
        )
        return LightboxItem(
            key=card.id,
            image=files.get(card.image_id) if card.image_id is not None else None,
            caption=card.caption,
            message=card.caption if output is not None else "",
            prompt=output.prompt if output is not None else "",
            model=card.model,
            seed=output.seed if output is not None else None,
            is_starred=card.is_starred,
            rating=card.rating,
            is_rejected=card.is_rejected,
            cost_usd=output.cost_usd if output is not None else None,
            duration_s=output.duration_s if output is not None else None,
            created_utc=card.created_utc,
            session_name=self._session.session.name,
            products=products,
            references=output.sent_references if output is not None else (),
            lineage=self._lineage(card),
        )

    def _lineage(self, card: CanvasCard) -> tuple[ImageId, ...]:
        """Return the pictures a card was made from, the oldest first."""
        found: list[ImageId] = []
        seen = {card.id}
        parent = self._view.model.get(card.source_card_id) if card.source_card_id else None
        while parent is not None and parent.id not in seen:
            seen.add(parent.id)
            if parent.image_id is not None:
                found.append(parent.image_id)
            parent = self._view.model.get(parent.source_card_id) if parent.source_card_id else None
        return tuple(reversed(found))

    def _rect_of(self, key: str) -> QRect | None:
        """Return where a card lies in the window."""
        card = self._view.model.get(CardId(key))
        if card is None:
            return None
        rect = self._view.camera.rect_to_view(card.placement.rect)
        at = self._view.mapTo(self._window, QPoint(round(rect.x), round(rect.y)))
        return QRect(at, QSize(round(rect.width), round(rect.height)))

    # -- carrying out --------------------------------------------------------------------------

    def _connect(self, box: Lightbox) -> None:
        box.closed.connect(self._on_closed)
        box.star_toggled.connect(self._on_star_toggled)
        box.reject_toggled.connect(self._on_reject_toggled)
        box.rated.connect(self._on_rated)
        box.edit_requested.connect(self._on_edit_requested)
        box.delete_requested.connect(self._on_delete_requested)
        box.copy_picture_requested.connect(self._on_copy_picture_requested)
        box.copy_directive_requested.connect(self._on_copy_directive_requested)
        box.save_as_requested.connect(self._on_save_as_requested)
        box.locate_requested.connect(self._on_locate_requested)

    def _close_box(self) -> None:
        if self._box is not None:
            box, self._box = self._box, None
            self.covered.emit(None)
            box.hide()
            box.deleteLater()

    def _on_closed(self, key: str) -> None:
        """Come back to the picture seen last, and to its card."""
        self._close_box()
        card = self._view.model.get(CardId(key)) if key else None
        if card is not None:
            self._view.select([card.id])
            self._view.set_focus_card(card.id, is_by_keyboard=True)

    def _on_star_toggled(self, key: str) -> None:
        self.star_toggled.emit([CardId(key)])

    def _on_reject_toggled(self, key: str) -> None:
        self.reject_toggled.emit([CardId(key)])

    def _on_rated(self, key: str, rating: int) -> None:
        self.rated.emit([CardId(key)], rating)

    def _on_changed(self, changes: Changes) -> None:
        """Show what was marked, thrown away or taken back meanwhile, such as by Undo."""
        changed = (changes.cards | changes.removed_cards) & self._cards.keys()
        if self._box is None or not changed:
            return
        found = self._reader.canvas_cards_by_id(map(CardId, changed))
        cards: dict[str, CanvasCard] = {card.id: card for card in found}
        self._cards |= cards
        now = {item.key: item for item in self._box.order.items}
        self._box.update_items(
            [
                _marked(now.get(key, item), cards.get(key))
                for key, item in self._items.items()
                if (key in cards if key in changed else key in now)
            ]
        )

    def _on_edit_requested(self, key: str) -> None:
        if self._box is not None:
            self._box.close_lightbox()
        self._edits.edit_card(CardId(key))

    def _on_delete_requested(self, key: str) -> None:
        self._view.delete_requested.emit([CardId(key)])

    def _on_copy_picture_requested(self, key: str) -> None:
        card = self._cards.get(key)
        if card is not None and card.image_id is not None:
            self._export.copy_picture(card.image_id)

    def _on_copy_directive_requested(self, key: str) -> None:
        if key in self._cards:
            self._export.copy_words(self._cards[key].caption)

    def _on_save_as_requested(self, key: str) -> None:
        if key in self._cards:
            self._export.save_as([self._cards[key]])

    def _on_locate_requested(self, key: str) -> None:
        card = self._cards.get(key)
        image_id = card.image_id if card is not None else None
        if image_id is None:
            return
        dialog = dialog_to_read(self._window, "Where is this picture now?")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self._worker.locate_picture(image_id, path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_picture_located(self, image_id: ImageId) -> None:
        if self._box is not None:
            for key, card in self._cards.items():
                if card.image_id == image_id:
                    self._box.picture_located(key)


def _marked(item: LightboxItem, card: CanvasCard | None) -> LightboxItem:
    """Return an item with the marks its card has by now."""
    if card is None:
        return item
    return replace(
        item, is_starred=card.is_starred, rating=card.rating, is_rejected=card.is_rejected
    )


def _around(
    cards: Sequence[CanvasCard], current: str, compare: Sequence[str]
) -> Sequence[CanvasCard]:
    """Return at most `_MOST` cards around the current one, and those that are compared."""
    if len(cards) <= _MOST:
        return cards
    at = next((i for i, card in enumerate(cards) if card.id == current), 0)
    start = min(max(0, at - _MOST // 2), len(cards) - _MOST)
    near = list(cards[start : start + _MOST])
    known = {card.id for card in near}
    return near + [card for card in cards if card.id in compare and card.id not in known]
