"""Pick and keep: star, reject, rate, and let everything else on the canvas step back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal

from gallery_studio.domain.card_filter import CardFilter
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.menu import Menu
from gallery_studio.workers.library_desk import LibraryDesk

if TYPE_CHECKING:
    from gallery_studio.domain.card import CanvasCard
    from gallery_studio.domain.ids import CardId
    from gallery_studio.ui.main_window import MainWindow

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
        view.reject_requested.connect(self.toggle_rejected)
        view.unflag_requested.connect(self.unflag)
        view.rating_requested.connect(self.rate)
        window.action("reject").triggered.connect(self._reject_selected)
        window.action("unflag").triggered.connect(self._unflag_selected)
        window.session.opened.connect(self._on_session_opened)
        window.canvas.cards_shown.connect(self._on_cards_shown)

    # -- picking -------------------------------------------------------------------------------

    def toggle_rejected(self, card_ids: list[CardId]) -> None:
        """Reject cards, or take them back when all of them are rejected."""
        cards = self._window.canvas.chosen(card_ids)
        if cards:
            is_rejected = not all(card.is_rejected for card in cards)
            self._desk.reject_cards([card.id for card in cards], is_rejected=is_rejected)
            self._say(cards, "rejected" if is_rejected else "taken back")

    def unflag(self, card_ids: list[CardId]) -> None:
        """Take star and rejection away."""
        cards = self._window.canvas.chosen(card_ids)
        rejected = [card.id for card in cards if card.is_rejected]
        starred = [card.id for card in cards if card.is_starred]
        if rejected:
            self._desk.reject_cards(rejected, is_rejected=False)
        if starred:
            self._window.parts.worker.star_cards(starred, False)
        self._say(cards, "without flag")

    def rate(self, card_ids: list[CardId], rating: int) -> None:
        """Give cards 0 to 5."""
        cards = self._window.canvas.chosen(card_ids)
        if cards:
            self._window.parts.worker.rate_cards([card.id for card in cards], rating)
            self._say(cards, f"rated {rating}" if rating else "without rating")

    def _reject_selected(self) -> None:
        self.toggle_rejected(self._window.view.model.selection)

    def _unflag_selected(self) -> None:
        self.unflag(self._window.view.model.selection)

    def _say(self, cards: list[CanvasCard], what: str) -> None:
        count = len(cards)
        announce(self._window.view, f"{'Image' if count == 1 else f'{count} images'} {what}")

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
