"""The pane's first row: back, title, which turn, widen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QStackedLayout, QWidget

from gallery_studio.ui.theme.painting import BadgeStyle, paint_surface, paint_text
from gallery_studio.ui.widgets.badge import Badge
from gallery_studio.ui.widgets.control import FOCUS_RADIUS
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.keys import key_text
from gallery_studio.ui.widgets.text_field import TextField
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

_TITLE_MOST = 200


class _TitleButton(QAbstractButton):
    """The title as it reads; a click, Enter or F2 edits it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._title = theme, ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty(FOCUS_RADIUS, 8)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_title(self, title: str) -> None:
        self._title = title
        self.setAccessibleName(f"Title: {title}")
        set_plain_tooltip(self, title, "F2")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.control_height(36, "title"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        if self.underMouse():
            paint_surface(painter, rect, theme.radius("control"), theme.color("hover"))
        rect.adjust(theme.px(8), 0, -theme.px(8), 0)
        paint_text(painter, theme.font("title"), rect, self._title, theme.color("text"))


class EditableTitle(QWidget):
    """A title that is edited where it stands.

    Args:
        theme: Gives fonts and colours.
        parent: Owner.

    Signals:
        title_changed(str): A person gave another title.
    """

    title_changed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._prefix = "", ""
        self._is_editing = False
        self.button = _TitleButton(theme, self)
        self.field = TextField(theme, "Title of the conversation", parent=self)
        self.field.edit.setMaxLength(_TITLE_MOST)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.button)
        self._stack.addWidget(self.field)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.edit)
        self.field.editing_finished.connect(self._on_editing_finished)
        self.field.edit.installEventFilter(self)

    @property
    def is_editing(self) -> bool:
        """Whether the field is open."""
        return self._is_editing

    def show_title(self, title: str, prefix: str = "") -> None:
        """Show a title; while one is being typed it only takes note of it."""
        self._title, self._prefix = title, prefix
        self.button.show_title(f"{prefix}{title}")

    def edit(self) -> None:
        """Open the field with the whole title selected."""
        self._is_editing = True
        self.field.set_text(self._title)
        self._stack.setCurrentWidget(self.field)
        self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.edit.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the title as it was on Escape."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self.is_editing:
            if event.type() == QEvent.Type.KeyPress:
                self._close()
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _on_editing_finished(self, text: str) -> None:
        if not self.is_editing:
            return
        title = " ".join(text.split())
        self._close()
        if title and title != self._title:
            self.show_title(title, self._prefix)
            self.title_changed.emit(title)

    def _close(self) -> None:
        had_focus = self.field.edit.hasFocus()
        self._is_editing = False  # before the field goes: losing its focus ends editing too
        self._stack.setCurrentWidget(self.button)
        if had_focus:
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)


class ConversationHeader(QWidget):
    """Back, title, turn, widen.

    Args:
        theme: Gives colours and sizes.
        parent: Owner.

    Signals:
        back_requested(): Leave the conversation.
        title_changed(str): A person gave another title.
        widen_requested(): Give the pane more room, or take it back.
    """

    back_requested = Signal()
    title_changed = Signal(str)
    widen_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.back = IconButton(theme, "arrow-left", "Back to the canvas", key="Esc")
        self.title = EditableTitle(theme)
        self.badge = Badge(theme, BadgeStyle("Turn 1 of 1"))
        self.widen = IconButton(
            theme, "maximize-2", "Widen the conversation", key=key_text("Ctrl+.")
        )
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.back)
        self._row.addWidget(self.title, 1)
        self._row.addWidget(self.badge)
        self._row.addWidget(self.widen)
        self.back.clicked.connect(self.back_requested)
        self.widen.clicked.connect(self.widen_requested)
        self.title.title_changed.connect(self.title_changed)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_turn(self, number: int, total: int) -> None:
        """Show which turn is looked at."""
        self.badge.setVisible(total > 0)
        self.badge.set_style(BadgeStyle(f"Turn {number} of {total}"))

    def set_widened(self, *, is_widened: bool) -> None:
        """Say what the widen button does now."""
        self.widen.set_icon("minimize-2" if is_widened else "maximize-2")
        self.widen.set_name("Narrow the conversation" if is_widened else "Widen the conversation")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the hairline under the row."""
        line = QRectF(0, self.height() - 1, self.width(), 1)
        QPainter(self).fillRect(line, self._theme.color("borderSubtle"))

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(10), 0, px(10), 1)
        self._row.setSpacing(px(6))
        self.title.setFixedHeight(self._theme.control_height(36, "title"))
        self.setFixedHeight(max(px(52), self._theme.control_height(36, "title") + px(8)))
