"""A title that is edited where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from gallery_studio.domain.limits import TITLE_CHARACTERS
from gallery_studio.domain.naming import one_line
from gallery_studio.ui.theme.painting import paint_text
from gallery_studio.ui.widgets.buttons import GhostButton
from gallery_studio.ui.widgets.control import OWN_FOCUS, Look
from gallery_studio.ui.widgets.tooltips import set_plain_tooltip

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


class _TitleButton(GhostButton):
    """The title at rest: a click, Enter or F2 begins to edit it. Too long, it is cut."""

    label_style = "title"

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(48), self.sizeHint().height())

    def _padding(self) -> int:
        return self._theme.px(8)

    def _paint_parts(self, painter: QPainter, look: Look) -> None:
        inner = QRectF(self.rect()).adjusted(self._padding(), 0, -self._padding(), 0)
        ink = self._theme.color("text" if self.isEnabled() else look.text)
        paint_text(painter, self._theme.font("title"), inner, self.text(), ink)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_cut = self.width() < self.sizeHint().width()
        set_plain_tooltip(self, self.text() if is_cut else "Rename", "F2")


class EditableTitle(QWidget):
    """A title, 8 px inside its frame, and the field in its place while it is edited.

    Args:
        theme: Gives font and colours.
        name: What is named, for screen readers.
        parent: Owner.

    Signals:
        renamed(str): A person typed another title: one line, not empty.
    """

    renamed = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._name, self._title = theme, name, ""
        self.button = _TitleButton(theme, "", height=32)
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        self.field.setMaxLength(TITLE_CHARACTERS)
        self.field.setProperty(OWN_FOCUS, True)
        self.field.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        row.addWidget(self.field)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.edit_title)
        self.button.installEventFilter(self)
        self.field.installEventFilter(self)
        self.field.editingFinished.connect(self._on_editing_finished)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_title(self, title: str) -> None:
        """Show a title. Tells nobody; a field that is open stays."""
        self._title = title
        self.button.setText(title)
        self.button.setAccessibleName(f"{self._name}: {title}")
        self.button.setAccessibleDescription("Press F2 to rename it")

    @property
    def title(self) -> str:
        """The title shown."""
        return self._title

    @property
    def is_editing(self) -> bool:
        """Whether the field is open."""
        return not self.field.isHidden()

    def edit_title(self) -> None:
        """Open the field with the title selected."""
        width = max(self.button.width(), self._theme.px(240))
        self.field.setText(self._title)
        self.field.setMinimumWidth(min(width, self._theme.px(480)))
        self.button.hide()
        self.field.show()
        self.field.setFocus()
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """F2 begins, Escape leaves everything as it was."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.button and event.key() == Qt.Key.Key_F2:
                self.edit_title()
                return True
            if watched is self.field and event.key() == Qt.Key.Key_Escape:
                self._close(has_focus=True)
                return True
        return super().eventFilter(watched, event)

    def _close(self, *, has_focus: bool) -> None:
        self.field.blockSignals(True)  # hiding takes the focus, which would finish once more
        self.field.hide()
        self.field.blockSignals(False)
        self.button.show()
        if has_focus:
            self.button.setFocus()

    def _on_editing_finished(self) -> None:
        if not self.is_editing:
            return
        name = one_line(self.field.text(), TITLE_CHARACTERS)
        self._close(has_focus=self.field.hasFocus())
        if name and name != self._title:
            self.renamed.emit(name)

    def _on_theme_changed(self) -> None:
        self.field.setFont(self._theme.font("title"))
        self.field.setFixedHeight(self._theme.control_height(32, "title"))
