"""The conversations of a session or a picture, as a small panel that opens over the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gallery_studio.records import dataclass
from gallery_studio.ui.picture_part import paint_cover
from gallery_studio.ui.sidebar.relative_age import relative_age
from gallery_studio.ui.theme.painting import paint_surface, paint_text
from gallery_studio.ui.widgets.control import FOCUS_RADIUS
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel
from gallery_studio.ui.widgets.text_field import TextField
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gallery_studio.domain.conversation import Conversation
    from gallery_studio.domain.ids import ConversationId, ImageId, SessionId
    from gallery_studio.library.reader import LibraryReader
    from gallery_studio.ui.conversation.pane_context import PaneContext

_THUMBS_MOST = 3
_PRESS = QEvent.Type.KeyPress
_WIDTH, _ROW, _MOST_ROWS = 380, 60, 7


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """One conversation of the list.

    Attributes:
        id: The conversation.
        title: Its title.
        turn_count: Turns in all branches.
        updated_utc: When it changed last.
        images: A few of its pictures, the source first.
        is_active: Whether it is the one shown in the pane.
    """

    id: ConversationId
    title: str
    turn_count: int
    updated_utc: str
    images: tuple[ImageId, ...] = ()
    is_active: bool = False


def read_rows(
    reader: LibraryReader,
    *,
    session_id: SessionId | None = None,
    image_id: ImageId | None = None,
    active: ConversationId | None = None,
) -> tuple[ConversationRow, ...]:
    """Return the edit conversations of a session or of one picture, newest first.

    Conversations that are one run of the compose bar and nothing more are left out.

    Raises:
        LibraryError: The library cannot be read.
    """
    found: list[Conversation] = []
    if image_id is not None:
        found = reader.conversations_from_image(image_id)
    elif session_id is not None:
        found = reader.conversations(session_id)
    rows = [_row(reader, conversation, active) for conversation in found]
    shown = [row for row in rows if row is not None]
    return tuple(sorted(shown, key=lambda row: row.updated_utc, reverse=True))


def _row(
    reader: LibraryReader, conversation: Conversation, active: ConversationId | None
) -> ConversationRow | None:
    turns = reader.turns(conversation.id)
    if conversation.source_image_id is None and len(turns) < 2:
        return None
    outputs = reader.outputs_of_turns([turn.id for turn in turns[-2:]])
    newest = [o.image_id for o in reversed(outputs) if o.image_id is not None]
    source = [conversation.source_image_id] if conversation.source_image_id else []
    images = tuple(dict.fromkeys(source + newest))[:_THUMBS_MOST]
    return ConversationRow(
        conversation.id,
        conversation.title,
        len(turns),
        conversation.updated_utc,
        images,
        is_active=conversation.id == active,
    )


class _RowButton(QAbstractButton):
    """A row: thumbs, title, turns and age; F2 renames, Delete deletes."""

    rename_requested = Signal(str, str)
    delete_requested = Signal(str)

    def __init__(self, context: PaneContext, row: ConversationRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._theme, self.row = context, context.theme, row
        self._field: TextField | None = None
        self.setProperty(FOCUS_RADIUS, 8)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.rename = IconButton(self._theme, "type", "Rename", key="F2", parent=self)
        self.delete = IconButton(self._theme, "trash-2", "Delete", key="Del", parent=self)
        for button, act in ((self.rename, self.edit), (self.delete, self._on_delete)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(act)
            button.hide()
        self.setAccessibleName(f"{row.title}. {self._details()}.")
        set_plain_tooltip(self, row.title)

    def sizeHint(self) -> QSize:
        lines = self._theme.line_height("bodyStrong") + self._theme.line_height("meta")
        height = max(self._theme.px(_ROW), lines + self._theme.px(16))
        return QSize(self._theme.px(_WIDTH), height)

    def edit(self) -> None:
        """Open a field over the title."""
        self._field = TextField(self._theme, "Title of the conversation", parent=self)
        self._field.set_text(self.row.title)
        self._field.editing_finished.connect(self._on_edited)
        self._field.edit.installEventFilter(self)
        self._field.show()
        self._place()
        self._field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._field.edit.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Enter and Escape of the field from the row: they would open or close."""
        if self._field is not None and isinstance(event, QKeyEvent) and event.type() == _PRESS:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_edited(self._field.text())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._close_field()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.edit()
        elif event.key() == Qt.Key.Key_Delete:
            self._on_delete()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._show_buttons()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._show_buttons()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_buttons()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_buttons()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, px, painter = self._theme, self._theme.px, QPainter(self)
        rect = QRectF(self.rect())
        if self.row.is_active:
            paint_surface(painter, rect, theme.radius("control"), theme.color("selected"))
        elif self.underMouse():
            paint_surface(painter, rect, theme.radius("control"), theme.color("hover"))
        x, side = self._paint_thumbs(painter, rect), px(36)
        right = px(80) if self.rename.isVisible() else px(10)
        first, second = theme.line_height("bodyStrong"), theme.line_height("meta")
        top = rect.center().y() - (first + second) / 2
        row = QRectF(x, top, rect.width() - x - right, first)
        paint_text(painter, theme.font("bodyStrong"), row, self.row.title, theme.color("text"))
        row = QRectF(x, top + first, row.width(), second)
        color = theme.color("textSecondary")
        paint_text(painter, theme.font("meta"), row, self._details(), color)
        if self.row.is_active:
            bar = QRectF(0, rect.center().y() - side / 2, px(3), side)
            paint_surface(painter, bar, px(1), theme.color("accent"))

    def _paint_thumbs(self, painter: QPainter, rect: QRectF) -> float:
        """Paint the pictures as a fan of 36 px and return where the words begin."""
        theme, px, side = self._theme, self._theme.px, self._theme.px(36)
        x = float(px(10))
        for image_id in self.row.images:
            spot = QRectF(x, rect.center().y() - side / 2, side, side)
            wanted = round(side * self.devicePixelRatioF())
            paint_cover(painter, theme, spot, self._context.preview(image_id, wanted))
            x += px(40)
        return x + px(6)

    def _details(self) -> str:
        turns = "1 turn" if self.row.turn_count == 1 else f"{self.row.turn_count} turns"
        age = relative_age(self.row.updated_utc, self._context.local_now())
        return f"{turns} · {age}" if age else turns

    def _show_buttons(self) -> None:
        is_offered = self.underMouse() or self.hasFocus()
        self.rename.setVisible(is_offered)
        self.delete.setVisible(is_offered)
        self.update()

    def _place(self) -> None:
        px, side = self._theme.px, self._theme.px(32)
        top = (self.height() - side) // 2
        self.delete.setGeometry(self.width() - side - px(6), top, side, side)
        self.rename.setGeometry(self.width() - 2 * side - px(8), top, side, side)
        if self._field is not None:
            height = self._field.sizeHint().height()
            inset = px(6)
            y = (self.height() - height) // 2
            self._field.setGeometry(inset, y, self.width() - 2 * inset, height)

    def _on_edited(self, text: str) -> None:
        title = " ".join(text.split())
        if self._field is None:
            return
        self._close_field()
        if title and title != self.row.title:
            self.rename_requested.emit(self.row.id, title)

    def _close_field(self) -> None:
        field, self._field = self._field, None
        if field is not None:
            field.hide()
            field.deleteLater()
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_delete(self) -> None:
        self.delete_requested.emit(self.row.id)


