"""Pick and keep: star, reject, rate, and let everything else on the canvas step back.

Wherever a picture is marked (canvas, conversation, lightbox), it is one undoable gesture.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal

from gallery_studio.domain.card import CardMarks
from gallery_studio.domain.card_filter import CardFilter
from gallery_studio.domain.ids import OutputId
from gallery_studio.records import replace
from gallery_studio.ui.canvas.commands import move_text
from gallery_studio.ui.undo_commands import MarkCardsCommand
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.menu import Menu
from gallery_studio.workers.library_desk import LibraryDesk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.changes import Changes
    from gallery_studio.domain.ids import CardId
    from gallery_studio.ui.main_window import MainWindow
    from gallery_studio.workers.studio_worker import Refusal

_RATINGS = (1, 3, 4, 5)


class PickingFeature(QObject):
    """Keys X, U and 0 to 5 on the canvas, and its filter menu. GUI thread only.

    Signals:
        filter_changed: The `CardFilter` that holds.

    Attributes:
        button: Opens the menu of filters.
        menu: The menu, while it is open.
    """

    filter_changed = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._desk = LibraryDesk(window.parts.worker, self)
        self._asked: dict[CardId, CardMarks] = {}
        self.button = IconButton(window.parts.theme, "list-filter", "Filter the canvas")
        self.button.set_checked_color("accentText")
        self.menu: Menu | None = None
        window.header.add_tool(self.button)
        self._connect()
        self._show()

    def _connect(self) -> None:
        window = self._window
        view = window.view
        self.button.clicked.connect(self.open_menu)
        view.star_toggled.connect(self._on_star_toggled)
        view.reject_requested.connect(self._on_reject_requested)
        view.unflag_requested.connect(self._on_unflag_requested)
        view.rating_requested.connect(self._on_rating_requested)
        window.lightbox.star_toggled.connect(self._on_star_toggled)
        window.lightbox.reject_toggled.connect(self._on_reject_requested)
        window.lightbox.rated.connect(self._on_rating_requested)
        self._connect_pane()
        window.parts.worker.changed.connect(self._on_changed)
        window.parts.worker.refused.connect(self._on_refused)
        window.action("reject").triggered.connect(self._reject_selected)
        window.action("unflag").triggered.connect(self._unflag_selected)
        window.session.opened.connect(self._on_session_opened)
        window.canvas.cards_shown.connect(self._on_cards_shown)

    def _connect_pane(self) -> None:
        pane = self._window.pane
        pane.star_toggled.connect(self._on_output_star_toggled)
        pane.reject_toggled.connect(self._on_output_reject_toggled)
        pane.unflag_requested.connect(self._on_output_unflag_requested)
        pane.rating_requested.connect(self._on_output_rating_requested)

    # -- picking -------------------------------------------------------------------------------

    def toggle_starred(self, cards: Sequence[CanvasCard]) -> None:
        """Star cards, or take their stars away when all of them are starred."""
        is_starred = not all(self._marks(card).is_starred for card in cards)
        after = {card.id: replace(self._marks(card), is_starred=is_starred) for card in cards}
        verb = "Star" if is_starred else "Take star away from"
        self._change(after, verb, "starred" if is_starred else "without star")

    def toggle_rejected(self, cards: Sequence[CanvasCard]) -> None:
        """Reject cards, or take them back when all of them are rejected."""
        is_rejected = not all(self._marks(card).is_rejected for card in cards)
        after = {card.id: replace(self._marks(card), is_rejected=is_rejected) for card in cards}
        verb = "Reject" if is_rejected else "Take back"
        self._change(after, verb, "rejected" if is_rejected else "taken back")

    def unflag(self, cards: Sequence[CanvasCard]) -> None:
        """Take star and rejection away."""
        after = {card.id: CardMarks(rating=self._marks(card).rating) for card in cards}
        self._change(after, "Unflag", "without flag")

    def rate(self, cards: Sequence[CanvasCard], rating: int) -> None:
        """Give cards 0 to 5."""
        after = {card.id: replace(self._marks(card), rating=rating) for card in cards}
        self._change(after, "Rate", f"rated {rating}" if rating else "without rating")

    def _change(self, after: Mapping[CardId, CardMarks], verb: str, said: str) -> None:
        """Push one command for all cards that change."""
        cards = self._window.parts.reader.canvas_cards_by_id(after)
        marks = {card.id: self._marks(card) for card in cards}
        before = {card_id: mark for card_id, mark in marks.items() if after[card_id] != mark}
        if before:
            changed = {card_id: after[card_id] for card_id in before}
            text = move_text(len(before), verb)
            command = MarkCardsCommand(self._apply, before, changed, text)
            self._window.undo_stack.push(command)
        if after:
            count = len(after)
            announce(self._window.view, f"{'Image' if count == 1 else f'{count} images'} {said}")

    def _apply(self, marks: Mapping[CardId, CardMarks]) -> None:
        self._asked |= marks
        self._desk.mark_cards(marks)

    def _marks(self, card: CanvasCard) -> CardMarks:
        """Return a card's marks, as they will be once everything asked for is stored."""
        shown = CardMarks(card.is_starred, card.rating, card.is_rejected)
        return self._asked.get(card.id, shown)

    def _on_star_toggled(self, card_ids: list[CardId]) -> None:
        self.toggle_starred(self._window.canvas.chosen(card_ids))

    def _on_reject_requested(self, card_ids: list[CardId]) -> None:
        self.toggle_rejected(self._window.canvas.chosen(card_ids))

    def _on_unflag_requested(self, card_ids: list[CardId]) -> None:
        self.unflag(self._window.canvas.chosen(card_ids))

    def _on_rating_requested(self, card_ids: list[CardId], rating: int) -> None:
        self.rate(self._window.canvas.chosen(card_ids), rating)

    def _of_output(self, output_id: str) -> list[CanvasCard]:
        return self._window.shown_outputs.cards_of(OutputId(output_id))

    def _on_output_star_toggled(self, output_id: str) -> None:
        self.toggle_starred(self._of_output(output_id))

    def _on_output_reject_toggled(self, output_id: str) -> None:
        self.toggle_rejected(self._of_output(output_id))

    def _on_output_unflag_requested(self, output_id: str) -> None:
        self.unflag(self._of_output(output_id))

    def _on_output_rating_requested(self, output_id: str, rating: int) -> None:
        self.rate(self._of_output(output_id), rating)

    def _on_changed(self, changes: Changes) -> None:
        """Forget what was asked for once it is stored, or could not be."""
        cards = self._window.parts.reader.canvas_cards_by_id(self._asked.keys() & changes.cards)
        for card in cards:
            if self._asked[card.id] == CardMarks(card.is_starred, card.rating, card.is_rejected):
                del self._asked[card.id]

    def _on_refused(self, refusal: Refusal) -> None:
        if refusal.action == "mark_cards":
            self._asked.clear()

    def _reject_selected(self) -> None:
        self._on_reject_requested(self._window.view.model.selection)

    def _unflag_selected(self) -> None:
        self._on_unflag_requested(self._window.view.model.selection)

    # -- the filter ----------------------------------------------------------------------------

    @property
    def filter(self) -> CardFilter:
        """What holds now."""
        return self._window.view.model.card_filter

    def set_filter(self, card_filter: CardFilter) -> None:
        """Let all cards but these step back; none moves, and a selection keeps what stands out."""
        view = self._window.view
        view.set_card_filter(card_filter)
        self._show()
        self.filter_changed.emit(card_filter)

    def open_menu(self) -> None:
        """Open the menu of filters."""
        menu = Menu(self._window.parts.theme, "Filter the canvas", self._window)
        now = self.filter
        menu.add_item("Show all", partial(self.set_filter, CardFilter()), is_checked=not now)
        menu.addSeparator()
        starred = replace(now, is_starred=not now.is_starred)
        menu.add_item("Starred", partial(self.set_filter, starred), is_checked=now.is_starred)
        kept = replace(now, is_not_rejected=not now.is_not_rejected)
        words = "Not rejected"
        menu.add_item(words, partial(self.set_filter, kept), is_checked=now.is_not_rejected)
        menu.addSeparator()
        for rating in _RATINGS:
            self._add_rating(menu, now, rating)
        self._add_named(menu, now, "model")
        self._add_named(menu, now, "product")
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        right = self.button.width() - menu.sizeHint().width()
        menu.popup(self.button.mapToGlobal(QPoint(right, self.button.height())))

    def _add_rating(self, menu: Menu, now: CardFilter, rating: int) -> None:
        is_held = now.least_rating == rating
        wanted = replace(now, least_rating=0 if is_held else rating)
        words = "Rated 5" if rating == len("12345") else f"Rated {rating} or more"
        menu.add_item(words, partial(self.set_filter, wanted), is_checked=is_held)

    def _add_named(self, menu: Menu, now: CardFilter, field: str) -> None:
        """Offer the models or products on the canvas, when there are two to tell apart."""
        cards = self._window.canvas.cards
        of = (lambda c: str(c.model)) if field == "model" else (lambda c: c.product_name)
        names = sorted({of(card) for card in cards} - {""})
        held = getattr(now, field)
        if len(names) < 2 and not held:
            return
        menu.addSeparator()
        for name in names:
            value = "" if name == held else name
            is_model = field == "model"
            wanted = replace(now, model=value) if is_model else replace(now, product=value)
            words = self._window.model_badge(name)[0] if field == "model" else name
            menu.add_item(words, partial(self.set_filter, wanted), is_checked=name == held)

    def _show(self) -> None:
        """Show on the button whether a filter holds, and how many cards stand out."""
        now = self.filter
        self.button.setCheckable(bool(now))
        self.button.setChecked(bool(now))
        cards = self._window.canvas.cards
        shown = sum(map(now.matches, cards))
        self.button.set_name(
            f"Filter: {shown} of {len(cards)} images" if now else "Filter the canvas"
        )
        self.button.setVisible(bool(cards) or bool(now))

    def _on_session_opened(self, _session: object) -> None:
        self.set_filter(CardFilter())

    def _on_cards_shown(self, _count: int) -> None:
        self._show()
