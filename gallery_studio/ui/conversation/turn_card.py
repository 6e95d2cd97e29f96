"""One turn: what the person said, what every model made of it, and what they replied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gallery_studio.ui.conversation.branch_switcher import BranchSwitcher
from gallery_studio.ui.conversation.conversation_text import (
    model_glyph,
    model_name,
    running_text,
    sent_text,
    short_failure,
)
from gallery_studio.ui.conversation.message_bubble import MessageBubble
from gallery_studio.ui.conversation.output_tile import OutputTile
from gallery_studio.ui.conversation.reply_line import ReplyLine, RunningLine
from gallery_studio.ui.conversation.tile_painter import RING_ROOM
from gallery_studio.ui.conversation.turn_menu import TurnMenu
from gallery_studio.ui.widgets.buttons import SecondaryButton
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId, ModelId, OutputId
    from gallery_studio.ui.conversation.conversation_state import OutputView, TurnView
    from gallery_studio.ui.conversation.intents import OutputIntents
    from gallery_studio.ui.conversation.pane_context import PaneContext

_EDGE, _GAP, _THREE_FROM = 16, 10, 560
_TALLEST, _WIDEST = 1.6, 2.4


class TurnCard(QWidget):
    """A turn. Its owner calls `arrange` with a width and gives it the height that returns.

    Args:
        context: Theme, models, pictures, time.
        intents: Where wishes go.
        turn: What it shows.
        is_first: Whether no hairline parts it from a turn above.
        parent: Owner.
    """

    def __init__(
        self,
        context: PaneContext,
        intents: OutputIntents,
        turn: TurnView,
        *,
        is_first: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        theme = context.theme
        self._context, self._intents, self._theme = context, intents, theme
        self.turn, self._is_first = turn, is_first
        self._number = PlainLabel(theme, f"Turn {turn.number}", "label", parent=self)
        self._time = PlainLabel(theme, "", "meta", "textTertiary", parent=self)
        self.menu_button = IconButton(
            theme, "ellipsis", f"More for turn {turn.number}", parent=self
        )
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.menu_button.clicked.connect(self._on_menu)
        self.bubble = MessageBubble(context, turn.message, turn.references, self)
        self.tiles = [OutputTile(context, intents, output, self) for output in turn.outputs]
        words = "Nothing is left of this turn. The bin keeps what was deleted."
        self._emptied = PlainLabel(theme, words, "meta", "textTertiary", max_lines=2, parent=self)
        self.branches: BranchSwitcher | None = None
        self._replies: list[ReplyLine] = []
        self._running: RunningLine | None = None
        self._fresh_start: SecondaryButton | None = None
        self._refresh()

    # What it shows

    def show_turn(self, turn: TurnView) -> bool:
        """Show a newer state of the same turn; return whether its height may be different."""
        if turn == self.turn:
            return False
        before, self.turn = self.turn, turn
        by_id = {tile.output.id: tile for tile in self.tiles}
        if [o.id for o in turn.outputs] != [t.output.id for t in self.tiles]:
            self._replace_tiles(by_id)
        else:
            for tile, output in zip(self.tiles, turn.outputs, strict=True):
                tile.show_output(output)
        self._refresh()
        return _shape_of(before) != _shape_of(turn)

    def tile(self, output_id: OutputId) -> OutputTile | None:
        """Return the tile of an output, or None."""
        return next((tile for tile in self.tiles if tile.output.id == output_id), None)

    def set_current(self, *, is_current: bool) -> None:
        """Let Tab reach its menu; only one turn is on the way of Tab."""
        policy = Qt.FocusPolicy.StrongFocus if is_current else Qt.FocusPolicy.ClickFocus
        self.menu_button.setFocusPolicy(policy)
        if self.branches is not None:
            self.branches.set_in_tab_order(is_in=is_current)

    def tick(self) -> None:
        """Bring the words about time up to date; called once a second."""
        self._time.setText(sent_text(self.turn.created_utc, self._context.local_now()))
        for tile in self.tiles:
            if tile.output.status.is_open:
                tile.update()

    def refresh_pictures(self, image_ids: frozenset[ImageId]) -> None:
        """Paint again what shows one of the pictures."""
        if self.bubble.uses_picture(image_ids):
            self.bubble.update()
        for tile in self.tiles:
            if tile.uses_picture(image_ids):
                tile.update()

    # Layout

    def arrange(self, width: int) -> int:
        """Place everything in a width and return the height it took, px."""
        px = self._theme.px
        room = width - 2 * px(_EDGE)
        y = px(4) if self._is_first else px(16)
        y = self._arrange_head(width, y) + px(6)
        bubble_width, bubble_height = self.bubble.size_for(room)
        self.bubble.set_size(width - px(_EDGE) - bubble_width, y, bubble_width, bubble_height)
        y = self._arrange_tiles(room, y + bubble_height + px(14)) + px(12)
        if not self.tiles:
            height = 2 * self._theme.line_height("meta")
            self._emptied.setGeometry(px(_EDGE), y, room, height)
            y += height
        for line in self._lines():
            height = line.height_for(room)
            line.setGeometry(px(_EDGE), y, room, height)
            y += height + px(8)
        if self._fresh_start is not None:
            size = self._fresh_start.sizeHint()
            self._fresh_start.setGeometry(px(_EDGE), y, min(room, size.width()), size.height())
            y += size.height() + px(8)
        return y + px(8)

    def _arrange_head(self, width: int, y: int) -> int:
        px = self._theme.px
        height = max(px(32), self._theme.line_height("label"))
        right = width - px(_EDGE) + px(8)
        self.menu_button.setGeometry(right - px(32), y, px(32), height)
        metrics = QFontMetrics(self._theme.font("meta"))
        time_width = metrics.horizontalAdvance(self._time.text()) + px(4)
        x = right - px(32) - px(6) - time_width
        self._time.setGeometry(x, y, time_width, height)
        if self.branches is not None:
            size = self.branches.sizeHint()
            left = x - size.width() - px(8)
            self.branches.setGeometry(left, y, size.width(), height)
            x = left
        self._number.setGeometry(px(_EDGE), y, max(1, x - px(_EDGE) - px(8)), height)
        return y + height

    def _arrange_tiles(self, room: int, y: int) -> int:
        px, count = self._theme.px, len(self.tiles)
        columns = columns_for(count, room, px(_THREE_FROM))
        if not columns:
            return y
        gap = px(_GAP)
        cell = (room - (columns - 1) * gap) // columns
        for start in range(0, count, columns):
            row = self.tiles[start : start + columns]
            height = int(cell / _row_aspect([tile.output for tile in row]))
            for index, tile in enumerate(row):
                place = QRect(px(_EDGE) + index * (cell + gap), y, cell, height)
                out = RING_ROOM
                tile.setGeometry(place.adjusted(-out, -out, out, out))
            y += height + gap
        return y - gap

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the hairline that parts it from the turn above."""
        if not self._is_first:
            inset = self._theme.px(12)
            line = QRectF(inset, 0, self.width() - 2 * inset, 1)
            QPainter(self).fillRect(line, self._theme.color("borderSubtle"))

    # Internals

    def _lines(self) -> list[ReplyLine | RunningLine]:
        lines: list[ReplyLine | RunningLine] = list(self._replies)
        if self._running is not None:
            lines.append(self._running)
        return lines

    def _refresh(self) -> None:
        turn = self.turn
        self.setAccessibleName(f"Turn {turn.number}")
        self._number.set_color("accentText" if turn.is_running else "text")
        self._time.setText(sent_text(turn.created_utc, self._context.local_now()))
        self._emptied.setVisible(not turn.outputs)
        self._refresh_branches()
        self._refresh_replies()
        self._refresh_running()
        self._refresh_fresh_start()

    def _refresh_branches(self) -> None:
        if len(self.turn.siblings) < 2:
            if self.branches is not None:
                self.branches.deleteLater()
                self.branches = None
            return
        if self.branches is None:
            self.branches = BranchSwitcher(self._theme, self._intents, self)
            self.branches.show()
        self.branches.show_turn(self.turn)

    def _refresh_replies(self) -> None:
        wanted = [line for output in self.turn.outputs if (line := _reply(output)) is not None]
        if [reply.key for reply in self._replies] == wanted:
            return
        for reply in self._replies:
            reply.hide()
            reply.deleteLater()
        self._replies = [self._make_reply(*line) for line in wanted]

    def _make_reply(self, model: ModelId, text: str, is_failure: bool) -> ReplyLine:
        catalogue = self._context.catalogue
        reply = ReplyLine(
            self._theme, model_glyph(catalogue, model), model_name(catalogue, model), text, self
        )
        reply.key = (model, text, is_failure)
        reply.show()
        return reply

    def _refresh_running(self) -> None:
        if not self.turn.is_running:
            if self._running is not None:
                self._running.hide()
                self._running.deleteLater()
                self._running = None
            return
        if self._running is None:
            self._running = RunningLine(self._theme, self)
            self._running.show()
        self._running.set_text(running_text(self.turn))

    def _refresh_fresh_start(self) -> None:
        needs_it = any(output.is_history_unreadable for output in self.turn.outputs)
        if needs_it and self._fresh_start is None:
            button = SecondaryButton(self._theme, "Go on from the picture alone", parent=self)
            button.clicked.connect(self._on_fresh_start)
            button.show()
            self._fresh_start = button
        elif not needs_it and self._fresh_start is not None:
            self._fresh_start.hide()
            self._fresh_start.deleteLater()
            self._fresh_start = None

    def _replace_tiles(self, known: dict[OutputId, OutputTile]) -> None:
        """Keep tiles of outputs that stay; make and remove the others."""
        tiles: list[OutputTile] = []
        for output in self.turn.outputs:
            tile = known.pop(output.id, None)
            if tile is None:
                tile = OutputTile(self._context, self._intents, output, self)
                tile.show()
            else:
                tile.show_output(output)
            tiles.append(tile)
        for gone in known.values():
            gone.hide()
            gone.deleteLater()
        self.tiles = tiles

    def _on_menu(self) -> None:
        menu = TurnMenu(self._context, self._intents, self.turn, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        button = self.menu_button
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _on_fresh_start(self) -> None:
        for output in self.turn.outputs:
            if output.is_history_unreadable:
                self._intents.fresh_start_requested.emit(output.id)
                return


def columns_for(count: int, room: int, three_from: int) -> int:
    """Return into how many columns so many outputs go: 1, 2, and 3 where there is room."""
    if count <= 2:
        return count
    return 3 if room >= three_from else 2


def _row_aspect(outputs: list[OutputView]) -> float:
    """Return the shape of a row's cells: the tallest picture's, within reason."""
    return min(max(min(output.aspect for output in outputs), 1 / _TALLEST), _WIDEST)


def _reply(output: OutputView) -> tuple[ModelId, str, bool] | None:
    """Return the line under the tiles: the model's words, or a reason too long for its tile."""
    if output.words and output.is_ready:
        return output.model, output.words, False
    if output.failure and short_failure(output.failure) != output.failure:
        return output.model, output.failure, True
    return None


def _shape_of(turn: TurnView) -> tuple[object, ...]:
    """Return everything the height of a turn depends on."""
    return (
        turn.is_running,
        len(turn.siblings) > 1,
        tuple((o.id, o.aspect, _reply(o), o.is_history_unreadable) for o in turn.outputs),
    )
