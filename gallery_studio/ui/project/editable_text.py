"""Words set like print, edited where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from gallery_studio.domain.limits import PROMPT_CHARACTERS
from gallery_studio.records import dataclass
from gallery_studio.ui.theme.painting import paint_surface, paint_text, wrap_text
from gallery_studio.ui.widgets.control import FOCUS_RADIUS, OWN_FOCUS
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

PAD = 8
"""Room around the words inside the widget, px at 100 %; owners place it that much further out."""
_MOST_LINES = 400
_BEGIN = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Space}


@dataclass(frozen=True, slots=True)
class TextLook:
    """How words are set.

    Attributes:
        style: Step of the type scale.
        color: Colour token.
        size_px: Another size than the step's, px at 100 %, or 0.
        line_px: Another line height than the step's, px at 100 %, or 0.
    """

    style: str
    color: str = "text"
    size_px: int = 0
    line_px: int = 0


class EditableText(QWidget):
    """Plain text at rest; a click, Enter or F2 opens a field in its place.

    Enter or leaving the field keeps what was typed, Shift+Enter breaks the line, Escape leaves
    everything as it was. Its owner calls `height_for` and sets the geometry.

    Args:
        theme: Gives font and colours.
        name: What it is, for screen readers.
        look: How it is set.
        placeholder: Words shown while it is empty and can be edited.
        parent: Owner.

    Signals:
        edited(str): A person typed other words.
        height_changed(): It needs another height.
    """

    edited = Signal(str)
    height_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        look: TextLook,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._name, self._look = theme, name, look
        self._placeholder = placeholder
        self._text = ""
        self._begun_with = ""
        self._is_editable = False
        self._wrapped: tuple[int, list[str]] = (-1, [])
        self._field: QPlainTextEdit | None = None
        self.setProperty(FOCUS_RADIUS, 8)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self._on_theme_changed)

    def set_text(self, text: str) -> None:
        """Show other words."""
        if text != self._text:
            self._text = text
            self._forget()
        self.setAccessibleName(f"{self._name}: {text}" if self._name else text)

    def text(self) -> str:
        """Return the words."""
        return self._text

    def set_editable(self, *, is_editable: bool) -> None:
        """Let a person change the words, or not."""
        self._is_editable = is_editable
        policy = Qt.FocusPolicy.StrongFocus if is_editable else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        self.setCursor(Qt.CursorShape.IBeamCursor if is_editable else Qt.CursorShape.ArrowCursor)
        set_plain_tooltip(self, "Edit" if is_editable else "", "F2" if is_editable else "")
        self.setAccessibleDescription("Press F2 to edit it" if is_editable else "")
        self._forget()

    @property
    def is_editing(self) -> bool:
        """Whether the field is open."""
        return self._field is not None

    def height_for(self, width: int) -> int:
        """Return the height it needs in that width, padding included; 0 with nothing to show."""
        if self._field is not None:
            lines = max(1, round(self._field.document().size().height()))
        else:
            lines = len(self._lines(width))
        return lines * self._line_px() + 2 * self._theme.px(PAD) if lines else 0

    def edit_text(self) -> None:
        """Open the field with all words selected."""
        if not self._is_editable or self._field is not None:
            return
        self._begun_with = self._text
        field = QPlainTextEdit(self._text, self)
        field.setAccessibleName(self._name)
        field.setFrameShape(QFrame.Shape.NoFrame)
        field.setProperty(OWN_FOCUS, True)
        field.setTabChangesFocus(True)
        field.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        field.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        field.viewport().setAutoFillBackground(False)
        field.document().setDocumentMargin(0)
        self._field = field
        self._dress_field()
        field.installEventFilter(self)
        field.textChanged.connect(self._on_text_changed)
        field.selectAll()
        field.show()
        field.setFocus()
        self.update()
        self.height_changed.emit()

    # Events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and leaving keep, Escape drops."""
        if watched is not self._field:
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.FocusOut:
            self._close_field(is_kept=True, has_focus=False)
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_broken = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if event.key() == Qt.Key.Key_Escape:
                self._close_field(is_kept=False, has_focus=True)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not is_broken:
                self._close_field(is_kept=True, has_focus=True)
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin to edit."""
        if event.key() in _BEGIN and self._is_editable and not event.modifiers():
            self.edit_text()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Begin to edit by a click."""
        is_inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and is_inside:
            self.edit_text()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the press, so that the release arrives here."""
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the field in its place."""
        super().resizeEvent(event)
        self._place_field()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the words; under the pointer a ground says that they can be edited."""
        theme, painter = self._theme, QPainter(self)
        radius = theme.radius("control")
        if self._field is not None:
            fill, border = theme.color("field"), theme.color("accent")
            paint_surface(painter, QRectF(self.rect()), radius, fill, border, border_px=2)
            return
        if self._is_editable and self.underMouse():
            paint_surface(painter, QRectF(self.rect()), radius, theme.color("canvasHover"))
        color = theme.color(self._look.color if self._text else "textTertiary")
        pad, line_px, font = theme.px(PAD), self._line_px(), self._font()
        for index, line in enumerate(self._lines(self.width())):
            row = QRectF(pad, pad + index * line_px, self.width() - 2 * pad, line_px)
            paint_text(painter, font, row, line, color)

    # Internals

    def _font(self) -> QFont:
        font = self._theme.font(self._look.style)
        if self._look.size_px:
            font.setPixelSize(self._theme.px(self._look.size_px))
        return font

    def _line_px(self) -> int:
        if self._look.line_px:
            return self._theme.px(self._look.line_px)
        return self._theme.line_height(self._look.style)

    def _lines(self, width: int) -> list[str]:
        if self._wrapped[0] != width:
            inner = max(1, width - 2 * self._theme.px(PAD))
            shown = self._text or (self._placeholder if self._is_editable else "")
            lines: list[str] = []
            for part in shown.split("\n") if shown else ():
                lines += wrap_text(self._font(), part, inner, _MOST_LINES) or [""]
            self._wrapped = (width, lines[:_MOST_LINES])
        return self._wrapped[1]

    def _forget(self) -> None:
        self._wrapped = (-1, [])
        self.update()
        self.height_changed.emit()

    def _dress_field(self) -> None:
        if self._field is None:
            return
        self._field.setFont(self._font())
        palette = self._field.palette()
        palette.setColor(QPalette.ColorRole.Text, self._theme.color(self._look.color))
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self._field.setPalette(palette)
        form = QTextBlockFormat()
        fixed = QTextBlockFormat.LineHeightTypes.FixedHeight.value
        form.setLineHeight(self._line_px(), fixed)
        cursor = QTextCursor(self._field.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(form)
        self._place_field()

    def _place_field(self) -> None:
        if self._field is not None:
            pad = self._theme.px(PAD)
            self._field.setGeometry(self.rect().adjusted(pad, pad, -pad, -pad))

    def _close_field(self, *, is_kept: bool, has_focus: bool) -> None:
        field, self._field = self._field, None
        if field is None:
            return
        words = field.toPlainText().strip()[:PROMPT_CHARACTERS]
        field.removeEventFilter(self)
        field.hide()
        field.deleteLater()
        if has_focus:
            self.setFocus()
        self._forget()
        is_changed = words != self._begun_with  # not only other than what was shown meanwhile
        if is_kept and is_changed and words != self._text:
            self.edited.emit(words)

    def _on_text_changed(self) -> None:
        self.height_changed.emit()

    def _on_theme_changed(self) -> None:
        self._dress_field()
        self._forget()
