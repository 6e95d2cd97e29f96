"""One answer: its picture, its skeleton, or why there is none and how to try again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from gallery_studio.domain.generation import ProgressKind
from gallery_studio.ui.conversation.conversation_text import model_glyph, model_name, output_name
from gallery_studio.ui.conversation.image_buttons import ImageButton, RetryButton, StartHereButton
from gallery_studio.ui.conversation.output_menu import MOST_STARS, OutputMenu
from gallery_studio.ui.conversation.tile_painter import (
    RING_ROOM,
    TileFacts,
    badge_of,
    paint_tile,
    retry_top,
)
from gallery_studio.ui.theme.painting import badge_size
from gallery_studio.ui.widgets.control import FOCUS_RADIUS
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from datetime import datetime

    from gallery_studio.domain.generation import Progress
    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.conversation.conversation_state import OutputView
    from gallery_studio.ui.conversation.intents import OutputIntents
    from gallery_studio.ui.conversation.pane_context import PaneContext


class OutputTile(QAbstractButton):
    """A picture with its model, and everything one can do with it.

    Its geometry is the picture's, `RING_ROOM` px larger on every side.

    Args:
        context: Theme, models, pictures, time.
        intents: Where wishes go.
        output: What it shows.
        parent: Owner.
    """

    def __init__(
        self, context: PaneContext, intents: OutputIntents, output: OutputView, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context, self._intents = context, intents
        self._theme = context.theme
        self.output = output
        self._progress: Progress | None = None
        self._retry_at: datetime | None = None
        self._fade = 1.0
        self._fading: QVariantAnimation | None = None
        self._buttons: list[ImageButton] = []
        self._start_here: StartHereButton | None = None
        self._retry: RetryButton | None = None
        self._is_ticking = False
        self.setProperty(FOCUS_RADIUS, 10)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.clicked.connect(self._on_clicked)
        self._theme.changed.connect(self._on_theme_changed)
        self._refresh()

    # What it shows

    def show_output(self, output: OutputView) -> bool:
        """Show a newer state of the same output; return whether anything is different."""
        if output == self.output:
            return False
        is_new_picture = output.is_ready and not self.output.is_ready
        if not output.status.is_open:
            self._progress = self._retry_at = None
        self.output = output
        if is_new_picture and self.isVisible():
            self._start_fade()
        self._refresh()
        return True

    def show_progress(self, progress: Progress) -> None:
        """Show news of the running call: sent, or waiting to be sent again."""
        is_waiting = progress.kind is ProgressKind.WAITING
        self._progress = progress if is_waiting else None
        self._retry_at = (
            self._context.now() + timedelta(seconds=progress.retry_in_s) if is_waiting else None
        )
        self.update()

    def set_in_tab_order(self, *, is_in: bool) -> None:
        """Make it the one stop of the turns for Tab."""
        policy = Qt.FocusPolicy.StrongFocus if is_in else Qt.FocusPolicy.ClickFocus
        self.setFocusPolicy(policy)
        if self._retry is not None:
            self._retry.setFocusPolicy(policy)

    def facts(self) -> TileFacts:
        """Return everything the painter needs to know now."""
        return TileFacts(
            output=self.output,
            glyph=model_glyph(self._context.catalogue, self.output.model),
            name=model_name(self._context.catalogue, self.output.model),
            now=self._context.now(),
            waiting_message=self._progress.message if self._progress else "",
            retry_at=self._retry_at,
            fade=self._fade,
        )

    def uses_picture(self, image_ids: frozenset[ImageId]) -> bool:
        """Whether it shows one of the pictures."""
        return self.output.image_id in image_ids

    def sizeHint(self) -> QSize:
        """Its owner gives it its size."""
        return QSize(self._theme.px(180), self._theme.px(180))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what there is."""
        rect = QRectF(self.rect()).adjusted(RING_ROOM, RING_ROOM, -RING_ROOM, -RING_ROOM)
        paint_tile(QPainter(self), self._context, rect, self.facts())

    # Events

    def enterEvent(self, event: QEnterEvent) -> None:
        """Offer what can be done."""
        super().enterEvent(event)
        self._update_actions()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the offers away."""
        super().leaveEvent(event)
        self._update_actions()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Become the one looked at, and offer what can be done."""
        super().focusInEvent(event)
        self._intents.activated.emit(self.output.id)
        self._update_actions()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the offers away."""
        super().focusOutEvent(event)
        self._update_actions()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the buttons."""
        super().resizeEvent(event)
        self._place_retry()
        self._update_actions()

    def showEvent(self, event: QShowEvent) -> None:
        """Tick while something moves."""
        super().showEvent(event)
        self._settle_ticking()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stand still."""
        super().hideEvent(event)
        self._settle_ticking()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the picture large."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._open()
            return
        super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space or Enter shows it large, Delete deletes it, Alt with a digit rates it.

        If letters act: S stars, X rejects, U takes both away, D downloads, R tries again.
        """
        if self._rates(event):
            return
        is_plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        acts = {
            Qt.Key.Key_Space: self._open,
            Qt.Key.Key_Return: self._open,
            Qt.Key.Key_Enter: self._open,
            Qt.Key.Key_Delete: self._delete,
        }
        if self._context.has_letter_keys:
            acts |= {
                Qt.Key.Key_S: self.toggle_star,
                Qt.Key.Key_P: self.toggle_star,
                Qt.Key.Key_X: self._reject,
                Qt.Key.Key_U: self._unflag,
                Qt.Key.Key_D: self._download,
                Qt.Key.Key_R: self.ask_retry,
            }
        act = acts.get(Qt.Key(event.key()))
        if act is None or not is_plain:
            event.ignore()
            return
        act()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer everything in a menu."""
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self._open_menu(self.mapToGlobal(self.rect().center()) if is_key else event.globalPos())

    # Wishes

    def toggle_star(self) -> None:
        """Ask for its star, or to take it away."""
        if self.output.is_ready:
            self._intents.star_toggled.emit(self.output.id)

    def ask_retry(self) -> None:
        """Ask to send it again."""
        if self.output.is_retryable:
            self._intents.retry_requested.emit((self.output.id,))

    def choose_head(self) -> None:
        """Ask that the next edit starts from it."""
        if self.output.is_ready:
            self._intents.head_chosen.emit(self.output.id)

    def _on_clicked(self) -> None:
        self._intents.activated.emit(self.output.id)

    def _open(self) -> None:
        if self.output.is_ready:
            self._intents.lightbox_requested.emit(self.output.id)

    def _download(self) -> None:
        if self.output.is_ready:
            self._intents.download_requested.emit(self.output.id)

    def _rates(self, event: QKeyEvent) -> bool:
        """Rate by Alt and a digit; return whether it was such a key."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        rating = int(event.key()) - int(Qt.Key.Key_0)
        if held != Qt.KeyboardModifier.AltModifier or not 0 <= rating <= MOST_STARS:
            return False
        if self.output.is_ready:
            self._intents.rating_requested.emit(self.output.id, rating)
        return True

    def _reject(self) -> None:
        if self.output.is_ready:
            self._intents.reject_toggled.emit(self.output.id)

    def _unflag(self) -> None:
        if self.output.is_ready:
            self._intents.unflag_requested.emit(self.output.id)

    def _delete(self) -> None:
        self._intents.delete_requested.emit(self.output.id)

    def _on_more(self) -> None:
        self._open_menu(self.mapToGlobal(self.rect().bottomRight()) - QPoint(RING_ROOM, RING_ROOM))

    def _open_menu(self, place: QPoint) -> None:
        self._intents.activated.emit(self.output.id)
        name = model_name(self._context.catalogue, self.output.model)
        menu = OutputMenu(self._theme, self._intents, self.output, name, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    # Internals

    def _refresh(self) -> None:
        facts = self.facts()
        self.setAccessibleName(output_name(self.output, facts.name))
        set_plain_tooltip(self, self.output.failure)
        self._refresh_retry()
        self._settle_ticking()
        self._update_actions()
        self.update()

    def _refresh_retry(self) -> None:
        if not self.output.is_retryable:
            if self._retry is not None:
                self._retry.hide()
                self._retry.deleteLater()
                self._retry = None
            return
        name = model_name(self._context.catalogue, self.output.model)
        if self._retry is None:
            self._retry = RetryButton(self._theme, self)
            self._retry.clicked.connect(self.ask_retry)
            self._retry.setFocusPolicy(self.focusPolicy())
            self._retry.setVisible(True)
        self._retry.setAccessibleName(f"Retry {name} in turn {self.output.turn_number}")
        self._place_retry()

    def _place_retry(self) -> None:
        if self._retry is None:
            return
        size = self._retry.sizeHint()
        width = min(size.width(), self.width() - 2 * RING_ROOM - self._theme.px(16))
        top = retry_top(self._theme, self._inner(), self.output, size.height())
        left = (self.width() - width) // 2
        self._retry.setGeometry(left, int(top), width, size.height())

    def _inner(self) -> QRectF:
        return QRectF(self.rect()).adjusted(RING_ROOM, RING_ROOM, -RING_ROOM, -RING_ROOM)

    def _settle_ticking(self) -> None:
        should_tick = self.isVisible() and self.output.status.is_open
        if should_tick == self._is_ticking:
            return
        self._is_ticking = should_tick
        if should_tick:
            self._theme.clock.ticked.connect(self.update)
            self._theme.clock.start(self)
        else:
            self._theme.clock.ticked.disconnect(self.update)
            self._theme.clock.stop(self)

    def _start_fade(self) -> None:
        length = self._theme.duration("base")
        if not length:
            return
        self._fade = 0.0
        self._fading = QVariantAnimation(self)
        self._fading.setDuration(length)
        self._fading.setStartValue(0.0)
        self._fading.setEndValue(1.0)
        self._fading.valueChanged.connect(self._on_fade)
        self._fading.start(QVariantAnimation.DeletionPolicy.KeepWhenStopped)

    def _on_fade(self, value: object) -> None:
        self._fade = float(value) if isinstance(value, float) else 1.0
        self.update()

    def _update_actions(self) -> None:
        """Show as many buttons as fit beside the badge; a set star always shows."""
        is_offered = self.output.is_ready and (self.underMouse() or self.hasFocus())
        if not is_offered and not self.output.is_starred:
            self._hide_actions()
            return
        self._make_buttons()
        star = self._buttons[0]
        star.setChecked(self.output.is_starred)
        star.set_name("Take the star away" if self.output.is_starred else "Star")
        fitting = self._fitting_count() if is_offered else 1
        self._place_buttons(fitting)
        if self._start_here is not None:
            self._start_here.setVisible(
                is_offered and not self.output.is_head and self._has_room_above()
            )

    def _make_buttons(self) -> None:
        if self._buttons:
            return
        rows = (
            ("star", "Star", "S", self.toggle_star),
            ("maximize-2", "Full view", "Space", self._open),
            ("download", "Download", "D", self._download),
            ("ellipsis", "More", "", self._on_more),
        )
        for icon, name, key, act in rows:
            button = ImageButton(self._theme, icon, name, key, self)
            button.clicked.connect(act)
            self._buttons.append(button)
        self._buttons[0].setCheckable(True)
        self._start_here = StartHereButton(self._theme, self)
        self._start_here.clicked.connect(self.choose_head)

    def _fitting_count(self) -> int:
        theme = self._theme
        badge = badge_size(theme, badge_of(self.facts())).width()
        room = self._inner().width() - badge - 3 * theme.px(8)
        return max(1, min(len(self._buttons), int(room // theme.px(36))))

    def _place_buttons(self, count: int) -> None:
        theme, inner = self._theme, self._inner()
        side, edge = theme.px(32), theme.px(8)
        x = int(inner.right()) - edge - side
        y = int(inner.bottom()) - edge - side
        for index, button in enumerate(self._buttons):
            button.setGeometry(x - index * theme.px(36), y, side, side)
            button.setVisible(index < count)
        if self._start_here is not None:
            hint = self._start_here.sizeHint()
            corner = (inner.topLeft() + QPointF(edge, edge)).toPoint()
            self._start_here.setGeometry(corner.x(), corner.y(), hint.width(), hint.height())

    def _has_room_above(self) -> bool:
        hint = self._start_here.sizeHint() if self._start_here is not None else QSize()
        inner, gap = self._inner(), 2 * self._theme.px(8)
        needed = hint.height() + self._theme.px(32) + gap + self._theme.px(8)
        return hint.width() + gap <= inner.width() and needed <= inner.height()

    def _hide_actions(self) -> None:
        for button in self._buttons:
            button.hide()
        if self._start_here is not None:
            self._start_here.hide()

    def _on_theme_changed(self) -> None:
        for button in self._buttons:
            button.deleteLater()
        if self._start_here is not None:
            self._start_here.deleteLater()
        self._buttons, self._start_here = [], None
        self._refresh()
        self._place_retry()
