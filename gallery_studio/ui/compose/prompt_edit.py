"""The field in which a person writes what they want."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QInputMethodEvent,
    QKeyEvent,
    QPalette,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from gallery_studio.ui.compose.picture_mime import (
    has_picture_bytes,
    has_words,
    picture_bytes,
    picture_files,
)
from gallery_studio.ui.widgets.control import OWN_FOCUS

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme

MOST_LINES = 6


class PromptEdit(QPlainTextEdit):
    """Plain text that grows from one to six lines.

    Pasted text loses its formatting; pasted or dropped pictures are handed on.

    Args:
        theme: Gives font and colours.
        name: What belongs in it, for screen readers.
        placeholder: Words shown while it is empty.
        parent: Owner.

    Signals:
        submitted(): Ctrl+Enter was pressed while no input method is composing.
        files_offered(list): Paths of pictures that were dropped or pasted.
        bytes_offered(bytes): A picture that was dropped or pasted.
        focus_changed(bool): Focus came or went.
        height_changed(): It needs another height.
    """

    submitted = Signal()
    files_offered = Signal(list)
    bytes_offered = Signal(bytes)
    focus_changed = Signal(bool)
    height_changed = Signal()

    def __init__(
        self, theme: Theme, name: str, placeholder: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_composing = False
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setProperty(OWN_FOCUS, True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._fit)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def is_composing(self) -> bool:
        """Whether an input method has letters that are not text yet."""
        return self._is_composing

    def replace_text(self, text: str) -> None:
        """Replace everything as if typed: it can be undone."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    # Qt

    def sizeHint(self) -> QSize:
        """As high as its lines, one to six."""
        return QSize(self._theme.px(320), self._wanted_height())

    def minimumSizeHint(self) -> QSize:
        """Never lower than its lines."""
        return QSize(self._theme.px(80), self._wanted_height())

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+Enter from shortcuts of the window: it is read here."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and _is_submit(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Submit on Ctrl+Enter; Enter alone begins a line."""
        if _is_submit(event):
            if not self._is_composing and not event.isAutoRepeat():
                self.submitted.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note whether letters are still being composed."""
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text and pictures are welcome."""
        return has_words(source) or bool(picture_files(source)) or has_picture_bytes(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Hand pictures on; insert text without its formatting."""
        if files := picture_files(source):
            self.files_offered.emit(files)
        elif has_picture_bytes(source):
            self.bytes_offered.emit(picture_bytes(source))
        elif has_words(source):
            self.textCursor().insertText(source.text())
            self.ensureCursorVisible()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the frame."""
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the frame."""
        self._is_composing = False
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the lines elsewhere."""
        super().resizeEvent(event)
        self._fit()

    # Internals

    def _line_px(self) -> float:
        return QFontMetricsF(self.font()).lineSpacing()

    def _wanted_height(self) -> int:
        # The layout of a QPlainTextDocument counts its height in lines.
        lines = round(self.document().size().height())
        shown = min(MOST_LINES, max(1, lines))
        return max(self._theme.px(24), int(shown * self._line_px() + 4))

    def _is_long(self) -> bool:
        """Return whether there are more lines than are shown."""
        return round(self.document().size().height()) > MOST_LINES

    def _fit(self) -> None:
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy if self._is_long() else off)
        if self.height() != self._wanted_height():
            self.updateGeometry()
            self.height_changed.emit()

    def _on_theme_changed(self) -> None:
        self.setFont(self._theme.font("compose"))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, self._theme.color("text"))
        quiet = self._theme.color("textTertiary")
        palette.setColor(QPalette.ColorRole.PlaceholderText, quiet)
        self.setPalette(palette)
        self._fit()


def _is_submit(event: QKeyEvent) -> bool:
    """Return whether a key is Ctrl+Enter, on either block."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return is_enter and held == Qt.KeyboardModifier.ControlModifier
