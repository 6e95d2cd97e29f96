"""Fields of one line: text, secrets, search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from gallery_studio.ui.theme.painting import paint_icon, paint_surface, paint_text
from gallery_studio.ui.widgets.announce import announce
from gallery_studio.ui.widgets.control import OWN_FOCUS
from gallery_studio.ui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


class TextField(QWidget):
    """A framed field with icon, key hint and a place for what is wrong with its text.

    Args:
        theme: Gives all colours and sizes.
        name: What belongs in it, for screen readers.
        placeholder: Words shown while it is empty.
        icon: Icon at its left, or "".
        hint: Key that leads to it, as shown at its right while it is empty.
        parent: Owner.

    Signals:
        text_changed(str): The text is different now.
        submitted(str): Enter was pressed.
        editing_finished(str): Enter was pressed or the focus left.
    """

    text_changed = Signal(str)
    submitted = Signal(str)
    editing_finished = Signal(str)

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        placeholder: str = "",
        icon: str = "",
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._icon, self._hint = theme, icon, hint
        self._error = ""
        self.edit = QLineEdit(self)
        self.edit.setFrame(False)
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setProperty(OWN_FOCUS, True)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._connect()
        self._on_theme_changed()

    def _connect(self) -> None:
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.returnPressed.connect(self._on_return_pressed)
        self.edit.editingFinished.connect(self._on_editing_finished)
        self._theme.changed.connect(self._on_theme_changed)

    def text(self) -> str:
        """Return the text as typed."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Replace the text."""
        self.edit.setText(text)

    def set_secret(self, is_secret: bool) -> None:
        """Show dots instead of letters, or letters again."""
        mode = QLineEdit.EchoMode.Password if is_secret else QLineEdit.EchoMode.Normal
        self.edit.setEchoMode(mode)

    @property
    def error(self) -> str:
        """What is wrong with the text, or ""."""
        return self._error

    def set_error(self, message: str) -> None:
        """Say what is wrong with the text, under the field and aloud; "" takes it back."""
        if message == self._error:
            return
        self._error = message
        self.edit.setAccessibleDescription(message)
        if message:
            announce(self.edit, message)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The frame, and a line under it while something is wrong."""
        return QSize(self._theme.px(220), self._frame_height() + self._error_height())

    def minimumSizeHint(self) -> QSize:
        """It may get narrow but never lower than its text."""
        return QSize(self._theme.px(80), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the text between icon and hint."""
        super().resizeEvent(event)
        self._place_edit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Repaint the frame as focus comes and goes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint frame, icon, hint and error."""
        theme, painter = self._theme, QPainter(self)
        rect = QRectF(0, 0, self.width(), self._frame_height())
        self._paint_frame(painter, rect)
        inner = rect.adjusted(theme.px(12), 0, -theme.px(8), 0)
        if self._icon:
            spot = QRectF(inner.left(), inner.top(), theme.px(16), inner.height())
            paint_icon(painter, theme, self._icon, spot, theme.color("textTertiary"))
        if self._is_hint_shown():
            self._paint_hint(painter, inner)
        if self._error:
            self._paint_error(painter)

    def _paint_frame(self, painter: QPainter, rect: QRectF) -> None:
        token, width = "borderControl", 1.0
        if self._error:
            token, width = "danger", 2.0
        elif self.edit.hasFocus():
            token, width = "accent", 2.0
        fill = self._theme.color("field" if self.isEnabled() else "app")
        radius = self._theme.radius("control")
        border = self._theme.color(token if self.isEnabled() else "border")
        paint_surface(painter, rect, radius, fill, border, border_px=width)

    def _paint_hint(self, painter: QPainter, inner: QRectF) -> None:
        theme, font = self._theme, self._theme.font("meta")
        height = theme.line_height("meta") + theme.px(4)
        width = self._hint_width()
        spot = QRectF(inner.right() - width, inner.center().y() - height / 2, width, height)
        paint_surface(painter, spot, theme.radius("badge"), None, theme.color("border"))
        align = Qt.AlignmentFlag.AlignHCenter
        paint_text(painter, font, spot, self._hint, theme.color("textTertiary"), align)

    def _paint_error(self, painter: QPainter) -> None:
        theme = self._theme
        line = theme.line_height("meta")
        row = QRectF(0, self._frame_height() + theme.px(6), self.width(), line)
        icon = QRectF(row.left(), row.top(), theme.px(14), line)
        paint_icon(painter, theme, "circle-alert", icon, theme.color("danger"))
        row.setLeft(theme.px(20))
        paint_text(painter, theme.font("meta"), row, self._error, theme.color("danger"))

    def _frame_height(self) -> int:
        return self._theme.control_height(36)

    def _error_height(self) -> int:
        return self._theme.px(6) + self._theme.line_height("meta") if self._error else 0

    def _hint_width(self) -> int:
        metrics = QFontMetrics(self._theme.font("meta"))
        return metrics.horizontalAdvance(self._hint) + self._theme.px(10)

    def _is_hint_shown(self) -> bool:
        return bool(self._hint) and not self.edit.text()

    def _right_inset(self) -> int:
        """Return the room kept free at the right end of the text."""
        return self._hint_width() + self._theme.px(12) if self._is_hint_shown() else 0

    def _place_edit(self) -> None:
        theme = self._theme
        left = theme.px(12) + (theme.px(16) + theme.px(6) if self._icon else 0)
        right = max(theme.px(8), self._right_inset())
        self.edit.setGeometry(left, 2, self.width() - left - right, self._frame_height() - 4)

    def _on_text_changed(self, text: str) -> None:
        self._place_edit()
        self.update()
        self.text_changed.emit(text)

    def _on_return_pressed(self) -> None:
        self.submitted.emit(self.edit.text())

    def _on_editing_finished(self) -> None:
        self.editing_finished.emit(self.edit.text())

    def _on_theme_changed(self) -> None:
        self.edit.setFont(self._theme.font("body"))
        palette = self.edit.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, self._theme.color("text"))
        placeholder = self._theme.color("textTertiary")
        palette.setColor(QPalette.ColorRole.PlaceholderText, placeholder)
        self.edit.setPalette(palette)
        self._place_edit()
        self.updateGeometry()
        self.update()


class SearchField(TextField):
    """A field that finds: magnifier, a × while it has text, Escape empties it."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        placeholder: str = "",
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            theme, name, placeholder=placeholder, icon="search", hint=hint, parent=parent
        )
        self._clear = IconButton(theme, "x", "Clear the search", parent=self)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Escape does it from the keyboard
        self._clear.clicked.connect(self.edit.clear)
        self._clear.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Empty the field on Escape; when it is empty already, Escape goes on to others."""
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and self.edit.text():
            if event.type() == QEvent.Type.KeyPress:
                self.edit.clear()
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _right_inset(self) -> int:
        return self._theme.px(36) if self.edit.text() else super()._right_inset()

    def _place_edit(self) -> None:
        super()._place_edit()
        if hasattr(self, "_clear"):
            side = self._theme.px(32)
            top = (self._frame_height() - side) // 2
            self._clear.setGeometry(self.width() - side - self._theme.px(2), top, side, side)
            self._clear.setVisible(bool(self.edit.text()))
