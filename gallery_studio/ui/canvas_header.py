"""The head of the canvas: the session's name, how many images it has, and what to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gallery_studio.studio.price_text import money
from gallery_studio.ui.editable_title import EditableTitle
from gallery_studio.ui.sidebar.session_list_model import image_count_text
from gallery_studio.ui.widgets.buttons import GhostButton
from gallery_studio.ui.widgets.icon_button import IconButton
from gallery_studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QAction

    from gallery_studio.ui.actions import ActionTable
    from gallery_studio.ui.theme.theme import Theme
    from gallery_studio.ui.widgets.menu import Menu

ARRANGE_IDS = (
    "arrange_by_directive",
    "arrange_by_model",
    "arrange_by_time",
    "",
    "arrange_tidy",
    "arrange_pack",
)
MORE_IDS = (
    "rename_session",
    "create_project",
    "session_conversations",
    "export_session",
    "import_session",
    "",
    "replay_session",
    "export_timelapse",
    "kiosk",
    "",
    "import_images",
    "import_folder",
    "",
    "select_all",
    "fit_all",
    "toggle_minimap",
    "",
    "shortcut_sheet",
    "full_screen",
    "",
    "duplicate_session",
    "delete_unstarred",
    "discard_session",
    "",
    "quit",
)
_COMPACT_BELOW = 700


class CanvasHeader(QWidget):
    """52 px over a fade, above the cards.

    Args:
        theme: Gives all colours and sizes.
        parent: The canvas region.

    Signals:
        renamed(str): A person typed another name.
    """

    renamed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._table: ActionTable | None = None
        self._actions: Mapping[str, QAction] = {}
        self._has_cards = False
        self.are_letters_on = True
        """Whether menus show single letters as keys."""
        self.menu: Menu | None = None
        self.title = EditableTitle(theme, "Session")
        self.count = PlainLabel(theme, "Empty", "meta", "textTertiary")
        self.arrange = GhostButton(theme, "Arrange", icon="layout-dashboard", height=32)
        self.arrange_icon = IconButton(theme, "layout-dashboard", "Arrange", key="Ctrl+Shift+A")
        self.replay = IconButton(theme, "play", "Replay session", key="F5")
        self.export = IconButton(theme, "share", "Export session", key="Ctrl+E")
        self.more = IconButton(theme, "ellipsis", "More")
        self._build_layout()
        self._connect()
        self._on_theme_changed()
        self._fit()

    def set_actions(self, table: ActionTable, actions: Mapping[str, QAction]) -> None:
        """Take the actions the menus are made of."""
        self._table, self._actions = table, actions

    def add_tool(self, button: QWidget) -> None:
        """Put a button after Arrange, before Replay."""
        self._row.insertWidget(self._row.indexOf(self.replay), button)

    def set_title(self, name: str) -> None:
        """Show the name of the session."""
        self.title.set_title(name)

    def set_image_count(self, count: int, spent_usd: float = 0.0) -> None:
        """Show how many images there are and what they cost; arranging needs some."""
        cost = f" · {money(spent_usd)}" if spent_usd > 0 else ""
        self.count.setText(image_count_text(count) + cost)
        self._has_cards = count > 0
        self._fit()

    def edit_title(self) -> None:
        """Begin to rename the session."""
        self.title.edit_title()

    def open_arrange_menu(self) -> None:
        """Open the menu of arrangements (Ctrl+Shift+A)."""
        button = self.arrange if self.arrange.isVisible() else self.arrange_icon
        self._open(button, "Arrange", ARRANGE_IDS)

    def open_more_menu(self) -> None:
        """Open the menu of the session."""
        self._open(self.more, "Session", MORE_IDS)

    # Events

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the wall's colour, fading to nothing at the lower edge."""
        wall = self._theme.color("canvas")
        clear = QColor(wall)
        clear.setAlpha(0)
        fade = QLinearGradient(0, 0, 0, self.height())
        fade.setColorAt(0, wall)
        fade.setColorAt(0.72, wall)
        fade.setColorAt(1, clear)
        QPainter(self).fillRect(QRectF(self.rect()), fade)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the form for the width."""
        super().resizeEvent(event)
        self._fit()

    # Internals

    def _build_layout(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.title)
        self._row.addWidget(self.count)
        self._row.addStretch(1)
        for button in (self.arrange, self.arrange_icon, self.replay, self.export, self.more):
            self._row.addWidget(button)

    def _connect(self) -> None:
        self.title.renamed.connect(self.renamed)
        self.arrange.clicked.connect(self.open_arrange_menu)
        self.arrange_icon.clicked.connect(self.open_arrange_menu)
        self.replay.clicked.connect(self._on_replay_clicked)
        self.export.clicked.connect(self._on_export_clicked)
        self.more.clicked.connect(self.open_more_menu)
        self._theme.changed.connect(self._on_theme_changed)

    def _open(self, button: QWidget, name: str, ids: Sequence[str]) -> None:
        if self._table is None:
            return
        from gallery_studio.ui.widgets.menu import Menu

        menu = Menu(self._theme, name, self)
        self._table.fill_menu(menu, self._actions, ids, are_letters_on=self.are_letters_on)
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        right = button.width() - menu.sizeHint().width()
        menu.popup(button.mapToGlobal(QPoint(right, button.height() + self._theme.px(4))))

    def _on_replay_clicked(self) -> None:
        self._trigger("replay_session")

    def _on_export_clicked(self) -> None:
        self._trigger("export_session")

    def _trigger(self, action_id: str) -> None:
        if action_id in self._actions:
            self._actions[action_id].trigger()

    def _fit(self) -> None:
        is_compact = self.width() < self._theme.px(_COMPACT_BELOW)
        self.count.setVisible(not is_compact)
        self.arrange.setVisible(self._has_cards and not is_compact)
        self.arrange_icon.setVisible(self._has_cards and is_compact)
        self.replay.setVisible(self._has_cards)
        self.export.setVisible(self._has_cards)

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(20), 0, px(14), 0)
        self._row.setSpacing(0)
        self.update()
