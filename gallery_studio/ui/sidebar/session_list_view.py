"""The list of sessions: choose, rename in place, discard; mouse, keys and menu alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from gallery_studio.ui.sidebar.session_delegate import SessionDelegate
from gallery_studio.ui.widgets.bare_viewport import set_bare_viewport
from gallery_studio.ui.widgets.control import OWN_FOCUS

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPixmap

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.ui.sidebar.session_list_model import SessionListModel
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.ui.widgets.menu import Menu

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
_BY_KEYS = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}


class SessionListView(QListView):
    """One Tab stop; arrows move inside, Enter opens, F2 renames, Delete discards.

    Signals:
        session_chosen(str): Open that session.
        discard_requested(str): Put that session into the bin.
    """

    session_chosen = Signal(str)
    discard_requested = Signal(str)

    def __init__(
        self,
        theme: Theme,
        model: SessionListModel,
        cover_pixmap: Callable[[ImageId], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._sessions = theme, model
        self._delegate = SessionDelegate(theme, cover_pixmap, self)
        self.menu: Menu | None = None
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Sessions")
        self.setProperty(OWN_FOCUS, True)
        self._set_up_view()
        self.clicked.connect(self._on_clicked)
        theme.changed.connect(self._on_theme_changed)

    def refresh(self) -> None:
        """Paint the rows again: covers arrived."""
        self.viewport().update()

    def rename_current(self) -> None:
        """Open the field over the name of the current row."""
        if self.currentIndex().isValid():
            self.edit(self.currentIndex())

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, discard, show the menu; the rest (arrows, letters, F2) is Qt's."""
        self._show_ring(is_shown=True)
        if self.state() == QAbstractItemView.State.EditingState:
            # The field of a new name lets go of Enter, which is not meant for the row.
            super().keyPressEvent(event)
            return
        index = self.currentIndex()
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if index.isValid() and is_plain and event.key() in _ENTER:
            self.session_chosen.emit(self._id(index))
        elif index.isValid() and is_plain and event.key() == Qt.Key.Key_Delete:
            self.discard_requested.emit(self._id(index))
        elif (
            event.key() == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self._open_menu_of(index)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The pointer leads: no ring."""
        self._show_ring(is_shown=False)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the open session, with a ring when the keyboard led here."""
        if not self.currentIndex().isValid() and self._sessions.rowCount():
            row = max(0, self._sessions.row_of(self._sessions.open_id))
            self.setCurrentIndex(self._sessions.index(row))
        if event.reason() in _BY_KEYS:
            self._show_ring(is_shown=True)
        super().focusInEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the row under the pointer, or of the current one."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            if index.isValid():
                self.setCurrentIndex(index)
                self.open_menu(index, event.globalPos())
            return
        self._open_menu_of(self.currentIndex())

    # Menu

    def open_menu(self, index: QModelIndex, at: QPoint) -> None:
        """Open the menu of a row at a point of the screen."""
        from gallery_studio.ui.widgets.menu import Menu

        menu = Menu(self._theme, "Session", self)
        menu.add_item("Open", self._on_open, icon="folder-open", key="Return")
        menu.add_item("Rename", self.rename_current, icon="type", key="F2")
        menu.addSeparator()
        menu.add_item("Discard", self._on_discard, icon="trash-2", key="Del", is_danger=True)
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        self.setCurrentIndex(index)
        menu.popup(at)

    def _open_menu_of(self, index: QModelIndex) -> None:
        if index.isValid():
            place = self.visualRect(index).center()
            self.open_menu(index, self.viewport().mapToGlobal(place))

    # Internals

    def _set_up_view(self) -> None:
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        set_bare_viewport(self).setAttribute(Qt.WidgetAttribute.WA_Hover)

    def _id(self, index: QModelIndex) -> str:
        return self._sessions.session(index.row()).id

    def _show_ring(self, *, is_shown: bool) -> None:
        if is_shown != self._delegate.is_ring_shown:
            self._delegate.is_ring_shown = is_shown
            self.viewport().update()

    def _on_clicked(self, index: QModelIndex) -> None:
        self.session_chosen.emit(self._id(index))

    def _on_open(self) -> None:
        self.session_chosen.emit(self._id(self.currentIndex()))

    def _on_discard(self) -> None:
        self.discard_requested.emit(self._id(self.currentIndex()))

    def _on_theme_changed(self) -> None:
        self.doItemsLayout()
        self.viewport().update()
