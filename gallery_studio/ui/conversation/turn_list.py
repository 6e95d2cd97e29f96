"""The scrolling column of turns: builds each card once and only touches what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from gallery_studio.ui.conversation.turn_card import TurnCard

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent

    from gallery_studio.domain.generation import Progress
    from gallery_studio.domain.ids import ImageId, OutputId, TurnId
    from gallery_studio.ui.conversation.conversation_state import ConversationState
    from gallery_studio.ui.conversation.intents import OutputIntents
    from gallery_studio.ui.conversation.output_tile import OutputTile
    from gallery_studio.ui.conversation.pane_context import PaneContext

_SECOND_MS = 1000
_NEAR_BOTTOM = 24


class TurnList(QScrollArea):
    """All turns of the open branch.

    Args:
        context: Theme, models, pictures, time.
        intents: Where wishes go.
        parent: Owner.
    """

    def __init__(
        self, context: PaneContext, intents: OutputIntents, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._intents, self._theme = context, intents, context.theme
        self.cards: list[TurnCard] = []
        self._active: OutputId | None = None
        self._current: TurnCard | None = None
        self._is_scrolled_once = False
        self._column = QWidget()
        self.setWidget(self._column)  # which fills its ground, so this comes before:
        self._column.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Turns")
        self._glide = QPropertyAnimation(self.verticalScrollBar(), b"value", self)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._second = QTimer(self)
        self._second.setInterval(_SECOND_MS)
        self._second.timeout.connect(self._on_second)
        self._theme.changed.connect(self._arrange)

    # What it shows

    def show_state(self, state: ConversationState) -> None:
        """Show a branch: cards of turns that stay are kept, and so are their tiles."""
        is_following = self.is_at_bottom() or not self._is_scrolled_once
        if self._update_cards(state):
            self._arrange()
            if is_following:
                self.scroll_to_bottom(is_gliding=self._is_scrolled_once)
        self._is_scrolled_once = self._is_scrolled_once or bool(self.cards and self.isVisible())
        self._settle_second()

    def forget(self) -> None:
        """Begin at the bottom again: another conversation is about to be shown."""
        self._is_scrolled_once = False

    def show_progress(self, output_id: OutputId, progress: Progress) -> None:
        """Show news of a running output."""
        if tile := self.tile(output_id):
            tile.show_progress(progress)

    def refresh_pictures(self, image_ids: frozenset[ImageId]) -> None:
        """Paint again what shows one of the pictures."""
        for card in self.cards:
            card.refresh_pictures(image_ids)

    def tile(self, output_id: OutputId) -> OutputTile | None:
        """Return the tile of an output, or None."""
        for card in self.cards:
            if tile := card.tile(output_id):
                return tile
        return None

    def set_active(self, output_id: OutputId | None) -> None:
        """Make an output the one stop of the turns for Tab."""
        self._active = output_id
        current = next((c for c in self.cards if output_id and c.tile(output_id)), None)
        current = current or (self.cards[-1] if self.cards else None)
        for card in {self._current, current}:
            if card is not None:
                self._set_stop(card, is_current=card is current)
        self._current = current

    # Scrolling

    def is_at_bottom(self) -> bool:
        """Whether the newest turn's end is in view."""
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - self._theme.px(_NEAR_BOTTOM)

    def scroll_to_bottom(self, *, is_gliding: bool = True) -> None:
        """Bring the end of the newest turn into view."""
        self._scroll_to(self.verticalScrollBar().maximum(), is_gliding=is_gliding)

    def scroll_to_turn(self, turn_id: TurnId | None) -> None:
        """Bring a turn into view; None is the source, above all turns."""
        card = next((card for card in self.cards if card.turn.id == turn_id), None)
        self._scroll_to(card.y() if card is not None else 0)

    def scroll_page(self, pages: int) -> None:
        """Scroll by whole pages, down when positive."""
        bar = self.verticalScrollBar()
        self._scroll_to(bar.value() + pages * int(bar.pageStep() * 0.9))

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new width; who was at the bottom stays there."""
        was_at_bottom = self.is_at_bottom()
        super().resizeEvent(event)
        self._arrange()
        if was_at_bottom:
            self.scroll_to_bottom(is_gliding=False)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the newest turn."""
        super().showEvent(event)
        self._settle_second()
        if not self._is_scrolled_once:
            self.scroll_to_bottom(is_gliding=False)
            self._is_scrolled_once = bool(self.cards)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go among the tiles; the rest is the pane's."""
        steps = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1,
        }  # fmt: skip
        key = Qt.Key(event.key())
        is_plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if key not in steps or not is_plain:
            event.ignore()
            return
        self._step_tile(steps[key])

    # Internals

    def _update_cards(self, state: ConversationState) -> bool:
        """Bring the cards in line with a branch; return whether heights may differ."""
        known = {card.turn.id: card for card in self.cards}
        cards: list[TurnCard] = []
        is_different = False
        for index, turn in enumerate(state.turns):
            card = known.pop(turn.id, None)
            if card is None:
                card = self._make_card(state, index)
                is_different = True
            else:
                is_different = card.show_turn(turn) or is_different
            cards.append(card)
        for gone in known.values():
            gone.hide()
            gone.deleteLater()
            is_different = True
        self.cards = cards
        if self._current not in cards:
            self._current = None
        return is_different

    def _make_card(self, state: ConversationState, index: int) -> TurnCard:
        card = TurnCard(
            self._context,
            self._intents,
            state.turns[index],
            is_first=index == 0,
            parent=self._column,
        )
        card.show()
        return card

    def _set_stop(self, card: TurnCard, *, is_current: bool) -> None:
        card.set_current(is_current=is_current)
        stop = card.tile(self._active) if self._active else None
        stop = stop or (card.tiles[0] if card.tiles else None)
        for tile in card.tiles:
            tile.set_in_tab_order(is_in=is_current and tile is stop)

    def _arrange(self) -> None:
        # The right edge of a card lies under the scroll bar, so that nothing moves when it shows.
        width, y = self.width(), 0
        for card in self.cards:
            height = card.arrange(width)
            card.setGeometry(0, y, width, height)
            y += height
        self._column.resize(width, y)

    def _scroll_to(self, value: int, *, is_gliding: bool = True) -> None:
        bar = self.verticalScrollBar()
        value = min(max(0, value), bar.maximum())
        length = self._theme.duration("slow")
        self._glide.stop()
        if not length or not is_gliding or not self.isVisible():
            bar.setValue(value)
            return
        self._glide.setDuration(length)
        self._glide.setStartValue(bar.value())
        self._glide.setEndValue(value)
        self._glide.start()

    def _step_tile(self, by: int) -> None:
        tiles = [tile for card in self.cards for tile in card.tiles]
        index = next((i for i, tile in enumerate(tiles) if tile.hasFocus()), None)
        if index is None or not tiles:
            return
        target = tiles[min(max(0, index + by), len(tiles) - 1)]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(target, 0, self._theme.px(48))

    def _settle_second(self) -> None:
        should_run = self.isVisible() and bool(self.cards)
        if should_run and not self._second.isActive():
            self._second.start()
        elif not should_run:
            self._second.stop()

    def _on_second(self) -> None:
        if not self.isVisible():
            self._second.stop()
            return
        for card in self.cards:
            card.tick()