class ConversationList(QWidget):
    """A panel with one row per conversation. Arrows move, Enter opens, F2 renames, Del deletes.

    Deleting is undone by its owner (a toast); nothing is asked here.

    Args:
        context: Theme, pictures, time.
        parent: Owner; with `pop_up` it opens as a window of its own over it.

    Signals:
        open_requested(str): Open a conversation.
        rename_requested(str, str): A conversation and its new title.
        delete_requested(str): Put a conversation into the bin.
    """

    open_requested = Signal(str)
    rename_requested = Signal(str, str)
    delete_requested = Signal(str)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._context, self._theme = context, context.theme
        self._rows: list[_RowButton] = []
        self._title = PlainLabel(self._theme, "Conversations", "label", "textSecondary")
        self._empty = PlainLabel(
            self._theme,
            "No conversations yet. Edit a picture to begin one.",
            "body",
            "textSecondary",
            max_lines=0,
        )
        self._inner = QWidget()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._inner)  # which fills its ground, so this comes before:
        self._inner.setAutoFillBackground(False)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self.setAccessibleName("Conversations")
        self._build_layout()

    def _build_layout(self) -> None:
        px = self._theme.px
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(2))
        self._column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(10), px(12), px(10), px(10))
        outer.setSpacing(px(8))
        outer.addWidget(self._title)
        outer.addWidget(self._empty)
        outer.addWidget(self._scroll, 1)

    def rows(self) -> list[QAbstractButton]:
        """Return the rows, newest first."""
        return list(self._rows)

    def show_rows(self, rows: Sequence[ConversationRow]) -> None:
        """Show these conversations."""
        focused = next((i for i, row in enumerate(self._rows) if row.hasFocus()), None)
        for old in self._rows:
            old.hide()
            old.deleteLater()
        self._rows = [self._make(row) for row in rows]
        for place, row in enumerate(self._rows):
            self._column.insertWidget(place, row)
        self._empty.setVisible(not rows)
        self._scroll.setVisible(bool(rows))
        if focused is not None and self._rows:
            self._rows[min(focused, len(self._rows) - 1)].setFocus()
        self.updateGeometry()
        self.adjustSize()

    def previews_changed(self, image_ids: Iterable[ImageId]) -> None:
        """Paint again what shows one of the pictures."""
        wanted = frozenset(image_ids)
        for row in self._rows:
            if wanted.intersection(row.row.images):
                row.update()

    def pop_up(self, place: QPoint) -> None:
        """Open at a place on the screen, with the focus on the first row."""
        self.adjustSize()
        self.move(place)
        self.show()
        if self._rows:
            self._rows[0].setFocus(Qt.FocusReason.TabFocusReason)

    def sizeHint(self) -> QSize:
        """As high as its rows, at most seven of them."""
        px = self._theme.px
        shown = min(len(self._rows), _MOST_ROWS)
        each = self._rows[0].sizeHint().height() + px(2) if self._rows else px(48)
        head = self._theme.line_height("label") + px(34)
        return QSize(px(_WIDTH), head + max(1, shown) * each)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move among the rows; Escape closes."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif step is not None and self._rows:
            index = next((i for i, row in enumerate(self._rows) if row.hasFocus()), 0)
            wanted = min(max(0, index + step), len(self._rows) - 1)
            self._rows[wanted].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the panel."""
        theme, painter = self._theme, QPainter(self)
        painter.fillRect(self.rect(), theme.color("overlay"))
        painter.setPen(theme.color("border"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _make(self, row: ConversationRow) -> _RowButton:
        button = _RowButton(self._context, row, self._inner)
        button.clicked.connect(self._on_row_clicked)
        button.rename_requested.connect(self.rename_requested)
        button.delete_requested.connect(self.delete_requested)
        return button

    def _on_row_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, _RowButton):
            self.close()
            self.open_requested.emit(sender.row.id)
