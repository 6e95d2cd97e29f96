"""A project as a full view of the window, in the place of canvas and conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gallery_studio.ui.project.project_header import ProjectHeader
from gallery_studio.ui.project.project_sheet import ProjectSheet
from gallery_studio.ui.widgets.banner import Banner
from gallery_studio.ui.widgets.menu import Menu
from gallery_studio.ui.widgets.toast import ToastArea

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gallery_studio.domain.ids import ImageId
    from gallery_studio.domain.image import ImageFile
    from gallery_studio.studio.project_page import ProjectPage
    from gallery_studio.ui.project.picture_view import PixmapSource
    from gallery_studio.ui.theme.theme import Theme

EXPORTS = (
    # suffix, words, icon
    ("html", "Web page, one file…", "link"),
    ("pdf", "PDF…", "printer"),
    ("md", "Markdown with pictures…", "text"),
    ("zip", "Everything as ZIP…", "package"),
    ("json", "JSON…", "list"),
)
_READ_ONLY = (
    "A newer Gallery Studio made this project. It can be read and exported here, not changed."
)


class ProjectPageView(QWidget):
    """Header, the sheet in its scroll area, and toasts.

    Args:
        theme: Gives all colours and sizes.
        pixmap: Returns a preview at once, or None.
        glyph_of: Returns the icon of a model.
        parent: Owner.

    Signals:
        back_requested(): Return to the canvas.
        play_requested(): Play the journey.
        export_chosen(str): Suffix of the file to make.
        discard_requested(): Put the project into the bin.
        session_requested(): Show the session it came from.
    """

    back_requested = Signal()
    play_requested = Signal()
    export_chosen = Signal(str)
    discard_requested = Signal()
    session_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        pixmap: PixmapSource,
        glyph_of: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.menu: Menu | None = None
        self._has_session = False
        self.header = ProjectHeader(theme)
        self.notice = Banner(theme, "lock", _READ_ONLY)
        self.notice.hide()
        self.sheet = ProjectSheet(theme, pixmap, glyph_of)
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidget(self.sheet)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setAccessibleName("Project")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.notice)
        column.addWidget(self.scroll_area, 1)
        self.toasts = ToastArea(theme, self)
        self.toasts.set_bottom(theme.px(20))
        self._connect()

    def _connect(self) -> None:
        self.header.back_requested.connect(self.back_requested)
        self.header.play_requested.connect(self.play_requested)
        self.header.export_requested.connect(self.open_export_menu)
        self.header.menu_requested.connect(self.open_more_menu)
        self.sheet.focus_followed.connect(self._on_focus_followed)
        self._theme.changed.connect(self.update)

    def show_page(
        self,
        page: ProjectPage,
        files: Mapping[ImageId, ImageFile],
        *,
        is_editable: bool,
        has_session: bool,
    ) -> None:
        """Show a page.

        Args:
            page: What it says.
            files: Those of its pictures that are in the library.
            is_editable: Whether it can be changed; a newer program's cannot.
            has_session: Whether the session it came from can be opened.
        """
        self.header.set_title(page.title)
        self.notice.setVisible(not is_editable)
        self.sheet.show_page(page, files, is_editable=is_editable)
        self.set_has_session(has_session=has_session)
        self.setAccessibleName(f"Project: {page.title}")

    def set_has_session(self, *, has_session: bool) -> None:
        """Offer what needs the session it came from, or not."""
        self._has_session = has_session
        self.sheet.label.set_going_on(can_go_on=has_session)

    def scroll_to_top(self) -> None:
        """Begin at the final picture."""
        self.scroll_area.verticalScrollBar().setValue(0)

    def open_export_menu(self) -> None:
        """Open the menu of files a project can become (Ctrl+E)."""
        menu = Menu(self._theme, "Export", self)
        for suffix, words, icon in EXPORTS:
            action = menu.add_item(words, self._on_export_chosen, icon=icon)
            action.setData(suffix)
        self._popup(menu, self.header.export)

    def open_more_menu(self) -> None:
        """Open the menu of the project."""
        menu = Menu(self._theme, "Project", self)
        session = menu.add_item("Show the session", self.session_requested.emit, icon="image")
        session.setEnabled(self._has_session)
        menu.addSeparator()
        menu.add_item("Discard", self.discard_requested.emit, icon="trash-2", is_danger=True)
        self._popup(menu, self.header.more)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape returns; the page scrolls by keys."""
        bar, key = self.scroll_area.verticalScrollBar(), event.key()
        if key == Qt.Key.Key_Escape:
            self.back_requested.emit()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            sign = 1 if key == Qt.Key.Key_PageDown else -1
            bar.setValue(bar.value() + sign * bar.pageStep())
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar.setValue(bar.minimum() if key == Qt.Key.Key_Home else bar.maximum())
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Bring what Tab reaches into view."""
        moved = super().focusNextPrevChild(is_next)
        focused = self.window().focusWidget()
        if focused is not None and self.sheet.isAncestorOf(focused):
            self.scroll_area.ensureWidgetVisible(focused)
        return moved

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the wall."""
        QPainter(self).fillRect(self.rect(), self._theme.color("canvas"))

    def _popup(self, menu: Menu, button: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        right = button.width() - menu.sizeHint().width()
        menu.popup(button.mapToGlobal(QPoint(right, button.height() + self._theme.px(4))))

    def _on_focus_followed(self, widget: QWidget) -> None:
        self.scroll_area.ensureWidgetVisible(widget)

    def _on_export_chosen(self) -> None:
        action = self.sender()
        suffix = action.data() if action is not None and hasattr(action, "data") else ""
        if suffix:
            self.export_chosen.emit(suffix)
