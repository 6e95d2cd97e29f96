"""The sidebar as a rail of icons, for small windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from gallery_studio.ui.sidebar.app_mark import AppMark
from gallery_studio.ui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from gallery_studio.ui.theme.theme import Theme


class SidebarRail(QWidget):
    """56 px of buttons; the sidebar connects them.

    Attributes:
        new_session: New session.
        search: Unfolds the library at its search field.
        library: Unfolds the library.
        projects: Unfolds the library at its projects.
        people: Unfolds the library at people and identities.
        products: Opens the catalogue.
        offline: Says that the offline model answers, and leads to the key.
        settings: Settings.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._mark = AppMark(theme)
        self.new_session = IconButton(theme, "plus", "New session", key="Ctrl+N")
        self.search = IconButton(theme, "search", "Search sessions", key="Ctrl+F")
        self.library = IconButton(theme, "layout-grid", "Show the library", key="Ctrl+B")
        self.projects = IconButton(theme, "folder", "Projects")
        self.people = IconButton(theme, "users-round", "People and identities")
        self.products = IconButton(theme, "package", "Products: open the catalogue")
        self.offline = IconButton(theme, "cloud-off", "Offline model. Add a Gemini key")
        self.settings = IconButton(theme, "settings", "Settings", key="Ctrl+,")
        self._column = QVBoxLayout(self)
        self._build_layout()
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def set_has_key(self, has_key: bool) -> None:
        """Hide the hint at the offline model once there is a key."""
        self.offline.setVisible(not has_key)

    def _build_layout(self) -> None:
        middle = Qt.AlignmentFlag.AlignHCenter
        self._column.addWidget(self._mark, 0, middle)
        self._gap = QSpacerItem(0, 0)
        self._column.addSpacerItem(self._gap)
        for button in (
            self.new_session, self.search, self.library, self.projects, self.people, self.products
        ):  # fmt: skip
            self._column.addWidget(button, 0, middle)
        self._column.addStretch(1)
        for button in (self.offline, self.settings):
            self._column.addWidget(button, 0, middle)

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(0, px(15), 0, px(12))
        self._column.setSpacing(px(12))
        fixed = QSizePolicy.Policy.Fixed
        self._gap.changeSize(0, px(11), fixed, fixed)
        self._column.invalidate()
